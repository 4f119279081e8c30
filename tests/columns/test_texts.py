"""Answers that are texts: those that mean yes and no are named, and no other text is taken for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from qualiopi_rules import columns
from tests.checks import refused

TEXTS: dict[str, list[Any]] = {
    "decision": ["2023-02-02"] * 5,
    "complaints": ["oui", " NON ", None, "Oui", "peut-être"],
    "held": ["oui", "non", None, "2024-09-02", "jamais"],
}
ANSWERS = {**TEXTS, "complaints": [True, False, None, True, None], "held": [True, False, None, "2024-09-02", None]}

FRAMES: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "polars": pl.DataFrame,
    "polars, lazy": pl.LazyFrame,
    "categories": lambda table: pl.DataFrame(table, schema_overrides={"complaints": pl.Categorical}),
    "pandas": pd.DataFrame,
    "pyarrow": pa.table,
    "DuckDB": lambda table: duckdb.from_arrow(pa.table(table)),
}


def rows(frame: Any) -> list[dict[str, Any]]:
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, duckdb.DuckDBPyRelation):
        frame = frame.to_arrow_table()
    if isinstance(frame, pa.Table):
        frame = pl.from_arrow(frame)
    return pl.DataFrame(frame).to_dicts()


@pytest.mark.parametrize("library", FRAMES)
def test_texts_that_mean_yes_and_no_are_read_as_answers(library: str) -> None:
    made = rows(
        columns.add_applicability(
            FRAMES[library](TEXTS), on="2024-06-03", categories=["BC"], answers=["complaints"], yes_no=("oui", "non")
        )
    )
    plain = pl.DataFrame({"complaints": ANSWERS["complaints"]})
    wanted = columns.add_applicability(plain, on="2024-06-03", categories=["BC"], answers=["complaints"]).to_dicts()
    names = ("applicable_least", "applicable_most", "applicable", "undetermined")
    assert [[row[name] for name in names] for row in made[:4]] == [[row[name] for name in names] for row in wanted[:4]]
    assert [(row["error"], row["error_field"]) for row in made] == [(None, None)] * 4 + [("yes-no", "complaints")]


@pytest.mark.parametrize("library", FRAMES)
def test_the_surveillance_audit_may_be_a_text_or_a_day(library: str) -> None:
    frame = FRAMES[library](TEXTS)
    made = rows(
        columns.add_status(
            frame, decision="decision", on="2024-12-10", surveillance_held="held", yes_no=["Oui", "Non "]
        )
    )
    assert [row["stage"] for row in made[:4]] == ["running", "surveillance-overdue", "running", "running"]
    assert (made[4]["error"], made[4]["error_field"]) == ("held", "held")


def test_a_review_reads_them_too() -> None:
    frame = pl.DataFrame({**TEXTS, "start": ["2023-02-02"] * 5, "end": ["2026-02-01"] * 5})
    made = columns.add_review(
        frame,
        on="2024-12-10",
        start="start",
        end="end",
        surveillance_held="held",
        categories=["BC"],
        answers=["complaints"],
        yes_no=("oui", "non"),
    ).to_dicts()
    assert [row["stage"] for row in made[:2]] == ["running", "surveillance-overdue"]
    assert [row["applicable_most"] - row["applicable_least"] for row in made[:2]] == [2, 2]


def test_without_them_a_column_of_texts_is_refused() -> None:
    with refused("complaints"):
        columns.add_applicability(pl.DataFrame(TEXTS), on="2024-06-03", categories=["BC"], answers=["complaints"])
    with refused("complaints"):
        columns.add_applicability(
            pl.DataFrame({"complaints": [1]}),
            on="2024-06-03",
            categories=["BC"],
            answers=["complaints"],
            yes_no=("oui", "non"),
        )


def test_answers_that_are_none_of_texts_are_still_answers() -> None:
    frame = pd.DataFrame({"complaints": pd.Series([True, "non", None], dtype="object")})
    made = columns.add_applicability(
        frame, on="2024-06-03", categories=["BC"], answers=["complaints"], yes_no=("oui", "non")
    )
    assert list(made["error"].dropna()) == []


@pytest.mark.parametrize("wrong", ["oui", ("oui",), ("oui", "OUI "), ("oui", ""), ("oui", 1), 3, ("a", "b", "c")])
def test_what_is_not_two_texts_is_refused(wrong: Any) -> None:
    frame = pl.DataFrame(TEXTS)
    with refused("yes_no: .* two different texts"):
        columns.add_status(frame, decision="decision", on="2024-12-10", surveillance_held="held", yes_no=wrong)
    with refused("yes_no: .* two different texts"):
        columns.add_applicability(frame, on="2024-06-03", categories=["BC"], answers=["complaints"], yes_no=wrong)
