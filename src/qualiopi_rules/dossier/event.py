"""What happened to the file of a provider."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.audit.nonconformity import NonConformityGrade
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.rnq.edition import indicator_of

__all__ = ["CertifierDecision", "Event", "EventKind"]


class EventKind(StrEnum):
    """What happened. On one day, things happen in this order."""

    APPLICATION = "application"
    AUDIT = "audit"
    NOTIFICATION = "notification"  # of a non-conformity
    PLAN = "plan"  # of action, sent to the certifier
    CORRECTION = "correction"  # in place
    VERIFICATION = "verification"  # by the certifier, which lifts the non-conformity or does not
    DECISION = "decision"
    TRANSFER = "transfer"  # to another certifier
    ACCREDITATION_WITHDRAWN = "accreditation-withdrawn"  # that of the certifier
    DECLARATION_LAPSED = "declaration-lapsed"  # the declaration of activity of the provider
    NEW_SITE = "new-site"


_ORDER = {kind: place for place, kind in enumerate(EventKind)}


class CertifierDecision(StrEnum):
    """What a certifier decided."""

    GRANTED = "granted"  # also renewed, or extended: it answers an audit
    REFUSED = "refused"
    MAINTAINED = "maintained"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


def _kind(value: EventKind | str) -> EventKind:
    return converters.one_of(EventKind, value)


def _audit(value: AuditKind | str | None) -> AuditKind | None:
    return None if value is None else converters.one_of(AuditKind, value)


def _indicator(value: int | None) -> int | None:
    return None if value is None else indicator_of(value)


def _grade(value: NonConformityGrade | str | None) -> NonConformityGrade | None:
    return None if value is None else converters.one_of(NonConformityGrade, value)


def _decided(value: CertifierDecision | str | None) -> CertifierDecision | None:
    return None if value is None else converters.one_of(CertifierDecision, value)


def _categories(value: Iterable[Category | str]) -> frozenset[Category]:
    return converters.members(Category, value, least=0)


def _sites(value: int | None) -> int | None:
    return converters.optional_count(value)


_ABOUT_NON_CONFORMITY = {EventKind.NOTIFICATION, EventKind.PLAN, EventKind.CORRECTION, EventKind.VERIFICATION}


_NEEDS = {
    "audit": {EventKind.AUDIT},
    "grade": {EventKind.NOTIFICATION},
    "lifted": {EventKind.VERIFICATION},
    "decided": {EventKind.DECISION},
}
"""The fields that some kinds of events must have."""

_MAY = {
    "audit": {EventKind.AUDIT, EventKind.NOTIFICATION, EventKind.DECISION},
    "categories": {EventKind.APPLICATION, EventKind.AUDIT, EventKind.DECISION},
    "indicator": _ABOUT_NON_CONFORMITY,
    "sites_before": {EventKind.NEW_SITE},
}
"""The kinds of events that may have a field; of a field that is not here, those that must have it."""

_WITH_CATEGORIES = (AuditKind.INITIAL, AuditKind.RENEWAL, AuditKind.EXTENSION)
"""The audits that decide which categories are certified."""


@attrs.frozen(kw_only=True)
class Event(converters.Checked):
    """One thing that happened to a file.

    Attributes:
        on: the day.
        kind: what happened.
        audit: the kind of audit, for an audit; for a notification, of the audit that found it, and for a decision, of
            the one that it answers: None where only one can be meant.
        categories: the categories that an application, an initial, renewal or extension audit, or a decision to grant
            is about; empty for all that were applied for.
        indicator: the indicator of the non-conformity, for what happens to one; None is the duty to display the
            certificate.
        grade: its severity, for a notification.
        lifted: whether it was lifted, for a verification.
        decided: what was decided, for a decision.
        sites_before: how many sites there were before a new one; None for not provided.

    Raises:
        InvalidInput: with every field that does not hold, that its kind must have and has not, or may not have.
    """

    on: Date = attrs.field(converter=converters.day)
    kind: EventKind = attrs.field(converter=_kind)
    audit: AuditKind | None = attrs.field(default=None, converter=_audit)
    categories: frozenset[Category] = attrs.field(default=frozenset(), converter=_categories)
    indicator: int | None = attrs.field(default=None, converter=_indicator)
    grade: NonConformityGrade | None = attrs.field(default=None, converter=_grade)
    lifted: bool | None = attrs.field(default=None, converter=converters.answer)
    decided: CertifierDecision | None = attrs.field(default=None, converter=_decided)
    sites_before: int | None = attrs.field(default=None, converter=_sites)

    def _faults(self) -> Iterator[InvalidValue]:
        kind = f"event.{self.kind}"
        for name, kinds in (_NEEDS | _MAY).items():
            value = getattr(self, name)
            filled = value is not None and value != frozenset()
            if self.kind in _NEEDS.get(name, ()) and not filled:
                yield InvalidValue(name, value, "with-event", kind=kind)
            if filled and self.kind not in kinds:
                shown = ", ".join(sorted(self.categories)) if name == "categories" else value
                yield InvalidValue(name, shown, "not-with-event", kind=kind)
        decides = self.audit in _WITH_CATEGORIES if self.kind is EventKind.AUDIT else True
        grants = self.decided in (None, CertifierDecision.GRANTED)
        if self.categories and self.kind in _MAY["categories"] and not (decides and grants):
            yield InvalidValue("categories", ", ".join(sorted(self.categories)), "without-categories")

    @property
    def rank(self) -> tuple[Date, int, tuple[str | int, ...]]:
        """Its place among events: by day, by kind, then by its content, whatever the order of entry."""
        facts = (self.audit, self.grade, self.lifted, self.decided)
        said = ["" if each is None else str(each) for each in facts]
        what: tuple[str | int, ...] = (said[0], self.indicator or 0, *said[1:], self.sites_before or 0)
        return self.on, _ORDER[self.kind], (*what, *sorted(self.categories))
