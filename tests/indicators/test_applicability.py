"""Which indicators apply: the columns and conditions of the annex, three answers, two profiles."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Answers, Category, InvalidInput, NotInForce, Profile, Situation, applicability
from qualiopi_rules.indicators import Applicability, Facts
from qualiopi_rules.indicators.result import Applies, Bounds, ReasonCode
from qualiopi_rules.indicators.rule import results_of
from qualiopi_rules.law import Basis, Provenance
from qualiopi_rules.profile import built_in_profiles
from qualiopi_rules.rnq.question import questions
from qualiopi_rules.strategies import answers, audit_days, categories, situations
from tests.checks import profile_with, refused
from tests.profile.test_profile import NAME, removal
from tests.rnq.test_editions import COLUMNS, COMMON

WEBINAR = Answers(
    needs_analysis=True,
    disability_welcomed=False,
    sole_practitioner=True,
    subcontracting=False,
    funders_direct=True,
    teaching_team=False,
    companies_direct=False,
    complaints=True,
)
PRELIMINARY = [question.id for question in built_in_profiles()["certifier"].questions]
PROFILES = st.sampled_from(["law", "certifier"])


def answered(answers: Answers, **changes: Any) -> Answers:
    """The same answers but for some, by the ids of their questions."""
    return attrs.evolve(answers, **changes)


def every_answer(ids: list[str]) -> list[Answers]:
    combinations = product((True, False, None), repeat=len(ids))
    return [answered(Answers(), **dict(zip(ids, chosen, strict=True))) for chosen in combinations]


class TestTheWebinar:
    """The answers on the webinar's screen, on the day of the webinar, 1 March 2023."""

    def test_under_the_certifiers_profile_18_and_27_fall(self) -> None:
        result = applicability(["BC"], WEBINAR, on="2023-03-01")
        assert set(result.numbers) == COMMON - {18, 27}
        assert result.numbers == tuple(sorted(result.numbers))
        assert result.bounds == Bounds(20, 20)
        assert result.undetermined == ()

    def test_under_the_law_only_27_falls(self) -> None:
        result = applicability(["BC"], WEBINAR, on="2023-03-01", profile="law")
        assert set(result.numbers) == COMMON - {27}
        assert result.bounds == Bounds(21, 21)

    def test_each_removal_names_its_answer_and_what_it_rests_on(self) -> None:
        result = applicability(["BC"], WEBINAR, on="2023-03-01")
        (by_law,) = result[27].reasons
        assert (by_law.code, by_law.question, by_law.answer) == (
            ReasonCode.CONDITION_NOT_MET,
            "subcontracting",
            False,
        )
        assert (by_law.citation.basis, by_law.citation.provenance) == (Basis.LAW, Provenance.VERBATIM)
        (by_practice,) = result[18].reasons
        assert (by_practice.code, by_practice.question, by_practice.answer) == (
            ReasonCode.REMOVED_BY_PROFILE,
            "sole_practitioner",
            True,
        )
        assert (by_practice.citation.basis, by_practice.citation.provenance) == (Basis.PRACTICE, Provenance.DEDUCED)
        assert "V9" in by_practice.say("fr")

    def test_the_answers_adapt_the_evidence_of_indicators_that_stay(self) -> None:
        result = applicability(["BC"], WEBINAR, on="2023-03-01")
        adapted = {
            each.number: {(change.question, change.answer) for change in each.adaptations}
            for each in result.results
            if each.adaptations
        }
        assert adapted == {
            4: {("companies_direct", False)},
            22: {("sole_practitioner", True)},
            26: {("disability_welcomed", False)},
            30: {("teaching_team", False), ("companies_direct", False)},
        }

    def test_under_the_law_18_stays_and_its_evidence_is_adapted(self) -> None:
        result = applicability(["BC"], WEBINAR, on="2024-03-08", profile="law")
        assert [(change.question, change.citation.basis) for change in result[18].adaptations] == [
            ("sole_practitioner", Basis.PRACTICE),  # the grid: shows that every function is held
            ("sole_practitioner", Basis.GUIDE),  # guide V9: may hold every one
        ]


class TestBilanProviders:
    """For a bilan de compétences provider, 19 to 22 of the indicators."""

    def test_over_all_answers_the_certifiers_range_is_19_to_22_and_both_ends_are_reached(self) -> None:
        reached = set()
        for provided in every_answer(PRELIMINARY):
            result = applicability(["BC"], provided, on="2023-03-01")
            assert 19 <= result.bounds.least <= result.bounds.most <= 22
            reached.add(tuple(result.bounds))
            removed = set(result.not_applicable) & COMMON
            assert removed <= {18, 27, 31}
            for number in removed:
                for reason in result[number].reasons:
                    assert reason.question is not None
                    assert provided[reason.question] is reason.answer
                    assert reason.answer is not None
        assert {(19, 19), (22, 22), (19, 22)} <= reached

    def test_over_all_answers_the_laws_range_is_21_to_22(self) -> None:
        reached = set()
        for provided in every_answer(PRELIMINARY):
            result = applicability(["BC"], provided, on="2023-03-01", profile="law")
            reached.add((tuple(result.bounds), provided.subcontracting))
            assert set(result.not_applicable) & COMMON <= {27}
        assert reached == {((22, 22), True), ((21, 21), False), ((21, 22), None)}

    @pytest.mark.parametrize(
        ("answer", "removed"),
        [
            ({"subcontracting": False}, 27),
            ({"sole_practitioner": True}, 18),
            ({"complaints": False}, 31),
        ],
    )
    def test_three_answers_remove_one_indicator_each(self, answer: dict[str, bool], removed: int) -> None:
        neutral = Answers(subcontracting=True, sole_practitioner=False, complaints=True)
        result = applicability(["BC"], answered(neutral, **answer), on="2023-03-01")
        assert set(result.numbers) == COMMON - {removed}

    def test_the_range_is_the_same_in_the_2026_edition(self) -> None:
        result = applicability(["BC"], on="2026-11-01")
        assert (result.edition, result.bounds) == ("2026", Bounds(19, 22))
        assert set(result.undetermined) == {18, 27, 31}


class TestTheOtherCategories:
    def test_training_that_meets_no_condition_has_22_and_with_sub_contracting_23(self) -> None:
        none = Answers(certifying=False, work_linked=False, work_situation=False, subcontracting=False)
        assert set(applicability(["AF"], none, on="2023-03-01").numbers) == COMMON - {27} | {8}
        with_27 = attrs.evolve(none, subcontracting=True)
        assert set(applicability(["AF"], with_27, on="2023-03-01").numbers) == COMMON | {8}

    def test_training_that_meets_every_condition_has_its_whole_column(self) -> None:
        every = Answers(certifying=True, work_linked=True, work_situation=True, subcontracting=True)
        assert set(applicability(["AF"], every, on="2023-03-01").numbers) == COLUMNS[Category.AF]

    @pytest.mark.parametrize(
        ("question", "numbers"), [("certifying", {3, 7, 16}), ("work_linked", {13}), ("work_situation", {28})]
    )
    def test_13_and_28_concern_training_too(self, question: str, numbers: set[int]) -> None:
        every = Answers(certifying=True, work_linked=True, work_situation=True, subcontracting=True)
        without = applicability(["AF"], answered(every, **{question: False}), on="2023-03-01")
        assert set(without.numbers) == COLUMNS[Category.AF] - numbers

    def test_apprenticeship_meets_its_conditions_by_nature(self) -> None:
        """A CFA has 32 indicators, then 33; only sub-contracting is left to its answers."""
        assert set(applicability(["CFA"], on="2026-10-31").numbers) == set(range(1, 33)) - {27}
        assert set(applicability(["CFA"], on="2026-11-01").numbers) == set(range(1, 34)) - {27}
        (reason,) = applicability(["CFA"], on="2023-03-01")[13].reasons
        assert reason.code is ReasonCode.CONDITION_BY_NATURE
        assert reason.citation.provenance is Provenance.DEDUCED

    def test_vae_leads_to_a_certification_by_nature_and_has_neither_7_nor_8(self) -> None:
        result = applicability(["VAE"], Answers(subcontracting=True), on="2023-03-01")
        assert set(result.numbers) == COMMON | {3, 16}

    def test_what_a_profile_removes_for_one_category_another_keeps(self) -> None:
        result = applicability(["AF", "BC"], WEBINAR, on="2023-03-01")
        assert 18 in result.numbers
        assert {reason.category for reason in result[18].reasons} == {Category.AF}


class TestLaws:
    @pytest.mark.property
    @given(wanted=categories(), provided=answers(), day=audit_days(), profile=PROFILES)
    def test_several_categories_have_the_union_of_their_indicators(
        self, wanted: frozenset[Category], provided: Answers, day: Date, profile: str
    ) -> None:
        together = applicability(wanted, provided, on=day, profile=profile)
        alone = [applicability([category], provided, on=day, profile=profile) for category in wanted]
        assert set(together.numbers) == set().union(*(set(each.numbers) for each in alone))
        excluded: set[int] = set.intersection(*(set(each.not_applicable) for each in alone))
        assert set(together.not_applicable) == excluded

    @pytest.mark.property
    @given(
        wanted=categories(),
        provided=answers(),
        day=audit_days(),
        profile=PROFILES,
        question=st.sampled_from(sorted(questions())),
        answer=st.booleans(),
    )
    def test_answering_a_question_never_widens_the_bounds_and_settles_only_what_was_open(
        self,
        wanted: frozenset[Category],
        provided: Answers,
        day: Date,
        profile: str,
        question: str,
        answer: bool,
    ) -> None:
        before = applicability(wanted, answered(provided, **{question: None}), on=day, profile=profile)
        after = applicability(wanted, answered(provided, **{question: answer}), on=day, profile=profile)
        assert before.bounds.least <= after.bounds.least <= after.bounds.most <= before.bounds.most
        assert set(before.numbers) <= set(after.numbers)
        assert set(before.not_applicable) <= set(after.not_applicable)

    @pytest.mark.property
    @given(wanted=categories(), provided=answers(), day=audit_days(), profile=PROFILES)
    def test_the_bounds_are_reached_by_answering_what_is_open(
        self, wanted: frozenset[Category], provided: Answers, day: Date, profile: str
    ) -> None:
        result = applicability(wanted, provided, on=day, profile=profile)
        relevant = ["certifying", "work_linked", "work_situation", "subcontracting", "sole_practitioner", "complaints"]
        unanswered = [question for question in relevant if provided[question] is None]
        counts = {
            len(
                applicability(
                    wanted,
                    answered(provided, **dict(zip(unanswered, tried, strict=True))),
                    on=day,
                    profile=profile,
                ).numbers
            )
            for tried in product((True, False), repeat=len(unanswered))
        }
        assert (min(counts), max(counts)) == tuple(result.bounds)
        assert min(counts) in result.bounds
        assert max(counts) + 1 not in result.bounds

    @pytest.mark.property
    @given(wanted=categories(), provided=answers(), day=audit_days(), profile=PROFILES)
    def test_every_indicator_has_one_outcome_with_reasons_and_sources(
        self, wanted: frozenset[Category], provided: Answers, day: Date, profile: str
    ) -> None:
        result = applicability(wanted, provided, on=day, profile=profile)
        sets = [set(result.numbers), set(result.undetermined), set(result.not_applicable)]
        assert set().union(*sets) == set(range(1, 33 if day < date(2026, 11, 1) else 34))
        assert sum(map(len, sets)) == len(result.results)
        for each in result.results:
            assert each.reasons
            assert {reason.code.applies for reason in each.reasons} == {each.applies}
            assert all(reason.citation.source.title for reason in each.reasons)
            assert {reason.category for reason in each.reasons} <= wanted
            if each.applies is Applies.NO:
                assert each.adaptations == ()
            if each.applies is Applies.UNDETERMINED:
                assert all(provided[str(reason.question)] is None for reason in each.reasons)

    @pytest.mark.property
    @given(wanted=categories(), provided=answers(), day=audit_days())
    def test_a_profile_can_only_remove_from_what_the_law_keeps(
        self, wanted: frozenset[Category], provided: Answers, day: Date
    ) -> None:
        law = applicability(wanted, provided, on=day, profile="law")
        certifier = applicability(wanted, provided, on=day, profile="certifier")
        assert set(certifier.numbers) <= set(law.numbers)
        assert set(law.not_applicable) <= set(certifier.not_applicable)
        assert set(law.numbers) - set(certifier.numbers) <= {18, 31}

    @pytest.mark.property
    @given(wanted=categories(), provided=answers(), day=audit_days(), profile=PROFILES)
    def test_adaptations_follow_from_an_answer_and_rest_on_what_was_known_on_the_day(
        self, wanted: frozenset[Category], provided: Answers, day: Date, profile: str
    ) -> None:
        result = applicability(wanted, provided, on=day, profile=profile)
        for each in result.results:
            for change in each.adaptations:
                if change.settled:
                    assert provided[change.question] is change.answer
                assert change.say("fr") != change.say("en")
                assert change.citation.source.since is None or day >= date(2023, 3, 1)
                assert (change.citation.basis is Basis.GUIDE) <= (day >= date(2024, 1, 23))
                assert (change.citation.basis is Basis.LAW) <= (day >= date(2026, 11, 1))


OPPOSITE = Profile(
    name="opposite",
    words=NAME,
    removals=[
        removal(indicator=12, question="teaching_team", answer=True),
        removal(indicator=23, question="teaching_team", answer=False),
    ],
)
"""One question removes one of two indicators, whatever the answer."""


def test_two_indicators_that_depend_on_one_question_in_opposite_ways_do_not_move_together() -> None:
    """The bounds are over the answers, not over the indicators: one of the two always stays."""
    result = applicability(["BC"], Answers(subcontracting=True), on="2024-01-01", profile=OPPOSITE)
    assert set(result.undetermined) == {12, 23}
    assert result.bounds == Bounds(21, 21)


def test_a_condition_that_fails_settles_an_indicator_that_the_profile_leaves_open() -> None:
    profile = Profile(name="both", words=NAME, removals=[removal(indicator=27)])
    result = applicability(["BC"], Answers(subcontracting=False), on="2024-01-01", profile=profile)
    assert [reason.code for reason in result[27].reasons] == [ReasonCode.CONDITION_NOT_MET]
    both = applicability(["BC"], Answers(), on="2024-01-01", profile=profile)
    assert {reason.question for reason in both[27].reasons} == {"subcontracting", "teaching_team"}


def test_a_removal_that_does_not_meet_the_answer_keeps_the_indicator() -> None:
    result = applicability(["BC"], Answers(sole_practitioner=False), on="2023-03-01")
    assert [reason.code for reason in result[18].reasons] == [ReasonCode.IN_COLUMN]


def test_the_results_alone_are_those_of_the_applicability() -> None:
    """The columns of a data frame need nothing else."""
    whole = applicability(["BC"], WEBINAR, on="2024-03-08")
    facts = Facts.of(WEBINAR, Situation())
    results = results_of(frozenset({Category.BC}), facts, Date(2024, 3, 8), built_in_profiles()["certifier"])
    assert results == (whole.results, whole.bounds)


def test_its_citations_are_those_of_the_reasons_and_the_adaptations() -> None:
    result = applicability(["BC"], WEBINAR, on="2024-03-08")
    first, *_ = result.results
    assert result.citations[: len(first.reasons)] == tuple(reason.citation for reason in first.reasons)
    assert {change.citation for each in result.results for change in each.adaptations} <= set(result.citations)
    assert len(result.citations) == sum(len(each.reasons) + len(each.adaptations) for each in result.results)


def test_an_indicator_that_the_edition_does_not_have_is_no_result() -> None:
    with pytest.raises(KeyError):
        applicability(["CFA"], on="2026-10-31")[33]
    assert applicability(["CFA"], on="2026-11-01")[33].applies is Applies.YES


def test_every_argument_that_does_not_hold_is_reported_together() -> None:
    wrong: Any = {"certifying": True}
    with pytest.raises(InvalidInput) as refusal:
        applicability(["BC", "XX", "BC"], wrong, on="2023-02-30", profile="mine", situation=wrong, edition=wrong)
    paths = [fault.path for fault in refusal.value.faults]
    assert paths == ["categories[1]", "answers", "on", "profile", "situation", "edition"]


@pytest.mark.parametrize("wrong", [[], "BC", None, 3, ["BC", "BC"]])
def test_categories_are_a_list_of_one_or_more_each_once(wrong: Any) -> None:
    with refused("categories: "):
        applicability(wrong, on="2023-03-01")


def test_a_day_before_the_first_edition_is_refused() -> None:
    with pytest.raises(NotInForce):
        applicability(["BC"], on="2019-06-08")


def adapted_by(result: Applicability, question: str) -> set[int]:
    """The indicators whose evidence an answer adapts."""
    return {each.number for each in result.results if question in {change.question for change in each.adaptations}}


class TestTheGuide:
    """What the guide says adapts the evidence; it removes an indicator only where the profile lets it."""

    def test_the_law_alone_counts_unless_the_profile_lets_the_guide_remove(self) -> None:
        short = Situation(two_days_or_less=True, acts_as_subcontractor=True, missions_in_contract=True)
        by_law = applicability(["AF"], on="2024-03-08", situation=short)
        assert {1, 2, 12} <= set(by_law.numbers)
        with_guide = applicability(["AF"], on="2024-03-08", situation=short, profile=profile_with(guide_removes=True))
        assert set(by_law.numbers) - set(with_guide.numbers) == {1, 2, 12}
        assert 3 not in with_guide.numbers

    @pytest.mark.parametrize(
        ("day", "removed"), [("2024-01-22", False), ("2024-01-23", True), ("2024-03-08", True), ("2026-11-01", True)]
    )
    def test_12_is_for_trainings_of_more_than_two_days_since_version_8(self, day: str, removed: bool) -> None:
        short = Situation(two_days_or_less=True, acts_as_subcontractor=False)
        result = applicability(["AF"], on=day, situation=short, profile=profile_with(guide_removes=True))
        assert (12 in result.not_applicable) is removed
        if removed:
            (reason,) = result[12].reasons
            assert (reason.code, reason.question, reason.answer) == (
                ReasonCode.EXCLUDED_BY_GUIDE,
                "two_days_or_less",
                True,
            )
            assert reason.citation.basis is Basis.GUIDE

    def test_a_short_bilan_does_not_escape_12_because_the_guide_is_about_trainings(self) -> None:
        short = Situation(two_days_or_less=True, acts_as_subcontractor=False)
        result = applicability(
            ["BC", "AF"], WEBINAR, on="2024-06-01", situation=short, profile=profile_with(guide_removes=True)
        )
        assert 12 in result.numbers
        assert {reason.category for reason in result[12].reasons} == {Category.BC}

    @pytest.mark.parametrize(
        ("acting", "contract", "outcome"),
        [
            (True, True, Applies.NO),
            (True, False, Applies.YES),
            (False, True, Applies.YES),
            (False, None, Applies.YES),
            (True, None, Applies.UNDETERMINED),
            (None, True, Applies.UNDETERMINED),
            (None, None, Applies.UNDETERMINED),
        ],
    )
    def test_1_and_2_fall_for_a_sub_contractor_whose_contract_states_its_missions(
        self, acting: bool | None, contract: bool | None, outcome: Applies
    ) -> None:
        situation = Situation(acts_as_subcontractor=acting, missions_in_contract=contract)
        result = applicability(
            ["BC"], WEBINAR, on="2024-03-08", situation=situation, profile=profile_with(guide_removes=True)
        )
        assert {result[number].applies for number in (1, 2)} == {outcome}
        open_questions = {reason.question for reason in result[1].reasons} - {None}
        if outcome is Applies.UNDETERMINED:
            facts = {"acts_as_subcontractor": acting, "missions_in_contract": contract}
            assert open_questions == {name for name, value in facts.items() if value is None}
            assert result.bounds == Bounds(18, 20)
        before = applicability(
            ["BC"], WEBINAR, on="2024-03-07", situation=situation, profile=profile_with(guide_removes=True)
        )
        assert {1, 2} <= set(before.numbers)

    def test_the_evidence_of_a_sub_contractor_is_adapted_under_the_law_too(self) -> None:
        acting = Situation(acts_as_subcontractor=True)
        result = applicability(["AF"], Answers(certifying=True), on="2024-03-08", situation=acting)
        assert adapted_by(result, "acts_as_subcontractor") == {1, 2, 3} | {5, 26, 30} | {7, 9, 13, 16, 28}

    def test_the_evidence_of_a_new_entrant_is_adapted_in_its_new_categories_only(self) -> None:
        result = applicability(["AF", "BC"], on="2024-03-08", situation=Situation(new_in=["BC"]))
        assert adapted_by(result, "new_in") == {2, 11, 19, 22, 24, 25, 26, 32}
        everywhere = applicability(["CFA"], on="2024-03-08", situation=Situation(new_in=["CFA"]))
        assert adapted_by(everywhere, "new_in") == {2, 3, 11, 13, 14, 19, 22, 24, 25, 26, 32}
        assert not any(each.adaptations for each in applicability(["CFA"], on="2024-03-07").results)

    def test_distance_modules_are_looked_at_in_the_2026_edition(self) -> None:
        for day, questions_of_19 in (("2026-10-31", set()), ("2026-11-01", {"distance_modules"})):
            result = applicability(["BC"], on=day, situation=Situation(distance_modules=True))
            assert {change.question for change in result[19].adaptations if change.settled} == questions_of_19

    @pytest.mark.parametrize("trainers", [None, 1, 2, 50])
    def test_what_depends_on_a_threshold_not_yet_set_stays_undetermined_whatever_is_provided(
        self, trainers: int | None
    ) -> None:
        """Décret 2026-728 leaves two thresholds to arrêtés that are not published as far as is known."""
        situation = Situation(trainers=trainers, permanent_hours=trainers)
        result = applicability(["CFA"], on="2026-11-01", situation=situation)
        unsettled = {
            each.number: [change.question for change in each.adaptations if not change.settled]
            for each in result.results
        }
        assert {number: open_ones for number, open_ones in unsettled.items() if open_ones} == {
            19: ["trainers"],
            20: ["permanent_hours"],
        }
        (change,) = (change for change in result[20].adaptations if not change.settled)
        assert change.answer is None
        assert "    undetermined: a volume of hours" in result.explain("en")
        assert not any(each.adaptations for each in applicability(["CFA"], on="2026-10-31").results)

    @pytest.mark.property
    @given(wanted=categories(), provided=answers(), situation=situations(), day=audit_days())
    def test_the_guide_can_only_remove_1_2_3_and_12(
        self, wanted: frozenset[Category], provided: Answers, situation: Situation, day: Date
    ) -> None:
        law = applicability(wanted, provided, on=day, situation=situation)
        both = applicability(wanted, provided, on=day, situation=situation, profile=profile_with(guide_removes=True))
        assert set(both.numbers) <= set(law.numbers)
        assert set(law.not_applicable) <= set(both.not_applicable)
        assert set(law.numbers) - set(both.numbers) <= {1, 2, 3, 12}
        assert both.bounds.most <= law.bounds.most
        assert both.bounds.least <= law.bounds.least

    def test_the_situation_is_checked(self) -> None:
        wrong: Any = {"new_in": ["XX"], "acts_as_subcontractor": "yes", "trainers": 0, "permanent_hours": True}
        with pytest.raises(InvalidInput) as refusal:
            Situation(**wrong)
        assert [fault.path for fault in refusal.value.faults] == [
            "new_in[0]",
            "acts_as_subcontractor",
            "trainers",
            "permanent_hours",
        ]
        wrong = {"situation": 3, "profile": "guide"}
        with pytest.raises(InvalidInput) as refusal:
            applicability(["BC"], on="2024-01-01", **wrong)
        assert [fault.path for fault in refusal.value.faults] == ["profile", "situation"]


class TestExplanations:
    result: Applicability = applicability(
        ["BC", "CFA"], attrs.evolve(WEBINAR, complaints=None, subcontracting=None), on="2023-03-01"
    )

    @pytest.mark.parametrize("locale", ["fr", "en"])
    def test_the_explanation_has_a_line_for_each_indicator_and_names_the_profile(self, locale: Any) -> None:
        explanation = self.result.explain(locale)
        for number in range(1, 33):
            assert f"\n{number:>2}  " in explanation
        assert "certifier" in explanation
        assert built_in_profiles()["certifier"].words.say(locale) in explanation

    def test_every_reason_names_its_question_and_its_provenance_where_it_is_no_wording_of_the_law(self) -> None:
        explanation = applicability(["BC"], WEBINAR, on="2023-03-01").explain("en")
        assert (
            "18  Coordination of contributors: not applicable. Removed for BC by the answer “yes” to “is a sole "
            "practitioner who performs every function” (practice, deduced; " in explanation
        )
        assert "answer: no." in explanation

    def test_bounds_are_rendered_when_a_question_is_open(self) -> None:
        assert "de 31 à 32 indicateurs applicables" in self.result.explain("fr")
        _, count, _ = applicability(["BC"], WEBINAR, on="2023-03-01").summary("en")
        assert count == "20 indicators apply"
        assert applicability(["BC"], WEBINAR, on="2023-03-01").summary("en")[0] == (
            "Referential 2019, 32 indicators, audit on 1 March 2023, categories: BC"
        )

    def test_a_result_is_a_line_with_its_reasons_and_one_for_each_change_of_its_evidence(self) -> None:
        grid = "(Grille d’audit d’un organisme certificateur, août 2025 (copie publique))"
        result = applicability(["BC", "VAE"], WEBINAR, on="2023-03-01")[30]
        kept = "The annex applies it to category BC. The annex applies it to category VAE."
        assert result.say("en").split("\n") == [
            f"30  Feedback from stakeholders: applicable. {kept}",
            f"    adapted: there is no teaching team whose feedback should be collected {grid}",
            f"    adapted: the companies' feedback need not be collected {grid}",
        ]

    def test_a_reason_ends_with_what_must_be_known_of_the_practice(self) -> None:
        (reason,) = applicability(["BC"], WEBINAR, on="2023-03-01")[18].reasons
        assert reason.note is not None
        alone = attrs.evolve(reason, note=None).say("en")
        assert alone.endswith(f"(practice, deduced; {reason.citation.source.title}).")
        assert reason.say("en") == f"{alone} {reason.note.say('en')}"

    def test_a_reason_without_a_question_speaks_of_none(self) -> None:
        """The columns of the annex ask nothing; what hangs on a question cannot be said without it."""
        (kept,), (left_out,) = (applicability(["BC"], on="2023-03-01")[number].reasons for number in (1, 3))
        assert kept.say("en") == "The annex applies it to category BC."
        assert left_out.say("en") == "The annex does not apply it to category BC."
        with refused("params: "):
            attrs.evolve(kept, code=ReasonCode.CONDITION_MET).say("en")

    def test_a_reason_of_the_guide_says_that_it_is_no_law(self) -> None:
        short = Situation(two_days_or_less=True, missions_in_contract=True)
        profile = profile_with(guide_removes=True)
        result = applicability(["AF"], on="2024-03-08", situation=short, profile=profile)
        (excluded,), (left_open,) = result[12].reasons, result[1].reasons
        assert (excluded.code, left_open.code) == ("excluded-by-guide", "guide-unanswered")
        assert excluded.say("en").startswith(
            "Excluded for AF by the guide, which is not law, because the provider delivers only short courses"
        )
        assert left_open.say("en").startswith(
            "The guide can exclude it for AF, depending on whether the provider works on behalf of another provider; "
            "question “acts_as_subcontractor” not answered (guide, text consulted; "
        )

    def test_everything_is_said_in_french_where_no_language_is_asked_for(self) -> None:
        one = self.result[30]
        for said in (one.say, one.reasons[0].say, one.adaptations[0].say, self.result.explain, self.result.summary):
            assert said() == said("fr") != said("en")

    def test_a_reason_has_the_words_of_a_question_of_the_certifiers_own(self) -> None:
        (reason,) = applicability(["BC"], on="2023-03-01")[31].reasons
        own = attrs.evolve(reason, question="coaching", question_words=NAME)
        assert own.say("en").startswith(
            "Depends, for BC, on whether the provider Our grid; question “coaching” not answered (practice, deduced;"
        )

    def test_a_result_is_shown_on_one_line(self) -> None:
        result = applicability(["BC"], WEBINAR, on="2024-03-08")
        assert repr(result) == (
            'Applicability(on=2024-03-08, categories=["BC"], applicable=20, undetermined=0, not_applicable=12)'
        )
        assert repr(result[18]) == (
            'IndicatorResult(number=18, applies="not-applicable", title="Coordination des intervenants")'
        )
        assert repr(result[18].reasons[0]) == (
            'Reason(code="removed-by-profile", category="BC", question="sole_practitioner", answer=True)'
        )

    def test_its_findings_may_be_given_as_any_list(self) -> None:
        alone_and_with_a_team = Answers(sole_practitioner=True, teaching_team=True)
        result = applicability(["BC"], alone_and_with_a_team, on="2023-03-01")
        (found,) = result.findings
        assert attrs.evolve(result, findings=[found]) == result
        with refused("findings.0.: "):
            attrs.evolve(result, findings=["QST001"])  # type: ignore[list-item]

    def test_a_result_is_made_of_what_its_fields_say(self) -> None:
        result = applicability(["BC"], WEBINAR, on="2023-03-01")[30]
        for field, wrong in (("applies", "perhaps"), ("reasons", ())):
            changes: dict[str, Any] = {field: wrong}
            with refused(f"{field}: "):
                attrs.evolve(result, **changes)


@pytest.mark.parametrize(("number", "field"), [(18, "sole_practitioner"), (27, "subcontracting"), (31, "complaints")])
def test_an_open_question_names_the_field_that_answers_it(number: int, field: str) -> None:
    said = applicability(["BC"], on="2023-03-01")[number]
    assert f"question «\u00a0{field}\u00a0» sans réponse" in said.say("fr")
    assert f"question “{field}” not answered" in said.say("en")
    facts: dict[str, Any] = {field: True}
    answered = applicability(["BC"], Answers(**facts), on="2023-03-01")[number]
    assert field not in answered.say("fr")
