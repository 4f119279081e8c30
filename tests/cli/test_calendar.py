"""`calendar`: the command; what a calendar is made of is among the tests of its format."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from qualiopi_rules import Dossier, review
from qualiopi_rules.core.shown import shown
from qualiopi_rules.formats import write_calendar
from qualiopi_rules.formats.json import load
from tests.cli.conftest import Run
from tests.cli.test_review import ON, WEBINAR


def test_the_calendar_is_that_of_the_reviews_under_the_profile(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "plan.ics"
    assert run("calendar", WEBINAR, *ON, "--out", out, "--profile", "law") == (0, "", f"{out} : enregistré.\n")
    reviewed = review(load(WEBINAR.read_bytes(), Dossier), on="2023-03-01", profile="law")
    assert out.read_bytes() == write_calendar([reviewed])


def test_every_error_of_every_dossier_is_said_with_its_file(
    run: Run, tmp_path: Path, dossier: Callable[..., Path]
) -> None:
    bad, missing = dossier(categories=["XX"], surplus=1), tmp_path / "none.json"
    code, out, err = run("calendar", bad, missing, *ON, "--out", tmp_path / "plan.ics")
    assert (code, out) == (2, "")
    assert err.splitlines()[0] == "3 erreurs :"
    assert err.count(f"- {bad} : ") == 2
    assert not (tmp_path / "plan.ics").exists()


def test_a_dossier_without_a_deadline_is_said_unless_it_is_to_be_quiet(run: Run, tmp_path: Path) -> None:
    tokens = ("calendar", WEBINAR, "--on", "2026-02-02", "--out", tmp_path / "plan.ics")
    assert f"\n{WEBINAR}: " in run(*tokens)[2]
    assert run(*tokens, "--quiet") == (0, "", "")


def test_the_calendar_before_stays_when_the_writing_stops(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "plan.ics"
    assert run("calendar", WEBINAR, *ON, "--out", out)[0] == 0
    before = out.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert run("calendar", WEBINAR, "--on", "2024-12-02", "--out", out)[0] == 2
    assert out.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["plan.ics"]


def test_a_calendar_that_cannot_be_read_is_refused(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "plan.ics"
    out.write_bytes(b"")
    monkeypatch.setattr(Path, "is_file", lambda _: True)
    out.unlink()
    code, _, err = run("calendar", WEBINAR, *ON, "--out", out)
    assert code == 2
    assert err == f"fichier introuvable : {shown(out)}\n"
