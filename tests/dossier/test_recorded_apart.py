"""The non-conformities that are recorded apart take part in what the events come to, each from its days on."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from pendulum import Date

from qualiopi_rules import Dossier, Event, review
from qualiopi_rules.audit import AuditFacts, NonConformity
from qualiopi_rules.audit.decision import DecisionOutcome
from qualiopi_rules.dossier import FileState, file_state
from qualiopi_rules.formats.json import structure
from tests.audit.test_nonconformity import major, minor
from tests.dossier.test_history import audit, corrected, decision, event, notified, verified

AUDITED = audit("2025-06-16", "initial", categories=["BC"])
EXTENSION = [
    audit("2023-12-04", "initial", categories=["BC"]),
    decision("2024-02-05", "granted"),
    audit("2025-06-16", "extension", categories=["AF"]),
]

Found = tuple[NonConformity, ...]


@pytest.fixture
def dossier(webinar: dict[str, Any]) -> Dossier:
    """A certificate is to come: from 2 February 2026 on."""
    one = structure(webinar, Dossier)
    certificate = attrs.evolve(one.certificate, first_issue="2026-02-02", last_issue=None, valid_until="2029-02-01")
    return attrs.evolve(one, certificate=certificate)


def state_of(
    dossier: Dossier, on: str, *events: Event, apart: tuple[NonConformity, ...] = (), **told: Any
) -> FileState:
    facts = AuditFacts(nonconformities=apart)
    return review(attrs.evolve(dossier, events=events, audits=facts, **told), on=on).state


def outcome(state: FileState) -> str:
    assert state.decision is not None
    return state.decision.outcome.value


def lifted_late(on: str) -> Found:
    """Three months to correct a major one of 20 June 2025 end on 20 September."""
    return (major(4, "2025-06-20", found_at="initial", implemented=on, verified="2025-10-06", lifted="2025-10-06"),)


@pytest.mark.parametrize(("implemented", "said"), [("2025-09-20", "granted"), ("2025-09-22", "refused")])
def test_one_that_was_corrected_too_late_refuses_the_certification(
    dossier: Dossier, implemented: str, said: str
) -> None:
    assert outcome(state_of(dossier, "2025-10-06", AUDITED, apart=lifted_late(implemented))) == said
    granted = state_of(
        dossier, "2025-10-13", AUDITED, decision("2025-10-13", "granted"), apart=lifted_late(implemented)
    )
    assert [found.code for found in granted.findings] == ([] if said == "granted" else ["HIS003"])


def test_one_counts_from_the_day_of_its_notification_to_that_of_its_lifting(dossier: Dossier) -> None:
    found = lifted_late("2025-09-20")
    said = [outcome(state_of(dossier, on, AUDITED, apart=found)) for on in ("2025-06-19", "2025-06-20", "2025-10-06")]
    assert said == ["granted", "waiting", "granted"]


@pytest.mark.parametrize(("lifted", "said"), [("2025-09-21", "granted"), ("2025-09-22", "refused")])
@pytest.mark.parametrize("apart", [0, 2, 4])
def test_five_minor_ones_are_too_many_wherever_they_are_recorded(
    dossier: Dossier, apart: int, lifted: str, said: str
) -> None:
    """They count as a major one; fewer are enough within three months of the fifth, which comes a day later."""
    numbers = (1, 2, 9, 12)
    recorded = tuple(minor(each, "2025-06-20", found_at="initial") for each in numbers[:apart])
    events = [
        AUDITED,
        *(notified("2025-06-20", each, "minor") for each in numbers[apart:]),
        notified("2025-06-21", 17, "minor"),
        verified(lifted, 17, lifted=True),
    ]
    assert outcome(state_of(dossier, "2025-10-10", *events, apart=recorded)) == said


def test_one_that_is_recorded_apart_and_among_the_events_counts_once(dossier: Dossier) -> None:
    """Four minor ones are too few to count as a major one; with the other two twice they would be six."""
    recorded = tuple(minor(each, "2025-06-20", found_at="initial") for each in (1, 2))
    events = [AUDITED, *(notified("2025-06-20", each, "minor") for each in (1, 2, 9, 12))]
    state = state_of(dossier, "2025-06-20", *events, apart=recorded)
    assert outcome(state) == outcome(file_state(events, on="2025-06-20")) == "granted"
    assert state.decision is not None
    assert len(state.decision.nonconformities.minors) == len(state.nonconformities) == 4


def test_of_several_recorded_apart_each_comes_on_its_day(dossier: Dossier) -> None:
    """Whatever their order in the record."""
    later, sooner = major(4, "2025-07-07", found_at="initial"), major(5, "2025-06-20", found_at="initial")
    for apart in ((later, sooner), (sooner, later)):
        states = [state_of(dossier, on, AUDITED, apart=apart) for on in ("2025-06-19", "2025-06-20", "2025-07-07")]
        majors = [len(each.decision.nonconformities.majors) for each in states if each.decision is not None]
        assert majors == [0, 1, 2]


def test_one_that_is_open_is_found_at_a_transfer(dossier: Dossier) -> None:
    found = (major(22, "2026-06-08", found_at="surveillance", lifted="2026-09-07"),)
    for on, codes in (("2026-06-07", []), ("2026-06-08", ["HIS010"]), ("2026-09-07", [])):
        assert [each.code for each in state_of(dossier, on, event(on, "transfer"), apart=found).findings] == codes


def test_one_of_the_initial_audit_is_checked_at_the_surveillance_audit_that_is_given(dossier: Dossier) -> None:
    for on, checked in (("2027-06-07", Date(2027, 6, 7)), ("2027-06-08", None)):
        apart = (minor(2, on, found_at="initial"),)
        (found,) = state_of(dossier, "2027-07-05", apart=apart, surveillance_held="2027-06-07").nonconformities
        assert found.next_audit == checked


# --- Those of the events


def test_a_new_file_remembers_nothing_of_the_one_before() -> None:
    """What was corrected too late refused the first one."""
    first = [
        AUDITED,
        notified("2025-06-20", 4),
        corrected("2025-10-01", 4),
        verified("2025-10-06", 4, lifted=True),
        decision("2025-10-13", "refused"),
    ]
    assert outcome(file_state(first[:-1], on="2025-10-12")) == "refused"
    second = [audit("2026-02-02", "initial"), notified("2026-02-09", 4), corrected("2026-03-02", 4)]
    lifted = [*first, *second, verified("2026-03-09", 4, lifted=True)]
    assert outcome(file_state(lifted, on="2026-03-09")) == "granted"
    assert [str(each.notified) for each in file_state(lifted, on="2026-03-09").nonconformities] == ["2026-02-09"]


def test_a_second_correction_counts_only_where_the_first_was_not_accepted() -> None:
    again = [AUDITED, notified("2025-06-20", 4), corrected("2025-07-07", 4), corrected("2025-07-21", 4)]
    refused = [*again[:3], verified("2025-07-14", 4, lifted=False), again[3]]
    for events, implemented in ((again, "2025-07-07"), (refused, "2025-07-21")):
        (found,) = file_state(events, on="2025-07-21").nonconformities
        assert str(found.implemented) == implemented


def test_what_a_refused_extension_found_is_forgotten_whatever_comes_of_it_later() -> None:
    events = [*EXTENSION, notified("2025-06-23", 4), decision("2025-07-07", "refused")]
    followed = [*events, corrected("2025-07-14", 4), audit("2025-10-06", "surveillance")]
    state = file_state(followed, on="2025-10-06")
    assert (state.nonconformities, [each.code for each in state.findings]) == ((), ["HIS001"])
    assert state.decision is not None
    assert state.decision.outcome is DecisionOutcome.MAINTAINED
