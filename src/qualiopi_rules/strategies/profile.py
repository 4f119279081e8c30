"""Strategies of what a certifier chooses."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from qualiopi_rules.core.errors import MissingExtra
from qualiopi_rules.profile.delays import RenewalAdvice, SuspensionDelay
from qualiopi_rules.profile.outcomes import OutcomeScale
from qualiopi_rules.profile.profile import Profile, built_in_profiles
from qualiopi_rules.profile.public_holidays import french_holidays
from qualiopi_rules.profile.removal import EvidenceChange, Removal
from qualiopi_rules.profile.thresholds import Threshold
from qualiopi_rules.rnq.edition import editions
from qualiopi_rules.rnq.question import Question, questions as known_questions, situation_questions
from qualiopi_rules.strategies.basics import categories, citations, one_of_known, texts, words
from qualiopi_rules.strategies.durations import duration_tables
from qualiopi_rules.strategies.law_days import days, decision_days
from qualiopi_rules.strategies.points import conformity_points

__all__ = [
    "evidence_changes",
    "outcome_scales",
    "own_questions",
    "profiles",
    "questions",
    "removals",
    "renewal_advices",
    "suspension_delays",
    "thresholds",
]


def questions() -> SearchStrategy[Question]:
    """Questions to a provider: the library's, or a certifier's own."""
    known = {**known_questions(), **situation_questions()}
    return one_of_known(known) | own_questions()


def own_questions() -> SearchStrategy[Question]:
    """Questions of a certifier's own, answered by yes or no."""
    known = {**known_questions(), **situation_questions()}
    ids = st.from_regex(r"[a-z]{1,8}", fullmatch=True).filter(lambda name: name not in known)
    return st.builds(Question, id=ids, words=words(), citation=citations(), categories=categories())


def _question_ids() -> SearchStrategy[str]:
    return st.sampled_from(list(known_questions()))


def removals() -> SearchStrategy[Removal]:
    """Answers that remove an indicator, for categories that have it."""
    return one_of_known(editions()[-1]).flatmap(
        lambda indicator: st.builds(
            Removal,
            indicator=st.just(indicator.number),
            question=_question_ids(),
            answer=st.booleans(),
            categories=st.frozensets(st.sampled_from(sorted(indicator.categories)), min_size=1),
            since=days(),
            citation=citations(),
            note=st.none() | words(),
        )
    )


def evidence_changes() -> SearchStrategy[EvidenceChange]:
    """Answers that change the evidence of an indicator."""
    return st.builds(
        EvidenceChange,
        indicator=st.sampled_from(list(editions()[-1])),
        question=_question_ids(),
        answer=st.booleans(),
        words=words(),
        since=days(),
        citation=citations(),
    )


def thresholds() -> SearchStrategy[Threshold]:
    """Thresholds that a certifier sets before any text does."""
    names = st.sampled_from(["trainers", "permanent_hours"])
    return st.builds(Threshold, question=names, value=st.integers(1, 5_000), since=days(), citation=citations())


def suspension_delays() -> SearchStrategy[SuspensionDelay]:
    """How long a certifier lets a suspension last."""
    return st.builds(SuspensionDelay, name=texts(), months=st.integers(1, 60), words=words(), citation=citations())


@st.composite
def renewal_advices(draw: DrawFn) -> RenewalAdvice:
    """When a certifier advises to hold the renewal audit."""
    closes = draw(st.integers(0, 12))
    opens = closes + draw(st.integers(1, 12))
    return RenewalAdvice(since=draw(days()), opens=opens, closes=closes, citation=draw(citations()))


@st.composite
def outcome_scales(draw: DrawFn) -> OutcomeScale:
    """Scales of outcomes of a certifier's reports."""
    first = draw(st.integers(1, 5))
    return OutcomeScale(
        reservations_from=first, unfavourable_from=first + draw(st.integers(1, 5)), citation=draw(citations())
    )


def profiles() -> SearchStrategy[Profile]:
    """Profiles of certifiers: the library's, or one that chooses anything or nothing.

    None runs to working days where the library of the extra `holidays` is not installed.
    """
    known = built_in_profiles()
    own = st.builds(
        Profile,
        name=texts().filter(lambda name: name not in known),
        words=words(),
        uncertain=st.none() | words(),
        questions=st.lists(own_questions(), max_size=2, unique_by=lambda question: question.id),
        removals=st.lists(removals(), max_size=2),
        adaptations=st.lists(evidence_changes(), max_size=2),
        points=st.none() | st.lists(conformity_points(), max_size=2),
        durations=st.none() | duration_tables(),
        suspension=st.none() | suspension_delays(),
        renewal=st.none() | renewal_advices(),
        guide_removes=st.booleans(),
        thresholds=st.lists(thresholds(), max_size=2),
        draft_minimum_from=st.none() | decision_days(),
        outcomes=st.none() | outcome_scales(),
        working_days=_working_days(),
    )
    return one_of_known(known) | own


def _working_days() -> SearchStrategy[bool]:
    try:
        french_holidays()
    except MissingExtra:
        return st.just(False)
    return st.booleans()
