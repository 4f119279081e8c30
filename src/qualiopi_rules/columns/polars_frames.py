"""Frames of polars in memory: a column as codes, and columns of results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import narwhals.stable.v2 as nw
import numpy as np

from qualiopi_rules.columns.codes import (
    Coded,
    Column,
    DayColumn,
    Flags,
    coded_objects,
    coded_times,
    coded_values,
    ticks_a_day,
)
from qualiopi_rules.columns.column_rule import Output, OutputKind
from qualiopi_rules.columns.outcomes import OutputValues

__all__ = ["PolarsFrames"]

_SAMPLE, _FEW = 1_000, 8


@attrs.frozen
class PolarsFrames:
    """The columns of polars, as codes and as results.

    Attributes:
        pl: the library.
    """

    pl: Any

    def coded(self, column: nw.Series[Any]) -> Column:
        """Return a column as codes."""
        pl, series = self.pl, column.to_native()
        kind = series.dtype
        if kind == pl.Null:
            return coded_values(np.zeros(len(series), np.intp), (None,))
        if kind == pl.Date:
            return DayColumn(*_ticks(series, pl.Int32))
        if isinstance(kind, pl.Datetime):
            ticks, nulls = _ticks(series, pl.Int64)
            return coded_times(ticks, ticks_a_day(kind.time_unit), nulls)
        if kind == pl.Boolean:
            # To select from numbers takes a third of the time of a cast.
            no, yes, null = (pl.Series([number], dtype=pl.UInt8) for number in range(3))
            flags = yes.zip_with(series, no)
            if not series.null_count():
                return coded_values(flags.to_numpy(), (False, True))
            return coded_values(null.zip_with(series.is_null(), flags).to_numpy(), (False, True, None))
        if kind == pl.String:
            return self._few_texts(series) or _coded_categories(pl, series.cast(pl.Categorical(pl.Categories.random())))
        if isinstance(kind, pl.Categorical):
            return _coded_categories(pl, series)
        if isinstance(kind, pl.Enum):
            return _coded_places(pl, series, len(kind.categories), kind.categories.to_list().__getitem__)
        if kind.is_numeric():
            distinct = series.unique()
            places = series.replace_strict(distinct, pl.int_range(len(distinct), eager=True), return_dtype=pl.Int64)
            return coded_values(places.to_numpy(), distinct.to_list())
        return coded_objects(series.to_list(), lambda value: value is None)

    def _few_texts(self, series: Any) -> Coded | None:
        """Code a column that has few texts, which is sooner done when they are known; None when it has more of them."""
        pl = self.pl
        texts = series.head(_SAMPLE).drop_nulls().unique().to_list()
        if not 0 < len(texts) <= _FEW:
            return None
        known = series.cast(pl.Enum(texts), strict=False)
        if known.null_count() > series.null_count():
            return None
        return _coded_places(pl, known, len(texts), texts.__getitem__)

    def with_results(self, frame: Any, results: Mapping[Output, OutputValues], prefix: str) -> Any:
        """Return the frame with columns of results after its own."""
        return frame.hstack([self._column(prefix + output.name, output, values) for output, values in results.items()])

    def _column(self, name: str, output: Output, found: OutputValues) -> Any:
        pl = self.pl
        kind = self._type(output)
        if found.empty:
            return pl.Series(name, [None], kind).new_from_index(0, found.index.size)
        if output.kind in {OutputKind.CODE, OutputKind.NAME}:
            texts = pl.Series(name, output.codes, kind)[found.values]
            if found.nulls is not None:
                texts = _known(pl, texts, ~found.nulls)
            return texts[pl.Series(found.index.astype(np.uint32))]
        # numpy gathers, and polars uses its array as it is.
        values = pl.Series(name, found.values.take(found.index)).cast(kind)
        return values if found.nulls is None else _known(pl, values, ~found.nulls.take(found.index))

    def _type(self, output: Output) -> Any:
        pl = self.pl
        match output.kind:
            case OutputKind.DAY:
                return pl.Date
            case OutputKind.CODE:
                return pl.Enum(output.codes)
            case OutputKind.NAME:
                return pl.String
            case OutputKind.FLAG:
                return pl.Boolean
            case _:
                return pl.Int64


def _coded_categories(pl: Any, series: Any) -> Coded:
    distinct = series.unique().drop_nulls()
    texts = dict(zip(distinct.to_physical().to_list(), distinct.cast(pl.String).to_list(), strict=True))
    return _coded_places(pl, series, max(texts, default=-1) + 1, texts.get)


def _coded_places(pl: Any, series: Any, size: int, text: Callable[[int], Any]) -> Coded:
    """Code a column of categories by their places, and null by the place after them."""
    places = series.to_physical()
    if not places.null_count():
        return Coded(places.to_numpy(), size, text)
    return Coded(
        places.cast(pl.UInt32).fill_null(size).to_numpy(),
        size + 1,
        lambda place: None if place == size else text(place),
    )


def _known(pl: Any, series: Any, known: Flags) -> Any:
    """A column with nulls where its values are not known."""
    return series.zip_with(pl.Series(known), pl.Series([None], dtype=series.dtype))


def _ticks(series: Any, kind: Any) -> tuple[Any, Any]:
    """The days or date-times of a column as numbers, anything where they are null, and where that is."""
    ticks = series.cast(kind)  # as `to_physical`, but at once
    if not series.null_count():
        return ticks.to_numpy(), None
    return ticks.fill_null(0).to_numpy(), series.is_null().to_numpy()
