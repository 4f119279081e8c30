"""What a dossier says of one thing in two ways: brought together in one state, and found where they disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import attrs
from pendulum import Date

from qualiopi_rules.audit.nonconformity import NonConformity
from qualiopi_rules.cycle.certificate import CertificateState
from qualiopi_rules.cycle.cycle import CertificationCycle
from qualiopi_rules.cycle.printed import PrintedDays
from qualiopi_rules.cycle.transfer import Transfer
from qualiopi_rules.dossier.dossier import Dossier
from qualiopi_rules.dossier.history import EVENTS, state_of
from qualiopi_rules.dossier.record import Known
from qualiopi_rules.dossier.state import FileStage, FileState
from qualiopi_rules.indicators.result import Applicability, Applies
from qualiopi_rules.profile.profile import Profile
from qualiopi_rules.results.findings import Finding, finding
from qualiopi_rules.rnq.audit_kind import AuditKind

__all__ = ["contradictions", "known_of", "not_applicable"]


def known_of(dossier: Dossier, printed: PrintedDays, day: Date) -> Known:
    """Return what a dossier says of its file on a day, beside the events."""
    transfer, held = dossier.transfer, dossier.surveillance_held
    return Known(
        cycles=_shown(printed, dossier.certificate.first_issue),
        categories=dossier.certificate.categories,
        nonconformities=dossier.audits.nonconformities,
        held=None if isinstance(held, Date) and held > day else held,
        suspended=transfer.requested if transfer is not None and transfer.suspended else None,
        withdrawn=transfer.requested if transfer is not None and transfer.withdrawn else None,
    )


def _shown(printed: PrintedDays, first_issue: Date) -> tuple[CertificationCycle, ...]:
    """The cycles that a certificate shows: its own, and those before it from the first issue on."""
    cycle = printed.cycle
    if cycle is None:
        return ()
    if printed.readings[0].rank == 1:  # a first issue in the last year of the cycle before is of this one too
        return (cycle,)
    shown = [CertificationCycle(first_issue)]
    while shown[-1] < cycle:
        shown.append(shown[-1].next())
    return tuple(shown)


_SHOWN = {
    CertificateState.ISSUED: (FileStage.CERTIFIED,),
    CertificateState.SUSPENDED: (FileStage.SUSPENDED,),
    CertificateState.WITHDRAWN: (FileStage.WITHDRAWN, FileStage.LAPSED),
    CertificateState.EXPIRED: (FileStage.EXPIRED,),
}
"""The stages of a file that the state of a certificate shows."""


def contradictions(dossier: Dossier, state: FileState, known: Known, day: Date, profile: Profile) -> Iterator[Finding]:
    """Find what a dossier says in two ways that disagree, each with both sides and their days."""
    yield from _on_surveillance(dossier, day)
    yield from _on_categories(dossier, day, profile)
    if known.nonconformities:
        apart = attrs.evolve(known, nonconformities=())
        by_events = state_of(dossier.events, day, profile, EVENTS, apart).nonconformities
        yield from _on_nonconformities(known.nonconformities, by_events, day)
    yield from _on_transfer(dossier.transfer, state, day)
    shown, replaced = dossier.certificate.state, dossier.certificate.replaced_on
    if shown is not None and state.stage not in _SHOWN[shown]:
        yield finding(
            "DOS009", "certificate.state", shown=f"certificate-state.{shown}", stage=f"file-stage.{state.stage}"
        )
    if replaced is not None and replaced <= day:
        yield finding("DOS008", "certificate.replaced_on", day=replaced.isoformat(), number=dossier.certificate.number)


def _on_transfer(transfer: Transfer | None, state: FileState, day: Date) -> Iterator[Finding]:
    """A transfer that denies what became of its certificate."""
    if transfer is None or transfer.requested > day:
        return
    answers = {FileStage.SUSPENDED: transfer.suspended, FileStage.WITHDRAWN: transfer.withdrawn}
    if answers.get(state.stage) is False:
        yield finding("DOS007", f"transfer.{state.stage}", stage=f"file-stage.{state.stage}")


def _on_surveillance(dossier: Dossier, day: Date) -> Iterator[Finding]:
    held, cycle = dossier.surveillance_held, dossier.certificate.cycle
    if isinstance(held, Date) and held > day:
        yield finding("DOS004", "surveillance_held", held=held.isoformat(), day=day.isoformat())
    audits = [each.on for each in dossier.events if each.audit is AuditKind.SURVEILLANCE and each.on <= day]
    of_cycle = [each for each in audits if cycle is not None and cycle._holds(each)]
    if of_cycle and (held is False or (isinstance(held, Date) and held not in of_cycle)):
        answer = held.isoformat() if isinstance(held, Date) else "word.no"
        yield finding("DOS003", "surveillance_held", answer=answer, day=max(of_cycle).isoformat())


def _on_categories(dossier: Dossier, day: Date, profile: Profile) -> Iterator[Finding]:
    """The categories of a certificate are those that were granted when it was last issued."""
    certificate = dossier.certificate
    issued = certificate.latest_edition or certificate.printed_start or certificate.first_issue
    if issued > day:
        return
    granted = state_of(dossier.events, issued, profile, EVENTS, Known()).categories
    if granted and granted != certificate.categories:
        yield finding(
            "DOS005",
            "certificate.categories",
            day=issued.isoformat(),
            shown=", ".join(sorted(certificate.categories)),
            granted=", ".join(sorted(granted)),
        )


def _on_nonconformities(
    recorded: Sequence[NonConformity], by_events: Sequence[NonConformity], day: Date
) -> Iterator[Finding]:
    """A non-conformity that is recorded apart and among the events is one, in one way."""
    others = {(each.indicator, each.notified): each for each in by_events}
    for index, each in enumerate(recorded):
        other = others.get((each.indicator, each.notified))
        if other is None:
            continue
        for name in ("grade", "plan_sent", "implemented", "verified", "lifted"):
            own, of_events = getattr(each, name), getattr(other, name)
            known = own if not isinstance(own, Date) or own <= day else None
            if of_events is not None and known != of_events:
                yield finding(
                    "DOS006",
                    f"audits.nonconformities[{index}].{name}",
                    subject=each.subject,
                    recorded=_shown_as(known),
                    event=_shown_as(of_events),
                )


def _shown_as(value: Date | str | None) -> str:
    """A day, or the word of a grade or of nothing."""
    if isinstance(value, Date):
        return value.isoformat()
    return "word.unanswered" if value is None else f"grade.{value}"


def not_applicable(
    nonconformities: Sequence[NonConformity],
    places: Sequence[str],
    current: Applicability,
    applied_on: Callable[[Date], Applicability],
) -> Iterator[Finding]:
    """Find the non-conformities on indicators that apply neither now nor on the day of the notification."""
    for at, each in enumerate(nonconformities):
        number = each.indicator
        if number is None or each.notified > current.on or _may_apply(number, current):
            continue
        if not _may_apply(number, applied_on(each.notified)):
            yield finding("NCF009", places[at], subject=each.subject, day=each.notified.isoformat())


def _may_apply(number: int, applied: Applicability) -> bool:
    return any(result.number == number and result.applies is not Applies.NO for result in applied.results)
