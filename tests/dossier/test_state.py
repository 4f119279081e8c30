"""One state is made of all that a dossier says, and what it says in two ways that disagree is found."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import (
    Answers,
    Category,
    Certificate,
    CertificationCycle,
    Dossier,
    Event,
    InvalidInput,
    Review,
    review,
)
from qualiopi_rules.audit import AuditFacts, NonConformity, decide
from qualiopi_rules.audit.decision import DecisionOutcome
from qualiopi_rules.cycle import Stage, Transfer
from qualiopi_rules.dossier import file_state
from qualiopi_rules.dossier.state import FileStage
from qualiopi_rules.report import review_report
from qualiopi_rules.results.deadlines import MilestoneCode
from qualiopi_rules.rnq import AuditKind
from tests.audit.test_nonconformity import major, minor
from tests.dossier.agreement import agrees_with_its_state
from tests.dossier.reviews import reviewed
from tests.dossier.test_history import audit, corrected, decision, event, notified, verified
from tests.strategies import days

CYCLE = CertificationCycle("2023-02-02")
"""That of the webinar's certificate: surveillance from 2 April to 2 December 2024, last day 1 February 2026."""

INITIAL = audit("2022-12-05", "initial", categories=["BC"])
GRANTED = decision("2023-02-02", "granted")
SURVEILLANCE = audit("2024-09-02", "surveillance")


def codes(result: Review) -> list[str]:
    return [found.code for found in result.findings]


def to_do(result: Review) -> set[str]:
    return {each.code.value for each in result.deadlines}


# --- What the state allows


def test_a_withdrawn_certification_offers_nothing(dossier: Dossier) -> None:
    result = reviewed(
        dossier, "2024-06-03", decision("2024-05-06", "withdrawn"), categories=["AF", "BC"], transfer=REQUESTED
    )
    assert result.state.stage is FileStage.WITHDRAWN
    assert (result.cycle, result.status, result.timeline, result.next_audit) == (None, None, (), None)
    assert to_do(result) == {"application-opens"}
    assert result.extension is not None
    assert result.extension.possible is False
    assert result.transfer is not None
    assert (result.transfer.possible, [str(bar) for bar in result.transfer.bars]) == (False, ["withdrawn"])
    assert "La certification a été retirée." in review_report(result).text()
    assert "en cours" not in review_report(result).verdict.text


REQUESTED = Transfer(requested="2024-05-20")


def test_a_suspended_certification_keeps_what_the_law_still_asks(dossier: Dossier) -> None:
    """Its days run on: the surveillance audit and the end; nothing that it would need to be in force for."""
    result = reviewed(dossier, "2024-06-03", decision("2024-05-06", "suspended"), categories=["AF", "BC"])
    assert result.state.stage is FileStage.SUSPENDED
    assert (result.cycle, result.status) == (CYCLE, None)
    assert to_do(result) == {"surveillance-closes", "expires"}
    assert result.next_audit is not None
    assert result.next_audit.plan.kind is AuditKind.SURVEILLANCE
    assert result.extension is not None
    assert result.extension.possible is False
    assert result.decision is None
    written = review_report(result).text()
    assert "La certification est suspendue." in written
    assert "peut être délivrée" not in written
    after = reviewed(dossier, "2024-10-01", SURVEILLANCE, decision("2024-09-30", "suspended"))
    assert after.next_audit is None


def test_a_certification_that_a_transfer_says_suspended_or_withdrawn_is_so(dossier: Dossier) -> None:
    """The facts of a transfer are facts about the file, from its request on."""
    for flag, stage in (("suspended", FileStage.SUSPENDED), ("withdrawn", FileStage.WITHDRAWN)):
        flags: dict[str, Any] = {flag: True}
        known = Transfer(requested="2024-05-20", **flags)
        assert reviewed(dossier, "2024-05-19", transfer=known).state.stage is FileStage.CERTIFIED
        result = reviewed(dossier, "2024-05-20", transfer=known)
        assert result.state.stage is stage
        assert (result.status, "TRF001" in codes(result)) == (None, True)


@pytest.mark.parametrize(
    ("events", "on", "stage"),
    [
        ([INITIAL], "2023-01-02", FileStage.AUDITED),
        ([event("2022-11-07", "application", categories=["BC"])], "2023-01-02", FileStage.APPLIED),
        ([INITIAL, decision("2023-01-09", "refused")], "2023-01-20", FileStage.REFUSED),
    ],
)
def test_before_its_certificate_a_file_has_no_next_audit(
    dossier: Dossier, events: list[Event], on: str, stage: FileStage
) -> None:
    result = reviewed(dossier, on, *events)
    assert result.state.stage is stage
    assert result.status is not None
    assert (result.status.stage, result.status.valid) == (Stage.NOT_STARTED, False)
    assert result.next_audit is None


def test_a_certificate_answers_the_audit_that_no_event_answers(dossier: Dossier) -> None:
    """The decision is not among the events, and the certificate shows it."""
    result = reviewed(dossier, "2024-06-03", INITIAL)
    assert (result.state.stage, result.cycle, result.state.waiting) == (FileStage.CERTIFIED, CYCLE, ())
    assert result.findings == ()


def test_a_refused_file_whose_certificate_comes_is_a_contradiction(dossier: Dossier) -> None:
    events = (INITIAL, decision("2023-01-09", "refused"))
    result = reviewed(dossier, "2024-06-03", *events)
    assert (result.state.stage, result.cycle) == (FileStage.REFUSED, None)
    (found,) = (each for each in result.findings if each.code == "HIS005")
    assert "2 février 2023" in found.say()
    assert "refusée" in found.say()


def test_a_refusal_after_the_certificate_is_a_contradiction(dossier: Dossier) -> None:
    result = reviewed(dossier, "2024-06-03", INITIAL, decision("2023-03-06", "refused"))
    assert (result.state.stage, result.cycle, "HIS005" in codes(result)) == (FileStage.REFUSED, None, True)


@pytest.mark.parametrize("granted", ["2023-01-20", "2023-02-10"])
def test_a_grant_on_another_day_than_the_first_issue_is_found_with_both(dossier: Dossier, granted: str) -> None:
    result = reviewed(dossier, "2024-06-03", INITIAL, decision(granted, "granted"))
    (found,) = (each for each in result.findings if each.code == "HIS006")
    assert dict(found.params) == {"day": "2023-02-02", "granted": granted}
    assert result.cycle == CYCLE


def test_a_new_certification_takes_the_place_of_an_old_certificate(dossier: Dossier) -> None:
    """The certificate ended on 1 February 2026; the events give another certification."""
    events = (audit("2026-04-13", "initial", categories=["BC"]), decision("2026-05-04", "granted"))
    result = reviewed(dossier, "2026-06-01", *events)
    assert result.cycle == CertificationCycle("2026-05-04")
    assert result.state.stage is FileStage.CERTIFIED
    assert "CYC003" not in codes(result)
    late = reviewed(dossier, "2026-06-01", audit("2026-01-12", "renewal"), decision("2026-02-16", "granted"))
    assert late.cycle == CertificationCycle("2026-02-16")
    assert codes(late) == ["HIS004"]


def test_the_cycles_of_a_later_certificate_are_known_from_the_first_issue(dossier: Dossier) -> None:
    """A certificate of the second cycle shows the first one: its surveillance audit has its place."""
    certificate = attrs.evolve(
        dossier.certificate, printed_start="2026-02-02", valid_until="2029-02-01", cycle_number=2
    )
    result = reviewed(dossier, "2024-10-01", SURVEILLANCE, certificate=certificate)
    assert (result.cycle, codes(result)) == (CYCLE, [])
    assert reviewed(dossier, "2026-02-02", SURVEILLANCE, certificate=certificate).cycle == CYCLE.next()


def test_a_renewal_audit_that_waits_for_its_decision_is_not_planned_again(dossier: Dossier) -> None:
    events = (SURVEILLANCE, audit("2025-10-06", "renewal"))
    assert reviewed(dossier, "2025-10-05", *events).next_audit is not None
    result = reviewed(dossier, "2025-11-20", *events)
    assert result.next_audit is None
    assert "CYC007" not in codes(result)
    assert not to_do(result) & {"renewal-closes", "renewal-latest"}


def test_a_renewal_audit_before_the_last_year_is_none(dossier: Dossier) -> None:
    """The annex, II-2-c: in the third year. The surveillance audit stays due."""
    result = reviewed(dossier, "2024-12-10", audit("2023-09-04", "renewal"), surveillance_held=False)
    assert codes(result) == ["CYC004", "HIS007"]
    assert result.state.waiting == ()
    assert result.next_audit is not None
    assert result.next_audit.plan.kind is AuditKind.SURVEILLANCE
    on_its_first_day = reviewed(dossier, "2025-02-03", audit("2025-02-02", "renewal"))
    assert "HIS007" not in codes(on_its_first_day)


# --- Non-conformities, wherever they are given


def test_what_the_events_alone_give_is_checked(dossier: Dossier) -> None:
    late = (SURVEILLANCE, notified("2024-09-09", 22), event("2024-09-16", "plan", indicator=22))
    assert "NCF001" in codes(reviewed(dossier, "2024-12-10", *late))
    on_four = (SURVEILLANCE, notified("2024-09-09", 4, "minor"))
    assert "NCF004" in codes(reviewed(dossier, "2024-09-10", *on_four))
    five = (SURVEILLANCE, *(notified("2024-09-09", each, "minor") for each in (1, 2, 9, 12, 17)))
    (found,) = (each for each in reviewed(dossier, "2024-09-10", *five).findings if each.code == "NCF005")
    assert found.where == "events"


def test_those_recorded_and_those_of_the_events_count_together(dossier: Dossier) -> None:
    """Three and two make five; and one recorded apart does not hide an overdue one of the events."""
    recorded = AuditFacts(nonconformities=[minor(each, "2024-09-09", found_at="surveillance") for each in (1, 2, 9)])
    events = (SURVEILLANCE, *(notified("2024-09-09", each, "minor") for each in (12, 17)))
    result = reviewed(dossier, "2024-09-10", *events, audits=recorded)
    assert "NCF005" in codes(result)
    assert ("minors-reduced" in to_do(result), len(result.state.nonconformities)) == (True, 5)
    overdue = reviewed(dossier, "2024-12-10", SURVEILLANCE, notified("2024-09-09", 22), audits=recorded)
    assert "NCF001" in codes(overdue)
    assert overdue.decision is not None
    assert overdue.decision.outcome is DecisionOutcome.SUSPENDED


def test_one_non_conformity_in_two_ways_is_found(dossier: Dossier) -> None:
    recorded = AuditFacts(nonconformities=[minor(2, "2024-09-09", found_at="surveillance")])
    result = reviewed(dossier, "2024-09-10", SURVEILLANCE, notified("2024-09-09", 2, "major"), audits=recorded)
    (found,) = (each for each in result.findings if each.code == "DOS006")
    assert found.where == "audits.nonconformities[0].grade"
    assert len(result.state.nonconformities) == 1
    lifted = (notified("2024-09-09", 2, "minor"), verified("2024-10-07", 2, lifted=True))
    later = reviewed(dossier, "2024-10-08", SURVEILLANCE, *lifted, audits=recorded)
    assert [each.where.rpartition(".")[2] for each in later.findings if each.code == "DOS006"] == ["verified", "lifted"]
    assert "DOS006" not in codes(reviewed(dossier, "2024-10-06", SURVEILLANCE, *lifted, audits=recorded))


@pytest.mark.parametrize("by_events", [True, False])
def test_a_non_conformity_on_an_indicator_that_does_not_apply_is_found(dossier: Dossier, *, by_events: bool) -> None:
    """Indicator 29 is of apprenticeship; indicator 40 is of nobody's."""
    recorded = AuditFacts(nonconformities=[major(29, "2024-09-09", found_at="surveillance")])
    result = (
        reviewed(dossier, "2024-09-10", SURVEILLANCE, notified("2024-09-09", 29))
        if by_events
        else reviewed(dossier, "2024-09-10", audits=recorded)
    )
    (found,) = (each for each in result.findings if each.code == "NCF009")
    assert found.where == ("events" if by_events else "audits.nonconformities[0]")
    assert "NCF009" not in codes(reviewed(dossier, "2024-09-10", SURVEILLANCE, notified("2024-09-09", 2, "minor")))
    assert "NCF009" not in codes(reviewed(dossier, "2024-09-10", SURVEILLANCE, notified("2024-09-09", None)))


def test_a_non_conformity_on_an_indicator_that_applied_then_is_none(dossier: Dossier) -> None:
    """Indicator 8 is not of bilans, which alone are to be audited; trainings were certified too."""
    both = attrs.evolve(dossier, certificate=attrs.evolve(dossier.certificate, categories=["AF", "BC"]))
    found = (SURVEILLANCE, notified("2024-09-09", 8, "minor"))
    assert "NCF009" in codes(reviewed(dossier, "2024-09-10", *found))
    assert "NCF009" not in codes(reviewed(both, "2024-09-10", *found))


def test_a_correction_before_its_notification_is_found_with_both_days(dossier: Dossier) -> None:
    events = (SURVEILLANCE, corrected("2024-09-03", 22), notified("2024-09-09", 22))
    (found,) = (each for each in reviewed(dossier, "2024-09-10", *events).findings if each.code == "HIS008")
    assert dict(found.params)["notified"] == "2024-09-09"
    assert "HIS001" in codes(reviewed(dossier, "2024-09-08", *events)), "the notification is still to come"


# --- Other contradictions


@pytest.mark.parametrize(
    ("held", "found"),
    [(None, False), (True, False), ("2024-09-02", False), (False, True), ("2024-10-07", True)],
)
def test_two_answers_on_the_surveillance_audit_are_found(dossier: Dossier, held: Any, *, found: bool) -> None:
    result = reviewed(dossier, "2024-11-04", SURVEILLANCE, surveillance_held=held)
    assert ("DOS003" in codes(result)) is found
    assert "DOS003" not in codes(reviewed(dossier, "2024-09-01", SURVEILLANCE, surveillance_held=held))


def test_a_surveillance_audit_of_the_events_outside_its_window_is_found(dossier: Dossier) -> None:
    assert "CYC006" in codes(reviewed(dossier, "2024-04-03", audit("2024-04-01", "surveillance")))
    assert "CYC006" not in codes(reviewed(dossier, "2024-04-03", audit("2024-04-02", "surveillance")))


def test_a_surveillance_audit_after_the_day_is_said_to_be_to_come(dossier: Dossier) -> None:
    result = reviewed(dossier, "2024-09-01", surveillance_held="2024-09-02")
    assert codes(result) == ["DOS004"]
    assert codes(reviewed(dossier, "2024-09-02", surveillance_held="2024-09-02")) == []


EXTENDED = (
    INITIAL,
    GRANTED,
    audit("2023-11-06", "extension", categories=["AF"]),
    decision("2023-12-04", "granted"),
)


def test_the_categories_of_a_certificate_are_those_granted_when_it_was_issued(dossier: Dossier) -> None:
    both = attrs.evolve(dossier.certificate, categories=["AF", "BC"])
    assert "DOS005" in codes(reviewed(dossier, "2024-06-03", INITIAL, GRANTED, certificate=both))
    assert "DOS005" in codes(reviewed(dossier, "2024-06-03", *EXTENDED, certificate=both)), "issued before"
    reissued = attrs.evolve(both, last_issue="2023-12-04")
    result = reviewed(dossier, "2024-06-03", *EXTENDED, certificate=reissued)
    assert codes(result) == []
    assert result.state.categories == {Category.AF, Category.BC}
    assert codes(reviewed(dossier, "2023-12-03", *EXTENDED, certificate=reissued)) == []


def test_what_was_extended_needs_no_extension(dossier: Dossier) -> None:
    result = reviewed(dossier, "2024-06-03", *EXTENDED, categories=["AF", "BC"])
    assert (result.extension, "DOS001" in codes(result)) == (None, False)


@pytest.mark.parametrize(("decided", "flag"), [("suspended", "suspended"), ("withdrawn", "withdrawn")])
def test_a_transfer_that_denies_what_the_events_say_is_found(dossier: Dossier, decided: str, flag: str) -> None:
    flags: dict[str, Any] = {flag: False}
    known = Transfer(requested="2024-05-20", **flags)
    result = reviewed(dossier, "2024-06-03", decision("2024-05-06", decided), transfer=known)
    assert [each.where for each in result.findings if each.code == "DOS007"] == [f"transfer.{flag}"]
    assert result.transfer is not None
    assert result.transfer.possible is False
    opposite: dict[str, Any] = {"withdrawn" if flag == "suspended" else "suspended": False}
    other = Transfer(requested="2024-05-20", **opposite)
    assert "DOS007" not in codes(reviewed(dossier, "2024-06-03", decision("2024-05-06", decided), transfer=other))


def test_a_transfer_that_is_decided_is_not_barred_by_what_comes_after(dossier: Dossier) -> None:
    done = Transfer(requested="2024-05-20", file_sent="2024-05-24", decided="2024-06-03")
    result = reviewed(dossier, "2024-08-01", decision("2024-07-01", "suspended"), transfer=done)
    assert result.transfer is not None
    assert result.transfer.bars == ()


def test_a_certificate_that_was_replaced_says_so_and_counts_no_more(dossier: Dossier) -> None:
    replaced = attrs.evolve(dossier.certificate, replaced_on="2024-06-03", nda="11 75 59933 75")
    other = attrs.evolve(replaced, number="2", replaced_on=None)
    before = reviewed(dossier, "2024-06-02", certificate=replaced, other_certificates=[other])
    assert codes(before) == ["LIF001"]
    after = reviewed(dossier, "2024-06-03", certificate=replaced, other_certificates=[other])
    assert codes(after) == ["DOS008"]


@pytest.mark.parametrize(
    ("state", "on", "found"),
    [
        ("issued", "2024-06-03", False),
        ("issued", "2026-02-02", True),
        ("expired", "2026-02-02", False),
        ("expired", "2026-02-01", True),
        ("suspended", "2024-06-03", True),
        ("withdrawn", "2024-06-03", True),
    ],
)
def test_the_state_of_a_record_is_that_of_the_file(dossier: Dossier, state: str, on: str, *, found: bool) -> None:
    result = reviewed(dossier, on, certificate=attrs.evolve(dossier.certificate, state=state))
    assert ("DOS009" in codes(result)) is found


# --- Each audit has its own decision

CERTIFIED = (INITIAL, GRANTED)
EXTENSION = audit("2024-09-02", "extension", categories=["AF"])


def test_a_surveillance_and_an_extension_audit_of_one_day_are_answered_apart() -> None:
    """A ministry's question and answer: allowed, each is answered by its own decision."""
    held = [*CERTIFIED, SURVEILLANCE, EXTENSION]
    state = file_state(
        [*held, decision("2024-10-01", "maintained"), decision("2024-10-07", "granted")], on="2024-10-07"
    )
    assert (state.findings, state.waiting) == ((), ())
    assert state.categories == {Category.AF, Category.BC}
    half = file_state([*held, decision("2024-10-01", "maintained")], on="2024-10-07")
    assert [each.kind for each in half.waiting] == [AuditKind.EXTENSION]
    assert half.categories == {Category.BC}


def test_two_extensions_wait_at_once() -> None:
    held = [*CERTIFIED, EXTENSION, audit("2024-09-16", "extension", categories=["VAE"])]
    vae = [*held, event("2024-10-07", "decision", decided="granted", categories=["VAE"])]
    state = file_state(vae, on="2024-10-07")
    assert state.categories == {Category.BC, Category.VAE}
    assert [each.categories for each in state.waiting] == [frozenset({Category.AF})]
    refused = file_state([*held, decision("2024-10-07", "refused")], on="2024-10-07")
    assert [each.categories for each in refused.waiting] == [frozenset({Category.VAE})]


def test_a_decision_says_which_audit_it_answers_or_is_asked_to() -> None:
    held = [
        *CERTIFIED,
        SURVEILLANCE,
        audit("2025-03-03", "renewal"),
        audit("2025-03-10", "extension", categories=["AF"]),
    ]
    unclear = file_state([*held, decision("2025-04-07", "granted")], on="2025-04-07")
    (found,) = unclear.findings
    assert (found.code, dict(found.params)["kind"], dict(found.params)["count"]) == ("HIS009", "audit-kind.renewal", 2)
    assert unclear.renewed == CYCLE.next()
    clear = file_state([*held, event("2025-04-07", "decision", decided="granted", audit="extension")], on="2025-04-07")
    assert (clear.findings, clear.renewed) == ((), None)
    assert clear.categories == {Category.AF, Category.BC}


def test_a_decision_may_grant_part_of_the_categories() -> None:
    """One of several categories fails: the certificate is granted for those that pass."""
    both = audit("2022-12-05", "initial", categories=["AF", "BC"])
    state = file_state([both, event("2023-02-02", "decision", decided="granted", categories=["BC"])], on="2023-02-02")
    assert state.categories == {Category.BC}


def test_the_categories_of_a_renewal_are_those_of_the_next_cycle() -> None:
    whole = [audit("2022-12-05", "initial", categories=["AF", "BC"]), GRANTED]
    renewal = [audit("2025-09-01", "renewal", categories=["BC"]), decision("2025-10-06", "granted")]
    assert file_state([*whole, *renewal], on="2026-02-01").categories == {Category.AF, Category.BC}
    assert file_state([*whole, *renewal], on="2026-02-02").categories == {Category.BC}
    added = [audit("2025-11-03", "extension", categories=["VAE"]), decision("2025-12-01", "granted")]
    assert file_state([*whole, *renewal, *added], on="2026-02-02").categories == {Category.BC, Category.VAE}
    late = [audit("2026-02-09", "renewal", categories=["BC"]), decision("2026-03-02", "granted")]
    assert file_state([*whole, *late], on="2026-03-02").categories == {Category.BC}


@pytest.mark.parametrize(("kind", "more"), [("surveillance", {}), ("complementary", {})])
def test_categories_on_an_audit_that_decides_about_none_are_refused(kind: str, more: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as caught:
        audit("2024-09-02", kind, categories=["AF"], **more)
    assert [(fault.path, fault.expected) for fault in caught.value.faults] == [("categories", "without-categories")]
    with pytest.raises(InvalidInput):
        event("2024-09-02", "decision", decided="maintained", categories=["AF"])


def test_a_notification_may_say_which_audit_found_it() -> None:
    held = [*CERTIFIED, SURVEILLANCE, EXTENSION]
    own = event("2024-09-09", "notification", indicator=5, grade="major", audit="extension")
    state = file_state([*held, own, notified("2024-09-09", 22)], on="2024-09-09")
    assert {each.subject: each.found_at for each in state.nonconformities} == {
        "5": AuditKind.EXTENSION,
        "22": AuditKind.SURVEILLANCE,  # without a word, the last audit that was held
    }


# --- A time that was missed

MISSED = [audit("2025-06-16", "initial", categories=["BC"]), notified("2025-06-20", 4), corrected("2025-10-01", 4)]
"""Three months end on 20 September 2025: the correction comes eleven days late."""

LIFTED = [*MISSED, verified("2025-10-10", 4, lifted=True)]


@pytest.mark.parametrize("on", ["2025-10-09", "2025-10-10", "2026-03-02"])
def test_a_time_that_was_missed_stays_missed(on: str) -> None:
    state = file_state(LIFTED, on=on)
    assert state.decision is not None
    assert state.decision.outcome is DecisionOutcome.REFUSED
    granted = file_state([*LIFTED, decision("2025-10-13", "granted")], on="2025-10-13")
    assert [found.code for found in granted.findings] == ["HIS003"]


def test_it_does_in_decide_too_at_renewal_and_extension_and_not_at_surveillance() -> None:
    """A suspension ends when the correction is lifted; a refusal is final."""
    for kind, outcome in {
        "initial": DecisionOutcome.REFUSED,
        "renewal": DecisionOutcome.REFUSED,
        "extension": DecisionOutcome.REFUSED,
        "surveillance": DecisionOutcome.MAINTAINED,
    }.items():
        found = NonConformity(
            indicator=4,
            grade="major",
            notified="2025-06-20",
            found_at=kind,
            implemented="2025-10-01",
            verified="2025-10-10",
            lifted="2025-10-10",
        )
        assert decide(kind, [found], on="2025-10-10").outcome is outcome
        in_time = attrs.evolve(found, implemented="2025-09-20")
        assert decide(kind, [in_time], on="2025-10-10").outcome is not DecisionOutcome.REFUSED
        other = attrs.evolve(found, found_at="surveillance" if kind != "surveillance" else "initial")
        assert decide(kind, [other], on="2025-10-10").outcome is not DecisionOutcome.REFUSED, "of another audit"


@pytest.mark.parametrize(("lifted", "outcome"), [("2025-09-20", "granted"), ("2025-09-21", "refused")])
def test_five_minor_ones_reduced_too_late_stay_too_late(lifted: str, outcome: str) -> None:
    """Five minor ones count as a major one; fewer are enough within three months of the fifth."""
    found = [minor(each, "2025-06-20", found_at="initial") for each in (1, 2, 9, 12)]
    fifth = minor(17, "2025-06-20", found_at="initial", verified=lifted, lifted=lifted)
    assert decide("initial", [*found, fifth], on="2025-10-10").outcome.value == outcome


def test_a_missed_time_of_an_audit_before_does_not_refuse_the_renewal() -> None:
    """The renewal answers for what its own audit found."""
    events = [
        *CERTIFIED,
        SURVEILLANCE,
        notified("2024-09-09", 22),
        corrected("2024-12-20", 22),
        verified("2024-12-23", 22, lifted=True),
        decision("2025-01-06", "maintained"),
        audit("2025-09-01", "renewal"),
    ]
    state = file_state(events, on="2025-09-02")
    assert state.decision is not None
    assert state.decision.outcome is DecisionOutcome.GRANTED


# --- What happens to a certifier, to a declaration and to sites

ACCREDITATION = event("2024-03-04", "accreditation-withdrawn")


def test_a_certificate_outlives_its_certifier_by_six_months() -> None:
    alone = [*CERTIFIED, ACCREDITATION]
    state = file_state(alone, on="2024-03-04")
    assert [(each.code, str(each.day)) for each in state.deadlines] == [(MilestoneCode.TRANSFER_DUE, "2024-09-04")]
    assert file_state(alone, on="2024-09-04").stage is FileStage.CERTIFIED
    assert file_state(alone, on="2024-09-05").stage is FileStage.EXPIRED
    moved = file_state([*alone, event("2024-09-04", "transfer")], on="2024-09-05")
    assert (moved.stage, moved.deadlines, moved.findings) == (FileStage.CERTIFIED, (), ())


def test_a_new_certification_is_not_ended_by_an_accreditation_lost_before_it(dossier: Dossier) -> None:
    again = [audit("2025-01-06", "initial", categories=["BC"]), decision("2025-02-03", "granted")]
    state = file_state([*CERTIFIED, ACCREDITATION, *again], on="2025-06-02")
    assert (state.stage, state.cycle) == (FileStage.CERTIFIED, CertificationCycle("2025-02-03"))
    before = (
        audit("2020-01-06", "initial"),
        decision("2020-02-03", "granted"),
        event("2022-01-03", ACCREDITATION.kind),
    )
    assert reviewed(dossier, "2024-06-03", *before).state.stage is FileStage.CERTIFIED


def test_the_certification_falls_with_the_declaration_of_activity() -> None:
    lapsed = [*CERTIFIED, event("2024-06-03", "declaration-lapsed")]
    state = file_state(lapsed, on="2024-06-03")
    assert (state.stage, state.decision, state.deadlines) == (FileStage.LAPSED, None, ())
    again = file_state([*lapsed, event("2024-07-01", "application"), audit("2024-08-05", "initial")], on="2024-08-05")
    assert (again.stage, again.findings) == (FileStage.AUDITED, ())


@pytest.mark.parametrize(
    ("sites_before", "kind", "words"),
    [(1, "initial", "un audit initial"), (2, "extension", "un audit d’extension"), (None, "initial", "s’il n’y avait")],
)
def test_a_new_site_is_to_be_audited(sites_before: int | None, kind: str, words: str) -> None:
    """A certifier's practice: an extension, and an initial audit from one site to several."""
    opened = [*CERTIFIED, event("2024-03-04", "new-site", sites_before=sites_before)]
    (found,) = file_state(opened, on="2024-03-04").findings
    assert (found.code, words in found.say("fr")) == ("HIS011", True)
    audited = [*opened, audit("2024-04-08", kind), decision("2024-05-06", "granted")]
    state = file_state(audited, on="2024-05-06")
    assert [each.code for each in state.findings] == ["HIS011"]
    assert (state.stage, state.cycle, state.waiting) == (FileStage.CERTIFIED, CYCLE, ())


@pytest.mark.parametrize("kind", ["accreditation-withdrawn", "declaration-lapsed", "new-site"])
def test_without_a_certification_these_change_nothing(kind: str) -> None:
    state = file_state([event("2024-03-04", kind)], on="2024-03-04")
    assert ([found.code for found in state.findings], state.stage) == (["HIS001"], FileStage.NOTHING)


def test_a_transfer_with_a_major_one_open_is_found() -> None:
    """One consultant, and the rule that a suspended certificate is not taken over."""
    events = [*CERTIFIED, SURVEILLANCE, notified("2024-09-09", 22), event("2024-09-16", "transfer")]
    (found,) = file_state(events, on="2024-09-16").findings
    assert (found.code, dict(found.params)["subject"]) == ("HIS010", "22")


# --- The reverse: nothing is found where nothing contradicts


def test_a_whole_file_without_a_contradiction_has_none(dossier: Dossier) -> None:
    whole = (
        event("2022-10-03", "application", categories=["BC"]),
        *CERTIFIED,
        audit("2023-11-06", "extension", categories=["AF"]),
        decision("2023-12-04", "granted"),
        SURVEILLANCE,
        decision("2024-10-01", "maintained"),
        event("2024-11-04", "transfer"),
        audit("2025-09-01", "renewal", categories=["AF", "BC"]),
        decision("2025-10-06", "granted"),
    )
    certificate = attrs.evolve(dossier.certificate, categories=["AF", "BC"], last_issue="2023-12-04")
    day = Date(2022, 10, 3)
    while day < Date(2026, 3, 1):
        assert codes(reviewed(dossier, str(day), *whole, certificate=certificate)) == [], day
        day = day.add(days=9)


def test_a_certificate_that_fits_nothing_leaves_the_state_to_the_events(dossier: Dossier) -> None:
    unreadable = attrs.evolve(dossier.certificate, valid_until="2026-03-15", cycle_number=None)
    result = reviewed(dossier, "2024-06-03", *CERTIFIED, certificate=unreadable)
    assert (result.printed.cycle, result.cycle) == (None, CYCLE)
    assert reviewed(dossier, "2024-06-03", certificate=unreadable).state.stage is FileStage.NOTHING


def test_certificates_are_compared_with_the_events_up_to_the_day_only() -> None:
    certificate = Certificate(number="1", categories=["BC"], first_issue="2023-02-02", valid_until="2026-02-01")
    dossier = Dossier(
        certificate=certificate, categories=["BC"], events=[INITIAL, GRANTED, decision("2024-05-06", "withdrawn")]
    )
    assert review(dossier, on="2024-05-05").findings == ()


@st.composite
def files_without_a_contradiction(draw: st.DrawFn) -> tuple[Dossier, Date]:
    """A certified file in its order, told whole or in part, with the certificate that its first grant leads to."""
    starts = draw(days(date(2021, 1, 1), date(2024, 6, 1)))
    cycle = CertificationCycle(starts)
    held = cycle.surveillance.opens.add(days=draw(st.integers(0, 200)))
    renewal = cycle.renewal_year.opens.add(days=draw(st.integers(0, 200)))
    renewal = max(renewal, held.add(days=40))
    events = [
        audit(str(starts.subtract(days=40)), "initial", categories=["BC"]),
        decision(str(starts), "granted"),
        audit(str(held), "surveillance"),
        decision(str(held.add(days=30)), "maintained"),
        audit(str(renewal), "renewal"),
        event(str(renewal.add(days=20)), "decision", decided="granted", audit="renewal"),
    ]
    if draw(st.booleans()):
        asked = starts.add(days=draw(st.integers(10, 200)))
        events += [
            audit(str(asked), "extension", categories=["AF"]),
            event(str(asked.add(days=20)), "decision", decided="granted", audit="extension"),
        ]
    if not draw(st.booleans()):
        events = events[1:] if draw(st.booleans()) else [events[0], *events[2:]]
    certificate = Certificate(number="1", categories=["BC"], first_issue=starts, valid_until=cycle.expires)
    dossier = Dossier(
        certificate=certificate,
        categories=["BC"],
        answers=Answers(sole_practitioner=False, subcontracting=False, complaints=True),
        events=draw(st.permutations(events)),
    )
    last = cycle.next().surveillance.opens
    under_way, renewed = days(renewal, renewal.add(days=19)), days(renewal.add(days=20), cycle.expires)
    return dossier, draw(draw(st.sampled_from([days(starts, last), under_way, renewed])))


@pytest.mark.property
@given(files_without_a_contradiction())
def test_where_nothing_contradicts_nothing_is_found(file: tuple[Dossier, Date]) -> None:
    dossier, day = file
    result = review(dossier, on=day)
    assert codes(result) == []
    agrees_with_its_state(result)
