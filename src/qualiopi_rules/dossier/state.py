"""The state of a file on a day."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.audit.decision import AuditDecision, DecisionOutcome
from qualiopi_rules.audit.nonconformity import NonConformity
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import words
from qualiopi_rules.cycle.cycle import CertificationCycle
from qualiopi_rules.law.source import Citation
from qualiopi_rules.results.deadlines import Deadline
from qualiopi_rules.results.findings import Finding
from qualiopi_rules.results.part import Part, deadlines_of, findings_of
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.view.shown import Shown

__all__ = ["FileStage", "FileState", "HeldAudit"]


class FileStage(StrEnum):
    """Where a file stands."""

    NOTHING = "nothing"
    APPLIED = "applied"
    AUDITED = "audited"  # the initial audit was held, and nothing decided yet
    CERTIFIED = "certified"
    SUSPENDED = "suspended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    LAPSED = "lapsed"  # with the declaration of activity

    @property
    def lives(self) -> bool:
        """Whether there is a certification, suspended or not."""
        return self in (FileStage.CERTIFIED, FileStage.SUSPENDED)


@attrs.frozen
class HeldAudit:
    """An audit that was held.

    Attributes:
        kind: its kind.
        on: its day.
        categories: the categories that it decides about; empty for all that were applied for.
    """

    kind: AuditKind
    on: Date
    categories: frozenset[Category] = frozenset()


@attrs.frozen(kw_only=True)
class FileState(Part, Shown):
    """The state of a file on a day.

    Attributes:
        on: the day.
        stage: where the file stands.
        audit: the last audit that a decision has to answer for, or answered; None before the first.
        audited: the day of that audit.
        waiting: the audits that wait for their decision, in the order they were held.
        cycle: the cycle of the certificate on that day; None without one.
        renewed: the cycle after it, once the renewal is decided; None before.
        categories: the categories that the certificate covers, as far as the events name them.
        nonconformities: those that the certification still has to answer for, lifted ones included.
        answered: whether a decision of the certifier answered that audit.
        decision: what the texts say on that day; None before the first audit, once it is refused or withdrawn, and
            where it is suspended and nothing in the texts holds the certification back.
        deadlines: what is still to be done, soonest first.
        findings: events that the rules give no place to, and decisions that are against them.
    """

    on: Date
    stage: FileStage
    audit: AuditKind | None
    audited: Date | None
    waiting: tuple[HeldAudit, ...]
    answered: bool
    cycle: CertificationCycle | None
    renewed: CertificationCycle | None
    categories: frozenset[Category]
    nonconformities: tuple[NonConformity, ...]
    decision: AuditDecision | None
    deadlines: tuple[Deadline, ...] = attrs.field(converter=deadlines_of)
    findings: tuple[Finding, ...] = attrs.field(converter=findings_of)

    def _summary(self) -> Mapping[str, object]:
        return {"on": self.on, "stage": self.stage, "deadlines": len(self.deadlines), "findings": len(self.findings)}

    @property
    def lives(self) -> bool:
        """Whether there is a certification, suspended or not."""
        return self.stage.lives

    def waits_for(self, kind: AuditKind) -> bool:
        """Whether an audit of a kind was held and waits for its decision."""
        return any(each.kind is kind for each in self.waiting)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources of the decision that follows from the texts."""
        return () if self.decision is None else self.decision.citations

    def say(self, locale: Locale = "fr") -> str:
        """Render the stage in words, with what the texts say, unless the certifier decided so already."""
        stage = words(f"file-stage.{self.stage}").say(locale)
        if self.decision is None:
            return stage
        settled = self.answered and self.decision.outcome in _KEPT
        return stage if settled else f"{stage} {self.decision.say(locale)}"


_KEPT = (DecisionOutcome.GRANTED, DecisionOutcome.MAINTAINED)
