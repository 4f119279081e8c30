"""The review of a dossier: the main job."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import attrs
from pendulum import Date

from qualiopi_rules.audit.application import Application
from qualiopi_rules.audit.decision import AuditDecision, decision_of
from qualiopi_rules.audit.nonconformity import NonConformity, count_of, findings_of
from qualiopi_rules.audit.sheet import IndicatorSheet, grade_sheet
from qualiopi_rules.bilan.bilan import Bilan
from qualiopi_rules.bilan.provider import Provider
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse, refuse_all
from qualiopi_rules.cycle.checks import cycle_findings
from qualiopi_rules.cycle.cycle import CertificationCycle, CycleStatus, Held, held_by
from qualiopi_rules.cycle.extension import Extension, extension_of
from qualiopi_rules.cycle.missed_surveillance import MissedSurveillance, missed_of
from qualiopi_rules.cycle.one_certificate import duplicates_of
from qualiopi_rules.cycle.printed import PrintedDays
from qualiopi_rules.cycle.transfer import TransferCheck
from qualiopi_rules.dossier.dossier import Dossier
from qualiopi_rules.dossier.history import state_of
from qualiopi_rules.dossier.next_audit import NextAudit, next_audit_of
from qualiopi_rules.dossier.state import FileState
from qualiopi_rules.indicators.result import Applicability
from qualiopi_rules.indicators.rule import applicability_of, unknown_answers
from qualiopi_rules.law.source import Citation
from qualiopi_rules.profile.delays import RenewalAdvice
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.results.deadlines import Deadline, Milestone
from qualiopi_rules.results.findings import Finding, Severity, finding
from qualiopi_rules.results.part import Checks, Part
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.category import Category

__all__ = ["Review", "review", "review_of"]


@attrs.frozen(kw_only=True)
class Review:
    """What a review concludes on one day.

    Attributes:
        on: the day.
        dossier: what was reviewed.
        printed: what the printed days say.
        cycle: the cycle of the certificate, or the one after it that the events give; None when the printed days fit
            none, or several.
        status: where the cycle stands; None without a cycle.
        timeline: the days of the cycle that matter, in order.
        deadlines: what is still to be done, soonest first.
        applicability: which indicators apply, and why.
        next_audit: the next audit of the cycle, as if it were held as soon as it can be; None without a valid cycle,
            and once the events give its renewal.
        decision: what the texts say given the recorded non-conformities, or else given the events; None when neither
            gives an audit to answer for.
        extension: how the categories that the certificate does not cover are added; None when it covers them all.
        transfer: whether the transfer is possible; None when none is given.
        missed: whether the surveillance audit was missed; None without a cycle.
        history: the state of the file by its events; None without events.
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
        """Its sources, each once, in the order of the report."""
        return tuple(dict.fromkeys(self._citations()))

    def _citations(self) -> Iterator[Citation]:
        decided = None if self.history is None else self.history.decision
        parts = (decided, self.decision, self.extension, self.missed, self.transfer, self.next_audit)
        yield from (milestone.citation for milestone in (*self.timeline, *self.deadlines))
        for part in (*parts, self.applicability):
            yield from () if part is None else part.citations
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


def review_of(dossier: Dossier, day: Date, profile: Profile) -> Review:
    """Review a dossier on a day, from checked arguments."""
    printed = dossier.certificate.read()
    history = state_of(dossier.events, day, profile, "events") if dossier.events else None
    cycle = _cycle(printed, history)
    renewed = cycle is not None and history is not None and history.renewed == cycle.next()
    held = _held(dossier, cycle, day)
    was_held = held_by(day, held)
    status = None if cycle is None else cycle._status(day, was_held, profile.renewal)

    certified = dossier.certificate.categories

    def applied(categories: frozenset[Category], on: Date) -> Applicability:
        return applicability_of(categories, dossier.answers, dossier.situation, on, profile)

    applicability = applied(dossier.categories, day)
    recorded = tuple(_checked_at(each, held, day) for each in dossier.audits.nonconformities)
    nonconformities = recorded or (() if history is None else history.nonconformities)
    transfer = None if dossier.transfer is None else dossier.transfer._check(dossier.certificate, day, "transfer")
    parts = (
        Checks(printed.check("certificate")),
        _on_cycle(cycle, status, held, profile.renewal, renewed=renewed),
        Checks(_on_categories(dossier)),
        applicability,
        _on_application(dossier.application, day),
        _on_audits(recorded, dossier.audits.sheets, day),
        transfer,
        Checks(duplicates_of([dossier.certificate, *dossier.other_certificates], day, "other_certificates")),
        # Non-conformities that are recorded apart from the events stand for those of the events.
        history if history is None or not recorded else Checks(history.findings, history.new_application),
        _on_provider(dossier.provider, day),
        *(_on_bilan(bilan, day, f"bilans[{at}]", profile) for at, bilan in enumerate(dossier.bilans)),
    )
    known = [part for part in parts if part is not None]
    return Review(
        on=day,
        dossier=dossier,
        printed=printed,
        cycle=cycle,
        status=status,
        timeline=() if cycle is None else cycle._timeline(profile.renewal),
        deadlines=tuple(sorted((each for part in known for each in part.deadlines), key=lambda each: each.day)),
        applicability=applicability,
        next_audit=None
        if cycle is None or status is None or not status.valid or renewed
        else next_audit_of(cycle, status, dossier.audits, nonconformities, partial(applied, certified)),
        decision=_decision(recorded, day, profile) if recorded or history is None else history.decision,
        extension=extension_of(dossier.certificate, dossier.categories, day) if _added(dossier) else None,
        transfer=transfer,
        missed=None if cycle is None else missed_of(cycle, day, was_held),
        history=history,
        findings=tuple(sorted((each for part in known for each in part.findings), key=_severity)),
    )


def _severity(found: Finding) -> int:
    return list(Severity).index(found.severity)


def _cycle(printed: PrintedDays, history: FileState | None) -> CertificationCycle | None:
    """The cycle of the certificate, or the one after it, once that began and the events give the renewal."""
    cycle = printed.cycle
    if cycle is not None and history is not None and history.cycle == cycle.next():
        return history.cycle
    return cycle


def _checked_at(each: NonConformity, held: Held, day: Date) -> NonConformity:
    """A non-conformity of the initial audit is checked at the surveillance audit, where the day of that is known."""
    if each.found_at is not AuditKind.INITIAL or each.next_audit is not None or not isinstance(held, Date):
        return each
    return attrs.evolve(each, next_audit=held) if each.notified <= held <= day else each


def _held(dossier: Dossier, cycle: CertificationCycle | None, day: Date) -> Held:
    """What is known of the surveillance audit of the cycle: from the dossier itself, or else from its events."""
    held = dossier.surveillance_held
    # The dossier's own field is about the cycle of its certificate, and not about the one after it.
    if cycle is None or (held is not None and cycle == dossier.certificate.cycle):
        return held
    days = (each.on for each in dossier.events if each.audit is AuditKind.SURVEILLANCE)
    return max((each for each in days if each <= day and cycle._holds(each)), default=None)


def _decision(nonconformities: tuple[NonConformity, ...], day: Date, profile: Profile) -> AuditDecision | None:
    """What the texts say after the last audit that is known to have found something."""
    audits = [
        (each.notified, each.found_at)
        for each in nonconformities
        if each.found_at is not None and each.found_at is not AuditKind.COMPLEMENTARY and each.notified <= day
    ]
    if not audits:
        return None
    _, kind = max(audits)
    return decision_of(kind, nonconformities, day, profile)


def _on_cycle(
    cycle: CertificationCycle | None,
    status: CycleStatus | None,
    held: Held,
    advice: RenewalAdvice | None,
    *,
    renewed: bool,
) -> Part | None:
    if cycle is None or status is None:
        return None
    return Checks(
        cycle_findings(cycle, status, held, advice, renewed=renewed),
        cycle._deadlines(status.on, status.surveillance_held, advice, renewed=renewed),
    )


def _added(dossier: Dossier) -> list[Category]:
    """The categories that the dossier is to be audited for and the certificate does not cover."""
    return sorted(dossier.categories - dossier.certificate.categories)


def _on_categories(dossier: Dossier) -> Iterator[Finding]:
    if added := _added(dossier):
        yield finding("DOS001", "categories", categories=", ".join(added))
    if dossier.bilans and Category.BC not in dossier.categories | dossier.certificate.categories:
        yield finding("DOS002", "bilans")


def _on_application(application: Application | None, day: Date) -> Part | None:
    if application is None:
        return None
    return Checks(application.check(on=day, where="application"), application.deadlines(on=day, where="application"))


def _on_audits(nonconformities: tuple[NonConformity, ...], sheets: tuple[IndicatorSheet, ...], day: Date) -> Part:
    statuses = [each.status_on(day) for each in nonconformities]
    places = [f"audits.nonconformities[{at}]" for at in range(len(statuses))]
    return Checks(
        (
            *findings_of(nonconformities, day, "audits.nonconformities"),
            *(
                found
                for at, sheet in enumerate(sheets)
                if sheet.on <= day
                for found in grade_sheet(sheet, where=f"audits.sheets[{at}]").findings
            ),
        ),
        (
            *(each for status, place in zip(statuses, places, strict=True) for each in status.deadlines(where=place)),
            *count_of(nonconformities, day).deadlines(),
        ),
    )


def _on_provider(provider: Provider | None, day: Date) -> Part | None:
    return None if provider is None else Checks(provider._check(day, "provider"))


def _on_bilan(bilan: Bilan, day: Date, where: str, profile: Profile) -> Part:
    return Checks(bilan._check_all(day, where, profile.draft_minimum_from), bilan._deadlines(day, where))
