"""The record of a file while its events are read: what time and the certificate bring, and the state on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import cast

import attrs
from pendulum import Date

from qualiopi_rules.audit.application import new_application_of
from qualiopi_rules.audit.decision import AuditDecision, DecisionOutcome, decision_of
from qualiopi_rules.audit.nonconformity import NonConformity, NonConformityGrade
from qualiopi_rules.audit.nonconformity_count import count_of
from qualiopi_rules.cycle.cycle import CertificationCycle, Held
from qualiopi_rules.dossier.event import Event, EventKind
from qualiopi_rules.dossier.file_nonconformities import FileNonConformities
from qualiopi_rules.dossier.state import FileStage, FileState, HeldAudit
from qualiopi_rules.law.dated import UsedValue
from qualiopi_rules.profile.profile import Profile
from qualiopi_rules.results.deadlines import Deadline, MilestoneCode, deadline
from qualiopi_rules.results.findings import Finding
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.category import Category

__all__ = ["ALLOWS_A_GRANT", "ENDED", "Known", "Record"]

ALLOWS_A_GRANT = (DecisionOutcome.GRANTED, DecisionOutcome.MAINTAINED, DecisionOutcome.UNDETERMINED)
"""The outcomes of the texts with which a certification may go on: where they leave it open, it does."""

ENDED = (FileStage.REFUSED, FileStage.WITHDRAWN, FileStage.LAPSED)
"""The stages of a file that is over, until a new application."""


@attrs.frozen(kw_only=True)
class Known:
    """What is known of a file beside its events.

    Attributes:
        cycles: the cycles that the certificate shows, oldest first; none where it shows none, or several may be meant.
        categories: the categories of the certificate.
        nonconformities: the non-conformities that are recorded apart.
        held: the surveillance audit of the cycle, by the day: its day, True, False, or None for not provided.
        suspended: the day at whose end the certificate is known to be suspended; None for not known to be.
        withdrawn: the day at whose end it is known to be withdrawn; None for not known to be.
    """

    cycles: tuple[CertificationCycle, ...] = ()
    categories: frozenset[Category] = frozenset()
    nonconformities: tuple[NonConformity, ...] = ()
    held: Held = None
    suspended: Date | None = None
    withdrawn: Date | None = None


class Record:
    """What is known of a file while its events are read: nothing outside `state_of` ever holds one."""

    def __init__(self, where: str, profile: Profile, known: Known, events: Iterable[Event]) -> None:
        self.where = where
        self.profile = profile
        self.known = known
        self.coming = self._coming()  # what is known beside the events and lies ahead, each with its day
        self.stage = FileStage.NOTHING
        self.audit: HeldAudit | None = None  # the last one
        self.waiting: list[HeldAudit] = []
        self.answered_by_certificate: Date | None = None  # an audit whose decision no event gives
        self.requested: frozenset[Category] = frozenset()
        self.cycle: CertificationCycle | None = None
        self.renewed: CertificationCycle | None = None
        self.categories: frozenset[Category] = frozenset()
        self.renewed_categories: frozenset[Category] = frozenset()
        self.nonconformities = FileNonConformities(known.nonconformities, known.held, profile.holidays)
        self.notified = _notified(events)
        self.refused: Date | None = None
        self.withdrawn: Date | None = None
        self.accreditation: tuple[Date, UsedValue] | None = None  # the last day without it, once it is withdrawn
        self.site_opened = False
        self.findings: list[Finding] = []

    @property
    def certified(self) -> bool:
        """Whether there is a certification, suspended or not."""
        return self.stage.lives

    @property
    def current(self) -> CertificationCycle | None:
        """The cycle of the certification, suspended or not; None without one."""
        return self.cycle if self.certified else None

    @property
    def answered(self) -> bool:
        """Whether the last audit has its decision."""
        return self.audit is not None and self.audit not in self.waiting

    def find(self, code: str, event: Event, *, values: Iterable[UsedValue] = (), **params: str | int) -> None:
        """Add a finding on an event."""
        common: dict[str, str | int] = {"day": event.on.isoformat(), "event": f"event.{event.kind}"}
        self.findings.append(Finding(code, self.where, common | params, tuple(values)))

    def _coming(self) -> list[tuple[Date, Callable[[], None]]]:
        known = self.known
        found = [(cycle.starts, partial(self._issue, cycle)) for cycle in known.cycles]
        found += [] if known.suspended is None else [(known.suspended, partial(self._shown_as, FileStage.SUSPENDED))]
        found += [] if known.withdrawn is None else [(known.withdrawn, partial(self._shown_as, FileStage.WITHDRAWN))]
        return sorted(found, key=lambda each: each[0])

    def come(self) -> None:
        """Let time run to the end of the next day of which something is known beside the events."""
        day, happen = self.coming.pop(0)
        self.expire(day)
        happen()

    def expire(self, day: Date) -> None:
        """Begin a renewed cycle, and end a certification that is over."""
        if self.renewed is not None and day >= self.renewed.starts:
            self.cycle, self.renewed = self.renewed, None
            self.categories = self.renewed_categories or self.categories
            self.renewed_categories = frozenset()
        cycle, accreditation = self.cycle, self.accreditation
        over = cycle is not None and day > cycle.expires
        if (over or (accreditation is not None and day > accreditation[0])) and self.certified:
            self.stage = FileStage.EXPIRED

    def _issue(self, cycle: CertificationCycle) -> None:
        """A cycle that the certificate shows begins."""
        if cycle == self.cycle:
            return
        day = cycle.starts.isoformat()
        current = self.current
        if self.stage in ENDED:
            stage = f"file-stage.{self.stage}"
            self.findings.append(Finding("HIS005", self.where, {"day": day, "stage": stage}))
        elif current is not None:
            granted = current.starts.isoformat()
            self.findings.append(Finding("HIS006", self.where, {"day": day, "granted": granted}))
            self.cycle = cycle
        else:
            self.stage, self.cycle, self.renewed, self.accreditation = FileStage.CERTIFIED, cycle, None, None
            self.categories = self.known.categories
            answered = [each for each in self.waiting if each.kind is not AuditKind.EXTENSION]
            self.answered_by_certificate = cycle.starts if answered else None
            self.waiting = [each for each in self.waiting if each not in answered]

    def _shown_as(self, stage: FileStage) -> None:
        """A certification is known to be suspended or withdrawn; what happens after it may change that."""
        if self.certified and stage is FileStage.WITHDRAWN:
            self.end(stage)
        elif self.certified:
            self.stage = stage

    def end(self, stage: FileStage) -> None:
        """Nothing of a certification is left."""
        self.stage, self.waiting, self.renewed, self.accreditation = stage, [], None, None

    def notify(self, event: Event) -> bool:
        """Add a non-conformity; whether the event has a place."""
        if not (self.certified or self.stage in (FileStage.AUDITED, FileStage.EXPIRED)):
            return False
        last = None if self.audit is None else self.audit.kind
        self.nonconformities.add(
            NonConformity(
                indicator=event.indicator,
                grade=cast(NonConformityGrade, event.grade),
                notified=event.on,
                found_at=event.audit or last,
            )
        )
        return True

    def follow_up(self, event: Event) -> bool:
        """What becomes of the non-conformities on one subject; whether the event has a place."""
        return self.nonconformities.follow_up(event) or self._before_its_notification(event)

    def _before_its_notification(self, event: Event) -> bool:
        days = self.notified.get(event.indicator, [])
        later = days[bisect_right(days, event.on) :][:1]
        for day in later:
            self.find("HIS008", event, notified=day.isoformat())
        return bool(later)

    def by_the_texts(self, audit: HeldAudit | None, day: Date) -> AuditDecision | None:
        """The decision that follows from the texts on a day."""
        if audit is None or not (self.certified or audit in self.waiting):
            return None
        past = self.nonconformities.past(audit.kind, audit.on, day)
        return decision_of(audit.kind, self.nonconformities.open_on(day), day, self.profile, past=past)

    def state(self, day: Date) -> FileState:
        """Return the state at the end of a day."""
        while self.coming and self.coming[0][0] <= day:
            self.come()
        self.expire(day)
        decision, nonconformities = self.by_the_texts(self.audit, day), self.nonconformities.all()
        if self.stage is FileStage.SUSPENDED and decision is not None and decision.outcome in ALLOWS_A_GRANT:
            decision = None
        return FileState(
            on=day,
            stage=self.stage,
            audit=None if self.audit is None else self.audit.kind,
            audited=None if self.audit is None else self.audit.on,
            waiting=tuple(self.waiting),
            answered=self.answered,
            cycle=self.cycle,
            renewed=self.renewed,
            categories=self.categories,
            nonconformities=nonconformities,
            decision=decision,
            deadlines=tuple(sorted(self._deadlines(day, nonconformities), key=lambda each: each.day)),
            findings=tuple(self.findings),
        )

    def _deadlines(self, day: Date, nonconformities: tuple[NonConformity, ...]) -> Iterator[Deadline]:
        if self.stage in (FileStage.REFUSED, FileStage.WITHDRAWN):
            opens = new_application_of(self.refused, self.withdrawn, day)
            yield from (each for each in opens if each.days_left >= 0)
        if self.accreditation is not None and self.certified:
            last, used = self.accreditation
            yield deadline(MilestoneCode.TRANSFER_DUE, last, on=day, values=[used])
        if self.stage not in ENDED and not (self.stage is FileStage.EXPIRED and self.answered):
            # Those recorded apart have their place in the dossier.
            apart = set(nonconformities[: len(self.known.nonconformities)])
            count = count_of(nonconformities, day, self.profile.holidays)
            for status in (*count.majors, *count.minors):
                yield from () if status.nonconformity in apart else status.deadlines()
            yield from count.deadlines()


def _notified(events: Iterable[Event]) -> dict[int | None, list[Date]]:
    """The days on which something was notified on each indicator, in order."""
    days: dict[int | None, list[Date]] = {}
    for event in events:
        if event.kind is EventKind.NOTIFICATION:
            days.setdefault(event.indicator, []).append(event.on)
    return days
