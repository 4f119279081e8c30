"""The periods in which the rule of applicability is the same: it changes on few days."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from pendulum import Date

from qualiopi_rules.core.cache import remember
from qualiopi_rules.indicators.indicator_rule import evidence
from qualiopi_rules.law.dated import Dated
from qualiopi_rules.law.months import days_after
from qualiopi_rules.profile.profile import Profile
from qualiopi_rules.profile.thresholds import published_thresholds
from qualiopi_rules.rnq.edition import edition_on, editions
from qualiopi_rules.rnq.notes import all_notes

__all__ = ["changes_of", "period_of"]


def period_of(day: Date, profile: Profile) -> Date:
    """Return the first day of the period of a day, under a profile: on all its days the rule gives the same results.

    Raises:
        NotInForce: when the day is before the first edition.
    """
    edition_on(day)
    days = _days(profile)
    return days[bisect_right(days, day) - 1]


@remember
def _days(profile: Profile) -> tuple[Date, ...]:
    """The days on which the rule changes under a profile, sorted."""
    first = editions()[0].since
    return tuple(sorted({max(first, day) for day in _changes(profile)}))


def _changes(profile: Profile) -> Iterator[Date]:
    for edition in editions():
        yield edition.since
        for number in edition:
            for entry in (*evidence("adaptations", number), *evidence("thresholds", number)):
                yield from changes_of(entry.held)
    for notes in all_notes():
        for each in notes.values():
            yield each.since
            if each.condition is not None:
                yield from changes_of(each.condition.days)
    for rule in published_thresholds():
        yield from changes_of(rule)
    yield from (removal.since for removal in profile.removals)
    yield from (change.since for change in profile.adaptations)
    for threshold in profile.thresholds:
        yield threshold.since
        yield from _day_after(threshold.until)


def changes_of(rule: Dated[Any]) -> Iterator[Date]:
    """Yield the days on which a rule changes, those on which it ends too."""
    for value in rule.values:
        yield value.since
        yield from _day_after(value.until)


def _day_after(until: Date | None) -> Iterator[Date]:
    """The day after a last day; none where no end is known, nor after the last day of the calendar."""
    if until is not None and until < Date.max:
        yield days_after(until, 1, "until")
