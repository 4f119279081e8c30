"""What a decision may not forget: each non-conformity is looked at once, and nothing is lost by it."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

import attrs
import pytest
from hypothesis import example, given, strategies as st
from pendulum import Date

from qualiopi_rules.audit import NonConformity
from qualiopi_rules.audit.nonconformity import NonConformityGrade, NonConformityStatus
from qualiopi_rules.audit.past_nonconformities import PastNonConformities, Turn, past_of, turns_of
from qualiopi_rules.law.dated import dated
from qualiopi_rules.rnq import AuditKind
from tests.audit.past_again import PastAgain

FIRST = Date(2024, 1, 1)
KNOWN = dated("audit/audit", "minors_as_major").values[0].since
"""The day from which it is known how many minor ones are too many, and for how long."""

SUBJECTS = [1, 2, 4, 9, 12, 17, None]


def minor(indicator: int | None, notified: str = "2024-01-01") -> NonConformity:
    return NonConformity(indicator=indicator, grade="minor", notified=notified)


def hidden(lifted: str) -> list[NonConformity]:
    """Four minor ones, a fifth behind a major one of its subject that was lifted, and a sixth that came later."""
    major = NonConformity(indicator=12, grade="major", notified="2024-01-01", lifted=lifted)
    return [*(minor(each) for each in (1, 2, 4, 9, 12)), major, minor(17, "2024-06-03")]


@pytest.mark.parametrize(
    ("lifted", "on", "not_reduced"),
    [
        ("2024-03-31", "2024-06-02", False),  # five on the day that ended the time, as is only found with the sixth
        ("2024-03-31", "2024-06-03", True),
        ("2024-04-01", "2024-06-03", True),
        ("2024-04-02", "2024-06-03", False),  # the fifth was still behind the major one
    ],
)
def test_a_time_may_be_over_before_the_day_on_which_it_is_counted(lifted: str, on: str, not_reduced: bool) -> None:
    found = hidden(lifted)
    past = past_of(AuditKind.INITIAL, None, found, Date.fromisoformat(on), None)
    assert (past.not_reduced is not None) == not_reduced
    if past.not_reduced is not None:
        assert str(past.not_reduced.reduce_by) == "2024-04-01"


EARLIER = [*hidden("2024-03-01")[:6], minor(17, "2024-02-01"), minor(5, "2024-03-15")]
"""Five on 1 February, in time until 1 May; on 15 March the fifth is one of 1 January, and in time until 1 April."""


IN_TIME = NonConformity(
    indicator=12, grade="major", notified="2024-01-01", implemented="2024-03-01", lifted="2024-03-02"
)


@pytest.mark.parametrize(
    ("on", "reduce_by"),
    [("2024-04-01", None), ("2024-04-02", "2024-04-01"), ("2024-05-01", "2024-04-01"), ("2024-05-02", "2024-05-01")],
)
def test_the_first_day_on_which_they_were_too_many_counts(on: str, reduce_by: str | None) -> None:
    past = past_of(AuditKind.INITIAL, None, EARLIER, Date.fromisoformat(on), None)
    assert (None if past.not_reduced is None else str(past.not_reduced.reduce_by)) == reduce_by


@pytest.mark.parametrize(
    ("implemented", "days"),
    [
        (None, ["2024-01-01", "2024-03-02"]),
        ("2024-03-01", ["2024-01-01", "2024-03-02"]),
        ("2024-03-02", ["2024-01-01", "2024-03-02"]),
        ("2024-03-03", ["2024-01-01", "2024-03-02", "2024-03-03"]),
    ],
)
def test_something_becomes_of_one_when_it_is_notified_and_lifted_and_corrected_after_that(
    implemented: str | None, days: list[str]
) -> None:
    lifted = NonConformity(
        indicator=4, grade="major", notified="2024-01-01", implemented=implemented, lifted="2024-03-02"
    )
    assert [(str(day), number) for day, number in turns_of(7, lifted)] == [(day, 7) for day in days]


def test_on_a_day_on_which_one_is_lifted_as_well_the_fifth_that_is_notified_counts() -> None:
    recorded = [*(minor(each) for each in (1, 2, 9, 12)), attrs.evolve(IN_TIME, indicator=4), minor(17, "2024-03-02")]
    past = past_of(AuditKind.INITIAL, None, recorded, Date(2024, 6, 3), None)
    assert past.not_reduced is not None
    assert str(past.not_reduced.reduce_by) == "2024-06-02"


def test_one_that_was_dropped_is_not_there_any_more() -> None:
    """The categories of an extension that is not granted: what was found of them is no matter of a decision."""
    recorded: list[NonConformity | None] = [minor(each) for each in (1, 2, 9, 12, 17)]
    turns: list[Turn] = [(FIRST, number) for number in range(5)]
    kept, dropped = (PastNonConformities(AuditKind.INITIAL, None, recorded.__getitem__, None) for _ in range(2))
    kept.follow(turns, Date(2024, 4, 2))
    assert kept.not_reduced is not None
    dropped.follow(turns, FIRST)
    recorded[4] = None
    dropped.follow([*turns, (Date(2024, 2, 1), 4)], Date(2024, 4, 2))
    assert dropped.not_reduced is None


@pytest.mark.parametrize(
    ("audited", "found_at", "own"),
    [
        (None, None, True),
        (None, "initial", True),
        (None, "extension", False),
        ("2024-01-01", None, True),
        ("2024-01-02", None, False),
        ("2024-01-02", "initial", False),
        ("2024-01-01", "extension", False),
    ],
)
def test_an_audit_has_what_it_found_and_what_was_notified_from_its_day_on(
    audited: str | None, found_at: str | None, own: bool
) -> None:
    late = attrs.evolve(IN_TIME, found_at=found_at, implemented="2024-04-02", lifted="2024-04-03")
    since = None if audited is None else Date.fromisoformat(audited)
    past = past_of(AuditKind.INITIAL, since, [late], Date(2024, 4, 3), None)
    assert bool(past.late) is own


def test_a_minor_one_is_not_late() -> None:
    """Its six months are over, but it is the next audit that decides on it."""
    slow = attrs.evolve(minor(9), implemented="2024-07-02", lifted="2024-07-03")
    assert past_of(AuditKind.INITIAL, None, [slow], Date(2024, 7, 3), None).late == {}


class Looked:
    """A past that counts how often each non-conformity is looked at, and the days that it has gone to."""

    def __init__(self, recorded: list[NonConformity]) -> None:
        self.times = Counter[int]()
        self.recorded = recorded
        self.past = PastNonConformities(AuditKind.INITIAL, None, self._known, None)
        self.turns = sorted(turn for each in enumerate(recorded) for turn in turns_of(*each))

    def _known(self, number: int) -> NonConformity:
        self.times[number] += 1
        return self.recorded[number]

    def until(self, *days: str) -> Counter[int]:
        """Go to each day in turn; the times that each was looked at meanwhile."""
        before = self.times.copy()
        for day in days:
            self.past.follow(self.turns, Date.fromisoformat(day))
        return self.times - before


def test_what_is_past_is_not_looked_at_again() -> None:
    """Each is looked at when it is notified and lifted; the open ones as they become five, and when the time ends."""
    five = [minor(each) for each in (1, 2, 4, 9, 12)]
    looked = Looked([*(attrs.evolve(each, lifted="2024-04-01") for each in five[:4]), five[4], minor(17, "2024-05-01")])
    assert looked.until("2024-01-01") == {0: 2, 1: 2, 2: 2, 3: 2, 4: 2}
    assert looked.until("2024-03-31") == {}
    assert looked.until("2024-04-01") == {0: 1, 1: 1, 2: 1, 3: 1}
    assert looked.until("2024-04-02") == {4: 1}
    assert looked.until("2024-05-02", "2024-05-03") == {5: 1}
    assert looked.past.not_reduced is None


def test_once_they_stayed_too_many_no_more_are_counted() -> None:
    looked = Looked([*(minor(each) for each in (1, 2, 4, 9, 12)), minor(17, "2024-06-03")])
    looked.until("2024-04-01")
    assert looked.past.not_reduced is None
    looked.until("2024-04-02")
    assert looked.past.not_reduced is not None
    assert looked.until("2024-06-04") == {5: 1}


def test_the_end_of_a_time_is_looked_at_once() -> None:
    """The fifth is behind a major one until after the time: whatever comes later, they were four at its end."""
    looked = Looked([*hidden("2024-04-02"), minor(5, "2024-06-03"), minor(3, "2024-07-01")])
    looked.until("2024-06-04")
    assert looked.until("2024-07-02") == {0: 1, 1: 1, 2: 1, 3: 1, 4: 1, 6: 1, 7: 1, 8: 2}
    assert looked.past.not_reduced is None


def offsets(most: int = 400) -> st.SearchStrategy[int]:
    """Numbers of days, a few of them more often: most of what is looked back to is two things on one day."""
    return st.sampled_from([0, 31, 91, 92, 182]) | st.integers(0, most)


@st.composite
def found(draw: st.DrawFn, first: Date) -> NonConformity:
    notified = first.add(days=draw(offsets()))
    later: dict[str, Any] = {
        name: notified.add(days=draw(st.integers(0, 300)))
        for name in ("implemented", "lifted", "next_audit")
        if draw(st.booleans())
    }
    return NonConformity(
        indicator=draw(st.sampled_from(SUBJECTS)),
        grade=draw(st.sampled_from([*[NonConformityGrade.MINOR] * 3, NonConformityGrade.MAJOR])),
        notified=notified,
        found_at=draw(st.sampled_from([None, AuditKind.INITIAL, AuditKind.INITIAL, AuditKind.EXTENSION])),
        **later,
    )


@st.composite
def too_many(draw: st.DrawFn, first: Date) -> list[NonConformity]:
    """Minor ones that nobody lifts, on five subjects or more."""
    subjects = draw(st.lists(st.sampled_from(SUBJECTS), min_size=5, unique=True))
    return [minor(each, str(first.add(days=draw(offsets(60))))) for each in subjects]


class Corrected(NamedTuple):
    """A major one, or one that the next audit made so, that was corrected and lifted around the end of its time."""

    record: NonConformity
    correct_by: Date
    implemented: Date
    lifted: Date

    def is_late_on(self, day: Date) -> bool:
        return self.correct_by < self.implemented and max(self.implemented, self.lifted) <= day


@st.composite
def corrected(draw: st.DrawFn, first: Date) -> Corrected:
    started = first.add(days=draw(offsets()))
    correct_by = started.add(months=3)
    implemented = correct_by.add(days=draw(st.sampled_from([0, 1]) | st.integers(-60, 90)))
    lifted = max(started.add(days=1), implemented.add(days=draw(st.integers(-20, 40))))
    requalified = draw(st.booleans())
    record = NonConformity(
        indicator=draw(st.sampled_from(SUBJECTS)),
        grade="minor" if requalified else "major",
        notified=started.subtract(days=draw(st.integers(0, 200))) if requalified else started,
        next_audit=started if requalified else None,
        implemented=implemented,
        lifted=lifted,
    )
    return Corrected(record, correct_by, implemented, lifted)


@st.composite
def files(draw: st.DrawFn) -> tuple[list[NonConformity], list[Date]]:
    """Any non-conformities, those that matter to a decision more often than chance would have it, and days to look."""
    first = draw(st.sampled_from([FIRST, KNOWN.subtract(days=31)]))
    late = corrected(first).map(lambda each: each.record)
    matter: st.SearchStrategy[list[NonConformity]] = draw(
        st.sampled_from([st.just([]), too_many(first), st.lists(late, min_size=1, max_size=4)])
    )
    recorded = draw(st.lists(found(first), max_size=16)) + draw(matter)
    days = draw(st.lists(offsets(900), min_size=1, max_size=5).map(sorted))
    return draw(st.permutations(recorded)), [first.add(days=each) for each in days]


@pytest.mark.property
@given(
    files(),
    st.one_of(st.none(), offsets().map(lambda days: FIRST.add(days=days))),
    st.sampled_from([None, frozenset[Any]()]),
)
@example(([*hidden("2024-03-01")[:5], minor(17, "2024-01-15")], [Date(2024, 4, 2)]), None, None)
@example(([IN_TIME], [Date(2024, 4, 2)]), None, None)
@example((EARLIER, [Date(2024, 4, 2), Date(2024, 5, 2)]), None, None)
@example((hidden("2024-04-01"), [Date(2024, 6, 3)]), None, None)
@example((hidden("2024-04-02"), [Date(2024, 6, 3), Date(2024, 6, 4)]), None, None)
def test_what_is_followed_day_by_day_is_what_is_found_among_all(
    file: tuple[list[NonConformity], list[Date]], audited: Date | None, holidays: Any
) -> None:
    recorded, days = file
    turns = sorted(turn for each in enumerate(recorded) for turn in turns_of(*each))
    past = PastNonConformities(AuditKind.INITIAL, audited, recorded.__getitem__, holidays)
    for day in days:
        past.follow(turns, day)
        own = {
            number: each
            for number, each in enumerate(recorded)
            if each.found_at in (None, AuditKind.INITIAL) and (audited or each.notified) <= each.notified <= day
        }
        again = PastAgain(own, day, holidays)
        assert times(past.late) == times(again.late)
        assert past.not_reduced == again.not_reduced


def times(late: dict[int, NonConformityStatus]) -> dict[int, Any]:
    return {number: (status.correct_by, status.values) for number, status in late.items()}


@pytest.mark.property
@given(st.lists(corrected(FIRST), min_size=1, max_size=6))
def test_what_was_corrected_after_three_months_is_late_from_the_day_on_which_it_is_corrected_and_lifted(
    drawn: list[Corrected],
) -> None:
    """Of one that was minor, they run from the audit that made it major."""
    recorded = [each.record for each in drawn]
    turns = {day for each in drawn for day in (each.implemented, each.lifted)}
    for day in sorted(turns | {day.subtract(days=1) for day in turns}):
        past = past_of(AuditKind.INITIAL, None, recorded, day, None)
        assert past.late.keys() == {number for number, each in enumerate(drawn) if each.is_late_on(day)}


@pytest.mark.property
@given(st.sampled_from([31, 92]).flatmap(lambda days: too_many(KNOWN.subtract(days=days))))
def test_the_fifth_minor_one_sets_the_time_to_have_fewer_unless_it_is_older_than_the_texts(
    recorded: list[NonConformity],
) -> None:
    fifth = sorted(each.notified for each in recorded)[4]
    last = fifth.add(months=3)
    assert past_of(AuditKind.INITIAL, None, recorded, last, None).not_reduced is None
    for day in (last.add(days=1), last.add(years=1)):
        over = past_of(AuditKind.INITIAL, None, recorded, day, None).not_reduced
        assert (over and (over.on, over.reduce_by)) == ((fifth, last) if fifth >= KNOWN else None)
