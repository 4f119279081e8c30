"""A plan: every row of the file, with what the scalar rules say of it, whatever the format and the size of a batch."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, strategies as st

from qualiopi_rules.cycle.cycle import Stage
from qualiopi_rules.formats.spreadsheets import plain_cell, safe_cell
from qualiopi_rules.portfolio import plan_portfolio
from qualiopi_rules.portfolio.summary import Summary
from tests.portfolio.tables import ON, OWN, RESULTS, TEXTS, Row, expected, is_blank, tables, write_csv


def planned(table: list[Row], folder: str | Path, **options: Any) -> tuple[pl.DataFrame, Summary]:
    source, out = Path(folder, "certificates.csv"), Path(folder, "plan.parquet")
    write_csv(source, table)
    summary = plan_portfolio(source, out, on=ON, **options)
    return pl.read_parquet(out), summary


@pytest.mark.property
@given(tables(), st.integers(1, 9), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.sampled_from(",;\t|"))
def test_a_plan_is_what_the_scalar_rules_say_row_by_row(table: list[Row], size: int, quoting: Any, sep: str) -> None:
    with TemporaryDirectory() as folder:
        source, out = Path(folder, "a.csv"), Path(folder, "b.parquet")
        write_csv(source, table, sep, quoting)
        summary = plan_portfolio(source, out, on=ON, separator=sep, rows=size)
        made = pl.read_parquet(out)
    assert made.columns == [*OWN, *RESULTS]
    filled = {number: row for number, row in enumerate(table, start=2) if not is_blank(row)}
    own = [{name: text or None for name, text in row.items()} for row in filled.values()]
    assert made.to_dicts() == [{**row, **expected(texts)} for row, texts in zip(own, filled.values(), strict=True)]
    tallies(summary, made, list(filled))


def tallies(summary: Summary, made: pl.DataFrame, numbers: list[int]) -> None:
    """Check that a summary counts the rows of a plan, each once, and names them by their numbers in the file."""
    rows = [{**row, "row": number} for row, number in zip(made.to_dicts(), numbers, strict=True)]
    assert summary.rows == len(rows)
    rejected = [row for row in rows if row["error"] is not None]
    assert {(each.error, each.field): (each.rows, each.first) for each in summary.rejected} == {
        (error, field): (len(like), like[0]["row"])
        for error, field in {(row["error"], row["error_field"]) for row in rejected}
        if (like := [row for row in rejected if (row["error"], row["error_field"]) == (error, field)])
    }
    states = Counter(state_of(row) for row in rows)
    assert {(each.stage, each.rejected, each.outcome): each.rows for each in summary.stages} == states
    assert sum(each.rows for each in summary.stages) == len(rows)
    assert sum(each.rows for each in summary.stages if each.rejected) == len(rejected)
    due = sorted((row["next_deadline_on"], row["row"], row["number"]) for row in rows if row["next_deadline_on"])
    assert [(each.day, each.row, each.number) for each in summary.upcoming] == due[:10]
    months = Counter(f"{day:%Y-%m}" for day, _, _ in due)
    none = [(None, len(rows) - len(due))] if len(rows) > len(due) else []
    assert [(each.month, each.rows) for each in summary.months] == [*sorted(months.items()), *none]


def state_of(row: dict[str, Any]) -> tuple[str | None, bool, str | None]:
    """The one state in which a row is counted: its stage; rejected, for days or something else; unknown days."""
    if row["error"] is None:
        return row["stage"], False, None
    return None, True, row["outcome"] if row["error"] == row["outcome"] else None


# --- Formats

WRITERS: dict[str, Callable[[pl.DataFrame, Path], Any]] = {
    ".csv": pl.DataFrame.write_csv,
    ".parquet": pl.DataFrame.write_parquet,
    ".jsonl": pl.DataFrame.write_ndjson,
    ".xlsx": pl.DataFrame.write_excel,
}
READERS: dict[str, Callable[[Path], pl.DataFrame]] = {
    ".csv": lambda file: pl.read_csv(file, infer_schema=False),
    ".parquet": pl.read_parquet,
    ".jsonl": lambda file: pl.read_ndjson(file, infer_schema_length=None),
    ".xlsx": lambda file: pl.read_excel(file, infer_schema_length=None, drop_empty_cols=False),
}

TABLE = [
    ["0083-1", "=A1", date(2023, 2, 2), date(2026, 2, 1), "BC", True, -3, 1.5],
    ["0084-1", "-x", date(2022, 9, 1), date(2025, 8, 31), "AF, CFA", False, 10**15, 0.25],
    ["0085-1", None, date(2021, 6, 1), None, None, None, None, None],
    ["0086-1", "ÉCOLE", date(1899, 1, 1), date(2024, 12, 31), "XX", None, 0, -1e300],
]
TYPED = pl.DataFrame(
    TABLE,
    orient="row",
    schema={
        "number": pl.String,
        "holder": pl.String,
        "first_issue": pl.Date,
        "valid_until": pl.Date,
        "categories": pl.String,
        "subcontracting": pl.Boolean,
        "people": pl.Int64,
        "rate": pl.Float64,
    },
)


def same(cell: Any) -> Any:
    """A cell, whether its format knows numbers, days and yes from texts or not."""
    if isinstance(cell, str):
        text = plain_cell(cell)
        try:
            return float(text)
        except ValueError:
            return text.removesuffix(" 00:00:00")
    if isinstance(cell, bool):
        return str(cell).lower()
    return str(cell) if isinstance(cell, date) else cell


def cells(frame: pl.DataFrame) -> list[list[Any]]:
    return [[same(cell) for cell in row] for row in frame.rows()]


@pytest.mark.parametrize("out", WRITERS)
@pytest.mark.parametrize("source", WRITERS)
def test_every_format_gives_the_same_plan(source: str, out: str, tmp_path: Path) -> None:
    file, target, right = tmp_path / f"in{source}", tmp_path / f"out{out}", tmp_path / "right.parquet"
    WRITERS[".parquet"](TYPED, tmp_path / "typed.parquet")
    plan_portfolio(tmp_path / "typed.parquet", right, on=ON)
    WRITERS[source](TYPED, file)
    summary = plan_portfolio(file, target, on=ON, rows=3)
    made = READERS[out](target)
    assert made.columns == [*TYPED.columns, *RESULTS]
    assert cells(made) == cells(pl.read_parquet(right))
    assert cells(made.select(TYPED.columns)) == cells(TYPED)
    assert (summary.source, summary.out, summary.read.format) == (str(file), str(target), source)
    assert [(each.error, each.field) for each in summary.rejected] == [("before-scheme", "first_issue")]


def test_results_have_the_types_of_their_columns(tmp_path: Path) -> None:
    made, _ = planned([], tmp_path)
    assert made.schema["expires"] == pl.Date
    assert made.schema["valid"] == pl.Boolean
    assert made.schema["days_left"] == made.schema["applicable"] == pl.Int64
    assert made.schema["stage"] == pl.Enum(Stage)
    assert made.height == 0


@pytest.mark.property
@given(st.lists(TEXTS, min_size=1, max_size=6), st.sampled_from([".csv", ".xlsx"]))
def test_no_text_is_lost_and_none_begins_a_formula(holders: list[str], out: str) -> None:
    """What a spreadsheet opens holds the texts of the file, and `plain_cell` gives them back."""
    table = [{**dict.fromkeys(OWN, ""), "number": "1", "holder": holder} for holder in holders]
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "a.csv"), Path(folder, f"b{out}")
        write_csv(source, table)
        plan_portfolio(source, target, on=ON)
        if out == ".csv":
            with target.open(encoding="utf-8", newline="") as opened:
                written = [row["holder"] for row in csv.DictReader(opened)]
        else:
            written = [cell or "" for cell in pl.read_excel(target, infer_schema_length=0)["holder"]]
    assert written == [safe_cell(holder) for holder in holders]
    assert [plain_cell(cell) for cell in written] == holders


def test_names_of_columns_are_cells_too(tmp_path: Path) -> None:
    source, out = tmp_path / "a.csv", tmp_path / "b.csv"
    source.write_text("first_issue,valid_until,=1+1\n", "utf-8")
    plan_portfolio(source, out, on=ON)
    assert out.read_text("utf-8").startswith("first_issue,valid_until,'=1+1,outcome,")
    plan_portfolio(source, tmp_path / "b.xlsx", on=ON)
    assert pl.read_excel(tmp_path / "b.xlsx", raise_if_empty=False).columns[2] == "'=1+1"


@pytest.mark.parametrize("out", WRITERS)
def test_the_same_file_gives_the_same_plan_again(out: str, tmp_path: Path) -> None:
    """To the byte, whenever it is written."""
    TYPED.write_parquet(tmp_path / "in.parquet")
    for name in ("one", "two"):
        plan_portfolio(tmp_path / "in.parquet", tmp_path / f"{name}{out}", on=ON)
    assert (tmp_path / f"one{out}").read_bytes() == (tmp_path / f"two{out}").read_bytes()
