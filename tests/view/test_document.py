"""A document gives what the writer of each medium gives."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given

from qualiopi_rules import InvalidInput
from qualiopi_rules.core.errors import MissingExtra
from qualiopi_rules.view import Document, Fold, Paragraph, Section
from qualiopi_rules.view.html import fragment_of, html_of
from qualiopi_rules.view.html_text import escaped
from qualiopi_rules.view.markdown import markdown_of
from qualiopi_rules.view.pdf import pdf_of
from qualiopi_rules.view.text import text_of
from tests.view.any_page import pages

PAGE = Document(
    title="File 1",
    verdict=Paragraph("Valid."),
    sections=(Section("Findings", (Paragraph("None."),)),),
    locale="en",
)


@pytest.mark.property
@given(pages())
def test_each_medium_is_that_of_its_writer(page: Document) -> None:
    assert page.text() == text_of(page)
    assert page.text(60) == text_of(page, 60)
    assert page.markdown() == markdown_of(page)


@pytest.mark.extra
def test_html_is_that_of_its_writer() -> None:
    assert PAGE.html() == html_of(PAGE)


@pytest.mark.extra
def test_pdf_is_that_of_its_writer() -> None:
    assert PAGE.pdf() == pdf_of(PAGE)


@pytest.mark.extra
def test_a_notebook_shows_the_verdict_and_the_sections_to_open() -> None:
    expected = fragment_of([PAGE.verdict, Fold("Findings", (Paragraph("None."),))], "en")
    assert PAGE._repr_html_() == expected
    assert "Valid." in expected


def test_a_notebook_without_the_extra_shows_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    escaped.cache_clear()
    monkeypatch.setitem(sys.modules, "markupsafe", None)
    assert PAGE._repr_html_() is None
    with pytest.raises(MissingExtra, match=r"qualiopi-rules\[html\]"):
        PAGE.html()


@pytest.mark.parametrize("width", [0, -1, 79.5, "80", True])
def test_a_width_that_is_no_number_of_cells_is_refused(width: Any) -> None:
    with pytest.raises(InvalidInput) as refusal:
        PAGE.text(width)
    assert [(fault.path, fault.value, fault.expected) for fault in refusal.value.faults] == [
        ("width", width, "positive-integer")
    ]


def test_a_document_is_a_value() -> None:
    same = Document(title=PAGE.title, verdict=PAGE.verdict, sections=PAGE.sections, locale=PAGE.locale)
    assert same == PAGE
    assert hash(same) == hash(PAGE)
