"""A page as Markdown, as GitHub and most programs read it: headings, lists and tables, texts escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qualiopi_rules.core.messages import Locale
from qualiopi_rules.view.blocks import Block, Item, Items, Page, Paragraph, Table, Timeline
from qualiopi_rules.view.dates import day_text, days_of, named
from qualiopi_rules.view.lines import clean

__all__ = ["markdown_of"]

_MARKUP = re.compile(r"[\\`*_\[\]<>#|~&$]")
_BEGINS = re.compile(r"^(\d+(?=[.)])|(?=[-+]))")
"""Where a mark would make a list of a line."""
_ADDRESS = re.compile(r"https?://[!-;=?-\[\]-_a-~]+")
"""An address that no mark of Markdown ends; any other is written as a text."""
_DEEPEST = 6


def markdown_of(page: Page) -> str:
    """Write a page as Markdown."""
    return "\n\n".join(filter(None, _page(page))) + "\n"


def _page(page: Page) -> Iterator[str]:
    """The parts of a page, which have an empty line between them."""
    if page.sender is not None:
        yield _escaped(page.sender.name)
    yield f"# {_escaped(page.title)}"
    yield _strong(page.verdict.text)
    if page.about:
        yield _escaped(page.about)
    for section in page.sections:
        yield f"## {_escaped(section.title)}"
        yield from _blocks(section.blocks, 3, page.locale)


def _blocks(blocks: Iterable[Block], level: int, locale: Locale) -> Iterator[str]:
    """The parts of blocks, whose headings are of a level."""
    for block in blocks:
        match block:
            case Paragraph():
                yield _escaped(block.text)
            case Items():
                yield "\n".join(line for item in block.items for line in _item(item))
            case Table():
                yield _escaped(block.caption)
                yield "\n".join(_table(block))
            case Timeline():
                yield f"{'#' * level} {_escaped(block.title)}"
                yield _escaped(block.description)
                yield "\n".join(_timeline(block, locale))
            case _:
                yield f"{'#' * level} {_escaped(block.heading)}"
                yield from _blocks(block.blocks, min(level + 1, _DEEPEST), locale)


def _item(item: Item) -> Iterator[str]:
    text, notes = _escaped(item.text), item.notes
    if item.url is not None and _ADDRESS.fullmatch(item.url):
        address = item.url.replace("&", "\\&")  # which could begin the name of a sign
        text = f"[{text}](<{address}>)"
    elif item.url is not None:
        notes = (*notes, item.url)
    yield " ".join(filter(None, ("-", _strong(item.label), text)))
    yield from (f"  - {_escaped(note)}" for note in notes)


def _table(table: Table) -> Iterator[str]:
    yield _row(_escaped(column.title) for column in table.columns)
    yield _row("--:" if column.number else "---" for column in table.columns)
    empty = [""] * (len(table.columns) - 1)
    for group in table.groups:
        if group.title:
            yield _row([_strong(group.title), *empty])
        yield from (_row(map(_escaped, row.cells)) for row in group.rows)
        if group.folded:
            yield _row([_escaped(group.folded), *empty])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _timeline(timeline: Timeline, locale: Locale) -> Iterator[str]:
    """The periods of a timeline, then its days, with that of the reader in bold."""
    for bar in timeline.bars:
        yield f"- {bar.starts.isoformat()} - {bar.ends.isoformat()} {_escaped(bar.text)}"
    for day, mark in days_of(timeline):
        if mark is None:
            yield f"- {_strong(f'{day.isoformat()} {day_text(timeline, locale)}')}"
        else:
            yield f"- {day.isoformat()} {_escaped(named(mark, locale))}"


def _strong(text: str) -> str:
    escaped = _escaped(text)
    return f"**{escaped}**" if escaped else ""


def _escaped(text: str) -> str:
    """A text on one line whose marks are only marks."""
    # Bold needs a letter at its edges, and a no-break space is none.
    return _BEGINS.sub(r"\1\\", _MARKUP.sub(r"\\\g<0>", clean(text).strip()))
