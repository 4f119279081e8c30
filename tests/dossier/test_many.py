"""Many dossiers are reviewed each as it would be alone, in order, and one that is refused stands in its place."""

from __future__ import annotations

import pickle
from multiprocessing import active_children
from typing import Any

import attrs
import pytest
from pendulum import Date

from qualiopi_rules import Answers, Dossier, NotInForce, Review, review, review_many
from qualiopi_rules.core.errors import InvalidInput
from qualiopi_rules.dossier import RefusedDossier
from qualiopi_rules.dossier.many import _all_reviewed
from qualiopi_rules.formats.json import structure
from qualiopi_rules.profile import built_in_profiles

ON = "2023-03-01"


@pytest.fixture
def dossiers(webinar: dict[str, Any]) -> list[Dossier]:
    """Forty, more than are sent to a process together."""
    one = structure(webinar, Dossier)
    return [
        attrs.evolve(one, certificate=attrs.evolve(one.certificate, number=f"{number:08}-1")) for number in range(40)
    ]


@pytest.mark.parametrize("processes", [1, 2])
def test_each_is_reviewed_as_it_would_be_alone_in_order(dossiers: list[Dossier], processes: int) -> None:
    found = list(review_many(dossiers, on=ON, profile="law", processes=processes))
    assert found == [review(dossier, on=ON, profile="law") for dossier in dossiers]


@pytest.mark.parametrize("processes", [1, 2])
def test_one_that_cannot_be_reviewed_has_its_error_in_its_place(dossiers: list[Dossier], processes: int) -> None:
    dossiers[3] = "no dossier"  # type: ignore[call-overload]
    own = attrs.evolve(dossiers[4], answers=Answers(own={"unknown": True}))
    dossiers[4] = own
    found = list(review_many(dossiers, on=ON, processes=processes))
    assert len(found) == len(dossiers)
    refused = [each for each in found if isinstance(each, RefusedDossier)]
    assert [each.at for each in refused] == [3, 4]
    assert [type(each.error) for each in refused] == [InvalidInput, InvalidInput]
    faults = [fault for each in refused for fault in each.error.faults]  # type: ignore[attr-defined]
    assert [(fault.path, fault.expected) for fault in faults] == [
        ("dossier", "instance"),
        ("dossier.answers.own.unknown", "own-question"),
    ]
    with pytest.raises(InvalidInput) as alone:
        review(own, on=ON)
    assert str(alone.value) == str(refused[1].error)


def test_a_day_before_the_rules_is_refused_for_each(dossiers: list[Dossier]) -> None:
    found = list(review_many(dossiers[:2], on="2018-01-01"))
    assert [isinstance(each, RefusedDossier) and type(each.error) for each in found] == [NotInForce, NotInForce]


def test_an_iterator_is_taken_as_the_reviews_are(dossiers: list[Dossier]) -> None:
    taken: list[Dossier] = []

    def take(dossier: Dossier) -> Dossier:
        taken.append(dossier)
        return dossier

    found = review_many(map(take, dossiers), on=ON)
    assert taken == []
    first = next(found)
    assert isinstance(first, Review)
    assert taken == [first.dossier] == dossiers[:1]


def test_processes_end_when_the_reviews_are_left(dossiers: list[Dossier]) -> None:
    found = review_many(dossiers, on=ON, processes=2)
    assert isinstance(next(found), Review)
    assert active_children()
    del found
    assert active_children() == []


def test_all_arguments_are_checked_at_once_before_anything_is_taken() -> None:
    with pytest.raises(InvalidInput) as caught:
        review_many("dossiers", on="x", profile="y", processes=0)  # type: ignore[arg-type]
    assert [(fault.path, fault.expected) for fault in caught.value.faults] == [
        ("dossiers", "instances"),
        ("on", "day"),
        ("profile", "profile"),
        ("processes", "positive-integer"),
    ]
    wrongs: tuple[object, ...] = (b"x", {}, 3, None)
    for wrong in wrongs:
        with pytest.raises(InvalidInput):
            review_many(wrong, on=ON)  # type: ignore[arg-type]


def test_what_was_refused_can_be_sent_to_a_process_and_shown() -> None:
    refused = RefusedDossier(3, NotInForce("referential", Date(2018, 1, 1), Date(2019, 6, 9)))
    again = pickle.loads(pickle.dumps(refused))
    assert (again.at, str(again.error)) == (3, str(refused.error))
    assert repr(refused).startswith("RefusedDossier(at=3, ")


def test_what_is_no_series_of_dossiers_is_refused_with_what_it_should_hold() -> None:
    with pytest.raises(InvalidInput) as caught:
        review_many(3, on="2023-03-01")  # type: ignore[arg-type]
    assert [(fault.path, fault.params) for fault in caught.value.faults] == [("dossiers", {"cls": "Dossier"})]


def test_a_process_reviews_its_dossiers_each_in_its_place(dossiers: list[Dossier]) -> None:
    law = built_in_profiles()["law"]
    found = _all_reviewed(((4, dossiers[0]), (5, dossiers[1])), Date(2023, 3, 1), law)
    assert found == [review(dossier, on=ON, profile="law") for dossier in dossiers[:2]]
