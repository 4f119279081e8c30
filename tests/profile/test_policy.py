"""Policies: the library's own, and those that a caller brings."""

from __future__ import annotations

from typing import Any

import pytest

from qualiopi_rules import Answers, Category, InvalidInput, Policy, applicability
from qualiopi_rules.core.words import Words
from qualiopi_rules.law import Basis, Citation, Provenance, Source
from qualiopi_rules.profile import Removal
from qualiopi_rules.profile.policy import policies
from tests.checks import refused

OWN = Citation(Source(id="grid", title="Our grid"), Basis.PRACTICE, Provenance.VERBATIM)
NAME = Words("Notre grille", "Our grid")


def removal(**changes: Any) -> Removal:
    whole: dict[str, Any] = {
        "indicator": 12,
        "question": "teaching_team",
        "answer": False,
        "categories": ["BC"],
        "since": "2024-01-01",
        "citation": OWN,
        **changes,
    }
    return Removal(**whole)


def test_the_law_removes_nothing_beyond_the_indicators_own_wording() -> None:
    assert set(policies()) == {"law", "certifier"}
    assert policies()["law"].removals == ()


def test_what_the_certifier_policy_adds_is_labelled_as_a_deduced_practice() -> None:
    """The webinar gives the range 19 to 22 and the questions, not the list; guide V9 does not grant the removals."""
    added = policies()["certifier"].removals
    assert [(each.indicator, each.question, each.answer) for each in added] == [
        (18, "sole_practitioner", True),
        (31, "complaints", False),
    ]
    for each in added:
        assert each.categories == {Category.BC}
        assert (each.citation.basis, each.citation.provenance) == (Basis.PRACTICE, Provenance.DEDUCED)
        assert each.note is not None
        assert "V9" in each.note.fr
        assert "V9" in each.note.en


def test_a_policy_of_ones_own_removes_from_its_first_day_for_its_categories() -> None:
    policy = Policy(name="ours", words=NAME, removals=[removal()])
    alone = Answers(teaching_team=False, subcontracting=True)

    def twelve_applies(day: str, *categories: str) -> bool:
        return 12 in applicability(categories, alone, on=day, policy=policy).numbers

    assert twelve_applies("2023-12-31", "BC")
    assert not twelve_applies("2024-01-01", "BC")
    assert twelve_applies("2024-01-01", "AF")
    assert twelve_applies("2024-01-01", "AF", "BC")


def test_a_removal_that_names_what_does_not_exist_is_refused_with_every_reason() -> None:
    with pytest.raises(InvalidInput) as refusal:
        removal(indicator=34, question="weather", answer=None, categories=[], since="soon", citation="me", note="no")
    faults = refusal.value.faults
    assert [fault.path for fault in faults] == [
        "indicator",
        "question",
        "answer",
        "categories",
        "since",
        "citation",
        "note",
    ]
    assert "from 1 to 33" in str(faults[0])
    assert "needs_analysis" in str(faults[1])


@pytest.mark.parametrize("number", [0, -1, 34, True, "18", 18.0, None])
def test_an_indicator_is_a_number_that_an_edition_has(number: object) -> None:
    with refused("number of an indicator"):
        removal(indicator=number)


def test_a_policy_needs_a_name_words_and_removals() -> None:
    with pytest.raises(InvalidInput) as refusal:
        Policy(name="", words="ours", removals=[removal(), 3])  # type: ignore[arg-type, list-item]
    assert [fault.path for fault in refusal.value.faults] == ["name", "words", "removals[1]"]


@pytest.mark.parametrize("unknown", ["cofrac", "", None, 3])
def test_an_unknown_policy_is_refused_with_the_names_of_the_known(unknown: Any) -> None:
    with refused("law, certifier"):
        applicability(["BC"], on="2023-03-01", policy=unknown)
