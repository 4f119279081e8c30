"""The ministry's guide de lecture: its versions, and the ones that may serve an audit on a day.

The versions are an axis of their own: a version has its days, an edition of the referential has others.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words, words
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.months import add_months
from qualiopi_rules.law.source import Citation, citation

__all__ = ["ExpectedGuide", "Guide", "GuideInUse", "guide_on", "guides"]


@attrs.frozen
class Guide:
    """One version of the guide.

    Attributes:
        version: its name, as `V9`.
        published: the day on its cover, from which the delay runs.
        required_from: the first day an audit must use it.
        edition: the edition of the referential that it reads.
        citation: what its publication rests on.
        delay_citation: what the delay up to `required_from` rests on.
    """

    version: str
    published: Date
    required_from: Date
    edition: str
    citation: Citation
    delay_citation: Citation


@attrs.frozen
class ExpectedGuide:
    """A version that is announced and not known to be published: it has no day.

    Attributes:
        version: its name, as `V10`.
        edition: the edition of the referential that it is to read.
        unpublished_on: the last day on which it is reported not to be published.
        words: the same in words.
        citation: who reports it.
    """

    version: str
    edition: str
    unpublished_on: Date
    words: Words
    citation: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Tell what is known of it."""
        return self.words.say(locale, version=self.version, edition=self.edition, day=self.unpublished_on.isoformat())


@attrs.frozen
class GuideInUse:
    """The versions of the guide on one day.

    Attributes:
        on: the day of the audit.
        required: the version that the audit must use; None before the first version that is known.
        allowed: every version that may serve, oldest first: the required one, and those whose delay still runs.
        edition: the edition of the referential that holds on that day.
        expected: the next version, which is announced and not known to be published: it may serve that day as well.
            None on a day on which it is reported not to be published.
    """

    on: Date
    required: Guide | None
    allowed: tuple[Guide, ...]
    edition: str
    expected: ExpectedGuide | None

    @property
    def reads_edition(self) -> str | None:
        """The edition that the required version reads; None without one."""
        return None if self.required is None else self.required.edition

    @property
    def reads_edition_in_force(self) -> bool | None:
        """Whether the required version reads the edition of that day; None without a required version."""
        return None if self.required is None else self.required.edition == self.edition

    def say(self, locale: Locale = "fr") -> str:
        """Tell in words which version an audit uses, what else may serve, and what does not fit."""
        day = self.on.isoformat()
        if self.required is None:
            return words("guide.unknown").say(locale, day=day)
        told = [words("guide.required").say(locale, day=day, version=self.required.version)]
        if len(self.allowed) > 1:
            versions = ", ".join(version.version for version in self.allowed)
            told.append(words("guide.allowed").say(locale, versions=versions))
        if not self.reads_edition_in_force:
            told.append(words("guide.other_edition").say(locale, reads=self.required.edition, edition=self.edition))
        if self.expected is not None:
            told.append(self.expected.say(locale))
        return " ".join(told)


def guide_on(day: Date, edition: str) -> GuideInUse:
    """Give the versions of the guide that count for an audit held on a day; `referential(on=day).guide` is the same.

    Args:
        day: the day of the audit.
        edition: the edition of the referential that holds on that day.

    Source: the guide's own preamble, for the delay; each version carries its own citations.
    """
    required = next((version for version in reversed(guides()) if version.required_from <= day), None)
    return GuideInUse(
        on=day,
        required=required,
        allowed=tuple(
            version for version in guides() if version == required or version.published <= day < version.required_from
        ),
        edition=edition,
        expected=_expected() if _expected().unpublished_on < day else None,
    )


@cache
def guides() -> tuple[Guide, ...]:
    """Give every version that is known, oldest first."""
    return tuple(_guide(table) for table in text("rnq/guides")["guides"])


def _guide(table: dict[str, Any]) -> Guide:
    published = converters.day(table["published"])
    delay = dated("rnq/guides", "delay").on(published)
    return Guide(
        version=table["version"],
        published=published,
        required_from=add_months(published, delay.value),
        edition=table["edition"],
        citation=citation(table),
        delay_citation=delay.citation,
    )


@cache
def _expected() -> ExpectedGuide:
    table = text("rnq/guides")["expected"]
    return ExpectedGuide(
        version=table["version"],
        edition=table["edition"],
        unpublished_on=converters.day(table["unpublished_on"]),
        words=Words(**table["words"]),
        citation=citation(table),
    )
