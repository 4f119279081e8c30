"""A page as plain text: all of it, in order, on lines that no text of a caller changes."""

from __future__ import annotations

import sys
from unicodedata import category

import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules.core.safe_text import clean
from qualiopi_rules.view import (
    Bar,
    Block,
    Column,
    Document,
    Fold,
    Group,
    Item,
    Items,
    Mark,
    Paragraph,
    Row,
    Section,
    Sender,
    Table,
    Timeline,
)
from qualiopi_rules.view.lines import _SINGLE, NARROWEST, _cells
from tests.view.any_page import pages, texts_of, urls_of

WIDTHS = st.integers(40, 200)


def page(*blocks: Block, sender: Sender | None = None, about: str = "") -> Document:
    sections = (Section("Findings", blocks),) if blocks else ()
    verdict = Paragraph("Valid until 1 February 2026.")
    return Document(title="File 1", verdict=verdict, sections=sections, locale="en", about=about, sender=sender)


def lines(*blocks: Block, width: int | None = None) -> list[str]:
    """The lines under the title of the only section."""
    written = page(*blocks).text(width).splitlines()
    return written[written.index("Findings") + 2 :]


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.property
@given(pages(with_tables=False))
def test_every_text_is_there_on_one_line(page: Document) -> None:
    written = page.text().split("\n")
    for text in (*texts_of(page), *urls_of(page)):
        assert any(clean(text) in line for line in written)


@pytest.mark.property
@given(pages(with_tables=False), WIDTHS)
def test_every_text_is_there_when_it_is_wrapped(page: Document, width: int) -> None:
    written = squeezed(page.text(width))
    for text in (*texts_of(page), *urls_of(page)):
        assert squeezed(clean(text)) in written


@pytest.mark.property
@given(pages(), st.none() | WIDTHS)
def test_every_word_is_there_beside_those_of_other_columns(page: Document, width: int | None) -> None:
    written = page.text(width)
    for text in texts_of(page):
        for word in clean(text).split(" "):
            assert word in written or squeezed(word) in squeezed(written)


@pytest.mark.extra
@pytest.mark.property
@given(pages(), st.integers(1, 200))
def test_no_line_is_wider_than_the_width(page: Document, width: int) -> None:
    from rich.cells import cell_len

    assert max(map(cell_len, page.text(width).split("\n"))) <= max(width, NARROWEST)


@pytest.mark.property
@given(pages(), st.none() | WIDTHS)
def test_no_text_of_a_caller_is_an_order_or_ends_a_line(page: Document, width: int | None) -> None:
    """What is written can be stored, and the only sign in it that is none to read is the end of our own lines."""
    written = page.text(width)
    written.encode("utf-8")
    assert not [char for char in written if category(char) in ("Cc", "Zl", "Zp") and char != "\n"]
    assert not set(written) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert written.endswith("\n")


@pytest.mark.property
@given(pages(), pages())
def test_the_shape_of_a_page_is_that_of_its_blocks(page: Document, other: Document) -> None:
    """Another title, verdict and names of sections: as many lines."""
    other = Document(
        title=other.title,
        verdict=other.verdict,
        sections=tuple(Section(other.title, section.blocks) for section in page.sections),
        locale=page.locale,
        about=page.about,
        sender=page.sender,
    )
    assert len(page.text().split("\n")) == len(other.text().split("\n"))


def test_the_verdict_is_right_under_the_title() -> None:
    sender = Sender(name="Cabinet A")
    assert page(Paragraph("All is well."), sender=sender, about="Profile law").text() == (
        "Cabinet A\n\nFile 1\n======\nValid until 1 February 2026.\nProfile law\n\nFindings\n--------\nAll is well.\n"
    )
    assert page().text() == "File 1\n======\nValid until 1 February 2026.\n"


def test_an_entry_hangs_under_its_label_and_has_its_notes_under_it() -> None:
    item = Item(text="the surveillance audit is overdue", label="CYC001 (blocking)", notes=("certificate",), url="u:1")
    assert lines(Items((item, Item(text="nothing else"))), width=24) == [
        "CYC001 (blocking) the",
        "  surveillance audit is",
        "  overdue",
        "  certificate",
        "  u:1",
        "nothing else",
    ]


TABLE = Table(
    caption="Indicators",
    columns=(Column(title="No.", number=True), Column(title="Title", wide=True), Column(title="Why")),
    groups=(
        Group("Criterion 1", (Row(("1", "Information for the public", "all")),)),
        Group("Criterion 2", (Row(("10", "Adaptation", "all categories")),), "Not applicable: 11"),
    ),
)


def test_a_table_has_columns_titles_of_groups_and_what_is_folded() -> None:
    assert lines(TABLE) == [
        "Indicators",
        "No.  Title                       Why",
        "---  --------------------------  --------------",
        "",
        "Criterion 1",
        "  1  Information for the public  all",
        "",
        "Criterion 2",
        " 10  Adaptation                  all categories",
        "Not applicable: 11",
    ]


def test_the_wide_column_gives_way_first_and_then_all_do() -> None:
    assert lines(TABLE, width=45)[4:8] == [
        "Criterion 1",
        "  1  Information for the       all",
        "     public",
        "",
    ]
    assert lines(TABLE, width=45)[2] == "---  ------------------------  --------------"[:45]
    assert lines(TABLE, width=32)[1:7] == [
        "No.  Title         Why",
        "---  ------------  ------------",
        "",
        "Criterion 1",
        "  1  Information   all",
        "     for the",
    ]


def test_a_wide_column_leaves_the_others_in_sight_where_the_width_is_not_limited() -> None:
    columns = (Column(title="Why", wide=True), Column(title="How many", number=True))
    written = lines(Table(caption="All", columns=columns, groups=(Group("", (Row(("a reason " * 10, "3")),)),)))
    assert written[2:] == ["-" * 80 + "  --------", "a reason " * 8 + "a reason" + f"{3:>10}", "a reason"]


def test_a_table_that_is_too_narrow_has_a_line_for_each_cell() -> None:
    assert lines(TABLE, width=24)[2:7] == [
        "Criterion 1",
        "No.: 1",
        "  Title: Information for",
        "    the public",
        "  Why: all",
    ]


def test_two_blocks_have_an_empty_line_between_and_a_fold_is_open() -> None:
    fold = Fold("Sources", (Paragraph("Article 2"), Fold("More", (Paragraph("Article 5"),))))
    assert lines(Paragraph("None."), fold) == ["None.", "", "Sources", "  Article 2", "", "  More", "    Article 5"]


def test_folds_in_folds_leave_something_of_the_width() -> None:
    fold = Fold("0", (Paragraph("a word and another"),))
    for level in range(1, 30):
        fold = Fold(str(level), (fold,))
    assert max(map(len, page(fold).text(22).splitlines())) <= 22


TIMELINE = Timeline(
    title="Cycle",
    description="Three years.",
    bars=(Bar(starts=Date(2024, 4, 2), ends=Date(2024, 12, 2), text="surveillance audit"),),
    marks=(
        Mark(day=Date(2023, 2, 2), text="start"),
        Mark(day=Date(2024, 12, 2), text="last day for the surveillance audit", label="legal"),
    ),
    day=Date(2023, 2, 2),
)


def test_a_timeline_is_a_list_with_the_day_of_its_reader_marked() -> None:
    assert lines(TIMELINE) == [
        "Cycle",
        "Three years.",
        "  2024-04-02 - 2024-12-02  surveillance audit",
        "> 2023-02-02  day of reading",
        "  2023-02-02  start",
        "  2024-12-02  last day for the surveillance audit (legal)",
    ]
    assert lines(TIMELINE, width=40)[2:] == [
        "  2024-04-02 - 2024-12-02 surveillance",
        "  audit",
        "> 2023-02-02  day of reading",
        "  2023-02-02  start",
        "  2024-12-02  last day for the",
        "              surveillance audit (legal)",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\tc\u2028d  e ", "a b c d e"),
        ("a\u00a0: b", "a\u00a0: b"),
        ("\x1b[31mred\x07", "\N{REPLACEMENT CHARACTER}[31mred\N{REPLACEMENT CHARACTER}"),
        ("\u202eabc\ud800", "\N{REPLACEMENT CHARACTER}abc\N{REPLACEMENT CHARACTER}"),
        ("[bold]:smile:", "[bold]:smile:"),
    ],
    ids=ascii,
)
def test_a_text_stays_on_its_line(text: str, expected: str) -> None:
    assert clean(text) == expected
    assert lines(Paragraph(text)) == [expected]


def test_what_is_not_looked_at_sign_by_sign_has_signs_of_one_cell() -> None:
    signs = [char for char in map(chr, range(sys.maxunicode + 1)) if _SINGLE.fullmatch(char)]
    assert len(signs) > 700
    assert {_cells(char) for char in signs} == {1}


def test_signs_are_as_wide_as_a_screen_shows_them() -> None:
    assert lines(Paragraph("漢字" * 12), width=20) == ["漢字" * 5, "漢字" * 5, "漢字" * 2]
    assert lines(Paragraph("e\u0301" * 21), width=20) == ["e\u0301" * 20, "e\u0301"]
