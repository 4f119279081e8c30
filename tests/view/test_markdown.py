"""A page as Markdown: another library reads every text back as it was, and no text has become markup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import example, given
from markdown_it import MarkdownIt
from markdown_it.token import Token
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
from tests.view.any_page import HOSTILE, pages, texts_of, urls_of

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def read(page: Document) -> list[Token]:
    return READER.parse(page.markdown())


def shown(token: Token) -> str:
    """The text of a line, as a reader sees it."""
    assert token.children is not None
    return "".join(child.content for child in token.children)


def page(*blocks: Block) -> Document:
    sections = (Section("Findings", blocks),) if blocks else ()
    return Document(title="File 1", verdict=Paragraph("Valid."), sections=sections, locale="en")


EVERY_MARK = page(
    *(Paragraph(before + text + after) for text in HOSTILE for before in ("", "a") for after in ("", " b"))
)
EVERY_CELL = page(
    Table(
        caption="marks",
        columns=(Column(title="a|b"), Column(title="\\")),
        groups=(Group("", tuple(Row((f"{text}\\", f"x {text}")) for text in HOSTILE)),),
    )
)


@pytest.mark.property
@given(pages())
@example(EVERY_MARK)
@example(EVERY_CELL)
def test_every_text_is_read_back_as_it_was(page: Document) -> None:
    inline = [token for token in read(page) if token.type == "inline"]
    written = [shown(token) for token in inline]
    for text in texts_of(page):
        assert any(clean(text).strip() in line for line in written), text
    addresses = [child.attrs["href"] for token in inline for child in token.children or () if child.type == "link_open"]
    for url in urls_of(page):
        assert url in addresses or any(clean(url).strip() in line for line in written), url


def blocks_of(blocks: Iterable[Block]) -> Iterable[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Fold):
            yield from blocks_of(block.blocks)


@pytest.mark.property
@given(pages())
@example(EVERY_MARK)
@example(EVERY_CELL)
def test_the_shape_is_that_of_the_blocks_whatever_the_texts(page: Document) -> None:
    """Titles are headings, entries and days are those of lists, rows those of tables, and nothing else is."""
    found = Counter(token.type for token in read(page) if token.nesting >= 0)
    blocks = list(blocks_of(page.blocks()))
    tables = [block for block in blocks if isinstance(block, Table)]
    entries = [item for block in blocks if isinstance(block, Items) for item in block.items]
    timelines = [block for block in blocks if isinstance(block, Timeline)]
    folds = [block for block in blocks if isinstance(block, Fold)]
    groups = [group for table in tables for group in table.groups]
    assert found["heading_open"] == 1 + len(page.sections) + len(folds) + len(timelines)
    assert found["table_open"] == len(tables)
    rows = [len(group.rows) + bool(group.title) + bool(group.folded) for group in groups]
    assert found["tr_open"] == len(tables) + sum(rows)
    in_lists = sum(1 + len(item.notes) for item in entries)
    in_lists += sum(len(each.bars) + len(each.marks) + (each.day is not None) for each in timelines)
    links = [child for token in read(page) for child in token.children or () if child.type == "link_open"]
    unlinked = sum(item.url is not None for item in entries) - len(links)
    assert found["list_item_open"] == in_lists + unlinked
    assert not {"fence", "code_block", "html_block", "hr", "blockquote_open", "ordered_list_open"} & set(found)
    marks = {child.type for token in read(page) for child in token.children or () if child.nesting >= 0}
    assert marks <= {"text", "text_special", "strong_open", "link_open"}


def test_headings_lists_tables_and_links() -> None:
    table = Table(
        caption="Indicators",
        columns=(Column(title="No.", number=True), Column(title="Title | name")),
        groups=(Group("Criterion 1", (Row(("1", "Information")),), "Not applicable: 2"), Group("", (Row(("3", "*")),))),
    )
    timeline = Timeline(
        title="Cycle",
        description="Three years.",
        bars=(Bar(starts=Date(2024, 4, 2), ends=Date(2024, 12, 2), text="surveillance"),),
        marks=(Mark(day=Date(2023, 2, 2), text="start"), Mark(day=Date(2024, 12, 2), text="last day", label="legal")),
        day=Date(2023, 2, 2),
        day_text="today",
    )
    items = Items(
        (
            Item(text="overdue", label="CYC001", notes=("certificate",), url="https://example.org/a?b=1&copy=2"),
            Item(text="1. none", url="javascript:alert(1)"),
        )
    )
    page = Document(
        title="File #1",
        verdict=Paragraph("Valid."),
        sections=(Section("All", (items, table, timeline, Fold("More", (Paragraph("- x"), timeline)))),),
        locale="en",
        about="Profile law",
        sender=Sender(name="Cabinet A"),
    )
    assert page.markdown().split("\n") == [
        *("Cabinet A", "", "# File \\#1", "", "**Valid.**", "", "Profile law", "", "## All", ""),
        "- **CYC001** [overdue](<https://example.org/a?b=1\\&copy=2>)",
        "  - certificate",
        "- 1\\. none",
        "  - javascript:alert(1)",
        *("", "Indicators", ""),
        "| No. | Title \\| name |",
        "| --: | --- |",
        "| **Criterion 1** |  |",
        "| 1 | Information |",
        "| Not applicable: 2 |  |",
        "| 3 | \\* |",
        *("", "### Cycle", "", "Three years.", ""),
        "- 2024-04-02 - 2024-12-02 surveillance",
        "- **2023-02-02 today**",
        "- 2023-02-02 start",
        "- 2024-12-02 last day (legal)",
        *("", "### More", "", "\\- x", "", "#### Cycle", "", "Three years.", ""),
        "- 2024-04-02 - 2024-12-02 surveillance",
        "- **2023-02-02 today**",
        "- 2023-02-02 start",
        "- 2024-12-02 last day (legal)",
        "",
    ]


def test_headings_go_no_deeper_than_there_are() -> None:
    fold = Fold("0", ())
    for level in range(1, 9):
        fold = Fold(str(level), (fold,))
    found = [token.tag for token in read(page(fold)) if token.type == "heading_open"]
    assert found == ["h1", "h2", "h3", "h4", "h5", *["h6"] * 6]


def test_what_is_empty_leaves_no_trace() -> None:
    written = Document(title="File", verdict=Paragraph("\u00a0"), sections=(), locale="fr").markdown()
    assert written == "# File\n"
