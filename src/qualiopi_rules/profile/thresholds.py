"""Thresholds that the 2026 edition leaves to an arrêté: none is published, so a profile may set them, with a source."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue
from qualiopi_rules.core.resources import text
from qualiopi_rules.law.dated import Dated, dated_from
from qualiopi_rules.law.source import Citation

__all__ = ["Threshold", "published_threshold", "published_thresholds"]


def _question(value: str) -> str:
    return converters.one_text(text("profile/thresholds"), value)


@attrs.frozen(kw_only=True)
class Threshold(converters.Checked):
    """A number that a text, or a certifier before it, sets for an indicator.

    Attributes:
        question: the question whose answer is compared with it: `trainers` (indicator 19) or `permanent_hours` (20).
        value: the number.
        since: the first day of an audit for which it holds.
        until: the last one; None while no end is known.
        citation: its source, and how well it is verified.

    Raises:
        InvalidInput: with every field that does not hold, and when it ends before it starts.
    """

    question: str = attrs.field(converter=_question)
    value: int = attrs.field(converter=converters.count)
    since: Date = attrs.field(converter=converters.day)
    until: Date | None = attrs.field(default=None, converter=converters.optional_day)
    citation: Citation

    def _faults(self) -> Iterator[InvalidValue]:
        if self.until is not None and self.until < self.since:
            yield InvalidValue("until", self.until, "not-before", day=self.since.isoformat())

    def _holds(self, day: Date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@cache
def _published() -> dict[str, Dated[int] | None]:
    """The thresholds of the texts: empty until an arrêté is published."""
    return {
        name: dated_from(f"thresholds.{name}", table["values"]) if table["values"] else None
        for name, table in text("profile/thresholds").items()
    }


def published_threshold(question: str, day: Date) -> Threshold | None:
    """Return the threshold that a text sets on a checked day; None while none is published."""
    rule = _published().get(question)
    value = None if rule is None else rule.find(day)
    if value is None:
        return None
    return Threshold(
        question=question, value=value.value, since=value.since, until=value.until, citation=value.citation
    )


def published_thresholds() -> tuple[Dated[int], ...]:
    """Return the thresholds that texts have set; empty while none is published."""
    return tuple(rule for rule in _published().values() if rule is not None)
