"""Relations of DuckDB beside the caller's own tables, which nothing of ours may hide, replace or join."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pytest

from qualiopi_rules import columns
from tests.checks import refused

OWN = ("frame", "lookup", "v", "found", "table", "empty", "rows")


def own_things(connection: Any) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = connection.sql(
        "SELECT table_name FROM duckdb_tables() "
        "UNION SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1"
    ).fetchall()
    return found


def reviewed(relation: Any) -> list[tuple[Any, ...]]:
    made = columns.add_review(relation, on="2024-05-05", start="d", end="e")
    later = columns.add_status(made, decision="d", on="2024-05-05", prefix="q_")
    rows: list[tuple[Any, ...]] = later.project("d, stage, expires, q_stage, error").fetchall()
    return rows


EXPECTED = [
    (date(2023, 2, 2), "surveillance-open", date(2026, 2, 1), "surveillance-open", None),
    (None, None, None, None, None),
]
SOURCE = "SELECT * FROM (VALUES (DATE '2023-02-02', DATE '2026-02-01'), (NULL, NULL)) AS source(d, e)"


@pytest.mark.parametrize("kind", ["TABLE", "VIEW", "TEMP TABLE", "TEMP VIEW"])
def test_tables_of_the_caller_change_nothing_and_stay(kind: str) -> None:
    connection = duckdb.connect()
    for name in OWN:
        connection.execute(f"CREATE {kind} \"{name}\" AS SELECT DATE '1999-01-01' AS d, 1 AS __qualiopi_key_0")
    before = own_things(connection)
    assert reviewed(connection.sql(SOURCE)) == EXPECTED
    assert own_things(connection) == before
    assert connection.sql('SELECT * FROM "frame"').fetchall() == [(date(1999, 1, 1), 1)]


@pytest.mark.parametrize("name", ["frame", "lookup"])
def test_a_table_of_the_caller_may_be_the_frame(name: str) -> None:
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE {name} AS {SOURCE}")
    assert reviewed(connection.table(name)) == EXPECTED


def test_two_results_of_one_connection_stay_apart() -> None:
    connection = duckdb.connect()
    first, second = (
        columns.add_cycles(connection.sql(f"SELECT DATE '{day}' AS d"), decision="d")
        for day in ("2023-02-02", "2024-02-02")
    )
    assert [made.project("expires").fetchall() for made in (first, second, first)] == [
        [(date(2026, 2, 1),)],
        [(date(2027, 2, 1),)],
        [(date(2026, 2, 1),)],
    ]


def test_nothing_is_written_to_a_database(tmp_path: Path) -> None:
    file = str(tmp_path / "own.duckdb")
    with duckdb.connect(file) as connection:
        connection.execute(f"CREATE TABLE certificates AS {SOURCE}")
        assert reviewed(connection.table("certificates")) == EXPECTED
        assert own_things(connection) == [("certificates",)]


@pytest.mark.parametrize(
    "own",
    [
        "170141183460469231731687303715884105727::HUGEINT",
        "uuid()",
        "INTERVAL 3 DAY",
        "'b'::ENUM ('a', 'b')",
        "[1, NULL]",
    ],
)
def test_columns_of_the_caller_keep_their_types_and_values(own: str) -> None:
    connection = duckdb.connect()
    relation = connection.sql(f"SELECT DATE '2023-02-02' AS d, {own} AS own FROM range(3)")
    made = columns.add_status(columns.add_cycles(relation, decision="d"), decision="d", on="2024-05-05")
    assert made.types[1] == relation.types[1]
    assert made.project("expires").fetchall() == [(date(2026, 2, 1),)] * 3


def test_a_table_of_ibis_keeps_its_types() -> None:
    table = ibis.memtable(pa.table({"d": [date(2023, 2, 2)]})).mutate(own=ibis.uuid())
    made = columns.add_cycles(table, decision="d")
    assert made.schema()["own"] == table.schema()["own"]
    assert made.select("expires").to_pyarrow().to_pylist() == [{"expires": date(2026, 2, 1)}]


def test_names_that_need_quotes_are_quoted() -> None:
    connection = duckdb.connect()
    relation = connection.sql('SELECT DATE \'2023-02-02\' AS "the ""day""", 1 AS "of it"')
    made = columns.add_cycles(relation, decision='the "day"', prefix="q ")
    assert made.columns[:3] == ['the "day"', "of it", "q surveillance_opens"]
    assert made.project('"q expires"').fetchall() == [(date(2026, 2, 1),)]


@pytest.mark.parametrize("library", ["DuckDB", "Ibis"])
def test_without_pyarrow_one_error_names_it(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = duckdb.connect()
    relation: Any = connection.sql(SOURCE) if library == "DuckDB" else ibis.memtable(pa.table({"d": ["2023-02-02"]}))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with refused("frame: .* expected pyarrow"):
        columns.add_cycles(relation, decision="d")
