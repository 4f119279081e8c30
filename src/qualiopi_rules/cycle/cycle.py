"""The three-year cycle: the windows of the surveillance audit and of the renewal, the last valid day, the deadlines.

Everything is computed from the first day of the cycle, which for a first cycle is the day of the initial
certification decision. The start printed on a certificate is often another day: see `qualiopi_rules.cycle.printed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import words
from qualiopi_rules.cycle.days import expires_of, length_of, renewal_year_of, surveillance_of
from qualiopi_rules.cycle.renewal import advised_values, advised_window, correction_times, latest_renewal
from qualiopi_rules.law.dated import UsedValue, dated
from qualiopi_rules.law.months import Window, days_after, period_starts
from qualiopi_rules.profile.delays import RenewalAdvice
from qualiopi_rules.results.deadlines import Deadline, DeadlineKind, Milestone, MilestoneCode
from qualiopi_rules.view.shown import Shown

__all__ = [
    "CertificationCycle",
    "CycleStatus",
    "Held",
    "Stage",
    "cycles_of",
    "held_by",
    "held_of",
]

Held = Date | bool | None
"""Whether the surveillance audit was held: its day, True without the day, False, or None for not provided."""


class Stage(StrEnum):
    """Where a cycle stands on a day."""

    NOT_STARTED = "not-started"
    RUNNING = "running"
    SURVEILLANCE_OPEN = "surveillance-open"  # the audit is possible, and is not known to be held
    SURVEILLANCE_OVERDUE = "surveillance-overdue"  # it was due and is known not to be held
    IN_RENEWAL_WINDOW = "in-renewal-window"  # the recommended one
    EXPIRED = "expired"


@attrs.frozen
class CycleStatus(Shown):
    """Where a cycle stands on a day.

    Attributes:
        on: the day.
        stage: where it stands.
        valid: whether the certificate is valid on that day; it is through its last day.
        surveillance_held: whether the surveillance audit was held by that day; None for not provided.
    """

    on: Date
    stage: Stage
    valid: bool
    surveillance_held: bool | None

    def say(self, locale: Locale = "fr") -> str:
        """Render the stage in words."""
        return words(f"stage.{self.stage}").say(locale)


def held_of(value: Held | DayLike) -> Held:
    """Convert to the day of the surveillance audit, True, False, or None for not provided."""
    return converters.day_or_answer(value)


def _advice(value: RenewalAdvice | None) -> RenewalAdvice | None:
    return None if value is None else converters.instance(RenewalAdvice, value)


def held_by(day: Date, held: Held) -> bool | None:
    """Return whether the surveillance audit was held by a day; None for not provided."""
    return held <= day if isinstance(held, Date) else held


@attrs.frozen(order=True)
class CertificationCycle(Shown):
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

    def _summary(self) -> Mapping[str, object]:
        return {"starts": self.starts, "expires": self.expires}

    def __attrs_post_init__(self) -> None:
        length_of(self.starts)

    @classmethod
    def starting(cls, day: DayLike) -> CertificationCycle:
        """Return the cycle whose first day is `day`, as the day of the initial certification decision.

        Raises:
            InvalidInput: when `day` is not a day.
            NotInForce: when it is before the first day on which a certificate could be issued.
        """
        return cls(day)

    @classmethod
    def ending(cls, day: DayLike) -> tuple[CertificationCycle, ...]:
        """Return every cycle whose last valid day is `day`, oldest first.

        Month ends make more than one (28 February 2027 ends the cycles of 29 February and of 1 March 2024) or none,
        and so does a first cycle of four years.

        Raises:
            InvalidInput: when `day` is not a day.
        """
        day = converters.day(day)
        refuse(day=day)
        return cycles_of(day)

    def _used(self, name: str) -> UsedValue:
        return dated("cycle/cycle", name).used_on(self.starts)

    @property
    def length(self) -> int:
        """The validity of the certificate, in months."""
        return length_of(self.starts)

    @property
    def surveillance(self) -> Window:
        """The window of the surveillance audit, both ends counted from the first day of the cycle."""
        return surveillance_of(self.starts)

    @property
    def expires(self) -> Date:
        """The last valid day; the certificate is valid until midnight in Paris."""
        return expires_of(self.starts)

    @property
    def renewal_year(self) -> Window:
        """The last year of the cycle, in which the texts place the renewal audit."""
        return renewal_year_of(self.starts)

    @property
    def renewal(self) -> Window:
        """The window that certifiers recommend for the renewal audit, unless a profile has its own; no text sets it."""
        return self._renewal(None)

    def _renewal(self, advice: RenewalAdvice | None) -> Window:
        return advised_window(self.starts, self.expires, advice)

    @property
    def renewal_latest(self) -> Date | None:
        """The last day of a renewal audit after which a major non-conformity could still be lifted before the end.

        It is advice: no text sets it. A non-conformity notified on the day of the audit is corrected within the time
        of article 5, and checked within the time that the article gives after that. None for a cycle that ended
        before those times were known.
        """
        return latest_renewal(self.expires)

    def next(self) -> CertificationCycle:
        """The cycle after this one: it starts the day after the last valid day, even when decided before it."""
        return CertificationCycle(days_after(self.expires, 1, "starts"))

    def __contains__(self, day: DayLike) -> bool:
        day = converters.day(day)
        refuse(day=day)
        return self._holds(day)

    def _holds(self, day: Date) -> bool:
        return self.starts <= day <= self.expires

    def status(
        self, *, on: DayLike, surveillance_held: Held | DayLike = None, advice: RenewalAdvice | None = None
    ) -> CycleStatus:
        """Return where the cycle stands on a day.

        Args:
            on: the day.
            surveillance_held: the day of the surveillance audit, True, False, or None for not provided.
                A day after `on` counts as not held yet.
            advice: when a certifier advises to hold the renewal audit, as `Profile.renewal`; None for the usual advice.

        Raises:
            InvalidInput: with every argument that does not hold.
        """
        day, held, advice = converters.day(on), held_of(surveillance_held), _advice(advice)
        refuse(on=day, surveillance_held=held, advice=advice)
        return self._status(day, held_by(day, held), advice)

    def _status(self, day: Date, held: bool | None, advice: RenewalAdvice | None = None) -> CycleStatus:
        return _status(self.starts, day, held, advice)

    def timeline(self, *, advice: RenewalAdvice | None = None) -> tuple[Milestone, ...]:
        """Return every day of the cycle that matters, in order.

        Args:
            advice: as for `status`.

        Raises:
            InvalidInput: when `advice` is not a `RenewalAdvice`.
        """
        advice = _advice(advice)
        refuse(advice=advice)
        return self._timeline(advice)

    def _timeline(self, advice: RenewalAdvice | None = None) -> tuple[Milestone, ...]:
        return _milestones(self, advice)

    def deadlines(
        self, *, on: DayLike, surveillance_held: Held | DayLike = None, advice: RenewalAdvice | None = None
    ) -> tuple[Deadline, ...]:
        """Return what is still to be done on a day, soonest first.

        The surveillance audit is left out once it was held, and stays in, with negative days left, while it is
        overdue. Other days that are past are left out.

        Args:
            on: the day from which days left are counted.
            surveillance_held: as for `status`.
            advice: as for `status`.

        Raises:
            InvalidInput: with every argument that does not hold.
        """
        day, held, advice = converters.day(on), held_of(surveillance_held), _advice(advice)
        refuse(on=day, surveillance_held=held, advice=advice)
        return self._deadlines(day, held_by(day, held), advice)

    def _deadlines(
        self, day: Date, held: bool | None, advice: RenewalAdvice | None = None, *, renewed: bool = False
    ) -> tuple[Deadline, ...]:
        """The deadlines on a day; those of the renewal audit are left out once the cycle is renewed."""
        return _deadlines(self.starts, day, held, advice, renewed)


@remember
def _milestones(cycle: CertificationCycle, advice: RenewalAdvice | None) -> tuple[Milestone, ...]:
    legal, recommended, used = DeadlineKind.LEGAL, DeadlineKind.RECOMMENDED, cycle._used
    length, latest, renewal = used("validity"), cycle.renewal_latest, cycle._renewal(advice)
    opens, closes = advised_values(cycle.starts, advice)
    days: list[tuple[MilestoneCode, Date | None, DeadlineKind, tuple[UsedValue, ...]]] = [
        (MilestoneCode.STARTS, cycle.starts, legal, (length,)),
        (MilestoneCode.SURVEILLANCE_OPENS, cycle.surveillance.opens, legal, (used("surveillance_opens"),)),
        (MilestoneCode.SURVEILLANCE_CLOSES, cycle.surveillance.closes, legal, (used("surveillance_closes"),)),
        (MilestoneCode.RENEWAL_YEAR_OPENS, cycle.renewal_year.opens, legal, (length, used("renewal_year"))),
        (MilestoneCode.RENEWAL_OPENS, renewal.opens, recommended, (length, opens)),
        (MilestoneCode.RENEWAL_LATEST, latest, recommended, (length, *correction_times(cycle.expires))),
        (MilestoneCode.RENEWAL_CLOSES, renewal.closes, recommended, (length, closes)),
        (MilestoneCode.EXPIRES, cycle.expires, legal, (length,)),
    ]
    milestones = [
        Milestone(code=code, day=day, kind=kind, values=values) for code, day, kind, values in days if day is not None
    ]
    return tuple(sorted(milestones, key=lambda milestone: milestone.day))


@remember
def _deadlines(
    starts: Date, day: Date, held: bool | None, advice: RenewalAdvice | None, renewed: bool
) -> tuple[Deadline, ...]:
    cycle = CertificationCycle(starts)
    overdue = cycle._status(day, held).stage is Stage.SURVEILLANCE_OVERDUE
    opens: dict[MilestoneCode, Date | None] = {MilestoneCode.EXPIRES: None}
    if not held:
        opens[MilestoneCode.SURVEILLANCE_CLOSES] = cycle.surveillance.opens
    if not renewed:
        advised = cycle._renewal(advice).opens
        opens |= dict.fromkeys((MilestoneCode.RENEWAL_LATEST, MilestoneCode.RENEWAL_CLOSES), advised)
    return tuple(
        Deadline(
            code=milestone.code,
            day=milestone.day,
            kind=milestone.kind,
            values=milestone.values,
            opens=opens[milestone.code],
            days_left=milestone.day.toordinal() - day.toordinal(),
        )
        for milestone in cycle._timeline(advice)
        if milestone.code in opens
        and (day <= milestone.day or (overdue and milestone.code is MilestoneCode.SURVEILLANCE_CLOSES))
    )


@remember
def cycles_of(end: Date) -> tuple[CertificationCycle, ...]:
    """Return every cycle whose last valid day is a checked day, oldest first."""
    return tuple(
        sorted(
            CertificationCycle(start)
            for value in dated("cycle/cycle", "validity").values
            for start in period_starts(end, value.value)
            if value.since <= start and (value.until is None or start <= value.until)
        )
    )


@remember
def _status(starts: Date, day: Date, held: bool | None, advice: RenewalAdvice | None) -> CycleStatus:
    valid = starts <= day <= expires_of(starts)
    return CycleStatus(on=day, stage=_stage(starts, day, held, advice), valid=valid, surveillance_held=held)


def _stage(starts: Date, day: Date, held: bool | None, advice: RenewalAdvice | None) -> Stage:
    expires, surveillance = expires_of(starts), surveillance_of(starts)
    if day < starts:
        return Stage.NOT_STARTED
    if day > expires:
        return Stage.EXPIRED
    if not held and day >= surveillance.opens:
        if day <= surveillance.closes:
            return Stage.SURVEILLANCE_OPEN
        if held is False:
            return Stage.SURVEILLANCE_OVERDUE
    return Stage.IN_RENEWAL_WINDOW if advised_window(starts, expires, advice)._holds(day) else Stage.RUNNING
