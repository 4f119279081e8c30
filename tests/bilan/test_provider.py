"""The provider of bilans: article R. 6313-6 of the code du travail, and the follow-up of the guide's examples."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest
from hypothesis import given
from pendulum import Date

from qualiopi_rules import InvalidInput, NotInForce
from qualiopi_rules.bilan.provider import Provider, follow_up_day
from qualiopi_rules.formats.json import structure, unstructure
from qualiopi_rules.law import Basis, Provenance
from qualiopi_rules.results import Severity
from tests.checks import refused
from tests.conftest import EXAMPLES
from tests.strategies import bilan_days, providers

DAY = "2026-03-16"


def codes(provider: Provider, on: str = DAY) -> list[str]:
    return [found.code for found in provider.check(on=on)]


def test_a_provider_that_meets_everything_has_no_finding() -> None:
    good = structure(json.loads((EXAMPLES / "provider.json").read_text("utf-8")), Provider)
    assert good.check(on=DAY) == ()


@pytest.mark.parametrize(
    ("other", "organisation", "expected"),
    [
        (True, True, []),
        (True, False, ["PRV001"]),
        (True, None, ["PRV002"]),
        (False, True, []),
        (False, False, []),
        (False, None, []),
        (None, True, []),
        (None, False, ["PRV002"]),
        (None, None, ["PRV002"]),
    ],
)
def test_a_provider_that_does_other_things_has_an_organisation_for_its_bilans(
    other: bool | None, organisation: bool | None, expected: list[str]
) -> None:
    assert codes(Provider(other_activities=other, identified_organisation=organisation)) == expected


def test_the_organisation_is_law_and_the_follow_up_is_not() -> None:
    mixed = Provider(other_activities=True, identified_organisation=False, follows_up=False)
    law, guide = mixed.check(on=DAY, where="provider")
    assert (law.code, law.severity, law.citation.basis) == ("PRV001", Severity.BLOCKING, Basis.LAW)
    assert law.citation.source.identifier == "LEGIARTI000038014111"
    assert (guide.code, guide.severity, guide.citation.basis) == ("PRV003", Severity.WARNING, Basis.GUIDE)
    assert (law.where, guide.where) == ("provider", "provider")


@pytest.mark.property
@given(provider=providers(), day=bilan_days())
def test_nothing_of_the_guide_is_ever_blocking(provider: Provider, day: Date) -> None:
    for found in provider.check(on=day):
        assert found.severity is not Severity.BLOCKING or found.citation.basis is Basis.LAW
        assert "{" not in found.message("fr") + found.message("en")


def test_the_follow_up_is_checked_from_the_day_of_the_guide_and_never_to_confirm() -> None:
    without = Provider(other_activities=False, follows_up=False)
    assert codes(without, "2024-01-07") == []
    assert codes(without, "2024-01-08") == ["PRV003"]
    assert codes(attrs.evolve(without, follows_up=None)) == []


@pytest.mark.parametrize(
    ("ended", "day"),
    [("2026-03-31", "2026-09-30"), ("2024-01-08", "2024-07-08"), ("2025-08-31", "2026-02-28"), ("2024-01-07", None)],
)
def test_the_follow_up_falls_six_calendar_months_after_the_bilan(ended: str, day: str | None) -> None:
    found = follow_up_day(ended)
    assert (str(found.ended), found.day and str(found.day)) == (ended, day)
    assert (found.citation.source.id, found.citation.basis) == ("guide-v9", Basis.GUIDE)
    assert {each.provenance for each in found.conventions} == {Provenance.DEDUCED}


def test_the_follow_up_is_rendered_in_words() -> None:
    assert follow_up_day("2026-03-31").say() == "suivi donné en exemple par le guide : le 30 septembre 2026"
    assert follow_up_day("2026-03-31").say("en") == "follow-up that the guide gives as an example: 30 September 2026"
    assert follow_up_day("2024-01-07").say("en") == "no guide known names a day for the follow-up"


def test_what_does_not_hold_is_refused() -> None:
    wrong: Any = {"other_activities": "yes", "identified_organisation": 1, "follows_up": "six months"}
    with pytest.raises(InvalidInput) as refusal:
        Provider(**wrong)
    assert [fault.path for fault in refusal.value.faults] == list(wrong)
    with refused("on: "):
        Provider().check(on="soon")
    with refused("ended: "):
        follow_up_day("soon")
    with pytest.raises(NotInForce, match="1 January 2019"):
        Provider().check(on="2018-12-31")


@pytest.mark.property
@given(provider=providers())
def test_it_goes_through_json_unchanged(provider: Provider) -> None:
    assert structure(json.loads(json.dumps(unstructure(provider))), Provider) == provider
