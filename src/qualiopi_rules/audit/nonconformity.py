"""Non-conformities: what becomes of one from its notification to its lifting, and what several come to together.

Every time is counted from the notification. The certifier may correct the record of an audit: a grade that the texts
do not allow is a finding, not an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import cast

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import InvalidValue, refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import UsedValue, dated
from qualiopi_rules.law.months import add_months
from qualiopi_rules.results.deadlines import Deadline, MilestoneCode, deadline
from qualiopi_rules.results.findings import Finding, finding, within
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.edition import Grading, indicator_of, referential

__all__ = [
    "NonConformity",
    "NonConformityCount",
    "NonConformityGrade",
    "NonConformityState",
    "NonConformityStatus",
    "check_nonconformities",
    "count_nonconformities",
    "count_of",
    "findings_of",
]


class NonConformityGrade(StrEnum):
    """How grave a non-conformity is."""

    MINOR = "minor"
    MAJOR = "major"


class NonConformityState(StrEnum):
    """Where a non-conformity stands on a day."""

    TO_CORRECT = "to-correct"  # the time for it runs
    TO_CHECK = "to-check"  # corrected in time, not verified yet
    CHECK_LATE = "check-late"  # corrected in time; the time of the certifier to verify it is over
    NOT_CORRECTED = "not-corrected"  # the time is over
    TIME_NOT_KNOWN = "time-not-known"  # notified before the times that are known
    LIFTED = "lifted"


def _indicator(value: int | None) -> int | None:
    return None if value is None else indicator_of(value)


def _grade(value: NonConformityGrade | str) -> NonConformityGrade:
    return converters.one_of(NonConformityGrade, value)


def _kind(value: AuditKind | str | None) -> AuditKind | None:
    return None if value is None else converters.one_of(AuditKind, value)


@attrs.frozen(kw_only=True)
class NonConformity(converters.Checked):
    """One non-conformity, as the certifier recorded it.

    Attributes:
        indicator: the number of the indicator; None for the duty to display the certificate, which is no indicator.
        grade: how grave it was found.
        notified: the day it was notified to the provider.
        found_at: the kind of audit that found it; None for not told.
        plan_sent: the day the plan of action was sent; None for not yet.
        implemented: the day the corrective action was in place; None for not yet.
        verified: the last day the certifier verified it; None for not yet.
        lifted: the day it was lifted; None for not yet.
        next_audit: the day of the audit after the one that found it; None for not held yet.

    Raises:
        InvalidInput: with every field that does not hold, and when a day comes before the notification or the lifting
            before the verification.
    """

    indicator: int | None = attrs.field(converter=_indicator)
    grade: NonConformityGrade = attrs.field(converter=_grade)
    notified: Date = attrs.field(converter=converters.day)
    found_at: AuditKind | None = attrs.field(default=None, converter=_kind)
    plan_sent: Date | None = attrs.field(default=None, converter=converters.optional_day)
    implemented: Date | None = attrs.field(default=None, converter=converters.optional_day)
    verified: Date | None = attrs.field(default=None, converter=converters.optional_day)
    lifted: Date | None = attrs.field(default=None, converter=converters.optional_day)
    next_audit: Date | None = attrs.field(default=None, converter=converters.optional_day)

    def _faults(self) -> Iterator[InvalidValue]:
        least = {
            "plan_sent": self.notified,
            "verified": self.notified,
            "lifted": self.verified or self.notified,
            "next_audit": self.notified,
        }
        for name, first in least.items():
            day = getattr(self, name)
            if day is not None and day < first:
                yield InvalidValue(name, day, "not-before", day=first.isoformat())

    @property
    def subject(self) -> str:
        """What it is about, for the words: the number of the indicator, or `display`."""
        return "display" if self.indicator is None else str(self.indicator)

    def status(self, *, on: DayLike) -> NonConformityStatus:
        """Tell where it stands on a day; what happened after it counts as not happened yet.

        Raises:
            InvalidInput: when `on` is not a day.

        Source: article 5 of the arrêté of 6 June 2019: three months and one month for a major one, six months for a
        minor one, which becomes major when it is not lifted at the next audit.
        """
        day = converters.day(on)
        refuse(on=day)
        return self.status_on(day)

    def status_on(self, day: Date) -> NonConformityStatus:
        """Where it stands on a day that holds."""
        requalified = self._requalified(day)
        # From which day the times of a requalified one run is not written: from the audit that requalifies it, here.
        started = cast(Date, self.next_audit) if requalified else self.notified
        grade = NonConformityGrade.MAJOR if requalified else self.grade
        used = _times(grade, started)
        correct_by = add_months(started, int(used[0].value)) if used else None
        check_by = add_months(correct_by, int(used[1].value)) if correct_by and len(used) > 1 else None
        return NonConformityStatus(
            nonconformity=self,
            on=day,
            grade=grade,
            requalified=requalified,
            state=self._state(day, correct_by, check_by),
            correct_by=correct_by,
            check_by=check_by,
            values=used,
        )

    def _requalified(self, day: Date) -> bool:
        if self.grade is NonConformityGrade.MAJOR or self.next_audit is None or day < self.next_audit:
            return False
        return self.lifted is None or self.lifted > self.next_audit

    def _state(self, day: Date, correct_by: Date | None, check_by: Date | None) -> NonConformityState:
        if self.lifted is not None and self.lifted <= day:
            return NonConformityState.LIFTED
        if correct_by is None:
            return NonConformityState.TIME_NOT_KNOWN
        if self.implemented is not None and self.implemented <= min(day, correct_by) and not self._rejected(day):
            late = check_by is not None and day > check_by
            return NonConformityState.CHECK_LATE if late else NonConformityState.TO_CHECK
        return NonConformityState.TO_CORRECT if day <= correct_by else NonConformityState.NOT_CORRECTED

    def _rejected(self, day: Date) -> bool:
        """Whether what was in place did not suffice: the certifier or the next audit looked at it, and did not lift."""
        done = cast(Date, self.implemented)
        verified = self.verified is not None and done <= self.verified <= day
        return verified or (self._requalified(day) and done < cast(Date, self.next_audit))


def _times(grade: NonConformityGrade, started: Date) -> tuple[UsedValue, ...]:
    """The times of a grade that started to run on a day: to correct, and for a major one to verify."""
    major = grade is NonConformityGrade.MAJOR
    rules = ("major_implementation", "major_check") if major else ("minor_implementation",)
    known = [dated("audit/audit", rule) for rule in rules]
    return tuple(rule.used_on(started) for rule in known) if all(rule.find(started) for rule in known) else ()


@attrs.frozen(kw_only=True)
class NonConformityStatus:
    """Where a non-conformity stands on a day.

    Attributes:
        nonconformity: the non-conformity.
        on: the day.
        grade: its grade on that day.
        requalified: it was found minor, and became major because it was not lifted at the next audit.
        state: where it stands.
        correct_by: the last day to have it corrected; None where the time is not known.
        check_by: the last day for the certifier to verify it; None for a minor one, verified at the next audit.
        values: the times, in the order they run.
    """

    nonconformity: NonConformity
    on: Date
    grade: NonConformityGrade
    requalified: bool
    state: NonConformityState
    correct_by: Date | None
    check_by: Date | None
    values: tuple[UsedValue, ...]

    @property
    def is_open(self) -> bool:
        """Whether it was notified by that day, and not lifted yet."""
        return self.nonconformity.notified <= self.on and self.state is not NonConformityState.LIFTED

    @property
    def is_major(self) -> bool:
        """Whether it is a major one on that day."""
        return self.grade is NonConformityGrade.MAJOR

    def say(self, locale: Locale = "fr") -> str:
        """Tell it in words."""
        known = {} if self.correct_by is None else {"correct_by": self.correct_by.isoformat()}
        if self.check_by is not None:
            known["check_by"] = self.check_by.isoformat()
        frame = words(f"nonconformity.{self.state}")
        return frame.say(locale, grade=f"grade.{self.grade}", subject=self.nonconformity.subject, **known)

    def deadlines(self, *, where: str = "") -> tuple[Deadline, ...]:
        """Give the days by which it must be corrected and verified; none once it is lifted.

        A day that is missed stays, with negative days left.

        Args:
            where: the name of its place in a dossier, carried into the deadlines.
        """
        return tuple(self._deadlines(where)) if self.is_open else ()

    def _deadlines(self, where: str) -> Iterator[Deadline]:
        subject = self.nonconformity.subject
        to_check = self.state in (NonConformityState.TO_CHECK, NonConformityState.CHECK_LATE)
        if self.correct_by is not None and not to_check:
            code = MilestoneCode.MAJOR_CORRECTED if self.is_major else MilestoneCode.MINOR_CORRECTED
            yield deadline(code, self.correct_by, on=self.on, values=self.values[:1], where=where, subject=subject)
        if self.check_by is not None and self.state is not NonConformityState.NOT_CORRECTED:
            code = MilestoneCode.MAJOR_CHECKED
            yield deadline(code, self.check_by, on=self.on, values=self.values, where=where, subject=subject)


@attrs.frozen(kw_only=True)
class NonConformityCount:
    """What several non-conformities come to on a day.

    Attributes:
        on: the day.
        majors: the open major ones, one for each subject.
        minors: the open minor ones, one for each subject that has no open major one.
        enough_minors: whether the open minor ones are as many as count for a major one; None where that is not known.
        reduce_by: the last day to have fewer; None unless they are as many.
        values: the number that counts for a major one, and the time to have fewer.
    """

    on: Date
    majors: tuple[NonConformityStatus, ...]
    minors: tuple[NonConformityStatus, ...]
    enough_minors: bool | None
    reduce_by: Date | None
    values: tuple[UsedValue, ...]

    @property
    def blocks(self) -> bool | None:
        """Whether something stands in the way of a certificate; None for not known."""
        return True if self.majors else self.enough_minors

    def deadlines(self) -> tuple[Deadline, ...]:
        """Give the day by which there must be fewer minor ones, where there are too many."""
        if self.reduce_by is None:
            return ()
        code = MilestoneCode.MINORS_REDUCED
        return (deadline(code, self.reduce_by, on=self.on, values=self.values, count=len(self.minors)),)


def _nonconformities(value: Iterable[NonConformity]) -> tuple[NonConformity, ...]:
    return converters.instances(NonConformity, value)


def count_nonconformities(nonconformities: Iterable[NonConformity], *, on: DayLike) -> NonConformityCount:
    """Count the non-conformities that are open on a day, several on one subject as one.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: article 5 of the arrêté of 6 June 2019; that five minor ones count as a major one, and that having fewer
    within three months is enough, is reported.
    """
    nonconformities, day = _nonconformities(nonconformities), converters.day(on)
    refuse(nonconformities=nonconformities, on=day)
    return count_of(nonconformities, day)


def count_of(nonconformities: Iterable[NonConformity], day: Date) -> NonConformityCount:
    """Count non-conformities that hold."""
    statuses = (each.status_on(day) for each in nonconformities)
    return _counted(sorted((status for status in statuses if status.is_open), key=_severity), day)


def _counted(statuses: list[NonConformityStatus], day: Date) -> NonConformityCount:
    one_each: dict[str, NonConformityStatus] = {}
    for status in statuses:
        one_each.setdefault(status.nonconformity.subject, status)
    majors = tuple(status for status in one_each.values() if status.is_major)
    minors = tuple(status for status in one_each.values() if not status.is_major)
    rule = dated("audit/audit", "minors_as_major")
    if not minors or rule.find(day) is None:
        return NonConformityCount(
            on=day, majors=majors, minors=minors, enough_minors=None if minors else False, reduce_by=None, values=()
        )
    limit = rule.used_on(day)
    enough = len(minors) >= int(limit.value)
    # They are as many from the day on which the last one of that number was notified.
    reached = minors[int(limit.value) - 1].nonconformity.notified if enough else day
    times = _times(NonConformityGrade.MAJOR, reached)[:1]
    return NonConformityCount(
        on=day,
        majors=majors,
        minors=minors,
        enough_minors=enough,
        reduce_by=add_months(reached, int(times[0].value)) if enough and times else None,
        values=(limit, *times) if enough else (limit,),
    )


_BY_SEVERITY = (
    NonConformityState.NOT_CORRECTED,
    NonConformityState.TIME_NOT_KNOWN,
    NonConformityState.TO_CORRECT,
    NonConformityState.CHECK_LATE,
    NonConformityState.TO_CHECK,
)


def _severity(status: NonConformityStatus) -> tuple[bool, int, Date]:
    """The most severe first, so that none hides a more severe one on its subject; then the one due first."""
    if not status.is_major:
        return True, 0, status.nonconformity.notified
    return False, _BY_SEVERITY.index(status.state), status.correct_by or status.nonconformity.notified


def check_nonconformities(
    nonconformities: Iterable[NonConformity], *, on: DayLike, where: str = "nonconformities"
) -> tuple[Finding, ...]:
    """Compare the record of non-conformities with what the texts ask.

    Args:
        nonconformities: the non-conformities.
        on: the day of the check; what happened after it counts as not happened yet.
        where: the name of their place in a dossier, carried into the findings.

    Raises:
        InvalidInput: with every argument that does not hold.
        NotInForce: when one was notified before the first edition of the referential.

    Source: articles 2 and 5 of the arrêté of 6 June 2019.
    """
    nonconformities, day = _nonconformities(nonconformities), converters.day(on)
    refuse(nonconformities=nonconformities, on=day)
    return findings_of(nonconformities, day, where)


def findings_of(nonconformities: tuple[NonConformity, ...], day: Date, where: str) -> tuple[Finding, ...]:
    """Compare non-conformities that hold with what the texts ask."""
    return tuple(_found(nonconformities, day, where))


def _found(given: tuple[NonConformity, ...], day: Date, where: str) -> Iterator[Finding]:
    told = [(f"[{index}]", each) for index, each in enumerate(given) if each.notified <= day]
    for place, each in told:
        status, here = each.status_on(day), f"{where}{place}"
        yield from _on_times(status, here)
        if each.grade is NonConformityGrade.MINOR and not _can_be_minor(each):
            yield finding("NCF004", within(here, "grade"), subject=each.subject)
        planned = [when for when in (each.plan_sent, each.implemented) if when is not None and when <= day]
        if status.is_open and status.values and not planned:
            yield finding("NCF008", within(here, "plan_sent"), subject=each.subject)
    counted = count_of(given, day)
    if counted.enough_minors:
        yield finding("NCF005", where, values=counted.values, count=len(counted.minors))
    recorded = [(each.found_at, each.notified, each.subject) for _, each in told]
    for subject in dict.fromkeys(key[2] for key in recorded if recorded.count(key) > 1):
        yield finding("NCF007", where, subject=subject)


def _on_times(status: NonConformityStatus, where: str) -> Iterator[Finding]:
    if not status.is_open:
        return
    subject = status.nonconformity.subject
    # That it turns major is known of the audits for which the times are.
    if status.requalified and status.values:
        audit = cast(Date, status.nonconformity.next_audit)
        yield finding("NCF006", where, subject=subject, day=audit.isoformat())
    if status.state is NonConformityState.NOT_CORRECTED and status.correct_by is not None:
        code = "NCF001" if status.is_major else "NCF002"
        yield finding(code, where, values=status.values[:1], subject=subject, day=status.correct_by.isoformat())
    if status.state is NonConformityState.CHECK_LATE and status.check_by is not None:
        yield finding("NCF003", where, values=status.values, subject=subject, day=status.check_by.isoformat())


def _can_be_minor(each: NonConformity) -> bool:
    """Whether the texts allow a minor one; of an indicator that the edition of the day has not, nothing is known."""
    if each.indicator is None:
        return False
    edition = referential(on=each.notified)
    return each.indicator not in edition or edition[each.indicator].grading is Grading.GRADABLE
