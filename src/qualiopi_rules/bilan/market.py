"""The market of bilans de compétences: the day it was opened, the risks since, and the guide of the CPF platform."""

from __future__ import annotations

from enum import StrEnum

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.law.dated import Dated, Value, dated
from qualiopi_rules.law.source import citation
from qualiopi_rules.rnq.notes import Note

__all__ = ["MarketRisk", "MarketRiskCode", "cpf_eligibility_guide", "market_opening", "market_risks"]


class MarketRiskCode(StrEnum):
    """What a risk is about."""

    VARIETY = "variety"  # many players and offers
    WINDFALL = "windfall"
    QUALIFICATION = "qualification"  # of the consultants
    SUBCONTRACTING = "subcontracting"
    REQUIREMENTS = "requirements"  # the code de la consommation among them, for a sale under the CPF


@attrs.frozen
class MarketRisk(Note):
    """A risk that a certifier names.

    Attributes:
        code: what it is about.
    """

    code: MarketRiskCode


def market_opening() -> Value[bool]:
    """Return since when any organisation with a declaration of activity can carry out bilans.

    Source: a certifier's practice; the law of 5 September 2018 took effect on that day.
    """
    opening: Dated[bool] = dated("bilan/market", "opening")
    return opening.values[0]


def market_risks(*, on: DayLike) -> tuple[MarketRisk, ...]:
    """Return the risks of the market to watch on a day; none before a certifier named them.

    Args:
        on: the day.

    Raises:
        InvalidInput: when `on` is not a day.

    Source: a certifier's practice.
    """
    day = converters.day(on)
    refuse(on=day)
    return tuple(
        MarketRisk(Words(**table["words"]), citation(table), MarketRiskCode(table["id"]))
        for table in text("bilan/market")["risks"]
        if converters.day(table["since"]) <= day
    )


def cpf_eligibility_guide() -> Note:
    """Return where the rules are on the eligibility of a bilan on the CPF platform; they are not known here.

    Source: a certifier's practice, which points to the guide of the Caisse des dépôts.
    """
    table = text("bilan/market")["eligibility_guide"]
    return Note(Words(**table["words"]), citation(table))
