"""Which indicators apply to a provider, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from typing import get_args

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import InvalidValue, refuse, refuse_all
from qualiopi_rules.core.kleene import all3
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.indicators.answers import Answers, Facts, Situation
from qualiopi_rules.indicators.result import (
    Adaptation,
    Applicability,
    Applies,
    Bounds,
    IndicatorResult,
    Reason,
    ReasonCode,
)
from qualiopi_rules.law.dated import Dated, dated_from
from qualiopi_rules.law.source import Citation
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.profile.thresholds import Threshold, published_threshold
from qualiopi_rules.results.findings import Finding, finding, held_on
from qualiopi_rules.rnq.category import Category, categories_of
from qualiopi_rules.rnq.edition import Indicator, Referential, edition_on
from qualiopi_rules.rnq.notes import NewEntrantEffect, SubcontractorEffect, notes_on, subcontractor_questions
from qualiopi_rules.rnq.question import questions

__all__ = ["applicability", "applicability_of", "results_of", "unknown_answers"]


def applicability(
    categories: Iterable[Category | str],
    answers: Answers | None = None,
    *,
    on: DayLike,
    profile: Profile | str = DEFAULT_PROFILE,
    situation: Situation | None = None,
    edition: Referential | None = None,
) -> Applicability:
    """Return whether each indicator of the edition applies to a provider, and why.

    With several categories an indicator applies as soon as one of them keeps it. An unanswered question leaves an
    indicator undetermined only where the answer would decide.

    Args:
        categories: one or more of `AF`, `BC`, `VAE`, `CFA`.
        answers: the answers of the provider; none by default.
        on: the day of the audit.
        profile: a certifier's profile, or the name of a built-in one, as `law` or `certifier`.
        situation: the situation of the service that the audit samples; nothing known by default.
        edition: an edition of one's own (`formats.read_edition`) in place of the one of the day.

    Raises:
        InvalidInput: with every argument that does not hold, and for an answer to a question that the profile has not.
        NotInForce: when the day is before the first edition.

    Source: the annex to chapter VI (columns and conditions); each reason carries its own.
    """
    day = converters.day(on)
    categories = categories_of(categories)
    answers = converters.instance(Answers, Answers() if answers is None else answers)
    profile = profile_of(profile)
    situation = converters.instance(Situation, Situation() if situation is None else situation)
    edition = converters.optional_instance(Referential, edition)
    refuse(categories=categories, answers=answers, on=day, profile=profile, situation=situation, edition=edition)
    refuse_all(unknown_answers(answers, profile))
    return applicability_of(categories, answers, situation, day, profile, edition)


def unknown_answers(answers: Answers, profile: Profile, where: str = "answers") -> Iterator[InvalidValue]:
    """Yield the errors of answers to questions that are not among a certifier's own."""
    known = [question.id for question in profile.own_questions]
    for name, _ in answers.own:
        if name not in known:
            yield InvalidValue(f"{where}.own.{name}", name, "own-question", profile=profile.name)


def applicability_of(
    categories: frozenset[Category],
    answers: Answers,
    situation: Situation,
    day: Date,
    profile: Profile,
    edition: Referential | None = None,
) -> Applicability:
    """Apply the rule to checked arguments."""
    edition = edition_on(day) if edition is None else edition
    rule = _Rule(edition, tuple(sorted(categories)), profile, day)
    results, bounds = rule.results(Facts.of(answers, situation))
    return Applicability(
        on=day,
        edition=edition.edition,
        categories=categories,
        answers=answers,
        situation=situation,
        profile=profile,
        results=results,
        bounds=bounds,
        findings=held_on(rule.contradictions(answers), day),
    )


def results_of(
    categories: frozenset[Category], facts: Facts, day: Date, profile: Profile
) -> tuple[tuple[IndicatorResult, ...], Bounds]:
    """Return the result of each indicator, and the least and the most that can apply, from checked arguments."""
    return _Rule(edition_on(day), tuple(sorted(categories)), profile, day).results(facts)


@attrs.frozen
class _Rule:
    """The rule for one edition, one set of categories and one profile on one day."""

    edition: Referential
    categories: tuple[Category, ...]
    profile: Profile
    day: Date

    def results(self, facts: Facts) -> tuple[tuple[IndicatorResult, ...], Bounds]:
        results = tuple(self.result(indicator, facts) for indicator in self.edition.values())
        return results, self.bounds(results, facts)

    def result(self, indicator: Indicator, facts: Facts) -> IndicatorResult:
        reasons = [reason for category in self.categories for reason in self._reasons(indicator, category, facts)]
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
            adaptations=() if applies is Applies.NO else tuple(self._adaptations(indicator, facts)),
        )

    def _reasons(self, indicator: Indicator, category: Category, facts: Facts) -> list[Reason]:
        """The reasons that decide for one category: what excludes it, else what leaves it open, else what keeps it."""
        if category not in indicator.categories:
            return [Reason(ReasonCode.NOT_IN_COLUMN, category, indicator.citation)]
        reasons = [
            self._condition(indicator, category, facts),
            *self._guide(indicator, category, facts),
            *self._removals(indicator, category, facts),
        ]
        for outcome in (Applies.NO, Applies.UNDETERMINED):
            deciding = [reason for reason in reasons if reason.code.applies is outcome]
            if deciding:
                return deciding
        return reasons

    def _condition(self, indicator: Indicator, category: Category, facts: Facts) -> Reason:
        question = indicator.condition
        if question is None:
            return Reason(ReasonCode.IN_COLUMN, category, indicator.citation)
        by_nature = self._by_nature(question, category)
        if by_nature is not None:
            return Reason(ReasonCode.CONDITION_BY_NATURE, category, by_nature, question)
        answer = facts[question]
        code = {
            True: ReasonCode.CONDITION_MET,
            False: ReasonCode.CONDITION_NOT_MET,
            None: ReasonCode.CONDITION_UNANSWERED,
        }[answer]
        return Reason(code, category, indicator.citation, question, answer)

    def _guide(self, indicator: Indicator, category: Category, facts: Facts) -> Iterator[Reason]:
        """What the guide removes, where it may: each of its exclusions needs all its questions answered yes."""
        notes = notes_on(indicator.number, self.day)
        if not self.profile.guide_removes or notes is None:
            return
        exclusions: list[tuple[tuple[str, ...], Citation, Words]] = []
        if notes.subcontractor.effect is SubcontractorEffect.NOT_APPLICABLE and notes.since <= self.day:
            exclusions.append((subcontractor_questions(), notes.subcontractor.citation, notes.subcontractor.words))
        condition = notes.condition
        if condition is not None and category in condition.categories:
            threshold = condition.days.find(self.day)
            if threshold is not None:
                words = Words(condition.say("fr"), condition.say("en"))
                exclusions.append(((condition.question,), threshold.citation, words))
        for names, cited, note in exclusions:
            excluded = all3(facts[name] for name in names)
            if excluded:
                yield Reason(ReasonCode.EXCLUDED_BY_GUIDE, category, cited, names[0], True, note)
            elif excluded is None:
                for name in names:
                    if facts[name] is None:
                        yield Reason(ReasonCode.GUIDE_UNANSWERED, category, cited, name, None, note)

    def _removals(self, indicator: Indicator, category: Category, facts: Facts) -> Iterator[Reason]:
        for removal in self.profile.removals:
            if removal.indicator != indicator.number or category not in removal.categories or self.day < removal.since:
                continue
            answer = facts[removal.question]
            if answer is None or answer is removal.answer:
                code = ReasonCode.PROFILE_UNANSWERED if answer is None else ReasonCode.REMOVED_BY_PROFILE
                yield self._reason(code, category, removal.citation, removal.question, answer, removal.note)

    def _adaptations(self, indicator: Indicator, facts: Facts) -> Iterator[Adaptation]:
        for entry in _evidence("adaptations", indicator.number):
            held = entry.held.find(self.day)
            if held is not None and facts[entry.question] is entry.answer:
                yield Adaptation(entry.question, entry.answer, entry.words, held.citation)
        for change in self.profile.adaptations:
            concerned = change.indicator == indicator.number and change.since <= self.day
            if concerned and facts[change.question] is change.answer:
                yield Adaptation(change.question, change.answer, change.words, change.citation)
        yield from self._thresholds(indicator, facts)
        notes = notes_on(indicator.number, self.day)
        if notes is None or self.day < notes.since:
            return
        if facts.new_in.intersection(self.categories, indicator.categories) and (
            notes.new_entrant.effect in (NewEntrantEffect.FORMALISED, NewEntrantEffect.AT_SURVEILLANCE)
        ):
            yield Adaptation("new_in", True, notes.new_entrant.words, notes.new_entrant.citation)
        if facts["acts_as_subcontractor"] and (
            notes.subcontractor.effect
            in (SubcontractorEffect.NOT_APPLICABLE, SubcontractorEffect.MISSIONS, SubcontractorEffect.ADAPTED)
        ):
            yield Adaptation("acts_as_subcontractor", True, notes.subcontractor.words, notes.subcontractor.citation)

    def _thresholds(self, indicator: Indicator, facts: Facts) -> Iterator[Adaptation]:
        """What depends on a threshold: open until it is published, or set by the profile, and the number is known."""
        for entry in _evidence("thresholds", indicator.number):
            held = entry.held.find(self.day)
            if held is None:
                continue
            threshold = self._threshold(entry.question)
            if threshold is None:
                yield Adaptation(entry.question, None, entry.words, held.citation, settled=False)
                continue
            template = Words(*entry.known)
            known = Words(*(template.say(locale, threshold=threshold.value) for locale in get_args(Locale)))
            count = facts.counts.get(entry.question)
            if count is None:
                yield Adaptation(entry.question, None, known, threshold.citation, settled=False)
            elif (count > threshold.value) if entry.above else (count < threshold.value):
                yield Adaptation(entry.question, None, known, threshold.citation)

    def _threshold(self, question: str) -> Threshold | None:
        own = (each for each in self.profile.thresholds if each.question == question and each._holds(self.day))
        return next(own, None) or published_threshold(question, self.day)

    def _reason(
        self,
        code: ReasonCode,
        category: Category,
        citation: Citation,
        question: str,
        answer: bool | None,
        note: Words | None,
    ) -> Reason:
        """A reason from a profile; it carries the words of a question of the certifier's own."""
        own = {each.id: each.words for each in self.profile.own_questions}
        return Reason(code, category, citation, question, answer, note, own.get(question))

    def bounds(self, results: Iterable[IndicatorResult], facts: Facts) -> Bounds:
        """Try every answer to the open questions: two indicators may depend on one question in opposite ways."""
        results = tuple(results)
        sure = sum(result.applies is Applies.YES for result in results)
        undetermined = [result for result in results if result.applies is Applies.UNDETERMINED]
        reasons = (reason for result in undetermined for reason in result.reasons)
        open_questions = sorted({reason.question for reason in reasons if reason.question is not None})
        counts = set()
        for tries in product((True, False), repeat=len(open_questions)):
            tried = facts
            for name, answer in zip(open_questions, tries, strict=True):
                tried = tried.answered(name, answer)
            counts.add(sum(self.result(result.indicator, tried).applies is Applies.YES for result in undetermined))
        return Bounds(sure + min(counts), sure + max(counts))

    def contradictions(self, answers: Answers) -> Iterator[Finding]:
        if answers.sole_practitioner and answers.teaching_team:
            yield finding("QST001", "answers")
        for name in questions():
            if answers[name] is False and all(self._by_nature(name, category) for category in self.categories):
                yield finding("QST002", "answers", question=name, categories=", ".join(self.categories))
        if answers.work_linked and answers.work_situation is False:
            yield finding("QST003", "answers")

    def _by_nature(self, name: str, category: Category) -> Citation | None:
        """What makes the answer yes for every action of a category, or None."""
        for fact in self.edition.by_nature:
            if fact.category is category and name in fact.questions:
                return fact.citation
        return None


@attrs.frozen
class _Evidence:
    """One entry of the adaptations or of the thresholds: it has no value, only days on which it is known to hold."""

    question: str
    answer: bool | None
    words: Words
    held: Dated[None]
    known: tuple[str, str] = ("", "")
    above: bool = True


@cache
def _evidence(kind: str, number: int) -> tuple[_Evidence, ...]:
    return tuple(
        _Evidence(
            question=entry["question"],
            answer=entry.get("answer"),
            words=Words(**entry["words"]),
            held=dated_from(kind, [{"value": None, **table} for table in entry["values"]]),
            known=(entry["known"]["fr"], entry["known"]["en"]) if "known" in entry else ("", ""),
            above=entry.get("above", True),
        )
        for entry in text("indicators/adaptations")[kind]
        if entry["indicator"] == number
    )
