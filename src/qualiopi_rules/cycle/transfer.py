"""The transfer of a certificate to another certifier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import InvalidValue, refuse
from qualiopi_rules.core.kleene import all3, not3
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import words
from qualiopi_rules.cycle.certificate import Certificate
from qualiopi_rules.cycle.cycle import CertificationCycle
from qualiopi_rules.cycle.identifiers import SIREN, siren_of
from qualiopi_rules.law.dated import UsedValue, dated
from qualiopi_rules.law.months import days_after
from qualiopi_rules.law.source import Citation
from qualiopi_rules.law.working_days import Holidays, end_of_time, time_last
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.results.deadlines import Deadline, MilestoneCode, deadline
from qualiopi_rules.results.findings import Finding, finding, within
from qualiopi_rules.results.part import Part, deadlines_of, findings_of
from qualiopi_rules.view.shown import Shown

__all__ = ["Transfer", "TransferBar", "TransferCheck"]


class TransferBar(StrEnum):
    """A reason why a transfer is not possible."""

    OTHER_SIREN = "other-siren"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NOT_STARTED = "not-started"


@attrs.frozen(kw_only=True)
class Transfer(converters.Checked):
    """The transfer of a certificate to another certifier.

    Attributes:
        requested: the day of the request.
        holder_siren: the SIREN that holds the certificate; None for not provided.
        new_siren: the SIREN that is to hold it; None for not provided.
        suspended: whether the certificate is suspended: True, False, or None for not provided.
        withdrawn: whether it was withdrawn: True, False, or None for not provided.
        file_sent: the day the former certifier sent the file; None for not yet.
        decided: the day the new certifier decided; None for not yet.

    Raises:
        InvalidInput: with every field that does not hold, and when the file was sent before the request, or the
            decision taken before the file was sent.
    """

    requested: Date = attrs.field(converter=converters.day)
    holder_siren: SIREN | None = attrs.field(default=None, converter=siren_of)
    new_siren: SIREN | None = attrs.field(default=None, converter=siren_of)
    suspended: bool | None = attrs.field(default=None, converter=converters.answer)
    withdrawn: bool | None = attrs.field(default=None, converter=converters.answer)
    file_sent: Date | None = attrs.field(default=None, converter=converters.optional_day)
    decided: Date | None = attrs.field(default=None, converter=converters.optional_day)

    def _faults(self) -> Iterator[InvalidValue]:
        for name, least in {"file_sent": self.requested, "decided": self.file_sent or self.requested}.items():
            day = getattr(self, name)
            if day is not None and day < least:
                yield InvalidValue(name, day, "not-before", day=least.isoformat())

    @property
    def same_siren(self) -> bool | None:
        """Whether the same company holds the certificate before and after; None for not known."""
        if self.holder_siren is None or self.new_siren is None:
            return None
        return self.holder_siren == self.new_siren

    def check(
        self, certificate: Certificate, *, on: DayLike, where: str = "", profile: Profile | str = DEFAULT_PROFILE
    ) -> TransferCheck:
        """Check whether the transfer is possible, and by when each certifier must act.

        Args:
            certificate: the certificate.
            on: the day of the check; what happened after it counts as not happened yet.
            where: the path of the transfer in a dossier, carried into the findings and the deadlines.
            profile: a certifier's profile, which may let times that end on a weekend or a holiday run on.

        Raises:
            InvalidInput: with every argument that does not hold.

        Source: article 7 of the arrêté of 6 June 2019 since 2023, as reported: the article was not seen.
        """
        certificate, day = converters.instance(Certificate, certificate), converters.day(on)
        profile = profile_of(profile)
        refuse(certificate=certificate, on=day, profile=profile)
        return self._check(certificate.cycle, day, where, profile.holidays)

    def _check(
        self, cycle: CertificationCycle | None, day: Date, where: str, holidays: Holidays | None
    ) -> TransferCheck:
        bars = tuple(self._bars(cycle))
        conditions = (self.same_siren, not3(self.suspended), not3(self.withdrawn), None if cycle is None else True)
        return TransferCheck(
            on=day,
            possible=False if bars else all3(conditions),
            bars=bars,
            valid_until=None if cycle is None else cycle.expires,
            deadlines=() if bars else tuple(self._deadlines(day, where, holidays)),
            findings=tuple(self._found(day, bars, where, holidays)),
            citation=dated("audit/audit", "transfer_sending").values[-1].citation,
        )

    def _bars(self, cycle: CertificationCycle | None) -> Iterator[TransferBar]:
        if self.same_siren is False:
            yield TransferBar.OTHER_SIREN
        if self.suspended:
            yield TransferBar.SUSPENDED
        if self.withdrawn:
            yield TransferBar.WITHDRAWN
        if cycle is not None and self.requested > cycle.expires:
            yield TransferBar.EXPIRED
        if cycle is not None and self.requested < cycle.starts:
            yield TransferBar.NOT_STARTED

    def _times(
        self, holidays: Holidays | None
    ) -> Iterator[tuple[MilestoneCode, str, Date, Date, tuple[UsedValue, ...], Date | None]]:
        """Each step: its deadline, its finding, its first and last day, the values of its time, the day it was done."""
        sent, decided = MilestoneCode.TRANSFER_SENT, MilestoneCode.TRANSFER_DECIDED
        steps = (
            (sent, "TRF002", "transfer_sending", "requested", self.requested, self.file_sent),
            (decided, "TRF003", "transfer_decision", "file_sent", self.file_sent, self.decided),
        )
        for milestone, code, rule, name, begins, done in steps:
            # From when the new certifier's time runs was not seen: from the file, here, as it cannot decide before.
            if begins is not None and dated("audit/audit", rule).find(begins) is not None:
                used = dated("audit/audit", rule).used_on(begins)
                by, moved = end_of_time(days_after(begins, int(used.value), name), holidays)
                yield milestone, code, begins, by, (used, *moved), done

    def _deadlines(self, day: Date, where: str, holidays: Holidays | None) -> Iterator[Deadline]:
        if self.decided is not None and self.decided <= day:
            return
        for milestone, _, begins, by, values, done in self._times(holidays):
            if begins <= day and (done is None or done > day):
                yield deadline(milestone, by, on=day, values=values, where=where)

    def _found(
        self, day: Date, bars: tuple[TransferBar, ...], where: str, holidays: Holidays | None
    ) -> Iterator[Finding]:
        if bars:
            yield finding("TRF001", where, contents=", ".join(f"transfer.{bar}" for bar in bars))
            return
        for _, code, _, by, values, done in self._times(holidays):
            if min(done or day, day) > by:
                yield finding(code, where, values=time_last(values), day=by.isoformat())
        if self.same_siren is None:
            yield finding("TRF004", within(where, "new_siren"))


@attrs.frozen(kw_only=True)
class TransferCheck(Part, Shown):
    """Whether a transfer is possible, and what is still to be done. The days stay as they are; the number changes.

    Attributes:
        on: the day of the check.
        possible: True, False, or None where a fact that decides is not provided.
        bars: why it is not possible; empty otherwise.
        valid_until: the last valid day, which the transfer leaves as it is; None for not known.
        deadlines: by when the certifiers must act.
        findings: what the checks found.
        citation: the source of the rule.
    """

    on: Date
    possible: bool | None
    bars: tuple[TransferBar, ...]
    valid_until: Date | None
    deadlines: tuple[Deadline, ...] = attrs.field(converter=deadlines_of)
    findings: tuple[Finding, ...] = attrs.field(converter=findings_of)
    citation: Citation

    def _summary(self) -> Mapping[str, object]:
        return {"on": self.on, "possible": self.possible, "valid_until": self.valid_until}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The source of the rule."""
        return (self.citation,)

    def say(self, locale: Locale = "fr") -> str:
        """Render the result in words."""
        if self.bars:
            return words("transfer.barred").say(locale, bars=", ".join(f"transfer.{bar}" for bar in self.bars))
        known = {} if self.valid_until is None else {"day": self.valid_until.isoformat()}
        return words("transfer.possible" if self.possible else "transfer.not-known").say(locale, **known)
