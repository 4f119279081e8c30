"""A page as PDF: tagged for its readers, on A4, and the same bytes each time."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.request import OpenerDirector

import attrs
import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from qualiopi_rules.core.errors import MissingExtra
from qualiopi_rules.view.blocks import Page, Section, Sender
from qualiopi_rules.view.pdf import pdf_of
from tests.view.sample import CYCLE, sample

pytestmark = pytest.mark.extra

A4 = (595, 842)  # points


def read(page: Page) -> PdfReader:
    return PdfReader(io.BytesIO(pdf_of(page)))


def tags(node: Any) -> Iterator[DictionaryObject]:
    """The elements of a tagged file, in the order of reading."""
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for each in node:
            yield from tags(each)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from tags(node["/K"])


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_file_is_tagged_for_those_who_hear_it(locale: Any) -> None:
    pdf = read(sample(locale))
    root: Any = pdf.root_object
    assert root["/Lang"] == locale
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_object().get_data()
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Certificat 83811594-1"
    found = list(tags(root["/StructTreeRoot"]))
    kinds = [str(each["/S"]) for each in found]
    assert [kind for kind in kinds if kind in {"/H1", "/H2"}] == ["/H1", *["/H2"] * 4]
    assert {"/Table", "/TH", "/TD", "/Caption", "/L", "/LI", "/Link", "/Figure"} <= set(kinds)
    assert CYCLE.title in [figure.get("/Alt") for figure in found if str(figure["/S"]) == "/Figure"]


def test_a_file_is_of_a4_pages_with_their_numbers_and_what_is_folded_is_open() -> None:
    pdf = read(sample("fr"))
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pdf.pages} == {A4}
    words = [page.extract_text() for page in pdf.pages]
    assert all(f"{number} / {len(words)}" in text for number, text in enumerate(words, 1))
    assert "Rien de plus." in "".join(words)


def test_a_long_table_runs_over_pages_with_its_head_on_each() -> None:
    table = sample("fr").sections[2].blocks[0]
    long = attrs.evolve(sample("fr"), sections=(Section("Indicateurs", (table,) * 12),))
    pages = [page.extract_text() for page in read(long).pages]
    assert len(pages) >= 2
    assert "".join(pages).count("Information du public") == 12


_WRITE = """
import hashlib
from qualiopi_rules.view.pdf import pdf_of
from tests.view.sample import sample
print(hashlib.sha256(pdf_of(sample("fr"))).hexdigest())
"""


def test_the_same_page_gives_the_same_bytes_in_any_process() -> None:
    here = hashlib.sha256(pdf_of(sample("fr"))).hexdigest()
    for seed in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", _WRITE],
            capture_output=True,
            check=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"},
        )
        assert there.stdout.strip() == here


def test_another_page_gives_another_file() -> None:
    assert pdf_of(sample("fr")) != pdf_of(sample("en"))


def test_nothing_is_fetched_for_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """A logo may refer to what is elsewhere: it is left out."""
    logo = (
        "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%209%209'%3E"
        "%3Cimage%20href='file:///etc/hostname'/%3E%3Cimage%20href='http://127.0.0.1:9/x.png'/%3E%3C/svg%3E"
    )
    fetched: list[str] = []
    open_it = OpenerDirector.open

    def watched(self: OpenerDirector, request: Any, *rest: Any, **options: Any) -> Any:
        fetched.append(request.full_url)
        return open_it(self, request, *rest, **options)

    monkeypatch.setattr(OpenerDirector, "open", watched)
    assert pdf_of(attrs.evolve(sample("fr"), sender=Sender(name="Exemple", logo=logo))).startswith(b"%PDF-1.7")
    assert [address.partition(",")[0] for address in fetched] == ["data:image/svg+xml"]


def test_writing_a_page_gives_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    pdf_of(sample("fr"))
    assert caplog.records == []


def test_without_weasyprint_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(MissingExtra, match=r"qualiopi-rules\[pdf\]"):
        pdf_of(sample("fr"))
