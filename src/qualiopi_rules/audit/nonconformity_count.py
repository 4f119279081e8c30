"""Several non-conformities together: the open ones by subject, and whether the minor ones count as a major one."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
from pendulum import Date

from qualiopi_rules.audit.nonconformity import (
    NonConformity,
    NonConformityGrade,
    NonConformityState,
    NonConformityStatus,
    times_of,
)
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.law.dated import UsedValue, dated
from qualiopi_rules.law.months import months_after
from qualiopi_rules.law.working_days import Holidays, end_of_time
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.results.deadlines import Deadline, MilestoneCode, deadline

__all__ = ["NonConformityCount", "count_nonconformities", "count_of"]


@attrs.frozen(kw_only=True)
class NonConformityCount(OneLine):
    """The open non-conformities of a day, counted by subject.

    Attributes:
        on: the day.
        majors: the open major ones, one for each subject.
        minors: the open minor ones, one for each subject that has no open major one.
        enough_minors: whether the open minor ones are as many as count for a major one; None where that is not known.
        reduce_by: the last day to have fewer; None unless they are as many.
        values: the number that counts for a major one, the time to have fewer, and the day on which that would have
            ended where the profile moved its end to a working day.
    """

    on: Date
    majors: tuple[NonConformityStatus, ...]
    minors: tuple[NonConformityStatus, ...]
    enough_minors: bool | None
    reduce_by: Date | None
    values: tuple[UsedValue, ...]

    @property
    def blocks(self) -> bool | None:
        """Whether they prevent a certificate; None for not known."""
        return True if self.majors else self.enough_minors

    def deadlines(self) -> tuple[Deadline, ...]:
        """Return the day by which there must be fewer minor ones, where there are too many."""
        if self.reduce_by is None:
            return ()
        code = MilestoneCode.MINORS_REDUCED
        return (deadline(code, self.reduce_by, on=self.on, values=self.values, count=len(self.minors)),)


def count_nonconformities(
    nonconformities: Iterable[NonConformity], *, on: DayLike, profile: Profile | str = DEFAULT_PROFILE
) -> NonConformityCount:
    """Count the non-conformities that are open on a day, several on one subject as one.

    Args:
        nonconformities: the non-conformities.
        on: the day; what happened after it counts as not happened yet.
        profile: as for `NonConformity.status`.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: article 5 of the arrêté of 6 June 2019; that five minor ones count as a major one, and that having fewer
    within three months is enough, is reported.
    """
    nonconformities, day = converters.instances(NonConformity, nonconformities), converters.day(on)
    profile = profile_of(profile)
    refuse(nonconformities=nonconformities, on=day, profile=profile)
    return count_of(nonconformities, day, profile.holidays)


def count_of(nonconformities: Iterable[NonConformity], day: Date, holidays: Holidays | None) -> NonConformityCount:
    """Count non-conformities on a day, from checked arguments."""
    # Those lifted are many in a long history, and are not counted.
    statuses = (each._status(day, holidays) for each in nonconformities if each._open_on(day))
    return _counted(sorted(statuses, key=_severity), day, holidays)


def _counted(statuses: list[NonConformityStatus], day: Date, holidays: Holidays | None) -> NonConformityCount:
    by_subject: dict[str, NonConformityStatus] = {}
    for status in statuses:
        by_subject.setdefault(status.nonconformity.subject, status)
    majors = tuple(status for status in by_subject.values() if status.is_major)
    minors = tuple(status for status in by_subject.values() if not status.is_major)
    rule = dated("audit/audit", "minors_as_major")
    if not minors or rule.find(day) is None:
        return NonConformityCount(
            on=day, majors=majors, minors=minors, enough_minors=None if minors else False, reduce_by=None, values=()
        )
    limit = rule.used_on(day)
    enough = len(minors) >= int(limit.value)
    # They are as many from the day on which the last one of that number was notified.
    reached = minors[int(limit.value) - 1].nonconformity.notified if enough else day
    times = times_of(NonConformityGrade.MAJOR, reached)[:1] if enough else ()
    reduce_by, moved = (
        end_of_time(months_after(reached, int(times[0].value), "notified"), holidays) if times else (None, ())
    )
    return NonConformityCount(
        on=day,
        majors=majors,
        minors=minors,
        enough_minors=enough,
        reduce_by=reduce_by,
        values=(limit, *times, *moved),
    )


_BY_SEVERITY = (
    NonConformityState.NOT_CORRECTED,
    NonConformityState.TIME_NOT_KNOWN,
    NonConformityState.TO_CORRECT,
    NonConformityState.CHECK_LATE,
    NonConformityState.TO_CHECK,
)


def _severity(status: NonConformityStatus) -> tuple[int, Date]:
    """The most severe first, so that none hides a more severe one on its subject; then the one due first."""
    if not status.is_major:
        return len(_BY_SEVERITY), status.nonconformity.notified
    return _BY_SEVERITY.index(status.state), status.correct_by or status.nonconformity.notified
