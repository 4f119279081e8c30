"""What an audit looks at: which indicators, why, and how far for a provider that starts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.audit.nonconformity import NonConformity
from qualiopi_rules.audit.place import AuditPlace, VenueFacts, place_of
from qualiopi_rules.audit.shortened import Shortened
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue, NotInForce, refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import words
from qualiopi_rules.indicators.result import Applicability, Applies, IndicatorResult
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.source import Citation, interpretation
from qualiopi_rules.profile.durations import DurationTable, duration_tables
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.rnq.edition import Grading, Indicator, indicator_of
from qualiopi_rules.rnq.notes import NewEntrantEffect, notes_on

__all__ = [
    "AuditPlan",
    "CategoryFocus",
    "Focus",
    "PlanReason",
    "PlanReasonCode",
    "PlannedIndicator",
    "left_out_of",
    "plan_audit",
]


class PlanReasonCode(StrEnum):
    """Why an indicator is looked at, or is not."""

    APPLIES = "applies"  # the audit looks at all that apply
    ADDED_CATEGORY = "added-category"
    CORRECTIVE_ACTION = "corrective-action"  # of a non-conformity of the audit before
    PAST_NON_CONFORMITY = "past-non-conformity"
    MAJOR_ONLY = "major-only"
    EVERY_SURVEILLANCE = "every-surveillance"
    WHERE_CONCERNED = "where-concerned"
    FORMER_NEW_ENTRANT = "former-new-entrant"  # everything is looked at
    LEFT_OUT_BEFORE = "left-out-before"  # by a shortened initial audit
    SHORTENED_COMMON = "shortened-common"
    SHORTENED_SPECIFIC = "shortened-specific"
    TO_VERIFY = "to-verify"  # the correction of an open non-conformity
    NOT_IN_MINIMUM = "not-in-minimum"  # the certifier may leave it out
    LEFT_OUT_NOW = "left-out-now"  # by a shortened audit
    FOR_SURVEILLANCE = "for-surveillance"  # a new entrant shows everything of it then
    NOT_APPLICABLE = "not-applicable"
    APPLICABILITY_OPEN = "applicability-open"  # a question that decides was not answered
    NO_RULE = "no-rule"  # no text that is known says what such an audit looked at then


class Focus(StrEnum):
    """How far an indicator is audited for one category."""

    WHOLE = "whole"
    FORMALISED = "formalised"  # a new entrant shows the process; its use is for the surveillance audit
    DEFERRED = "deferred"  # a new entrant shows everything at the surveillance audit
    IMPLEMENTED = "implemented"  # a former new entrant shows the use


@attrs.frozen(kw_only=True)
class PlanReason:
    """Why an indicator is looked at, or is not.

    Attributes:
        code: the stable code.
        citation: what it rests on.
    """

    code: PlanReasonCode
    citation: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Tell it in words."""
        return words(f"plan-reason.{self.code}").say(locale)


@attrs.frozen(kw_only=True)
class CategoryFocus:
    """How far an indicator is audited for one category.

    Attributes:
        category: the category.
        focus: how far.
        citation: what it rests on.
    """

    category: Category
    focus: Focus
    citation: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Tell it in words."""
        return words(f"focus.{self.focus}").say(locale, category=self.category)


@attrs.frozen(kw_only=True)
class PlannedIndicator:
    """One indicator in the plan.

    Attributes:
        number: its number.
        looked_at: whether the audit must look at it: yes, no (it may be left out, is for a later audit, or does not
            apply), or None for not known.
        reasons: why.
        focuses: how far, for each category it applies for; empty when it may be left out or does not apply.
    """

    number: int
    looked_at: bool | None
    reasons: tuple[PlanReason, ...]
    focuses: tuple[CategoryFocus, ...]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Everything it rests on, each once."""
        cited = [*(reason.citation for reason in self.reasons), *(focus.citation for focus in self.focuses)]
        return tuple(dict.fromkeys(cited))

    def say(self, locale: Locale = "fr") -> str:
        """Tell it in words, with its reasons."""
        outcome = {True: "yes", False: "no", None: "unknown"}[self.looked_at]
        if self.reasons[0].code is PlanReasonCode.NOT_APPLICABLE:
            outcome = "not-applicable"
        told = words(f"plan.{outcome}").say(locale, number=self.number)
        parts = [*(reason.say(locale) for reason in self.reasons)]
        parts += [focus.say(locale) for focus in self.focuses if focus.focus is not Focus.WHOLE]
        return " ".join([told, *parts])


@attrs.frozen(kw_only=True)
class AuditPlan:
    """What an audit looks at, and where.

    Attributes:
        kind: the kind of audit.
        on: the day of the audit.
        categories: the categories that it covers.
        indicators: every indicator of the edition of the day, in order.
        display: it verifies that the certificate is displayed.
        place: where it is held.
    """

    kind: AuditKind
    on: Date
    categories: frozenset[Category]
    indicators: tuple[PlannedIndicator, ...]
    display: bool
    place: AuditPlace

    def _with(self, looked_at: bool | None) -> tuple[int, ...]:
        return tuple(each.number for each in self.indicators if each.looked_at is looked_at)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The indicators that the audit must look at, sorted."""
        return self._with(True)

    @property
    def undetermined(self) -> tuple[int, ...]:
        """The indicators of which it is not known, sorted."""
        return self._with(None)

    @property
    def left_out(self) -> tuple[int, ...]:
        """The indicators that apply, or may apply, and that the audit may leave out, sorted."""
        codes = (PlanReasonCode.NOT_IN_MINIMUM, PlanReasonCode.LEFT_OUT_NOW, PlanReasonCode.FOR_SURVEILLANCE)
        return tuple(each.number for each in self.indicators if each.reasons[0].code in codes)

    def say(self, locale: Locale = "fr") -> str:
        """Tell in words what it comes to."""
        day = self.on.isoformat()
        return words("plan.head").say(locale, kind=f"audit-kind.{self.kind}", day=day, count=len(self.numbers))

    def __getitem__(self, number: int) -> PlannedIndicator:
        for each in self.indicators:
            if each.number == number:
                return each
        raise KeyError(number)


def _new_in(value: Iterable[Category | str]) -> frozenset[Category]:
    return converters.members(Category, value, least=0)


def left_out_of(value: Iterable[int]) -> tuple[int, ...]:
    """Take the numbers of indicators that a shortened audit left out."""
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        return converters.fault(value, "list")
    given: tuple[Any, ...] = tuple(indicator_of(each) for each in value)
    faults = [each.at(f"[{index}]") for index, each in enumerate(given) if isinstance(each, InvalidValue)]
    return converters.faults(faults) if faults else given


def plan_audit(
    kind: AuditKind | str,
    applied: Applicability,
    *,
    nonconformities: Iterable[NonConformity] = (),
    shortened: Shortened | str | None = None,
    left_out_before: Iterable[int] = (),
    new_entrant_in: Iterable[Category | str] = (),
    venue: VenueFacts | None = None,
) -> AuditPlan:
    """Tell which indicators an audit looks at, with the reason of each, and where it is held.

    Args:
        kind: the kind of audit.
        applied: which indicators apply, computed for the day of the audit and for the categories that it covers: for
            an extension, the added ones. Categories new to the provider are in its situation.
        nonconformities: those of the audit before; for a complementary audit, those to be verified.
        shortened: the article by which this audit is shortened; None for a whole one.
        left_out_before: at surveillance, the indicators that a shortened initial audit left out.
        new_entrant_in: at surveillance, the categories in which the provider was a new entrant at the initial audit.
        venue: what decides where it is held.

    Raises:
        InvalidInput: with every argument that does not hold.
        NotInForce: when `shortened` names an article that does not hold on the day.

    Source: articles 1, 2, 9, 10 and 10 bis of the arrêté of 6 June 2019; article 3, and the ends of the others, as
    reported; guide V9 for new entrants and for the list of a shortened audit.
    """
    asked, given = converters.one_of(AuditKind, kind), converters.instance(Applicability, applied)
    past = converters.instances(NonConformity, nonconformities)
    by = None if shortened is None else converters.one_of(Shortened, shortened)
    left, new_in = left_out_of(left_out_before), _new_in(new_entrant_in)
    facts = converters.instance(VenueFacts, VenueFacts() if venue is None else venue)
    refuse(
        kind=asked,
        applied=given,
        nonconformities=past,
        shortened=by,
        left_out_before=left,
        new_entrant_in=new_in,
        venue=facts,
    )
    if by is not None:
        table = duration_tables()[by]
        refuse(shortened=_shortens(by, asked, table))
        if not table.holds_on(given.on):
            raise NotInForce(table.name, given.on, table.since, table.until)
    planner = _Planner(
        kind=asked, applied=given, past=frozenset(each.indicator for each in past), by=by, left=left, new_in=new_in
    )
    return AuditPlan(
        kind=asked,
        on=given.on,
        categories=given.categories,
        indicators=tuple(planner.planned(result) for result in given.results),
        display=asked in (AuditKind.SURVEILLANCE, AuditKind.RENEWAL),
        place=place_of(asked, facts, given.on),
    )


def _shortens(by: Shortened, kind: AuditKind, table: DurationTable) -> Shortened:
    """Whether the article speaks of that kind of audit."""
    kinds = {kind for row in table.rows for kind in row.kinds}
    named = ", ".join(f"audit-kind.{each}" for each in AuditKind if each in kinds)
    return by if kind in kinds else converters.fault(str(by), "shortens", choices=named)


@attrs.frozen(kw_only=True)
class _Planner:
    kind: AuditKind
    applied: Applicability
    past: frozenset[int | None]
    by: Shortened | None
    left: tuple[int, ...]
    new_in: frozenset[Category]

    def planned(self, result: IndicatorResult) -> PlannedIndicator:
        indicator = result.indicator
        if result.applies is Applies.NO:
            reason = PlanReason(code=PlanReasonCode.NOT_APPLICABLE, citation=result.reasons[0].citation)
            return PlannedIndicator(number=indicator.number, looked_at=False, reasons=(reason,), focuses=())
        reasons = tuple(self._reasons(indicator))
        looked_at: bool | None = True
        if not reasons:
            looked_at, missing = self._without_reason()
            reasons = (missing,)
        if looked_at and result.applies is Applies.UNDETERMINED:
            asked = PlanReason(code=PlanReasonCode.APPLICABILITY_OPEN, citation=result.reasons[0].citation)
            looked_at, reasons = None, (asked, *reasons)
        focuses = () if looked_at is False else tuple(self._focuses(result))
        if looked_at and focuses and all(each.focus is Focus.DEFERRED for each in focuses):
            later = PlanReason(code=PlanReasonCode.FOR_SURVEILLANCE, citation=focuses[0].citation)
            looked_at, reasons = False, (later,)
        return PlannedIndicator(number=indicator.number, looked_at=looked_at, reasons=reasons, focuses=focuses)

    def _without_reason(self) -> tuple[bool | None, PlanReason]:
        """What holds of an indicator that applies and that nothing asks for."""
        if self.by is None and self.kind is AuditKind.COMPLEMENTARY:
            return False, self._reason(PlanReasonCode.NOT_IN_MINIMUM, self._whole())
        rule = dated("audit/audit", "surveillance_scope" if self.by is None else "shortened_common")
        value = rule.find(self.applied.on)
        if value is None:
            return None, self._reason(PlanReasonCode.NO_RULE, rule.values[0].citation)
        code = PlanReasonCode.NOT_IN_MINIMUM if self.by is None else PlanReasonCode.LEFT_OUT_NOW
        return False, self._reason(code, value.citation)

    def _reasons(self, indicator: Indicator) -> Iterator[PlanReason]:
        if self.by is not None:
            yield from self._shortened(indicator)
        elif self.kind is AuditKind.SURVEILLANCE:
            yield from self._surveillance(indicator)
        elif self.kind is AuditKind.COMPLEMENTARY:
            if indicator.number in self.past:
                yield self._reason(PlanReasonCode.TO_VERIFY, self._whole())
        else:
            added = self.kind is AuditKind.EXTENSION
            yield self._reason(PlanReasonCode.ADDED_CATEGORY if added else PlanReasonCode.APPLIES, self._whole())
            if self.kind is AuditKind.RENEWAL and indicator.number in self.past:
                yield self._reason(PlanReasonCode.CORRECTIVE_ACTION, self._whole())

    def _surveillance(self, indicator: Indicator) -> Iterator[PlanReason]:
        scope = dated("audit/audit", "surveillance_scope").find(self.applied.on)
        concerned = dated("audit/audit", "surveillance_scope_concerned").find(self.applied.on)
        if scope is None or concerned is None:
            return
        number, cited = indicator.number, scope.citation
        if number in self.past:
            yield self._reason(PlanReasonCode.PAST_NON_CONFORMITY, cited)
        if indicator.grading is Grading.MAJOR_ONLY:
            yield self._reason(PlanReasonCode.MAJOR_ONLY, cited)
        if number in scope.value:
            yield self._reason(PlanReasonCode.EVERY_SURVEILLANCE, cited)
        if number in concerned.value:
            yield self._reason(PlanReasonCode.WHERE_CONCERNED, concerned.citation)
        if number in self.left:
            yield self._reason(PlanReasonCode.LEFT_OUT_BEFORE, cited)
        if self.new_in:
            yield self._reason(PlanReasonCode.FORMER_NEW_ENTRANT, cited)

    def _shortened(self, indicator: Indicator) -> Iterator[PlanReason]:
        """The common ones that the guide lists, and every specific one."""
        common = dated("audit/audit", "shortened_common").find(self.applied.on)
        if common is None:
            return
        if indicator.categories != frozenset(Category):
            yield self._reason(PlanReasonCode.SHORTENED_SPECIFIC, common.citation)
        elif indicator.number in common.value:
            yield self._reason(PlanReasonCode.SHORTENED_COMMON, common.citation)

    def _focuses(self, result: IndicatorResult) -> Iterator[CategoryFocus]:
        for category in Category:
            if any(reason.category is category for reason in result.reasons):
                focus, cited = self._focus(result.indicator, category)
                yield CategoryFocus(category=category, focus=focus, citation=cited)

    def _focus(self, indicator: Indicator, category: Category) -> tuple[Focus, Citation]:
        said = notes_on(indicator.number, self.applied.on)
        starts = self.kind in (AuditKind.INITIAL, AuditKind.EXTENSION)
        followed = self.new_in if self.kind is AuditKind.SURVEILLANCE else frozenset[Category]()
        new = category in (self.applied.situation.new_in if starts else followed)
        if said is None or not new or self.applied.on < said.since:
            return Focus.WHOLE, indicator.citation
        cited = said.new_entrant.citation
        match said.new_entrant.effect:
            case NewEntrantEffect.FORMALISED:
                return (Focus.FORMALISED if starts else Focus.IMPLEMENTED), cited
            case NewEntrantEffect.AT_SURVEILLANCE:
                return (Focus.DEFERRED if starts else Focus.IMPLEMENTED), cited
            case _:
                return Focus.WHOLE, indicator.citation

    def _whole(self) -> Citation:
        """What it rests on that an audit other than a surveillance one looks at what it looks at."""
        return interpretation("audit", f"scope_{self.kind}")

    def _reason(self, code: PlanReasonCode, cited: Citation) -> PlanReason:
        return PlanReason(code=code, citation=cited)
