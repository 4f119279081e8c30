"""What the library does with each provision of the texts: the rules that compute it, the tests that hold it."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.resources import parsed, text
from qualiopi_rules.core.words import Words
from qualiopi_rules.law.source import Citation, Provenance, Source, source_from

__all__ = ["Provision", "Status", "by_provenance", "by_status", "parts", "provisions", "sources"]


class Status(StrEnum):
    """What a provision is to the library."""

    COMPUTED = "computed"  # a rule computes it
    PARTLY = "partly"  # a rule computes a part of it
    NOT_YET = "not-yet"  # it could be computed, and is not
    NOT_COMPUTABLE = "not-computable"  # it is a matter for people, such as who is accredited
    UNKNOWN = "unknown"  # its text was not available


@attrs.frozen
class Provision:
    """One provision of one text.

    Attributes:
        id: the library's own stable name of it.
        part: the text it belongs to, one of `parts`.
        status: what it is to the library.
        words: what it says, in the library's own words.
        citation: where it stands, and how well what is known of it was verified.
        rules: the rules that compute it, as `module:function` or `module:Class.method`.
        tests: the tests that hold it, as `file::function`.
        note: what is second-hand, deduced, unknown or left out; None when there is nothing to say.
    """

    id: str
    part: str
    status: Status
    words: Words
    citation: Citation
    rules: tuple[str, ...]
    tests: tuple[str, ...]
    note: Words | None

    def title(self, locale: Locale = "fr") -> str:
        """What it says, in the library's own words."""
        return self.words.say(locale)


@cache
def _map() -> dict[str, Any]:
    return parsed(Path(__file__).with_suffix(".toml").read_text("utf-8"))


@cache
def sources() -> dict[str, Source]:
    """Give every text that is cited, by the rules or by this map alone, in the order of the two files."""
    tables = {**text("law/sources"), **parsed(Path(__file__).with_name("sources.toml").read_text("utf-8"))}
    return {name: source_from(name, table) for name, table in tables.items()}


def _citation(table: dict[str, Any]) -> Citation:
    return Citation(sources()[table["source"]], table["basis"], table["provenance"])


@cache
def parts() -> dict[str, Words]:
    """Give the texts that provisions are grouped by, each with its name, in the order they are told."""
    return {name: Words(**table) for name, table in _map()["parts"].items()}


@cache
def provisions() -> tuple[Provision, ...]:
    """Give every provision, in the order of the texts."""
    return tuple(
        Provision(
            id=table["id"],
            part=table["part"],
            status=Status(table["status"]),
            words=Words(table["fr"], table["en"]),
            citation=_citation(table),
            rules=tuple(table.get("rules", ())),
            tests=tuple(table.get("tests", ())),
            note=Words(**table["note"]) if "note" in table else None,
        )
        for table in _map()["provisions"]
    )


def by_status() -> dict[Status, int]:
    """Give how many provisions have each status, none left out."""
    counted = Counter(provision.status for provision in provisions())
    return {status: counted[status] for status in Status}


def by_provenance() -> dict[Provenance, int]:
    """Give how many provisions have each provenance, none left out."""
    counted = Counter(provision.citation.provenance for provision in provisions())
    return {provenance: counted[provenance] for provenance in Provenance}
