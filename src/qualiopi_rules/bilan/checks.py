"""The checks of the sessions and contents of a bilan, one function for each kind of rule; `Bilan.check` joins them."""

from __future__ import annotations

from itertools import pairwise

from pendulum import Date

from qualiopi_rules.bilan.beneficiary import BeneficiaryStatus
from qualiopi_rules.bilan.contents import Conclusions, Investigation, Preliminary
from qualiopi_rules.bilan.sessions import (
    Conductor,
    Mode,
    Phase,
    Session,
    accompanied_minutes_of,
    minutes_of,
    sessions_of,
    start_of,
)
from qualiopi_rules.core.resources import text
from qualiopi_rules.law.dated import dated
from qualiopi_rules.results.findings import Found, missing

__all__ = [
    "activity_findings_of",
    "conductor_findings_of",
    "content_findings_of",
    "duration_findings_of",
    "interview_findings_of",
    "phase_findings_of",
]


def phase_findings_of(sessions: tuple[Session, ...]) -> Found:
    """Find the phases without a session, and those that start before the one before them has ended."""
    phases = {phase: sessions_of(sessions, phase) for phase in Phase}
    for phase, held in phases.items():
        if not held:
            yield "BIL001", {"phase": phase}
    for earlier, later in pairwise(phase for phase, held in phases.items() if held):
        if phases[earlier][-1].day > phases[later][0].day:
            yield "BIL002", {"earlier": earlier, "later": later}


def duration_findings_of(sessions: tuple[Session, ...], draft_minimum_from: Date | None) -> Found:
    """Find a bilan that is too long, or shorter than the draft minimum where that is applied from a day."""
    starts = start_of(sessions)
    if starts is None:
        return
    maximum = dated("bilan/bilan", "maximum").used_on(starts)
    total = minutes_of(sessions)
    if total > int(maximum.value):
        yield "BIL003", {"total": total, "maximum": maximum.value, "values": [maximum]}
    minimum = text("bilan/bilan")["draft_minimum"]["minutes"]
    accompanied = accompanied_minutes_of(sessions)
    if draft_minimum_from is not None and draft_minimum_from <= starts and accompanied < minimum:
        yield "BIL004", {"total": accompanied, "minimum": minimum, "day": draft_minimum_from.isoformat()}


def content_findings_of(preliminary: Preliminary, investigation: Investigation, conclusions: Conclusions) -> Found:
    """Find the contents of the phases and of the synthesis that are missing or not provided."""
    contents = text("bilan/bilan")["contents"]
    by_phase = {
        Phase.PRELIMINARY: {name: getattr(preliminary, name) for name in contents["preliminary"]},
        Phase.INVESTIGATION: {"project_or_alternatives": investigation.complete},
        Phase.CONCLUSIONS: {name: getattr(conclusions, name) for name in contents["conclusions"]},
    }
    for phase, answers in by_phase.items():
        yield from missing(answers, "BIL005", "BIL006", phase=phase)
    yield from missing({"voluntary": preliminary.voluntary}, "BIL007", "BIL008")
    yield from missing({"synthesis_handed": conclusions.synthesis_handed}, "BIL009", "BIL010")
    if conclusions.synthesis_handed:
        synthesis = {name: getattr(conclusions.synthesis, name) for name in contents["synthesis"]}
        yield from missing(synthesis, "BIL011", "BIL012")


def interview_findings_of(sessions: tuple[Session, ...]) -> Found:
    """Find conclusions, or a whole bilan, without an individual session."""
    conclusions = sessions_of(sessions, Phase.CONCLUSIONS)
    if conclusions and not any(session.is_personal for session in conclusions):
        yield "BIL015", {}
    if sessions and not any(session.is_personal for session in sessions):
        yield "BIL016", {}


def conductor_findings_of(sessions: tuple[Session, ...], provider_is_employer: bool | None) -> Found:
    """Find an employer who carries the bilan out, and sessions that the provider does not conduct."""
    by_employer = any(session.conducted_by is Conductor.EMPLOYER for session in sessions)
    if provider_is_employer or by_employer:
        yield "BIL017", {}
    elif provider_is_employer is None:
        yield "BIL018", {}
    for session in sorted(sessions, key=lambda session: session.day):
        alone = session.conducted_by is Conductor.BENEFICIARY and session.mode is Mode.PERSONAL_WORK
        if not alone and session.conducted_by in (Conductor.OTHER, Conductor.BENEFICIARY):
            yield "BIL019", {"day": session.day.isoformat()}


def activity_findings_of(status: BeneficiaryStatus | None, active: bool | None) -> Found:
    """Find a status that the CPF request contradicts: the holder of the account is the beneficiary."""
    if status is not None and active is not None and active is not status.is_active:
        yield "BIL023", {"status": f"beneficiary.{status}", "active": "yes" if active else "no"}
