"""The blocks of a page as HTML elements. Needs the extra `html`.

Elements are written as text, each with what it holds; every text of a block goes through `escaped`. How an element
looks is in `page.css` and `fragment.css`.
"""

from __future__ import annotations

from collections.abc import Iterable

from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.view.blocks import (
    Bar,
    Block,
    Fold,
    Group,
    Item,
    Items,
    Mark,
    Paragraph,
    Row,
    Table,
    Timeline,
)
from qualiopi_rules.view.dates import dates_of, named
from qualiopi_rules.view.html_text import escaped
from qualiopi_rules.view.timeline_svg import svg_of

__all__ = ["elements_of", "paragraph_of"]

_LINKED = ("https://", "http://", "mailto:")
"""How the addresses begin that a page may lead to; another may be a program."""

_SHORT = 24
"""Characters of a cell that is not broken into lines."""


def elements_of(blocks: Iterable[Block], locale: Locale) -> str:
    """Return the elements of some blocks, in order."""
    return "".join([_element(block, locale) for block in blocks])


def _element(block: Block, locale: Locale) -> str:
    match block:
        case Paragraph():
            return paragraph_of(block)
        case Items():
            return _list(block)
        case Table():
            return _table(block, locale)
        case Timeline():
            return _timeline(block, locale)
    return _fold(block, locale)


def paragraph_of(paragraph: Paragraph) -> str:
    """Return a paragraph."""
    return f'<p class="{paragraph.tone}">{escaped(paragraph.text)}</p>'


def _list(block: Items) -> str:
    # A list without bullets is no list to some screen readers, unless it says that it is.
    return f'<ul class="items" role="list">{"".join(map(_item, block.items))}</ul>'


def _item(item: Item) -> str:
    label = f'<span class="label">{escaped(item.label)}</span> ' if item.label else ""
    if item.url is not None and item.url.lower().startswith(_LINKED):
        text = f'<a href="{escaped(item.url)}">{escaped(item.text)}</a>'
    else:
        text = f'<span class="text">{escaped(item.text)}</span>'
    notes = "".join([f'<p class="note">{escaped(note)}</p>' for note in item.notes])
    return f'<li class="{item.tone}">{label}{text}{notes}</li>'


def _table(table: Table, locale: Locale) -> str:
    """A table that says what each element is: on a phone its rows are blocks, which would hide that it is one."""
    looks = [_look(table, index) for index in range(len(table.columns))]
    dense = ' class="dense"' if any(look.startswith("long") for look in looks) else ""
    columns = list(zip(looks, [column.title for column in table.columns], strict=True))
    heads = "".join(
        [f'<th class="{look}" scope="col" role="columnheader">{escaped(title)}</th>' for look, title in columns]
    )
    tags = [
        _cell_tag(look, title, locale) if index else f'<th class="{look}" scope="row" role="rowheader">'
        for index, (look, title) in enumerate(columns)
    ]
    groups = "".join([_group(group, tags) for group in table.groups])
    return (
        f'<table{dense} role="table"><caption>{escaped(table.caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>{groups}</table>'
    )


def _look(table: Table, index: int) -> str:
    """The classes of a column: where its cells are short, none is broken, and what is left is for the others."""
    column = table.columns[index]
    longest = max((len(row.cells[index]) for group in table.groups for row in group.rows), default=0)
    size = "wide" if column.wide else "short" if longest <= _SHORT else "long"
    return f"{size} number" if column.number else size


def _cell_tag(look: str, title: str, locale: Locale) -> str:
    """What a cell begins with: the title of its column stands before it where rows are blocks."""
    named = message("view.cell", locale, title=title, cell="")
    return f'<td class="{look}" role="cell" data-title="{escaped(named)}">'


def _group(group: Group, tags: list[str]) -> str:
    """The rows of a group, each cell beginning with the tag of its column."""
    across = len(tags)
    title = folded = ""
    if group.title:
        title = (
            f'<tr class="group" role="row"><th scope="rowgroup" role="rowheader" colspan="{across}">'
            f"{escaped(group.title)}</th></tr>"
        )
    if group.folded:
        folded = f'<tr class="folded" role="row"><td role="cell" colspan="{across}">{escaped(group.folded)}</td></tr>'
    rows = "".join([_row(row, tags) for row in group.rows])
    return f'<tbody role="rowgroup">{title}{rows}{folded}</tbody>'


def _row(row: Row, tags: list[str]) -> str:
    first, *others = [f"{tag}{escaped(cell)}" for tag, cell in zip(tags, row.cells, strict=True)]
    rest = "".join([f"{cell}</td>" for cell in others])
    return f'<tr class="{row.tone}" role="row">{first}</th>{rest}</tr>'


def _timeline(timeline: Timeline, locale: Locale) -> str:
    """A picture, and under it what its numbers stand for."""
    picture = svg_of(timeline, locale) or f"<p>{escaped(timeline.description)}</p>"
    parts: tuple[Bar | Mark, ...] = (*timeline.bars, *timeline.marks)
    keys = "".join([_key(part, number, locale) for number, part in enumerate(parts, 1)])
    return (
        f"<figure><figcaption>{escaped(timeline.title)}</figcaption>{picture}"
        f'<ol class="key" role="list">{keys}</ol></figure>'
    )


def _key(part: Bar | Mark, number: int, locale: Locale) -> str:
    shape, text = (" day", named(part, locale)) if isinstance(part, Mark) else ("", part.text)
    dates = f'<span class="dates">{escaped(dates_of(part, locale))}</span>'
    return (
        f'<li><span class="number {part.tone}{shape}">{number}</span> '
        f'<span class="text">{escaped(text)} {dates}</span></li>'
    )


def _fold(fold: Fold, locale: Locale) -> str:
    inside = elements_of(fold.blocks, locale)
    return f'<details><summary>{escaped(fold.heading)}</summary><div class="inside">{inside}</div></details>'
