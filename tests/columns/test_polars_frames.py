"""Frames of polars: which values a column holds, with few codes for few values, and the types of results."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from unittest.mock import Mock

import narwhals.stable.v2 as nw
import numpy as np
import polars as pl
import pytest

from qualiopi_rules.columns import polars_frames
from qualiopi_rules.columns.codes import NO_DAY, DayColumn
from qualiopi_rules.columns.column_rule import Output, OutputKind
from qualiopi_rules.columns.outcomes import OutputValues
from qualiopi_rules.columns.polars_frames import PolarsFrames
from tests.columns.coding import DAY, LATER, RESULTS, decoded, four_rows

EIGHT = list("abcdefgh")
LETTERS = pl.Enum(["z", "y", "x"])
CATEGORIES = pl.Categorical(pl.Categories("qualiopi-rules-tests"))


def read(series: pl.Series) -> tuple[list[Any], int]:
    """The values of the rows, and how many codes they have."""
    column = PolarsFrames(pl).coded(nw.from_native(series, series_only=True))
    assert isinstance(column, DayColumn) or column.index.dtype.kind in "iu"
    return decoded(column)


@pytest.mark.parametrize("nulls", [[], [None]])
@pytest.mark.parametrize(
    ("values", "kind", "size"),
    [
        ([DAY, date(2023, 2, 4), DAY], pl.Date, 3),
        ([True, False, True], pl.Boolean, 2),
        ([True, True], pl.Boolean, 2),
        (["b", "a", "b"], pl.String, 2),
        (EIGHT, pl.String, 8),
        ([*EIGHT, "i", "a"], pl.String, 9),
        (["b", "a", "b"], pl.Categorical(pl.Categories.random()), 2),
        (["x", "z", "x"], LETTERS, 3),
        ([7, -7, 7], pl.Int16, 2),
        ([2**63, 0, 2**63], pl.UInt64, 2),
        ([0.5, 7.0, 0.5], pl.Float64, 2),
        ([["BC"], ["BC", "VAE"], ["BC"]], pl.List(pl.String), None),
        ([1, "a", 1], pl.Object, None),
    ],
)
def test_a_column_is_read_as_its_values(values: list[Any], kind: Any, size: int | None, nulls: list[None]) -> None:
    """Those of objects have a code for null wherever it is; all others where one is null."""
    for rows in (values, [*nulls, *values, *nulls]):
        found, codes = read(pl.Series(rows, dtype=kind))
        assert found == rows
        assert list(map(type, found)) == list(map(type, rows))
        assert codes == (3 if size is None else size + (None in rows))


@pytest.mark.parametrize("kind", [pl.Date, pl.Boolean, pl.String, CATEGORIES, LETTERS, pl.Int16, pl.Null])
@pytest.mark.parametrize("count", [0, 2])
def test_a_column_can_hold_nulls_alone_or_nothing(kind: Any, count: int) -> None:
    assert read(pl.Series([None] * count, dtype=kind))[0] == [None] * count


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_a_column_of_date_times_is_one_of_days_where_all_are_midnights(unit: Any) -> None:
    midnights = [datetime.combine(DAY, time()), None, datetime.combine(LATER, time())]
    assert read(pl.Series(midnights, dtype=pl.Datetime(unit)))[0] == [DAY, None, LATER]
    assert read(pl.Series(midnights[::2], dtype=pl.Datetime(unit)))[0] == [DAY, LATER]
    times = [*midnights, datetime(2023, 2, 2, 7)]
    assert read(pl.Series(times, dtype=pl.Datetime(unit)))[0] == [DAY, None, LATER, NO_DAY]


def test_codes_of_categories_are_no_more_than_those_that_occur() -> None:
    """A column may hold few of many categories, from which others were taken away."""
    many = pl.Series(EIGHT, dtype=CATEGORIES)
    for rows, size in (([2, 1], 3), ([0], 1), ([], 0)):
        assert read(many.gather(rows)) == ([EIGHT[row] for row in rows], size)
    assert read(pl.concat([many.gather([4, 3]), pl.Series([None], dtype=CATEGORIES)])) == (["e", "d", None], 6)


@pytest.mark.parametrize(
    ("texts", "looked_up"),
    [
        (["a"], True),
        (EIGHT, True),
        ([None, *EIGHT, "a"], True),
        ([*EIGHT, "i"], False),
        (["a"] * 1_000 + ["b"], False),
        (["a"] * 1_000 + [None], True),
        ([None] * 1_000 + ["b"], False),
    ],
)
def test_texts_are_looked_up_where_the_first_rows_have_few_and_the_others_the_same(
    texts: list[str | None], looked_up: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others are collected as categories, with the same result."""
    collected = Mock(wraps=polars_frames._coded_categories)
    monkeypatch.setattr(polars_frames, "_coded_categories", collected)
    assert read(pl.Series(texts, dtype=pl.String))[0] == texts
    assert collected.call_count == (0 if looked_up else 1)


KINDS: dict[OutputKind, Any] = {
    OutputKind.DAY: pl.Date,
    OutputKind.CODE: pl.Enum(["no", "yes"]),
    OutputKind.NAME: pl.String,
    OutputKind.FLAG: pl.Boolean,
    OutputKind.NUMBER: pl.Int64,
}


@pytest.mark.parametrize("kind", KINDS)
def test_results_have_their_type_and_stand_after_the_columns_of_the_frame(kind: OutputKind) -> None:
    output, table, values = RESULTS[kind]
    for found, wanted in four_rows(table, values):
        made = PolarsFrames(pl).with_results(pl.DataFrame({"own": range(4)}), {output: found}, "q_")
        assert made.columns == ["own", "q_r"]
        assert made["q_r"].to_list() == wanted
        assert made["q_r"].dtype == KINDS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_results_of_no_rows_have_their_type(kind: OutputKind) -> None:
    output, table, values = RESULTS[kind]
    found = OutputValues(np.array([], np.intp), table[:0], None, True)
    made = PolarsFrames(pl).with_results(pl.DataFrame({"own": values[:0]}), {output: found}, "")
    assert (made.height, made["r"].dtype) == (0, KINDS[kind])


def test_where_there_are_no_names_every_row_is_null() -> None:
    found = OutputValues(np.array([0, 0, 0], np.intp), np.array([0], np.int32), np.array([True]), True)
    made = PolarsFrames(pl).with_results(pl.DataFrame({"own": range(3)}), {Output("r", OutputKind.NAME): found}, "")
    assert made["r"].to_list() == [None] * 3
