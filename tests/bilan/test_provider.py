"""The provider of bilans: article R. 6313-6 of the code du travail, and the follow-up of the guide's examples."""

from __future__ import annotations

import json

import attrs
import pytest
from hypothesis import given
from pendulum import Date

from qualiopi_rules import InvalidInput, NotInForce
from qualiopi_rules.bilan.provider import Provider, follow_up_day
from qualiopi_rules.bilan.provider_conditions import ProviderKind, diploma_required
from qualiopi_rules.formats.json import structure, unstructure
from qualiopi_rules.law import Basis, Provenance
from qualiopi_rules.results import Severity
from qualiopi_rules.strategies import bilan_days, providers
from tests.checks import refused
from tests.conftest import EXAMPLES

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


def test_one_that_employs_its_beneficiaries_breaks_a_rule() -> None:
    """R. 6313-5; an answer that is not provided is no finding, and `Bilan` asks it of each bilan."""
    alone = Provider(other_activities=False)
    assert [codes(attrs.evolve(alone, external=each)) for each in (True, None, False)] == [[], [], ["PRV004"]]
    (found,) = attrs.evolve(alone, external=False).check(on=DAY)
    assert (found.severity, found.citation.source.id) == (Severity.BLOCKING, "code-R6313-5")
    assert found.message("en") == "without: provider external to the beneficiaries' company"


def test_one_that_has_not_declared_its_activity_breaks_a_rule() -> None:
    """L. 6351-1."""
    alone = Provider(other_activities=False)
    assert [codes(attrs.evolve(alone, declared=each)) for each in (True, None, False)] == [[], [], ["PRV005"]]
    (found,) = attrs.evolve(alone, declared=False).check(on=DAY)
    assert (found.severity, found.citation.source.id) == (Severity.BLOCKING, "code-L6351-1")
    assert found.message("fr") == "il manque\u00a0: déclaration d’activité"


def test_what_is_practice_is_no_finding() -> None:
    alone = Provider(other_activities=False, experience_shown=False, kind="self-employed")
    assert codes(alone) == []
    assert {each.code for each in alone.conditions(on=DAY) if each.met is False} == {"experience_shown"}


def test_each_condition_on_who_may_carry_bilans_out_has_its_source() -> None:
    unknown = Provider().conditions(on=DAY)
    assert [(each.code.value, each.met, each.citation.source.id, each.citation.basis) for each in unknown] == [
        ("external", None, "code-R6313-5", Basis.LAW),
        ("declared", None, "code-L6351-1", Basis.LAW),
        ("identified_organisation", None, "code-R6313-6", Basis.LAW),
        ("kind", None, "webinar-2023", Basis.PRACTICE),
        ("experience_shown", None, "webinar-2023", Basis.PRACTICE),
    ]
    whole = Provider(other_activities=False, external=True, declared=True, kind="bilan-centre", experience_shown=True)
    assert {each.met for each in whole.conditions(on=DAY)} == {True}
    assert [str(each.on) for each in unknown] == [DAY] * 5


@pytest.mark.property
@given(provider=providers(), day=bilan_days())
def test_a_condition_of_the_law_that_is_not_met_is_found_and_no_other(provider: Provider, day: Date) -> None:
    broken = {each.code.value for each in provider.conditions(on=day) if each.met is False}
    found = {each.code for each in provider.check(on=day)}
    by_code = {"external": "PRV004", "declared": "PRV005", "identified_organisation": "PRV001"}
    assert {by_code[name] for name in broken if name in by_code} == found & set(by_code.values())
    for condition in provider.conditions(on=day):
        assert condition.say() == condition.say("fr") != condition.say("en")


def test_a_condition_is_rendered_in_words() -> None:
    external, *_ = Provider(external=True).conditions(on=DAY)
    assert external.say() == "prestataire extérieur à l’entreprise des bénéficiaires\u00a0: oui"
    assert external.say("en") == "provider external to the beneficiaries' company: yes"


@pytest.mark.parametrize("kind", list(ProviderKind))
def test_it_is_of_one_of_three_kinds(kind: ProviderKind) -> None:
    (found,) = [each for each in Provider(kind=kind.value).conditions(on=DAY) if each.code == "kind"]
    assert found.met is True


def test_no_diploma_is_required() -> None:
    required = diploma_required(on=DAY)
    assert (required.value, required.citation.basis) == (False, Basis.PRACTICE)


@pytest.mark.property
@given(provider=providers(), day=bilan_days())
def test_nothing_of_the_guide_is_ever_blocking(provider: Provider, day: Date) -> None:
    for found in provider.check(on=day):
        assert found.severity is not Severity.BLOCKING or found.citation.basis is Basis.LAW
        assert "{" not in found.message("fr") + found.message("en")


def test_the_follow_up_is_checked_from_the_day_of_the_guide_and_never_to_confirm() -> None:
    without = Provider(other_activities=False, follows_up=False)
    assert codes(without, "2024-03-07") == []
    assert codes(without, "2024-03-08") == ["PRV003"]
    assert codes(attrs.evolve(without, follows_up=None)) == []


@pytest.mark.parametrize(
    ("ended", "day"),
    [("2026-03-31", "2026-09-30"), ("2024-03-08", "2024-09-08"), ("2025-08-31", "2026-02-28"), ("2024-03-07", None)],
)
def test_the_follow_up_falls_six_calendar_months_after_the_bilan(ended: str, day: str | None) -> None:
    found = follow_up_day(ended)
    assert (str(found.ended), found.day and str(found.day)) == (ended, day)
    assert (found.citation.source.id, found.citation.basis) == ("guide-v9", Basis.GUIDE)
    assert {each.provenance for each in found.conventions} == {Provenance.DEDUCED}


def test_six_months_that_the_calendar_does_not_have_are_a_fault_of_the_end_of_the_bilan() -> None:
    with pytest.raises(InvalidInput) as refusal:
        follow_up_day("9999-07-01")
    (fault,) = refusal.value.faults
    assert (fault.path, fault.value, fault.expected) == ("ended", Date(9999, 7, 1), "countable-day")
    assert follow_up_day("9999-06-30").day == Date(9999, 12, 30)


def test_the_follow_up_is_rendered_in_words() -> None:
    assert follow_up_day("2026-03-31").say() == "suivi cité en exemple par le guide\u00a0: le 30 septembre 2026"
    assert follow_up_day("2026-03-31").say("en") == "follow-up that the guide cites as an example: 30 September 2026"
    assert follow_up_day("2024-03-07").say("en") == "no known guide sets a day for the follow-up"


def test_what_does_not_hold_is_refused() -> None:
    with refused("on: "):
        Provider().check(on="soon")
    with refused("on: "):
        Provider().conditions(on="soon")
    with refused("on: "):
        diploma_required(on="soon")
    with refused("ended: "):
        follow_up_day("soon")
    with pytest.raises(NotInForce, match="1 January 2019"):
        Provider().check(on="2018-12-31")
    with pytest.raises(NotInForce, match="1 January 2019"):
        Provider().conditions(on="2018-12-31")


@pytest.mark.property
@given(provider=providers())
def test_it_goes_through_json_unchanged(provider: Provider) -> None:
    assert structure(json.loads(json.dumps(unstructure(provider))), Provider) == provider
