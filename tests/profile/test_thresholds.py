"""Thresholds: none is published yet; a profile may set them."""

from __future__ import annotations

from typing import Any

import pytest
from pendulum import Date

from qualiopi_rules import InvalidInput, Profile, Situation, applicability
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.indicators.periods import _days
from qualiopi_rules.law import Citation
from qualiopi_rules.law.source import citation_of
from qualiopi_rules.profile import Threshold, thresholds
from qualiopi_rules.profile.thresholds import _published, published_threshold, published_thresholds
from tests.checks import refused
from tests.strategies import OWN

NAME = Words("Notre grille", "Our grid")


def threshold(**changes: Any) -> Threshold:
    return Threshold(**{"question": "trainers", "value": 3, "since": "2027-01-01", "citation": OWN, **changes})


@pytest.mark.parametrize(
    ("indicator", "category", "question", "value", "concerned", "free"),
    [(19, "AF", "trainers", 3, 4, 3), (20, "CFA", "permanent_hours", 500, 499, 500)],
)
def test_a_threshold_that_a_profile_sets_is_read_by_the_rule(
    indicator: int, category: str, question: str, value: int, concerned: int, free: int
) -> None:
    """Above a number of trainers (19), below a number of hours (20); as long as none is set, both are open."""
    profile = Profile(
        name="ours", words=NAME, thresholds=[threshold(question=question, value=value, until="2027-12-31")]
    )

    def found(day: str, number: int | None) -> list[tuple[bool, Citation]]:
        numbers: dict[str, Any] = {question: number}
        result = applicability([category], on=day, situation=Situation(**numbers), profile=profile)[indicator]
        return [(each.settled, each.citation) for each in result.adaptations if each.question == question]

    for day in ("2026-12-31", "2028-01-01"):
        ((settled, cited),) = found(day, concerned)
        assert (settled, cited.source.id) == (False, "decret-2026-728")
    for day in ("2027-01-01", "2027-12-31"):
        assert found(day, None) == [(False, OWN)]
        assert found(day, concerned) == [(True, OWN)]
        assert found(day, free) == []
    (change,) = (
        each
        for each in applicability([category], on="2027-01-01", profile=profile)[indicator].adaptations
        if each.question == question
    )
    assert str(value) in change.say("fr")
    assert str(value) in change.say("en")


def test_a_threshold_is_for_a_question_that_awaits_one() -> None:
    with refused('question: "complaints" is not accepted; expected one of: trainers, permanent_hours'):
        threshold(question="complaints")


def test_a_threshold_ends_on_its_first_day_at_the_earliest() -> None:
    day = Date(2027, 1, 1)
    assert threshold(until=day)._holds(day)
    with pytest.raises(InvalidInput) as refusal:
        threshold(until="2026-12-31")
    (fault,) = refusal.value.faults
    assert (fault.path, fault.value, fault.expected) == ("until", Date(2026, 12, 31), "not-before")
    assert fault.params == {"day": "2027-01-01"}


def test_no_threshold_is_published() -> None:
    for question in ("trainers", "permanent_hours"):
        assert published_threshold(question, Date(2030, 1, 1)) is None
    assert published_thresholds() == ()


def test_a_threshold_is_read_once_it_is_published(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """An arrêté adds its value to the text, and no code changes."""
    citation = {"source": "decret-2026-728", "basis": "law", "provenance": "verbatim"}
    values = [{"value": 3, "since": Date(2027, 1, 1), "until": Date(2027, 12, 31), "citation": citation}]
    texts = {**text("profile/thresholds"), "trainers": {"values": values}}
    monkeypatch.setattr(thresholds, "text", {"profile/thresholds": texts}.__getitem__)
    for remembered in (_published, _days):  # read anew here, and again after the test
        request.addfinalizer(remembered.cache_clear)
        remembered.cache_clear()
    published = published_threshold("trainers", Date(2027, 1, 1))
    assert published == threshold(until="2027-12-31", citation=citation_of(citation))
    assert published_threshold("trainers", Date(2026, 12, 31)) is None
    assert published_threshold("permanent_hours", Date(2027, 1, 1)) is None
    assert [(rule.name, rule.values[0].value) for rule in published_thresholds()] == [("thresholds.trainers", 3)]
    for trainers, concerned in ((3, []), (4, [True])):
        found = applicability(["AF"], on="2027-01-01", situation=Situation(trainers=trainers))[19]
        assert [change.settled for change in found.adaptations if change.question == "trainers"] == concerned


def test_a_threshold_holds_from_its_first_day_to_its_last_or_without_an_end() -> None:
    first, last = Date(2027, 1, 1), Date(2027, 12, 31)
    around = (first.subtract(days=1), first, last, last.add(days=1))
    assert [threshold(until=last)._holds(day) for day in around] == [False, True, True, False]
    assert [threshold()._holds(day) for day in around] == [False, True, True, True]
