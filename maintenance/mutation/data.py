"""The small changes that are made in the data of a text, each by a name that survives edits elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import attrs

__all__ = ["Datum", "data"]

_WORDS = {"fr", "en", "title", "label", "note", "comment", "url"}
"""What is said to readers, which changes no result; the tests of the messages look at it."""

Path = tuple[str | int, ...]
Make = Callable[[Any], None]


@attrs.frozen
class Datum:
    """One change of a datum.

    Attributes:
        name: what names it: the text, the path, what stood there and what stands there now.
        text: the name of the text.
        path: where it stands in the tables of the text.
        make: changes the table or the list that holds it.
    """

    name: str
    text: str
    path: Path
    make: Make = attrs.field(eq=False, repr=False)


def data(name: str, content: dict[str, Any]) -> tuple[Datum, ...]:
    """Return every change of a text."""
    others = _values(content)
    return tuple(
        Datum(f"{name}:{'.'.join(map(str, path))}: {said}", name, path, make)
        for path, said, make in _changes(content, others)
    )


def _changes(content: dict[str, Any], others: dict[str, list[str]]) -> Iterator[tuple[Path, str, Make]]:
    for path, holder, key, value in _leaves(content):
        if isinstance(value, dict | list):
            yield path, "is not there", _without(key)
        else:
            if isinstance(holder, dict):
                yield path, "is not there", _without(key)
            for other in _other(value, others.get(_field(path), [])):
                yield path, f"{value!r} => {other!r}", _with(key, other)
    for path, holder, key, value in _leaves(content):
        if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
            for other in others.get(_field(path), []):
                if other not in value:
                    yield path, f"and {other!r}", _with(key, [*holder[key], other])


def _leaves(holder: Any, path: Path = ()) -> Iterator[tuple[Path, Any, Any, Any]]:
    """Everything that a text holds, but for words: its path, what holds it, its key and what it is."""
    items = holder.items() if isinstance(holder, dict) else enumerate(holder)
    for key, value in items:
        if key in _WORDS or (isinstance(value, dict) and _WORDS.issuperset(value)):
            continue
        yield (*path, key), holder, key, value
        if isinstance(value, dict | list):
            yield from _leaves(value, (*path, key))


def _field(path: Path) -> str:
    """The name of the field: that of the list for what is in a list."""
    return next(str(each) for each in reversed(path) if isinstance(each, str))


def _values(content: dict[str, Any]) -> dict[str, list[str]]:
    """The texts that stand in each field, the most usual first: a wrong one among them is the likeliest mistake."""
    seen: dict[str, Counter[str]] = {}
    for path, _, _, value in _leaves(content):
        if isinstance(value, str):
            seen.setdefault(_field(path), Counter())[value] += 1
    return {field: [value for value, _ in counted.most_common(4)] for field, counted in seen.items()}


def _other(value: Any, usual: list[str]) -> Iterator[Any]:
    match value:
        case bool():
            yield not value
        case int() | float():
            yield value + 1
            yield value - 1
        case date():
            yield value + timedelta(days=1)
            yield value - timedelta(days=1)
        case _:  # a text
            wrong = [each for each in usual if each != value]
            yield from wrong[:3] or [f"{value}~"]


def _without(key: Any) -> Make:
    def make(holder: Any) -> None:
        # The texts refuse to be changed by anybody else.
        _plain(holder).__delitem__(holder, key)

    return make


def _with(key: Any, value: Any) -> Make:
    def make(holder: Any) -> None:
        _plain(holder).__setitem__(holder, key, value)

    return make


def _plain(holder: Any) -> Any:
    return dict if isinstance(holder, dict) else list
