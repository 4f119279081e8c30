"""The request for a bilan paid for by the compte personnel de formation (CPF), and the earlier bilans.

Amounts are whole cents and durations whole minutes. A request has the rules of its day: no text says so for the cap and
the hours, and it is deduced from the day on which their articles take effect.

The request must not follow another publicly financed bilan too closely. The day of that financing is not counted, by
the convention of `law.months`: after a financing on 15 March 2022 the last day held back is 15 March 2027,
and the first day of a possible request is 16 March 2027. The article gives the five years and says neither how they are
counted nor which day a financing has: both are for the caller to weigh at the very edge.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs
from pendulum import Date

from qualiopi_rules.bilan.cpf_conditions import CpfCondition, CpfConditionCode, CpfOutcome, condition_of
from qualiopi_rules.bilan.funding import Funding, fundings_of
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.kleene import all3, any3, not3
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import Dated, dated
from qualiopi_rules.law.months import days_after, month_convention, months_after, runs_on
from qualiopi_rules.law.source import Citation, citation
from qualiopi_rules.results.findings import Finding, Found, finding

__all__ = ["CpfRequest", "EarlierBilan", "FirstCpfRequest", "first_cpf_request"]


@attrs.frozen(kw_only=True)
class EarlierBilan(converters.Checked):
    """Another bilan of the same person, that somebody paid for.

    Attributes:
        financed_on: the day of its financing.
        fundings: who paid for it, one or more; None when not provided.
    """

    financed_on: Date = attrs.field(converter=converters.day)
    fundings: frozenset[Funding] | None = attrs.field(default=None, converter=fundings_of)

    def is_public(self, *, on: DayLike) -> bool | None:
        """Whether a public funder or a fonds d'assurance formation paid, by the rule of a day; None when unknown.

        Raises:
            InvalidInput: when `on` is not a day.
        """
        day = converters.day(on)
        refuse(on=day)
        return self._is_public(day)

    def _is_public(self, day: Date) -> bool | None:
        if self.fundings is None:
            return None
        rules = (dated("bilan/cpf", "public_funders").find(day), dated("bilan/cpf", "insurance_funds").find(day))
        public = {name for rule in rules if rule is not None for name in rule.value}
        # Of something else no list can say whether it is public.
        return any3(None if each is Funding.OTHER else each in public for each in self.fundings)


@attrs.frozen
class FirstCpfRequest(OneLine):
    """The day from which a financing no longer holds a request back.

    Attributes:
        on: the day whose rule is applied.
        day: the first day of a possible request; None when no rule holds a request back.
        citation: the rule; on a day without one, the first that came.
        conventions: what the count rests on.
    """

    on: Date
    day: Date | None
    citation: Citation
    conventions: tuple[Citation, ...]

    def say(self, locale: Locale = "fr") -> str:
        """Render in words."""
        if self.day is None:
            return words("first-request.no-rule").say(locale)
        return words("first-request.from").say(locale, day=self.day.isoformat())


def first_cpf_request(financed_on: DayLike, *, on: DayLike) -> FirstCpfRequest:
    """Return the first day on which another bilan can be requested after a public financing.

    Args:
        financed_on: the day of the financing.
        on: the day whose rule is applied.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: article D. 6323-6; the count is deduced.
    """
    financed_on, day = converters.day(financed_on), converters.day(on)
    refuse(financed_on=financed_on, on=day)
    return _first_request(financed_on, day)


def _first_request(financed_on: Date, day: Date) -> FirstCpfRequest:
    rule: Dated[int] = dated("bilan/cpf", "interval")
    value = rule.find(day)
    if value is None:
        return FirstCpfRequest(day, None, rule.values[0].citation, ())
    allowed = days_after(months_after(financed_on, value.value, "financed_on"), 1, "financed_on")
    return FirstCpfRequest(day, allowed, value.citation, _counting())


def _counting() -> tuple[Citation, ...]:
    return citation(text("bilan/cpf")["interval_count"]), month_convention()


def _earlier(value: Iterable[EarlierBilan] | None) -> tuple[EarlierBilan, ...] | None:
    return None if value is None else converters.instances(EarlierBilan, value)


_FINDINGS = {
    CpfConditionCode.CAP: ("CPF001", "CPF002"),
    CpfConditionCode.INTERVAL: ("CPF003", "CPF004"),
    CpfConditionCode.HOURS: ("CPF005", "CPF006"),
    CpfConditionCode.ACTIVE: ("CPF007", "CPF008"),
}
"""For each condition of a request, the finding when it is not met and the finding when that is unknown."""


@attrs.frozen(kw_only=True)
class CpfRequest(converters.Checked):
    """The request of the holder of an account.

    Attributes:
        requested_on: the day of the request.
        rights_cents: the CPF rights used, in cents, without what others add to them; None when not provided.
        earlier: the other bilans of the holder that somebody paid for, empty for none; None when not provided.
        funded_minutes: how many minutes of the bilan the CPF pays for; None when not provided.
        accompanied_minutes: how many minutes the provider is there, as `Bilan.accompanied_minutes`; None when not
            provided.
        active: the holder is active, in work or seeking it: True, False, or None when not provided.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    requested_on: Date = attrs.field(converter=converters.day)
    rights_cents: int | None = attrs.field(default=None, converter=converters.optional_amount)
    earlier: tuple[EarlierBilan, ...] | None = attrs.field(default=None, converter=_earlier)
    funded_minutes: int | None = attrs.field(default=None, converter=converters.optional_amount)
    accompanied_minutes: int | None = attrs.field(default=None, converter=converters.optional_amount)
    active: bool | None = attrs.field(default=None, converter=converters.answer)

    def conditions(self) -> tuple[CpfCondition, ...]:
        """Judge each condition of the request by the rule of its day.

        Source: articles D. 6323-1 A and D. 6323-6; that the holder is active is a practice.
        """
        return (self._cap(), self._interval(), self._hours(), self._active())

    def _check(self, where: str) -> tuple[Finding, ...]:
        return tuple(finding(code, where, **params) for code, params in self._found())

    def _found(self) -> Found:
        for condition in self.conditions():
            not_met, unknown = _FINDINGS[condition.code]
            if condition.outcome is CpfOutcome.NOT_MET:
                yield not_met, dict(condition.params)
            elif condition.outcome is CpfOutcome.NOT_KNOWN:
                yield unknown, {}

    def _cap(self) -> CpfCondition:
        rule: Dated[int] = dated("bilan/cpf", "cap")
        cap = rule.find(self.requested_on)
        if cap is None or self.rights_cents is None:
            return condition_of(CpfConditionCode.CAP, rule, self.requested_on, None)
        params = {"rights": self.rights_cents, "cap": cap.value}
        return condition_of(CpfConditionCode.CAP, rule, self.requested_on, self.rights_cents <= cap.value, params)

    def _interval(self) -> CpfCondition:
        rule: Dated[int] = dated("bilan/cpf", "interval")
        code, day, interval = CpfConditionCode.INTERVAL, self.requested_on, rule.find(self.requested_on)
        if interval is None or self.earlier is None:
            return condition_of(code, rule, day, None, conventions=_counting())
        # The last day of the months is in them; a financing after the request does not hold it back.
        near = [each for each in self.earlier if runs_on(each.financed_on, interval.value, day)]
        free = all3(not3(each._is_public(day)) for each in near)
        last = max((each.financed_on for each in near if each._is_public(day)), default=None)
        params = {} if last is None else {"financed": last.isoformat(), "day": str(_first_request(last, day).day)}
        return condition_of(code, rule, day, free, params, conventions=_counting())

    def _hours(self) -> CpfCondition:
        funded, accompanied = self.funded_minutes, self.accompanied_minutes
        rule: Dated[bool] = dated("bilan/cpf", "hours")
        if funded is None or accompanied is None:
            return condition_of(CpfConditionCode.HOURS, rule, self.requested_on, None)
        params = {"funded": funded, "accompanied": accompanied}
        return condition_of(CpfConditionCode.HOURS, rule, self.requested_on, funded <= accompanied, params)

    def _active(self) -> CpfCondition:
        return condition_of(CpfConditionCode.ACTIVE, dated("bilan/cpf", "active"), self.requested_on, self.active)
