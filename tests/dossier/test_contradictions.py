"""What a dossier says in two ways: each finding has its place, both sides and their days, none before its day."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from qualiopi_rules import CertificationCycle, Dossier, Event, Review
from qualiopi_rules.audit import AuditFacts, NonConformity
from qualiopi_rules.cycle import Transfer
from qualiopi_rules.dossier.state import FileStage
from tests.audit.test_nonconformity import major, minor
from tests.dossier.reviews import reviewed
from tests.dossier.test_history import audit, corrected, decision, event, notified, verified

CYCLE = CertificationCycle("2023-02-02")
"""That of the webinar's certificate: surveillance from 2 April to 2 December 2024, last day 1 February 2026."""

SURVEILLANCE = audit("2024-09-02", "surveillance")
CERTIFIED = (audit("2022-12-05", "initial", categories=["BC"]), decision("2023-02-02", "granted"))


def of_code(result: Review, code: str) -> list[tuple[str, dict[str, Any]]]:
    return [(each.where, dict(each.params)) for each in result.findings if each.code == code]


# --- The surveillance audit


def test_an_audit_to_come_is_said_with_its_day_and_that_of_the_review(dossier: Dossier) -> None:
    result = reviewed(dossier, "2024-09-01", surveillance_held="2024-09-02")
    assert of_code(result, "DOS004") == [("surveillance_held", {"held": "2024-09-02", "day": "2024-09-01"})]


@pytest.mark.parametrize(("held", "answer"), [(False, "word.no"), ("2024-10-07", "2024-10-07")])
def test_two_answers_on_the_surveillance_audit_are_both_said_from_its_day_on(
    dossier: Dossier, held: Any, answer: str
) -> None:
    result = reviewed(dossier, "2024-10-07", SURVEILLANCE, surveillance_held=held)
    assert of_code(result, "DOS003") == [("surveillance_held", {"answer": answer, "day": "2024-09-02"})]
    assert of_code(reviewed(dossier, "2024-09-02", SURVEILLANCE, surveillance_held=held), "DOS003")
    assert not of_code(reviewed(dossier, "2024-09-01", SURVEILLANCE, surveillance_held=held), "DOS003")


def test_of_several_surveillance_audits_any_agrees_and_the_last_one_is_said(dossier: Dossier) -> None:
    two = (SURVEILLANCE, audit("2024-11-04", "surveillance"))
    for held in ("2024-09-02", "2024-11-04"):
        assert not of_code(reviewed(dossier, "2024-12-03", *two, surveillance_held=held), "DOS003")
    ((_, params),) = of_code(reviewed(dossier, "2024-12-03", *two, surveillance_held=False), "DOS003")
    assert params["day"] == "2024-11-04"


def test_only_a_surveillance_audit_of_the_cycle_of_the_certificate_contradicts_the_answer(dossier: Dossier) -> None:
    before = audit("2021-09-06", "surveillance")
    assert not of_code(reviewed(dossier, "2024-12-03", before, surveillance_held=False), "DOS003")
    other = audit("2024-09-02", "extension", categories=["AF"])
    assert not of_code(reviewed(dossier, "2024-12-03", *CERTIFIED, other, surveillance_held=False), "DOS003")
    unreadable = attrs.evolve(dossier.certificate, valid_until="2026-03-15", cycle_number=None)
    alone = reviewed(dossier, "2024-12-03", *CERTIFIED, SURVEILLANCE, surveillance_held=False, certificate=unreadable)
    assert (alone.printed.cycle, of_code(alone, "DOS003")) == (None, [])


# --- The cycles that the certificate shows


def test_after_the_cycle_that_a_certificate_shows_comes_none_that_it_does_not(dossier: Dossier) -> None:
    """The second cycle ends on 1 February 2029; a third one would have to be decided."""
    second = attrs.evolve(dossier.certificate, printed_start="2026-02-02", valid_until="2029-02-01", cycle_number=2)
    last, after = (reviewed(dossier, on, SURVEILLANCE, certificate=second).state for on in ("2029-02-01", "2029-02-02"))
    assert (last.stage, last.cycle) == (FileStage.CERTIFIED, CYCLE.next())
    assert (after.stage, after.cycle) == (FileStage.EXPIRED, CYCLE.next())


def test_a_renewal_that_was_issued_early_shows_its_own_cycle_and_none_before(dossier: Dossier) -> None:
    """Issued in the last year of the cycle before, it is of the one that follows: from 2 February 2026."""
    early = attrs.evolve(
        dossier.certificate,
        first_issue="2025-10-06",
        printed_start=None,
        last_issue=None,
        valid_until="2029-02-01",
        cycle_number=None,
    )
    for on, stage, cycle in [
        ("2026-02-01", FileStage.NOTHING, None),
        ("2026-02-02", FileStage.CERTIFIED, CYCLE.next()),
    ]:
        state = reviewed(dossier, on, certificate=early).state
        assert (state.stage, state.cycle, state.findings) == (stage, cycle, ())


# --- The categories


def test_the_categories_shown_and_granted_are_both_said_with_the_day_of_issue(dossier: Dossier) -> None:
    three = attrs.evolve(dossier.certificate, categories=["VAE", "BC", "AF"])
    granted = (audit("2022-12-05", "initial", categories=["BC", "AF"]), decision("2023-02-02", "granted"))
    for on in ("2023-02-02", "2024-06-03"):
        assert of_code(reviewed(dossier, on, *granted, certificate=three), "DOS005") == [
            ("certificate.categories", {"day": "2023-02-02", "shown": "AF, BC, VAE", "granted": "AF, BC"})
        ]
    assert not of_code(reviewed(dossier, "2023-02-01", *granted, certificate=three), "DOS005"), "not issued yet"
    assert not of_code(reviewed(dossier, "2024-06-03", SURVEILLANCE, certificate=three), "DOS005"), "none is granted"


def test_a_certificate_that_was_printed_anew_shows_what_was_granted_by_then(dossier: Dossier) -> None:
    """The day of its latest edition, or else that printed on it, or else that of its first issue."""
    extended = (
        *CERTIFIED,
        audit("2023-11-06", "extension", categories=["AF"]),
        decision("2023-12-04", "granted"),
    )
    both = attrs.evolve(dossier.certificate, categories=["AF", "BC"], last_issue=None)
    for certificate, day in [
        (attrs.evolve(both, printed_start="2023-12-04"), None),
        (attrs.evolve(both, printed_start="2023-12-03"), "2023-12-03"),
        (attrs.evolve(both, printed_start="2023-02-02", last_issue="2023-12-04"), None),
        (attrs.evolve(both, printed_start=None), "2023-02-02"),
    ]:
        found = of_code(reviewed(dossier, "2024-06-03", *extended, certificate=certificate), "DOS005")
        assert [params["day"] for _, params in found] == ([] if day is None else [day])


# --- A non-conformity that is recorded apart and among the events


def two_records(dossier: Dossier, on: str, recorded: NonConformity, *events: Event) -> list[tuple[str, dict[str, Any]]]:
    facts = AuditFacts(nonconformities=[major(9, "2024-09-09", found_at="surveillance"), recorded])
    return of_code(reviewed(dossier, on, SURVEILLANCE, *events, audits=facts), "DOS006")


def test_what_one_record_says_otherwise_or_does_not_say_has_its_place_and_both_sides(dossier: Dossier) -> None:
    recorded = minor(4, "2024-09-09", found_at="surveillance", plan_sent="2024-09-16", implemented="2024-11-04")
    events = (
        notified("2024-09-09", 4),
        event("2024-09-17", "plan", indicator=4),
        corrected("2024-11-04", 4),
        verified("2024-11-25", 4, lifted=True),
    )

    def place(field: str, recorded: str, event: str) -> tuple[str, dict[str, Any]]:
        return f"audits.nonconformities[1].{field}", {"subject": "4", "recorded": recorded, "event": event}

    grade, plan = place("grade", "grade.minor", "grade.major"), place("plan_sent", "2024-09-16", "2024-09-17")
    verification = place("verified", "word.unanswered", "2024-11-25"), place("lifted", "word.unanswered", "2024-11-25")
    assert two_records(dossier, "2024-11-24", recorded, *events) == [grade, plan]
    assert two_records(dossier, "2024-11-25", recorded, *events) == [grade, plan, *verification]


def test_what_comes_after_the_day_is_not_known_from_either_record(dossier: Dossier) -> None:
    recorded = major(4, "2024-09-09", found_at="surveillance", plan_sent="2024-09-23")
    events = (notified("2024-09-09", 4), event("2024-09-16", "plan", indicator=4))
    ((_, before),) = two_records(dossier, "2024-09-22", recorded, *events)
    ((_, on_the_day),) = two_records(dossier, "2024-09-23", recorded, *events)
    assert (before["recorded"], on_the_day["recorded"]) == ("word.unanswered", "2024-09-23")


def test_records_that_agree_or_of_which_the_events_say_less_are_no_contradiction(dossier: Dossier) -> None:
    recorded = major(4, "2024-09-09", found_at="surveillance", plan_sent="2024-09-16", implemented="2024-11-04")
    assert two_records(dossier, "2024-12-02", recorded, notified("2024-09-09", 4)) == []
    whole = (notified("2024-09-09", 4), event("2024-09-16", "plan", indicator=4), corrected("2024-11-04", 4))
    assert two_records(dossier, "2024-12-02", recorded, *whole) == []
    other_day = (notified("2024-09-10", 4, "minor"), notified("2024-09-09", 5, "minor"))
    assert two_records(dossier, "2024-12-02", recorded, *other_day) == []


# --- Indicators that do not apply


def test_a_non_conformity_on_an_indicator_that_does_not_apply_is_said_from_its_day(dossier: Dossier) -> None:
    """Indicator 29 is of apprenticeship."""
    facts = AuditFacts(
        nonconformities=[minor(2, "2024-09-09", found_at="surveillance"), major(29, "2024-09-09", found_at=None)]
    )
    place = ("audits.nonconformities[1]", {"subject": "29", "day": "2024-09-09"})
    assert of_code(reviewed(dossier, "2024-09-09", audits=facts), "NCF009") == [place]
    assert of_code(reviewed(dossier, "2024-09-08", audits=facts), "NCF009") == []


def test_a_non_conformity_on_an_indicator_that_applies_by_now_is_none(dossier: Dossier) -> None:
    """Indicator 33, of apprenticeship, came with the edition of 1 November 2026."""
    certificate = attrs.evolve(dossier.certificate, categories=["CFA"])
    facts = AuditFacts(nonconformities=[minor(33, "2026-10-26", found_at="surveillance")])
    told: dict[str, Any] = {"certificate": certificate, "categories": ["CFA"], "audits": facts}
    assert of_code(reviewed(dossier, "2026-10-31", **told), "NCF009")
    assert of_code(reviewed(dossier, "2026-11-01", **told), "NCF009") == []


# --- The transfer and the record of the certificate


@pytest.mark.parametrize("stage", ["suspended", "withdrawn"])
def test_a_transfer_denies_what_became_of_the_certificate_from_its_request_on(dossier: Dossier, stage: str) -> None:
    answers: dict[str, Any] = {stage: False}
    transfer = Transfer(requested="2024-05-20", **answers)
    events = (decision("2024-05-06", stage),)
    place = (f"transfer.{stage}", {"stage": f"file-stage.{stage}"})
    assert of_code(reviewed(dossier, "2024-05-20", *events, transfer=transfer), "DOS007") == [place]
    assert of_code(reviewed(dossier, "2024-05-19", *events, transfer=transfer), "DOS007") == []
    unknown = Transfer(requested="2024-05-20")
    assert of_code(reviewed(dossier, "2024-05-20", *events, transfer=unknown), "DOS007") == []


@pytest.mark.parametrize("stage", ["suspended", "withdrawn"])
def test_a_certificate_is_what_its_transfer_says_from_the_request_on(dossier: Dossier, stage: str) -> None:
    answers: dict[str, Any] = {stage: True}
    transfer = Transfer(requested="2024-05-20", **answers)
    assert reviewed(dossier, "2024-05-19", transfer=transfer).state.stage is FileStage.CERTIFIED
    result = reviewed(dossier, "2024-05-20", transfer=transfer)
    assert (result.state.stage.value, of_code(result, "DOS007")) == (stage, [])


@pytest.mark.parametrize(
    ("state", "on", "decided", "stage"),
    [
        ("issued", "2026-02-02", None, "expired"),
        ("suspended", "2024-06-03", None, "certified"),
        ("withdrawn", "2024-06-03", "suspended", "suspended"),
        ("expired", "2024-06-03", "withdrawn", "withdrawn"),
    ],
)
def test_the_state_of_a_record_and_that_of_the_file_are_both_said(
    dossier: Dossier, state: str, on: str, decided: str | None, stage: str
) -> None:
    certificate = attrs.evolve(dossier.certificate, state=state)
    events = () if decided is None else (decision("2024-05-06", decided),)
    assert of_code(reviewed(dossier, on, *events, certificate=certificate), "DOS009") == [
        ("certificate.state", {"shown": f"certificate-state.{state}", "stage": f"file-stage.{stage}"})
    ]


@pytest.mark.parametrize(
    ("state", "event"),
    [
        ("suspended", decision("2024-05-06", "suspended")),
        ("withdrawn", decision("2024-05-06", "withdrawn")),
        ("withdrawn", event("2024-05-06", "declaration-lapsed")),
    ],
)
def test_a_record_that_shows_what_became_of_the_certificate_is_no_contradiction(
    dossier: Dossier, state: str, event: Event
) -> None:
    certificate = attrs.evolve(dossier.certificate, state=state)
    assert of_code(reviewed(dossier, "2024-06-03", event, certificate=certificate), "DOS009") == []


def test_a_certificate_that_was_replaced_is_said_with_its_number_and_the_day(dossier: Dossier) -> None:
    replaced = attrs.evolve(dossier.certificate, replaced_on="2024-06-03")
    assert of_code(reviewed(dossier, "2024-06-02", certificate=replaced), "DOS008") == []
    assert of_code(reviewed(dossier, "2024-06-03", certificate=replaced), "DOS008") == [
        ("certificate.replaced_on", {"day": "2024-06-03", "number": dossier.certificate.number})
    ]
