"""What every review has to hold, whatever the dossier: its parts agree with its state."""

from __future__ import annotations

from typing import Any

from pendulum import Date

from qualiopi_rules import CertificationCycle, Dossier, Review
from qualiopi_rules.dossier.state import FileStage
from qualiopi_rules.results.deadlines import MilestoneCode
from qualiopi_rules.rnq import AuditKind

OF_THE_CYCLE = {
    MilestoneCode.SURVEILLANCE_CLOSES,
    MilestoneCode.RENEWAL_LATEST,
    MilestoneCode.RENEWAL_CLOSES,
    MilestoneCode.EXPIRES,
}

ENDED = (FileStage.REFUSED, FileStage.WITHDRAWN, FileStage.LAPSED)


def expected_audit(reviewed: Review) -> AuditKind | None:
    """The audit that comes next, by the state: none where nothing is certified, or where the renewal is under way."""
    cycle, state, day = reviewed.cycle, reviewed.state, reviewed.on
    if cycle is None or day not in cycle or not state.lives:
        return None
    held = held_in(reviewed.dossier, cycle, day)
    was_held = held <= day if isinstance(held, Date) else held
    if state.stage is FileStage.SUSPENDED:
        return None if was_held else AuditKind.SURVEILLANCE
    if state.renewed is not None or state.waits_for(AuditKind.RENEWAL):
        return None
    return AuditKind.RENEWAL if was_held else AuditKind.SURVEILLANCE


def held_in(dossier: Dossier, cycle: CertificationCycle | None, day: Date) -> Any:
    """What is known of the surveillance audit of a cycle: by the dossier for its own, else by the events so far."""
    if cycle is None or (dossier.surveillance_held is not None and cycle == dossier.certificate.cycle):
        return dossier.surveillance_held
    audits = [event.on for event in dossier.events if event.audit is AuditKind.SURVEILLANCE]
    return max((on for on in audits if on <= day and on in cycle), default=None)


def agrees_with_its_state(reviewed: Review) -> None:
    """What is suspended, withdrawn, refused, lapsed or expired offers only what its state allows."""
    dossier, day, state, cycle = reviewed.dossier, reviewed.on, reviewed.state, reviewed.cycle
    codes = {found.code for found in reviewed.findings}
    assert state.on == day
    if state.lives:
        assert cycle == state.cycle
        assert cycle is not None
        assert day in cycle
        assert "CYC003" not in codes
    assert state.stage not in ENDED or cycle is None or day < cycle.starts, "a certificate to come"
    assert (reviewed.status is None) == (cycle is None or state.stage is FileStage.SUSPENDED)
    if reviewed.status is not None:
        assert reviewed.status.valid == (state.stage is FileStage.CERTIFIED)
    kind = None if reviewed.next_audit is None else reviewed.next_audit.plan.kind
    assert kind == expected_audit(reviewed)
    if state.stage is not FileStage.CERTIFIED:
        assert reviewed.extension is None or reviewed.extension.possible is not True
        if dossier.transfer is not None and reviewed.transfer is not None and state.stage is not FileStage.NOTHING:
            done = dossier.transfer.decided is not None and dossier.transfer.decided <= day
            assert done or reviewed.transfer.possible is not True or state.stage is FileStage.EXPIRED
    if state.stage in ENDED:
        assert reviewed.decision is None
        assert not OF_THE_CYCLE & {each.code for each in reviewed.deadlines} or cycle is not None
        assert MilestoneCode.MAJOR_CORRECTED not in {each.code for each in reviewed.deadlines}
