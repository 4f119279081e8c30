"""Pages to be written: any blocks, with texts that try to be more than texts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs
from hypothesis import strategies as st
from pendulum import Date

from qualiopi_rules.view import (
    Bar,
    Block,
    Column,
    Document,
    Fold,
    Group,
    Item,
    Items,
    Mark,
    Page,
    Paragraph,
    Row,
    Section,
    Sender,
    Table,
    Timeline,
    Tone,
)
from tests.strategies import days, texts

HOSTILE = [
    *("\x1b[31m", "\x1b]8;;x\x07", "\r", "\n", "\r\n", "\t", "\x00", "\x85", "\u2028", "\u202e", "\ud800", "\x9b2J"),
    *("[bold]", "[/]", ":smile:", "**", "_", "`", "```", "~~", "|", "\\", "\\|", "<b>", "&amp;", "$x$", "![a](b)"),
    *("# ", "- ", "+ ", "1. ", "2) ", "> ", "---", "===", "    ", "[a]: b", "https://example.org", "<!--", "{x}", "%s"),
    *("\u00a0: ", "é", "漢字", "🦉", "e\u0301", "⚠\ufe0f", "un mot", "x" * 60, "Légal", " "),
]
"""Pieces of texts: orders to a terminal, ends of lines, marks of Markdown, of rich and of HTML, wide signs."""


def said() -> st.SearchStrategy[str]:
    """Texts of callers, which are not blank."""
    pieces = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=6).map("".join)
    letters = st.text(st.characters(max_codepoint=0x2FF, exclude_categories=["Cs"]), min_size=1, max_size=30)
    return st.one_of(pieces, letters, texts()).filter(lambda text: "x" in text or text.strip("\x00- ") != "")


def tables() -> st.SearchStrategy[Table]:
    return st.integers(1, 5).flatmap(_tables_of)


def _tables_of(size: int) -> st.SearchStrategy[Table]:
    rows = st.builds(Row, st.tuples(*[said()] * size), st.sampled_from(Tone))
    groups = st.builds(
        Group, said() | st.just(""), st.lists(rows, min_size=1, max_size=3).map(tuple), said() | st.just("")
    )
    column = st.builds(Column, title=said(), number=st.booleans(), wide=st.booleans())
    return st.builds(
        Table,
        caption=said(),
        columns=st.tuples(*[column] * size),
        groups=st.lists(groups, min_size=1, max_size=2).map(tuple),
    )


def _leaves(*, with_tables: bool) -> st.SearchStrategy[Block]:
    tones, day = st.sampled_from(Tone), days(date(2019, 1, 1), date(2030, 1, 1))
    addresses = st.none() | st.sampled_from(["https://example.org/a_b?c=1&copy=2*3*", "https://e.org/`a`"]) | said()
    items = st.builds(
        Item,
        text=said(),
        label=said() | st.just(""),
        notes=st.lists(said(), max_size=2).map(tuple),
        tone=tones,
        url=addresses,
    )
    bars = st.builds(Bar, starts=day, ends=day, text=said(), tone=tones)
    marks = st.builds(Mark, day=day, text=said(), label=said() | st.just(""), tone=tones)
    timelines = st.builds(
        Timeline,
        title=said(),
        description=said(),
        bars=st.lists(bars, max_size=2).map(tuple),
        marks=st.lists(marks, max_size=3).map(tuple),
        day=st.none() | day,
        day_text=said() | st.just(""),
    )
    lists = st.builds(Items, st.lists(items, min_size=1, max_size=3).map(tuple))
    leaves: list[st.SearchStrategy[Block]] = [st.builds(Paragraph, said(), tones), lists, timelines]
    return st.one_of(*leaves, *([tables()] if with_tables else []))


def pages(*, with_tables: bool = True) -> st.SearchStrategy[Document]:
    """Pages of any blocks, folds within folds too."""
    blocks = st.recursive(
        _leaves(with_tables=with_tables),
        lambda inner: st.builds(Fold, said(), st.lists(inner, max_size=2).map(tuple)),
        max_leaves=4,
    )
    return st.builds(
        Document,
        title=said(),
        verdict=st.builds(Paragraph, said(), st.sampled_from(Tone)),
        sections=st.lists(st.builds(Section, said(), st.lists(blocks, max_size=3).map(tuple)), max_size=3).map(tuple),
        locale=st.sampled_from(["fr", "en"]),
        about=said() | st.just(""),
        sender=st.none() | st.builds(Sender, name=texts()),
    )


NO_TEXTS = {"locale", "tone", "url", "logo"}


def texts_of(value: Any) -> Iterator[str]:
    """Every text of a page or of its parts, with the days of its timelines."""
    match value:
        case str():
            yield value
        case Date():
            yield value.isoformat()
        case tuple():
            for each in value:
                yield from texts_of(each)
        case Timeline(day=None):
            yield from texts_of((value.title, value.description, value.bars, value.marks))
        case _ if attrs.has(type(value)):
            for name in (field.name for field in attrs.fields(type(value))):
                yield from texts_of(() if name in NO_TEXTS else getattr(value, name))
        case _:
            assert value is None or isinstance(value, bool)


def urls_of(page: Page) -> Iterator[str]:
    """Every address of a page."""
    todo = list(page.blocks())
    for block in todo:
        match block:
            case Items():
                yield from (item.url for item in block.items if item.url is not None)
            case Fold():
                todo += block.blocks
            case _:
                pass
