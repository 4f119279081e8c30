"""Windows of days and calendar months, counted by one convention.

A *bound* N months after a day is the day of the same number, or the last day of the month where that month has no
such number. This is the rule of article 641 of the code de procédure civile, taken here as the field's convention:
no text of the certification says how its months are counted, and the dates that certifiers print agree with it.

A *period* of N months counted from a day, that day included, ends the day before the same-numbered day, or on the
last day of the month where that month has no such number.

Months are added, never counted: the number of months between two days is not well defined at month ends, and the
libraries that compute one are wrong on exactly the days that matter here.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from contextlib import suppress
from datetime import MAXYEAR, MINYEAR

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, refuse
from qualiopi_rules.law.source import Citation, interpretation

__all__ = [
    "Window",
    "add_months",
    "days_after",
    "first_days_of_period",
    "last_day_of_period",
    "month_convention",
    "months_after",
    "period_end",
    "period_starts",
    "runs_on",
]


def month_convention() -> Citation:
    """Return the source of the convention: article 641, which is a practice here and a deduction."""
    return interpretation("law", "month_ends")


@attrs.frozen
class Window(converters.Checked):
    """A closed interval of days.

    Attributes:
        opens: its first day, inclusive.
        closes: its last day, inclusive.

    Raises:
        InvalidInput: when an end is not a day, or when the window closes before it opens.
    """

    opens: Date = attrs.field(converter=converters.day)
    closes: Date = attrs.field(converter=converters.day)

    def _faults(self) -> Iterator[InvalidValue]:
        if self.closes < self.opens:
            yield InvalidValue("closes", self.closes, "not-before", day=self.opens.isoformat())

    def __contains__(self, day: DayLike) -> bool:
        day = converters.day(day)
        refuse(day=day)
        return self._holds(day)

    def _holds(self, day: Date) -> bool:
        return self.opens <= day <= self.closes


def add_months(day: DayLike, months: int) -> Date:
    """Return the day that lies `months` calendar months after a day, or before it when `months` is negative.

    Args:
        day: the day that the months are counted from.
        months: how many months to add.

    Raises:
        InvalidInput: when `day` is not a day, `months` not a whole number, or the result beyond the years 1 to 9999.
    """
    day, months = converters.day(day), _whole(months)
    refuse(day=day, months=months)
    return months_after(day, months)


def months_after(day: Date, months: int, field: str = "") -> Date:
    """Return the day `months` calendar months after a checked day.

    Args:
        day: the day that the months are counted from.
        months: how many months to add.
        field: whose day it is, which the error then names; `months` are a caller's where it is empty.

    Raises:
        InvalidInput: when the result is beyond the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if MINYEAR <= year <= MAXYEAR:
        return Date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    if field:
        raise InvalidInput.of(InvalidValue(field, day, "countable-day"))
    raise InvalidInput.of(InvalidValue("months", months, "within-calendar", day=day.isoformat()))


def days_after(day: Date, days: int, field: str) -> Date:
    """Return the day `days` days after a checked day.

    Args:
        day: the day that the days are counted from.
        days: how many days to add; negative for a day before it.
        field: whose day it is, which the error names.

    Raises:
        InvalidInput: when the result is beyond the years 1 to 9999.
    """
    try:
        return Date.fromordinal(day.toordinal() + days)
    except (ValueError, OverflowError):
        raise InvalidInput.of(InvalidValue(field, day, "countable-day")) from None


def runs_on(start: Date, months: int, day: Date) -> bool:
    """Return whether some months that began on a checked day still run on another; they may run beyond the calendar."""
    with suppress(InvalidInput):
        return start <= day <= months_after(start, months)
    return start <= day


def last_day_of_period(start: DayLike, months: int) -> Date:
    """Return the last day of a period of `months` calendar months whose first day is `start`.

    The next period starts the day after. It starts on the bound itself wherever the month of the bound has the
    day's number, and on the first of the following month where it has not (29 February 2024 and 36 months: the
    period ends on 28 February 2027, the next one starts on 1 March 2027).

    Args:
        start: the first day of the period, inclusive.
        months: the length of the period in months.

    Raises:
        InvalidInput: as `add_months`, and when `months` is less than one.
    """
    start = converters.day(start)
    refuse(start=start, months=converters.count(months))
    return period_end(start, months)


def period_end(start: Date, months: int, field: str = "") -> Date:
    """Return the last day of a period, from its checked first day.

    Args:
        start: the first day of the period, inclusive.
        months: the length of the period in months.
        field: as for `months_after`.

    Raises:
        InvalidInput: when the bound is beyond the years 1 to 9999.
    """
    bound = months_after(start, months, field)
    return days_after(bound, -1, field) if bound.day == start.day else bound


def first_days_of_period(end: DayLike, months: int) -> tuple[Date, ...]:
    """Return every first day of a period of `months` calendar months whose last day is `end`, oldest first.

    It is the inverse of `last_day_of_period`. At month ends there are up to four such days (the one-month periods that
    end on 28 February 2023 start on 29, 30 or 31 January or on 1 February) or none, and none at the edges of the
    calendar.

    Args:
        end: the last day of the period, inclusive.
        months: the length of the period in months.

    Raises:
        InvalidInput: when `end` is not a day or `months` is less than one.
    """
    end = converters.day(end)
    refuse(end=end, months=converters.count(months))
    return period_starts(end, months)


def period_starts(end: Date, months: int) -> tuple[Date, ...]:
    """Return every first day of a period, from its checked last day, oldest first."""
    found = []
    with suppress(InvalidInput):
        near = months_after(end, -months)
        # The start lies after the bound, by one day and by what the month of the end is shorter: three days at most.
        for offset in range(1, 5):
            start = days_after(near, offset, "end")
            if period_end(start, months) == end:
                found.append(start)
    return tuple(found)


def _whole(months: int) -> int:
    return months if isinstance(months, int) and not isinstance(months, bool) else converters.fault(months, "integer")
