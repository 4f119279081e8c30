"""The blocks of a page as HTML elements. Needs the extra `html`.

Every text goes through htpy, which escapes it. How an element looks is in `page.css` and `fragment.css`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.view.blocks import (
    Bar,
    Block,
    Column,
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
from qualiopi_rules.view.timeline_svg import svg_of

if TYPE_CHECKING:
    from htpy import Node

__all__ = ["elements_of", "paragraph_of"]

_LINKED = ("https://", "http://", "mailto:")
"""How the addresses begin that a page may lead to; another may be a program."""

_SHORT = 24
"""Characters of a cell that is not broken into lines."""


def elements_of(blocks: Iterable[Block], locale: Locale) -> Node:
    """Return the elements of some blocks, in order."""
    return [_element(block, locale) for block in blocks]


def _element(block: Block, locale: Locale) -> Node:
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


def paragraph_of(paragraph: Paragraph) -> Node:
    """Return a paragraph."""
    import htpy as h

    return h.p(f".{paragraph.tone}")[paragraph.text]


def _list(block: Items) -> Node:
    import htpy as h

    # A list without bullets is no list to some screen readers, unless it says that it is.
    return h.ul(".items", role="list")[[_item(item) for item in block.items]]


def _item(item: Item) -> Node:
    import htpy as h

    linked = item.url is not None and item.url.lower().startswith(_LINKED)
    return h.li(f".{item.tone}")[
        item.label and [h.span(".label")[item.label], " "],
        h.a(href=item.url)[item.text] if linked else h.span(".text")[item.text],
        [h.p(".note")[note] for note in item.notes],
    ]


def _table(table: Table, locale: Locale) -> Node:
    """A table that says what each element is: on a phone its rows are blocks, which would hide that it is one."""
    import htpy as h

    looks = [_look(table, index) for index in range(len(table.columns))]
    dense = any(look.startswith(".long") for look in looks)
    heads = zip(table.columns, looks, strict=True)
    return h.table(class_={"dense": dense}, role="table")[
        h.caption[table.caption],
        h.thead(role="rowgroup")[
            h.tr(role="row")[[h.th(look, scope="col", role="columnheader")[column.title] for column, look in heads],]
        ],
        [_group(group, table.columns, looks, locale) for group in table.groups],
    ]


def _look(table: Table, index: int) -> str:
    """The classes of a column: where its cells are short, none is broken, and what is left is for the others."""
    column = table.columns[index]
    longest = max((len(row.cells[index]) for group in table.groups for row in group.rows), default=0)
    size = "wide" if column.wide else "short" if longest <= _SHORT else "long"
    return f".{size}.number" if column.number else f".{size}"


def _group(group: Group, columns: tuple[Column, ...], looks: list[str], locale: Locale) -> Node:
    import htpy as h

    across = str(len(columns))
    return h.tbody(role="rowgroup")[
        group.title
        and h.tr(".group", role="row")[h.th(scope="rowgroup", role="rowheader", colspan=across)[group.title]],
        [_row(row, columns, looks, locale) for row in group.rows],
        group.folded and h.tr(".folded", role="row")[h.td(role="cell", colspan=across)[group.folded]],
    ]


def _row(row: Row, columns: tuple[Column, ...], looks: list[str], locale: Locale) -> Node:
    import htpy as h

    (first, _, look), *others = zip(row.cells, columns, looks, strict=True)
    return h.tr(f".{row.tone}", role="row")[
        h.th(look, scope="row", role="rowheader")[first],
        [
            # The title of its column stands before a cell where rows are blocks.
            h.td(look, role="cell", data_title=message("view.cell", locale, title=column.title, cell=""))[cell]
            for cell, column, look in others
        ],
    ]


def _timeline(timeline: Timeline, locale: Locale) -> Node:
    """A picture, and under it what its numbers stand for."""
    import htpy as h

    return h.figure[
        h.figcaption[timeline.title],
        svg_of(timeline, locale) or h.p[timeline.description],
        h.ol(".key", role="list")[
            [_key(bar, number, locale) for number, bar in enumerate(timeline.bars, 1)],
            [_key(mark, number, locale) for number, mark in enumerate(timeline.marks, len(timeline.bars) + 1)],
        ],
    ]


def _key(part: Bar | Mark, number: int, locale: Locale) -> Node:
    import htpy as h

    shape, text = (".day", named(part, locale)) if isinstance(part, Mark) else ("", part.text)
    return h.li[
        h.span(f".number.{part.tone}{shape}")[str(number)],
        " ",
        h.span(".text")[text, " ", h.span(".dates")[dates_of(part, locale)]],
    ]


def _fold(fold: Fold, locale: Locale) -> Node:
    import htpy as h

    return h.details[h.summary[fold.heading], h.div(".inside")[elements_of(fold.blocks, locale)]]
