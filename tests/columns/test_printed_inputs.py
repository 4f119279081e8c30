"""The inputs of reading printed days: what is compared in each row, and whether there is something to compare."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from qualiopi_rules.columns import printed_inputs
from qualiopi_rules.columns.codes import Column, DayColumn, coded_values, day_of, number_of_day
from qualiopi_rules.columns.column_rule import Input, InputKind
from qualiopi_rules.columns.day_tables import first_day, places_of
from qualiopi_rules.columns.keys import KeyColumn
from qualiopi_rules.columns.outcomes import MISSING, error_of
from qualiopi_rules.columns.printed_inputs import PrintedInput
from qualiopi_rules.core import converters
from qualiopi_rules.core.cache import SIZE
from qualiopi_rules.core.errors import InvalidValue

START = Input("s", InputKind.DAYS, converters.day, required=True)
FIRST = Input("f", InputKind.DAYS, converters.day)
BEYOND = number_of_day(date.max) + 1
"""A day that libraries have and Python does not."""


def read(column: Column, argument: Input = START) -> PrintedInput:
    return printed_inputs.days_input(column, argument, places_of(column, argument))


def states(found: PrintedInput) -> list[Any]:
    """Whether there is something in each row, or which error."""
    return [found.state.values[number] for number in found.state.index]


@pytest.mark.parametrize("argument", [START, FIRST])
@pytest.mark.parametrize("offset", [0, 4_000, SIZE - 3, -2, SIZE])
def test_days_without_nulls_are_compared_as_they_are(offset: int, argument: Input) -> None:
    """In the window, beside it and around it: there is one in each row."""
    numbers = np.array([offset, offset + 2, offset + 1, offset]) + first_day()
    column = DayColumn(numbers)
    found = read(column, argument)
    assert found.numbers is numbers
    assert list(found.state.values) == [True]
    assert states(found) == [True] * 4
    assert [found.value(row) for row in range(4)] == [day_of(number) for number in numbers.tolist()]


@pytest.mark.parametrize(("argument", "nothing"), [(START, MISSING), (FIRST, None)])
def test_a_null_is_nothing_or_missing_where_the_rule_must_know(argument: Input, nothing: object) -> None:
    numbers = np.array([19_000, 19_500, 5])
    found = read(DayColumn(numbers, np.array([False, True, False])), argument)
    assert states(found) == [True, None, True]
    assert found.numbers[[0, 2]].tolist() == [19_000, 5]
    assert [found.value(row) for row in range(3)] == [day_of(19_000), nothing, day_of(5)]


def test_days_without_a_null_among_them_are_days_also_where_nulls_are_looked_for() -> None:
    found = read(DayColumn(np.array([19_000, 5, 60_000]), np.array([False] * 3)))
    assert states(found) == [True] * 3
    assert found.numbers.tolist() == [19_000, 5, 60_000]


@pytest.mark.parametrize("nulls", [None, [False, False, False], [False, False, True]])
def test_a_day_that_python_does_not_have_is_an_error_of_its_row(nulls: list[bool] | None) -> None:
    found = read(DayColumn(np.array([19_000, BEYOND, 19_001]), None if nulls is None else np.array(nulls)))
    last = None if nulls and nulls[-1] else True
    assert states(found) == [True, "day", last]
    assert isinstance(found.value(1), InvalidValue)
    assert found.numbers[0] == 19_000
    errors = read(DayColumn(np.array([BEYOND, BEYOND + 1])))
    assert states(errors) == ["day", "day"]
    assert [error_of(errors.value(row)) is None for row in range(2)] == [False, False]


@pytest.mark.parametrize(("argument", "nothing"), [(START, MISSING), (FIRST, None)])
def test_texts_are_days_of_the_window_and_around_it_nulls_and_errors(argument: Input, nothing: object) -> None:
    texts = [None, "2023-02-02", "1990-01-01", "soon", "2100-01-01", "2023-02-02T05:00:00", "later"]
    found = read(coded_values(np.arange(len(texts)), texts), argument)
    assert states(found) == [None, True, True, "day", True, "day-not-time", "day"]
    assert [str(day_of(int(found.numbers[row]))) for row in (1, 2, 4)] == [texts[row] for row in (1, 2, 4)]
    assert [found.value(row) for row in (0, 1)] == [nothing, date(2023, 2, 2)]
    assert [str(error_of(found.value(row))).partition(" ")[0] for row in (3, 6)] == ['"soon"', '"later"']
    assert str(found.numbers.dtype) == "int32"


def counts(*values: Any) -> PrintedInput:
    return printed_inputs.count_input(KeyColumn(np.arange(len(values)), values))


def test_a_number_matters_by_itself_only_where_it_is_one() -> None:
    """Others are compared with what a cycle can have; rows without a number have zero."""
    found = counts(1, 2, None, 3, 1_000, 2)
    assert found.numbers.tolist() == [1, 2, 0, 3, 1_000, 2]
    assert str(found.numbers.dtype) == "int32"
    one, two, null, *more = states(found)
    assert len({one, two, null}) == 3
    assert more == [two] * 3
    assert len(found.state.values) == 3
    assert [found.value(row) for row in range(6)] == [1, 2, None, 3, 1_000, 2]


def test_a_number_that_no_cycle_can_have_is_the_highest_that_is_compared() -> None:
    assert counts(2**31 - 2, 2**31 - 1, 2**31, 10**30).numbers.tolist() == [2**31 - 2, *[2**31 - 1] * 3]
    assert counts(10**30).value(0) == 10**30


def test_an_error_is_a_state_of_its_own_by_what_was_expected() -> None:
    wrong, other = converters.count(0), converters.day("soon")
    found = counts(1, wrong, None, other, wrong, 7)
    one, error, null, second, third, many = states(found)
    assert (error, second, third) == ("positive-integer", "day", "positive-integer")
    assert len({one, error, null, second, many}) == 5
    assert [found.numbers[row] for row in (0, 2, 5)] == [1, 0, 7]
    assert found.value(1) is wrong


def test_the_numbers_are_those_of_the_rows() -> None:
    found = printed_inputs.count_input(KeyColumn(np.array([1, 0, 1, 2]), [5, None, 1]))
    assert found.numbers.tolist() == [0, 5, 0, 1]
    assert [found.value(row) for row in range(4)] == [None, 5, None, 1]
    assert len(set(states(found))) == 3
    assert states(found)[0] == states(found)[2]
