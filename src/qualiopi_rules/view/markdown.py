"""A page as Markdown, as GitHub and most programs read it: headings, lists and tables, texts escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.safe_text import clean
from qualiopi_rules.view.blocks import Block, Item, Items, Page, Paragraph, Table, Timeline
from qualiopi_rules.view.dates import day_text, days_of, named

__all__ = ["markdown_link", "markdown_of", "markdown_text"]

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
        yield markdown_text(page.sender.name)
    yield f"# {markdown_text(page.title)}"
    yield _strong(page.verdict.text)
    if page.about:
        yield markdown_text(page.about)
    for section in page.sections:
        yield f"## {markdown_text(section.title)}"
        yield from _blocks(section.blocks, 3, page.locale)


def _blocks(blocks: Iterable[Block], level: int, locale: Locale) -> Iterator[str]:
    """The parts of blocks, whose headings are of a level."""
    for block in blocks:
        match block:
            case Paragraph():
                yield markdown_text(block.text)
            case Items():
                yield "\n".join(line for item in block.items for line in _item(item))
            case Table():
                yield markdown_text(block.caption)
                yield "\n".join(_table(block))
            case Timeline():
                yield f"{'#' * level} {markdown_text(block.title)}"
                yield markdown_text(block.description)
                yield "\n".join(_timeline(block, locale))
            case _:
                yield f"{'#' * level} {markdown_text(block.heading)}"
                yield from _blocks(block.blocks, min(level + 1, _DEEPEST), locale)


def _item(item: Item) -> Iterator[str]:
    text, notes = markdown_link(item.text, item.url), item.notes
    if text is None:
        text, notes = markdown_text(item.text), (*notes, *filter(None, [item.url]))
    yield " ".join(filter(None, ("-", _strong(item.label), text)))
    yield from (f"  - {markdown_text(note)}" for note in notes)


def _table(table: Table) -> Iterator[str]:
    yield _row(markdown_text(column.title) for column in table.columns)
    yield _row("--:" if column.number else "---" for column in table.columns)
    empty = [""] * (len(table.columns) - 1)
    for group in table.groups:
        if group.title:
            yield _row([_strong(group.title), *empty])
        yield from (_row(map(markdown_text, row.cells)) for row in group.rows)
        if group.folded:
            yield _row([markdown_text(group.folded), *empty])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _timeline(timeline: Timeline, locale: Locale) -> Iterator[str]:
    """The periods of a timeline, then its days, with that of the reader in bold."""
    for bar in timeline.bars:
        yield f"- {bar.starts.isoformat()} - {bar.ends.isoformat()} {markdown_text(bar.text)}"
    for day, mark in days_of(timeline):
        if mark is None:
            yield f"- {_strong(f'{day.isoformat()} {day_text(timeline, locale)}')}"
        else:
            yield f"- {day.isoformat()} {markdown_text(named(mark, locale))}"


def _strong(text: str) -> str:
    escaped = markdown_text(text)
    return f"**{escaped}**" if escaped else ""


def markdown_link(text: str, url: str | None) -> str | None:
    """Return a text that leads to an address; None where the address is none that Markdown can hold."""
    if url is None or not _ADDRESS.fullmatch(url):
        return None
    address = url.replace("&", "\\&")  # which could begin the name of a sign
    return f"[{markdown_text(text)}](<{address}>)"


def markdown_text(text: str) -> str:
    """Return a text on one line whose marks are only marks."""
    # Bold needs a letter at its edges, and a no-break space is none.
    return _BEGINS.sub(r"\1\\", _MARKUP.sub(r"\\\g<0>", clean(text).strip()))
