"""What a decision may not forget: what was corrected after its time, and minor ones that were too many for too long.

A long history has many non-conformities and many decisions. What is past does not change any more: each is looked at
when it is notified and when it is lifted, in the order of the days, however many decisions come after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, takewhile

from pendulum import Date

from qualiopi_rules.audit.nonconformity import NonConformity, NonConformityGrade, NonConformityStatus
from qualiopi_rules.audit.nonconformity_count import NonConformityCount, count_of
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.working_days import Holidays
from qualiopi_rules.rnq.audit_kind import AuditKind

__all__ = ["PastNonConformities", "Turn", "past_of", "turns_of"]

Turn = tuple[Date, int]
"""A day on which something became of a non-conformity, and the number of that one among the others."""


def turns_of(number: int, nonconformity: NonConformity) -> Iterator[Turn]:
    """Yield the days on which a non-conformity was notified, lifted, and corrected where that was only then."""
    yield nonconformity.notified, number
    if nonconformity.lifted is not None:
        yield nonconformity.lifted, number
        if nonconformity.implemented is not None and nonconformity.implemented > nonconformity.lifted:
            yield nonconformity.implemented, number


class PastNonConformities:
    """What became of the non-conformities of an audit, up to a day that goes forward.

    Attributes:
        late: those that were major, and lifted, but corrected after their time, by their numbers.
        not_reduced: the first time that minor ones were too many, and as many still when the time to have fewer was
            over; None where that never was.

    Args:
        kind: the kind of the audit; what an audit of another kind found is not its own.
        audited: its day, before which what was notified is not its own either; None where it is not known.
        known: the non-conformity of a number, as it is known on that day; None for one that was dropped.
        holidays: as for `NonConformity.status`.
    """

    def __init__(
        self,
        kind: AuditKind,
        audited: Date | None,
        known: Callable[[int], NonConformity | None],
        holidays: Holidays | None,
    ) -> None:
        self._kind, self._audited, self._known, self._holidays = kind, audited, known, holidays
        self._read = 0  # turns
        self._last = Date.min  # the day of the last of them
        self._own: list[int] = []
        self._open: dict[int, None] = {}  # a set that keeps its order
        self._too_many: dict[Date, NonConformityCount] = {}  # the first one for each last day to have fewer
        self._enough: dict[Date, bool | None] = {}
        self.late: dict[int, NonConformityStatus] = {}
        self.not_reduced: NonConformityCount | None = None

    def follow(self, turns: Sequence[Turn], day: Date) -> None:
        """Go forward to the end of a day.

        Args:
            turns: the turns in the order of their days: the same ones each time, and others after them.
            day: the day.
        """
        ahead = list(takewhile(lambda turn: turn[0] <= day, turns[self._read :]))
        self._read += len(ahead)
        for on, of_day in groupby(ahead, lambda turn: turn[0]):
            self._end_times_before(on)
            turned = [(number, self._known(number)) for _, number in of_day]
            own = [(number, each) for number, each in turned if each is not None and self._is_own(each)]
            for number, each in own:
                self._turn(number, each, on)
            self._last = on
            if any(each.notified == on for _, each in own):
                self._count(on)
        self._end_times_before(day)

    def _is_own(self, each: NonConformity) -> bool:
        """Whether it is of the audit."""
        return each.found_at in (None, self._kind) and (self._audited is None or self._audited <= each.notified)

    def _turn(self, number: int, each: NonConformity, on: Date) -> None:
        """Take a turn of one of the audit."""
        if not each._lifted_by(on):
            self._own.append(number)
            self._open[number] = None
            return
        self._open.pop(number, None)
        # Most are not worth a status: one that is minor is not late.
        if each._grade_on(on) is NonConformityGrade.MAJOR:
            status = each._status(on, self._holidays)
            if status.corrected_late:
                self.late[number] = status

    def _count(self, on: Date) -> None:
        """Look whether minor ones are too many on a day; only the first time that they stay so matters."""
        limit = dated("audit/audit", "minors_as_major").find(on)
        if self.not_reduced is not None or limit is None or len(self._open) < limit.value:
            return
        count = self._count_of(self._open, on)
        if count.reduce_by is not None:
            self._too_many.setdefault(count.reduce_by, count)

    def _end_times_before(self, day: Date) -> None:
        """Look whether they are fewer at the end of the times that were over before a day."""
        for reduce_by in [each for each in self._too_many if each < day]:
            count = self._too_many.pop(reduce_by)
            if self._enough_on(reduce_by) and (self.not_reduced is None or count.on < self.not_reduced.on):
                self.not_reduced = count

    def _enough_on(self, day: Date) -> bool | None:
        # Those that are open now were open then, unless something happened since: then all are looked at, once.
        if day not in self._enough:
            numbers = self._open if self._last <= day else self._own
            self._enough[day] = self._count_of(numbers, day).enough_minors
        return self._enough[day]

    def _count_of(self, numbers: Iterable[int], day: Date) -> NonConformityCount:
        known = map(self._known, numbers)
        return count_of((each for each in known if each is not None), day, self._holidays)


def past_of(
    kind: AuditKind,
    audited: Date | None,
    nonconformities: Sequence[NonConformity],
    day: Date,
    holidays: Holidays | None,
) -> PastNonConformities:
    """Return what became of non-conformities up to a day."""
    past = PastNonConformities(kind, audited, nonconformities.__getitem__, holidays)
    past.follow(sorted(turn for each in enumerate(nonconformities) for turn in turns_of(*each)), day)
    return past
