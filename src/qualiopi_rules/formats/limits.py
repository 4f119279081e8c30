"""How large a text may be that somebody else wrote: its bytes, its depth and the entries of each list or object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidInput, InvalidValue

__all__ = ["DEFAULT_LIMITS", "TOML_LIMITS", "Limits", "check_length", "check_nesting"]


@attrs.frozen(kw_only=True)
class Limits(converters.Checked):
    """What a reader refuses before it looks at anything else; the defaults are far above any real dossier.

    Attributes:
        bytes: the most bytes of a text in UTF-8, or characters of a `str`.
        depth: the most levels of lists and objects in each other.
        entries: the most entries of one list or object: sessions, bilans, events.

    Raises:
        InvalidInput: with every limit that is no whole number of one or more.
    """

    bytes: int = attrs.field(default=2**26, converter=converters.count)
    depth: int = attrs.field(default=100, converter=converters.count)
    entries: int = attrs.field(default=100_000, converter=converters.count)


DEFAULT_LIMITS = Limits()
"""The limits of JSON."""
TOML_LIMITS = Limits(bytes=2**20)
"""The limits of TOML, which people write by hand and which takes many times longer to read."""


def check_length(text: str | bytes, limits: Limits, where: str = "") -> None:
    """Refuse a text that is too long, before it is decoded.

    Args:
        text: the text.
        limits: how large it may be.
        where: the name of its file, for the error.

    Raises:
        InvalidInput: when it is.
    """
    if len(text) > limits.bytes:
        raise InvalidInput.of(InvalidValue(where, len(text), "fewer-bytes", most=limits.bytes))


def check_nesting(value: Any, limits: Limits, where: str = "") -> None:
    """Refuse a decoded value that is too deep, or that has a list or an object with too many entries.

    Args:
        value: the value.
        limits: how large it may be.
        where: the name of its file, for the error.

    Raises:
        InvalidInput: when it is.
    """
    # Level by level, with no call for each: what is looked at here may be too deep for one. A list that is in itself
    # is on every level, and one that stands in many places is looked at once on each.
    level = [value]
    for _ in range(limits.depth + 1):
        inside: dict[int, Any] = {}
        for each in level:
            if isinstance(each, list | tuple | Mapping):
                if len(each) > limits.entries:
                    raise InvalidInput.of(InvalidValue(where, each, "fewer-entries", most=limits.entries))
                inside |= {id(part): part for part in (each.values() if isinstance(each, Mapping) else each)}
        level = list(inside.values())
        if not level:
            return
    raise InvalidInput.of(InvalidValue(where, value, "less-deep"))
