"""The inputs of reading printed days, in every row: what is compared, and what stands where there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from qualiopi_rules.columns.codes import Column, DayColumn, number_of_day
from qualiopi_rules.columns.column_rule import Input
from qualiopi_rules.columns.day_tables import BLOCK, Places, first_day
from qualiopi_rules.columns.keys import KeyColumn
from qualiopi_rules.columns.outcomes import MISSING, error_of
from qualiopi_rules.columns.printed_facts import scheme_begins

__all__ = ["Numbers", "PrintedInput", "count_input", "days_input"]

Numbers = npt.NDArray[Any]
"""For each row a number: a day from 1970-01-01, or that of a cycle."""

_NULL = BLOCK - 1  # the place of null


@attrs.frozen(eq=False)
class PrintedInput:
    """An input of the rule, in every row.

    Attributes:
        numbers: the days or the numbers, any where there is none.
        state: whether there is one, and which error there is instead.
        value: the value of a row, as the rule reads it.
    """

    numbers: Numbers
    state: KeyColumn
    value: Callable[[int], Any]


def days_input(column: Column, argument: Input, places: Places) -> PrintedInput:
    """Read days, whose places in the tables by day are known."""
    nothing = MISSING if argument.required else None

    def value(row: int) -> Any:
        day = places.value(row)
        return nothing if day is None else day

    errors = [error.expected if (error := error_of(day)) else True for day in places.others]
    if isinstance(column, DayColumn) and column.nulls is None and all(error is True for error in errors):
        return PrintedInput(column.days, KeyColumn(np.broadcast_to(np.uint8(0), column.days.size), (True,)), value)
    # Some day stands for what is none: whatever is compared with it changes nothing.
    others = [scheme_begins() if error_of(day) else number_of_day(day) for day in places.others]
    numbers = np.concatenate((np.arange(first_day(), first_day() + BLOCK), others))
    numbers[_NULL] = scheme_begins()
    states = list(dict.fromkeys([True, None, *errors]))
    table = np.zeros(numbers.size, np.uint8)
    table[_NULL:] = [states.index(state) for state in (None, *errors)]
    return PrintedInput(numbers.astype(np.int32).take(places.index), KeyColumn(table.take(places.index), states), value)


def count_input(column: KeyColumn) -> PrintedInput:
    """Read numbers of cycles; by itself a number matters only where it is 1."""
    errors = [error.expected if (error := error_of(value)) else None for value in column.values]
    most = np.iinfo(np.int32).max
    numbers = [
        0 if error or value is None else min(value, most) for value, error in zip(column.values, errors, strict=True)
    ]
    kinds = [error or min(number, 2) for number, error in zip(numbers, errors, strict=True)]
    states = list(dict.fromkeys(kinds))
    table = np.array([states.index(kind) for kind in kinds], np.uint8)
    return PrintedInput(
        np.array(numbers, np.int32).take(column.index),
        KeyColumn(table.take(column.index), states),
        lambda row: column.values[column.index[row]],
    )
