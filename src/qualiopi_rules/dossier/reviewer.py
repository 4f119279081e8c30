"""The review of a dossier: the main job."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

import attrs
from pendulum import Date

from qualiopi_rules.audit.decision import AuditDecision, decision_of
from qualiopi_rules.audit.duration import Duration, audit_duration
from qualiopi_rules.audit.nonconformity import NonConformity, check_nonconformities, count_nonconformities
from qualiopi_rules.audit.plan import AuditPlan, plan_audit
from qualiopi_rules.audit.sheet import IndicatorSheet, grade_sheet
from qualiopi_rules.audit.sites import SiteSample, sites_to_audit
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse, refuse_all
from qualiopi_rules.cycle.cycle import CertificationCycle, CycleStatus, Held, Stage
from qualiopi_rules.cycle.extension import Extension, check_extension
from qualiopi_rules.cycle.missed_surveillance import MissedSurveillance, check_surveillance
from qualiopi_rules.cycle.one_certificate import check_one_certificate
from qualiopi_rules.cycle.printed import PrintedDays
from qualiopi_rules.cycle.transfer import TransferCheck
from qualiopi_rules.dossier.dossier import Dossier
from qualiopi_rules.dossier.history import FileState, state_of
from qualiopi_rules.indicators.result import Applicability
from qualiopi_rules.indicators.rule import applicability_of, unknown_answers
from qualiopi_rules.law.source import Citation
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.results.deadlines import Deadline, Milestone, MilestoneCode
from qualiopi_rules.results.findings import Finding, Severity, finding
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.category import Category

__all__ = ["NextAudit", "Review", "review", "review_of"]


@attrs.frozen(kw_only=True)
class NextAudit:
    """The next audit of a cycle.

    Attributes:
        plan: what it looks at, and where.
        sample: how many sites it samples; None when the sites are not told, or there is only one.
        duration: how long it lasts.
    """

    plan: AuditPlan
    sample: SiteSample | None
    duration: Duration

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Everything it rests on, in the order it is told."""
        return (
            *(cited for each in self.plan.indicators for cited in each.citations),
            *(used.citation for used in self.plan.place.values),
            *(() if self.sample is None else (used.citation for used in self.sample.values)),
            *(part.citation for part in self.duration.parts),
        )


@attrs.frozen(kw_only=True)
class Review:
    """What a review concludes on one day.

    Attributes:
        on: the day.
        dossier: what was reviewed.
        printed: what the printed days say.
        cycle: the cycle of the certificate, or the one after it that the events tell of; None when the printed days
            fit none, or several.
        status: where the cycle stands; None without a cycle.
        timeline: the days of the cycle that matter, in order.
        deadlines: what is still to be done, soonest first.
        applicability: which indicators apply, and why.
        next_audit: the next audit of the cycle, as if it were held as soon as it can be; None without a valid cycle,
            and once the events tell that it is renewed.
        decision: what the texts say given the non-conformities that are told, or else given the events; None when
            neither tells of an audit to answer for.
        extension: how the certificate comes to cover the categories it does not; None when it covers them all.
        transfer: whether the transfer is possible; None when none is told.
        missed: whether the surveillance audit was missed; None without a cycle.
        history: what the events come to; None without events.
        findings: what the checks found, the blocking ones first.
    """

    on: Date
    dossier: Dossier
    printed: PrintedDays
    cycle: CertificationCycle | None
    status: CycleStatus | None
    timeline: tuple[Milestone, ...]
    deadlines: tuple[Deadline, ...]
    applicability: Applicability
    next_audit: NextAudit | None
    decision: AuditDecision | None
    extension: Extension | None
    transfer: TransferCheck | None
    missed: MissedSurveillance | None
    history: FileState | None
    findings: tuple[Finding, ...]

    @property
    def blocking(self) -> bool:
        """Whether a finding says that a rule is broken."""
        return any(found.severity is Severity.BLOCKING for found in self.findings)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Everything the review rests on, each once, in the order of the report."""
        return tuple(dict.fromkeys(self._cited()))

    def _cited(self) -> Iterator[Citation]:
        for milestone in (*self.timeline, *self.deadlines):
            yield milestone.citation
        for decision in (None if self.history is None else self.history.decision, self.decision):
            yield from () if decision is None else (reason.citation for reason in decision.reasons)
        if self.extension is not None:
            yield from (self.extension.citation, self.extension.practice)
        if self.missed is not None and self.missed.missed is not False:
            yield self.missed.citation
        if self.transfer is not None:
            yield self.transfer.citation
        if self.next_audit is not None:
            yield from self.next_audit.citations
        for result in self.applicability.results:
            yield from (reason.citation for reason in result.reasons)
            yield from (adaptation.citation for adaptation in result.adaptations)
        yield from (found.citation for found in self.findings)


def review(
    dossier: Dossier,
    *,
    on: DayLike,
    profile: Profile | str = DEFAULT_PROFILE,
) -> Review:
    """Review a dossier on one day: cycle, status, deadlines, indicators and findings.

    Args:
        dossier: the dossier.
        on: the day of the review; it decides the edition of the referential.
        profile: a certifier's profile, or the name of a built-in one, as `law` or `certifier`.

    Raises:
        InvalidInput: with every argument that does not hold.
        NotInForce: when a day is older than the rules that are known.
    """
    day, dossier, profile = converters.day(on), converters.instance(Dossier, dossier), profile_of(profile)
    refuse(dossier=dossier, on=day, profile=profile)
    refuse_all(unknown_answers(dossier.answers, profile, "dossier.answers"))
    return review_of(dossier, day, profile)


def review_of(given: Dossier, day: Date, profile: Profile) -> Review:
    """Review a dossier that holds."""
    draft = profile.draft_minimum_from
    printed = given.certificate.read()
    replayed = state_of(given.events, day, profile, "events") if given.events else None
    cycle = _cycle(printed, replayed)
    renewed = cycle is not None and replayed is not None and replayed.renewed == cycle.next()
    held = _held(given, cycle, day)
    status = None if cycle is None else cycle.status(on=day, surveillance_held=held)

    def applied(when: Date, categories: frozenset[Category]) -> Applicability:
        return applicability_of(categories, given.answers, given.situation, when, profile)

    applies = applied(day, given.categories)
    told = tuple(_checked_at(each, held, day) for each in given.audits.nonconformities)
    nonconformities = told or (() if replayed is None else replayed.nonconformities)
    moved = None if given.transfer is None else given.transfer.check(given.certificate, on=day, where="transfer")
    added = given.categories - given.certificate.categories
    found = [
        *_on_printed(printed),
        *(found for found in _on_cycle(cycle, status, held) if not (renewed and found.code == "CYC007")),
        *_on_categories(given),
        *applies.findings,
        *(() if given.application is None else given.application.check(on=day, where="application")),
        *_on_audits(told, given.audits.sheets, day),
        *(() if moved is None else moved.findings),
        *check_one_certificate([given.certificate, *given.other_certificates], on=day, where="other_certificates"),
        *(() if replayed is None else replayed.findings),
        *(() if given.provider is None else given.provider.check(on=day, where="provider")),
        *(
            each
            for index, bilan in enumerate(given.bilans)
            for each in bilan.check_all(on=day, where=f"bilans[{index}]", draft_minimum_from=draft)
        ),
    ]
    deadlines = [
        *(
            each
            for each in (() if cycle is None else cycle.deadlines(on=day, surveillance_held=held))
            if not (renewed and each.code in _OF_RENEWAL)
        ),
        *(() if given.application is None else given.application.deadlines(on=day, where="application")),
        *_audit_deadlines(told, day),
        *(() if moved is None else moved.deadlines),
        # What is told of non-conformities is told once: the events add to it only what is no non-conformity.
        *(
            each
            for each in (() if replayed is None else replayed.deadlines)
            if not told or each.code is MilestoneCode.APPLICATION_OPENS
        ),
        *(
            each
            for index, bilan in enumerate(given.bilans)
            for each in bilan.deadlines(on=day, where=f"bilans[{index}]")
        ),
    ]
    return Review(
        on=day,
        dossier=given,
        printed=printed,
        cycle=cycle,
        status=status,
        timeline=() if cycle is None else cycle.timeline(),
        deadlines=tuple(sorted(deadlines, key=lambda each: each.day)),
        applicability=applies,
        next_audit=None if renewed else _next_audit(given, status, cycle, nonconformities, applied, profile),
        decision=_decision(told, day, profile) if told or replayed is None else replayed.decision,
        extension=check_extension(given.certificate, given.categories, on=day) if added else None,
        transfer=moved,
        missed=(None if cycle is None else check_surveillance(cycle, on=day, surveillance_held=held)),
        history=replayed,
        findings=tuple(sorted(found, key=lambda each: list(Severity).index(each.severity))),
    )


_OF_RENEWAL = (MilestoneCode.RENEWAL_LATEST, MilestoneCode.RENEWAL_CLOSES)


def _cycle(printed: PrintedDays, replayed: FileState | None) -> CertificationCycle | None:
    """The cycle of the certificate, or the one after it, once that began and the events tell of the renewal."""
    cycle = printed.cycle
    if cycle is not None and replayed is not None and replayed.cycle == cycle.next():
        return replayed.cycle
    return cycle


def _checked_at(each: NonConformity, held: Held, day: Date) -> NonConformity:
    """A non-conformity of the initial audit is checked at the surveillance audit, where the day of that is told."""
    if each.found_at is not AuditKind.INITIAL or each.next_audit is not None or not isinstance(held, Date):
        return each
    return attrs.evolve(each, next_audit=held) if each.notified <= held <= day else each


def _held(dossier: Dossier, cycle: CertificationCycle | None, day: Date) -> Held:
    """What is told of the surveillance audit of the cycle: by the dossier itself, or else by its events."""
    told = dossier.surveillance_held
    # What the dossier tells is about the cycle of its certificate, and not about the one after it.
    if cycle is None or (told is not None and cycle == dossier.certificate.cycle):
        return told
    days = (each.on for each in dossier.events if each.audit is AuditKind.SURVEILLANCE)
    return max((each for each in days if each <= day and each in cycle), default=None)


def _next_audit(
    dossier: Dossier,
    status: CycleStatus | None,
    cycle: CertificationCycle | None,
    nonconformities: tuple[NonConformity, ...],
    applied: Callable[[Date, frozenset[Category]], Applicability],
    profile: Profile,
) -> NextAudit | None:
    """The surveillance audit until it was held, then the renewal, planned for the first day it can be held."""
    if status is None or cycle is None or not status.valid:
        return None
    held, told = status.surveillance_held, dossier.audits
    kind = AuditKind.RENEWAL if held else AuditKind.SURVEILLANCE
    opens = cycle.renewal_year.opens if held else cycle.surveillance.opens
    plan = plan_audit(
        kind,
        applied(max(status.on, opens), dossier.certificate.categories),
        nonconformities=[each for each in _found_before(kind, nonconformities) if each.notified <= status.on],
        left_out_before=told.left_out_before,
        new_entrant_in=told.new_entrant_in,
        venue=told.venue,
    )
    # One site is audited whole: there is nothing to sample. The central function is audited in any case.
    sample = sites_to_audit(len(told.sites), kind, on=plan.on) if len(told.sites) > 1 else None
    beside = sum(not site.central for site in told.sites)
    drawn = 0 if len(told.sites) == 1 else None if sample is None or sample.sampled is None else sample.sampled
    return NextAudit(
        plan=plan,
        sample=sample,
        duration=audit_duration(
            kind,
            plan.categories,
            on=plan.on,
            profile=profile,
            turnover_cents=told.turnover_cents,
            sampled_sites=None if drawn is None else min(drawn, beside),
            former_new_entrant=bool(told.new_entrant_in),
        ),
    )


def _found_before(kind: AuditKind, nonconformities: tuple[NonConformity, ...]) -> list[NonConformity]:
    """The non-conformities of the audit before: a surveillance one looks at those of the initial one, and so on."""
    before = (AuditKind.SURVEILLANCE,) if kind is AuditKind.RENEWAL else (AuditKind.INITIAL, AuditKind.RENEWAL)
    return [each for each in nonconformities if each.found_at is None or each.found_at in before]


def _decision(nonconformities: tuple[NonConformity, ...], day: Date, profile: Profile) -> AuditDecision | None:
    """What the texts say after the last audit that is told to have found something."""
    told = [
        (each.notified, each.found_at)
        for each in nonconformities
        if each.found_at not in (None, AuditKind.COMPLEMENTARY) and each.notified <= day
    ]
    if not told:
        return None
    _, kind = max(told)
    return decision_of(cast(AuditKind, kind), nonconformities, day, profile)


def _on_audits(
    nonconformities: tuple[NonConformity, ...], sheets: tuple[IndicatorSheet, ...], day: Date
) -> Iterator[Finding]:
    yield from check_nonconformities(nonconformities, on=day, where="audits.nonconformities")
    for index, sheet in enumerate(sheets):
        if sheet.on > day:
            continue
        yield from grade_sheet(sheet, where=f"audits.sheets[{index}]").findings


def _audit_deadlines(nonconformities: tuple[NonConformity, ...], day: Date) -> Iterator[Deadline]:
    for index, each in enumerate(nonconformities):
        yield from each.status(on=day).deadlines(where=f"audits.nonconformities[{index}]")
    yield from count_nonconformities(nonconformities, on=day).deadlines()


def _on_printed(printed: PrintedDays) -> Iterator[Finding]:
    if not printed.readings:
        yield finding(
            "CYC001",
            "certificate",
            start=printed.start.isoformat(),
            end=printed.end.isoformat(),
            outcome=f"printed.{printed.outcome}",
        )
    elif printed.cycle is None:
        yield finding("CYC002", "certificate", end=printed.end.isoformat(), count=len(printed.readings))


def _on_cycle(cycle: CertificationCycle | None, status: CycleStatus | None, told: Held) -> Iterator[Finding]:
    if cycle is None or status is None:
        return
    day, window = status.on, cycle.surveillance
    values = {milestone.code: milestone.values for milestone in cycle.timeline()}
    surveillance, expiry = values[MilestoneCode.SURVEILLANCE_CLOSES], values[MilestoneCode.EXPIRES]
    if status.stage is Stage.EXPIRED:
        yield finding("CYC003", "certificate", values=expiry, day=cycle.expires.isoformat())
    if status.stage is Stage.SURVEILLANCE_OVERDUE:
        yield finding("CYC004", "surveillance_held", values=surveillance, day=window.closes.isoformat())
    if status.valid and status.surveillance_held is None and day > window.closes:
        yield finding("CYC005", "surveillance_held", values=surveillance, day=window.closes.isoformat())
    if isinstance(told, Date) and told <= day and told not in window:
        yield finding(
            "CYC006",
            "surveillance_held",
            values=(*values[MilestoneCode.SURVEILLANCE_OPENS], *surveillance),
            day=told.isoformat(),
            opens=window.opens.isoformat(),
            closes=window.closes.isoformat(),
        )
    if status.valid and day > cycle.renewal.closes:
        yield finding(
            "CYC007",
            "certificate",
            values=values[MilestoneCode.RENEWAL_CLOSES],
            closes=cycle.renewal.closes.isoformat(),
            day=cycle.expires.isoformat(),
        )


def _on_categories(dossier: Dossier) -> Iterator[Finding]:
    added = sorted(dossier.categories - dossier.certificate.categories)
    if added:
        yield finding("DOS001", "categories", categories=", ".join(added))
    if dossier.bilans and Category.BC not in dossier.categories | dossier.certificate.categories:
        yield finding("DOS002", "bilans")
