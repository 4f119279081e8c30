"""The non-conformities of a file while its events are read: those of the events, and those that are recorded apart.

Each event changes few of them, and each decision looks at those that are open: of the others, it is remembered what
became of them.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import count

from pendulum import Date

from qualiopi_rules.audit.nonconformity import NonConformity, NonConformityState
from qualiopi_rules.audit.past_nonconformities import PastNonConformities, Turn, turns_of
from qualiopi_rules.cycle.cycle import Held
from qualiopi_rules.dossier.event import Event, EventKind
from qualiopi_rules.law.working_days import Holidays
from qualiopi_rules.rnq.audit_kind import AuditKind

__all__ = ["FileNonConformities"]


class FileNonConformities:
    """The non-conformities of a file, each with a number, in the order in which they came: those apart come first.

    Args:
        apart: those that are recorded apart, which stand for those of the events on the same subject and day.
        held: the surveillance audit of the cycle: its day, True, False, or None for not provided.
        holidays: as for `NonConformity.status`.
    """

    def __init__(self, apart: tuple[NonConformity, ...], held: Held, holidays: Holidays | None) -> None:
        self._held, self._holidays = held, holidays
        self._apart = dict(enumerate(apart))
        self._stands_for = {(each.indicator, each.notified) for each in apart}
        self._to_come = sorted((turn for each in enumerate(apart) for turn in turns_of(*each)), reverse=True)
        self._apart_open = set[int]()
        self._turns: list[Turn] = []  # those of the events, and those apart whose day has come
        self._numbers = count(len(apart))  # a number is of one only, be it forgotten
        self.clear()

    def clear(self) -> None:
        """Forget those of the events: a new file looks at them afresh."""
        self._of_events: dict[int, NonConformity] = {}
        self._not_lifted: defaultdict[int | None, dict[int, None]] = defaultdict(dict)  # by indicator
        self._open: dict[int, None] = {}  # sets that keep their order
        self._not_audited: dict[int, None] = {}
        self._of_extensions: list[int] = []
        self._past: dict[tuple[AuditKind, Date], PastNonConformities] = {}

    def add(self, each: NonConformity) -> None:
        """Add one that was notified."""
        number = next(self._numbers)
        self._of_events[number] = each
        self._not_lifted[each.indicator][number] = None
        self._not_audited[number] = None
        if each.found_at is AuditKind.EXTENSION:
            self._of_extensions.append(number)
        if not self._is_apart(each):
            self._open[number] = None
            self._turn(each.notified, number)

    def follow_up(self, event: Event) -> bool:
        """What becomes of those on one subject that are not lifted yet, which are one; whether there are any."""
        numbers = self._not_lifted[event.indicator]
        for number in numbers:
            self._of_events[number] = _changed(self._of_events[number], event, self._holidays)
        if event.lifted:
            for number in [each for each in numbers if each in self._open]:
                del self._open[number]
                self._turn(event.on, number)
            self._not_lifted[event.indicator] = {}
        return bool(numbers)

    def next_audit_on(self, day: Date) -> None:
        """At the audit after the one that found it, a minor one must be lifted."""
        for number in self._not_audited:
            self._of_events[number] = self._of_events[number]._with(next_audit=day)
        self._not_audited = {}
        self._past = {}  # they may have been looked at with the day of another audit

    def drop_extension(self) -> None:
        """Forget those of extension audits: the certificate does not cover these categories in the end."""
        for number in self._of_extensions:
            each = self._of_events.pop(number)
            self._not_lifted[each.indicator].pop(number, None)
            self._not_audited.pop(number, None)
            self._open.pop(number, None)
        self._of_extensions = []
        self._past = {key: past for key, past in self._past.items() if key[0] is not AuditKind.EXTENSION}

    def all(self) -> tuple[NonConformity, ...]:
        """Return all of them, lifted ones included."""
        own = (each for each in self._of_events.values() if not self._is_apart(each))
        return tuple(map(self._checked_at, (*self._apart.values(), *own)))

    def open_on(self, day: Date) -> tuple[NonConformity, ...]:
        """Return those that are open on a day, which is not before that of an event."""
        self._come_to(day)
        apart = (self._apart[number] for number in sorted(self._apart_open))
        return tuple(map(self._checked_at, (*apart, *(self._of_events[number] for number in self._open))))

    def past(self, kind: AuditKind, audited: Date, day: Date) -> PastNonConformities:
        """Return what became of those of an audit up to a day, which is not before that of an event."""
        self._come_to(day)
        key = kind, audited
        if key not in self._past:
            self._past[key] = PastNonConformities(kind, audited, self._known, self._holidays)
        self._past[key].follow(self._turns, day)
        return self._past[key]

    def _turn(self, day: Date, number: int) -> None:
        self._come_to(day)
        self._turns.append((day, number))

    def _come_to(self, day: Date) -> None:
        """Take the turns of those apart up to a day."""
        while self._to_come and self._to_come[-1][0] <= day:
            _, number = turn = self._to_come.pop()
            self._turns.append(turn)
            if self._apart[number]._lifted_by(turn[0]):
                self._apart_open.discard(number)
            else:
                self._apart_open.add(number)

    def _known(self, number: int) -> NonConformity | None:
        each = self._apart.get(number) or self._of_events.get(number)
        return None if each is None else self._checked_at(each)

    def _is_apart(self, each: NonConformity) -> bool:
        return (each.indicator, each.notified) in self._stands_for

    def _checked_at(self, each: NonConformity) -> NonConformity:
        """One of the initial audit is checked at the surveillance audit, where the day of that is known."""
        held = self._held
        if each.found_at is not AuditKind.INITIAL or each.next_audit is not None or not isinstance(held, Date):
            return each
        return each._with(next_audit=held) if each.notified <= held else each


def _changed(each: NonConformity, event: Event, holidays: Holidays | None) -> NonConformity:
    match event.kind:
        case EventKind.PLAN:
            return each._with(plan_sent=event.on)
        case EventKind.CORRECTION:
            # A correction counts from its first day, unless the certifier looked at it and did not accept it.
            state = each._status(event.on, holidays).state
            waiting = state in (NonConformityState.TO_CHECK, NonConformityState.CHECK_LATE)
            return each if waiting else each._with(implemented=event.on)
        case _:
            return each._with(verified=event.on, lifted=event.on if event.lifted else None)
