"""The classes of the package: how their values are made."""

from __future__ import annotations

import pytest
from pendulum import Date

from qualiopi_rules import audit
from qualiopi_rules.audit import scope
from qualiopi_rules.rnq.edition import edition_on
from tests.checks import anew, assert_one_hash, made_by_position


def test_only_short_values_are_made_by_the_place_of_their_fields() -> None:
    """Where names are given, a field that comes later, wherever it stands, changes nothing for who makes one."""
    assert made_by_position(audit) == {"Outcomes", "_Readiness", "_Scope"}


def test_a_planned_indicator_has_one_hash_before_and_after_it_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its sources are remembered by it."""
    module = anew(scope, monkeypatch)
    citation = edition_on(Date(2024, 3, 8))[1].citation
    first, second = (
        module.PlannedIndicator(
            number=1,
            looked_at=True,
            reasons=(module.PlanReason(code=module.PlanReasonCode.APPLIES, citation=citation),),
            focuses=(),
        )
        for _ in range(2)
    )
    assert_one_hash(first, second)
