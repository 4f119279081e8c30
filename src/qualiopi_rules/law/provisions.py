"""What the library does with each provision of the texts: the rules that compute it, the tests that hold it."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from functools import cache

import attrs

from qualiopi_rules.law.library import text
from qualiopi_rules.law.source import Citation, Standing, citation
from qualiopi_rules.wording import Locale, Words

__all__ = ["Provision", "Status", "by_standing", "by_status", "parts", "provisions"]


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
def parts() -> dict[str, Words]:
    """Give the texts that provisions are grouped by, each with its name, in the order they are told."""
    return {name: Words(**table) for name, table in text("provisions")["parts"].items()}


@cache
def provisions() -> tuple[Provision, ...]:
    """Give every provision, in the order of the texts."""
    return tuple(
        Provision(
            id=table["id"],
            part=table["part"],
            status=Status(table["status"]),
            words=Words(table["fr"], table["en"]),
            citation=citation(table),
            rules=tuple(table.get("rules", ())),
            tests=tuple(table.get("tests", ())),
            note=Words(**table["note"]) if "note" in table else None,
        )
        for table in text("provisions")["provisions"]
    )


def by_status() -> dict[Status, int]:
    """Give how many provisions have each status, none left out."""
    counted = Counter(provision.status for provision in provisions())
    return {status: counted[status] for status in Status}


def by_standing() -> dict[Standing, int]:
    """Give how many provisions have each standing, none left out."""
    counted = Counter(provision.citation.standing for provision in provisions())
    return {standing: counted[standing] for standing in Standing}
