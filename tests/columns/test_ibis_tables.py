"""Tables of Ibis: few rows of DuckDB are computed whole, and to any other the results are joined."""

from __future__ import annotations

from datetime import date
from typing import Any
from unittest.mock import Mock

import ibis
import polars as pl
import pyarrow as pa
import pytest

from qualiopi_rules import columns
from qualiopi_rules.columns import ibis_tables

TABLE = pa.table({"n": [1, 2, 3], "d": pa.array([date(2023, 2, 2), None, date(2024, 2, 2)], pa.date32())})
EXPIRES = [date(2026, 2, 1), None, date(2027, 2, 1)]


@pytest.fixture
def joins(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """The joins that were made."""
    made = Mock(wraps=ibis_tables._joined)
    monkeypatch.setattr(ibis_tables, "_joined", made)
    return made


def expires(table: Any) -> list[Any]:
    made = columns.add_cycles(table, decision="d")
    rows = sorted(made.select("n", "expires").to_pyarrow().to_pylist(), key=lambda row: row["n"])
    return [row["expires"] for row in rows]


@pytest.mark.parametrize(("most", "joined"), [(2, 1), (3, 0), (4, 0)])
def test_rows_are_computed_whole_where_they_are_few(
    most: int, joined: int, joins: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ibis_tables, "few_rows", lambda columns: most if columns == 2 else 0)
    assert expires(ibis.memtable(TABLE)) == EXPIRES
    assert joins.call_count == joined


def test_rows_are_computed_whole_only_where_every_type_comes_back(joins: Mock) -> None:
    table = ibis.memtable(TABLE).mutate(own=ibis.uuid())
    assert expires(table) == EXPIRES
    assert joins.call_count == 1
    assert expires(table.drop("own")) == EXPIRES
    assert joins.call_count == 1


def test_a_table_of_another_engine_stays_on_it(joins: Mock) -> None:
    connection = ibis.polars.connect({"certificates": pl.DataFrame(TABLE)})
    made = columns.add_cycles(connection.table("certificates"), decision="d")
    assert joins.call_count == 1
    assert made.get_backend() is connection


@pytest.mark.parametrize("most", [0, 9])
def test_errors_of_earlier_rules_stand_last_and_once(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ibis_tables, "few_rows", lambda _: most)
    first = columns.add_cycles(ibis.memtable(pa.table({"d": ["soon"]})), decision="d")
    second = columns.add_status(first, decision="d", on="2024-05-05")
    assert second.columns[-2:] == ("error", "error_field")
    assert len(set(second.columns)) == len(second.columns)
    (row,) = second.select("error", "error_field").to_pyarrow().to_pylist()
    assert row == {"error": "day", "error_field": "d"}
