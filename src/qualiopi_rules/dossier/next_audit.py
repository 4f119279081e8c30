"""The next audit of a cycle: what it looks at, how many sites it samples and how long it lasts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs
from pendulum import Date

from qualiopi_rules.audit.duration import Duration, duration_of
from qualiopi_rules.audit.facts import AuditFacts
from qualiopi_rules.audit.nonconformity import NonConformity
from qualiopi_rules.audit.plan import AuditPlan, plan_of
from qualiopi_rules.audit.sites import SiteSample, sample_of
from qualiopi_rules.cycle.cycle import CertificationCycle, CycleStatus
from qualiopi_rules.indicators.result import Applicability
from qualiopi_rules.law.source import Citation
from qualiopi_rules.results.part import Part
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.view.shown import Shown

__all__ = ["NextAudit", "found_before", "next_audit_of", "planned_of"]


@attrs.frozen(kw_only=True)
class NextAudit(Part, Shown):
    """The next audit of a cycle.

    Attributes:
        plan: what it looks at, and where.
        sample: how many sites it samples; None when the sites are not provided, or there is only one.
        duration: how long it lasts.
    """

    plan: AuditPlan
    sample: SiteSample | None
    duration: Duration

    def _summary(self) -> Mapping[str, object]:
        return {
            "kind": self.plan.kind,
            "on": self.plan.on,
            "numbers": len(self.plan.numbers),
            "half_days": self.duration.half_days,
        }

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Its sources, in the order that they are rendered."""
        sample = () if self.sample is None else self.sample.citations
        return (*self.plan.citations, *sample, *self.duration.citations)


def next_audit_of(
    cycle: CertificationCycle,
    status: CycleStatus,
    facts: AuditFacts,
    nonconformities: tuple[NonConformity, ...],
    applied_on: Callable[[Date], Applicability],
) -> NextAudit:
    """Plan the surveillance audit until it was held, then the renewal, for the first day that it can be held.

    Args:
        cycle: the cycle of a valid certificate.
        status: where the cycle stands, on the day from which to plan.
        facts: what is known of the provider's audits.
        nonconformities: those notified so far.
        applied_on: which indicators apply on a day.
    """
    kind = AuditKind.RENEWAL if status.surveillance_held else AuditKind.SURVEILLANCE
    opens = cycle.renewal_year.opens if status.surveillance_held else cycle.surveillance.opens
    applied = applied_on(max(status.on, opens))
    plan = planned_of(kind, applied, facts, nonconformities, status.on)
    # One site is audited whole: there is nothing to sample. The central function is audited in any case.
    sample = sample_of(len(facts.sites), kind, plan.on) if len(facts.sites) > 1 else None
    return NextAudit(
        plan=plan,
        sample=sample,
        duration=duration_of(
            kind,
            plan.categories,
            plan.on,
            applied.profile.durations,
            facts.turnover_cents,
            _beside_the_central_function(facts, sample),
            bool(facts.new_entrant_in),
        ),
    )


def planned_of(
    kind: AuditKind, applied: Applicability, facts: AuditFacts, nonconformities: tuple[NonConformity, ...], day: Date
) -> AuditPlan:
    """Plan an audit by what is known on a day.

    Args:
        kind: the kind of audit.
        applied: which indicators apply on the day of the audit.
        facts: what is known of the provider's audits.
        nonconformities: all that the state of the file has.
        day: the day on which it is planned: what was notified later is not known.
    """
    notified = [each for each in found_before(kind, nonconformities) if each.notified <= day]
    return plan_of(kind, applied, notified, None, facts.left_out_before, facts.new_entrant_in, facts.venue)


def found_before(kind: AuditKind, nonconformities: tuple[NonConformity, ...]) -> list[NonConformity]:
    """Return the non-conformities of the audit before: for a surveillance one, those of the initial one, and so on."""
    before = (AuditKind.SURVEILLANCE,) if kind is AuditKind.RENEWAL else (AuditKind.INITIAL, AuditKind.RENEWAL)
    return [each for each in nonconformities if each.found_at is None or each.found_at in before]


def _beside_the_central_function(facts: AuditFacts, sample: SiteSample | None) -> int | None:
    """How many sites are sampled beside the central function; None for unknown."""
    if len(facts.sites) == 1:
        return 0
    return None if sample is None else sample.sampled
