"""The conformity points of an indicator that an auditor goes through for one provider.

The points are the library's own, in its own words, drawn from the annex and from what is known of the guide; no text
lists them. A certifier that has its own uses those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse, refuse_all
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.indicators.answers import Answers, Facts, Situation
from qualiopi_rules.indicators.rule import unknown_answers
from qualiopi_rules.profile.points import ConformityPoint, conformity_points
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.rnq.category import Category, categories_of
from qualiopi_rules.rnq.edition import edition_on, indicator_of

__all__ = ["ApplicablePoints", "applicable_points", "points_of"]


@attrs.frozen(kw_only=True)
class ApplicablePoints(OneLine):
    """The points of an indicator for a provider.

    Attributes:
        applicable: those that the auditor goes through.
        undetermined: those that an unanswered question leaves open.
    """

    applicable: tuple[ConformityPoint, ...]
    undetermined: tuple[ConformityPoint, ...]

    def _summary(self) -> Mapping[str, object]:
        return {name: [point.id for point in getattr(self, name)] for name in ("applicable", "undetermined")}


def applicable_points(
    indicator: int,
    categories: Iterable[Category | str],
    answers: Answers | None = None,
    *,
    on: DayLike,
    situation: Situation | None = None,
    profile: Profile | str = DEFAULT_PROFILE,
) -> ApplicablePoints:
    """Return the conformity points of an indicator that concern a provider.

    Args:
        indicator: the number of the indicator.
        categories: the categories of the provider; those that the annex has the indicator for count.
        answers: what the provider answered; nothing by default.
        on: the day of the audit.
        situation: the situation of the service that the audit samples.
        profile: a certifier's profile, which may have points of its own instead of the library's.

    Raises:
        InvalidInput: with every argument that does not hold.
        NotInForce: when the day is before the first edition.

    Source: the annex and guide V9, from which the points are drawn; what the preliminary questions switch is a
    practice.
    """
    indicator, categories, day = indicator_of(indicator), categories_of(categories), converters.day(on)
    answers = converters.instance(Answers, Answers() if answers is None else answers)
    situation = converters.instance(Situation, Situation() if situation is None else situation)
    profile = profile_of(profile)
    refuse(indicator=indicator, categories=categories, answers=answers, on=day, situation=situation, profile=profile)
    refuse_all(unknown_answers(answers, profile))
    points = conformity_points() if profile.points is None else profile.points
    return points_of(points, indicator, categories, Facts.of(answers, situation), day)


def points_of(
    points: Iterable[ConformityPoint], indicator: int, categories: frozenset[Category], facts: Facts, day: Date
) -> ApplicablePoints:
    """Return the points of an indicator among some, from checked arguments."""
    edition = edition_on(day)
    audited = categories & edition[indicator].categories if indicator in edition else frozenset[Category]()
    applicable, undetermined = [], []
    for point in points:
        concerned = point._categories_on(audited, day)
        if point.indicator != indicator or not concerned:
            continue
        if point.question is None:
            applicable.append(point)
            continue
        # What a category settles by its nature needs no answer, for that category.
        settled = {fact.category for fact in edition.by_nature if point.question in fact.questions}
        known = {True if each in settled else facts[point.question] for each in concerned}
        if point.answer in known:
            applicable.append(point)
        elif None in known:
            undetermined.append(point)
    return ApplicablePoints(applicable=tuple(applicable), undetermined=tuple(undetermined))
