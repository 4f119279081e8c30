"""How a value that was refused is shown in a message: as JSON and TOML write it, and never at length."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from enum import Enum
from itertools import islice
from reprlib import Repr
from typing import Any

import attrs

from qualiopi_rules.core.safe_text import quoted

__all__ = ["cut", "shown"]

_WIDTH = 80
_DEPTH = 4


def shown(value: object) -> str:
    """Write a value on one line of at most eighty characters, however large it is and however deep."""
    return cut(_SHOWER.repr(value))


def cut(text: str, width: int = _WIDTH) -> str:
    """Cut a text in the middle when it is too wide: the end of a path is the name of the file."""
    end = width // 2
    return text if len(text) <= width else f"{text[: width - end - 1]}…{text[-end:]}"


class _Shower(Repr):
    """Bounds the depth, and writes null, true and "text" where Python writes None, True and 'text'."""

    def __init__(self) -> None:
        super().__init__()
        self.fillvalue = "…"
        self.maxlevel = _DEPTH
        self.maxlist = self.maxdict = self.maxother = _WIDTH

    def repr1(self, x: Any, level: int) -> str:
        match x:
            case Mapping():
                return self.repr_dict(dict(islice(x.items(), _WIDTH + 1)), level)
            case list() | tuple() | set() | frozenset():
                return self.repr_list(list(islice(x, _WIDTH + 1)), level)
            case _:
                plain = _plain(x)
                return self.repr_instance(x, level) if plain is None else plain


_SHOWER = _Shower()


def _plain(value: Any) -> str | None:
    """A value that holds no others; None for what has no way of its own to be written."""
    match value:
        case Enum():
            return _plain(value.value)
        case None | bool():
            return json.dumps(value)
        case str():
            return _quoted(value)
        case int() | float():
            return _number(value)
        case date():  # a date-time too
            return value.isoformat()
        case type():
            return value.__name__
        case _ if hasattr(value, "__fspath__"):
            return _quoted(str(value))
        case _:
            return f"{type(value).__name__}(…)" if attrs.has(type(value)) else None


def _quoted(text: str) -> str:
    # A terminal must not obey a control character, nor stop at half of a surrogate pair.
    return quoted(json.dumps(cut(text, 3 * _WIDTH), ensure_ascii=False))


def _number(number: float) -> str:
    try:
        return str(number)
    except ValueError:  # Python does not write out a whole number of thousands of digits
        from decimal import Decimal

        return f"{Decimal(number):.2e}"
