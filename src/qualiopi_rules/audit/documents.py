"""The documents that a certifier collects from an applicant."""

from __future__ import annotations

from functools import cache

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.law.dated import UsedValue
from qualiopi_rules.law.source import Citation, citation

__all__ = ["ApplicationDocument", "all_documents", "application_documents", "documents_on"]


@attrs.frozen(kw_only=True)
class ApplicationDocument(OneLine):
    """A document, or a piece of information, that the certifier collects.

    Attributes:
        id: its stable name.
        words: what it is.
        if_any: it is collected only where there is such a thing.
        since: the first day of an application it is collected for.
        until: the last one; None while no end is known.
        citation: its source.
    """

    id: str
    words: Words
    if_any: bool
    since: Date
    until: Date | None
    citation: Citation

    @property
    def used(self) -> UsedValue:
        """The document as a value that a result was computed with."""
        return UsedValue(
            name="application.pieces", value=self.id, since=self.since, until=self.until, citation=self.citation
        )

    def say(self, locale: Locale = "fr") -> str:
        """Render in words what it is."""
        return self.words.say(locale)


def application_documents(*, on: DayLike) -> tuple[ApplicationDocument, ...]:
    """Return what a certifier collects from an applicant, in the order of the text; nothing before the first version.

    Args:
        on: the day of the application.

    Raises:
        InvalidInput: when `on` is not a day.

    Source: article 1 of the arrêté of 6 June 2019, whose end since 2023 was not seen.
    """
    day = converters.day(on)
    refuse(on=day)
    return documents_on(day)


def documents_on(day: Date) -> tuple[ApplicationDocument, ...]:
    """Return what a certifier collects from an applicant on a checked day."""
    return tuple(each for each in all_documents() if each.since <= day and (each.until is None or day <= each.until))


@cache
def all_documents() -> tuple[ApplicationDocument, ...]:
    """Return the documents of every version of the text."""
    return tuple(
        ApplicationDocument(
            id=entry["id"],
            words=Words(**entry["words"]),
            if_any=entry.get("if_any", False),
            since=converters.day(entry["since"]),
            until=converters.optional_day(entry.get("until")),
            citation=citation(entry),
        )
        for entry in text("audit/application")["pieces"]
    )
