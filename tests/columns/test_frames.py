"""Any frame: what is read, what is refused and why, by the engine that applies the rules to it."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import Any

import dask.dataframe as dd
import duckdb
import ibis
import narwhals
import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from narwhals.stable import v1

from qualiopi_rules import columns
from qualiopi_rules.columns import frames
from tests.checks import refused

DAY = date(2023, 2, 2)
SOON = pl.DataFrame({"d": ["2023-02-02", "soon", None]})


def in_duckdb(frame: pl.DataFrame) -> Any:
    return duckdb.connect().from_arrow(frame.to_arrow())


def in_ibis(frame: pl.DataFrame) -> Any:
    return ibis.memtable(frame.to_arrow())


def in_dask(frame: pl.DataFrame) -> Any:
    return dd.from_pandas(frame.to_pandas(), npartitions=2)


MAKERS = [pl.DataFrame, pl.DataFrame.lazy, pl.DataFrame.to_pandas, pl.DataFrame.to_arrow, in_duckdb, in_ibis, in_dask]
EVERY = pytest.mark.parametrize("make", MAKERS)
IN_SQL = pytest.mark.parametrize("make", [in_duckdb, in_ibis])


def cycles(frame: Any, **more: Any) -> Any:
    return columns.add_cycles(frame, decision="d", **more)


def rows_of(frame: Any) -> list[dict[str, Any]]:
    """The rows of a frame of any library."""
    table: Any = nw.from_native(frame.compute(scheduler="synchronous") if isinstance(frame, dd.DataFrame) else frame)
    collected = table.collect() if isinstance(table, nw.LazyFrame) else table
    found: list[dict[str, Any]] = collected.to_arrow().to_pylist()
    return found


# --- What is refused


@EVERY
def test_a_column_that_is_missing_is_named_with_those_that_are_there(make: Any) -> None:
    with refused('decision: "other" .* expected a column of the frame: d, own'):
        columns.add_cycles(make(pl.DataFrame({"d": ["2023-02-02"], "own": [1]})), decision="other")


@EVERY
@pytest.mark.parametrize("values", [[7], [True], [[DAY]]])
def test_a_column_that_holds_no_days_is_refused(make: Any, values: list[Any]) -> None:
    if make not in {pl.DataFrame.to_pandas, in_dask} or not isinstance(values[0], list):  # there it is of objects
        with refused("decision: .* expected a column of dates"):
            cycles(make(pl.DataFrame({"d": values})))


@pytest.mark.parametrize("make", [pl.DataFrame, pl.DataFrame.lazy, pl.DataFrame.to_pandas, in_duckdb])
def test_a_date_time_with_a_time_zone_is_refused(make: Any) -> None:
    times = pl.Series([datetime(2023, 2, 2)], dtype=pl.Datetime("us", "UTC"))
    with refused("decision: .* expected a column of dates"):
        cycles(make(pl.DataFrame({"d": times})))


def test_floats_are_days_only_where_nothing_is_known() -> None:
    """So pandas holds a column in which nothing is known."""
    assert rows_of(cycles(pd.DataFrame({"d": [None, None]}, dtype="float64")))[0]["expires"] is None
    for floats in (pd.DataFrame({"d": [0.5, None]}), pl.DataFrame({"d": [None]}, schema={"d": pl.Float64}).lazy()):
        with refused("decision: .* expected a column of dates"):
            cycles(floats)


@EVERY
def test_a_result_replaces_no_column(make: Any) -> None:
    frame = make(pl.DataFrame({"d": ["2023-02-02"], "expires": [1], "q_error": [1]}))
    with refused('prefix: "expires" .* expected a name that no column has yet'):
        cycles(frame)
    with refused('prefix: "q_error" .* expected a name that no column has yet'):
        cycles(frame, prefix="q_")


@IN_SQL
def test_in_sql_names_that_differ_in_capital_letters_are_the_same(make: Any) -> None:
    with refused('prefix: "expires" .* expected a name that no column has yet'):
        cycles(make(pl.DataFrame({"d": ["2023-02-02"], "Expires": [1]})))
    with refused('prefix: "error" .* expected a name that no column has yet'):
        cycles(make(pl.DataFrame({"d": ["2023-02-02"], "ERROR": [1]})))


@pytest.mark.parametrize("make", MAKERS[:4])
def test_elsewhere_such_names_are_two(make: Any) -> None:
    (row,) = rows_of(cycles(make(pl.DataFrame({"d": ["2023-02-02"], "D": [1], "Expires": [1], "ERROR": [2]}))))
    assert [row[name] for name in ("D", "Expires", "ERROR", "error")] == [1, 1, 2, None]
    assert str(row["expires"])[:10] == "2026-02-01"


def test_a_relation_with_such_names_is_refused() -> None:
    relation = duckdb.connect().sql("SELECT DATE '2023-02-02' AS d, 1 AS x, 2 AS \"X\"")
    with refused("frame: .* expected each element only once"):
        cycles(relation)


def test_a_query_may_have_a_column_without_a_name() -> None:
    query = pl.LazyFrame({"d": ["2023-02-02"], "": [1], "\0": [2]})
    assert cycles(query).collect()["expires"].to_list() == [date(2026, 2, 1)]


@pytest.mark.parametrize("make", [pl.DataFrame.lazy, in_duckdb, in_ibis])
def test_the_names_of_a_query_are_not_those_of_ours(make: Any) -> None:
    with refused('frame: "__QUALIOPI_own" .* expected a name that does not begin with __qualiopi_'):
        cycles(make(pl.DataFrame({"d": ["2023-02-02"], "__QUALIOPI_own": [1]})))


@pytest.mark.parametrize("make", MAKERS[:6])
def test_a_library_that_is_not_ours_is_refused(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Narwhals knows libraries that nothing here was written for."""
    frame = make(SOON)
    monkeypatch.setattr(frames, "_IN_MEMORY", set())
    monkeypatch.setattr(frames, "_LAZY", {})
    with refused("frame: .* expected a polars, pandas, pyarrow, Dask, DuckDB, Ibis or PySpark frame"):
        cycles(frame)


# --- What is read


@pytest.mark.parametrize("make", [pl.DataFrame, pl.DataFrame.lazy, pl.DataFrame.to_pandas, pl.DataFrame.to_arrow])
def test_a_column_without_a_type_is_one_of_nulls(make: Any) -> None:
    for row in rows_of(cycles(make(pl.DataFrame({"d": [None, None]})))):
        assert (row["expires"], row["error"]) == (None, None)


def test_a_column_of_sql_without_a_type_is_one_of_nulls() -> None:
    for frame in (duckdb.connect().sql("SELECT NULL AS d"), ibis.memtable(pa.table({"d": pa.nulls(1)}))):
        (row,) = rows_of(cycles(frame))
        assert (row["expires"], row["error"]) == (None, None)


def test_a_type_of_sql_that_is_not_known_is_refused_by_its_name() -> None:
    with refused('decision: "BIT" .* expected a column of dates'):
        cycles(duckdb.connect().sql("SELECT '1'::BIT AS d"))


@pytest.mark.parametrize("version", [narwhals, v1, nw], ids=["main", "v1", "v2"])
@pytest.mark.parametrize("make", [pl.DataFrame, pl.DataFrame.lazy], ids=["frame", "query"])
def test_a_frame_of_narwhals_is_refused(version: Any, make: Any) -> None:
    """Whoever has one hands over the frame below it, `to_native()`, and has one of that library back."""
    frame = version.from_native(make(SOON))
    with refused("^frame: (DataFrame|LazyFrame) is not accepted; expected a polars, pandas, .* frame$"):
        cycles(frame)
    assert rows_of(cycles(frame.to_native())) == rows_of(cycles(SOON))


def test_objects_of_pandas_may_hold_anything() -> None:
    held = pd.DataFrame({"d": [DAY] * 4, "held": np.array([True, None, "2024-06-06", DAY], object)})
    made = columns.add_status(held, decision="d", on="2024-05-05", surveillance_held="held")
    assert made["error"].isna().tolist() == [True] * 4
    assert made["stage"].tolist() == ["running", "surveillance-open", "surveillance-open", "running"]


@pytest.mark.parametrize("make", [pl.DataFrame, pl.DataFrame.lazy])
def test_without_pyarrow_a_frame_of_polars_is_read(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert cycles(make(SOON)).lazy().collect()["error"].to_list() == [None, "day", None]


# --- Rows with errors


@EVERY
def test_the_rows_with_an_error_are_those_of_the_frame(make: Any) -> None:
    (row,) = rows_of(frames.rows_with_errors(cycles(make(SOON), prefix="q_"), "q_"))
    assert [row[name] for name in ("d", "q_expires", "q_error", "q_error_field")] == ["soon", None, "day", "d"]


@EVERY
def test_a_frame_without_errors_has_no_such_rows(make: Any) -> None:
    with refused('frame: "error" .* expected a column of the frame: d'):
        frames.rows_with_errors(make(SOON), "")
