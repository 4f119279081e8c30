"""Columns as codes, and results as tables: what the tests of libraries and of the engine write and read them with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from qualiopi_rules.columns.codes import Coded, Column, DayColumn, coded_values
from qualiopi_rules.columns.column_rule import Output, OutputKind
from qualiopi_rules.columns.outcomes import OutputValues

DAY, LATER = date(2023, 2, 2), date(2024, 2, 29)


def coded_column(values: Sequence[Any], among: Sequence[Any] | None = None) -> Coded:
    """A column of values, coded by their places among those that could occur."""
    possible = list(dict.fromkeys(values)) if among is None else among
    return coded_values(np.array([possible.index(value) for value in values], np.intp), possible)


def decoded(column: Column) -> tuple[list[Any], int]:
    """The values of the rows, and how many codes they have."""
    coded = column.coded() if isinstance(column, DayColumn) else column
    assert all(0 <= number < coded.size for number in coded.index)
    return [coded.value(int(number)) for number in coded.index], coded.size


RESULTS: Mapping[OutputKind, tuple[Output, Any, list[Any]]] = {
    OutputKind.DAY: (Output("r", OutputKind.DAY), np.array([19_390, 19_782], np.int32), [DAY, LATER]),
    OutputKind.CODE: (Output("r", OutputKind.CODE, ("no", "yes")), np.array([1, 0], np.int8), ["yes", "no"]),
    OutputKind.NAME: (Output("r", OutputKind.NAME, ("no", "yes")), np.array([1, 0], np.int32), ["yes", "no"]),
    OutputKind.FLAG: (Output("r", OutputKind.FLAG), np.array([True, False]), [True, False]),
    OutputKind.NUMBER: (Output("r", OutputKind.NUMBER), np.array([2**62, -1]), [2**62, -1]),
}
"""For each kind an output, a table of two results, and what they are."""


def four_rows(table: Any, values: Sequence[Any]) -> Iterator[tuple[OutputValues, list[Any]]]:
    """Four rows of a table of two results, with each null or none of them, and what they are."""
    first, second = values
    for nulls, empty, wanted in (
        (None, False, [second, first, second, second]),
        ([True, False], False, [second, None, second, second]),
        ([False, True], False, [None, first, None, None]),
        ([True, True], True, [None] * 4),
    ):
        index = np.array([1, 0, 1, 1], np.intp)
        yield OutputValues(index, table.copy(), None if nulls is None else np.array(nulls), empty), wanted
