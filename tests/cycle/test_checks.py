"""The findings on a cycle, to the day, and what a renewal leaves out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import CertificationCycle, Finding
from qualiopi_rules.cycle.checks import cycle_findings
from qualiopi_rules.cycle.cycle import held_of
from qualiopi_rules.results.deadlines import MilestoneCode
from qualiopi_rules.strategies import cycles
from tests.strategies import answer, decisions

WEBINAR = CertificationCycle("2023-02-02")
OF_RENEWAL = {MilestoneCode.RENEWAL_LATEST, MilestoneCode.RENEWAL_CLOSES}


def found(on: str, held: Any = None, *, renewed: bool = False) -> list[Finding]:
    status = WEBINAR.status(on=on, surveillance_held=held)
    return list(cycle_findings(WEBINAR, status, held_of(held), renewed=renewed))


@pytest.mark.parametrize(
    ("held", "on", "codes"),
    [
        (None, "2023-02-01", []),
        (None, "2024-12-02", []),
        (None, "2024-12-03", ["CYC005"]),
        (False, "2024-12-02", []),
        (False, "2024-12-03", ["CYC004"]),
        (True, "2024-12-03", []),
        # the window of the audit, from its first day to its last
        ("2024-04-01", "2024-12-03", ["CYC006"]),
        ("2024-04-02", "2024-12-03", []),
        ("2024-12-02", "2024-12-03", []),
        ("2024-12-03", "2024-12-03", ["CYC006"]),
        # an audit that is still to come was not held
        ("2024-12-04", "2024-12-03", ["CYC004"]),
        ("2024-04-01", "2024-03-31", []),
        # the recommended window of the renewal, and the last valid day
        (True, "2025-11-01", []),
        (True, "2025-11-02", ["CYC007"]),
        (False, "2026-02-01", ["CYC004", "CYC007"]),
        (None, "2026-02-01", ["CYC005", "CYC007"]),
        (True, "2026-02-02", ["CYC003"]),
        (None, "2026-02-02", ["CYC003"]),
    ],
)
def test_every_finding_has_exact_edges(held: Any, on: str, codes: list[str]) -> None:
    assert [each.code for each in found(on, held)] == codes
    assert [each.code for each in found(on, held, renewed=True)] == [code for code in codes if code != "CYC007"]


@pytest.mark.parametrize(
    ("on", "held", "where", "params", "values"),
    [
        ("2026-02-02", True, "certificate", {"day": "2026-02-01"}, ["cycle.validity"]),
        ("2024-12-03", False, "surveillance_held", {"day": "2024-12-02"}, ["cycle.surveillance_closes"]),
        ("2024-12-03", None, "surveillance_held", {"day": "2024-12-02"}, ["cycle.surveillance_closes"]),
        (
            "2024-12-03",
            "2024-04-01",
            "surveillance_held",
            {"day": "2024-04-01", "opens": "2024-04-02", "closes": "2024-12-02"},
            ["cycle.surveillance_opens", "cycle.surveillance_closes"],
        ),
        (
            "2025-11-02",
            True,
            "certificate",
            {"closes": "2025-11-01", "day": "2026-02-01"},
            ["cycle.validity", "cycle.renewal_closes"],
        ),
    ],
)
def test_a_finding_has_its_place_its_days_and_the_values_it_was_found_with(
    on: str, held: Any, where: str, params: dict[str, str], values: list[str]
) -> None:
    (one,) = found(on, held)
    assert (one.where, dict(one.params), [used.name for used in one.values]) == (where, params, values)
    assert one.say("fr") != one.say("en")


def test_a_cycle_is_renewed_only_where_that_is_said() -> None:
    status = WEBINAR.status(on="2025-11-02", surveillance_held=True)
    assert [each.code for each in cycle_findings(WEBINAR, status, True)] == ["CYC007"]


@pytest.mark.property
@given(cycles(), decisions(), answer() | decisions(), st.booleans())
def test_the_findings_agree_with_the_status(
    cycle: CertificationCycle, day: Date, held: bool | Date | None, renewed: bool
) -> None:
    status = cycle.status(on=day, surveillance_held=held)
    codes = [each.code for each in cycle_findings(cycle, status, held, renewed=renewed)]
    assert codes == sorted(set(codes))
    closed = day > cycle.surveillance.closes
    assert ("CYC003" in codes) == (day > cycle.expires)
    assert ("CYC004" in codes) == (status.valid and closed and status.surveillance_held is False)
    assert ("CYC005" in codes) == (status.valid and closed and held is None)
    assert ("CYC007" in codes) == (status.valid and day > cycle.renewal.closes and not renewed)


@pytest.mark.property
@given(cycles(), decisions(), answer())
def test_a_renewal_takes_only_its_own_deadlines_away(cycle: CertificationCycle, day: Date, held: bool | None) -> None:
    deadlines = cycle.deadlines(on=day, surveillance_held=held)
    assert cycle._deadlines(day, held) == deadlines
    assert cycle._deadlines(day, held, renewed=True) == tuple(each for each in deadlines if each.code not in OF_RENEWAL)
