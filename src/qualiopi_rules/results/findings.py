"""Findings, the results of checks, and the catalogue of their codes: a stable code, parameters and a source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue, refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.resources import merged
from qualiopi_rules.core.words import Words, words
from qualiopi_rules.law.dated import UsedValue
from qualiopi_rules.law.source import Citation, Provenance, citation
from qualiopi_rules.view.shown import Shown

__all__ = [
    "Finding",
    "FindingCode",
    "Found",
    "Params",
    "Severity",
    "any_blocking",
    "catalogue",
    "finding",
    "held_on",
    "missing",
    "params_of",
    "within",
]

Params = tuple[tuple[str, str | int], ...]
"""Parameters by name, in order; days are ISO strings and durations are minutes, so that they survive any format."""


class Severity(StrEnum):
    """The severity of a finding."""

    BLOCKING = "blocking"  # a rule is broken
    WARNING = "warning"  # something to look at; no rule is known to be broken
    TO_CONFIRM = "to-confirm"  # the dossier has no answer, and the answer matters


@attrs.frozen
class FindingCode(OneLine):
    """One entry of the catalogue.

    Attributes:
        code: its stable code, as `BIL001`.
        severity: its severity.
        title: its subject.
        message: its message, with placeholders for the parameters.
        meaning: why it matters and what to do.
        citation: its source.
        since: the first day it can be found.
    """

    code: str
    severity: Severity
    title: Words
    message: Words
    meaning: Words
    citation: Citation
    since: Date


def _code(value: str) -> str:
    known = catalogue()
    if isinstance(value, str) and value in known:
        return value
    return converters.fault(value, "finding-code")


def params_of(value: Params | Mapping[str, str | int]) -> Params:
    """Convert to the parameters of a message, in their order: texts and whole numbers, each with its name."""
    pairs = converters.pairs(value)
    if isinstance(pairs, InvalidValue):
        return pairs
    for name, item in pairs:
        if not isinstance(name, str):
            return converters.fault(name, "text")
        if isinstance(item, bool) or not isinstance(item, str | int):
            return converters.fault(item, "parameter", name=name)
    # A member of an enumeration is a text too, but would come back from JSON as a plain one.
    return tuple((name, str(item) if isinstance(item, str) else item) for name, item in pairs)


def _values(value: Iterable[UsedValue]) -> tuple[UsedValue, ...]:
    return converters.instances(UsedValue, value)


@attrs.frozen
class Finding(converters.Checked, Shown):
    """A result of a check.

    Attributes:
        code: the code of its entry in the catalogue.
        where: the path of the part of the dossier it is about, as `bilans[0]`; empty for the whole.
        params: the parameters of its message.
        values: the values of the law that it was found with, the one that decides last.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    code: str = attrs.field(converter=_code)
    where: str = attrs.field(default="", converter=converters.code)
    params: Params = attrs.field(default=(), converter=params_of)
    values: tuple[UsedValue, ...] = attrs.field(default=(), converter=_values)

    def _summary(self) -> Mapping[str, object]:
        return {"code": self.code, "severity": self.severity, "where": self.where, "title": self.entry.title.say("fr")}

    @property
    def entry(self) -> FindingCode:
        """The entry of the code in the catalogue."""
        return catalogue()[self.code]

    @property
    def severity(self) -> Severity:
        """The severity of its code."""
        return self.entry.severity

    @property
    def citation(self) -> Citation:
        """The source of the value that decided, with the weaker provenance of the value and the check."""
        check = self.entry.citation
        if not self.values:
            return check
        decided = self.values[-1].citation
        return attrs.evolve(decided, provenance=max(check.provenance, decided.provenance, key=list(Provenance).index))

    def message(self, locale: Locale = "fr") -> str:
        """Render the message in words."""
        return self.entry.message.say(locale, **dict(self.params))

    def say(self, locale: Locale = "fr") -> str:
        """Render the finding in words: its code, its title and its message."""
        return words("found.said").say(
            locale, code=self.code, title=self.entry.title.say(locale), message=self.message(locale)
        )


def finding(code: str, where: str = "", *, values: Iterable[UsedValue] = (), **params: str | int) -> Finding:
    """Return a finding."""
    return Finding(code, where, params, values)


def any_blocking(found: Iterable[Finding]) -> bool:
    """Return whether a finding says that a rule is broken."""
    return any(each.severity is Severity.BLOCKING for each in found)


def held_on(found: Iterable[Finding], day: Date | None) -> tuple[Finding, ...]:
    """Leave out the findings whose source is later than a day; all stay without a day."""
    return tuple(each for each in found if day is None or each.entry.since <= day)


@cache
def catalogue() -> Mapping[str, FindingCode]:
    """Return every code that a check can find, sorted."""
    entries = {
        code: FindingCode(
            code=code,
            severity=Severity(entry["severity"]),
            title=Words(**entry["title"]),
            message=Words(**entry["message"]),
            meaning=Words(**entry["meaning"]),
            citation=citation(entry),
            since=converters.day(entry["since"]),
        )
        for code, entry in sorted(merged("findings").items())
    }
    return MappingProxyType(entries)


Found = Iterator[tuple[str, dict[str, Any]]]
"""The codes that a check finds, each with the parameters of its message."""


def missing(answers: Mapping[str, bool | None], denied: str, unknown: str, **params: str | int) -> Found:
    """Yield one finding for all answers that are no, and one for all that are not provided.

    Args:
        answers: the answers by the key of their message.
        denied: the code for the answers that are no.
        unknown: the code for the answers that are not provided.
        params: more parameters of both findings.
    """
    for code, outcome in ((denied, False), (unknown, None)):
        names = [name for name, answer in answers.items() if answer is outcome]
        if names:
            yield code, {**params, "contents": ", ".join(names)}


def within(where: str, part: str) -> str:
    """Return the path of a part, from the path of the whole."""
    refuse(where=converters.instance(str, where))  # a caller's own, where it asks about a part alone
    return f"{where}.{part}" if where else part
