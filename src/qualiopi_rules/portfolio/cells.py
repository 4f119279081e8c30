"""Columns of texts, read as days, answers, categories and numbers.

Spaces around a text do not count, nor do capital letters: a spreadsheet writes TRUE where its user wrote `true`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import attrs
import polars as pl

from qualiopi_rules.portfolio.file_format import Dates
from qualiopi_rules.rnq.category import Category

__all__ = ["DAYS", "Cells", "folded"]

DAYS = ("printed_start", "first_issue", "valid_until")
"""The columns of days."""

_TEXTS = (*DAYS, "surveillance_held", "categories")
"""The columns whose values are texts, or may all be."""

_WHOLE = re.compile("[0-9]{1,15}")
_FRENCH_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) 00:00:00")


@attrs.frozen
class Cells:
    """How texts are read as values; any other text is left as it is, for the rule to refuse.

    Attributes:
        dates: how days are written.
        yes: the text that means yes.
        no: the text that means no.
        of_excel: whether the texts come from an Excel file.
    """

    dates: Dates
    yes: str
    no: str
    of_excel: bool

    def read(self, name: str, column: pl.Series) -> pl.Series:
        """Return a column with the values of its texts; a column of another type is returned as it is.

        Args:
            name: what the column is, as in `portfolio_columns`.
            column: the column.
        """
        if column.dtype in (pl.Categorical, pl.Enum):
            column = column.cast(pl.String)
        if column.dtype != pl.String:
            return column
        value_of = self._reader(name)
        values: dict[str, Any] = {text: value_of(text) for text in column.unique().drop_nulls().to_list()}
        types = {type(value) for value in values.values() if value is not None}
        if types <= {str} and name in _TEXTS:
            changed = {text: value for text, value in values.items() if value != text}
            return column.replace(changed) if changed else column
        if str not in types:
            kind = pl.Int64 if name == "cycle_number" else pl.Boolean
            return column.replace_strict(values, default=None, return_dtype=kind)
        # A text that is refused stays among values of another type, which only a column of objects holds.
        return pl.Series(column.name, [values.get(text) for text in column], pl.Object)

    def _reader(self, name: str) -> Callable[[str], str | bool | int | None]:
        if name in DAYS:
            return self._day
        others = {"surveillance_held": self._held, "categories": _categories, "cycle_number": _whole}
        return others.get(name, self._answer)

    def _day(self, text: str) -> str | None:
        text = text.strip()
        if self.dates is Dates.FRENCH and (french := _FRENCH_DAY.fullmatch(text)):
            return "-".join(reversed(french.groups()))
        if self.of_excel and (midnight := _MIDNIGHT.fullmatch(text)):
            # A day in a column that has texts too: Excel knows no day without an hour.
            return midnight[1]
        return text or None

    def _answer(self, text: str) -> str | bool | None:
        written = folded(text)
        if written in (folded(self.yes), folded(self.no)):
            return written == folded(self.yes)
        return text.strip() or None

    def _held(self, text: str) -> str | bool | None:
        answer = self._answer(text)
        return self._day(answer) if isinstance(answer, str) else answer


def folded(text: str) -> str:
    """Return a text without spaces around it, in small letters."""
    return text.strip().casefold()


def _categories(text: str) -> str | None:
    """The codes of categories in capital letters; a code that is not known stays as it is written."""
    codes = [code.strip() for code in text.split(",")]
    known = [code.upper() if code.upper() in tuple(Category) else code for code in codes]
    return ", ".join(known) if text.strip() else None


def _whole(text: str) -> int | str | None:
    text = text.strip()
    return int(text) if _WHOLE.fullmatch(text) else text or None
