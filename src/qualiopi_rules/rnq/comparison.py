"""The comparison of two editions of the referential: which indicators changed, and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue, refuse
from qualiopi_rules.core.messages import Locale, series
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.words import Words, words
from qualiopi_rules.law.source import Citation
from qualiopi_rules.rnq.category import Category, categories_of
from qualiopi_rules.rnq.edition import Change, Indicator, Referential, editions
from qualiopi_rules.view.shown import Shown

__all__ = ["ChangedIndicator", "Comparison", "compare"]


@attrs.frozen
class ChangedIndicator(OneLine):
    """An indicator that changed between two editions.

    Attributes:
        number: its number.
        change: the deepest change between the two editions.
        before: the indicator in the earlier edition; None when it is new.
        after: the indicator in the later edition.
        what: what changed, one entry for each edition that changed it, oldest first.
        citations: the texts that changed it, in the same order.
    """

    number: int
    change: Change
    before: Indicator | None
    after: Indicator
    what: tuple[Words, ...]
    citations: tuple[Citation, ...]

    def say(self, locale: Locale = "fr") -> str:
        """Render the change in words."""
        return words("comparison.line").say(
            locale,
            number=self.number,
            title=self.after.title(locale),
            change=self.change,
            what=series((each.say(locale) for each in self.what), locale),
        )


@attrs.frozen
class Comparison(Shown):
    """The indicators that changed between two editions, for some categories.

    Attributes:
        before: the name of the earlier edition.
        after: the name of the later edition.
        categories: the categories that were compared.
        changed: the indicators that changed, in order.
    """

    before: str
    after: str
    categories: frozenset[Category]
    changed: tuple[ChangedIndicator, ...]

    def _summary(self) -> Mapping[str, object]:
        return {
            "before": self.before,
            "after": self.after,
            "categories": sorted(self.categories),
            "changed": len(self.changed),
        }

    def numbers(self, change: Change | str) -> tuple[int, ...]:
        """Return the numbers of the indicators with a kind of change, sorted; `unchanged` gives those without any.

        Raises:
            InvalidInput: when it is no kind of change, or when the later edition is none of the library's.
        """
        change, after = converters.one_of(Change, change), _edition(self.after)
        refuse(change=change, after=after)
        if change is Change.UNCHANGED:
            changed = {each.number for each in self.changed}
            shared = (each.number for each in after.indicators if each.categories & self.categories)
            return tuple(number for number in shared if number not in changed)
        return tuple(each.number for each in self.changed if each.change is change)

    def explain(self, locale: Locale = "fr") -> str:
        """Render the comparison in words, a line for each indicator."""
        head = words("comparison.head").say(
            locale, before=self.before, after=self.after, categories=", ".join(sorted(self.categories))
        )
        return "\n".join([head, *(each.say(locale) for each in self.changed)])


def compare(before: Referential | str, after: Referential | str, categories: Iterable[Category | str]) -> Comparison:
    """Compare two editions for a provider's categories.

    Args:
        before: the earlier edition, or its name, as `2019`.
        after: the later edition, or its name.
        categories: one or more of `AF`, `BC`, `VAE`, `CFA`; conditions are left aside.

    Raises:
        InvalidInput: with every argument that does not hold, among them an `after` that is not later than `before`.

    Source: each change cites the text that made it.
    """
    before, after, categories = _edition(before), _edition(after), categories_of(categories)
    refuse(before=before, after=after, categories=categories)
    if after.since <= before.since:
        refuse(after=InvalidValue("", after.edition, "later-edition", edition=before.edition))
    between = [edition for edition in editions() if before.since < edition.since <= after.since]
    changed = []
    for indicator in after.indicators:
        versions = [edition[indicator.number] for edition in between if indicator.number in edition]
        moved = [version for version in versions if version.change is not Change.UNCHANGED]
        if moved and indicator.categories & categories:
            changed.append(
                ChangedIndicator(
                    number=indicator.number,
                    change=max((version.change for version in moved), key=list(Change).index),
                    before=before.get(indicator.number),
                    after=indicator,
                    what=tuple(version.what for version in moved if version.what is not None),
                    citations=tuple(version.citation for version in moved),
                )
            )
    return Comparison(before.edition, after.edition, categories, tuple(changed))


def _edition(value: Referential | str) -> Referential:
    known = {edition.edition: edition for edition in editions()}
    if isinstance(value, str):
        value = known.get(str.__str__(value), value)
    if isinstance(value, Referential) and value == known.get(value.edition):
        return value
    return converters.fault(value, "one-of", choices=", ".join(known))
