"""Which indicators apply to a provider, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from typing import Any, cast

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.kleene import all3
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.indicators.answers import Answers, Situation
from qualiopi_rules.indicators.result import (
    Adaptation,
    Applicability,
    Applies,
    Bounds,
    IndicatorResult,
    Reason,
    ReasonCode,
    Texts,
)
from qualiopi_rules.law.dated import Dated, dated_from
from qualiopi_rules.law.source import Citation
from qualiopi_rules.profile.policy import Policy, policy_of
from qualiopi_rules.results.findings import Finding, finding, held_on
from qualiopi_rules.rnq.category import Category, categories_of
from qualiopi_rules.rnq.edition import Indicator, Referential, referential
from qualiopi_rules.rnq.notes import NewEntrantEffect, SubcontractorEffect, notes_on, subcontractor_questions
from qualiopi_rules.rnq.question import questions

__all__ = ["DEFAULT_POLICY", "applicability"]

DEFAULT_POLICY = "certifier"
"""The policy that is followed where none is named: the range 19 to 22 that a certifier announced for bilans."""


def applicability(
    categories: Iterable[Category | str],
    answers: Answers | None = None,
    *,
    on: DayLike,
    policy: Policy | str = DEFAULT_POLICY,
    situation: Situation | None = None,
    texts: Texts | str = Texts.LAW,
    edition: Referential | None = None,
) -> Applicability:
    """Conclude, for every indicator of the edition, whether it applies to a provider.

    With several categories an indicator applies as soon as one of them keeps it. An unanswered question leaves an
    indicator undetermined only where the answer would decide.

    Args:
        categories: one or more of `AF`, `BC`, `VAE`, `CFA`.
        answers: what the provider answered; nothing by default.
        on: the day of the audit.
        policy: `law`, `certifier` or a policy of one's own.
        situation: what is told of the service that the audit samples; nothing by default.
        texts: `law`, or `law-and-guide` to let the guide de lecture take indicators away too (12 for short trainings,
            1, 2 and 3 for a sub-contractor). What it changes in the evidence is told either way.
        edition: an edition of one's own (`qualiopi_rules.formats.toml.read_edition`) in place of the one of the day.

    Raises:
        InvalidInput: with every argument that does not hold.
        NotInForce: when the day is before the first edition.

    Source: the annex to chapter VI (columns and conditions); each reason carries its own.
    """
    day = converters.day(on)
    wanted = categories_of(categories)
    given = converters.instance(Answers, Answers() if answers is None else answers)
    followed = policy_of(policy)
    sampled = converters.instance(Situation, Situation() if situation is None else situation)
    heard = converters.one_of(Texts, texts)
    own = converters.optional_instance(Referential, edition)
    refuse(categories=wanted, answers=given, on=day, policy=followed, situation=sampled, texts=heard, edition=own)

    used = referential(on=day) if own is None else own
    rule = _Rule(used, tuple(sorted(wanted)), followed, heard, day)
    facts = _Facts(given, sampled)
    results = tuple(rule.result(indicator, facts) for indicator in used.values())
    return Applicability(
        on=day,
        edition=used.edition,
        categories=wanted,
        answers=given,
        situation=sampled,
        policy=followed,
        texts=heard,
        results=results,
        bounds=rule.bounds(results, facts),
        findings=held_on(rule.contradictions(given), day),
    )


@attrs.frozen
class _Facts:
    """Everything that was told, by question."""

    answers: Answers
    situation: Situation

    def __getitem__(self, name: str) -> bool | None:
        answer: bool | None = getattr(self.answers if name in questions() else self.situation, name)
        return answer

    def told(self, name: str, answer: bool) -> _Facts:
        """The same, with one more answer."""
        if name in questions():
            return _Facts(attrs.evolve(self.answers, **{name: answer}), self.situation)
        return _Facts(self.answers, attrs.evolve(self.situation, **cast(dict[str, Any], {name: answer})))


@attrs.frozen
class _Rule:
    """The rule for one edition, one set of categories, one policy and one choice of texts on one day."""

    edition: Referential
    categories: tuple[Category, ...]
    policy: Policy
    texts: Texts
    day: Date

    def result(self, indicator: Indicator, facts: _Facts) -> IndicatorResult:
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

    def _reasons(self, indicator: Indicator, category: Category, facts: _Facts) -> list[Reason]:
        """The reasons that decide for one category: what excludes it, else what leaves it open, else what keeps it."""
        if category not in indicator.categories:
            return [Reason(ReasonCode.NOT_IN_COLUMN, category, indicator.citation)]
        reasons = [
            self._condition(indicator, category, facts),
            *self._guide(indicator, category, facts),
            *self._policy(indicator, category, facts),
        ]
        for outcome in (Applies.NO, Applies.UNDETERMINED):
            deciding = [reason for reason in reasons if reason.code.applies is outcome]
            if deciding:
                return deciding
        return reasons

    def _condition(self, indicator: Indicator, category: Category, facts: _Facts) -> Reason:
        asked = indicator.condition
        if asked is None:
            return Reason(ReasonCode.IN_COLUMN, category, indicator.citation)
        by_nature = self._by_nature(asked, category)
        if by_nature is not None:
            return Reason(ReasonCode.CONDITION_BY_NATURE, category, by_nature, asked)
        answer = facts[asked]
        code = {
            True: ReasonCode.CONDITION_MET,
            False: ReasonCode.CONDITION_NOT_MET,
            None: ReasonCode.CONDITION_UNANSWERED,
        }[answer]
        return Reason(code, category, indicator.citation, asked, answer)

    def _guide(self, indicator: Indicator, category: Category, facts: _Facts) -> Iterator[Reason]:
        """What the guide takes away, where it is heard: each of its exclusions needs all its questions answered yes."""
        said = notes_on(indicator.number, self.day)
        if self.texts is Texts.LAW or said is None:
            return
        exclusions: list[tuple[tuple[str, ...], Citation, Words]] = []
        if said.subcontractor.effect is SubcontractorEffect.NOT_APPLICABLE and said.since <= self.day:
            exclusions.append((subcontractor_questions(), said.subcontractor.citation, said.subcontractor.words))
        if said.condition is not None and category in said.condition.categories:
            threshold = said.condition.threshold(on=self.day)
            if threshold is not None:
                told = Words(said.condition.say("fr"), said.condition.say("en"))
                exclusions.append(((said.condition.question,), threshold.citation, told))
        for asked, cited, note in exclusions:
            excluded = all3(facts[name] for name in asked)
            if excluded:
                yield Reason(ReasonCode.EXCLUDED_BY_GUIDE, category, cited, asked[0], True, note)
            elif excluded is None:
                for name in asked:
                    if facts[name] is None:
                        yield Reason(ReasonCode.GUIDE_UNANSWERED, category, cited, name, None, note)

    def _policy(self, indicator: Indicator, category: Category, facts: _Facts) -> Iterator[Reason]:
        for removal in self.policy.removals:
            if removal.indicator != indicator.number or category not in removal.categories or self.day < removal.since:
                continue
            answer = facts[removal.question]
            if answer is None or answer is removal.answer:
                code = ReasonCode.POLICY_UNANSWERED if answer is None else ReasonCode.REMOVED_BY_POLICY
                yield Reason(code, category, removal.citation, removal.question, answer, removal.note)

    def _adaptations(self, indicator: Indicator, facts: _Facts) -> Iterator[Adaptation]:
        for entry in _evidence("adaptations", indicator.number):
            held = entry.held.find(self.day)
            if held is not None and facts[entry.question] is entry.answer:
                yield Adaptation(entry.question, entry.answer, entry.words, held.citation)
        for entry in _evidence("thresholds", indicator.number):
            held = entry.held.find(self.day)
            if held is not None:
                yield Adaptation(entry.question, None, entry.words, held.citation, settled=False)
        said = notes_on(indicator.number, self.day)
        if said is None or self.day < said.since:
            return
        if facts.situation.new_in.intersection(self.categories, indicator.categories) and (
            said.new_entrant.effect in (NewEntrantEffect.FORMALISED, NewEntrantEffect.AT_SURVEILLANCE)
        ):
            yield Adaptation("new_in", True, said.new_entrant.words, said.new_entrant.citation)
        if facts.situation.acts_as_subcontractor and (
            said.subcontractor.effect
            in (SubcontractorEffect.NOT_APPLICABLE, SubcontractorEffect.MISSIONS, SubcontractorEffect.ADAPTED)
        ):
            yield Adaptation("acts_as_subcontractor", True, said.subcontractor.words, said.subcontractor.citation)

    def bounds(self, results: Iterable[IndicatorResult], facts: _Facts) -> Bounds:
        """Try every answer to the questions left open: two indicators may hang on one question in opposite ways."""
        results = tuple(results)
        sure = sum(result.applies is Applies.YES for result in results)
        undetermined = [result for result in results if result.applies is Applies.UNDETERMINED]
        open_questions = sorted({cast(str, reason.question) for result in undetermined for reason in result.reasons})
        counts = set()
        for tries in product((True, False), repeat=len(open_questions)):
            tried = facts
            for name, answer in zip(open_questions, tries, strict=True):
                tried = tried.told(name, answer)
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


@cache
def _evidence(kind: str, number: int) -> tuple[_Evidence, ...]:
    return tuple(
        _Evidence(
            question=entry["question"],
            answer=entry.get("answer"),
            words=Words(**entry["words"]),
            held=dated_from(kind, [{"value": None, **table} for table in entry["values"]]),
        )
        for entry in text("indicators/adaptations")[kind]
        if entry["indicator"] == number
    )
