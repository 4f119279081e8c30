"""The days printed on a certificate, and the cycles that they fit.

The printed start is often not the start of the cycle: a certificate is re-issued inside its cycle (new address, new
category), or renewed some days before the previous one expires. The printed end is what the cycle is read from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import InvalidInput, refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import words
from qualiopi_rules.cycle.cycle import CertificationCycle, cycles_of
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.months import days_after, months_after
from qualiopi_rules.results.findings import Finding, finding
from qualiopi_rules.view.shown import Shown

__all__ = [
    "PrintedDays",
    "PrintedOutcome",
    "Reading",
    "Shape",
    "misprints_of",
    "printed_of",
    "read_printed",
    "regular_end",
]


class Shape(StrEnum):
    """How printed days relate to a cycle, the most usual first."""

    REGULAR = "regular"  # printed from the first day of the cycle
    FOUR_YEAR = "four-year"  # the same, for a first cycle of four years
    RE_ISSUED = "re-issued"  # printed from a day inside the cycle
    RENEWED_EARLY = "renewed-early"  # printed from a day in the last year of the cycle before


class PrintedOutcome(StrEnum):
    """The outcome of reading printed days: one cycle, several, or why none fits."""

    ONE = "one"
    SEVERAL = "several"
    DOUBTFUL = "doubtful"  # what fits needs an event that is not shown, and another end would be regular
    ENDS_BEFORE_START = "ends-before-start"
    FIRST_ISSUE_AFTER_START = "first-issue-after-start"
    BEFORE_SCHEME = "before-scheme"
    NO_CYCLE_ENDS = "no-cycle-ends"
    START_TOO_EARLY = "start-too-early"
    FIRST_ISSUE_DOES_NOT_LEAD = "first-issue-does-not-lead"
    CYCLE_NUMBER_DIFFERS = "cycle-number-differs"


@attrs.frozen
class Reading(OneLine):
    """One way in which the printed days fit.

    Attributes:
        shape: how they relate to the cycle.
        cycle: the cycle they imply.
        rank: how many cycles the first issue makes it, 1 when it is the first issue of this cycle; None without one.
    """

    shape: Shape
    cycle: CertificationCycle
    rank: int | None

    def say(self, locale: Locale = "fr") -> str:
        """Render the shape in words."""
        return words(f"shape.{self.shape}").say(locale)


@attrs.frozen
class PrintedDays(Shown):
    """The cycles that printed days fit.

    Attributes:
        start: the printed start.
        end: the printed end.
        first_issue: the first issue of this cycle or the first ever; None for not provided.
        readings: every reading that fits, best first; empty when none does.
        outcome: one reading, several, or why there is none.
        suspected: the cycle of the start, or of the first issue, where the printed end is a day, a month or a year off
            its last valid day and no reading that fits is borne out by the first issue; else None.
    """

    start: Date
    end: Date
    first_issue: Date | None
    readings: tuple[Reading, ...]
    outcome: PrintedOutcome
    suspected: CertificationCycle | None = None

    def _summary(self) -> Mapping[str, object]:
        return {"outcome": self.outcome, "readings": len(self.readings), "start": self.start, "end": self.end}

    @property
    def cycle(self) -> CertificationCycle | None:
        """The cycle, when there is one reading and no doubt about it; else None."""
        return self.readings[0].cycle if self.outcome is PrintedOutcome.ONE else None

    def say(self, locale: Locale = "fr") -> str:
        """Render the outcome in words."""
        return words(f"printed.{self.outcome}").say(locale)

    def check(self, where: str = "") -> tuple[Finding, ...]:
        """Check that the printed days fit one cycle, and that their end is not one that was copied wrongly.

        Args:
            where: the path of the certificate in a dossier, carried into the findings.
        """
        return tuple(self._check(where))

    def _check(self, where: str) -> Iterator[Finding]:
        start, end = self.start.isoformat(), self.end.isoformat()
        if not self.readings:
            yield finding("CYC001", where, start=start, end=end, outcome=f"printed.{self.outcome}")
        if self.outcome is PrintedOutcome.SEVERAL:
            yield finding("CYC002", where, end=end, count=len(self.readings))
        if self.suspected is not None:
            starts, expires = self.suspected.starts.isoformat(), self.suspected.expires.isoformat()
            yield finding("CYC008", where, start=starts, end=end, regular=expires)


def read_printed(start: DayLike, end: DayLike, first_issue: DayLike | None = None) -> PrintedDays:
    """Read the cycle from the days printed on a certificate.

    Args:
        start: the start that is printed.
        end: the last valid day that is printed.
        first_issue: the day of first issue, of this cycle or ever.

    Raises:
        InvalidInput: with every argument that is not a day.

    A reading that the first issue bears out leaves out those that it does not. Where none is borne out, and the end is
    a day, a month or a year off the end of a regular certificate, the outcome is `doubtful`: it may be copied wrongly.

    Source: the practice of printed certificates, checked against the cycle of R. 6316-2; that a renewal falls in the
    last year of the cycle before is the annex, II-2-c.
    """
    start, end, first_issue = converters.day(start), converters.day(end), converters.optional_day(first_issue)
    refuse(start=start, end=end, first_issue=first_issue)
    return printed_of(start, end, first_issue)


@remember
def printed_of(start: Date, end: Date, first_issue: Date | None = None, number: int | None = None) -> PrintedDays:
    """Read the cycle from checked days, as `read_printed`; the number of the cycle leaves out what it contradicts."""

    def outcome(
        code: PrintedOutcome, readings: list[Reading] | None = None, suspected: CertificationCycle | None = None
    ) -> PrintedDays:
        return PrintedDays(start, end, first_issue, tuple(readings or ()), code, suspected)

    issued = start if first_issue is None else first_issue
    impossible = _impossible(start, end, issued)
    if impossible is not None:
        return outcome(impossible)
    suspected = _suspected(issued, end)
    cycles = cycles_of(end)
    if not cycles:
        return outcome(PrintedOutcome.NO_CYCLE_ENDS, suspected=suspected)
    shaped = [(shape, cycle) for cycle in cycles if (shape := _shape(start, cycle)) is not None]
    if not shaped:
        return outcome(PrintedOutcome.START_TOO_EARLY, suspected=suspected)
    readings = [
        Reading(shape, cycle, rank)
        for shape, cycle in shaped
        if (rank := _rank(cycle, first_issue)) is not None or first_issue is None
    ]
    if not readings:
        return outcome(PrintedOutcome.FIRST_ISSUE_DOES_NOT_LEAD, suspected=suspected)
    if number is not None:
        readings = [each for each in readings if _has_number(each, number, first_issue)]
        if not readings:
            return outcome(PrintedOutcome.CYCLE_NUMBER_DIFFERS, suspected=suspected)
    # None is borne out where an end is suspected: what the first issue leads to ends on its regular end or years later.
    borne_out = [each for each in readings if first_issue is not None and not _renews(first_issue, each.cycle)]
    readings = borne_out or readings
    readings.sort(key=lambda each: (abs(each.cycle.starts - start), list(Shape).index(each.shape), each.cycle))
    # A number bears out the reading that has so many cycles; of a certificate that was re-issued it shows nothing.
    if suspected is not None and (number is None or (first_issue is None and readings[0].shape is Shape.RE_ISSUED)):
        return outcome(PrintedOutcome.DOUBTFUL, readings, suspected)
    return outcome(PrintedOutcome.ONE if len(readings) == 1 else PrintedOutcome.SEVERAL, readings)


def _impossible(start: Date, end: Date, issued: Date) -> PrintedOutcome | None:
    """Why the days can be those of no certificate, whatever its cycle; None when they can."""
    if end < start:
        return PrintedOutcome.ENDS_BEFORE_START
    if start < issued:
        return PrintedOutcome.FIRST_ISSUE_AFTER_START
    return PrintedOutcome.BEFORE_SCHEME if issued < dated("cycle/cycle", "validity").values[0].since else None


def _suspected(issued: Date, end: Date) -> CertificationCycle | None:
    """The cycle that starts on a day, where an end is off its last valid day by what is usual when it is miscopied."""
    expires = regular_end(issued)
    if expires is None:
        return None
    # At month ends a month more leads from the one to the other, and a month less does not lead back.
    return CertificationCycle(issued) if end in misprints_of(expires) or expires in misprints_of(end) else None


def regular_end(issued: Date) -> Date | None:
    """Return the last valid day of the cycle that starts on a checked day; None where it is beyond the calendar."""
    with suppress(InvalidInput):
        return CertificationCycle(issued).expires
    return None


def misprints_of(day: Date) -> set[Date]:
    """Return the days that are off a checked day by what is usual when one is miscopied."""
    slips, found = text("cycle/interpretations")["misprint"], set()
    for days in slips["days"]:
        for off in (days, -days):
            with suppress(InvalidInput):  # beyond the calendar there is nothing to copy
                found.add(days_after(day, off, "day"))
    for months in slips["months"]:
        for off in (months, -months):
            with suppress(InvalidInput):
                found.add(months_after(day, off))
    return found


def _shape(start: Date, cycle: CertificationCycle) -> Shape | None:
    if start == cycle.starts:
        usual = dated("cycle/cycle", "validity").values[-1].value
        return Shape.REGULAR if cycle.length == usual else Shape.FOUR_YEAR
    if cycle._holds(start):
        return Shape.RE_ISSUED
    return Shape.RENEWED_EARLY if _renews(start, cycle) else None


def _renews(day: Date, cycle: CertificationCycle) -> bool:
    """Whether the cycle can have been decided on a day of the last year of the cycle before."""
    return any(before.renewal_year._holds(day) for before in _before(cycle))


def _before(cycle: CertificationCycle) -> tuple[CertificationCycle, ...]:
    """The cycles that end on the eve of a cycle."""
    return cycles_of(days_after(cycle.starts, -1, "starts"))


def _rank(cycle: CertificationCycle, first_issue: Date | None) -> int | None:
    """How many cycles a first issue makes of a cycle; None when it does not lead to it."""
    if first_issue is None:
        return None
    if _renews(first_issue, cycle):
        return 1  # renewed early: the first issue of this cycle is the day of the decision
    chained, rank = CertificationCycle(first_issue), 1
    while chained < cycle:
        chained, rank = chained.next(), rank + 1
    return rank if chained == cycle else None


def _has_number(reading: Reading, number: int, first_issue: Date | None) -> bool:
    """Whether the cycle can have a number: the first starts on the first issue, a later one has others before it."""
    if number == 1:
        return reading.shape is not Shape.RENEWED_EARLY if first_issue is None else reading.cycle.starts == first_issue
    cycles: tuple[CertificationCycle, ...] = (reading.cycle,)
    others = number - 1
    while cycles and others:
        cycles = tuple(before for cycle in cycles for before in _before(cycle))
        others -= 1
    return reading.rank in (None, 1, number) and bool(cycles)
