"""The conditions of a bilan paid for by the compte personnel de formation (CPF), each judged on a day.

On a day before a rule, the outcome is that there is no rule, and nothing is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import Dated, Value
from qualiopi_rules.law.source import Citation
from qualiopi_rules.results.findings import Params, params_of

__all__ = ["CpfCondition", "CpfConditionCode", "CpfOutcome", "answers_of", "condition_of", "on_or_first"]


class CpfConditionCode(StrEnum):
    """What a condition is about."""

    # of a request
    CAP = "cap"  # the rights used stay within the cap
    INTERVAL = "interval"  # no other publicly financed bilan in the years before
    HOURS = "hours"  # only hours that the provider accompanies are funded
    ACTIVE = "active"  # the holder of the account is active
    # of a provider on the platform
    DECLARED = "declared"
    OBLIGATIONS = "obligations"
    ELIGIBLE = "eligible"
    CERTIFIED = "certified"
    DUES = "dues"
    DOCUMENTS = "documents"
    TERMS = "terms"
    UNSANCTIONED = "unsanctioned"  # no sanction that lets the Caisse des dépôts refuse
    # of an offer
    PHASES = "phases"
    DURATION = "duration"
    PRICE = "price"


class CpfOutcome(StrEnum):
    """The outcome of judging a condition."""

    MET = "met"
    NOT_MET = "not-met"
    NOT_KNOWN = "not-known"
    NO_RULE = "no-rule"  # no rule is known to hold on that day


@attrs.frozen
class CpfCondition(OneLine):
    """One condition, judged on a day.

    Attributes:
        code: what it is about.
        on: the day.
        outcome: the outcome.
        params: the figures behind a condition that is not met, by name: days, minutes or cents.
        citation: the rule; on a day without one, the first that came.
        conventions: what the way it is counted rests on.
    """

    code: CpfConditionCode
    on: Date
    outcome: CpfOutcome
    params: Params = attrs.field(converter=params_of)
    citation: Citation
    conventions: tuple[Citation, ...] = ()

    def say(self, locale: Locale = "fr") -> str:
        """Render in words."""
        return words("cpf.condition").say(
            locale, condition=f"condition.{self.code}", outcome=f"cpf-outcome.{self.outcome}"
        )


_OUTCOMES = {True: CpfOutcome.MET, False: CpfOutcome.NOT_MET, None: CpfOutcome.NOT_KNOWN}


def condition_of(
    code: CpfConditionCode,
    rule: Dated[Any],
    day: Date,
    met: bool | None,
    params: Mapping[str, str | int] | None = None,
    *,
    conventions: tuple[Citation, ...] = (),
) -> CpfCondition:
    """Make a condition that is met, not met or unknown (None); without a rule on the day its outcome is `NO_RULE`."""
    outcome = CpfOutcome.NO_RULE if rule.find(day) is None else _OUTCOMES[met]
    return CpfCondition(
        code=code,
        on=day,
        outcome=outcome,
        params=tuple((params or {}).items()) if outcome is CpfOutcome.NOT_MET else (),
        citation=on_or_first(rule, day).citation,
        conventions=conventions,
    )


def on_or_first(rule: Dated[Any], day: Date) -> Value[Any]:
    """Return the value of a rule on a day; on a day without one, the first that came."""
    return rule.find(day) or rule.values[0]


def answers_of(conditions: Iterable[CpfCondition]) -> dict[str, bool | None]:
    """Return the outcomes as answers, by the word of each condition; those without a rule are left out."""
    answers = {outcome: answer for answer, outcome in _OUTCOMES.items()}
    return {f"condition.{each.code}": answers[each.outcome] for each in conditions if each.outcome in answers}
