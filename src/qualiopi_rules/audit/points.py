"""The conformity points of an indicator: what an auditor answers yes, partial or no to.

The points are the library's own, in its own words, drawn from the annex and from what is known of the guide; no text
lists them. A certifier that has its own supplies those.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.indicators.answers import Answers, Situation
from qualiopi_rules.profile.points import ConformityPoint, conformity_points
from qualiopi_rules.rnq.category import Category, categories_of
from qualiopi_rules.rnq.edition import indicator_of, referential

__all__ = ["ApplicablePoints", "applicable_points"]


@attrs.frozen(kw_only=True)
class ApplicablePoints:
    """The points of an indicator for a provider.

    Attributes:
        asked: those that are asked.
        undetermined: those that an unanswered question leaves open.
    """

    asked: tuple[ConformityPoint, ...]
    undetermined: tuple[ConformityPoint, ...]


def applicable_points(
    indicator: int,
    categories: Iterable[Category | str],
    answers: Answers | None = None,
    *,
    on: DayLike,
    situation: Situation | None = None,
    points: Iterable[ConformityPoint] | None = None,
) -> ApplicablePoints:
    """Give the points of an indicator that an audit asks of a provider.

    Args:
        indicator: the number of the indicator.
        categories: the categories of the provider; those that the annex has the indicator for count.
        answers: what the provider answered; nothing by default.
        on: the day of the audit.
        situation: what is told of the service that the audit samples.
        points: a certifier's own points, instead of the library's.

    Raises:
        InvalidInput: with every argument that does not hold.
        NotInForce: when the day is before the first edition.

    Source: the annex and guide V9, from which the points are drawn; what the preliminary questions switch is a
    practice.
    """
    number, covered, day = indicator_of(indicator), categories_of(categories), converters.day(on)
    told = converters.instance(Answers, Answers() if answers is None else answers)
    seen = converters.instance(Situation, Situation() if situation is None else situation)
    own = None if points is None else converters.instances(ConformityPoint, points)
    refuse(indicator=number, categories=covered, answers=told, on=day, situation=seen, points=own)
    edition = referential(on=day)
    audited = covered & edition[number].categories if number in edition else frozenset[Category]()
    asked, undetermined = [], []
    for point in conformity_points() if own is None else own:
        concerned = point._asked_of(audited, day)
        if point.indicator != number or not concerned:
            continue
        if point.question is None:
            asked.append(point)
            continue
        # What a category settles by its nature needs no answer, for that category.
        settled = {fact.category for fact in edition.by_nature if point.question in fact.questions}
        answers_of = {True if each in settled else _answer(point.question, told, seen) for each in concerned}
        if point.answer in answers_of:
            asked.append(point)
        elif None in answers_of:
            undetermined.append(point)
    return ApplicablePoints(asked=tuple(asked), undetermined=tuple(undetermined))


def _answer(name: str, answers: Answers, situation: Situation) -> bool | None:
    told: bool | None = getattr(answers if hasattr(answers, name) else situation, name)
    return told
