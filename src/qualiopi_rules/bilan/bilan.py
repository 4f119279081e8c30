"""The bilan de compétences: its sessions, its three phases, and what the texts ask of them.

Durations are whole minutes. The day of a bilan, which decides the rule that it is under, is that of its first session.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from enum import StrEnum
from itertools import pairwise

import attrs
from pendulum import Date

from qualiopi_rules.bilan.convention import Convention
from qualiopi_rules.bilan.cpf import Cpf
from qualiopi_rules.bilan.documents import Documents
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import NotInForce, refuse
from qualiopi_rules.core.kleene import all3, any3
from qualiopi_rules.core.resources import text
from qualiopi_rules.law.dated import dated
from qualiopi_rules.results.deadlines import Deadline
from qualiopi_rules.results.findings import Finding, Found, finding, held_on, missing, within

__all__ = [
    "Bilan",
    "Conclusions",
    "Conductor",
    "Investigation",
    "Mode",
    "Phase",
    "Preliminary",
    "Service",
    "Session",
    "Synthesis",
]


class Phase(StrEnum):
    """One of the three phases of article R. 6313-4, in order."""

    PRELIMINARY = "preliminary"
    INVESTIGATION = "investigation"
    CONCLUSIONS = "conclusions"


class Mode(StrEnum):
    """How a session is held."""

    INDIVIDUAL = "individual"
    GROUP = "group"
    REMOTE = "remote"  # one beneficiary, at a distance
    PERSONAL_WORK = "personal-work"  # the beneficiary alone


class Conductor(StrEnum):
    """Who conducts a session."""

    PROVIDER = "provider"
    BENEFICIARY = "beneficiary"  # personal work
    EMPLOYER = "employer"
    OTHER = "other"


class Service(StrEnum):
    """What is really offered: a bilan, or one of the things that a bilan is not."""

    BILAN = "bilan"
    CEP = "cep"
    TRAINING = "training"
    VAE = "vae"
    JOB_SEARCH_HELP = "job-search-help"
    CAREER_REVIEW = "career-review"
    COACHING = "coaching"


def _phase(value: Phase | str) -> Phase:
    return converters.one_of(Phase, value)


def _mode(value: Mode | str) -> Mode:
    return converters.one_of(Mode, value)


def _conductor(value: Conductor | str) -> Conductor:
    return converters.one_of(Conductor, value)


def _service(value: Service | str | None) -> Service | None:
    return None if value is None else converters.one_of(Service, value)


@attrs.frozen
class Session(converters.Checked):
    """One session of a bilan.

    Attributes:
        day: the day it was held, or is planned.
        phase: the phase it belongs to.
        minutes: how long it lasts.
        mode: how it is held.
        conducted_by: who conducts it.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    day: Date = attrs.field(converter=converters.day)
    phase: Phase = attrs.field(converter=_phase)
    minutes: int = attrs.field(converter=converters.count)
    mode: Mode = attrs.field(default=Mode.INDIVIDUAL, converter=_mode)
    conducted_by: Conductor = attrs.field(default=Conductor.PROVIDER, converter=_conductor)

    @property
    def is_personal(self) -> bool:
        """Whether it is between the provider and one beneficiary."""
        return self.mode in (Mode.INDIVIDUAL, Mode.REMOTE)


@attrs.frozen(kw_only=True)
class Preliminary(converters.Checked):
    """What the preliminary phase contained: True, False, or None for not told.

    Attributes:
        request_analysed: the beneficiary's request was analysed.
        need_analysed: the beneficiary's need was analysed.
        voluntary: it was checked that the beneficiary comes of their own will.
        format_chosen: the format that fits the situation and the need was chosen.
        terms_agreed: the way it would be carried out was agreed by both.
    """

    request_analysed: bool | None = attrs.field(default=None, converter=converters.answer)
    need_analysed: bool | None = attrs.field(default=None, converter=converters.answer)
    voluntary: bool | None = attrs.field(default=None, converter=converters.answer)
    format_chosen: bool | None = attrs.field(default=None, converter=converters.answer)
    terms_agreed: bool | None = attrs.field(default=None, converter=converters.answer)


@attrs.frozen(kw_only=True)
class Investigation(converters.Checked):
    """What the investigation led to: True, False, or None for not told.

    Attributes:
        project_built: the beneficiary built a professional project.
        relevance_checked: its relevance was checked.
        alternatives_worked_out: one or more alternatives were worked out; the texts take either.
    """

    project_built: bool | None = attrs.field(default=None, converter=converters.answer)
    relevance_checked: bool | None = attrs.field(default=None, converter=converters.answer)
    alternatives_worked_out: bool | None = attrs.field(default=None, converter=converters.answer)

    @property
    def complete(self) -> bool | None:
        """A project whose relevance was checked, or alternatives."""
        return any3([all3([self.project_built, self.relevance_checked]), self.alternatives_worked_out])


@attrs.frozen(kw_only=True)
class Synthesis(converters.Checked):
    """What the synthesis document contains: True, False, or None for not told.

    Attributes:
        skills_analysed: the professional and personal skills.
        project_defined: the project, with concrete proposals.
        means_stated: the conditions and means that favour it.
        steps_stated: the main steps planned.
    """

    skills_analysed: bool | None = attrs.field(default=None, converter=converters.answer)
    project_defined: bool | None = attrs.field(default=None, converter=converters.answer)
    means_stated: bool | None = attrs.field(default=None, converter=converters.answer)
    steps_stated: bool | None = attrs.field(default=None, converter=converters.answer)


@attrs.frozen(kw_only=True)
class Conclusions(converters.Checked):
    """What the conclusions phase contained: True, False, or None for not told.

    Attributes:
        results_shared: the beneficiary made the detailed results their own.
        means_listed: the conditions and means that favour the project were listed.
        steps_planned: the main steps of the project were planned.
        follow_up_offered: a follow-up interview with the provider was offered.
        synthesis_handed: the synthesis document was handed to the beneficiary.
        synthesis: what that document contains.
    """

    results_shared: bool | None = attrs.field(default=None, converter=converters.answer)
    means_listed: bool | None = attrs.field(default=None, converter=converters.answer)
    steps_planned: bool | None = attrs.field(default=None, converter=converters.answer)
    follow_up_offered: bool | None = attrs.field(default=None, converter=converters.answer)
    synthesis_handed: bool | None = attrs.field(default=None, converter=converters.answer)
    synthesis: Synthesis = attrs.field(factory=Synthesis)


def _sessions(value: Iterable[Session]) -> tuple[Session, ...]:
    return converters.instances(Session, value)


@attrs.frozen(kw_only=True)
class Bilan(converters.Checked):
    """One bilan de compétences.

    Attributes:
        reference: a name for it in reports; never a person's name.
        sessions: its sessions, in any order.
        consent: the beneficiary consented: True, False, or None for not told.
        provider_is_employer: the provider is the beneficiary's employer: True, False, or None for not told.
        service: what is really offered; None when that was not asked.
        preliminary: what the preliminary phase contained.
        investigation: what the investigation led to.
        conclusions: what the conclusions contained.
        convention: the convention of three, or its draft; None when it is not to be looked at.
        documents: what became of the documents; None when they are not to be looked at.
        cpf: the request, the listing and the offer under the CPF; None when they are not to be looked at.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    reference: str | None = attrs.field(default=None, converter=converters.optional_text)
    sessions: tuple[Session, ...] = attrs.field(default=(), converter=_sessions)
    consent: bool | None = attrs.field(default=None, converter=converters.answer)
    provider_is_employer: bool | None = attrs.field(default=None, converter=converters.answer)
    service: Service | None = attrs.field(default=None, converter=_service)
    preliminary: Preliminary = attrs.field(factory=Preliminary)
    investigation: Investigation = attrs.field(factory=Investigation)
    conclusions: Conclusions = attrs.field(factory=Conclusions)
    convention: Convention | None = None
    documents: Documents | None = None
    cpf: Cpf | None = None

    def of_phase(self, phase: Phase) -> tuple[Session, ...]:
        """The sessions of a phase, by day."""
        return tuple(sorted((s for s in self.sessions if s.phase is phase), key=lambda session: session.day))

    @property
    def starts(self) -> Date | None:
        """The day of the first session; None without sessions."""
        return min((session.day for session in self.sessions), default=None)

    @property
    def minutes(self) -> int:
        """How long it lasts in all, personal work included; the texts limit the bilan, whatever it is made of."""
        return sum(session.minutes for session in self.sessions)

    @property
    def accompanied_minutes(self) -> int:
        """How long the provider is there."""
        return sum(
            session.minutes
            for session in self.sessions
            if session.mode is not Mode.PERSONAL_WORK and session.conducted_by is Conductor.PROVIDER
        )

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
        draft = converters.optional_day(draft_minimum_from)
        refuse(draft_minimum_from=draft)
        maximum = dated("bilan/bilan", "maximum")
        if self.starts is not None and maximum.find(self.starts) is None:
            return (_older(where, self.starts, maximum.values[0].since),)
        found = (
            finding(code, where, **params)
            for checks in (
                _phases(self),
                _duration(self, draft),
                _contents(self),
                _consent(self),
                _approach(self),
                _who(self),
            )
            for code, params in checks
        )
        return held_on(found, self.starts)

    def check_all(
        self, *, on: DayLike, where: str = "", draft_minimum_from: DayLike | None = None
    ) -> tuple[Finding, ...]:
        """Make every check: those of `check`, of the convention, of the documents and of the CPF.

        Where the CPF request does not tell the accompanied minutes, those of the sessions are taken.

        Args:
            on: the day of the check.
            where: as for `check`.
            draft_minimum_from: as for `check`.

        Raises:
            InvalidInput: with every argument that is not a day.
        """
        day = converters.day(on)
        refuse(on=day, draft_minimum_from=converters.optional_day(draft_minimum_from))
        found = [*self.check(where=where, draft_minimum_from=draft_minimum_from)]
        parts = {"convention": self.convention, "documents": self.documents, "cpf": self._cpf_with_minutes()}
        for name, part in parts.items():
            if part is None:
                continue
            try:
                found += part.check(on=day, where=within(where, name))
            except NotInForce as unknown:
                # One day too old in one part must not hide what the other parts have to say.
                found.append(_older(within(where, name), unknown.day, unknown.first))
        return tuple(found)

    def deadlines(self, *, on: DayLike, where: str = "") -> tuple[Deadline, ...]:
        """Give what is still to be done: the answer to the convention, the end of the keeping of documents.

        Args:
            on: the day from which days left are counted.
            where: the name of its place in a dossier, carried into the deadlines.

        Raises:
            InvalidInput: when `on` is not a day.
        """
        day = converters.day(on)
        refuse(on=day)
        found: list[Deadline] = []
        for name, part in (("convention", self.convention), ("documents", self.documents)):
            # What is older than the law that is known is told by `check_all`.
            with suppress(NotInForce):
                found += [] if part is None else part.deadlines(on=day, where=within(where, name))
        return tuple(found)

    def _cpf_with_minutes(self) -> Cpf | None:
        if self.cpf is None or self.cpf.request is None or self.cpf.request.accompanied_minutes is not None:
            return self.cpf
        if not self.sessions:
            return self.cpf
        request = attrs.evolve(self.cpf.request, accompanied_minutes=self.accompanied_minutes)
        return attrs.evolve(self.cpf, request=request)


def _older(where: str, day: date, first: date) -> Finding:
    return finding("BIL021", where, day=day.isoformat(), first=first.isoformat())


def _phases(bilan: Bilan) -> Found:
    for phase in Phase:
        if not bilan.of_phase(phase):
            yield "BIL001", {"phase": phase}
    held = [phase for phase in Phase if bilan.of_phase(phase)]
    for earlier, later in pairwise(held):
        if bilan.of_phase(earlier)[-1].day > bilan.of_phase(later)[0].day:
            yield "BIL002", {"earlier": earlier, "later": later}


def _duration(bilan: Bilan, draft: Date | None) -> Found:
    if bilan.starts is None:
        return
    used = dated("bilan/bilan", "maximum").used_on(bilan.starts)
    if bilan.minutes > int(used.value):
        yield "BIL003", {"total": bilan.minutes, "maximum": used.value, "values": [used]}
    minimum = text("bilan/bilan")["draft_minimum"]["minutes"]
    if draft is not None and draft <= bilan.starts and bilan.accompanied_minutes < minimum:
        yield "BIL004", {"total": bilan.accompanied_minutes, "minimum": minimum, "day": draft.isoformat()}


def _contents(bilan: Bilan) -> Found:
    contents = text("bilan/bilan")["contents"]
    told = {
        Phase.PRELIMINARY: {name: getattr(bilan.preliminary, name) for name in contents["preliminary"]},
        Phase.INVESTIGATION: {"project_or_alternatives": bilan.investigation.complete},
        Phase.CONCLUSIONS: {name: getattr(bilan.conclusions, name) for name in contents["conclusions"]},
    }
    for phase, answers in told.items():
        yield from missing(answers, "BIL005", "BIL006", phase=phase)
    yield from missing({"voluntary": bilan.preliminary.voluntary}, "BIL007", "BIL008")
    handed = bilan.conclusions.synthesis_handed
    yield from missing({"synthesis_handed": handed}, "BIL009", "BIL010")
    if handed:
        synthesis = {name: getattr(bilan.conclusions.synthesis, name) for name in contents["synthesis"]}
        yield from missing(synthesis, "BIL011", "BIL012")


def _consent(bilan: Bilan) -> Found:
    yield from missing({"consent": bilan.consent}, "BIL013", "BIL014")


def _approach(bilan: Bilan) -> Found:
    conclusions = bilan.of_phase(Phase.CONCLUSIONS)
    if conclusions and not any(session.is_personal for session in conclusions):
        yield "BIL015", {}
    if bilan.sessions and not any(session.is_personal for session in bilan.sessions):
        yield "BIL016", {}


def _who(bilan: Bilan) -> Found:
    by_employer = any(session.conducted_by is Conductor.EMPLOYER for session in bilan.sessions)
    if bilan.provider_is_employer or by_employer:
        yield "BIL017", {}
    elif bilan.provider_is_employer is None:
        yield "BIL018", {}
    for session in sorted(bilan.sessions, key=lambda session: session.day):
        alone = session.conducted_by is Conductor.BENEFICIARY and session.mode is Mode.PERSONAL_WORK
        if not alone and session.conducted_by in (Conductor.OTHER, Conductor.BENEFICIARY):
            yield "BIL019", {"day": session.day.isoformat()}
    if bilan.service not in (None, Service.BILAN):
        yield "BIL020", {"service": bilan.service}
