"""A picture of the packages, floor by floor, drawn from the table of arrows that the tests hold.

`python -m maintenance.house FILE` writes it; the build of the documentation does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.house.arrows import ARROWS, floors

__all__ = ["drawing", "nearest", "places"]

WIDTH, BOX, ROW, GAP = 760, (132, 34), 74, 24

COLUMNS = {
    "portfolio": 0.47,
    "service": 0.66,
    "frameworks": 0.78,
    "report": 0.16,
    "formats": 0.42,
    "dossier": 0.3,
    "audit": 0.38,
    "columns": 0.78,
    "bilan": 0.14,
    "indicators": 0.46,
    "cycle": 0.78,
    "view": 0.36,
    "schemas": 0.65,
    "law": 0.84,
    "strategies": 0.85,
}
"""How far to the right a box stands, where it is not in the middle: so that no arrow runs behind a box."""

LABELS = 'role="img" aria-labelledby="title description"'
HEAD = """
<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
<path class="head" d="M0 0 8 4 0 8z"/>
</marker>
"""

STYLE = """
text { font: 14px system-ui, sans-serif; fill: #1f2328; text-anchor: middle; dominant-baseline: middle; }
rect { fill: #eef2f7; stroke: #57606a; }
.arrow { stroke: #8c959f; fill: none; marker-end: url(#head); }
.head { fill: #8c959f; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  rect { fill: #21262d; stroke: #8b949e; }
  .arrow { stroke: #6e7681; }
  .head { fill: #6e7681; }
}
"""


def nearest() -> dict[str, frozenset[str]]:
    """For each package, what it may import and none of what it may import may: the arrows that say all the others."""
    return {
        package: frozenset(below - {further for each in below for further in ARROWS[each]})
        for package, below in ARROWS.items()
    }


def places() -> dict[str, tuple[int, int]]:
    """Return the middle of each box: a row for each floor, the highest first."""
    return {
        package: (round(WIDTH * COLUMNS.get(package, 0.5)), GAP + ROW * row + BOX[1] // 2)
        for row, level in enumerate(floors()[::-1])
        for package in level
    }


def drawing() -> str:
    """Return the picture as SVG, for light and for dark pages."""
    height = ROW * len(floors()) + GAP
    placed = places()
    lines = [*_arrows(placed), *_boxes(placed)]
    described = "; ".join(f"{package}: {', '.join(sorted(below)) or 'nothing'}" for package, below in nearest().items())
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {LABELS}>',
            '<title id="title">The packages and what each imports</title>',
            f'<desc id="description">{described}</desc>',
            f"<style>{STYLE}</style>",
            f"<defs>{HEAD}</defs>",
            *lines,
            "</svg>",
            "",
        ]
    )


def _arrows(places: dict[str, tuple[int, int]]) -> Iterator[str]:
    for package, below in nearest().items():
        for other in sorted(below):
            (left, top), (right, bottom) = places[package], places[other]
            yield f'<path class="arrow" d="M{left} {top + BOX[1] // 2} L{right} {bottom - BOX[1] // 2 - 2}"/>'


def _boxes(places: dict[str, tuple[int, int]]) -> Iterator[str]:
    width, height = BOX
    for package, (left, top) in places.items():
        yield f'<rect x="{left - width // 2}" y="{top - height // 2}" width="{width}" height="{height}" rx="6"/>'
        yield f'<text x="{left}" y="{top}">{package}</text>'


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(drawing(), "utf-8")
