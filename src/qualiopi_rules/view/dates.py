"""The days of a timeline in words, as every medium writes them."""

from __future__ import annotations

from pendulum import Date

from qualiopi_rules.core.messages import Locale, fill, message
from qualiopi_rules.view.blocks import Bar, Mark, Timeline

__all__ = ["dates_of", "day_text", "days_of", "named"]


def dates_of(part: Bar | Mark, locale: Locale) -> str:
    """Return the first and the last day of a period, or the day of a mark."""
    if isinstance(part, Mark):
        return fill("{day:day}", locale, {"day": part.day.isoformat()})
    return message("view.period", locale, starts=part.starts.isoformat(), ends=part.ends.isoformat())


def days_of(timeline: Timeline) -> list[tuple[Date, Mark | None]]:
    """Return the days of a timeline in order, None standing for that of the reader; on one day it is the first."""
    days: list[tuple[Date, Mark | None]] = [] if timeline.day is None else [(timeline.day, None)]
    days += [(mark.day, mark) for mark in timeline.marks]
    return sorted(days, key=lambda each: each[0])


def named(mark: Mark, locale: Locale) -> str:
    """Return what a day of a timeline is, and how it is known."""
    return message("view.mark", locale, what=mark.text, label=mark.label) if mark.label else mark.text


def day_text(timeline: Timeline, locale: Locale) -> str:
    """Return what the day of the reader is called."""
    return timeline.day_text or message("view.day", locale)
