"""What happens to a certificate between two audits: extension, transfer, a surveillance audit that was missed.

A certificate belongs to one declaration of activity, and a declaration has one certificate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules import fields
from qualiopi_rules.certificate import Certificate
from qualiopi_rules.cycle import CertificationCycle, Held
from qualiopi_rules.editions import Category, categories_of
from qualiopi_rules.errors import refuse
from qualiopi_rules.fields import DayLike
from qualiopi_rules.findings import Finding, finding
from qualiopi_rules.identifiers import SIREN, siren_of
from qualiopi_rules.law.dated import UsedValue, dated
from qualiopi_rules.law.library import text
from qualiopi_rules.law.source import Citation, citation
from qualiopi_rules.logic import all3, not3
from qualiopi_rules.milestones import Deadline, MilestoneCode, deadline
from qualiopi_rules.told import within
from qualiopi_rules.wording import Locale, words

__all__ = [
    "Extension",
    "ExtensionStep",
    "MissedSurveillance",
    "Transfer",
    "TransferBar",
    "TransferCheck",
    "extension",
    "missed_surveillance",
    "one_certificate_each",
]


class ExtensionStep(StrEnum):
    """What is to be done for a certificate to cover another category."""

    TRANSFER = "transfer"  # to the certifier that is to extend it
    EXTENSION_AUDIT = "extension-audit"


@attrs.frozen(kw_only=True)
class Extension:
    """How a certificate comes to cover more categories.

    Attributes:
        on: the day asked for.
        added: the categories to add; empty when it covers them already.
        possible: whether it can be done on that day: yes, no (it is not valid), or None for not known.
        suspended: the certificate is suspended: yes, no, or None for not told.
        steps: what is to be done, in order, nothing when nothing is to be added; None where the certifier was not told.
        valid_until: the last valid day, which the extension leaves as it is; None where it is not known.
        citation: the rule.
        practice: that a transfer comes first with another certifier.
    """

    on: Date
    added: frozenset[Category]
    possible: bool | None
    suspended: bool | None
    steps: tuple[ExtensionStep, ...] | None
    valid_until: Date | None
    citation: Citation
    practice: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Tell it in words."""
        if not self.added:
            return words("extension.nothing").say(locale)
        if self.suspended:
            return words("extension.suspended").say(locale)
        if not self.possible:
            return words("extension.not-valid" if self.possible is False else "extension.not-known").say(locale)
        known = {} if self.valid_until is None else {"day": self.valid_until.isoformat()}
        outcome = "not-told" if self.steps is None else self.steps[0]
        return words(f"extension.{outcome}").say(locale, categories=", ".join(sorted(self.added)), **known)


def extension(
    certificate: Certificate,
    categories: Iterable[Category | str],
    *,
    on: DayLike,
    same_certifier: bool | None = None,
    suspended: bool | None = None,
) -> Extension:
    """Tell how a certificate can come to cover other categories too.

    Args:
        certificate: the certificate.
        categories: the categories that it is to cover.
        on: the day asked for.
        same_certifier: the certifier that issued it is to extend it; None for not told.
        suspended: it is suspended; None for not told.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: article 9 of the arrêté of 6 June 2019 (at any time of the cycle); that a suspended one is not extended is
    deduced; that another certifier takes the certificate over first is a certifier's practice.
    """
    given, wanted, day = fields.instance(Certificate, certificate), categories_of(categories), fields.day(on)
    same, held_back = fields.answer(same_certifier), fields.answer(suspended)
    refuse(certificate=given, categories=wanted, on=day, same_certifier=same, suspended=held_back)
    cycle = given.cycle
    valid = None if cycle is None else day in cycle
    # A suspension that was not told is not there: most files have none.
    possible = all3([valid, not held_back])
    steps = {
        True: (ExtensionStep.EXTENSION_AUDIT,),
        False: (ExtensionStep.TRANSFER, ExtensionStep.EXTENSION_AUDIT),
        None: None,
    }[same]
    return Extension(
        on=day,
        added=wanted - given.categories,
        possible=possible,
        suspended=held_back,
        steps=steps if wanted - given.categories else (),
        valid_until=None if cycle is None else cycle.expires,
        citation=citation(text("conventions")["scope_extension"]),
        practice=citation(text("conventions")["transfer_first"]),
    )


class TransferBar(StrEnum):
    """What stands in the way of a transfer."""

    OTHER_SIREN = "other-siren"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NOT_STARTED = "not-started"


@attrs.frozen(kw_only=True)
class Transfer:
    """The transfer of a certificate to another certifier.

    Attributes:
        requested: the day it was asked for.
        holder_siren: the SIREN that holds the certificate; None for not told.
        new_siren: the SIREN that is to hold it; None for not told.
        suspended: the certificate is suspended: True, False, or None for not told.
        withdrawn: it was withdrawn: True, False, or None for not told.
        file_sent: the day the certifier that is left sent the file; None for not yet.
        decided: the day the new certifier decided; None for not yet.

    Raises:
        InvalidInput: with every field that does not hold, and when the file was sent before the request, or the
            decision taken before the file was sent.
    """

    requested: Date = attrs.field(converter=fields.day)
    holder_siren: SIREN | None = attrs.field(default=None, converter=siren_of)
    new_siren: SIREN | None = attrs.field(default=None, converter=siren_of)
    suspended: bool | None = attrs.field(default=None, converter=fields.answer)
    withdrawn: bool | None = attrs.field(default=None, converter=fields.answer)
    file_sent: Date | None = attrs.field(default=None, converter=fields.optional_day)
    decided: Date | None = attrs.field(default=None, converter=fields.optional_day)

    def __attrs_post_init__(self) -> None:
        refuse(**fields.faults_of(self))
        first = {"file_sent": self.requested, "decided": self.file_sent or self.requested}
        refuse(
            **{
                name: fields.fault(day, "not-before", day=least.isoformat())
                for name, least in first.items()
                if (day := getattr(self, name)) is not None and day < least
            }
        )

    @property
    def same_siren(self) -> bool | None:
        """Whether the same company holds the certificate before and after; None for not told."""
        if self.holder_siren is None or self.new_siren is None:
            return None
        return self.holder_siren == self.new_siren

    def check(self, certificate: Certificate, *, on: DayLike, where: str = "") -> TransferCheck:
        """Tell whether the transfer is possible, and by when each certifier must act.

        Args:
            certificate: the certificate.
            on: the day of the check; what happened after it counts as not happened yet.
            where: the name of its place in a dossier, carried into the findings and the deadlines.

        Raises:
            InvalidInput: with every argument that does not hold.

        Source: article 7 of the arrêté of 6 June 2019 since 2023, as reported: the article was not seen.
        """
        given, day = fields.instance(Certificate, certificate), fields.day(on)
        refuse(certificate=given, on=day)
        bars = tuple(self._bars(given.cycle))
        told = (self.same_siren, not3(self.suspended), not3(self.withdrawn), None if given.cycle is None else True)
        return TransferCheck(
            on=day,
            possible=False if bars else all3(told),
            bars=bars,
            valid_until=None if given.cycle is None else given.cycle.expires,
            deadlines=() if bars else tuple(self._deadlines(day, where)),
            findings=tuple(self._found(day, bars, where)),
            citation=dated("audit", "transfer_sending").values[-1].citation,
        )

    def _bars(self, cycle: CertificationCycle | None) -> Iterator[TransferBar]:
        if self.same_siren is False:
            yield TransferBar.OTHER_SIREN
        if self.suspended:
            yield TransferBar.SUSPENDED
        if self.withdrawn:
            yield TransferBar.WITHDRAWN
        if cycle is not None and self.requested not in cycle:
            yield TransferBar.EXPIRED if self.requested > cycle.expires else TransferBar.NOT_STARTED

    def _times(self) -> Iterator[tuple[MilestoneCode, str, Date, UsedValue, Date | None]]:
        """What has to be done: its code and finding, by when, the time it has, and when it was done."""
        steps = (
            (MilestoneCode.TRANSFER_SENT, "TRF002", "transfer_sending", self.requested, self.file_sent),
            (MilestoneCode.TRANSFER_DECIDED, "TRF003", "transfer_decision", self.file_sent, self.decided),
        )
        for milestone, code, rule, begins, done in steps:
            # From when the new certifier's time runs was not seen: from the file, here, as it cannot decide before.
            if begins is not None and dated("audit", rule).find(begins) is not None:
                used = dated("audit", rule).used_on(begins)
                yield milestone, code, begins.add(days=int(used.value)), used, done

    def _deadlines(self, day: Date, where: str) -> Iterator[Deadline]:
        if day < self.requested or (self.decided is not None and self.decided <= day):
            return
        for milestone, _, by, used, done in self._times():
            begun = milestone is MilestoneCode.TRANSFER_SENT or (self.file_sent is not None and self.file_sent <= day)
            if begun and (done is None or done > day):
                yield deadline(milestone, by, on=day, values=[used], where=where)

    def _found(self, day: Date, bars: tuple[TransferBar, ...], where: str) -> Iterator[Finding]:
        if bars:
            yield finding("TRF001", where, contents=", ".join(f"transfer.{bar}" for bar in bars))
            return
        for _, code, by, used, done in self._times():
            if min(done or day, day) > by:
                yield finding(code, where, values=[used], day=by.isoformat())
        if self.same_siren is None:
            yield finding("TRF004", within(where, "new_siren"))


@attrs.frozen(kw_only=True)
class TransferCheck:
    """Whether a transfer is possible, and what is still to be done. The days stay as they are; the number changes.

    Attributes:
        on: the day.
        possible: yes, no, or None where something that decides was not told.
        bars: what stands in its way.
        valid_until: the last valid day, which the transfer leaves as it is; None where it is not known.
        deadlines: by when the certifiers must act.
        findings: what is wrong.
        citation: the rule.
    """

    on: Date
    possible: bool | None
    bars: tuple[TransferBar, ...]
    valid_until: Date | None
    deadlines: tuple[Deadline, ...]
    findings: tuple[Finding, ...]
    citation: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Tell it in words."""
        if self.bars:
            return words("transfer.barred").say(locale, bars=", ".join(f"transfer.{bar}" for bar in self.bars))
        known = {} if self.valid_until is None else {"day": self.valid_until.isoformat()}
        return words("transfer.possible" if self.possible else "transfer.not-known").say(locale, **known)


@attrs.frozen(kw_only=True)
class MissedSurveillance:
    """What follows when the surveillance audit is not held in its window.

    Attributes:
        on: the day asked for.
        missed: whether its window closed and it is not held yet: yes, no, or None for not told.
        follows_from: the first day without it in time; None before that day, and once it was held.
        citation: the practice: certifiers suspend, then withdraw. No text that was seen says after how long.
    """

    on: Date
    missed: bool | None
    follows_from: Date | None
    citation: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Tell it in words."""
        outcome = {True: "missed", False: "not-missed", None: "not-told"}[self.missed]
        known = {} if self.follows_from is None else {"day": self.follows_from.isoformat()}
        return words(f"missed.{outcome}").say(locale, **known)


def missed_surveillance(
    cycle: CertificationCycle, *, on: DayLike, surveillance_held: Held | DayLike = None
) -> MissedSurveillance:
    """Tell whether the surveillance audit was missed by a day, and what follows.

    Args:
        cycle: the cycle.
        on: the day.
        surveillance_held: as for `CertificationCycle.status`.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: article 2 of the arrêté of 6 June 2019 for the window; what follows is reported as the practice of
    certifiers.
    """
    given = fields.instance(CertificationCycle, cycle)
    refuse(cycle=given)
    status = given.status(on=on, surveillance_held=surveillance_held)
    over = status.on > given.surveillance.closes
    missed = not3(status.surveillance_held) if over else False
    return MissedSurveillance(
        on=status.on,
        missed=missed,
        follows_from=given.surveillance.closes.add(days=1) if missed is not False else None,
        citation=citation(text("conventions")["missed_surveillance"]),
    )


def one_certificate_each(
    certificates: Iterable[Certificate], *, on: DayLike, where: str = "certificates"
) -> tuple[Finding, ...]:
    """Find the declarations of activity that have two certificates valid on one day.

    Certificates without a declaration number, or whose printed days fit no cycle, are left out: nothing is known of
    them.

    Args:
        certificates: the certificates.
        on: the day.
        where: the name of their place in a dossier, carried into the findings.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: a certifier's practice, one declaration and one certificate; no text that was seen writes it.
    """
    given, day = fields.instances(Certificate, certificates), fields.day(on)
    refuse(certificates=given, on=day)
    live: dict[str, dict[str, None]] = {}
    for each in given:
        if each.nda is not None and each.cycle is not None and day in each.cycle:
            live.setdefault(each.nda.digits, {})[each.number] = None
    return tuple(
        finding("LIF001", where, nda=digits, numbers=", ".join(numbers))
        for digits, numbers in live.items()
        if len(numbers) > 1
    )
