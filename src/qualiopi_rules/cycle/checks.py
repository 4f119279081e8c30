"""The findings on a cycle: expired, surveillance audit overdue, unknown or outside its window, renewal late."""

from __future__ import annotations

from collections.abc import Iterator

from pendulum import Date

from qualiopi_rules.cycle.cycle import CertificationCycle, CycleStatus, Held, Stage
from qualiopi_rules.profile.delays import RenewalAdvice
from qualiopi_rules.results.deadlines import MilestoneCode
from qualiopi_rules.results.findings import Finding, finding

__all__ = ["cycle_findings"]


def cycle_findings(
    cycle: CertificationCycle,
    status: CycleStatus,
    held: Held,
    advice: RenewalAdvice | None = None,
    *,
    renewed: bool = False,
) -> Iterator[Finding]:
    """Check a cycle on the day of its status.

    Args:
        cycle: the cycle.
        status: where it stands, on the day of the check.
        held: the surveillance audit as the dossier has it: its day, True, False, or None for not provided.
        advice: the window that a certifier advises for the renewal; None for the library's own.
        renewed: whether the cycle is renewed already; it is then not too late for its renewal audit.
    """
    day, window, closes = status.on, cycle.surveillance, cycle._renewal(advice).closes
    values = {milestone.code: milestone.values for milestone in cycle._timeline(advice)}
    surveillance, expiry = values[MilestoneCode.SURVEILLANCE_CLOSES], values[MilestoneCode.EXPIRES]
    if status.stage is Stage.EXPIRED:
        yield finding("CYC003", "certificate", values=expiry, day=cycle.expires.isoformat())
    if status.stage is Stage.SURVEILLANCE_OVERDUE:
        yield finding("CYC004", "surveillance_held", values=surveillance, day=window.closes.isoformat())
    if status.valid and status.surveillance_held is None and day > window.closes:
        yield finding("CYC005", "surveillance_held", values=surveillance, day=window.closes.isoformat())
    if isinstance(held, Date) and held <= day and not window._holds(held):
        yield finding(
            "CYC006",
            "surveillance_held",
            values=(*values[MilestoneCode.SURVEILLANCE_OPENS], *surveillance),
            day=held.isoformat(),
            opens=window.opens.isoformat(),
            closes=window.closes.isoformat(),
        )
    if status.valid and day > closes and not renewed:
        yield finding(
            "CYC007",
            "certificate",
            values=values[MilestoneCode.RENEWAL_CLOSES],
            closes=closes.isoformat(),
            day=cycle.expires.isoformat(),
        )
