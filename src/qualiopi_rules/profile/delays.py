"""The delays that a certifier sets: from suspension to withdrawal, and when it advises to renew."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.law.source import Citation, citation

__all__ = ["RenewalAdvice", "SuspensionDelay", "delay_of"]


@attrs.frozen(kw_only=True)
class SuspensionDelay(converters.Checked):
    """How long a certifier lets a suspension last before it withdraws the certificate; no text that was seen sets it.

    Attributes:
        name: its name.
        months: months from the end of the time to correct.
        words: what it is.
        citation: where it comes from.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    name: str = attrs.field(converter=converters.text)
    months: int = attrs.field(converter=converters.count)
    words: Words
    citation: Citation


@cache
def _delays() -> dict[str, SuspensionDelay]:
    return {
        name: SuspensionDelay(
            name=name, months=entry["months"], words=Words(**entry["words"]), citation=citation(entry)
        )
        for name, entry in text("profile/delays").items()
    }


def delay_of(value: SuspensionDelay | str | None) -> SuspensionDelay | None:
    """Convert to a delay, from the name of the library's own (`reported`), or None for none."""
    if value is None or isinstance(value, SuspensionDelay):
        return value
    known = _delays()
    if isinstance(value, str) and value in known:
        return known[value]
    return converters.fault(value, "suspension-delay", choices=", ".join(known))


@attrs.frozen(kw_only=True)
class RenewalAdvice(converters.Checked):
    """When a certifier advises to hold the renewal audit; no text sets it.

    Attributes:
        since: the first day of a cycle for which it is advised; the library's own advice is kept for older ones.
        opens: months before the last valid day from which it is advised.
        closes: months before the last valid day up to which it is advised; fewer than `opens`.
        citation: where it comes from.

    Raises:
        InvalidInput: with every field that does not hold, and when it closes before it opens.
    """

    since: Date = attrs.field(converter=converters.day)
    opens: int = attrs.field(converter=converters.count)
    closes: int = attrs.field(converter=converters.amount)
    citation: Citation

    def _faults(self) -> Iterator[InvalidValue]:
        if self.opens <= self.closes:
            yield InvalidValue("opens", self.opens, "more-than", least=self.closes)
