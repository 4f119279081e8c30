"""The public list of training providers: every row comes back, with its numbers, its categories and its own faults."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qualiopi_rules import Category, InvalidInput, InvalidValue
from qualiopi_rules.core.errors import MissingExtra, MissingField
from qualiopi_rules.core.resources import text
from qualiopi_rules.cycle import NDA, SIREN, SIRET
from qualiopi_rules.formats.public_list import ListedProvider, read_public_list
from qualiopi_rules.law.source import Basis, Provenance, citation
from tests.checks import refused
from tests.conftest import EXAMPLES

SAMPLE = EXAMPLES / "public-list.csv"
NDA_COLUMN, SIREN_COLUMN, SIRET_COLUMN = "numeroDeclarationActivite", "siren", "siretEtablissementDeclarant"
CERTIFICATIONS = {
    Category.AF: "certifications.actionsDeFormation",
    Category.BC: "certifications.bilansDeCompetences",
    Category.VAE: "certifications.VAE",
    Category.CFA: "certifications.actionsDeFormationParApprentissage",
}
COLUMNS = [NDA_COLUMN, "denomination", SIREN_COLUMN, SIRET_COLUMN, *CERTIFICATIONS.values()]
# Of the export of dgefp.opendatasoft.com, liste-publique-des-of-v2, without and with `use_labels`.
TECHNICAL = [
    *("numerodeclarationactivite", "denomination", "siren", "siretetablissementdeclarant"),
    *("certifications_actionsdeformation", "certifications_bilansdecompetences", "certifications_vae"),
    "certifications_actionsdeformationparapprentissage",
]
LABELS = [
    *("Numéro Déclaration Activité", "denomination", "Code SIREN", "Siret Etablissement Déclarant"),
    *("Actions de formations", "Bilans de compétences", "VAE", "Actions de formations par apprentissage"),
]
MANDATORY = [NDA_COLUMN, SIREN_COLUMN, *CERTIFICATIONS.values()]
GOOD = ["00000000101", "UN", "000000018", "00000001800010", "true", "false", "false", "false"]
EVERY = frozenset(Category)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that every example of a property may write anew."""
    return tmp_path_factory.mktemp("lists") / "list.csv"


def written(file: Path, rows: Sequence[Sequence[str]], columns: Sequence[str] = COLUMNS, **how: Any) -> Path:
    """The file with these rows, as a writer of CSV writes them."""
    whole = StringIO()
    # Writers differ in whether they quote a lone carriage return; the published list quotes every text.
    all_quoted = any("\r" in cell for row in rows for cell in row)
    writer = csv.writer(
        whole,
        delimiter=how.get("separator", ";"),
        lineterminator=how.get("end", "\n"),
        quoting=csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL,
    )
    writer.writerows([columns, *rows])
    file.write_bytes(whole.getvalue().encode(how.get("encoding", "utf-8")))
    return file


def changed(**cells: str) -> list[str]:
    """A good row with some cells changed, by the names of `ListedProvider` or the category."""
    names = ["nda", "name", "siren", "siret", *Category]
    return [cells.get(name, cell) for name, cell in zip(names, GOOD, strict=True)]


def one(file: Path, **cells: str) -> ListedProvider:
    (row,) = read_public_list(written(file, [changed(**cells)]))
    return row


def faults_of(row: ListedProvider) -> list[tuple[str, object, str]]:
    return [(fault.path, fault.value, fault.expected) for fault in row.faults]


class TestTheSample:
    """Written by hand after the published list, with numbers and names that nobody has."""

    def test_every_row_comes_back_on_its_line(self) -> None:
        rows = list(read_public_list(SAMPLE))
        assert [row.line for row in rows] == [2, 3, 4, 6, 7, 8, 9, 10]
        assert [len(row.faults) for row in rows] == [0, 0, 0, 0, 0, 3, 2, 0]

    def test_a_row_gives_the_numbers_the_name_and_the_categories(self) -> None:
        third = list(read_public_list(SAMPLE))[2]
        assert third == ListedProvider(
            line=4,
            nda=NDA("00000000303"),
            siren=SIREN("000000034"),
            siret=SIRET("00000003400017"),
            name='CFA "EXEMPLE" ; FORMATION',
            categories=[Category.AF, Category.CFA],
        )

    def test_a_spreadsheet_that_took_the_zeros_away_is_reported_and_not_mended(self) -> None:
        lost = list(read_public_list(SAMPLE))[5]
        assert (lost.nda, lost.siren, lost.siret) == (None, None, None)
        assert faults_of(lost) == [
            (NDA_COLUMN, "1000000606", "nda"),
            (SIREN_COLUMN, "59", "siren"),
            (SIRET_COLUMN, "5900014", "siret"),
        ]
        assert lost.categories == {Category.AF}

    def test_the_columns_are_data_with_a_source_that_is_no_law(self) -> None:
        for table in text("formats/public-list").values():
            cited = citation(table)
            assert (cited.basis, cited.provenance) == (Basis.PRACTICE, Provenance.SECOND_HAND)


class TestCells:
    @pytest.mark.parametrize("category", Category)
    @pytest.mark.parametrize(
        ("cell", "answer"),
        [
            *(("true", True), ("false", False), ("", None), (" ", None)),
            # Programs that wrote the list anew: Python, a spreadsheet, a database.
            *(("True", True), ("False", False), ("TRUE", True), ("FALSE", False), ("1", True), ("0", False)),
            *((" true", True), ("false ", False)),
        ],
    )
    def test_a_certification_is_yes_no_or_unknown(
        self, file: Path, category: Category, cell: str, answer: bool | None
    ) -> None:
        row = one(file, **{**dict.fromkeys(Category, "false"), category: cell})
        assert row.categories == ({category} if answer else set())
        assert row.unknown == ({category} if answer is None else set())
        assert row.faults == ()

    @pytest.mark.parametrize("cell", ["oui", "VRAI", "1.0", "2", "-1", "true false", "x", "non"])
    def test_a_certification_that_is_written_otherwise_is_a_fault_and_not_known(self, file: Path, cell: str) -> None:
        """The list is seen with `true`, `True`, `TRUE` and 1; VRAI is of a spreadsheet, which took zeros away too."""
        row = one(file, BC=cell)
        assert faults_of(row) == [(CERTIFICATIONS[Category.BC], cell, "one-of")]
        assert row.faults[0].params == {"choices": "true, false"}
        assert [row.categories, row.unknown] == [{Category.AF}, {Category.BC}]

    def test_numbers_may_be_written_in_groups(self, file: Path) -> None:
        row = one(file, nda="00 00 00001 01", siren="000 000 018", siret="000 000 018 00010")
        assert row == one(file)

    def test_a_row_without_a_declaration_number_has_a_fault(self, file: Path) -> None:
        row = one(file, nda=" ")
        assert row.nda is None
        assert faults_of(row) == [(NDA_COLUMN, None, "present")]
        assert isinstance(row.faults[0], MissingField)

    def test_a_provider_from_abroad_may_have_no_siren(self, file: Path) -> None:
        row = one(file, siren="", siret="", name="")
        assert (row.siren, row.siret, row.name, row.faults) == (None, None, None, ())

    @pytest.mark.parametrize(
        ("siren", "siret", "digits", "fault"),
        [
            ("000000018", "00010", "00000001800010", None),  # older editions leave the SIREN out
            ("000000018", "00011", None, "siret"),
            ("000000018", "00000001800011", None, "siret"),
            ("000000018", "00000002600013", None, "siret-of"),  # of another legal unit
            ("", "00000001800010", "00000001800010", None),
            ("", "00010", None, "siret"),
        ],
    )
    def test_a_siret_is_whole_or_its_last_five_digits_and_belongs_to_its_siren(
        self, file: Path, siren: str, siret: str, digits: str | None, fault: str | None
    ) -> None:
        row = one(file, siren=siren, siret=siret)
        assert row.siret == (None if digits is None else SIRET(digits))
        assert faults_of(row) == ([] if fault is None else [(SIRET_COLUMN, siret, fault)])

    def test_with_a_wrong_siren_the_siret_is_checked_alone(self, file: Path) -> None:
        row = one(file, siren="000000019")
        assert faults_of(row) == [(SIREN_COLUMN, "000000019", "siren")]
        assert row.siret == SIRET("00000001800010")

    def test_half_of_a_character_is_no_name(self, file: Path) -> None:
        """Some encodings can write one; no file can be made of it afterwards."""
        file.write_bytes(";".join([*COLUMNS, "\n"]).encode() + ";".join(changed(name="+2AA-")).encode())
        (row,) = read_public_list(file, encoding="utf-7")
        assert (row.name, faults_of(row)) == (None, [("denomination", "\ud800", "text")])

    def test_a_fault_is_rendered_in_both_languages(self, file: Path) -> None:
        (fault,) = one(file, siret="00000002600013").faults
        assert (
            str(fault) == f'{SIRET_COLUMN}: "00000002600013" is not accepted; expected a SIRET of the SIREN 000000018'
        )
        assert "un SIRET rattaché au SIREN 000000018" in fault.say("fr")


class TestRows:
    @pytest.mark.parametrize("count", [1, 7, 10])
    def test_a_row_with_too_few_or_too_many_cells_is_kept_and_nothing_is_read_from_it(
        self, file: Path, count: int
    ) -> None:
        cells = [*GOOD, "true", "true"][:count]
        short, good = read_public_list(written(file, [cells, GOOD]))
        assert short == ListedProvider(line=2, unknown=EVERY, faults=short.faults)
        assert faults_of(short) == [("", cells, "cells")]
        assert short.faults[0].params == {"count": 8}
        assert (good.line, good.faults) == (3, ())

    def test_the_separator_that_ends_a_line_is_no_cell(self, file: Path) -> None:
        """The published list ends every line with one, the first line too; another program may leave it out.

        A cell that is not blank after the last column is one too many: what is before it may have moved.
        """
        bad = [[*GOOD, "", ""], [*GOOD, "x"]]
        written(file, [[*GOOD, ""], GOOD, [*GOOD, " "], *bad], [*COLUMNS, ""])
        found = [faults_of(row) for row in read_public_list(file)]
        assert found == [[], [], [], *([("", row, "cells")] for row in bad)]

    @pytest.mark.parametrize("end", ["", ";"])
    def test_the_list_has_thirty_columns_and_a_separator_at_the_end_of_each_line(self, file: Path, end: str) -> None:
        columns = SAMPLE.read_text("utf-8").splitlines()[0].removesuffix(";").split(";")
        assert len(columns) == 30
        cells = dict.fromkeys(columns, "x") | dict(zip(COLUMNS, GOOD, strict=True))
        lines = [";".join(columns), ";".join(cells.values())]
        file.write_text("".join(f"{line}{end}\n" for line in lines), "utf-8")
        assert list(read_public_list(file)) == [one(file)]

    def test_the_siret_and_the_name_may_be_no_columns(self, file: Path) -> None:
        (row,) = read_public_list(written(file, [[GOOD[0], *GOOD[2:3], *GOOD[4:]]], MANDATORY))
        assert row == ListedProvider(line=2, nda="00000000101", siren="000000018", categories=["AF"])

    def test_columns_may_be_in_any_order_among_others(self, file: Path) -> None:
        (row,) = read_public_list(written(file, [["x", *reversed(GOOD)]], ["ville", *reversed(COLUMNS)]))
        assert row == one(file)

    @pytest.mark.parametrize("blank", ["", " ", ";;;;;;;", '"";;;', "; ;;", ";" * 40])
    def test_blank_lines_are_no_rows(self, file: Path, blank: str) -> None:
        """Nor those of a spreadsheet, which has a separator between the cells of a blank row."""
        good = ";".join(GOOD)
        lines = [blank, ";".join(COLUMNS), blank, good, blank, blank, good, blank]
        file.write_text("\n".join(lines), "utf-8")
        assert [row.line for row in read_public_list(file)] == [4, 7]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_lines_end_as_on_any_system_and_a_quoted_cell_may_hold_them(self, file: Path, end: str) -> None:
        name = f'A;B{end}{end}"C"'
        rows = list(read_public_list(written(file, [changed(name=name), GOOD], end=end)))
        assert [(row.line, row.name) for row in rows] == [(2, name), (5, "UN")]

    def test_a_quote_that_is_never_closed_costs_its_own_line_only(self, file: Path) -> None:
        good = ";".join(GOOD)
        broken = good.replace("UN", '"UN')
        after = [good.replace("UN", name) for name in ("DEUX", "TROIS", "QUATRE")]
        file.write_text("\n".join([";".join(COLUMNS), good, broken, *after]), "utf-8")
        rows = list(read_public_list(file))
        assert [(row.line, row.name, len(row.faults)) for row in rows] == [
            (2, "UN", 0),
            (3, None, 1),
            (4, "DEUX", 0),
            (5, "TROIS", 0),
            (6, "QUATRE", 0),
        ]
        assert faults_of(rows[1]) == [("", f"{broken}\n", "csv-row")]
        assert rows[1].unknown == EVERY

    def test_a_cell_beyond_the_limit_of_the_csv_module_costs_its_own_line_only(self, file: Path) -> None:
        limit = csv.field_size_limit()
        rows = list(read_public_list(written(file, [GOOD, changed(name="x" * (limit + 1)), GOOD])))
        assert [(row.line, [fault.expected for fault in row.faults]) for row in rows] == [
            (2, []),
            (3, ["csv-row"]),
            (4, []),
        ]


class TestTheFile:
    @pytest.mark.parametrize("marks", range(4))
    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8"])
    @pytest.mark.parametrize("quote", ["", '"'])
    def test_byte_order_marks_are_nothing(self, file: Path, marks: int, encoding: str, quote: str) -> None:
        """A program that writes one does not always see the one that is there."""
        lines = [";".join(f"{quote}{cell}{quote}" for cell in row) for row in (COLUMNS, GOOD)]
        file.write_bytes(("\ufeff" * marks + "\n".join(lines)).encode())
        assert list(read_public_list(file, encoding=encoding)) == [one(file)]

    @pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), ("\t", "cp1252"), (";", "utf-16")])
    def test_another_separator_and_encoding_are_provided_by_the_caller(
        self, file: Path, separator: str, encoding: str
    ) -> None:
        name = "Académie, l’Été"
        written(file, [changed(name=name)], separator=separator, encoding=encoding)
        (row,) = read_public_list(file, separator=separator, encoding=encoding)
        assert (row.name, row.faults) == (name, ())

    def test_a_wrong_separator_is_one_refusal_that_shows_what_was_found(self, file: Path) -> None:
        written(file, [GOOD], separator=",")
        with pytest.raises(InvalidInput) as caught:
            read_public_list(file)
        (fault,) = caught.value.faults
        assert (fault.path, fault.value, fault.expected) == (str(file), [",".join(COLUMNS)], "public-list")
        assert fault.params == {"separator": ";", "columns": ", ".join(MANDATORY)}
        assert "separated by ';' (the option separator sets another" in str(caught.value)
        assert f"missing columns: {', '.join(MANDATORY)}" in str(caught.value)
        assert f"colonnes manquantes\u00a0: {', '.join(MANDATORY)}" in fault.say("fr")

    @pytest.mark.parametrize("missing", MANDATORY)
    def test_a_missing_column_is_named(self, file: Path, missing: str) -> None:
        written(file, [], [name for name in COLUMNS if name != missing])
        with pytest.raises(InvalidInput) as caught:
            read_public_list(file)
        assert [fault.params["columns"] for fault in caught.value.faults] == [missing]

    def test_a_file_that_is_no_list_says_in_one_error_all_that_it_lacks(self, file: Path) -> None:
        """Also where it has a column twice: that is of no use before the others are there."""
        written(file, [["1"] * 4], ["siren", "siren", "Certifications", "VAE"])
        with pytest.raises(InvalidInput) as caught:
            read_public_list(file)
        lacking = [name for name in MANDATORY if name not in ("siren", "certifications.VAE")]
        assert [fault.params["columns"] for fault in caught.value.faults] == [", ".join(lacking)]

    @pytest.mark.parametrize("name", COLUMNS)
    def test_a_column_that_is_there_twice_is_named(self, file: Path, name: str) -> None:
        """Which of the two to read would be a guess."""
        written(file, [], [*COLUMNS, name])
        with pytest.raises(InvalidInput) as caught:
            read_public_list(file)
        (fault,) = caught.value.faults
        assert (fault.path, fault.value, fault.expected) == (str(file), [name, name], "one-column")
        assert fault.params == {"name": name}

    def test_two_names_of_one_thing_are_two_columns_of_it(self, file: Path) -> None:
        written(file, [], [*COLUMNS, "Code SIREN", "Actions de formations"])
        with refused("(?s)2 errors.*only one column for siren.*only one column for certifications.actionsDeFormation"):
            read_public_list(file)

    @pytest.mark.parametrize("columns", [f" {' ; '.join(COLUMNS)} ", "; ".join(f'"{name}"' for name in COLUMNS)])
    def test_spaces_beside_the_separators_of_the_first_line_are_nothing(self, file: Path, columns: str) -> None:
        file.write_text(f"{columns}\n{';'.join(changed(BC='oui'))}\n", "utf-8")
        (row,) = read_public_list(file)
        assert row.nda == NDA("00000000101")
        assert row.categories == {Category.AF}
        ((path, value, _),) = faults_of(row)
        assert (path, value) == (CERTIFICATIONS[Category.BC], "oui")

    @pytest.mark.parametrize("columns", [TECHNICAL, LABELS, [name.upper() for name in TECHNICAL]])
    def test_the_copy_on_opendatasoft_has_its_own_names(self, file: Path, columns: list[str]) -> None:
        """With the names of its fields or with their labels, as its export writes them, among the others it has."""
        (row,) = read_public_list(
            written(file, [[*changed(BC="oui"), "x", "x"]], [*columns, "Certifications", "random_id"])
        )
        assert (row.nda, row.siren, row.siret) == (NDA("00000000101"), SIREN("000000018"), SIRET("00000001800010"))
        assert row.name == "UN"
        assert row.categories == {Category.AF}
        assert row.unknown == {Category.BC}
        assert faults_of(row) == [(columns[5], "oui", "one-of")]

    def test_a_caller_names_the_columns_that_have_other_names(self, file: Path) -> None:
        own = {"nda": "NDA", "siren": "siren", "siret": "n° siret", "name": "Raison sociale", "AF": "L6313-1 1°"}
        columns = ["nda", "Raison  Sociale", "SIREN", "N° SIRET", "L6313-1 1° ", *COLUMNS[5:]]
        (row,) = read_public_list(written(file, [GOOD], columns), columns=own)
        assert row == one(file)

    def test_a_column_that_is_named_must_be_there_and_no_other_is_read_for_it(self, file: Path) -> None:
        written(file, [GOOD])
        with pytest.raises(InvalidInput) as caught:
            read_public_list(file, columns={"siret": "x", "siren": "y", "VAE": "z"})
        assert [fault.params["columns"] for fault in caught.value.faults] == ["y, x, z"]

    def test_wrong_names_of_columns_are_reported_together(self, file: Path) -> None:
        with pytest.raises(InvalidInput) as caught:
            read_public_list(file, separator="", columns={"nad": "x", "siren": " ", "BC": 3})  # type: ignore[dict-item]
        assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [
            ("separator", "", "separator"),
            ("columns['nad']", "nad", "one-of"),
            ("columns['siren']", " ", "text"),
            ("columns['BC']", 3, "text"),
        ]

    @pytest.mark.parametrize("separator", [";", ","])
    def test_a_file_in_the_encoding_of_windows_is_read_when_it_is_named(self, file: Path, separator: str) -> None:
        """Nothing is guessed: without the option the error says which one may help."""
        written(file, [changed(name="ÉCOLE D’ÉTÉ À 5 €")], separator=separator, encoding="cp1252")
        (row,) = read_public_list(file, separator=separator, encoding="cp1252")
        assert (row.name, row.faults) == ("ÉCOLE D’ÉTÉ À 5 €", ())
        with refused("the option encoding sets another, such as cp1252"):
            list(read_public_list(file, separator=separator))

    @pytest.mark.parametrize(("content", "found"), [("", []), ('"numero', '"numero'), ("\n\n", [])])
    def test_a_file_without_a_first_line_is_refused(self, file: Path, content: str, found: object) -> None:
        file.write_text(content, "utf-8")
        with pytest.raises(InvalidInput) as caught:
            read_public_list(file)
        assert [(fault.value, fault.expected) for fault in caught.value.faults] == [(found, "public-list")]

    def test_a_list_without_rows_is_empty(self, file: Path) -> None:
        assert list(read_public_list(written(file, []))) == []

    def test_rows_before_a_byte_of_another_encoding_are_read_and_then_it_is_reported(self, file: Path) -> None:
        """The rows come as the file is read: the fault at its far end does not hide its beginning."""
        written(file, [GOOD] * 2000)
        file.write_bytes(file.read_bytes() + b"\xe9\n")
        rows = read_public_list(file)
        assert next(rows).line == 2
        with pytest.raises(InvalidInput) as caught:
            list(rows)
        (fault,) = caught.value.faults
        assert (fault.path, fault.value, fault.expected) == ("", str(file), "encoded-table")
        assert fault.params["encoding"] == "utf-8-sig"
        assert 1700 < int(fault.params["line"]) <= 2001
        assert next(rows, None) is None

    def test_a_wrong_encoding_is_reported_at_once_when_the_first_line_cannot_be_read(self, file: Path) -> None:
        written(file, [GOOD], encoding="utf-16")
        with refused("expected a text encoded in utf-8-sig throughout"):
            read_public_list(file)

    @pytest.mark.parametrize("path", ["no-such-file.csv", ".", "nul\0.csv"])
    def test_a_file_that_cannot_be_opened_is_refused(self, path: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            read_public_list(path)
        assert [(fault.value, fault.expected) for fault in caught.value.faults] == [(path, "readable")]

    @pytest.mark.parametrize("separator", ["", ";;", '"', "\n", 3])
    @pytest.mark.parametrize("encoding", ["utf-9", "hex", "a\0", 3])
    def test_a_wrong_separator_and_a_wrong_encoding_are_reported_together(self, separator: Any, encoding: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            read_public_list(SAMPLE, separator=separator, encoding=encoding)
        assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [
            ("separator", separator, "separator"),
            ("encoding", encoding, "encoding"),
        ]

    def test_a_siren_needs_its_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for module in ("stdnum", "stdnum.exceptions", "stdnum.fr"):
            monkeypatch.setitem(sys.modules, module, None)
        rows = read_public_list(SAMPLE)
        with pytest.raises(MissingExtra) as caught:
            next(rows)
        assert caught.value.extra == "ids"


def test_a_row_of_the_callers_own_is_checked_whole() -> None:
    with pytest.raises(InvalidInput) as caught:
        ListedProvider(
            line=0,
            nda="1",
            siren="1",
            siret="1",
            name="\ud800",
            categories=["XX"],
            unknown="AF",
            faults=[3],  # type: ignore[list-item]
        )
    assert [fault.path for fault in caught.value.faults] == [
        "line",
        "nda",
        "siren",
        "siret",
        "name",
        "categories[0]",
        "unknown",
        "faults",
    ]
    with refused("faults: 3 is not accepted; expected a sequence of objects of class InvalidValue"):
        ListedProvider(line=1, faults=3)  # type: ignore[arg-type]


# --- Any table

NAMES = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(
    ['"', ";", 'A;"B"\n', "\r\n", '""', "=1+1"]
)
SIRENS = ["000000018", "000000026", "000000034"]
FLAGS = {"true": True, "false": False, "": None, "oui": None}


@st.composite
def rows_of_the_list(draw: st.DrawFn) -> list[str]:
    """A row whose cells hold or do not."""
    nda = draw(st.sampled_from(["00000000101", "00 00 00002 02", "1000000606", "", "x"]))
    siren = draw(st.sampled_from([*SIRENS, "", "000000019", "59"]))
    return [nda, draw(NAMES), siren, "", *draw(st.lists(st.sampled_from(list(FLAGS)), min_size=4, max_size=4))]


@pytest.mark.property
@given(
    rows=st.lists(rows_of_the_list(), max_size=12),
    separator=st.sampled_from(";,\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read_back_row_by_row(file: Path, rows: list[list[str]], separator: str, end: str) -> None:
    """As many rows as were written, in order; each cell is there or is a fault of that row and column, never both."""
    read_back = list(read_public_list(written(file, rows, separator=separator, end=end), separator=separator))
    assert len(read_back) == len(rows)
    line = 2
    for row, (nda, name, siren, _, *flags) in zip(read_back, rows, strict=True):
        assert row.line == line
        line += 1 + lines_in(name)
        at_fault = {fault.path: fault.value for fault in row.faults}
        assert len(at_fault) == len(row.faults)
        good = nda.startswith("00")
        assert row.nda == (NDA(nda) if good else None)
        assert (NDA_COLUMN in at_fault) is not good
        assert row.siren == (SIREN(siren) if siren in SIRENS else None)
        assert (SIREN_COLUMN in at_fault) is (siren not in [*SIRENS, ""])
        assert row.name == (name if name.strip() else None)
        for (category, column), flag in zip(CERTIFICATIONS.items(), flags, strict=True):
            assert (category in row.categories) is (FLAGS[flag] is True)
            assert (category in row.unknown) is (FLAGS[flag] is None)
            assert (column in at_fault) is (flag == "oui")
        for path, value in at_fault.items():
            assert value in (dict(zip(COLUMNS, [nda, name, siren, "", *flags], strict=True))[path], None)


def lines_in(cell: str) -> int:
    """How many line ends a cell holds, as a file that is read counts them."""
    return len(cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1


@pytest.mark.property
@given(
    junk=st.lists(st.text(st.characters(codec="utf-8")) | st.sampled_from(['"', 'a;"b', '"a"b', ";" * 9]), max_size=6)
)
def test_whatever_is_between_two_rows_the_file_is_read_to_its_end(file: Path, junk: list[str]) -> None:
    """Lines of anything stop nothing, and every row comes once, on a line after the one before."""
    good = ";".join(GOOD)
    # A quote that the junk opens and closes again may hold the rows between, as it would in any spreadsheet.
    between = [line.replace('"', "", line.count('"') - 1) if '"' in line else line for line in junk]
    file.write_bytes("\n".join([";".join(COLUMNS), good, *between[:1], good, good]).encode())
    rows = list(read_public_list(file))
    assert [row.line for row in rows] == sorted({row.line for row in rows})
    assert [row.faults for row in (rows[0], rows[-2], rows[-1])] == [(), (), ()]
    assert all(isinstance(fault, InvalidValue) for row in rows for fault in row.faults)
    file.write_bytes("\n".join([";".join(COLUMNS), *junk, good]).encode())
    assert len(list(read_public_list(file))) <= 1 + sum(1 + lines_in(line) for line in junk)
