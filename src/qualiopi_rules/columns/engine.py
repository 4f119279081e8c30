"""A scalar rule applied over columns: each distinct key is computed once, by the rule itself, and its results gathered.

Nothing here knows a library of data frames. A column comes in as codes (`Coded`) and its results go out as a small
table with the place of every row in it (`Results`).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from qualiopi_rules.columns.codes import Coded, Flags, Index
from qualiopi_rules.columns.column_rule import ColumnName, ColumnRule, Output, OutputKind, Row
from qualiopi_rules.columns.keys import KeyColumn, Keys, distinct, error_of, is_unusable, keys_of
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, NotInForce, refuse_all
from qualiopi_rules.cycle.printed import PrintedOutcome

__all__ = ["ERRORS", "ERROR_COLUMNS", "OutputValues", "Results", "columns_read", "error_outputs", "results"]

ERRORS = (
    "day",
    "day-not-time",
    "held",
    "yes-no",
    "one-of",
    "list-of",
    "not-empty",
    "without-repetition",
    "within-calendar",
    "positive-integer",
    "not-in-force",
    *(outcome.value for outcome in PrintedOutcome if outcome is not PrintedOutcome.ONE),
)
"""The codes that the column `error` can hold: what was expected (`InvalidValue.expected`), `not-in-force`, or the
outcome of reading printed days that are not those of one cycle."""

ERROR_COLUMNS = ("error", "error_field")
"""The columns of what is wrong with a row, before the prefix."""

_DTYPES = {
    OutputKind.DAY: np.int32,
    OutputKind.CODE: np.int8,
    OutputKind.NAME: np.int32,
    OutputKind.FLAG: np.bool_,
    OutputKind.NUMBER: np.int64,
}

_Error = tuple[str, ColumnName | None]  # a code of `ERRORS`, and the column at fault; a caller may not know it


@attrs.frozen(eq=False)
class OutputValues:
    """The values of one output, one for each distinct key; days count from 1970-01-01, codes by place.

    Attributes:
        values: the values, anything where they are null.
        nulls: where they are null.
    """

    values: npt.NDArray[Any]
    nulls: Flags


@attrs.frozen(eq=False)
class Results:
    """The results for each distinct key, and the key of each row.

    Attributes:
        index: for each row, the place of its results.
        outputs: the results, by the column they are for.
    """

    index: Index
    outputs: Mapping[Output, OutputValues]


def columns_read(rule: ColumnRule, columns: Sequence[ColumnName], prefix: str) -> tuple[list[ColumnName], list[str]]:
    """Return the columns that decide the results of a row, and those of earlier errors among them."""
    errors = [prefix + name for name in ERROR_COLUMNS if prefix + name in columns]
    return list(dict.fromkeys([*(each.column for each in rule.inputs.values()), *errors])), errors


def error_outputs(fields: Sequence[str] = ()) -> tuple[Output, Output]:
    """Return the columns of what is wrong with a row, whose fields can be those."""
    error, field = ERROR_COLUMNS
    return Output(error, OutputKind.CODE, ERRORS), Output(field, OutputKind.NAME, tuple(fields))


def results(
    rule: ColumnRule,
    coded: Callable[[ColumnName], Coded],
    height: int,
    *,
    valid: Container[ColumnName] = (),
    earlier: Sequence[str] = (),
) -> Results:
    """Apply a rule to columns.

    Args:
        rule: the rule.
        coded: what codes a column, by its name.
        height: how many rows there are.
        valid: the columns in which no value can be an error.
        earlier: the columns of earlier errors, code and field; an error that a row has stays.

    Raises:
        InvalidInput: when the column of earlier errors holds something else.
    """
    before = [distinct(coded(name)) for name in earlier]
    refuse_all(_foreign(earlier[0], before[0]) if before else ())
    keys = keys_of(rule, coded, height, valid=valid, others=before)
    rows, errors = _computed(rule, keys)
    fields = dict.fromkeys(str(field) for _, field in errors.values() if field is not None)
    outputs = _values(rule.outputs, rows) | _error_values(error_outputs(tuple(fields)), errors, len(rows))
    if keys.places is not None:
        outputs = {
            output: OutputValues(each.values.take(keys.places), each.nulls.take(keys.places))
            for output, each in outputs.items()
        }
    return Results(keys.index.astype(np.intp, copy=False), outputs)


def _foreign(name: str, errors: KeyColumn) -> Iterator[InvalidValue]:
    """The errors that are none of ours: the column is the caller's own, under the name that ours would have."""
    for value in errors.values:
        if value is not None and value not in ERRORS:
            yield InvalidValue(name, value, "reason", choices=", ".join(ERRORS))


def _computed(rule: ColumnRule, keys: Keys) -> tuple[list[Row | None], dict[int, _Error]]:
    """The results for each key, and the errors by the place of the key; an earlier error stays."""
    rows: list[Row | None] = []
    errors: dict[int, _Error] = {}
    count = len(rule.inputs)
    for place, key in enumerate(keys.values):
        row, error = _outcome(rule, key[:count], keys.unusable)
        rows.append(row)
        earlier = key[count:]
        if earlier and earlier[0] is not None:
            errors[place] = earlier[0], earlier[1]
        elif error is not None:
            errors[place] = error
    return rows, errors


def _outcome(rule: ColumnRule, key: tuple[Any, ...], unusable: Sequence[int]) -> tuple[Row | None, _Error | None]:
    """The results for one key, or its error, or neither where a value that the rule must know is null.

    Both where the results mean an error.
    """
    skipped = [at for at in unusable if is_unusable(key[at])]
    for at in skipped:
        error = error_of(key[at])
        if error is not None:
            return None, (error.expected, list(rule.inputs.values())[at].column)
    if skipped:
        return None, None
    try:
        row = rule.row(*key)
    except NotInForce:
        return None, ("not-in-force", rule.inputs[rule.day].column)
    except InvalidInput as refused:
        return None, (refused.faults[0].expected, rule.inputs[rule.day].column)
    refusal = None if rule.refusal is None else rule.refusal(key, row)
    if refusal is None:
        return row, None
    code, argument = refusal
    return row, (code, rule.inputs[argument].column)


def _values(outputs: Sequence[Output], rows: Sequence[Row | None]) -> dict[Output, OutputValues]:
    known = [row for row in rows if row is not None]
    if not known:
        return {
            output: OutputValues(np.zeros(len(rows), _DTYPES[output.kind]), np.ones(len(rows), np.bool_))
            for output in outputs
        }
    some = np.array([row is not None for row in rows], np.bool_)
    found = {}
    for output, column in zip(outputs, zip(*known, strict=True), strict=True):
        nulls = ~some
        if None in column:
            nulls[some] = [value is None for value in column]
        values: npt.NDArray[Any] = np.zeros(len(rows), _DTYPES[output.kind])
        values[some] = [value or 0 for value in column] if None in column else column
        found[output] = OutputValues(values, nulls)
    return found


def _error_values(outputs: Sequence[Output], errors: Mapping[int, _Error], size: int) -> dict[Output, OutputValues]:
    found = {}
    for at, output in enumerate(outputs):
        number = {code: place for place, code in enumerate(output.codes)}
        values: npt.NDArray[Any] = np.zeros(size, _DTYPES[output.kind])
        nulls = np.ones(size, np.bool_)
        for place, error in errors.items():
            if error[at] is not None:
                values[place], nulls[place] = number[str(error[at])], False
        found[output] = OutputValues(values, nulls)
    return found
