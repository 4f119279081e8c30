"""Yes, no and not known."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, strategies as st

from qualiopi_rules.core.kleene import all3, any3, not3
from tests.strategies import answer


def completions(answers: list[bool | None]) -> list[list[bool]]:
    """Every way in which the unknown answers may turn out."""
    return [list(known) for known in product(*([True, False] if answer is None else [answer] for answer in answers))]


def what_is_certain(outcomes: set[bool]) -> bool | None:
    return outcomes.pop() if len(outcomes) == 1 else None


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (True, True, True, True),
        (True, None, None, True),
        (True, False, False, True),
        (None, True, None, True),
        (None, None, None, None),
        (None, False, False, None),
        (False, True, False, True),
        (False, None, False, None),
        (False, False, False, False),
    ],
)
def test_two_answers_follow_kleenes_tables(
    left: bool | None, right: bool | None, both: bool | None, either: bool | None
) -> None:
    """Kleene's strong logic, the nine cases."""
    assert all3([left, right]) is both
    assert any3([left, right]) is either


@pytest.mark.parametrize(("answer", "opposite"), [(True, False), (False, True), (None, None)])
def test_the_opposite_of_not_known_is_not_known(answer: bool | None, opposite: bool | None) -> None:
    assert not3(answer) is opposite


def test_all_of_nothing_is_yes_and_any_of_nothing_is_no() -> None:
    assert all3([]) is True
    assert any3([]) is False


@pytest.mark.property
@given(st.lists(answer(), max_size=6))
def test_a_result_is_known_when_no_unknown_answer_can_change_it(answers: list[bool | None]) -> None:
    """The result is yes or no when it would be so however the unknown answers turn out, and not known otherwise."""
    ways = completions(answers)
    assert all3(answers) is what_is_certain({all(way) for way in ways})
    assert any3(answers) is what_is_certain({any(way) for way in ways})


@pytest.mark.property
@given(st.lists(answer(), max_size=6))
def test_the_order_of_the_answers_does_not_matter(answers: list[bool | None]) -> None:
    """Answers may come in any order."""
    shuffled = sorted(answers, key=repr)
    assert all3(shuffled) is all3(answers)
    assert any3(shuffled) is any3(answers)
