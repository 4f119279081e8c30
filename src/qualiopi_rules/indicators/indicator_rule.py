"""The rule for one indicator: the reasons why it applies or not, and what the answers adapt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import get_args

import attrs
from pendulum import Date

from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.kleene import all3
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.indicators.answers import Facts
from qualiopi_rules.indicators.result import Adaptation, Applies, IndicatorResult, Reason, ReasonCode
from qualiopi_rules.law.dated import Dated, dated_from
from qualiopi_rules.law.source import Citation
from qualiopi_rules.profile.profile import Profile
from qualiopi_rules.profile.removal import Removal
from qualiopi_rules.profile.thresholds import Threshold, published_threshold
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.rnq.edition import Indicator, Referential
from qualiopi_rules.rnq.notes import (
    NewEntrantEffect,
    SubcontractorEffect,
    notes_on,
    subcontractor_questions,
)

__all__ = ["Evidence", "IndicatorRule", "evidence"]


@attrs.frozen(eq=False)  # it is looked up by identity
class IndicatorRule:
    """The rule for one edition, one set of categories and one profile on one day.

    Attributes:
        edition: the edition of the referential.
        categories: the categories of the provider, sorted.
        profile: the profile of the certifier.
        day: the day of the audit.
    """

    edition: Referential
    categories: tuple[Category, ...]
    profile: Profile
    day: Date

    def questions(self, indicator: Indicator) -> tuple[str, ...]:
        """Return the questions whose answers the rule reads for an indicator; no other answer changes its result."""
        names = [indicator.condition, "acts_as_subcontractor"]
        names += [each.question for each in evidence("adaptations", indicator.number)]
        names += [each.question for each in self.profile.adaptations if each.indicator == indicator.number]
        names += [each.question for each in self.profile.removals if each.indicator == indicator.number]
        notes = notes_on(indicator.number, self.day)
        if notes is not None and notes.condition is not None:
            names.append(notes.condition.question)
        if notes is not None and notes.subcontractor.effect is SubcontractorEffect.NOT_APPLICABLE:
            names += subcontractor_questions()
        return tuple(dict.fromkeys(filter(None, names)))

    def counts(self, indicator: Indicator) -> tuple[str, ...]:
        """Return the questions whose answer is a number that the rule reads for an indicator."""
        return tuple(each.question for each in evidence("thresholds", indicator.number))

    def result(self, indicator: Indicator, facts: Facts) -> IndicatorResult:
        """Return whether an indicator applies, and why."""
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
        by_nature = self.by_nature(question, category)
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
        for removal in _removals_of(self.profile).get(indicator.number, ()):
            if category not in removal.categories or self.day < removal.since:
                continue
            answer = facts[removal.question]
            if answer is None or answer is removal.answer:
                code = ReasonCode.PROFILE_UNANSWERED if answer is None else ReasonCode.REMOVED_BY_PROFILE
                yield self._reason(code, category, removal.citation, removal.question, answer, removal.note)

    def _adaptations(self, indicator: Indicator, facts: Facts) -> Iterator[Adaptation]:
        for entry in evidence("adaptations", indicator.number):
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
        for entry in evidence("thresholds", indicator.number):
            held = entry.held.find(self.day)
            if held is None:
                continue
            threshold = self._threshold(entry.question)
            if threshold is None:
                yield Adaptation(entry.question, None, entry.words, held.citation, settled=False)
                continue
            known = Words(*(entry.known.say(locale, threshold=threshold.value) for locale in get_args(Locale)))
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
        return Reason(code, category, citation, question, answer, note, _own_words(self.profile).get(question))

    def by_nature(self, name: str, category: Category) -> Citation | None:
        """Return what makes the answer yes for every action of a category, or None."""
        for fact in self.edition.by_nature:
            if fact.category is category and name in fact.questions:
                return fact.citation
        return None


@remember
def _own_words(profile: Profile) -> Mapping[str, Words]:
    """The words of a certifier's own questions, by their ids."""
    return MappingProxyType({each.id: each.words for each in profile.own_questions})


@remember
def _removals_of(profile: Profile) -> Mapping[int, tuple[Removal, ...]]:
    """The removals of a profile by their indicators, each in the order of the profile."""
    found: dict[int, list[Removal]] = {}
    for removal in profile.removals:
        found.setdefault(removal.indicator, []).append(removal)
    return MappingProxyType({number: tuple(removals) for number, removals in found.items()})


@attrs.frozen
class Evidence:
    """One entry of the adaptations or of the thresholds: it has no value, only days on which it is known to hold.

    Attributes:
        question: the question whose answer decides.
        answer: the answer that changes the evidence; None for a threshold.
        words: what changes, or what is not known of it.
        held: the days on which it is known to hold.
        known: what changes once the threshold is known; the words themselves for an adaptation.
        above: whether it changes above the threshold, rather than below; None for an adaptation.
    """

    question: str
    answer: bool | None
    words: Words
    held: Dated[None]
    known: Words
    above: bool | None


@cache
def evidence(kind: str, number: int) -> tuple[Evidence, ...]:
    """Return the entries of `adaptations` or of `thresholds` for an indicator."""
    return tuple(
        Evidence(
            question=entry["question"],
            answer=entry.get("answer"),
            words=Words(**entry["words"]),
            held=dated_from(kind, [{"value": None, **table} for table in entry["values"]]),
            known=Words(**entry.get("known", entry["words"])),
            above=entry.get("above"),
        )
        for entry in text("indicators/adaptations")[kind]
        if entry["indicator"] == number
    )
