"""What an audit report checks outside the indicators: the display of the certificate, and the use of the mark."""

from __future__ import annotations

from enum import StrEnum

import attrs

from qualiopi_rules.audit.plan import AuditPlan
from qualiopi_rules.audit.sheet import PointAnswer, SheetDecision, answer_of
from qualiopi_rules.core import converters
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.source import Citation, interpretation
from qualiopi_rules.rnq.audit_kind import AuditKind

__all__ = ["OutsideAnswers", "OutsideCheck", "OutsideCode", "OutsideWeight", "outside_of"]


class OutsideCode(StrEnum):
    """What is checked."""

    DISPLAY = "display"  # the certificate is displayed in the premises and on the site, or a copy is sent on request
    MARK = "mark"  # the use of the mark follows its charter


class OutsideWeight(StrEnum):
    """What a gap counts for."""

    MAJOR = "major"
    NONE = "none"  # no text that was seen makes it a non-conformity
    NOT_CHECKED = "not-checked"  # at this audit, on this day


@attrs.frozen(kw_only=True)
class OutsideAnswers(converters.Checked):
    """What is known of the checks outside the indicators.

    Attributes:
        display: the certificate is displayed or communicated, with its answer; None for not provided.
        mark: the use of the mark follows its charter, with its answer; None for not provided.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    display: PointAnswer | None = attrs.field(default=None, converter=answer_of)
    mark: PointAnswer | None = attrs.field(default=None, converter=answer_of)


@attrs.frozen(kw_only=True)
class OutsideCheck(OneLine):
    """One check outside the indicators.

    Attributes:
        code: what is checked.
        answer: the answer; None for not provided.
        weight: what a gap counts for.
        citation: the source of the weight.
    """

    code: OutsideCode
    answer: PointAnswer | None
    weight: OutsideWeight
    citation: Citation

    @property
    def ready(self) -> bool | None:
        """Whether it would be found conforming, or is not checked; None where the answer is not provided."""
        if self.weight is OutsideWeight.NOT_CHECKED:
            return True
        return None if self.answer is None else self.answer in (PointAnswer.YES, PointAnswer.NOT_APPLICABLE)

    @property
    def possible(self) -> tuple[SheetDecision, ...]:
        """The decisions that an auditor could come to, the best one first; conforming where a gap has no weight."""
        if self.weight is not OutsideWeight.MAJOR or self.ready:
            return (SheetDecision.CONFORMING,)
        return (SheetDecision.MAJOR,) if self.ready is False else (SheetDecision.CONFORMING, SheetDecision.MAJOR)

    def say(self, locale: Locale = "fr") -> str:
        """Render in words what is checked, the answer, and what a gap counts for."""
        sentences = [words(f"outside-weight.{self.weight}").say(locale)]
        if self.weight is not OutsideWeight.NOT_CHECKED:
            answer = "unknown" if self.answer is None else self.answer
            sentences.insert(0, words(f"outside-answer.{answer}").say(locale))
        said = " ".join(sentences)
        return words(f"outside.{self.code}").say(locale, said=said)


def outside_of(plan: AuditPlan, answers: OutsideAnswers) -> tuple[OutsideCheck, ...]:
    """Return the checks outside the indicators of an audit, from checked arguments."""
    return _display(plan, answers.display), _mark(plan, answers.mark)


def _display(plan: AuditPlan, answer: PointAnswer | None) -> OutsideCheck:
    weight, cited = OutsideWeight.MAJOR, plan.display_citation
    if cited is None:
        weight, cited = OutsideWeight.NOT_CHECKED, dated("audit/audit", "display").values[0].citation
    elif answer is PointAnswer.PARTIAL:
        cited = interpretation("audit", "display_in_part")
    return OutsideCheck(code=OutsideCode.DISPLAY, answer=answer, weight=weight, citation=cited)


def _mark(plan: AuditPlan, answer: PointAnswer | None) -> OutsideCheck:
    # Before there is a certificate, there is no mark to use.
    weight = OutsideWeight.NOT_CHECKED if plan.kind is AuditKind.INITIAL else OutsideWeight.NONE
    return OutsideCheck(code=OutsideCode.MARK, answer=answer, weight=weight, citation=interpretation("audit", "mark"))
