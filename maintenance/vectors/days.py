"""The days that the vectors are made of: every kind of month end, and the days around an edge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pendulum import Date

__all__ = ["around", "every_day", "flags_of", "month_ends", "months_of", "runs"]


def every_day(first: Date, last: Date) -> Iterator[Date]:
    """Return every day from one to another."""
    for number in range((last - first).days + 1):
        yield first.add(days=number)


def around(day: Date) -> tuple[Date, Date, Date]:
    """Return the day before, the day and the day after."""
    return day.subtract(days=1), day, day.add(days=1)


def months_of(first_year: int, last_year: int) -> Iterator[Date]:
    """Return the first day of every month of some years."""
    for year in range(first_year, last_year + 1):
        for month in range(1, 13):
            yield Date(year, month, 1)


def month_ends(first_year: int, last_year: int) -> Iterator[Date]:
    """Return the days at which months differ: the first, the middle, and from the 28th to the last of every month."""
    for first in months_of(first_year, last_year):
        yield from (first, first.add(days=15))
        yield from every_day(first.add(days=27), first.end_of("month"))


def flags_of(*days: Date) -> tuple[str, ...]:
    """Return the flags that days bear by themselves."""
    found = {
        "month-end": any(day.day >= 29 for day in days),
        "leap-day": any((day.month, day.day) == (2, 29) for day in days),
        "four-year": any(day < Date(2021, 1, 1) for day in days[:1]),
    }
    return tuple(flag for flag, holds in found.items() if holds)


def runs(days: Iterable[Date], values: Iterable[str]) -> list[list[str]]:
    """Return the first day of each run of one value, with the value: what a long row of days says at a glance."""
    found: list[list[str]] = []
    for day, value in zip(days, values, strict=True):
        if not found or found[-1][1] != value:
            found.append([day.isoformat(), value])
    return found
