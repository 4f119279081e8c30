"""The window that a certifier advises for the renewal audit moves what is advised, and nothing that the law sets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import CertificationCycle, InvalidInput
from qualiopi_rules.cycle import Stage
from qualiopi_rules.cycle.checks import cycle_findings
from qualiopi_rules.law import add_months
from qualiopi_rules.profile import RenewalAdvice
from qualiopi_rules.results.deadlines import MilestoneCode
from qualiopi_rules.strategies import cycles
from tests.checks import refused
from tests.strategies import FIRST_DAY, OWN

ADVISED = (MilestoneCode.RENEWAL_OPENS, MilestoneCode.RENEWAL_CLOSES)


def advice(opens: int, closes: int, since: Any = FIRST_DAY) -> RenewalAdvice:
    return RenewalAdvice(since=since, opens=opens, closes=closes, citation=OWN)


advices = st.builds(lambda closes, more: advice(closes + more, closes), st.integers(0, 5), st.integers(1, 6))

WEBINAR = CertificationCycle.starting("2023-02-02")


@pytest.mark.parametrize(
    ("on", "usual", "four_to_two"),
    [
        ("2025-07-31", Stage.RUNNING, Stage.RUNNING),
        ("2025-08-01", Stage.IN_RENEWAL_WINDOW, Stage.RUNNING),  # six months before the last valid day
        ("2025-09-30", Stage.IN_RENEWAL_WINDOW, Stage.RUNNING),
        ("2025-10-01", Stage.IN_RENEWAL_WINDOW, Stage.IN_RENEWAL_WINDOW),  # four months before
        ("2025-11-01", Stage.IN_RENEWAL_WINDOW, Stage.IN_RENEWAL_WINDOW),  # three
        ("2025-11-02", Stage.RUNNING, Stage.IN_RENEWAL_WINDOW),
        ("2025-12-01", Stage.RUNNING, Stage.IN_RENEWAL_WINDOW),  # two
        ("2025-12-02", Stage.RUNNING, Stage.RUNNING),
    ],
)
def test_the_advised_window_of_a_certifier_from_four_to_two_months_before_the_end(
    on: str, usual: Stage, four_to_two: Stage
) -> None:
    assert WEBINAR.status(on=on, surveillance_held=True).stage is usual
    assert WEBINAR.status(on=on, surveillance_held=True, advice=advice(4, 2)).stage is four_to_two


@pytest.mark.property
@given(cycles(), advices)
def test_the_advised_days_are_counted_back_from_the_last_valid_day(
    cycle: CertificationCycle, advised: RenewalAdvice
) -> None:
    days = {each.code: each for each in cycle.timeline(advice=advised)}
    for code, name, months in zip(ADVISED, ("opens", "closes"), (advised.opens, advised.closes), strict=True):
        assert days[code].day == add_months(cycle.expires, -months)
        used = days[code].values[-1]
        assert (used.name, used.value) == (f"profile.renewal.{name}", months)
        assert (used.since, used.citation) == (FIRST_DAY, OWN)


@pytest.mark.property
@given(cycles(), advices)
def test_an_advice_moves_nothing_that_the_law_sets(cycle: CertificationCycle, advised: RenewalAdvice) -> None:
    usual, own = cycle.timeline(), cycle.timeline(advice=advised)
    assert {each.code for each in usual} == {each.code for each in own}
    assert {each for each in usual if each.code not in ADVISED} == {each for each in own if each.code not in ADVISED}
    kept = {MilestoneCode.SURVEILLANCE_CLOSES, MilestoneCode.EXPIRES}
    day = cycle.surveillance.opens
    usual_deadlines, own_deadlines = cycle.deadlines(on=day), cycle.deadlines(on=day, advice=advised)
    assert [each for each in usual_deadlines if each.code in kept] == [e for e in own_deadlines if e.code in kept]


@pytest.mark.property
@given(cycles(), advices, st.integers(-1, 1), st.booleans())
def test_the_renewal_is_late_after_the_advised_window(
    cycle: CertificationCycle, advised: RenewalAdvice, after: int, renewed: bool
) -> None:
    closes = add_months(cycle.expires, -advised.closes)
    day = closes.add(days=after)
    status = cycle.status(on=day, surveillance_held=True, advice=advised)
    late = [found for found in cycle_findings(cycle, status, True, advised, renewed=renewed) if found.code == "CYC007"]
    assert bool(late) == (after == 1 and day <= cycle.expires and not renewed)
    for found in late:
        assert dict(found.params)["closes"] == closes.isoformat()
        assert found.values[-1].citation == OWN


@pytest.mark.property
@given(cycles(), advices, st.booleans())
def test_an_advice_is_for_cycles_from_its_first_day_on(
    cycle: CertificationCycle, advised: RenewalAdvice, older: bool
) -> None:
    since: Date = cycle.starts.add(days=1) if older else cycle.starts
    dated = advice(advised.opens, advised.closes, since)
    opens = next(each for each in cycle.timeline(advice=dated) if each.code is MilestoneCode.RENEWAL_OPENS)
    assert (opens.values[-1].citation == OWN) is not older
    if older:
        assert cycle.timeline(advice=dated) == cycle.timeline()


def test_an_advice_that_leads_before_the_calendar_says_so_of_the_last_valid_day() -> None:
    """It is from that day that the months are counted back."""
    with pytest.raises(InvalidInput) as caught:
        WEBINAR.timeline(advice=advice(12 * 2026, 2))
    assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [
        ("expires", WEBINAR.expires, "countable-day")
    ]


@pytest.mark.parametrize("wrong", [4, "usual", (6, 3)])
def test_what_is_no_advice_is_refused(wrong: Any) -> None:
    with refused("advice"):
        WEBINAR.timeline(advice=wrong)
    with refused("advice"):
        WEBINAR.status(on="2025-08-01", advice=wrong)
    with refused("advice"):
        WEBINAR.deadlines(on="2025-08-01", advice=wrong)
