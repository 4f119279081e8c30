"""The document in which what many results cite is written once: sources, citations and values of the law.

A document is an object with these names:

- `format` and `version`: `qualiopi-rules` and 1;
- `type`: the class of what it holds, as `Review`;
- `content`: the object, in which a number stands for each value of the law, each citation and each source;
- `values`, `citations` and `sources`: what the numbers stand for, counted from 0. A value refers to its citation and
  a citation to its source, so that no reference can lead back to itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue
from qualiopi_rules.law.dated import UsedValue
from qualiopi_rules.law.source import Citation, Source

__all__ = ["FORMAT", "TABLES", "VERSION", "Document", "expanding", "is_document", "references", "referred", "referring"]

FORMAT = "qualiopi-rules"
"""What a document says that it is."""
VERSION = 1
"""The version of the documents that are written; it rises when a reader of the one before would go wrong."""

TABLES: dict[str, type] = {"sources": Source, "citations": Citation, "values": UsedValue}
"""The tables of a document, each after those that it refers to."""


def _format(value: str) -> str:
    return converters.exactly(FORMAT, value)


def _version(value: int) -> int:
    return converters.exactly(VERSION, value)


@attrs.frozen(kw_only=True)
class Document(converters.Checked):
    """A document as it is read, before what stands in it is.

    Attributes:
        format: `qualiopi-rules`.
        version: the version of the document.
        type: the class of what it holds, as `Review`.
        content: what it holds, with references to the tables.
        values: the values of the law, each with a reference to its citation.
        citations: the citations, each with a reference to its source.
        sources: the sources.
    """

    format: str = attrs.field(converter=_format)
    version: int = attrs.field(converter=_version)
    type: str = attrs.field(converter=converters.text)
    content: Any
    values: Any
    citations: Any
    sources: Any


def is_document(value: object) -> bool:
    """Return whether what JSON gave is a document, and not the object itself."""
    return isinstance(value, Mapping) and value.get("format") == FORMAT


# --- Writing: what is referred to is left in place, and the encoder asks for it when it comes to it


Write = Callable[[Any], Any]
"""Gives what is written in place of a value of the law, a citation or a source."""


def references(form: Write) -> tuple[Write, dict[str, list[Any]]]:
    """Return what writes references, and the tables of a document, which it fills.

    Args:
        form: writes a source, a citation or a value, with what it refers to left in place.
    """
    tables: dict[str, list[Any]] = {name: [] for name in TABLES}
    numbers: dict[object, int] = {}
    # By identity first, which costs little; what is kept cannot leave its identity to another.
    by_identity: dict[int, int] = {}
    kept: list[object] = []

    def write(value: Any) -> int:
        number = by_identity.get(id(value))
        if number is None:
            number = by_identity[id(value)] = numbered(value)
            kept.append(value)
        return number

    def numbered(value: Source | Citation | UsedValue) -> int:
        if isinstance(value, Source):
            return listed("sources", value, form(value))
        if isinstance(value, Citation):
            entry = {**form(value), "source": write(value.source)}
            return listed("citations", tuple(entry.values()), entry)
        entry = {**form(value), "citation": write(value.citation)}
        return listed("values", (type(value.value), *entry.values()), entry)

    def listed(table: str, key: object, entry: dict[str, Any]) -> int:
        number = numbers.get(key)
        if number is None:
            number = numbers[key] = len(tables[table])
            tables[table].append(entry)
        return number

    return write, tables


def expanding(form: Write) -> Write:
    """Return what writes the other form, in which all that is referred to stands where it is cited.

    Args:
        form: writes a source, a citation or a value, with what it refers to left in place.
    """
    by_identity: dict[int, tuple[object, Any]] = {}

    def write(value: Any) -> Any:
        known = by_identity.get(id(value))
        if known is None:
            known = by_identity[id(value)] = value, form(value)
        return known[1]

    return write


# --- Reading: the tables of the document that is being read

_READ: ContextVar[Mapping[type, tuple[Any, ...]]] = ContextVar("_READ", default={})  # noqa: B039 (never changed)


@contextmanager
def referring(tables: Mapping[type, tuple[Any, ...]]) -> Iterator[None]:
    """Let numbers stand for the entries of some tables, by the class of what they hold."""
    before = _READ.set(tables)
    try:
        yield
    finally:
        _READ.reset(before)


def referred(cls: type, value: object) -> Any:
    """Return what a number stands for, None for what is no reference.

    Raises:
        InvalidValue: for a number that none of the entries has.
    """
    if type(value) is not int:
        return None
    table = _READ.get().get(cls)
    if table is None:
        return None
    if not 0 <= value < len(table):
        raise InvalidValue("", value, "reference", count=len(table))
    return table[value]
