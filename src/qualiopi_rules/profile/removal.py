"""Which answer removes an indicator, or changes its evidence, at one certifier."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue
from qualiopi_rules.core.words import Words
from qualiopi_rules.law.source import Citation
from qualiopi_rules.rnq.category import Category, categories_of
from qualiopi_rules.rnq.edition import editions, indicator_of

__all__ = ["EvidenceChange", "Removal"]


@attrs.frozen(kw_only=True)
class Removal(converters.Checked):
    """One answer that removes one indicator.

    Attributes:
        indicator: the number of the indicator.
        question: the id of the question.
        answer: the answer that removes.
        categories: the categories for which it removes; an indicator that another category keeps still applies.
        since: the first day of an audit for which it removes.
        citation: the source of the practice, and how well it is verified.
        note: what a reader must know about it, or None.

    Raises:
        InvalidInput: with every field that does not hold, and when no edition has the indicator for a category.
    """

    indicator: int = attrs.field(converter=indicator_of)
    question: str = attrs.field(converter=converters.text)
    answer: bool = attrs.field(converter=converters.yes_or_no)  # an unanswered question can remove nothing
    categories: frozenset[Category] = attrs.field(converter=categories_of)
    since: Date = attrs.field(converter=converters.day)
    citation: Citation
    note: Words | None = None

    def _faults(self) -> Iterator[InvalidValue]:
        known = {
            category
            for edition in editions()
            if self.indicator in edition
            for category in edition[self.indicator].categories
        }
        for category in sorted(self.categories - known):
            choices = ", ".join(sorted(known))
            yield InvalidValue("categories", str(category), "category-of-indicator", choices=choices)


@attrs.frozen(kw_only=True)
class EvidenceChange(converters.Checked):
    """One answer that changes the evidence of an indicator that applies.

    Attributes:
        indicator: the number of the indicator.
        question: the id of the question.
        answer: the answer that changes it.
        words: what changes.
        since: the first day of an audit for which it does.
        citation: its source, and how well it is verified.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    indicator: int = attrs.field(converter=indicator_of)
    question: str = attrs.field(converter=converters.text)
    answer: bool = attrs.field(converter=converters.yes_or_no)
    words: Words
    since: Date = attrs.field(converter=converters.day)
    citation: Citation
