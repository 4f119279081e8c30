"""The classes of the package: how their values are made, and what becomes of what they are made with."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from qualiopi_rules import (
    Answers,
    Certificate,
    CertificationCycle,
    Dossier,
    Event,
    InvalidInput,
    Situation,
    dossier,
    explain,
    read_printed,
)
from qualiopi_rules.audit import AuditFacts
from qualiopi_rules.bilan import cpf_participation
from qualiopi_rules.dossier import file_state
from qualiopi_rules.formats.json import structure
from tests.checks import made_by_position


def test_only_short_values_are_made_by_the_place_of_their_fields() -> None:
    """Where names are given, a field that comes later, wherever it stands, changes nothing for who makes one."""
    assert made_by_position(dossier) == {"Fact", "HeldAudit", "RefusedDossier"}


def test_what_a_field_of_an_event_takes_is_said() -> None:
    wrong: dict[str, Any] = {
        "on": "soon",
        "kind": "party",
        "audit": "first",
        "categories": ["XX"],
        "indicator": 0,
        "grade": "severe",
        "lifted": "yes",
        "decided": "perhaps",
        "sites_before": 0,
    }
    with pytest.raises(InvalidInput) as caught:
        Event(**wrong)
    assert [(fault.path, fault.expected) for fault in caught.value.faults] == [
        ("on", "day"),
        ("kind", "one-of"),
        ("audit", "one-of"),
        ("categories[0]", "one-of"),
        ("indicator", "indicator"),
        ("grade", "one-of"),
        ("lifted", "yes-no"),
        ("decided", "one-of"),
        ("sites_before", "positive-integer"),
    ]


def test_a_state_takes_any_series_of_deadlines_and_findings_and_nothing_else() -> None:
    refused = [
        Event(on="2023-11-06", kind="audit", audit="initial"),
        Event(on="2023-12-04", kind="decision", decided="refused"),
        Event(on="2023-12-11", kind="transfer"),
    ]
    state = file_state(refused, on="2023-12-11")
    assert (len(state.deadlines), len(state.findings)) == (1, 1)
    assert attrs.evolve(state, deadlines=list(state.deadlines), findings=list(state.findings)) == state
    wrong: dict[str, Any] = {"deadlines": ["soon"], "findings": ["HIS001"]}
    with pytest.raises(InvalidInput) as caught:
        attrs.evolve(state, **wrong)
    assert [(fault.path, fault.expected) for fault in caught.value.faults] == [
        ("deadlines[0]", "instance"),
        ("findings[0]", "instance"),
    ]


def test_a_dossier_is_a_certificate_and_categories_and_whatever_else_is_known(webinar: dict[str, Any]) -> None:
    certificate = structure(webinar["certificate"], Certificate)
    alone = Dossier(certificate=certificate, categories=["BC"])
    assert (alone.answers, alone.situation, alone.audits) == (Answers(), Situation(), AuditFacts())
    assert (alone.bilans, alone.other_certificates, alone.events) == ((), (), ())
    wrong: dict[str, Any] = {"bilans": "none", "other_certificates": "none", "events": "none"}
    with pytest.raises(InvalidInput) as caught:
        Dossier(certificate=certificate, categories=["BC"], **wrong)
    assert [(fault.path, fault.expected) for fault in caught.value.faults] == [(name, "instances") for name in wrong]


def test_what_a_plain_result_is_about_is_its_status_its_shape_its_stage_or_its_outcome() -> None:
    printed = read_printed("2024-02-02", "2027-02-01")
    for result, about in [
        (printed.readings[0], "regular"),
        (printed, "one"),
        (cpf_participation(on="2025-02-03"), "known"),
        (CertificationCycle("2024-02-02").status(on="2025-01-01"), "running"),
    ]:
        assert explain(result).about == about


def test_an_explanation_is_in_french_where_no_language_is_given() -> None:
    tree = explain(CertificationCycle("2024-02-02"))
    assert (tree.text(), tree.markdown()) == (tree.text("fr"), tree.markdown("fr"))
    assert tree.facts[0].say() == tree.facts[0].say("fr")
