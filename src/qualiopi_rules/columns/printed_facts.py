"""What the scalar rules say of a printed day, kept by day: the cycles of an end, the end of the cycle of a first issue.

The numbers are those that printed days are compared with in whole columns; see `printed_columns`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from pendulum import Date

from qualiopi_rules.columns.codes import number_of_day
from qualiopi_rules.columns.day_tables import DayTable
from qualiopi_rules.columns.outcomes import is_unusable
from qualiopi_rules.core.resources import text
from qualiopi_rules.cycle.cycle import CertificationCycle, cycles_of
from qualiopi_rules.cycle.printed import misprints_of, regular_end
from qualiopi_rules.law.dated import dated

__all__ = ["MOST", "depths", "ends", "first_issues", "followers", "scheme_begins", "slips"]

MOST = 8
"""The most cycles that can end on a day: up to four of each length."""


@cache
def scheme_begins() -> int:
    """Return the first day on which a certificate could be issued."""
    return number_of_day(dated("cycle/cycle", "validity").values[0].since)


@cache
def slips() -> int:
    """Return from how many days one can be a misprint."""
    misprint = text("cycle/interpretations")["misprint"]
    return 2 * (len(misprint["days"]) + len(misprint["months"]))


@cache
def ends() -> DayTable:
    """Return the table by end.

    Its columns are how far its misprints are at most, each of them; how many cycles end there and of which lengths, the
    end itself, the starts of the cycles, and the days from which each can be decided early.
    """

    def of_day(end: Any) -> list[int]:
        cycles = () if is_unusable(end) else cycles_of(end)
        usual = dated("cycle/cycle", "validity").values[-1].value
        lengths = sum((1 if cycle.length == usual else 2) * 3**at for at, cycle in enumerate(cycles))
        none = [0] * (MOST - len(cycles))
        starts = [number_of_day(cycle.starts) for cycle in cycles]
        day = 0 if is_unusable(end) else number_of_day(end)
        return [*_misprints(end), len(cycles), lengths, day, *starts, *none, *map(_decided_from, cycles), *none]

    return DayTable(of_day, [*_misprint_types(), np.int8, np.int16, *[np.int32] * (1 + 2 * MOST)])


@cache
def first_issues() -> DayTable:
    """Return the table by first issue.

    Its columns are those of the misprints of the end of its cycle, as for an end, and that end.
    """

    def of_day(day: Any) -> list[int]:
        begun = not is_unusable(day) and number_of_day(day) >= scheme_begins()
        expires = regular_end(day) if begun else None
        return [*_misprints(expires), 0 if expires is None else number_of_day(expires)]

    return DayTable(of_day, [*_misprint_types(), np.int32])


@cache
def followers() -> DayTable:
    """Return the table by start of a cycle: the start of the next one."""

    def of_day(starts: Any) -> list[int]:
        return [1 + number_of_day(CertificationCycle(starts).expires)]

    return DayTable(of_day, [np.int32])


@cache
def depths() -> DayTable:
    """Return the table by start of a cycle: the highest number that it can have."""

    def of_day(starts: Any) -> list[int]:
        number, before = 1, {starts}
        while before := {cycle.starts for day in before for cycle in cycles_of(day.subtract(days=1))}:
            number += 1
        return [number]

    return DayTable(of_day, [np.int32])


def _decided_from(cycle: CertificationCycle) -> int:
    """The first day of the last years of the cycles before a cycle, all of which end where it starts."""
    before = cycles_of(cycle.starts.subtract(days=1))
    return min((number_of_day(each.renewal_year.opens) for each in before), default=number_of_day(cycle.starts))


def _misprint_types() -> list[Any]:
    return [np.int32] * (1 + slips())


def _misprints(day: Any) -> list[int]:
    if not isinstance(day, Date):
        return [0] * (1 + slips())
    days = sorted(map(number_of_day, misprints_of(day)))
    reach = max(abs(each - number_of_day(day)) for each in days)
    return [reach, *days, *days[-1:] * (slips() - len(days))]
