"""Frames that are queries of Dask, DuckDB and Ibis, with whatever in them: the answer is that of a table in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import dask.config
import dask.dataframe as dd
import duckdb
import ibis
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from qualiopi_rules import InvalidInput, columns
from qualiopi_rules.columns import lookup
from tests.checks import refused
from tests.hostile.test_frames import DAY, NO_DAYS, NULLS, objects

RESULTS = ["stage", "outcome", "applicable", "error", "error_field"]
CONNECTION = duckdb.connect()

Rule = Callable[[Any], Any]


def results(table: pa.Table) -> list[str]:
    """The results of the rows, in no order: Ibis promises none."""
    return sorted(map(str, table.select([name for name in RESULTS if name in table.column_names]).to_pylist()))


def of_dask(frame: Any) -> pa.Table:
    there = frame[[name for name in RESULTS if name in frame.columns]]
    return pa.Table.from_pandas(there.compute(scheduler="synchronous"), preserve_index=False)


def of_duckdb(relation: Any) -> pa.Table:
    return relation.project(", ".join(name for name in RESULTS if name in relation.columns)).to_arrow_table()


def of_ibis(table: Any) -> pa.Table:
    return table.select(*(name for name in RESULTS if name in table.columns)).to_pyarrow()


ENGINES: dict[str, tuple[Callable[[pa.Table], Any], Callable[[Any], pa.Table]]] = {
    "Dask": (lambda table: dd.from_pandas(table.to_pandas(types_mapper=pd.ArrowDtype), npartitions=2), of_dask),
    "DuckDB": (CONNECTION.from_arrow, of_duckdb),
    "Ibis": (ibis.memtable, of_ibis),
}
JOINED = ", joined"


@pytest.fixture(params=["Dask", "DuckDB", "Ibis", f"DuckDB{JOINED}", f"Ibis{JOINED}"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """An engine; one to which the results of the distinct keys are joined, as to many rows, among them."""
    if request.param.endswith(JOINED):
        monkeypatch.setattr(lookup, "_FEW_CELLS", 0)
    return str(request.param).removesuffix(JOINED)


@pytest.fixture(params=["whole", "joined"])
def joined(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the results of the distinct keys are joined."""
    if request.param == "joined":
        monkeypatch.setattr(lookup, "_FEW_CELLS", 0)


def answer(rule: Rule, frame: Any, read: Callable[[Any], pa.Table]) -> list[str]:
    """The results of the rows, or what the frame is refused for."""
    try:
        return results(read(rule(frame)))
    except InvalidInput as refusal:
        return [f"{fault.path}: {fault.expected}" for fault in refusal.faults]


def the_same(rule: Rule, table: pa.Table, engine: str) -> None:
    make, read = ENGINES[engine]
    assert answer(rule, make(table), read) == answer(rule, table, lambda made: made)


def status(frame: Any) -> Any:
    return columns.add_status(frame, decision="d", on="2024-01-01")


def as_days(kind: pa.DataType, *numbers: int) -> pa.Array:
    """Days or moments by their numbers, beyond all years of Python too."""
    return pa.array([*numbers, None], pa.int32() if kind == pa.date32() else pa.int64()).view(kind)


VALUES: dict[str, pa.Array] = {
    "lists": pa.array([[1], None]),
    "lists of days": pa.array([[DAY], None]),
    "lists of texts": pa.array([["BC"], ["BC", "BC"], ["X", None], [], None]),
    "lists of lists": pa.array([[["BC"]], None]),
    "structs": pa.array([{"a": DAY}, None]),
    "maps": pa.array([[("a", 1)], None], pa.map_(pa.string(), pa.int64())),
    "bytes": pa.array([b"2023-02-02", None]),
    "decimals": pa.array([Decimal(1), None]),
    "floats": pa.array([1.0, 1.5, float("nan"), float("inf"), float("-inf"), None]),
    "numbers": pa.array([1, 0, -1, 2**63 - 1, None]),
    "large numbers": pa.array([1, 2**64 - 1, None], pa.uint64()),
    "answers": pa.array([True, False, None]),
    "times": pa.array([time(1), None]),
    "durations": pa.array([timedelta(1), None]),
    "zoned": pa.array([datetime(2023, 2, 2, tzinfo=UTC), None], pa.timestamp("us", "UTC")),
    "days": as_days(pa.date32(), 19_390, 2**31 - 1, -(2**31), 2_932_897, -719_163),
    "moments": as_days(pa.timestamp("us"), 19_390 * 86_400_000_000, 1, 2**63 - 1, -(2**63) + 2),
    "moments of a second": as_days(pa.timestamp("s"), 19_390 * 86_400, 1),
    "moments of a nanosecond": as_days(pa.timestamp("ns"), 19_390 * 86_400_000_000_000, 1),
    "texts": pa.array(["2023-02-02", "BC", "oui", "2023-02-02T00:00", "", "2023-02-02\0", "'; DROP TABLE d; --", None]),
    "long texts": pa.array(["2" * 10**6, "BC," * 10**4, None]),
    "categories": pa.array(["2023-02-02", "BC", None]).dictionary_encode(),
    "nulls": pa.nulls(3),
    "no days": pa.array([], pa.date32()),
    "no texts": pa.array([], pa.string()),
    "nothing": pa.nulls(0),
}
RULES: dict[str, Rule] = {
    "day": status,
    "held": lambda frame: columns.add_status(frame, decision="on", on="2024-05-05", surveillance_held="d"),
    "count": lambda frame: columns.add_printed(frame, start="on", end="until", cycle_number="d"),
    "answer": lambda frame: columns.add_applicability(
        frame, on="2024-05-05", categories=["BC"], answers={"subcontracting": "d"}
    ),
    "text": lambda frame: columns.add_applicability(
        frame, on="2024-05-05", categories=["BC"], answers={"subcontracting": "d"}, yes_no=("oui", "non")
    ),
    "categories": lambda frame: columns.add_applicability(frame, on="2024-05-05", categories="d"),
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES)
def test_each_engine_answers_as_a_table_in_memory(engine: str, rule: Rule, values: pa.Array) -> None:
    on, until = ([day] * len(values) for day in (DAY, date(2026, 2, 1)))
    table = pa.table({"d": values, "on": pa.array(on, pa.date32()), "until": pa.array(until, pa.date32())})
    the_same(rule, table, engine)


OBJECTS: dict[str, Any] = {**NO_DAYS, **NULLS}


@pytest.mark.parametrize("value", OBJECTS.values(), ids=OBJECTS)
def test_an_object_in_a_partition_stops_no_other_row(value: Any) -> None:
    frame = pd.DataFrame({"d": pd.Series(objects(DAY, value, DAY, value), dtype=object)})
    expected = results(pa.Table.from_pandas(status(frame)[["stage", "error", "error_field"]]))
    with dask.config.set({"dataframe.convert-string": False}):  # which would make texts of what is none
        assert answer(status, dd.from_pandas(frame, npartitions=2), of_dask) == expected
    assert sum("running" in row for row in expected) == 2


# --- What SQL alone has

UNKNOWN = ["uuid()", "'101'::BIT", "union_value(k := 1)", "'2023-02-02'::VARIANT", "123::BIGNUM", "INTERVAL 1 DAY"]


@pytest.mark.usefixtures("joined")
@pytest.mark.parametrize("sql", UNKNOWN)
def test_a_type_that_holds_no_days_is_refused_and_its_rows_are_not_taken_for_unknown(sql: str) -> None:
    try:
        relation = CONNECTION.sql(f"SELECT {sql} AS d")
    except duckdb.Error:  # pragma: no cover (an earlier version, which has no such type)
        pytest.skip("of a later version")
    with refused("decision: .* column of dates"):
        status(relation)


@pytest.mark.usefixtures("joined")
@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("'infinity'::DATE", "day"),
        ("DATE '5881580-07-10'", "day"),
        ("DATE '0001-12-31 (BC)'", "day"),
        ("'infinity'::TIMESTAMP", "day-not-time"),
        ("TIMESTAMP_NS '2023-02-02 00:00:00.000000001'", "day-not-time"),
        ("'{}'::JSON", "day"),
        ("'no'::ENUM ('no', '2023-02-02')", "day"),
        ("NULL", None),
    ],
)
def test_a_value_of_sql_that_is_no_day_is_the_error_of_its_row(sql: str, error: str | None) -> None:
    made = of_duckdb(status(CONNECTION.sql(f"SELECT {sql} AS d UNION ALL SELECT NULL")))
    assert made["stage"].to_pylist() == [None, None]
    assert sorted(map(str, made["error"].to_pylist())) == sorted(map(str, [error, None]))


# --- Names

NAMES = ['"', "'", "`d`", "d; DROP TABLE d; --", "select", "d d", " ", "d.d", "*", "{d}", "%s", "$1", "?", "d\nd", "é"]


@pytest.mark.parametrize("name", [*NAMES, "x" * 10_000])
def test_a_name_is_a_name_whatever_it_means_in_sql(engine: str, name: str) -> None:
    make, read = ENGINES[engine]
    table = pa.table({name: pa.array([DAY, None]), "error_of_mine": [1, 2]})
    made = columns.add_status(make(table), decision=name, on="2024-01-01")
    assert sorted(map(str, read(made)["stage"].to_pylist())) == ["None", "running"]
    assert [*made.columns][:2] == [name, "error_of_mine"]


REPEATED: dict[str, Callable[[], Any]] = {
    "Dask": lambda: dd.from_pandas(pd.DataFrame([[DAY, 1, 2]], columns=["d", "x", "x"]), npartitions=1),
    "Dask, the day": lambda: dd.from_pandas(pd.DataFrame([[DAY, DAY]], columns=["d", "d"]), npartitions=1),
    "DuckDB": lambda: CONNECTION.sql("SELECT DATE '2023-02-02' AS d, 1 AS x, 2 AS x"),
    "DuckDB, the day": lambda: CONNECTION.sql("SELECT DATE '2023-02-02' AS d, 1 AS d"),
    "DuckDB, in capitals": lambda: CONNECTION.sql("SELECT DATE '2023-02-02' AS d, 1 AS x, 2 AS X"),
    "Ibis, in capitals": lambda: ibis.memtable(pa.table([[DAY], [1]], names=["d", "D"])),
}


@pytest.mark.usefixtures("joined")
@pytest.mark.parametrize("make", REPEATED.values(), ids=REPEATED)
def test_names_that_are_the_same_to_an_engine_are_refused_and_no_column_is_lost(make: Callable[[], Any]) -> None:
    with refused("frame: .*only once"):
        status(make())


@pytest.mark.parametrize("name", ["", "d\0"])
def test_a_name_that_no_query_can_have_is_refused(name: str) -> None:
    with refused("frame: .* the name of a column"):
        columns.add_status(ibis.memtable(pa.table({name: [DAY]})), decision=name, on="2024-01-01")


@pytest.mark.parametrize("name", ["__qualiopi_row", "__qualiopi_key_0", "__qualiopi_result_0", "__QUALIOPI_results"])
def test_a_name_that_is_used_while_a_query_runs_is_refused(name: str) -> None:
    table = pa.table({"d": [DAY], name: [1]})
    for frame in (CONNECTION.from_arrow(table), ibis.memtable(table), pl.DataFrame(table).lazy()):
        with refused("frame: .* does not begin with __qualiopi_"):
            status(frame)
    assert status(table)[name].to_pylist() == [1]  # in memory it is in nobody's way


def test_names_that_are_numbers_are_names_of_dask_and_of_no_sql() -> None:
    frame = dd.from_pandas(pd.DataFrame([[DAY, 1, 2]], columns=[0, "0", None]), npartitions=1)
    assert of_dask(columns.add_status(frame, decision=0, on="2024-01-01"))["stage"].to_pylist() == ["running"]
    for make in (CONNECTION.from_arrow, ibis.memtable):
        with refused("decision: 0 is not accepted"):
            columns.add_status(make(pa.table({"0": [DAY]})), decision=0, on="2024-01-01")


@pytest.mark.parametrize("errors", [["day", None], ["no code", None], [1, None], [[1], None], [b"day", None]])
def test_errors_that_are_not_ours_are_refused(engine: str, errors: list[Any]) -> None:
    table = pa.table({"d": pa.array([DAY, DAY]), "error": errors, "error_field": pa.nulls(2, pa.string())})
    the_same(status, table, engine)
