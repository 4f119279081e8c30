"""One non-conformity, from its notification to its lifting: the times to correct and to verify it, and its state.

Every time is counted from the notification. The certifier may correct the record of an audit: a grade that the texts
do not allow is a finding, not an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import takewhile

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import InvalidValue, refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import UsedValue, dated
from qualiopi_rules.law.months import months_after
from qualiopi_rules.law.source import Citation
from qualiopi_rules.law.working_days import Holidays, end_of_time
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.results.deadlines import Deadline, MilestoneCode, deadline
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.edition import indicator_of

__all__ = [
    "NonConformity",
    "NonConformityGrade",
    "NonConformityState",
    "NonConformityStatus",
    "major_only_on",
    "requalification",
    "times_of",
    "turns_major",
]


class NonConformityGrade(StrEnum):
    """The severity of a non-conformity."""

    MINOR = "minor"
    MAJOR = "major"


class NonConformityState(StrEnum):
    """Whether a non-conformity is corrected, verified and lifted on a day."""

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
        grade: its severity when it was found.
        notified: the day it was notified to the provider.
        found_at: the kind of audit that found it; None for not provided.
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
        """Its subject, for the words: the number of the indicator, or `display`."""
        return "display" if self.indicator is None else str(self.indicator)

    def status(self, *, on: DayLike, profile: Profile | str = DEFAULT_PROFILE) -> NonConformityStatus:
        """Return its status on a day; what happened after it counts as not happened yet.

        Args:
            on: the day.
            profile: a certifier's profile, which may let times that end on a weekend or a holiday run on.

        Raises:
            InvalidInput: with every argument that does not hold.

        Source: article 5 of the arrêté of 6 June 2019: three months and one month for a major one, six months for a
        minor one, which becomes major when it is not lifted at the next audit.
        """
        day, profile = converters.day(on), profile_of(profile)
        refuse(on=day, profile=profile)
        return self._status(day, profile.holidays)

    def _status(self, day: Date, holidays: Holidays | None) -> NonConformityStatus:
        requalified = self._requalified(day)
        # From which day the times of a requalified one run is not written: from the audit that requalifies it, here.
        started = self.notified if requalified is None else requalified
        grade = self._grade_on(day)
        correct_by, check_by, values = _times(grade, started, holidays)
        return NonConformityStatus(
            nonconformity=self,
            on=day,
            grade=grade,
            requalified=requalified is not None,
            state=self._state(day, correct_by, check_by),
            correct_by=correct_by,
            check_by=check_by,
            values=values,
        )

    def _with(self, **days: Date | None) -> NonConformity:
        """The same one with other days, which are checked already."""
        other = object.__new__(type(self))
        for name in _FIELDS:
            object.__setattr__(other, name, days[name] if name in days else getattr(self, name))
        return other

    def _lifted_by(self, day: Date) -> bool:
        return self.lifted is not None and self.lifted <= day

    def _open_on(self, day: Date) -> bool:
        return self.notified <= day and not self._lifted_by(day)

    def _open_before(self, day: Date) -> bool:
        """Whether it was notified before a day, and is not lifted by then."""
        return self.notified < day and not self._lifted_by(day)

    def _grade_on(self, day: Date) -> NonConformityGrade:
        return self.grade if self._requalified(day) is None else NonConformityGrade.MAJOR

    def _requalified(self, day: Date) -> Date | None:
        """The day of the audit that made a minor one major, as it was not lifted then; None where none did by a day."""
        audit = self.next_audit
        if self.grade is NonConformityGrade.MAJOR or audit is None or day < audit:
            return None
        return audit if self.lifted is None or self.lifted > audit else None

    def _state(self, day: Date, correct_by: Date | None, check_by: Date | None) -> NonConformityState:
        if self._lifted_by(day):
            return NonConformityState.LIFTED
        if correct_by is None:
            return NonConformityState.TIME_NOT_KNOWN
        done = self.implemented
        if done is not None and done <= min(day, correct_by) and not self._rejected(done, day):
            late = check_by is not None and day > check_by
            return NonConformityState.CHECK_LATE if late else NonConformityState.TO_CHECK
        return NonConformityState.TO_CORRECT if day <= correct_by else NonConformityState.NOT_CORRECTED

    def _rejected(self, done: Date, day: Date) -> bool:
        """Whether a correction did not suffice: the certifier or the next audit looked at it, and did not lift."""
        verified = self.verified is not None and done <= self.verified <= day
        audit = self._requalified(day)
        return verified or (audit is not None and done < audit)


_FIELDS = tuple(field.name for field in attrs.fields(NonConformity))


def major_only_on(day: Date) -> UsedValue:
    """Return the value by which the indicators of the list are never minor, with the text that says so on a day."""
    return dated("rnq/referential-2019", "major_only").used_on(day)


def times_of(grade: NonConformityGrade, started: Date) -> tuple[UsedValue, ...]:
    """Return the times of a grade that started to run on a day: to correct, and for a major one to verify.

    Article 5 sets them together: on a day on which one is not known, no other is.
    """
    major = grade is NonConformityGrade.MAJOR
    rules = ("major_implementation", "major_check") if major else ("minor_implementation",)
    known = [dated("audit/audit", rule) for rule in rules]
    return tuple(rule.used_on(started) for rule in known if rule.find(started) is not None)


@remember
def _times(
    grade: NonConformityGrade, started: Date, holidays: Holidays | None
) -> tuple[Date | None, Date | None, tuple[UsedValue, ...]]:
    """The last days to correct and to verify, and the values that they rest on."""
    ends: list[Date] = []
    values: list[UsedValue] = []
    for used in times_of(grade, started):  # the time to verify runs from the end of the time to correct
        end, moved = end_of_time(months_after(ends[-1] if ends else started, int(used.value), "notified"), holidays)
        ends.append(end)
        values += (used, *moved)
    correct_by, check_by = (*ends, None, None)[:2]
    return correct_by, check_by, tuple(values)


def turns_major(nonconformities: Iterable[NonConformity], indicator: int, day: Date) -> bool:
    """Whether a minor gap at an audit of a day is major, as a non-conformity of an audit before is still open there.

    Like the times, that is not known of the audits before September 2023.
    """
    known = bool(times_of(NonConformityGrade.MINOR, day))
    return known and any(each.indicator == indicator and each._open_before(day) for each in nonconformities)


def requalification() -> Citation:
    """Return the source of what is not lifted at the next audit being major."""
    return dated("audit/audit", "minor_implementation").values[-1].citation


@attrs.frozen(kw_only=True)
class NonConformityStatus(OneLine):
    """The status of a non-conformity on a day.

    Attributes:
        nonconformity: the non-conformity.
        on: the day.
        grade: its grade on that day.
        requalified: it was found minor, and became major because it was not lifted at the next audit.
        state: whether it is corrected, verified and lifted.
        correct_by: the last day to have it corrected; None where the time is not known.
        check_by: the last day for the certifier to verify it; None for a minor one, verified at the next audit.
        values: the times, in the order they run; after each, the day on which it would have ended where the profile
            moved its end to a working day.
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
        return self.nonconformity._open_on(self.on)

    @property
    def corrected_late(self) -> bool:
        """Whether it is lifted, and was corrected after the time for it."""
        done = self.nonconformity.implemented
        lifted = self.state is NonConformityState.LIFTED
        return lifted and done is not None and self.correct_by is not None and self.correct_by < done <= self.on

    @property
    def is_major(self) -> bool:
        """Whether it is a major one on that day."""
        return self.grade is NonConformityGrade.MAJOR

    @property
    def _correct_values(self) -> tuple[UsedValue, ...]:
        """The values that set the day to correct by."""
        return tuple(takewhile(lambda used: used.name != "audit.major_check", self.values))

    @property
    def _check_values(self) -> tuple[UsedValue, ...]:
        """The values that set the day to verify by, counted from the day to correct by."""
        return self.values[len(self._correct_values) :]

    def say(self, locale: Locale = "fr") -> str:
        """Render the status in words."""
        known = {} if self.correct_by is None else {"correct_by": self.correct_by.isoformat()}
        if self.check_by is not None:
            known["check_by"] = self.check_by.isoformat()
        frame = words(f"nonconformity.{self.state}")
        return frame.say(locale, grade=f"grade.{self.grade}", subject=self.nonconformity.subject, **known)

    def deadlines(self, *, where: str = "") -> tuple[Deadline, ...]:
        """Return the days by which it must be corrected and verified; none once it is lifted.

        A day that is missed stays, with negative days left.

        Args:
            where: the path of the non-conformity in a dossier, carried into the deadlines.
        """
        return tuple(self._deadlines(where)) if self.is_open else ()

    def _deadlines(self, where: str) -> Iterator[Deadline]:
        subject = self.nonconformity.subject
        to_check = self.state in (NonConformityState.TO_CHECK, NonConformityState.CHECK_LATE)
        if self.correct_by is not None and not to_check:
            code = MilestoneCode.MAJOR_CORRECTED if self.is_major else MilestoneCode.MINOR_CORRECTED
            yield deadline(code, self.correct_by, on=self.on, values=self._correct_values, where=where, subject=subject)
        if self.check_by is not None and self.state is not NonConformityState.NOT_CORRECTED:
            code = MilestoneCode.MAJOR_CHECKED
            yield deadline(code, self.check_by, on=self.on, values=self.values, where=where, subject=subject)
