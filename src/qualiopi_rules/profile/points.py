"""The conformity points of the indicators, the library's own and a certifier's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.law.source import Citation, citation
from qualiopi_rules.rnq.category import Category, categories_of
from qualiopi_rules.rnq.edition import indicator_of

__all__ = ["ConformityPoint", "conformity_points", "point_of"]


@attrs.frozen(kw_only=True)
class ConformityPoint(converters.Checked):
    """One conformity point.

    Attributes:
        id: its stable name, as `2.1`.
        indicator: the number of the indicator.
        words: what is to be shown.
        question: the question, answered by yes or no, that decides whether it is gone through; None when it always is.
        answer: the answer with which it is gone through; None without a question.
        categories: the categories for which it is gone through; None for every one of the indicator.
        since: the first day of an audit that goes through it.
        until: the last one; None while no end is known.
        citation: what it is drawn from.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    id: str = attrs.field(converter=converters.text)
    indicator: int = attrs.field(converter=indicator_of)
    words: Words
    question: str | None = attrs.field(default=None, converter=converters.optional_text)
    answer: bool | None = attrs.field(default=None, converter=converters.answer)
    categories: frozenset[Category] | None = attrs.field(
        default=None, converter=attrs.converters.optional(categories_of)
    )
    since: Date = attrs.field(converter=converters.day)
    until: Date | None = attrs.field(default=None, converter=converters.optional_day)
    citation: Citation

    def _faults(self) -> Iterator[InvalidValue]:
        if (self.question is None) is not (self.answer is None):
            yield InvalidValue("answer", self.answer, "answer-with-question")
        if self.until is not None and self.until < self.since:
            yield InvalidValue("until", self.until, "not-before", day=self.since.isoformat())

    def say(self, locale: Locale = "fr") -> str:
        """Render in words what is to be shown."""
        return self.words.say(locale)

    def _categories_on(self, categories: frozenset[Category], day: Date) -> frozenset[Category]:
        """The categories among some for which it is gone through on a day, answers aside."""
        if day < self.since or (self.until is not None and self.until < day):
            return frozenset()
        return categories if self.categories is None else categories & self.categories


@cache
def conformity_points() -> tuple[ConformityPoint, ...]:
    """Return every point of the library, in the order of the indicators."""
    return tuple(_point(entry) for entry in text("profile/points")["points"])


def point_of(value: ConformityPoint | str) -> ConformityPoint:
    """Convert to a point, from the id of one of the library's own."""
    if isinstance(value, ConformityPoint):
        return value
    if isinstance(value, str):
        for point in conformity_points():
            if point.id == str.__str__(value):
                return point
    return converters.fault(value, "conformity-point")


def _point(entry: Mapping[str, Any]) -> ConformityPoint:
    return ConformityPoint(
        id=entry["id"],
        indicator=entry["indicator"],
        words=Words(**entry["words"]),
        question=entry.get("question"),
        answer=entry.get("answer"),
        categories=entry.get("categories"),
        since=entry["since"],
        until=entry.get("until"),
        citation=citation(entry),
    )
