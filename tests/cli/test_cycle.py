"""`cycle`: the timeline of a certification from its first day alone."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from pendulum import Date

from qualiopi_rules import CertificationCycle, load
from qualiopi_rules.profile import built_in_profiles
from qualiopi_rules.strategies import days
from tests.cli.conftest import Run


@pytest.mark.property
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(day=days(Date(2021, 1, 1), Date(2030, 12, 31)))
def test_every_day_of_the_cycle_is_shown(run: Run, day: Date) -> None:
    code, out, err = run("cycle", day, "--on", "2026-01-01")
    assert (code, err) == (0, "")
    for milestone in CertificationCycle(day).timeline():
        assert milestone.day.isoformat() in out
        assert milestone.say("fr").replace("\u00a0", " ") in out
    assert load(run("cycle", day, "--format", "json")[1], CertificationCycle) == CertificationCycle(day)


def test_the_stage_of_the_day_leads(run: Run) -> None:
    lines = run("cycle", "2023-02-02", "--on", "2024-05-01")[1].splitlines()
    assert lines[0] == "Calendrier d’une certification décidée le 2 février 2023"
    assert lines[2] == (
        "Au 1er mai 2024 : en cours, audit de surveillance possible ; dernier jour de validité : 1er février 2026."
    )
    english = run("cycle", "2023-02-02", "--on", "2026-03-01", "--lang", "en")[1].splitlines()
    assert english[2].startswith("On 1 March 2026: expired")


def test_the_advice_is_that_of_the_profile(run: Run) -> None:
    profile = built_in_profiles()["certifier"]
    cycle = CertificationCycle("2023-02-02")
    for each in cycle.timeline(advice=profile.renewal):
        assert each.day.isoformat() in run("cycle", "2023-02-02", "--on", "2023-03-01", "--profile", "certifier")[1]


@pytest.mark.parametrize(
    ("tokens", "named"),
    [
        (["yesterday"], ['JOUR : "yesterday"']),
        (["2023-02-02", "--on", "x"], ['on : "x"']),
        (["x", "--on", "y", "--profile", "z"], ["x", "y", "z", "profile"]),
        (["2018-01-01"], ["1er janvier 2018"]),
    ],
    ids=str,
)
def test_what_does_not_hold(run: Run, tokens: list[str], named: list[str]) -> None:
    code, out, err = run("cycle", *tokens)
    assert (code, out) == (2, "")
    for name in named:
        assert name in err


def test_a_french_day(run: Run) -> None:
    out = run("cycle", "31/08/2024", "--dates", "french", "--format", "json")[1]
    assert json.loads(out)["starts"] == "2024-08-31"
