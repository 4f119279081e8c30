"""What people write by hand: hours and minutes, French days; anything else stays as it is."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Dossier
from qualiopi_rules.formats.json import structure
from qualiopi_rules.formats.written_values import iso_day, minutes, plain_values
from tests.formats.test_json import FULL
from tests.strategies import days


@pytest.mark.property
@given(days(Date(1000, 1, 1), Date(9999, 12, 31)), st.booleans())
def test_a_french_day_is_the_iso_one(day: Date, padded: bool) -> None:
    written = day.strftime("%d/%m/") + f"{day.year}" if padded else f"{day.day}/{day.month}/{day.year}"
    assert iso_day(written) == iso_day(f" {written} ") == day.isoformat()
    assert iso_day(day.isoformat()) == day.isoformat()


@pytest.mark.property
@given(st.text())
def test_any_other_text_stays(text: str) -> None:
    if not any(char.isdigit() for char in text):
        assert iso_day(text) == minutes(text) == text


@pytest.mark.property
@given(st.integers(0, 999), st.integers(0, 59))
def test_hours_and_minutes_are_minutes(hours: int, rest: int) -> None:
    for written in (f"{hours}h{rest:02}", f"{hours} h {rest:02}", f"{hours} h {rest:02} min"):
        assert minutes(written) == hours * 60 + rest
    assert minutes(f"{hours}h") == minutes(f"{hours} h") == hours * 60
    assert minutes(f"{rest} min") == minutes(f"{rest}min") == rest


@pytest.mark.parametrize("text", ["90", "h", "", "1h5", "2h60", "2.5h", "min", "-1h", "2h30m", "1000h", "2 heures"])
def test_what_could_be_anything_else_stays(text: str) -> None:
    assert minutes(text) == text


@pytest.mark.parametrize("text", ["2/2", "2023/02/02", "02-02-2023", "02/02/23", "2 février 2023"])
def test_only_the_form_that_is_said_is_a_day(text: str) -> None:
    assert iso_day(text) == text


def test_only_days_and_durations_are_replaced(webinar: dict[str, Any], good_bilan: dict[str, Any]) -> None:
    sessions = [{"day": "06/02/2023", "phase": "preliminary", "minutes": "2h30"}]
    bilan = {
        **good_bilan,
        "reference": "06/02/2023",
        "sessions": sessions,
        "convention": {"transmitted_on": "01/02/2023"},
    }
    written = {
        **webinar,
        "bilans": [bilan],
        "certificate": {**webinar["certificate"], "holder": "2h30", "editions": ["02/02/2023"], "number": "01/01/2023"},
        "surveillance_held": "03/06/2024",
    }
    read = structure(plain_values(written, Dossier, french_days=True), Dossier)
    (session,) = read.bilans[0].sessions
    assert (session.day, session.minutes) == (Date(2023, 2, 6), 150)
    assert read.bilans[0].reference == "06/02/2023"
    assert read.bilans[0].convention is not None
    assert read.bilans[0].convention.transmitted_on == Date(2023, 2, 1)
    assert (read.certificate.holder, read.certificate.number) == ("2h30", "01/01/2023")
    assert read.certificate.editions == (Date(2023, 2, 2),)
    assert read.surveillance_held == Date(2024, 6, 3)


def test_without_being_said_a_french_day_stays_a_text() -> None:
    value = {"certificate": {"first_issue": "02/02/2023"}}
    assert plain_values(value, Dossier) == {"certificate": {"first_issue": "02/02/2023"}}


@pytest.mark.parametrize("value", [None, 1, "02/02/2023", [], [1, "a"], {"x": {"y": "2h30"}}, {"bilans": 3}, True])
def test_what_is_no_dossier_stays_for_its_reader_to_refuse(value: Any) -> None:
    assert plain_values(value, Dossier, french_days=True) == value


def test_the_accompanied_minutes_of_a_request_too(webinar: dict[str, Any], good_bilan: dict[str, Any]) -> None:
    request = {"requested_on": "2026-03-01", "accompanied_minutes": "13 h"}
    written = {**webinar, "bilans": [{**good_bilan, "cpf": {"request": request}}]}
    cpf = structure(plain_values(written, Dossier), Dossier).bilans[0].cpf
    assert cpf is not None
    assert cpf.request is not None
    assert cpf.request.accompanied_minutes == 780


@pytest.mark.parametrize("french", [True, False])
def test_a_dossier_that_is_written_strictly_does_not_change(french: bool) -> None:
    assert plain_values(deepcopy(FULL), Dossier, french_days=french) == FULL
