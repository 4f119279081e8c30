"""What the tests of a plan and of its scope are made from."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from qualiopi_rules import Answers, applicability
from qualiopi_rules.audit import AuditPlan, NonConformity
from qualiopi_rules.audit.scope import PlanReasonCode
from qualiopi_rules.indicators import Applicability
from qualiopi_rules.strategies import answers, audit_days, categories, situations
from tests.checks import profile_with
from tests.strategies import FIRST_DAY


def nc(indicator: int | None) -> NonConformity:
    return NonConformity(indicator=indicator, grade="major", notified="2024-01-15")


def ncs(indicators: Any) -> list[NonConformity]:
    return [nc(each) for each in sorted(indicators)]


def applied(*covered: str, on: Any = "2024-06-03", profile: str = "law", **answered: Any) -> Applicability:
    return applicability(covered, Answers(**answered), on=on, profile=profile)


@st.composite
def applicabilities(draw: st.DrawFn, since: date = FIRST_DAY) -> Applicability:
    """What applies to any provider, on a day from the first one on."""
    return applicability(
        draw(categories()),
        draw(answers()),
        on=draw(audit_days(since)),
        profile=profile_with(draw(st.sampled_from(["law", "certifier"])), guide_removes=draw(st.booleans())),
        situation=draw(situations()),
    )


def codes(plan: AuditPlan, number: int) -> list[PlanReasonCode]:
    return [reason.code for reason in plan[number].reasons]
