"""The history of a file: its state on any day, from its events and from what else is known of it.

Events are facts that somebody recorded. Those of a day and before are read in the order of their days; an event that
the rules give no place to, as a certificate granted after a refusal without a new audit, changes nothing and is a
finding. A certificate shows that the audit before it was answered, where no event does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from pendulum import Date

from qualiopi_rules.audit.application import new_application_of
from qualiopi_rules.audit.nonconformity_count import count_of
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.cycle.cycle import CertificationCycle
from qualiopi_rules.dossier.event import CertifierDecision, Event, EventKind
from qualiopi_rules.dossier.record import ALLOWS_A_GRANT, ENDED, Known, Record
from qualiopi_rules.dossier.state import FileStage, FileState, HeldAudit
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.months import months_after
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.results.findings import Finding
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.category import Category

__all__ = ["EVENTS", "file_state", "state_of"]

EVENTS = "events"
"""The name of the place of the events in a dossier."""


def _events(value: Iterable[Event]) -> tuple[Event, ...]:
    return converters.instances(Event, value)


def file_state(
    events: Iterable[Event], *, on: DayLike, profile: Profile | str = DEFAULT_PROFILE, where: str = EVENTS
) -> FileState:
    """Return the state of a file on a day, from its events up to that day, in whatever order they come.

    Args:
        events: the events.
        on: the day; what happened after it is not read.
        profile: as for `decide`.
        where: the name of their place in a dossier, carried into the findings.

    Raises:
        InvalidInput: with every argument that does not hold.
        NotInForce: when an initial certification was granted before the rules that are known.

    Source: articles 2, 3, 5, 8 and 9 of the arrêté of 6 June 2019, as far as they were seen.
    """
    events, day, profile = _events(events), converters.day(on), profile_of(profile)
    refuse(events=events, on=day, profile=profile)
    return state_of(events, day, profile, where, Known())


def state_of(events: Iterable[Event], day: Date, profile: Profile, where: str, known: Known) -> FileState:
    """Return the state of a file on a day, from checked arguments."""
    past = sorted((event for event in events if event.on <= day), key=lambda event: event.rank)
    file = _History(where, profile, known, past)
    for event in past:
        file.record(event)
    return file.state(day)


_DECIDED_BY_A_GRANT = (AuditKind.INITIAL, AuditKind.RENEWAL, AuditKind.EXTENSION)


class _History(Record):
    """A record that follows the events, one by one."""

    def record(self, event: Event) -> None:
        while self.coming and self.coming[0][0] < event.on:
            self.come()
        self.expire(event.on)
        if not _HANDLERS[event.kind](self, event):
            self.find("HIS001", event, stage=f"file-stage.{self.stage}")

    def _application(self, event: Event) -> bool:
        if self.stage is FileStage.AUDITED:
            return False
        for each in new_application_of(self.refused, self.withdrawn, event.on):
            if each.days_left > 0:
                self.find("HIS002", event, values=each.values, opens=each.day.isoformat())
        self.requested = event.categories
        if self.stage is FileStage.NOTHING or self.stage in ENDED:
            self.stage = FileStage.APPLIED
        return True

    def _audit(self, event: Event) -> bool:
        kind = cast(AuditKind, event.audit)
        if kind is AuditKind.COMPLEMENTARY:
            return self.certified or self.stage in (FileStage.AUDITED, FileStage.EXPIRED)
        if kind is AuditKind.RENEWAL and self._too_early(event):
            return True
        starts = {
            AuditKind.INITIAL: self._initial_audit,
            AuditKind.SURVEILLANCE: self._surveillance_audit,
            AuditKind.RENEWAL: self._renewal_audit,
            AuditKind.EXTENSION: self._extension_audit,
        }
        if not starts[kind](event.on):
            return False
        self.audit = HeldAudit(kind, event.on, event.categories)
        self.waiting.append(self.audit)
        return True

    def _initial_audit(self, _: Date) -> bool:
        if self.certified and self.site_opened:
            self.site_opened = False  # from one site to several: the certificate goes on meanwhile
            return True
        if self.certified or self.stage is FileStage.AUDITED:
            return False
        # A new file: the non-conformities of one that was refused or withdrawn are looked at afresh.
        self.stage, self.cycle, self.renewed = FileStage.AUDITED, None, None
        self.categories, self.waiting = frozenset(), []
        self.nonconformities.clear()
        self.answered_by_certificate, self.accreditation, self.site_opened = None, None, False
        return True

    def _surveillance_audit(self, day: Date) -> bool:
        if self.certified:
            self.nonconformities.next_audit_on(day)
        return self.certified

    def _renewal_audit(self, day: Date) -> bool:
        # A renewal that comes late is still held as one: the times of article 5 go on.
        possible = self.renewed is None and (self.certified or self.stage is FileStage.EXPIRED)
        if possible:
            self.nonconformities.next_audit_on(day)
        return possible

    def _extension_audit(self, _: Date) -> bool:
        self.site_opened = False
        return self.certified

    def _too_early(self, event: Event) -> bool:
        """A renewal audit before the last year of the cycle is none, and leaves the surveillance audit to be held."""
        cycle = self.current
        if cycle is None or event.on >= cycle.renewal_year.opens:
            return False
        used = dated("cycle/cycle", "renewal_year").used_on(cycle.starts)
        self.find("HIS007", event, values=[used], opens=cycle.renewal_year.opens.isoformat())
        return True

    def _decision(self, event: Event) -> bool:
        handlers = {
            CertifierDecision.GRANTED: self._granted,
            CertifierDecision.REFUSED: self._refused,
            CertifierDecision.MAINTAINED: self._maintained,
            CertifierDecision.SUSPENDED: self._suspended,
            CertifierDecision.WITHDRAWN: self._withdrawn,
        }
        return handlers[cast(CertifierDecision, event.decided)](event)

    def _answers(self, event: Event, kinds: tuple[AuditKind, ...]) -> HeldAudit | None:
        """The audit that a decision answers: the first that waits, among those that it can mean."""
        meant = [
            each
            for each in self.waiting
            if each.kind in kinds
            and event.audit in (None, each.kind)
            and (not each.categories or event.categories <= each.categories)
        ]
        if not meant:
            return None
        if len({each.kind for each in meant}) > 1:
            audited = meant[0].on.isoformat()
            self.find("HIS009", event, kind=f"audit-kind.{meant[0].kind}", audited=audited, count=len(meant))
        return meant[0]

    def _granted(self, event: Event) -> bool:
        # That a suspended certificate is not extended is deduced.
        suspended = self.stage is not FileStage.CERTIFIED
        audit = self._answers(event, (AuditKind.INITIAL, AuditKind.RENEWAL) if suspended else _DECIDED_BY_A_GRANT)
        if audit is None:
            return self._granted_otherwise(event)
        extends = audit.kind is AuditKind.EXTENSION or (audit.kind is AuditKind.INITIAL and self.certified)
        self._against(event, audit)
        self.waiting.remove(audit)
        granted = event.categories or audit.categories or self.requested
        if extends:
            self.categories |= granted
            self.renewed_categories |= granted if self.renewed_categories else frozenset()
        elif audit.kind is AuditKind.INITIAL:
            self.stage, self.cycle, self.categories = FileStage.CERTIFIED, CertificationCycle(event.on), granted
        else:
            self._renew(event, event.categories or audit.categories)
            self.stage = FileStage.CERTIFIED
        return True

    def _granted_otherwise(self, event: Event) -> bool:
        """A grant that no audit waits for may be the one that the certificate shows, on that day or on another."""
        if event.on in (cycle.starts for cycle in self.known.cycles):
            return True
        issued = self._certificate_against(event)
        if issued is not None:
            days = {"day": issued.isoformat(), "granted": event.on.isoformat()}
            self.findings.append(Finding("HIS006", self.where, days))
        return issued is not None

    def _certificate_against(self, event: Event) -> Date | None:
        """The first day of the cycle that the certificate shows, where it answered the audit that is decided."""
        issued, self.answered_by_certificate = self.answered_by_certificate, None
        return None if event.audit is AuditKind.EXTENSION or not self.certified else issued

    def _renew(self, event: Event, categories: frozenset[Category]) -> None:
        cycle = cast(CertificationCycle, self.cycle)
        if event.on <= cycle.expires:
            self.renewed, self.renewed_categories = cycle.next(), categories
        else:
            # From when a renewal that was decided late runs is not written: from the decision, here.
            self.find("HIS004", event, expired=cycle.expires.isoformat())
            self.cycle, self.categories = CertificationCycle(event.on), categories or self.categories

    def _refused(self, event: Event) -> bool:
        # A surveillance audit is answered by a certification that is maintained, suspended or withdrawn.
        audit = self._answers(event, _DECIDED_BY_A_GRANT)
        if audit is None:
            issued = self._certificate_against(event)
            if issued is not None:
                days = {"day": issued.isoformat(), "stage": f"file-stage.{FileStage.REFUSED}"}
                self.findings.append(Finding("HIS005", self.where, days))
                self.end(FileStage.REFUSED)
                self.refused = event.on
            return issued is not None
        self.waiting.remove(audit)
        if self.stage is FileStage.AUDITED:
            self.stage, self.refused = FileStage.REFUSED, event.on
        elif audit.kind is AuditKind.EXTENSION:
            # They were about categories that the certificate does not cover in the end.
            self.nonconformities.drop_extension()
        return True

    def _maintained(self, event: Event) -> bool:
        if not self.certified:
            return False
        audit = self._answers(event, (AuditKind.SURVEILLANCE,))
        self._against(event, audit or self.audit)
        self.stage = FileStage.CERTIFIED
        self.waiting = [each for each in self.waiting if each.kind is not AuditKind.SURVEILLANCE]
        return True

    def _suspended(self, _: Event) -> bool:
        if not self.certified:
            return False
        self.stage = FileStage.SUSPENDED
        return True

    def _withdrawn(self, event: Event) -> bool:
        if not self.certified:
            return False
        self.end(FileStage.WITHDRAWN)
        self.withdrawn = event.on
        return True

    def _transfer(self, event: Event) -> bool:
        # The days of the cycle stay; a suspended, withdrawn or expired certificate is not taken over.
        if self.stage is not FileStage.CERTIFIED:
            return False
        majors = count_of(self.nonconformities.open_on(event.on), event.on, self.profile.holidays).majors
        if majors:
            self.find("HIS010", event, subject=majors[0].nonconformity.subject)
        self.accreditation = None
        return True

    def _accreditation_withdrawn(self, event: Event) -> bool:
        if not self.certified:
            return False
        used = dated("dossier/dossier", "accreditation_withdrawn").used_on(event.on)
        self.accreditation = (months_after(event.on, int(used.value), "on"), used)
        return True

    def _declaration_lapsed(self, _: Event) -> bool:
        if not self.certified:
            return False
        self.end(FileStage.LAPSED)
        return True

    def _new_site(self, event: Event) -> bool:
        if not self.certified:
            return False
        self.site_opened = True
        kind = {None: "not-provided", 1: "initial"}.get(event.sites_before, "extension")
        self.find("HIS011", event, audit=f"new-site.{kind}")
        return True

    def _against(self, event: Event, audit: HeldAudit | None) -> None:
        """Find a decision that gives more than the texts allow; where they leave it open, it gives no more."""
        decision = self.by_the_texts(audit, event.on)
        if decision is not None and decision.outcome not in ALLOWS_A_GRANT:
            self.find("HIS003", event, decided=f"decided.{event.decided}", outcome=f"outcome.{decision.outcome}")


_HANDLERS = {
    EventKind.APPLICATION: _History._application,
    EventKind.AUDIT: _History._audit,
    EventKind.NOTIFICATION: _History.notify,
    EventKind.PLAN: _History.follow_up,
    EventKind.CORRECTION: _History.follow_up,
    EventKind.VERIFICATION: _History.follow_up,
    EventKind.DECISION: _History._decision,
    EventKind.TRANSFER: _History._transfer,
    EventKind.ACCREDITATION_WITHDRAWN: _History._accreditation_withdrawn,
    EventKind.DECLARATION_LAPSED: _History._declaration_lapsed,
    EventKind.NEW_SITE: _History._new_site,
}
