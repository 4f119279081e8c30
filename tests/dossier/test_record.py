"""What time, the certificate and a transfer bring to a file while its events are read."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from qualiopi_rules import Category, CertificationCycle, Dossier, Event
from qualiopi_rules.audit.decision import DecisionOutcome
from qualiopi_rules.cycle import Transfer
from qualiopi_rules.dossier import FileState, file_state
from qualiopi_rules.dossier.state import FileStage
from qualiopi_rules.rnq import AuditKind
from tests.dossier.reviews import state_of
from tests.dossier.test_history import GRANTED, audit, codes, corrected, decision, event, notified, verified

SURVEYED = [*GRANTED, audit("2025-06-10", "surveillance")]
RENEWING = [*SURVEYED, decision("2025-07-07", "maintained"), audit("2026-10-05", "renewal")]


def left(state: FileState) -> list[tuple[str, int]]:
    return [(each.code, each.days_left) for each in state.deadlines]


# --- Time


def test_a_renewal_that_names_no_categories_keeps_those_of_before() -> None:
    renewed = [*RENEWING, decision("2026-11-09", "granted")]
    for on in ("2027-02-11", "2027-02-12"):
        assert file_state(renewed, on=on).categories == {Category.BC}


@pytest.mark.parametrize(
    ("ended", "stage"),
    [(decision("2025-02-03", "withdrawn"), "withdrawn"), (event("2025-02-03", "declaration-lapsed"), "lapsed")],
)
def test_what_has_ended_does_not_expire(ended: Event, stage: str) -> None:
    for on in ("2027-02-11", "2027-02-12"):
        assert file_state([*GRANTED, ended], on=on).stage.value == stage


# --- The certificate


def test_the_next_cycle_on_a_certificate_answers_the_renewal_audit_and_no_extension_audit(dossier: Dossier) -> None:
    """What it was extended to, its own decision says."""
    certificate = attrs.evolve(
        dossier.certificate, printed_start="2026-02-02", valid_until="2029-02-01", cycle_number=2
    )
    events = (
        audit("2022-12-05", "initial", categories=["BC"]),
        audit("2025-10-06", "renewal"),
        audit("2025-11-03", "extension", categories=["AF"]),
    )
    before, after = (state_of(dossier, on, *events, certificate=certificate) for on in ("2026-02-01", "2026-02-02"))
    assert [each.kind for each in before.waiting] == [AuditKind.RENEWAL, AuditKind.EXTENSION]
    assert [each.kind for each in after.waiting] == [AuditKind.EXTENSION]
    assert (after.cycle, codes(after)) == (CertificationCycle("2026-02-02"), [])
    granted = state_of(dossier, "2026-03-02", *events, decision("2026-03-02", "granted"), certificate=certificate)
    assert granted.categories == {Category.AF, Category.BC}
    assert (granted.waiting, codes(granted)) == ((), [])


def test_what_is_notified_before_any_audit_is_known_says_no_audit(dossier: Dossier) -> None:
    (found,) = state_of(dossier, "2024-09-09", notified("2024-09-09", 22)).nonconformities
    assert found.found_at is None


# --- What comes before its notification


def test_what_comes_before_its_notification_is_found_once_with_the_next_one() -> None:
    events = [
        *SURVEYED,
        corrected("2025-06-11", 4),
        notified("2025-06-16", 4),
        verified("2025-06-23", 4, lifted=True),
        corrected("2025-06-24", 4),
        notified("2025-06-30", 4),
        notified("2025-07-07", 4),
    ]
    assert [(found.code, dict(found.params)["notified"]) for found in file_state(events, on="2025-07-07").findings] == [
        ("HIS008", "2025-06-16"),
        ("HIS008", "2025-06-30"),
    ]


def test_what_is_never_notified_has_no_place() -> None:
    events = [*SURVEYED, corrected("2025-06-11", 4), corrected("2025-06-16", 4), notified("2025-06-17", 5)]
    assert codes(file_state(events, on="2025-07-07")) == ["HIS001", "HIS001"]


def test_what_comes_on_the_day_of_its_notification_has_its_place() -> None:
    events = [*SURVEYED, corrected("2025-06-16", 4), notified("2025-06-16", 4)]
    assert codes(file_state(events, on="2025-07-07")) == []


# --- A transfer that says what became of the certificate


@pytest.mark.parametrize("flag", ["suspended", "withdrawn"])
def test_a_transfer_changes_nothing_of_a_file_without_a_certification(dossier: Dossier, flag: str) -> None:
    """Requested on 20 May 2024, of a certificate that was refused instead."""
    answers: dict[str, Any] = {flag: True}
    transfer = Transfer(requested="2022-12-19", **answers)
    events = (audit("2022-12-05", "initial"), decision("2022-12-12", "refused"))
    assert state_of(dossier, "2022-12-20", *events, transfer=transfer).stage is FileStage.REFUSED


@pytest.mark.parametrize("flag", ["suspended", "withdrawn"])
@pytest.mark.parametrize("on", ["2024-05-20", "2024-06-03", "2026-01-18", "2026-01-19", "2027-11-08"])
def test_what_a_transfer_says_is_as_if_an_event_of_its_day_said_it(dossier: Dossier, flag: str, on: str) -> None:
    """A withdrawn certificate stays so after its last day, where a suspended one expires."""
    answers: dict[str, Any] = {flag: True}
    by_transfer = state_of(dossier, on, transfer=Transfer(requested="2024-05-20", **answers))
    by_event = state_of(dossier, on, decision("2024-05-20", flag))
    assert by_transfer.stage is by_event.stage


@pytest.mark.parametrize(
    ("on", "stage"), [("2024-05-20", "suspended"), ("2024-05-21", "certified"), ("2024-06-03", "certified")]
)
def test_a_certificate_that_a_transfer_says_suspended_may_be_maintained_on_a_later_day(
    dossier: Dossier, on: str, stage: str
) -> None:
    events = (decision(on, "maintained"),)
    transfer = Transfer(requested="2024-05-20", suspended=True)
    assert state_of(dossier, "2024-07-01", *events, transfer=transfer).stage == stage


@pytest.mark.parametrize(("flag", "waits"), [("suspended", True), ("withdrawn", False)])
def test_an_audit_waits_for_its_decision_while_a_certification_lives(dossier: Dossier, flag: str, waits: bool) -> None:
    """Of a suspended one too; of one that is withdrawn nothing is left to be decided."""
    answers: dict[str, Any] = {flag: True}
    transfer = Transfer(requested="2024-05-20", **answers)
    state = state_of(dossier, "2024-06-03", audit("2024-05-06", "surveillance"), transfer=transfer)
    assert [each.kind for each in state.waiting] == [AuditKind.SURVEILLANCE] * waits


@pytest.mark.parametrize("flag", ["suspended", "withdrawn"])
def test_a_certificate_may_be_issued_on_the_day_of_what_a_transfer_says_of_it(dossier: Dossier, flag: str) -> None:
    answers: dict[str, Any] = {flag: True}
    transfer = Transfer(requested=dossier.certificate.first_issue, **answers)
    state = state_of(dossier, "2024-06-03", transfer=transfer)
    assert state.stage == flag


def test_after_the_withdrawal_that_a_transfer_says_a_new_file_may_be_certified(dossier: Dossier) -> None:
    events = (audit("2024-10-07", "initial"), decision("2024-11-04", "granted"))
    transfer = Transfer(requested="2024-05-20", withdrawn=True)
    state = state_of(dossier, "2024-12-02", *events, transfer=transfer)
    assert state.stage is FileStage.CERTIFIED
    assert state.cycle == CertificationCycle("2024-11-04")


# --- Whether the last audit is answered


def test_an_audit_is_answered_from_its_decision_on_and_none_where_there_is_none() -> None:
    assert not file_state([], on="2023-11-06").answered
    assert not file_state(GRANTED, on="2024-02-11").answered
    assert file_state(GRANTED, on="2024-02-12").answered
    assert not file_state(SURVEYED, on="2025-06-10").answered


def test_while_an_audit_waits_the_state_says_what_the_texts_say_and_after_it_the_stage_alone() -> None:
    waiting = file_state(SURVEYED, on="2025-06-10")
    assert (
        waiting.say("en")
        == "The provider is certified. The certification is maintained (surveillance audit). No non-conformity is open."
    )
    assert waiting.decision is not None
    assert waiting.citations == waiting.decision.citations != ()
    decided = file_state([*SURVEYED, decision("2025-07-07", "maintained")], on="2025-07-07")
    assert decided.say("en") == "The provider is certified."
    assert file_state([], on="2023-11-06").citations == ()


# --- A suspension


def test_a_suspension_that_the_texts_do_not_ask_for_has_no_decision_of_theirs() -> None:
    suspended = [*SURVEYED, decision("2025-07-07", "suspended")]
    state = file_state(suspended, on="2025-07-07")
    assert (state.stage, state.decision, state.say("en")) == (
        FileStage.SUSPENDED,
        None,
        "The certification is suspended.",
    )
    late = file_state([*SURVEYED, notified("2025-06-16", 4), decision("2025-09-22", "suspended")], on="2025-09-22")
    assert late.decision is not None
    assert late.decision.outcome is DecisionOutcome.SUSPENDED


# --- What is still to be done


def test_a_new_application_waits_no_more_once_it_is_made() -> None:
    refused = [audit("2023-11-06", "initial"), decision("2023-12-04", "refused")]
    assert left(file_state(refused, on="2024-03-04")) == [("application-opens", 0)]
    assert left(file_state(refused, on="2024-03-05")) == []
    early = [*refused, event("2024-01-15", "application")]
    assert left(file_state(early, on="2024-01-15")) == []


def test_a_certificate_that_fell_with_the_accreditation_of_its_certifier_has_nothing_to_be_transferred() -> None:
    alone = [*GRANTED, event("2024-06-03", "accreditation-withdrawn")]
    assert left(file_state(alone, on="2024-12-03")) == [("transfer-due", 0)]
    over = file_state(alone, on="2024-12-04")
    assert (over.stage, left(over)) == (FileStage.EXPIRED, [])


def test_nothing_is_to_be_corrected_for_a_certificate_that_expired_with_all_its_audits_answered() -> None:
    found = [notified("2026-10-12", 2, "minor")]
    waiting = [*RENEWING, *found]
    assert left(file_state(waiting, on="2027-02-12")) == [("minor-corrected", 59)]
    answered = [*SURVEYED, notified("2025-06-16", 2, "minor"), decision("2025-07-07", "maintained")]
    assert left(file_state(answered, on="2025-12-15")) == [("minor-corrected", 1)]
    expired = [*answered, notified("2027-02-10", 4)]
    assert left(file_state(expired, on="2027-02-12")) == []
