"""What several tests check the same way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import pytest

import qualiopi_rules
from qualiopi_rules import InvalidInput


@contextmanager
def refused(words: str) -> Iterator[None]:
    """The input is refused, and the message tells `words`; pytest itself looks at the message of a group only."""
    with pytest.raises(InvalidInput) as refusal:
        yield
    assert re.search(words, str(refusal.value)), str(refusal.value)


def modules() -> Iterator[ModuleType]:
    """The modules of the package; without an extra, those that need it are left out (`nox -s core`)."""
    for found in walk_packages(qualiopi_rules.__path__, "qualiopi_rules."):
        with suppress(ImportError):
            yield import_module(found.name)
