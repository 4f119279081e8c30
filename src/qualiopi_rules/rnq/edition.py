"""The national referential: seven criteria, their indicators, and the edition that holds on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from itertools import zip_longest
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import InvalidValue, NotInForce, refuse, refuse_all
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.months import days_after
from qualiopi_rules.law.source import Citation, citation, citation_of
from qualiopi_rules.rnq.amendment import edition_tables, merged_edition
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.rnq.guide import GuideInUse, guide_on
from qualiopi_rules.view.shown import Shown

__all__ = [
    "ByNature",
    "Change",
    "Criterion",
    "Grading",
    "Indicator",
    "Referential",
    "edition_on",
    "editions",
    "indicator_of",
    "referential",
]


class Grading(StrEnum):
    """Whether a non-conformity on the indicator can be minor."""

    MAJOR_ONLY = "major-only"
    GRADABLE = "gradable"


class Change(StrEnum):
    """How an edition changed an indicator of the edition before."""

    UNCHANGED = "unchanged"
    FORM = "form"
    SUBSTANCE = "substance"
    NEW = "new"


@attrs.frozen
class Criterion(OneLine):
    """One of the seven criteria of article R. 6316-1.

    Attributes:
        number: its number, 1 to 7.
        words: its subject in the library's own words.
        citation: its source.
    """

    number: int
    words: Words
    citation: Citation

    def title(self, locale: Locale = "fr") -> str:
        """Render the subject of the criterion, in the library's own words."""
        return self.words.say(locale)


@attrs.frozen(kw_only=True)
class Indicator(Shown):
    """One indicator of one edition.

    Attributes:
        number: its number, which has the same subject in every edition.
        criterion: the number of its criterion, 1 to 7.
        words: its subject in the library's own words; the wording of the law is behind `citation`.
        categories: the columns of the annex that it is in.
        condition: the id of the question in its own wording (`subcontracting`, …); None without a condition.
        grading: whether a non-conformity can be minor.
        change: how this edition changed it.
        what: what changed, in the library's own words; None for an indicator that did not change.
        citation: the annex.
        grading_citation: article 5 of the arrêté of 6 June 2019; in `referential`, the text of the day.
    """

    number: int
    criterion: int
    words: Words
    categories: frozenset[Category]
    condition: str | None = None
    grading: Grading
    change: Change = Change.UNCHANGED
    what: Words | None = None
    citation: Citation
    grading_citation: Citation = attrs.field(eq=False)  # the same edition on two days is equal

    def _summary(self) -> Mapping[str, object]:
        return {"number": self.number, "title": self.title(), "categories": sorted(self.categories)}

    def title(self, locale: Locale = "fr") -> str:
        """Render the subject of the indicator, in the library's own words."""
        return self.words.say(locale)

    @property
    def sources(self) -> tuple[Citation, ...]:
        """The sources of the indicator and of its grading."""
        return (self.citation, self.grading_citation)


@attrs.frozen
class ByNature(OneLine):
    """Answers that are yes for every action of a category, whatever the provider answers.

    Attributes:
        category: the category.
        questions: the ids of the questions.
        citation: their source.
    """

    category: Category
    questions: frozenset[str]
    citation: Citation


@attrs.frozen(kw_only=True)
class Referential(Shown, Mapping[int, Indicator]):
    """One edition of the referential: a mapping from number to indicator, in the order of the numbers.

    Attributes:
        edition: `2019` or `2026`.
        since: the first day an audit uses it.
        until: the last day an audit uses it; None while no end is known.
        criteria: the seven criteria.
        indicators: the indicators, in order.
        by_nature: the answers that are yes for a category, whatever the provider answers.
        citation: the text that sets the edition.
        guide: the versions of the guide de lecture on the day of `referential`; None in `editions`. It is not compared:
            the same edition on two days is equal.

    Raises:
        InvalidInput: when it ends before it starts, when its numbers do not rise, or when an indicator names a
            criterion that the edition does not have, or an unknown question.
    """

    edition: str
    since: Date
    until: Date | None = None
    criteria: tuple[Criterion, ...]
    indicators: tuple[Indicator, ...]
    by_nature: tuple[ByNature, ...] = ()
    citation: Citation
    guide: GuideInUse | None = attrs.field(default=None, eq=False)

    def _summary(self) -> Mapping[str, object]:
        return {"edition": self.edition, "since": self.since, "indicators": len(self)}

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        refuse_all(self._faults())

    def _faults(self) -> Iterator[InvalidValue]:
        if self.until is not None and self.until < self.since:
            yield InvalidValue("until", self.until, "not-before", day=self.since.isoformat())
        for name, numbers in (
            ("criteria", [criterion.number for criterion in self.criteria]),
            ("indicators", [indicator.number for indicator in self.indicators]),
        ):
            if numbers != sorted(set(numbers)):
                yield InvalidValue(name, numbers, "in-order")
        criteria = [criterion.number for criterion in self.criteria]
        questions = [entry["id"] for entry in text("rnq/questions")["questions"]]
        for index, indicator in enumerate(self.indicators):
            if indicator.criterion not in criteria:
                known = ", ".join(map(str, criteria))
                yield InvalidValue(f"indicators[{index}].criterion", indicator.criterion, "one-of", choices=known)
            if indicator.condition is not None and indicator.condition not in questions:
                choices = ", ".join(questions)
                yield InvalidValue(f"indicators[{index}].condition", indicator.condition, "one-of", choices=choices)

    def __getitem__(self, number: int) -> Indicator:
        for indicator in self.indicators:
            if indicator.number == number:
                return indicator
        raise KeyError(number)

    def __iter__(self) -> Iterator[int]:
        return (indicator.number for indicator in self.indicators)

    def __len__(self) -> int:
        return len(self.indicators)

    def of_category(self, category: Category | str) -> tuple[Indicator, ...]:
        """Return the indicators in the column of a category, conditions left aside.

        Raises:
            InvalidInput: when it is not a category.
        """
        category = converters.one_of(Category, category)
        refuse(category=category)
        return self._of_category(category)

    def _of_category(self, category: Category) -> tuple[Indicator, ...]:
        return tuple(indicator for indicator in self.indicators if category in indicator.categories)

    def of_criterion(self, number: int) -> tuple[Indicator, ...]:
        """Return the indicators of a criterion; none for a number that is no criterion.

        Raises:
            InvalidInput: when it is no whole number of one or more.
        """
        refuse(number=converters.count(number))
        return tuple(indicator for indicator in self.indicators if indicator.criterion == number)

    @property
    def common(self) -> tuple[Indicator, ...]:
        """The indicators in every column."""
        return tuple(indicator for indicator in self.indicators if indicator.categories == frozenset(Category))

    @property
    def specific(self) -> tuple[Indicator, ...]:
        """The indicators in some columns only."""
        return tuple(indicator for indicator in self.indicators if indicator.categories != frozenset(Category))


def referential(*, on: DayLike) -> Referential:
    """Return the edition that an audit held on a day uses, with the versions of the guide for that day.

    Args:
        on: the day of the audit.

    Raises:
        InvalidInput: when `on` is not a day.
        NotInForce: when the day is before the first edition.

    Source: the décrets n° 2019-565 and n° 2026-728.
    """
    day = converters.day(on)
    refuse(on=day)
    edition = edition_on(day)
    return attrs.evolve(edition, guide=guide_on(day, edition.edition), indicators=_graded_on(edition, day))


def _graded_on(edition: Referential, day: Date) -> tuple[Indicator, ...]:
    """Cite for the grading of the indicators the text of a day: article 5 was seen in one version only."""
    of_the_day = dated("rnq/referential-2019", "major_only").on(day).citation
    of_the_edition = citation(text("rnq/referential-2019")["major_only"])
    return tuple(
        attrs.evolve(each, grading_citation=of_the_day) if each.grading_citation == of_the_edition else each
        for each in edition.indicators
    )


def edition_on(day: Date) -> Referential:
    """Return the edition of a day, without the guide.

    Raises:
        NotInForce: when the day is before the first edition.
    """
    for edition in reversed(editions()):
        if edition.since <= day:
            return edition
    raise NotInForce("referential", day, editions()[0].since)


@cache
def editions() -> tuple[Referential, ...]:
    """Return every known edition, oldest first: each may amend one before it."""
    tables = [merged_edition(table) for table in edition_tables()]
    ends = [days_after(converters.day(table["since"]), -1, "since") for table in tables[1:]]
    return tuple(_edition(table, end) for table, end in zip_longest(tables, ends))


def _edition(table: Mapping[str, Any], until: Date | None) -> Referential:
    """Make an edition of the library; the reader of a caller's edition makes the same of the table."""
    return Referential(
        edition=table["edition"],
        since=converters.day(table["since"]),
        until=until,
        criteria=tuple(
            Criterion(entry["number"], Words(**entry["words"]), citation(entry)) for entry in table["criteria"]
        ),
        indicators=tuple(map(_indicator, table["indicators"])),
        by_nature=tuple(
            ByNature(Category(entry["category"]), frozenset(entry["questions"]), citation(entry))
            for entry in table["by_nature"]
        ),
        citation=citation(table),
    )


def _indicator(entry: Mapping[str, Any]) -> Indicator:
    return Indicator(
        number=entry["number"],
        criterion=entry["criterion"],
        words=Words(**entry["words"]),
        categories=frozenset(map(Category, entry["categories"])),
        condition=entry.get("condition"),
        grading=Grading(entry["grading"]),
        change=Change(entry.get("change", Change.UNCHANGED)),
        what=Words(**entry["what"]) if entry.get("what") else None,
        citation=citation(entry),
        grading_citation=citation_of(entry["grading_citation"]),
    )


def indicator_of(value: int) -> int:
    """Check the number of an indicator of any known edition."""
    known = {number for edition in editions() for number in edition}
    if isinstance(value, int) and not isinstance(value, bool) and value in known:
        return value
    return converters.fault(value, "indicator", last=max(known))
