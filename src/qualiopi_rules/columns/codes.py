"""A column as codes: a number for each row and the value of each number, whichever library holds the column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

__all__ = [
    "NO_DAY",
    "Coded",
    "Column",
    "DayColumn",
    "Flags",
    "Index",
    "coded_objects",
    "coded_times",
    "coded_values",
    "day_of",
    "number_of_day",
    "ticks_a_day",
]

_EPOCH = date(1970, 1, 1).toordinal()

NO_DAY = datetime.combine(date.min, time(12))
"""A date-time that stands for all that are not at midnight: none of them is a day, whatever its hour."""

_SECONDS_A_DAY = timedelta(days=1) // timedelta(seconds=1)

Index = npt.NDArray[np.integer[Any]]
"""For each row the number of something."""

Flags = npt.NDArray[np.bool_]
"""For each row yes or no."""


@attrs.frozen(eq=False)
class Coded:
    """A column as codes: `value(index[row])` is the value of a row.

    Attributes:
        index: for each row, the number of its value.
        size: one more than the highest number that can occur.
        value: the value of a number.
    """

    index: Index
    size: int
    value: Callable[[int], Any]


def coded_values(index: Index, values: Sequence[Any]) -> Coded:
    """Code a column whose distinct values are known."""
    return Coded(index, len(values), values.__getitem__)


@attrs.frozen(eq=False)
class DayColumn:
    """A column of days, by their numbers.

    Attributes:
        days: the days, counted from 1970-01-01, anything where they are null.
        nulls: where they are null; None for nowhere.
    """

    days: npt.NDArray[Any]
    nulls: Flags | None = None

    def coded(self) -> Coded:
        """Return it as codes: the distance of each day from the first; null comes before it, as 0."""
        days, nulls = self.days, self.nulls
        known = days if nulls is None else days[~nulls]
        if not known.size:
            return Coded(np.zeros(days.size, np.intp), 1, lambda _: None)
        first, last = int(known.min()), int(known.max())
        if nulls is not None:
            first -= 1
        index = np.subtract(days, first, dtype=np.intp)
        if nulls is not None:
            index[nulls] = 0

        def value(number: int) -> object:
            if number == 0 and nulls is not None:
                return None
            return day_of(first + number)

        return Coded(index, last - first + 1, value)


Column = Coded | DayColumn
"""A column as the rules read it, whichever library holds it."""


def day_of(number: int) -> object:
    """Return a day from its number, counted from 1970-01-01; the number itself where Python has no such day.

    A library's days can lie beyond the years 1 to 9999: they are no days here, and the number is refused as such.
    """
    ordinal = number + _EPOCH
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else ordinal


def number_of_day(day: date) -> int:
    """Return the number of a day, counted from 1970-01-01."""
    return int(day.toordinal()) - _EPOCH


def coded_times(ticks: npt.NDArray[np.int64], unit: int, nulls: Flags | None) -> Column:
    """Code date-times without a zone: a day where all of them are at midnight, else a date-time is a value of its own.

    Args:
        ticks: the date-times, counted from 1970-01-01.
        unit: the number of ticks in a day.
        nulls: where they are null; None for nowhere.
    """
    days = ticks // unit
    at_midnight = days * unit == ticks
    if nulls is not None:
        at_midnight |= nulls
    if at_midnight.all():
        return DayColumn(days, nulls)
    # One date-time stands for all, out of the way of every day.
    only_days = DayColumn(days, ~at_midnight if nulls is None else nulls | ~at_midnight).coded()
    index = np.where(at_midnight, only_days.index, only_days.size)
    return Coded(
        index, only_days.size + 1, lambda number: NO_DAY if number == only_days.size else only_days.value(number)
    )


def ticks_a_day(unit: str) -> int:
    """Return how many ticks a day has, the unit of a tick being `s`, `ms`, `us` or `ns`."""
    return _SECONDS_A_DAY * {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]


def coded_objects(values: Sequence[Any], is_null: Callable[[Any], bool]) -> Coded:
    """Code any Python objects; the type belongs to the value, since to Python 1, 1.0 and True are the same."""
    distinct: list[Any] = [None]
    places: dict[Any, int] = {}
    index = np.zeros(len(values), np.intp)
    for row, value in enumerate(values):
        if is_null(value):
            continue
        try:
            key = (_kind_of(value), value)
            place = places.get(key)
        except TypeError:  # a list, or another value without a hash
            key = _key_of(value, row)
            place = places.get(key)
        if place is None:
            place = places[key] = len(distinct)
            distinct.append(value)
        index[row] = place
    return coded_values(index, distinct)


def _kind_of(value: Any) -> Any:
    """The type of a value; the dtype of a date of numpy, to which a year is the same as its first day."""
    return value.dtype if type(value) is np.datetime64 else type(value)


def _key_of(value: Any, row: int) -> Any:
    """What stands for a value without a hash: what is in it, as for a list of texts; of any other value, its row."""
    try:
        key = (type(value), *((_kind_of(each), each) for each in value))
        hash(key)
    except TypeError:
        return row
    return key
