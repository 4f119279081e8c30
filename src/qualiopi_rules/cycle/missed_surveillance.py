"""What follows when the surveillance audit is not held in its window."""

from __future__ import annotations

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.kleene import not3
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import words
from qualiopi_rules.cycle.cycle import CertificationCycle, Held
from qualiopi_rules.law.source import Citation, interpretation

__all__ = ["MissedSurveillance", "check_surveillance"]


@attrs.frozen(kw_only=True)
class MissedSurveillance:
    """What follows when the surveillance audit is not held in its window.

    Attributes:
        on: the day asked for.
        missed: whether its window closed and it is not held yet: yes, no, or None for not told.
        follows_from: the first day without it in time; None before that day, and once it was held.
        citation: the practice: certifiers suspend, then withdraw. No text that was seen says after how long.
    """

    on: Date
    missed: bool | None
    follows_from: Date | None
    citation: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Tell it in words."""
        outcome = {True: "missed", False: "not-missed", None: "not-provided"}[self.missed]
        known = {} if self.follows_from is None else {"day": self.follows_from.isoformat()}
        return words(f"missed.{outcome}").say(locale, **known)


def check_surveillance(
    cycle: CertificationCycle, *, on: DayLike, surveillance_held: Held | DayLike = None
) -> MissedSurveillance:
    """Tell whether the surveillance audit was missed by a day, and what follows.

    Args:
        cycle: the cycle.
        on: the day.
        surveillance_held: as for `CertificationCycle.status`.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: article 2 of the arrêté of 6 June 2019 for the window; what follows is reported as the practice of
    certifiers.
    """
    given = converters.instance(CertificationCycle, cycle)
    refuse(cycle=given)
    status = given.status(on=on, surveillance_held=surveillance_held)
    over = status.on > given.surveillance.closes
    missed = not3(status.surveillance_held) if over else False
    return MissedSurveillance(
        on=status.on,
        missed=missed,
        follows_from=given.surveillance.closes.add(days=1) if missed is not False else None,
        citation=interpretation("cycle", "missed_surveillance"),
    )
