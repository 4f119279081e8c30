"""Sheets as a spreadsheet: what is filled in is read back, whatever the language and the program."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from itertools import groupby
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules.audit import CheckedPoint, Evidence, IndicatorSheet, PointAnswer, SheetDecision
from qualiopi_rules.core.errors import InvalidInput, MissingExtra
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.formats.sheet_files import read_filled, read_sheets, sheets_csv, sheets_excel
from qualiopi_rules.profile.points import conformity_points
from qualiopi_rules.rnq.audit_kind import AuditKind
from tests.checks import refused

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


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        *(("en partie", "partial"), ("In part", "partial"), ("partial", "partial"), ("Partiel", "partial")),
        *(("sans objet", "not-applicable"), ("N/A", "not-applicable"), ("non applicable", "not-applicable")),
    ],
)
def test_an_answer_is_read_in_other_words_too(word: str, answer: str) -> None:
    """They are not offered: what is written back has one word for each answer."""
    table = rows(sheets_csv([blank(4)]))
    content = "\n".join(";".join(f'"{cell}"' for cell in [*row[:5], word, *row[6:]]) for row in table[1:])
    head = ";".join(table[0])
    (read,) = read_sheets(f"{head}\n{content}".encode(), "a.csv", POINTS)
    assert {checked.answer for checked in read.points} == {answer}


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
        *("Réponse", "Preuves consultées", "Qualité en cause", "Décision", "Audit"),
    ]
    assert len(table) == 1 + len(BY_INDICATOR[4]) + len(BY_INDICATOR[27])
    point, count = BY_INDICATOR[4][0], len(BY_INDICATOR[4])
    assert table[1] == [
        *("2024-03-12", "4", "Analyse du besoin", f"point {point.id} (1/{count})", point.words.fr),
        *("", "", "", "", "Indicateurs 4, 27"),
    ]
    assert table[2][9] == ""
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
        lambda: sheets_csv([], kind="x"),
        lambda: sheets_csv([], texts="x"),  # type: ignore[arg-type]
        lambda: sheets_excel("x"),  # type: ignore[arg-type]
        lambda: read_sheets(b"", "", POINTS),
        lambda: read_sheets(b"", "a.csv", [1]),  # type: ignore[list-item]
    ):
        with pytest.raises(InvalidInput):
            call()


def test_all_faults_are_said_together() -> None:
    def change(table: list[list[str]]) -> None:
        table[1][5], table[2][5], table[3][0] = "x", "w", "z"

    assert len(faults(change)) == 3


def said(change: Change, locale: Locale = "fr") -> str:
    with pytest.raises(InvalidInput) as caught:
        read_sheets(changed(change), "a.csv", POINTS, locale)
    return caught.value.say(locale).replace("\u00a0", " ")


def test_two_decisions_on_one_indicator_are_a_fault() -> None:
    """Said in the words of the cells, with the place of the other one."""

    def change(table: list[list[str]]) -> None:
        table[1][8], table[2][8] = "conforme", "non-conformité majeure"

    assert faults(change) == [("a.csv: I3 (Décision)", "non-conformité majeure", "one-each")]
    assert "une seule valeur par indicateur ; I2 dit : conforme" in said(change)
    assert "one value for each indicator; I2 says: conforme" in said(change, "en")
    assert faults(cell(3, 0, "2024-03-13")) == [("a.csv: A4 (Jour de l’audit)", "2024-03-13", "one-each")]


def test_a_point_that_is_there_twice_is_named_by_its_cell() -> None:
    def change(table: list[list[str]]) -> None:
        table.append(table[1])

    last = 2 + len(BY_INDICATOR[4])
    name = f"point {BY_INDICATOR[4][0].id} (1/{len(BY_INDICATOR[4])})"
    assert faults(change) == [(f"a.csv: D{last} (Point)", name, "one-row")]
    assert "celui-ci est déjà en D2" in said(change)


# --- Rows that were deleted, and rows that are none


COUNT = len(BY_INDICATOR[4])


@pytest.mark.property
@given(sheets(), st.data())
def test_a_row_that_was_deleted_is_always_missed(filled: list[IndicatorSheet], data: st.DataObject) -> None:
    """Whichever rows go, of one indicator or of several, the file is refused: what is left tells of the others."""
    head, *table = rows(sheets_csv(filled))
    kept = data.draw(st.lists(st.sampled_from(table), unique_by=tuple, max_size=len(table) - 1))
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows([head, *kept])
    with pytest.raises(InvalidInput):
        read_sheets(written.getvalue().encode(), "a.csv", POINTS)


@pytest.mark.property
@given(sheets(), st.randoms(use_true_random=False))
def test_the_rows_may_be_sorted_otherwise(filled: list[IndicatorSheet], order: Any) -> None:
    head, *table = rows(sheets_csv(filled))
    order.shuffle(table)
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows([head, *table])
    found = {sheet.indicator: {*sheet.points} for sheet in read_sheets(written.getvalue().encode(), "a.csv", POINTS)}
    assert found == {sheet.indicator: {*sheet.points} for sheet in filled}


def test_the_row_that_is_missing_is_named() -> None:
    def change(table: list[list[str]]) -> None:
        del table[2]

    assert faults(change) == [(f"a.csv: Indicateur 4, Point 2/{COUNT}", None, "present")]
    assert said(change, "en") == f"a.csv: Indicator 4, Point 2/{COUNT}: required but missing"


def test_an_indicator_whose_rows_were_all_deleted_is_named() -> None:
    table = rows(sheets_csv([blank(4), blank(22)]))
    content = "\n".join(";".join(f'"{cell}"' for cell in row) for row in table if row[1] != "22")
    with pytest.raises(InvalidInput) as caught:
        read_sheets(content.encode(), "a.csv", POINTS)
    assert [fault.path for fault in caught.value.faults] == ["a.csv: Indicateur 22"]


def test_a_file_with_only_its_titles_is_refused() -> None:
    def change(table: list[list[str]]) -> None:
        del table[1:]

    assert [fault[2] for fault in faults(change)] == ["sheet-rows"]
    assert "au moins une ligne de point" in said(change)


def test_a_file_that_no_longer_names_its_audit_is_refused() -> None:
    assert faults(cell(1, 9, "")) == [("a.csv: Audit", None, "present")]


def test_an_indicator_that_the_audit_does_not_name_is_refused() -> None:
    assert faults(cell(1, 9, "Indicateurs 5, 6")) == [
        ("a.csv: Indicateur 5", None, "present"),
        ("a.csv: Indicateur 6", None, "present"),
        ("a.csv: D2 (Point)", 4, "sheet-indicator"),
    ]


@pytest.mark.parametrize("text", ["point 99.1 (1/2)", "point 4.1", "4.1", "total"])
def test_what_is_no_point_of_the_sheet_is_said_once(text: str) -> None:
    found = faults(cell(1, 3, text))
    assert found[0] == ("a.csv: D2", text, "point-row")
    assert {fault[2] for fault in found} == {"point-row", "present"}


def test_a_total_is_said_to_be_no_point() -> None:
    def change(table: list[list[str]]) -> None:
        table.append(["", "TOTAL", "", "", "", "", "12"])

    assert faults(change) == [(f"a.csv: B{2 + COUNT}", "TOTAL", "point-row")]
    assert "une ligne sans point, comme un total, est à supprimer" in said(change)


def test_a_day_on_which_the_indicator_was_none_yet_is_refused() -> None:
    point = attrs.evolve(POINTS[0], id="own-33", indicator=33)
    sheet = IndicatorSheet.asking([point], indicator=33, on="2027-01-01")
    content = sheets_csv([sheet]).replace(b"2027-01-01", b"2024-01-01")
    with pytest.raises(InvalidInput) as caught:
        read_sheets(content, "a.csv", [point])
    assert [(fault.path, fault.value) for fault in caught.value.faults] == [("a.csv: indicator", 33)]


# --- What people write otherwise


@pytest.mark.parametrize("kind", [None, *AuditKind])
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_audit_is_named_and_read_back(kind: AuditKind | None, locale: Locale) -> None:
    content = sheets_csv([blank(4), blank(27)], locale, kind=kind)
    assert read_filled(content, "a.csv", POINTS).kind is kind


def test_a_year_beside_the_audit_is_no_indicator() -> None:
    assert read(cell(1, 9, "Audit initial 2024, indicateurs 4")).indicator == 4


def test_the_text_of_a_point_may_have_its_condition() -> None:
    name = BY_INDICATOR[4][0].id
    assert rows(sheets_csv([blank(4)], texts={name: "Si… : cela."}))[1][4] == "Si… : cela."


@pytest.mark.parametrize(
    ("column", "word", "value"),
    [
        *((8, "non conformite mineure", "minor"), (8, "Mineur", "minor"), (8, "MAJEURE", "major")),
        *((8, "minor", "minor"), (8, "conformes", "conforming")),
    ],
)
def test_a_decision_is_read_without_its_accents_and_in_short(column: int, word: str, value: str) -> None:
    assert read(cell(1, column, word)).decision == value


@pytest.mark.parametrize(("word", "answer"), [("o", "yes"), ("Y", "yes"), ("n", "no")])
def test_a_letter_is_an_answer(word: str, answer: str) -> None:
    assert read(cell(1, 5, word)).points[0].answer == answer
    assert read(cell(1, 7, word)).quality_at_stake is (answer == "yes")


@pytest.mark.parametrize("title", ["Reponse", "réponse ", "REPONSE", "Answer"])
def test_a_title_is_read_without_its_accents(title: str) -> None:
    def change(table: list[list[str]]) -> None:
        table[0][5], table[1][5] = title, "oui"

    assert read(change).points[0].answer is PointAnswer.YES


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_word_of_either_language_is_suggested_whatever_the_messages_are_in(locale: Locale) -> None:
    for word, meant in (("ouii", "oui"), ("yess", "yes")):
        with pytest.raises(InvalidInput) as caught:
            read_sheets(changed(cell(1, 5, word)), "a.csv", POINTS, locale)
        assert caught.value.faults[0].suggestion == meant


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


@pytest.mark.extra
def test_a_workbook_that_its_library_cannot_read_after_all_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import fastexcel

    def refuse(_: bytes) -> None:
        raise ValueError("no")

    monkeypatch.setattr(fastexcel, "read_excel", refuse)
    content = sheets_excel([IndicatorSheet(indicator=4, on="2024-03-01", points=[])])
    with refused("a.xlsx"):
        read_sheets(content, "a.xlsx", POINTS)
