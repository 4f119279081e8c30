"""The history of a file: a whole one worked through, and its laws against a model that knows less."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import example, given, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pendulum import Date

from qualiopi_rules import Category, Certificate, CertificationCycle, Dossier, Event, InvalidInput, NotInForce, review
from qualiopi_rules.audit import decide
from qualiopi_rules.audit.decision import DecisionOutcome, DecisionReasonCode
from qualiopi_rules.dossier import FileState, file_state
from qualiopi_rules.dossier.event import CertifierDecision, EventKind
from qualiopi_rules.dossier.state import FileStage
from qualiopi_rules.results.deadlines import MilestoneCode
from qualiopi_rules.rnq import AuditKind
from tests.audit.test_nonconformity import months_after
from tests.checks import profile_with, refused
from tests.dossier.agreement import agrees_with_its_state
from tests.strategies import SUBJECTS, events, file_days

NOTHING, APPLIED, AUDITED, CERTIFIED, SUSPENDED, REFUSED, WITHDRAWN, EXPIRED, LAPSED = FileStage


def event(on: str, kind: str, **told: Any) -> Event:
    return Event(on=on, kind=kind, **told)


def audit(on: str, kind: str, **told: Any) -> Event:
    return event(on, "audit", audit=kind, **told)


def notified(on: str, indicator: int | None, grade: str = "major") -> Event:
    return event(on, "notification", indicator=indicator, grade=grade)


def corrected(on: str, indicator: int | None) -> Event:
    return event(on, "correction", indicator=indicator)


def verified(on: str, indicator: int | None, *, lifted: bool) -> Event:
    return event(on, "verification", indicator=indicator, lifted=lifted)


def decision(on: str, decided: str) -> Event:
    return event(on, "decision", decided=decided)


def codes(state: FileState) -> list[str]:
    return [found.code for found in state.findings]


def left(state: FileState) -> list[tuple[str, int]]:
    return [(each.code, each.days_left) for each in state.deadlines]


GRANTED = [audit("2023-11-06", "initial", categories=["BC"]), decision("2024-02-12", "granted")]
"""A file that was certified: its cycle runs from 12 February 2024 to 11 February 2027."""

FIRST = CertificationCycle("2024-02-12")

SURVEYED = [*GRANTED, audit("2025-06-10", "surveillance")]
EXTENDING = [*GRANTED, audit("2025-11-03", "extension")]
RENEWING = [*GRANTED, audit("2026-10-05", "renewal")]


# --- A whole file

WHOLE = [
    event("2023-10-02", "application", categories=["BC"]),
    audit("2023-11-06", "initial"),
    notified("2023-11-13", 4),
    notified("2023-11-13", 2, "minor"),
    event("2023-11-27", "plan", indicator=4),
    event("2023-11-27", "plan", indicator=2),
    corrected("2024-01-22", 4),
    verified("2024-02-05", 4, lifted=True),
    decision("2024-02-12", "granted"),
    corrected("2024-04-15", 2),
    audit("2025-06-10", "surveillance"),
    verified("2025-06-10", 2, lifted=True),
    notified("2025-06-17", 32),
    corrected("2025-08-04", 32),
    verified("2025-08-25", 32, lifted=True),
    decision("2025-09-01", "maintained"),
    event("2025-10-06", "application", categories=["AF"]),
    audit("2025-11-03", "extension"),
    decision("2025-11-17", "granted"),
    event("2026-03-02", "transfer"),
    audit("2026-09-14", "renewal"),
    decision("2026-10-05", "granted"),
]


@pytest.mark.parametrize(
    ("on", "stage", "outcome", "to_do"),
    [
        ("2023-10-01", NOTHING, None, []),
        ("2023-10-02", APPLIED, None, []),
        ("2023-11-06", AUDITED, "granted", []),
        (
            "2023-11-13",
            AUDITED,
            "waiting",
            [("major-corrected", 92), ("major-checked", 121), ("minor-corrected", 182)],
        ),
        ("2024-01-22", AUDITED, "waiting", [("major-checked", 51), ("minor-corrected", 112)]),
        ("2024-02-05", AUDITED, "granted", [("minor-corrected", 98)]),
        ("2024-02-12", CERTIFIED, "granted", [("minor-corrected", 91)]),
        ("2024-04-15", CERTIFIED, "granted", []),
        ("2025-06-10", CERTIFIED, "maintained", []),
        ("2025-06-17", CERTIFIED, "waiting", [("major-corrected", 92), ("major-checked", 122)]),
        ("2025-08-04", CERTIFIED, "waiting", [("major-checked", 74)]),
        ("2025-08-25", CERTIFIED, "maintained", []),
        ("2025-11-03", CERTIFIED, "granted", []),
        ("2026-10-05", CERTIFIED, "granted", []),
        ("2030-02-11", CERTIFIED, "granted", []),
        ("2030-02-12", EXPIRED, None, []),
    ],
)
def test_a_whole_file_from_the_application_to_the_renewal(
    on: str, stage: FileStage, outcome: str | None, to_do: list[tuple[str, int]]
) -> None:
    state = file_state(WHOLE, on=on)
    assert state.stage is stage
    assert (None if state.decision is None else state.decision.outcome.value) == outcome
    assert left(state) == to_do
    assert state.findings == ()
    assert str(state.on) == on


def test_the_certificate_of_the_whole_file() -> None:
    """Its cycle starts on the decision, the extension and the transfer leave its days, the renewal has the next."""
    cycles = {
        on: file_state(WHOLE, on=on).cycle
        for on in ("2024-02-11", "2024-02-12", "2025-11-17", "2026-03-02", "2026-10-04", "2026-10-05", "2027-02-12")
    }
    assert cycles == {
        "2024-02-11": None,
        "2024-02-12": FIRST,
        "2025-11-17": FIRST,
        "2026-03-02": FIRST,
        "2026-10-04": FIRST,
        "2026-10-05": FIRST,
        "2027-02-12": FIRST.next(),
    }
    renewed = {on: file_state(WHOLE, on=on).renewed for on in ("2026-10-04", "2026-10-05", "2027-02-11", "2027-02-12")}
    assert renewed == {
        "2026-10-04": None,
        "2026-10-05": FIRST.next(),
        "2027-02-11": FIRST.next(),
        "2027-02-12": None,
    }
    assert file_state(WHOLE, on="2025-11-16").categories == {Category.BC}
    assert file_state(WHOLE, on="2025-11-17").categories == {Category.BC, Category.AF}


def test_the_audits_and_the_non_conformities_of_the_whole_file() -> None:
    state = file_state(WHOLE, on="2025-10-01")
    assert (state.audit, str(state.audited)) == (AuditKind.SURVEILLANCE, "2025-06-10")
    told = [(each.indicator, each.found_at, str(each.lifted), str(each.next_audit)) for each in state.nonconformities]
    assert told == [
        (2, AuditKind.INITIAL, "2025-06-10", "2025-06-10"),
        (4, AuditKind.INITIAL, "2024-02-05", "2025-06-10"),
        (32, AuditKind.SURVEILLANCE, "2025-08-25", "None"),
    ]
    (first, second, _) = state.nonconformities
    assert {str(first.plan_sent), str(second.plan_sent)} == {"2023-11-27"}
    assert state.decision == decide("surveillance", state.nonconformities, on="2025-10-01")


# --- What each event does


@pytest.mark.parametrize(
    ("before", "then", "stage"),
    [
        ([], event("2024-03-01", "application"), APPLIED),
        ([], audit("2024-03-01", "initial"), AUDITED),
        (GRANTED[:1], decision("2024-03-01", "granted"), CERTIFIED),
        (GRANTED[:1], decision("2024-03-01", "refused"), REFUSED),
        (GRANTED[:1], audit("2024-03-01", "complementary"), AUDITED),
        (GRANTED, decision("2024-03-01", "suspended"), SUSPENDED),
        (GRANTED, decision("2024-03-01", "withdrawn"), WITHDRAWN),
        (GRANTED, decision("2024-03-01", "maintained"), CERTIFIED),
        (GRANTED, event("2024-03-01", "application", categories=["AF"]), CERTIFIED),
        (GRANTED, event("2024-03-01", "transfer"), CERTIFIED),
        (GRANTED, audit("2024-03-01", "complementary"), CERTIFIED),
        ([*GRANTED, decision("2024-02-20", "suspended")], decision("2024-03-01", "maintained"), CERTIFIED),
        ([*GRANTED, decision("2024-02-20", "suspended")], decision("2024-03-01", "withdrawn"), WITHDRAWN),
        ([*GRANTED, decision("2024-02-20", "suspended")], decision("2024-03-01", "suspended"), SUSPENDED),
        # a new file after a refusal, a withdrawal or the end
        ([GRANTED[0], decision("2024-02-12", "refused")], event("2024-06-01", "application"), APPLIED),
        ([GRANTED[0], decision("2024-02-12", "refused")], audit("2024-06-01", "initial"), AUDITED),
        ([*GRANTED, decision("2024-02-20", "withdrawn")], audit("2024-06-01", "initial"), AUDITED),
        (GRANTED, audit("2027-02-12", "initial"), AUDITED),
        (GRANTED, event("2027-02-12", "application"), EXPIRED),
        (GRANTED, audit("2027-02-12", "complementary"), EXPIRED),
        # a renewal that comes late is held as one
        (GRANTED, audit("2027-02-12", "renewal"), EXPIRED),
        ([*GRANTED, audit("2027-02-12", "renewal")], decision("2027-03-01", "refused"), EXPIRED),
        (RENEWING, decision("2026-11-02", "refused"), CERTIFIED),
        ([*GRANTED, audit("2025-10-05", "extension")], decision("2025-11-02", "refused"), CERTIFIED),
    ],
)
def test_an_event_that_has_a_place_leads_to_its_stage(before: list[Event], then: Event, stage: FileStage) -> None:
    state = file_state([*before, then], on=then.on)
    assert (state.stage, codes(state)) == (stage, [])


@pytest.mark.parametrize(
    ("before", "then"),
    [
        # before anything, nothing but an application or an initial audit
        ([], audit("2024-03-01", "surveillance")),
        ([], audit("2024-03-01", "renewal")),
        ([], audit("2024-03-01", "extension")),
        ([], audit("2024-03-01", "complementary")),
        ([], notified("2024-03-01", 4)),
        ([], corrected("2024-03-01", 4)),
        *[([], decision("2024-03-01", decided)) for decided in CertifierDecision],
        ([], event("2024-03-01", "transfer")),
        ([event("2023-10-02", "application")], decision("2024-03-01", "granted")),
        # while the initial audit waits for its decision
        (GRANTED[:1], event("2024-03-01", "application")),
        (GRANTED[:1], audit("2024-03-01", "initial")),
        (GRANTED[:1], audit("2024-03-01", "surveillance")),
        (GRANTED[:1], decision("2024-03-01", "maintained")),
        (GRANTED[:1], decision("2024-03-01", "suspended")),
        (GRANTED[:1], decision("2024-03-01", "withdrawn")),
        (GRANTED[:1], event("2024-03-01", "transfer")),
        (GRANTED[:1], event("2024-03-01", "plan", indicator=4)),
        (GRANTED[:1], verified("2024-03-01", 4, lifted=True)),
        # once it is refused, only a new file
        ([GRANTED[0], decision("2024-02-12", "refused")], decision("2024-03-01", "granted")),
        ([GRANTED[0], decision("2024-02-12", "refused")], decision("2024-03-01", "refused")),
        ([GRANTED[0], decision("2024-02-12", "refused")], audit("2024-03-01", "complementary")),
        ([GRANTED[0], decision("2024-02-12", "refused")], audit("2024-03-01", "renewal")),
        ([GRANTED[0], decision("2024-02-12", "refused")], notified("2024-03-01", 4)),
        # a certificate is granted once for an audit
        (GRANTED, decision("2024-03-01", "granted")),
        (GRANTED, decision("2024-03-01", "refused")),
        (GRANTED, audit("2024-03-01", "initial")),
        (SURVEYED, decision("2025-06-24", "granted")),
        (SURVEYED, decision("2025-06-24", "refused")),
        (
            [*RENEWING, decision("2026-11-02", "refused")],
            decision("2026-12-01", "granted"),
        ),
        ([*EXTENDING, decision("2025-11-17", "granted")], decision("2025-12-01", "granted")),
        # one that is withdrawn while it is renewed is not granted any more
        ([*RENEWING, decision("2026-10-19", "withdrawn")], decision("2026-11-02", "granted")),
        ([*RENEWING, decision("2026-10-19", "withdrawn")], decision("2026-11-02", "refused")),
        # a suspended, withdrawn or expired one is not taken over, and a suspended one is not extended
        ([*GRANTED, decision("2024-02-20", "suspended")], event("2024-03-01", "transfer")),
        ([*GRANTED, decision("2024-02-20", "withdrawn")], event("2024-03-01", "transfer")),
        (GRANTED, event("2027-02-12", "transfer")),
        (
            [*GRANTED, audit("2025-10-06", "extension"), decision("2025-10-20", "suspended")],
            decision("2025-11-03", "granted"),
        ),
        # a certificate that is withdrawn or has expired
        ([*GRANTED, decision("2024-02-20", "withdrawn")], decision("2024-03-01", "maintained")),
        ([*GRANTED, decision("2024-02-20", "withdrawn")], decision("2024-03-01", "withdrawn")),
        (GRANTED, decision("2027-02-12", "maintained")),
        (GRANTED, decision("2027-02-12", "suspended")),
        (GRANTED, decision("2027-02-12", "withdrawn")),
        (GRANTED, audit("2027-02-12", "surveillance")),
        (GRANTED, audit("2027-02-12", "extension")),
        ([*GRANTED, audit("2027-01-12", "extension")], decision("2027-02-12", "granted")),
    ],
)
def test_an_event_that_has_no_place_changes_nothing_and_is_found(before: list[Event], then: Event) -> None:
    was = file_state(before, on=then.on)
    state = file_state([*before, then], on=then.on, where="events")
    (found,) = state.findings
    assert (found.code, found.where) == ("HIS001", "events")
    assert dict(found.params) == {
        "day": then.on.isoformat(),
        "event": f"event.{then.kind}",
        "stage": f"file-stage.{was.stage}",
    }
    assert attrs.evolve(state, findings=()) == was


def test_a_non_conformity_is_followed_from_its_notification_to_its_lifting() -> None:
    told = [
        GRANTED[0],
        notified("2023-11-13", 4),
        event("2023-11-20", "plan", indicator=4),
        corrected("2023-12-04", 4),
        corrected("2023-12-11", 4),
        verified("2023-12-18", 4, lifted=False),
        corrected("2024-01-08", 4),
        verified("2024-01-15", 4, lifted=True),
    ]
    (each,) = file_state(told, on="2024-01-15").nonconformities
    assert (each.indicator, each.grade, each.found_at) == (4, "major", AuditKind.INITIAL)
    assert str(each.notified) == "2023-11-13"
    assert [str(day) for day in (each.plan_sent, each.implemented, each.verified, each.lifted)] == [
        "2023-11-20",
        "2024-01-08",
        "2024-01-15",
        "2024-01-15",
    ]
    # A correction counts from its first day, until the certifier looks at it and does not accept it.
    (each,) = file_state(told, on="2023-12-11").nonconformities
    assert (str(each.implemented), each.verified, each.lifted) == ("2023-12-04", None, None)
    (each,) = file_state(told, on="2023-12-18").nonconformities
    assert (str(each.implemented), str(each.verified), each.lifted) == ("2023-12-04", "2023-12-18", None)


def test_what_happens_to_an_indicator_happens_to_all_that_is_open_on_it() -> None:
    """Several non-conformities on one indicator are one; those on others, and those that were lifted, stay."""
    told = [
        GRANTED[0],
        notified("2023-11-13", 4),
        notified("2023-11-20", 4),
        notified("2023-11-20", None),
        verified("2023-12-18", 4, lifted=True),
        notified("2024-01-08", 4),
        verified("2024-01-15", 4, lifted=True),
    ]
    assert [str(each.lifted) for each in file_state(told, on="2024-01-15").nonconformities] == [
        "2023-12-18",
        "None",
        "2023-12-18",
        "2024-01-15",
    ]


def test_a_minor_one_that_the_next_audit_does_not_lift_blocks_it() -> None:
    """Extensions and complementary audits are no next audits; its earlier correction was not accepted."""
    told = [
        GRANTED[0],
        notified("2023-11-13", 2, "minor"),
        corrected("2024-01-08", 2),
        GRANTED[1],
        audit("2024-06-03", "complementary"),
        audit("2024-09-02", "extension"),
        decision("2024-09-16", "refused"),
        audit("2025-06-10", "surveillance"),
    ]
    (each,) = file_state(told, on="2025-06-09").nonconformities
    assert each.next_audit is None
    state = file_state(told, on="2025-06-10")
    assert state.decision is not None
    assert state.decision.outcome is DecisionOutcome.WAITING
    assert left(state) == [("major-corrected", 92), ("major-checked", 122)]
    again = [*told, corrected("2025-07-01", 2)]
    assert left(file_state(again, on="2025-07-01")) == [("major-checked", 101)]
    late = file_state(told, on="2025-09-11").decision
    assert late is not None
    assert late.outcome is DecisionOutcome.SUSPENDED
    assert file_state([*again, verified("2025-07-15", 2, lifted=True)], on="2025-07-15").deadlines == ()


def test_the_next_audit_of_one_stays_the_first_after_it() -> None:
    told = [*GRANTED, notified("2024-03-01", 4), audit("2025-06-10", "surveillance"), audit("2026-10-05", "renewal")]
    (each,) = file_state(told, on="2026-10-05").nonconformities
    assert str(each.next_audit) == "2025-06-10"


def test_a_refused_extension_leaves_its_non_conformities_behind() -> None:
    """They were about categories that the certificate does not cover in the end."""
    told = [
        GRANTED[0],
        notified("2023-11-13", 2, "minor"),
        GRANTED[1],
        audit("2025-11-03", "extension", categories=["AF"]),
        notified("2025-11-10", 6),
        decision("2026-03-02", "refused"),
    ]
    assert [each.indicator for each in file_state(told, on="2026-03-01").nonconformities] == [2, 6]
    state = file_state(told, on="2026-03-02")
    assert [each.indicator for each in state.nonconformities] == [2]
    assert (state.stage, state.categories) == (CERTIFIED, frozenset({Category.BC}))


def test_a_refused_renewal_keeps_its_non_conformities() -> None:
    told = [*RENEWING, notified("2026-10-12", 4), decision("2027-01-20", "refused")]
    state = file_state(told, on="2027-01-20")
    assert [each.indicator for each in state.nonconformities] == [4]
    assert state.decision is not None
    assert file_state(told, on="2027-02-12").decision is None


def test_a_new_initial_audit_begins_a_new_file() -> None:
    told = [
        *GRANTED[:1],
        notified("2023-11-13", 4),
        decision("2024-02-14", "refused"),
        audit("2024-06-03", "initial", categories=["VAE"]),
    ]
    refused_state, new = file_state(told, on="2024-06-02"), file_state(told, on="2024-06-03")
    assert [each.indicator for each in refused_state.nonconformities] == [4]
    assert (new.stage, new.nonconformities, new.cycle, new.categories) == (AUDITED, (), None, frozenset())
    certified = file_state([*told, decision("2024-06-17", "granted")], on="2024-06-17")
    assert certified.categories == {Category.VAE}
    assert certified.cycle == CertificationCycle("2024-06-17")


def test_the_categories_are_those_of_the_audit_or_else_of_the_application() -> None:
    asked = event("2023-10-02", "application", categories=["BC", "AF"])
    assert file_state([asked, audit("2023-11-06", "initial"), GRANTED[1]], on="2024-02-12").categories == {
        Category.AF,
        Category.BC,
    }
    assert file_state([asked, *GRANTED], on="2024-02-12").categories == {Category.BC}
    more = [*GRANTED, event("2025-10-06", "application", categories=["AF"])]
    for told, extended in (((), {"AF", "BC"}), (("VAE",), {"BC", "VAE"})):
        granted = [*more, audit("2025-11-03", "extension", categories=told), decision("2025-11-17", "granted")]
        assert file_state(granted, on="2025-11-16").categories == {"BC"}
        assert file_state(granted, on="2025-11-17").categories == extended


# --- Findings


@pytest.mark.parametrize(
    ("decided", "applied", "found"),
    [
        (decision("2024-02-29", "refused"), "2024-05-28", ["HIS002"]),
        (decision("2024-02-29", "refused"), "2024-05-29", []),
        (decision("2024-02-29", "withdrawn"), "2024-05-28", ["HIS001", "HIS002"]),
    ],
)
def test_a_new_application_waits_three_months(decided: Event, applied: str, found: list[str]) -> None:
    """Article 8, from the day of the refusal or of the withdrawal."""
    before = GRANTED[:1] if decided.decided is CertifierDecision.REFUSED else [*GRANTED, decided]
    state = file_state([*before, decided, event(applied, "application")], on=applied)
    assert codes(state) == found
    assert state.stage is APPLIED
    for each in state.findings:
        if each.code == "HIS002":
            assert dict(each.params) == {"day": applied, "event": "event.application", "opens": "2024-05-29"}


@pytest.mark.parametrize(
    ("told", "on", "left_"),
    [
        ([GRANTED[0], decision("2024-02-29", "refused")], "2024-02-29", [("application-opens", 90)]),
        ([GRANTED[0], decision("2024-02-29", "refused")], "2024-05-29", [("application-opens", 0)]),
        ([GRANTED[0], decision("2024-02-29", "refused")], "2024-05-30", []),
        ([*GRANTED, decision("2024-02-29", "withdrawn")], "2024-05-29", [("application-opens", 0)]),
        ([*GRANTED, decision("2024-02-29", "withdrawn")], "2024-05-30", []),
    ],
)
def test_from_when_a_new_application_can_be_made(told: list[Event], on: str, left_: list[tuple[str, int]]) -> None:
    state = file_state(told, on=on)
    assert left(state) == left_
    assert state.decision is None
    assert all(each.code is MilestoneCode.APPLICATION_OPENS for each in state.deadlines)


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ([GRANTED[0], notified("2023-11-13", 4), decision("2024-02-12", "granted")], "waiting"),
        ([GRANTED[0], notified("2023-11-13", 4), decision("2024-02-14", "granted")], "refused"),
        ([*SURVEYED, notified("2025-06-17", 4), decision("2025-06-30", "maintained")], "waiting"),
        ([*SURVEYED, notified("2025-06-17", 4), decision("2025-10-01", "maintained")], "suspended"),
        ([*RENEWING, notified("2026-10-12", 4), decision("2026-11-02", "granted")], "waiting"),
        ([*EXTENDING, notified("2025-11-10", 4), decision("2025-11-17", "granted")], "waiting"),
    ],
)
def test_a_decision_that_gives_more_than_the_texts_is_found_and_stands(told: list[Event], outcome: str) -> None:
    """The certifier decided; the replay says that it is against the texts."""
    last = told[-1]
    state = file_state(told, on=last.on)
    (found,) = state.findings
    assert found.code == "HIS003"
    assert dict(found.params) == {
        "day": last.on.isoformat(),
        "event": "event.decision",
        "decided": f"decided.{last.decided}",
        "outcome": f"outcome.{outcome}",
    }
    assert state.stage is CERTIFIED
    assert found.message("fr") != found.message("en")


def test_a_decision_that_the_texts_leave_open_is_not_found() -> None:
    """The times of a non-conformity notified before September 2023 are not known."""
    told = [audit("2023-07-03", "initial"), notified("2023-07-10", 4), decision("2023-09-11", "granted")]
    state = file_state(told, on="2023-09-11")
    assert state.decision is not None
    assert (state.decision.outcome, state.findings) == (DecisionOutcome.UNDETERMINED, ())


def test_a_lifted_major_one_is_no_reason_against_a_decision() -> None:
    told = [
        GRANTED[0],
        notified("2023-11-13", 4),
        verified("2024-06-03", 4, lifted=True),
        decision("2024-06-10", "granted"),
    ]
    assert file_state(told, on="2024-06-10").findings == ()


def test_a_withdrawal_is_due_by_a_profile_only() -> None:
    told = [*SURVEYED, notified("2025-06-17", 4)]
    outcomes = {
        delay: state.decision.outcome
        for delay in (None, "reported")
        for state in [file_state(told, on="2026-06-01", profile=profile_with(suspension=delay))]
        if state.decision is not None
    }
    assert outcomes == {None: DecisionOutcome.SUSPENDED, "reported": DecisionOutcome.TO_BE_WITHDRAWN}
    maintained = [*told, decision("2026-06-01", "maintained")]
    (found,) = file_state(maintained, on="2026-06-01", profile=profile_with(suspension="reported")).findings
    assert dict(found.params)["outcome"] == "outcome.to-be-withdrawn"


@pytest.mark.parametrize(
    ("decided", "starts", "found"),
    [
        ("2027-02-11", "2027-02-12", []),
        ("2027-02-12", "2027-02-12", ["HIS004"]),
        ("2027-03-01", "2027-03-01", ["HIS004"]),
    ],
)
def test_a_renewal_decided_after_the_end_is_found(decided: str, starts: str, found: list[str]) -> None:
    """The next cycle starts the day after the last one; decided later, here on the decision, which nothing writes."""
    state = file_state([*GRANTED, audit("2027-01-12", "renewal"), decision(decided, "granted")], on=decided)
    assert (state.stage, state.renewed or state.cycle, codes(state)) == (CERTIFIED, CertificationCycle(starts), found)
    if found:
        assert dict(state.findings[0].params) == {
            "day": decided,
            "event": "event.decision",
            "expired": "2027-02-11",
        }


def test_what_the_texts_say_is_told_until_a_file_is_closed() -> None:
    """Nothing before an audit; a renewal that is not decided goes on after the end of the certificate."""
    assert file_state([event("2023-10-02", "application")], on="2023-10-02").decision is None
    assert file_state(GRANTED, on="2027-02-11").decision is not None
    assert file_state(GRANTED, on="2027-02-12").decision is None
    renewing = [*GRANTED, audit("2027-01-12", "renewal"), notified("2027-01-18", 4)]
    late = file_state(renewing, on="2027-03-01")
    assert late.stage is EXPIRED
    assert late.decision is not None
    assert late.decision.outcome is DecisionOutcome.WAITING
    assert left(late) == [("major-corrected", 48), ("major-checked", 78)]
    assert file_state([*renewing, decision("2027-04-20", "refused")], on="2027-04-20").decision is None
    assert file_state([*SURVEYED, decision("2025-06-24", "maintained")], on="2027-02-12").decision is None


def test_too_many_minor_ones_have_a_day_too() -> None:
    told = [GRANTED[0], *(notified("2023-11-13", number, "minor") for number in (1, 2, 3, 8, 9))]
    state = file_state(told, on="2023-11-13")
    assert ("minors-reduced", 92) in left(state)
    assert [each.day for each in state.deadlines] == sorted(each.day for each in state.deadlines)


def test_a_state_is_told_in_words() -> None:
    assert file_state([], on="2024-01-01").say() == "Aucune démarche n’est engagée."
    assert file_state(GRANTED, on="2024-02-12").say("en") == ("The provider is certified.")
    open_still = [*GRANTED, Event(on="2024-02-13", kind="notification", indicator=4, grade="major")]
    assert file_state(open_still, on="2024-02-13").say("en") == (
        "The provider is certified. No decision yet (initial audit). "
        "The major non-conformity (indicator 4) is to be corrected by 13 May 2024."
    )
    said = {words: stage for stage in FileStage for words in [history_at(stage).say("en")]}
    assert len(said) == len(FileStage)
    for stage in FileStage:
        assert history_at(stage).say("fr") not in said


def history_at(stage: FileStage) -> FileState:
    """A file of that stage, of which nothing more is told."""
    return attrs.evolve(file_state([], on="2024-01-01"), stage=stage)


# --- Events


NEEDED: dict[EventKind, dict[str, Any]] = {
    EventKind.AUDIT: {"audit": "initial"},
    EventKind.NOTIFICATION: {"grade": "major"},
    EventKind.VERIFICATION: {"lifted": False},
    EventKind.DECISION: {"decided": "granted"},
}
ALLOWED: dict[EventKind, dict[str, Any]] = {
    EventKind.APPLICATION: {"categories": ["BC"]},
    EventKind.AUDIT: {"categories": ["BC"]},
    EventKind.NOTIFICATION: {"audit": "initial", "indicator": 4},
    EventKind.PLAN: {"indicator": 4},
    EventKind.CORRECTION: {"indicator": 4},
    EventKind.VERIFICATION: {"indicator": 4},
    EventKind.DECISION: {"audit": "initial", "categories": ["BC"]},
    EventKind.NEW_SITE: {"sites_before": 1},
}
EVERYTHING: dict[str, Any] = {
    "audit": "initial",
    "grade": "major",
    "lifted": False,
    "decided": "granted",
    "indicator": 4,
    "categories": ["BC"],
    "sites_before": 1,
}


@pytest.mark.parametrize("kind", EventKind)
def test_an_event_has_what_its_kind_must_have_and_nothing_that_it_may_not(kind: EventKind) -> None:
    needed: dict[str, Any] = NEEDED.get(kind, {})
    allowed: dict[str, Any] = ALLOWED.get(kind, {})
    good = Event(on="2024-01-01", kind=kind, **needed, **allowed)
    assert good.kind is kind
    assert Event(on="2024-01-01", kind=kind, **needed).indicator is None
    for name in needed:
        with pytest.raises(InvalidInput) as caught:
            Event(on="2024-01-01", kind=kind, **{other: value for other, value in needed.items() if other != name})
        (fault,) = caught.value.faults
        assert (fault.path, fault.expected, fault.params) == (name, "with-event", {"kind": f"event.{kind}"})
    surplus = {name: value for name, value in EVERYTHING.items() if name not in {*needed, *allowed}}
    with pytest.raises(InvalidInput) as caught:
        Event(on="2024-01-01", kind=kind, **needed, **surplus)
    assert sorted(fault.path for fault in caught.value.faults) == sorted(surplus)
    assert {fault.expected for fault in caught.value.faults} == {"not-with-event"}
    for fault in caught.value.faults:
        assert fault.say("fr") != fault.say("en")


def test_every_bad_argument_is_told_at_once() -> None:
    wrong: Any = "2024-01-01"
    with pytest.raises(InvalidInput) as caught:
        file_state(wrong, on="soon", profile="never")
    assert [fault.path for fault in caught.value.faults] == ["events", "on", "profile"]
    with refused("events"):
        file_state([decision("2024-01-01", "granted"), wrong], on="2024-01-01")


def test_a_certificate_older_than_the_rules_is_refused() -> None:
    with pytest.raises(NotInForce):
        file_state([audit("2019-06-01", "initial"), decision("2019-06-08", "granted")], on="2024-01-01")


def test_on_one_day_things_happen_in_the_order_of_a_file() -> None:
    day = "2024-01-08"
    told = [
        decision(day, "granted"),
        verified(day, 4, lifted=True),
        corrected(day, 4),
        event(day, "plan", indicator=4),
        notified(day, 4),
        audit(day, "initial"),
        event(day, "application"),
        event(day, "transfer"),
    ]
    state = file_state(told, on=day)
    assert (state.stage, codes(state)) == (CERTIFIED, [])
    (each,) = state.nonconformities
    assert {str(told_) for told_ in (each.plan_sent, each.implemented, each.verified, each.lifted)} == {day}


# --- Laws


@pytest.mark.property
@given(st.lists(events(), max_size=14), file_days(), st.randoms(use_true_random=False))
def test_neither_the_order_of_entry_nor_the_future_matters(told: list[Event], day: Date, random: Any) -> None:
    state = file_state(told, on=day)
    shuffled = list(told)
    random.shuffle(shuffled)
    assert file_state(shuffled, on=day) == state
    assert file_state([each for each in told if each.on <= day], on=day) == state


@pytest.mark.property
@given(st.lists(events(), min_size=2, max_size=8, unique=True))
def test_no_two_different_events_have_one_rank(told: list[Event]) -> None:
    """Else the order of entry would decide between them."""
    assert len({each.rank for each in told}) == len(told)


@pytest.mark.property
@given(st.lists(events(), max_size=14), file_days())
@example([Event(on="2024-02-12", kind="audit", audit="initial")], Date(2024, 2, 12))
def test_a_state_says_what_its_parts_say(told: list[Event], day: Date) -> None:
    """One rule, one implementation: the decision is that of `decide`, and the deadlines are those of the count."""
    state = file_state(told, on=day)
    assert [each.day for each in state.deadlines] == sorted(each.day for each in state.deadlines)
    assert (state.audit is None) == (state.audited is None)
    beside = {MilestoneCode.APPLICATION_OPENS, MilestoneCode.TRANSFER_DUE}
    left_ = [each for each in state.deadlines if each.code not in beside]
    assert all(each.days_left >= 0 for each in state.deadlines if each.code in beside)
    assert state.stage not in (REFUSED, WITHDRAWN, LAPSED) or (state.decision, left_) == (None, [])
    if state.decision is not None:
        assert state.audit is not None
        own = [each for each in state.nonconformities if state.audited is None or each.notified >= state.audited]
        late = {each.subject for each in own}
        by_decide = decide(state.audit, state.nonconformities, on=day)
        assert state.decision.nonconformities == by_decide.nonconformities
        assert {each.subject for each in state.nonconformities} - late or state.decision == by_decide
        counted = state.decision.nonconformities
        wanted = [each for status in (*counted.majors, *counted.minors) for each in status.deadlines()]
        assert sorted([*wanted, *counted.deadlines()], key=str) == sorted(left_, key=str)


@attrs.define
class Model:
    """What a file is, told again in another way: the stage by a table, and per subject what is open."""

    stage: str = "nothing"
    audit: str = ""
    waiting: list[str] = attrs.field(factory=list)  # the audits without a decision, the first one first
    starts: date | None = None
    today: date = date.min
    open: dict[int | None, list[str]] = attrs.field(factory=dict)  # for each subject, the audits that found it
    granted: bool = False
    audited_since_refusal: bool = True

    @property
    def valid(self) -> bool:
        return self.stage in ("certified", "suspended")

    def end_of(self, months: int) -> date:
        """The eve of an anniversary; of 29 February, the last of that month."""
        assert self.starts is not None
        anniversary = months_after(self.starts, months)
        return anniversary - timedelta(days=1) if anniversary.day == self.starts.day else anniversary

    def ends(self) -> date:
        return self.end_of(36)

    def move_to(self, day: date) -> None:
        self.today = day
        if self.valid and day > self.ends():
            self.stage = "expired"

    def hold(self, kind: str) -> bool:
        late = kind == "renewal" and self.stage == "expired"
        if kind == "initial":
            if self.stage in ("audited", "certified", "suspended"):
                return False
            self.stage, self.starts, self.granted = "audited", None, False
            self.open, self.audited_since_refusal, self.waiting = {}, True, []
        elif kind == "complementary":
            return self.stage in ("audited", "certified", "suspended", "expired")
        elif not (self.valid or late) or (kind == "renewal" and self.starts is not None and self.starts > self.today):
            return False
        elif kind == "renewal" and self.valid and self.today <= self.end_of(24):
            return True  # before the last year it is none
        self.audit = kind
        self.waiting.append(kind)
        return True

    def decide(self, decided: str, day: date) -> bool:
        effect = {
            "granted": self._grant,
            "refused": self._refuse,
            "maintained": lambda _: self._keep("certified"),
            "suspended": lambda _: self._keep("suspended"),
            "withdrawn": self._withdraw,
        }
        return effect[decided](day)

    def _answer(self, *kinds: str) -> str | None:
        """The first audit that waits among some kinds; it is answered."""
        found = next((kind for kind in self.waiting if kind in kinds), None)
        if found is not None:
            self.waiting.remove(found)
        return found

    def _grant(self, day: date) -> bool:
        kinds = ("initial", "renewal", "extension") if self.stage == "certified" else ("initial", "renewal")
        audit = self._answer(*kinds)
        if audit is None:
            return False
        if audit == "initial":
            self.starts = day
        elif audit == "renewal":
            self.starts = self.ends() + timedelta(days=1) if self.valid else day
        self.stage, self.granted = "certified", True
        return True

    def _refuse(self, _: date) -> bool:
        audit = self._answer("initial", "renewal", "extension")
        if audit is None:
            return False
        if self.stage == "audited":
            self.stage, self.audited_since_refusal = "refused", False
        elif audit == "extension":
            others = {subject: [at for at in found if at != "extension"] for subject, found in self.open.items()}
            self.open = {subject: found for subject, found in others.items() if found}
        return True

    def _keep(self, stage: str) -> bool:
        if not self.valid:
            return False
        self.stage = stage
        if stage == "certified":
            self.waiting = [kind for kind in self.waiting if kind != "surveillance"]
        return True

    def _withdraw(self, _: date) -> bool:
        if not self.valid:
            return False
        self.stage, self.waiting, self.granted = "withdrawn", [], False
        return True


class FileMachine(RuleBasedStateMachine):
    """Random events, one after the other, against the model."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []
        self.model = Model()
        self.out_of_place = 0
        self.seen: list[FileState] = []
        self.today = date(2023, 9, 1)

    @initialize(start=file_days(), certified=st.booleans())
    def begin(self, start: Date, certified: bool) -> None:
        """Half of the files begin with a certificate: most of what can happen comes after it."""
        self.today = date(start.year, start.month, start.day)
        if certified:
            self.audit(1, AuditKind.INITIAL)
            self.decide(1, CertifierDecision.GRANTED)

    def happen(self, kind: EventKind, *, had_a_place: bool, **told: Any) -> None:
        self.events.append(Event(on=self.today, kind=kind, **told))
        self.out_of_place += not had_a_place
        self.seen.append(file_state(self.events, on=self.today))

    # One day at least lies between two events, so that the model need not know the order of a day.
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)
        self.model.move_to(self.today)

    waits = st.one_of(st.integers(1, 40), st.integers(1, 40), st.integers(60, 130), st.integers(300, 800))
    subjects = st.sampled_from(SUBJECTS[:4])

    @rule(days=waits, categories=st.frozensets(st.sampled_from(Category), max_size=2))
    def apply(self, days: int, categories: frozenset[Category]) -> None:
        self.wait(days)
        place = self.model.stage != "audited"
        if self.model.stage in ("nothing", "refused", "withdrawn"):
            self.model.stage = "applied"
        self.happen(EventKind.APPLICATION, had_a_place=place, categories=categories)

    @rule(days=waits, kind=st.sampled_from(AuditKind))
    def audit(self, days: int, kind: AuditKind) -> None:
        self.wait(days)
        self.happen(EventKind.AUDIT, had_a_place=self.model.hold(kind.value), audit=kind)

    @precondition(lambda self: not self.model.valid)
    @rule(days=waits)
    def hold_the_initial_audit(self, days: int) -> None:
        self.audit(days, AuditKind.INITIAL)

    @precondition(lambda self: self.model.valid)
    @rule(days=waits, kind=st.sampled_from([AuditKind.SURVEILLANCE, AuditKind.RENEWAL, AuditKind.EXTENSION]))
    def hold_another_audit(self, days: int, kind: AuditKind) -> None:
        self.audit(days, kind)

    @precondition(lambda self: self.model.valid)
    @rule(
        days=waits,
        decided=st.sampled_from(
            [CertifierDecision.MAINTAINED, CertifierDecision.SUSPENDED, CertifierDecision.WITHDRAWN]
        ),
    )
    def decide_on_the_certificate(self, days: int, decided: CertifierDecision) -> None:
        self.decide(days, decided)

    @precondition(lambda self: self.model.waiting)
    @rule(days=waits)
    def grant(self, days: int) -> None:
        self.decide(days, CertifierDecision.GRANTED)

    @rule(days=waits, subject=subjects, grade=st.sampled_from(["minor", "major"]))
    def notify(self, days: int, subject: int | None, grade: str) -> None:
        self.wait(days)
        place = self.model.stage in ("audited", "certified", "suspended", "expired")
        if place:
            self.model.open.setdefault(subject, []).append(self.model.audit)
        self.happen(EventKind.NOTIFICATION, had_a_place=place, indicator=subject, grade=grade)

    @rule(days=waits, subject=subjects, kind=st.sampled_from([EventKind.PLAN, EventKind.CORRECTION]))
    def progress(self, days: int, subject: int | None, kind: EventKind) -> None:
        self.wait(days)
        self.happen(kind, had_a_place=self.is_open(subject), indicator=subject)

    @rule(days=waits, subject=subjects, lifted=st.booleans())
    def verify(self, days: int, subject: int | None, lifted: bool) -> None:
        self.wait(days)
        place = self.is_open(subject)
        if lifted:
            self.model.open.pop(subject, None)
        self.happen(EventKind.VERIFICATION, had_a_place=place, indicator=subject, lifted=lifted)

    @precondition(lambda self: self.model.open)
    @rule(days=st.integers(1, 40))
    def lift_everything(self, days: int) -> None:
        for subject in sorted(self.model.open, key=str):
            self.verify(days, subject, lifted=True)

    @rule(days=waits, decided=st.sampled_from(CertifierDecision))
    def decide(self, days: int, decided: CertifierDecision) -> None:
        self.wait(days)
        self.happen(EventKind.DECISION, had_a_place=self.model.decide(decided.value, self.today), decided=decided)

    @rule(days=waits)
    def transfer(self, days: int) -> None:
        self.wait(days)
        self.happen(EventKind.TRANSFER, had_a_place=self.model.stage == "certified")

    def is_open(self, subject: int | None) -> bool:
        return subject in self.model.open

    # --- What always holds

    @invariant()
    def the_stage_is_that_of_the_model(self) -> None:
        state = file_state(self.events, on=self.today)
        assert state.stage.value == self.model.stage
        found = codes(state)
        # What is recorded before its notification is out of its place too, and said otherwise.
        assert found.count("HIS001") + found.count("HIS008") == self.out_of_place
        assert [(each.kind.value) for each in state.waiting] == self.model.waiting
        still = [(str(each.indicator), str(each.found_at)) for each in state.nonconformities if each.lifted is None]
        assert sorted(still) == sorted((str(on), at) for on, ats in self.model.open.items() for at in ats)
        if state.stage in (CERTIFIED, SUSPENDED):
            assert state.cycle is not None
            assert self.today in state.cycle
            last = state.renewed or state.cycle
            assert (last.starts, last.expires) == (self.model.starts, self.model.ends())

    @invariant()
    def no_certificate_without_a_decision_that_grants_it(self) -> None:
        """And none after a refusal without a new initial audit."""
        stage = file_state(self.events, on=self.today).stage
        if stage in (CERTIFIED, SUSPENDED, EXPIRED):
            assert self.model.granted
            assert self.model.audited_since_refusal
            audits = [each.on for each in self.events if each.audit is AuditKind.INITIAL]
            grants = [each.on for each in self.events if each.decided is CertifierDecision.GRANTED]
            assert any(held < granted for held in audits for granted in grants)

    @invariant()
    def what_is_lifted_blocks_nothing(self) -> None:
        """With nothing open there is nothing against the certification, unless a time was missed: it stays missed."""
        decided = file_state(self.events, on=self.today).decision
        if decided is not None and not self.model.open:
            missed = {DecisionReasonCode.NOT_CORRECTED, DecisionReasonCode.MINORS_NOT_REDUCED}
            refused = decided.outcome is DecisionOutcome.REFUSED
            assert refused or decided.outcome in (DecisionOutcome.GRANTED, DecisionOutcome.MAINTAINED)
            assert refused == bool({reason.code for reason in decided.reasons} & missed)

    @invariant()
    def a_certificate_ends_with_its_cycle(self) -> None:
        state = file_state(self.events, on=self.today)
        if state.stage in (CERTIFIED, SUSPENDED):
            last = state.renewed or state.cycle
            assert last is not None
            assert file_state(self.events, on=last.expires).stage is state.stage
            assert file_state(self.events, on=last.expires.add(days=1)).stage is EXPIRED

    def teardown(self) -> None:
        """A state depends on the events up to its day only, and not on the order in which they were entered."""
        backwards = list(reversed(self.events))
        for state in self.seen:
            assert file_state(backwards, on=state.on) == state
        for earlier, later in zip(self.seen, self.seen[1:], strict=False):
            # Between two events only time passes: it ends a certificate and changes what is late, nothing else.
            eve = file_state(self.events, on=later.on.subtract(days=1))
            assert (eve.renewed or eve.cycle, eve.nonconformities, eve.findings) == (
                earlier.renewed or earlier.cycle,
                earlier.nonconformities,
                earlier.findings,
            )
            assert eve.stage in (earlier.stage, EXPIRED)
        self.every_part_of_a_review_agrees()

    def every_part_of_a_review_agrees(self) -> None:
        """With a certificate of the first grant, or of a day long before the file."""
        grants = sorted(each.on for each in self.events if each.decided is CertifierDecision.GRANTED)
        first = CertificationCycle(grants[0] if grants else Date(2019, 6, 10))
        certificate = Certificate(
            number="1", categories=["BC"], first_issue=first.starts, valid_until=first.expires, cycle_number=1
        )
        dossier = Dossier(certificate=certificate, categories=["AF", "BC"], events=self.events)
        for state in self.seen[-4:]:
            agrees_with_its_state(review(dossier, on=state.on))


def test_the_machine_goes_through_a_long_file_by_hand() -> None:
    """Every turn that a file can take, with what always holds checked after each event."""
    file = FileMachine()

    def check() -> None:
        file.the_stage_is_that_of_the_model()
        file.no_certificate_without_a_decision_that_grants_it()
        file.what_is_lifted_blocks_nothing()
        file.a_certificate_ends_with_its_cycle()

    stages = []
    file.begin(Date(2024, 2, 27), certified=True)  # granted on 29 February
    steps: list[Callable[[], None]] = [
        lambda: file.apply(10, frozenset({Category.AF})),
        lambda: file.notify(10, 2, "minor"),
        lambda: file.hold_another_audit(10, AuditKind.EXTENSION),
        lambda: file.notify(10, 4, "major"),
        lambda: file.notify(10, 2, "major"),
        lambda: file.decide(10, CertifierDecision.GRANTED),
        lambda: file.hold_another_audit(10, AuditKind.EXTENSION),
        lambda: file.notify(10, 9, "major"),
        lambda: file.decide_on_the_certificate(10, CertifierDecision.SUSPENDED),
        lambda: file.grant(10),  # out of place: it is suspended
        lambda: file.transfer(10),
        lambda: file.decide(10, CertifierDecision.REFUSED),  # with what the extensions found
        lambda: file.decide_on_the_certificate(10, CertifierDecision.MAINTAINED),
        lambda: file.transfer(10),
        lambda: file.hold_another_audit(300, AuditKind.SURVEILLANCE),
        lambda: file.decide(10, CertifierDecision.REFUSED),
        lambda: file.decide(10, CertifierDecision.GRANTED),
        lambda: file.progress(10, 2, EventKind.CORRECTION),
        lambda: file.verify(10, 2, lifted=False),
        lambda: file.lift_everything(10),
        lambda: file.decide(10, CertifierDecision.MAINTAINED),
        lambda: file.hold_another_audit(290, AuditKind.RENEWAL),
        lambda: file.decide(5, CertifierDecision.REFUSED),  # the certificate runs to its end all the same
        lambda: file.hold_another_audit(5, AuditKind.RENEWAL),
        lambda: file.grant(10),
        lambda: file.hold_another_audit(10, AuditKind.RENEWAL),  # out of place: it is renewed
        lambda: file.decide(10, CertifierDecision.REFUSED),  # so is this: there is nothing to decide
        lambda: file.audit(1_500, AuditKind.SURVEILLANCE),  # out of place: it has expired
        lambda: file.audit(10, AuditKind.RENEWAL),
        lambda: file.grant(10),
        lambda: file.decide_on_the_certificate(10, CertifierDecision.WITHDRAWN),
        lambda: file.decide(10, CertifierDecision.WITHDRAWN),
        lambda: file.decide(10, CertifierDecision.SUSPENDED),
        lambda: file.apply(10, frozenset()),
        lambda: file.hold_the_initial_audit(10),
        lambda: file.hold_the_initial_audit(10),
        lambda: file.audit(10, AuditKind.COMPLEMENTARY),
        lambda: file.apply(10, frozenset()),
        lambda: file.decide(10, CertifierDecision.REFUSED),
        lambda: file.decide(10, CertifierDecision.GRANTED),
        lambda: file.notify(10, 4, "major"),
    ]
    for step in steps:
        step()
        check()
        stages.append(file.model.stage)
    file.teardown()
    assert list(dict.fromkeys(stages)) == [
        *("certified", "suspended", "expired", "withdrawn", "applied", "audited", "refused"),
    ]
    assert file.out_of_place == 13


# At length, as the session `property` runs it.
AT_LENGTH = settings.get_current_profile_name() == "property"

TestFile = pytest.mark.property(FileMachine.TestCase)
TestFile.settings = settings(max_examples=2_000 if AT_LENGTH else 40, stateful_step_count=24)
