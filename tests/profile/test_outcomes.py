"""The scale of outcomes of an audit report."""

from __future__ import annotations

import pytest

from qualiopi_rules import InvalidInput
from qualiopi_rules.law import Basis, Provenance
from qualiopi_rules.profile import OutcomeScale, built_in_profiles
from tests.strategies import OWN


@pytest.mark.parametrize(
    ("majors", "minors", "outcome"),
    [
        (0, 0, "favourable"),
        (0, 1, "with-reservations"),
        (0, 4, "with-reservations"),
        (0, 5, "unfavourable"),
        (1, 0, "unfavourable"),
    ],
)
def test_the_scale_of_outcomes_of_one_certifier(majors: int, minors: int, outcome: str) -> None:
    scale = built_in_profiles()["certifier"].outcomes
    assert scale is not None
    assert (scale.citation.basis, scale.citation.provenance) == (Basis.PRACTICE, Provenance.SECOND_HAND)
    assert scale.outcome_of(majors, minors).code == outcome
    concluded = scale.outcome_of(majors, minors)
    assert concluded.say() == concluded.say("fr") != concluded.say("en")


def test_a_scale_counts_non_conformities() -> None:
    scale = OutcomeScale(reservations_from=1, unfavourable_from=5, citation=OWN)
    with pytest.raises(InvalidInput) as refusal:
        scale.outcome_of(-1, "2")  # type: ignore[arg-type]
    assert [(fault.path, fault.expected) for fault in refusal.value.faults] == [
        ("majors", "zero-or-more"),
        ("minors", "zero-or-more"),
    ]


def test_reservations_begin_below_an_unfavourable_outcome() -> None:
    with pytest.raises(InvalidInput) as refusal:
        OutcomeScale(reservations_from=3, unfavourable_from=3, citation=OWN)
    (fault,) = refusal.value.faults
    assert (fault.path, fault.value, fault.expected) == ("unfavourable_from", 3, "more-than")
    assert fault.params == {"least": 3}


def test_an_outcome_carries_the_source_of_the_scale() -> None:
    scale = OutcomeScale(reservations_from=2, unfavourable_from=3, citation=OWN)
    codes = [scale.outcome_of(0, minors).code for minors in (1, 2, 3)]
    assert codes == ["favourable", "with-reservations", "unfavourable"]
    assert scale.outcome_of(0, 2).citation == OWN
