"""The end of a time to act that falls on a Saturday, a Sunday or a holiday.

By article 642 of the code de procédure civile it runs to the next working day. No text of the certification refers to
that article: it is applied only where a certifier's profile says so, to times in which somebody has to act, and never
to windows or to what is valid until a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pendulum import Date, WeekDay

from qualiopi_rules.core import converters
from qualiopi_rules.core.resources import text
from qualiopi_rules.law.dated import UsedValue
from qualiopi_rules.law.months import days_after
from qualiopi_rules.law.source import citation

__all__ = ["MOVED_END", "Holidays", "end_of_time", "moved_ends", "next_working_day", "time_last"]

Holidays = frozenset[date]
"""The days that are holidays; where a rule takes None in their place, article 642 is not applied."""

MOVED_END = "law.working_days"
"""The name of the value that results keep of an end that was moved: the day on which the time would have ended."""


def next_working_day(day: Date, holidays: Holidays) -> Date:
    """Return a checked day, or the first day after it that is no Saturday, no Sunday and no holiday."""
    while day.day_of_week in (WeekDay.SATURDAY, WeekDay.SUNDAY) or day in holidays:
        day = days_after(day, 1, "day")
    return day


def end_of_time(day: Date, holidays: Holidays | None) -> tuple[Date, tuple[UsedValue, ...]]:
    """Return the last day of a time that ends on a checked day by its own count, and what moved it, if anything did."""
    ends = day if holidays is None else next_working_day(day, holidays)
    if ends == day:
        return day, ()
    table = text("law/interpretations")["working_days"]
    since = converters.day(table["since"])
    return ends, (UsedValue(name=MOVED_END, value=day.isoformat(), since=since, citation=citation(table)),)


def moved_ends(values: Iterable[UsedValue]) -> tuple[UsedValue, ...]:
    """Return those of some values that moved the end of a time."""
    return tuple(each for each in values if each.name == MOVED_END)


def time_last(values: Iterable[UsedValue]) -> tuple[UsedValue, ...]:
    """Order the values of a time that is over: over by article 642 too, it is the text that sets it that decides."""
    return tuple(sorted(values, key=lambda each: each.name != MOVED_END))
