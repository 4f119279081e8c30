"""A conformity point of a certifier's own: for whom and on which days it is gone through, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from pendulum import Date

from qualiopi_rules import Category, InvalidInput
from qualiopi_rules.profile import ConformityPoint
from qualiopi_rules.profile.points import conformity_points, point_of
from tests.profile.test_profile import NAME, OWN

FIRST, LAST = Date(2024, 1, 1), Date(2024, 12, 31)


def point(**changes: Any) -> ConformityPoint:
    return ConformityPoint(**{"id": "2.own", "indicator": 2, "words": NAME, "since": FIRST, "citation": OWN, **changes})


def test_it_is_gone_through_from_its_first_day_to_its_last_for_its_categories() -> None:
    both = frozenset({Category.AF, Category.BC})
    days = (FIRST.subtract(days=1), FIRST, LAST, LAST.add(days=1))
    bounded = point(until=LAST)
    assert [bounded._categories_on(both, day) for day in days] == [frozenset(), both, both, frozenset()]
    assert [point()._categories_on(both, day) for day in days] == [frozenset(), both, both, both]
    assert point(categories=["BC", "CFA"])._categories_on(both, FIRST) == {Category.BC}
    assert point(until=FIRST)._categories_on(both, FIRST) == both


@pytest.mark.parametrize("half", [{"question": "complaints"}, {"answer": False}])
def test_a_question_needs_its_answer_and_an_answer_its_question(half: dict[str, Any]) -> None:
    assert point(question="complaints", answer=False).answer is False
    with pytest.raises(InvalidInput) as refusal:
        point(**half)
    (fault,) = refusal.value.faults
    assert (fault.path, fault.value, fault.expected) == ("answer", half.get("answer"), "answer-with-question")


def test_it_ends_on_its_first_day_at_the_earliest() -> None:
    with pytest.raises(InvalidInput) as refusal:
        point(until="2023-12-31")
    (fault,) = refusal.value.faults
    assert (fault.path, fault.value, fault.expected) == ("until", Date(2023, 12, 31), "not-before")
    assert fault.params == {"day": "2024-01-01"}


def test_a_point_of_the_library_is_found_by_its_id_and_ones_own_is_itself() -> None:
    own = point()
    assert point_of(own) is own
    for each in conformity_points():
        assert point_of(each.id) is each
    for wrong in ("2.own", "", 2.1, None):
        fault: Any = point_of(wrong)  # type: ignore[arg-type]
        assert (fault.value, fault.expected) == (wrong, "conformity-point")


def test_a_point_says_itself_in_the_words_of_its_certifier() -> None:
    assert (point().say(), point().say("fr"), point().say("en")) == (NAME.fr, NAME.fr, NAME.en)
