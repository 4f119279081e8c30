"""What several tests check the same way."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pkgutil import iter_modules, walk_packages
from types import ModuleType
from typing import Any

import attrs
import pytest

import qualiopi_rules
from qualiopi_rules import InvalidInput, Profile
from qualiopi_rules.profile import built_in_profiles


@contextmanager
def refused(words: str) -> Iterator[None]:
    """The input is refused, and the message tells `words`; pytest itself looks at the message of a group only."""
    with pytest.raises(InvalidInput) as refusal:
        yield
    assert re.search(words, str(refusal.value)), str(refusal.value)


def plain(text: str) -> str:
    """A French text with plain spaces where a line must not be broken."""
    return text.replace("\u00a0", " ")


def classes_of(package: ModuleType) -> Iterator[type[attrs.AttrsInstance]]:
    """Every class with fields that the modules of a package have."""
    for found in iter_modules(package.__path__):
        module = import_module(f"{package.__name__}.{found.name}")
        classes = (each for each in vars(module).values() if isinstance(each, type) and attrs.has(each))
        yield from (each for each in classes if each.__module__ == module.__name__)


def made_by_position(package: ModuleType) -> set[str]:
    """The classes some of whose fields are given by their place."""
    return {each.__name__ for each in classes_of(package) if not all(field.kw_only for field in attrs.fields(each))}


def anew(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A module that is read once more: its classes are new, and no value of them was ever compared."""
    spec = spec_from_file_location("anew", module.__file__)
    assert spec is not None
    assert spec.loader is not None
    made = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "anew", made)
    spec.loader.exec_module(made)
    return made


def assert_one_hash(first: object, second: object) -> None:
    """Two values of a class that was never compared are equal, and their hash is the same before and after that."""
    before = hash(first)
    assert first == second
    assert (hash(first), hash(second)) == (before, before)


def modules() -> Iterator[ModuleType]:
    """The modules of the package; without an extra, those that need it are left out (`nox -s core`)."""
    for found in walk_packages(qualiopi_rules.__path__, "qualiopi_rules."):
        with suppress(ImportError):
            yield import_module(found.name)


def profile_with(name: str = "certifier", /, **changes: Any) -> Profile:
    """A built-in profile with other choices, under a name of its own."""
    profile = built_in_profiles()[name]
    return attrs.evolve(profile, name="changed", **changes) if changes else profile
