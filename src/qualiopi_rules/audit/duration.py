"""How long an audit lasts, in half-days.

The general table of article 4 of the arrêté of 6 June 2019 was not available: it is a value that a certifier supplies
(a profile, `formats.read_profile`). The tables of the shortened audits of articles 10 and 10 bis are here, and a
partial one that others report, which must be named to be used. Without a table there is no answer, and never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import pairwise

import attrs
from pendulum import Date

from qualiopi_rules.audit.shortened import Shortened
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import UsedValue, dated
from qualiopi_rules.law.source import Citation, interpretation
from qualiopi_rules.profile.durations import DurationRow, DurationTable, duration_tables
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.results.part import Part
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.category import Category, categories_of
from qualiopi_rules.view.shown import Shown

__all__ = ["Duration", "DurationOutcome", "DurationPart", "PartCode", "audit_duration", "duration_of"]


class DurationOutcome(StrEnum):
    """Whether the length is known, and if not, why."""

    KNOWN = "known"
    NO_TABLE = "no-table"  # the general table was not available, and none was supplied
    NOT_IN_FORCE = "not-in-force"  # the table does not hold on the day of the audit
    KIND_NOT_IN_TABLE = "kind-not-in-table"
    TURNOVER_BEYOND_TABLE = "turnover-beyond-table"  # no row is about it
    TURNOVER_NOT_PROVIDED = "turnover-not-provided"
    CATEGORIES_BEYOND_TABLE = "categories-beyond-table"  # the table has the whole for fewer categories only
    SITES_NOT_PROVIDED = "sites-not-provided"


class PartCode(StrEnum):
    """What a part of the length is for."""

    BASE = "base"
    CATEGORY = "category"
    SITES = "sites"
    FORMER_NEW_ENTRANT = "former-new-entrant"


@attrs.frozen(kw_only=True)
class DurationPart(OneLine):
    """A part of the length.

    Attributes:
        code: what it is for.
        half_days: how many half-days.
        citation: its source.
        category: the category, for the part of one.
        count: how many sites, for the part of the sites.
    """

    code: PartCode
    half_days: int
    citation: Citation
    category: Category | None = None
    count: int | None = None

    def say(self, locale: Locale = "fr") -> str:
        """Render the part in words."""
        # The words of a part without a category or sites name none.
        named = {"category": str(self.category), "count": str(self.count)}
        return words(f"duration.{self.code}").say(locale, half_days=self.half_days, **named)


@attrs.frozen(kw_only=True)
class Duration(Part, Shown):
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

    def _summary(self) -> Mapping[str, object]:
        return {"kind": self.kind, "on": self.on, "outcome": self.outcome, "half_days": self.half_days}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources of its parts."""
        return tuple(part.citation for part in self.parts)

    @property
    def citation(self) -> Citation:
        """Its source: the table, or what makes a table needed."""
        return self.parts[0].citation if self.parts else interpretation("audit", "durations")

    def say(self, locale: Locale = "fr") -> str:
        """Render the length in words."""
        known = {} if self.half_days is None else {"half_days": self.half_days}
        return words(f"duration.{self.outcome}").say(locale, kind=f"audit-kind.{self.kind}", **known)


def audit_duration(
    kind: AuditKind | str,
    categories: Iterable[Category | str],
    *,
    on: DayLike,
    profile: Profile | str = DEFAULT_PROFILE,
    shortened: Shortened | str | None = None,
    turnover_cents: int | None = None,
    sampled_sites: int | None = 0,
    former_new_entrant: bool = False,
) -> Duration:
    """Add up the length of an audit.

    Args:
        kind: the kind of audit.
        categories: the categories it covers; for an extension, the added ones.
        on: the day of the audit.
        profile: a certifier's profile, whose table is used; without a table the length is not known.
        shortened: the article by which the audit is shortened, whose table is used instead.
        turnover_cents: the whole training turnover, in cents, without tax, as in the last BPF; None when unknown.
            A lower bound belongs to the band above it.
        sampled_sites: how many sites are audited beside the central function; None for not provided.
        former_new_entrant: the provider was audited as a new entrant at the initial audit.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: articles 4, 10 and 10 bis of the arrêté of 6 June 2019, as far as they were seen.
    """
    kind, categories, day = converters.one_of(AuditKind, kind), categories_of(categories), converters.day(on)
    profile, shortened = profile_of(profile), None if shortened is None else converters.one_of(Shortened, shortened)
    turnover_cents = converters.optional_amount(turnover_cents)
    sampled_sites = converters.optional_amount(sampled_sites)
    refuse(
        kind=kind,
        categories=categories,
        on=day,
        profile=profile,
        shortened=shortened,
        turnover_cents=turnover_cents,
        sampled_sites=sampled_sites,
        former_new_entrant=converters.yes_or_no(former_new_entrant),
    )
    table = profile.durations if shortened is None else duration_tables()[shortened]
    return duration_of(kind, categories, day, table, turnover_cents, sampled_sites, former_new_entrant)


def duration_of(
    kind: AuditKind,
    categories: frozenset[Category],
    day: Date,
    table: DurationTable | None,
    turnover_cents: int | None,
    sampled_sites: int | None,
    former_new_entrant: bool,
) -> Duration:
    """Add up the length of an audit, from checked arguments."""

    def result(outcome: DurationOutcome, parts: tuple[DurationPart, ...] = ()) -> Duration:
        return Duration(
            kind=kind,
            on=day,
            outcome=outcome,
            half_days=sum(part.half_days for part in parts) if outcome is DurationOutcome.KNOWN else None,
            parts=parts,
            table=None if table is None else table.name,
        )

    if table is None:
        return result(DurationOutcome.NO_TABLE)
    if not table._holds(day):
        return result(DurationOutcome.NOT_IN_FORCE)
    if not table._rows_of(kind, None):
        return result(DurationOutcome.KIND_NOT_IN_TABLE)
    rows = table._rows_of(kind, turnover_cents)
    if not rows:
        return result(DurationOutcome.TURNOVER_BEYOND_TABLE)
    if sampled_sites is None:
        return result(DurationOutcome.SITES_NOT_PROVIDED)
    if any(row.categories_most is not None and len(categories) > row.categories_most for row in rows):
        return result(DurationOutcome.CATEGORIES_BEYOND_TABLE)
    # Without the turnover, rows with the same parts are as good as one.
    lengths = {tuple(_parts(row, categories, sampled_sites, table.citation)) for row in rows}
    if len(lengths) > 1 or (turnover_cents is None and not _cover_all(rows)):
        return result(DurationOutcome.TURNOVER_NOT_PROVIDED)
    more = _for_former_new_entrant(day) if former_new_entrant and kind is AuditKind.SURVEILLANCE else ()
    return result(DurationOutcome.KNOWN, (*lengths.pop(), *more))


def _cover_all(rows: tuple[DurationRow, ...]) -> bool:
    """Whether there is a row for every turnover: from none at all on, each up to the next, the last without end."""
    gap = any(
        earlier.turnover_below_cents is not None and earlier.turnover_below_cents < later.turnover_from_cents
        for earlier, later in pairwise(rows)
    )
    return rows[0].turnover_from_cents == 0 and not gap and rows[-1].turnover_below_cents is None


def _parts(row: DurationRow, categories: frozenset[Category], sites: int, cited: Citation) -> Iterator[DurationPart]:
    yield DurationPart(code=PartCode.BASE, half_days=row.base, citation=cited)
    if row.categories is not None:
        for at, category in enumerate(Category):
            if category in categories:
                added = row.categories[at]
                yield DurationPart(code=PartCode.CATEGORY, half_days=added, citation=cited, category=category)
    if sites:
        yield DurationPart(code=PartCode.SITES, half_days=row.site * sites, citation=cited, count=sites)


def _for_former_new_entrant(day: Date) -> tuple[DurationPart, ...]:
    rule = dated("audit/audit", "former_new_entrant")
    if rule.find(day) is None:
        return ()
    used: UsedValue = rule.used_on(day)
    return (DurationPart(code=PartCode.FORMER_NEW_ENTRANT, half_days=int(used.value), citation=used.citation),)
