"""Frames of pandas: a column as codes, and columns of results, whichever types of numpy or pyarrow the frame has."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

import attrs
import narwhals.stable.v2 as nw
import numpy as np

from qualiopi_rules.columns.arrow_tables import ArrowTables
from qualiopi_rules.columns.codes import Column, coded_objects, coded_times, coded_values, ticks_a_day
from qualiopi_rules.columns.column_rule import Output, OutputKind
from qualiopi_rules.columns.outcomes import OutputValues

__all__ = ["PandasFrames"]


@attrs.frozen
class PandasFrames:
    """The columns of pandas, as codes and as results.

    Attributes:
        pd: the library.
    """

    pd: Any

    def coded(self, column: nw.Series[Any]) -> Column:
        """Return a column as codes."""
        pd, series = self.pd, column.to_native()
        kind = series.dtype
        if isinstance(kind, pd.ArrowDtype) or getattr(kind, "storage", None) == "pyarrow":
            return _arrow().coded_array(series.array.__arrow_array__())
        if isinstance(kind, np.dtype) and kind.kind == "M":
            times = series.to_numpy()
            nulls = np.isnat(times)
            unit = ticks_a_day(np.datetime_data(times.dtype)[0])
            return coded_times(times.view(np.int64), unit, nulls if nulls.any() else None)
        if kind == np.bool_:
            return coded_values(series.to_numpy().view(np.uint8), (False, True))
        if isinstance(kind, pd.BooleanDtype):
            flags = series.astype("UInt8").to_numpy(np.uint8, na_value=2)
            return coded_values(flags, (False, True, None))
        if kind == np.object_:
            return coded_objects(series.to_list(), self._is_null)
        places, distinct = pd.factorize(series)
        known = [value.item() if isinstance(value, np.generic) else value for value in distinct]
        return coded_values(np.where(places < 0, len(known), places).astype(np.intp), (*known, None))

    def _is_null(self, value: Any) -> bool:
        if isinstance(value, np.datetime64):
            return bool(np.isnat(value))
        if isinstance(value, float | np.floating):
            return isnan(value)
        return value is None or value is self.pd.NaT or value is self.pd.NA

    def with_results(self, frame: Any, results: Mapping[Output, OutputValues], prefix: str) -> Any:
        """Return the frame with columns of results after its own, on pyarrow when a column of its own is."""
        pd = self.pd
        on_arrow = any(isinstance(kind, pd.ArrowDtype) for kind in frame.dtypes)
        columns = {prefix + output.name: self._array(output, values, on_arrow) for output, values in results.items()}
        return pd.concat([frame, pd.DataFrame(columns, index=frame.index, copy=False)], axis=1)

    def _array(self, output: Output, found: OutputValues, on_arrow: bool) -> Any:
        pd, index = self.pd, found.index
        nulls = np.zeros(found.values.size, np.bool_) if found.nulls is None else found.nulls
        if output.kind is OutputKind.NAME and found.empty and pd.StringDtype().storage == "pyarrow":
            # As the column of errors most often is: to gather nulls would take long.
            pa = _arrow().pa
            return pd.array(pa.nulls(index.size, pa.large_string()), dtype="string")
        if output.kind is OutputKind.NAME:
            places = np.where(nulls, -1, found.values)
            return pd.array([*output.codes, None], dtype="string").take(places.take(index))
        if output.kind is OutputKind.CODE:
            codes = np.where(nulls, -1, found.values).astype(found.values.dtype).take(index)
            return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(output.codes), validate=False)
        if on_arrow:
            arrow = _arrow()
            return pd.arrays.ArrowExtensionArray(arrow.pa.chunked_array([arrow.array(output, found)]))
        if output.kind is OutputKind.DAY:
            times = found.values.astype(np.int64) * ticks_a_day("us")
            days = times.view("datetime64[us]")
            days[nulls] = np.datetime64("NaT", "us")
            return days.take(index)
        masked = pd.arrays.BooleanArray if output.kind is OutputKind.FLAG else pd.arrays.IntegerArray
        return masked(found.values.take(index), nulls.take(index))


def _arrow() -> ArrowTables:
    return ArrowTables(nw.Implementation.PYARROW.to_native_namespace())
