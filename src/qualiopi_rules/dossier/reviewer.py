"""The review of a dossier: the main job."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import attrs
from pendulum import Date

from qualiopi_rules.audit.application import Application
from qualiopi_rules.audit.decision import AuditDecision, decision_of
from qualiopi_rules.audit.mock_audit_rule import MockAudit, mock_audit_of
from qualiopi_rules.audit.nonconformity_checks import findings_of
from qualiopi_rules.audit.sheet import grade_of
from qualiopi_rules.bilan.bilan import Bilan
from qualiopi_rules.bilan.provider import Provider
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse, refuse_all
from qualiopi_rules.cycle.checks import cycle_findings
from qualiopi_rules.cycle.cycle import CertificationCycle, CycleStatus, Held, held_by
from qualiopi_rules.cycle.extension import Extension, extension_of
from qualiopi_rules.cycle.identifiers import NDA
from qualiopi_rules.cycle.missed_surveillance import MissedSurveillance, missed_of
from qualiopi_rules.cycle.one_certificate import duplicates_of
from qualiopi_rules.cycle.printed import PrintedDays
from qualiopi_rules.cycle.transfer import Transfer, TransferCheck
from qualiopi_rules.dossier.contradictions import contradictions, known_of, not_applicable
from qualiopi_rules.dossier.dossier import Dossier
from qualiopi_rules.dossier.history import EVENTS, state_of
from qualiopi_rules.dossier.next_audit import NextAudit, next_audit_of, planned_of
from qualiopi_rules.dossier.record import ALLOWS_A_GRANT, ENDED
from qualiopi_rules.dossier.state import FileStage, FileState
from qualiopi_rules.indicators.result import Applicability
from qualiopi_rules.indicators.rule import applicability_of, unknown_answers
from qualiopi_rules.law.source import Citation
from qualiopi_rules.law.working_days import Holidays
from qualiopi_rules.profile.delays import RenewalAdvice
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.results.deadlines import Deadline, Milestone
from qualiopi_rules.results.findings import Finding, Severity, any_blocking, finding
from qualiopi_rules.results.part import Checks, Part
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.view.shown import Shown

__all__ = ["Review", "review", "review_of"]


@attrs.frozen(kw_only=True)
class Review(Shown):
    """What a review concludes on one day.

    Attributes:
        on: the day.
        dossier: what was reviewed.
        printed: what the printed days say.
        state: the state of the file, from its certificate, its events and all else that is given.
        cycle: the cycle of the file; None when nothing is certified, and when the printed days fit none, or several.
        status: where the cycle stands; None without a cycle, and while the certification is suspended.
        timeline: the days of the cycle that matter, in order.
        deadlines: what is still to be done, soonest first.
        applicability: which indicators apply, and why.
        next_audit: the next audit of the cycle, as if it were held as soon as it can be; None without a valid cycle,
            and once the events give its renewal.
        mock_audit: what that audit would conclude if it were held today, from the sheets; None without either.
        decision: what the texts say given the recorded non-conformities, or else given the events; None when neither
            gives an audit to answer for.
        extension: how the categories that the certificate does not cover are added; None when it covers them all.
        transfer: whether the transfer is possible; None when none is given.
        missed: whether the surveillance audit was missed; None without a cycle.
        findings: what the checks found, the blocking ones first.
    """

    on: Date
    dossier: Dossier
    printed: PrintedDays
    state: FileState
    cycle: CertificationCycle | None
    status: CycleStatus | None
    timeline: tuple[Milestone, ...]
    deadlines: tuple[Deadline, ...]
    applicability: Applicability
    next_audit: NextAudit | None
    mock_audit: MockAudit | None
    decision: AuditDecision | None
    extension: Extension | None
    transfer: TransferCheck | None
    missed: MissedSurveillance | None
    findings: tuple[Finding, ...]

    def _summary(self) -> Mapping[str, object]:
        count = {"findings": len(self.findings), "deadlines": len(self.deadlines)}
        return {"certificate": self.dossier.certificate.number, "on": self.on, "blocking": self.blocking} | count

    @property
    def blocking(self) -> bool:
        """Whether a finding says that a rule is broken."""
        return any_blocking(self.findings)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Its sources, each once, in the order of the report."""
        # Most are one object: only different ones are compared by what they say.
        return tuple(dict.fromkeys({id(each): each for each in self._citations()}.values()))

    def _citations(self) -> Iterator[Citation]:
        life = (self.state, self.decision, self.extension, self.missed, self.transfer)
        yield from (milestone.citation for milestone in (*self.timeline, *self.deadlines))
        for part in (*life, self.next_audit, self.mock_audit, self.applicability):
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
    printed, advice = dossier.certificate.read(), profile.renewal
    apart = known_of(dossier, printed, day)
    state = state_of(dossier.events, day, profile, EVENTS, apart)
    cycle = _cycle(printed, state)
    held = None if cycle is None else _held(dossier, cycle, day)
    was_held = held_by(day, held)
    by_days = None if cycle is None else cycle._status(day, was_held, advice)
    renewed = state.renewed is not None or state.waits_for(AuditKind.RENEWAL)
    # The events need not name the categories: the certificate does.
    covered = (state.categories if state.lives else frozenset()) or dossier.certificate.categories

    def applied(categories: frozenset[Category], on: Date) -> Applicability:
        return applicability_of(categories, dossier.answers, dossier.situation, on, profile)

    applicability = applied(dossier.categories, day)
    transfer = None if dossier.transfer is None else _transfer(dossier.transfer, state, cycle, profile.holidays)
    parts = (
        Checks(printed.check("certificate")),
        _on_cycle(cycle, by_days, held, advice, renewed=renewed or state.stage is FileStage.SUSPENDED),
        Checks(_on_categories(dossier, covered)),
        Checks(contradictions(dossier, state, apart, day, profile)),
        applicability,
        _on_application(dossier.application, day, profile.holidays),
        _on_audits(dossier, state, applicability, partial(applied, dossier.categories | covered)),
        transfer,
        Checks(_on_number(dossier.certificate.nda)),
        Checks(duplicates_of([dossier.certificate, *dossier.other_certificates], day, "other_certificates")),
        state,
        _on_provider(dossier.provider, day),
        *(_on_bilan(bilan, day, f"bilans[{at}]", profile) for at, bilan in enumerate(dossier.bilans)),
    )
    known = [part for part in parts if part is not None]
    next_audit = (
        None
        if cycle is None or by_days is None or not _can_be_audited(state, by_days, renewed=renewed)
        else next_audit_of(cycle, by_days, dossier.audits, state.nonconformities, partial(applied, covered))
    )
    return Review(
        on=day,
        dossier=dossier,
        printed=printed,
        state=state,
        cycle=cycle,
        status=None if state.stage is FileStage.SUSPENDED else by_days,
        timeline=() if cycle is None else cycle._timeline(advice),
        deadlines=tuple(sorted((each for part in known for each in part.deadlines), key=lambda each: each.day)),
        applicability=applicability,
        next_audit=next_audit,
        mock_audit=_mock_audit(dossier, state, next_audit, partial(applied, covered, day)),
        decision=_decision(state, day, profile),
        extension=_extension(dossier.categories - covered, state, cycle),
        transfer=transfer,
        missed=None if cycle is None else missed_of(cycle, day, was_held),
        findings=tuple(sorted((each for part in known for each in part.findings), key=_severity)),
    )


def _severity(found: Finding) -> int:
    return list(Severity).index(found.severity)


def _cycle(printed: PrintedDays, state: FileState) -> CertificationCycle | None:
    """The cycle of the file, or that of its certificate before it begins; none where nothing is certified any more."""
    if state.lives or state.stage is FileStage.EXPIRED:
        return state.cycle
    shown = printed.cycle
    return shown if shown is not None and state.on < shown.starts else None


def _can_be_audited(state: FileState, status: CycleStatus, *, renewed: bool) -> bool:
    """Whether the next audit can be planned: of a suspended certificate, only the surveillance audit that is due."""
    if state.stage is FileStage.SUSPENDED:
        return not status.surveillance_held
    return state.stage is FileStage.CERTIFIED and not renewed


def _mock_audit(
    dossier: Dossier, state: FileState, next_audit: NextAudit | None, applicable: Callable[[], Applicability]
) -> MockAudit | None:
    """What the next audit would conclude on the day of the review; None where no sheet was filled in by then."""
    facts = dossier.audits
    if next_audit is None or all(sheet.on > state.on for sheet in facts.sheets):
        return None
    applied = applicable()
    plan = planned_of(next_audit.plan.kind, applied, facts, state.nonconformities, state.on)
    return mock_audit_of(plan, applied, facts.sheets, dossier.outside, state.nonconformities)


def _held(dossier: Dossier, cycle: CertificationCycle, day: Date) -> Held:
    """What is known of the surveillance audit of the cycle: from the dossier itself, or else from its events."""
    held = dossier.surveillance_held
    # The dossier's own field is about the cycle of its certificate, and not about the one after it.
    if held is not None and cycle == dossier.certificate.cycle:
        return held
    days = [each.on for each in dossier.events if each.audit is AuditKind.SURVEILLANCE and each.on <= day]
    of_cycle = [each for each in days if cycle._holds(each)]
    # One that is in time is what the text asks for, whatever comes before or after it.
    in_time = [each for each in of_cycle if cycle.surveillance._holds(each)]
    return max(in_time or of_cycle, default=None)


def _decision(state: FileState, day: Date, profile: Profile) -> AuditDecision | None:
    """What the texts say by the events, or else after the last audit that is known to have found something."""
    if state.audit is not None or state.stage in ENDED:
        return state.decision
    audits = [
        (each.notified, each.found_at)
        for each in state.nonconformities
        if each.found_at is not None and each.found_at is not AuditKind.COMPLEMENTARY and each.notified <= day
    ]
    if not audits:
        return None
    _, kind = max(audits)
    decision = decision_of(kind, state.nonconformities, day, profile)
    return None if state.stage is FileStage.SUSPENDED and decision.outcome in ALLOWS_A_GRANT else decision


def _transfer(
    transfer: Transfer, state: FileState, cycle: CertificationCycle | None, holidays: Holidays | None
) -> TransferCheck:
    """Check a transfer, which what became of the certificate bars unless it is decided already."""
    day = state.on
    if transfer.decided is None or transfer.decided > day:
        suspended = True if state.stage is FileStage.SUSPENDED else transfer.suspended
        withdrawn = True if state.stage in ENDED else transfer.withdrawn
        transfer = attrs.evolve(transfer, suspended=suspended, withdrawn=withdrawn)
    return transfer._check(cycle, day, "transfer", holidays)


def _extension(added: frozenset[Category], state: FileState, cycle: CertificationCycle | None) -> Extension | None:
    """How the categories that the certificate does not cover are added; None when it covers them all."""
    if not added:
        return None
    suspended = True if state.stage is FileStage.SUSPENDED else None
    valid = True if state.lives else None if state.stage is FileStage.NOTHING else False
    return extension_of(added, cycle, state.on, suspended=suspended, valid=valid)


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


def _on_categories(dossier: Dossier, covered: frozenset[Category]) -> Iterator[Finding]:
    if added := sorted(dossier.categories - covered):
        yield finding("DOS001", "categories", categories=", ".join(added))
    if dossier.bilans and Category.BC not in dossier.categories | covered:
        yield finding("DOS002", "bilans")


def _on_number(nda: NDA | None) -> Iterator[Finding]:
    if nda is not None and not nda.same_department:
        yield finding("LIF002", "certificate.nda", nda=str(nda))


def _on_application(application: Application | None, day: Date, holidays: Holidays | None) -> Part | None:
    if application is None:
        return None
    found = application._check(day, "application", holidays)
    return Checks(found, application._deadlines(day, "application", holidays))


def _on_audits(
    dossier: Dossier, state: FileState, current: Applicability, applied_on: Callable[[Date], Applicability]
) -> Part:
    """The checks of sheets and of all the non-conformities; the events have no place for each of theirs."""
    day, recorded, holidays = state.on, len(dossier.audits.nonconformities), current.profile.holidays
    places = [f"audits.nonconformities[{at}]" for at in range(recorded)]
    places += [EVENTS] * (len(state.nonconformities) - recorded)
    return Checks(
        (
            *findings_of(
                state.nonconformities, day, holidays, "audits.nonconformities" if recorded else EVENTS, places
            ),
            *not_applicable(state.nonconformities, places, current, applied_on),
            *(
                found
                for at, sheet in enumerate(dossier.audits.sheets)
                if sheet.on <= day
                for found in grade_of(sheet, state.nonconformities, f"audits.sheets[{at}]").findings
            ),
        ),
        [
            each
            for at, nonconformity in enumerate(state.nonconformities[:recorded])
            if state.stage not in ENDED
            for each in nonconformity._status(day, holidays).deadlines(where=places[at])
        ],
    )


def _on_provider(provider: Provider | None, day: Date) -> Part | None:
    return None if provider is None else Checks(provider._check(day, "provider"))


def _on_bilan(bilan: Bilan, day: Date, where: str, profile: Profile) -> Part:
    return Checks(bilan._check_all(day, where, profile.draft_minimum_from), bilan._deadlines(day, where))
