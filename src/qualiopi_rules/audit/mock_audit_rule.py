"""The mock audit (audit blanc): what an audit would conclude today, from filled sheets and from what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs
from pendulum import Date

from qualiopi_rules.audit.decision import DecisionOutcome
from qualiopi_rules.audit.mock_audit_outcome import MockOutcome, OutcomeChange, Outcomes
from qualiopi_rules.audit.mock_audit_outside import OutsideAnswers, OutsideCheck, OutsideWeight, outside_of
from qualiopi_rules.audit.mock_audit_readiness import (
    CriterionReadiness,
    IndicatorReadiness,
    MissingEvidence,
    criteria_of,
    readiness_of,
)
from qualiopi_rules.audit.nonconformity import NonConformity
from qualiopi_rules.audit.plan import AuditPlan
from qualiopi_rules.audit.scope import PlanReason, scope_of
from qualiopi_rules.audit.sheet import IndicatorSheet, SheetDecision
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue, refuse, refuse_all
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.words import words
from qualiopi_rules.indicators.result import Applicability
from qualiopi_rules.law.source import Citation
from qualiopi_rules.profile.points import ConformityPoint
from qualiopi_rules.results.part import Part
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.edition import edition_on
from qualiopi_rules.view.shown import Shown

__all__ = ["CarriedOver", "MockAudit", "mock_audit", "mock_audit_of"]

_AFTER = {
    AuditKind.INITIAL: AuditKind.SURVEILLANCE,
    AuditKind.EXTENSION: AuditKind.SURVEILLANCE,
    AuditKind.RENEWAL: AuditKind.SURVEILLANCE,
    AuditKind.SURVEILLANCE: AuditKind.RENEWAL,
}
"""The audit after each kind; a complementary one belongs to the audit that it completes."""


@attrs.frozen(kw_only=True)
class CarriedOver(OneLine):
    """A gap that the audit after this one looks at again.

    Attributes:
        number: the number of the indicator.
        certain: the gap is certain; False where it depends on what is open.
        kind: the kind of the audit after this one.
        reasons: why that audit looks at it, by the texts of today.
    """

    number: int
    certain: bool
    kind: AuditKind
    reasons: tuple[PlanReason, ...]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources of its reasons."""
        return tuple(reason.citation for reason in self.reasons)

    def say(self, locale: Locale = "fr") -> str:
        """Render in words what is carried over, and why."""
        frame = words(f"carried-over.{'certain' if self.certain else 'possible'}")
        said = frame.say(locale, number=self.number, kind=f"audit-kind.{self.kind}")
        return " ".join([said, *(reason.say(locale) for reason in self.reasons)])


@attrs.frozen(kw_only=True)
class MockAudit(Part, Shown):
    """What an audit would conclude if it were held today.

    Attributes:
        kind: the kind of audit.
        on: the day.
        indicators: the readiness for each indicator that it looks at or that has a sheet, in order.
        criteria: the readiness for each criterion of these indicators.
        outside: the checks outside the indicators: the display of the certificate, and the use of the mark.
        best: the outcome when everything that is open turns out to be met.
        worst: the outcome when nothing that is open does; as `best` where nothing is open.
        changes: the steps that make the worst outcome better, each on top of the ones before it, then what would make
            the best one worse.
        carried_over: the gaps that the audit after this one looks at again.
        aside: the indicators of sheets that do not apply, and of which nothing is said.
    """

    kind: AuditKind
    on: Date
    indicators: tuple[IndicatorReadiness, ...]
    criteria: tuple[CriterionReadiness, ...]
    outside: tuple[OutsideCheck, ...]
    best: MockOutcome
    worst: MockOutcome
    changes: tuple[OutcomeChange, ...]
    carried_over: tuple[CarriedOver, ...]
    aside: tuple[int, ...]

    def _summary(self) -> Mapping[str, object]:
        return {
            "kind": self.kind,
            "on": self.on,
            "ready": len(self.ready),
            "indicators": len(self.indicators),
            "outcome": self.outcome,
        }

    @property
    def outcome(self) -> DecisionOutcome | None:
        """What the texts would say of the certification; None where what is open decides."""
        return self.best.outcome if self.best.outcome is self.worst.outcome else None

    @property
    def ready(self) -> tuple[int, ...]:
        """The indicators that would be found conforming, sorted."""
        return tuple(each.number for each in self.indicators if each.ready)

    @property
    def missing(self) -> tuple[MissingEvidence, ...]:
        """What is to be shown for the indicators without evidence."""
        return tuple(each.missing for each in self.indicators if each.missing is not None)

    @property
    def partly_met(self) -> tuple[ConformityPoint, ...]:
        """The points that are met in part, in the order of the indicators."""
        return tuple(point for each in self.indicators for point in each.partly_met)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Its sources, each once, in the order that they are rendered."""
        return tuple(dict.fromkeys(self._citations()))

    def _citations(self) -> Iterator[Citation]:
        yield from (*self.best.citations, *self.worst.citations)
        yield from (each.citation for each in self.criteria)
        for each in self.indicators:
            yield each.citation
            yield from () if each.missing is None else each.missing.citations
        yield from (check.citation for check in self.outside)
        yield from (cited for change in self.changes for cited in change.citations)
        yield from (cited for carried in self.carried_over for cited in carried.citations)

    def __getitem__(self, number: int) -> IndicatorReadiness:
        for each in self.indicators:
            if each.number == number:
                return each
        raise KeyError(number)

    def say(self, locale: Locale = "fr") -> str:
        """Render in words how many indicators are ready, and the outcome: the best and the worst where they differ."""
        day, total = self.on.isoformat(), len(self.indicators)
        head = words("mock-audit.head")
        said = head.say(locale, kind=f"audit-kind.{self.kind}", day=day, ready=len(self.ready), total=total)
        best, worst = self.best.say(locale), self.worst.say(locale)
        return f"{said} {best if best == worst else words('mock-audit.between').say(locale, best=best, worst=worst)}"


def mock_audit(
    plan: AuditPlan,
    applied: Applicability,
    sheets: Iterable[IndicatorSheet] = (),
    *,
    outside: OutsideAnswers | None = None,
    nonconformities: Iterable[NonConformity] = (),
) -> MockAudit:
    """Return what an audit would conclude if it were held today, from the sheets of a mock audit.

    An indicator without a sheet, or whose sheet names no evidence, is open: conforming at best, major at worst. So is
    one that changed in substance since its sheet, and one of which the audit may not look at.

    Args:
        plan: the plan of the audit, for today.
        applied: which indicators apply, as the plan was made with; its profile has the points and the scale.
        sheets: the sheets; of several for one indicator the last one counts, of those after the day none.
        outside: what is known of the checks outside the indicators; nothing by default.
        nonconformities: those of the audits before. A minor one that is open counts as major where a gap remains.

    Raises:
        InvalidInput: with every argument that does not hold, when the plan is of a complementary audit, and when it
            is of another day, of other categories or of other indicators than `applied`, or `applied` of an indicator
            of one's own edition.

    Source: the annex, II-3 (minor and major); articles 2 and 5 of the arrêté of 6 June 2019. That nothing shown is
    nothing taken into account is deduced; the scale of outcomes is a practice.
    """
    plan, applied = converters.instance(AuditPlan, plan), converters.instance(Applicability, applied)
    sheets = converters.instances(IndicatorSheet, sheets)
    outside = converters.instance(OutsideAnswers, OutsideAnswers() if outside is None else outside)
    nonconformities = converters.instances(NonConformity, nonconformities)
    refuse(plan=plan, applied=applied, sheets=sheets, outside=outside, nonconformities=nonconformities)
    refuse_all(_faults(plan, applied))
    return mock_audit_of(plan, applied, sheets, outside, nonconformities)


def _faults(plan: AuditPlan, applied: Applicability) -> Iterator[InvalidValue]:
    if plan.kind not in _AFTER:
        choices = ", ".join(each for each in AuditKind if each in _AFTER)
        yield InvalidValue("kind", str(plan.kind), "one-of", choices=choices).at("plan")
    if plan.on != applied.on:
        yield InvalidValue("applied.on", applied.on, "exactly", right=plan.on.isoformat())
    if plan.categories != applied.categories:
        categories, right = (", ".join(sorted(each.categories)) for each in (applied, plan))
        yield InvalidValue("applied.categories", categories, "exactly", right=right)
    numbers, right = (", ".join(str(each.number) for each in those) for those in (applied.results, plan.indicators))
    if plan.on == applied.on and numbers != right:
        yield InvalidValue("applied.results", numbers, "exactly", right=right)
    edition = edition_on(applied.on)
    for at, result in enumerate(applied.results):
        # Neither a sheet nor a non-conformity can be about an indicator that only an edition of one's own has.
        if result.number not in edition:
            yield InvalidValue(f"applied.results[{at}].indicator", result.number, "indicator", last=max(edition))


def mock_audit_of(
    plan: AuditPlan,
    applied: Applicability,
    sheets: tuple[IndicatorSheet, ...],
    outside: OutsideAnswers,
    nonconformities: tuple[NonConformity, ...],
) -> MockAudit:
    """Return what an audit would conclude, from checked arguments."""
    day = plan.on
    indicators = readiness_of(plan, applied, sheets, nonconformities)
    checks = outside_of(plan, outside)
    possible = {str(each.number): each.possible for each in indicators}
    possible |= {str(each.code): each.possible for each in checks if each.weight is OutsideWeight.MAJOR}
    earlier = tuple(each for each in nonconformities if each._open_on(day))
    outcomes = Outcomes(plan.kind, day, applied.profile, earlier, possible)
    best, worst = outcomes.best, outcomes.worst
    numbers = {each.number for each in indicators}
    return MockAudit(
        kind=plan.kind,
        on=day,
        indicators=indicators,
        criteria=criteria_of(indicators, applied),
        outside=checks,
        best=best,
        worst=worst,
        changes=tuple(outcomes.changes(best, worst)),
        carried_over=tuple(_carried_over(plan.kind, applied, indicators)),
        aside=tuple(sorted({each.indicator for each in sheets if each.on <= day} - numbers)),
    )


def _carried_over(
    kind: AuditKind, applied: Applicability, indicators: tuple[IndicatorReadiness, ...]
) -> Iterator[CarriedOver]:
    after = _AFTER[kind]
    gaps = {
        each.number: each.ready is False for each in indicators if each.possible[-1] is not SheetDecision.CONFORMING
    }
    for planned in scope_of(after, applied, frozenset(gaps), None, (), frozenset()):
        if planned.number in gaps:
            yield CarriedOver(number=planned.number, certain=gaps[planned.number], kind=after, reasons=planned.reasons)
