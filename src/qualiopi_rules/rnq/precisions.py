"""The indicators on which a category has something of its own: those of the guide, or the six of a certifier."""

from __future__ import annotations

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.law.dated import Dated, Value, dated
from qualiopi_rules.law.months import days_after
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.rnq.edition import edition_on
from qualiopi_rules.rnq.notes import guide_notes

__all__ = ["category_precisions"]


def category_precisions(category: Category | str, *, on: DayLike) -> Value[tuple[int, ...]] | None:
    """Return the numbers of the indicators that are made precise or adapted for a category.

    For the bilan a certifier announced six before version 9 of the guide, without naming them: which ones is deduced.
    Version 9 has its points on seven.

    Args:
        category: the category.
        on: the day of the audit.

    Returns:
        The numbers with the days on which they hold and their source; None on a day for which none are known.

    Raises:
        InvalidInput: with every argument that does not hold.
        NotInForce: when the day is before the first edition.

    Source: guide de lecture, version 9; before it, a certifier's practice.
    """
    category, day = converters.one_of(Category, category), converters.day(on)
    refuse(category=category, on=day)
    column = [guide_notes(indicator.number) for indicator in edition_on(day)._of_category(category)]
    first, *_ = column
    if first.since <= day:
        numbers = tuple(notes.number for notes in column if notes.points_for(category))
        return Value(numbers, first.since, None, first.citation)
    rule: Dated[tuple[int, ...]] = dated("rnq/precisions", "bilan")
    announced = rule.find(day)
    if category is not Category.BC or announced is None:
        return None
    return attrs.evolve(announced, until=days_after(first.since, -1, "since"))
