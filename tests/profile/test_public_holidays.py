"""The public holidays of France, and the profile that has its times end on working days."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta

import attrs
import pytest
from dateutil.easter import easter  # type: ignore[import-untyped]
from holidays import country_holidays
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import MissingExtra
from qualiopi_rules.audit import NonConformity
from qualiopi_rules.formats.json import structure
from qualiopi_rules.law.source import interpretation
from qualiopi_rules.profile import Profile, built_in_profiles
from qualiopi_rules.profile.public_holidays import french_holidays
from tests.checks import profile_with, refused


@pytest.fixture
def without_the_extra(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    french_holidays.cache_clear()
    monkeypatch.setitem(sys.modules, "holidays", None)
    yield
    french_holidays.cache_clear()


@given(year=st.integers(2019, 2100))
def test_they_are_the_eleven_of_the_code_du_travail(year: int) -> None:
    """L. 3133-1: eight fixed days, Easter Monday, Ascension Day, Whit Monday."""
    fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    moving = {easter(year) + timedelta(days=n) for n in (1, 39, 50)}
    assert {day for day in french_holidays() if day.year == year} == {date(year, *each) for each in fixed} | moving


def test_those_of_alsace_and_moselle_are_not_among_them() -> None:
    assert not {date(2026, 4, 3), date(2026, 12, 26)} & french_holidays()
    assert Date(2026, 4, 6) in french_holidays()


def test_no_built_in_profile_moves_a_time() -> None:
    for profile in built_in_profiles().values():
        assert (profile.working_days, profile.holidays) == (False, None)
        assert "working_days" not in profile.citations


def test_a_profile_that_does_is_read_like_any_other() -> None:
    read = structure({"extends": "law", "name": "ours", "working_days": True}, Profile)
    assert read == attrs.evolve(built_in_profiles()["law"], name="ours", working_days=True)
    assert read.holidays == french_holidays()
    assert read.citations["working_days"] == interpretation("law", "working_days")
    with refused("working_days: .* expected true or false"):
        structure({"extends": "law", "name": "ours", "working_days": "yes"}, Profile)


def test_without_its_library_the_extra_is_named(without_the_extra: None) -> None:
    """`pip install qualiopi-rules[holidays]` brings it; a profile that moves no time does without."""
    found = NonConformity(indicator=4, grade="major", notified="2026-09-25")
    moving = profile_with(working_days=True)
    with pytest.raises(MissingExtra, match=r"qualiopi-rules\[holidays\]") as caught:
        found.status(on="2026-12-25", profile=moving)
    assert caught.value.extra == "holidays"
    assert found.status(on="2026-12-25").correct_by == Date(2026, 12, 25)


def test_they_are_known_up_to_the_last_year_that_the_library_has() -> None:
    last = max(french_holidays()).year
    assert last == country_holidays("FR").end_year
    assert {date(last, 1, 1), date(last, 12, 25)} <= french_holidays()
