"""A page on a terminal: coloured, never wider, and obeying nothing that a caller wrote; plain text elsewhere."""

from __future__ import annotations

import io
import re
import sys
from typing import Any

import pytest
from hypothesis import given, strategies as st
from rich.cells import cell_len
from rich.console import Console

from qualiopi_rules.core.errors import MissingExtra
from qualiopi_rules.view import Document, Item, Items, Paragraph, Section, Tone
from tests.view.any_page import pages

STYLE = re.compile(r"\x1b\[([\d;]*)m")


def printed(page: Document, *, width: int = 80, environ: dict[str, str] | None = None, **options: Any) -> str:
    """What a console is sent."""
    file = io.StringIO()
    page.print(Console(file=file, width=width, _environ=environ or {}, **options))
    return file.getvalue()


def styles(written: str) -> set[str]:
    return {code for found in STYLE.findall(written) for code in found.split(";")}


PAGE = Document(
    title="File 1",
    verdict=Paragraph("1 finding blocks [bold]:smile:", Tone.BLOCKING),
    sections=(Section("Findings", (Items((Item(text="late", label="CYC001", tone=Tone.WARNING),)),)),),
    locale="en",
)


@pytest.mark.property
@given(pages(), st.integers(40, 200), st.sampled_from(["standard", "256", "truecolor"]))
def test_nothing_is_wider_than_the_terminal_nor_obeyed_by_it(page: Document, width: int, colours: str) -> None:
    written = printed(page, width=width, force_terminal=True, color_system=colours)
    read = STYLE.sub("", written)
    assert max(map(cell_len, read.split("\n"))) <= width
    assert all(char.isprintable() or char in "\n\u00a0\u200d" or not char.isascii() for char in read)
    assert "\x1b" not in read


@pytest.mark.property
@given(pages(), st.integers(40, 200))
def test_it_reads_as_the_plain_text_without_the_lines_that_underline(page: Document, width: int) -> None:
    read = STYLE.sub("", printed(page, width=width, force_terminal=True, color_system="standard"))
    left = iter(page.text(width).split("\n"))
    for line in read.split("\n"):
        assert line.rstrip(" ") in left  # in this order


@pytest.mark.property
@given(pages(), st.integers(40, 200))
def test_what_is_no_terminal_gets_the_plain_text(page: Document, width: int) -> None:
    assert printed(page, width=width) == page.text()


def test_a_terminal_without_styles_has_the_lines_that_underline() -> None:
    assert printed(PAGE, force_terminal=True, environ={"TERM": "dumb"}) == PAGE.text(80)


def test_how_much_a_line_matters_is_its_colour() -> None:
    written = printed(PAGE, force_terminal=True, color_system="standard")
    assert written == (
        "\x1b[1;4mFile 1\x1b[0m\n\x1b[1;31m1 finding blocks [bold]:smile:\x1b[0m\n\n"
        "\x1b[1mFindings\x1b[0m\n\x1b[33mCYC001\x1b[0m late\n"
    )


def test_without_colours_nothing_is_coloured_and_titles_still_stand_out() -> None:
    written = printed(PAGE, force_terminal=True, color_system="standard", environ={"NO_COLOR": "1"})
    assert styles(written) <= {"0", "1", "2", "4"}
    assert "4" in styles(written)
    assert STYLE.sub("", written).startswith("File 1\n1 finding blocks [bold]:smile:\n")


def test_it_is_printed_on_the_standard_output_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    PAGE.print()
    assert capsys.readouterr().out == PAGE.text()


def test_without_rich_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich.console", None)
    with pytest.raises(MissingExtra, match=r"qualiopi-rules\[cli\]"):
        PAGE.print()


def test_a_terminal_that_is_too_narrow_for_any_text_breaks_the_lines_itself() -> None:
    read = STYLE.sub("", printed(PAGE, width=10, force_terminal=True, color_system="standard"))
    assert read == "File 1\n1 finding blocks\n[bold]:smile:\n\nFindings\nCYC001 late\n"
