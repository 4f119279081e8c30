"""Outcomes: what a rule returns for one key, its errors and their numbers, and the tables of what keys return."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import attrs
import numpy as np
import pytest

from qualiopi_rules.columns.column_rule import ColumnRule, Input, InputKind, Output, OutputKind
from qualiopi_rules.columns.outcomes import (
    DTYPES,
    ERRORS,
    FILE_ERRORS,
    MISSING,
    converted,
    error_of,
    is_unusable,
    number_of,
    outcome_of,
    output_values,
    row_errors,
)
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, NotInForce

WRONG = InvalidValue("a", "?", "held")
WORSE = InvalidValue("b", "!", "yes-no")
BOTH = InvalidInput.of(WRONG, WORSE)
NUMBER, DAY, FLAG = Output("n", OutputKind.NUMBER), Output("d", OutputKind.DAY), Output("f", OutputKind.FLAG)


def rule(row: Any = lambda *key: key, **changes: Any) -> ColumnRule:
    """A rule with two inputs, at whose second it is when nothing is in force."""
    inputs = {name: Input(f"column {name}", InputKind.COUNTS, lambda value: value) for name in ("one", "two")}
    return ColumnRule(inputs, (NUMBER, FLAG), row, "two", **changes)


def test_an_error_stands_in_the_place_of_a_value() -> None:
    assert [error_of(each) for each in (WRONG, BOTH, MISSING, None, "?")] == [WRONG, WRONG, None, None, None]
    assert [is_unusable(each) for each in (WRONG, BOTH, MISSING, None, "?")] == [True, True, True, False, False]


def test_a_value_is_converted_as_one_of_python_and_null_is_not_converted() -> None:
    argument = rule().inputs["one"]
    assert converted(argument, None) is None
    assert converted(attrs.evolve(argument, required=True), None) is MISSING
    for midnight in (datetime(2023, 2, 2), np.datetime64("2023-02-02T00", "h")):
        assert converted(argument, midnight) == date(2023, 2, 2)
    assert type(converted(argument, np.int8(3))) is int


@pytest.mark.parametrize(
    ("key", "outcome"),
    [
        ((1, None), ((1, None), None)),
        ((WRONG, 2), (None, ("held", "one"))),
        ((1, WORSE), (None, ("yes-no", "two"))),
        ((WRONG, WORSE), (None, ("held", "one"))),
        ((1, BOTH), (None, ("held", "two"))),
        ((MISSING, 2), (None, None)),
        ((MISSING, WORSE), (None, ("yes-no", "two"))),
    ],
)
def test_a_key_has_results_or_its_first_error_or_neither(key: Any, outcome: Any) -> None:
    assert outcome_of(rule(), key) == outcome
    assert outcome_of(rule(), key, [0, 1]) == outcome


def test_a_rule_is_not_applied_to_what_is_not_for_it() -> None:
    def row(*_: Any) -> tuple[int]:
        raise AssertionError

    for key in ((MISSING, 1), (1, WRONG)):
        assert outcome_of(rule(row), key)[0] is None
    with pytest.raises(AssertionError):
        outcome_of(rule(row), (1, 1))


@pytest.mark.parametrize(
    ("refusal", "code"), [(NotInForce("cycle", date(2018, 1, 1), date(2019, 1, 1)), "not-in-force"), (BOTH, "held")]
)
def test_what_a_rule_refuses_is_an_error_of_its_day(refusal: Exception, code: str) -> None:
    def row(*_: Any) -> tuple[int]:
        raise refusal

    assert outcome_of(rule(row), (1, 2)) == (None, (code, "two"))


def test_results_can_mean_an_error_too() -> None:
    judged = rule(refusal=lambda key, row: ("day", "one") if key == row == (1, 2) else None)
    assert outcome_of(judged, [1, 2]) == ((1, 2), ("day", "one"))
    assert outcome_of(judged, [1, 3]) == ((1, 3), None)


def test_errors_have_numbers_of_their_own_which_say_the_column() -> None:
    assert number_of(rule(), None) == 0
    every = [(code, name) for code in ERRORS for name in ("one", "two")]
    numbers = [number_of(rule(), error) for error in every]
    assert numbers == list(range(1, len(every) + 1))
    found = row_errors(rule(), np.array([0, *numbers]), np.array([2, 0, 1, 2]))
    assert found.index.tolist() == [2, 0, 1, 2]
    assert [found.errors[number - 1] for number in numbers] == [(code, f"column {name}") for code, name in every]


def test_the_errors_of_a_row_and_of_a_file_are_not_the_same() -> None:
    assert not {*ERRORS} & {*FILE_ERRORS}
    assert {"day", "not-in-force"} < {*ERRORS}


def test_the_results_of_keys_are_tables() -> None:
    index = np.array([1, 0, 1])
    found = output_values((NUMBER, DAY, FLAG), [(7, 3, 1), (0, None, 0), None], index)
    assert list(found) == [NUMBER, DAY, FLAG]
    numbers, days, flags = found.values()
    assert [each.values.tolist() for each in (numbers, flags)] == [[7, 0, 0], [True, False, False]]
    assert [None if each.nulls is None else each.nulls.tolist() for each in (numbers, days, flags)] == [
        [False, False, True],
        [False, True, True],
        [False, False, True],
    ]
    assert days.values[0] == 3
    assert [each.index is index for each in (numbers, days, flags)] == [True] * 3
    assert [each.values.dtype for each in (numbers, days, flags)] == [np.int64, np.int32, np.bool_]
    assert not any(each.empty for each in (numbers, days, flags))


def test_a_number_that_is_zero_beside_a_null_stays_zero() -> None:
    (found,) = output_values((NUMBER,), [(0,), (None,), (-5,), (2**62,)], np.arange(4)).values()
    assert (found.values[[0, 2, 3]].tolist(), found.empty) == ([0, -5, 2**62], False)
    assert found.nulls is not None
    assert found.nulls.tolist() == [False, True, False, False]


def test_an_output_without_a_null_has_no_table_of_nulls() -> None:
    (found,) = output_values((NUMBER,), [(0,), (1,)], np.array([1, 0])).values()
    assert (found.nulls, found.empty, found.values.tolist()) == (None, False, [0, 1])


@pytest.mark.parametrize("kind", OutputKind)
@pytest.mark.parametrize("rows", [[], [None], [(None,)], [(None,), None]])
def test_an_output_without_a_value_is_empty_and_has_its_type(rows: list[Any], kind: OutputKind) -> None:
    (found,) = output_values((Output("x", kind),), rows, np.zeros(3, np.intp)).values()
    assert found.empty is True
    assert found.nulls is not None
    assert found.nulls.tolist() == [True] * len(rows)
    assert found.values.dtype == DTYPES[kind]
    assert len(found.values) == len(rows)


@pytest.mark.parametrize("rows", [[(1,)], [(1, 1, 1)], [(1, 1), (1,)], [(1, 1), (1, 1, 1)]])
def test_a_key_has_one_result_for_each_output(rows: list[Any]) -> None:
    with pytest.raises(ValueError, match="zip"):
        output_values((NUMBER, FLAG), rows, np.arange(len(rows)))
