"""What the guide de lecture says of each indicator: expected level, new entrants, sub-contractors, conditions, proofs.

The notes are those of version 9, the last known one, in the library's own words. They are the guide's, not the law's,
and do not change which indicators apply.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.resources import names, text
from qualiopi_rules.core.words import Words
from qualiopi_rules.law.dated import Dated, Value, dated_from
from qualiopi_rules.law.source import Citation, citation
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.rnq.edition import edition_on, indicator_of
from qualiopi_rules.rnq.guide import guides

__all__ = [
    "CategoryPoint",
    "GuideCondition",
    "IndicatorNotes",
    "NewEntrant",
    "NewEntrantEffect",
    "Note",
    "Subcontractor",
    "SubcontractorEffect",
    "WithoutContract",
    "all_notes",
    "guide_notes",
    "notes_on",
    "subcontractor_questions",
    "without_contract",
]


class NewEntrantEffect(StrEnum):
    """How an indicator is audited for a provider that starts."""

    FORMALISED = "formalised"  # the process at the initial audit, its use at the surveillance audit
    AT_SURVEILLANCE = "at-surveillance"  # its formalisation alone at the initial audit
    UNCHANGED = "unchanged"
    UNKNOWN = "unknown"  # the guide is older than the indicator


class SubcontractorEffect(StrEnum):
    """How an indicator is audited on a service that the provider delivers for another one."""

    NOT_APPLICABLE = "not-applicable"
    MISSIONS = "missions"  # in the light of the missions that the client entrusted
    ADAPTED = "adapted"  # with other evidence
    UNCHANGED = "unchanged"
    UNKNOWN = "unknown"  # the guide is older than the indicator


@attrs.frozen
class Note(OneLine):
    """A note of the guide, in the library's own words.

    Attributes:
        words: the note.
        citation: the guide.
    """

    words: Words
    citation: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Render the note in words.

        Raises:
            InvalidInput: when the locale is neither `fr` nor `en`.
        """
        return self.words.say(locale)


@attrs.frozen
class NewEntrant(Note):
    """The note for a provider that starts, or that starts a category.

    Attributes:
        effect: how the indicator is audited.
    """

    effect: NewEntrantEffect


@attrs.frozen
class Subcontractor(Note):
    """The note on a service that the provider delivers as a sub-contractor.

    Attributes:
        effect: how the indicator is audited.
    """

    effect: SubcontractorEffect


@attrs.frozen
class CategoryPoint(Note):
    """What the guide requires of one category besides, or an example of proof for it.

    Attributes:
        category: the category.
    """

    category: Category


@attrs.frozen
class WithoutContract(Note):
    """The note for a sub-contractor when no contract states its missions."""

    def checked(self, category: Category | str, *, on: DayLike) -> tuple[int, ...]:
        """Return the numbers of the indicators that are checked: the whole column of the category.

        Args:
            category: the category of the service.
            on: the day of the audit.

        Raises:
            InvalidInput: when `category` is no category or `on` no day.
            NotInForce: when the day is before the first edition.
        """
        category, day = converters.one_of(Category, category), converters.day(on)
        refuse(category=category, on=day)
        return tuple(indicator.number for indicator in edition_on(day)._of_category(category))


@attrs.frozen
class GuideCondition(OneLine):
    """A condition that the guide sets and the law does not: a training must last longer than some days.

    Attributes:
        words: the condition, with the number of days left open.
        question: the id of the question whose answer yes removes the indicator.
        categories: the categories that the condition is for.
        days: the number of days, as each version of the guide that has the condition sets it.
    """

    words: Words
    question: str
    categories: frozenset[Category]
    days: Dated[int]

    def threshold(self, *, on: DayLike) -> Value[int] | None:
        """Return the number of days that must be exceeded, with its source; None before the guide had the condition.

        Args:
            on: the day of the audit.

        Raises:
            InvalidInput: when `on` is not a day.

        Source: guide de lecture, version 9; that version 8 brought it in is reported.
        """
        day = converters.day(on)
        refuse(on=day)
        return self.days.find(day)

    def say(self, locale: Locale = "fr") -> str:
        """Render the condition in words, as the last known version of the guide has it.

        Raises:
            InvalidInput: when the locale is neither `fr` nor `en`.
        """
        return self.words.say(locale, days=self.days.values[-1].value)


@attrs.frozen
class IndicatorNotes(OneLine):
    """The notes of the guide on one indicator.

    Attributes:
        number: the number of the indicator.
        definition: what the indicator asks for, by the annex of 2019; None for one that the annex did not have.
        expected_level: what the provider shows to meet it; None where none is known.
        new_entrant: the note for a provider that starts.
        subcontractor: the note on a service delivered for another provider.
        condition: a condition that only the guide sets, or None.
        category_points: what it requires of some categories besides.
        certifying: what it requires besides of a training that leads to a certification in a register, or None.
        examples: kinds of proof that it names for some categories.
        proofs: the kinds of proof it expects; None where none is known.
        since: the first day an audit had to use the version of the notes; what earlier versions said was not seen.
        citation: the guide; deduced for an indicator that the guide does not know.
    """

    number: int
    definition: Note | None
    expected_level: Note | None
    new_entrant: NewEntrant
    subcontractor: Subcontractor
    condition: GuideCondition | None
    category_points: tuple[CategoryPoint, ...]
    certifying: Note | None
    examples: tuple[CategoryPoint, ...]
    proofs: Note | None
    since: Date
    citation: Citation

    def points_for(self, category: Category | str) -> tuple[CategoryPoint, ...]:
        """Return what the guide requires of one category besides; often nothing.

        Raises:
            InvalidInput: when it is not a category.
        """
        return _of_category(self.category_points, category)

    def examples_for(self, category: Category | str) -> tuple[CategoryPoint, ...]:
        """Return the kinds of proof that the guide names for one category; often none.

        Raises:
            InvalidInput: when it is not a category.
        """
        return _of_category(self.examples, category)


def _of_category(points: tuple[CategoryPoint, ...], category: Category | str) -> tuple[CategoryPoint, ...]:
    category = converters.one_of(Category, category)
    refuse(category=category)
    return tuple(point for point in points if point.category is category)


def guide_notes(number: int, *, on: DayLike | None = None) -> IndicatorNotes:
    """Return the notes of the guide on an indicator.

    Args:
        number: the number of the indicator, in any edition.
        on: the day of the audit, which decides the version of the guide; by default the last known one. What
            the versions before V9 said was not seen: on an earlier day these are the notes of V9, and `since` is later.

    Raises:
        InvalidInput: with every argument that does not hold, as the number of no indicator.

    Source: guide de lecture, version 9 (8 January 2024).
    """
    number, day = indicator_of(number), converters.optional_day(on)
    refuse(number=number, on=day)
    return notes_on(number, day) or all_notes()[-1][number]


def notes_on(number: int, day: Date | None) -> IndicatorNotes | None:
    """Return the notes on an indicator for an audit on a checked day; None for one that the guide does not know."""
    versions = all_notes()
    begun = [notes for notes in versions if day is None or next(iter(notes.values())).since <= day]
    return (begun[-1] if begun else versions[0]).get(number)


def subcontractor_questions() -> tuple[str, ...]:
    """Return the ids of the questions that must all be answered yes for `not-applicable` to remove an indicator."""
    return tuple(_texts()[-1]["subcontractor"]["questions"])


def without_contract() -> WithoutContract:
    """Return the note of the guide on a sub-contractor whose contract does not state its missions.

    Source: guide de lecture, version 9 (8 January 2024).
    """
    table = _texts()[-1]["without_contract"]
    return WithoutContract(Words(**table["words"]), citation(table))


@cache
def _texts() -> tuple[Mapping[str, Any], ...]:
    """The texts of the versions whose notes are known, oldest first."""
    known = {whole["version"]: whole for whole in map(text, names("rnq/guide-v*"))}
    return tuple(known[guide.version] for guide in guides() if guide.version in known)


@cache
def all_notes() -> tuple[Mapping[int, IndicatorNotes], ...]:
    """Return the notes by the number of the indicator, version by version, oldest first."""
    return tuple(map(_version, _texts()))


def _version(whole: Mapping[str, Any]) -> Mapping[int, IndicatorNotes]:
    ground = {"citation": whole["citation"]}
    since = next(guide.required_from for guide in guides() if guide.version == whole["version"])
    return MappingProxyType(
        {entry["number"]: _notes({**ground, **entry}, whole, since) for entry in whole["indicators"]}
    )


def _notes(entry: Mapping[str, Any], whole: Mapping[str, Any], since: Date) -> IndicatorNotes:
    cited = citation(entry)
    entrant = _effect(entry, whole["effects"], "new_entrant")
    acting = _effect(entry, whole["effects"], "subcontractor")
    return IndicatorNotes(
        number=entry["number"],
        definition=_note(entry, whole, "definition"),
        expected_level=_note(entry, whole, "expected_level"),
        new_entrant=NewEntrant(Words(**entrant["words"]), cited, NewEntrantEffect(entrant["effect"])),
        subcontractor=Subcontractor(Words(**acting["words"]), cited, SubcontractorEffect(acting["effect"])),
        condition=_condition(entry["condition"]) if "condition" in entry else None,
        category_points=_by_category(entry, "points", cited),
        certifying=Note(Words(**entry["certifying"]), cited) if "certifying" in entry else None,
        examples=_by_category(entry, "examples", cited),
        proofs=Note(Words(**entry["proofs"]), cited) if "proofs" in entry else None,
        since=since,
        citation=cited,
    )


def _by_category(entry: Mapping[str, Any], name: str, cited: Citation) -> tuple[CategoryPoint, ...]:
    return tuple(
        CategoryPoint(Words(**point["words"]), cited, Category(category))
        for point in entry.get(name, [])
        for category in point["categories"]
    )


def _note(entry: Mapping[str, Any], whole: Mapping[str, Any], name: str) -> Note | None:
    """A note of an indicator, with its own citation or else the one that all notes of its name share."""
    if name not in entry:
        return None
    table = {**whole[name], **entry[name]}
    return Note(Words(**table["words"]), citation(table))


def _effect(entry: Mapping[str, Any], effects: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An effect of an indicator, with its own words or else those of the effect."""
    own = entry.get(name, {"effect": "unchanged"})
    return {"words": effects[name].get(own["effect"]), **own}


def _condition(table: Mapping[str, Any]) -> GuideCondition:
    return GuideCondition(
        Words(**table["words"]),
        table["question"],
        frozenset(map(Category, table["categories"])),
        dated_from("guide-v9.condition", table["values"]),
    )
