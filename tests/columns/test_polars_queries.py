"""Queries of polars: the types of results are known before the query runs, which reads only what it must."""

from __future__ import annotations

from datetime import date
from typing import Any
from unittest.mock import Mock

import polars as pl
import pytest

from qualiopi_rules import columns
from qualiopi_rules.columns import polars_queries
from qualiopi_rules.columns.eager import apply_eager

DAYS = pl.DataFrame({"n": range(3), "d": [date(2023, 2, 2), None, date(2024, 2, 2)]})
SOON = pl.DataFrame({"d": ["2023-02-02", "soon"]})


@pytest.fixture
def applied(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """What applies the rules, with its calls."""
    made = Mock(wraps=apply_eager)
    monkeypatch.setattr(polars_queries, "apply_eager", made)
    return made


def sizes(applied: Mock) -> list[int]:
    """How many rows the rules were applied to, each time."""
    return [call.args[0].height for call in applied.call_args_list]


def test_a_query_has_the_results_and_the_types_of_its_frame() -> None:
    for frame in (DAYS, SOON, DAYS.clear()):
        query = columns.add_status(frame.lazy(), decision="d", on="2024-05-05")
        wanted = columns.add_status(frame, decision="d", on="2024-05-05")
        assert query.collect_schema() == wanted.schema
        assert query.collect().equals(wanted)
        assert query.collect().schema == wanted.schema


def test_errors_of_earlier_rules_stand_last_and_once() -> None:
    query = columns.add_cycles(columns.add_status(SOON.lazy(), decision="d", on="2024-05-05"), decision="d")
    made = query.collect()
    assert made.columns[-2:] == ["error", "error_field"]
    assert made.columns == query.collect_schema().names()
    assert made["error"].to_list() == [None, "day"]


def test_no_row_is_computed_before_the_query_runs(applied: Mock) -> None:
    query = columns.add_cycles(DAYS.lazy(), decision="d")
    assert sizes(applied) == [0]
    assert query.collect()["expires"].to_list() == [date(2026, 2, 1), None, date(2027, 2, 1)]
    assert sum(sizes(applied)) == 3


def test_rows_that_a_query_leaves_out_are_not_computed(applied: Mock) -> None:
    query: Any = columns.add_cycles(DAYS.lazy(), decision="d").filter(pl.col("n") == 2)
    assert query.collect()["expires"].to_list() == [date(2027, 2, 1)]
    assert sum(sizes(applied)) == 1
