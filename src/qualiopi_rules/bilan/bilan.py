"""The bilan de compétences, and what the texts ask of its sessions, its three phases and their contents.

Durations are whole minutes. The day of a bilan, which decides the rule that it is under, is that of its first session.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from enum import StrEnum
from itertools import chain

import attrs
from pendulum import Date

from qualiopi_rules.bilan.beneficiary import BeneficiaryStatus, BilanAccess, bilan_access_of, status_of
from qualiopi_rules.bilan.checks import (
    activity_findings_of,
    conductor_findings_of,
    content_findings_of,
    duration_findings_of,
    interview_findings_of,
    phase_findings_of,
)
from qualiopi_rules.bilan.contents import Conclusions, Investigation, Preliminary
from qualiopi_rules.bilan.convention import Convention
from qualiopi_rules.bilan.cpf import Cpf
from qualiopi_rules.bilan.documents import Documents
from qualiopi_rules.bilan.sessions import (
    Phase,
    Session,
    accompanied_minutes_of,
    minutes_of,
    sessions_of,
    start_of,
)
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import NotInForce, refuse
from qualiopi_rules.law.dated import dated
from qualiopi_rules.results.deadlines import Deadline
from qualiopi_rules.results.findings import Finding, Found, finding, held_on, missing, within

__all__ = ["Bilan", "Service"]


class Service(StrEnum):
    """What is really offered: a bilan, or one of the things that a bilan is not."""

    BILAN = "bilan"
    CEP = "cep"
    TRAINING = "training"
    VAE = "vae"
    JOB_SEARCH_HELP = "job-search-help"
    CAREER_REVIEW = "career-review"
    COACHING = "coaching"


def _service(value: Service | str | None) -> Service | None:
    return None if value is None else converters.one_of(Service, value)


def _sessions(value: Iterable[Session]) -> tuple[Session, ...]:
    return converters.instances(Session, value)


@attrs.frozen(kw_only=True)
class Bilan(converters.Checked):
    """One bilan de compétences.

    Attributes:
        reference: a name for it in reports; never a person's name.
        sessions: its sessions, in any order.
        consent: the beneficiary consented: True, False, or None when not provided.
        provider_is_employer: the provider is the beneficiary's employer: True, False, or None when not provided.
        service: what is really offered; None when it is not to be checked.
        beneficiary: the status of the beneficiary; None when not provided.
        preliminary: what the preliminary phase contained.
        investigation: what the investigation led to.
        conclusions: what the conclusions contained.
        convention: the tripartite convention, or its draft; None when it is not to be checked.
        documents: what became of the documents; None when they are not to be checked.
        cpf: the request, the listing and the offer under the CPF; None when they are not to be checked.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    reference: str | None = attrs.field(default=None, converter=converters.optional_text)
    sessions: tuple[Session, ...] = attrs.field(default=(), converter=_sessions)
    consent: bool | None = attrs.field(default=None, converter=converters.answer)
    provider_is_employer: bool | None = attrs.field(default=None, converter=converters.answer)
    service: Service | None = attrs.field(default=None, converter=_service)
    beneficiary: BeneficiaryStatus | None = attrs.field(default=None, converter=status_of)
    preliminary: Preliminary = attrs.field(factory=Preliminary)
    investigation: Investigation = attrs.field(factory=Investigation)
    conclusions: Conclusions = attrs.field(factory=Conclusions)
    convention: Convention | None = None
    documents: Documents | None = None
    cpf: Cpf | None = None

    def of_phase(self, phase: Phase | str) -> tuple[Session, ...]:
        """Return the sessions of a phase, sorted by day.

        Raises:
            InvalidInput: when `phase` is not a phase.
        """
        phase = converters.one_of(Phase, phase)
        refuse(phase=phase)
        return sessions_of(self.sessions, phase)

    @property
    def starts(self) -> Date | None:
        """The day of the first session; None without sessions."""
        return start_of(self.sessions)

    @property
    def minutes(self) -> int:
        """How many minutes it lasts in all, personal work included: the texts limit the whole of it."""
        return minutes_of(self.sessions)

    @property
    def accompanied_minutes(self) -> int:
        """How many minutes the provider is there."""
        return accompanied_minutes_of(self.sessions)

    def access(self, *, on: DayLike) -> BilanAccess | None:
        """Return whether the beneficiary may have a bilan, and where it is requested; None without their status.

        Raises:
            InvalidInput: when `on` is not a day.
            NotInForce: when the day is older than the law of the bilan that is known.

        Source: a certifier's practice; `bilan_access` is the same for a status alone.
        """
        day = converters.day(on)
        refuse(on=day)
        return None if self.beneficiary is None else bilan_access_of(self.beneficiary, day)

    def check(self, *, where: str = "", draft_minimum_from: DayLike | None = None) -> tuple[Finding, ...]:
        """Compare the sessions, phases and contents with what the texts ask of them.

        The convention, the documents and the CPF have checks of their own, which depend on the day of the check;
        `check_all` calls them too.

        Args:
            where: the name of its place in a dossier, carried into the findings.
            draft_minimum_from: the day from which to apply the minimum of a draft décret; off by default, because
                its publication is not established.

        Raises:
            InvalidInput: when `draft_minimum_from` is not a day.

        Source: articles L. 6313-4, R. 6313-4 and R. 6313-5; each finding carries its own.
        """
        draft_minimum_from = converters.optional_day(draft_minimum_from)
        refuse(draft_minimum_from=draft_minimum_from)
        return self._check(where, draft_minimum_from)

    def check_all(
        self, *, on: DayLike, where: str = "", draft_minimum_from: DayLike | None = None
    ) -> tuple[Finding, ...]:
        """Make every check: those of `check`, of the convention, of the documents and of the CPF.

        Where the CPF request does not provide the accompanied minutes, those of the sessions are used; where it does
        not say whether the holder is active, the status of the beneficiary does.

        Args:
            on: the day of the check.
            where: as for `check`.
            draft_minimum_from: as for `check`.

        Raises:
            InvalidInput: with every argument that is not a day.
        """
        day, draft_minimum_from = converters.day(on), converters.optional_day(draft_minimum_from)
        refuse(on=day, draft_minimum_from=draft_minimum_from)
        return self._check_all(day, where, draft_minimum_from)

    def deadlines(self, *, on: DayLike, where: str = "") -> tuple[Deadline, ...]:
        """Return what is still to be done: the answer to the convention, the end of the keeping of documents.

        Args:
            on: the day from which days left are counted.
            where: the name of its place in a dossier, carried into the deadlines.

        Raises:
            InvalidInput: when `on` is not a day.
        """
        day = converters.day(on)
        refuse(on=day)
        return self._deadlines(day, where)

    def _check(self, where: str, draft_minimum_from: Date | None) -> tuple[Finding, ...]:
        maximum = dated("bilan/bilan", "maximum")
        if self.starts is not None and maximum.find(self.starts) is None:
            return (_too_old(where, self.starts, maximum.values[0].since),)
        found = (finding(code, where, **params) for code, params in self._found(draft_minimum_from))
        return held_on(found, self.starts)

    def _found(self, draft_minimum_from: Date | None) -> Found:
        return chain(
            phase_findings_of(self.sessions),
            duration_findings_of(self.sessions, draft_minimum_from),
            content_findings_of(self.preliminary, self.investigation, self.conclusions),
            missing({"consent": self.consent}, "BIL013", "BIL014"),
            interview_findings_of(self.sessions),
            conductor_findings_of(self.sessions, self.provider_is_employer),
            () if self.service in (None, Service.BILAN) else [("BIL020", {"service": self.service})],
            [("BIL022", {})] if self.beneficiary is BeneficiaryStatus.NOT_ACTIVE else (),
        )

    def _check_all(self, day: Date, where: str, draft_minimum_from: Date | None) -> tuple[Finding, ...]:
        found = [*self._check(where, draft_minimum_from)]
        parts: dict[str, Convention | Documents | Cpf | None] = {
            "convention": self.convention,
            "documents": self.documents,
            "cpf": self._whole_cpf(),
        }
        if self.cpf is not None and self.cpf.request is not None:
            request = self.cpf.request
            contradicted = activity_findings_of(self.beneficiary, request.active)
            found += held_on((finding(code, where, **params) for code, params in contradicted), request.requested_on)
        for name, part in parts.items():
            try:
                found += () if part is None else part._check(day, within(where, name))
            except NotInForce as error:
                # One day too old in one part must not hide the findings of the other parts.
                found.append(_too_old(within(where, name), error.day, error.first))
        return tuple(found)

    def _deadlines(self, day: Date, where: str) -> tuple[Deadline, ...]:
        found: list[Deadline] = []
        for name, part in (("convention", self.convention), ("documents", self.documents)):
            # `check_all` reports the days that are older than the known law.
            with suppress(NotInForce):
                found += () if part is None else part._deadlines(day, within(where, name))
        return tuple(found)

    def _whole_cpf(self) -> Cpf | None:
        """The CPF with what its request does not provide and the bilan does."""
        if self.cpf is None or self.cpf.request is None:
            return self.cpf
        request = self.cpf.request
        if request.accompanied_minutes is None and self.sessions:
            request = attrs.evolve(request, accompanied_minutes=self.accompanied_minutes)
        if request.active is None and self.beneficiary is not None:
            request = attrs.evolve(request, active=self.beneficiary.is_active)
        return attrs.evolve(self.cpf, request=request)


def _too_old(where: str, day: date, first: date) -> Finding:
    return finding("BIL021", where, day=day.isoformat(), first=first.isoformat())
