"""Frames that are in memory: how polars, pandas and pyarrow give a column as codes and take columns of results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from math import isnan
from typing import Any, Protocol

import attrs
import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt

from qualiopi_rules.columns.engine import (
    ERROR_COLUMNS,
    Coded,
    Filled,
    Given,
    Index,
    Kind,
    Results,
    Rule,
    coded_days,
    coded_values,
    results,
    take,
)

__all__ = ["Eager", "apply_eager", "eager"]

_NO_DAY = datetime.combine(date.min, time(12))
_SAMPLE, _FEW = 1_000, 8
_SECONDS_A_DAY = timedelta(days=1) // timedelta(seconds=1)


class Eager(Protocol):
    """One library of data frames that are in memory."""

    def coded(self, column: nw.Series[Any]) -> Coded:
        """Give a column as codes."""
        ...

    def with_results(self, frame: Any, results: Results, prefix: str) -> Any:
        """Give the frame with columns of results after its own."""
        ...


def eager(frame: nw.DataFrame[Any]) -> Eager:
    """Give the library of a frame, which is polars, pandas or pyarrow."""
    native = frame.implementation.to_native_namespace()
    if frame.implementation.is_polars():
        return _Polars(native)
    return _Pandas(native) if frame.implementation.is_pandas() else _Arrow(native)


def _coded_objects(values: Sequence[Any], is_null: Callable[[Any], bool]) -> Coded:
    """Code any Python objects; the type belongs to the value, since to Python 1, 1.0 and True are the same."""
    distinct: list[Any] = [None]
    places: dict[Any, int] = {}
    index = np.zeros(len(values), np.intp)
    for row, value in enumerate(values):
        if is_null(value):
            continue
        try:
            key = (type(value), value)
            place = places.get(key)
        except TypeError:  # a list, or another value without a hash
            key = (type(value), repr(list(value)))
            place = places.get(key)
        if place is None:
            place = places[key] = len(distinct)
            distinct.append(value)
        index[row] = place
    return coded_values(index, distinct)


def _coded_times(ticks: npt.NDArray[np.int64], unit: int, nulls: npt.NDArray[np.bool_] | None) -> Coded:
    """Code date-times without a zone: a day where all of them are at midnight, else a date-time is a value of its own.

    `unit` is the number of ticks in a day.
    """
    days = ticks // unit
    at_midnight = days * unit == ticks
    if nulls is not None:
        at_midnight |= nulls
    if at_midnight.all():
        return coded_days(days, nulls)
    # Not a day, whatever its hour: one date-time stands for all, out of the way of every day.
    only_days = coded_days(days, ~at_midnight if nulls is None else nulls | ~at_midnight)
    index = np.where(at_midnight, only_days.index, only_days.size)
    return Coded(
        index, only_days.size + 1, lambda number: _NO_DAY if number == only_days.size else only_days.value(number)
    )


def _ticks_a_day(unit: str) -> int:
    return _SECONDS_A_DAY * {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]


@attrs.frozen
class _Polars:
    pl: Any

    def coded(self, column: nw.Series[Any]) -> Coded:
        pl, series = self.pl, column.to_native()
        kind = series.dtype
        if kind == pl.Null:
            return coded_values(np.zeros(len(series), np.intp), (None,))
        if kind == pl.Date:
            return coded_days(*self._ticks(series))
        if isinstance(kind, pl.Datetime):
            ticks, nulls = self._ticks(series)
            return _coded_times(ticks, _ticks_a_day(kind.time_unit), nulls)
        if kind == pl.Boolean:
            flags = series.cast(pl.UInt8)
            if not series.null_count():
                return coded_values(flags.to_numpy(), (False, True))
            return coded_values(flags.fill_null(2).to_numpy(), (False, True, None))
        if kind == pl.String:
            return self._coded_texts(series)
        return _coded_objects(series.to_list(), lambda value: value is None)

    def _coded_texts(self, series: Any) -> Coded:
        pl = self.pl
        few = self._few_texts(series)
        if few is not None:
            return few
        # Categories of their own: the numbers of those that all frames share could be any.
        series = series.cast(pl.Categorical(pl.Categories.random()))
        distinct, places = series.unique(), series.to_physical()
        texts = dict(zip(distinct.to_physical().to_list(), distinct.cast(pl.String).to_list(), strict=True))
        size = (places.max() or 0) + 1
        if places.null_count():
            places, size = places.cast(pl.Int64).fill_null(size), size + 1
        return Coded(places.to_numpy(), size, texts.get)

    def _few_texts(self, series: Any) -> Coded | None:
        """Code a column that has few texts, which is sooner done by comparing; None when it has more of them."""
        pl = self.pl
        texts = series.head(_SAMPLE).drop_nulls().unique().to_list()
        if not 0 < len(texts) <= _FEW:
            return None
        place = pl.lit(0, pl.UInt8)
        for number, text in enumerate(texts, 1):
            place = pl.when(pl.first() == text).then(pl.lit(number, pl.UInt8)).otherwise(place)
        places = series.to_frame().select(place).to_series().to_numpy()
        if places.size - np.count_nonzero(places) > series.null_count():
            return None
        return coded_values(places, (None, *texts))

    @staticmethod
    def _ticks(series: Any) -> tuple[Any, Any]:
        ticks = series.to_physical()
        if not series.null_count():
            return ticks.to_numpy(), None
        return ticks.fill_null(0).to_numpy(), series.is_null().to_numpy()

    def with_results(self, frame: Any, results: Results, prefix: str) -> Any:
        columns = [
            self._column(given, filled, results.index).alias(prefix + given.name)
            for given, filled in results.columns.items()
        ]
        return frame.with_columns(columns)

    def _column(self, given: Given, filled: Filled, index: Index) -> Any:
        pl = self.pl
        kind = self._type(given)
        if filled.nulls.all():
            return pl.lit(None, kind)
        if given.kind not in {Kind.CODE, Kind.NAME} and not filled.nulls.any():
            # Without nulls numpy gathers, and polars takes its array as it is.
            return pl.Series(take(filled.values, index)).cast(kind)
        values = pl.Series(filled.values)
        if given.kind in {Kind.CODE, Kind.NAME}:
            values = pl.Series(given.codes, dtype=kind).gather(values)
        table = pl.select(pl.when(pl.Series(~filled.nulls)).then(values.cast(kind))).to_series()
        return table.gather(pl.Series(index))

    def _type(self, given: Given) -> Any:
        pl = self.pl
        match given.kind:
            case Kind.DAY:
                return pl.Date
            case Kind.CODE:
                return pl.Enum(given.codes)
            case Kind.NAME:
                return pl.String
            case Kind.FLAG:
                return pl.Boolean
            case _:
                return pl.Int64


def _pyarrow() -> Any:
    return nw.Implementation.PYARROW.to_native_namespace()


def _arrow_index(pa: Any, array: Any) -> tuple[Any, Any]:
    """The values of an array of whole numbers without a copy, anything where they are null, and where that is."""
    if not array.null_count:
        return array.to_numpy(), None
    # Filling the nulls would take longer than all the rest.
    values = pa.Array.from_buffers(array.type, len(array), [None, array.buffers()[1]], offset=array.offset)
    return values.to_numpy(), array.is_null().cast(pa.uint8()).to_numpy().view(np.bool_)


def _coded_arrow(pa: Any, column: Any) -> Coded:
    """Code a column of pyarrow."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    kind = array.type
    if pa.types.is_null(kind):
        return coded_values(np.zeros(len(array), np.intp), (None,))
    if pa.types.is_date32(kind):
        return coded_days(*_arrow_index(pa, array.view(pa.int32())))
    if pa.types.is_date64(kind):
        return _coded_arrow(pa, array.cast(pa.timestamp("ms")))
    if pa.types.is_timestamp(kind):
        ticks, nulls = _arrow_index(pa, array.view(pa.int64()))
        return _coded_times(ticks, _ticks_a_day(kind.unit), nulls)
    if pa.types.is_boolean(kind):
        flags, nulls = _arrow_index(pa, array.cast(pa.uint8()))
        if nulls is None:
            return coded_values(flags, (False, True))
        return coded_values(np.maximum(flags, nulls.view(np.uint8) << 1), (False, True, None))
    if pa.types.is_nested(kind):
        return _coded_objects(array.to_pylist(), lambda value: value is None)
    places, distinct = _arrow_places(pa, array)
    index, nulls = _arrow_index(pa, places)
    if nulls is not None:
        index = np.where(nulls, len(distinct), index.astype(np.intp))
    return coded_values(index, (*distinct, None) if nulls is not None or not distinct else distinct)


def _arrow_places(pa: Any, array: Any) -> tuple[Any, Any]:
    """Give, for each row, the place of its value, and the distinct values."""
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        import pyarrow.compute as pc

        texts = array.slice(0, _SAMPLE).drop_null().unique()
        if 0 < len(texts) <= _FEW:
            # A few texts are sooner looked up than collected, when there are no others.
            places = pc.index_in(array, value_set=texts)  # pyright: ignore[reportAttributeAccessIssue] (made at run time)
            if places.null_count == array.null_count:
                return places, texts.to_pylist()
    encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    return encoded.indices, encoded.dictionary.to_pylist()


def _arrow_column(pa: Any, given: Given, filled: Filled, index: Index) -> Any:
    """Gather a column of results as an array of pyarrow; numpy gathers faster than pyarrow does."""
    if filled.nulls.all():
        return pa.nulls(len(index), _arrow_type(pa, given))
    values = take(filled.values, index)
    nulls = take(filled.nulls, index) if filled.nulls.any() else None
    if given.kind in {Kind.CODE, Kind.NAME}:
        return pa.DictionaryArray.from_arrays(
            _arrow_array(pa, values, nulls), pa.array(given.codes, pa.string()), safe=False
        )
    return _arrow_array(pa, values, nulls, _arrow_type(pa, given))


def _arrow_array(pa: Any, values: Any, nulls: Any, kind: Any = None) -> Any:
    if kind is not None and pa.types.is_date32(kind):
        return _arrow_array(pa, values, nulls).view(kind)
    return pa.array(values, mask=nulls)


def _arrow_type(pa: Any, given: Given) -> Any:
    match given.kind:
        case Kind.DAY:
            return pa.date32()
        case Kind.FLAG:
            return pa.bool_()
        case Kind.NUMBER:
            return pa.int64()
        case _:
            return pa.dictionary(pa.int8() if len(given.codes) < 2**7 else pa.int32(), pa.string())


@attrs.frozen
class _Arrow:
    pa: Any

    def coded(self, column: nw.Series[Any]) -> Coded:
        return _coded_arrow(self.pa, column.to_native())

    def with_results(self, frame: Any, results: Results, prefix: str) -> Any:
        for given, filled in results.columns.items():
            frame = frame.append_column(prefix + given.name, _arrow_column(self.pa, given, filled, results.index))
        return frame


@attrs.frozen
class _Pandas:
    pd: Any

    def coded(self, column: nw.Series[Any]) -> Coded:
        pd, series = self.pd, column.to_native()
        kind = series.dtype
        if isinstance(kind, pd.ArrowDtype) or getattr(kind, "storage", None) == "pyarrow":
            return _coded_arrow(_pyarrow(), series.array.__arrow_array__())
        if isinstance(kind, np.dtype) and kind.kind == "M":
            times = series.to_numpy()
            nulls = np.isnat(times)
            unit = _ticks_a_day(np.datetime_data(times.dtype)[0])
            return _coded_times(times.view(np.int64), unit, nulls if nulls.any() else None)
        if kind == np.bool_:
            return coded_values(series.to_numpy().view(np.uint8), (False, True))
        if isinstance(kind, pd.BooleanDtype):
            flags = series.astype("UInt8").to_numpy(np.uint8, na_value=2)
            return coded_values(flags, (False, True, None))
        if kind == np.object_:
            return _coded_objects(series.to_list(), self._is_null)
        places, distinct = pd.factorize(series)
        known = [value.item() if isinstance(value, np.generic) else value for value in distinct]
        return coded_values(np.where(places < 0, len(known), places).astype(np.intp), (*known, None))

    def _is_null(self, value: Any) -> bool:
        return (
            value is None or value is self.pd.NaT or value is self.pd.NA or (isinstance(value, float) and isnan(value))
        )

    def with_results(self, frame: Any, results: Results, prefix: str) -> Any:
        pd = self.pd
        on_arrow = any(isinstance(kind, pd.ArrowDtype) for kind in frame.dtypes)
        columns = {
            prefix + given.name: self._array(given, filled, results.index, on_arrow)
            for given, filled in results.columns.items()
        }
        return pd.concat([frame, pd.DataFrame(columns, index=frame.index, copy=False)], axis=1)

    def _array(self, given: Given, filled: Filled, index: Index, on_arrow: bool) -> Any:
        pd = self.pd
        if given.kind is Kind.NAME:
            places = np.where(filled.nulls, -1, filled.values)
            return pd.array([*given.codes, None], dtype="string").take(take(places, index))
        if given.kind is Kind.CODE:
            codes = np.where(filled.nulls, -1, filled.values).astype(filled.values.dtype)
            return pd.Categorical.from_codes(take(codes, index), dtype=pd.CategoricalDtype(given.codes), validate=False)
        if on_arrow:
            pa = _pyarrow()
            return pd.arrays.ArrowExtensionArray(pa.chunked_array([_arrow_column(pa, given, filled, index)]))
        values = filled.values
        if given.kind is Kind.DAY:
            times = values.astype(np.int64) * _ticks_a_day("us")
            days = times.view("datetime64[us]")
            days[filled.nulls] = np.datetime64("NaT")
            return take(days, index)
        masked = pd.arrays.BooleanArray if given.kind is Kind.FLAG else pd.arrays.IntegerArray
        return masked(take(values, index), take(filled.nulls, index))


def apply_eager(native: Any, rule: Rule, prefix: str) -> Any:
    """Apply a rule to a frame that is in memory."""
    frame = nw.from_native(native, eager_only=True)
    library = eager(frame)
    errors = [prefix + name for name in ERROR_COLUMNS if prefix + name in frame.columns]
    sure = {name for name, kind in frame.schema.items() if kind == nw.Boolean}
    found = results(rule, lambda name: library.coded(frame[name]), len(frame), sure=sure, earlier=errors)
    return library.with_results(frame.drop(errors).to_native(), found, prefix)
