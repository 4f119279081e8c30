"""Where an audit is held: in the provider's premises, at a distance, or as the parties agree."""

from __future__ import annotations

from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.kleene import any3
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import UsedValue, dated
from qualiopi_rules.rnq.audit_kind import AuditKind

__all__ = ["AuditPlace", "PlaceReason", "VenueFacts", "Where", "place_of"]


class Where(StrEnum):
    """Where an audit is held."""

    ON_SITE = "on-site"
    REMOTE = "remote"
    EITHER = "either"  # as the certifier chooses
    AGREED = "agreed"  # in a place that the parties agree on


class PlaceReason(StrEnum):
    """Why it is held there."""

    RULE = "rule"  # the rule of the kind of audit
    NO_PREMISES = "no-premises"  # there are no premises dedicated to the actions
    REPORTS = "reports"  # reports were received under the certifier's rules for complaints
    RISK = "risk"  # the analysis of risks of the audit before
    INITIAL_REMOTE = "initial-remote"  # the initial audit was held at a distance
    NOT_PROVIDED = "not-provided"  # whether there is a reason to hold it on site is not provided
    NO_RULE = "no-rule"  # no text that is known says where


@attrs.frozen(kw_only=True)
class VenueFacts(converters.Checked):
    """What decides where an audit is held: True, False, or None for not provided.

    Attributes:
        dedicated_premises: the provider has premises dedicated to its actions.
        reports: reports about it were received under the certifier's rules for complaints.
        risk: the analysis of risks of the audit before calls for an audit on site.
        initial_remote: its initial audit was held at a distance.
    """

    dedicated_premises: bool | None = attrs.field(default=None, converter=converters.answer)
    reports: bool | None = attrs.field(default=None, converter=converters.answer)
    risk: bool | None = attrs.field(default=None, converter=converters.answer)
    initial_remote: bool | None = attrs.field(default=None, converter=converters.answer)


@attrs.frozen(kw_only=True)
class AuditPlace(OneLine):
    """Where an audit is held, and why.

    Attributes:
        where: the place; None where no text that is known says so.
        reason: why.
        values: the rule; empty without one.
    """

    where: Where | None
    reason: PlaceReason
    values: tuple[UsedValue, ...] = ()

    def say(self, locale: Locale = "fr") -> str:
        """Render the place in words, with the reason."""
        place = words(f"place.{self.where or 'not-known'}").say(locale)
        return f"{place} {words(f'place-reason.{self.reason}').say(locale)}"


def place_of(kind: AuditKind, facts: VenueFacts, day: Date) -> AuditPlace:
    """Return where an audit of a day is held, from checked arguments.

    Source: articles 1 and 2 of the arrêté of 6 June 2019 in their first version, the arrêté of 24 July 2020; for the
    wording of 2023 and for the other kinds, what is reported.
    """
    rule = dated("audit/audit", f"place_{kind}")
    if rule.find(day) is None:
        return AuditPlace(where=None, reason=PlaceReason.NO_RULE)
    used = rule.used_on(day)
    where = Where(str(used.value))
    if kind is AuditKind.INITIAL and where is Where.ON_SITE and facts.dedicated_premises is False:
        return AuditPlace(where=Where.AGREED, reason=PlaceReason.NO_PREMISES, values=(used,))
    if kind is AuditKind.SURVEILLANCE:
        return _surveillance(facts, day, used)
    return AuditPlace(where=where, reason=PlaceReason.RULE, values=(used,))


def _surveillance(facts: VenueFacts, day: Date, used: UsedValue) -> AuditPlace:
    """At a distance, unless something calls for an audit on site."""
    after_remote = dated("audit/audit", "place_surveillance_after_remote")
    if facts.initial_remote and after_remote.find(day) is not None:
        value = after_remote.used_on(day)
        return AuditPlace(where=Where(str(value.value)), reason=PlaceReason.INITIAL_REMOTE, values=(value,))
    for reason, calls_for_it in ((PlaceReason.REPORTS, facts.reports), (PlaceReason.RISK, facts.risk)):
        if calls_for_it:
            return AuditPlace(where=Where.ON_SITE, reason=reason, values=(used,))
    unknown = any3([facts.reports, facts.risk]) is None
    reason = PlaceReason.NOT_PROVIDED if unknown else PlaceReason.RULE
    return AuditPlace(where=Where(str(used.value)), reason=reason, values=(used,))
