"""The facts of a bilan, class by class: given by name, left out where they are not known, refused where they are none.

The codes that a fact can have are those that dossiers hold: another one would have them refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from qualiopi_rules import Bilan, InvalidInput, Session
from qualiopi_rules.bilan import (
    Conclusions,
    Convention,
    Cpf,
    CpfHolder,
    CpfListing,
    CpfOffer,
    CpfRequest,
    Disclosure,
    Document,
    Documents,
    EarlierBilan,
    Investigation,
    Mentions,
    Preliminary,
    Provider,
    Synthesis,
    bilan_nature,
    remaining_to_pay,
)
from tests.bilan.checks import DAY

STATUSES = "private-employee, job-seeker, public-agent, self-employed, not-active"


def answers(*names: str) -> dict[str, tuple[Any, str]]:
    """Facts that are yes, no or not provided; a word and a number are none of them."""
    return {name: ("yes" if index % 2 else 1, "yes-no") for index, name in enumerate(names)}


WRONG: dict[type[Any], dict[str, tuple[Any, str]]] = {
    Session: {
        "day": ("2023-02-30", "day"),
        "phase": ("middle", "one-of: preliminary, investigation, conclusions"),
        "minutes": (1.5, "positive-integer"),
        "mode": ("zoom", "one-of: individual, group, remote, personal-work"),
        "conducted_by": ("nobody", "one-of: provider, beneficiary, employer, other"),
    },
    Bilan: {
        "reference": (" ", "text"),
        "sessions": (["first"], "instance: Session"),
        **answers("consent", "provider_is_employer"),
        "service": ("therapy", "one-of: bilan, cep, training, vae, job-search-help, career-review, coaching"),
        "beneficiary": ("retired", f"one-of: {STATUSES}"),
        "preliminary": ({}, "instance: Preliminary"),
        "investigation": (None, "instance: Investigation"),
        "conclusions": (Preliminary(), "instance: Conclusions"),
        "convention": ({}, "instance: Convention"),
        "documents": ([], "instance: Documents"),
        "cpf": (True, "instance: Cpf"),
    },
    Preliminary: answers("request_analysed", "need_analysed", "voluntary", "format_chosen", "terms_agreed"),
    Investigation: answers("project_built", "relevance_checked", "alternatives_worked_out"),
    Synthesis: answers("skills_analysed", "project_defined", "means_stated", "steps_stated"),
    Conclusions: {
        **answers("results_shared", "means_listed", "steps_planned", "follow_up_offered", "synthesis_handed"),
        "synthesis": ({}, "instance: Synthesis"),
    },
    Mentions: answers(
        *("title", "objective", "content", "means", "duration", "period", "conduct", "handover", "price", "payment")
    ),
    Convention: {
        "fundings": (
            ["gift"],
            "one-of: plan, conge-de-reclassement, cpf, opco, faf, france-travail, other-public, self, other",
        ),
        "transmitted_on": ("2026-02-30", "day"),
        "employee_signed": ("tomorrow", "held"),
        **answers("written", "employer_signed", "provider_signed"),
        "mentions": ({}, "instance: Mentions"),
    },
    Cpf: {
        "request": ({}, "instance: CpfRequest"),
        "listing": ({}, "instance: CpfListing"),
        "offer": ({}, "instance: CpfOffer"),
    },
    CpfListing: {
        **answers("declared", "obligations", "eligible", "certified", "dues", "documents", "terms"),
        "sanctioned": ("soon", "held"),
    },
    CpfOffer: {
        **answers("preliminary", "investigation", "conclusions"),
        "minutes": (0, "positive-integer"),
        "price_cents": (-1, "zero-or-more"),
    },
    EarlierBilan: {"financed_on": ("soon", "day"), "fundings": ([], "not-empty")},
    CpfRequest: {
        "requested_on": ("soon", "day"),
        "rights_cents": (1.5, "zero-or-more"),
        "earlier": (["2021"], "instance: EarlierBilan"),
        "funded_minutes": (-1, "zero-or-more"),
        "accompanied_minutes": (True, "zero-or-more"),
        "active": ("yes", "yes-no"),
    },
    Disclosure: {"to": ("press", "one-of: cep, employer, funder, other"), "agreed": ("yes", "yes-no")},
    Document: {
        "kind": ("diary", "one-of: synthesis, results, other"),
        "disclosures": (["cep"], "instance: Disclosure"),
        "follow_up_agreement": ("yes", "yes-no"),
        "destroyed": (1, "held"),
    },
    Documents: {"ended": ("2026", "day"), "documents": ([{}], "instance: Document")},
    Provider: {
        **answers("other_activities", "identified_organisation", "follows_up", "external", "declared"),
        "kind": ("firm", "one-of: organisation, bilan-centre, self-employed"),
        "experience_shown": ("yes", "yes-no"),
    },
    CpfHolder: {
        "status": ("retired", f"one-of: {STATUSES}"),
        "rights_cents": (-1, "zero-or-more"),
        "top_up_cents": (1.5, "zero-or-more"),
        "prevention_points": ("yes", "yes-no"),
        "incapacity_percent": (-1, "zero-or-more"),
    },
}
"""For each fact something that it cannot be, and what is expected in its place."""

REQUIRED: dict[type[Any], dict[str, Any]] = {
    Session: {"day": DAY, "phase": "preliminary", "minutes": 60},
    EarlierBilan: {"financed_on": DAY},
    CpfRequest: {"requested_on": DAY},
    Disclosure: {"to": "cep"},
    Document: {"kind": "results"},
}
"""The facts without which there is nothing to judge."""


@pytest.mark.parametrize("cls", WRONG)
def test_all_that_does_not_hold_is_refused_together_with_what_was_expected(cls: type[Any]) -> None:
    wrong = WRONG[cls]
    assert wrong.keys() == {field.name for field in attrs.fields(cls)}
    with pytest.raises(InvalidInput) as refusal:
        cls(**{name: value for name, (value, _) in wrong.items()})
    assert {
        fault.path.partition("[")[0]: ": ".join([fault.expected, *map(str, fault.params.values())])
        for fault in refusal.value.faults
    } == {name: expected for name, (_, expected) in wrong.items()}


@pytest.mark.parametrize("cls", WRONG)
def test_what_is_left_out_is_not_provided(cls: type[Any]) -> None:
    """A session alone has something by default: it is one of the provider with one beneficiary."""
    required = REQUIRED.get(cls, {})
    made = attrs.asdict(cls(**required), recurse=True)
    others = {name: value for name, value in made.items() if name not in required}
    given = {"individual", "provider"} if cls is Session else set()
    assert {*_leaves(others)} <= {None, (), *given}
    for name in required:
        with pytest.raises(TypeError, match=f"missing 1 required .*'{name}'"):
            cls(**{other: value for other, value in required.items() if other != name})


def _leaves(facts: dict[str, Any]) -> Iterator[Any]:
    for value in facts.values():
        yield from _leaves(value) if isinstance(value, dict) else [value]


@pytest.mark.parametrize("cls", [cls for cls in WRONG if cls is not Session])
def test_a_fact_is_given_by_its_name(cls: type[Any]) -> None:
    """Yes and no in a row would say nothing to who reads them; a session alone is short enough."""
    with pytest.raises(TypeError, match="takes 1 positional argument"):
        cls(True)


def test_so_is_what_a_result_of_many_parts_is_made_of() -> None:
    results: tuple[Any, ...] = (bilan_nature(on=DAY), remaining_to_pay(180_000, on=DAY))
    for result in results:
        cls = type(result)
        with pytest.raises(TypeError, match="takes 1 positional argument"):
            cls(*(getattr(result, field.name) for field in attrs.fields(cls)))
