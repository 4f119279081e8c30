"""Sheets as a spreadsheet: what is filled in is read back, whatever the language and the program."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules.audit import CheckedPoint, Evidence, IndicatorSheet, PointAnswer, SheetDecision
from qualiopi_rules.core.errors import InvalidInput, MissingExtra
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.formats.sheet_files import read_sheets, sheets_csv, sheets_excel
from qualiopi_rules.profile.points import conformity_points

POINTS = conformity_points()
BY_INDICATOR = {number: list(points) for number, points in groupby(POINTS, lambda point: point.indicator)}
DAY = Date(2024, 3, 12)
NAMES = st.sampled_from(["Livret d’accueil", "=1+1", "Compte rendu du 3/2, signé", '"cité"'])


@st.composite
def sheets(draw: st.DrawFn) -> list[IndicatorSheet]:
    """Sheets of an audit, some of their points answered."""
    numbers = draw(st.lists(st.integers(1, 32), min_size=1, max_size=3, unique=True))
    return [
        IndicatorSheet(
            indicator=number,
            on=DAY,
            points=[
                CheckedPoint(point=point, answer=draw(st.none() | st.sampled_from(PointAnswer)))
                for point in draw(st.lists(st.sampled_from(BY_INDICATOR[number]), min_size=1, unique=True))
            ],
            evidence=[Evidence(name=name) for name in draw(st.lists(NAMES, max_size=2))],
            quality_at_stake=draw(st.none() | st.booleans()),
            decision=draw(st.none() | st.sampled_from(SheetDecision)),
        )
        for number in sorted(numbers)
    ]


LOCALES = st.sampled_from(["fr", "en"])


@pytest.mark.property
@given(sheets(), LOCALES, LOCALES)
def test_csv_is_read_back_in_either_language(filled: list[IndicatorSheet], written: Locale, read: Locale) -> None:
    assert list(read_sheets(sheets_csv(filled, written), "a.csv", POINTS, read)) == filled


@pytest.mark.extra
@pytest.mark.property
@given(sheets(), LOCALES)
def test_excel_is_read_back_and_written_the_same_each_time(filled: list[IndicatorSheet], locale: Locale) -> None:
    content = sheets_excel(filled, locale)
    assert list(read_sheets(content, "a.xlsx", POINTS)) == filled
    assert sheets_excel(filled, locale) == content


@pytest.mark.extra
def test_excel_offers_the_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    import xlsxwriter.worksheet

    offered: list[list[str]] = []
    original = xlsxwriter.worksheet.Worksheet.data_validation

    def spy(self: Any, *cells: Any, **_: Any) -> Any:
        offered.append(cells[-1]["source"])
        return original(self, *cells)

    monkeypatch.setattr(xlsxwriter.worksheet.Worksheet, "data_validation", spy)
    sheets_excel([blank(4)], "fr")
    assert offered == [
        ["oui", "partiel", "non", "non applicable"],
        ["oui", "non"],
        ["conforme", "non-conformité mineure", "non-conformité majeure"],
    ]


def blank(number: int) -> IndicatorSheet:
    return IndicatorSheet.asking(BY_INDICATOR[number], indicator=number, on=DAY)


def rows(content: bytes, separator: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator))


def test_a_row_for_each_point_with_what_is_to_be_checked() -> None:
    table = rows(sheets_csv([blank(4), blank(27)]))
    assert table[0] == [
        *("Jour de l’audit", "Indicateur", "Sujet", "Point", "À vérifier"),
        *("Réponse", "Preuves consultées", "Qualité en cause", "Décision"),
    ]
    assert len(table) == 1 + len(BY_INDICATOR[4]) + len(BY_INDICATOR[27])
    point = BY_INDICATOR[4][0]
    assert table[1] == ["2024-03-12", "4", "Analyse du besoin", f"point {point.id}", point.words.fr, "", "", "", ""]
    assert rows(sheets_csv([blank(4)], "en"), ",")[0][0] == "Day of the audit"


Change = Callable[[list[list[str]]], None]


def changed(change: Change, separator: str = ";", encoding: str = "utf-8-sig") -> bytes:
    table = rows(sheets_csv([blank(4)]))
    change(table)
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerows(table)
    return written.getvalue().encode(encoding)


def cell(row: int, column: int, value: str) -> Change:
    def change(table: list[list[str]]) -> None:
        table[row][column] = value

    return change


def read(change: Change, **how: str) -> IndicatorSheet:
    (sheet,) = read_sheets(changed(change, **how), "a.csv", POINTS)
    return sheet


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
def test_a_spreadsheet_may_save_it_otherwise(separator: str, encoding: str) -> None:
    assert read(cell(1, 5, "oui"), separator=separator, encoding=encoding).points[0].answer is PointAnswer.YES


@pytest.mark.parametrize("day", ["2024-03-12", "12/03/2024", "2024-03-12 00:00:00"])
def test_a_spreadsheet_may_rewrite_the_day(day: str) -> None:
    def change(table: list[list[str]]) -> None:
        for row in table[1:]:
            row[0] = day

    assert read(change).on == DAY


@pytest.mark.parametrize("answer", ["oui", "OUI", " yes ", "Yes"])
def test_an_answer_may_be_written_in_capital_letters_and_with_spaces(answer: str) -> None:
    assert read(cell(2, 5, answer)).points[1].answer is PointAnswer.YES


def test_what_is_about_the_indicator_may_stand_on_any_of_its_rows() -> None:
    def change(table: list[list[str]]) -> None:
        table[2][8] = "conforme"
        table[3][7] = table[1][7] = "non"
        table[1][6], table[2][6] = "Livret ; Questionnaire", "Compte rendu"

    sheet = read(change)
    assert (sheet.decision, sheet.quality_at_stake) == (SheetDecision.CONFORMING, False)
    assert [each.name for each in sheet.evidence] == ["Livret", "Questionnaire", "Compte rendu"]


def test_columns_may_be_moved_and_added_and_rows_left_blank_or_short() -> None:
    def change(table: list[list[str]]) -> None:
        for row in table:
            row.insert(0, "note")
            row[1], row[6] = row[6], row[1]
        table.insert(2, [])
        table.insert(3, [""] * 10)
        table[-1] = table[-1][:8]

    assert read(change).points == blank(4).points


def faults(change: Change, **options: Any) -> list[tuple[str, object, str]]:
    with pytest.raises(InvalidInput) as caught:
        read_sheets(changed(change), "a.csv", POINTS, **options)
    return [(fault.path, fault.value, fault.expected) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("row", "column", "value", "expected"),
    [
        (1, 0, "mars", "day"),
        (1, 3, "point 99.1", "conformity-point"),
        (2, 5, "peut-être", "one-of"),
        (1, 7, "bof", "one-of"),
        (1, 8, "bien", "one-of"),
    ],
)
def test_a_cell_that_does_not_hold_is_named_as_a_spreadsheet_names_it(
    row: int, column: int, value: str, expected: str
) -> None:
    title = rows(sheets_csv([blank(4)]))[0][column]
    place = f"a.csv: {'ABCDEFGHI'[column]}{row + 1} ({title})"
    assert faults(cell(row, column, value)) == [(place, value, expected)]


def test_a_cell_far_to_the_right_is_named_too() -> None:
    def change(table: list[list[str]]) -> None:
        for row in table:
            row[5:5] = [""] * 30
        table[1][35] = "x"

    assert faults(change)[0][0] == "a.csv: AJ2 (Réponse)"


def test_arguments_that_do_not_hold_are_refused() -> None:
    for call in (
        lambda: sheets_csv([1]),  # type: ignore[list-item]
        lambda: sheets_csv([], "de"),  # type: ignore[arg-type]
        lambda: sheets_excel("x"),  # type: ignore[arg-type]
        lambda: read_sheets(b"", "", POINTS),
        lambda: read_sheets(b"", "a.csv", [1]),  # type: ignore[list-item]
    ):
        with pytest.raises(InvalidInput):
            call()


def test_all_faults_are_said_together() -> None:
    def change(table: list[list[str]]) -> None:
        table[1][5], table[2][5], table[3][0] = "x", "y", "z"

    assert len(faults(change)) == 3


def test_two_decisions_on_one_indicator_are_a_fault() -> None:
    def change(table: list[list[str]]) -> None:
        table[1][8], table[2][8] = "conforme", "non-conformité majeure"

    assert faults(change) == [("a.csv: I3 (Décision)", "major", "exactly")]
    assert faults(cell(3, 0, "2024-03-13")) == [("a.csv: A4 (Jour de l’audit)", "2024-03-13", "exactly")]


def test_a_point_that_is_there_twice_is_a_fault() -> None:
    def change(table: list[list[str]]) -> None:
        table[2] = table[1]

    assert faults(change) == [("a.csv: points[1].point.id", BY_INDICATOR[4][0].id, "without-repetition")]


@pytest.mark.parametrize(("locale", "missing"), [("fr", "Point, Réponse"), ("en", "Point, Answer")])
def test_a_file_without_its_titles_is_refused(locale: Locale, missing: str) -> None:
    def change(table: list[list[str]]) -> None:
        table[0][3], table[0][5] = "x", "y"

    with pytest.raises(InvalidInput) as caught:
        read_sheets(changed(change), "a.csv", POINTS, locale)
    assert caught.value.faults[0].params == {"columns": missing}
    with pytest.raises(InvalidInput):
        read_sheets(b"", "a.csv", POINTS)


def test_what_is_no_table_is_refused() -> None:
    for content, name in ((b'a;b\n"never closed', "a.csv"),):
        with pytest.raises(InvalidInput) as caught:
            read_sheets(content, name, POINTS)
        assert caught.value.faults[0].expected == "readable"


@pytest.mark.extra
def test_what_is_no_excel_file_is_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_sheets(b"no workbook", "a.xlsx", POINTS)
    assert caught.value.faults[0].expected == "readable"


@pytest.mark.parametrize("module", ["xlsxwriter", "fastexcel"])
def test_without_the_extra_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match=r"qualiopi-rules\[portfolio\]"):
        sheets_excel([]) if module == "xlsxwriter" else read_sheets(b"", "a.xlsx", POINTS)


def test_the_points_of_a_profile_are_read_by_their_ids() -> None:
    with pytest.raises(InvalidInput):
        read_sheets(sheets_csv([blank(4)]), "a.csv", POINTS[:1])
