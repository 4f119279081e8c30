"""The whole file of a provider."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from qualiopi_rules.audit.application import Application
from qualiopi_rules.audit.facts import AuditFacts
from qualiopi_rules.audit.mock_audit_outside import OutsideAnswers
from qualiopi_rules.bilan.bilan import Bilan
from qualiopi_rules.bilan.provider import Provider
from qualiopi_rules.core import converters
from qualiopi_rules.cycle.certificate import Certificate
from qualiopi_rules.cycle.cycle import Held, held_of
from qualiopi_rules.cycle.transfer import Transfer
from qualiopi_rules.dossier.event import Event
from qualiopi_rules.indicators.answers import Answers, Situation
from qualiopi_rules.rnq.category import Category, categories_of
from qualiopi_rules.view.shown import Shown

__all__ = ["Dossier"]


def _bilans(value: Iterable[Bilan]) -> tuple[Bilan, ...]:
    return converters.instances(Bilan, value)


def _certificates(value: Iterable[Certificate]) -> tuple[Certificate, ...]:
    return converters.instances(Certificate, value)


def _events(value: Iterable[Event]) -> tuple[Event, ...]:
    return converters.instances(Event, value)


@attrs.frozen(kw_only=True)
class Dossier(converters.Checked, Shown):
    """Everything that is known of one provider.

    Attributes:
        certificate: its certificate.
        categories: the categories it is to be audited for.
        answers: what it answered to the preliminary questions.
        situation: the facts about the service that the audit samples.
        surveillance_held: the day of the surveillance audit of this cycle, True, False, or None for not provided,
            unless it is among `events`.
        bilans: bilans de compétences to look at.
        provider: how the provider is organised for bilans; None when that is not to be looked at.
        application: its application for an initial certification; None when that is not to be looked at.
        audits: the facts about its audits: sites, turnover, non-conformities, sheets.
        outside: what is known of the display of the certificate and of the use of the mark, for the mock audit.
        transfer: the transfer of the certificate to another certifier; None for none.
        other_certificates: the other certificates that it holds or held.
        events: what happened to its file; empty when that is not to be looked at.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    certificate: Certificate
    categories: frozenset[Category] = attrs.field(converter=categories_of)
    answers: Answers = attrs.field(factory=Answers)
    situation: Situation = attrs.field(factory=Situation)
    surveillance_held: Held = attrs.field(default=None, converter=held_of)
    bilans: tuple[Bilan, ...] = attrs.field(default=(), converter=_bilans)
    provider: Provider | None = None
    application: Application | None = None
    audits: AuditFacts = attrs.field(factory=AuditFacts)
    outside: OutsideAnswers = attrs.field(factory=OutsideAnswers)
    transfer: Transfer | None = None
    other_certificates: tuple[Certificate, ...] = attrs.field(default=(), converter=_certificates)
    events: tuple[Event, ...] = attrs.field(default=(), converter=_events)

    def _summary(self) -> Mapping[str, object]:
        count = {"bilans": len(self.bilans), "events": len(self.events)}
        return {"certificate": self.certificate.number, "categories": sorted(self.categories)} | count
