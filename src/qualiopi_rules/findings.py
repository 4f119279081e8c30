"""What a check says: a stable code, parameters and a source, the way a linter's rule does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, cast

import attrs
from pendulum import Date

from qualiopi_rules import fields
from qualiopi_rules.errors import refuse
from qualiopi_rules.law.dated import UsedValue
from qualiopi_rules.law.library import text
from qualiopi_rules.law.source import Citation, Standing, citation
from qualiopi_rules.wording import Locale, Words, words

__all__ = ["Example", "Finding", "FindingCode", "Params", "Severity", "catalogue", "finding", "held_on"]

Params = tuple[tuple[str, str | int], ...]
"""Parameters by name, in order; days are ISO strings and durations are minutes, so that they survive any format."""


class Severity(StrEnum):
    """What a finding asks of its reader."""

    BLOCKING = "blocking"  # a rule is broken
    WARNING = "warning"  # something to look at; no rule is known to be broken
    TO_CONFIRM = "to-confirm"  # the dossier does not say, and the answer matters


@attrs.frozen
class Example:
    """A change to an example file of the documentation, and the day of the review.

    Attributes:
        file: the name of the file, `dossier` or `bilan`.
        patch: the change, as a JSON merge patch (RFC 7396).
        on: the day of the review.
        draft_minimum_from: the day from which the draft minimum is applied, or None.
    """

    file: str
    patch: str
    on: Date
    draft_minimum_from: Date | None


@attrs.frozen
class FindingCode:
    """One entry of the catalogue.

    Attributes:
        code: its stable code, as `BIL001`.
        severity: what it asks.
        title: what it is about.
        message: what it says, with placeholders for the parameters.
        meaning: why it matters and what to do.
        citation: what it rests on.
        since: the first day it can be found.
        triggers: an example that brings it.
        passes: an example that does not.
    """

    code: str
    severity: Severity
    title: Words
    message: Words
    meaning: Words
    citation: Citation
    since: Date
    triggers: Example
    passes: Example


def _code(value: str) -> str:
    known = catalogue()
    if isinstance(value, str) and value in known:
        return value
    return cast(str, fields.fault(value, "finding-code"))


def _params(value: Params | Mapping[str, str | int]) -> Params:
    if not isinstance(value, Mapping | tuple):
        return cast(Params, fields.fault(value, "object", cls="params"))
    pairs = tuple(value.items()) if isinstance(value, Mapping) else value
    for name, item in pairs:
        if isinstance(item, bool) or not isinstance(item, str | int):
            return cast(Params, fields.fault(item, "parameter", name=name))
    # A member of an enumeration is a text too, but would come back from JSON as a plain one.
    return tuple((name, str(item) if isinstance(item, str) else item) for name, item in pairs)


def _values(value: Iterable[UsedValue]) -> tuple[UsedValue, ...]:
    return fields.instances(UsedValue, value)


@attrs.frozen
class Finding:
    """One thing that a check found.

    Attributes:
        code: the code of its entry in the catalogue.
        where: the part of the dossier it is about, as `bilans[0]`; empty for the whole.
        params: what its message needs.
        values: the values of the law that it was found with, the one that decides last.
    """

    code: str = attrs.field(converter=_code)
    where: str = attrs.field(default="", converter=fields.code)
    params: Params = attrs.field(default=(), converter=_params)
    values: tuple[UsedValue, ...] = attrs.field(default=(), converter=_values)

    def __attrs_post_init__(self) -> None:
        refuse(**fields.faults_of(self))

    @property
    def entry(self) -> FindingCode:
        """What the catalogue says of the code."""
        return catalogue()[self.code]

    @property
    def severity(self) -> Severity:
        """What it asks of its reader."""
        return self.entry.severity

    @property
    def citation(self) -> Citation:
        """What it rests on: the text of the value that decided, as sure as the less sure of the value and the check."""
        check = self.entry.citation
        if not self.values:
            return check
        decided = self.values[-1].citation
        return attrs.evolve(decided, standing=max(check.standing, decided.standing, key=list(Standing).index))

    def message(self, locale: Locale = "fr") -> str:
        """Say it in words."""
        return self.entry.message.say(locale, **dict(self.params))

    def say(self, locale: Locale = "fr") -> str:
        """Say it in words, after its code and its title."""
        return words("report.said").say(
            locale, code=self.code, title=self.entry.title.say(locale), message=self.message(locale)
        )


def finding(code: str, where: str = "", *, values: Iterable[UsedValue] = (), **params: str | int) -> Finding:
    """Make a finding."""
    return Finding(code, where, params, values)


def held_on(found: Iterable[Finding], day: Date | None) -> tuple[Finding, ...]:
    """Leave out what could not be found on a day yet, because what it rests on came later; all stay without a day."""
    return tuple(each for each in found if day is None or each.entry.since <= day)


@cache
def catalogue() -> dict[str, FindingCode]:
    """Give every code that a check can find, sorted."""
    return {
        code: FindingCode(
            code=code,
            severity=Severity(entry["severity"]),
            title=Words(**entry["title"]),
            message=Words(**entry["message"]),
            meaning=Words(**entry["meaning"]),
            citation=citation(entry),
            since=fields.day(entry["since"]),
            triggers=_example(entry, "triggers"),
            passes=_example(entry, "passes"),
        )
        for code, entry in sorted(text("findings").items())
    }


def _example(entry: dict[str, Any], which: str) -> Example:
    table = entry[which]
    draft = fields.optional_day(table.get("draft_minimum_from"))
    return Example(entry["example"], table["patch"], fields.day(table["on"]), draft)
