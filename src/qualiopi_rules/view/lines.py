"""Lines of spans: texts made safe for one line, measured in the cells of a screen, and wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from unicodedata import category, east_asian_width

import attrs

from qualiopi_rules.core.safe_text import clean
from qualiopi_rules.view.blocks import Tone

__all__ = ["NARROWEST", "Line", "Part", "Span", "cells", "deeper", "flow", "plain"]

NARROWEST = 20
"""The least width, in cells, to which texts are wrapped."""

_SINGLE = re.compile("[\x00-\u02ff\u2010-\u205e\u20ac]*")
"""Characters of one cell each: nearly all that French and English are written with."""


class Part(StrEnum):
    """What a span is in its page, where that decides how it looks."""

    TITLE = "title"
    HEADING = "heading"
    HEAD = "head"  # of a column
    NOTE = "note"
    DAY = "day"  # of the reader
    RULE = "rule"  # under a title, for want of anything else that shows it


@attrs.frozen
class Span:
    """A piece of a line that looks the same throughout.

    Attributes:
        text: its text.
        look: what it is, or how much it matters.
    """

    text: str
    look: Part | Tone = Tone.PLAIN


Line = tuple[Span, ...]
"""A line of a page."""


def plain(line: Line) -> str:
    """Return the text of a line."""
    return "".join([span.text for span in line]).rstrip(" ")


def cells(text: str) -> int:
    """Return how many cells of a screen a text takes at most; an emoji or an ideogram takes two."""
    return len(text) if text.isascii() or _SINGLE.fullmatch(text) else sum(map(_cells, text))


def _cells(char: str) -> int:
    if category(char) in ("Mn", "Me") and char != "\N{VARIATION SELECTOR-16}":  # which makes a sign an emoji
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def deeper(indent: str, width: int | None, by: int = 2) -> str:
    """Return a deeper indent, or the same where too little would be left of the width."""
    return indent if width is not None and len(indent) + by + NARROWEST > width else indent + " " * by


def flow(spans: Iterable[Span], width: int | None, first: str = "", rest: str = "") -> Iterator[Line]:
    """Yield the lines of spans that follow each other with a space between.

    Args:
        spans: the spans.
        width: how many cells a line takes at most; None for one line.
        first: what the first line begins with.
        rest: what the other lines begin with.
    """
    whole = [(text, span.look) for span in spans if (text := clean(span.text))]
    if width is None:
        yield Span(first), *_joined(whole)
        return
    room = width - max(cells(first), cells(rest))
    # What fits on one line is not looked at word by word.
    fits = sum([cells(text) + 1 for text, _ in whole]) <= room + 1
    prefix, line, used = first, list[_Word](), cells(first)
    for word in whole if fits else _words(whole, room):
        size = cells(word[0])
        if line and used + 1 + size > width:
            yield Span(prefix), *_joined(line)
            prefix, line, used = rest, [], cells(rest)
        used += size + bool(line)
        line.append(word)
    yield Span(prefix), *_joined(line)


_Word = tuple[str, Part | Tone]
_SPACE = Span(" ")


def _joined(words: Iterable[_Word]) -> list[Span]:
    """The words of a line with a space between, those that look the same in one span."""
    line: list[Span] = []
    for look, alike in groupby(words, itemgetter(1)):
        line += [_SPACE] if line else []
        line.append(Span(" ".join([text for text, _ in alike]), look))
    return line


def _words(texts: Iterable[_Word], size: int) -> Iterator[_Word]:
    """The words of texts, those that are longer than a line in pieces."""
    for text, look in texts:
        for word in text.split(" "):
            yield from ((piece, look) for piece in _pieces(word, size))


def _pieces(word: str, size: int) -> Iterator[str]:
    if cells(word) <= size:
        yield word
        return
    piece, used = "", 0
    for char in word:
        if used + _cells(char) > size:
            yield piece
            piece, used = "", 0
        piece += char
        used += _cells(char)
    yield piece
