"""The surveillance audit that is not held in its window, and what follows."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.kleene import not3
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import words
from qualiopi_rules.cycle.cycle import CertificationCycle, Held, held_by, held_of
from qualiopi_rules.law.months import days_after
from qualiopi_rules.law.source import Citation, interpretation
from qualiopi_rules.results.part import Part
from qualiopi_rules.view.shown import Shown

__all__ = ["MissedSurveillance", "check_surveillance", "missed_of"]


@attrs.frozen(kw_only=True)
class MissedSurveillance(Part, Shown):
    """Whether the surveillance audit was missed, and what follows.

    Attributes:
        on: the day of the check.
        missed: whether its window closed and it is not held yet: True, False, or None for not provided.
        follows_from: the first day without it in time; None before that day, and once it was held.
        citation: the practice: certifiers suspend, then withdraw. No text that was seen says after how long.
    """

    on: Date
    missed: bool | None
    follows_from: Date | None
    citation: Citation

    def _summary(self) -> Mapping[str, object]:
        return {"on": self.on, "missed": self.missed, "follows_from": self.follows_from}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The practice, where it comes into question."""
        return () if self.missed is False else (self.citation,)

    def say(self, locale: Locale = "fr") -> str:
        """Render the result in words."""
        outcome = {True: "missed", False: "not-missed", None: "not-provided"}[self.missed]
        known = {} if self.follows_from is None else {"day": self.follows_from.isoformat()}
        return words(f"missed.{outcome}").say(locale, **known)


def check_surveillance(
    cycle: CertificationCycle, *, on: DayLike, surveillance_held: Held | DayLike = None
) -> MissedSurveillance:
    """Check whether the surveillance audit was missed by a day, and what follows.

    Args:
        cycle: the cycle.
        on: the day.
        surveillance_held: as for `CertificationCycle.status`.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: article 2 of the arrêté of 6 June 2019 for the window; what follows is reported as the practice of
    certifiers.
    """
    cycle, day = converters.instance(CertificationCycle, cycle), converters.day(on)
    held = held_of(surveillance_held)
    refuse(cycle=cycle, on=day, surveillance_held=held)
    return missed_of(cycle, day, held_by(day, held))


def missed_of(cycle: CertificationCycle, day: Date, held: bool | None) -> MissedSurveillance:
    """Check whether the surveillance audit was missed by a day, from checked arguments."""
    closes = cycle.surveillance.closes
    missed = not3(held) if day > closes else False
    return MissedSurveillance(
        on=day,
        missed=missed,
        follows_from=days_after(closes, 1, "starts") if missed is not False else None,
        citation=interpretation("cycle", "missed_surveillance"),
    )
