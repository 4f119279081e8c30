"""The application for a certification: what is collected, what must hold before the audit, and the days that count."""

from __future__ import annotations

from typing import Any

import pytest
from pendulum import Date

from qualiopi_rules import (
    Application,
    InvalidInput,
)


def application(**given: Any) -> Application:
    return Application(**{"received": "2024-05-02", "categories": ["BC"], **given})


class TestProposal:
    def test_a_date_proposed_later_is_not_late_yet(self) -> None:
        late = application(contract_received="2024-06-03", date_proposed="2024-07-10")
        assert late.propose_by == Date(2024, 7, 3)

        def found(day: str) -> bool:
            return "APP009" in {each.code for each in late.check(on=day)}

        assert not found("2024-07-03")
        assert found("2024-07-04")
        assert found("2024-08-01")


class TestWhatIsRefused:
    def test_every_piece_that_is_none_is_told_with_its_place(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            application(collected=["bpf", "BPF", [], "siren", None])
        assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [
            ("collected[1]", "BPF", "one-of"),
            ("collected[2]", [], "one-of"),
            ("collected[4]", None, "one-of"),
        ]

    @pytest.mark.parametrize("given", ["bpf", {}, {"bpf": True}, 3, True])
    def test_pieces_come_as_a_list(self, given: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            application(collected=given)
        assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [
            ("collected", given, "list-of")
        ]
