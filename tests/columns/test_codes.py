"""Columns as codes: a number for each row, few numbers, and the value of each, whatever stands below a null."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from qualiopi_rules.columns.codes import (
    NO_DAY,
    Coded,
    Column,
    DayColumn,
    coded_objects,
    coded_times,
    coded_values,
    day_of,
    number_of_day,
    ticks_a_day,
)
from tests.columns.coding import decoded

LAST = number_of_day(date.max)
FIRST = number_of_day(date.min)


def read(column: Column) -> list[Any]:
    """The values of the rows."""
    return decoded(column)[0]


def test_a_day_is_counted_from_1970() -> None:
    assert [number_of_day(date(1970, 1, 1)), number_of_day(date(2023, 2, 2))] == [0, 19_390]
    assert [day_of(number) for number in (-1, 0, 19_390)] == [date(1969, 12, 31), date(1970, 1, 1), date(2023, 2, 2)]


def test_a_number_beyond_the_days_of_python_is_no_day() -> None:
    """It stays a number, from the first day of Python, and a rule refuses it."""
    assert [day_of(FIRST), day_of(LAST)] == [date.min, date.max]
    assert [day_of(FIRST - 1), day_of(LAST + 1)] == [0, date.max.toordinal() + 1]


def test_days_are_coded_by_their_distance_from_the_first() -> None:
    coded = DayColumn(np.array([12, 10, 13, 10])).coded()
    assert (coded.index.tolist(), coded.size) == ([2, 0, 3, 0], 4)
    assert read(coded) == [day_of(12), day_of(10), day_of(13), day_of(10)]


@pytest.mark.parametrize("below", [0, 11, 10_000])
def test_null_comes_before_the_first_day_whatever_stands_below_it(below: int) -> None:
    coded = DayColumn(np.array([12, below, 10]), np.array([False, True, False])).coded()
    assert (coded.index.tolist(), coded.size) == ([3, 0, 1], 4)
    assert read(coded) == [day_of(12), None, day_of(10)]


@pytest.mark.parametrize(
    ("days", "nulls"), [([], None), ([], []), ([7], [True]), ([7, -7], [True, True])], ids=["none", "no", "one", "two"]
)
def test_where_no_day_is_known_null_is_the_only_value(days: list[int], nulls: list[bool] | None) -> None:
    coded = DayColumn(np.array(days, np.int32), None if nulls is None else np.array(nulls, np.bool_)).coded()
    assert (coded.index.tolist(), coded.size, coded.value(0)) == ([0] * len(days), 1, None)


@pytest.mark.parametrize("nulls", [None, [False, False, True]])
def test_days_far_apart_are_coded_though_the_distance_is_no_number_of_their_type(nulls: list[bool] | None) -> None:
    ends = np.iinfo(np.int32)
    days = np.array([ends.min, ends.max, 0], np.int32)
    assert read(DayColumn(days, None if nulls is None else np.array(nulls))) == [
        day_of(ends.min),
        day_of(ends.max),
        date(1970, 1, 1) if nulls is None else None,
    ]


def times(*hours: int | None) -> Column:
    """Date-times so many hours after 1970-01-01, or null."""
    nulls = np.array([hour is None for hour in hours])
    ticks = np.array([hour or 0 for hour in hours], np.int64)
    return coded_times(ticks, 24, nulls if nulls.any() else None)


@pytest.mark.parametrize("hours", [(48, -24, 48), (48, None, -24), (None, None)])
def test_midnights_are_a_column_of_days(hours: tuple[int | None, ...]) -> None:
    column = times(*hours)
    assert isinstance(column, DayColumn)
    assert read(column) == [None if hour is None else day_of(hour // 24) for hour in hours]


def test_what_stands_below_a_null_is_no_date_time() -> None:
    column = coded_times(np.array([24, 7]), 24, np.array([False, True]))
    assert isinstance(column, DayColumn)
    assert read(column) == [day_of(1), None]


@pytest.mark.parametrize(
    ("hours", "size"),
    [((48, 49, 72, -1), 4), ((48, None, 49, 72), 4), ((1, None), 2), ((1, 2), 2), ((1, 100_001, 0), 3)],
)
def test_all_date_times_that_are_not_at_midnight_have_one_value(hours: tuple[int | None, ...], size: int) -> None:
    """It is out of the way of every day, and days that are not at midnight make no room for others."""
    column = times(*hours)
    assert isinstance(column, Coded)
    assert column.size == size
    assert read(column) == [None if hour is None else NO_DAY if hour % 24 else day_of(hour // 24) for hour in hours]


@pytest.mark.parametrize(("unit", "each"), [("s", "seconds"), ("ms", "milliseconds"), ("us", "microseconds")])
def test_a_day_has_so_many_ticks(unit: str, each: str) -> None:
    assert ticks_a_day(unit) * timedelta(**{each: 1}) == timedelta(days=1)
    assert ticks_a_day("ns") == 1_000 * ticks_a_day("us")


def test_what_stands_for_date_times_is_no_day() -> None:
    assert isinstance(NO_DAY, datetime)
    assert NO_DAY.hour == 12


def coded(*values: Any) -> Coded:
    return coded_objects(values, lambda value: value is None)


def test_an_object_is_coded_once_by_its_type_and_value() -> None:
    made = coded("a", None, "b", "a", None)
    assert (made.index.tolist(), made.size) == ([1, 0, 2, 1, 0], 3)
    assert read(made) == ["a", None, "b", "a", None]
    same = coded(1, True, 1.0, 1, True)
    assert same.index.tolist() == [1, 2, 3, 1, 2]
    assert [type(value) for value in read(same)] == [int, bool, float, int, bool]


def test_a_null_is_what_the_library_takes_for_one() -> None:
    made = coded_objects([0, 1, 0], lambda value: value == 0)
    assert (read(made), made.size) == ([None, 1, None], 2)


def test_objects_without_a_hash_are_the_same_where_what_is_in_them_is() -> None:
    values = [["BC"], ["BC", "AF"], ["BC"], [1], [True], {"BC"}]
    made = coded(*values)
    assert (made.index.tolist(), made.size) == ([1, 2, 1, 3, 4, 5], 6)
    assert read(made) == values


def test_other_objects_without_a_hash_are_each_their_own() -> None:
    class Opaque:
        __hash__ = None  # type: ignore[assignment]

    opaque = Opaque()
    values = [[["BC"]], [["AF"]], [["BC"]], opaque, opaque]
    made = coded(*values)
    assert (made.index.tolist(), made.size) == ([1, 2, 3, 4, 5], 6)
    assert all(one is other for one, other in zip(read(made), values, strict=True))


def test_the_distinct_values_of_a_column_can_be_known() -> None:
    made = coded_values(np.array([1, 1, 0]), ("a", None))
    assert (read(made), made.size) == ([None, None, "a"], 2)


def test_a_day_and_a_year_of_numpy_are_not_the_same_though_they_are_equal() -> None:
    values = [np.datetime64("2023-01-01"), np.datetime64("2023")]
    assert coded(*values).index.tolist() == [1, 2]
    assert list(map(str, read(coded(*values[::-1])))) == ["2023", "2023-01-01"]
    assert coded(*([value] for value in values)).index.tolist() == [1, 2]
