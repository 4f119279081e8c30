"""The surveillance audit that is not held in its window."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from pendulum import Date

from qualiopi_rules import CertificationCycle, InvalidInput
from qualiopi_rules.cycle import MissedSurveillance, Stage, check_surveillance
from qualiopi_rules.law import Basis, Provenance
from qualiopi_rules.strategies import cycles
from tests.checks import refused
from tests.strategies import answer, decisions


@pytest.mark.parametrize(
    ("on", "held", "missed"),
    [
        ("2024-12-02", None, False),
        ("2024-12-02", False, False),
        ("2024-12-03", None, None),
        ("2024-12-03", False, True),
        ("2024-12-03", True, False),
        ("2024-12-03", "2024-12-02", False),
        ("2024-12-03", "2024-12-04", True),
        ("2024-12-04", "2024-12-04", False),  # late, and held
        ("2026-02-02", False, True),
        ("2023-01-01", False, False),
    ],
)
def test_the_audit_is_missed_from_the_day_after_its_window(on: str, held: Any, missed: bool | None) -> None:
    """Article 2 closes the window; what follows is the practice of certifiers: they suspend, then withdraw."""
    result = check_surveillance(CertificationCycle("2023-02-02"), on=on, surveillance_held=held)
    assert result.missed is missed
    assert result.follows_from == (None if missed is False else date(2024, 12, 3))
    assert (result.citation.basis, result.citation.provenance) == (Basis.PRACTICE, Provenance.SECOND_HAND)


@pytest.mark.property
@given(cycles(), decisions(), answer())
def test_what_is_missed_is_what_the_cycle_says_is_overdue(
    cycle: CertificationCycle, day: Date, held: bool | None
) -> None:
    result: MissedSurveillance = check_surveillance(cycle, on=day, surveillance_held=held)
    overdue = cycle.status(on=day, surveillance_held=held).stage is Stage.SURVEILLANCE_OVERDUE
    assert overdue == (result.missed is True and day in cycle)
    assert result.follows_from is None or cycle.surveillance.closes < result.follows_from <= day


def test_a_missed_audit_is_rendered_in_words() -> None:
    cycle = CertificationCycle("2023-02-02")
    answers: tuple[bool | None, ...] = (True, False, None)
    said = {held: check_surveillance(cycle, on="2025-01-01", surveillance_held=held).say("en") for held in answers}
    assert said == {
        True: "The surveillance audit is not missed.",
        False: (
            "The surveillance audit has been missed since 3 December 2024; "
            "certifiers suspend, then withdraw the certification."
        ),
        None: (
            "It is not specified whether the surveillance audit was held; "
            "if it was not, it has been missed since 3 December 2024."
        ),
    }
    french = check_surveillance(cycle, on="2025-01-01", surveillance_held=False)
    assert french.say() == french.say("fr") != said[False]


def test_a_check_writes_since_when_and_cites_the_practice_where_it_comes_into_question() -> None:
    cycle = CertificationCycle("2023-02-02")
    missed, unknown, held = (
        check_surveillance(cycle, on="2025-01-01", surveillance_held=h) for h in (False, None, True)
    )
    assert repr(missed) == "MissedSurveillance(on=2025-01-01, missed=True, follows_from=2024-12-03)"
    assert missed.citations == unknown.citations == (missed.citation,)
    assert held.citations == ()


def test_every_bad_argument_is_reported_at_once() -> None:
    with refused("cycle: "):
        check_surveillance("2023-02-02", on="2024-01-01")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput) as caught:
        check_surveillance(CertificationCycle("2023-02-02"), on="soon", surveillance_held="maybe")
    assert [fault.path for fault in caught.value.faults] == ["on", "surveillance_held"]
