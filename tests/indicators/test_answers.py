"""The questions and the answers."""

from __future__ import annotations

from inspect import Parameter, signature
from typing import Any

import attrs
import pytest
from hypothesis import given

from qualiopi_rules import Answers, Category, InvalidInput, Situation, applicability
from qualiopi_rules.law import Basis
from qualiopi_rules.profile import built_in_profiles
from qualiopi_rules.rnq.question import questions, situation_questions
from qualiopi_rules.strategies import answers
from tests.checks import refused

SCREEN = [
    "needs_analysis",
    "disability_welcomed",
    "sole_practitioner",
    "subcontracting",
    "funders_direct",
    "teaching_team",
    "companies_direct",
    "complaints",
]


def test_the_eight_questions_of_the_certifiers_screen_are_in_its_order() -> None:
    assert [question.id for question in built_in_profiles()["certifier"].questions] == SCREEN


def test_the_other_questions_are_those_of_the_annex() -> None:
    others = [question for question in questions().values() if question.id not in SCREEN]
    assert [question.id for question in others] == ["certifying", "work_linked", "work_situation"]
    assert {question.citation.basis for question in others} == {Basis.LAW}


def test_there_is_one_field_for_each_question() -> None:
    assert [field.name for field in attrs.fields(Answers)] == [*questions(), "own"]
    assert {field.name for field in attrs.fields(Situation)} == set(situation_questions())


def test_nothing_is_answered_by_default() -> None:
    assert {Answers()[question] for question in questions()} == {None}


@pytest.mark.property
@given(provided=answers())
def test_an_answer_is_read_by_the_id_of_its_question(provided: Answers) -> None:
    for question in questions():
        assert provided[question] is getattr(provided, question)


def test_an_unknown_question_has_no_answer() -> None:
    with pytest.raises(KeyError):
        Answers()["__class__"]


def test_an_answer_is_true_false_or_none_and_all_faults_are_reported_together() -> None:
    with pytest.raises(InvalidInput) as refusal:
        Answers(needs_analysis="yes", complaints=1, teaching_team="false", subcontracting=0, certifying=[])  # type: ignore[arg-type]
    assert {fault.path: fault.value for fault in refusal.value.faults} == {
        "needs_analysis": "yes",
        "subcontracting": 0,
        "teaching_team": "false",
        "complaints": 1,
        "certifying": [],
    }


@pytest.mark.parametrize("cls", [Answers, Situation])
def test_every_answer_is_yes_no_or_not_known_and_a_number_counts_something(cls: type[Any]) -> None:
    asked = [field.name for field in attrs.fields(cls) if field.name not in ("own", "new_in")]
    for given_answer in (None, True, False):
        facts = {name: given_answer for name in asked if name not in ("trainers", "permanent_hours")}
        assert all(getattr(cls(**facts), name) is given_answer for name in facts)
    with pytest.raises(InvalidInput) as refusal:
        cls(**dict.fromkeys(asked, "yes"))
    assert [(fault.path, fault.value, fault.expected) for fault in refusal.value.faults] == [
        (name, "yes", "positive-integer" if name in ("trainers", "permanent_hours") else "yes-no") for name in asked
    ]


@pytest.mark.parametrize("cls", [Answers, Situation])
def test_each_field_is_given_by_its_name(cls: type[Any]) -> None:
    """A question that is added later shifts no answer."""
    assert {each.kind for each in signature(cls).parameters.values()} == {Parameter.KEYWORD_ONLY}


class TestOwnAnswers:
    """The answers to a certifier's own questions are kept beside those of the library."""

    def test_they_are_an_object_or_pairs_and_are_sorted(self) -> None:
        answers = Answers(own={"b": True, "a": None})
        assert answers.own == (("a", None), ("b", True))
        assert answers == Answers(own=(("b", True), ("a", None)))
        assert (answers["a"], answers["b"]) == (None, True)
        assert hash(answers) == hash(Answers(own={"a": None, "b": True}))

    def test_every_one_that_does_not_hold_is_refused_at_its_place(self) -> None:
        with pytest.raises(InvalidInput) as refusal:
            Answers(own={"a": "yes", "b": 1, "c": False})  # type: ignore[dict-item]
        assert [(fault.path, fault.expected) for fault in refusal.value.faults] == [
            ("own.a", "yes-no"),
            ("own.b", "yes-no"),
        ]
        for wrong in ("a", 3, ["a"], ("a",), (("a", True, False),), ((3, True),), (("a", True), ("a", False))):
            with pytest.raises(InvalidInput) as refusal:
                Answers(own=wrong)  # type: ignore[arg-type]
            (fault,) = refusal.value.faults
            assert (fault.path, fault.value, fault.expected, fault.params) == ("own", wrong, "pairs", {})

    def test_a_name_that_is_empty_or_no_text_is_refused_beside_the_answers(self) -> None:
        names: Any = {"a": True, "": True, 3: None, "b": 1}
        with pytest.raises(InvalidInput) as refusal:
            Answers(own=names)
        assert [(fault.path, fault.value, fault.expected) for fault in refusal.value.faults] == [
            ("own.b", 1, "yes-no"),
            ("own", "", "text"),
            ("own", 3, "text"),
        ]

    def test_one_to_a_question_that_the_profile_has_not_is_refused(self) -> None:
        with refused(
            'answers.own.prerequisites: "prerequisites" is not accepted; expected a question that .*certifier'
        ):
            applicability(["AF"], Answers(own={"prerequisites": True}), on="2025-01-01")
        result = applicability(["AF"], Answers(own={"prerequisites": True}), on="2025-01-01", profile="certifier-af")
        assert result.answers["prerequisites"] is True


class TestContradictions:
    """Answers that contradict each other are a finding; the indicators are computed all the same."""

    def test_a_sole_practitioner_with_a_teaching_team(self) -> None:
        result = applicability(["BC"], Answers(sole_practitioner=True, teaching_team=True), on="2023-03-01")
        assert [(found.code, found.where) for found in result.findings] == [("QST001", "answers")]
        assert len(result.results) == 32
        for consistent in (
            Answers(sole_practitioner=True, teaching_team=False),
            Answers(sole_practitioner=False, teaching_team=True),
            Answers(sole_practitioner=True),
            Answers(teaching_team=True),
            Answers(),
        ):
            assert applicability(["BC"], consistent, on="2023-03-01").findings == ()

    def test_an_apprenticeship_centre_that_denies_what_apprenticeship_is(self) -> None:
        denial = Answers(certifying=False, work_linked=False, work_situation=False)
        result = applicability(["CFA"], denial, on="2023-03-01")
        assert [(found.code, found.where, dict(found.params)) for found in result.findings] == [
            ("QST002", "answers", {"question": question, "categories": "CFA"})
            for question in ("certifying", "work_linked", "work_situation")
        ]
        assert set(result.numbers) | {27} == set(range(1, 33))

    def test_an_apprenticeship_centre_that_says_so_or_nothing_denies_nothing(self) -> None:
        for answer in (True, None):
            consistent = Answers(certifying=answer, work_linked=answer, work_situation=answer)
            assert applicability(["CFA"], consistent, on="2024-06-01").findings == ()

    def test_every_category_that_is_so_by_nature_is_named(self) -> None:
        """VAE leads to a certification too; it is not made of work-linked training, which may be denied."""
        (found,) = applicability(["VAE", "CFA"], Answers(certifying=False, work_linked=False), on="2023-03-01").findings
        assert dict(found.params) == {"question": "certifying", "categories": "CFA, VAE"}

    def test_the_answers_of_a_provider_that_also_trains_are_about_its_training(self) -> None:
        assert applicability([Category.AF, Category.CFA], Answers(certifying=False), on="2023-03-01").findings == ()

    def test_work_linked_training_without_a_work_situation(self) -> None:
        result = applicability(["AF"], Answers(work_linked=True, work_situation=False), on="2024-06-01")
        assert [(found.code, found.where) for found in result.findings] == [("QST003", "answers")]
        for consistent in (
            Answers(work_linked=True),
            Answers(work_linked=True, work_situation=True),
            Answers(work_linked=False, work_situation=False),
            Answers(work_situation=False),
        ):
            assert applicability(["AF"], consistent, on="2024-06-01").findings == ()
