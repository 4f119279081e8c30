"""What a decision may not forget: each non-conformity is looked at once, and nothing is lost by it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, strategies as st
from pendulum import Date

from qualiopi_rules.audit import NonConformity
from qualiopi_rules.audit.nonconformity import NonConformityGrade
from qualiopi_rules.audit.past_nonconformities import PastNonConformities, past_of, turns_of
from qualiopi_rules.rnq import AuditKind
from tests.audit.past_again import PastAgain

FIRST = Date(2024, 1, 1)


def minor(indicator: int, notified: str = "2024-01-01") -> NonConformity:
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


def offsets(most: int = 400) -> st.SearchStrategy[Date]:
    """Days, a few of them more often: most of what is looked back to is two things on one day."""
    return st.one_of(st.sampled_from([0, 31, 91, 92, 182]), st.integers(0, most)).map(lambda days: FIRST.add(days=days))


@st.composite
def found(draw: st.DrawFn) -> NonConformity:
    notified = draw(offsets())
    later: dict[str, Any] = {
        name: notified.add(days=draw(st.integers(0, 300)))
        for name in ("implemented", "lifted", "next_audit")
        if draw(st.booleans())
    }
    return NonConformity(
        indicator=draw(st.sampled_from([1, 2, 4, 9, 12, 17, None])),
        grade=draw(st.sampled_from([*[NonConformityGrade.MINOR] * 3, NonConformityGrade.MAJOR])),
        notified=notified,
        found_at=draw(st.sampled_from([None, AuditKind.INITIAL, AuditKind.INITIAL, AuditKind.EXTENSION])),
        **later,
    )


@pytest.mark.property
@given(
    st.lists(found(), max_size=16),
    st.lists(offsets(900), min_size=1, max_size=5).map(sorted),
    st.one_of(st.none(), offsets()),
    st.sampled_from([None, frozenset[Any]()]),
)
@example([*hidden("2024-03-01")[:5], minor(17, "2024-01-15")], [Date(2024, 4, 2)], None, None)
@example([IN_TIME], [Date(2024, 4, 2)], None, None)
@example(EARLIER, [Date(2024, 4, 2), Date(2024, 5, 2)], None, None)
@example(hidden("2024-04-01"), [Date(2024, 6, 3)], None, None)
@example(hidden("2024-04-02"), [Date(2024, 6, 3), Date(2024, 6, 4)], None, None)
def test_what_is_followed_day_by_day_is_what_is_found_among_all(
    recorded: list[NonConformity], days: list[Date], audited: Date | None, holidays: Any
) -> None:
    turns = sorted(turn for each in enumerate(recorded) for turn in turns_of(*each))
    past = PastNonConformities(AuditKind.INITIAL, audited, recorded.__getitem__, holidays)
    for day in days:
        past.follow(turns, day)
        own = {
            number: each
            for number, each in enumerate(recorded)
            if each.found_at in (None, AuditKind.INITIAL) and (audited or FIRST) <= each.notified <= day
        }
        again = PastAgain(own, day, holidays)
        assert past.late.keys() == again.late.keys()
        for number, status in past.late.items():  # pragma: no cover (few draws come here)
            late = again.late[number]
            assert (status.correct_by, status.values) == (late.correct_by, late.values)
        assert past.not_reduced == again.not_reduced
