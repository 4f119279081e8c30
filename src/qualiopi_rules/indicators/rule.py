"""Which indicators apply to a provider, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import InvalidValue, refuse, refuse_all
from qualiopi_rules.indicators.answers import Answers, Facts, Situation
from qualiopi_rules.indicators.bounds import bounds_of
from qualiopi_rules.indicators.indicator_rule import IndicatorRule
from qualiopi_rules.indicators.periods import period_of
from qualiopi_rules.indicators.result import Applicability, Bounds, IndicatorResult
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.results.findings import Finding, finding, held_on
from qualiopi_rules.rnq.category import Category, categories_of
from qualiopi_rules.rnq.edition import Indicator, Referential, edition_on
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
    if edition is None:
        rule = _rule(categories, profile, period_of(day, profile))
        results, bounds, findings = _outcome(rule, answers, situation)
    else:
        # A caller's edition is used a few times: its results are not kept.
        rule = IndicatorRule(edition, tuple(sorted(categories)), profile, day)
        facts = Facts.of(answers, situation)
        results = tuple(rule.result(indicator, facts) for indicator in edition.values())
        bounds, findings = bounds_of(results, facts, rule.result), tuple(_contradictions(rule, answers))
    return Applicability(
        on=day,
        edition=rule.edition.edition,
        categories=categories,
        answers=answers,
        situation=situation,
        profile=profile,
        results=results,
        bounds=bounds,
        findings=held_on(findings, day),
    )


def results_of(
    categories: frozenset[Category], facts: Facts, day: Date, profile: Profile
) -> tuple[tuple[IndicatorResult, ...], Bounds]:
    """Return the result of each indicator, and the least and the most that can apply, from checked arguments."""
    return _results(_rule(categories, profile, period_of(day, profile)), facts)


@remember
def _rule(categories: frozenset[Category], profile: Profile, day: Date) -> IndicatorRule:
    return IndicatorRule(edition_on(day), tuple(sorted(categories)), profile, day)


@remember
def _outcome(
    rule: IndicatorRule, answers: Answers, situation: Situation
) -> tuple[tuple[IndicatorResult, ...], Bounds, tuple[Finding, ...]]:
    """The results, their bounds and what contradicts itself in the answers: many providers answer the same."""
    return (*_results(rule, Facts.of(answers, situation)), tuple(_contradictions(rule, answers)))


def _results(rule: IndicatorRule, facts: Facts) -> tuple[tuple[IndicatorResult, ...], Bounds]:
    def result(indicator: Indicator, facts: Facts) -> IndicatorResult:
        reads = _reads(rule, indicator.number)
        return _result(
            rule,
            indicator.number,
            tuple([facts[name] for name in reads.answers]),
            tuple([facts.counts.get(name) for name in reads.counts]),
            facts.new_in & reads.categories,
        )

    results = tuple([result(indicator, facts) for indicator in rule.edition.values()])
    return results, bounds_of(results, facts, result)


@attrs.frozen
class _Reads:
    """What the rule reads for an indicator: the questions, and the categories in which a provider may be new."""

    answers: tuple[str, ...]
    counts: tuple[str, ...]
    categories: frozenset[Category]


@remember
def _reads(rule: IndicatorRule, number: int) -> _Reads:
    indicator = rule.edition[number]
    concerned = indicator.categories.intersection(rule.categories)
    # What the annex has for none of the categories depends on nothing.
    return _Reads(rule.questions(indicator), rule.counts(indicator), concerned) if concerned else _NOTHING


_NOTHING = _Reads((), (), frozenset())


@remember
def _result(
    rule: IndicatorRule,
    number: int,
    answers: tuple[bool | None, ...],
    counts: tuple[int | None, ...],
    new_in: frozenset[Category],
) -> IndicatorResult:
    """The result of an indicator by what its rule reads: few, where whole sets of answers are many."""
    reads = _reads(rule, number)
    facts = Facts(dict(zip(reads.answers, answers, strict=True)), dict(zip(reads.counts, counts, strict=True)), new_in)
    return rule.result(rule.edition[number], facts)


def _contradictions(rule: IndicatorRule, answers: Answers) -> Iterator[Finding]:
    if answers.sole_practitioner and answers.teaching_team:
        yield finding("QST001", "answers")
    for name in questions():
        if answers[name] is False and all(rule.by_nature(name, category) for category in rule.categories):
            yield finding("QST002", "answers", question=name, categories=", ".join(rule.categories))
    if answers.work_linked and answers.work_situation is False:
        yield finding("QST003", "answers")
