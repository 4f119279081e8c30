"""What a scalar rule returns for one key, and for whole columns: small tables, and the place of each row in them."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from qualiopi_rules.columns.codes import Column, Flags, Index
from qualiopi_rules.columns.column_rule import ColumnName, ColumnRule, Input, Output, OutputKind, Row
from qualiopi_rules.columns.scalars import value_of_cell
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, NotInForce
from qualiopi_rules.cycle.printed import PrintedOutcome

__all__ = [
    "DTYPES",
    "ERRORS",
    "FILE_ERRORS",
    "MISSING",
    "Applied",
    "Columns",
    "Error",
    "OutputValues",
    "RowErrors",
    "converted",
    "error_of",
    "is_unusable",
    "number_of",
    "outcome_of",
    "output_values",
    "row_errors",
]

DTYPES: Mapping[OutputKind, Any] = {
    OutputKind.DAY: np.int32,
    OutputKind.CODE: np.int8,
    OutputKind.NAME: np.int32,
    OutputKind.FLAG: np.bool_,
    OutputKind.NUMBER: np.int64,
}
"""How numpy holds the values of an output."""

MISSING = object()
"""Unknown where the rule must know."""

ERRORS = (
    "day",
    "day-not-time",
    "held",
    "yes-no",
    "one-of",
    "list-of",
    "not-empty",
    "without-repetition",
    "countable-day",
    "positive-integer",
    "not-in-force",
    *(outcome.value for outcome in PrintedOutcome if outcome is not PrintedOutcome.ONE),
)
"""The codes that the column `error` can hold: what was expected (`InvalidValue.expected`), `not-in-force`, or the
outcome of reading printed days that are not those of one cycle."""

FILE_ERRORS = ("cells", "csv-row")
"""The codes of a row of a file that cannot be read as a row of its table, which the plan of a portfolio has besides."""

Error = tuple[str, str]
"""A code of `ERRORS`, and the argument at fault."""


@attrs.frozen(eq=False)
class Columns:
    """The columns of a frame, as rules read them.

    Attributes:
        column: what reads a column, by its name.
        height: how many rows there are.
        valid: the columns in which no value can be an error.
    """

    column: Callable[[ColumnName], Column]
    height: int
    valid: Container[ColumnName] = ()


@attrs.frozen(eq=False)
class OutputValues:
    """The values of one output: days count from 1970-01-01, codes by place.

    Attributes:
        index: for each row, the place of its value.
        values: the values, anything where they are null.
        nulls: where they are null; None where no row has a null.
        empty: whether every row has a null.
    """

    index: Index
    values: npt.NDArray[Any]
    nulls: Flags | None
    empty: bool = False


@attrs.frozen(eq=False)
class RowErrors:
    """The errors of rows.

    Attributes:
        index: for each row the number of its error; 0 where it has none.
        errors: the errors, a code and the column at fault, the first of them with the number 1; not all occur, and a
            caller may not know the column.
    """

    index: Index
    errors: Sequence[tuple[str, ColumnName | None]]


@attrs.frozen(eq=False)
class Applied:
    """The results of a rule for every row.

    Attributes:
        outputs: the results, by the column they are for.
        errors: the errors, each with the column at fault; None where no row has one.
    """

    outputs: Mapping[Output, OutputValues]
    errors: RowErrors | None = None


def error_of(value: object) -> InvalidValue | None:
    """Return the first error that a converter returned in place of a value; None for a value."""
    if isinstance(value, InvalidInput):
        return value.faults[0]
    return value if isinstance(value, InvalidValue) else None


def is_unusable(value: object) -> bool:
    """Return whether a value is not for the rule: an error, or unknown where the rule must know."""
    return value is MISSING or isinstance(value, InvalidValue | InvalidInput)


def converted(argument: Input, value: Any) -> Any:
    """Return a value of a column as the rule reads it, or the error in its place."""
    if value is None:
        return MISSING if argument.required else None
    return argument.convert(value_of_cell(value))


def outcome_of(
    rule: ColumnRule, key: Sequence[Any], unusable: Sequence[int] | None = None
) -> tuple[Row | None, Error | None]:
    """Return the results for one key, or its error, or neither where a value that the rule must know is null.

    Both where the results mean an error.

    Args:
        rule: the rule.
        key: a value for each input.
        unusable: the positions that may hold a value which is not for the rule; None for all of them.
    """
    skipped = [at for at in (range(len(key)) if unusable is None else unusable) if is_unusable(key[at])]
    for at in skipped:
        error = error_of(key[at])
        if error is not None:
            return None, (error.expected, list(rule.inputs)[at])
    if skipped:
        return None, None
    try:
        row = rule.row(*key)
    except NotInForce:
        return None, ("not-in-force", rule.day)
    except InvalidInput as refused:
        return None, (refused.faults[0].expected, rule.day)
    return row, None if rule.refusal is None else rule.refusal(tuple(key), row)


def number_of(rule: ColumnRule, error: Error | None) -> int:
    """Return the number of an error of a rule; 0 for none."""
    if error is None:
        return 0
    code, argument = error
    return 1 + ERRORS.index(code) * len(rule.inputs) + list(rule.inputs).index(argument)


def row_errors(rule: ColumnRule, numbers: Index, index: Index) -> RowErrors:
    """Return the errors of rows, from the numbers of a table and the place of each row in it."""
    errors = tuple((code, each.column) for code in ERRORS for each in rule.inputs.values())
    return RowErrors(numbers.take(index), errors)


def output_values(outputs: Sequence[Output], rows: Sequence[Row | None], index: Index) -> dict[Output, OutputValues]:
    """Return the results of keys, all of which occur, as tables.

    Args:
        outputs: the outputs of the rule.
        rows: the results of each key; None for none.
        index: for each row, the place of its key.
    """
    known = [row for row in rows if row is not None]
    if not known:
        empty = np.ones(len(rows), np.bool_)
        return {
            output: OutputValues(index, np.zeros(len(rows), DTYPES[output.kind]), empty, True) for output in outputs
        }
    some = np.array([row is not None for row in rows], np.bool_)
    found = {}
    for output, column in zip(outputs, zip(*known, strict=True), strict=True):
        nulls = ~some
        if None in column:
            nulls[some] = [value is None for value in column]
        table: npt.NDArray[Any] = np.zeros(len(rows), DTYPES[output.kind])
        table[some] = [value or 0 for value in column] if None in column else column
        found[output] = OutputValues(index, table, nulls if nulls.any() else None, empty=bool(nulls.all()))
    return found
