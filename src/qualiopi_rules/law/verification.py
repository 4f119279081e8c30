"""Until when the library's own texts are known to hold: the days on which each was last seen as it is cited."""

from __future__ import annotations

from collections.abc import Iterable

from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.resources import text
from qualiopi_rules.law.source import Citation, Source, find_source

__all__ = ["oldest_verification_of", "verification_of"]


def verification_of(source: Source) -> Date | None:
    """Return the day on which a text of the library was last seen as it is cited; None for a text of a caller.

    None too for a version that had ended by then: it moves no more.
    """
    table = text("law/sources").get(source.id)
    if table is None or source != find_source(source.id):
        return None
    day = converters.day(table["verified"])
    ended = source.until is not None and source.until < day
    return None if ended else day


def oldest_verification_of(citations: Iterable[Citation]) -> Date | None:
    """Return the first day after which one of the texts cited may have moved unseen; None where no text has one."""
    days = (verification_of(source) for source in {each.source for each in citations})
    return min(filter(None, days), default=None)
