"""What the texts say of a certification on a day, from the non-conformities of an audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.audit.nonconformity import NonConformity, NonConformityState, NonConformityStatus
from qualiopi_rules.audit.nonconformity_count import NonConformityCount, count_of
from qualiopi_rules.audit.past_nonconformities import PastNonConformities, past_of
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import UsedValue, dated
from qualiopi_rules.law.months import months_after
from qualiopi_rules.law.source import Citation, interpretation
from qualiopi_rules.law.working_days import Holidays, end_of_time, moved_ends
from qualiopi_rules.profile.outcomes import ReportOutcome
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.results.part import Part
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.view.shown import Shown

__all__ = ["AuditDecision", "DecisionOutcome", "DecisionReason", "DecisionReasonCode", "decide", "decision_of"]


class DecisionOutcome(StrEnum):
    """What the texts say of the certification."""

    GRANTED = "granted"
    WAITING = "waiting"  # no decision yet: something has to be corrected or verified, and the time for it runs
    REFUSED = "refused"
    MAINTAINED = "maintained"
    SUSPENDED = "suspended"
    TO_BE_WITHDRAWN = "to-be-withdrawn"
    UNDETERMINED = "undetermined"


class DecisionReasonCode(StrEnum):
    """Why the texts say so."""

    NOTHING_OPEN = "nothing-open"
    MINORS_ONLY = "minors-only"  # fewer than count as a major one
    TO_CORRECT = "to-correct"
    TO_CHECK = "to-check"
    CHECK_LATE = "check-late"
    NOT_CORRECTED = "not-corrected"
    TOO_MANY_MINORS = "too-many-minors"
    MINORS_NOT_REDUCED = "minors-not-reduced"
    WITHDRAWAL_NOT_SET = "withdrawal-not-set"  # no text says when a suspension becomes a withdrawal
    WITHDRAWAL_DUE = "withdrawal-due"
    TIME_NOT_KNOWN = "time-not-known"
    TIME_MOVED = "time-moved"  # by the profile, to a working day


@attrs.frozen(kw_only=True)
class DecisionReason(OneLine):
    """One reason of a decision.

    Attributes:
        code: its stable code.
        citation: its source.
        subject: the subject of its non-conformity, as `4` or `display`; None for all.
        day: the day that matters to it, or None.
    """

    code: DecisionReasonCode
    citation: Citation
    subject: str | None = None
    day: Date | None = None

    def say(self, locale: Locale = "fr") -> str:
        """Render the reason in words."""
        # The words of a reason without a subject or a day name none.
        return words(f"decision-reason.{self.code}").say(locale, subject=str(self.subject), day=str(self.day))


@attrs.frozen(kw_only=True)
class AuditDecision(Part, Shown):
    """What the texts say of the certification on a day.

    Attributes:
        kind: the audit that it follows.
        on: the day.
        outcome: what they say.
        reasons: why.
        next_day: the last day of the time that runs out first: without a new event, the outcome stays until then and
            may change after it; for a refusal, the first day of a new application if it is notified on that day. None
            when no time runs, or none is known.
        nonconformities: the open non-conformities.
        report_outcome: what the certifier's scale makes of them; None without a scale, or for an unknown number.
    """

    kind: AuditKind
    on: Date
    outcome: DecisionOutcome
    reasons: tuple[DecisionReason, ...]
    next_day: Date | None
    nonconformities: NonConformityCount
    report_outcome: ReportOutcome | None = None

    def _summary(self) -> Mapping[str, object]:
        return {"kind": self.kind, "on": self.on, "outcome": self.outcome, "next_day": self.next_day}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources of its reasons."""
        return tuple(reason.citation for reason in self.reasons)

    def say(self, locale: Locale = "fr") -> str:
        """Render in words, with its reasons."""
        outcome = words(f"decision.{self.outcome}").say(locale, kind=f"audit-kind.{self.kind}")
        return " ".join([outcome, *(reason.say(locale) for reason in self.reasons)])


def _deciding(value: AuditKind | str) -> AuditKind:
    kind = converters.one_of(AuditKind, value)
    if kind is AuditKind.COMPLEMENTARY:
        choices = ", ".join(each for each in AuditKind if each is not AuditKind.COMPLEMENTARY)
        return converters.fault(value, "one-of", choices=choices)
    return kind


def decide(
    kind: AuditKind | str,
    nonconformities: Iterable[NonConformity],
    *,
    on: DayLike,
    profile: Profile | str = DEFAULT_PROFILE,
) -> AuditDecision:
    """Return what the texts say of a certification on a day.

    A time that was missed stays missed: a certification that was to be refused for it is not granted once the
    correction comes.

    Args:
        kind: the audit that the decision follows; a complementary audit belongs to the one it completes.
        nonconformities: all that were notified and that the certification still has to answer for.
        on: the day.
        profile: a certifier's profile, which may say when a suspension becomes a withdrawal; without it that is never
            said, because no text that was seen says it. It may let times that end on a weekend or a holiday run on.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: article 5 of the arrêté of 6 June 2019. That a refusal follows a renewal or an extension audit too is
    deduced from "not delivered".
    """
    kind, profile, day = _deciding(kind), profile_of(profile), converters.day(on)
    nonconformities = converters.instances(NonConformity, nonconformities)
    refuse(kind=kind, nonconformities=nonconformities, on=day, profile=profile)
    return decision_of(kind, nonconformities, day, profile)


def decision_of(
    kind: AuditKind,
    nonconformities: tuple[NonConformity, ...],
    day: Date,
    profile: Profile,
    *,
    audited: Date | None = None,
    past: PastNonConformities | None = None,
) -> AuditDecision:
    """Return what the texts say of a certification on a day, from checked arguments.

    Where the day of the audit is known, what was notified before it is not its own. Where the past was followed up to
    that day, the open ones are enough.
    """
    holidays, delivered = profile.holidays, kind is AuditKind.SURVEILLANCE
    count = count_of(nonconformities, day, holidays)
    late = [*_late(count)]
    if not delivered:
        late += _missed(past or past_of(kind, audited, nonconformities, day, holidays), count)
    running = list(_running(count))
    unknown = list(_unknown(count))
    if late and delivered:
        outcome, reasons, next_day = _suspended(late, day, profile)
    elif late:
        rule = dated("audit/audit", "new_application")
        outcome, reasons = DecisionOutcome.REFUSED, [_weaker(reason, kind) for reason in late]
        next_day = months_after(day, rule.on(day).value, "on")
    elif unknown:
        next_day, moved = _soonest([*running, *_first_due(nonconformities, day, holidays)], day)
        outcome, reasons = DecisionOutcome.UNDETERMINED, [*unknown, *moved]
    elif running:
        next_day, moved = _soonest([*running, *_first_due(nonconformities, day, holidays)], day)
        outcome, reasons = DecisionOutcome.WAITING, [*dict.fromkeys([*running, *moved])]
    else:
        outcome = DecisionOutcome.MAINTAINED if delivered else DecisionOutcome.GRANTED
        next_day, moved = _soonest(_to_correct(count.minors), day)
        reasons = [_clear(count), *moved]
    return AuditDecision(
        kind=kind,
        on=day,
        outcome=outcome,
        reasons=tuple(reasons),
        next_day=next_day,
        nonconformities=count,
        report_outcome=None
        if profile.outcomes is None
        else profile.outcomes._outcome_of(len(count.majors), len(count.minors)),
    )


_REASON_OF = {
    NonConformityState.TO_CORRECT: DecisionReasonCode.TO_CORRECT,
    NonConformityState.TO_CHECK: DecisionReasonCode.TO_CHECK,
    NonConformityState.CHECK_LATE: DecisionReasonCode.CHECK_LATE,
}


def _late(count: NonConformityCount) -> Iterator[DecisionReason]:
    """What was not corrected in time."""
    for status in count.majors:
        if status.state is NonConformityState.NOT_CORRECTED:
            yield from _not_corrected(status)
    if count.reduce_by is not None and count.on > count.reduce_by:
        yield from _on_minors(DecisionReasonCode.MINORS_NOT_REDUCED, count)


def _missed(past: PastNonConformities, count: NonConformityCount) -> Iterator[DecisionReason]:
    """What was corrected after its time."""
    for _, status in sorted(past.late.items()):
        yield from _not_corrected(status)
    if past.not_reduced is not None and not count.enough_minors:
        yield from _on_minors(DecisionReasonCode.MINORS_NOT_REDUCED, past.not_reduced)


def _running(count: NonConformityCount) -> Iterator[DecisionReason]:
    """What can still be corrected or verified, where nothing is late."""
    for status in count.majors:
        code = _REASON_OF.get(status.state)
        if code is DecisionReasonCode.TO_CORRECT:
            yield from _to_correct([status])
        elif code is not None:
            yield from _on_time(code, status.check_by, status._check_values, status.nonconformity.subject)
    if count.reduce_by is not None:
        yield from _on_minors(DecisionReasonCode.TOO_MANY_MINORS, count)


def _not_corrected(status: NonConformityStatus) -> Iterator[DecisionReason]:
    code, subject = DecisionReasonCode.NOT_CORRECTED, status.nonconformity.subject
    return _on_time(code, status.correct_by, status._correct_values, subject)


def _to_correct(statuses: Iterable[NonConformityStatus]) -> Iterator[DecisionReason]:
    for status in statuses:
        if status.correct_by is not None:
            code, subject = DecisionReasonCode.TO_CORRECT, status.nonconformity.subject
            yield from _on_time(code, status.correct_by, status._correct_values, subject)


def _on_minors(code: DecisionReasonCode, count: NonConformityCount) -> Iterator[DecisionReason]:
    return _on_time(code, count.reduce_by, count.values)


def _on_time(
    code: DecisionReasonCode, day: Date | None, values: tuple[UsedValue, ...], subject: str | None = None
) -> Iterator[DecisionReason]:
    """A reason that hangs on the last day of a time, and that this day was moved, where it was."""
    yield DecisionReason(code=code, citation=values[0].citation, subject=subject, day=day)
    yield from _moved(day, values, subject)


def _moved(day: Date | None, values: tuple[UsedValue, ...], subject: str | None = None) -> Iterator[DecisionReason]:
    for used in moved_ends(values):
        yield DecisionReason(code=DecisionReasonCode.TIME_MOVED, citation=used.citation, subject=subject, day=day)


def _soonest(reasons: Iterable[DecisionReason], day: Date) -> tuple[Date | None, list[DecisionReason]]:
    """The last day of the time that runs out first, and that it was moved, where it was."""
    reasons = tuple(reasons)
    soonest = min((each for each in _days(reasons) if each >= day), default=None)
    moved = (each for each in reasons if each.code is DecisionReasonCode.TIME_MOVED and each.day == soonest)
    return soonest, list(dict.fromkeys(moved))


def _days(reasons: Iterable[DecisionReason]) -> Iterable[Date]:
    return filter(None, (reason.day for reason in reasons))


def _first_due(
    nonconformities: tuple[NonConformity, ...], day: Date, holidays: Holidays | None
) -> Iterator[DecisionReason]:
    """When each major one is due, also one behind another on its subject that is more severe."""
    for status in (each._status(day, holidays) for each in nonconformities if each._open_on(day)):
        if status.is_major and status.state is NonConformityState.TO_CORRECT:
            yield from _to_correct([status])
        elif status.is_major and status.state is NonConformityState.TO_CHECK:
            code, subject = DecisionReasonCode.TO_CHECK, status.nonconformity.subject
            yield from _on_time(code, status.check_by, status._check_values, subject)


def _unknown(count: NonConformityCount) -> Iterator[DecisionReason]:
    """What no text that was seen allows to decide."""
    cited = dated("audit/audit", "major_implementation").values[0].citation
    for status in count.majors:
        if status.state is NonConformityState.TIME_NOT_KNOWN:
            subject = status.nonconformity.subject
            yield DecisionReason(code=DecisionReasonCode.TIME_NOT_KNOWN, citation=cited, subject=subject)
    if count.enough_minors is None or (count.enough_minors and count.reduce_by is None):
        yield DecisionReason(code=DecisionReasonCode.TIME_NOT_KNOWN, citation=cited, subject="minors")


def _suspended(
    late: list[DecisionReason], day: Date, profile: Profile
) -> tuple[DecisionOutcome, list[DecisionReason], Date | None]:
    delay = profile.suspension
    if delay is None:
        code, cited = DecisionReasonCode.WITHDRAWAL_NOT_SET, late[0].citation
        return DecisionOutcome.SUSPENDED, [*late, DecisionReason(code=code, citation=cited)], None
    until, values = end_of_time(months_after(min(_days(late)), delay.months, "notified"), profile.holidays)
    moved = _moved(until, values)
    if day <= until:
        return DecisionOutcome.SUSPENDED, [*late, *moved], until
    due = DecisionReason(code=DecisionReasonCode.WITHDRAWAL_DUE, citation=delay.citation, day=until)
    return DecisionOutcome.TO_BE_WITHDRAWN, [*late, due, *moved], None


def _clear(count: NonConformityCount) -> DecisionReason:
    code = DecisionReasonCode.MINORS_ONLY if count.minors else DecisionReasonCode.NOTHING_OPEN
    cited = (
        count.values[0].citation if count.values else dated("audit/audit", "major_implementation").values[-1].citation
    )
    return DecisionReason(code=code, citation=cited)


def _weaker(reason: DecisionReason, kind: AuditKind) -> DecisionReason:
    """The article writes the refusal for the initial audit; for another one it is deduced."""
    if kind is AuditKind.INITIAL or reason.code is DecisionReasonCode.TIME_MOVED:
        return reason
    weaker = interpretation("audit", "refusal_elsewhere")
    return attrs.evolve(reason, citation=weaker)
