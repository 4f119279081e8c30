"""The tables of editions: each says what it changes in one before it, and once what holds for all its entries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from qualiopi_rules.core.errors import InvalidInput, InvalidValue
from qualiopi_rules.core.resources import names, text

__all__ = ["edition_tables", "merged_edition"]


@cache
def edition_tables() -> tuple[Mapping[str, Any], ...]:
    """Return the tables of the library's own editions, oldest first."""
    return tuple(sorted(map(text, names("rnq/referential-*")), key=lambda table: table["since"]))


def merged_edition(table: Mapping[str, Any]) -> dict[str, Any]:
    """Spell out a table of an edition: what it amends, and what it writes once for all its entries.

    `amends` names the known edition that holds where the table is silent, indicator by indicator. A criterion or an
    indicator without a citation has that of the edition, or `criteria_citation`; `major_only` gives the grading of
    every indicator that has none.

    Raises:
        InvalidInput: when it amends an edition that is not known.
    """
    whole = _amended(table)
    cited = {"citation": whole["citation"]} if "citation" in whole else {}
    of_criteria = whole.pop("criteria_citation", None)
    whole["criteria"] = _filled(whole.get("criteria"), cited if of_criteria is None else {"citation": of_criteria})
    whole["indicators"] = _filled(whole.get("indicators"), cited)
    match whole.get("major_only"):
        case {"numbers": list(numbers) | tuple(numbers), "citation": citation}:
            del whole["major_only"]
            graded = {"grading_citation": citation}
            whole["indicators"] = _filled(whole["indicators"], {"grading": "major-only", **graded}, numbers)
            whole["indicators"] = _filled(whole["indicators"], {"grading": "gradable", **graded})
    return {name: value for name, value in whole.items() if value is not None}


def _amended(table: Mapping[str, Any]) -> dict[str, Any]:
    """Lay a table over that of the edition that it amends."""
    own = {name: value for name, value in table.items() if name != "amends"}
    if "amends" not in table:
        return own
    known = {each["edition"]: each for each in edition_tables()}
    if not isinstance(table["amends"], str) or table["amends"] not in known:
        raise InvalidInput.of(InvalidValue("amends", table["amends"], "one-of", choices=", ".join(known)))
    before = _amended(known[table["amends"]])
    changed = own.get("indicators", [])
    if isinstance(changed, list | tuple) and all(_numbered(each) for each in changed):
        entries = {each["number"]: {**each, "change": "unchanged", "what": None} for each in before["indicators"]}
        for each in changed:
            entries[each["number"]] = {**entries.get(each["number"], {}), **each}
        own["indicators"] = sorted(entries.values(), key=lambda each: each["number"])
    return before | own


def _numbered(entry: Any) -> bool:
    return isinstance(entry, Mapping) and type(entry.get("number")) is int


def _filled(entries: Any, defaults: Mapping[str, Any], numbers: Collection[Any] | None = None) -> Any:
    """Give each table of a list, or those of some numbers, what it does not say itself; the rest is left as it is."""
    if not isinstance(entries, list | tuple):
        return entries

    def concerned(each: Any) -> bool:
        return isinstance(each, Mapping) and (numbers is None or each.get("number") in numbers)

    return [{**defaults, **each} if concerned(each) else each for each in entries]
