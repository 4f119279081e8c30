"""The classes of the package: how their values are made."""

from __future__ import annotations

from qualiopi_rules import audit
from tests.checks import made_by_position


def test_only_short_values_are_made_by_the_place_of_their_fields() -> None:
    """Where names are given, a field that comes later, wherever it stands, changes nothing for who makes one."""
    assert made_by_position(audit) == {"Outcomes", "_Readiness", "_Scope"}
