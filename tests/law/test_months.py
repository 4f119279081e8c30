"""Calendar months: a bound, a period, and the days it can start on."""

from __future__ import annotations

import calendar
import pickle
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pendulum
import pytest
from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import InvalidInput, Window
from qualiopi_rules.law import Basis, Provenance, add_months, last_day_of_period
from qualiopi_rules.law.months import (
    days_after,
    first_days_of_period,
    month_convention,
    months_after,
    period_end,
    runs_on,
)
from qualiopi_rules.strategies import days
from tests.strategies import as_pendulum, months

ONE_DAY = timedelta(days=1)


def plain(day: date) -> date:
    """The same day without pendulum, so that its arithmetic has no part in what is expected."""
    return date(day.year, day.month, day.day)


def every_day(first: date, last: date) -> list[Date]:
    return [as_pendulum(first + timedelta(days=n)) for n in range((last - first).days + 1)]


def month_after(day: date, months: int) -> tuple[int, int]:
    """The year and the month that lie so many months after the month of a day."""
    first = plain(day).replace(day=1) + relativedelta(months=months)
    return first.year, first.month


def has_number(day: date, months: int) -> bool:
    """Whether the month so many months after a day has a day of the same number."""
    return day.day <= calendar.monthrange(*month_after(day, months))[1]


def whole_months(start: date, end: date) -> int:
    """How often the number of a day has come round, or been skipped by a month that has it not."""
    return 12 * (end.year - start.year) + end.month - start.month - (end.day < start.day)


def counted_by_dateutil(start: date, end: date) -> int:
    passed = relativedelta(plain(end), plain(start))
    return int(passed.years * 12 + passed.months)


# --- The bound


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        # the day of the same number
        ("2023-02-02", 14, "2024-04-02"),
        ("2023-02-02", 22, "2024-12-02"),
        ("2023-01-31", 2, "2023-03-31"),
        # the 31st, where the month has 30 days
        ("2023-03-31", 1, "2023-04-30"),
        ("2023-05-31", 1, "2023-06-30"),
        ("2023-08-31", 1, "2023-09-30"),
        ("2023-10-31", 1, "2023-11-30"),
        ("2020-12-31", 28, "2023-04-30"),
        # the 29th, the 30th and the 31st, where the month is February
        ("2023-01-29", 1, "2023-02-28"),
        ("2023-01-30", 1, "2023-02-28"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-01-30", 1, "2024-02-29"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2022-12-31", 14, "2024-02-29"),
        ("2023-12-31", 14, "2025-02-28"),
        ("2024-04-30", 22, "2026-02-28"),
        # 29 February
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 14, "2025-04-29"),
        ("2024-02-29", 22, "2025-12-29"),
        ("2024-02-29", 28, "2026-06-29"),
        ("2024-02-29", 36, "2027-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        # no memory of the month's end: only the number counts
        ("2023-02-28", 12, "2024-02-28"),
        ("2023-02-28", 1, "2023-03-28"),
        ("2023-04-30", 1, "2023-05-30"),
        # backwards
        ("2024-05-31", -3, "2024-02-29"),
        ("2023-05-31", -3, "2023-02-28"),
        ("2026-02-01", -6, "2025-08-01"),
        ("2024-02-29", -12, "2023-02-28"),
        ("2024-01-15", -1, "2023-12-15"),
        # not at all
        ("2024-02-29", 0, "2024-02-29"),
    ],
)
def test_a_bound_is_the_same_number_or_the_last_day_of_the_month(day: str, count: int, expected: str) -> None:
    """Code de procédure civile, art. 641: where the month has no such number, the last day of the month."""
    assert add_months(day, count).isoformat() == expected


@pytest.mark.property
@given(days(), st.integers(-240, 240))
def test_a_bound_is_where_dateutil_puts_it(day: Date, count: int) -> None:
    """An independent library adds months the same way."""
    assert add_months(day, count) == plain(day) + relativedelta(months=count)


@pytest.mark.property
@given(days(), st.integers(-240, 240))
def test_a_bound_keeps_the_number_wherever_the_month_has_it(day: Date, count: int) -> None:
    """The bound is in the month so many months further; its number is the day's, or else the month's last."""
    reached = add_months(day, count)
    assert (reached.year, reached.month) == month_after(day, count)
    assert (reached.day == day.day) == has_number(day, count)
    assert has_number(day, count) or (reached + ONE_DAY).day == 1


@pytest.mark.property
@given(days(), st.integers(0, 40), st.integers(-120, 120))
def test_a_later_day_never_has_an_earlier_bound(day: Date, later: int, count: int) -> None:
    """Days keep their order when months are added to them."""
    assert add_months(day, count) <= add_months(day.add(days=later), count)


@pytest.mark.property
@given(days(), st.integers(-120, 120), st.integers(1, 120))
def test_more_months_always_lead_further(day: Date, count: int, more: int) -> None:
    """One month more is always at least one day more."""
    assert add_months(day, count) < add_months(day, count + more)


@pytest.mark.property
@given(days(), st.integers(-20, 20))
def test_twelve_months_are_a_year(day: Date, years: int) -> None:
    """12 n months later is the same day of the same month n years later; 29 February becomes 28 in common years."""
    year = day.year + years
    clamped = (day.month, day.day) == (2, 29) and not calendar.isleap(year)
    assert add_months(day, 12 * years) == date(year, day.month, 28 if clamped else day.day)


@pytest.mark.property
@given(days(), months())
def test_going_back_as_far_never_overshoots(day: Date, count: int) -> None:
    """Forward and back by as many months ends on the day, or before it where the number was lost on the way."""
    back = add_months(add_months(day, count), -count)
    assert (back == day) == has_number(day, count)
    assert back <= day


def test_two_steps_may_not_lead_as_far_as_one() -> None:
    """The number that February has not is lost: the months of a window are counted from its first day, at once."""
    assert add_months(add_months("2023-01-31", 1), 1).isoformat() == "2023-03-28"
    assert add_months("2023-01-31", 2).isoformat() == "2023-03-31"


def test_the_convention_is_cited_as_what_it_is() -> None:
    """Article 641 governs delays of procedure; that it serves here is deduced from practice."""
    cited = month_convention()
    assert cited.source.id == "cpc-641"
    assert (cited.basis, cited.provenance) == (Basis.PRACTICE, Provenance.DEDUCED)


# --- The period


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2023-02-02", 36, "2026-02-01"),
        ("2023-01-01", 12, "2023-12-31"),
        ("2023-02-01", 1, "2023-02-28"),
        ("2023-12-31", 12, "2024-12-30"),
        # the month of the bound has no such number: the period takes all of it
        ("2024-02-29", 36, "2027-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2023-01-29", 1, "2023-02-28"),
        ("2023-08-31", 1, "2023-09-30"),
        ("2023-12-31", 14, "2025-02-28"),
        # it has
        ("2024-02-29", 48, "2028-02-28"),
        ("2023-01-28", 1, "2023-02-27"),
        ("2023-02-28", 12, "2024-02-27"),
        ("2024-03-01", 36, "2027-02-28"),
        ("2024-01-29", 1, "2024-02-28"),
    ],
)
def test_a_period_ends_the_day_before_the_same_number_or_with_the_month(start: str, count: int, expected: str) -> None:
    """A period counts its first day: 2 February 2023 and 36 months end on 1 February 2026."""
    assert last_day_of_period(start, count).isoformat() == expected


@pytest.mark.property
@given(days(), months())
def test_a_period_ends_on_the_last_day_before_its_months_have_passed(start: Date, count: int) -> None:
    """On the last day fewer than so many whole months have passed; on the day after, just as many have."""
    end = last_day_of_period(start, count)
    assert whole_months(start, end) == count - 1
    assert whole_months(start, end + ONE_DAY) == count


@pytest.mark.property
@given(days(), months())
def test_the_next_period_starts_on_the_bound_or_with_the_following_month(start: Date, count: int) -> None:
    """The day after the period is the bound exactly when the bound's month has the day's number.

    Where it has not, it is the first of the month that follows.
    """
    following = last_day_of_period(start, count) + ONE_DAY
    assert (following == add_months(start, count)) == has_number(start, count)
    assert has_number(start, count) or following == date(*month_after(start, count + 1), 1)


@pytest.mark.property
@given(days(), st.integers(0, 1199))
def test_a_month_from_the_first_is_a_month_of_the_calendar(day: Date, shift: int) -> None:
    """A period of one month from the first of a month is that month, whole."""
    first = date(*month_after(day, shift), 1)
    assert last_day_of_period(first, 1) == first.replace(day=calendar.monthrange(first.year, first.month)[1])


@pytest.mark.property
@given(days(), st.lists(st.integers(1, 50), min_size=2, max_size=6), st.data())
def test_periods_laid_end_to_end_leave_no_gap_and_do_not_overlap(start: Date, counts: list[int], data: Any) -> None:
    """Every day from the first to the last is in exactly one of the periods."""
    periods, first = [], start
    for count in counts:
        periods.append(Window(first, last_day_of_period(first, count)))
        first = periods[-1].closes.add(days=1)
    day = start.add(days=data.draw(st.integers(0, (periods[-1].closes - start).in_days())))
    assert sum(day in period for period in periods) == 1


@pytest.mark.parametrize(
    ("start", "first", "second", "in_two", "in_one"),
    [
        ("2023-02-02", 14, 22, "2026-02-01", "2026-02-01"),  # the number is there
        ("2024-02-29", 12, 36, "2028-02-29", "2028-02-28"),  # not after 12 months, but after 48
        ("2024-02-29", 12, 24, "2027-02-28", "2027-02-28"),  # neither after 12 nor after 36
        ("2024-02-29", 48, 12, "2029-02-28", "2029-02-28"),  # after 48, not after 60
        ("2023-01-31", 1, 1, "2023-03-31", "2023-03-30"),
        ("2023-01-31", 1, 3, "2023-05-31", "2023-05-30"),
        ("2023-08-31", 1, 2, "2023-11-30", "2023-11-30"),
    ],
)
def test_two_periods_may_end_after_one_of_both_lengths(
    start: str, first: int, second: int, in_two: str, in_one: str
) -> None:
    """A period that takes a whole short month pushes the next one to the first of the month after."""
    middle = last_day_of_period(start, first).add(days=1)
    assert last_day_of_period(middle, second).isoformat() == in_two
    assert last_day_of_period(start, first + second).isoformat() == in_one


@pytest.mark.property
@given(days(), months(), months())
def test_two_periods_end_as_one_unless_a_short_month_lies_between(start: Date, first: int, second: int) -> None:
    """Periods of n then m months end with one of n + m months exactly in two cases.

    Either the month of the first bound has the day's number, or neither that month nor the last one has it.
    Else the two end later: on the last day of the last month, all of which they take.
    """
    in_two, in_one = (
        last_day_of_period(last_day_of_period(start, first).add(days=1), second),
        last_day_of_period(start, first + second),
    )
    between, at_the_end = has_number(start, first), has_number(start, first + second)
    assert (in_two == in_one) == (between or not at_the_end)
    assert in_two >= in_one
    assert in_two == in_one or (in_two + ONE_DAY).day == 1


# --- The days that a period can start on


@pytest.mark.parametrize(
    ("end", "count", "expected"),
    [
        ("2026-02-01", 36, ["2023-02-02"]),
        ("2027-02-28", 36, ["2024-02-29", "2024-03-01"]),
        ("2023-02-28", 1, ["2023-01-29", "2023-01-30", "2023-01-31", "2023-02-01"]),
        ("2024-02-29", 1, ["2024-01-30", "2024-01-31", "2024-02-01"]),
        ("2023-04-30", 1, ["2023-03-31", "2023-04-01"]),
        ("2028-02-28", 36, []),
        ("2023-03-30", 1, []),
        ("2023-03-28", 1, []),
        ("2023-03-27", 1, ["2023-02-28"]),
    ],
)
def test_up_to_four_days_start_a_period_that_ends_on_a_day(end: str, count: int, expected: list[str]) -> None:
    """At month ends several periods end together, and on some days none does."""
    assert [start.isoformat() for start in first_days_of_period(end, count)] == expected


@pytest.mark.parametrize("count", [1, 2, 11, 12, 14, 22, 28, 36, 48])
def test_first_days_are_all_the_days_whose_period_ends_there_and_no_others(count: int) -> None:
    """For every end in eight years, two of them leap years, against every start that can matter."""
    first, last = date(2023, 1, 1), date(2030, 12, 31)
    starts_of: defaultdict[date, list[date]] = defaultdict(list)
    for start in every_day(first - relativedelta(months=count + 1), last):
        starts_of[last_day_of_period(start, count)].append(start)
    for end in every_day(first, last):
        assert list(first_days_of_period(end, count)) == starts_of[end]


@pytest.mark.property
@given(days(), months())
def test_a_first_day_is_found_again_from_its_last_day(start: Date, count: int) -> None:
    """The start of a period is among those that its end gives, and each of these gives the end."""
    end = last_day_of_period(start, count)
    assert start in first_days_of_period(end, count)
    assert {last_day_of_period(other, count) for other in first_days_of_period(end, count)} == {end}


@pytest.mark.property
@given(days(), months())
def test_first_days_come_oldest_first_and_side_by_side(end: Date, count: int) -> None:
    """Where there are several, they follow each other day by day."""
    found = first_days_of_period(end, count)
    assert [day + ONE_DAY for day in found[:-1]] == list(found[1:])


# --- Why days are compared


@pytest.mark.parametrize(("count", "wrong"), [(14, 461), (22, 468), (36, 464)])
def test_pendulum_counts_a_month_too_many_and_the_bound_does_not(count: int, wrong: int) -> None:
    """`in_months()` calls a period of N months less one day N months, on a third of the starts of 2021 to 2024.

    This is python-pendulum/pendulum#606, and why months are added and days compared: should the figure change,
    pendulum has changed. The bound is right on every one of these days.
    """
    starts = every_day(date(2021, 1, 1), date(2024, 12, 31))
    assert len(starts) == 1461
    day_before = {start: add_months(start, count).subtract(days=1) for start in starts}
    assert sum((end - start).in_months() == count for start, end in day_before.items()) == wrong
    assert {counted_by_dateutil(start, end) for start, end in day_before.items()} == {count - 1}
    assert {counted_by_dateutil(start, add_months(start, count)) for start in starts} == {count}


# --- What is taken and what is refused


@pytest.mark.parametrize("day", ["2024-01-31", date(2024, 1, 31), Date(2024, 1, 31), pendulum.date(2024, 1, 31)])
def test_a_day_may_be_text_a_date_or_a_pendulum_date(day: Any) -> None:
    """The same day in every form gives the same day, always as pendulum's."""
    window = Window(day, day)
    results = [
        add_months(day, 1),
        last_day_of_period(day, 1),
        *first_days_of_period(day, 12),
        window.opens,
        window.closes,
    ]
    assert [result.isoformat() for result in results] == [
        "2024-02-29",
        "2024-02-29",
        "2023-02-01",
        "2024-01-31",
        "2024-01-31",
    ]
    assert {type(result) for result in results} == {Date}
    assert day in window


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (datetime(2023, 2, 2), "day-not-time"),  # noqa: DTZ001
        (pendulum.datetime(2023, 2, 2, tz="Europe/Paris"), "day-not-time"),
        ("2023-02-02T10:00", "day-not-time"),
        ("2023-02-02T22:00:00Z", "day-not-time"),
        ("2023-02-02 10:00", "day-not-time"),
        ("2023-02-30", "day"),
        ("2023-02-29", "day"),
        ("0000-01-01", "day"),
        ("2023-13-01", "day"),
        ("20230202", "day"),
        ("2023-2-2", "day"),
        ("2023-W05-4", "day"),
        ("02/02/2023", "day"),
        ("", "day"),
        (20230202, "day"),
        (True, "day"),
        (None, "day"),
    ],
)
def test_what_is_no_day_is_refused_by_name(day: Any, expected: str) -> None:
    """A date-time is no day: which day it falls on depends on the place."""
    calls: list[tuple[str, Callable[[], object]]] = [
        ("day", lambda: add_months(day, 1)),
        ("day", lambda: day in Window("2023-01-01", "2023-12-31")),
        ("start", lambda: last_day_of_period(day, 1)),
        ("end", lambda: first_days_of_period(day, 1)),
        ("opens", lambda: Window(day, "2023-12-31")),
        ("closes", lambda: Window("2023-01-01", day)),
    ]
    for name, call in calls:
        with pytest.raises(InvalidInput) as caught:
            call()
        (fault,) = caught.value.faults
        assert (fault.path, fault.value, fault.expected) == (name, day, expected)


@pytest.mark.parametrize("count", [1.0, 14.5, "14", True, False, None])
def test_what_is_no_whole_number_of_months_is_refused(count: Any) -> None:
    """A float or a boolean is no number of months, even when it is worth one."""
    for call, expected in (
        (add_months, "integer"),
        (last_day_of_period, "positive-integer"),
        (first_days_of_period, "positive-integer"),
    ):
        with pytest.raises(InvalidInput) as caught:
            call("2023-02-02", count)
        (fault,) = caught.value.faults
        assert (fault.path, fault.expected) == ("months", expected)
        assert fault.value is count


@pytest.mark.parametrize("count", [0, -1])
def test_a_period_lasts_one_month_at_least(count: int) -> None:
    """A bound may lie on the day or before it; a period may not."""
    for call in (last_day_of_period, first_days_of_period):
        with pytest.raises(InvalidInput) as caught:
            call("2023-02-02", count)
        assert [(fault.path, fault.expected) for fault in caught.value.faults] == [("months", "positive-integer")]


def test_every_bad_argument_is_reported_at_once() -> None:
    """An input is read whole before it is refused."""
    half: Any = 1.5
    calls: list[tuple[Callable[[], object], list[tuple[str, str]]]] = [
        (lambda: add_months("2023-02-02T10:00", half), [("day", "day-not-time"), ("months", "integer")]),
        (lambda: last_day_of_period("2023-02-30", 0), [("start", "day"), ("months", "positive-integer")]),
        (lambda: first_days_of_period("2023-02-30", half), [("end", "day"), ("months", "positive-integer")]),
        (lambda: Window("2023-02-02T10:00", "2023-02-30"), [("opens", "day-not-time"), ("closes", "day")]),
    ]
    for call, faults in calls:
        with pytest.raises(InvalidInput) as caught:
            call()
        assert [(fault.path, fault.expected) for fault in caught.value.faults] == faults


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("0001-01-31", -1),
        ("2023-02-02", -2023 * 12),
        ("9999-12-01", 1),
        ("9999-01-31", 12),
        ("2023-02-02", 10**9),
        ("2023-02-02", -(10**400)),
    ],
)
def test_a_bound_beyond_the_calendar_is_refused_in_words(day: str, count: int) -> None:
    """The years are 1 to 9999; the refusal names the months and the day they are counted from."""
    with pytest.raises(InvalidInput) as caught:
        add_months(day, count)
    (fault,) = caught.value.faults
    assert (fault.path, fault.value, fault.expected) == ("months", count, "within-calendar")
    assert fault.params == {"day": day}
    assert "within the years 1 to 9999" in fault.say("en")
    assert "entre les années 1 et 9999" in fault.say("fr")


def test_a_period_beyond_the_calendar_is_refused_by_its_months() -> None:
    with pytest.raises(InvalidInput) as caught:
        last_day_of_period("9999-12-01", 2)
    (fault,) = caught.value.faults
    assert (fault.path, fault.value, fault.expected) == ("months", 2, "within-calendar")
    assert fault.params == {"day": "9999-12-01"}


def test_a_rule_names_the_day_whose_time_leads_beyond_the_calendar() -> None:
    """Where the months are not a caller's, it is the day that is at fault, and the field that holds it."""
    last, first = Date(9999, 12, 31), Date(1, 1, 1)
    count: Callable[[Date, int, str], Date]
    for count in (months_after, period_end, days_after):
        with pytest.raises(InvalidInput) as caught:
            count(last, 2, "decided_on")
        assert [(each.path, each.value, each.expected) for each in caught.value.faults] == [
            ("decided_on", last, "countable-day")
        ]
    with pytest.raises(InvalidInput) as caught:
        days_after(first, -1, "signed_on")
    assert [(each.path, each.value) for each in caught.value.faults] == [("signed_on", first)]
    assert (days_after(last, 0, ""), days_after(first, 1, "")) == (last, Date(1, 1, 2))


@pytest.mark.property
@given(start=days(), count=months(), shift=st.integers(-40, 40))
def test_months_run_from_their_first_day_to_their_bound_both_included(start: Date, count: int, shift: int) -> None:
    bound = add_months(start, count)
    for near in (start, bound):
        day = as_pendulum(near + timedelta(days=shift))
        assert runs_on(start, count, day) is (start <= day <= bound)
    assert runs_on(start, count, start)
    assert runs_on(start, count, bound)


def test_months_that_lead_beyond_the_calendar_run_on_to_its_end() -> None:
    start = Date(9998, 5, 2)
    assert runs_on(start, 24, start)
    assert runs_on(start, 24, Date(9999, 12, 31))
    assert not runs_on(start, 24, Date(9998, 5, 1))


def test_the_ends_of_the_calendar_can_be_reached() -> None:
    assert add_months("9999-11-30", 1).isoformat() == "9999-12-30"
    assert add_months("0001-02-01", -1).isoformat() == "0001-01-01"


# --- Windows


def test_both_ends_of_a_window_are_in_it() -> None:
    """Windows are closed intervals of days."""
    window = Window("2024-04-02", "2024-12-02")
    around = ["2024-04-01", "2024-04-02", "2024-04-03", "2024-12-01", "2024-12-02", "2024-12-03"]
    assert [day for day in around if day in window] == around[1:5]


def test_a_window_may_be_a_single_day() -> None:
    window = Window("2024-02-29", "2024-02-29")
    assert "2024-02-29" in window
    assert "2024-02-28" not in window
    assert "2024-03-01" not in window


def test_a_window_does_not_close_before_it_opens() -> None:
    with pytest.raises(InvalidInput) as caught:
        Window("2024-04-02", "2024-04-01")
    (fault,) = caught.value.faults
    assert (fault.path, fault.value, fault.expected) == ("closes", date(2024, 4, 1), "not-before")
    assert fault.params == {"day": "2024-04-02"}


@pytest.mark.property
@given(days(), st.integers(0, 400), st.integers(-10, 410))
def test_a_day_is_in_a_window_when_it_is_neither_before_nor_after_it(opens: Date, length: int, shift: int) -> None:
    """Membership is the order of the days, and nothing else."""
    assert (opens.add(days=shift) in Window(opens, opens.add(days=length))) == (shift in range(length + 1))


def test_windows_are_values() -> None:
    """Equal, hashed and pickled by their days, and not changed."""
    window = Window("2024-04-02", "2024-12-02")
    assert {window, Window(date(2024, 4, 2), Date(2024, 12, 2))} == {window}
    assert window != Window("2024-04-02", "2024-12-01")
    assert pickle.loads(pickle.dumps(window)) == window
    with pytest.raises(AttributeError):
        window.closes = Date(2025, 1, 1)  # type: ignore[misc]
