"""The figure of the documentation, drawn by hand: time per row and memory, from ten thousand rows on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log10
from typing import Any

_WIDTH, _HEIGHT, _LEFT, _TOP, _GAP = 340, 220, 60, 40, 90
_BLUE, _GREY = "#2a6fb0", "#888888"


def drawn(growth: Sequence[dict[str, Any]]) -> str:
    """Draw the growth as SVG: two panels with the rows on a logarithmic axis, each from zero."""
    per_row = [each["seconds"] / each["rows"] * 1e9 for each in growth]
    memory = [each["peak"] for each in growth]
    rows = [each["rows"] for each in growth]
    # Below a million rows the first call, which computes ten years of days, is all of the time: it is not drawn.
    large = [at for at, each in enumerate(rows) if each >= 10**6]
    body = [
        *_panel(0, "Time per row (ns)", [rows[at] for at in large], [per_row[at] for at in large]),
        *_panel(_WIDTH + _GAP, "Peak memory of the process (MiB)", rows, memory),
    ]
    width, height = 2 * _WIDTH + _GAP + _LEFT + 30, _HEIGHT + _TOP + 60
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        f'font-size="13" fill="{_GREY}" role="img" aria-label="Time per row and peak memory by number of rows">'
    )
    return "\n".join([head, *body, "</svg>"]) + "\n"


def _panel(shift: int, title: str, rows: Sequence[int], values: Sequence[float]) -> Iterator[str]:
    most = _rounded(max(values))
    first, last = log10(rows[0]), log10(rows[-1])
    wide = max(last - first, 1.0)

    def at(row: int, value: float) -> tuple[float, float]:
        return (
            round(_LEFT + shift + (log10(row) - first) / wide * _WIDTH, 1),
            round(_TOP + _HEIGHT * (1 - value / most), 1),
        )

    yield f'<text x="{_LEFT + shift}" y="20">{title}</text>'
    for part in range(5):
        value = most * part / 4
        x, y = at(rows[0], value)
        yield f'<line x1="{x}" y1="{y}" x2="{x + _WIDTH}" y2="{y}" stroke="{_GREY}" stroke-opacity="0.3"/>'
        yield f'<text x="{x - 8}" y="{y + 4}" text-anchor="end">{value:g}</text>'
    for row in rows:
        x, y = at(row, 0)
        power = f'<tspan dy="-5" font-size="10">{log10(row):g}</tspan>'
        yield f'<text x="{x}" y="{y + 22}" text-anchor="middle">10{power}</text>'
    points = [at(row, value) for row, value in zip(rows, values, strict=True)]
    line = " ".join(f"{x},{y}" for x, y in points)
    yield f'<polyline points="{line}" fill="none" stroke="{_BLUE}" stroke-width="2"/>'
    for (x, y), value in zip(points, values, strict=True):
        yield f'<circle cx="{x}" cy="{y}" r="3.5" fill="{_BLUE}"/>'
        yield f'<text x="{x}" y="{y - 9}" text-anchor="middle">{value:.0f}</text>'
    yield f'<text x="{_LEFT + shift + _WIDTH / 2}" y="{_TOP + _HEIGHT + 45}" text-anchor="middle">rows</text>'


def _rounded(value: float) -> float:
    """The next round number above a value, with room for its label."""
    step = 10.0 ** int(log10(value))
    return next(
        step * each / 2 for each in range(1, 41) if step * each / 2 > value * 1.1 and (step * each / 2) % 4 == 0
    )
