"""The classes of the package: how their values are made."""

from __future__ import annotations

from typing import Any

import pytest
from pendulum import Date

from qualiopi_rules import cycle
from qualiopi_rules.cycle import Certificate, CertificateState
from tests.checks import made_by_position, refused


def test_only_short_values_are_made_by_the_place_of_their_fields() -> None:
    """Where names are given, a field that comes later, wherever it stands, changes nothing for who makes one."""
    short = {"CertificationCycle", "CycleStatus", "NDA", "PrintedDays", "Reading", "SIREN", "SIRET"}
    assert made_by_position(cycle) == short


def test_a_state_is_the_one_that_others_have_kept() -> None:
    """Programs and files keep its code: another word for the same would be another state to them."""
    assert list(CertificateState) == ["issued", "suspended", "withdrawn", "expired"]


@pytest.mark.parametrize("name", ["printed_start", "last_issue", "replaced_on"])
def test_each_day_of_a_certificate_is_a_day_or_not_provided(name: str) -> None:
    days: dict[str, Any] = {"first_issue": "2023-02-02", "valid_until": "2026-02-01", name: "2024-02-30"}
    with refused(f"{name}: "):
        Certificate(number="1", categories=["BC"], **days)
    certificate = Certificate(number="1", categories=["BC"], **{**days, name: "2024-02-29"})
    assert getattr(certificate, name) == Date(2024, 2, 29)
