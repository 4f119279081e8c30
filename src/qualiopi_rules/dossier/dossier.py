"""The whole file of a provider."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from qualiopi_rules.audit.application import Application
from qualiopi_rules.audit.facts import AuditFacts
from qualiopi_rules.bilan.bilan import Bilan
from qualiopi_rules.bilan.provider import Provider
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.cycle.certificate import Certificate
from qualiopi_rules.cycle.cycle import Held, held_of
from qualiopi_rules.cycle.transfer import Transfer
from qualiopi_rules.dossier.history import Event
from qualiopi_rules.indicators.answers import Answers, Situation
from qualiopi_rules.rnq.category import Category, categories_of

__all__ = ["Dossier"]


def _certificate(value: Certificate) -> Certificate:
    return converters.instance(Certificate, value)


def _answers(value: Answers) -> Answers:
    return converters.instance(Answers, value)


def _situation(value: Situation) -> Situation:
    return converters.instance(Situation, value)


def _bilans(value: Iterable[Bilan]) -> tuple[Bilan, ...]:
    return converters.instances(Bilan, value)


def _provider(value: Provider | None) -> Provider | None:
    return converters.optional_instance(Provider, value)


def _application(value: Application | None) -> Application | None:
    return converters.optional_instance(Application, value)


def _audits(value: AuditFacts) -> AuditFacts:
    return converters.instance(AuditFacts, value)


def _transfer(value: Transfer | None) -> Transfer | None:
    return converters.optional_instance(Transfer, value)


def _certificates(value: Iterable[Certificate]) -> tuple[Certificate, ...]:
    return converters.instances(Certificate, value)


def _events(value: Iterable[Event]) -> tuple[Event, ...]:
    return converters.instances(Event, value)


@attrs.frozen(kw_only=True)
class Dossier:
    """Everything that is known of one provider.

    Attributes:
        certificate: its certificate.
        categories: the categories it is to be audited for.
        answers: what it answered to the preliminary questions.
        situation: what is told of the service that the audit samples.
        surveillance_held: the day of the surveillance audit of this cycle, True, False, or None for not told, unless
            `events` tell it.
        bilans: bilans de compétences to look at.
        provider: how the provider is organised for bilans; None when that is not to be looked at.
        application: its application for an initial certification; None when that is not to be looked at.
        audits: what is told of its audits: sites, turnover, non-conformities, sheets.
        transfer: the transfer of the certificate to another certifier; None for none.
        other_certificates: the other certificates that it holds or held.
        events: what happened to its file; empty when that is not to be replayed.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    certificate: Certificate = attrs.field(converter=_certificate)
    categories: frozenset[Category] = attrs.field(converter=categories_of)
    answers: Answers = attrs.field(factory=Answers, converter=_answers)
    situation: Situation = attrs.field(factory=Situation, converter=_situation)
    surveillance_held: Held = attrs.field(default=None, converter=held_of)
    bilans: tuple[Bilan, ...] = attrs.field(default=(), converter=_bilans)
    provider: Provider | None = attrs.field(default=None, converter=_provider)
    application: Application | None = attrs.field(default=None, converter=_application)
    audits: AuditFacts = attrs.field(factory=AuditFacts, converter=_audits)
    transfer: Transfer | None = attrs.field(default=None, converter=_transfer)
    other_certificates: tuple[Certificate, ...] = attrs.field(default=(), converter=_certificates)
    events: tuple[Event, ...] = attrs.field(default=(), converter=_events)

    def __attrs_post_init__(self) -> None:
        refuse(**converters.faults_of(self))
