from __future__ import annotations

import sys
from importlib import import_module

import pytest

from qualiopi_rules.core.errors import MissingExtra


@pytest.mark.parametrize("framework", ["django", "fastapi"])
def test_without_its_framework_a_module_says_which_extra_brings_it(
    framework: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = f"qualiopi_rules.frameworks.{framework}"
    monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, framework, None)
    with pytest.raises(MissingExtra) as caught:
        import_module(module)
    assert caught.value.extra == framework
