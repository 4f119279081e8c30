"""The participation that the holder of a compte personnel de formation (CPF) pays, in cents.

The article raises the amount each 1 January: an amount is known for its own year only.
"""

from __future__ import annotations

from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import Dated, dated
from qualiopi_rules.law.source import Citation

__all__ = ["AmountStatus", "CpfParticipation", "cpf_participation"]


class AmountStatus(StrEnum):
    """Whether an amount is known for a day."""

    KNOWN = "known"
    NOT_KNOWN = "not-known"  # there is one, and it is not known here
    NO_RULE = "no-rule"  # there was none yet


@attrs.frozen
class CpfParticipation(OneLine):
    """The participation of the holder of the account towards a bilan requested on a day.

    Attributes:
        on: the day.
        status: whether an amount is known.
        cents: the amount in cents; None unless it is known.
        citation: where it comes from; on a day without a known amount, the nearest before it, or the first.
    """

    on: Date
    status: AmountStatus
    cents: int | None
    citation: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Render in words."""
        params = {} if self.cents is None else {"cents": self.cents}
        return words(f"participation.{self.status}").say(locale, day=self.on.isoformat(), **params)


def cpf_participation(*, on: DayLike) -> CpfParticipation:
    """Return the amount of the holder's participation on a day.

    Who is exempt, and who may pay it in the holder's place, is not decided here.

    Args:
        on: the day of the request.

    Raises:
        InvalidInput: when `on` is not a day.

    Source: article "R6323", whose amount changes each 1 January.
    """
    day = converters.day(on)
    refuse(on=day)
    rule: Dated[int] = dated("bilan/cpf", "participation")
    started = [each for each in rule.values if each.since <= day]
    if not started:
        return CpfParticipation(day, AmountStatus.NO_RULE, None, rule.values[0].citation)
    value = rule.find(day)
    if value is None:
        return CpfParticipation(day, AmountStatus.NOT_KNOWN, None, started[-1].citation)
    return CpfParticipation(day, AmountStatus.KNOWN, value.value, value.citation)
