"""Frames of pandas: which values a column holds, whichever types it has, and the types and the index of results."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import Any
from unittest.mock import Mock

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from qualiopi_rules import columns
from qualiopi_rules.columns import pandas_frames
from qualiopi_rules.columns.codes import NO_DAY, DayColumn, coded_objects
from qualiopi_rules.columns.column_rule import Output, OutputKind
from qualiopi_rules.columns.outcomes import OutputValues
from qualiopi_rules.columns.pandas_frames import PandasFrames
from tests.columns.coding import DAY, LATER, RESULTS, decoded, four_rows


def read(series: Any) -> tuple[list[Any], int | None]:
    """The values of the rows, and how many codes they have; None for a column of days."""
    column = PandasFrames(pd).coded(nw.from_native(series, series_only=True))
    values, size = decoded(column)
    return values, None if isinstance(column, DayColumn) else size


@pytest.mark.parametrize(
    ("values", "kind", "size"),
    [
        (["b", "a", "b"], "str", 3),
        (["b", "a", "b"], pd.StringDtype("python"), 3),
        (["b", "a", "b"], pd.StringDtype("pyarrow"), 2),
        (["b", None, "b"], pd.StringDtype("pyarrow"), 2),
        (["b", None, "b"], pd.StringDtype("python"), 2),
        (["b", None, "b"], "category", 2),
        (["b", None, "b"], object, 2),
        ([1, True, None], object, 3),
        ([True, False, True], bool, 2),
        ([True, None, True], "boolean", 3),
        ([True, False], "boolean", 3),
        ([True, None, False], pd.ArrowDtype(pa.bool_()), 3),
        ([7, -7, 7], "int16", 3),
        ([7, None, 7], "Int64", 2),
        ([7, None, 7], pd.ArrowDtype(pa.int64()), 2),
        ([0.5, None, 0.5], "float64", 2),
        ([DAY, None, DAY], object, 2),
        ([DAY, None, DAY], pd.ArrowDtype(pa.date32()), None),
        ([DAY, DAY], pd.ArrowDtype(pa.date32()), None),
        ([DAY, None, LATER], "datetime64[ns]", None),
        ([DAY, LATER], "datetime64[s]", None),
        ([None, None], object, 1),
        ([None, None], "datetime64[us]", None),
        ([], object, 1),
    ],
)
def test_a_column_is_read_as_its_values(values: list[Any], kind: Any, size: int | None) -> None:
    found, codes = read(pd.Series(values, dtype=kind))
    assert found == values
    assert list(map(type, found)) == list(map(type, values))
    if kind != "str":  # texts are held by pyarrow or by Python, as pandas is set and built
        assert codes == size


def test_date_times_with_a_time_zone_are_values_of_their_own() -> None:
    """No rule reads them, but the caller's own column of errors may hold them, and is refused by them."""
    times = pd.to_datetime(["2023-02-02", "2024-02-02"], utc=True)
    assert read(pd.Series(times))[0] == [*times]


@pytest.mark.parametrize(
    ("kind", "one_by_one"), [(object, True), ("int64", False), ("category", False), ("float64", False)]
)
def test_only_objects_are_looked_at_one_by_one(kind: Any, one_by_one: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = Mock(wraps=coded_objects)
    monkeypatch.setattr(pandas_frames, "coded_objects", looked_at)
    assert read(pd.Series([1, 2, 1], dtype=kind))[0] == [1, 2, 1]
    assert looked_at.call_count == one_by_one


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_date_time_that_is_not_at_midnight_is_no_day(unit: str) -> None:
    times = pd.Series([datetime(2023, 2, 2), None, datetime(2023, 2, 2, 7)], dtype=f"datetime64[{unit}]")
    assert read(times)[0] == [DAY, None, NO_DAY]


def test_days_are_known_to_be_without_nulls() -> None:
    """Tables by day look at the first and the last of such days alone."""
    for values, nulls in (([DAY, LATER], None), ([DAY, None], [False, True])):
        column = PandasFrames(pd).coded(nw.from_native(pd.Series(values, dtype="datetime64[ns]"), series_only=True))
        assert isinstance(column, DayColumn)
        assert (column.nulls if column.nulls is None else column.nulls.tolist()) == nulls


def test_an_object_is_null_whichever_null_it_is() -> None:
    nulls = [None, float("nan"), np.float32("nan"), np.datetime64("NaT"), pd.NaT, pd.NA]
    values = [0.5, np.float32(0.5), np.datetime64("2023-02-02"), 0, "", False]
    assert read(pd.Series([*nulls, *values], dtype=object)) == ([None] * 6 + values, 7)


KINDS = {
    OutputKind.DAY: "datetime64[us]",
    OutputKind.CODE: "category",
    OutputKind.NAME: "string",
    OutputKind.FLAG: "boolean",
    OutputKind.NUMBER: "Int64",
}
ON_ARROW = {"datetime64[us]": "date32[day][pyarrow]", "boolean": "bool[pyarrow]", "Int64": "int64[pyarrow]"}


def values_of(series: Any) -> list[Any]:
    return [None if pd.isna(each) else each.date() if isinstance(each, datetime) else each for each in series]


@pytest.mark.parametrize("storage", ["python", "pyarrow"])
@pytest.mark.parametrize("on_arrow", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_results_have_their_type_and_stand_after_the_columns_of_the_frame(
    kind: OutputKind, on_arrow: bool, storage: str
) -> None:
    (output, table, values), dtype = RESULTS[kind], KINDS[kind]
    own = pd.Series(range(4), dtype="int64[pyarrow]" if on_arrow else "int64", index=[7, 7, 5, 9])
    with pd.option_context("mode.string_storage", storage):
        for found, wanted in four_rows(table, values):
            made = PandasFrames(pd).with_results(pd.DataFrame({"own": own}), {output: found}, "q_")
            assert [*made.columns] == ["own", "q_r"]
            assert [*made.index] == [7, 7, 5, 9]
            assert values_of(made["q_r"]) == wanted
            assert str(made["q_r"].dtype) == (ON_ARROW.get(dtype, dtype) if on_arrow else dtype)
            assert dtype != "string" or made["q_r"].dtype.storage == storage


def test_a_column_of_codes_has_all_codes_as_categories() -> None:
    output = Output("r", OutputKind.CODE, ("no", "yes", "unknown"))
    found = OutputValues(np.array([0, 0]), np.array([1], np.int8), None)
    made = PandasFrames(pd).with_results(pd.DataFrame({"own": [1, 2]}), {output: found}, "")
    assert [*made["r"].cat.categories] == ["no", "yes", "unknown"]
    assert made["r"].cat.codes.tolist() == [1, 1]


def test_one_column_on_pyarrow_is_enough_for_results_on_pyarrow() -> None:
    frame = pd.DataFrame({"own": [1], "on arrow": pd.array([1], dtype="int64[pyarrow]")})
    for own, kind in ((frame, "bool[pyarrow]"), (frame[["own"]], "boolean")):
        found = OutputValues(np.array([0]), np.array([True]), None)
        made = PandasFrames(pd).with_results(own, {Output("r", OutputKind.FLAG): found}, "")
        assert str(made["r"].dtype) == kind


@pytest.mark.parametrize("storage", ["python", "pyarrow"])
def test_where_there_are_no_names_every_row_is_null(storage: str) -> None:
    output = Output("r", OutputKind.NAME)
    found = OutputValues(np.array([0, 0]), np.array([0], np.int32), np.array([True]), True)
    with pd.option_context("mode.string_storage", storage):
        made = PandasFrames(pd).with_results(pd.DataFrame({"own": [1, 2]}), {output: found}, "")
        assert made["r"].isna().tolist() == [True, True]
        assert made["r"].dtype == pd.StringDtype(storage)


def test_without_pyarrow_a_frame_of_pandas_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame({"d": pd.to_datetime(["2023-02-02", None])})
    with pd.option_context("mode.string_storage", "python"):
        monkeypatch.setitem(sys.modules, "pyarrow", None)
        made = columns.add_cycles(frame, decision="d")
        assert values_of(made["expires"]) == [date(2026, 2, 1), None]
        assert all(made["error"].isna())
