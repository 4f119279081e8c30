"""The conditions on who may carry out bilans de compétences, each judged on a day.

Those of the law lead to findings; those of practice are labelled by their citation and lead to none.
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
from qualiopi_rules.law.dated import Dated, Value, dated
from qualiopi_rules.law.source import Citation

__all__ = [
    "ProviderCondition",
    "ProviderConditionCode",
    "ProviderKind",
    "diploma_required",
    "provider_kind_of",
]


class ProviderKind(StrEnum):
    """What carries bilans out."""

    ORGANISATION = "organisation"  # for guidance, job search, training or advice in human resources
    BILAN_CENTRE = "bilan-centre"  # an organisme prestataire de bilans de compétences (OPBC)
    SELF_EMPLOYED = "self-employed"  # a consultant on their own


class ProviderConditionCode(StrEnum):
    """What a condition is about; the member is the name of the field of `Provider`, but for the organisation."""

    EXTERNAL = "external"
    DECLARED = "declared"
    ORGANISATION = "identified_organisation"
    KIND = "kind"
    EXPERIENCE = "experience_shown"


@attrs.frozen
class ProviderCondition(OneLine):
    """One condition, judged on a day.

    Attributes:
        code: what it is about.
        on: the day.
        met: whether it is met; None when unknown.
        citation: the rule, or the practice.
    """

    code: ProviderConditionCode
    on: Date
    met: bool | None
    citation: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Render in words."""
        answer = {True: "yes", False: "no", None: "unanswered"}[self.met]
        return words("provider.condition").say(locale, condition=f"provider.{self.code}", answer=answer)


def provider_kind_of(value: ProviderKind | str | None) -> ProviderKind | None:
    """Convert the kind of a provider, or None when not provided."""
    return None if value is None else converters.one_of(ProviderKind, value)


def diploma_required(*, on: DayLike) -> Value[bool]:
    """Return whether the consultants need a diploma: none is required, and experience is put forward instead.

    Args:
        on: the day.

    Raises:
        InvalidInput: when `on` is not a day.
        NotInForce: when the day is older than the law of the bilan that is known.

    Source: a certifier's practice; no text that was seen requires one.
    """
    day = converters.day(on)
    refuse(on=day)
    rule: Dated[bool] = dated("bilan/provider", "diploma")
    return rule.on(day)
