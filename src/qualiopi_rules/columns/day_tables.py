"""Tables by day: what a function of a day returned, kept for the days of a long window, for the next frame or batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from qualiopi_rules.columns.codes import Coded, Column, DayColumn, Flags, Index, day_of, number_of_day
from qualiopi_rules.columns.column_rule import ColumnRule, Input
from qualiopi_rules.columns.keys import FEW, KeyColumn, by_key, combined, key_column
from qualiopi_rules.columns.outcomes import (
    DTYPES,
    MISSING,
    Applied,
    Columns,
    OutputValues,
    error_of,
    number_of,
    outcome_of,
    row_errors,
)
from qualiopi_rules.core import converters
from qualiopi_rules.core.cache import SIZE
from qualiopi_rules.law.dated import dated

__all__ = ["BLOCK", "DayTable", "KeptResults", "Places", "first_day", "occurring", "places_of", "places_of_days"]

BLOCK = SIZE + 1
"""The places of a table: one for each day of the window, and then one for null."""


@cache
def first_day() -> int:
    """Return the first day of the window, which begins some years before the first certificates, from 1970-01-01."""
    return number_of_day(dated("cycle/cycle", "validity").values[0].since) - SIZE // 4


class DayTable:
    """What a function of a day returned, a column of numbers for each part of it.

    Args:
        of_day: the function; what it takes is a day, as the rule reads it, or what stands in its place.
        dtypes: the types of the columns.
    """

    def __init__(self, of_day: Callable[[Any], Sequence[int]], dtypes: Sequence[Any]) -> None:
        """Make an empty table."""
        self._of_day = of_day
        self._known = np.zeros(BLOCK, np.bool_)
        self._columns = [np.zeros(BLOCK, dtype) for dtype in dtypes]

    def columns(self, needed: Flags, others: Sequence[Any] = ()) -> list[npt.NDArray[Any]]:
        """Return the columns, with those of other values after the places of the window.

        Args:
            needed: the places of the window, and of null, that are needed.
            others: the values that are not in the window.
        """
        missing = np.flatnonzero(needed & ~self._known)
        if missing.size:
            self._fill(missing)
        if not others:
            return self._columns
        beyond = zip(*map(self._of_day, others), strict=True)
        return [
            np.concatenate((column, np.array(found, column.dtype)))
            for column, found in zip(self._columns, beyond, strict=True)
        ]

    def known_between(self, low: int, high: int) -> Flags | None:
        """Return the places from one to another as flags, or None where one of them is not known yet."""
        if not self._known[low : high + 1].all():
            return None
        between = np.zeros(BLOCK, np.bool_)
        between[low : high + 1] = True
        return between

    def _fill(self, places: Index) -> None:
        first = first_day()
        days = [MISSING if place == SIZE else _day(place + first) for place in places.tolist()]
        for column, found in zip(self._columns, zip(*map(self._of_day, days), strict=True), strict=True):
            column[places] = found
        # Last, because another thread may be reading; what it writes is the same.
        self._known[places] = True


@attrs.frozen(eq=False)
class Places:
    """A column of days as places of tables.

    Attributes:
        index: for each row, its place.
        others: the values of the places after those of the window.
        span: the first place and the last, where all are days of the window; None where that is not known.
    """

    index: Index
    others: Sequence[Any]
    span: tuple[int, int] | None = None

    def needed(self, table: DayTable) -> Flags:
        """Return which places of a table occur; those between them too, when nothing of it has to be computed."""
        between = None if self.span is None else table.known_between(*self.span)
        return occurring(self.index, BLOCK + len(self.others)) if between is None else between

    def value(self, row: int) -> Any:
        """Return the day of a row, None for null, or the error in its place."""
        place = int(self.index[row])
        if place == SIZE:
            return None
        return _day(place + first_day()) if place < SIZE else self.others[place - BLOCK]


def places_of(column: Column, argument: Input) -> Places:
    """Return the places of the days of a column; what is no day of the window has a place after it."""
    if isinstance(column, Coded):
        return _places_of_values(key_column(column, argument))
    return places_of_days(column)


def places_of_days(column: DayColumn) -> Places:
    """Return the places of days."""
    first, nulls = first_day(), column.nulls
    index = np.subtract(column.days, first, dtype=np.intp)
    if nulls is None and index.size:
        span = int(column.days.min()) - first, int(column.days.max()) - first
        if 0 <= span[0] <= span[1] < SIZE:
            return Places(index, (), span)
    beyond = index.view(np.uintp) >= SIZE
    if nulls is not None:
        beyond &= ~nulls
        index[nulls] = SIZE
    rows = np.flatnonzero(beyond)
    if not rows.size:
        return Places(index, ())
    days, places = np.unique(column.days[rows], return_inverse=True)
    index[rows] = BLOCK + places
    return Places(index, [_day(day) for day in days.tolist()])


def _places_of_values(column: KeyColumn) -> Places:
    first, others, places = first_day(), list[Any](), []
    for value in column.values:
        if value is MISSING or value is None:
            places.append(SIZE)
            continue
        place = -1 if error_of(value) else number_of_day(value) - first
        if not 0 <= place < SIZE:
            place = BLOCK + len(others)
            others.append(value)
        places.append(place)
    return Places(np.array(places, np.intp).take(column.index), others)


def occurring(index: Index, size: int) -> Flags:
    """Return which of the places of a table occur."""
    return np.bincount(index, minlength=size) > 0


def _day(number: int) -> Any:
    """A day from its number, or the error in its place."""
    found: Any = day_of(number)
    return converters.day(found)


# --- The results of a rule


class KeptResults:
    """The results of a rule that reads one column of days, and others that hold few values, kept by day.

    An instance applies the rule; one is shared by all rules that are the same.
    """

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._tables: dict[tuple[Any, ...], DayTable] = {}

    def __call__(self, rule: ColumnRule, columns: Columns) -> Applied:
        """Apply the rule to columns; where the others hold many values, by key."""
        argument, *others = rule.inputs.values()
        index, groups = None, [()]
        if others:
            index, groups = combined([key_column(columns.column(each.column), each) for each in others])
            if not 0 < len(groups) <= FEW:
                return by_key(rule, columns)
        days = places_of(columns.column(argument.column), argument)
        block = BLOCK + len(days.others)
        tables = [self._table(rule, group) for group in groups]
        if index is None:
            index, occurs = days.index, days.needed(tables[0])
        else:
            index = days.index + index.astype(np.intp) * block
            occurs = occurring(index, block * len(groups))
        columns_of = [
            table.columns(part[:BLOCK], days.others)
            for table, part in zip(tables, occurs.reshape(-1, block), strict=True)
        ]
        found = [parts[0] if len(parts) == 1 else np.concatenate(parts) for parts in zip(*columns_of, strict=True)]
        *outputs, errors = found
        return Applied(
            {
                output: _output_values(index, values, nulls, occurs)
                for output, values, nulls in zip(rule.outputs, outputs[::2], outputs[1::2], strict=True)
            },
            row_errors(rule, errors, index) if errors[occurs].any() else None,
        )

    def _table(self, rule: ColumnRule, group: tuple[Any, ...]) -> DayTable:
        kinds = tuple(error.expected if (error := error_of(value)) else (type(value), value) for value in group)
        table = self._tables.get(kinds)
        if table is None:
            if len(self._tables) == FEW:
                self._tables.clear()
            dtypes = [dtype for output in rule.outputs for dtype in (DTYPES[output.kind], np.bool_)]
            table = self._tables[kinds] = DayTable(partial(_numbers, rule, group), [*dtypes, np.int32])
        return table


def _numbers(rule: ColumnRule, group: tuple[Any, ...], day: Any) -> list[int]:
    """For each output its value and whether it is null, and then the number of the error."""
    row, error = outcome_of(rule, (day, *group))
    values = (None,) * len(rule.outputs) if row is None else row
    return [*(part for value in values for part in (value or 0, value is None)), number_of(rule, error)]


def _output_values(index: Index, values: npt.NDArray[Any], nulls: Flags, occurs: Flags) -> OutputValues:
    some = nulls & occurs
    return OutputValues(index, values, nulls if some.any() else None, empty=bool((some == occurs).all()))
