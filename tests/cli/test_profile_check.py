"""`profile check`: whether a certifier's profile can be read, and what it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_review import PROFILE
from tests.conftest import EXAMPLES


def test_a_profile_says_what_it_holds_and_its_sources(run: Run) -> None:
    code, out, err = run("profile", "check", EXAMPLES / "profile.toml")
    assert (code, err) == (0, "")
    assert out.splitlines()[2] == "Ce profil est accepté."
    assert "Sources" in out
    assert "Barème des durées d’audit : our-table" in out
    assert run("profile", "check", EXAMPLES / "profile.toml", "--lang", "en")[1].splitlines()[2] == (
        "This profile is accepted."
    )


def test_what_is_not_established_is_said(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text('extends = "certifier"\nname = "ours"\n')
    out = run("profile", "check", file)[1]
    assert "Non établi" in out
    assert "Questions préalables : 8, dont propres à ce profil : 0" in out
    assert "Retraits d’indicateurs : 2" in out
    assert "Points de conformité : ceux de l’outil" in out
    assert "Barème des durées d’audit : aucun" in out


def test_points_and_a_table_of_its_own_are_counted(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text('extends = "law"\nname = "ours"\npoints = ["1.1", "2.1"]\ndurations = "reported"\n')
    out = run("profile", "check", file)[1]
    assert "Points de conformité : 2" in out
    assert "Barème des durées d’audit : reported" in out


@pytest.mark.parametrize(
    ("content", "named"), [(PROFILE.replace("= 30", "= 99"), "removals[0].indicator"), ("=", "TOML")]
)
def test_every_error_is_said(run: Run, tmp_path: Path, content: str, named: str) -> None:
    file = tmp_path / "a.toml"
    file.write_text(content)
    code, out, err = run("profile", "check", file)
    assert (code, out) == (2, "")
    assert named in err
    assert str(file) in err
