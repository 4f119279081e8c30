"""A table in lines: columns side by side where they fit, and otherwise a line for each cell."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.core.safe_text import clean
from qualiopi_rules.view.blocks import Row, Table, Tone
from qualiopi_rules.view.lines import Line, Part, Span, cells, deeper, flow, plain

__all__ = ["table_lines"]

_GAP = 2
_LEAST = 10
"""The least cells to which a column is narrowed; its longest word is never cut."""
_LEAST_WIDE = 24
"""The same for the wide columns, while they alone are narrowed."""
_MOST_WIDE = 80
"""The most cells of a wide column where the width is not limited: beyond, the rest of its row would be out of sight."""


def table_lines(table: Table, width: int | None, indent: str, locale: Locale) -> Iterator[Line]:
    """Yield the lines of a table.

    Args:
        table: the table.
        width: how many cells a line takes at most; None for as many as it needs, the wide columns on several lines.
        indent: what each line begins with.
        locale: the language.
    """
    yield from flow([Span(table.caption, Part.NOTE)], width, indent, indent)
    widths = _widths(table, None if width is None else width - len(indent))
    numbers = tuple(column.number for column in table.columns)
    if widths is not None:
        yield from _row(_titles(table), widths, numbers, indent, Part.HEAD)
        yield (Span(indent + (" " * _GAP).join("-" * each for each in widths), Part.RULE),)
    for group in table.groups:
        if group.title:
            yield ()
            yield from flow([Span(group.title, Part.HEADING)], width, indent, indent)
        for row in group.rows:
            if widths is None:
                yield from _stacked(table, row, width, indent, locale)
            else:
                yield from _row(row.cells, widths, numbers, indent, row.tone)
        if group.folded:
            yield from flow([Span(group.folded, Tone.QUIET)], width, indent, indent)


def _titles(table: Table) -> tuple[str, ...]:
    return tuple(column.title for column in table.columns)


def _widths(table: Table, width: int | None) -> tuple[int, ...] | None:
    """How wide the columns are: the wide ones give way first; None where they do not fit side by side."""
    rows = [row.cells for group in table.groups for row in group.rows]
    sizes = [_sizes(texts) for texts in (_titles(table), *rows)]
    full, words = (tuple(map(max, zip(*each, strict=True))) for each in zip(*sizes, strict=True))
    wide = [column.wide for column in table.columns]

    def narrowed(cap: int, which: list[bool]) -> tuple[int, ...]:
        sizes = zip(full, words, which, strict=True)
        return tuple(min(size, max(cap, word)) if gives_way else size for size, word, gives_way in sizes)

    if width is None:
        return narrowed(_MOST_WIDE, wide)
    space = width - _GAP * (len(wide) - 1)
    for which, least in ((wide, _LEAST_WIDE), ([True] * len(wide), _LEAST)):
        for cap in range(max(space, least), least - 1, -1):
            if sum(widths := narrowed(cap, which)) <= space:
                return widths
    return None


@remember
def _sizes(texts: tuple[str, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """How many cells each text takes, and its longest word."""
    cleaned = [clean(text) for text in texts]
    return tuple(map(cells, cleaned)), tuple(max(map(cells, text.split(" "))) for text in cleaned)


@remember
def _row(
    texts: tuple[str, ...], widths: tuple[int, ...], numbers: tuple[bool, ...], indent: str, look: Part | Tone
) -> tuple[Line, ...]:
    """The lines of a row whose cells stand side by side."""
    wrapped = [[plain(line) for line in flow([Span(text)], size)] for text, size in zip(texts, widths, strict=True)]
    lines: list[Line] = []
    for pieces in zip_longest(*wrapped, fillvalue=""):
        padded = []
        for piece, size, number in zip(pieces, widths, numbers, strict=True):
            space = " " * (size - cells(piece))
            padded.append(space + piece if number else piece + space)
        lines.append((Span(indent), Span((" " * _GAP).join(padded).rstrip(" "), look)))
    return tuple(lines)


def _stacked(table: Table, row: Row, width: int | None, indent: str, locale: Locale) -> Iterator[Line]:
    """The lines of a row where it is too narrow: each cell with the title of its column, the first one standing out."""
    under = deeper(indent, width)
    starts = indent
    for column, cell in zip(table.columns, row.cells, strict=True):
        text = message("view.cell", locale, title=column.title, cell=cell)
        yield from flow([Span(text, row.tone)], width, starts, deeper(under, width))
        starts = under
