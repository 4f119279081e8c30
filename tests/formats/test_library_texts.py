"""The library's own texts are accepted by the readers of a caller's, and are the same there."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import attrs
import pytest

import qualiopi_rules
from qualiopi_rules.core.resources import names, text
from qualiopi_rules.formats import read_edition, read_profile, read_values
from qualiopi_rules.formats.json import structure
from qualiopi_rules.law.dated import dated
from qualiopi_rules.profile import Profile, built_in_profiles
from qualiopi_rules.profile.durations import duration_tables
from qualiopi_rules.profile.points import conformity_points
from qualiopi_rules.rnq import editions

TEXTS = Path(str(files(qualiopi_rules))) / "law" / "texts"


@pytest.mark.parametrize("name", sorted(built_in_profiles()))
def test_a_built_in_profile_is_read_from_its_own_file(name: str) -> None:
    assert read_profile(TEXTS / "profile" / f"{name}.toml") == built_in_profiles()[name]


@pytest.mark.parametrize("name", sorted(text("profile/durations")))
def test_a_table_of_durations_may_stand_in_a_profile_as_it_is(name: str) -> None:
    table = {"name": "ours", "extends": "law", "durations": {"name": name, **text("profile/durations")[name]}}
    assert structure(table, Profile).durations == duration_tables()[name]


def test_the_points_may_stand_in_a_profile_as_they_are() -> None:
    table = {"name": "ours", "extends": "law", "points": text("profile/points")["points"]}
    assert structure(table, Profile).points == conformity_points()


@pytest.mark.parametrize("file", names("rnq/referential-*"))
def test_an_edition_is_read_from_its_own_file(file: str) -> None:
    edition = read_edition(TEXTS / f"{file}.toml")
    (ours,) = (each for each in editions() if each.edition == edition.edition)
    assert edition == attrs.evolve(ours, until=None)


def test_dated_values_are_read_from_their_own_file() -> None:
    for name, values in read_values(TEXTS / "cycle" / "cycle.toml").items():
        ours = dated("cycle/cycle", name)
        assert [(each.value, each.since, each.citation) for each in values.values] == [
            (each.value, each.since, each.citation) for each in ours.values
        ]
