"""The results of the rule of applicability: each indicator, and why, with their words in French and English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.core.field_types import check_filled
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.words import Words, words
from qualiopi_rules.indicators.answers import Answers, Situation
from qualiopi_rules.law.source import Citation
from qualiopi_rules.profile.profile import Profile
from qualiopi_rules.results.findings import Finding
from qualiopi_rules.results.part import Part, findings_of
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.rnq.edition import Indicator
from qualiopi_rules.rnq.question import find_question
from qualiopi_rules.view.shown import Shown

__all__ = [
    "Adaptation",
    "Applicability",
    "Applies",
    "Bounds",
    "IndicatorResult",
    "Reason",
    "ReasonCode",
]


class Applies(StrEnum):
    """Whether an indicator applies."""

    YES = "applicable"
    NO = "not-applicable"
    UNDETERMINED = "undetermined"


class ReasonCode(StrEnum):
    """Why an indicator does or does not apply, for one category."""

    IN_COLUMN = "in-column"  # the annex has it for the category, without a condition
    NOT_IN_COLUMN = "not-in-column"  # the annex does not have it for the category
    CONDITION_MET = "condition-met"  # its own wording puts a condition, and the answer meets it
    CONDITION_BY_NATURE = "condition-by-nature"  # the category is made of actions that meet it
    CONDITION_NOT_MET = "condition-not-met"
    CONDITION_UNANSWERED = "condition-unanswered"
    EXCLUDED_BY_GUIDE = "excluded-by-guide"  # the guide, which is no law, removes it, and the profile allows that
    GUIDE_UNANSWERED = "guide-unanswered"
    REMOVED_BY_PROFILE = "removed-by-profile"
    PROFILE_UNANSWERED = "profile-unanswered"  # the profile removes it on an answer that is missing

    @property
    def applies(self) -> Applies:
        """Whether the indicator applies for the category, by this reason."""
        return _APPLIES.get(self, Applies.NO)


_APPLIES = {
    ReasonCode.IN_COLUMN: Applies.YES,
    ReasonCode.CONDITION_MET: Applies.YES,
    ReasonCode.CONDITION_BY_NATURE: Applies.YES,
    ReasonCode.CONDITION_UNANSWERED: Applies.UNDETERMINED,
    ReasonCode.GUIDE_UNANSWERED: Applies.UNDETERMINED,
    ReasonCode.PROFILE_UNANSWERED: Applies.UNDETERMINED,
}


@attrs.frozen
class Reason(OneLine):
    """Why an indicator does or does not apply for one category.

    Attributes:
        code: the stable code.
        category: the category that it is about.
        question: the question whose answer decides, or None.
        answer: the answer to it, or None.
        citation: its source.
        note: what must be known about a practice, or None.
        question_words: the words of the question where it is the certifier's own; None for one of the library.
    """

    code: ReasonCode
    category: Category
    citation: Citation
    question: str | None = None
    answer: bool | None = None
    note: Words | None = None
    question_words: Words | None = None

    def _summary(self) -> Mapping[str, object]:
        return {"code": self.code, "category": self.category, "question": self.question, "answer": self.answer}

    def say(self, locale: Locale = "fr") -> str:
        """Render the reason in words, with its provenance where it is not the law's own wording.

        A question that was not answered is named as the field that answers it.
        """
        params = {}
        if self.question is not None:
            question = self.question_words or find_question(self.question).words
            answer = "yes" if self.answer else "no"  # where there is none, it is not spoken of
            params = {"field": self.question, "question": question.say(locale), "answer": answer}
        reason = words(f"reason.{self.code}").say(
            locale,
            category=self.category,
            source=self.citation.source.title,
            basis=self.citation.basis,
            provenance=self.citation.provenance,
            **params,
        )
        return reason if self.note is None else f"{reason} {self.note.say(locale)}"


@attrs.frozen
class Adaptation(OneLine):
    """What an answer changes in the evidence of an indicator that applies.

    Attributes:
        question: the question.
        answer: the answer to it; None where the answer alone does not decide.
        words: what changes.
        citation: its source on the day of the audit.
        settled: whether it is known to change; False where it depends on a threshold that no text has set yet.
    """

    question: str
    answer: bool | None
    words: Words
    citation: Citation
    settled: bool = True

    def say(self, locale: Locale = "fr") -> str:
        """Render in words what changes."""
        return self.words.say(locale)


@attrs.frozen
class Bounds(OneLine):
    """The least and the most indicators that can apply, over all answers to the open questions."""

    least: int
    most: int

    def __iter__(self) -> Iterator[int]:
        return iter((self.least, self.most))

    def __contains__(self, count: int) -> bool:
        return self.least <= count <= self.most


@attrs.frozen(eq=True, unsafe_hash=True, cache_hash=True)
class IndicatorResult(Shown):
    """Whether one indicator applies, and why.

    Attributes:
        indicator: the indicator.
        applies: whether it applies.
        reasons: why, one for each category that decides.
        adaptations: what the answers change in its evidence; empty when it does not apply.
    """

    indicator: Indicator
    applies: Applies
    reasons: tuple[Reason, ...]
    adaptations: tuple[Adaptation, ...] = ()

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_filled(self, "reasons")

    def _summary(self) -> Mapping[str, object]:
        return {"number": self.number, "applies": self.applies, "title": self.indicator.title()}

    @property
    def number(self) -> int:
        """The number of the indicator."""
        return self.indicator.number

    def say(self, locale: Locale = "fr") -> str:
        """Render the result in words: the indicator, the outcome, the reasons, then what the answers adapt."""
        frame = words("applicability.line")
        lines = [
            frame.say(
                locale,
                number=self.number,
                title=self.indicator.title(locale),
                applies=words(f"word.{self.applies}").say(locale),
                reasons=" ".join(dict.fromkeys(reason.say(locale) for reason in self.reasons)),
            )
        ]
        lines += [
            words("applicability.adaptation" if adaptation.settled else "applicability.unsettled").say(
                locale, change=adaptation.say(locale), source=adaptation.citation.source.title
            )
            for adaptation in self.adaptations
        ]
        return "\n".join(lines)


@attrs.frozen
class Applicability(Part, Shown):
    """Which indicators of an edition apply to a provider, and why.

    Attributes:
        on: the day of the audit.
        edition: the edition of the referential that holds on that day.
        categories: the provider's categories.
        answers: what it answered.
        situation: the situation of the service that the audit samples.
        profile: the certifier's profile.
        results: one for each indicator of the edition, in order.
        bounds: the least and the most that can apply, over all answers to what is not answered.
        findings: answers that contradict each other.
    """

    on: Date
    edition: str
    categories: frozenset[Category]
    answers: Answers
    situation: Situation
    profile: Profile
    results: tuple[IndicatorResult, ...]
    bounds: Bounds
    findings: tuple[Finding, ...] = attrs.field(converter=findings_of)

    def _summary(self) -> Mapping[str, object]:
        return {
            "on": self.on,
            "categories": sorted(self.categories),
            "applicable": len(self.numbers),
            "undetermined": len(self.undetermined),
            "not_applicable": len(self.not_applicable),
        }

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources of the reasons and of the adaptations, indicator by indicator."""
        return tuple(
            citation
            for result in self.results
            for citation in (
                *(reason.citation for reason in result.reasons),
                *(adaptation.citation for adaptation in result.adaptations),
            )
        )

    def _with(self, applies: Applies) -> tuple[int, ...]:
        return tuple(result.number for result in self.results if result.applies is applies)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The indicators that apply, sorted."""
        return self._with(Applies.YES)

    @property
    def undetermined(self) -> tuple[int, ...]:
        """The indicators that an unanswered question leaves open, sorted."""
        return self._with(Applies.UNDETERMINED)

    @property
    def not_applicable(self) -> tuple[int, ...]:
        """The indicators that do not apply, sorted."""
        return self._with(Applies.NO)

    def __getitem__(self, number: int) -> IndicatorResult:
        for result in self.results:
            if result.number == number:
                return result
        raise KeyError(number)

    def explain(self, locale: Locale = "fr") -> str:
        """Render the whole result in words: the count and the profile, then each indicator with its reasons."""
        return "\n".join([*self.summary(locale), *(result.say(locale) for result in self.results)])

    def summary(self, locale: Locale = "fr") -> tuple[str, ...]:
        """Render a summary in words, a line each: the edition, the count and the profile."""
        count = words("applicability.count" if self.bounds.least == self.bounds.most else "applicability.bounds")
        return (
            words("applicability.head").say(
                locale,
                edition=self.edition,
                total=len(self.results),
                categories=", ".join(sorted(self.categories)),
                day=self.on.isoformat(),
            ),
            count.say(locale, least=self.bounds.least, most=self.bounds.most),
            words("applicability.profile").say(
                locale, profile=self.profile.name, explanation=self.profile.words.say(locale)
            ),
        )
