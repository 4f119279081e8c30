"""How ready a provider is for an audit, indicator by indicator and by criterion, from the sheets of a mock audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.audit.nonconformity import NonConformity, requalification, turns_major
from qualiopi_rules.audit.plan import AuditPlan
from qualiopi_rules.audit.points import points_of
from qualiopi_rules.audit.scope import PlannedIndicator
from qualiopi_rules.audit.sheet import IndicatorSheet, PointAnswer, SheetDecision, grade_of, requalified
from qualiopi_rules.core.field_types import check_filled
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.words import words
from qualiopi_rules.indicators.answers import Facts
from qualiopi_rules.indicators.result import Applicability, Applies, IndicatorResult
from qualiopi_rules.law.source import Citation, interpretation
from qualiopi_rules.profile.points import ConformityPoint, conformity_points
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.rnq.edition import Change, Grading, editions
from qualiopi_rules.rnq.notes import Note, notes_on

__all__ = [
    "CriterionReadiness",
    "IndicatorReadiness",
    "MissingEvidence",
    "Readiness",
    "criteria_of",
    "readiness_of",
]


class Readiness(StrEnum):
    """What a mock audit shows of an indicator."""

    READY = "ready"
    LIFTED = "lifted"  # the sheet has a gap, whose non-conformity was lifted since
    NO_SHEET = "no-sheet"
    NO_EVIDENCE = "no-evidence"  # nothing on the sheet supports that it is met
    CHANGED_SINCE = "changed-since"  # the sheet is older than what the indicator asks for now
    OPEN = "open"  # an answer is missing, or the auditor must judge
    MINOR = "minor"
    MAJOR = "major"
    NOT_LIFTED = "not-lifted"  # a gap of an audit before is still there, and counts as major


@attrs.frozen(kw_only=True)
class MissingEvidence(OneLine):
    """What is to be shown for an indicator without evidence, and where to look for it.

    Attributes:
        indicator: the number of the indicator.
        points: what is to be shown.
        proofs: the kinds of proof that the guide names; empty where none is known.
        since: the first day of an audit that asks for it as it is now.
        citation: why the auditor must see evidence.
    """

    indicator: int
    points: tuple[ConformityPoint, ...]
    proofs: tuple[Note, ...]
    since: Date
    citation: Citation

    def _summary(self) -> Mapping[str, object]:
        return {"indicator": self.indicator, "points": len(self.points), "since": self.since}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Its sources: why evidence is needed, then those of the points and of the proofs, each once."""
        points, proofs = (each.citation for each in self.points), (each.citation for each in self.proofs)
        return tuple(dict.fromkeys((self.citation, *points, *proofs)))

    def say(self, locale: Locale = "fr") -> str:
        """Render in words what is to be shown, since when, and where to look."""
        head = words("missing-evidence.head")
        sentences = [head.say(locale, number=self.indicator, day=self.since.isoformat())]
        for name, found in (("points", self.points), ("proofs", self.proofs)):
            if found:
                said = " ".join(each.say(locale) for each in found)
                sentences.append(words(f"missing-evidence.{name}").say(locale, said=said))
        return " ".join(sentences)


@attrs.frozen(kw_only=True)
class IndicatorReadiness(OneLine):
    """How ready a provider is for one indicator.

    Attributes:
        number: the number of the indicator.
        criterion: the number of its criterion.
        looked_at: whether the audit must look at it, as in the plan.
        readiness: what the mock audit shows.
        possible: the decisions that an auditor could come to, the best one first.
        partly_met: the points that are met in part.
        not_met: the points that are not met.
        unanswered: the points without an answer.
        missing: what is to be shown, where the sheet has no evidence or is missing; None otherwise.
        citation: the source of what the mock audit shows.
    """

    number: int
    criterion: int
    looked_at: bool | None
    readiness: Readiness
    possible: tuple[SheetDecision, ...]
    partly_met: tuple[ConformityPoint, ...]
    not_met: tuple[ConformityPoint, ...]
    unanswered: tuple[ConformityPoint, ...]
    missing: MissingEvidence | None
    citation: Citation

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_filled(self, "possible")

    def _summary(self) -> Mapping[str, object]:
        return {"number": self.number, "readiness": self.readiness, "possible": self.possible}

    @property
    def ready(self) -> bool | None:
        """Whether it would be found conforming; None where that is open."""
        if SheetDecision.CONFORMING not in self.possible:
            return False
        return True if len(self.possible) == 1 else None

    def say(self, locale: Locale = "fr") -> str:
        """Render in words what the mock audit shows, and how many points are partly met, not met or unanswered."""
        sentences = [words(f"readiness.{self.readiness}").say(locale, number=self.number)]
        for name in ("partly_met", "not_met", "unanswered"):
            if points := getattr(self, name):
                ids = ", ".join(point.id for point in points)
                sentences.append(words(f"readiness.{name}").say(locale, count=len(points), ids=ids))
        if self.looked_at is not True:
            sentences.append(words("readiness.may-be-left-out").say(locale))
        return " ".join(sentences)


@attrs.frozen(kw_only=True)
class CriterionReadiness(OneLine):
    """How ready a provider is for one criterion.

    Attributes:
        number: the number of the criterion.
        ready_indicators: its indicators that would be found conforming.
        gaps: those that would not.
        undetermined: those of which it is not known.
        citation: its source.
    """

    number: int
    ready_indicators: tuple[int, ...]
    gaps: tuple[int, ...]
    undetermined: tuple[int, ...]
    citation: Citation

    @property
    def ready(self) -> bool | None:
        """Whether all of its indicators would be found conforming; None where that is open."""
        if self.gaps:
            return False
        return None if self.undetermined else True

    def say(self, locale: Locale = "fr") -> str:
        """Render in words how many of its indicators are ready, and which are not."""
        ready = len(self.ready_indicators)
        total = ready + len(self.gaps) + len(self.undetermined)
        sentences = [words("readiness.criterion").say(locale, number=self.number, ready=ready, total=total)]
        for name, numbers in (("gaps", self.gaps), ("undetermined", self.undetermined)):
            if numbers:
                sentences.append(words(f"readiness.{name}").say(locale, numbers=", ".join(map(str, numbers))))
        return " ".join(sentences)


def readiness_of(
    plan: AuditPlan,
    applied: Applicability,
    sheets: Iterable[IndicatorSheet],
    nonconformities: tuple[NonConformity, ...],
) -> tuple[IndicatorReadiness, ...]:
    """Return the readiness for each indicator that an audit looks at or that has a sheet, from checked arguments."""
    return tuple(_Readiness(plan, applied, nonconformities).all_of(sheets))


def criteria_of(indicators: tuple[IndicatorReadiness, ...], applied: Applicability) -> tuple[CriterionReadiness, ...]:
    """Return the readiness for each criterion of some indicators."""
    cited = {result.indicator.criterion: result.indicator.citation for result in reversed(applied.results)}
    return tuple(
        CriterionReadiness(
            number=criterion,
            ready_indicators=_with(indicators, criterion, True),
            gaps=_with(indicators, criterion, False),
            undetermined=_with(indicators, criterion, None),
            citation=cited[criterion],
        )
        for criterion in sorted({each.criterion for each in indicators})
    )


def _with(indicators: tuple[IndicatorReadiness, ...], criterion: int, ready: bool | None) -> tuple[int, ...]:
    return tuple(each.number for each in indicators if each.criterion == criterion and each.ready is ready)


_MISSING = (Readiness.NO_SHEET, Readiness.NO_EVIDENCE, Readiness.CHANGED_SINCE)
_SETTLED = {
    SheetDecision.CONFORMING: Readiness.READY,
    SheetDecision.MINOR: Readiness.MINOR,
    SheetDecision.MAJOR: Readiness.MAJOR,
}


@attrs.frozen
class _Readiness:
    """The readiness for one audit."""

    plan: AuditPlan
    applied: Applicability
    nonconformities: tuple[NonConformity, ...]

    def all_of(self, sheets: Iterable[IndicatorSheet]) -> Iterator[IndicatorReadiness]:
        known = sorted((sheet for sheet in sheets if sheet.on <= self.plan.on), key=lambda sheet: sheet.on)
        last = {sheet.indicator: sheet for sheet in known}
        for result in self.applied.results:
            planned, sheet = self.plan[result.number], last.get(result.number)
            if result.applies is not Applies.NO and (sheet is not None or planned.looked_at is not False):
                yield self.of(planned, result, sheet)

    def of(
        self, planned: PlannedIndicator, result: IndicatorResult, sheet: IndicatorSheet | None
    ) -> IndicatorReadiness:
        since = _asked_since(planned.number, self.plan.on)
        readiness, possible, cited = self._judged(result, sheet, since)
        if turns_major(self.nonconformities, planned.number, self.plan.on):
            possible = requalified(possible)
            if possible == (SheetDecision.MAJOR,) and readiness is not Readiness.MAJOR:
                readiness, cited = Readiness.NOT_LIFTED, requalification()
        if planned.looked_at is not True:
            possible = tuple(dict.fromkeys((SheetDecision.CONFORMING, *possible)))
        used = None if readiness in (Readiness.LIFTED, Readiness.CHANGED_SINCE) else sheet
        without = used is not None and not used.evidence
        return IndicatorReadiness(
            number=planned.number,
            criterion=result.indicator.criterion,
            looked_at=planned.looked_at,
            readiness=readiness,
            possible=possible,
            partly_met=_answered(used, PointAnswer.PARTIAL),
            not_met=_answered(used, PointAnswer.NO),
            unanswered=_answered(used, None),
            missing=self._missing(planned.number, used, since) if without or readiness in _MISSING else None,
            citation=cited,
        )

    def _judged(
        self, result: IndicatorResult, sheet: IndicatorSheet | None, since: Date
    ) -> tuple[Readiness, tuple[SheetDecision, ...], Citation]:
        gradable = result.indicator.grading is Grading.GRADABLE
        every = tuple(each for each in SheetDecision if gradable or each is not SheetDecision.MINOR)
        if sheet is None:
            return Readiness.NO_SHEET, every, _without_evidence()
        if sheet.on < since:
            return Readiness.CHANGED_SINCE, every, result.indicator.citation
        if any(self._lifted_since(each, sheet) for each in self.nonconformities):
            return Readiness.LIFTED, (SheetDecision.CONFORMING,), requalification()
        grade = grade_of(sheet, (), "")
        allowed = grade.allowed or every
        judged = tuple(each for each in allowed if each is sheet.decision) or allowed
        if SheetDecision.CONFORMING in judged and not sheet.evidence:
            return Readiness.NO_EVIDENCE, every, _without_evidence()
        return Readiness.OPEN if judged[1:] else _SETTLED[judged[0]], judged, grade.citation

    def _lifted_since(self, nonconformity: NonConformity, sheet: IndicatorSheet) -> bool:
        lifted = nonconformity.lifted
        return (
            nonconformity.indicator == sheet.indicator
            and lifted is not None
            and nonconformity.notified >= sheet.on
            and lifted <= self.plan.on
        )

    def _missing(self, number: int, sheet: IndicatorSheet | None, since: Date) -> MissingEvidence:
        noted = (
            [] if sheet is None else [each for each in sheet.points if each.answer is not PointAnswer.NOT_APPLICABLE]
        )
        return MissingEvidence(
            indicator=number,
            points=tuple(each.point for each in noted) or self._points(number),
            proofs=tuple(self._proofs(number)),
            since=since,
            citation=_without_evidence(),
        )

    def _points(self, number: int) -> tuple[ConformityPoint, ...]:
        points = self.applied.profile.points
        facts = Facts.of(self.applied.answers, self.applied.situation)
        known = conformity_points() if points is None else points
        return points_of(known, number, self.applied.categories, facts, self.plan.on).applicable

    def _proofs(self, number: int) -> Iterator[Note]:
        notes = notes_on(number, self.plan.on)
        if notes is None or self.plan.on < notes.since:
            return
        if notes.proofs is not None:
            yield notes.proofs
        for category in Category:
            if category in self.applied.categories:
                yield from (Note(each.words, each.citation) for each in notes.examples if each.category is category)


def _answered(sheet: IndicatorSheet | None, answer: PointAnswer | None) -> tuple[ConformityPoint, ...]:
    return () if sheet is None else tuple(each.point for each in sheet.points if each.answer is answer)


def _asked_since(number: int, day: Date) -> Date:
    """The first day on which an audit asks for an indicator as it is on a day."""
    known = [edition for edition in editions() if number in edition and edition.since <= day]
    changed = (Change.SUBSTANCE, Change.NEW)
    return max(edition.since for at, edition in enumerate(known) if at == 0 or edition[number].change in changed)


def _without_evidence() -> Citation:
    return interpretation("audit", "without_evidence")
