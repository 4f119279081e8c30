"""The outcome of a mock audit: what the texts and the certifier's scale would say, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.audit.decision import DecisionOutcome, DecisionReason, decision_of
from qualiopi_rules.audit.nonconformity import NonConformity, NonConformityGrade
from qualiopi_rules.audit.sheet import SheetDecision
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
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
class MockOutcome(OneLine):
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

    def _summary(self) -> Mapping[str, object]:
        report = None if self.report_outcome is None else self.report_outcome.code
        return {"outcome": self.outcome, "report_outcome": report, "majors": self.majors, "minors": self.minors}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources of its reasons, then that of the scale."""
        scale = () if self.report_outcome is None else (self.report_outcome.citation,)
        return (*(reason.citation for reason in self.reasons), *scale)

    def is_like(self, other: MockOutcome) -> bool:
        """Whether the texts and the scale say the same as of another outcome, for whatever reasons.

        Raises:
            InvalidInput: when the other is none.
        """
        refuse(other=converters.instance(MockOutcome, other))
        return (self.outcome, self.report_outcome) == (other.outcome, other.report_outcome)

    def say(self, locale: Locale = "fr") -> str:
        """Render the outcome in words, with its reasons."""
        return " ".join([self.summary(locale), *(reason.say(locale) for reason in self.reasons)])

    def summary(self, locale: Locale = "fr") -> str:
        """Render the outcome in words, without its reasons."""
        said = [words(f"decision.{self.outcome}").say(locale, kind=f"audit-kind.{self.kind}")]
        return " ".join([*said, *([] if self.report_outcome is None else [self.report_outcome.say(locale)])])


@attrs.frozen(kw_only=True)
class OutcomeChange(OneLine):
    """Something that would change the outcome.

    Attributes:
        code: what it is.
        step: its place among the steps that make the worst outcome better, from 1; None for what makes the best worse.
        subjects: the subjects that it is about; empty for more gaps, wherever they are.
        count: how many of them are enough, beside those of the steps before.
        outcome: the outcome after it and the steps before it.
    """

    code: OutcomeChangeCode
    step: int | None
    subjects: tuple[str, ...]
    count: int
    outcome: MockOutcome

    def _summary(self) -> Mapping[str, object]:
        known = {"code": self.code, "step": self.step, "count": self.count, "subjects": self.subjects}
        return known | {"outcome": self.outcome.outcome}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources of the outcome afterwards."""
        return self.outcome.citations

    def say(self, locale: Locale = "fr") -> str:
        """Render in words what is to be done, and the outcome afterwards."""
        named = (words("outcome-change.subject").say(locale, subject=each) for each in self.subjects)
        said = words(f"outcome-change.{self.code}").say(
            locale, count=self.count, subjects=", ".join(named), said=self.outcome.summary(locale)
        )
        if self.step is None:
            return said
        return words(f"outcome-change.{'first' if self.step == 1 else 'next'}").say(locale, step=self.step, said=said)


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

    def changes(self, best: MockOutcome, worst: MockOutcome) -> Iterator[OutcomeChange]:
        """Yield what would make the worst outcome better, step by step, then what would make the best one worse."""
        for step, change in enumerate(self._needed(best, worst), 1):
            yield attrs.evolve(change, step=step)
        yield from self._worse(best)

    def _needed(self, best: MockOutcome, worst: MockOutcome) -> Iterator[OutcomeChange]:
        """The steps, up to the last one that changes the outcome: one that changes nothing alone is needed for it."""
        reached, waiting = worst, list[OutcomeChange]()
        for change in self._better(best):
            waiting.append(change)
            if not change.outcome.is_like(reached):
                yield from waiting
                reached, waiting = change.outcome, []

    def _better(self, best: MockOutcome) -> Iterator[OutcomeChange]:
        """What can be done, each step after the ones before it."""
        if open_ := tuple(subject for subject, possible in self.possible.items() if len(possible) > 1):
            yield _step(OutcomeChangeCode.SHOW, open_, len(open_), best)
        without = best
        if best.majors:
            without = self._of(self._best, best.majors)
            yield _step(OutcomeChangeCode.LIFT_MAJORS, best.majors, len(best.majors), without)
        minors, lifted = without.minors, 0
        for count, _ in enumerate(minors, 1):
            # The minor ones stand in the order of their notification, and when they were too many hangs on it:
            # a number is enough where lifting the oldest comes to the same as lifting the last ones.
            fewer, last = (self._of(self._best, (*best.majors, *each)) for each in (minors[:count], minors[-count:]))
            if fewer.is_like(last) and not fewer.is_like(without):
                yield _step(OutcomeChangeCode.LIFT_MINORS, minors, count - lifted, fewer)
                without, lifted = fewer, count

    def _worse(self, best: MockOutcome) -> Iterator[OutcomeChange]:
        """How many more minor gaps change the outcome; nothing where no number of them does."""
        edition, earlier = edition_on(self.day), {each.subject for each in self.earlier}
        more: dict[str, SheetDecision] = {}
        for subject, decision in self._best.items():
            # Only what conforms can get one more; where one of an audit before is open, a new gap is no minor one.
            free = decision is SheetDecision.CONFORMING and subject.isdigit() and subject not in earlier
            if free and edition[int(subject)].grading is Grading.GRADABLE:
                more[subject] = SheetDecision.MINOR
                outcome = self._of(self._best | more)
                if not outcome.is_like(best):
                    yield _step(OutcomeChangeCode.MORE_MINORS, (), len(more), outcome)
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
        # What is left of one of an audit before is a gap of this audit too, by then a major one: they count as one.
        yield from (each for each in self.earlier if decisions.get(each.subject) is not SheetDecision.CONFORMING)
        for subject, decision in decisions.items():
            if decision is not SheetDecision.CONFORMING:
                yield NonConformity(
                    indicator=int(subject) if subject.isdigit() else None,
                    grade=NonConformityGrade(decision),
                    notified=self.day,
                )


def _step(code: OutcomeChangeCode, subjects: tuple[str, ...], count: int, outcome: MockOutcome) -> OutcomeChange:
    return OutcomeChange(code=code, step=None, subjects=subjects, count=count, outcome=outcome)
