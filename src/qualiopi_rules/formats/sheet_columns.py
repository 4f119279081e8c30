"""What stands in the columns of a sheet: their titles, the words of their cells, and what tells that a row is missing.

A point is written as `point 2.1 (1/3)`, the first of three of its indicator: a number alone would become another one.
The first row names the audit and its indicators. A row that somebody deleted is thus known to be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, get_args

from qualiopi_rules.audit.sheet import PointAnswer, SheetDecision
from qualiopi_rules.core.meant import folded
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.rnq.audit_kind import AuditKind

__all__ = [
    "COLUMNS",
    "READ",
    "audit_cell",
    "audit_in",
    "column_of",
    "meanings",
    "point_cell",
    "point_in",
    "title",
    "words_of",
]

COLUMNS = ("day", "indicator", "title", "point", "text", "answer", "evidence", "quality", "decision", "audit")
"""The columns, in order."""
READ = ("day", "point", "answer", "evidence", "quality", "decision", "audit")
"""The columns that are read back; the others are for the auditor."""

_POINT = "point "
_RANK = re.compile(r"(.*\S)\s*\(([0-9]{1,3})/([0-9]{1,3})\)")


def title(name: str, locale: Locale) -> str:
    """Return the title of a column."""
    return message(f"sheet-file.{name}", locale)


def column_of(text: str) -> str | None:
    """Return the column that has a title, in either language, without regard to accents and capital letters."""
    known = {folded(title(name, locale)): name for name in COLUMNS for locale in get_args(Locale)}
    return known.get(folded(text))


def words_of(locale: Locale) -> dict[str, dict[str, Any]]:
    """Return what may be chosen in a language, column by column, each with its value."""
    return {
        "answer": {message(f"sheet-answer.{each}", locale): each for each in PointAnswer},
        "quality": {message("word.yes", locale): True, message("word.no", locale): False},
        "decision": {message(f"sheet.{each}", locale): each for each in SheetDecision},
    }


def meanings() -> dict[str, dict[str, Any]]:
    """Return the values of each column by all that may be written for them, in either language, folded."""
    found: dict[str, dict[str, Any]] = {}
    for locale in get_args(Locale):
        for column, words in words_of(locale).items():
            for word, value in words.items():
                code = {True: PointAnswer.YES, False: PointAnswer.NO}[value] if column == "quality" else value
                others = message(f"sheet-also.{code}", locale).split(", ")
                found.setdefault(column, {}).update((folded(each), value) for each in (word, *others))
    return found


# --- What tells that a row is missing


def point_cell(name: str, rank: int, count: int) -> str:
    """Return the cell of a point, with its rank among those of its indicator."""
    return f"{_POINT}{name} ({rank}/{count})"


def point_in(cell: str) -> tuple[str, int, int] | None:
    """Return the name of a point, its rank and their number; None where the cell does not say them."""
    found = _RANK.fullmatch(cell)
    if found is None:
        return None
    name = found[1]
    named = name[len(_POINT) :].strip() if name.casefold().startswith(_POINT) else name
    return named, int(found[2]), int(found[3])


def audit_cell(kind: AuditKind | None, numbers: Iterable[int], locale: Locale) -> str:
    """Return the cell that names an audit and its indicators."""
    listed = ", ".join(str(number) for number in numbers)
    if kind is None:
        return message("sheet-audit.any", locale, numbers=listed)
    return message("sheet-audit.of", locale, kind=f"audit-kind.{kind}", numbers=listed)


def audit_in(cell: str) -> tuple[AuditKind | None, frozenset[int]]:
    """Return the kind of audit that a cell names, if any, and its indicators."""
    kinds = {folded(message(f"audit-kind.{each}", locale)): each for each in AuditKind for locale in get_args(Locale)}
    kind = next((each for words, each in kinds.items() if folded(cell).startswith(words)), None)
    return kind, frozenset(int(number) for number in re.findall(r"\b[0-9]{1,3}\b", cell))
