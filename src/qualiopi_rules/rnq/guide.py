"""The ministry's guide de lecture: its versions, and those that may be used for an audit on a day.

The versions do not follow the editions of the referential: each version and each edition has its own days.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words, words
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.months import months_after
from qualiopi_rules.law.source import Citation, citation

__all__ = ["ExpectedGuide", "Guide", "GuideInUse", "guide_on", "guides"]


@attrs.frozen
class Guide(OneLine):
    """A version of the guide.

    Attributes:
        version: its name, as `V9`.
        published: the day on its cover, from which the delay runs.
        required_from: the first day an audit must use it.
        edition: the edition of the referential that it explains.
        citation: the source of its publication.
        delay_citation: the source of the delay up to `required_from`.
    """

    version: str
    published: Date
    required_from: Date
    edition: str
    citation: Citation
    delay_citation: Citation


@attrs.frozen
class ExpectedGuide(OneLine):
    """A version that is announced and not known to be published.

    Attributes:
        version: its name, as `V10`.
        edition: the edition of the referential that it is to explain.
        unpublished_on: the last day on which it is reported not to be published.
        words: the same in words.
        citation: the source of the report.
    """

    version: str
    edition: str
    unpublished_on: Date
    words: Words
    citation: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Render in words what is known of the version."""
        return self.words.say(locale, version=self.version, edition=self.edition, day=self.unpublished_on.isoformat())


@attrs.frozen
class GuideInUse(OneLine):
    """The versions of the guide on one day.

    Attributes:
        on: the day of the audit.
        required: the version that the audit must use; None before the first version that is known.
        allowed: every version that may be used, oldest first: the required one, and those whose delay still runs.
        edition: the edition of the referential in force on that day.
        expected: the next version, announced and not known to be published, which may be used on that day as well;
            None on a day on which it is reported not to be published.
    """

    on: Date
    required: Guide | None
    allowed: tuple[Guide, ...]
    edition: str
    expected: ExpectedGuide | None

    @property
    def reads_edition(self) -> str | None:
        """The edition that the required version explains; None without one."""
        return None if self.required is None else self.required.edition

    @property
    def reads_edition_in_force(self) -> bool | None:
        """Whether the required version explains the edition of that day; None without a required version."""
        return None if self.required is None else self.required.edition == self.edition

    def say(self, locale: Locale = "fr") -> str:
        """Render in words which version an audit uses, which others it may use, and what does not fit."""
        day = self.on.isoformat()
        if self.required is None:
            return words("guide.unknown").say(locale, day=day)
        said = [words("guide.required").say(locale, day=day, version=self.required.version)]
        if len(self.allowed) > 1:
            versions = ", ".join(version.version for version in self.allowed)
            said.append(words("guide.allowed").say(locale, versions=versions))
        if not self.reads_edition_in_force:
            said.append(words("guide.other_edition").say(locale, reads=self.required.edition, edition=self.edition))
        if self.expected is not None:
            said.append(self.expected.say(locale))
        return " ".join(said)


def guide_on(day: Date, edition: str) -> GuideInUse:
    """Return the versions of the guide for an audit on a checked day; `referential(on=day).guide` is the same.

    Args:
        day: the day of the audit.
        edition: the edition of the referential in force on that day.

    Source: the guide's own preamble, for the delay; each version carries its own citations.
    """
    begun = [version for version in guides() if version.required_from <= day]
    waiting = [version for version in guides() if version.published <= day < version.required_from]
    return GuideInUse(
        on=day,
        required=begun[-1] if begun else None,
        allowed=(*begun[-1:], *waiting),
        edition=edition,
        expected=_expected() if _expected().unpublished_on < day else None,
    )


@cache
def guides() -> tuple[Guide, ...]:
    """Return every known version, oldest first."""
    return tuple(_guide(table) for table in text("rnq/guides")["guides"])


def _guide(table: Mapping[str, Any]) -> Guide:
    published = converters.day(table["published"])
    delay = dated("rnq/guides", "delay").on(published)
    return Guide(
        version=table["version"],
        published=published,
        required_from=months_after(published, delay.value),
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
