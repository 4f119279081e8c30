"""The plan of an audit: which indicators it looks at, and where it is held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.audit.nonconformity import NonConformity
from qualiopi_rules.audit.place import AuditPlace, VenueFacts, place_of
from qualiopi_rules.audit.scope import PlannedIndicator, PlanReasonCode, scope_of
from qualiopi_rules.audit.shortened import Shortened
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue, NotInForce, refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import words
from qualiopi_rules.indicators.result import Applicability
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.source import Citation
from qualiopi_rules.profile.durations import DurationTable, duration_tables
from qualiopi_rules.results.part import Part
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.rnq.edition import indicator_of
from qualiopi_rules.view.shown import Shown

__all__ = ["AuditPlan", "left_out_of", "plan_audit", "plan_of"]


@attrs.frozen(kw_only=True)
class AuditPlan(Part, Shown):
    """What an audit looks at, and where.

    Attributes:
        kind: the kind of audit.
        on: the day of the audit.
        categories: the categories that it covers.
        indicators: every indicator of the edition of the day, in order.
        display: it verifies that the certificate is displayed, as a text of its day says.
        display_citation: the source of that; None where no such text is known.
        place: where it is held.
    """

    kind: AuditKind
    on: Date
    categories: frozenset[Category]
    indicators: tuple[PlannedIndicator, ...]
    display: bool
    display_citation: Citation | None
    place: AuditPlace

    def _summary(self) -> Mapping[str, object]:
        return {"kind": self.kind, "on": self.on, "numbers": len(self.numbers), "undetermined": len(self.undetermined)}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources of its indicators, in order, then of the display of the certificate and of its place."""
        return (
            *(citation for each in self.indicators for citation in each.citations),
            *(() if self.display_citation is None else (self.display_citation,)),
            *(used.citation for used in self.place.values),
        )

    def _with(self, looked_at: bool | None) -> tuple[int, ...]:
        return tuple(each.number for each in self.indicators if each.looked_at is looked_at)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The indicators that the audit must look at, sorted."""
        return self._with(True)

    @property
    def undetermined(self) -> tuple[int, ...]:
        """The indicators of which it is not known, sorted."""
        return self._with(None)

    @property
    def left_out(self) -> tuple[int, ...]:
        """The indicators that apply, or may apply, and that the audit may leave out, sorted."""
        codes = (PlanReasonCode.NOT_IN_MINIMUM, PlanReasonCode.LEFT_OUT_NOW)
        return tuple(each.number for each in self.indicators if each.reasons[0].code in codes)

    def say(self, locale: Locale = "fr") -> str:
        """Render a summary in words: the kind, the day and the number of indicators."""
        day = self.on.isoformat()
        return words("plan.head").say(locale, kind=f"audit-kind.{self.kind}", day=day, count=len(self.numbers))

    def __getitem__(self, number: int) -> PlannedIndicator:
        for each in self.indicators:
            if each.number == number:
                return each
        raise KeyError(number)


def _new_in(value: Iterable[Category | str]) -> frozenset[Category]:
    return converters.members(Category, value, least=0)


def left_out_of(value: Iterable[int]) -> tuple[int, ...]:
    """Convert to the numbers of indicators that a shortened audit left out."""
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        return converters.fault(value, "list")
    numbers: tuple[Any, ...] = tuple(indicator_of(each) for each in value)
    faults = [each.at(f"[{index}]") for index, each in enumerate(numbers) if isinstance(each, InvalidValue)]
    return converters.faults(faults) if faults else numbers


def plan_audit(
    kind: AuditKind | str,
    applied: Applicability,
    *,
    nonconformities: Iterable[NonConformity] = (),
    shortened: Shortened | str | None = None,
    left_out_before: Iterable[int] = (),
    new_entrant_in: Iterable[Category | str] = (),
    venue: VenueFacts | None = None,
) -> AuditPlan:
    """Plan an audit: which indicators it looks at, with the reason of each, and where it is held.

    Args:
        kind: the kind of audit.
        applied: which indicators apply, computed for the day of the audit and for the categories that it covers: for
            an extension, the added ones. Categories new to the provider are in its situation.
        nonconformities: those of the audit before; for a complementary audit, those to be verified.
        shortened: the article by which this audit is shortened; None for a whole one.
        left_out_before: at surveillance, the indicators that a shortened initial audit left out.
        new_entrant_in: at surveillance, the categories in which the provider was a new entrant at the initial audit.
        venue: what decides where it is held; nothing known by default.

    Raises:
        InvalidInput: with every argument that does not hold.
        NotInForce: when `shortened` names an article that does not hold on the day.

    Source: articles 1, 2, 9, 10 and 10 bis of the arrêté of 6 June 2019; article 3, and the ends of the others, as
    reported; guide V9 for new entrants and for the list of a shortened audit.
    """
    kind, applied = converters.one_of(AuditKind, kind), converters.instance(Applicability, applied)
    nonconformities = converters.instances(NonConformity, nonconformities)
    shortened = None if shortened is None else converters.one_of(Shortened, shortened)
    left_out_before, new_entrant_in = left_out_of(left_out_before), _new_in(new_entrant_in)
    venue = converters.instance(VenueFacts, VenueFacts() if venue is None else venue)
    refuse(
        kind=kind,
        applied=applied,
        nonconformities=nonconformities,
        shortened=shortened,
        left_out_before=left_out_before,
        new_entrant_in=new_entrant_in,
        venue=venue,
    )
    if shortened is not None:
        table = duration_tables()[shortened]
        refuse(shortened=_shortens(shortened, kind, table))
        if not table._holds(applied.on):
            raise NotInForce(table.name, applied.on, table.since, table.until)
    return plan_of(kind, applied, nonconformities, shortened, left_out_before, new_entrant_in, venue)


def plan_of(
    kind: AuditKind,
    applied: Applicability,
    nonconformities: Iterable[NonConformity],
    shortened: Shortened | None,
    left_out_before: tuple[int, ...],
    new_entrant_in: frozenset[Category],
    venue: VenueFacts,
) -> AuditPlan:
    """Plan an audit from checked arguments."""
    nonconforming = frozenset(each.indicator for each in nonconformities)
    display = _display(kind, applied.on)
    return AuditPlan(
        kind=kind,
        on=applied.on,
        categories=applied.categories,
        indicators=scope_of(kind, applied, nonconforming, shortened, left_out_before, new_entrant_in),
        display=display is not None,
        display_citation=display,
        place=place_of(kind, venue, applied.on),
    )


def _display(kind: AuditKind, day: Date) -> Citation | None:
    """Return why an audit verifies that the certificate is displayed; None where no text of its day says so."""
    rules = {AuditKind.SURVEILLANCE: "display", AuditKind.RENEWAL: "display_elsewhere"}
    value = dated("audit/audit", rules[kind]).find(day) if kind in rules else None
    return None if value is None else value.citation


def _shortens(article: Shortened, kind: AuditKind, table: DurationTable) -> Shortened:
    """Check that an article shortens a kind of audit."""
    kinds = {kind for row in table.rows for kind in row.kinds}
    choices = ", ".join(f"audit-kind.{each}" for each in AuditKind if each in kinds)
    return article if kind in kinds else converters.fault(str(article), "shortens", choices=choices)
