"""Sources and citations: where a value comes from, what makes it binding, and how well that was verified."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.resources import text

__all__ = [
    "Basis",
    "Citation",
    "Collection",
    "Provenance",
    "Source",
    "citation",
    "citation_of",
    "find_source",
    "interpretation",
    "source_from",
    "source_of",
]


class Basis(StrEnum):
    """What makes a rule binding."""

    LAW = "law"  # code, décret, arrêté
    GUIDE = "guide"  # the ministry's guide de lecture
    PRACTICE = "practice"  # what certifiers do or say


class Provenance(StrEnum):
    """How well a value was verified against its source."""

    VERBATIM = "verbatim"  # the wording of the source was seen
    SECOND_HAND = "second-hand"  # somebody else reports it
    DEDUCED = "deduced"  # concluded from the sources named; written in none of them


class Collection(StrEnum):
    """The Légifrance collection that an identifier belongs to; it decides the address."""

    CODE = "codes/article_lc"
    LODA = "loda/article_lc"
    JORF = "jorf/id"
    JORF_ARTICLE = "jorf/article_jo"


def _collection(value: Collection | str | None) -> Collection | None:
    return None if value is None else converters.one_of(Collection, value)


@attrs.frozen
class Source(converters.Checked):
    """A text that values are taken from.

    Attributes:
        id: its stable name in the library.
        title: how the text is cited, in French.
        identifier: its stable Légifrance identifier, or None where it has none (guide, webinar).
        collection: the Légifrance collection of the identifier; None without one.
        since: the first day this version is in force, or the day it was published for a text that is no law.
        until: its last day in force; None while no end is known.
    """

    id: str = attrs.field(converter=converters.text)
    title: str = attrs.field(converter=converters.text)
    identifier: str | None = attrs.field(default=None, converter=converters.optional_text)
    collection: Collection | None = attrs.field(default=None, converter=_collection)
    since: Date | None = attrs.field(default=None, converter=converters.optional_day)
    until: Date | None = attrs.field(default=None, converter=converters.optional_day)

    @property
    def url(self) -> str | None:
        """The address of the text on Légifrance, derived from the identifier; None without one."""
        if self.identifier is None or self.collection is None:
            return None
        return f"https://www.legifrance.gouv.fr/{self.collection}/{self.identifier}"

    def __str__(self) -> str:
        return self.title if self.identifier is None else f"{self.title} ({self.identifier})"


def _basis(value: Basis | str) -> Basis:
    return converters.one_of(Basis, value)


def _provenance(value: Provenance | str) -> Provenance:
    return converters.one_of(Provenance, value)


@attrs.frozen
class Citation(converters.Checked):
    """The citation of a value.

    Attributes:
        source: the text that the value is taken from.
        basis: what makes the value binding.
        provenance: how well the value was verified against its source.
    """

    source: Source
    basis: Basis = attrs.field(converter=_basis)
    provenance: Provenance = attrs.field(converter=_provenance)


def find_source(name: str) -> Source:
    """Return a source of the library by its id.

    Raises:
        InvalidInput: when there is none.
    """
    found = source_of(name)
    refuse(name=found)
    return found


@cache
def _source(name: str) -> Source:
    return source_from(name, text("law/sources")[name])


def source_from(name: str, table: Mapping[str, Any]) -> Source:
    """Read a source of the texts; when it was verified is no part of it (`qualiopi_rules.law.verification`)."""
    return Source(id=name, **{field: value for field, value in table.items() if field != "verified"})


def source_of(value: str) -> Source:
    """Convert the id of one of the library's own sources to the source."""
    known = isinstance(value, str) and str.__str__(value) in text("law/sources")
    return _source(str.__str__(value)) if known else converters.fault(value, "source")


def citation(table: Mapping[str, Any]) -> Citation:
    """Read the citation of a value of the texts: its `source`, `basis` and `provenance`."""
    return citation_of(table["citation"])


def citation_of(value: Mapping[str, str]) -> Citation:
    """Return a citation of one of the library's own sources: one object for each, however many values cite it."""
    return _citation(value["source"], value["basis"], value["provenance"])


@cache
def _citation(source: str, basis: str, provenance: str) -> Citation:
    return Citation(_source(source), Basis(basis), Provenance(provenance))


def interpretation(package: str, name: str) -> Citation:
    """Return the citation of a way of reading the texts that none of them writes (`interpretations.toml`)."""
    return citation(text(f"{package}/interpretations")[name])
