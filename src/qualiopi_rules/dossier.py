"""The whole file of a provider, and its review: the main job."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs
from pendulum import Date

from qualiopi_rules import fields
from qualiopi_rules.applicable import DEFAULT_POLICY, applicability
from qualiopi_rules.bilan import Bilan
from qualiopi_rules.certificate import Certificate
from qualiopi_rules.cycle import (
    CertificationCycle,
    CycleStatus,
    Deadline,
    Held,
    Milestone,
    MilestoneCode,
    Stage,
    held_of,
)
from qualiopi_rules.editions import Category, categories_of
from qualiopi_rules.errors import refuse
from qualiopi_rules.fields import DayLike
from qualiopi_rules.findings import Finding, Severity, finding
from qualiopi_rules.law.source import Citation
from qualiopi_rules.policy import Policy, policy_of
from qualiopi_rules.printed import Printed
from qualiopi_rules.provider import Provider
from qualiopi_rules.questionnaire import Answers, Situation
from qualiopi_rules.verdicts import Applicability, Texts

__all__ = ["Dossier", "Review", "review"]


def _certificate(value: Certificate) -> Certificate:
    return fields.instance(Certificate, value)


def _answers(value: Answers) -> Answers:
    return fields.instance(Answers, value)


def _situation(value: Situation) -> Situation:
    return fields.instance(Situation, value)


def _bilans(value: Iterable[Bilan]) -> tuple[Bilan, ...]:
    return fields.instances(Bilan, value)


def _provider(value: Provider | None) -> Provider | None:
    return fields.optional_instance(Provider, value)


@attrs.frozen(kw_only=True)
class Dossier:
    """Everything that is known of one provider.

    Attributes:
        certificate: its certificate.
        categories: the categories it is to be audited for.
        answers: what it answered to the preliminary questions.
        situation: what is told of the service that the audit samples.
        surveillance_held: the day of the surveillance audit of this cycle, True, False, or None for not told.
        bilans: bilans de compétences to look at.
        provider: how the provider is organised for bilans; None when that is not to be looked at.

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

    def __attrs_post_init__(self) -> None:
        refuse(**fields.values_of(self))


@attrs.frozen(kw_only=True)
class Review:
    """What a review concludes on one day.

    Attributes:
        on: the day.
        dossier: what was reviewed.
        printed: what the printed days say.
        cycle: the cycle of the certificate; None when the printed days fit none, or several.
        status: where the cycle stands; None without a cycle.
        timeline: the days of the cycle that matter, in order.
        deadlines: what is still to be done, soonest first.
        applicability: which indicators apply, and why.
        findings: what the checks found, the blocking ones first.
    """

    on: Date
    dossier: Dossier
    printed: Printed
    cycle: CertificationCycle | None
    status: CycleStatus | None
    timeline: tuple[Milestone, ...]
    deadlines: tuple[Deadline, ...]
    applicability: Applicability
    findings: tuple[Finding, ...]

    @property
    def blocking(self) -> bool:
        """Whether a finding says that a rule is broken."""
        return any(found.severity is Severity.BLOCKING for found in self.findings)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Everything the review rests on, each once, in the order of the report."""
        cited = [milestone.citation for milestone in self.timeline]
        for result in self.applicability.results:
            cited += [reason.citation for reason in result.reasons]
            cited += [adaptation.citation for adaptation in result.adaptations]
        cited += [found.citation for found in self.findings]
        return tuple(dict.fromkeys(cited))


def review(
    dossier: Dossier,
    *,
    on: DayLike,
    policy: Policy | str = DEFAULT_POLICY,
    texts: Texts | str = Texts.LAW,
    draft_minimum_from: DayLike | None = None,
) -> Review:
    """Review a dossier on one day: cycle, status, deadlines, indicators and findings.

    Args:
        dossier: the dossier.
        on: the day of the review; it decides the edition of the referential.
        policy: as for `applicability`.
        texts: as for `applicability`.
        draft_minimum_from: as for `Bilan.check`.

    Raises:
        InvalidInput: with every argument that does not hold.
        NotInForce: when a day is older than the rules that are known.
    """
    day, given, followed = fields.day(on), fields.instance(Dossier, dossier), policy_of(policy)
    draft, heard = fields.optional_day(draft_minimum_from), fields.one_of(Texts, texts)
    refuse(dossier=given, on=day, policy=followed, texts=heard, draft_minimum_from=draft)

    printed = given.certificate.read()
    cycle = printed.cycle
    status = None if cycle is None else cycle.status(on=day, surveillance_held=given.surveillance_held)
    applied = applicability(
        given.categories, given.answers, on=day, policy=followed, situation=given.situation, texts=heard
    )
    found = [
        *_on_printed(printed),
        *_on_cycle(cycle, status, given.surveillance_held),
        *_on_categories(given),
        *applied.findings,
        *(() if given.provider is None else given.provider.check(on=day, where="provider")),
        *(
            each
            for index, bilan in enumerate(given.bilans)
            for each in bilan.check_all(on=day, where=f"bilans[{index}]", draft_minimum_from=draft)
        ),
    ]
    return Review(
        on=day,
        dossier=given,
        printed=printed,
        cycle=cycle,
        status=status,
        timeline=() if cycle is None else cycle.timeline(),
        deadlines=() if cycle is None else cycle.deadlines(on=day, surveillance_held=given.surveillance_held),
        applicability=applied,
        findings=tuple(sorted(found, key=lambda each: list(Severity).index(each.severity))),
    )


def _on_printed(printed: Printed) -> Iterator[Finding]:
    if not printed.readings:
        yield finding(
            "CYC001",
            "certificate",
            start=printed.start.isoformat(),
            end=printed.end.isoformat(),
            outcome=f"printed.{printed.outcome}",
        )
    elif printed.cycle is None:
        yield finding("CYC002", "certificate", end=printed.end.isoformat(), count=len(printed.readings))


def _on_cycle(cycle: CertificationCycle | None, status: CycleStatus | None, told: Held) -> Iterator[Finding]:
    if cycle is None or status is None:
        return
    day, window = status.on, cycle.surveillance
    values = {milestone.code: milestone.values for milestone in cycle.timeline()}
    surveillance, expiry = values[MilestoneCode.SURVEILLANCE_CLOSES], values[MilestoneCode.EXPIRES]
    if status.stage is Stage.EXPIRED:
        yield finding("CYC003", "certificate", values=expiry, day=cycle.expires.isoformat())
    if status.stage is Stage.SURVEILLANCE_OVERDUE:
        yield finding("CYC004", "surveillance_held", values=surveillance, day=window.closes.isoformat())
    if status.valid and status.surveillance_held is None and day > window.closes:
        yield finding("CYC005", "surveillance_held", values=surveillance, day=window.closes.isoformat())
    if isinstance(told, Date) and told <= day and told not in window:
        yield finding(
            "CYC006",
            "surveillance_held",
            values=(*values[MilestoneCode.SURVEILLANCE_OPENS], *surveillance),
            day=told.isoformat(),
            opens=window.opens.isoformat(),
            closes=window.closes.isoformat(),
        )
    if status.valid and day > cycle.renewal.closes:
        yield finding(
            "CYC007",
            "certificate",
            values=values[MilestoneCode.RENEWAL_CLOSES],
            closes=cycle.renewal.closes.isoformat(),
            day=cycle.expires.isoformat(),
        )


def _on_categories(dossier: Dossier) -> Iterator[Finding]:
    added = sorted(dossier.categories - dossier.certificate.categories)
    if added:
        yield finding("DOS001", "categories", categories=", ".join(added))
    if dossier.bilans and Category.BC not in dossier.categories | dossier.certificate.categories:
        yield finding("DOS002", "bilans")
