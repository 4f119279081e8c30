"""A bilan de compétences paid for by the compte personnel de formation (CPF): the request, the platform, the offer.

Amounts are whole cents and durations whole minutes. A request has the rules of its day: no text says so for the cap and
the hours, and it is deduced from the day on which their articles take effect.
On a day before a rule, the answer is that there is no rule, and nothing is found.

The request must not follow another publicly financed bilan too closely. The day of that financing is not counted, by
the convention of `law.months`: after a financing on 15 March 2022 the last day held back is 15 March 2027,
and the first day of a possible request is 16 March 2027. The article gives the five years and says neither how they are
counted nor which day a financing has: both are for the caller to weigh at the very edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.bilan.funding import Funding, fundings_of
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.kleene import all3, any3, not3
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import Dated, Value, dated
from qualiopi_rules.law.months import add_months, month_convention
from qualiopi_rules.law.source import Citation, citation
from qualiopi_rules.results.findings import Finding, Found, Params, finding, missing, within

__all__ = [
    "AmountStatus",
    "Cpf",
    "CpfCondition",
    "CpfConditionCode",
    "CpfListing",
    "CpfOffer",
    "CpfOutcome",
    "CpfParticipation",
    "CpfRequest",
    "EarlierBilan",
    "FirstCpfRequest",
    "cpf_participation",
    "first_cpf_request",
]


class CpfConditionCode(StrEnum):
    """What is looked at."""

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
    """What came out of looking at a condition."""

    MET = "met"
    NOT_MET = "not-met"
    NOT_KNOWN = "not-known"
    NO_RULE = "no-rule"  # no rule is known to hold on that day


class AmountStatus(StrEnum):
    """Whether an amount is known for a day."""

    KNOWN = "known"
    NOT_KNOWN = "not-known"  # there is one, and it is not known here
    NO_RULE = "no-rule"  # there was none yet


@attrs.frozen
class CpfCondition:
    """One condition, judged on a day.

    Attributes:
        code: which one.
        on: the day.
        outcome: what came out.
        params: the figures behind a condition that is not met.
        citation: the rule; on a day without one, the first that came.
        conventions: what the way it is counted rests on.
    """

    code: CpfConditionCode
    on: Date
    outcome: CpfOutcome
    params: Params
    citation: Citation
    conventions: tuple[Citation, ...] = ()

    def say(self, locale: Locale = "fr") -> str:
        """Tell it in words."""
        return words("cpf.condition").say(
            locale, condition=f"condition.{self.code}", outcome=f"cpf-outcome.{self.outcome}"
        )


_OUTCOMES = {True: CpfOutcome.MET, False: CpfOutcome.NOT_MET, None: CpfOutcome.NOT_KNOWN}


def _judged(
    code: CpfConditionCode, rule: Dated[Any], on: Date, met: bool | None, params: Mapping[str, str | int] | None = None
) -> CpfCondition:
    value = rule.find(on)
    outcome = CpfOutcome.NO_RULE if value is None else _OUTCOMES[met]
    return CpfCondition(
        code=code,
        on=on,
        outcome=outcome,
        params=tuple((params or {}).items()) if outcome is CpfOutcome.NOT_MET else (),
        citation=(value or rule.values[0]).citation,
        conventions=_counting() if code is CpfConditionCode.INTERVAL else (),
    )


def _counting() -> tuple[Citation, ...]:
    return citation(text("bilan/cpf")["interval_count"]), month_convention()


def _in_the_months_before(day: Date, event: Date, months: int) -> bool:
    """Whether an event lies in so many months before a day; the last day of the months is in them."""
    return event <= day <= add_months(event, months)


# --- What the holder pays


@attrs.frozen
class CpfParticipation:
    """What the holder of the account pays towards a bilan that is asked for on a day.

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
        """Tell it in words."""
        known = {} if self.cents is None else {"cents": self.cents}
        return words(f"participation.{self.status}").say(locale, day=self.on.isoformat(), **known)


def cpf_participation(*, on: DayLike) -> CpfParticipation:
    """Give the amount of the holder's participation on a day.

    Who is exempt, and who may pay it in the holder's place, is not decided here.

    Raises:
        InvalidInput: when `on` is not a day.

    Source: article "R6323", whose amount changes each 1 January.
    """
    day = converters.day(on)
    refuse(on=day)
    rule: Dated[int] = dated("bilan/cpf", "participation")
    value = rule.find(day)
    if value is not None:
        return CpfParticipation(day, AmountStatus.KNOWN, value.value, value.citation)
    before = [each for each in rule.values if each.since <= day]
    status = AmountStatus.NOT_KNOWN if before else AmountStatus.NO_RULE
    nearest: Value[int] = before[-1] if before else rule.values[0]
    return CpfParticipation(day, status, None, nearest.citation)


# --- The request


@attrs.frozen(kw_only=True)
class EarlierBilan(converters.Checked):
    """Another bilan of the same person, that somebody paid for.

    Attributes:
        financed_on: the day of its financing.
        fundings: who paid for it, one or more; None for not told.
    """

    financed_on: Date = attrs.field(converter=converters.day)
    fundings: frozenset[Funding] | None = attrs.field(default=None, converter=fundings_of)

    def is_public(self, *, on: DayLike) -> bool | None:
        """Whether a public funder or a fonds d'assurance formation paid, by the rule of a day; None for not known.

        Raises:
            InvalidInput: when `on` is not a day.
        """
        day = converters.day(on)
        refuse(on=day)
        if self.fundings is None:
            return None
        rules = (dated("bilan/cpf", "public_funders").find(day), dated("bilan/cpf", "insurance_funds").find(day))
        public = {name for rule in rules if rule is not None for name in rule.value}
        # Of something else no list can say whether it is public.
        return any3(None if each is Funding.OTHER else each in public for each in self.fundings)


@attrs.frozen
class FirstCpfRequest:
    """From when on a financing no longer holds a request back.

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
        """Tell it in words."""
        if self.day is None:
            return words("first-request.no-rule").say(locale)
        return words("first-request.from").say(locale, day=self.day.isoformat())


def first_cpf_request(financed_on: DayLike, *, on: DayLike) -> FirstCpfRequest:
    """Give the first day on which another bilan can be asked for after a public financing, by the rule of a day.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: article D. 6323-6; the count is deduced.
    """
    financed, day = converters.day(financed_on), converters.day(on)
    refuse(financed_on=financed, on=day)
    rule: Dated[int] = dated("bilan/cpf", "interval")
    value = rule.find(day)
    if value is None:
        return FirstCpfRequest(day, None, rule.values[0].citation, ())
    return FirstCpfRequest(day, add_months(financed, value.value).add(days=1), value.citation, _counting())


def _earlier(value: Iterable[EarlierBilan] | None) -> tuple[EarlierBilan, ...] | None:
    return None if value is None else converters.instances(EarlierBilan, value)


@attrs.frozen(kw_only=True)
class CpfRequest(converters.Checked):
    """What the holder of an account asks for.

    Attributes:
        requested_on: the day of the request.
        rights: the cents of CPF rights used; not what others add to them. None for not told.
        earlier: the other bilans of the holder that somebody paid for, empty for none; None for not told.
        funded_minutes: how long the bilan is that the CPF pays for; None for not told.
        accompanied_minutes: how long the provider is there, as `Bilan.accompanied_minutes`; None for not told.
        active: the holder is active, in work or seeking it: True, False, or None for not told.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    requested_on: Date = attrs.field(converter=converters.day)
    rights: int | None = attrs.field(default=None, converter=converters.optional_amount)
    earlier: tuple[EarlierBilan, ...] | None = attrs.field(default=None, converter=_earlier)
    funded_minutes: int | None = attrs.field(default=None, converter=converters.optional_amount)
    accompanied_minutes: int | None = attrs.field(default=None, converter=converters.optional_amount)
    active: bool | None = attrs.field(default=None, converter=converters.answer)

    def conditions(self) -> tuple[CpfCondition, ...]:
        """Judge each condition of the request by the rule of its day.

        Source: articles D. 6323-1 A and D. 6323-6; that the holder is active is a practice.
        """
        return (self._cap(), self._interval(), self._hours(), self._active())

    def _cap(self) -> CpfCondition:
        rule: Dated[int] = dated("bilan/cpf", "cap")
        cap = rule.find(self.requested_on)
        if cap is None or self.rights is None:
            return _judged(CpfConditionCode.CAP, rule, self.requested_on, None)
        params = {"rights": self.rights, "cap": cap.value}
        return _judged(CpfConditionCode.CAP, rule, self.requested_on, self.rights <= cap.value, params)

    def _interval(self) -> CpfCondition:
        rule: Dated[int] = dated("bilan/cpf", "interval")
        day, interval = self.requested_on, rule.find(self.requested_on)
        if interval is None or self.earlier is None:
            return _judged(CpfConditionCode.INTERVAL, rule, day, None)
        near = [each for each in self.earlier if _in_the_months_before(day, each.financed_on, interval.value)]
        free = all3(not3(each.is_public(on=day)) for each in near)
        last = max((each.financed_on for each in near if each.is_public(on=day)), default=None)
        params = {} if last is None else {"financed": last.isoformat(), "day": str(first_cpf_request(last, on=day).day)}
        return _judged(CpfConditionCode.INTERVAL, rule, day, free, params)

    def _hours(self) -> CpfCondition:
        funded, accompanied = self.funded_minutes, self.accompanied_minutes
        rule: Dated[bool] = dated("bilan/cpf", "hours")
        if funded is None or accompanied is None:
            return _judged(CpfConditionCode.HOURS, rule, self.requested_on, None)
        params = {"funded": funded, "accompanied": accompanied}
        return _judged(CpfConditionCode.HOURS, rule, self.requested_on, funded <= accompanied, params)

    def _active(self) -> CpfCondition:
        return _judged(CpfConditionCode.ACTIVE, dated("bilan/cpf", "active"), self.requested_on, self.active)


# --- The provider on the platform


@attrs.frozen(kw_only=True)
class CpfListing(converters.Checked):
    """What the platform (EDOF) asks of a provider: True, False, or None for not told.

    Attributes:
        declared: its declaration of activity is registered.
        obligations: it meets the obligations that go with it, such as qualified people and a yearly report.
        eligible: what it offers is eligible.
        certified: it holds the certifications required, Qualiopi among them.
        dues: it is in order with tax and social security.
        documents: it has sent the documents asked for.
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
        rule: Dated[list[str]] = dated("bilan/cpf", "listing")
        names = (rule.find(day) or rule.values[0]).value
        return (
            *(_judged(CpfConditionCode(name), rule, day, getattr(self, name)) for name in names),
            self._unsanctioned(day),
        )

    def _unsanctioned(self, day: Date) -> CpfCondition:
        code, rule = CpfConditionCode.UNSANCTIONED, dated("bilan/cpf", "sanctions")
        months = rule.find(day)
        if months is None or not isinstance(self.sanctioned, Date):
            # A sanction of which the day is not told may be an old one.
            return _judged(code, rule, day, True if self.sanctioned is False else None)
        recent = _in_the_months_before(day, self.sanctioned, months.value)
        return _judged(code, rule, day, not recent, {"day": self.sanctioned.isoformat()})


# --- The offer

_PHASES = ("preliminary", "investigation", "conclusions")


@attrs.frozen(kw_only=True)
class CpfOffer(converters.Checked):
    """An offer of a bilan on the platform, for the points that a certifier says to look at.

    Attributes:
        preliminary: it presents the preliminary phase: True, False, or None for not told.
        investigation: it presents the investigation.
        conclusions: it presents the conclusions.
        minutes: how long it says the bilan lasts; None for not told.
        price: the price it states, in cents; None for not told. No figure is known to judge it by.
    """

    preliminary: bool | None = attrs.field(default=None, converter=converters.answer)
    investigation: bool | None = attrs.field(default=None, converter=converters.answer)
    conclusions: bool | None = attrs.field(default=None, converter=converters.answer)
    minutes: int | None = attrs.field(default=None, converter=converters.optional_count)
    price: int | None = attrs.field(default=None, converter=converters.optional_amount)

    def conditions(self, *, on: DayLike) -> tuple[CpfCondition, ...]:
        """Judge each point on a day; that a price is stated is all that can be said of it.

        Raises:
            InvalidInput: when `on` is not a day.
            NotInForce: when the day is older than the law of the bilan that is known.

        Source: what a certifier says to look at; article L. 6313-4 for the duration.
        """
        day = converters.day(on)
        refuse(on=day)
        maximum = dated("bilan/bilan", "maximum").on(day).value
        answers = {
            "phases": all3(getattr(self, phase) for phase in _PHASES),
            "duration": None if self.minutes is None else self.minutes <= maximum,
            "price": None if self.price is None else True,
        }
        rule: Dated[list[str]] = dated("bilan/cpf", "vigilance")
        names = (rule.find(day) or rule.values[0]).value
        return tuple(_judged(CpfConditionCode(name), rule, day, answers[name]) for name in names)


# --- All three


@attrs.frozen(kw_only=True)
class Cpf(converters.Checked):
    """What is known of a bilan that the CPF pays for; a part that is None is not looked at.

    Attributes:
        request: what the holder of the account asks for.
        listing: the provider on the platform.
        offer: the offer.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    request: CpfRequest | None = None
    listing: CpfListing | None = None
    offer: CpfOffer | None = None

    def check(self, *, on: DayLike, where: str = "") -> tuple[Finding, ...]:
        """Compare all parts with the rules: the request with those of its day, the others with those of `on`.

        Args:
            on: the day of the check.
            where: the name of its place in a dossier, carried into the findings.

        Raises:
            InvalidInput: when `on` is not a day.
            NotInForce: when the day is older than the law of the bilan that is known.

        Source: articles D. 6323-1 A, D. 6323-6 and L. 6323-9-1; each finding carries its own.
        """
        day = converters.day(on)
        refuse(on=day)
        return tuple(
            finding(code, within(where, part), **params) for part, found in self._found(day) for code, params in found
        )

    def _found(self, day: Date) -> Iterator[tuple[str, Found]]:
        if self.request is not None:
            yield "request", _of_request(self.request.conditions())
        if self.listing is not None:
            yield "listing", _of_listing(self.listing.conditions(on=day))
        if self.offer is not None:
            yield "offer", _of_offer(self.offer, day)


_OF_REQUEST = {
    CpfConditionCode.CAP: ("CPF001", "CPF002"),
    CpfConditionCode.INTERVAL: ("CPF003", "CPF004"),
    CpfConditionCode.HOURS: ("CPF005", "CPF006"),
    CpfConditionCode.ACTIVE: ("CPF007", "CPF008"),
}
"""For each condition of a request, what is found when it is not met and when that is not known."""


def _of_request(conditions: Iterable[CpfCondition]) -> Found:
    for condition in conditions:
        not_met, not_known = _OF_REQUEST[condition.code]
        if condition.outcome is CpfOutcome.NOT_MET:
            yield not_met, dict(condition.params)
        elif condition.outcome is CpfOutcome.NOT_KNOWN:
            yield not_known, {}


def _of_listing(conditions: tuple[CpfCondition, ...]) -> Found:
    *asked, unsanctioned = conditions
    if unsanctioned.outcome is CpfOutcome.NOT_MET:
        # It lets the listing be refused and does not prevent it.
        yield "CPF011", dict(unsanctioned.params)
    else:
        asked.append(unsanctioned)
    yield from missing(_answers(asked), "CPF009", "CPF010")


def _of_offer(offer: CpfOffer, on: Date) -> Found:
    answers: dict[str, bool | None] = {}
    for name, answer in _answers(offer.conditions(on=on)).items():
        if name == f"condition.{CpfConditionCode.PHASES}":
            # The phases are one point to watch; whoever mends the offer needs to know which one it is.
            answers |= {f"condition.{phase}": getattr(offer, phase) for phase in _PHASES}
        else:
            answers[name] = answer
    return missing(answers, "CPF012", "CPF013")


def _answers(conditions: Iterable[CpfCondition]) -> dict[str, bool | None]:
    """The outcomes as answers, by the word of each condition; those without a rule are left out."""
    known = {outcome: answer for answer, outcome in _OUTCOMES.items()}
    return {f"condition.{each.code}": known[each.outcome] for each in conditions if each.outcome in known}
