"""The written convention between employer, employee and provider, which some bilans de compétences need.

The employee has some days to answer the draft that the employer sent, and silence is a refusal. The day the draft is
sent is not counted: this is the rule of article 641 of the code de procédure civile, used here as the field's
convention, because the article on the bilan does not say how its days are counted. The last day counts whole, and it
is not put off when it is no working day.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.bilan.funding import Funding, fundings_of
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.months import days_after
from qualiopi_rules.law.source import Citation, citation
from qualiopi_rules.results.deadlines import Deadline, MilestoneCode, deadline
from qualiopi_rules.results.findings import Finding, Found, finding, missing

__all__ = [
    "AnswerStatus",
    "Convention",
    "ConventionNeed",
    "EmployeeAnswer",
    "Mentions",
    "NeedReason",
    "convention_need",
]


class NeedReason(StrEnum):
    """Why a tripartite convention is needed, or is not."""

    FRAME = "frame"  # the bilan is made under the plan or during a congé de reclassement
    CPF = "cpf"  # it is paid for by the CPF, whose article leaves the convention out
    OTHER_FUNDING = "other-funding"  # it is paid for otherwise
    NOT_PROVIDED = "not-provided"  # how it is paid for is not provided, or not precisely enough


class AnswerStatus(StrEnum):
    """The state of the employee's answer to the draft on a day."""

    NOT_SENT = "not-sent"
    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED_BY_SILENCE = "refused-by-silence"
    SIGNED_TOO_LATE = "signed-too-late"
    NOT_KNOWN = "not-known"


@attrs.frozen
class ConventionNeed(OneLine):
    """Whether a bilan needs a tripartite convention, and why.

    Attributes:
        on: the day that decides the rule.
        needed: True, False, or None when unknown.
        reason: why.
        citation: what it rests on.
    """

    on: Date
    needed: bool | None
    reason: NeedReason
    citation: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Render in words."""
        return words(f"need.{self.reason}").say(locale)


@attrs.frozen
class EmployeeAnswer(OneLine):
    """The state of the employee's answer on a day, and the last day for it.

    Attributes:
        on: the day.
        status: the state.
        last_day: the last day to sign; None when the day the draft was sent is not provided.
        citation: what the number of days rests on.
        conventions: what the way they are counted rests on.
    """

    on: Date
    status: AnswerStatus
    last_day: Date | None
    citation: Citation
    conventions: tuple[Citation, ...]

    def say(self, locale: Locale = "fr") -> str:
        """Render in words."""
        return words(f"employee-answer.{self.status}").say(locale)


def convention_need(fundings: Iterable[Funding | str] | None, *, on: DayLike) -> ConventionNeed:
    """Decide whether a bilan needs a tripartite convention, from how it is paid for.

    Args:
        fundings: how it is paid for, one or more; None when not provided.
        on: the day that decides the rule.

    Raises:
        InvalidInput: with every argument that does not hold.
        NotInForce: when the day is older than the law that is known.

    Source: articles R. 6313-8 and, for the CPF, D. 6323-6.
    """
    fundings, day = fundings_of(fundings), converters.day(on)
    refuse(fundings=fundings, on=day)
    return _need(fundings, day)


def _need(fundings: frozenset[Funding] | None, day: Date) -> ConventionNeed:
    known = fundings or frozenset()
    frames = dated("bilan/convention", "frames").on(day)
    if known & set(frames.value):
        return ConventionNeed(day, needed=True, reason=NeedReason.FRAME, citation=frames.citation)
    if not known or Funding.OTHER in known:
        return ConventionNeed(day, needed=None, reason=NeedReason.NOT_PROVIDED, citation=frames.citation)
    left_out = dated("bilan/convention", "left_out").find(day)
    if left_out is not None and known <= set(left_out.value):
        return ConventionNeed(day, needed=False, reason=NeedReason.CPF, citation=left_out.citation)
    return ConventionNeed(day, needed=False, reason=NeedReason.OTHER_FUNDING, citation=frames.citation)


@attrs.frozen(kw_only=True)
class Mentions(converters.Checked):
    """What the convention states: True, False, or None when not provided.

    Attributes:
        title: the title of the bilan.
        objective: its objective.
        content: its content.
        means: the means planned.
        duration: how long it lasts.
        period: when it takes place.
        conduct: the ways it is carried out and followed up.
        handover: the ways the detailed results and the synthesis document are handed over.
        price: the price.
        payment: the terms of payment.
    """

    title: bool | None = attrs.field(default=None, converter=converters.answer)
    objective: bool | None = attrs.field(default=None, converter=converters.answer)
    content: bool | None = attrs.field(default=None, converter=converters.answer)
    means: bool | None = attrs.field(default=None, converter=converters.answer)
    duration: bool | None = attrs.field(default=None, converter=converters.answer)
    period: bool | None = attrs.field(default=None, converter=converters.answer)
    conduct: bool | None = attrs.field(default=None, converter=converters.answer)
    handover: bool | None = attrs.field(default=None, converter=converters.answer)
    price: bool | None = attrs.field(default=None, converter=converters.answer)
    payment: bool | None = attrs.field(default=None, converter=converters.answer)


@attrs.frozen(kw_only=True)
class Convention(converters.Checked):
    """The convention of one bilan, or its draft.

    Attributes:
        fundings: how the bilan is paid for, one or more; None when not provided.
        written: there is a convention, or a draft of one, in writing: True, False, or None when not provided.
        transmitted_on: the day the employer sent the draft to the employee; None when not provided.
        employee_signed: the day the employee signed, True without the day, False, or None when not provided.
        employer_signed: the employer signed: True, False, or None when not provided.
        provider_signed: the provider signed: True, False, or None when not provided.
        mentions: what it states.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    fundings: frozenset[Funding] | None = attrs.field(default=None, converter=fundings_of)
    written: bool | None = attrs.field(default=None, converter=converters.answer)
    transmitted_on: Date | None = attrs.field(default=None, converter=converters.optional_day)
    employee_signed: Date | bool | None = attrs.field(default=None, converter=converters.day_or_answer)
    employer_signed: bool | None = attrs.field(default=None, converter=converters.answer)
    provider_signed: bool | None = attrs.field(default=None, converter=converters.answer)
    mentions: Mentions = attrs.field(factory=Mentions)

    @property
    def answer_by(self) -> Date | None:
        """The last day for the employee to sign; None when the day the draft was sent is not provided."""
        return None if self.transmitted_on is None else _last_day(self.transmitted_on)

    def answer(self, *, on: DayLike) -> EmployeeAnswer:
        """Decide the state of the employee's answer on a day.

        Args:
            on: the day; a signature after it does not count yet.

        Raises:
            InvalidInput: when `on` is not a day.
            NotInForce: when a day is older than the law that is known.

        Source: article R. 6313-8; article 641 of the code de procédure civile for the count.
        """
        day = converters.day(on)
        refuse(on=day)
        return self._answer(day)

    def _answer(self, day: Date) -> EmployeeAnswer:
        sent = self.transmitted_on
        return EmployeeAnswer(
            on=day,
            status=AnswerStatus.NOT_KNOWN if sent is None else self._status(sent, day),
            last_day=self.answer_by,
            citation=dated("bilan/convention", "answer").on(sent or day).citation,
            conventions=(citation(text("bilan/convention")["day_count"]),),
        )

    def _status(self, sent: Date, day: Date) -> AnswerStatus:
        last, signed = _last_day(sent), self.employee_signed
        if day < sent:
            return AnswerStatus.NOT_SENT
        if isinstance(signed, Date) and signed <= day:
            return AnswerStatus.ACCEPTED if signed <= last else AnswerStatus.SIGNED_TOO_LATE
        if signed is None:
            return AnswerStatus.NOT_KNOWN
        if signed is True:
            return AnswerStatus.ACCEPTED if day <= last else AnswerStatus.NOT_KNOWN
        return AnswerStatus.PENDING if day <= last else AnswerStatus.REFUSED_BY_SILENCE

    def deadlines(self, *, on: DayLike, where: str = "") -> tuple[Deadline, ...]:
        """Return the last day for the employee to answer, while the answer is awaited.

        Args:
            on: the day from which days left are counted.
            where: the name of its place in a dossier, carried into the deadlines.

        Raises:
            InvalidInput: when `on` is not a day.
            NotInForce: when the draft was sent before the law that is known.
        """
        day = converters.day(on)
        refuse(on=day)
        return self._deadlines(day, where)

    def _deadlines(self, day: Date, where: str) -> tuple[Deadline, ...]:
        sent = self.transmitted_on
        if sent is None or self._status(sent, day) is not AnswerStatus.PENDING:
            return ()
        used = dated("bilan/convention", "answer").used_on(sent)
        return (deadline(MilestoneCode.CONVENTION_ANSWERED, _last_day(sent), on=day, values=[used], where=where),)

    def check(self, *, on: DayLike, where: str = "") -> tuple[Finding, ...]:
        """Compare the convention with what the texts ask of it.

        Nothing is found for a bilan that needs no tripartite convention.

        Args:
            on: the day of the check.
            where: the name of its place in a dossier, carried into the findings.

        Raises:
            InvalidInput: when `on` is not a day.
            NotInForce: when a day is older than the law that is known.

        Source: article R. 6313-8.
        """
        day = converters.day(on)
        refuse(on=day)
        return self._check(day, where)

    def _check(self, day: Date, where: str) -> tuple[Finding, ...]:
        return tuple(finding(code, where, **params) for code, params in _found(self, day))


def _last_day(sent: Date) -> Date:
    return days_after(sent, dated("bilan/convention", "answer").on(sent).value, "transmitted_on")


_ON_ANSWER = {
    AnswerStatus.PENDING: "CNV006",
    AnswerStatus.REFUSED_BY_SILENCE: "CNV007",
    AnswerStatus.SIGNED_TOO_LATE: "CNV008",
    AnswerStatus.NOT_KNOWN: "CNV009",
}
"""What is found for an answer that is no acceptance of a draft that was sent."""

_TOO_EARLY = {AnswerStatus.NOT_SENT, AnswerStatus.PENDING}
"""While the employee may still answer, the other signatures may be missing."""


def _found(convention: Convention, day: Date) -> Found:
    needed = _need(convention.fundings, day).needed
    if needed is None:
        yield "CNV001", {}
    if not needed:
        return
    yield from missing({"convention.written": convention.written}, "CNV002", "CNV003")
    if not convention.written:
        return
    sent, signed_on = convention.transmitted_on, convention.employee_signed
    if sent is not None and isinstance(signed_on, Date) and signed_on < sent:
        yield "CNV012", {"day": signed_on.isoformat(), "sent": sent.isoformat()}
    answer = convention._answer(day)
    if answer.status in _ON_ANSWER:
        params = {} if answer.status is AnswerStatus.NOT_KNOWN else {"day": str(answer.last_day)}
        yield _ON_ANSWER[answer.status], params
    if answer.status is AnswerStatus.REFUSED_BY_SILENCE:
        return
    if answer.status not in _TOO_EARLY:
        signed = {"employer_signed": convention.employer_signed, "provider_signed": convention.provider_signed}
        yield from missing({f"convention.{name}": is_signed for name, is_signed in signed.items()}, "CNV004", "CNV005")
    names = dated("bilan/convention", "mentions").on(day).value
    stated = {f"mention.{name}": getattr(convention.mentions, name) for name in names}
    yield from missing(stated, "CNV010", "CNV011")
