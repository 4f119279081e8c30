"""The strategies of the package: what they draw holds, and what narrows them does."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, find, given, settings, strategies as st
from hypothesis.errors import NoSuchExample
from pendulum import Date

from qualiopi_rules import (
    Answers,
    Category,
    Certificate,
    CertificationCycle,
    InvalidInput,
    MissingExtra,
    Phase,
    Session,
)
from qualiopi_rules.audit import NonConformityGrade
from qualiopi_rules.cycle import SIREN, SIRET
from qualiopi_rules.dossier import CertifierDecision, EventKind, FileStage, file_state
from qualiopi_rules.rnq.edition import editions
from qualiopi_rules.strategies import (
    answers,
    applications,
    audit_days,
    audit_facts,
    bilan_days,
    bilans,
    categories,
    certificates,
    checked_points,
    conformity_points,
    cycles,
    days,
    decision_days,
    dossiers,
    events,
    file_days,
    histories,
    indicator_sheets,
    nonconformities,
    own_points,
    profiles,
    reviews,
    sessions,
    sirens,
    sirets,
    site_lists,
    transfers,
)

FEW = settings(max_examples=30)
FREE = settings(max_examples=2_000, derandomize=False, database=None)  # so that it shrinks as far as it can
DAY = Date(2024, 5, 6)
ON = st.just(DAY)
BC = st.just(frozenset({Category.BC}))
SESSION = Session(DAY, Phase.PRELIMINARY, 60)
EMPTY: st.SearchStrategy[list[Any]] = st.just([])

NARROWED: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], bool]]] = {
    "answers": (answers(complaints=st.just(False)), lambda drawn: drawn.complaints is False),
    "applications": (
        applications(categories=BC, received=ON),
        lambda drawn: (drawn.categories, drawn.received) == ({Category.BC}, DAY),
    ),
    "audit_days": (audit_days("2026-10-30"), lambda drawn: drawn >= Date(2026, 10, 30)),
    "audit_days_of_the_last_edition": (audit_days(Date(2027, 1, 1)), lambda drawn: drawn.year >= 2027),
    "audit_facts": (audit_facts(nonconformities=EMPTY), lambda drawn: drawn.nonconformities == ()),
    "bilans": (bilans(sessions=st.just([SESSION])), lambda drawn: drawn.sessions == (SESSION,)),
    "categories": (categories(least=3), lambda drawn: len(drawn) >= 3),
    "certificates": (
        certificates(categories=BC, decided=ON, regular=True),
        lambda drawn: drawn.cycle == CertificationCycle(DAY) and drawn.categories == {Category.BC},
    ),
    "checked_points": (checked_points(indicator=2), lambda drawn: drawn.point.indicator == 2),
    "conformity_points": (conformity_points(indicator=2), lambda drawn: drawn.indicator == 2),
    "cycles": (cycles(decided=ON), lambda drawn: drawn.starts == DAY),
    "dossiers": (
        dossiers(categories=BC, certificate=certificates(decided=ON), bilans=EMPTY, events=EMPTY),
        lambda drawn: (
            (drawn.categories, drawn.certificate.first_issue) == ({Category.BC}, DAY)
            and (drawn.bilans, drawn.events) == ((), ())
        ),
    ),
    "events": (
        events(kinds=[EventKind.PLAN, EventKind.AUDIT], on=ON),
        lambda drawn: drawn.kind in {EventKind.PLAN, EventKind.AUDIT} and drawn.on == DAY,
    ),
    "histories": (histories(applied=ON), lambda drawn: drawn[0].on == DAY),
    "indicator_sheets": (
        indicator_sheets(on=ON, indicator=17),
        lambda drawn: (drawn.on, drawn.indicator) == (DAY, 17),
    ),
    "nonconformities": (
        nonconformities(notified=ON, indicator=st.just(3), grade=st.just(NonConformityGrade.MINOR)),
        lambda drawn: (drawn.notified, drawn.indicator, drawn.grade) == (DAY, 3, "minor"),
    ),
    "own_points": (own_points(indicator=2), lambda drawn: drawn.indicator == 2),
    "sessions": (
        sessions(held=ON, phase=st.just(Phase.CONCLUSIONS)),
        lambda drawn: (drawn.day, drawn.phase) == (DAY, Phase.CONCLUSIONS),
    ),
    "site_lists": (site_lists(least=1, most=2), lambda drawn: 1 <= len(drawn) <= 2),
    "transfers": (transfers(requested=ON), lambda drawn: drawn.requested == DAY),
}


@pytest.mark.property
@pytest.mark.parametrize("name", NARROWED)
@given(data=st.data())
def test_what_is_narrowed_stays_within(name: str, data: st.DataObject) -> None:
    strategy, holds = NARROWED[name]
    assert holds(data.draw(strategy))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(reviews(dossier=dossiers(categories=BC, events=EMPTY), on=ON))
def test_a_review_is_of_the_dossier_and_the_day(drawn: Any) -> None:
    assert (drawn.on, drawn.dossier.categories) == (DAY, {Category.BC})


@pytest.mark.property
@given(st.data(), st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(0, 30_000))
def test_days_are_between_their_ends(data: st.DataObject, first: date, length: int) -> None:
    last = Date.fromordinal(first.toordinal() + length)
    drawn = data.draw(days(first, last))
    assert type(drawn) is Date
    assert first <= drawn <= last
    assert Date(1900, 1, 1) <= data.draw(days()) <= Date(2200, 12, 31)


@pytest.mark.property
@pytest.mark.parametrize("special", [lambda day: day.add(days=1).day == 1, lambda day: (day.month, day.day) == (2, 29)])
def test_month_ends_and_leap_days_are_drawn(special: Callable[[Date], bool]) -> None:
    assert special(find(days(), special))
    assert special(find(decision_days(), special))


@given(decision_days("2030-01-01"), bilan_days(), file_days())
def test_days_are_where_the_rules_are(decided: Date, of_bilan: Date, of_file: Date) -> None:
    assert editions()[0].since <= decided <= Date(2030, 1, 1)
    assert of_bilan >= Date(2019, 1, 1)
    assert Date(2023, 6, 1) <= of_file < Date(2028, 1, 1)


def test_what_is_no_day_is_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        days("soon", "2024-02-30")
    assert [fault.path for fault in refusal.value.faults] == ["first", "last"]
    with pytest.raises(InvalidInput):
        audit_days("2024-02-30")
    with pytest.raises(InvalidInput):
        decision_days("never")


@pytest.mark.property
@given(certificates(regular=False), certificates(regular=True))
def test_a_certificate_is_regular_or_anything(any_days: Any, fits: Any) -> None:
    assert fits.valid_until == CertificationCycle(fits.first_issue).expires
    assert (fits.printed_start, fits.cycle_number) in {(None, None), (None, 1)}
    for drawn in (any_days, fits):
        assert all(edition >= drawn.first_issue for edition in drawn.editions)


@pytest.mark.property
@given(histories())
def test_in_a_history_every_event_has_its_place(drawn: Any) -> None:
    """The state has no finding, the days follow each other, and each step leads where it should."""
    assert [event.on for event in drawn] == sorted(event.on for event in drawn)
    state = file_state(drawn, on=drawn[-1].on)
    assert state.findings == ()
    decided = [event.decided for event in drawn if event.kind is EventKind.DECISION]
    expected = FileStage.CERTIFIED if decided else FileStage.AUDITED if len(drawn) > 1 else FileStage.APPLIED
    assert state.stage is (FileStage.REFUSED if decided == [CertifierDecision.REFUSED] else expected)


@pytest.mark.parametrize("decided", [[], ["refused"], ["granted", "maintained", "granted"]], ids=len)
def test_a_history_may_end_anywhere(decided: list[str]) -> None:
    assert find(
        histories(), lambda drawn: [event.decided for event in drawn if event.kind is EventKind.DECISION] == decided
    )


def test_the_simplest_is_simple() -> None:
    """What Hypothesis shows of a failure has nothing that does not matter."""
    first = editions()[0].since
    assert find(certificates(), lambda drawn: True, settings=FREE) == Certificate(
        number="0", categories=["AF"], first_issue=first, valid_until=CertificationCycle(first).expires
    )
    assert find(answers(), lambda drawn: drawn.complaints is not None, settings=FREE) == Answers(complaints=True)
    session = Session("2019-01-01", "preliminary", 1, "individual", "provider")
    assert find(sessions(), lambda drawn: True, settings=FREE) == session


@pytest.mark.extra
@given(sirens(), sirets())
def test_numbers_of_companies_have_their_check_digits(siren: SIREN, siret: SIRET) -> None:
    assert SIREN(str(siren)) == siren
    assert SIRET(str(siret)).siren == SIREN(str(siret)[:9])


def test_without_its_extra_a_transfer_has_no_siren(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "stdnum", None)
    with pytest.raises(MissingExtra):
        sirens()
    with pytest.raises(MissingExtra):
        sirets()
    with pytest.raises(NoSuchExample):
        find(transfers(), lambda drawn: drawn.holder_siren is not None, settings=FEW)


def test_without_its_extra_no_profile_runs_to_working_days(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise MissingExtra("holidays")

    monkeypatch.setattr("qualiopi_rules.strategies.profile.french_holidays", missing)
    with pytest.raises(NoSuchExample):
        find(profiles(), lambda drawn: drawn.working_days, settings=FEW)
