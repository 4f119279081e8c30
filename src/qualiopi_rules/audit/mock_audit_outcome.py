"""The outcome of a mock audit: what the texts and the certifier's scale would say, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.audit.decision import DecisionOutcome, DecisionReason, decision_of
from qualiopi_rules.audit.nonconformity import NonConformity, NonConformityGrade
from qualiopi_rules.audit.sheet import SheetDecision
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import words
from qualiopi_rules.law.source import Citation
from qualiopi_rules.profile.outcomes import ReportOutcome
from qualiopi_rules.profile.profile import Profile
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.edition import Grading, edition_on

__all__ = ["Decisions", "MockOutcome", "OutcomeChange", "OutcomeChangeCode", "Outcomes"]

Decisions = Mapping[str, SheetDecision]
"""A decision for each subject of an audit: the number of an indicator, or `display`."""


class OutcomeChangeCode(StrEnum):
    """What would change the outcome."""

    SHOW = "show"  # what is open turns out to be conforming
    LIFT_MAJORS = "lift-majors"
    LIFT_MINORS = "lift-minors"
    MORE_MINORS = "more-minors"


@attrs.frozen(kw_only=True)
class MockOutcome:
    """The outcome of an audit that is held today.

    Attributes:
        kind: the kind of audit.
        outcome: what the texts would say of the certification.
        reasons: why.
        report_outcome: what the certifier's scale would conclude; None without a scale.
        majors: the subjects with a major non-conformity, as `4` or `display`.
        minors: the subjects with a minor one and no major one.
    """

    kind: AuditKind
    outcome: DecisionOutcome
    reasons: tuple[DecisionReason, ...]
    report_outcome: ReportOutcome | None
    majors: tuple[str, ...]
    minors: tuple[str, ...]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources of its reasons, then that of the scale."""
        scale = () if self.report_outcome is None else (self.report_outcome.citation,)
        return (*(reason.citation for reason in self.reasons), *scale)

    def is_like(self, other: MockOutcome) -> bool:
        """Whether the texts and the scale say the same as of another outcome, for whatever reasons."""
        return (self.outcome, self.report_outcome) == (other.outcome, other.report_outcome)

    def say(self, locale: Locale = "fr") -> str:
        """Render the outcome in words, with its reasons."""
        return " ".join([self.summary(locale), *(reason.say(locale) for reason in self.reasons)])

    def summary(self, locale: Locale = "fr") -> str:
        """Render the outcome in words, without its reasons."""
        said = [words(f"decision.{self.outcome}").say(locale, kind=f"audit-kind.{self.kind}")]
        return " ".join([*said, *([] if self.report_outcome is None else [self.report_outcome.say(locale)])])


@attrs.frozen(kw_only=True)
class OutcomeChange:
    """Something that would change the outcome.

    Attributes:
        code: what it is.
        subjects: the subjects that it is about; empty for more gaps, wherever they are.
        count: how many of them are enough.
        outcome: the outcome afterwards.
    """

    code: OutcomeChangeCode
    subjects: tuple[str, ...]
    count: int
    outcome: MockOutcome

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources of the outcome afterwards."""
        return self.outcome.citations

    def say(self, locale: Locale = "fr") -> str:
        """Render in words what is to be done, and the outcome afterwards."""
        named = (words("outcome-change.subject").say(locale, subject=each) for each in self.subjects)
        return words(f"outcome-change.{self.code}").say(
            locale, count=self.count, subjects=", ".join(named), said=self.outcome.summary(locale)
        )


@attrs.frozen
class Outcomes:
    """The outcomes that an audit of one day can have.

    Attributes:
        kind: the kind of audit.
        day: the day.
        profile: the certifier's profile, which may have a scale of outcomes.
        earlier: the open non-conformities of the audits before.
        possible: the possible decisions for each subject, the best one first.
    """

    kind: AuditKind
    day: Date
    profile: Profile
    earlier: tuple[NonConformity, ...]
    possible: Mapping[str, tuple[SheetDecision, ...]]

    @property
    def best(self) -> MockOutcome:
        """The outcome when everything that is open turns out to be met."""
        return self._of(self._best)

    @property
    def worst(self) -> MockOutcome:
        """The outcome when nothing that is open does."""
        return self._of({subject: possible[-1] for subject, possible in self.possible.items()})

    @property
    def _best(self) -> dict[str, SheetDecision]:
        return {subject: possible[0] for subject, possible in self.possible.items()}

    def changes(self) -> Iterator[OutcomeChange]:
        """Yield what would make the outcome better, step by step, then what would make the best one worse."""
        best, worst = self.best, self.worst
        unsettled = tuple(subject for subject, possible in self.possible.items() if len(possible) > 1)
        if not best.is_like(worst):
            yield OutcomeChange(code=OutcomeChangeCode.SHOW, subjects=unsettled, count=len(unsettled), outcome=best)
        without = self._of(self._best, best.majors)
        if not without.is_like(best):
            code, count = OutcomeChangeCode.LIFT_MAJORS, len(best.majors)
            yield OutcomeChange(code=code, subjects=best.majors, count=count, outcome=without)
        for count in range(1, len(without.minors) + 1):
            fewer = self._of(self._best, (*best.majors, *best.minors[:count]))
            if not fewer.is_like(without):
                code = OutcomeChangeCode.LIFT_MINORS
                yield OutcomeChange(code=code, subjects=best.minors, count=count, outcome=fewer)
                without = fewer
        yield from self._worse(best)

    def _worse(self, best: MockOutcome) -> Iterator[OutcomeChange]:
        """How many more minor gaps change the outcome; nothing where no number of them does."""
        edition = edition_on(self.day)
        free = (str(number) for number in edition if edition[number].grading is Grading.GRADABLE)
        more: dict[str, SheetDecision] = {}
        for subject in (each for each in free if each not in best.minors):
            more[subject] = SheetDecision.MINOR
            outcome = self._of(self._best | more)
            if not outcome.is_like(best):
                yield OutcomeChange(code=OutcomeChangeCode.MORE_MINORS, subjects=(), count=len(more), outcome=outcome)
                return

    def _of(self, decisions: Decisions, lifted: Iterable[str] = ()) -> MockOutcome:
        found = [each for each in self._found(decisions) if each.subject not in lifted]
        decision = decision_of(self.kind, tuple(found), self.day, self.profile, audited=self.day)
        count = decision.nonconformities
        return MockOutcome(
            kind=self.kind,
            outcome=decision.outcome,
            reasons=decision.reasons,
            report_outcome=decision.report_outcome,
            majors=tuple(each.nonconformity.subject for each in count.majors),
            minors=tuple(each.nonconformity.subject for each in count.minors),
        )

    def _found(self, decisions: Decisions) -> Iterator[NonConformity]:
        for each in self.earlier:
            decision = decisions.get(each.subject)
            if decision is None:  # the audit does not look at it
                yield each
            elif decision is not SheetDecision.CONFORMING:
                yield self._at_next_audit(each)
        for subject, decision in decisions.items():
            if decision is not SheetDecision.CONFORMING:
                yield NonConformity(
                    indicator=int(subject) if subject.isdigit() else None,
                    grade=NonConformityGrade(decision),
                    notified=self.day,
                    found_at=self.kind,
                )

    def _at_next_audit(self, nonconformity: NonConformity) -> NonConformity:
        audit = nonconformity.next_audit
        if nonconformity.notified == self.day or (audit is not None and audit <= self.day):
            return nonconformity
        return attrs.evolve(nonconformity, next_audit=self.day)
