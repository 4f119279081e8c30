"""A package gives each of its public names when it is first asked for, and no others."""

from __future__ import annotations

import pytest

from qualiopi_rules import core
from qualiopi_rules.core import kleene, meant
from qualiopi_rules.core.exports import exports, module_of

PACKAGE = "qualiopi_rules.core"
OFFERED, LOAD, LISTED = exports(PACKAGE, {"meant": "folded day_meant", "kleene": "not3"})


def test_the_names_of_all_modules_are_offered_sorted() -> None:
    assert OFFERED == ["day_meant", "folded", "not3"]
    assert LISTED() == OFFERED


def test_a_name_is_that_of_its_module_and_stays_with_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the second time on the package has it: Python does not ask again."""
    for name in OFFERED:
        monkeypatch.setattr(core, name, None, raising=False)  # and it goes from the package with this test
    assert LOAD("not3") is kleene.not3
    assert LOAD("folded") is meant.folded
    assert (vars(core)["not3"], vars(core)["folded"], vars(core)["day_meant"]) == (kleene.not3, meant.folded, None)


@pytest.mark.parametrize("name", ["all3", "kleene", "", "Not3"])
def test_another_name_is_missing_as_python_says_it(name: str) -> None:
    with pytest.raises(AttributeError) as caught:
        LOAD(name)
    assert str(caught.value) == f"module 'qualiopi_rules.core' has no attribute {name!r}"


def test_a_module_is_found_by_its_name() -> None:
    assert module_of(PACKAGE, "kleene") is kleene
    with pytest.raises(ModuleNotFoundError):
        module_of(PACKAGE, "nothing")
