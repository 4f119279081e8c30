"""The non-conformities of a file, all of them looked at again at each decision: slow, and as the texts say it."""

from __future__ import annotations

import attrs
from pendulum import Date

from qualiopi_rules.audit import NonConformity
from qualiopi_rules.audit.nonconformity import NonConformityState
from qualiopi_rules.cycle.cycle import Held
from qualiopi_rules.dossier.event import Event, EventKind
from qualiopi_rules.law.working_days import Holidays
from qualiopi_rules.rnq import AuditKind
from tests.audit.past_again import PastAgain

__all__ = ["AllAgain"]


class AllAgain:
    """In the place of `FileNonConformities`."""

    def __init__(self, apart: tuple[NonConformity, ...], held: Held, holidays: Holidays | None) -> None:
        self.apart, self.held, self.holidays = apart, held, holidays
        self.of_events: list[NonConformity] = []

    def clear(self) -> None:
        self.of_events = []

    def add(self, each: NonConformity) -> None:
        self.of_events.append(each)

    def follow_up(self, event: Event) -> bool:
        changed = False
        for index, each in enumerate(self.of_events):
            if each.indicator == event.indicator and each.lifted is None:
                self.of_events[index] = self.changed(each, event)
                changed = True
        return changed

    def changed(self, each: NonConformity, event: Event) -> NonConformity:
        if event.kind is EventKind.PLAN:
            return attrs.evolve(each, plan_sent=event.on)
        if event.kind is EventKind.CORRECTION:
            state = each._status(event.on, self.holidays).state
            waiting = state in (NonConformityState.TO_CHECK, NonConformityState.CHECK_LATE)
            return each if waiting else attrs.evolve(each, implemented=event.on)
        return attrs.evolve(each, verified=event.on, lifted=event.on if event.lifted else None)

    def next_audit_on(self, day: Date) -> None:
        self.of_events = [
            each if each.next_audit is not None else attrs.evolve(each, next_audit=day) for each in self.of_events
        ]

    def drop_extension(self) -> None:
        self.of_events = [each for each in self.of_events if each.found_at is not AuditKind.EXTENSION]

    def all(self) -> tuple[NonConformity, ...]:
        stands_for = {(each.indicator, each.notified) for each in self.apart}
        own = (each for each in self.of_events if (each.indicator, each.notified) not in stands_for)
        return tuple(self.checked_at(each) for each in (*self.apart, *own))

    def checked_at(self, each: NonConformity) -> NonConformity:
        held = self.held
        if each.found_at is not AuditKind.INITIAL or each.next_audit is not None or not isinstance(held, Date):
            return each
        return attrs.evolve(each, next_audit=held) if each.notified <= held else each

    def open_on(self, _: Date) -> tuple[NonConformity, ...]:
        """All: those that are not open do not matter."""
        return self.all()

    def past(self, kind: AuditKind, audited: Date, day: Date) -> PastAgain:
        own = {
            number: each
            for number, each in enumerate(self.all())
            if each.found_at in (None, kind) and audited <= each.notified <= day
        }
        return PastAgain(own, day, self.holidays)
