"""Relations of DuckDB: few rows are computed whole, to many the results are joined, and both say the same."""

from __future__ import annotations

from datetime import date
from typing import Any
from unittest.mock import Mock

import duckdb
import pytest

from qualiopi_rules import columns
from qualiopi_rules.columns import duckdb_relations

DAYS = "SELECT * FROM (VALUES (1, DATE '2023-02-02', 'b'), (2, NULL, NULL), (3, DATE '2024-02-02', 'a')) AS t(n, d, x)"
ROWS = [
    (1, date(2023, 2, 2), "b", date(2026, 2, 1), None, None),
    (2, None, None, None, None, None),
    (3, date(2024, 2, 2), "a", date(2027, 2, 1), None, None),
]
ON = date(2024, 5, 5)


@pytest.fixture
def connection() -> Any:
    return duckdb.connect()


@pytest.fixture
def joins(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """The joins that were made."""
    made = Mock(wraps=duckdb_relations._joined)
    monkeypatch.setattr(duckdb_relations, "_joined", made)
    return made


def rows(relation: Any) -> list[tuple[Any, ...]]:
    made = columns.add_cycles(relation, decision="d")
    found: list[tuple[Any, ...]] = made.project("n, d, x, expires, error, error_field").fetchall()
    return found


@pytest.mark.parametrize(("most", "joined"), [(2, 1), (3, 0), (4, 0)])
def test_rows_are_computed_whole_where_they_are_few(
    most: int, joined: int, connection: Any, joins: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duckdb_relations, "few_rows", lambda columns: most if columns == 3 else 0)
    assert rows(connection.sql(DAYS)) == ROWS
    assert joins.call_count == joined


def test_no_more_rows_are_taken_than_show_that_there_are_many(connection: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relation that cannot be read further than one row more is read no further."""
    monkeypatch.setattr(duckdb_relations, "few_rows", lambda _: 2)
    limits = list[int]()

    class Relation:
        """A relation that keeps how many rows it was asked for."""

        def __init__(self, relation: Any) -> None:
            self.relation = relation

        def __getattr__(self, name: str) -> Any:
            return getattr(self.relation, name)

        def limit(self, count: int) -> Any:
            limits.append(count)
            return self.relation.limit(count)

    relation = connection.sql("SELECT n, DATE '2023-02-02' AS d FROM range(9) AS t(n)")
    made = duckdb_relations.apply_duckdb(Relation(relation), [], "")
    assert len(made.fetchall()) == 9
    assert limits == [3]


@pytest.mark.parametrize(
    ("own", "whole"),
    [
        ("TRUE", True),
        ("'b'", True),
        ("'b'::ENUM ('a', 'b')", True),
        ("['b'::ENUM ('a', 'b')]", True),
        ("1::UTINYINT", True),
        ("1.25::DECIMAL(5, 2)", True),
        ("{'a': 1}", True),
        ("INTERVAL 3 DAY", True),
        ("1::HUGEINT", False),
        ("uuid()", False),
        ("'1'::BIT", False),
    ],
)
@pytest.mark.parametrize("most", [0, 9])
def test_a_column_keeps_its_type_whichever_way_is_taken(
    own: str, whole: bool, most: int, connection: Any, joins: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows are computed whole only where pyarrow has the type of every column."""
    monkeypatch.setattr(duckdb_relations, "few_rows", lambda _: most)
    connection.execute(f"CREATE TABLE certificates AS SELECT {own} AS own, DATE '2023-02-02' AS d, {own} AS last")
    relation = connection.table("certificates")
    made = columns.add_cycles(relation, decision="d")
    assert made.types[:3] == relation.types
    assert made.project("own, d, last").fetchall() == relation.fetchall()
    assert joins.call_count == (0 if whole and most else 1)


def test_columns_of_different_types_all_keep_them(connection: Any, joins: Mock) -> None:
    relation = connection.sql("SELECT 'b'::ENUM ('a', 'b') AS x, 1::UTINYINT AS y, DATE '2023-02-02' AS d")
    assert columns.add_cycles(relation, decision="d").types[:3] == relation.types
    assert joins.call_count == 0


@pytest.mark.parametrize("most", [0, 9])
def test_errors_of_earlier_rules_stand_last_and_once(
    most: int, connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duckdb_relations, "few_rows", lambda _: most)
    first = columns.add_cycles(connection.sql("SELECT 'soon' AS d, 1 AS own"), decision="d")
    second = columns.add_status(first, decision="d", on="2024-05-05")
    assert second.columns[:2] == ["d", "own"]
    assert second.columns[-2:] == ["error", "error_field"]
    assert len(set(second.columns)) == len(second.columns)
    assert second.project("own, error, error_field").fetchall() == [(1, "day", "d")]


@pytest.mark.parametrize("most", [0, 9])
def test_results_have_one_type_each(most: int, connection: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where all of them are null."""
    monkeypatch.setattr(duckdb_relations, "few_rows", lambda _: most)
    for day in ("DATE '2023-02-02'", "NULL::DATE"):
        made = columns.add_review(connection.sql(f"SELECT {day} AS d, {day} + 1095 AS e"), on=ON, start="d", end="e")
        kinds = dict(zip(made.columns, map(str, made.types), strict=True))
        assert kinds["stage"].startswith("ENUM('")
        assert kinds["error"].startswith("ENUM('day', 'day-not-time', 'held', ")
        assert [kinds[name] for name in ("valid", "days_left", "error_field")] == ["BOOLEAN", "BIGINT", "VARCHAR"]


def test_texts_and_names_are_quoted_as_duckdb_reads_them(connection: Any) -> None:
    texts = ["a", "b'c", "''", 'd"e', ""]
    assert connection.sql(f"SELECT [{duckdb_relations._list(texts)}]").fetchall() == [(texts,)]
    names = ["a b", 'd"e', '""', "b'c"]
    made = connection.sql(f"SELECT {', '.join(f'1 AS {duckdb_relations._quoted(name)}' for name in names)}")
    assert made.columns == names
