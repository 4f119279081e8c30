"""The end of a time that falls on a Saturday, a Sunday or a holiday, with any holidays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules.core.errors import InvalidInput
from qualiopi_rules.law import UsedValue
from qualiopi_rules.law.source import interpretation
from qualiopi_rules.law.working_days import MOVED_END, end_of_time, moved_ends, next_working_day, time_last
from qualiopi_rules.strategies import days
from tests.strategies import as_pendulum

NONE: frozenset[date] = frozenset()


def is_working(day: date, holidays: frozenset[date]) -> bool:
    return day.isoweekday() <= 5 and day not in holidays


@st.composite
def days_and_holidays(draw: st.DrawFn) -> tuple[Date, frozenset[date]]:
    """A day and some holidays, many of them close behind it."""
    day = draw(days())
    near = draw(st.frozensets(st.integers(-3, 12), max_size=10))
    return day, frozenset(date(day.year, day.month, day.day) + timedelta(days=n) for n in near)


@pytest.mark.property
@given(drawn=days_and_holidays())
def test_a_time_ends_on_the_first_working_day_from_its_last_day_on(drawn: tuple[Date, frozenset[date]]) -> None:
    """Never on a Saturday, a Sunday or a holiday; never earlier; on the same day where that is a working day."""
    day, holidays = drawn
    moved = next_working_day(day, holidays)
    assert is_working(moved, holidays)
    assert moved >= day
    assert not any(is_working(as_pendulum(day + timedelta(days=n)), holidays) for n in range((moved - day).days))
    assert next_working_day(moved, holidays) == moved


@pytest.mark.property
@given(drawn=days_and_holidays())
def test_what_moved_an_end_says_from_which_day(drawn: tuple[Date, frozenset[date]]) -> None:
    day, holidays = drawn
    ends, moved = end_of_time(day, holidays)
    assert ends == next_working_day(day, holidays)
    assert [(each.name, each.value) for each in moved] == ([] if ends == day else [(MOVED_END, day.isoformat())])


@pytest.mark.property
@given(day=days())
def test_where_article_642_is_not_applied_every_end_stays(day: Date) -> None:
    assert end_of_time(day, None) == (day, ())


@pytest.mark.parametrize(
    ("day", "holidays", "expected"),
    [
        ("2027-01-30", [], "2027-02-01"),  # a Saturday
        ("2027-01-31", [], "2027-02-01"),
        ("2027-02-01", [], "2027-02-01"),
        ("2026-12-25", ["2026-12-25"], "2026-12-28"),  # a Friday
        ("2026-04-04", ["2026-04-06"], "2026-04-07"),  # the Saturday before Easter Monday
        ("2025-05-01", ["2025-05-01", "2025-05-08"], "2025-05-02"),  # a Thursday
    ],
)
def test_worked_examples(day: str, holidays: list[str], expected: str) -> None:
    held = frozenset(map(date.fromisoformat, holidays))
    assert next_working_day(Date.fromisoformat(day), held) == Date.fromisoformat(expected)


def test_a_time_that_ends_where_the_calendar_does_is_refused() -> None:
    last = Date(9999, 12, 31)  # a Friday
    with pytest.raises(InvalidInput) as caught:
        next_working_day(last, frozenset([last]))
    assert [(each.path, each.value, each.expected) for each in caught.value.faults] == [("day", last, "countable-day")]


def test_an_end_that_was_moved_cites_article_642_as_the_practice_that_it_is_here() -> None:
    (_, (moved,)) = end_of_time(Date(2027, 1, 31), NONE)
    assert moved.citation == interpretation("law", "working_days")
    assert (moved.name, moved.value) == ("law.working_days", "2027-01-31")  # the day on which it ended before
    assert (moved.since, moved.until) == (moved.citation.source.since, None)


def test_of_the_values_of_a_time_that_is_over_the_time_itself_comes_last() -> None:
    (_, moved) = end_of_time(Date(2027, 1, 31), NONE)
    times = [
        UsedValue(name=name, value=3, since=Date(2023, 9, 1), citation=moved[0].citation)
        for name in ("audit.major_implementation", "audit.major_check")
    ]
    assert moved_ends([times[0], *moved, times[1]]) == moved
    assert (len(moved), moved[0].name) == (1, MOVED_END)
    assert time_last([times[0], *moved, times[1]]) == (*moved, *times)
    assert (moved_ends(times), time_last(times)) == ((), tuple(times))
