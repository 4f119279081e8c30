"""A scalar rule over columns: each distinct key is computed once, by the rule itself, and its results are gathered.

Nothing here knows a library of data frames. A column comes in as codes (`Coded`) and its results go out as a small
table with the place of every row in it (`Results`).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from math import prod
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, NotInForce, refuse_all

__all__ = [
    "ERRORS",
    "ERROR_COLUMNS",
    "Argument",
    "Coded",
    "Filled",
    "Given",
    "Index",
    "Kind",
    "Results",
    "Rule",
    "Taken",
    "coded_days",
    "coded_values",
    "error_columns",
    "remembered",
    "results",
    "take",
]

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
    "not-in-force",
)
"""The codes that the column `error` can hold: what was expected (`InvalidValue.expected`), or `not-in-force`."""

ERROR_COLUMNS = ("error", "error_field")
"""The columns of what is wrong with a row, before the prefix."""

_EPOCH = date(1970, 1, 1).toordinal()
_FEW = 16
_UNKNOWN = object()
_DIRECT = 2**17  # up to here a table with a cell for every possible key costs less than looking for those that occur

Index = npt.NDArray[np.integer[Any]]
"""For each row the number of something."""

_Anything = npt.NDArray[Any]


class Kind(Enum):
    """What a column of results holds; all of them can be null."""

    DAY = "day"
    CODE = "code"  # one of a few stable texts
    NAME = "name"  # the name of a column
    FLAG = "flag"
    NUMBER = "number"  # a whole number of 64 bits


def _plain_texts(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(str, codes))


@attrs.frozen
class Given:
    """A column that a rule gives.

    Attributes:
        name: its name, before the prefix.
        kind: what it holds.
        codes: the texts it can hold, when it holds codes or names.
    """

    name: str
    kind: Kind
    codes: tuple[str, ...] = attrs.field(default=(), converter=_plain_texts)


class Taken(Enum):
    """What a column may hold that a rule takes."""

    DAYS = "day-column"
    ANSWERS = "answer-column"
    HELD = "held-column"
    CATEGORIES = "categories-column"


@attrs.frozen
class Argument:
    """A column that a rule takes.

    Attributes:
        column: its name in the frame.
        holds: what it may hold.
        take: the converter of one value that is not null; it hands a fault back in place of the value.
        required: whether the results are null where it is null.
        merges: whether the converter makes one value of many.
    """

    column: str
    holds: Taken
    take: Callable[[Any], Any]
    required: bool = False
    merges: bool = False


@attrs.frozen
class Rule:
    """A scalar rule, and how it reads columns.

    Attributes:
        takes: the columns by the name of the argument, in the order in which the scalar rule tells faults.
        gives: the columns it gives.
        row: the scalar rule, `remembered`; it takes one value for each of `takes`, in order.
        of_day: the argument that is at fault when the rule has nothing in force on a day.
        matters: given the value of `by`, the other arguments that can change the results; None when all can.
        by: the argument that decides what matters; None when it is the same for every row.
    """

    takes: Mapping[str, Argument]
    gives: tuple[Given, ...]
    row: Callable[..., tuple[int | None, ...]]
    of_day: str
    matters: Callable[[Any], frozenset[str]] | None = None
    by: str | None = None


def remembered(
    *gives: Given,
) -> Callable[[Callable[..., Sequence[Any]]], Callable[..., tuple[int | None, ...]]]:
    """Make a scalar rule give what columns hold, and remember what it gave for the last keys.

    Days become days from 1970-01-01, codes their places, yes and no 1 and 0.
    """
    places = [{code: place for place, code in enumerate(given.codes)} for given in gives]

    def plain(given: Given, place: Mapping[str, int], value: Any) -> int | None:
        if value is None:
            return None
        match given.kind:
            case Kind.DAY:
                return int(value.toordinal()) - _EPOCH
            case Kind.CODE:
                return place[value]
            case _:
                return int(value)

    def decorate(rule: Callable[..., Sequence[Any]]) -> Callable[..., tuple[int | None, ...]]:
        def row(*key: Hashable) -> tuple[int | None, ...]:
            return tuple(map(plain, gives, places, rule(*key)))

        return remember(row)

    return decorate


@attrs.frozen(eq=False)
class Coded:
    """A column as codes: `value(index[row])` is what stands in a row.

    Attributes:
        index: for each row, the number of its value.
        size: one more than the highest number that can occur.
        value: the value of a number.
    """

    index: Index
    size: int
    value: Callable[[int], Any]


@attrs.frozen(eq=False)
class Filled:
    """The values of one column of results, one for each distinct key; days count from 1970-01-01, codes by place."""

    values: _Anything
    nulls: npt.NDArray[np.bool_]


@attrs.frozen(eq=False)
class Results:
    """The results for each distinct key, and the key of each row.

    Attributes:
        index: for each row, the place of its results.
        columns: the results, by the column they are for.
    """

    index: Index
    columns: Mapping[Given, Filled]


def take(values: _Anything, index: Index) -> _Anything:
    """Gather the values of each row."""
    return values.take(index)


def coded_values(index: Index, values: Sequence[Any]) -> Coded:
    """Code a column whose distinct values are known."""
    return Coded(index, len(values), values.__getitem__)


def coded_days(days: npt.NDArray[Any], nulls: npt.NDArray[np.bool_] | None = None) -> Coded:
    """Code a column of days, counted from 1970-01-01, by their distance from the first; null comes before it, as 0."""
    known = days if nulls is None else days[~nulls]
    if not known.size:
        return Coded(np.zeros(days.size, np.intp), 1, lambda _: None)
    first, last = int(known.min()), int(known.max())
    if nulls is not None:
        first -= 1
    index = np.subtract(days, first, dtype=np.intp)
    if nulls is not None:
        index[nulls] = 0

    def value(number: int) -> object:
        if number == 0 and nulls is not None:
            return None
        ordinal = first + number + _EPOCH
        # An engine's days can lie beyond the years 1 to 9999: they are no days here, and the number is refused as such.
        return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else ordinal

    return Coded(index, last - first + 1, value)


@attrs.frozen(eq=False)
class _Column:
    """One argument, as codes of the values that the rule takes; a fault is a value of its own."""

    index: Index
    values: Sequence[Any]


def results(
    rule: Rule,
    coded: Callable[[str], Coded],
    height: int,
    *,
    sure: Container[str] = (),
    earlier: Sequence[str] = (),
) -> Results:
    """Apply a rule to columns.

    Args:
        rule: the rule.
        coded: what codes a column, by its name.
        height: how many rows there are.
        sure: the columns in which no value can be at fault.
        earlier: the columns of earlier errors, code and field; an error that a row has stays.
    """
    columns, matters = _taken_columns(rule, coded, height, sure)
    before = [_distinct(coded(name)) for name in earlier]
    refuse_all(_foreign(earlier[0], before[0]) if before else ())
    index, places, keys = _keys_that_matter([*columns, *before], matters)
    rows: list[tuple[int | None, ...] | None] = []
    errors: dict[int, tuple[str, str]] = {}
    names = tuple(rule.takes)
    watched = [at for at, column in enumerate(columns) if any(map(_is_odd, column.values))]
    for place, whole in enumerate(keys):
        key = whole[: len(names)]
        odd = [at for at in watched if _is_odd(key[at])]
        faults = [(fault.expected, rule.takes[names[at]].column) for at in odd if (fault := _fault_of(key[at]))]
        row = None
        if faults:
            errors[place] = faults[0]
        elif not odd:
            try:
                row = rule.row(*key)
            except NotInForce:
                errors[place] = ("not-in-force", rule.takes[rule.of_day].column)
            except InvalidInput as refused:
                errors[place] = (refused.faults[0].expected, rule.takes[rule.of_day].column)
        if before and whole[len(names)] is not None:
            errors[place] = whole[len(names) :]
        rows.append(row)
    told = error_columns(tuple(dict.fromkeys(field for _, field in errors.values())))
    filled = _filled(rule.gives, rows) | _filled_errors(told, errors, len(rows))
    if places is not None:
        filled = {given: Filled(each.values.take(places), each.nulls.take(places)) for given, each in filled.items()}
    return Results(index.astype(np.intp, copy=False), filled)


def _foreign(name: str, errors: _Column) -> Iterator[InvalidValue]:
    """The errors that are none of ours: a caller's own column stands where ours would."""
    for value in errors.values:
        if value is not None and value not in ERRORS:
            yield InvalidValue(name, value, "reason", choices=", ".join(ERRORS))


def error_columns(fields: tuple[str, ...] = ()) -> tuple[Given, Given]:
    """Give the columns of what is wrong with a row, whose fields can be those."""
    error, field = ERROR_COLUMNS
    return Given(error, Kind.CODE, ERRORS), Given(field, Kind.NAME, fields)


@attrs.frozen(eq=False)
class _Matters:
    """Which columns can change the results.

    Attributes:
        by: the place of the column that decides it; None when it is the same for every row.
        tables: for each column, whether it can, by the number of the value of `by`.
    """

    by: int | None
    tables: Sequence[npt.NDArray[np.bool_]]


def _taken_columns(
    rule: Rule, coded: Callable[[str], Coded], height: int, sure: Container[str]
) -> tuple[list[_Column], _Matters | None]:
    """The columns as the rule takes them, and which of them can change the results."""

    def taken(name: str) -> _Column:
        argument = rule.takes[name]
        return _taken(coded(argument.column), argument)

    if rule.matters is None:
        return [taken(name) for name in rule.takes], None
    by = None if rule.by is None else taken(rule.by)
    decisive = [rule.matters(value) for value in ((None,) if by is None else by.values)]
    columns, tables = [], []
    for name, argument in rule.takes.items():
        table = np.array([name in each or name == rule.by for each in decisive], np.bool_)
        tables.append(table)
        if name == rule.by and by is not None:
            columns.append(by)
        elif not table.any() and argument.column in sure:
            columns.append(_Column(np.broadcast_to(np.intp(0), height), (None,)))  # it need not even be read
        else:
            columns.append(taken(name))
    return columns, _Matters(None if rule.by is None else list(rule.takes).index(rule.by), tables)


def _keys_that_matter(
    columns: Sequence[_Column], matters: _Matters | None
) -> tuple[Index, Index | None, list[tuple[Any, ...]]]:
    """The distinct keys, without the values that cannot change the results.

    There are many more answers than decide: without this each combination of them would be a key.
    For each row there is a number, and for each number the place of its key; the number is the place where there are
    no such places.
    """
    if matters is None:
        index, keys = _keys(columns)
        return index, None, keys
    shape = [len(column.values) for column in columns]
    if prod(shape) > _DIRECT:
        index, keys = _keys(_decisive(columns, matters))
        return index, None, keys
    # Few combinations are possible: what matters is looked for in those that occur, and no more in every row.
    index = _joined(columns).astype(np.intp, copy=False)
    numbers = _occurring(index, prod(shape))
    parts = np.unravel_index(numbers, shape)
    few = [_Column(part, column.values) for part, column in zip(parts, columns, strict=True)]
    found, keys = _keys(_decisive(few, matters))
    return index, _table(numbers, found, prod(shape)) if keys else None, keys


def _decisive(columns: Sequence[_Column], matters: _Matters) -> list[_Column]:
    """The columns, with nothing known in them where it cannot change the results; earlier errors are after them."""
    by = None if matters.by is None else columns[matters.by]
    told = columns[: len(matters.tables)]
    kept = [_where_it_matters(column, table, by) for column, table in zip(told, matters.tables, strict=True)]
    return [*kept, *columns[len(told) :]]


def _where_it_matters(column: _Column, matters: npt.NDArray[np.bool_], by: _Column | None) -> _Column:
    if matters.all():
        return column
    # Where it does not matter a value is as good as unknown, but a fault is still a fault.
    unknown = next((at for at, value in enumerate(column.values) if value is None), len(column.values))
    values = column.values if unknown < len(column.values) else (*column.values, None)
    otherwise = np.array([at if _fault_of(value) else unknown for at, value in enumerate(column.values)], np.intp)
    if by is None or not matters.any():
        return _Column(_looked_up(otherwise, column.index, len(values)), values)
    table = np.where(matters[:, np.newaxis], np.arange(otherwise.size), otherwise)
    return _Column(_looked_up(table.ravel(), _joined([by, column]), len(values)), values)


def _looked_up(table: Index, index: Index, size: int) -> Index:
    """Look numbers up in a table, as the narrowest numbers that hold them: those take the least time."""
    return table.astype(np.min_scalar_type(size - 1)).take(index)


def _joined(columns: Sequence[_Column]) -> Index:
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


def _occurring(index: Index, size: int) -> Index:
    """The numbers that occur, in order."""
    return np.flatnonzero(np.bincount(index, minlength=size))


def _table(numbers: Index, places: Index, size: int) -> Index:
    """A table of places by number, for numbers less than `size`."""
    table = np.zeros(size, np.intp)
    table[numbers] = places
    return table


def _present(index: Index, size: int) -> tuple[Index, Index]:
    """The numbers that occur, in order, and for each row the place of its number among them."""
    if size > _DIRECT:
        return np.unique(index, return_inverse=True)
    numbers = _occurring(index, size)
    return numbers, index if numbers.size == size else _table(numbers, np.arange(numbers.size), size).take(index)


def _distinct(coded: Coded) -> _Column:
    if coded.size <= _FEW:
        return _Column(coded.index, [coded.value(number) for number in range(coded.size)])
    numbers, index = _present(coded.index, coded.size)
    return _Column(index, list(map(coded.value, numbers.tolist())))


def _taken(coded: Coded, argument: Argument) -> _Column:
    raw = _distinct(coded)
    take = argument.take
    unknown = _UNKNOWN if argument.required else None
    values = [unknown if value is None else take(value) for value in raw.values]
    if not argument.merges:
        return _Column(raw.index, values)
    # A fault is no value: it stays where it is.
    places: dict[Hashable, int] = {}
    numbers = [
        places.setdefault((at, None) if _fault_of(value) else value, len(places)) for at, value in enumerate(values)
    ]
    if len(places) == len(values):
        return _Column(raw.index, values)
    merged = dict(zip(numbers, values, strict=True))
    return _Column(
        _looked_up(np.array(numbers, np.intp), raw.index, len(merged)),
        [merged[number] for number in range(len(merged))],
    )


def _fault_of(value: object) -> InvalidValue | None:
    if isinstance(value, InvalidInput):
        return value.faults[0]
    return value if isinstance(value, InvalidValue) else None


def _is_odd(value: object) -> bool:
    """Whether a value is not for the rule: a fault, or unknown where the rule must know."""
    return value is _UNKNOWN or isinstance(value, InvalidValue | InvalidInput)


def _keys(columns: Sequence[_Column]) -> tuple[Index, list[tuple[Any, ...]]]:
    """The distinct keys, and for each row the place of its own."""
    first, *others = columns
    joined, keys = [first], [(value,) for value in first.values]
    for column in others:
        if len(joined) > 1 and prod(len(each.values) for each in (*joined, column)) > _DIRECT:
            index, keys = _settled(joined, keys)
            joined = [_Column(index, keys)]
        joined.append(column)
    return _settled(joined, keys)


def _settled(joined: Sequence[_Column], keys: Sequence[tuple[Any, ...]]) -> tuple[Index, list[tuple[Any, ...]]]:
    """Find the keys that occur among all those that the columns could make, the first of which stands for `keys`."""
    first, *others = joined
    if not others:
        return first.index, list(keys)
    shape = [len(column.values) for column in joined]
    numbers, index = _present(_joined(joined), prod(shape))
    places, *parts = np.unravel_index(numbers, shape)
    values = [[column.values[at] for at in part.tolist()] for column, part in zip(others, parts, strict=True)]
    return index, [(*keys[place], *others) for place, *others in zip(places.tolist(), *values, strict=True)]


_DTYPES = {Kind.DAY: np.int32, Kind.CODE: np.int8, Kind.NAME: np.int8, Kind.FLAG: np.bool_, Kind.NUMBER: np.int64}


def _filled(gives: Sequence[Given], rows: Sequence[tuple[int | None, ...] | None]) -> dict[Given, Filled]:
    known = [row for row in rows if row is not None]
    if not known:
        return {
            given: Filled(np.zeros(len(rows), _DTYPES[given.kind]), np.ones(len(rows), np.bool_)) for given in gives
        }
    some = np.array([row is not None for row in rows], np.bool_)
    filled = {}
    for given, column in zip(gives, zip(*known, strict=True), strict=True):
        nulls = ~some
        if None in column:
            nulls[some] = [value is None for value in column]
        values: _Anything = np.zeros(len(rows), _DTYPES[given.kind])
        values[some] = [value or 0 for value in column] if None in column else column
        filled[given] = Filled(values, nulls)
    return filled


def _filled_errors(told: Sequence[Given], errors: Mapping[int, tuple[str, str]], size: int) -> dict[Given, Filled]:
    where = np.fromiter(errors, np.intp, len(errors))
    nulls = np.ones(size, np.bool_)
    nulls[where] = False
    filled = {}
    for given, codes in zip(told, zip(*errors.values(), strict=True) if errors else ((), ()), strict=True):
        values: _Anything = np.zeros(size, _DTYPES[given.kind])
        values[where] = [given.codes.index(code) for code in codes]
        filled[given] = Filled(values, nulls)
    return filled
