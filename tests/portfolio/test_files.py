"""Files as people have them: other separators, encodings, dates and names, and rows and files that do not hold."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from xlsxwriter import Workbook

from qualiopi_rules import NotInForce
from qualiopi_rules.formats.table_limits import TableLimits
from qualiopi_rules.portfolio import files, plan_portfolio, portfolio_columns
from qualiopi_rules.portfolio.file_format import FileOptions, Format
from qualiopi_rules.portfolio.summary import Summary
from qualiopi_rules.portfolio.writers import holding_days
from qualiopi_rules.rnq.question import questions
from tests.checks import profile_with, refused
from tests.conftest import EXAMPLES

ON = "2025-01-15"
FRENCH = {
    "separator": ";",
    "encoding": "cp1252",
    "dates": "french",
    "yes": "oui",
    "no": "non",
    "columns": {
        "number": "N° de certificat",
        "first_issue": "Première édition",
        "valid_until": "Fin de validité",
        "categories": "Catégories",
        "surveillance_held": "Surveillance",
        "subcontracting": "Sous-traitance",
    },
}


def planned(source: Path, **options: Any) -> tuple[list[dict[str, Any]], Summary]:
    """The rows of a plan, and its summary."""
    out = source.with_name("plan.parquet")
    summary = plan_portfolio(source, out, **{"on": ON, **options})
    return pl.read_parquet(out).to_dicts(), summary


def text_file(folder: Path, text: str, name: str = "a.csv", encoding: str = "utf-8") -> Path:
    file = folder / name
    file.write_bytes(text.encode(encoding))
    return file


def frame_file(folder: Path, **columns: Any) -> Path:
    file = folder / "a.parquet"
    pl.DataFrame(columns).write_parquet(file)
    return file


def stages(rows: list[dict[str, Any]]) -> list[str | None]:
    return [row["stage"] for row in rows]


def errors(rows: list[dict[str, Any]]) -> list[tuple[str | None, str | None]]:
    return [(row["error"], row["error_field"]) for row in rows]


# --- How a file is written


def test_a_french_file_is_read_with_its_options(tmp_path: Path) -> None:
    file = text_file(tmp_path, (EXAMPLES / "certificats.csv").read_text("cp1252"), encoding="cp1252")
    rows, summary = planned(file, **FRENCH)
    assert stages(rows) == ["running", "surveillance-open"]
    assert [row["Titulaire"] for row in rows] == ["CABINET FICTIF DU BILAN", "ÉCOLE FICTIVE"]
    assert [row["Première édition"] for row in rows] == ["02/02/2023", "15/05/2023"]
    assert [row["cycle_starts"] for row in rows] == [date(2023, 2, 2), date(2023, 5, 15)]
    assert rows[0]["applicable_least"] < rows[0]["applicable_most"]
    assert summary.read.columns == FRENCH["columns"]
    assert summary.read.others == ("Titulaire",)
    assert (summary.read.separator, summary.read.encoding, summary.read.dates) == (";", "cp1252", "french")
    assert (summary.read.yes, summary.read.no) == ("oui", "non")


def test_a_french_date_is_rejected_without_the_option(tmp_path: Path) -> None:
    """02/03/2023 is the second of March, and never the third of February."""
    file = text_file(tmp_path, "number,first_issue,valid_until\n1,02/03/2023,2026-03-01\n2,2023-03-02,01/03/2026\n")
    assert errors(planned(file)[0]) == [("day", "first_issue"), ("day", "valid_until")]
    rows, _ = planned(file, dates="french")
    assert [row["cycle_starts"] for row in rows] == [date(2023, 3, 2)] * 2
    assert errors(rows) == [(None, None)] * 2


@pytest.mark.parametrize("day", ["31/02/2023", "2/3/2023", "02/03/23", "02-03-2023", "0 2/03/2023", "03/13/2023"])
def test_a_french_date_is_written_whole(day: str, tmp_path: Path) -> None:
    file = text_file(tmp_path, f"first_issue,valid_until\n{day},2026-03-01\n")
    assert errors(planned(file, dates="french")[0]) == [("day", "first_issue")]


def test_leading_zeros_stay(tmp_path: Path) -> None:
    file = text_file(tmp_path, "number,postcode,first_issue,valid_until\n007,01000,2023-02-02,2026-02-01\n")
    rows, summary = planned(file)
    assert (rows[0]["number"], rows[0]["postcode"]) == ("007", "01000")
    assert summary.upcoming[0].number == "007"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_marks_and_line_ends_change_nothing(encoding: str, end: str, tmp_path: Path) -> None:
    lines = ["number,first_issue,valid_until", "é,2023-02-02,2026-02-01", "", "f,2023-02-02,2026-02-01"]
    rows, summary = planned(text_file(tmp_path, end.join(lines), encoding=encoding))
    assert [row["number"] for row in rows] == ["é", "f"]
    assert summary.rows == 2


def test_the_plan_has_the_separator_of_the_file(tmp_path: Path) -> None:
    file = text_file(tmp_path, "first_issue;valid_until\n2023-02-02;2026-02-01\n")
    plan_portfolio(file, tmp_path / "plan.csv", on=ON, separator=";")
    assert (tmp_path / "plan.csv").read_text("utf-8").startswith("first_issue;valid_until;outcome;")


def test_the_start_is_the_printed_one_or_else_the_first_issue(tmp_path: Path) -> None:
    text = "first_issue,printed_start,valid_until\n2023-02-02,2024-03-01,2026-02-01\n2023-02-02,,2026-02-01\n"
    rows, _ = planned(text_file(tmp_path, text))
    assert [row["shape"] for row in rows] == ["re-issued", "regular"]
    rows, _ = planned(text_file(tmp_path, "printed_start,valid_until\n2024-03-01,2026-02-01\nx,2026-02-01\n"))
    assert [row["shape"] for row in rows] == ["re-issued", None]
    assert errors(rows) == [(None, None), ("day", "printed_start")]


@pytest.mark.parametrize("french", [True, False])
def test_columns_of_other_types_than_texts(french: bool, tmp_path: Path) -> None:
    """Days that are days need no option; a date-time that is not at midnight is no day."""
    file = frame_file(
        tmp_path,
        printed_start=[None, None, "2024-03-01"],
        first_issue=[datetime(2023, 2, 2), datetime(2023, 2, 2, 10), datetime(2023, 2, 2)],
        valid_until=[date(2026, 2, 1)] * 3,
        categories=pl.Series(["BC"] * 3, dtype=pl.Categorical),
        surveillance_held=[True, None, False],
    )
    rows, _ = planned(file, dates="french" if french else "iso")
    assert [row["shape"] for row in rows] == ["regular", None, "re-issued"]
    assert errors(rows) == [(None, None), ("day-not-time", "first_issue"), (None, None)]
    assert stages(rows) == ["running", None, "surveillance-overdue"]


# --- Rows that do not hold


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_row_with_cells_too_many_or_too_few_is_rejected_and_stays(quote: str, tmp_path: Path) -> None:
    text = f"number,first_issue,valid_until\n{quote}1{quote},2023-02-02\n2,2023-02-02,2026-02-01,x,y\n3,,\n"
    rows, summary = planned(text_file(tmp_path, text))
    assert errors(rows) == [("cells", None), ("cells", None), (None, None)]
    assert [(row["number"], row["first_issue"], row["valid_until"]) for row in rows] == [
        ("1", "2023-02-02", None),
        ("2", "2023-02-02", "2026-02-01"),
        ("3", None, None),
    ]
    assert stages(rows) == [None] * 3
    plan_portfolio(tmp_path / "a.csv", tmp_path / "plan.csv", on=ON)
    assert (tmp_path / "plan.csv").read_text("utf-8").count(",cells,") == 2
    (rejected,) = summary.rejected
    assert (rejected.rows, rejected.first, rejected.say("en")) == (2, 2, "too many or too few cells")


def test_a_stray_quote_rejects_its_row_alone(tmp_path: Path) -> None:
    text = (
        'number,first_issue,valid_until\n1,2023-02-02,2026-02-01\n2,"2023-02-02,2026-02-01\n3,2023-02-02,2026-02-01\n'
    )
    rows, summary = planned(text_file(tmp_path, text))
    assert [row["number"] for row in rows] == ["1", '2,"2023-02-02,2026-02-01', "3"]
    assert errors(rows) == [(None, None), ("csv-row", None), (None, None)]
    plan_portfolio(tmp_path / "a.csv", tmp_path / "plan.csv", on=ON)
    assert (tmp_path / "plan.csv").read_text("utf-8").count(",csv-row,") == 1
    assert summary.rejected[0].say("fr") == "ligne CSV incorrecte\u00a0; un guillemet est de trop ou manque"


def test_a_rejected_row_does_not_hide_its_other_results(tmp_path: Path) -> None:
    text = "first_issue,valid_until,categories,complaints\n2023-02-02,2026-02-01,BC,perhaps\n"
    rows, summary = planned(text_file(tmp_path, text))
    assert errors(rows) == [("yes-no", "complaints")]
    assert rows[0]["stage"] == "running"
    assert rows[0]["applicable"] is None
    assert [each.row for each in summary.upcoming] == [2]
    assert [(each.stage, each.rejected, each.outcome, each.rows) for each in summary.stages] == [(None, True, None, 1)]


# --- Files that do not hold


def test_another_separator_is_refused_and_not_guessed(tmp_path: Path) -> None:
    file = text_file(tmp_path, "number;first_issue;valid_until\n1;2023-02-02;2026-02-01\n")
    with refused(r"\[\"number;first_issue;valid_until\"\] .* separated by ',' \(the option separator"):
        planned(file)


@pytest.mark.parametrize("text", ["", "\n\n", "number\n1\n", "a,a,first_issue,valid_until\n", 'a,"b'])
def test_a_first_line_that_names_no_columns(text: str, tmp_path: Path) -> None:
    with refused("expected a first line of two columns or more"):
        planned(text_file(tmp_path, text))


def test_another_encoding_is_refused_and_not_guessed(tmp_path: Path) -> None:
    file = text_file(tmp_path, "number,first_issue,valid_until\né,,\n", encoding="cp1252")
    with refused(
        "a text encoded in utf-8-sig throughout .the option encoding sets another, such as cp1252; after line"
    ):
        planned(file)


@pytest.mark.parametrize("out", ["plan.csv", "plan.parquet", "plan.jsonl", "plan.xlsx"])
def test_a_file_that_breaks_off_leaves_no_plan_and_the_one_before(out: str, tmp_path: Path) -> None:
    good = "number,first_issue,valid_until\n" + "1,2023-02-02,2026-02-01\n" * 20_000
    file, target = text_file(tmp_path, good, encoding="cp1252"), tmp_path / out
    plan_portfolio(file, target, on=ON, rows=1000)
    before = target.read_bytes()
    file = text_file(tmp_path, f"{good}é,,\n", encoding="cp1252")
    with refused("after line 1[0-9]{4}"):
        plan_portfolio(file, target, on=ON, rows=1000)
    assert target.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["a.csv", out])


def test_missing_columns_are_reported_with_those_that_are_there(tmp_path: Path) -> None:
    file = text_file(tmp_path, "Numéro,Début,Fin\n1,2023-02-02,2026-02-01\n")
    with refused("valid_until and first_issue .or printed_start.*found: Numéro, Début, Fin"):
        planned(file)
    with refused("found: Numéro, Début, Fin"):
        planned(file, columns={"first_issue": "Début"})
    with refused(
        r"(?s)2 errors.*columns\['start'\].*one of: number, .*columns\['valid_until'\]: \"Fni\" .*: Numéro, D"
    ):
        planned(file, columns={"start": "Début", "valid_until": "Fni"})
    assert stages(planned(file, columns={"first_issue": "Début", "valid_until": "Fin"})[0]) == ["running"]


def test_a_named_column_replaces_the_one_of_the_default_name(tmp_path: Path) -> None:
    file = text_file(tmp_path, "first_issue,other,valid_until\nx,2023-02-02,2026-02-01\n")
    rows, summary = planned(file, columns={"first_issue": "other"})
    assert stages(rows) == ["running"]
    assert summary.read.others == ("first_issue",)


def test_a_column_that_a_rule_refuses_is_reported_by_its_name(tmp_path: Path) -> None:
    moments = [datetime(2023, 2, 2, tzinfo=UTC)]
    file = frame_file(
        tmp_path, Start=[1], valid_until=moments, categories=["BC"], complaints=[1], surveillance_held=[True]
    )
    with refused('(?s)3 errors.*Start: "Int64".*valid_until: .*UTC.*complaints: "Int64"'):
        planned(file, columns={"first_issue": "Start"})
    with refused("printed_start.*UTC"):
        planned(frame_file(tmp_path, printed_start=moments, first_issue=["2023-02-02"], valid_until=["2026-02-01"]))
    with refused('number: "List.*" is not accepted; expected a column of texts or of numbers'):
        planned(frame_file(tmp_path, number=[[1]], first_issue=["2023-02-02"], valid_until=["2026-02-01"]))


def test_a_result_takes_the_place_of_no_column(tmp_path: Path) -> None:
    file = text_file(tmp_path, "first_issue,valid_until,stage\n2023-02-02,2026-02-01,mine\n")
    with refused('prefix: "stage" is not accepted; expected a name that no column has yet'):
        planned(file)
    rows, _ = planned(file, prefix="q_")
    assert (rows[0]["stage"], rows[0]["q_stage"]) == ("mine", "running")
    assert "q_error_field" in rows[0]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"on": "soon"}, 'on: "soon"'),
        ({"separator": "§"}, 'separator: "§"'),
        ({"separator": '"'}, "separator: "),
        ({"encoding": "klingon"}, 'encoding: "klingon"'),
        ({"sheet": ""}, 'sheet: ""'),
        ({"dates": "us"}, 'dates: "us" is not accepted; expected one of: iso, french'),
        ({"yes": " "}, 'yes: " "'),
        ({"no": ""}, 'no: ""'),
        ({"yes": "x", "no": "x"}, 'no: "x" is not accepted; expected a text other than the one that means yes'),
        ({"profile": "strict"}, 'profile: "strict"'),
        ({"upcoming": -1}, "upcoming: -1"),
        ({"rows": 0}, "rows: 0"),
        ({"on": "soon", "dates": "us", "rows": 0}, "(?s)3 errors.*on: .*dates: .*rows: "),
    ],
    ids=str,
)
def test_options_that_do_not_hold(options: dict[str, Any], words: str, tmp_path: Path) -> None:
    with refused(words):
        planned(text_file(tmp_path, "first_issue,valid_until\n"), **options)


def test_files_that_cannot_be(tmp_path: Path) -> None:
    file = text_file(tmp_path, "first_issue,valid_until\n")
    with refused('source: .*a.txt" is not accepted; expected a file whose name ends with one of: .csv, .parquet, .jso'):
        plan_portfolio(tmp_path / "a.txt", tmp_path / "b.csv", on=ON)
    with refused("out: .*a file other than the one that is read"):
        plan_portfolio(file, tmp_path / "." / "a.csv", on=ON)
    with refused("out: .*plan"):
        plan_portfolio(file, tmp_path / "plan", on=ON)
    for name in ("none.csv", "none.parquet", "none.jsonl", "none.xlsx"):
        with refused(f'file not found: .*{name}"'):
            plan_portfolio(tmp_path / name, tmp_path / "b.csv", on=ON)
    for name in ("no.parquet", "no.jsonl", "no.xlsx"):
        with refused(f'{name}" is not accepted; expected a readable file'):
            plan_portfolio(text_file(tmp_path, "first_issue,valid_until\n", name), tmp_path / "b.csv", on=ON)
    with refused('b.csv" is not accepted; expected a writable file'):
        plan_portfolio(file, tmp_path / "nowhere" / "b.csv", on=ON)


def test_a_day_before_the_first_edition_leaves_no_plan(tmp_path: Path) -> None:
    file = text_file(tmp_path, "first_issue,valid_until,categories\n2023-02-02,2026-02-01,BC\n")
    with pytest.raises(NotInForce):
        plan_portfolio(file, tmp_path / "b.csv", on="2018-01-01")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


# --- JSON lines


def test_json_lines_may_name_a_column_late_and_hold_lists(tmp_path: Path) -> None:
    first = {"first_issue": "2023-02-02", "valid_until": "2026-02-01", "categories": ["BC"], "complaints": True}
    lines = [*[json.dumps(first)] * 300, "", json.dumps({**first, "number": "007", "categories": ["AF", "XX"]})]
    file = text_file(tmp_path, "\n".join(lines), "a.jsonl", "utf-8-sig")
    rows, summary = planned(file, rows=7)
    assert summary.rows == len(rows) == 301
    assert (rows[0]["number"], rows[300]["number"]) == (None, "007")
    assert rows[300]["categories"] == ["AF", "XX"]
    assert errors(rows) == [(None, None)] * 300 + [("one-of", "categories")]
    plan_portfolio(file, tmp_path / "again.jsonl", on=ON)
    assert json.loads((tmp_path / "again.jsonl").read_text("utf-8").splitlines()[300])["categories"] == ["AF", "XX"]
    for out in ("b.csv", "b.xlsx"):
        with refused(
            rf"categories: \"List\(String\)\" is not accepted; expected a column that a {out[1:]} file can hold"
        ):
            plan_portfolio(file, tmp_path / out, on=ON)


def test_a_column_of_several_types_in_json_lines_is_one_of_texts(tmp_path: Path, monkeypatch: Any) -> None:
    """Whatever the lines that are read at once."""
    monkeypatch.setattr(files, "_SAMPLED", 2)
    days = {"first_issue": "2023-02-02", "valid_until": "2026-02-01"}
    numbers = [1, "01", 2.5, True, None]
    file = text_file(tmp_path, "\n".join(json.dumps({**days, "number": each}) for each in numbers), "a.jsonl")
    made = [planned(file, rows=size)[0] for size in (1, 2, 100)]
    assert made[0] == made[1] == made[2]
    assert [row["number"] for row in made[0]] == ["1", "01", "2.5", "true", None]


def test_a_line_that_is_no_json_is_refused(tmp_path: Path) -> None:
    with refused("a readable file"):
        planned(text_file(tmp_path, '{"first_issue": \n', "a.jsonl"))
    with refused("found: $"):
        planned(text_file(tmp_path, "\n", "a.jsonl"))


# --- Excel


def test_a_sheet_with_days_and_texts_in_one_column(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    with Workbook(file) as book:
        book.add_worksheet("Notes").write_string(0, 0, "nothing")
        sheet, style = book.add_worksheet("Certificats"), book.add_format({"num_format": "dd/mm/yyyy"})
        for place, name in enumerate(["number", "first_issue", "valid_until", "printed_start"]):
            sheet.write_string(0, place, name)
        sheet.write_string(1, 0, "0071")
        sheet.write_datetime(1, 1, datetime(2023, 2, 2), style)
        sheet.write_datetime(1, 2, datetime(2026, 2, 1), style)
        sheet.write_number(3, 0, 72)
        sheet.write_string(3, 1, "02/02/2023")
        sheet.write_datetime(3, 2, datetime(2026, 2, 1), style)
    rows, summary = planned(file, sheet="Certificats", dates="french")
    assert [row["number"] for row in rows] == ["0071", "72"]
    assert stages(rows) == ["running", "running"]
    assert summary.read.sheet == "Certificats"
    plan_portfolio(file, tmp_path / "plan.csv", on=ON, sheet="Certificats", dates="french")
    assert (tmp_path / "plan.csv").read_text("utf-8").splitlines()[1].startswith("0071,2023-02-02 00:00:00,2026-02-01,")
    assert errors(planned(file, sheet="Certificats")[0]) == [(None, None), ("day", "first_issue")]
    with refused("found: nothing"):
        planned(file)
    with refused("sheet not found"):
        planned(file, sheet="Other")


def test_what_excel_would_change_is_written_as_a_text(tmp_path: Path) -> None:
    file = frame_file(
        tmp_path,
        first_issue=[date(2023, 2, 2), date(1899, 12, 31), None],
        valid_until=[date(2026, 2, 1), date(1900, 3, 1), None],
        big=[10**15 - 1, 10**15, None],
        rate=[float("nan"), float("inf"), None],
        moment=[datetime(2023, 2, 2, 12), datetime(1800, 1, 1), None],
        flag=[True, False, None],
    )
    plan_portfolio(file, tmp_path / "b.xlsx", on=ON)
    made = pl.read_excel(tmp_path / "b.xlsx", infer_schema_length=0)
    assert made.select("first_issue", "valid_until", "big", "rate", "moment", "flag").rows() == [
        ("2023-02-02 00:00:00", "2026-02-01 00:00:00", "999999999999999", "nan", "2023-02-02 12:00:00", "true"),
        ("1899-12-31", "1900-03-01 00:00:00", "1000000000000000", "inf", "1800-01-01 00:00:00.000000", "false"),
    ]


def test_what_a_sheet_cannot_hold_is_refused(tmp_path: Path) -> None:
    days: dict[str, Any] = {"first_issue": ["2023-02-02"], "valid_until": ["2026-02-01"]}
    with refused(r"note \[C2\]: \"xxx.*16,384 columns, 32,767 characters"):
        plan_portfolio(frame_file(tmp_path, **days, note=["x" * 32_768]), tmp_path / "b.xlsx", on=ON)
    odd: dict[str, Any] = {
        "zoned": [datetime(2023, 2, 2, tzinfo=UTC)],
        "at": [time(10)],
        "raw": [b"x"],
        "shape": [{"a": 1}],
    }
    file = frame_file(tmp_path, **days, **odd)
    with refused("(?s)4 errors.*zoned: .*at: .*raw: .*shape: .*"):
        plan_portfolio(file, tmp_path / "b.xlsx", on=ON, prefix="q_")
    with refused("(?s)2 errors.*raw: .*shape: "):
        plan_portfolio(file, tmp_path / "b.csv", on=ON, prefix="q_")
    with refused('raw: "Binary" is not accepted; expected a column that a .jsonl file can hold'):
        plan_portfolio(file, tmp_path / "b.jsonl", on=ON, prefix="q_")
    plan_portfolio(file, tmp_path / "b.parquet", on=ON, prefix="q_")
    assert pl.read_parquet(tmp_path / "b.parquet").select(*odd).equals(pl.read_parquet(file).select(*odd))


# --- Progress, columns and profiles


def test_progress_is_the_share_that_was_read(tmp_path: Path) -> None:
    text = "first_issue,valid_until\n" + "2023-02-02,2026-02-01\n" * 10
    for name in ("a.csv", "a.parquet", "a.jsonl", "a.xlsx"):
        plan_portfolio(text_file(tmp_path, text, "s.csv"), file := tmp_path / name, on=ON)
        shares: list[float] = []
        plan_portfolio(file, tmp_path / "b.csv", on=ON, rows=3, prefix="q_", progress=shares.append)
        assert len(shares) > 3
        assert shares == sorted(shares)
        assert (shares[0] > 0, shares[-1]) == (True, 1.0)


def test_the_names_of_columns_are_those_of_a_certificate_and_of_the_questions() -> None:
    assert portfolio_columns()[:7] == (
        *("number", "printed_start", "first_issue", "valid_until", "cycle_number", "categories", "surveillance_held"),
    )
    assert set(questions()) < set(portfolio_columns())
    assert {"acts_as_subcontractor", "distance_modules"} < set(portfolio_columns())


def test_answers_without_categories_are_not_read(tmp_path: Path) -> None:
    rows, summary = planned(text_file(tmp_path, "first_issue,valid_until,complaints\n2023-02-02,2026-02-01,x\n"))
    assert "applicable" not in rows[0]
    assert summary.read.others == ("complaints",)
    assert errors(rows) == [(None, None)]


def test_situations_and_profiles_are_taken_into_account(tmp_path: Path) -> None:
    text = "first_issue,valid_until,categories,two_days_or_less\n2023-02-02,2026-02-01,AF,true\n"
    file = text_file(tmp_path, text)
    most = {
        (name, with_guide): planned(file, profile=profile_with(name, guide_removes=True) if with_guide else name)[0][0][
            "applicable_most"
        ]
        for name in ("law", "certifier")
        for with_guide in (False, True)
    }
    assert most["law", False] == most["law", True] + 1
    assert most["certifier", False] <= most["law", False]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_no_more_rows_are_read_than_the_limit(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text("a;b\nx;\ny;\n" if name == "a.csv" else '{"a": "x"}\n{"a": "y"}\n', "utf-8")
    two, one = (FileOptions(";", "utf-8", None, limits=TableLimits(rows=rows)) for rows in (2, 1))
    assert sum(len(batch.frame) for batch in files.read(file, two, 10)) == 2
    with refused("at most 1 row"):
        list(files.read(file, one, 10))


def test_only_parquet_holds_a_day_that_no_text_can_be_made_of() -> None:
    beyond = pl.DataFrame({"d": pl.Series([2**31 - 1], dtype=pl.Int32).cast(pl.Date)})
    assert len(list(holding_days(Format.PARQUET, [beyond, beyond]))) == 2
    with refused(r"d \[1\]: "):
        list(holding_days(Format.CSV, [beyond]))
