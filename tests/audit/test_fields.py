"""The classes of the package: their values are made with the names of their fields, in whatever order."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import attrs
import pytest

from qualiopi_rules import audit
from qualiopi_rules.audit.mock_audit_outcome import Outcomes


def classes() -> Iterator[type[attrs.AttrsInstance]]:
    """Every class with fields that a module of the package lists."""
    for found in iter_modules(audit.__path__):
        module = import_module(f"{audit.__name__}.{found.name}")
        yield from (each for each in vars(module).values() if attrs.has(each) and each.__module__ == module.__name__)


LISTED = [each for each in classes() if each is not Outcomes and not each.__name__.startswith("_")]


@pytest.mark.parametrize("cls", LISTED, ids=lambda cls: cls.__name__)
def test_a_value_is_made_with_the_names_of_its_fields(cls: type[attrs.AttrsInstance]) -> None:
    """A field that comes later, wherever it stands, then changes nothing for who makes one already."""
    assert [field.name for field in attrs.fields(cls) if not field.kw_only] == []
