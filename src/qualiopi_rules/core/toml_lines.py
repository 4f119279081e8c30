"""Lines of TOML that a person wrote otherwise: `oui` without quotes, a French day, curly quotes, a bare word.

What a line was obviously meant to be is said as a question, never taken.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from itertools import takewhile
from operator import eq

import attrs

from qualiopi_rules.core.meant import answer_meant, day_meant

__all__ = ["WrongLine", "bare_line", "line_meant", "wrong_lines"]

_TOKEN = re.compile(
    r"""(?P<comment>\#.*)"""
    r"""|(?P<text>"(?:[^"\\]|\\.)*"|'[^']*')"""
    r"""|["“”„«](?P<quoted>[^"“”„«»]*)["“”»]"""
    r"""|(?P<mark>[\[\]{},=])"""
    r"""|(?P<bare>[^\s\[\]{},=#"'“”„«»](?:[^\[\]{},=#"“”„«»]*[^\s\[\]{},=#"“”„«»])?)"""
)
"""What a line is made of; between them are blanks, and quotes that nothing closes."""
_STATEMENT = re.compile(r"\s*([\w.-]+)\s*([=:])(.*)")
_HEADER = re.compile(r"\[\[?[^\[\],]*\]?\]")
_NO_DAY = re.compile(r"[0-9]+[/.-][0-9]+[/.-][0-9]+")
_CLOSING = {"[": "]", "{": "}"}
_NOTHING = {"", "null", "none", "nil"}
_LONGEST = 400


@attrs.frozen
class WrongLine:
    """A line that was obviously meant otherwise.

    Attributes:
        number: which line it is, from 1.
        column: where what is wrong begins, from 1.
        bare: the line without its comment.
        meant: what it was meant to be.
        inside: whether it stands within a list that began before it.
    """

    number: int
    column: int
    bare: str
    meant: str
    inside: bool


def wrong_lines(lines: Iterable[str]) -> Iterator[WrongLine]:
    """Yield the lines of a text that were obviously meant otherwise."""
    level, text_until = 0, ""
    for number, line in enumerate(lines, 1):
        bare = bare_line(line)
        if text_until:
            text_until = "" if text_until in line else text_until
            continue
        text_until = next((each for each in ('"""', "'''") if bare.count(each) % 2), "")
        is_header = _HEADER.fullmatch(bare) is not None
        if is_header or _STATEMENT.match(bare):
            level = 0
        meant = line_meant(bare, inside=level > 0)
        if meant is not None:
            same = takewhile(bool, map(eq, bare, meant))
            column = line.index(bare) + sum(same) + 1
            yield WrongLine(number, column, bare, meant, level > 0)
        marks = [] if is_header else [found["mark"] for found in _TOKEN.finditer(bare)]
        level += sum((mark in _CLOSING) - (mark in _CLOSING.values()) for mark in marks)


def bare_line(line: str) -> str:
    """Return a line without its comment and the blanks around it."""
    start = next((found.start() for found in _TOKEN.finditer(line) if found["comment"]), len(line))
    return line[:start].strip()


def line_meant(bare: str, *, inside: bool = False) -> str | None:
    """Return what a line was obviously meant to be; None when it holds, and when that would be a guess.

    Args:
        bare: the line without its comment.
        inside: whether it stands within a list that began before it.
    """
    statement = None if inside else _STATEMENT.fullmatch(bare)
    if len(bare) > _LONGEST or '"""' in bare or "'''" in bare or (statement is None and not inside):
        return None
    # What a list goes on with is looked at as a list of its own.
    name, sign, value = ("x", "=", f"[{bare}") if statement is None else statement.groups()
    value = value.strip()
    if value.casefold() in _NOTHING:
        return f"# {bare}"
    mended = _TOKEN.sub(_token, value)
    meant = f"{name} = {mended}"
    if (mended == value and sign == "=") or not _holds(meant + _left_open(mended)):
        return None
    return mended.removeprefix("[") if statement is None else meant


def _token(found: re.Match[str]) -> str:
    if found["quoted"] is not None:
        return json.dumps(found["quoted"].strip(), ensure_ascii=False)
    bare = found["bare"]
    # In an inline table a name stands before the sign.
    if bare is None or found.string[found.end() :].lstrip().startswith("=") or _holds(f"x = {bare}"):
        return found[0]
    meant = answer_meant(bare) or day_meant(bare)
    # What looks like a day and is none is no word either.
    return meant or (bare if _NO_DAY.fullmatch(bare) else json.dumps(bare, ensure_ascii=False))


def _left_open(value: str) -> str:
    """The brackets that would close those that a value leaves open."""
    closing: list[str] = []
    for found in _TOKEN.finditer(value):
        if found["mark"] in _CLOSING:
            closing.append(_CLOSING[found["mark"]])
        elif closing and found["mark"] == closing[-1]:
            closing.pop()
    return "".join(reversed(closing))


def _holds(line: str) -> bool:
    try:
        tomllib.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
