"""A page as plain text, and the lines that it shares with the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qualiopi_rules.core.messages import Locale
from qualiopi_rules.view.blocks import Block, Item, Items, Page, Paragraph, Table, Timeline, Tone
from qualiopi_rules.view.dates import day_text, days_of, named
from qualiopi_rules.view.lines import NARROWEST, Line, Part, Span, cells, deeper, flow, plain
from qualiopi_rules.view.text_table import table_lines

__all__ = ["lines_of", "text_of"]

_AHEAD, _HERE = "  ", "> "
"""What stands before a day, and before that of the reader."""


def text_of(page: Page, width: int | None = None) -> str:
    """Write a page as plain text.

    Args:
        page: the page.
        width: how many cells of a screen a line takes at most, `NARROWEST` if it is less; None for no wrapping,
            but of the wide columns of tables.
    """
    return "".join(f"{plain(line)}\n" for line in lines_of(page, width))


def lines_of(page: Page, width: int | None) -> Iterator[Line]:
    """Yield the lines of a page: its title, its verdict right under it, then its sections."""
    width = None if width is None else max(width, NARROWEST)
    if page.sender is not None:
        yield from flow([Span(page.sender.name, Part.NOTE)], width)
        yield ()
    yield from _underlined(page.title, Part.TITLE, "=", width)
    yield from flow([Span(page.verdict.text, page.verdict.tone)], width)
    if page.about:
        yield from flow([Span(page.about, Part.NOTE)], width)
    for section in page.sections:
        yield ()
        yield from _underlined(section.title, Part.HEADING, "-", width)
        yield from _blocks(section.blocks, width, "", page.locale)


def _underlined(title: str, part: Part, mark: str, width: int | None) -> Iterator[Line]:
    lines = list(flow([Span(title, part)], width))
    yield from lines
    yield (Span(mark * max(cells(plain(line)) for line in lines), Part.RULE),)


def _blocks(blocks: Iterable[Block], width: int | None, indent: str, locale: Locale) -> Iterator[Line]:
    """The lines of blocks, with an empty one between two of them."""
    for index, block in enumerate(blocks):
        if index:
            yield ()
        yield from _block(block, width, indent, locale)


def _block(block: Block, width: int | None, indent: str, locale: Locale) -> Iterator[Line]:
    match block:
        case Paragraph():
            yield from flow([Span(block.text, block.tone)], width, indent, indent)
        case Items():
            for item in block.items:
                yield from _item(item, width, indent)
        case Table():
            yield from table_lines(block, width, indent, locale)
        case Timeline():
            yield from _timeline(block, width, indent, locale)
        case _:
            yield from flow([Span(block.heading, Part.HEADING)], width, indent, indent)
            yield from _blocks(block.blocks, width, deeper(indent, width), locale)


def _item(item: Item, width: int | None, indent: str) -> Iterator[Line]:
    """The lines of an entry: where it has a label, the label alone shows how much it matters."""
    text = Span(item.text, Tone.PLAIN if item.label else item.tone)
    under = deeper(indent, width)
    yield from flow([Span(item.label, item.tone), text], width, indent, under)
    for note in (*item.notes, *filter(None, [item.url])):
        yield from flow([Span(note, Part.NOTE)], width, under, deeper(under, width))


def _timeline(timeline: Timeline, width: int | None, indent: str, locale: Locale) -> Iterator[Line]:
    """The periods of a timeline, then its days, with that of the reader among them."""
    yield from flow([Span(timeline.title, Part.HEADING)], width, indent, indent)
    yield from flow([Span(timeline.description)], width, indent, indent)
    for bar in timeline.bars:
        period = f"{bar.starts.isoformat()} - {bar.ends.isoformat()}"
        yield from _dated(period, Span(bar.text, bar.tone), width, indent + _AHEAD)
    for day, mark in days_of(timeline):
        sign = _HERE if mark is None else _AHEAD
        span = Span(day_text(timeline, locale), Part.DAY) if mark is None else Span(named(mark, locale), mark.tone)
        yield from _dated(day.isoformat(), span, width, indent + sign)


def _dated(when: str, span: Span, width: int | None, lead: str) -> Iterator[Line]:
    """A day or a period, and what it is beside it, or after it where it is too narrow."""
    first = f"{lead}{when}  "
    if width is not None and len(first) + NARROWEST > width:
        yield from flow([Span(when), span], width, lead, " " * len(lead))
    else:
        yield from flow([span], width, first, " " * len(first))
