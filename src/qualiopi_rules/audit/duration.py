"""How long an audit lasts, in half-days.

The general table of article 4 of the arrêté of 6 June 2019 was not available: it is a value that a certifier supplies
(`qualiopi_rules.toml.read_durations`). The tables of the shortened audits of articles 10 and 10 bis are here, and a
partial one that others report, which must be asked for by name. Without a table there is no answer, and never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Any, cast

import attrs
from pendulum import Date

from qualiopi_rules import fields
from qualiopi_rules.audit.kinds import AuditKind
from qualiopi_rules.editions import Category, categories_of
from qualiopi_rules.errors import InvalidInput, InvalidValue, refuse, refuse_all
from qualiopi_rules.fields import DayLike
from qualiopi_rules.law.dated import UsedValue, dated
from qualiopi_rules.law.library import text
from qualiopi_rules.law.source import Citation, citation
from qualiopi_rules.wording import Locale, Words, words

__all__ = [
    "Duration",
    "DurationOutcome",
    "DurationPart",
    "DurationRow",
    "DurationTable",
    "PartCode",
    "audit_duration",
    "duration_tables",
    "table_of",
]


def _kinds(value: Iterable[AuditKind | str]) -> frozenset[AuditKind]:
    return fields.members(AuditKind, value)


def _added(value: Iterable[int] | None) -> tuple[int, ...] | None:
    if value is None:
        return None
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        return cast(tuple[int, ...], fields.fault(value, "half-days", count=len(Category)))
    given: tuple[Any, ...] = tuple(fields.amount(each) for each in value)
    faults = [each.at(f"[{index}]") for index, each in enumerate(given) if isinstance(each, InvalidValue)]
    if faults:
        return cast(tuple[int, ...], InvalidInput.of(*faults))
    return given if len(given) == len(Category) else fields.fault(value, "half-days", count=len(Category))


@attrs.frozen(kw_only=True)
class DurationRow:
    """One row of a table: the half-days of some kinds of audits from a training turnover on.

    Attributes:
        kinds: the kinds of audits.
        turnover_from: the training turnover from which it holds, in cents; up to that of the next row of the kind.
        turnover_below: the turnover that it does not reach any more, where no next row says so; None for no limit.
        base: the half-days of any such audit.
        categories: what each category adds, in the order 1° to 4°; None where the row tells only the whole.
        site: what each sampled site adds.
        categories_most: the most categories that the row speaks of; None for any number.

    Raises:
        InvalidInput: with every field that does not hold, and when it ends at the turnover it begins at, or below.
    """

    kinds: frozenset[AuditKind] = attrs.field(converter=_kinds)
    turnover_from: int = attrs.field(default=0, converter=fields.amount)
    turnover_below: int | None = attrs.field(default=None, converter=fields.optional_count)
    base: int = attrs.field(converter=fields.amount)
    categories: tuple[int, ...] | None = attrs.field(default=None, converter=_added)
    site: int = attrs.field(converter=fields.amount)
    categories_most: int | None = attrs.field(default=None, converter=fields.optional_count)

    def __attrs_post_init__(self) -> None:
        refuse(**fields.faults_of(self))
        if self.turnover_below is not None and self.turnover_below <= self.turnover_from:
            refuse(turnover_below=InvalidValue("", self.turnover_below, "more-than", least=self.turnover_from))


def _rows(value: Iterable[DurationRow]) -> tuple[DurationRow, ...]:
    given = fields.instances(DurationRow, value)
    return cast(tuple[DurationRow, ...], fields.fault(value, "not-empty")) if given == () else given


def _words(value: Words) -> Words:
    return fields.instance(Words, value)


def _citation(value: Citation) -> Citation:
    return fields.instance(Citation, value)


@attrs.frozen(kw_only=True)
class DurationTable:
    """A table of durations.

    Attributes:
        name: its name.
        words: what it is, and for whom.
        rows: its rows, in any order; two rows of one kind never begin at the same turnover.
        since: the first day of an audit it holds for.
        until: the last one; None while no end is known.
        citation: where it comes from, and how sure it is.

    Raises:
        InvalidInput: with every field that does not hold; then when it ends before it starts, and for each row that
            begins where another of its kind does.
    """

    name: str = attrs.field(converter=fields.text)
    words: Words = attrs.field(converter=_words)
    rows: tuple[DurationRow, ...] = attrs.field(converter=_rows)
    since: Date = attrs.field(converter=fields.day)
    until: Date | None = attrs.field(default=None, converter=fields.optional_day)
    citation: Citation = attrs.field(converter=_citation)

    def __attrs_post_init__(self) -> None:
        refuse(**fields.faults_of(self))
        refuse_all(self._faults())

    def _faults(self) -> Iterator[InvalidValue]:
        begun: set[tuple[AuditKind, int]] = set()
        for index, row in enumerate(self.rows):
            begins = {(kind, row.turnover_from) for kind in row.kinds}
            if begins & begun:
                yield InvalidValue(f"rows[{index}].turnover_from", row.turnover_from, "without-repetition")
            begun |= begins
        if self.until is not None and self.until < self.since:
            yield InvalidValue("until", self.until, "not-before", day=self.since.isoformat())

    def holds_on(self, day: Date) -> bool:
        """Whether it holds for an audit of that day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def _rows_of(self, kind: AuditKind, turnover: int | None) -> tuple[DurationRow, ...]:
        """The row for a turnover; every row of the kind when the turnover is not told."""
        rows = sorted((row for row in self.rows if kind in row.kinds), key=lambda row: row.turnover_from)
        if turnover is None:
            return tuple(rows)
        reached = [row for row in rows if row.turnover_from <= turnover][-1:]
        return tuple(row for row in reached if row.turnover_below is None or turnover < row.turnover_below)


@cache
def duration_tables() -> dict[str, DurationTable]:
    """Give the library's own tables by name: `article-10`, `article-10-bis` and the partial `reported`."""
    return {name: _table(name, entry) for name, entry in text("durations").items()}


def _table(name: str, entry: dict[str, Any]) -> DurationTable:
    return DurationTable(
        name=name,
        words=Words(entry["fr"], entry["en"]),
        rows=tuple(DurationRow(**row) for row in entry["rows"]),
        since=entry["since"],
        until=entry.get("until"),
        citation=citation(entry),
    )


def table_of(value: DurationTable | str | None) -> DurationTable | None:
    """Take a table, the name of one of the library's own, or None for no table."""
    if value is None or isinstance(value, DurationTable):
        return value
    known = duration_tables()
    if isinstance(value, str) and value in known:
        return known[value]
    return cast(DurationTable, fields.fault(value, "duration-table", choices=", ".join(known)))


class DurationOutcome(StrEnum):
    """Whether the length is known, and if not, why."""

    KNOWN = "known"
    NO_TABLE = "no-table"  # the general table was not available, and none was supplied
    NOT_IN_FORCE = "not-in-force"  # the table does not hold on the day of the audit
    KIND_NOT_IN_TABLE = "kind-not-in-table"
    TURNOVER_BEYOND_TABLE = "turnover-beyond-table"  # no row tells anything of it
    TURNOVER_NOT_TOLD = "turnover-not-told"
    CATEGORIES_BEYOND_TABLE = "categories-beyond-table"  # the table tells the whole for fewer categories only
    SITES_NOT_TOLD = "sites-not-told"


class PartCode(StrEnum):
    """What a part of the length is for."""

    BASE = "base"
    CATEGORY = "category"
    SITES = "sites"
    FORMER_NEW_ENTRANT = "former-new-entrant"


@attrs.frozen(kw_only=True)
class DurationPart:
    """A part of the length.

    Attributes:
        code: what it is for.
        half_days: how many half-days.
        citation: what it rests on.
        category: the category, for the part of one.
        count: how many sites, for the part of the sites.
    """

    code: PartCode
    half_days: int
    citation: Citation
    category: Category | None = None
    count: int | None = None

    def say(self, locale: Locale = "fr") -> str:
        """Tell it in words."""
        named: dict[str, str | int] = {} if self.category is None else {"category": self.category}
        if self.count is not None:
            named["count"] = self.count
        return words(f"duration.{self.code}").say(locale, half_days=self.half_days, **named)


@attrs.frozen(kw_only=True)
class Duration:
    """How long an audit lasts: from the opening meeting to the end of the closing one, preparation and report aside.

    Attributes:
        kind: the kind of audit.
        on: the day of the audit.
        outcome: whether it is known, and if not, why.
        half_days: the length in half-days; None where it is not known.
        parts: what it is made of.
        table: the name of the table; None without one.
    """

    kind: AuditKind
    on: Date
    outcome: DurationOutcome
    half_days: int | None = None
    parts: tuple[DurationPart, ...] = ()
    table: str | None = None

    @property
    def citation(self) -> Citation:
        """What it rests on: the table, or what makes a table needed."""
        return self.parts[0].citation if self.parts else citation(text("conventions")["durations"])

    def say(self, locale: Locale = "fr") -> str:
        """Tell it in words."""
        told = {} if self.half_days is None else {"half_days": self.half_days}
        return words(f"duration.{self.outcome}").say(locale, kind=f"audit-kind.{self.kind}", **told)


def audit_duration(
    kind: AuditKind | str,
    categories: Iterable[Category | str],
    *,
    on: DayLike,
    table: DurationTable | str | None = None,
    turnover: int | None = None,
    sampled_sites: int | None = 0,
    former_new_entrant: bool = False,
) -> Duration:
    """Add up the length of an audit.

    Args:
        kind: the kind of audit.
        categories: the categories it covers; for an extension, the added ones.
        on: the day of the audit.
        table: a table, or the name of one of the library's own; without one the length is not known.
        turnover: the whole training turnover, in cents, without tax, as in the last BPF; None for not told. A lower
            bound belongs to the band above it.
        sampled_sites: how many sites are audited beside the central function; None for not told.
        former_new_entrant: the provider was audited as a new entrant at the initial audit.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: articles 4, 10 and 10 bis of the arrêté of 6 June 2019, as far as they were seen.
    """
    asked, covered, day = fields.one_of(AuditKind, kind), categories_of(categories), fields.day(on)
    followed, earned, sites = table_of(table), fields.optional_amount(turnover), fields.optional_amount(sampled_sites)
    refuse(
        kind=asked,
        categories=covered,
        on=day,
        table=followed,
        turnover=earned,
        sampled_sites=sites,
        former_new_entrant=fields.yes_or_no(former_new_entrant),
    )

    def result(outcome: DurationOutcome, parts: tuple[DurationPart, ...] = ()) -> Duration:
        return Duration(
            kind=asked,
            on=day,
            outcome=outcome,
            half_days=sum(part.half_days for part in parts) if outcome is DurationOutcome.KNOWN else None,
            parts=parts,
            table=None if followed is None else followed.name,
        )

    if followed is None:
        return result(DurationOutcome.NO_TABLE)
    if not followed.holds_on(day):
        return result(DurationOutcome.NOT_IN_FORCE)
    if not followed._rows_of(asked, None):
        return result(DurationOutcome.KIND_NOT_IN_TABLE)
    rows = followed._rows_of(asked, earned)
    if not rows:
        return result(DurationOutcome.TURNOVER_BEYOND_TABLE)
    if sites is None:
        return result(DurationOutcome.SITES_NOT_TOLD)
    if any(row.categories_most is not None and len(covered) > row.categories_most for row in rows):
        return result(DurationOutcome.CATEGORIES_BEYOND_TABLE)
    # Without the turnover, rows that come to the same parts are as good as one.
    made = {tuple(_parts(row, covered, sites, followed.citation)) for row in rows}
    if len(made) > 1 or (earned is None and not _cover_all(rows)):
        return result(DurationOutcome.TURNOVER_NOT_TOLD)
    more = _for_former_new_entrant(day) if former_new_entrant and asked is AuditKind.SURVEILLANCE else ()
    return result(DurationOutcome.KNOWN, (*made.pop(), *more))


def _cover_all(rows: tuple[DurationRow, ...]) -> bool:
    """Whether there is a row for every turnover: from none at all on, each up to the next, the last without end."""
    gap = any(
        earlier.turnover_below is not None and earlier.turnover_below < later.turnover_from
        for earlier, later in pairwise(rows)
    )
    return rows[0].turnover_from == 0 and not gap and rows[-1].turnover_below is None


def _parts(row: DurationRow, covered: frozenset[Category], sites: int, cited: Citation) -> Iterator[DurationPart]:
    yield DurationPart(code=PartCode.BASE, half_days=row.base, citation=cited)
    if row.categories is not None:
        for category, half_days in zip(Category, row.categories, strict=True):
            if category in covered:
                yield DurationPart(code=PartCode.CATEGORY, half_days=half_days, citation=cited, category=category)
    if sites:
        yield DurationPart(code=PartCode.SITES, half_days=row.site * sites, citation=cited, count=sites)


def _for_former_new_entrant(day: Date) -> tuple[DurationPart, ...]:
    rule = dated("audit", "former_new_entrant")
    if rule.find(day) is None:
        return ()
    used: UsedValue = rule.used_on(day)
    return (DurationPart(code=PartCode.FORMER_NEW_ENTRANT, half_days=int(used.value), citation=used.citation),)
