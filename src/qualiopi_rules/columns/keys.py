"""The distinct keys of a frame: the values that a rule reads in a row, without those that cannot change its results.

There are many more combinations of answers than can change a result: each would otherwise be a key of its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import prod
from typing import Any

import attrs
import numpy as np

from qualiopi_rules.columns.codes import Column, DayColumn, Flags, Index
from qualiopi_rules.columns.column_rule import ColumnRule, Input
from qualiopi_rules.columns.outcomes import (
    Applied,
    Columns,
    OutputValues,
    converted,
    error_of,
    is_unusable,
    number_of,
    outcome_of,
    output_values,
    row_errors,
)

__all__ = ["FEW", "KeyColumn", "by_key", "combined", "distinct", "key_column"]

FEW = 16
"""Up to so many values are each looked at, whether they occur or not."""

# Up to here a table with a cell for every possible key costs less than looking for those that occur.
_DIRECT = 2**17  # cells
_ROWS = 16  # cells for each row


@attrs.frozen(eq=False)
class KeyColumn:
    """One part of the keys, as codes of distinct values; an error is a value of its own.

    Attributes:
        index: for each row, the number of its value.
        values: the values by number.
    """

    index: Index
    values: Sequence[Any]


@attrs.frozen(eq=False)
class _Keys:
    """The distinct keys of a frame, and the key of each row.

    Attributes:
        index: for each row, a number.
        places: the place of the key of a number; None when the number is the place.
        values: the keys, each with a value for every input of the rule.
        unusable: the positions of the inputs that hold a value which is not for the rule.
    """

    index: Index
    places: Index | None
    values: Sequence[tuple[Any, ...]]
    unusable: Sequence[int]


def by_key(rule: ColumnRule, columns: Columns) -> Applied:
    """Apply a rule to columns: each distinct key is computed once, by the rule itself, and its results gathered."""
    keys = _keys_of(rule, columns)
    index = keys.index.astype(np.intp, copy=False)
    rows, numbers = [], []
    for key in keys.values:
        row, error = outcome_of(rule, key, keys.unusable)
        rows.append(row)
        numbers.append(number_of(rule, error))
    outputs, errors = output_values(rule.outputs, rows, index), np.array(numbers, np.int32)
    if keys.places is not None:
        outputs = {output: _replaced(each, keys.places) for output, each in outputs.items()}
        errors = errors.take(keys.places)
    return Applied(outputs, row_errors(rule, errors, index) if any(numbers) else None)


def _replaced(found: OutputValues, places: Index) -> OutputValues:
    nulls = None if found.nulls is None else found.nulls.take(places)
    return OutputValues(found.index, found.values.take(places), nulls, found.empty)


def _keys_of(rule: ColumnRule, columns: Columns) -> _Keys:
    inputs, relevance = _inputs(rule, columns)
    unusable = [at for at, column in enumerate(inputs) if any(map(is_unusable, column.values))]
    return _Keys(*_relevant_keys(inputs, relevance), unusable)


# --- The inputs of a rule


@attrs.frozen(eq=False)
class _Relevance:
    """Which inputs can change the results.

    Attributes:
        decided_by: the place of the input that decides it; None when it is the same for every row.
        tables: for each input, whether it can, by the number of the value of `decided_by`.
    """

    decided_by: int | None
    tables: Sequence[Flags]


def _inputs(rule: ColumnRule, columns: Columns) -> tuple[list[KeyColumn], _Relevance | None]:
    """The inputs as the rule reads them, and which of them can change the results; None when all can."""

    def column(name: str) -> KeyColumn:
        return key_column(columns.column(rule.inputs[name].column), rule.inputs[name])

    if rule.relevant is None:
        return [column(name) for name in rule.inputs], None
    decisive = None if rule.decided_by is None else column(rule.decided_by)
    relevant = [rule.relevant(value) for value in ((None,) if decisive is None else decisive.values)]
    inputs, tables = [], []
    for name, each in rule.inputs.items():
        table = np.array([name in names or name == rule.decided_by for names in relevant], np.bool_)
        tables.append(table)
        if name == rule.decided_by and decisive is not None:
            inputs.append(decisive)
        elif not table.any() and each.column in columns.valid:
            inputs.append(KeyColumn(np.broadcast_to(np.intp(0), columns.height), (None,)))  # it need not even be read
        else:
            inputs.append(column(name))
    return inputs, _Relevance(None if rule.decided_by is None else list(rule.inputs).index(rule.decided_by), tables)


def key_column(column: Column, argument: Input) -> KeyColumn:
    """Return an input of a rule as codes of the values that the rule reads."""
    raw = distinct(column)
    values = [converted(argument, value) for value in raw.values]
    if not argument.merges:
        return KeyColumn(raw.index, values)
    # Errors are not merged: each is a value of its own.
    places: dict[Hashable, int] = {}
    numbers = [
        places.setdefault((at, None) if error_of(value) else value, len(places)) for at, value in enumerate(values)
    ]
    if len(places) == len(values):
        return KeyColumn(raw.index, values)
    merged = dict(zip(numbers, values, strict=True))
    return KeyColumn(
        _looked_up(np.array(numbers, np.intp), raw.index, len(merged)),
        [merged[number] for number in range(len(merged))],
    )


def distinct(column: Column) -> KeyColumn:
    """Return a column as codes of values that occur, or of all its values where they are few."""
    coded = column.coded() if isinstance(column, DayColumn) else column
    if coded.size <= FEW:
        return KeyColumn(coded.index, [coded.value(number) for number in range(coded.size)])
    numbers, index = _present(coded.index, coded.size)
    return KeyColumn(index, list(map(coded.value, numbers.tolist())))


# --- What is relevant


def _relevant_keys(
    columns: Sequence[KeyColumn], relevance: _Relevance | None
) -> tuple[Index, Index | None, list[tuple[Any, ...]]]:
    """The distinct keys, without the values that cannot change the results.

    For each row there is a number, and for each number the place of its key; the number is the place where there are
    no such places.
    """
    if relevance is None:
        index, keys = combined(columns)
        return index, None, keys
    shape = [len(column.values) for column in columns]
    if prod(shape) > _DIRECT:
        index, keys = combined(_relevant(columns, relevance))
        return index, None, keys
    # Few combinations are possible: what is relevant is looked for in those that occur, and no more in every row.
    index = _joined(columns).astype(np.intp, copy=False)
    numbers = _occurring(index, prod(shape))
    parts = np.unravel_index(numbers, shape)
    few = [KeyColumn(part, column.values) for part, column in zip(parts, columns, strict=True)]
    found, keys = combined(_relevant(few, relevance))
    return index, _table(numbers, found, prod(shape)) if keys else None, keys


def _relevant(columns: Sequence[KeyColumn], relevance: _Relevance) -> list[KeyColumn]:
    """The columns, unknown where they cannot change the results."""
    decisive = None if relevance.decided_by is None else columns[relevance.decided_by]
    return [_where_relevant(column, table, decisive) for column, table in zip(columns, relevance.tables, strict=True)]


def _where_relevant(column: KeyColumn, relevant: Flags, decisive: KeyColumn | None) -> KeyColumn:
    if relevant.all():
        return column
    # Where it is not relevant a value is as good as unknown, but an error is still an error.
    unknown = next((at for at, value in enumerate(column.values) if value is None), len(column.values))
    values = column.values if unknown < len(column.values) else (*column.values, None)
    places = np.array([at if error_of(value) else unknown for at, value in enumerate(column.values)], np.intp)
    otherwise = _looked_up(places, column.index, len(values))
    if decisive is None:
        return KeyColumn(otherwise, values)
    # By row: a table by both values would have a cell for each pair, and what is wrong can be many values.
    return KeyColumn(np.where(relevant.take(decisive.index), column.index, otherwise), values)


# --- Combinations of values


def combined(columns: Sequence[KeyColumn]) -> tuple[Index, list[tuple[Any, ...]]]:
    """Return for each row the place of its combination of values, and the combinations.

    Those of one column are all its values; those of several are the ones that occur.
    """
    first, *others = columns
    joined, keys = [first], [(value,) for value in first.values]
    for column in others:
        if len(joined) > 1 and prod(len(each.values) for each in (*joined, column)) > _DIRECT:
            index, keys = _settled(joined, keys)
            joined = [KeyColumn(index, keys)]
        joined.append(column)
    return _settled(joined, keys)


def _settled(joined: Sequence[KeyColumn], keys: Sequence[tuple[Any, ...]]) -> tuple[Index, list[tuple[Any, ...]]]:
    """Find the keys that occur among all those that the columns could make, the first of which stands for `keys`."""
    first, *others = joined
    if not others:
        return first.index, list(keys)
    shape = [len(column.values) for column in joined]
    numbers, index = _present(_joined(joined), prod(shape))
    places, *parts = np.unravel_index(numbers, shape)
    values = [[column.values[at] for at in part.tolist()] for column, part in zip(others, parts, strict=True)]
    return index, [(*keys[place], *others) for place, *others in zip(places.tolist(), *values, strict=True)]


def _joined(columns: Sequence[KeyColumn]) -> Index:
    """One number for each combination of values, the last column being the one that changes first."""
    first, *others = columns
    index, size = first.index, len(first.values)
    for column in others:
        wide = len(column.values)
        size *= wide
        if wide > 1:
            kind = np.min_scalar_type(max(size - 1, wide))
            index = np.multiply(index, wide, dtype=kind, casting="unsafe")
            index = np.add(index, column.index, out=index, casting="unsafe")
    return index


def _present(index: Index, size: int) -> tuple[Index, Index]:
    """The numbers that occur, in order, and for each row the place of its number among them."""
    if size > max(_DIRECT, _ROWS * index.size):
        return np.unique(index, return_inverse=True)
    numbers = _occurring(index, size)
    return numbers, index if numbers.size == size else _table(numbers, np.arange(numbers.size), size).take(index)


def _occurring(index: Index, size: int) -> Index:
    """The numbers that occur, in order."""
    occurs = np.zeros(size, np.bool_)
    occurs[index] = True
    return np.flatnonzero(occurs)


def _table(numbers: Index, places: Index, size: int) -> Index:
    """A table of places by number, for numbers less than `size`."""
    table = np.zeros(size, np.intp)
    table[numbers] = places
    return table


def _looked_up(table: Index, index: Index, size: int) -> Index:
    """Look numbers up in a table, as the narrowest numbers that hold them: those take the least time."""
    return table.astype(np.min_scalar_type(size - 1)).take(index)
