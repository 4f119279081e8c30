"""Which audits have their place in a file, and which audit a decision answers, with what is found of each."""

from __future__ import annotations

from typing import Any

import pytest

from qualiopi_rules import Category, CertificationCycle, Dossier, Event
from qualiopi_rules.dossier import FileState, file_state
from qualiopi_rules.dossier.state import FileStage
from qualiopi_rules.rnq import AuditKind
from tests.checks import refused
from tests.dossier.reviews import state_of
from tests.dossier.test_history import GRANTED, audit, codes, decision, event, notified, verified

NEXT = CertificationCycle("2024-02-12").next()


def found_in(state: FileState) -> list[tuple[str, dict[str, Any], list[str]]]:
    return [(each.code, dict(each.params), [used.name for used in each.values]) for each in state.findings]


# --- Applications


def test_an_application_too_early_is_found_with_the_day_from_which_it_is_possible() -> None:
    refusal = [audit("2023-11-06", "initial"), decision("2023-12-04", "refused")]
    early = file_state([*refusal, event("2024-03-03", "application")], on="2024-03-03")
    params = {"day": "2024-03-03", "event": "event.application", "opens": "2024-03-04"}
    assert found_in(early) == [("HIS002", params, ["audit.new_application"])]
    assert found_in(file_state([*refusal, event("2024-03-04", "application")], on="2024-03-04")) == []


# --- Audits


def test_a_renewal_audit_before_the_last_year_is_found_with_its_first_day() -> None:
    early = file_state([*GRANTED, audit("2026-02-11", "renewal")], on="2026-02-11")
    params = {"day": "2026-02-11", "event": "event.audit", "opens": "2026-02-12"}
    assert found_in(early) == [("HIS007", params, ["cycle.renewal_year"])]
    assert found_in(file_state([*GRANTED, audit("2026-02-12", "renewal")], on="2026-02-12")) == []


def test_of_a_certification_that_is_withdrawn_there_is_nothing_to_renew() -> None:
    withdrawn = [*GRANTED, decision("2025-02-03", "withdrawn"), audit("2025-03-03", "renewal")]
    params = {"day": "2025-03-03", "event": "event.audit", "stage": "file-stage.withdrawn"}
    assert found_in(file_state(withdrawn, on="2025-03-03")) == [("HIS001", params, [])]


def test_an_audit_out_of_its_place_is_not_the_next_one_of_what_was_found_before() -> None:
    minor = [audit("2023-11-06", "initial"), notified("2023-11-13", 2, "minor")]
    out_of_place = [audit("2023-11-20", "surveillance"), audit("2023-11-27", "renewal")]
    state = file_state([*minor, *out_of_place], on="2023-11-27")
    assert codes(state) == ["HIS001", "HIS001"]
    assert [each.next_audit for each in state.nonconformities] == [None]


def test_what_the_surveillance_audit_finds_is_looked_at_at_the_renewal_audit() -> None:
    events = [
        *GRANTED,
        audit("2025-06-10", "surveillance"),
        notified("2025-06-16", 2, "minor"),
        audit("2026-10-05", "renewal"),
    ]
    (before,), (after,) = (file_state(events, on=on).nonconformities for on in ("2026-10-04", "2026-10-05"))
    assert (before.next_audit, str(after.next_audit)) == (None, "2026-10-05")


OPENED = [*GRANTED, event("2024-03-04", "new-site", sites_before=1)]


@pytest.mark.parametrize("kind", ["initial", "extension"])
def test_a_new_site_is_audited_once(kind: str) -> None:
    once = [*OPENED, audit("2024-04-08", kind)]
    assert codes(file_state(once, on="2024-04-08")) == ["HIS011"]
    again = file_state([*once, audit("2024-04-15", "initial")], on="2024-04-15")
    assert (codes(again), again.stage) == (["HIS011", "HIS001"], FileStage.CERTIFIED)


@pytest.mark.parametrize("ended", [decision("2024-03-11", "withdrawn"), event("2024-03-11", "declaration-lapsed")])
def test_a_site_that_was_opened_before_a_new_file_is_no_new_site_of_it(ended: Event) -> None:
    again = [*OPENED, ended, audit("2024-09-02", "initial", categories=["AF"])]
    audited = file_state(again, on="2024-09-02")
    assert (audited.stage, [each.kind for each in audited.waiting]) == (FileStage.AUDITED, [AuditKind.INITIAL])
    certified = [*again, decision("2024-10-07", "granted")]
    assert file_state(certified, on="2024-10-07").categories == {Category.AF}
    assert codes(file_state([*certified, audit("2024-11-04", "initial")], on="2024-11-04")) == ["HIS011", "HIS001"]


def test_without_a_new_site_a_certification_has_no_second_initial_audit(dossier: Dossier) -> None:
    state = state_of(dossier, "2024-06-03", audit("2024-06-03", "initial"))
    assert (state.stage, codes(state)) == (FileStage.CERTIFIED, ["HIS001"])


# --- The audit that a decision answers


def test_a_decision_that_can_mean_two_audits_is_found_with_the_one_that_was_held_first() -> None:
    held = [*GRANTED, audit("2026-03-02", "renewal"), audit("2026-03-09", "extension", categories=["AF"])]
    state = file_state([*held, decision("2026-04-07", "granted")], on="2026-04-07")
    params = {"kind": "audit-kind.renewal", "audited": "2026-03-02", "count": 2}
    common = {"day": "2026-04-07", "event": "event.decision"}
    assert found_in(state) == [("HIS009", common | params, [])]
    said = event("2026-04-07", "decision", decided="granted", audit="renewal")
    assert found_in(file_state([*held, said], on="2026-04-07")) == []


def test_two_audits_of_one_kind_are_answered_in_their_order_and_nothing_is_unclear() -> None:
    held = [*GRANTED, *(audit(on, "extension", categories=["AF"]) for on in ("2024-06-03", "2024-06-10"))]
    state = file_state([*held, decision("2024-07-01", "granted")], on="2024-07-01")
    assert ([str(each.on) for each in state.waiting], codes(state)) == (["2024-06-10"], [])


def test_an_audit_that_names_no_categories_is_answered_by_a_decision_that_does() -> None:
    """It is about all that were applied for, and the decision grants some of them."""
    applied = event("2023-10-02", "application", categories=["AF", "BC"])
    granted = event("2024-02-12", "decision", decided="granted", categories=["BC"])
    state = file_state([applied, audit("2023-11-06", "initial"), granted], on="2024-02-12")
    assert (state.stage, codes(state)) == (FileStage.CERTIFIED, [])
    assert state.categories == {Category.BC}


# --- Categories of a renewal

RENEWING = [*GRANTED, audit("2026-10-05", "renewal")]


def test_a_renewal_is_of_the_categories_that_its_decision_names() -> None:
    granted = event("2026-11-09", "decision", decided="granted", categories=["AF"])
    for on, categories in (("2027-02-11", {Category.BC}), ("2027-02-12", {Category.AF})):
        state = file_state([*RENEWING, granted], on=on)
        assert state.categories == categories
        assert codes(state) == []


def test_what_is_added_after_the_renewal_is_added_to_what_goes_on() -> None:
    """The renewal that names no categories is of those of before."""
    events = [
        *RENEWING,
        decision("2026-11-09", "granted"),
        audit("2026-12-07", "extension", categories=["AF"]),
        decision("2027-01-11", "granted"),
    ]
    for on in ("2027-02-11", "2027-02-12"):
        assert file_state(events, on=on).categories == {Category.AF, Category.BC}
    assert file_state(events, on="2027-02-12").cycle == NEXT


def test_a_renewal_that_was_decided_late_keeps_the_categories_too() -> None:
    state = file_state([*RENEWING, decision("2027-02-15", "granted")], on="2027-02-15")
    assert state.categories == {Category.BC}
    params = {"day": "2027-02-15", "event": "event.decision", "expired": "2027-02-11"}
    assert found_in(state) == [("HIS004", params, [])]


# --- A decision that the certificate shows

INITIAL = audit("2022-12-05", "initial", categories=["BC"])


def test_a_grant_that_no_audit_waits_for_is_the_one_that_the_certificate_shows_on_its_day(dossier: Dossier) -> None:
    alone = state_of(dossier, "2024-06-03", decision("2023-02-02", "granted"))
    assert (codes(alone), alone.cycle) == ([], CertificationCycle("2023-02-02"))
    again = state_of(dossier, "2024-06-03", INITIAL, *[decision("2023-02-02", "granted")] * 2)
    assert codes(again) == []


def test_what_is_granted_on_the_first_day_of_the_certificate_comes_before_what_it_shows(dossier: Dossier) -> None:
    both = audit("2022-12-05", "initial", categories=["AF", "BC"])
    state = state_of(dossier, "2023-02-02", both, decision("2023-02-02", "granted"))
    assert state.categories == {Category.AF, Category.BC}


def test_what_happens_on_the_day_after_the_certificate_has_its_place(dossier: Dossier) -> None:
    state = state_of(dossier, "2023-02-03", event("2023-02-03", "transfer"))
    assert (state.stage, codes(state)) == (FileStage.CERTIFIED, [])


@pytest.mark.parametrize("decided", ["granted", "refused"])
def test_a_decision_against_the_certificate_is_found_once_with_both_days(dossier: Dossier, decided: str) -> None:
    state = state_of(dossier, "2024-06-03", INITIAL, decision("2023-02-06", decided))
    params = {"day": "2023-02-02", "granted": "2023-02-06"}
    refusal = {"day": "2023-02-02", "stage": "file-stage.refused"}
    assert found_in(state) == [("HIS006", params, []) if decided == "granted" else ("HIS005", refusal, [])]
    assert state.findings[0].where == "events"
    twice = state_of(dossier, "2024-06-03", INITIAL, *(decision(on, decided) for on in ("2023-02-06", "2023-02-07")))
    assert codes(twice)[1:] == ["HIS001"], "it is answered"


@pytest.mark.parametrize("decided", ["granted", "refused"])
def test_a_decision_on_an_extension_or_after_the_end_does_not_answer_for_the_certificate(
    dossier: Dossier, decided: str
) -> None:
    """Neither has an audit to answer."""
    extension = event("2023-02-06", "decision", decided=decided, audit="extension")
    assert codes(state_of(dossier, "2024-06-03", INITIAL, extension)) == ["HIS001"]
    ended = (decision("2023-03-06", "withdrawn"), decision("2023-04-03", decided))
    assert codes(state_of(dossier, "2024-06-03", INITIAL, *ended)) == ["HIS001"]


def test_a_refused_renewal_leaves_what_an_extension_audit_found() -> None:
    events = [
        *GRANTED,
        audit("2026-10-05", "extension", categories=["AF"]),
        notified("2026-10-12", 4),
        audit("2026-10-19", "renewal"),
        event("2026-11-09", "decision", decided="refused", audit="renewal"),
    ]
    assert [each.subject for each in file_state(events, on="2026-11-09").nonconformities] == ["4"]


# --- A certification that is maintained

OVERDUE = [*GRANTED, audit("2025-06-10", "surveillance"), notified("2025-06-16", 4)]
"""Three months to correct a major one end on 16 September 2025."""


def test_a_certification_that_is_maintained_against_the_texts_is_found_each_time() -> None:
    """By the surveillance audit that waits, or else by the last one."""
    params = {"event": "event.decision", "decided": "decided.maintained", "outcome": "outcome.suspended"}
    once = [*OVERDUE, decision("2025-10-06", "maintained")]
    assert found_in(file_state(once, on="2025-10-06")) == [("HIS003", {"day": "2025-10-06"} | params, [])]
    twice = file_state([*once, decision("2025-10-13", "maintained")], on="2025-10-13")
    assert found_in(twice)[1:] == [("HIS003", {"day": "2025-10-13"} | params, [])]
    lifted = [*once, verified("2025-10-13", 4, lifted=True), decision("2025-10-20", "maintained")]
    assert codes(file_state(lifted, on="2025-10-20")) == ["HIS003"]


def test_it_is_the_surveillance_audit_that_counts_and_not_another_one_held_since() -> None:
    held = [*OVERDUE, audit("2025-09-22", "extension", categories=["AF"]), decision("2025-10-06", "maintained")]
    assert [params["outcome"] for _, params, _ in found_in(file_state(held, on="2025-10-06"))] == ["outcome.suspended"]


def test_a_certification_of_which_no_audit_is_known_can_be_maintained(dossier: Dossier) -> None:
    assert codes(state_of(dossier, "2024-06-03", decision("2024-06-03", "maintained"))) == []


# --- The end of the calendar


def test_the_six_months_after_an_accreditation_lie_within_the_calendar() -> None:
    late = [audit("9996-10-01", "initial"), decision("9996-12-01", "granted")]
    assert file_state([*late, event("9999-06-01", "accreditation-withdrawn")], on="9999-06-01").deadlines
    with refused("on: "):
        file_state([*late, event("9999-08-01", "accreditation-withdrawn")], on="9999-08-01")
