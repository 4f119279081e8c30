"""The picture of the packages is drawn from the table that the tests hold, and can be read."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from maintenance.house import BOX, drawing, nearest, places
from tests.house.arrows import ARROWS

FILE = Path(__file__).parents[2] / "docs" / "explanation" / "house.svg"
SVG = "{http://www.w3.org/2000/svg}"


def test_the_picture_of_the_documentation_is_that_of_the_table() -> None:
    assert FILE.read_text("utf-8") == drawing(), f"python -m maintenance.house {FILE}"


def test_it_shows_every_package_and_names_each_import_for_those_who_cannot_see_it() -> None:
    tree = ElementTree.fromstring(drawing())
    assert sorted(element.text or "" for element in tree.iter(f"{SVG}text")) == sorted(ARROWS)
    description = tree.findtext(f"{SVG}desc") or ""
    for package, below in nearest().items():
        assert f"{package}: {', '.join(sorted(below)) or 'nothing'}" in description


def test_the_arrows_that_are_drawn_say_all_the_others() -> None:
    def reached(package: str) -> set[str]:
        return {other for below in nearest()[package] for other in (below, *reached(below))}

    for package, below in ARROWS.items():
        assert reached(package) == below | {other for each in below for other in ARROWS[each]}


def test_no_box_covers_another() -> None:
    width, height = BOX
    for (left, top), (right, bottom) in combinations(places().values(), 2):
        assert abs(left - right) >= width or abs(top - bottom) >= height


@pytest.mark.parametrize(
    ("package", "below"), [(package, each) for package, below in nearest().items() for each in sorted(below)]
)
def test_no_arrow_runs_behind_a_box(package: str, below: str) -> None:
    (start, top), (end, bottom) = places()[package], places()[below]
    for other, (middle, row) in places().items():
        if top < row < bottom:
            for edge in (row - BOX[1] // 2, row + BOX[1] // 2):
                at = start + (end - start) * (edge - top) / (bottom - top)
                assert abs(at - middle) > BOX[0] // 2, other
