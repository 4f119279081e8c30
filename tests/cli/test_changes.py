"""`changes`: what the edition of 1 November 2026 changes for one provider, by its answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qualiopi_rules import compare
from qualiopi_rules.formats.json import load
from qualiopi_rules.rnq import Change, Comparison
from tests.cli.conftest import Run

Dossiers = Callable[..., Path]


def changed(run: Run, file: Path, *tokens: str) -> list[int]:
    return [each["number"] for each in json.loads(run("changes", file, "--format", "json", *tokens)[1])["changed"]]


def test_27_is_not_listed_for_one_without_sub_contracting(run: Run, dossier: Dossiers, webinar: dict[str, Any]) -> None:
    for answer, listed in ((False, False), (True, True), (None, True)):
        file = dossier(answers={**webinar["answers"], "subcontracting": answer})
        assert (27 in changed(run, file)) is listed
        out = run("changes", file)[1]
        assert ("\n27 " in out) is listed
        assert ("À confirmer : " in out) is (answer is None)


def test_a_bilan_provider_without_sub_contracting_looks_again_at_seven(run: Run, dossier: Dossiers) -> None:
    file = dossier()
    assert changed(run, file) == [1, 2, 12, 19, 30, 31, 32]
    code, out, err = run("changes", file)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "Ce que change l’édition 2026 du référentiel pour le certificat 83811594-1"
    assert lines[2] == "7 indicateurs à revoir pour les audits à partir du 1er novembre 2026."
    assert (
        out.index("Changements de fond") < out.index("\n32 ") < out.index("Changements de forme") < out.index("\n31 ")
    )


def test_what_is_listed_is_part_of_the_comparison(run: Run, dossier: Dossiers) -> None:
    for categories in (["AF"], ["BC", "VAE"], ["CFA"]):
        read = load(run("changes", dossier(categories=categories), "--format", "json")[1], Comparison)
        whole = compare("2019", "2026", categories)
        assert set(read.changed) <= set(whole.changed)
        assert (read.before, read.after, read.categories) == (whole.before, whole.after, whole.categories)


def test_a_new_indicator_is_listed_as_new(run: Run, dossier: Dossiers) -> None:
    file = dossier(categories=["CFA"], answers={})
    new = compare("2019", "2026", ["CFA"]).numbers(Change.NEW)
    assert set(new) <= set(changed(run, file))
    assert ("Indicateurs nouveaux" in run("changes", file)[1]) is bool(new)


def test_the_profile_decides_what_concerns_one(run: Run, dossier: Dossiers) -> None:
    file = dossier(answers={"complaints": False})
    assert 31 in changed(run, file, "--profile", "law")
    assert 31 not in changed(run, file, "--profile", "certifier")


def test_an_indicator_that_ceases_to_apply_is_said(run: Run, dossier: Dossiers, tmp_path: Path) -> None:
    profile = tmp_path / "ours.toml"
    profile.write_text(
        'extends = "law"\nname = "ours"\n[[removals]]\nindicator = 17\nquestion = "teaching_team"\nanswer = false\n'
        'categories = ["BC"]\nsince = 2026-11-01\n'
        'citation = { source = "guide-v9", basis = "practice", provenance = "deduced" }\n'
    )
    out = run("changes", dossier(), "--profile", profile)[1]
    assert "17 Moyens humains, techniques et locaux : applicable jusque-là, non applicable ensuite." in out


@pytest.mark.parametrize("tokens", [["--profile", "x"], ["--lang", "en", "--profile", "x"]])
def test_what_does_not_hold(run: Run, dossier: Dossiers, tokens: list[str]) -> None:
    code, out, err = run("changes", dossier(), *tokens)
    assert (code, out) == (2, "")
    assert "profile" in err


def test_a_bad_dossier_is_refused(run: Run, dossier: Dossiers, webinar: dict[str, Any]) -> None:
    assert run("changes", dossier(categories=[]))[0] == 2
