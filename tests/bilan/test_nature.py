"""What a bilan is: article L. 6313-4 of the code du travail, and the webinar."""

from __future__ import annotations

import pytest
from hypothesis import given
from pendulum import Date

from qualiopi_rules import NotInForce
from qualiopi_rules.bilan import AnalysedSubject, BilanTrait, InvestigationAlternative, bilan_nature
from qualiopi_rules.bilan.nature import NaturePoint
from qualiopi_rules.law import Basis
from qualiopi_rules.strategies import bilan_days
from tests.bilan.checks import DAY
from tests.checks import refused


def by_code(points: tuple[NaturePoint, ...]) -> dict[str, str]:
    """The source of each point, by its code."""
    return {point.code.value: point.citation.source.id for point in points}


def test_four_things_are_analysed() -> None:
    """L. 6313-4: professional and personal skills, aptitudes, motivations."""
    nature = bilan_nature(on=DAY)
    assert by_code(nature.analyses) == dict.fromkeys(AnalysedSubject, "code-L6313-4")
    assert [point.say("en") for point in nature.analyses] == [
        *("professional skills", "personal skills", "aptitudes", "motivations")
    ]


def test_five_traits() -> None:
    nature = bilan_nature(on=DAY)
    assert by_code(nature.traits) == {
        **dict.fromkeys(BilanTrait, "webinar-2023"),
        BilanTrait.PROJECT: "code-L6313-4",
    }
    assert nature.maximum.value == 24 * 60
    assert nature.maximum.citation.source.id == "code-L6313-4"


def test_that_the_cpf_pays_is_said_from_the_webinar_on() -> None:
    before = bilan_nature(on="2023-02-28")
    assert BilanTrait.CPF not in by_code(before.traits)
    assert BilanTrait.CPF in by_code(bilan_nature(on="2023-03-01").traits)


def test_a_training_and_a_vae_are_among_the_alternatives() -> None:
    points = bilan_nature(on=DAY).alternatives
    assert [point.code for point in points] == [InvestigationAlternative.TRAINING, InvestigationAlternative.VAE]
    assert {point.citation.basis for point in points} == {Basis.PRACTICE}


@pytest.mark.property
@given(day=bilan_days())
def test_every_point_has_words_in_both_languages(day: Date) -> None:
    nature = bilan_nature(on=day)
    assert nature.on == day
    for point in (*nature.analyses, *nature.traits, *nature.alternatives):
        assert point.say() == point.say("fr")
        assert point.say("en")


def test_a_day_that_is_none_or_too_old_is_refused() -> None:
    with refused("on: "):
        bilan_nature(on="soon")
    with pytest.raises(NotInForce, match="1 January 2019"):
        bilan_nature(on="2018-12-31")
