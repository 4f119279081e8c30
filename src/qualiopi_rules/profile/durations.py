"""The tables that the length of an audit is read from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.law.source import Citation, citation
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.category import Category

__all__ = ["DurationRow", "DurationTable", "duration_tables", "table_of"]


def _kinds(value: Iterable[AuditKind | str]) -> frozenset[AuditKind]:
    return converters.members(AuditKind, value)


def _added(value: Iterable[int] | None) -> tuple[int, ...] | None:
    if value is None:
        return None
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        return converters.fault(value, "half-days", count=len(Category))
    half_days: tuple[Any, ...] = tuple(converters.amount(each) for each in value)
    faults = [each.at(f"[{index}]") for index, each in enumerate(half_days) if isinstance(each, InvalidValue)]
    if faults:
        return converters.faults(faults)
    return half_days if len(half_days) == len(Category) else converters.fault(value, "half-days", count=len(Category))


@attrs.frozen(kw_only=True)
class DurationRow(converters.Checked):
    """One row of a table: the half-days of some kinds of audits from a training turnover on.

    Attributes:
        kinds: the kinds of audits.
        turnover_from_cents: the training turnover from which it holds, in cents, up to the next row of the kind.
        turnover_below_cents: the turnover that it stays below, where no next row says so; None for no limit.
        base: the half-days of any such audit.
        categories: what each category adds, in the order 1° to 4°; None where the row has only the whole.
        site: what each sampled site adds.
        categories_most: the most categories that the row holds for; None for any number.

    Raises:
        InvalidInput: with every field that does not hold, and when it ends at the turnover it begins at, or below.
    """

    kinds: frozenset[AuditKind] = attrs.field(converter=_kinds)
    turnover_from_cents: int = attrs.field(default=0, converter=converters.amount)
    turnover_below_cents: int | None = attrs.field(default=None, converter=converters.optional_count)
    base: int = attrs.field(converter=converters.amount)
    categories: tuple[int, ...] | None = attrs.field(default=None, converter=_added)
    site: int = attrs.field(converter=converters.amount)
    categories_most: int | None = attrs.field(default=None, converter=converters.optional_count)

    def _faults(self) -> Iterator[InvalidValue]:
        if self.turnover_below_cents is not None and self.turnover_below_cents <= self.turnover_from_cents:
            yield InvalidValue(
                "turnover_below_cents", self.turnover_below_cents, "more-than", least=self.turnover_from_cents
            )


def _rows(value: Iterable[DurationRow]) -> tuple[DurationRow, ...]:
    rows = converters.instances(DurationRow, value)
    return converters.fault(value, "not-empty") if rows == () else rows


@attrs.frozen(kw_only=True)
class DurationTable(converters.Checked):
    """A table of durations.

    Attributes:
        name: its name.
        words: what it is, and for whom.
        rows: its rows, in any order; two rows of one kind never begin at the same turnover.
        since: the first day of an audit it holds for.
        until: the last one; None while no end is known.
        citation: its source, and how well it is verified.

    Raises:
        InvalidInput: with every field that does not hold; then when it ends before it starts, and for each row that
            begins where another of its kind does.
    """

    name: str = attrs.field(converter=converters.text)
    words: Words
    rows: tuple[DurationRow, ...] = attrs.field(converter=_rows)
    since: Date = attrs.field(converter=converters.day)
    until: Date | None = attrs.field(default=None, converter=converters.optional_day)
    citation: Citation

    def _faults(self) -> Iterator[InvalidValue]:
        begun: set[tuple[AuditKind, int]] = set()
        for index, row in enumerate(self.rows):
            begins = {(kind, row.turnover_from_cents) for kind in row.kinds}
            if begins & begun:
                yield InvalidValue(f"rows[{index}].turnover_from_cents", row.turnover_from_cents, "without-repetition")
            begun |= begins
        if self.until is not None and self.until < self.since:
            yield InvalidValue("until", self.until, "not-before", day=self.since.isoformat())

    def _holds(self, day: Date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def _rows_of(self, kind: AuditKind, turnover_cents: int | None) -> tuple[DurationRow, ...]:
        """The row for a turnover; every row of the kind when the turnover is unknown."""
        rows = sorted((row for row in self.rows if kind in row.kinds), key=lambda row: row.turnover_from_cents)
        if turnover_cents is None:
            return tuple(rows)
        reached = [row for row in rows if row.turnover_from_cents <= turnover_cents][-1:]
        return tuple(
            row for row in reached if row.turnover_below_cents is None or turnover_cents < row.turnover_below_cents
        )


@cache
def duration_tables() -> Mapping[str, DurationTable]:
    """Return the library's own tables by name: `article-10`, `article-10-bis` and the partial `reported`."""
    return MappingProxyType({name: _table(name, entry) for name, entry in text("profile/durations").items()})


def _table(name: str, entry: Mapping[str, Any]) -> DurationTable:
    return DurationTable(
        name=name,
        words=Words(**entry["words"]),
        rows=tuple(DurationRow(**row) for row in entry["rows"]),
        since=entry["since"],
        until=entry.get("until"),
        citation=citation(entry),
    )


def table_of(value: DurationTable | str | None) -> DurationTable | None:
    """Convert to a table, from the name of one of the library's own, or None for no table."""
    if value is None or isinstance(value, DurationTable):
        return value
    known = duration_tables()
    if isinstance(value, str) and value in known:
        return known[value]
    return converters.fault(value, "duration-table", choices=", ".join(known))
