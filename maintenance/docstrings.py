"""What the docstrings of classes say of their fields: for the documentation and for the schemas."""

from __future__ import annotations

import inspect
import re
from enum import Enum
from typing import Any

__all__ = ["SECTION", "attributes", "refusals", "summary"]

SECTION = re.compile(r"\nAttributes:\n((?:    .*\n?|\n(?=    ))+)")
"""The section of a docstring that says what each field is."""

_ENTRY = re.compile(r"^    (\w+): ((?:.|\n(?!    \w+: ))+)", re.MULTILINE)
_MEMBER = re.compile(r"^    (\w+) = .*?  # (.+)$", re.MULTILINE)
_REFUSALS = re.compile(r"\n    InvalidInput: ((?:.+\n?(?:        )?)+)")


def attributes(cls: type[Any]) -> dict[str, str]:
    """What the docstring of a class says of each attribute, or the comments say of each member of an enumeration."""
    if issubclass(cls, Enum):
        return dict(_MEMBER.findall(inspect.getsource(cls)))
    section = SECTION.search(inspect.getdoc(cls) or "")
    if section is None:
        return {}
    return {name: " ".join(said.split()) for name, said in _ENTRY.findall(section[1])}


def summary(thing: Any) -> str:
    """Return the first line of a docstring; nothing where there is none."""
    return (inspect.getdoc(thing) or "").partition("\n")[0]


def refusals(cls: type[Any]) -> str:
    """Return when a class refuses its values, as its docstring says it; nothing where it does not."""
    found = _REFUSALS.search(inspect.getdoc(cls) or "")
    return "" if found is None else " ".join(found[1].split())
