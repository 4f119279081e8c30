"""The market of bilans as the webinar describes it: its opening, its risks, and the guide of the CPF platform."""

from __future__ import annotations

from pendulum import Date

from qualiopi_rules.bilan import MarketRiskCode, cpf_eligibility_guide, market_opening, market_risks
from qualiopi_rules.law import Basis, Provenance
from tests.checks import refused


def test_the_market_was_opened_on_1_january_2019() -> None:
    opening = market_opening()
    assert (opening.value, opening.since, opening.until) == (True, Date(2019, 1, 1), None)
    assert (opening.citation.source.id, opening.citation.basis) == ("webinar-2023", Basis.PRACTICE)


def test_the_risks_are_named_from_the_webinar_on() -> None:
    assert market_risks(on="2023-02-28") == ()
    risks = market_risks(on="2023-03-01")
    assert [risk.code for risk in risks] == [*MarketRiskCode]
    for risk in risks:
        assert (risk.citation.source.id, risk.citation.basis) == ("webinar-2023", Basis.PRACTICE)
        assert risk.say() == risk.say("fr") != risk.say("en")


def test_the_guide_of_the_platform_is_pointed_to() -> None:
    guide = cpf_eligibility_guide()
    assert guide.citation.source.id == "cpf-eligibility-guide"
    assert (guide.citation.basis, guide.citation.provenance) == (Basis.PRACTICE, Provenance.SECOND_HAND)
    assert "Caisse des dépôts" in guide.say()
    assert "not consulted" in guide.say("en")


def test_a_day_that_is_none_is_refused() -> None:
    with refused("on: "):
        market_risks(on="soon")
