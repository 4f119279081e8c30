"""Days, those on which a text begins to hold and those on which months end more often than chance would have them."""

from __future__ import annotations

from calendar import isleap
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.resources import names, text
from qualiopi_rules.law.dated import dated
from qualiopi_rules.rnq.edition import editions

__all__ = ["audit_days", "bilan_days", "day_or_answer", "days", "days_after", "decision_days", "file_days"]

_FIRST, _LAST = Date(1900, 1, 1), Date(2200, 12, 31)
_HORIZON = Date(2060, 1, 1)
"""Far enough after every text that is known."""
_LAST_DECISION = Date(2100, 12, 31)
_SIMPLEST = Date(2000, 1, 1)
"""The day that a day shrinks to, or the nearest one that may come."""
_SURELY_LEAP = 12
"""Years among which one is a leap year, whatever the century."""
_NEAR = 40
"""Days on each side of a change within which a day is near it."""


def days(first: DayLike = _FIRST, last: DayLike = _LAST) -> SearchStrategy[Date]:
    """Days; over many years, month ends and leap days more often than chance would have them.

    Args:
        first: the first day that may come, inclusive.
        last: the last one, inclusive.

    Raises:
        InvalidInput: when one of them is not a day.
    """
    first, last = converters.day(first), converters.day(last)
    refuse(first=first, last=last)
    # One whole number each: Hypothesis takes what needs fewer choices for simpler, and the usual one comes first.
    simplest = min(max(first, _SIMPLEST), last).toordinal()
    usual = st.integers(first.toordinal() - simplest, last.toordinal() - simplest).map(
        lambda offset: Date.fromordinal(simplest + offset)
    )
    if last.year - first.year <= _SURELY_LEAP:
        return usual
    months = st.integers(12 * (first.year + 1), 12 * last.year - 1)
    starts = months.map(lambda count: Date(count // 12, count % 12 + 1, 1))
    leap_years = st.integers(first.year // 4 + 1, (last.year - 1) // 4).map(lambda count: 4 * count).filter(isleap)
    return st.one_of(
        usual,
        starts,
        starts.map(lambda day: day.subtract(days=1)),
        leap_years.map(lambda year: Date(year, 2, 29)),
    )


def decision_days(last: DayLike = _LAST_DECISION) -> SearchStrategy[Date]:
    """Days on which a certification can be decided: those of the first edition of the referential, and after.

    Args:
        last: the last day that may come, inclusive.
    """
    return days(editions()[0].since, last)


def audit_days(first: DayLike | None = None) -> SearchStrategy[Date]:
    """Days on which an edition of the referential is in force, each edition as often.

    Args:
        first: the first day that may come, inclusive; that of the first edition by default.

    Raises:
        InvalidInput: when it is not a day.
    """
    first = editions()[0].since if first is None else converters.day(first)
    refuse(first=first)
    ends = ((edition.since, edition.until or _HORIZON) for edition in editions())
    return st.one_of(*(days(max(since, first), until) for since, until in ends if first <= until))


def bilan_days() -> SearchStrategy[Date]:
    """Days on which the law of the bilan that is known is in force, those around its changes more often."""
    changes = _changes("bilan/*")
    first = changes[0]
    near = st.builds(
        lambda day, offset: max(day.add(days=offset), first), st.sampled_from(changes), st.integers(-_NEAR, _NEAR)
    )
    return st.one_of(days(first, _HORIZON), near)


@cache
def _changes(pattern: str) -> tuple[Date, ...]:
    """The days on which a value of some texts begins to hold, oldest first."""
    tables = (table for name in names(pattern) for table in text(name).values() if isinstance(table, dict))
    return tuple(sorted({converters.day(entry["since"]) for table in tables for entry in table.get("values", ())}))


def day_or_answer() -> SearchStrategy[Date | bool | None]:
    """What is known of a thing that is done once: its day, True without the day, False, or None for not provided."""
    return st.one_of(st.sampled_from([None, True, False]), bilan_days())


def days_after(day: Date, count: int | None) -> Date | None:
    """Return the day some days after another one, or before it; None without a number of days."""
    return None if count is None else day.add(days=count)


def file_days() -> SearchStrategy[Date]:
    """Days around those on which the times of article 5 are known, month ends more often than chance would have it."""
    known = dated("audit/audit", "minor_implementation").values[0].since
    first, months = known.subtract(months=3), 54
    return days(first, first.add(months=months)) | st.integers(1, months).map(
        lambda count: first.add(months=count).subtract(days=1)
    )
