"""The platform of the compte personnel de formation (EDOF): the listing of a provider, and an offer of a bilan on it.

Amounts are whole cents and durations whole minutes.
"""

from __future__ import annotations

import attrs
from pendulum import Date

from qualiopi_rules.bilan.cpf_conditions import (
    CpfCondition,
    CpfConditionCode,
    CpfOutcome,
    answers_of,
    condition_of,
    on_or_first,
)
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.kleene import all3
from qualiopi_rules.law.dated import Dated, dated
from qualiopi_rules.law.months import runs_on
from qualiopi_rules.results.findings import Finding, Found, finding, missing

__all__ = ["CpfListing", "CpfOffer"]


@attrs.frozen(kw_only=True)
class CpfListing(converters.Checked):
    """The listing of a provider on the platform: True, False, or None when not provided.

    Attributes:
        declared: its declaration of activity is registered.
        obligations: it meets the obligations that go with it, such as qualified people and a yearly report.
        eligible: its service is eligible.
        certified: it holds the certifications required, Qualiopi among them.
        dues: it is in order with tax and social security.
        documents: it has sent the documents required.
        terms: it meets the platform's terms of use.
        sanctioned: the day of the last sanction for a breach of those terms, True without the day, False, or None.
    """

    declared: bool | None = attrs.field(default=None, converter=converters.answer)
    obligations: bool | None = attrs.field(default=None, converter=converters.answer)
    eligible: bool | None = attrs.field(default=None, converter=converters.answer)
    certified: bool | None = attrs.field(default=None, converter=converters.answer)
    dues: bool | None = attrs.field(default=None, converter=converters.answer)
    documents: bool | None = attrs.field(default=None, converter=converters.answer)
    terms: bool | None = attrs.field(default=None, converter=converters.answer)
    sanctioned: Date | bool | None = attrs.field(default=None, converter=converters.day_or_answer)

    def conditions(self, *, on: DayLike) -> tuple[CpfCondition, ...]:
        """Judge each condition on a day.

        Raises:
            InvalidInput: when `on` is not a day.

        Source: article L. 6323-9-1.
        """
        day = converters.day(on)
        refuse(on=day)
        return self._conditions(day)

    def _conditions(self, day: Date) -> tuple[CpfCondition, ...]:
        rule: Dated[tuple[str, ...]] = dated("bilan/cpf", "listing")
        names = on_or_first(rule, day).value
        return (
            *(condition_of(CpfConditionCode(name), rule, day, getattr(self, name)) for name in names),
            self._unsanctioned(day),
        )

    def _unsanctioned(self, day: Date) -> CpfCondition:
        code, rule = CpfConditionCode.UNSANCTIONED, dated("bilan/cpf", "sanctions")
        months = rule.find(day)
        if months is None or not isinstance(self.sanctioned, Date):
            # A sanction on an unknown day may be an old one.
            return condition_of(code, rule, day, True if self.sanctioned is False else None)
        # The last day of the months is in them.
        recent = runs_on(self.sanctioned, months.value, day)
        return condition_of(code, rule, day, not recent, {"day": self.sanctioned.isoformat()})

    def _check(self, day: Date, where: str) -> tuple[Finding, ...]:
        return tuple(finding(code, where, **params) for code, params in self._found(day))

    def _found(self, day: Date) -> Found:
        *conditions, unsanctioned = self._conditions(day)
        if unsanctioned.outcome is CpfOutcome.NOT_MET:
            # It lets the listing be refused and does not prevent it.
            yield "CPF011", dict(unsanctioned.params)
        else:
            conditions.append(unsanctioned)
        yield from missing(answers_of(conditions), "CPF009", "CPF010")


_PHASES = ("preliminary", "investigation", "conclusions")


@attrs.frozen(kw_only=True)
class CpfOffer(converters.Checked):
    """An offer of a bilan on the platform, for the points that a certifier says to look at.

    Attributes:
        preliminary: it presents the preliminary phase: True, False, or None when not provided.
        investigation: it presents the investigation.
        conclusions: it presents the conclusions.
        minutes: how many minutes it says the bilan lasts; None when not provided.
        price_cents: the price it states, in cents; None when not provided. No figure is known to judge it by.
    """

    preliminary: bool | None = attrs.field(default=None, converter=converters.answer)
    investigation: bool | None = attrs.field(default=None, converter=converters.answer)
    conclusions: bool | None = attrs.field(default=None, converter=converters.answer)
    minutes: int | None = attrs.field(default=None, converter=converters.optional_count)
    price_cents: int | None = attrs.field(default=None, converter=converters.optional_amount)

    def conditions(self, *, on: DayLike) -> tuple[CpfCondition, ...]:
        """Judge each point on a day; that a price is stated is all that can be said of it.

        Raises:
            InvalidInput: when `on` is not a day.
            NotInForce: when the day is older than the law of the bilan that is known.

        Source: what a certifier says to look at; article L. 6313-4 for the duration.
        """
        day = converters.day(on)
        refuse(on=day)
        return self._conditions(day)

    def _conditions(self, day: Date) -> tuple[CpfCondition, ...]:
        maximum = dated("bilan/bilan", "maximum").on(day).value
        answers = {
            "phases": all3(getattr(self, phase) for phase in _PHASES),
            "duration": None if self.minutes is None else self.minutes <= maximum,
            "price": None if self.price_cents is None else True,
        }
        rule: Dated[tuple[str, ...]] = dated("bilan/cpf", "vigilance")
        names = on_or_first(rule, day).value
        return tuple(condition_of(CpfConditionCode(name), rule, day, answers[name]) for name in names)

    def _check(self, day: Date, where: str) -> tuple[Finding, ...]:
        return tuple(finding(code, where, **params) for code, params in self._found(day))

    def _found(self, day: Date) -> Found:
        answers: dict[str, bool | None] = {}
        for name, answer in answers_of(self._conditions(day)).items():
            if name == f"condition.{CpfConditionCode.PHASES}":
                # The phases are one point to watch; correcting the offer needs the name of the one that is missing.
                answers |= {f"condition.{phase}": getattr(self, phase) for phase in _PHASES}
            else:
                answers[name] = answer
        return missing(answers, "CPF012", "CPF013")
