"""What the parts of a review offer: findings, deadlines and citations, empty where they have none."""

from __future__ import annotations

from pendulum import Date

from qualiopi_rules.law.dated import dated
from qualiopi_rules.results.deadlines import MilestoneCode, deadline
from qualiopi_rules.results.findings import finding
from qualiopi_rules.results.part import Checks, Part


def test_a_part_offers_nothing_by_default() -> None:
    assert (Part().findings, Part().deadlines, Part().citations) == ((), (), ())


def test_checks_are_their_findings_and_their_deadlines() -> None:
    found = finding("DOS001", "categories", categories="AF")
    assert Checks(each for each in [found]) == Checks([found])
    assert (Checks().findings, Checks().deadlines) == ((), ())
    used = dated("cycle/cycle", "validity").used_on(Date(2023, 2, 2))
    due = deadline(MilestoneCode.EXPIRES, Date(2026, 2, 1), on=Date(2026, 1, 1), values=[used])
    assert Checks(deadlines=[due]).deadlines == (due,)
    assert (Checks([found]).findings, Checks([found]).deadlines, Checks([found]).citations) == ((found,), (), ())
