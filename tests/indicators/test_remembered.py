"""What is remembered of the rule is what it would find again: by period, by the answers it reads, and its bounds."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Answers, Category, NotInForce, Profile, Situation, applicability
from qualiopi_rules.indicators import bounds as bounds_module, periods, result as result_module
from qualiopi_rules.indicators.answers import Facts
from qualiopi_rules.indicators.bounds import bounds_of
from qualiopi_rules.indicators.indicator_rule import IndicatorRule
from qualiopi_rules.indicators.periods import _days, changes_of, period_of
from qualiopi_rules.indicators.result import Applies, Bounds, IndicatorResult, Reason, ReasonCode
from qualiopi_rules.indicators.rule import results_of
from qualiopi_rules.law import Dated, Value
from qualiopi_rules.profile import EvidenceChange, built_in_profiles
from qualiopi_rules.profile.thresholds import Threshold
from qualiopi_rules.rnq import editions
from qualiopi_rules.rnq.edition import Indicator, edition_on
from qualiopi_rules.rnq.notes import all_notes
from qualiopi_rules.strategies import answers, audit_days, categories, situations
from tests.checks import anew, assert_one_hash, profile_with
from tests.indicators.test_applicability import OPPOSITE
from tests.profile.test_profile import NAME, removal
from tests.strategies import OWN

WIDEST = profile_with(
    "certifier",
    guide_removes=True,
    thresholds=[
        Threshold(question="trainers", value=3, since="2027-01-01", until="2027-12-31", citation=OWN),
        Threshold(question="permanent_hours", value=30, since="2027-06-01", citation=OWN),
    ],
)
"""A profile under which the rule reads all that it may read."""

NO_SUBCONTRACTING = Answers(subcontracting=False)

PROFILES = st.sampled_from([WIDEST, *(built_in_profiles()[name] for name in ("law", "certifier", "certifier-af"))])


def found_again(
    covered: frozenset[Category], facts: Facts, day: Date, profile: Profile
) -> tuple[tuple[IndicatorResult, ...], Bounds]:
    """The results of the rule on the day itself, with all the facts, and nothing remembered."""
    rule = IndicatorRule(edition_on(day), tuple(sorted(covered)), profile, day)
    results = tuple(rule.result(indicator, facts) for indicator in rule.edition.values())
    return results, bounds_of(results, facts, rule.result)


@pytest.mark.property
@given(categories(), answers(), situations(), audit_days(), PROFILES)
def test_what_is_remembered_is_what_the_rule_finds(
    covered: frozenset[Category], given_answers: Answers, situation: Situation, day: Date, profile: Profile
) -> None:
    facts = Facts.of(given_answers, situation)
    assert results_of(covered, facts, day, profile) == found_again(covered, facts, day, profile)


@pytest.mark.property
@given(categories(), answers(), situations(), audit_days(), PROFILES)
def test_a_callers_edition_has_the_results_of_the_same_one_of_ours(
    covered: frozenset[Category], given_answers: Answers, situation: Situation, day: Date, profile: Profile
) -> None:
    ours = applicability(covered, given_answers, on=day, profile=profile, situation=situation)
    theirs = applicability(
        covered, given_answers, on=day, profile=profile, situation=situation, edition=edition_on(day)
    )
    assert theirs == ours


@pytest.mark.parametrize("profile", [WIDEST, built_in_profiles()["law"]], ids=lambda profile: profile.name)
def test_between_two_changes_every_day_has_the_same_results(profile: Profile) -> None:
    """Every day of nine years is compared with the day before it; the days of change are few and are all needed."""
    facts = Facts.of(Answers(), Situation(new_in=["BC"], trainers=4, permanent_hours=20))
    days = [Date.fromordinal(each) for each in range(Date(2019, 6, 9).toordinal(), Date(2028, 6, 9).toordinal())]
    changed = set()
    before = None
    for day in days:
        rule = IndicatorRule(edition_on(day), tuple(sorted(Category)), profile, day)
        results = [rule.result(rule.edition[number], facts) for number in (1, 2, 3, 12, 18, 19, 20, 27, 31)]
        if before is not None and results != before:
            changed.add(day)
        before = results
    assert changed <= set(_days(profile))
    assert len(_days(profile)) < 25
    assert len(changed) > 1


@given(audit_days(), PROFILES)
def test_a_period_starts_on_or_before_its_days_and_is_its_own(day: Date, profile: Profile) -> None:
    start = period_of(day, profile)
    assert start <= day
    assert period_of(start, profile) == start
    assert not any(start < change <= day for change in _days(profile))


def test_there_is_no_period_before_the_first_edition() -> None:
    with pytest.raises(NotInForce):
        period_of(editions()[0].since.subtract(days=1), WIDEST)
    assert all(earlier < later for earlier, later in pairwise(_days(WIDEST)))


def test_a_period_starts_on_each_day_that_a_profile_names() -> None:
    """After the last day of what it sets another one starts; a day before the first edition starts none."""
    held: dict[str, Any] = {"indicator": 17, "question": "complaints", "answer": True, "words": NAME, "citation": OWN}
    profile = Profile(
        name="days",
        words=NAME,
        removals=[removal(since="2021-02-01"), removal(since="2018-01-01")],
        adaptations=[EvidenceChange(since="2021-02-02", **held)],
        thresholds=[
            Threshold(question="trainers", value=3, since="2021-02-03", until="2021-02-04", citation=OWN),
        ],
    )
    for day in (Date(2021, 2, 1), Date(2021, 2, 2), Date(2021, 2, 3), Date(2021, 2, 5)):
        assert period_of(day, profile) == day
    assert period_of(Date(2021, 2, 4), profile) == Date(2021, 2, 3)
    assert period_of(Date(2021, 1, 31), profile) == _days(profile)[0] == editions()[0].since


def test_a_period_starts_on_the_day_of_a_condition_of_the_guide(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Those that are known fall on days on which the evidence changes too; another one need not."""
    (notes,) = (each for each in all_notes()[-1].values() if each.condition is not None)
    assert notes.condition is not None
    *_, latest = notes.condition.days.values
    day = Date(2025, 6, 16)
    moved = attrs.evolve(notes.condition.days, values=(attrs.evolve(latest, since=day),))
    other = attrs.evolve(notes, condition=attrs.evolve(notes.condition, days=moved))
    profile = built_in_profiles()["law"]
    request.addfinalizer(_days.cache_clear)
    monkeypatch.setattr(periods, "all_notes", lambda: ({other.number: other},))
    _days.cache_clear()
    assert period_of(day, profile) == day
    assert period_of(day.subtract(days=1), profile) < day.subtract(days=1)


def test_a_period_starts_on_the_day_that_audits_had_to_use_the_notes_of_the_guide(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Those that are known fall on days on which the evidence changes too; another version need not."""
    noted = next(each for each in all_notes()[-1].values() if each.condition is None)
    day = Date(2025, 6, 16)
    request.addfinalizer(_days.cache_clear)
    monkeypatch.setattr(periods, "all_notes", lambda: ({noted.number: attrs.evolve(noted, since=day)},))
    _days.cache_clear()
    assert period_of(day, built_in_profiles()["law"]) == day


def test_a_rule_changes_on_the_first_day_of_a_value_and_on_the_day_after_an_end() -> None:
    """After the last day of the calendar there is none."""
    days = [
        (Date(2024, 1, 1), Date(2024, 2, 29)),
        (Date(2024, 6, 1), None),
        (Date(2025, 1, 1), Date(9999, 12, 31)),
    ]
    rule = Dated("own.rule", tuple(Value(None, since, until, OWN) for since, until in days))
    changed = [Date(2024, 1, 1), Date(2024, 3, 1), Date(2024, 6, 1), Date(2025, 1, 1)]
    assert list(changes_of(rule)) == changed


def test_a_result_has_one_hash_before_and_after_it_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is worked out from a result is remembered by it."""
    module = anew(result_module, monkeypatch)
    indicator = edition_on(Date(2024, 3, 8))[1]
    first, second = (
        module.IndicatorResult(
            indicator=indicator,
            applies=module.Applies.YES,
            reasons=(module.Reason(module.ReasonCode.IN_COLUMN, Category.BC, indicator.citation),),
        )
        for _ in range(2)
    )
    assert_one_hash(first, second)


def test_what_the_annex_has_for_no_category_is_remembered_once_whatever_is_answered() -> None:
    """An indicator of the column is remembered for each of the answers that it reads."""
    situations = [Situation(acts_as_subcontractor=answer) for answer in (True, False, None)]
    found = [applicability(["BC"], on="2024-03-08", situation=situation) for situation in situations]
    assert len({id(each[3]) for each in found}) == 1
    assert len({id(each[5]) for each in found}) == 3


class TestBounds:
    OPEN = 13

    def profile(self) -> Profile:
        """Thirteen questions of the certifier's own, each of which removes an indicator."""
        known = list(built_in_profiles()["certifier"].questions)
        own = [attrs.evolve(known[0], id=f"own_{at}", words=NAME) for at in range(self.OPEN)]
        numbers = (1, 2, 4, 5, 6, 9, 10, 11, 12, 17, 19, 21, 22)
        removals = [removal(indicator=number, question=each.id) for number, each in zip(numbers, own, strict=True)]
        return Profile(name="own", words=NAME, questions=[*known, *own], removals=removals)

    def searched(self, profile: Profile, answers: Answers = NO_SUBCONTRACTING) -> tuple[Bounds, int]:
        """The bounds for a bilan provider, and how many results were tried to find them."""
        day = Date(2024, 3, 8)
        rule = IndicatorRule(edition_on(day), (Category.BC,), profile, day)
        facts = Facts.of(answers, Situation())
        results = tuple(rule.result(indicator, facts) for indicator in rule.edition.values())
        tried = []

        def counted(indicator: Indicator, facts: Facts) -> IndicatorResult:
            tried.append(indicator.number)
            return rule.result(indicator, facts)

        return bounds_of(results, facts, counted), len(tried)

    def test_the_tries_are_counted(self) -> None:
        """Two for each question that decides alone, and not two to the power of all."""
        assert self.searched(self.profile()) == (Bounds(21 - self.OPEN, 21), 2 * self.OPEN)

    def test_the_question_on_which_most_hang_is_tried_first(self) -> None:
        """Yes to it settles all thirteen; no leaves each with a question of its own, which decides alone."""
        alone = self.profile()
        shared = [removal(indicator=each.indicator, question="complaints", answer=True) for each in alone.removals]
        profile = attrs.evolve(alone, removals=[*alone.removals, *shared])
        assert self.searched(profile) == (Bounds(21 - self.OPEN, 21), 2 * self.OPEN + 2 * self.OPEN)

    @pytest.mark.parametrize(("most", "bounds"), [(4, Bounds(21, 21)), (3, Bounds(20, 22)), (0, Bounds(20, 22))])
    def test_where_the_tries_do_not_suffice_what_is_left_counts_as_open(
        self, monkeypatch: pytest.MonkeyPatch, most: int, bounds: Bounds
    ) -> None:
        """One question removes one of two indicators whatever the answer: with yes and with no each is tried."""
        monkeypatch.setattr(bounds_module, "_MOST_TRIES", most)
        assert self.searched(OPPOSITE, Answers(subcontracting=True)) == (bounds, 4 if most == 4 else 0)

    @given(st.integers(0, 60), st.data())
    def test_no_more_is_tried_than_may_be_and_the_bounds_hold(self, most: int, data: st.DataObject) -> None:
        """With fewer tries they may be wider, never narrower."""
        names = ["teaching_team", "complaints", "companies_direct", "funders_direct"]
        pairs = data.draw(st.lists(st.tuples(st.sampled_from((2, 9, 12, 23)), st.sampled_from(names)), unique=True))
        removals = [removal(indicator=number, question=name, answer=data.draw(st.booleans())) for number, name in pairs]
        profile = Profile(name="own", words=NAME, removals=removals)
        whole, _ = self.searched(profile)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(bounds_module, "_MOST_TRIES", most)
            bounds, tries = self.searched(profile)
        assert tries <= most
        assert bounds.least <= whole.least <= whole.most <= bounds.most

    def test_two_indicators_may_hang_together_by_a_third(self) -> None:
        """The first and the last share no question with each other, and one of them is always removed.

        The second shares one with each; a group has the questions of all that it was put together of.
        """
        asked = {1: {"complaints": True, "teaching_team": True}, 2: {"complaints": True, "funders_direct": True}}
        removals = [
            removal(indicator=number, question=name, answer=answer)
            for number, answers in {**asked, 4: {"teaching_team": False}}.items()
            for name, answer in answers.items()
        ]
        bounds, _ = self.searched(Profile(name="own", words=NAME, removals=removals))
        assert bounds == Bounds(21 - 3, 21 - 1)

    @given(st.lists(st.sampled_from([True, False, None]), min_size=4, max_size=4), st.data())
    def test_they_are_the_least_and_the_most_over_all_answers(
        self, known: list[bool | None], data: st.DataObject
    ) -> None:
        """Tried one by one over all the questions together, some of which two indicators share."""
        names = ["teaching_team", "complaints", "companies_direct", "funders_direct"]
        removals = [
            removal(indicator=number, question=data.draw(st.sampled_from(names)), answer=data.draw(st.booleans()))
            for number in (2, 9, 12, 12, 23, 24)
        ]
        removals = list({(each.indicator, each.question): each for each in removals}.values())
        profile = Profile(name="shared", words=NAME, removals=removals)
        given_answers: dict[str, Any] = dict(zip(names, known, strict=True))

        def count(**chosen: Any) -> int:
            answered = Answers(subcontracting=True, **given_answers | chosen)
            return len(applicability(["BC"], answered, on="2024-01-01", profile=profile).numbers)

        waiting = [name for name in names if given_answers[name] is None]
        counts = {
            count(**dict(zip(waiting, tried, strict=True))) for tried in product((True, False), repeat=len(waiting))
        }
        answered = Answers(subcontracting=True, **given_answers)
        found = applicability(["BC"], answered, on="2024-01-01", profile=profile)
        assert found.bounds == Bounds(min(counts), max(counts))

    @pytest.mark.parametrize("answer", [True, False])
    def test_a_form_of_own_questions_that_hang_together_takes_few_tries(self, answer: bool) -> None:
        """Forty questions, each of which removes every indicator: two to the power of forty would never end."""
        known = list(built_in_profiles()["certifier"].questions)
        own = [attrs.evolve(known[0], id=f"own_{at}", words=NAME) for at in range(40)]
        numbers = [each.number for each in edition_on(Date(2024, 3, 8))._of_category(Category.BC)]
        removals = [removal(indicator=each, question=one.id, answer=answer) for each in numbers for one in own]
        profile = Profile(name="own", words=NAME, questions=[*known, *own], removals=removals)
        found = applicability(["BC"], Answers(subcontracting=False), on="2024-03-08", profile=profile)
        assert found.bounds == Bounds(0, 21)

    def test_the_answers_to_a_hundred_questions_are_tried_and_to_one_more_are_not(self) -> None:
        """A question that concerns an indicator in both ways removes it whatever the answer: that is not tried here.

        What is not tried counts as open: the bounds hold, and may be wider than what can be reached.
        """
        known = list(built_in_profiles()["certifier"].questions)
        own = [attrs.evolve(known[0], id=f"own_{at}", words=NAME) for at in range(101)]
        removals = [removal(indicator=1, question=each.id, answer=answer) for each in own for answer in (True, False)]
        most = Profile(name="own", words=NAME, questions=[*known, *own], removals=removals[:-2])
        more = attrs.evolve(most, removals=removals)
        answers = Answers(subcontracting=False)
        assert applicability(["BC"], answers, on="2024-03-08", profile=most).bounds == Bounds(20, 20)
        assert applicability(["BC"], answers, on="2024-03-08", profile=more).bounds == Bounds(20, 21)

    def test_a_reason_without_a_question_is_not_tried(self) -> None:
        """Two that are open for one question move together; a reason that no answer settles neither adds nor joins."""
        edition = edition_on(Date(2024, 3, 8))

        def rule(indicator: Indicator, facts: Facts) -> IndicatorResult:
            answer = facts["complaints"]
            reasons = [
                Reason(ReasonCode.PROFILE_UNANSWERED, Category.BC, indicator.citation, question)
                for question in (None, "complaints")
            ]
            applies = Applies.UNDETERMINED if answer is None else Applies.YES if answer else Applies.NO
            return IndicatorResult(indicator=indicator, applies=applies, reasons=tuple(reasons))

        facts = Facts({})
        results = [rule(edition[number], facts) for number in (1, 2)]
        assert bounds_of(results, facts, rule) == Bounds(0, 2)
