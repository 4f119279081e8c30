"""`--sheets`: the mock audit of a dossier from the sheets of a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from qualiopi_rules import Dossier, Review, review
from qualiopi_rules.audit import IndicatorSheet
from qualiopi_rules.formats import read_sheets
from qualiopi_rules.formats.json import load, unstructure
from qualiopi_rules.profile.points import conformity_points
from qualiopi_rules.report.page import review_report
from tests.cli.conftest import Run
from tests.cli.test_review import WEBINAR
from tests.cli.test_sheet import fill, rows

ON = ("--on", "2024-04-15")


@pytest.fixture
def filled(run: Run, tmp_path: Path) -> Path:
    """The sheet of the surveillance audit, of which the first indicator is met, evidence in hand."""
    file = tmp_path / "a.csv"
    assert run("sheet", WEBINAR, *ON, "--out", file)[0] == 0
    table = rows(file)
    first = [at for at, row in enumerate(table) if row[1] == table[1][1]]
    answer, evidence = (table[0].index(title) for title in ("Réponse", "Preuves consultées"))
    fill(file, *((at, answer, "oui") for at in first), *((at, evidence, "Page du site") for at in first))
    return file


def sheets_of(file: Path) -> tuple[IndicatorSheet, ...]:
    return read_sheets(file.read_bytes(), str(file), conformity_points())


def expected(file: Path, dossier: Path = WEBINAR) -> Review:
    known = load(dossier.read_bytes(), Dossier)
    audits = attrs.evolve(known.audits, sheets=(*known.audits.sheets, *sheets_of(file)))
    return review(attrs.evolve(known, audits=audits), on=ON[1])


def test_the_review_and_the_report_have_the_mock_audit(run: Run, tmp_path: Path, filled: Path) -> None:
    reviewed, out = expected(filled), tmp_path / "a.md"
    assert reviewed.mock_audit is not None
    assert len(reviewed.mock_audit.ready) == 1
    code, written, err = run("review", WEBINAR, *ON, "--sheets", filled, "--format", "json")
    assert (code, err) == (0, "")
    assert load(written, Review) == reviewed
    assert "\nAudit blanc\n" in run("review", WEBINAR, *ON, "--sheets", filled)[1]
    assert run("report", WEBINAR, *ON, "--sheets", filled, "--out", out)[0] == 0
    assert out.read_text("utf-8") == review_report(reviewed).markdown()
    assert "Audit blanc" not in run("review", WEBINAR, *ON)[1]


def test_the_sheets_of_the_file_come_after_those_of_the_dossier(
    run: Run, filled: Path, dossier: Callable[..., Path]
) -> None:
    first, *_ = sheets_of(filled)
    before = attrs.evolve(first, points=[attrs.evolve(each, answer="no") for each in first.points])
    own = dossier(audits={"sheets": [unstructure(before)]})
    written = run("review", own, *ON, "--sheets", filled, "--format", "json")[1]
    mock = load(written, Review).mock_audit
    assert mock is not None
    assert first.indicator in mock.ready
    alone = load(run("review", own, *ON, "--format", "json")[1], Review).mock_audit
    assert alone is not None
    assert first.indicator not in alone.ready


def test_a_sheet_of_a_later_day_gives_no_mock_audit_and_that_is_said(run: Run, filled: Path) -> None:
    code, out, err = run("review", WEBINAR, "--on", "2024-04-14", "--sheets", filled)
    assert (code, "Audit blanc" in out) == (0, False)
    assert err.startswith("Pas d’audit blanc : ")
    assert run("review", WEBINAR, "--on", "2024-04-14", "--sheets", filled, "--quiet") == (0, "", "")


def test_the_points_are_those_of_the_profile(run: Run, tmp_path: Path) -> None:
    profile, out = tmp_path / "ours.toml", tmp_path / "a.csv"
    profile.write_text(
        'extends = "law"\nname = "ours"\n[[points]]\nid = "A-4"\nindicator = 4\nsince = 2019-06-09\n'
        'words = { fr = "Le besoin est écrit.", en = "The need is written down." }\n'
        'citation = { source = "guide-v9", basis = "practice", provenance = "deduced" }\n'
    )
    tokens = (*ON, "--profile", profile)
    assert run("sheet", WEBINAR, *tokens, "--indicator", "4", "--out", out)[0] == 0
    assert run("review", WEBINAR, *tokens, "--sheets", out)[0] == 0
    assert run("review", WEBINAR, *ON, "--sheets", out)[0] == 2


@pytest.mark.parametrize("command", ["review", "report"])
def test_what_does_not_hold(run: Run, tmp_path: Path, command: str) -> None:
    code, out, err = run(command, WEBINAR, *ON, "--sheets", tmp_path / "none.csv")
    assert (code, out) == (2, "")
    assert err.startswith("fichier introuvable : ")
    code, out, err = run(command, WEBINAR, *ON, "--sheets", WEBINAR, "--profile", "x")
    assert (code, out) == (2, "")
    assert err.startswith('--profile : "x"')
