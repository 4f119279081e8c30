"""What an audit looks at, and where it is held."""

from __future__ import annotations

from typing import Any

import pytest

from qualiopi_rules import (
    AuditFacts,
    InvalidInput,
    applicability,
    plan_audit,
)
from qualiopi_rules.audit.plan import Focus


class TestNewEntrants:
    @pytest.mark.parametrize("kind", ["renewal", "complementary"])
    def test_after_the_surveillance_audit_nothing_is_left_of_having_been_new(self, kind: str) -> None:
        plan = plan_audit(kind, applicability(["BC"], on="2026-03-01"), new_entrant_in=["BC"])
        assert {focus.focus for each in plan.indicators for focus in each.focuses} <= {Focus.WHOLE}


class TestWhatIsRefused:
    def test_every_number_that_is_none_is_told_with_its_place(self) -> None:
        given: Any = [2, 34, 3, "4", 0]
        with pytest.raises(InvalidInput) as caught:
            plan_audit("surveillance", applicability(["BC"], on="2024-06-01"), left_out_before=given)
        assert [(fault.path, fault.value) for fault in caught.value.faults] == [
            ("left_out_before[1]", 34),
            ("left_out_before[3]", "4"),
            ("left_out_before[4]", 0),
        ]

    @pytest.mark.parametrize("given", ["2", {}, {2: True}, 2, None])
    def test_numbers_come_as_a_list(self, given: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            AuditFacts(left_out_before=given)
        assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [
            ("left_out_before", given, "list")
        ]
