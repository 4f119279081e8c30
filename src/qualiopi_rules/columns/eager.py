"""Frames that are in memory: the library that a frame is of, and a rule applied to it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import narwhals.stable.v2 as nw

from qualiopi_rules.columns.arrow_tables import ArrowTables
from qualiopi_rules.columns.codes import Column
from qualiopi_rules.columns.column_rule import ColumnName, ColumnRule, Output
from qualiopi_rules.columns.engine import columns_read, results
from qualiopi_rules.columns.outcomes import Columns, OutputValues
from qualiopi_rules.columns.pandas_frames import PandasFrames
from qualiopi_rules.columns.polars_frames import PolarsFrames

__all__ = ["EagerLibrary", "apply_eager", "column_of"]


class EagerLibrary(Protocol):
    """One library of data frames that are in memory."""

    def coded(self, column: nw.Series[Any]) -> Column:
        """Return a column as codes."""
        ...

    def with_results(self, frame: Any, results: Mapping[Output, OutputValues], prefix: str) -> Any:
        """Return the frame with columns of results after its own."""
        ...


def apply_eager(native: Any, rules: Sequence[ColumnRule], prefix: str) -> Any:
    """Apply rules to a frame of polars, pandas or pyarrow that is in memory, one after the other."""
    frame = nw.from_native(native, eager_only=True)
    library = _library(frame)
    _, errors = columns_read(rules, frame.columns, prefix)
    valid = {name for name, kind in frame.schema.items() if kind == nw.Boolean}
    columns = Columns(lambda name: library.coded(column_of(frame, name)), len(frame), valid)
    found = results(rules, columns, prefix, errors)
    own = frame.drop(errors).to_native() if errors else native
    return library.with_results(own, found, prefix)


def column_of(frame: nw.DataFrame[Any], name: ColumnName) -> nw.Series[Any]:
    """Return a column of a frame; its name may be a number in pandas, where a number in brackets is a row."""
    return frame.get_column(name)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


def _library(frame: nw.DataFrame[Any]) -> EagerLibrary:
    native = frame.implementation.to_native_namespace()
    if frame.implementation.is_polars():
        return PolarsFrames(native)
    return PandasFrames(native) if frame.implementation.is_pandas() else ArrowTables(native)
