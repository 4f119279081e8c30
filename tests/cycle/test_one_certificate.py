"""One declaration of activity has one certificate."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Certificate, CertificationCycle, Finding, InvalidInput
from qualiopi_rules.cycle import check_one_certificate
from qualiopi_rules.strategies import certificates
from tests.strategies import decisions


def certificate(number: str, nda: str | None = "11755993375", starts: str = "2023-02-02") -> Certificate:
    cycle = CertificationCycle(starts)
    return Certificate(number=number, categories=["BC"], first_issue=starts, valid_until=cycle.expires, nda=nda)


@pytest.mark.parametrize(
    ("listed", "on", "numbers"),
    [
        ([], "2024-01-15", []),
        ([certificate("1")], "2024-01-15", []),
        ([certificate("1"), certificate("2")], "2024-01-15", ["1, 2"]),
        ([certificate("1"), certificate("1")], "2024-01-15", []),
        ([certificate("1"), certificate("2", "11 75 59933 75"), certificate("3")], "2024-01-15", ["1, 2, 3"]),
        ([certificate("1"), certificate("2", "22755993375")], "2024-01-15", []),
        ([certificate("1"), certificate("2", None)], "2024-01-15", []),
        ([certificate("1", None), certificate("2", None)], "2024-01-15", []),
        # both are valid on the first day of the second, through the last one of the first
        ([certificate("1"), certificate("2", starts="2025-02-02")], "2025-02-01", []),
        ([certificate("1"), certificate("2", starts="2025-02-02")], "2025-02-02", ["1, 2"]),
        ([certificate("1"), certificate("2", starts="2025-02-02")], "2026-02-01", ["1, 2"]),
        ([certificate("1"), certificate("2", starts="2025-02-02")], "2026-02-02", []),
        # one of which nothing is known
        ([certificate("1"), attrs.evolve(certificate("2"), valid_until="2026-02-02")], "2024-01-15", []),
        (
            [certificate(number, nda) for nda in ("11755993375", "22755993375") for number in ("1", "2")],
            "2024-01-15",
            ["1, 2", "1, 2"],
        ),
    ],
)
def test_two_certificates_that_are_valid_on_one_declaration_are_found(
    listed: list[Certificate], on: str, numbers: list[str]
) -> None:
    """The webinar: one NDA, one certificate."""
    found = check_one_certificate(listed, on=on, where="other_certificates")
    assert [dict(each.params)["numbers"] for each in found] == numbers
    assert {each.code for each in found} <= {"LIF001"}
    for each in found:
        assert each.where == "other_certificates"
        assert len(str(dict(each.params)["nda"])) == 11


@pytest.mark.property
@given(st.lists(certificates(), max_size=5), decisions(), st.randoms(use_true_random=False))
def test_the_order_of_certificates_finds_the_same_declarations(
    listed: list[Certificate], day: Date, random: Any
) -> None:
    shuffled = list(listed)
    random.shuffle(shuffled)

    def declarations(found: tuple[Finding, ...]) -> set[tuple[Any, ...]]:
        return {(dict(each.params)["nda"], *sorted(str(dict(each.params)["numbers"]).split(", "))) for each in found}

    assert declarations(check_one_certificate(shuffled, on=day)) == declarations(check_one_certificate(listed, on=day))


def test_every_bad_argument_is_reported_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        check_one_certificate(["83811594-1"], on="soon")  # type: ignore[list-item]
    assert [fault.path for fault in caught.value.faults] == ["certificates[0]", "on"]


def test_without_a_place_the_findings_are_on_the_certificates() -> None:
    assert check_one_certificate([certificate("1"), certificate("2")], on="2024-01-15")[0].where == "certificates"
