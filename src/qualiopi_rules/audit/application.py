"""The application for a certification: what must hold before the initial audit, and when a new one can be made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

import attrs
from pendulum import Date

from qualiopi_rules.audit.documents import all_documents, documents_on
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.cycle.identifiers import NDA, nda_of
from qualiopi_rules.law.dated import UsedValue, dated
from qualiopi_rules.law.months import days_after, months_after
from qualiopi_rules.law.source import Provenance
from qualiopi_rules.law.working_days import Holidays, end_of_time, time_last
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.results.deadlines import Deadline, MilestoneCode, deadline
from qualiopi_rules.results.findings import Finding, finding, held_on, within
from qualiopi_rules.rnq.category import Category, categories_of

__all__ = ["Application", "new_application_from", "new_application_of"]


def _categories(value: Iterable[Category | str] | None) -> frozenset[Category] | None:
    return None if value is None else converters.members(Category, value, least=0)


def _collected(value: Iterable[str] | None) -> frozenset[str] | None:
    if value is None:
        return None
    known = tuple(dict.fromkeys(each.id for each in all_documents()))
    choices = ", ".join(known)
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        return converters.fault(value, "list-of", choices=choices)
    ids = converters.each_of(partial(converters.one_text, known), value)
    return frozenset(ids) if isinstance(ids, tuple) else ids


@attrs.frozen(kw_only=True)
class Application(converters.Checked):
    """An application for an initial certification.

    Attributes:
        received: the day the certifier received it.
        categories: the categories to be certified.
        nda: the declaration number; None where there is none yet, or it is not provided.
        declaration_filed: the day the declaration of activity was filed; None for not provided.
        actions_done: the categories in which at least one action was carried out (an apprenticeship: begun); None for
            not provided.
        refused: the day of the last refusal by a certifier; None for none.
        withdrawn: the day of the last withdrawal of a certificate; None for none.
        other_certifier: a contract with another certifier holds for the same categories: True, False, or None for not
            provided.
        collected: the ids of the documents that the certifier has; None for not provided.
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

        It stays on a weekend or a holiday: `deadlines` and `check` take the profile that moves it.

        Raises:
            NotInForce: when it got the contract before the law that is known.

        Source: article 1 of the arrêté of 6 June 2019, in its first version; the passage of 2023 was not seen.
        """
        return None if self.contract_received is None else _proposal(self.contract_received, None)[0]

    def deadlines(
        self, *, on: DayLike, where: str = "", profile: Profile | str = DEFAULT_PROFILE
    ) -> tuple[Deadline, ...]:
        """Return the day by which a date must be proposed, until it is.

        Args:
            on: the day from which days left are counted.
            where: the path of the application in a dossier, carried into the deadlines.
            profile: a certifier's profile, which may let a time that ends on a weekend or a holiday run on.

        Raises:
            InvalidInput: with every argument that does not hold.
            NotInForce: as `propose_by`.
        """
        day, profile = converters.day(on), profile_of(profile)
        refuse(on=day, profile=profile)
        return self._deadlines(day, where, profile.holidays)

    def _deadlines(self, day: Date, where: str, holidays: Holidays | None) -> tuple[Deadline, ...]:
        proposed = self.date_proposed is not None and self.date_proposed <= day
        if self.contract_received is None or self.contract_received > day or proposed:
            return ()
        propose_by, values = _proposal(self.contract_received, holidays)
        return (deadline(MilestoneCode.AUDIT_PROPOSED, propose_by, on=day, values=values, where=where),)

    def check(self, *, on: DayLike, where: str = "", profile: Profile | str = DEFAULT_PROFILE) -> tuple[Finding, ...]:
        """Compare the application with what must hold before the initial audit.

        Args:
            on: the day of the check; a date proposed after it counts as not proposed yet.
            where: the path of the application in a dossier, carried into the findings.
            profile: as for `deadlines`.

        Raises:
            InvalidInput: with every argument that does not hold.
            NotInForce: when it, or the contract, was received before the law that is known.

        Source: articles 1 and 8 of the arrêté of 6 June 2019.
        """
        day, profile = converters.day(on), profile_of(profile)
        refuse(on=day, profile=profile)
        return self._check(day, where, profile.holidays)

    def _check(self, day: Date, where: str, holidays: Holidays | None) -> tuple[Finding, ...]:
        # What is required of applications since 2023 was not required of those before.
        return held_on(self._found(day, where, holidays), self.received)

    def _found(self, day: Date, where: str, holidays: Holidays | None) -> Iterator[Finding]:
        yield from self._on_declaration(where)
        yield from self._on_categories(where)
        for name, code, rule, decided in (
            ("refused", "APP005", "new_application", self.refused),
            ("withdrawn", "APP006", "new_application_after_withdrawal", self.withdrawn),
        ):
            if decided is None or decided > self.received:
                continue
            for opens, used in _openings(decided, rule, name):
                if self.received < opens:
                    at, days = within(where, name), {"decided": decided.isoformat(), "day": opens.isoformat()}
                    yield finding(code, at, values=[used], **days)
        if self.other_certifier:
            yield finding("APP007", within(where, "other_certifier"))
        yield from self._on_documents(where)
        if self.contract_received is not None:
            propose_by, values = _proposal(self.contract_received, holidays)
            if min(self.date_proposed or day, day) > propose_by:
                where = within(where, "date_proposed")
                yield finding("APP009", where, values=time_last(values), day=propose_by.isoformat())

    def _on_declaration(self, where: str) -> Iterator[Finding]:
        if self.nda is not None:
            return
        used = dated("audit/audit", "filing_age").used_on(self.received)
        if self.declaration_filed is None:
            yield finding("APP001", within(where, "nda"), values=[used])
            return
        # Younger than three months: on the bound itself it is not any more.
        until = months_after(self.declaration_filed, int(used.value), "declaration_filed")
        if self.received >= until:
            yield finding("APP002", within(where, "declaration_filed"), values=[used], day=until.isoformat())

    def _on_categories(self, where: str) -> Iterator[Finding]:
        if self.actions_done is None:
            yield finding("APP004", within(where, "actions_done"))
            return
        missing = sorted(self.categories - self.actions_done)
        if missing:
            yield finding("APP003", within(where, "actions_done"), categories=", ".join(missing))

    def _on_documents(self, where: str) -> Iterator[Finding]:
        if self.collected is None:
            return
        required = [each for each in documents_on(self.received) if not each.if_any]
        missing = [each for each in required if each.id not in self.collected]
        if missing:
            # The one that was least well verified comes last, and decides.
            used = sorted((each.used for each in missing), key=_provenance)
            contents = ", ".join(f"piece.{each.id}" for each in missing)
            yield finding("APP008", within(where, "collected"), values=used, contents=contents)


def _provenance(used: UsedValue) -> int:
    return list(Provenance).index(used.citation.provenance)


def _proposal(contract_received: Date, holidays: Holidays | None) -> tuple[Date, tuple[UsedValue, ...]]:
    """The last day to propose a date, with the values that set it."""
    used = dated("audit/audit", "proposal").used_on(contract_received)
    propose_by, moved = end_of_time(days_after(contract_received, int(used.value), "contract_received"), holidays)
    return propose_by, (used, *moved)


def _openings(decided: Date | None, rule: str, name: str) -> Iterator[tuple[Date, UsedValue]]:
    """The first day of a new application after a refusal or a withdrawal; none without one, or without a known rule."""
    known = dated("audit/audit", rule)
    if decided is not None and known.find(decided) is not None:
        used = known.used_on(decided)
        yield months_after(decided, int(used.value), name), used


def new_application_from(
    refused: DayLike | None = None, *, withdrawn: DayLike | None = None, on: DayLike
) -> tuple[Deadline, ...]:
    """Return the first day of a new application after a refusal, after a withdrawal, or after both.

    Args:
        refused: the day of the refusal.
        withdrawn: the day of the withdrawal.
        on: the day from which days left are counted.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: article 8 of the arrêté of 6 June 2019; that it also speaks of withdrawals since 2023 is reported.
    """
    refused, withdrawn, day = converters.optional_day(refused), converters.optional_day(withdrawn), converters.day(on)
    refuse(refused=refused, withdrawn=withdrawn, on=day)
    return new_application_of(refused, withdrawn, day)


def new_application_of(refused: Date | None, withdrawn: Date | None, day: Date) -> tuple[Deadline, ...]:
    """Return the first day of a new application after a refusal and after a withdrawal, from checked arguments."""
    openings = (
        *_openings(refused, "new_application", "refused"),
        *_openings(withdrawn, "new_application_after_withdrawal", "withdrawn"),
    )
    return tuple(deadline(MilestoneCode.APPLICATION_OPENS, opens, on=day, values=[used]) for opens, used in openings)
