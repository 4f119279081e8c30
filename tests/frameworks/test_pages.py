from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.frameworks.examples import FOLDER

PAGES = FOLDER.parents[1] / "how-to"
MOST = 40
"""An example that is longer is no longer read."""


def included(page: Path) -> list[str]:
    return re.findall(r"^```\{literalinclude\} \.\./examples/frameworks/(.*)$", page.read_text("utf-8"), re.MULTILINE)


BY_PAGE = {page.stem: names for page in sorted(PAGES.glob("*.md")) if (names := included(page))}


def test_every_example_is_on_a_page() -> None:
    files = {str(file.relative_to(FOLDER)) for file in FOLDER.rglob("*.py") if file.read_text("utf-8")}
    assert {name for names in BY_PAGE.values() for name in names} == files
    assert set(BY_PAGE) == {"fastapi", "django", "databases", "frame-schema"}


@pytest.mark.parametrize("page", sorted(BY_PAGE))
def test_the_examples_of_a_page_are_short(page: str) -> None:
    for name in BY_PAGE[page]:
        assert len((FOLDER / name).read_text("utf-8").splitlines()) <= MOST, name
