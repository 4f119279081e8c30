"""The application for a certification: what the certifier collects, and what must hold before the initial audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import InvalidValue, refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.cycle.identifiers import NDA, nda_of
from qualiopi_rules.law.dated import UsedValue, dated
from qualiopi_rules.law.months import add_months
from qualiopi_rules.law.source import Citation, citation
from qualiopi_rules.results.deadlines import Deadline, MilestoneCode, deadline
from qualiopi_rules.results.findings import Finding, finding, held_on, within
from qualiopi_rules.rnq.category import Category, categories_of

__all__ = ["Application", "ApplicationDocument", "application_documents", "new_application_from"]


@attrs.frozen(kw_only=True)
class ApplicationDocument:
    """Something that the certifier collects.

    Attributes:
        id: its stable name.
        words: what it is.
        if_any: it is collected only where there is such a thing.
        since: the first day of an application it is collected for.
        until: the last one; None while no end is known.
        citation: the text.
    """

    id: str
    words: Words
    if_any: bool
    since: Date
    until: Date | None
    citation: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Tell what it is."""
        return self.words.say(locale)


@cache
def _pieces() -> tuple[ApplicationDocument, ...]:
    return tuple(
        ApplicationDocument(
            id=entry["id"],
            words=Words(**entry["words"]),
            if_any=entry.get("if_any", False),
            since=converters.day(entry["since"]),
            until=converters.optional_day(entry.get("until")),
            citation=citation(entry),
        )
        for entry in text("audit/application")["pieces"]
    )


def application_documents(*, on: DayLike) -> tuple[ApplicationDocument, ...]:
    """Give what a certifier collects from an applicant, in the order of the text; nothing before the first version.

    Args:
        on: the day of the application.

    Raises:
        InvalidInput: when `on` is not a day.

    Source: article 1 of the arrêté of 6 June 2019, whose end since 2023 was not seen.
    """
    day = converters.day(on)
    refuse(on=day)
    return tuple(each for each in _pieces() if each.since <= day and (each.until is None or day <= each.until))


def _categories(value: Iterable[Category | str] | None) -> frozenset[Category] | None:
    return None if value is None else converters.members(Category, value, least=0)


def _collected(value: Iterable[str] | None) -> frozenset[str] | None:
    known = tuple(dict.fromkeys(each.id for each in _pieces()))
    choices = ", ".join(known)
    if value is None:
        return None
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        return converters.fault(value, "list-of", choices=choices)
    given = tuple(value)
    unknown = [(f"[{index}]", each) for index, each in enumerate(given) if each not in known]
    if unknown:
        faults = (InvalidValue(place, each, "one-of", choices=choices) for place, each in unknown)
        return converters.faults(faults)
    return frozenset(given)


@attrs.frozen(kw_only=True)
class Application(converters.Checked):
    """An application for an initial certification.

    Attributes:
        received: the day the certifier received it.
        categories: the categories that certification is asked for.
        nda: the declaration number; None where there is none yet, or it is not told.
        declaration_filed: the day the declaration of activity was filed; None for not told.
        actions_done: the categories in which at least one action was carried out (an apprenticeship: begun); None for
            not told.
        refused: the day of the last refusal by a certifier; None for none.
        withdrawn: the day of the last withdrawal of a certificate; None for none.
        other_certifier: a contract with another certifier holds for the same categories: True, False, or None.
        collected: the ids of the pieces that the certifier has; None for not told.
        contract_received: the day the certifier received the contract; None for not yet.
        date_proposed: the day it proposed a date for the audit; None for not yet.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    received: Date = attrs.field(converter=converters.day)
    categories: frozenset[Category] = attrs.field(converter=categories_of)
    nda: NDA | None = attrs.field(default=None, converter=nda_of)
    declaration_filed: Date | None = attrs.field(default=None, converter=converters.optional_day)
    actions_done: frozenset[Category] | None = attrs.field(default=None, converter=_categories)
    refused: Date | None = attrs.field(default=None, converter=converters.optional_day)
    withdrawn: Date | None = attrs.field(default=None, converter=converters.optional_day)
    other_certifier: bool | None = attrs.field(default=None, converter=converters.answer)
    collected: frozenset[str] | None = attrs.field(default=None, converter=_collected)
    contract_received: Date | None = attrs.field(default=None, converter=converters.optional_day)
    date_proposed: Date | None = attrs.field(default=None, converter=converters.optional_day)

    @property
    def propose_by(self) -> Date | None:
        """The last day for the certifier to propose a date, in calendar days; None before it has the contract.

        Raises:
            NotInForce: when it got the contract before the law that is known.

        Source: article 1 of the arrêté of 6 June 2019, in its first version; the passage of 2023 was not seen.
        """
        if self.contract_received is None:
            return None
        return self.contract_received.add(days=dated("audit/audit", "proposal").on(self.contract_received).value)

    def deadlines(self, *, on: DayLike, where: str = "") -> tuple[Deadline, ...]:
        """Give the day by which a date must be proposed, until it is.

        Args:
            on: the day from which days left are counted.
            where: the name of its place in a dossier, carried into the deadlines.

        Raises:
            InvalidInput: when `on` is not a day.
            NotInForce: as `propose_by`.
        """
        day = converters.day(on)
        refuse(on=day)
        proposed = self.date_proposed is not None and self.date_proposed <= day
        if self.contract_received is None or self.propose_by is None or day < self.contract_received or proposed:
            return ()
        used = dated("audit/audit", "proposal").used_on(self.contract_received)
        return (deadline(MilestoneCode.AUDIT_PROPOSED, self.propose_by, on=day, values=[used], where=where),)

    def check(self, *, on: DayLike, where: str = "") -> tuple[Finding, ...]:
        """Compare the application with what must hold before the initial audit.

        Args:
            on: the day of the check; a date proposed after it counts as not proposed yet.
            where: the name of its place in a dossier, carried into the findings.

        Raises:
            InvalidInput: when `on` is not a day.
            NotInForce: when it, or the contract, was received before the law that is known.

        Source: articles 1 and 8 of the arrêté of 6 June 2019.
        """
        day = converters.day(on)
        refuse(on=day)
        # What is asked of applications since 2023 was not asked of those before.
        return held_on(self._found(day, where), self.received)

    def _found(self, day: Date, where: str) -> Iterator[Finding]:
        yield from self._on_declaration(where)
        yield from self._on_categories(where)
        for name, code, rule in (
            ("refused", "APP005", "new_application"),
            ("withdrawn", "APP006", "new_application_after_withdrawal"),
        ):
            told: Date | None = getattr(self, name)
            opens = None if told is None else _opens(told, rule)
            if told is not None and told <= self.received and opens is not None and self.received < opens[0]:
                yield finding(
                    code, within(where, name), values=[opens[1]], told=told.isoformat(), day=opens[0].isoformat()
                )
        if self.other_certifier:
            yield finding("APP007", within(where, "other_certifier"))
        if self.collected is not None:
            left = [
                each
                for each in application_documents(on=self.received)
                if each.id not in self.collected and not each.if_any
            ]
            if left:
                contents = ", ".join(f"piece.{each.id}" for each in left)
                yield finding("APP008", within(where, "collected"), contents=contents)
        proposed = min(self.date_proposed or day, day)
        if self.propose_by is not None and self.contract_received is not None and proposed > self.propose_by:
            used = dated("audit/audit", "proposal").used_on(self.contract_received)
            yield finding("APP009", within(where, "date_proposed"), values=[used], day=self.propose_by.isoformat())

    def _on_declaration(self, where: str) -> Iterator[Finding]:
        if self.nda is not None:
            return
        if self.declaration_filed is None:
            yield finding("APP001", within(where, "nda"))
            return
        used = dated("audit/audit", "filing_age").used_on(self.received)
        # Younger than three months: on the bound itself it is not any more.
        until = add_months(self.declaration_filed, int(used.value))
        if self.received >= until:
            yield finding("APP002", within(where, "declaration_filed"), values=[used], day=until.isoformat())

    def _on_categories(self, where: str) -> Iterator[Finding]:
        if self.actions_done is None:
            yield finding("APP004", within(where, "actions_done"))
            return
        left = sorted(self.categories - self.actions_done)
        if left:
            yield finding("APP003", within(where, "actions_done"), categories=", ".join(left))


def _opens(told: Date, rule: str) -> tuple[Date, UsedValue] | None:
    """From when a new application can be made after a refusal or a withdrawal; None where no rule is known."""
    known = dated("audit/audit", rule)
    if known.find(told) is None:
        return None
    used = known.used_on(told)
    return add_months(told, int(used.value)), used


def new_application_from(
    refused: DayLike | None = None, *, withdrawn: DayLike | None = None, on: DayLike
) -> tuple[Deadline, ...]:
    """Give the first day of a new application after a refusal, after a withdrawal, or after both.

    Args:
        refused: the day of the refusal.
        withdrawn: the day of the withdrawal.
        on: the day from which days left are counted.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: article 8 of the arrêté of 6 June 2019; that it also speaks of withdrawals since 2023 is reported.
    """
    first, second, day = converters.optional_day(refused), converters.optional_day(withdrawn), converters.day(on)
    refuse(refused=first, withdrawn=second, on=day)
    told = ((first, "new_application"), (second, "new_application_after_withdrawal"))
    found = [_opens(each, rule) for each, rule in told if each is not None]
    return tuple(
        deadline(MilestoneCode.APPLICATION_OPENS, opens[0], on=day, values=[opens[1]])
        for opens in found
        if opens is not None
    )
