"""A page that has a sister in the other language names it below its title, and its sister names it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
SISTER = re.compile(r"\A# .*\n\n\*\[(?:En français|In English)\]\((.+?)\)\*\n")


def sister(page: Path) -> Path | None:
    """The page in the other language; the README is what the home page in English shows."""
    source = ROOT / "README.md" if page == DOCS / "index.md" else page
    found = SISTER.match(source.read_text("utf-8"))
    return (source.parent / found[1]).resolve() if found else None


FRENCH = sorted((DOCS / "fr").glob("*.md"))


@pytest.mark.parametrize("page", FRENCH, ids=lambda page: page.stem)
def test_a_page_in_french_and_its_sister_name_each_other(page: Path) -> None:
    english = sister(page)
    assert english is not None
    assert english.is_relative_to(DOCS)
    assert sister(english) == page


def test_no_page_in_english_names_a_page_that_does_not_name_it() -> None:
    pages = [page for page in sorted(DOCS.rglob("*.md")) if page not in FRENCH and "_build" not in page.parts]
    assert {found for page in pages if (found := sister(page))} == set(FRENCH)
