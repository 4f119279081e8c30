"""The questions that decide which indicators apply, and how one is found by its id."""

from __future__ import annotations

from typing import Any

import pytest

from qualiopi_rules import Category
from qualiopi_rules.core.words import Words
from qualiopi_rules.law.source import Citation, find_source
from qualiopi_rules.rnq import AnswerKind, Question, find_question, questions
from qualiopi_rules.rnq.question import every_question, question_of, situation_questions
from tests.rnq.checks import faults

CITATION = Citation(find_source("webinar-2023"), "practice", "verbatim")


def own_question(**fields: Any) -> Question:
    return Question(**{"id": "coaching", "words": Words("coache", "coaches"), "citation": CITATION, **fields})


def test_every_question_is_one_on_the_provider_or_after_them_one_on_its_situation() -> None:
    assert list(every_question()) == [*questions(), *situation_questions()]
    assert not set(questions()) & set(situation_questions())
    assert {name: each.id for name, each in every_question().items()} == {name: name for name in every_question()}


def test_a_question_of_the_library_is_found_by_its_id() -> None:
    assert find_question("complaints") is questions()["complaints"]
    assert find_question("trainers") is situation_questions()["trainers"]


def test_a_question_is_taken_as_it_is() -> None:
    ours = own_question()
    assert question_of(ours) is ours


@pytest.mark.parametrize("name", ["weather", "", 3, None, ["complaints"]])
def test_what_is_the_id_of_no_question_is_refused(name: Any) -> None:
    assert faults(find_question, name) == [("name", name, "question", {})]


def test_a_question_is_answered_by_yes_or_no_and_put_to_every_provider_unless_it_says_otherwise() -> None:
    usual = own_question()
    assert (usual.answered_with, usual.categories) == (AnswerKind.YES_NO, frozenset(Category))
    other = own_question(answered_with="count", categories=["BC"])
    assert (other.answered_with, other.categories) == (AnswerKind.COUNT, frozenset({Category.BC}))


def test_the_fields_of_a_question_are_named() -> None:
    by_position: Any = Question
    with pytest.raises(TypeError, match="positional"):
        by_position("coaching", Words("coache", "coaches"), CITATION)


def test_the_types_of_answers_have_codes_that_profiles_write() -> None:
    assert [str(kind) for kind in AnswerKind] == ["yes-no", "count", "categories"]


@pytest.mark.parametrize("name", ["two words", "", "1st", 3, None])
def test_the_id_of_a_question_can_name_a_field(name: Any) -> None:
    """Answers are given by field: `Answers(complaints=True)`."""
    assert faults(own_question, id=name) == [("id", name, "identifier", {})]
