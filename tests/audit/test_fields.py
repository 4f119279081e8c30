"""The classes of the package: how their values are made."""

from __future__ import annotations

from enum import StrEnum

import pytest
from pendulum import Date

from qualiopi_rules import Category, audit
from qualiopi_rules.audit import AuditPlan, IndicatorSheet, Shortened, plan_audit, scope
from qualiopi_rules.audit.place import PlaceReason, Where
from qualiopi_rules.audit.scope import CategoryFocus, Focus, PlannedIndicator, PlanReason, PlanReasonCode
from qualiopi_rules.audit.sheet import GradeReason
from qualiopi_rules.rnq.edition import edition_on
from tests.audit.plans import applied
from tests.checks import anew, assert_one_hash, made_by_position, refused

CITATION = edition_on(Date(2024, 3, 8))[1].citation
APPLIES = PlanReason(code=PlanReasonCode.APPLIES, citation=CITATION)


def test_only_short_values_are_made_by_the_place_of_their_fields() -> None:
    """Where names are given, a field that comes later, wherever it stands, changes nothing for who makes one."""
    assert made_by_position(audit) == {"Outcomes", "_Readiness", "_Scope"}


def test_a_planned_indicator_has_one_hash_before_and_after_it_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its sources are remembered by it."""
    module = anew(scope, monkeypatch)
    first, second = (
        module.PlannedIndicator(
            number=1,
            looked_at=True,
            reasons=(module.PlanReason(code=module.PlanReasonCode.APPLIES, citation=CITATION),),
            focuses=(),
        )
        for _ in range(2)
    )
    assert_one_hash(first, second)


@pytest.mark.parametrize(
    ("codes", "kept"),
    [
        (Where, "on-site remote either agreed"),
        (PlaceReason, "rule no-premises reports risk initial-remote not-provided no-rule"),
        (
            PlanReasonCode,
            (
                "applies added-category corrective-action past-non-conformity major-only every-surveillance "
                "where-concerned former-new-entrant left-out-before shortened-common shortened-specific to-verify "
                "not-in-minimum left-out-now not-applicable applicability-open no-rule"
            ),
        ),
        (Focus, "whole formalised implemented"),
        (
            GradeReason,
            (
                "all-met not-taken-into-account major-only quality-at-stake quality-not-at-stake not-lifted partly-met "
                "not-answered nothing-to-judge"
            ),
        ),
        (Shortened, "article-10 article-10-bis"),
    ],
)
def test_a_code_is_the_one_that_others_have_kept(codes: type[StrEnum], kept: str) -> None:
    """Programs and files keep the codes of reasons: another word for the same would be another reason to them."""
    assert list(codes) == kept.split()


@pytest.mark.parametrize(
    "said",
    [
        APPLIES,
        CategoryFocus(category=Category.BC, focus=Focus.FORMALISED, citation=CITATION),
        PlannedIndicator(number=1, looked_at=True, reasons=(APPLIES,), focuses=()),
        plan_audit("surveillance", applied("BC")),
    ],
    ids=lambda said: type(said).__name__,
)
def test_what_is_planned_says_itself_in_french_where_no_language_is_given(
    said: PlanReason | CategoryFocus | PlannedIndicator | AuditPlan,
) -> None:
    assert said.say() == said.say("fr") != said.say("en")


def test_whether_the_quality_is_at_stake_is_yes_no_or_not_provided() -> None:
    with refused("quality_at_stake: .* expected true, false or null"):
        IndicatorSheet(indicator=1, on="2024-06-03", quality_at_stake="false")  # type: ignore[arg-type]
