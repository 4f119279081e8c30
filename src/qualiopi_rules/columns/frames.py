"""Any frame: whether the rules can read it, and the engine that applies them to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import attrs
import narwhals
import narwhals.stable.v2 as nw
from narwhals.exceptions import DuplicateError
from narwhals.stable.v2.dependencies import is_dask_dataframe

from qualiopi_rules.columns.column_rule import ColumnName, ColumnRule, Input, InputKind, RuleMaker
from qualiopi_rules.columns.dask_frames import apply_dask
from qualiopi_rules.columns.duckdb_relations import apply_duckdb
from qualiopi_rules.columns.eager import apply_eager, column_of
from qualiopi_rules.columns.engine import ERROR_COLUMNS
from qualiopi_rules.columns.ibis_tables import apply_ibis
from qualiopi_rules.columns.polars_queries import apply_polars
from qualiopi_rules.columns.spark_frames import apply_spark
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, refuse_all

__all__ = ["apply", "rows_with_errors"]

F = TypeVar("F")

_DAYS = (nw.Date, nw.Datetime, nw.String, nw.Categorical, nw.Enum, nw.Object, nw.Unknown)
_ANSWERS = (nw.Boolean, nw.Object, nw.Unknown)
_WHOLE = (nw.Int8, nw.Int16, nw.Int32, nw.Int64, nw.Int128, nw.UInt8, nw.UInt16, nw.UInt32, nw.UInt64, nw.UInt128)
_FLOATS = (nw.Float32, nw.Float64)
_TYPES = {
    InputKind.DAYS: _DAYS,
    InputKind.ANSWERS: _ANSWERS,
    InputKind.ANSWER_TEXTS: (*_ANSWERS, nw.String, nw.Categorical, nw.Enum),
    InputKind.HELD: (*_DAYS, *_ANSWERS),
    InputKind.CATEGORIES: (nw.String, nw.Categorical, nw.Enum, nw.List, nw.Object, nw.Unknown),
    # pandas holds whole numbers as floats where some are null.
    InputKind.COUNTS: (*_WHOLE, *_FLOATS, nw.Object, nw.Unknown),
}


@attrs.frozen
class _Engine:
    """What applies a rule to a frame.

    Attributes:
        apply: applies the rules that are made to a frame, with a prefix.
        in_memory: whether the frame is in memory.
        type_of: the type of a column as SQL has it, by its name; None for an engine that speaks no SQL. To one that
            does, names that differ in capital letters alone are the same, and results are joined, which takes pyarrow.
    """

    apply: Callable[[Any, Sequence[RuleMaker], str], Any]
    in_memory: bool = False
    type_of: Callable[[Any, str], str] | None = None


_EAGER = _Engine(lambda frame, makers, prefix: apply_eager(frame, [make() for make in makers], prefix), in_memory=True)
_DASK = _Engine(apply_dask)
_SPARK = _Engine(apply_spark, type_of=lambda frame, name: frame.schema[name].dataType.typeName())
_LAZY = {
    nw.Implementation.POLARS: _Engine(apply_polars),
    nw.Implementation.DUCKDB: _Engine(
        apply_duckdb, type_of=lambda frame, name: str(frame.types[frame.columns.index(name)])
    ),
    nw.Implementation.IBIS: _Engine(apply_ibis, type_of=lambda frame, name: str(frame.schema()[name])),
    nw.Implementation.PYSPARK: _SPARK,
    nw.Implementation.PYSPARK_CONNECT: _SPARK,
}
_RESERVED = "__qualiopi_"
"""How the names begin of columns that are there only while a query runs."""
_NULLS = {'"NULL"', "null", "void"}
"""The types of columns that hold nulls alone, of DuckDB, Ibis and Spark."""
_OF_NARWHALS = (narwhals.DataFrame, narwhals.LazyFrame)
"""Frames that are of no library: whoever has one has that of a library too, and wants it back."""
_IN_MEMORY = {nw.Implementation.POLARS, nw.Implementation.PANDAS, nw.Implementation.PYARROW}


@attrs.frozen
class _Frame:
    """A frame of a library that is known: its columns and the engine that applies a rule to it."""

    native: Any
    schema: Mapping[ColumnName, Any]
    engine: _Engine

    @property
    def names(self) -> str:
        """The names of the columns, as a message lists them."""
        return ", ".join(map(str, self.schema))

    def has(self, name: str) -> bool:
        """Whether a column has that name."""
        if self.engine.type_of is not None:
            return name.casefold() in {str(column).casefold() for column in self.schema}
        return name in self.schema

    def fits(self, argument: Input) -> bool:
        """Whether a column holds what a rule can read."""
        kind = self.schema[argument.column]
        if isinstance(kind, nw.Datetime) and kind.time_zone is not None:
            return False
        if any(kind == each for each in _TYPES[argument.kind]):
            return True
        # A column of floats without a number is how pandas holds one where nothing is known.
        is_float = kind in _FLOATS and self.engine.in_memory
        return is_float and bool(column_of(nw.from_native(self.native), argument.column).is_null().all())


def _schema(frame: nw.DataFrame[Any]) -> Mapping[ColumnName, Any]:
    """The types of the columns; one of Python objects may hold anything, whatever it seems to hold."""
    objects = set[ColumnName]()
    if frame.implementation.is_pandas():
        objects = {name for name, kind in frame.to_native().dtypes.items() if kind == "object"}
    return {name: nw.Object() if name in objects else kind for name, kind in frame.schema.items()}


def _frame_of(native: Any) -> _Frame:
    if isinstance(native, _OF_NARWHALS):
        raise InvalidInput.of(InvalidValue("frame", type(native), "frame"))
    is_dask = is_dask_dataframe(native)
    frame: Any = None
    with suppress(TypeError):
        frame = _known(native._meta if is_dask else native)
    if is_dask:
        return _Frame(native, _schema(frame), _DASK)
    if isinstance(frame, nw.DataFrame) and frame.implementation in _IN_MEMORY:
        return _Frame(frame.to_native(), _schema(frame), _EAGER)
    if isinstance(frame, nw.LazyFrame) and frame.implementation in _LAZY:
        engine = _LAZY[frame.implementation]
        schema: dict[ColumnName, Any] = dict(frame.collect_schema().items())
        names = [*map(str, schema)] if engine.type_of is None else [*native.columns]
        refuse_all(_unusable(names, in_sql=engine.type_of is not None))
        if engine.type_of is not None:
            schema = {name: _type_in_sql(kind, native, str(name), engine.type_of) for name, kind in schema.items()}
        return _Frame(frame.to_native(), schema, engine)
    raise InvalidInput.of(InvalidValue("frame", type(native), "frame"))


def _known(native: Any) -> Any:
    """A frame as narwhals has it.

    Raises:
        InvalidInput: when names of columns are repeated.
        TypeError: when it is none that narwhals knows.
    """
    try:
        return nw.from_native(native)
    except DuplicateError:
        names = native.column_names if hasattr(native, "column_names") else native.columns  # the first in pyarrow
        raise InvalidInput.of(InvalidValue("frame", [*names], "without-repetition")) from None


def _unusable(names: Sequence[str], *, in_sql: bool) -> Iterator[InvalidValue]:
    """What is wrong with the names of the columns of a query; engines find it out when it runs, or lose a column."""
    if in_sql and len({name.casefold() for name in names}) < len(names):
        yield InvalidValue("frame", names, "without-repetition")
    for name in names:
        if in_sql and (not name or "\0" in name):
            yield InvalidValue("frame", name, "column-name")
        if name.casefold().startswith(_RESERVED):
            yield InvalidValue("frame", name, "free-name", prefix=_RESERVED)


def _type_in_sql(kind: Any, native: Any, name: str, type_of: Callable[[Any, str], str]) -> Any:
    """The type of a column; its name in SQL where narwhals has none for it, unless it holds nulls alone.

    The keys of a type that is not known would not be the same after they were a table of pyarrow.
    """
    own = type_of(native, name) if kind == nw.Unknown else ""
    return kind if own in _NULLS or not own else own


def apply(native: F, makers: Sequence[RuleMaker], prefix: str) -> F:
    """Apply rules to a frame, one after the other; each can read the results of those before it.

    Args:
        native: a frame of one of the libraries.
        makers: what makes the rules; it must be possible to send it to another machine.
        prefix: what the names of the results begin with.

    Raises:
        InvalidInput: with every column that is missing, that holds what no rule can read, or that is there already.
    """
    frame = _frame_of(native)
    if frame.engine.type_of is not None:
        _need_pyarrow(native)
    refuse_all(_faults(frame, [make() for make in makers], prefix))
    result: F = frame.engine.apply(native, makers, prefix)
    return result


def _need_pyarrow(native: Any) -> None:
    try:
        import pyarrow  # noqa: F401 (whether it is there)
    except ImportError:
        raise InvalidInput.of(InvalidValue("frame", type(native), "pyarrow")) from None


def _faults(frame: _Frame, rules: Sequence[ColumnRule], prefix: str) -> Iterator[InvalidValue]:
    made = set[ColumnName]()
    for rule in rules:
        for name, argument in rule.inputs.items():
            if argument.column in made:
                continue
            if argument.column not in frame.schema:
                yield InvalidValue(name, argument.column, "column", choices=frame.names)
            elif not frame.fits(argument):
                yield InvalidValue(name, str(frame.schema[argument.column]), argument.kind.value)
        for name in (prefix + output.name for output in rule.outputs):
            if frame.has(name):
                yield InvalidValue("prefix", name, "new-column")
            made.add(name)
    # The errors of a rule that was applied before stay, so these columns may be there: both, or none.
    there = [name for name in ERROR_COLUMNS if frame.has(prefix + name)]
    if len(there) == 1:
        yield InvalidValue("prefix", prefix + there[0], "new-column")


def rows_with_errors(native: F, prefix: str) -> F:
    """Return the rows of a frame that have an error.

    Raises:
        InvalidInput: when the frame is none that is known, or has no column of errors.
    """
    frame = _frame_of(native)
    error = prefix + ERROR_COLUMNS[0]
    if error not in frame.schema:
        refuse_all([InvalidValue("frame", error, "column", choices=frame.names)])
    rows: F = (
        frame.native[~frame.native[error].isnull()]
        if frame.engine is _DASK
        else nw.from_native(frame.native).filter(~nw.col(error).is_null()).to_native()
    )
    return rows
