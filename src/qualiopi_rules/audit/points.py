"""The conformity points of an indicator: what an auditor answers yes, partial or no to.

The points are the library's own, in its own words, drawn from the annex and from what is known of the guide; no text
lists them. A certifier that has its own supplies those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, cast

import attrs
from pendulum import Date

from qualiopi_rules import fields
from qualiopi_rules.editions import Category, categories_of, indicator_of, referential
from qualiopi_rules.errors import InvalidValue, refuse, refuse_all
from qualiopi_rules.fields import DayLike
from qualiopi_rules.law.library import text
from qualiopi_rules.law.source import Citation, citation
from qualiopi_rules.questionnaire import Answers, Situation, question
from qualiopi_rules.wording import Locale, Words

__all__ = ["AskedPoints", "ConformityPoint", "asked_points", "conformity_points", "point_of"]


def _words(value: Words) -> Words:
    return fields.instance(Words, value)


def _citation(value: Citation) -> Citation:
    return fields.instance(Citation, value)


def _question(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        asked = question(value).id
    except (KeyError, TypeError):
        return cast(str, fields.fault(value, "question"))
    # A number and a list of categories are told too; a point is switched by a yes or a no.
    converter: Any = (attrs.fields_dict(Answers) | attrs.fields_dict(Situation))[asked].converter
    return asked if converter is fields.answer else cast(str, fields.fault(value, "question"))


@attrs.frozen(kw_only=True)
class ConformityPoint:
    """One conformity point.

    Attributes:
        id: its stable name, as `2.1`.
        indicator: the number of the indicator.
        words: what is to be shown.
        question: the question, answered by yes or no, that switches it; None when it is always asked.
        answer: the answer with which it is asked; None without a question.
        categories: the categories for which it is asked; None for every one of the indicator.
        since: the first day of an audit that asks it.
        until: the last one; None while no end is known.
        citation: what it is drawn from.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    id: str = attrs.field(converter=fields.text)
    indicator: int = attrs.field(converter=indicator_of)
    words: Words = attrs.field(converter=_words)
    question: str | None = attrs.field(default=None, converter=_question)
    answer: bool | None = attrs.field(default=None, converter=fields.answer)
    categories: frozenset[Category] | None = attrs.field(
        default=None, converter=attrs.converters.optional(categories_of)
    )
    since: Date = attrs.field(converter=fields.day)
    until: Date | None = attrs.field(default=None, converter=fields.optional_day)
    citation: Citation = attrs.field(converter=_citation)

    def __attrs_post_init__(self) -> None:
        refuse(**fields.faults_of(self))
        refuse_all(self._faults())

    def _faults(self) -> Iterator[InvalidValue]:
        if (self.question is None) is not (self.answer is None):
            yield InvalidValue("answer", self.answer, "answer-with-question")
        if self.until is not None and self.until < self.since:
            yield InvalidValue("until", self.until, "not-before", day=self.since.isoformat())

    def say(self, locale: Locale = "fr") -> str:
        """Tell what is to be shown."""
        return self.words.say(locale)

    def _asked_of(self, categories: frozenset[Category], day: Date) -> frozenset[Category]:
        """Those of some categories for which it is asked on a day, answers aside."""
        if day < self.since or (self.until is not None and self.until < day):
            return frozenset()
        return categories if self.categories is None else categories & self.categories


@cache
def conformity_points() -> tuple[ConformityPoint, ...]:
    """Give every point of the library, in the order of the indicators."""
    return tuple(_point(entry) for entry in text("points")["points"])


def point_of(value: ConformityPoint | str) -> ConformityPoint:
    """Take a point, or the id of one of the library's own."""
    if isinstance(value, ConformityPoint):
        return value
    for point in conformity_points():
        if point.id == value:
            return point
    return cast(ConformityPoint, fields.fault(value, "conformity-point"))


def _point(entry: dict[str, Any]) -> ConformityPoint:
    return ConformityPoint(
        id=entry["id"],
        indicator=entry["indicator"],
        words=Words(entry["fr"], entry["en"]),
        question=entry.get("question"),
        answer=entry.get("answer"),
        categories=entry.get("categories"),
        since=entry["since"],
        until=entry.get("until"),
        citation=citation(entry),
    )


@attrs.frozen(kw_only=True)
class AskedPoints:
    """The points of an indicator for a provider.

    Attributes:
        asked: those that are asked.
        undetermined: those that an unanswered question leaves open.
    """

    asked: tuple[ConformityPoint, ...]
    undetermined: tuple[ConformityPoint, ...]


def asked_points(
    indicator: int,
    categories: Iterable[Category | str],
    answers: Answers | None = None,
    *,
    on: DayLike,
    situation: Situation | None = None,
    points: Iterable[ConformityPoint] | None = None,
) -> AskedPoints:
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
    number, covered, day = indicator_of(indicator), categories_of(categories), fields.day(on)
    told = fields.instance(Answers, Answers() if answers is None else answers)
    seen = fields.instance(Situation, Situation() if situation is None else situation)
    own = None if points is None else fields.instances(ConformityPoint, points)
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
    return AskedPoints(asked=tuple(asked), undetermined=tuple(undetermined))


def _answer(name: str, answers: Answers, situation: Situation) -> bool | None:
    told: bool | None = getattr(answers if hasattr(answers, name) else situation, name)
    return told
