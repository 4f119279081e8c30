"""What a person reads, before it is written for a medium: a page of sections made of a few kinds of blocks.

A block holds plain text, already in the language of its reader; how it looks is the writer's. There is one writer for
each medium: plain text, terminal, HTML, PDF and Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import locale_of
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine

__all__ = [
    "Bar",
    "Block",
    "Column",
    "Fold",
    "Group",
    "Item",
    "Items",
    "Mark",
    "Page",
    "Paragraph",
    "Row",
    "Section",
    "Sender",
    "Table",
    "Timeline",
    "Tone",
    "sections_of",
]


class Tone(StrEnum):
    """How much a line matters to its reader; a medium shows it as a colour, and always with words beside it."""

    PLAIN = "plain"
    GOOD = "good"
    NOTICE = "notice"
    WARNING = "warning"
    BLOCKING = "blocking"
    QUIET = "quiet"


@attrs.frozen
class Paragraph(OneLine):
    """A line or a paragraph.

    Attributes:
        text: its text.
        tone: how much it matters.
    """

    text: str
    tone: Tone = Tone.PLAIN


@attrs.frozen(kw_only=True)
class Item(OneLine):
    """An entry of a list.

    Attributes:
        text: what it says, in one sentence.
        label: what stands before it, as the code and severity of a finding; empty for none.
        notes: the lines under it, as where it is and its source.
        tone: how much it matters.
        url: the address of what it names; None for none.
    """

    text: str
    label: str = ""
    notes: tuple[str, ...] = ()
    tone: Tone = Tone.PLAIN
    url: str | None = None


@attrs.frozen
class Items(OneLine):
    """A list.

    Attributes:
        items: its entries, in order.
    """

    items: tuple[Item, ...]


@attrs.frozen(kw_only=True)
class Column(OneLine):
    """A column of a table.

    Attributes:
        title: its title.
        number: whether it holds numbers, which stand on the right.
        wide: whether it takes the width that is left.
    """

    title: str
    number: bool = False
    wide: bool = False


@attrs.frozen
class Row(OneLine):
    """A row of a table.

    Attributes:
        cells: a text for each column, the first of which names the row.
        tone: how much it matters.
    """

    cells: tuple[str, ...]
    tone: Tone = Tone.PLAIN


@attrs.frozen
class Group(OneLine):
    """Rows under a title of their own.

    Attributes:
        title: the title; empty where a table has no groups.
        rows: the rows.
        folded: what stands for the rows that are left out, on one line; empty when none is.
    """

    title: str
    rows: tuple[Row, ...]
    folded: str = ""


@attrs.frozen(kw_only=True)
class Table(OneLine):
    """A table.

    Attributes:
        caption: what it shows, which a screen reader reads first.
        columns: its columns.
        groups: its rows, by groups.
    """

    caption: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]


@attrs.frozen(kw_only=True)
class Bar(OneLine):
    """A period on a timeline, both days included.

    Attributes:
        starts: its first day.
        ends: its last day.
        text: what it is.
        tone: how much it matters.
    """

    starts: Date
    ends: Date
    text: str
    tone: Tone = Tone.PLAIN


@attrs.frozen(kw_only=True)
class Mark(OneLine):
    """A day on a timeline.

    Attributes:
        day: the day.
        text: what it is.
        label: how it is known, as `légal` or `conseillé`; empty for none.
        tone: how much it matters.
    """

    day: Date
    text: str
    label: str = ""
    tone: Tone = Tone.PLAIN


@attrs.frozen(kw_only=True)
class Timeline(OneLine):
    """Periods and days on one line of time. A medium without pictures writes its days as a list.

    Attributes:
        title: its title, as the name of a picture.
        description: what the picture shows, in one or two sentences, for who does not see it.
        bars: its periods, in order.
        marks: its days, in order.
        day: the day of the reader, which stands out; None for none.
        day_text: what that day is called; empty for none.
    """

    title: str
    description: str
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    day: Date | None = None
    day_text: str = ""


@attrs.frozen
class Fold(OneLine):
    """What a reader may leave closed: its heading stands alone until it is opened. A medium on paper opens it.

    Attributes:
        heading: the heading.
        blocks: what is under it.
    """

    heading: str
    blocks: tuple[Block, ...]


@attrs.frozen
class Section(OneLine):
    """A section of a page.

    Attributes:
        title: its title.
        blocks: what is under it.
    """

    title: str
    blocks: tuple[Block, ...]


Block = Paragraph | Items | Table | Timeline | Fold
"""A part of a section."""


_PICTURE = re.compile(r"data:image/[a-z0-9.+-]+(;[a-z0-9-]+=[a-z0-9-]+)*(;base64)?,[\w\-.~!$&'()*+,;=:@/?%]+", re.ASCII)


def _picture(value: str | None) -> str | None:
    """Check a picture that is whole in its own address, so that a page with it still needs no network; or None."""
    if value is None or (isinstance(value, str) and _PICTURE.fullmatch(value)):
        return value
    return converters.fault(value, "picture")


def sections_of(named: Mapping[str, Iterable[Block]]) -> tuple[Section, ...]:
    """Return the sections that have something under their title, in order."""
    filled = ((title, tuple(blocks)) for title, blocks in named.items())
    return tuple(Section(title, blocks) for title, blocks in filled if blocks)


@attrs.frozen(kw_only=True)
class Sender(converters.Checked):
    """Who sends a page: the certifier or consultant whose name stands at its top.

    Attributes:
        name: the name, on one line.
        logo: a picture as a `data:` address, such as `data:image/png;base64,…`; None for none.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    name: str = attrs.field(converter=converters.text)
    logo: str | None = attrs.field(default=None, converter=_picture)


@attrs.frozen(kw_only=True)
class Page(OneLine):
    """A whole page.

    Attributes:
        title: its title.
        verdict: what it comes down to, in one line.
        sections: its sections, in the order of reading.
        locale: the language of its texts.
        about: facts about the page itself, as the day for which it was made, on one line.
        sender: who sends it; None for nobody.

    Raises:
        InvalidInput: with every field that has another type, and for a language that is not known.
    """

    title: str
    verdict: Paragraph
    sections: tuple[Section, ...]
    locale: Locale
    about: str = ""
    sender: Sender | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        locale_of(self.locale)

    def _summary(self) -> Mapping[str, object]:
        return {"title": self.title, "sections": len(self.sections), "locale": self.locale}

    def blocks(self) -> Iterable[Block]:
        """Give the blocks of all its sections, in order."""
        return (block for section in self.sections for block in section.blocks)
