"""The distinct keys of a frame: the values that a rule reads in a row, without those that cannot change its results.

There are many more combinations of answers than can change a result: each would otherwise be a key of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Sequence
from math import prod
from typing import Any

import attrs
import numpy as np

from qualiopi_rules.columns.codes import Coded, Flags, Index
from qualiopi_rules.columns.column_rule import ColumnName, ColumnRule, Input
from qualiopi_rules.columns.scalars import value_of_cell
from qualiopi_rules.core.errors import InvalidInput, InvalidValue

__all__ = ["KeyColumn", "Keys", "distinct", "error_of", "is_unusable", "keys_of"]

_FEW = 16
_DIRECT = 2**17  # up to here a table with a cell for every possible key costs less than looking for those that occur
_MISSING = object()  # unknown where the rule must know


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
class Keys:
    """The distinct keys of a frame, and the key of each row.

    Attributes:
        index: for each row, a number.
        places: the place of the key of a number; None when the number is the place.
        values: the keys, each with a value for every input of the rule and then for every other column.
        unusable: the positions of the inputs that hold a value which is not for the rule.
    """

    index: Index
    places: Index | None
    values: Sequence[tuple[Any, ...]]
    unusable: Sequence[int]


def keys_of(
    rule: ColumnRule,
    coded: Callable[[ColumnName], Coded],
    height: int,
    *,
    valid: Container[ColumnName],
    others: Sequence[KeyColumn],
) -> Keys:
    """Return the distinct keys of a frame.

    Args:
        rule: the rule.
        coded: what codes a column, by its name.
        height: how many rows there are.
        valid: the columns in which every value is one for the rule.
        others: columns that are no inputs of the rule and belong to the keys.
    """
    inputs, relevance = _inputs(rule, coded, height, valid)
    unusable = [at for at, column in enumerate(inputs) if any(map(is_unusable, column.values))]
    return Keys(*_relevant_keys([*inputs, *others], relevance), unusable)


def error_of(value: object) -> InvalidValue | None:
    """Return the first error that a converter returned in place of a value; None for a value."""
    if isinstance(value, InvalidInput):
        return value.faults[0]
    return value if isinstance(value, InvalidValue) else None


def is_unusable(value: object) -> bool:
    """Return whether a value is not for the rule: an error, or unknown where the rule must know."""
    return value is _MISSING or isinstance(value, InvalidValue | InvalidInput)


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


def _inputs(
    rule: ColumnRule, coded: Callable[[ColumnName], Coded], height: int, valid: Container[ColumnName]
) -> tuple[list[KeyColumn], _Relevance | None]:
    """The inputs as the rule reads them, and which of them can change the results; None when all can."""

    def column(name: str) -> KeyColumn:
        return _converted(coded(rule.inputs[name].column), rule.inputs[name])

    if rule.relevant is None:
        return [column(name) for name in rule.inputs], None
    decisive = None if rule.decided_by is None else column(rule.decided_by)
    relevant = [rule.relevant(value) for value in ((None,) if decisive is None else decisive.values)]
    columns, tables = [], []
    for name, each in rule.inputs.items():
        table = np.array([name in names or name == rule.decided_by for names in relevant], np.bool_)
        tables.append(table)
        if name == rule.decided_by and decisive is not None:
            columns.append(decisive)
        elif not table.any() and each.column in valid:
            columns.append(KeyColumn(np.broadcast_to(np.intp(0), height), (None,)))  # it need not even be read
        else:
            columns.append(column(name))
    return columns, _Relevance(None if rule.decided_by is None else list(rule.inputs).index(rule.decided_by), tables)


def _converted(coded: Coded, argument: Input) -> KeyColumn:
    raw = distinct(coded)
    convert = argument.convert
    unknown = _MISSING if argument.required else None
    values = [unknown if value is None else convert(value_of_cell(value)) for value in raw.values]
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


def distinct(coded: Coded) -> KeyColumn:
    """Return a column as codes of values that occur, or of all its values where they are few."""
    if coded.size <= _FEW:
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
        index, keys = _keys(columns)
        return index, None, keys
    shape = [len(column.values) for column in columns]
    if prod(shape) > _DIRECT:
        index, keys = _keys(_relevant(columns, relevance))
        return index, None, keys
    # Few combinations are possible: what is relevant is looked for in those that occur, and no more in every row.
    index = _joined(columns).astype(np.intp, copy=False)
    numbers = _occurring(index, prod(shape))
    parts = np.unravel_index(numbers, shape)
    few = [KeyColumn(part, column.values) for part, column in zip(parts, columns, strict=True)]
    found, keys = _keys(_relevant(few, relevance))
    return index, _table(numbers, found, prod(shape)) if keys else None, keys


def _relevant(columns: Sequence[KeyColumn], relevance: _Relevance) -> list[KeyColumn]:
    """The columns, unknown where they cannot change the results; those after the inputs stay as they are."""
    decisive = None if relevance.decided_by is None else columns[relevance.decided_by]
    inputs = columns[: len(relevance.tables)]
    kept = [_where_relevant(column, table, decisive) for column, table in zip(inputs, relevance.tables, strict=True)]
    return [*kept, *columns[len(inputs) :]]


def _where_relevant(column: KeyColumn, relevant: Flags, decisive: KeyColumn | None) -> KeyColumn:
    if relevant.all():
        return column
    # Where it is not relevant a value is as good as unknown, but an error is still an error.
    unknown = next((at for at, value in enumerate(column.values) if value is None), len(column.values))
    values = column.values if unknown < len(column.values) else (*column.values, None)
    otherwise = np.array([at if error_of(value) else unknown for at, value in enumerate(column.values)], np.intp)
    if decisive is None or not relevant.any():
        return KeyColumn(_looked_up(otherwise, column.index, len(values)), values)
    table = np.where(relevant[:, np.newaxis], np.arange(otherwise.size), otherwise)
    return KeyColumn(_looked_up(table.ravel(), _joined([decisive, column]), len(values)), values)


# --- Combinations of values


def _keys(columns: Sequence[KeyColumn]) -> tuple[Index, list[tuple[Any, ...]]]:
    """The distinct keys, and for each row the place of its own."""
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
            kind = np.min_scalar_type(size - 1)
            index = np.multiply(index, wide, dtype=kind, casting="unsafe")
            index = np.add(index, column.index, out=index, casting="unsafe")
    return index


def _present(index: Index, size: int) -> tuple[Index, Index]:
    """The numbers that occur, in order, and for each row the place of its number among them."""
    if size > _DIRECT:
        return np.unique(index, return_inverse=True)
    numbers = _occurring(index, size)
    return numbers, index if numbers.size == size else _table(numbers, np.arange(numbers.size), size).take(index)


def _occurring(index: Index, size: int) -> Index:
    """The numbers that occur, in order."""
    return np.flatnonzero(np.bincount(index, minlength=size))


def _table(numbers: Index, places: Index, size: int) -> Index:
    """A table of places by number, for numbers less than `size`."""
    table = np.zeros(size, np.intp)
    table[numbers] = places
    return table


def _looked_up(table: Index, index: Index, size: int) -> Index:
    """Look numbers up in a table, as the narrowest numbers that hold them: those take the least time."""
    return table.astype(np.min_scalar_type(size - 1)).take(index)
