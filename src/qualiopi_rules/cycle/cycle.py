"""The three-year cycle: when the surveillance audit is possible and due, the last valid day, the renewal.

Everything is computed from the first day of the cycle, which for a first cycle is the day of the initial
certification decision. The start printed on a certificate is often another day: see `qualiopi_rules.cycle.printed`.
"""

from __future__ import annotations

from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import UsedValue, dated
from qualiopi_rules.law.months import Window, add_months, first_days_of_period, last_day_of_period
from qualiopi_rules.results.deadlines import Deadline, DeadlineKind, Milestone, MilestoneCode

__all__ = [
    "CertificationCycle",
    "CycleStatus",
    "Held",
    "Stage",
    "held_by",
    "held_of",
]

Held = Date | bool | None
"""What is told of the surveillance audit, as the day it was held, True without the day, False, or None for not told."""


class Stage(StrEnum):
    """Where a cycle stands on a day."""

    NOT_STARTED = "not-started"
    RUNNING = "running"
    SURVEILLANCE_OPEN = "surveillance-open"  # the audit is possible and was not held, as far as is told
    SURVEILLANCE_OVERDUE = "surveillance-overdue"  # it was due and was not held, as is told
    IN_RENEWAL_WINDOW = "in-renewal-window"  # the recommended one
    EXPIRED = "expired"


@attrs.frozen
class CycleStatus:
    """Where a cycle stands on a day.

    Attributes:
        on: the day.
        stage: where it stands.
        valid: whether the certificate is valid on that day; it is through its last day.
        surveillance_held: whether the surveillance audit was held by that day; None when that was not told.
    """

    on: Date
    stage: Stage
    valid: bool
    surveillance_held: bool | None

    def say(self, locale: Locale = "fr") -> str:
        """Tell the stage in words."""
        return words(f"stage.{self.stage}").say(locale)


def held_of(value: Held | DayLike) -> Held:
    """Take the day of the surveillance audit, True, False, or None for not told."""
    return converters.day_or_answer(value)


def held_by(day: Date, told: Held) -> bool | None:
    """Tell whether the surveillance audit was held by a day; None when that was not told."""
    return told <= day if isinstance(told, Date) else told


@attrs.frozen(order=True)
class CertificationCycle:
    """One cycle of a certification.

    Attributes:
        starts: its first day: the initial decision, or the day after the cycle before.

    Raises:
        InvalidInput: when `starts` is not a day.
        NotInForce: when it is before the first day on which a certificate could be issued.

    Source: article R. 6316-2 (three years), article 2 of the arrêté of 6 June 2019 (surveillance), the arrêté of
    24 July 2020 (certified before 1 January 2021).
    """

    starts: Date = attrs.field(converter=converters.day)

    def __attrs_post_init__(self) -> None:
        refuse(starts=self.starts)
        dated("cycle/cycle", "validity").on(self.starts)

    @classmethod
    def starting(cls, day: DayLike) -> CertificationCycle:
        """Give the cycle whose first day is `day`, as the day of the initial certification decision."""
        return cls(day)

    @classmethod
    def ending(cls, day: DayLike) -> tuple[CertificationCycle, ...]:
        """Give every cycle whose last valid day is `day`, oldest first.

        Month ends make more than one (28 February 2027 ends the cycles of 29 February and of 1 March 2024) or none,
        and so does a first cycle of four years.

        Raises:
            InvalidInput: when `day` is not a day.
        """
        end = converters.day(day)
        refuse(day=end)
        return _ending(end)

    def _used(self, name: str) -> UsedValue:
        return dated("cycle/cycle", name).used_on(self.starts)

    @property
    def length(self) -> int:
        """How long the certificate is valid, in months."""
        return int(self._used("validity").value)

    @property
    def surveillance(self) -> Window:
        """The window of the surveillance audit, both ends counted from the first day of the cycle."""
        return _days(self.starts).surveillance

    @property
    def expires(self) -> Date:
        """The last valid day; the certificate is valid until midnight in Paris."""
        return _days(self.starts).expires

    @property
    def renewal_year(self) -> Window:
        """The last year of the cycle, in which the texts place the renewal audit."""
        return _days(self.starts).renewal_year

    @property
    def renewal(self) -> Window:
        """The window that certifiers recommend for the renewal audit; no text sets it."""
        return _days(self.starts).renewal

    @property
    def renewal_latest(self) -> Date | None:
        """The last day of a renewal audit after which a major non-conformity could still be lifted before the end.

        It is advice: no text sets it. A non-conformity notified on the day of the audit is corrected within the time
        of article 5, and checked within the time that the article gives after that. None for a cycle that ended
        before those times were known.
        """
        times = [used.value for used in self._correction()]
        if not times:
            return None
        day = self.expires
        for months in reversed(times):
            day = add_months(day, -int(months))
        # At month ends several days lead to the same bound, and going back gives the first of them.
        while self._corrected(day.add(days=1)) <= self.expires:
            day = day.add(days=1)
        return day

    def _corrected(self, notified: Date) -> Date:
        """When a major non-conformity notified on a day is corrected and checked at the latest."""
        for used in self._correction():
            notified = add_months(notified, int(used.value))
        return notified

    def _correction(self) -> tuple[UsedValue, ...]:
        rules = (dated("audit/audit", "major_implementation"), dated("audit/audit", "major_check"))
        return tuple(rule.used_on(self.expires) for rule in rules if rule.find(self.expires) is not None)

    def next(self) -> CertificationCycle:
        """The cycle after this one: it starts the day after the last valid day, even when decided before it."""
        return CertificationCycle(self.expires.add(days=1))

    def __contains__(self, day: DayLike) -> bool:
        return day in Window(self.starts, self.expires)

    def status(self, *, on: DayLike, surveillance_held: Held | DayLike = None) -> CycleStatus:
        """Tell where the cycle stands on a day.

        Args:
            on: the day.
            surveillance_held: the day of the surveillance audit, True, False, or None when that is not told.
                A day after `on` counts as not held yet.

        Raises:
            InvalidInput: with every argument that does not hold.
        """
        day, told = converters.day(on), held_of(surveillance_held)
        refuse(on=day, surveillance_held=told)
        return _status(self.starts, day, held_by(day, told))

    def timeline(self) -> tuple[Milestone, ...]:
        """Every day of the cycle that matters, in order."""
        legal, recommended = DeadlineKind.LEGAL, DeadlineKind.RECOMMENDED
        length, latest = self._used("validity"), self.renewal_latest
        days: list[tuple[MilestoneCode, Date | None, DeadlineKind, tuple[UsedValue, ...]]] = [
            (MilestoneCode.STARTS, self.starts, legal, (length,)),
            (
                MilestoneCode.SURVEILLANCE_OPENS,
                self.surveillance.opens,
                legal,
                (self._used("surveillance_opens"),),
            ),
            (
                MilestoneCode.SURVEILLANCE_CLOSES,
                self.surveillance.closes,
                legal,
                (self._used("surveillance_closes"),),
            ),
            (MilestoneCode.RENEWAL_YEAR_OPENS, self.renewal_year.opens, legal, (length, self._used("renewal_year"))),
            (MilestoneCode.RENEWAL_OPENS, self.renewal.opens, recommended, (length, self._used("renewal_opens"))),
            (MilestoneCode.RENEWAL_LATEST, latest, recommended, (length, *self._correction())),
            (MilestoneCode.RENEWAL_CLOSES, self.renewal.closes, recommended, (length, self._used("renewal_closes"))),
            (MilestoneCode.EXPIRES, self.expires, legal, (length,)),
        ]
        milestones = [
            Milestone(code=code, day=day, kind=kind, values=values)
            for code, day, kind, values in days
            if day is not None
        ]
        return tuple(sorted(milestones, key=lambda milestone: milestone.day))

    def deadlines(self, *, on: DayLike, surveillance_held: Held | DayLike = None) -> tuple[Deadline, ...]:
        """Give what is still to be done by a day, soonest first.

        The surveillance audit is left out once it was held, and stays in, with negative days left, while it is
        overdue. Other days that are past are left out.

        Args:
            on: the day from which days left are counted.
            surveillance_held: as for `status`.

        Raises:
            InvalidInput: with every argument that does not hold.
        """
        status = self.status(on=on, surveillance_held=surveillance_held)
        overdue = status.stage is Stage.SURVEILLANCE_OVERDUE
        opens = {
            MilestoneCode.SURVEILLANCE_CLOSES: self.surveillance.opens,
            MilestoneCode.RENEWAL_LATEST: self.renewal.opens,
            MilestoneCode.RENEWAL_CLOSES: self.renewal.opens,
            MilestoneCode.EXPIRES: None,
        }
        if status.surveillance_held:
            del opens[MilestoneCode.SURVEILLANCE_CLOSES]
        return tuple(
            Deadline(
                code=milestone.code,
                day=milestone.day,
                kind=milestone.kind,
                values=milestone.values,
                opens=opens[milestone.code],
                days_left=(milestone.day - status.on).days,
            )
            for milestone in self.timeline()
            if milestone.code in opens
            and (status.on <= milestone.day or (overdue and milestone.code is MilestoneCode.SURVEILLANCE_CLOSES))
        )


@attrs.frozen
class _Days:
    """The days of a cycle."""

    surveillance: Window
    expires: Date
    renewal_year: Window
    renewal: Window


@remember
def _days(starts: Date) -> _Days:
    def months(name: str) -> int:
        return int(dated("cycle/cycle", name).on(starts).value)

    length = months("validity")
    end = last_day_of_period(starts, length)
    return _Days(
        surveillance=Window(
            add_months(starts, months("surveillance_opens")), add_months(starts, months("surveillance_closes"))
        ),
        expires=end,
        renewal_year=Window(last_day_of_period(starts, length - months("renewal_year")).add(days=1), end),
        renewal=Window(add_months(end, -months("renewal_opens")), add_months(end, -months("renewal_closes"))),
    )


@remember
def _ending(end: Date) -> tuple[CertificationCycle, ...]:
    return tuple(
        sorted(
            CertificationCycle(start)
            for value in dated("cycle/cycle", "validity").values
            for start in first_days_of_period(end, value.value)
            if value.since <= start and (value.until is None or start <= value.until)
        )
    )


@remember
def _status(starts: Date, day: Date, held: bool | None) -> CycleStatus:
    valid = starts <= day <= _days(starts).expires
    return CycleStatus(on=day, stage=_stage(starts, day, held), valid=valid, surveillance_held=held)


def _stage(starts: Date, day: Date, held: bool | None) -> Stage:
    days = _days(starts)
    if day < starts:
        return Stage.NOT_STARTED
    if day > days.expires:
        return Stage.EXPIRED
    if not held and day in days.surveillance:
        return Stage.SURVEILLANCE_OPEN
    if held is False and day > days.surveillance.closes:
        return Stage.SURVEILLANCE_OVERDUE
    return Stage.IN_RENEWAL_WINDOW if day in days.renewal else Stage.RUNNING
