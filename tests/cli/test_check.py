"""`check`: every error of every dossier with what was meant, or that it is accepted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from qualiopi_rules.core.shown import shown
from tests.cli.conftest import Run
from tests.cli.test_review import PROFILE, WEBINAR

TOML = """
categories = ["BC"]
[certificate]
number = "83811594-1"
categories = ["BC"]
first_issue = 02/02/2023
"""


def test_an_accepted_dossier_is_named_with_its_certificate(run: Run) -> None:
    code, out, err = run("check", WEBINAR)
    assert (code, err) == (0, "")
    assert out.startswith(f"{WEBINAR} : accepté. Certificat 83811594-1 : ")
    assert out.endswith("dernier jour de validité : 1er février 2026.\n")
    assert run("check", WEBINAR, "--lang", "en")[1].endswith("last valid day: 1 February 2026.\n")
    assert run("check", WEBINAR, "--quiet") == (0, "", "")


def test_every_error_has_the_name_of_its_file_and_what_was_meant(
    run: Run, tmp_path: Path, webinar: dict[str, Any]
) -> None:
    bad, missing = tmp_path / "bad.json", tmp_path / "missing.json"
    certificate = {**webinar["certificate"], "valid_until": "01/02/2026"}
    bad.write_text(json.dumps({**webinar, "certificate": certificate, "categorie": ["BC"], "surveillance_held": "non"}))
    code, out, err = run("check", WEBINAR, bad, missing)
    assert code == 2
    assert out.startswith(f"{WEBINAR} : accepté")
    head, *lines, last = err.splitlines()
    assert head == "3 erreurs :"
    assert {line.partition(f"{bad} : ")[2].partition(" : ")[0] for line in lines} == {
        "certificate.valid_until",
        "categorie",
        "surveillance_held",
    }
    for meant in ("2026-02-01", "false", "categories"):
        assert sum(line.endswith(f"vouliez-vous dire {meant} ?") for line in lines) == 1
    assert last == f"fichier introuvable : {shown(missing)}"


def test_an_answer_to_a_question_of_a_certifier_s_own_needs_its_profile(
    run: Run, tmp_path: Path, webinar: dict[str, Any]
) -> None:
    file, profile = tmp_path / "a.json", tmp_path / "mine.toml"
    file.write_text(json.dumps({**webinar, "answers": {"own": {"remote_only": True}}}))
    profile.write_text(
        PROFILE.replace("[[removals]]", "")[: PROFILE.index("[[removals]]")]
        + '[[questions]]\nid = "remote_only"\nwords = { fr = "exerce à distance", en = "works remotely" }\n'
        'citation = { source = "guide-v9", basis = "practice", provenance = "verbatim" }\n'
    )
    code, out, err = run("check", file)
    assert (code, out) == (2, "")
    assert f"{file} : answers.own.remote_only" in err
    assert run("check", file, "--profile", profile)[0] == 0
    assert run("check", file, "--profile", "strict")[0] == 2


def test_a_day_that_is_older_than_the_rules_is_said(run: Run, tmp_path: Path, webinar: dict[str, Any]) -> None:
    file = tmp_path / "old.json"
    sheet = {"indicator": 1, "on": "2018-01-01", "points": []}
    file.write_text(json.dumps({**webinar, "audits": {"sheets": [sheet]}}))
    code, out, err = run("check", file)
    assert (code, out) == (2, "")
    assert "1er janvier 2018" in err


def test_a_toml_dossier_that_is_no_toml_is_named_with_the_place(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text(TOML)
    code, out, err = run("check", file)
    assert (code, out) == (2, "")
    assert err == (
        f'{file} : "first_issue = 02/02/2023" n’est pas accepté ; attendu : un texte TOML '
        "(erreur à la ligne 6, colonne 15) ; vouliez-vous dire first_issue = 2023-02-02 ?\n"
    )


def test_every_usual_mistake_is_named_in_one_run(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text(TOML + "holder = “Centre”\n[answers]\ncomplaints = non\nsubcontracting = False\n")
    code, out, err = run("check", file, "--lang", "en")
    assert (code, out) == (2, "")
    meant = ["2023-02-02", '"Centre"', "false", "false"]
    assert [line.rpartition(" = ")[2].rstrip("?") for line in err.splitlines()[1:]] == meant


def test_a_field_of_the_dossier_below_a_table_is_said_to_belong_to_the_top(run: Run, tmp_path: Path) -> None:
    """What stands at the end of a TOML file belongs to its last table."""
    file = tmp_path / "a.toml"
    file.write_text(
        TOML.replace("02/02/2023", "2023-02-02\nvalid_until = 2026-02-01") + "[situation]\nsurveillance_held = true\n"
    )
    code, _, err = run("check", file)
    assert code == 2
    assert err.startswith(f"{file} : situation.surveillance_held : nom inconnu ; attendu : surveillance_held, mais")
    assert "tout en haut, avant la première ligne entre crochets" in err
