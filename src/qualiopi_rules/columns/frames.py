"""Any frame: whether the rules can read it, and who applies them to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs
import narwhals.stable.v2 as nw
from narwhals.stable.v2.dependencies import is_dask_dataframe

from qualiopi_rules.columns.eager import apply_eager
from qualiopi_rules.columns.engine import ERROR_COLUMNS, Argument, Rule, Taken
from qualiopi_rules.columns.lazy import on_dask, on_duckdb, on_ibis, on_polars, on_spark
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, refuse_all

__all__ = ["apply", "with_errors"]

_DAYS = (nw.Date, nw.Datetime, nw.String, nw.Categorical, nw.Enum, nw.Object, nw.Unknown)
_ANSWERS = (nw.Boolean, nw.Object, nw.Unknown)
_TYPES = {
    Taken.DAYS: _DAYS,
    Taken.ANSWERS: _ANSWERS,
    Taken.HELD: (*_DAYS, *_ANSWERS),
    Taken.CATEGORIES: (nw.String, nw.Categorical, nw.Enum, nw.List, nw.Object, nw.Unknown),
}
_EAGER = {nw.Implementation.POLARS, nw.Implementation.PANDAS, nw.Implementation.PYARROW}
_LAZY = {
    nw.Implementation.POLARS: on_polars,
    nw.Implementation.DUCKDB: on_duckdb,
    nw.Implementation.IBIS: on_ibis,
    nw.Implementation.PYSPARK: on_spark,
    nw.Implementation.PYSPARK_CONNECT: on_spark,
}

RuleMaker = Callable[[], Rule]


def _apply_eager(frame: Any, make: RuleMaker, prefix: str) -> Any:
    return apply_eager(frame, make(), prefix)


@attrs.frozen
class _Frame:
    """A frame of a library that is known: its columns and who applies a rule to it."""

    native: Any
    schema: Mapping[str, Any]
    apply: Callable[[Any, RuleMaker, str], Any]

    def known_name(self, name: str) -> bool:
        """Whether a column has that name; the engines that speak SQL do not tell capital letters apart."""
        if self.apply in {on_duckdb, on_ibis, on_spark}:
            return name.casefold() in {column.casefold() for column in self.schema}
        return name in self.schema

    def holds(self, argument: Argument) -> bool:
        """Whether a column holds what a rule takes."""
        kind = self.schema[argument.column]
        if isinstance(kind, nw.Datetime) and kind.time_zone is not None:
            return False
        if any(kind == each for each in _TYPES[argument.holds]):
            return True
        # A column of floats without a number is how pandas holds one where nothing is known.
        is_float = kind in {nw.Float32, nw.Float64} and self.apply is _apply_eager
        return is_float and bool(nw.from_native(self.native)[argument.column].is_null().all())


def _schema(frame: nw.DataFrame[Any]) -> Mapping[str, Any]:
    """The types of the columns; one of Python objects may hold anything, whatever it seems to hold."""
    objects = set[str]()
    if frame.implementation.is_pandas():
        objects = {name for name, kind in frame.to_native().dtypes.items() if kind == "object"}
    return {name: nw.Object() if name in objects else kind for name, kind in frame.schema.items()}


def _frame_of(native: Any) -> _Frame:
    if is_dask_dataframe(native):
        return _Frame(native, _schema(nw.from_native(native._meta)), on_dask)
    try:
        frame = nw.from_native(native)
    except TypeError:
        frame = None
    if isinstance(frame, nw.DataFrame) and frame.implementation in _EAGER:
        return _Frame(frame.to_native(), _schema(frame), _apply_eager)
    if isinstance(frame, nw.LazyFrame) and frame.implementation in _LAZY:
        return _Frame(frame.to_native(), frame.collect_schema(), _LAZY[frame.implementation])
    raise InvalidInput.of(InvalidValue("frame", type(native), "frame"))


def apply(native: Any, makers: Sequence[RuleMaker], prefix: str) -> Any:
    """Apply rules to a frame, one after the other; each can read the results of those before it.

    Args:
        native: a frame of one of the libraries.
        makers: what makes the rules; it must be possible to send it to another machine.
        prefix: what the names of the results begin with.

    Raises:
        InvalidInput: with every column that is missing, that holds what no rule takes, or that is there already.
    """
    frame = _frame_of(native)
    refuse_all(_faults(frame, [make() for make in makers], prefix))
    for make in makers:
        native = frame.apply(native, make, prefix)
    return native


def _faults(frame: _Frame, rules: Sequence[Rule], prefix: str) -> Iterator[InvalidValue]:
    made = set[str]()
    for rule in rules:
        for name, argument in rule.takes.items():
            if argument.column in made:
                continue
            if argument.column not in frame.schema:
                yield InvalidValue(name, argument.column, "column", choices=", ".join(frame.schema))
            elif not frame.holds(argument):
                yield InvalidValue(name, str(frame.schema[argument.column]), argument.holds.value)
        for name in (prefix + given.name for given in rule.gives):
            if frame.known_name(name):
                yield InvalidValue("prefix", name, "new-column")
            made.add(name)
    # The errors of a rule that was applied before stay, so these columns may be there: both, or none.
    there = [name for name in ERROR_COLUMNS if frame.known_name(prefix + name)]
    if len(there) == 1:
        yield InvalidValue("prefix", prefix + there[0], "new-column")


def with_errors(native: Any, prefix: str) -> Any:
    """Give the rows of a frame that have an error."""
    frame = _frame_of(native)
    error = prefix + ERROR_COLUMNS[0]
    if error not in frame.schema:
        refuse_all([InvalidValue("frame", error, "column", choices=", ".join(frame.schema))])
    if frame.apply is on_dask:
        return native[~native[error].isnull()]
    return nw.from_native(native).filter(~nw.col(error).is_null()).to_native()
