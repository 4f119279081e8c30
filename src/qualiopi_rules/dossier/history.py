"""The history of a file: its state on any day, from its events.

Events are facts that somebody recorded. Those of a day and before are read in the order of their days; an event that
the rules give no place to, as a certificate granted after a refusal without a new audit, changes nothing and is a
finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

import attrs
from pendulum import Date

from qualiopi_rules.audit.application import new_application_from
from qualiopi_rules.audit.decision import AuditDecision, DecisionOutcome, decision_of
from qualiopi_rules.audit.nonconformity import NonConformity, NonConformityGrade, NonConformityState
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.cycle.cycle import CertificationCycle
from qualiopi_rules.dossier.event import CertifierDecision, Event, EventKind
from qualiopi_rules.dossier.state import FileStage, FileState
from qualiopi_rules.law.dated import UsedValue
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.results.deadlines import Deadline
from qualiopi_rules.results.findings import Finding
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.category import Category

__all__ = ["file_state", "state_of"]


def _events(value: Iterable[Event]) -> tuple[Event, ...]:
    return converters.instances(Event, value)


def file_state(
    events: Iterable[Event], *, on: DayLike, profile: Profile | str = DEFAULT_PROFILE, where: str = "events"
) -> FileState:
    """Return the state of a file on a day, from its events up to that day, in whatever order they come.

    Args:
        events: the events.
        on: the day; what happened after it is not read.
        profile: as for `decide`.
        where: the name of their place in a dossier, carried into the findings.

    Raises:
        InvalidInput: with every argument that does not hold.
        NotInForce: when an initial certification was granted before the rules that are known.

    Source: articles 2, 3, 5, 8 and 9 of the arrêté of 6 June 2019, as far as they were seen.
    """
    events, day, profile = _events(events), converters.day(on), profile_of(profile)
    refuse(events=events, on=day, profile=profile)
    return state_of(events, day, profile, where)


def state_of(events: Iterable[Event], day: Date, profile: Profile, where: str) -> FileState:
    """Return the state of a file on a day, from checked arguments."""
    file = _File(where, profile)
    for event in sorted((event for event in events if event.on <= day), key=lambda event: event.rank):
        file.record(event)
    return file.state(day)


class _File:
    """A file while its events are read: nothing outside `file_state` ever holds one."""

    def __init__(self, where: str, profile: Profile) -> None:
        self.where = where
        self.profile = profile
        self.stage = FileStage.NOTHING
        self.audit: AuditKind | None = None
        self.audited: Date | None = None
        self.decided = True  # whether the last audit was answered by a decision
        self.requested: frozenset[Category] = frozenset()
        self.cycle: CertificationCycle | None = None
        self.renewed: CertificationCycle | None = None
        self.categories: frozenset[Category] = frozenset()
        self.nonconformities: list[NonConformity] = []
        self.refused: Date | None = None
        self.withdrawn: Date | None = None
        self.findings: list[Finding] = []

    @property
    def certified(self) -> bool:
        return self.stage in (FileStage.CERTIFIED, FileStage.SUSPENDED)

    def record(self, event: Event) -> None:
        self._expire(event.on)
        handlers = {
            EventKind.APPLICATION: self._application,
            EventKind.AUDIT: self._audit,
            EventKind.NOTIFICATION: self._notification,
            EventKind.PLAN: self._progress,
            EventKind.CORRECTION: self._progress,
            EventKind.VERIFICATION: self._progress,
            EventKind.DECISION: self._decision,
            EventKind.TRANSFER: self._transfer,
        }
        if not handlers[event.kind](event):
            self._find("HIS001", event, stage=f"file-stage.{self.stage}")

    def _expire(self, day: Date) -> None:
        if self.renewed is not None and day >= self.renewed.starts:
            self.cycle, self.renewed = self.renewed, None
        if self.certified and self.cycle is not None and day > self.cycle.expires:
            self.stage = FileStage.EXPIRED

    def _find(self, code: str, event: Event, *, values: Iterable[UsedValue] = (), **params: str | int) -> None:
        common: dict[str, str | int] = {"day": event.on.isoformat(), "event": f"event.{event.kind}"}
        self.findings.append(Finding(code, self.where, common | params, tuple(values)))

    def _application(self, event: Event) -> bool:
        if self.stage is FileStage.AUDITED:
            return False
        barred = new_application_from(self.refused, withdrawn=self.withdrawn, on=event.on)
        for each in barred:
            if each.days_left > 0:
                self._find("HIS002", event, values=each.values, opens=each.day.isoformat())
        self.requested = event.categories
        if self.stage in (FileStage.NOTHING, FileStage.REFUSED, FileStage.WITHDRAWN):
            self.stage = FileStage.APPLIED
        return True

    def _audit(self, event: Event) -> bool:
        kind = cast(AuditKind, event.audit)
        if kind is AuditKind.COMPLEMENTARY:
            return self.certified or self.stage in (FileStage.AUDITED, FileStage.EXPIRED)
        if kind is AuditKind.INITIAL:
            if self.certified or self.stage is FileStage.AUDITED:
                return False
            # A new file: the non-conformities of one that was refused or withdrawn are looked at afresh.
            self.stage, self.cycle, self.renewed = FileStage.AUDITED, None, None
            self.categories, self.nonconformities = frozenset(), []
        else:
            # A renewal that comes late is still held as one: the times of article 5 go on.
            late_renewal = kind is AuditKind.RENEWAL and self.stage is FileStage.EXPIRED
            renewed_twice = kind is AuditKind.RENEWAL and self.renewed is not None
            if renewed_twice or not (self.certified or late_renewal):
                return False
            if kind is not AuditKind.EXTENSION:
                self._next_audit(event.on)
        self.requested = event.categories or self.requested
        self.audit, self.audited, self.decided = kind, event.on, False
        return True

    def _next_audit(self, day: Date) -> None:
        """At the audit after the one that found it, a minor non-conformity must be lifted."""
        self.nonconformities = [
            each if each.next_audit is not None else attrs.evolve(each, next_audit=day) for each in self.nonconformities
        ]

    def _notification(self, event: Event) -> bool:
        if not (self.certified or self.stage in (FileStage.AUDITED, FileStage.EXPIRED)):
            return False
        self.nonconformities.append(
            NonConformity(
                indicator=event.indicator,
                grade=cast(NonConformityGrade, event.grade),
                notified=event.on,
                found_at=self.audit,
            )
        )
        return True

    def _progress(self, event: Event) -> bool:
        """What becomes of the non-conformities on one subject that are not lifted yet: several are one."""
        changed = False
        for index, each in enumerate(self.nonconformities):
            if each.indicator == event.indicator and each.lifted is None:
                self.nonconformities[index] = _changed(each, event)
                changed = True
        return changed

    def _decision(self, event: Event) -> bool:
        handlers = {
            CertifierDecision.GRANTED: self._granted,
            CertifierDecision.REFUSED: self._refused,
            CertifierDecision.MAINTAINED: self._maintained,
            CertifierDecision.SUSPENDED: self._suspended,
            CertifierDecision.WITHDRAWN: self._withdrawn,
        }
        return handlers[cast(CertifierDecision, event.decided)](event)

    def _by_the_texts(self, day: Date) -> AuditDecision | None:
        """The decision that follows from the texts on a day."""
        answering = self.certified or self.stage is FileStage.AUDITED
        if self.audit is None or not (answering or (self.stage is FileStage.EXPIRED and not self.decided)):
            return None
        return decision_of(self.audit, tuple(self.nonconformities), day, self.profile)

    def _against(self, event: Event) -> None:
        """Find a decision that gives more than the texts allow; where they leave it open, it gives no more."""
        decision = self._by_the_texts(event.on)
        allowed = (DecisionOutcome.GRANTED, DecisionOutcome.MAINTAINED, DecisionOutcome.UNDETERMINED)
        if decision is not None and decision.outcome not in allowed:
            self._find("HIS003", event, decided=f"decided.{event.decided}", outcome=f"outcome.{decision.outcome}")

    def _granted(self, event: Event) -> bool:
        if self.decided:
            return False
        # That a suspended certificate is not extended is deduced.
        if self.audit is AuditKind.EXTENSION and self.stage is FileStage.CERTIFIED:
            self._against(event)
            self.categories, self.decided = self.categories | self.requested, True
            return True
        if self.stage is not FileStage.AUDITED and self.audit is not AuditKind.RENEWAL:
            return False
        self._against(event)
        if self.stage is FileStage.AUDITED:
            self.cycle, self.categories = CertificationCycle(event.on), self.requested
        else:
            self._renew(event)
        self.stage, self.decided = FileStage.CERTIFIED, True
        return True

    def _renew(self, event: Event) -> None:
        cycle = cast(CertificationCycle, self.cycle)
        if event.on <= cycle.expires:
            self.renewed = cycle.next()
        else:
            # From when a renewal that was decided late runs is not written: from the decision, here.
            self._find("HIS004", event, expired=cycle.expires.isoformat())
            self.cycle = CertificationCycle(event.on)

    def _refused(self, event: Event) -> bool:
        # A surveillance audit is answered by a certification that is maintained, suspended or withdrawn.
        if self.decided or self.audit is AuditKind.SURVEILLANCE:
            return False
        self.decided = True
        if self.stage is FileStage.AUDITED:
            self.stage, self.refused = FileStage.REFUSED, event.on
        elif self.audit is AuditKind.EXTENSION:
            # They were about categories that the certificate does not cover in the end.
            self.nonconformities = [each for each in self.nonconformities if each.found_at is not AuditKind.EXTENSION]
        return True

    def _maintained(self, event: Event) -> bool:
        if not self.certified:
            return False
        self._against(event)
        self.stage = FileStage.CERTIFIED
        self.decided = self.decided or self.audit is AuditKind.SURVEILLANCE
        return True

    def _suspended(self, _: Event) -> bool:
        if not self.certified:
            return False
        self.stage = FileStage.SUSPENDED
        return True

    def _withdrawn(self, event: Event) -> bool:
        if not self.certified:
            return False
        self.stage, self.withdrawn, self.decided = FileStage.WITHDRAWN, event.on, True
        self.renewed = None
        return True

    def _transfer(self, _: Event) -> bool:
        # The days of the cycle stay; a suspended, withdrawn or expired certificate is not taken over.
        return self.stage is FileStage.CERTIFIED

    def state(self, day: Date) -> FileState:
        self._expire(day)
        decision = self._by_the_texts(day)
        return FileState(
            on=day,
            stage=self.stage,
            audit=self.audit,
            audited=self.audited,
            answered=self.audit is not None and self.decided,
            cycle=self.cycle,
            renewed=self.renewed,
            categories=self.categories,
            nonconformities=tuple(self.nonconformities),
            decision=decision,
            deadlines=tuple(sorted(self._deadlines(day, decision), key=lambda each: each.day)),
            findings=tuple(self.findings),
        )

    def _deadlines(self, day: Date, decision: AuditDecision | None) -> Iterator[Deadline]:
        if self.stage in (FileStage.REFUSED, FileStage.WITHDRAWN):
            opens = new_application_from(self.refused, withdrawn=self.withdrawn, on=day)
            yield from (each for each in opens if each.days_left >= 0)
        if decision is not None:
            for status in (*decision.nonconformities.majors, *decision.nonconformities.minors):
                yield from status.deadlines()
            yield from decision.nonconformities.deadlines()


def _changed(each: NonConformity, event: Event) -> NonConformity:
    match event.kind:
        case EventKind.PLAN:
            return attrs.evolve(each, plan_sent=event.on)
        case EventKind.CORRECTION:
            # A correction counts from its first day, unless the certifier looked at it and did not accept it.
            waiting = each.status_on(event.on).state in (NonConformityState.TO_CHECK, NonConformityState.CHECK_LATE)
            return each if waiting else attrs.evolve(each, implemented=event.on)
        case _:
            return attrs.evolve(each, verified=event.on, lifted=event.on if event.lifted else None)
