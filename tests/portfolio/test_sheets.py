"""Files as spreadsheets save them: padded names and cells, blank rows and columns, and the numbers of rows."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from xlsxwriter import Workbook

from qualiopi_rules.portfolio import plan_portfolio
from tests.checks import refused
from tests.portfolio.test_files import errors, frame_file, planned, stages, text_file

DAYS = ("2023-02-02", "2026-02-01")


def sheet_file(folder: Path, *rows: tuple[Any, ...]) -> Path:
    """An Excel file with these rows, where None is a cell that was never written."""
    file = folder / "a.xlsx"
    with Workbook(file) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write(at, place, cell)
    return file


def file_of(folder: Path, kind: str, *rows: tuple[Any, ...]) -> Path:
    """The same rows as an Excel file, or as the CSV file that a spreadsheet makes of it, quoted or not."""
    if kind == "excel":
        return sheet_file(folder, *rows)
    quote = '"' if kind == "quoted" else ""
    width = max(map(len, rows))
    padded = [(*row, *[None] * (width - len(row))) for row in rows]
    lines = [";".join("" if cell is None else f"{quote}{cell}{quote}" for cell in row) for row in padded]
    return text_file(folder, "\n".join(lines))


def read_as(kind: str) -> dict[str, Any]:
    return {"separator": ";"} if kind in ("plain", "quoted") else {}


KINDS = pytest.mark.parametrize("kind", ["excel", "plain", "quoted"])


# --- Names


@KINDS
@pytest.mark.parametrize(
    "names",
    [
        (" number ", "First_Issue", "VALID_UNTIL"),
        ("Number", "first issue", "Valid until\xa0"),
        ("NUMBER", "first-issue", "valid_until "),
    ],
)
def test_names_of_columns_may_have_spaces_and_capital_letters(
    names: tuple[str, ...], kind: str, tmp_path: Path
) -> None:
    """And stay as they are in the plan."""
    rows, summary = planned(file_of(tmp_path, kind, names, ("7-1", *DAYS)), **read_as(kind))
    assert stages(rows) == ["running"]
    assert list(rows[0])[:3] == list(names)
    assert summary.read.columns == dict(zip(("number", "first_issue", "valid_until"), names, strict=True))
    assert (summary.read.others, summary.upcoming[0].number) == ((), "7-1")


def test_a_named_column_may_have_them_too(tmp_path: Path) -> None:
    file = text_file(tmp_path, "Première Édition, FIN de validité \n2023-02-02,2026-02-01\n")
    named = {"first_issue": "première édition", "valid_until": "Fin de validité"}
    assert stages(planned(file, columns=named)[0]) == ["running"]


def test_a_column_of_the_very_name_is_the_one_that_is_read(tmp_path: Path) -> None:
    file = text_file(tmp_path, "First_issue,first_issue,valid_until\nx,2023-02-02,2026-02-01\n")
    rows, summary = planned(file)
    assert stages(rows) == ["running"]
    assert summary.read.others == ("First_issue",)


def test_which_of_two_columns_is_meant_is_not_guessed(tmp_path: Path) -> None:
    file = text_file(tmp_path, "First_issue,first_issue ,valid_until\n2023-02-02,2023-02-02,2026-02-01\n")
    with refused(r'a.csv: \["First_issue", "first_issue "\] is not accepted; expected only one column for first_issue'):
        planned(file)
    assert stages(planned(file, columns={"first_issue": "first_issue "})[0]) == ["running"]


@pytest.mark.parametrize("marks", range(3))
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_byte_order_marks_are_no_part_of_a_file(marks: int, name: str, tmp_path: Path) -> None:
    text = "first_issue,valid_until\n2023-02-02,2026-02-01\n"
    if name == "a.jsonl":
        text = '{"first_issue": "2023-02-02", "valid_until": "2026-02-01"}\n'
    rows, _ = planned(text_file(tmp_path, "\ufeff" * marks + text, name))
    assert list(rows[0])[:2] == ["first_issue", "valid_until"]
    assert stages(rows) == ["running"]


# --- Cells


CELLS = {
    "number": " 7-1 ",
    "first_issue": " 2023-02-02",
    "valid_until": "2026-02-01\xa0",
    "cycle_number": " 1 ",
    "categories": " bc , Af",
    "surveillance_held": "TRUE ",
    "complaints": "False",
}


@pytest.mark.parametrize("kind", ["excel", "plain", "quoted", "parquet", "jsonl"])
def test_cells_may_have_spaces_and_capital_letters(kind: str, tmp_path: Path) -> None:
    """A spreadsheet writes TRUE, and a space is not seen in it."""
    if kind in ("parquet", "jsonl"):
        frame = pl.DataFrame({name: [cell] for name, cell in CELLS.items()})
        file = tmp_path / f"a.{kind}"
        frame.write_parquet(file) if kind == "parquet" else frame.write_ndjson(file)
    else:
        file = file_of(tmp_path, kind, tuple(CELLS), tuple(CELLS.values()))
    rows, summary = planned(file, **read_as(kind))
    clean = {name: cell.strip() for name, cell in CELLS.items()} | {"surveillance_held": "true", "complaints": "false"}
    clean["categories"] = "BC, AF"
    right, _ = planned(
        text_file(tmp_path, ",".join(clean) + '\n7-1,2023-02-02,2026-02-01,1,"BC, AF",true,false\n', "b.csv")
    )
    assert errors(rows) == [(None, None)]
    assert list(rows[0].values())[len(CELLS) :] == list(right[0].values())[len(CELLS) :]
    assert {name: rows[0][name] for name in CELLS} == CELLS
    assert summary.upcoming[0].number == " 7-1 "


@pytest.mark.parametrize(
    ("yes", "no", "cells"),
    [("oui", "non", ["OUI", " non", "Oui", None]), (" Vrai", "FAUX", ["VRAI", "faux", "vrai ", " "])],
)
def test_the_texts_of_yes_and_no_too(yes: str, no: str, cells: list[str | None], tmp_path: Path) -> None:
    columns = {"first_issue": ["2023-02-02"] * 4, "valid_until": ["2026-02-01"] * 4, "categories": ["AF"] * 4}
    answers = [True, False, True, None]
    right, _ = planned(frame_file(tmp_path, **columns, complaints=answers, surveillance_held=answers))
    for kind in (pl.String, pl.Categorical, pl.Enum([cell for cell in cells if cell is not None])):
        texts = pl.Series(cells, dtype=kind)
        file = frame_file(tmp_path, **columns, complaints=texts, surveillance_held=texts)
        rows, _ = planned(file, yes=yes, no=no)
        for row, same in zip(rows, right, strict=True):
            assert {**row, "complaints": None, "surveillance_held": None} == {
                **same,
                "complaints": None,
                "surveillance_held": None,
            }


def test_yes_and_no_differ_by_more_than_capital_letters(tmp_path: Path) -> None:
    with refused('no: "X " is not accepted; expected a text other than the one that means yes'):
        planned(text_file(tmp_path, "first_issue,valid_until\n"), yes="x", no="X ")
    with refused("(?s)2 errors.*yes: 1.*no: 2"):
        planned(text_file(tmp_path, "first_issue,valid_until\n"), yes=1, no=2)


@pytest.mark.parametrize("cell", ["b c", "BC;AF", "bilan", "BC, xx"])
def test_a_category_that_is_written_otherwise_is_refused(cell: str, tmp_path: Path) -> None:
    file = text_file(tmp_path, f'first_issue,valid_until,categories\n2023-02-02,2026-02-01,"{cell}"\n')
    assert errors(planned(file)[0]) == [("one-of", "categories")]


# --- The number of the cycle

NUMBERED = [
    # The end is a day late for a first cycle; a second one was renewed a year early.
    (("2025-01-16", "2028-01-16", None), ("doubtful", None)),
    (("2025-01-16", "2028-01-16", "2"), (None, date(2025, 1, 17))),
    (("2025-01-16", "2028-01-16", "1"), ("cycle-number-differs", None)),
    (("2025-01-16", "2028-01-16", "0"), ("positive-integer", None)),
    (("2025-01-16", "2028-01-16", "un"), ("positive-integer", None)),
    (("2025-01-16", "2028-01-15", "1"), (None, date(2025, 1, 16))),
    (("2025-01-16", "2028-01-15", None), (None, date(2025, 1, 16))),
]


@pytest.mark.parametrize("kind", ["plain", "quoted", "excel", "numbers"])
def test_the_number_of_the_cycle_settles_days_that_are_doubtful(kind: str, tmp_path: Path) -> None:
    table = [case for case in NUMBERED if kind != "numbers" or case[0][2] != "un"]
    header = ("first_issue", "valid_until", "cycle_number")
    cells: list[tuple[Any, ...]] = [row for row, _ in table]
    if kind == "numbers":  # a sheet holds numbers, which are floats
        cells = [(start, end, None if number is None else float(number)) for start, end, number in cells]
    file, how = file_of(tmp_path, "excel" if kind == "numbers" else kind, header, *cells), read_as(kind)
    rows, summary = planned(file, **how)
    assert [(row["error"], row["cycle_starts"]) for row in rows] == [right for _, right in table]
    assert {row["error_field"] for row in rows if row["error"] == "doubtful"} == {"valid_until"}
    assert {row["error_field"] for row in rows if row["error"] not in (None, "doubtful")} == {"cycle_number"}
    assert sum(each.rows for each in summary.rejected) == len(table) - 3
    made = tmp_path / "plan.csv"
    plan_portfolio(file, made, on="2025-01-15", **how)
    assert pl.read_csv(made, separator=how.get("separator", ","))["error"].to_list() == [
        error for _, (error, _) in table
    ]


def test_a_column_without_any_number_is_one_where_nothing_is_known(tmp_path: Path) -> None:
    rows, summary = planned(text_file(tmp_path, "first_issue,valid_until,cycle_number\n2023-02-02,2026-02-01,\n"))
    assert (stages(rows), summary.read.columns["cycle_number"]) == (["running"], "cycle_number")
    file = frame_file(tmp_path, first_issue=["2023-02-02"], valid_until=["2026-02-01"], cycle_number=[True])
    with refused('cycle_number: "Boolean" is not accepted; expected a column of whole numbers'):
        planned(file)


# --- Blank rows and columns, and the numbers of rows


SHEET: list[tuple[Any, ...]] = [
    (),
    ("number", "first_issue", "valid_until"),
    (),
    ("1", "x", "2026-02-01"),
    (None, None, None, None, None),
    ("2", *DAYS),
    (None, " "),
    ("3", None, "x"),
    (),
]


@KINDS
@pytest.mark.parametrize("columns", [0, 3])
def test_blank_rows_and_columns_are_none_and_rows_have_the_numbers_of_the_sheet(
    kind: str, columns: int, tmp_path: Path
) -> None:
    """A spreadsheet that has blank columns saves `;;;` after the names and in every row."""
    wide = [(*row, *[None] * columns) if row else () for row in SHEET]
    file = file_of(tmp_path, kind, *wide)
    for size in (1, 2, 100):
        rows, summary = planned(file, **read_as(kind), rows=size)
        assert [row["number"] for row in rows] == ["1", "2", "3"]
        assert list(rows[0])[:4] == ["number", "first_issue", "valid_until", "outcome"]
        assert [(each.field, each.first, each.rows) for each in summary.rejected] == [
            ("first_issue", 4, 1),
            ("valid_until", 8, 1),
        ]
        assert [each.row for each in summary.upcoming] == [6]
        assert (summary.rows, summary.read.others) == (3, ())
    made = tmp_path / "plan.jsonl"
    assert plan_portfolio(file, made, on="2025-01-15", **read_as(kind)).stages == summary.stages
    assert pl.read_ndjson(made, infer_schema_length=None)["number"].to_list() == ["1", "2", "3"]


def test_a_cell_of_several_lines_is_in_one_row_of_the_sheet(tmp_path: Path) -> None:
    text = 'number,first_issue,valid_until\n"1\n\n1",2023-02-02,2026-02-01\n\n2,x,2026-02-01\n'
    for size in (1, 100):
        summary = planned(text_file(tmp_path, text), rows=size)[1]
        assert ([each.row for each in summary.upcoming], [each.first for each in summary.rejected]) == ([2], [4])


def test_lines_of_json_are_counted_with_the_blank_ones(tmp_path: Path) -> None:
    good, bad = (json.dumps({"first_issue": "2023-02-02", "valid_until": end}) for end in ("2026-02-01", "x"))
    for size in (1, 3, 100):
        file = text_file(tmp_path, "\n".join(["", good, " ", "", bad, ""]), "a.jsonl")
        rows, summary = planned(file, rows=size)
        assert len(rows) == 2
        assert ([each.row for each in summary.upcoming], [each.first for each in summary.rejected]) == ([2], [5])


def test_rows_of_parquet_are_counted_from_the_first(tmp_path: Path) -> None:
    file = frame_file(tmp_path, first_issue=[None, "2023-02-02", "x"], valid_until=[None, "2026-02-01", "2026-02-01"])
    for size in (1, 100):
        rows, summary = planned(file, rows=size)
        assert len(rows) == 3
        assert ([each.row for each in summary.upcoming], [each.first for each in summary.rejected]) == ([2], [3])


@KINDS
def test_a_column_without_a_name_that_has_cells_stays(kind: str, tmp_path: Path) -> None:
    """It has the name that it has in an Excel file."""
    rows = [("first_issue", None, "valid_until", None), (DAYS[0], "a", DAYS[1]), (DAYS[0], None, DAYS[1])]
    made, summary = planned(file_of(tmp_path, kind, *rows), **read_as(kind))
    assert [row["__UNNAMED__1"] for row in made] == ["a", None]
    assert (stages(made), summary.read.others) == (["running"] * 2, ("__UNNAMED__1",))


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("1;2023-02-02;2026-02-01", None),
        ("1;2023-02-02;2026-02-01;", None),
        ("1;2023-02-02;2026-02-01; ;", None),
        ("1;2023-02-02;2026-02-01;;;", "cells"),
        ("1;2023-02-02;2026-02-01;x", "cells"),
        ("1;2023-02-02;2026-02-01;;x", "cells"),
        ("1;2023-02-02", "cells"),
    ],
)
def test_cells_beyond_the_names_are_blank(row: str, error: str | None, quote: str, tmp_path: Path) -> None:
    """A cell that is not blank there may have moved those before it."""
    file = text_file(tmp_path, f"number;first_issue;valid_until;;\n{quote}0{quote};;\n{row}\n")
    rows, _ = planned(file, separator=";")
    assert errors(rows) == [(None, None), (error, None)]


@pytest.mark.parametrize("text", ["number;;;\n", ";;;\n;;\n", ";;;\nnumber;\n", '"";"a";"";\n'])
def test_a_first_line_of_one_name_is_refused(text: str, tmp_path: Path) -> None:
    with refused("expected a first line of two columns or more|found: __UNNAMED__0, a"):
        planned(text_file(tmp_path, text), separator=";")


def test_a_sheet_with_nothing_in_it_has_no_columns(tmp_path: Path) -> None:
    with refused("columns found: $"):
        planned(sheet_file(tmp_path))


# --- Totals


def test_every_row_is_counted_once_in_the_statuses_and_once_in_the_months(tmp_path: Path) -> None:
    """Seven rows: two that are running, one of unknown days, and four rejected, of which two for their days.

    One that is rejected for its categories has a cycle all the same, hence a deadline; three have none.
    """
    text = (
        "number,first_issue,valid_until,categories\n"
        "1,2023-02-02,2026-02-01,BC\n"
        "2,2023-03-02,2026-03-01,BC\n"
        "3,,,BC\n"
        "4,2023-02-02,2026-02-01,XX\n"
        "5,2023-02-02,02/02/2026,BC\n"
        "6,2025-01-16,2028-01-16,BC\n"
        "7,2022-01-16,2022-02-28,BC\n"
    )
    rows, summary = planned(text_file(tmp_path, text))
    assert (summary.rows, sum(each.rows for each in summary.rejected)) == (7, 4)
    assert [(each.stage, each.rejected, each.outcome, each.rows) for each in summary.stages] == [
        ("running", False, None, 2),
        (None, False, None, 1),
        (None, True, "doubtful", 1),
        (None, True, "no-cycle-ends", 1),
        (None, True, None, 2),
    ]
    assert sum(each.rows for each in summary.stages) == 7
    assert [(each.month, each.rows) for each in summary.months] == [("2025-10", 2), ("2025-11", 1), (None, 4)]
    assert sum(each.rows for each in summary.months) == 7
    assert {(each.error, each.field, each.first) for each in summary.rejected} == {
        ("one-of", "categories", 5),
        ("day", "valid_until", 6),
        ("doubtful", "valid_until", 7),
        ("no-cycle-ends", "valid_until", 8),
    }
    assert [row["error"] for row in rows] == [None, None, None, "one-of", "day", "doubtful", "no-cycle-ends"]
    _, unknown, _, no_cycle, other = summary.stages
    assert unknown.say("fr") == "dates non précisées"
    assert no_cycle.say("en") == "rejected, no cycle: no cycle ends on that day"
    assert other.say("fr") == "rejetées\u00a0: ligne ou valeur non acceptée"
    assert other.say("en") == "rejected: row or value not accepted"
    assert [each.say("fr") for each in summary.months] == ["2025-10", "2025-11", "aucune échéance"]


def test_a_file_without_rows_has_no_counts(tmp_path: Path) -> None:
    summary = plan_portfolio(
        text_file(tmp_path, "first_issue,valid_until\n;\n\n"), tmp_path / "b.csv", on="2025-01-15", separator=","
    )
    assert summary.rows == 1  # a semicolon is a text
    summary = plan_portfolio(text_file(tmp_path, "first_issue,valid_until\n,\n\n"), tmp_path / "b.csv", on="2025-01-15")
    assert (summary.rows, summary.stages, summary.months, summary.rejected, summary.upcoming) == (0, (), (), (), ())
