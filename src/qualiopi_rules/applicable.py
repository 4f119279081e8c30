"""Which indicators apply to a provider, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from itertools import product
from typing import cast

import attrs
from pendulum import Date

from qualiopi_rules import fields
from qualiopi_rules.editions import Category, Indicator, Referential, categories_of, referential
from qualiopi_rules.errors import refuse
from qualiopi_rules.fields import DayLike
from qualiopi_rules.findings import Finding, finding
from qualiopi_rules.law.dated import Dated, dated_from
from qualiopi_rules.law.library import text
from qualiopi_rules.law.source import Citation
from qualiopi_rules.policy import Policy, policy_of
from qualiopi_rules.questionnaire import Answers, questions
from qualiopi_rules.wording import Locale, Words, words

__all__ = [
    "Adaptation",
    "Applicability",
    "Applies",
    "Bounds",
    "IndicatorResult",
    "Reason",
    "ReasonCode",
    "applicability",
]

DEFAULT_POLICY = "certifier"


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
    REMOVED_BY_POLICY = "removed-by-policy"
    POLICY_UNANSWERED = "policy-unanswered"  # the policy removes it on an answer that was not given

    @property
    def applies(self) -> Applies:
        """What it means for the category."""
        if self.value.endswith("-unanswered"):
            return Applies.UNDETERMINED
        kept = (ReasonCode.IN_COLUMN, ReasonCode.CONDITION_MET, ReasonCode.CONDITION_BY_NATURE)
        return Applies.YES if self in kept else Applies.NO


@attrs.frozen
class Reason:
    """Why an indicator does or does not apply for one category.

    Attributes:
        code: the stable code.
        category: the category it speaks of.
        question: the question whose answer decides, or None.
        answer: the answer that was given, or None.
        citation: what it rests on.
        note: what must be known about a practice, or None.
    """

    code: ReasonCode
    category: Category
    citation: Citation
    question: str | None = None
    answer: bool | None = None
    note: Words | None = None

    def say(self, locale: Locale = "fr") -> str:
        """Tell the reason in words, with its standing where it is not the law's own wording."""
        asked = questions()[self.question].words.say(locale) if self.question else ""
        told = words(f"reason.{self.code}").say(
            locale,
            category=self.category,
            question=asked,
            answer="unanswered" if self.answer is None else "yes" if self.answer else "no",
            source=self.citation.source.title,
            basis=self.citation.basis,
            standing=self.citation.standing,
        )
        return told if self.note is None else f"{told} {self.note.say(locale)}"


@attrs.frozen
class Adaptation:
    """What an answer changes in the evidence of an indicator that applies.

    Attributes:
        question: the question.
        answer: the answer that was given.
        words: what changes.
        citation: what it rests on, on the day of the audit.
    """

    question: str
    answer: bool
    words: Words
    citation: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Tell what changes."""
        return self.words.say(locale)


@attrs.frozen
class Bounds:
    """The least and the most indicators that can apply, given what is not answered."""

    least: int
    most: int

    def __iter__(self) -> Iterator[int]:
        return iter((self.least, self.most))

    def __contains__(self, count: int) -> bool:
        return self.least <= count <= self.most


@attrs.frozen
class IndicatorResult:
    """What was concluded for one indicator.

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

    @property
    def number(self) -> int:
        """The number of the indicator."""
        return self.indicator.number

    def say(self, locale: Locale = "fr") -> str:
        """Tell the result in words: the indicator, the outcome, the reasons, then what the answers adapt."""
        frame = words("applicability.line")
        told = [
            frame.say(
                locale,
                number=self.number,
                title=self.indicator.title(locale),
                applies=words(f"word.{self.applies}").say(locale),
                reasons=" ".join(reason.say(locale) for reason in self.reasons),
            )
        ]
        adapted = words("applicability.adaptation")
        told += [
            adapted.say(locale, change=adaptation.say(locale), source=adaptation.citation.source.title)
            for adaptation in self.adaptations
        ]
        return "\n".join(told)


@attrs.frozen
class Applicability:
    """Which indicators of an edition apply to a provider, and why.

    Attributes:
        on: the day of the audit.
        edition: the edition of the referential that holds on that day.
        categories: the provider's categories.
        answers: what it answered.
        policy: the policy that was followed.
        results: one for each indicator of the edition, in order.
        bounds: the least and the most that can apply, over all answers to what is not answered.
        findings: answers that contradict each other.
    """

    on: Date
    edition: str
    categories: frozenset[Category]
    answers: Answers
    policy: Policy
    results: tuple[IndicatorResult, ...]
    bounds: Bounds
    findings: tuple[Finding, ...]

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
        """Tell the whole result in words: the count and the policy, then each indicator with its reasons."""
        return "\n".join([*self.summary(locale), *(result.say(locale) for result in self.results)])

    def summary(self, locale: Locale = "fr") -> tuple[str, ...]:
        """Tell the edition, the count and the policy, a line each."""
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
            words("applicability.policy").say(
                locale, policy=self.policy.name, explanation=self.policy.words.say(locale)
            ),
        )


def applicability(
    categories: Iterable[Category | str],
    answers: Answers | None = None,
    *,
    on: DayLike,
    policy: Policy | str = DEFAULT_POLICY,
) -> Applicability:
    """Conclude, for every indicator of the edition, whether it applies to a provider.

    With several categories an indicator applies as soon as one of them keeps it. An unanswered question leaves an
    indicator undetermined only where the answer would decide.

    Args:
        categories: one or more of `AF`, `BC`, `VAE`, `CFA`.
        answers: what the provider answered; nothing by default.
        on: the day of the audit.
        policy: `law`, `certifier` or a policy of one's own.

    Raises:
        InvalidInput: with every argument that does not hold.
        NotInForce: when the day is before the first edition.

    Source: the annex to chapter VI (columns and conditions); each reason carries its own.
    """
    day = fields.day(on)
    wanted = categories_of(categories)
    given = fields.instance(Answers, Answers() if answers is None else answers)
    followed = policy_of(policy)
    refuse(categories=wanted, answers=given, on=day, policy=followed)

    edition = referential(on=day)
    rule = _Rule(edition, tuple(sorted(wanted)), followed, day)
    results = tuple(rule.result(indicator, given) for indicator in edition.values())
    return Applicability(
        on=day,
        edition=edition.edition,
        categories=wanted,
        answers=given,
        policy=followed,
        results=results,
        bounds=rule.bounds(results, given),
        findings=tuple(rule.contradictions(given)),
    )


@attrs.frozen
class _Rule:
    """The rule for one edition, one set of categories and one policy on one day."""

    edition: Referential
    categories: tuple[Category, ...]
    policy: Policy
    day: Date

    def result(self, indicator: Indicator, answers: Answers) -> IndicatorResult:
        reasons = [reason for category in self.categories for reason in self._reasons(indicator, category, answers)]
        # The union of the categories: one that keeps the indicator decides, else one that leaves it open.
        applies = next(
            (
                outcome
                for outcome in (Applies.YES, Applies.UNDETERMINED)
                if any(reason.code.applies is outcome for reason in reasons)
            ),
            Applies.NO,
        )
        return IndicatorResult(
            indicator=indicator,
            applies=applies,
            reasons=tuple(reason for reason in reasons if reason.code.applies is applies),
            adaptations=() if applies is Applies.NO else tuple(self._adaptations(indicator, answers)),
        )

    def _reasons(self, indicator: Indicator, category: Category, answers: Answers) -> list[Reason]:
        """The reasons that decide for one category: what excludes it, else what leaves it open, else what keeps it."""
        if category not in indicator.categories:
            return [Reason(ReasonCode.NOT_IN_COLUMN, category, indicator.citation)]
        reasons = [self._condition(indicator, category, answers)]
        for removal in self.policy.removals:
            if removal.indicator != indicator.number or category not in removal.categories or self.day < removal.since:
                continue
            answer = answers[removal.question]
            if answer is None or answer is removal.answer:
                code = ReasonCode.POLICY_UNANSWERED if answer is None else ReasonCode.REMOVED_BY_POLICY
                reasons.append(Reason(code, category, removal.citation, removal.question, answer, removal.note))
        for outcome in (Applies.NO, Applies.UNDETERMINED):
            deciding = [reason for reason in reasons if reason.code.applies is outcome]
            if deciding:
                return deciding
        return reasons

    def _condition(self, indicator: Indicator, category: Category, answers: Answers) -> Reason:
        question = indicator.condition
        if question is None:
            return Reason(ReasonCode.IN_COLUMN, category, indicator.citation)
        by_nature = self._by_nature(question, category)
        if by_nature is not None:
            return Reason(ReasonCode.CONDITION_BY_NATURE, category, by_nature, question)
        answer = answers[question]
        code = {
            True: ReasonCode.CONDITION_MET,
            False: ReasonCode.CONDITION_NOT_MET,
            None: ReasonCode.CONDITION_UNANSWERED,
        }[answer]
        return Reason(code, category, indicator.citation, question, answer)

    def _adaptations(self, indicator: Indicator, answers: Answers) -> Iterator[Adaptation]:
        for question, answer, changed, values in _adaptations_of(indicator.number):
            if answers[question] is answer and values.values[0].since <= self.day:
                yield Adaptation(question, answer, changed, values.on(self.day).citation)

    def bounds(self, results: Iterable[IndicatorResult], answers: Answers) -> Bounds:
        """Try every answer to the questions left open: two indicators may hang on one question in opposite ways."""
        results = tuple(results)
        sure = sum(result.applies is Applies.YES for result in results)
        undetermined = [result for result in results if result.applies is Applies.UNDETERMINED]
        open_questions = sorted({cast(str, reason.question) for result in undetermined for reason in result.reasons})
        counts = {
            sum(self.result(result.indicator, tried).applies is Applies.YES for result in undetermined)
            for tried in (
                attrs.evolve(answers, **dict(zip(open_questions, tries, strict=True)))
                for tries in product((True, False), repeat=len(open_questions))
            )
        }
        return Bounds(sure + min(counts), sure + max(counts))

    def contradictions(self, answers: Answers) -> Iterator[Finding]:
        if answers.sole_practitioner and answers.teaching_team:
            yield finding("QST001", "answers")
        for question in questions():
            if answers[question] is False and all(self._by_nature(question, c) for c in self.categories):
                yield finding("QST002", "answers", question=question, categories=", ".join(self.categories))
        if answers.work_linked and answers.work_situation is False:
            yield finding("QST003", "answers")

    def _by_nature(self, question: str, category: Category) -> Citation | None:
        """What makes the answer yes for every action of a category, or None."""
        for fact in self.edition.by_nature:
            if fact.category is category and question in fact.questions:
                return fact.citation
        return None


@cache
def _adaptations_of(number: int) -> tuple[tuple[str, bool, Words, Dated[None]], ...]:
    """The adaptations of one indicator: question, answer that brings it, words, and what it rests on over time."""
    return tuple(
        (
            entry["question"],
            entry["answer"],
            Words(entry["fr"], entry["en"]),
            dated_from("adaptations", [{"value": None, **table} for table in entry["values"]]),
        )
        for entry in text("adaptations")["adaptations"]
        if entry["indicator"] == number
    )
