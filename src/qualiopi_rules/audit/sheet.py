"""The sheet of one indicator: its conformity points, the evidence, and which decisions the texts allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.audit.nonconformity import NonConformity, major_only_on, requalification, turns_major
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import InvalidValue, refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import words
from qualiopi_rules.law.source import Citation, interpretation
from qualiopi_rules.profile.points import ConformityPoint, point_of
from qualiopi_rules.results.findings import Finding, finding, within
from qualiopi_rules.results.part import Part, findings_of
from qualiopi_rules.rnq.edition import Grading, Indicator, edition_on, indicator_of
from qualiopi_rules.view.shown import Shown

__all__ = [
    "CheckedPoint",
    "Evidence",
    "GradeReason",
    "IndicatorSheet",
    "PointAnswer",
    "SheetDecision",
    "SheetGrade",
    "answer_of",
    "grade_of",
    "grade_sheet",
    "requalified",
]


class PointAnswer(StrEnum):
    """The answer of the auditor to a point."""

    YES = "yes"
    PARTIAL = "partial"
    NO = "no"
    NOT_APPLICABLE = "not-applicable"


class SheetDecision(StrEnum):
    """The decision of the auditor on an indicator."""

    CONFORMING = "conforming"
    MINOR = "minor"
    MAJOR = "major"


def answer_of(value: PointAnswer | str | None) -> PointAnswer | None:
    """Convert an answer to a point; None for not answered."""
    return None if value is None else converters.one_of(PointAnswer, value)


@attrs.frozen(kw_only=True)
class CheckedPoint(converters.Checked):
    """A point and its answer.

    Attributes:
        point: the point, or the id of one of the library's own.
        answer: the answer; None for not answered yet.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    point: ConformityPoint = attrs.field(converter=point_of)
    answer: PointAnswer | None = attrs.field(default=None, converter=answer_of)


@attrs.frozen(kw_only=True)
class Evidence(converters.Checked):
    """A piece of evidence that the auditor consulted.

    Attributes:
        name: its name.
        version: its version or date; None for not provided.
        format: what it is, as paper or a page of a site; None for not provided.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    name: str = attrs.field(converter=converters.text)
    version: str | None = attrs.field(default=None, converter=converters.optional_text)
    format: str | None = attrs.field(default=None, converter=converters.optional_text)


def _points(value: Iterable[CheckedPoint]) -> tuple[CheckedPoint, ...]:
    return converters.instances(CheckedPoint, value)


def _evidence(value: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return converters.instances(Evidence, value)


def _decision(value: SheetDecision | str | None) -> SheetDecision | None:
    return None if value is None else converters.one_of(SheetDecision, value)


@attrs.frozen(kw_only=True)
class IndicatorSheet(converters.Checked, Shown):
    """What an auditor recorded of one indicator.

    Attributes:
        indicator: the number of the indicator.
        on: the day of the audit.
        points: its points, each once, with their answers.
        evidence: the evidence consulted.
        quality_at_stake: a gap calls the quality of the service into question: True, False, or None for not provided.
        decision: the decision; None for not taken yet.

    Raises:
        InvalidInput: with every field that does not hold, and when the indicator is none of the edition of the day, or
            a point is another indicator's or is listed twice.
        NotInForce: when the day is before the first edition.
    """

    indicator: int = attrs.field(converter=indicator_of)
    on: Date = attrs.field(converter=converters.day)
    points: tuple[CheckedPoint, ...] = attrs.field(default=(), converter=_points)
    evidence: tuple[Evidence, ...] = attrs.field(default=(), converter=_evidence)
    quality_at_stake: bool | None = attrs.field(default=None, converter=converters.answer)
    decision: SheetDecision | None = attrs.field(default=None, converter=_decision)

    def _summary(self) -> Mapping[str, object]:
        return {"indicator": self.indicator, "on": self.on, "points": len(self.points), "decision": self.decision}

    def _faults(self) -> Iterator[InvalidValue]:
        edition = edition_on(self.on)
        if self.indicator not in edition:
            yield InvalidValue("indicator", self.indicator, "indicator", last=max(edition))
            return
        seen = set()
        for index, checked in enumerate(self.points):
            place = f"points[{index}].point"
            if checked.point.indicator != self.indicator:
                yield InvalidValue(f"{place}.indicator", checked.point.indicator, "exactly", right=str(self.indicator))
            if checked.point.id in seen:
                yield InvalidValue(f"{place}.id", checked.point.id, "without-repetition")
            seen.add(checked.point.id)

    @classmethod
    def asking(cls, points: Iterable[ConformityPoint], *, indicator: int, on: DayLike) -> IndicatorSheet:
        """Return an empty sheet with those points.

        Args:
            points: the points, without an answer yet.
            indicator: the number of the indicator.
            on: the day of the audit.

        Raises:
            InvalidInput: as the class.
            NotInForce: as the class.
        """
        points, day = converters.instances(ConformityPoint, points), converters.day(on)
        refuse(indicator=indicator_of(indicator), on=day, points=points)
        return cls(indicator=indicator, on=day, points=tuple(CheckedPoint(point=each) for each in points))


class GradeReason(StrEnum):
    """Why some decisions are allowed."""

    ALL_MET = "all-met"
    NOT_TAKEN_INTO_ACCOUNT = "not-taken-into-account"  # no point is met, not even in part
    MAJOR_ONLY = "major-only"  # article 5 allows no minor one on this indicator
    QUALITY_AT_STAKE = "quality-at-stake"
    QUALITY_NOT_AT_STAKE = "quality-not-at-stake"
    NOT_LIFTED = "not-lifted"  # a non-conformity of an audit before is still open
    PARTLY_MET = "partly-met"  # minor or major: whether the quality is at stake was not provided
    NOT_ANSWERED = "not-answered"  # a point has no answer yet
    NOTHING_TO_JUDGE = "nothing-to-judge"  # no point, or none that applies


@attrs.frozen(kw_only=True)
class SheetGrade(Part, Shown):
    """Which decisions the texts allow on a sheet.

    Attributes:
        sheet: the sheet.
        allowed: the decisions they allow; more than one where the auditor must judge, or where a point is not answered.
        suggested: the one that the answers suggest; None where they do not suffice.
        reason: why.
        citation: its source.
        findings: what is wrong with the sheet.
    """

    sheet: IndicatorSheet
    allowed: tuple[SheetDecision, ...]
    suggested: SheetDecision | None
    reason: GradeReason
    citation: Citation
    findings: tuple[Finding, ...] = attrs.field(converter=findings_of)

    def _summary(self) -> Mapping[str, object]:
        return {
            "indicator": self.sheet.indicator,
            "allowed": self.allowed,
            "suggested": self.suggested,
            "reason": self.reason,
        }

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Its source."""
        return (self.citation,)

    def say(self, locale: Locale = "fr") -> str:
        """Render the reason in words."""
        return words(f"grade-reason.{self.reason}").say(locale, number=self.sheet.indicator)


def grade_sheet(sheet: IndicatorSheet, *, nonconformities: Iterable[NonConformity] = (), where: str = "") -> SheetGrade:
    """Return which decisions the texts allow on a sheet, suggest one, and compare the one that was taken with them.

    A gap is major when the indicator is not taken into account, or in part with the quality of the service at stake;
    it is minor when it is taken into account in part, without that, on an indicator that article 5 lets be minor. What
    is left of a non-conformity of an audit before is major.

    Args:
        sheet: the sheet.
        nonconformities: those of the audits before.
        where: the path of the sheet in a dossier, carried into the findings.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: the annex, II-3 (minor and major), and article 5 of the arrêté of 6 June 2019 (major only, not lifted).
    """
    sheet, nonconformities = (
        converters.instance(IndicatorSheet, sheet),
        converters.instances(NonConformity, nonconformities),
    )
    refuse(sheet=sheet, nonconformities=nonconformities)
    return grade_of(sheet, nonconformities, where)


def grade_of(sheet: IndicatorSheet, nonconformities: Iterable[NonConformity], where: str) -> SheetGrade:
    """Grade a checked sheet."""
    indicator = edition_on(sheet.on)[sheet.indicator]
    allowed, suggested, reason = _graded(sheet, indicator)
    turned = SheetDecision.MINOR in allowed and turns_major(nonconformities, sheet.indicator, sheet.on)
    if turned:
        allowed = requalified(allowed)
        if reason is not GradeReason.NOT_ANSWERED:
            suggested, reason = SheetDecision.MAJOR, GradeReason.NOT_LIFTED
    return SheetGrade(
        sheet=sheet,
        allowed=allowed,
        suggested=suggested,
        reason=reason,
        citation=_cited(reason, sheet.on),
        findings=_found(sheet, allowed, reason, where, turned=turned),
    )


def requalified(decisions: Iterable[SheetDecision]) -> tuple[SheetDecision, ...]:
    """Return decisions with those that are minor made major, each once."""
    major = SheetDecision.MAJOR
    return tuple(dict.fromkeys(major if each is SheetDecision.MINOR else each for each in decisions))


def _cited(reason: GradeReason, day: Date) -> Citation:
    match reason:
        case GradeReason.MAJOR_ONLY:
            return major_only_on(day).citation
        case GradeReason.NOT_LIFTED:
            return requalification()
        case _:
            return interpretation("audit", "grading")


def _graded(
    sheet: IndicatorSheet, indicator: Indicator
) -> tuple[tuple[SheetDecision, ...], SheetDecision | None, GradeReason]:
    conforming, minor, major = SheetDecision
    gradable = indicator.grading is Grading.GRADABLE
    answers = [checked.answer for checked in sheet.points if checked.answer is not PointAnswer.NOT_APPLICABLE]
    gap = any(answer in (PointAnswer.PARTIAL, PointAnswer.NO) for answer in answers)
    if not answers:
        return (), None, GradeReason.NOTHING_TO_JUDGE
    if None in answers:
        # A gap that is known stays one, whatever the answers to come.
        possible = () if gap else (conforming,)
        return (*possible, *((minor,) if gradable else ()), major), None, GradeReason.NOT_ANSWERED
    if not gap:
        return (conforming,), conforming, GradeReason.ALL_MET
    if not gradable:
        return (major,), major, GradeReason.MAJOR_ONLY
    if set(answers) == {PointAnswer.NO}:
        return (major,), major, GradeReason.NOT_TAKEN_INTO_ACCOUNT
    if sheet.quality_at_stake is None:
        return (minor, major), minor, GradeReason.PARTLY_MET
    if sheet.quality_at_stake:
        return (major,), major, GradeReason.QUALITY_AT_STAKE
    return (minor,), minor, GradeReason.QUALITY_NOT_AT_STAKE


def _found(
    sheet: IndicatorSheet, allowed: tuple[SheetDecision, ...], reason: GradeReason, where: str, *, turned: bool
) -> Iterator[Finding]:
    number = sheet.indicator
    if sheet.decision is None:
        yield finding("SHT002", within(where, "decision"), indicator=number)
    elif turned and sheet.decision is SheetDecision.MINOR:
        yield finding("SHT005", within(where, "decision"), indicator=number)
    elif allowed and sheet.decision not in allowed:
        yield finding(
            "SHT001",
            within(where, "decision"),
            indicator=number,
            decision=f"sheet.{sheet.decision}",
            allowed=", ".join(f"sheet.{each}" for each in allowed),
        )
    elif reason in (GradeReason.NOT_ANSWERED, GradeReason.NOTHING_TO_JUDGE):
        yield finding("SHT003", within(where, "points"), indicator=number)
    if sheet.decision is not None and not sheet.evidence:
        yield finding("SHT004", within(where, "evidence"), indicator=number)
