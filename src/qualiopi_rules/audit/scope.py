"""Which indicators an audit looks at, why, and how far for a provider that starts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.audit.shortened import Shortened
from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.field_types import check_filled
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.words import words
from qualiopi_rules.indicators.periods import changes_of
from qualiopi_rules.indicators.result import Applicability, Applies, IndicatorResult
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.source import Citation, interpretation
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.rnq.edition import Grading, Indicator
from qualiopi_rules.rnq.notes import NewEntrantEffect, all_notes, notes_on

__all__ = ["CategoryFocus", "Focus", "PlanReason", "PlanReasonCode", "PlannedIndicator", "scope_of"]


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
    NOT_APPLICABLE = "not-applicable"
    APPLICABILITY_OPEN = "applicability-open"  # a question that decides was not answered
    NO_RULE = "no-rule"  # no text that is known says what such an audit looked at then


class Focus(StrEnum):
    """How far an indicator is audited for one category."""

    WHOLE = "whole"
    FORMALISED = "formalised"  # a new entrant shows the process; its use is for the surveillance audit
    IMPLEMENTED = "implemented"  # a former new entrant shows the use


@attrs.frozen(kw_only=True)
class PlanReason(OneLine):
    """Why an indicator is looked at, or is not.

    Attributes:
        code: the stable code.
        citation: its source.
    """

    code: PlanReasonCode
    citation: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Render the reason in words."""
        return words(f"plan-reason.{self.code}").say(locale)


@attrs.frozen(kw_only=True)
class CategoryFocus(OneLine):
    """How far an indicator is audited for one category.

    Attributes:
        category: the category.
        focus: how far.
        citation: its source.
    """

    category: Category
    focus: Focus
    citation: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Render in words how far, and for which category."""
        return words(f"focus.{self.focus}").say(locale, category=self.category)


@attrs.frozen(kw_only=True, eq=True, unsafe_hash=True, cache_hash=True)
class PlannedIndicator(OneLine):
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

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_filled(self, "reasons")

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources of its reasons and of its focuses, each once."""
        return _citations(self)

    def say(self, locale: Locale = "fr") -> str:
        """Render in words whether it is looked at, why, and how far where it is not in whole."""
        outcome = {True: "yes", False: "no", None: "unknown"}[self.looked_at]
        if self.reasons[0].code is PlanReasonCode.NOT_APPLICABLE:
            outcome = "not-applicable"
        sentences = [words(f"plan.{outcome}").say(locale, number=self.number)]
        sentences += [reason.say(locale) for reason in self.reasons]
        sentences += [focus.say(locale) for focus in self.focuses if focus.focus is not Focus.WHOLE]
        return " ".join(sentences)


@remember
def _citations(planned: PlannedIndicator) -> tuple[Citation, ...]:
    cited = [*(reason.citation for reason in planned.reasons), *(focus.citation for focus in planned.focuses)]
    return tuple(dict.fromkeys(cited))


def scope_of(
    kind: AuditKind,
    applied: Applicability,
    nonconforming: frozenset[int | None],
    shortened: Shortened | None,
    left_out_before: tuple[int, ...],
    new_entrant_in: frozenset[Category],
) -> tuple[PlannedIndicator, ...]:
    """Plan every indicator of the edition, in order, from checked arguments.

    Args:
        kind: the kind of audit.
        applied: which indicators apply.
        nonconforming: the indicators of the non-conformities of the audit before.
        shortened: the article by which the audit is shortened; None for a whole one.
        left_out_before: the indicators that a shortened initial audit left out.
        new_entrant_in: the categories in which the provider was a new entrant at the initial audit.
    """
    new_in = new_entrant_in if kind is AuditKind.SURVEILLANCE else frozenset()
    if kind in (AuditKind.INITIAL, AuditKind.EXTENSION):
        new_in = applied.situation.new_in
    day, former = _period_of(applied.on), bool(new_entrant_in)
    return tuple(
        [
            _planned(
                each, kind, day, each.number in nonconforming, shortened, each.number in left_out_before, new_in, former
            )
            for each in applied.results
        ]
    )


@remember
def _planned(result: IndicatorResult, *scope: Any) -> PlannedIndicator:
    """Plan an indicator by what its plan depends on: audits differ in little of it."""
    return _Scope(*scope).planned(result)


def _period_of(day: Date) -> Date:
    """The first day of the period of a day: on all its days the rule gives the same plans."""
    days = _changes()
    at = bisect_right(days, day)
    return days[at - 1] if at else day


@cache
def _changes() -> tuple[Date, ...]:
    """The days on which the rule changes, sorted."""
    names = ("surveillance_scope", "surveillance_scope_concerned", "shortened_common")
    rules = {day for name in names for day in changes_of(dated("audit/audit", name))}
    return tuple(sorted(rules | {each.since for notes in all_notes() for each in notes.values()}))


@attrs.frozen
class _Scope:
    """What one audit looks at, and what is known of one indicator.

    Attributes:
        kind: the kind of audit.
        day: its day, or another one on which the rule is the same.
        nonconforming: whether the indicator had a non-conformity at the audit before.
        shortened: the article by which the audit is shortened; None for a whole one.
        left_out_before: whether a shortened initial audit left the indicator out.
        new_in: the categories in which the provider is a new entrant at this audit, or was at the one before it.
        former_new_entrant: whether the provider was a new entrant at the initial audit.
    """

    kind: AuditKind
    day: Date
    nonconforming: bool
    shortened: Shortened | None
    left_out_before: bool
    new_in: frozenset[Category]
    former_new_entrant: bool

    def planned(self, result: IndicatorResult) -> PlannedIndicator:
        indicator = result.indicator
        if result.applies is Applies.NO:
            reason = _reason(PlanReasonCode.NOT_APPLICABLE, result.reasons[0].citation)
            return PlannedIndicator(number=indicator.number, looked_at=False, reasons=(reason,), focuses=())
        reasons = tuple(self._reasons(indicator))
        looked_at: bool | None = True
        if not reasons:
            looked_at, reason = self._without_reason()
            reasons = (reason,)
        if looked_at and result.applies is Applies.UNDETERMINED:
            undetermined = _reason(PlanReasonCode.APPLICABILITY_OPEN, result.reasons[0].citation)
            looked_at, reasons = None, (undetermined, *reasons)
        focuses = () if looked_at is False else tuple(self._focuses(result))
        return PlannedIndicator(number=indicator.number, looked_at=looked_at, reasons=reasons, focuses=focuses)

    def _without_reason(self) -> tuple[bool | None, PlanReason]:
        """Whether an indicator that applies and has no reason to be looked at is: no, or not known; and why."""
        if self.kind is AuditKind.COMPLEMENTARY:  # no article shortens one
            return False, _reason(PlanReasonCode.NOT_IN_MINIMUM, self._rule_of_kind())
        rule = dated("audit/audit", "surveillance_scope" if self.shortened is None else "shortened_common")
        value = rule.find(self.day)
        if value is None:
            return None, _reason(PlanReasonCode.NO_RULE, rule.values[0].citation)
        code = PlanReasonCode.NOT_IN_MINIMUM if self.shortened is None else PlanReasonCode.LEFT_OUT_NOW
        return False, _reason(code, value.citation)

    def _reasons(self, indicator: Indicator) -> Iterator[PlanReason]:
        if self.shortened is not None:
            yield from self._shortened(indicator)
        elif self.kind is AuditKind.SURVEILLANCE:
            yield from self._surveillance(indicator)
        elif self.kind is AuditKind.COMPLEMENTARY:
            if self.nonconforming:
                yield _reason(PlanReasonCode.TO_VERIFY, self._rule_of_kind())
        else:
            added = self.kind is AuditKind.EXTENSION
            yield _reason(PlanReasonCode.ADDED_CATEGORY if added else PlanReasonCode.APPLIES, self._rule_of_kind())
            if self.kind is AuditKind.RENEWAL and self.nonconforming:
                yield _reason(PlanReasonCode.CORRECTIVE_ACTION, self._rule_of_kind())

    def _surveillance(self, indicator: Indicator) -> Iterator[PlanReason]:
        scope = dated("audit/audit", "surveillance_scope").find(self.day)
        if scope is None:
            return
        number, cited = indicator.number, scope.citation
        concerned = dated("audit/audit", "surveillance_scope_concerned").on(self.day)  # of the same article
        if self.nonconforming:
            yield _reason(PlanReasonCode.PAST_NON_CONFORMITY, cited)
        if indicator.grading is Grading.MAJOR_ONLY:
            yield _reason(PlanReasonCode.MAJOR_ONLY, cited)
        if number in scope.value:
            yield _reason(PlanReasonCode.EVERY_SURVEILLANCE, cited)
        if number in concerned.value:
            yield _reason(PlanReasonCode.WHERE_CONCERNED, concerned.citation)
        if self.left_out_before:
            yield _reason(PlanReasonCode.LEFT_OUT_BEFORE, cited)
        if self.former_new_entrant:
            yield _reason(PlanReasonCode.FORMER_NEW_ENTRANT, cited)

    def _shortened(self, indicator: Indicator) -> Iterator[PlanReason]:
        """The common indicators that the guide lists, and every specific one."""
        common = dated("audit/audit", "shortened_common").find(self.day)
        if common is None:
            return
        if indicator.categories != frozenset(Category):
            yield _reason(PlanReasonCode.SHORTENED_SPECIFIC, common.citation)
        elif indicator.number in common.value:
            yield _reason(PlanReasonCode.SHORTENED_COMMON, common.citation)

    def _focuses(self, result: IndicatorResult) -> Iterator[CategoryFocus]:
        for category in Category:
            if any(reason.category is category for reason in result.reasons):
                focus, cited = self._focus(result.indicator, category)
                yield CategoryFocus(category=category, focus=focus, citation=cited)

    def _focus(self, indicator: Indicator, category: Category) -> tuple[Focus, Citation]:
        notes = notes_on(indicator.number, self.day)
        if notes is None or category not in self.new_in or self.day < notes.since:
            return Focus.WHOLE, indicator.citation
        starts = self.kind is not AuditKind.SURVEILLANCE
        # Of 22 and 32 the guide says "audited at surveillance"; its preamble has their formalised process looked at
        # first, as that of the nine others.
        if notes.new_entrant.effect in (NewEntrantEffect.FORMALISED, NewEntrantEffect.AT_SURVEILLANCE):
            return (Focus.FORMALISED if starts else Focus.IMPLEMENTED), notes.new_entrant.citation
        return Focus.WHOLE, indicator.citation

    def _rule_of_kind(self) -> Citation:
        """The source of what an audit other than a surveillance one looks at."""
        return interpretation("audit", f"scope_{self.kind}")


def _reason(code: PlanReasonCode, citation: Citation) -> PlanReason:
    return PlanReason(code=code, citation=citation)
