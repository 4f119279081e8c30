"""Scalar rules applied over columns, one after the other, whatever the library of the frame.

A column comes in as codes or as days and its results go out as small tables with the place of every row in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs
import numpy as np

from qualiopi_rules.columns.codes import Column, DayColumn
from qualiopi_rules.columns.column_rule import ColumnName, ColumnRule, Output, OutputKind
from qualiopi_rules.columns.keys import KeyColumn, by_key, combined, distinct
from qualiopi_rules.columns.outcomes import DTYPES, ERRORS, Columns, OutputValues, RowErrors
from qualiopi_rules.core.errors import InvalidValue, refuse_all

__all__ = ["ERROR_COLUMNS", "columns_read", "error_outputs", "results"]

ERROR_COLUMNS = ("error", "error_field")
"""The columns of what is wrong with a row, before the prefix."""


def columns_read(
    rules: Sequence[ColumnRule], columns: Sequence[ColumnName], prefix: str
) -> tuple[list[ColumnName], list[str]]:
    """Return the columns of a frame that decide the results of a row, and those of earlier errors among them."""
    errors = [prefix + name for name in ERROR_COLUMNS if prefix + name in columns]
    inputs = (each.column for rule in rules for each in rule.inputs.values())
    return [name for name in dict.fromkeys([*inputs, *errors]) if name in columns], errors


def error_outputs(fields: Sequence[str] = ()) -> tuple[Output, Output]:
    """Return the columns of what is wrong with a row, whose fields can be those."""
    error, field = ERROR_COLUMNS
    return Output(error, OutputKind.CODE, ERRORS), Output(field, OutputKind.NAME, tuple(fields))


def results(
    rules: Sequence[ColumnRule], columns: Columns, prefix: str = "", earlier: Sequence[str] = ()
) -> dict[Output, OutputValues]:
    """Apply rules to columns, one after the other; each can read the days that those before it made.

    Args:
        rules: the rules.
        columns: the columns.
        prefix: what the names of the results begin with.
        earlier: the columns of earlier errors, code and field; an error that a row has stays.

    Raises:
        InvalidInput: when the column of earlier errors holds something else.
    """
    errors = _earlier(columns, earlier) if earlier else None
    found: dict[Output, OutputValues] = {}
    made: dict[ColumnName, OutputValues] = {}

    def column(name: ColumnName) -> Column:
        return _days(made[name]) if name in made else columns.column(name)

    readable = attrs.evolve(columns, column=column)
    for rule in rules:
        applied = (rule.applied or by_key)(rule, readable)
        found |= applied.outputs
        made |= {prefix + output.name: each for output, each in applied.outputs.items()}
        errors = _first(errors, applied.errors)
    return found | _error_values(errors, columns.height)


def _days(found: OutputValues) -> DayColumn:
    return DayColumn(found.values.take(found.index), None if found.nulls is None else found.nulls.take(found.index))


def _earlier(columns: Columns, names: Sequence[str]) -> RowErrors:
    """The errors that rows have; one without a code is none."""
    codes, fields = (distinct(columns.column(name)) for name in names)
    refuse_all(_foreign(names[0], codes))
    index, pairs = combined([codes, fields])
    numbers = np.zeros(len(pairs), np.int32)
    errors = list[tuple[str, ColumnName | None]]()
    for place, (code, field) in enumerate(pairs):
        if code is not None:
            errors.append((code, field))
            numbers[place] = len(errors)
    return RowErrors(numbers.take(index), errors)


def _foreign(name: str, errors: KeyColumn) -> Iterator[InvalidValue]:
    """The errors that are none of ours: the column is the caller's own, under the name that ours would have."""
    for value in errors.values:
        if value is not None and value not in ERRORS:
            yield InvalidValue(name, value, "reason", choices=", ".join(ERRORS))


def _first(before: RowErrors | None, after: RowErrors | None) -> RowErrors | None:
    """The errors of rows, where the first that a row has stays."""
    if before is None or after is None:
        return before or after
    later = np.where(after.index > 0, after.index + len(before.errors), 0)
    index = np.where(before.index > 0, before.index, later)
    return RowErrors(index, [*before.errors, *after.errors])


def _error_values(found: RowErrors | None, height: int) -> dict[Output, OutputValues]:
    """The columns of errors; only those that occur count."""
    found = found or RowErrors(np.broadcast_to(np.intp(0), height), ())
    errors = [(None, None), *found.errors]
    occurs = np.flatnonzero(np.bincount(found.index)).tolist() if found.errors else []
    fields = dict.fromkeys(str(errors[number][1]) for number in occurs if errors[number][1] is not None)
    values = {}
    for at, output in enumerate(error_outputs(tuple(fields))):
        places = {code: place for place, code in enumerate(output.codes)}
        table: Any = np.zeros(len(errors), DTYPES[output.kind])
        nulls = np.ones(len(errors), np.bool_)
        for number in occurs:
            value = errors[number][at]
            if value is not None:
                table[number], nulls[number] = places[str(value)], False
        values[output] = OutputValues(found.index, table, nulls, empty=bool(nulls.all()))
    return values
