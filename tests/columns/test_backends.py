"""Every library has the results of the scalar rule, whatever the chunks, the partitions and the index."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import Phase, given, settings

from qualiopi_rules import columns
from qualiopi_rules.columns import lookup
from tests.columns import matrix
from tests.columns.backends import BACKENDS, Rows
from tests.columns.laws import LAWS, holds
from tests.columns.scalar import tables

SLOW = {"Dask", "DuckDB", "Ibis"}


@pytest.mark.property
@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("backend", BACKENDS)
def test_columns_are_what_the_scalar_rule_gives_row_by_row(backend: str, law: str) -> None:
    # To shrink a table takes minutes in some of them, and the tables are small.
    @settings(max_examples=4 if backend in SLOW else 15, phases=[Phase.explicit, Phase.generate])
    @given(tables())
    def of_any_table(rows: Rows) -> None:
        holds(LAWS[law], BACKENDS[backend], rows)

    of_any_table()


@pytest.mark.property
@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("backend", ["DuckDB", "Ibis"])
def test_results_that_are_joined_to_many_rows_are_the_same(
    backend: str, law: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "_FEW_CELLS", 0)

    @settings(max_examples=3, phases=[Phase.explicit, Phase.generate])
    @given(tables())
    def of_any_table(rows: Rows) -> None:
        holds(LAWS[law], BACKENDS[backend], rows)

    of_any_table()


@pytest.mark.parametrize("backend", [name for name in matrix.SHOWN if name != "PySpark"])
def test_the_matrix_of_the_documentation_is_what_the_library_does(backend: str) -> None:
    assert matrix.held(backend, BACKENDS[backend]) == matrix.recorded(backend)


def test_the_matrix_is_written_as_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {name: matrix.recorded(name) for name in matrix.SHOWN}
    monkeypatch.setattr(matrix, "FILE", tmp_path / "backends.json")
    for _ in range(2):
        matrix.write({"polars": BACKENDS["polars"]})
        assert matrix.recorded("polars") == {**kept["polars"], "version": BACKENDS["polars"].version}
        assert matrix.recorded("PySpark") == {}


@pytest.mark.parametrize("small", [True, False])
def test_duckdb_keeps_the_order_of_many_rows(small: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough rows for several threads; that the join alone kept their order would be no promise of DuckDB."""
    if not small:
        monkeypatch.setattr(lookup, "_FEW_CELLS", 0)
    connection = duckdb.connect()
    relation = connection.sql(
        "SELECT range AS row, DATE '2020-01-01' + (range * 7919 % 1500)::INT AS decision FROM range(1_000_000)"
    )
    made = columns.add_cycles(relation, decision="decision")
    rows = made.to_arrow_table()["row"].to_numpy()
    assert (rows == np.arange(1_000_000)).all()
