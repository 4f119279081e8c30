"""`sheet`: a blank sheet out, a filled sheet in, and what the texts allow."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qualiopi_rules import Dossier, applicability, review
from qualiopi_rules.audit import SheetGrade, applicable_points, grade_sheet
from qualiopi_rules.cli.main import run as run_command
from qualiopi_rules.formats.json import load
from qualiopi_rules.formats.sheet_files import read_sheets
from qualiopi_rules.profile.points import conformity_points
from tests.cli.conftest import Run
from tests.conftest import EXAMPLES

FILE = EXAMPLES / "file.json"
ON = ("--on", "2025-02-01")


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))


def numbers(path: Path) -> list[int]:
    return list(dict.fromkeys(int(row[1]) for row in rows(path)[1:]))


def fill(path: Path, *answers: tuple[int, int, str]) -> None:
    table = rows(path)
    for row, column, value in answers:
        table[row][column] = value
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows(table)
    path.write_text(written.getvalue(), "utf-8-sig")


def test_the_sheet_of_a_dossier_has_what_its_next_audit_looks_at(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    assert run("sheet", FILE, *ON, "--out", out) == (0, "", "")
    planned = review(load(FILE.read_bytes(), Dossier), on=ON[1]).next_audit
    assert planned is not None
    assert numbers(out) == sorted([*planned.plan.numbers, *planned.plan.undetermined])


def test_without_an_audit_to_come_it_has_what_applies(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    assert run("sheet", FILE, "--on", "2026-12-01", "--out", out)[0] == 0
    read = load(FILE.read_bytes(), Dossier)
    applied = applicability(read.categories, read.answers, on="2026-12-01")
    assert numbers(out) == sorted([*applied.numbers, *applied.undetermined])


def test_without_a_dossier_it_has_what_applies_to_the_categories(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    assert run("sheet", "--category", "BC", *ON, "--out", out, "--profile", "law")[0] == 0
    applied = applicability(["BC"], on=ON[1], profile="law")
    assert numbers(out) == sorted([*applied.numbers, *applied.undetermined])


def test_the_sheet_of_one_indicator(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    assert run("sheet", FILE, *ON, "--indicator", "4", "--indicator", "2", "--out", out)[0] == 0
    assert numbers(out) == [2, 4]
    read = load(FILE.read_bytes(), Dossier)
    points = applicable_points(4, read.categories, read.answers, on=ON[1])
    listed = [row[3].removeprefix("point ") for row in rows(out) if row[1] == "4"]
    assert listed == [each.id for each in (*points.applicable, *points.undetermined)]


def test_an_excel_sheet_is_read_back(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    assert run("sheet", FILE, *ON, "--indicator", "4", "--out", out, "--lang", "en")[0] == 0
    (sheet,) = read_sheets(out.read_bytes(), "a.xlsx", conformity_points())
    code, written, _ = run("sheet", "--read", out, "--format", "json")
    assert code == 0
    assert [grade_sheet(sheet)] == load_grades(written)


def load_grades(written: str) -> list[SheetGrade]:
    import json

    return [load(json.dumps(each), SheetGrade) for each in json.loads(written)]


def test_a_filled_sheet_gives_what_the_texts_allow(run: Run, tmp_path: Path) -> None:
    """Indicator 9 is met in part: minor, unless the quality is at stake; 4 is not met at all: major."""
    out = tmp_path / "a.csv"
    assert run("sheet", "--category", "BC", *ON, "--indicator", "4", "--indicator", "9", "--out", out)[0] == 0
    table = rows(out)
    fill(
        out,
        *((at, 5, "non" if row[1] == "4" else "partiel") for at, row in enumerate(table) if at),
        (1, 8, "non-conformité majeure"),
        (1, 6, "Compte rendu"),
    )
    code, written, err = run("sheet", "--read", out)
    assert (code, err) == (0, "")
    lines = written.splitlines()
    assert lines[2] == (
        "2 indicateurs : 0 conforme, 0 en non-conformité mineure, 1 en non-conformité majeure, 1 sans décision."
    )
    assert "sauf si la qualité de la" in written
    assert "l’article 5 n’admet" in written
    assert "SHT002" in written


def test_a_decision_that_the_texts_do_not_allow_is_exit_code_one(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    assert run("sheet", "--category", "BC", *ON, "--indicator", "4", "--out", out)[0] == 0
    fill(out, *((at, 5, "non") for at in range(1, len(rows(out)))), (1, 8, "conforme"), (1, 6, "x"))
    code, written, _ = run("sheet", "--read", out, "--lang", "en")
    assert code == 1
    assert "SHT001" in written
    assert run("sheet", "--read", out, "--format", "json", "--quiet") == (1, "", "")


def test_the_points_are_those_of_the_profile(run: Run, tmp_path: Path) -> None:
    profile, out = tmp_path / "ours.toml", tmp_path / "a.csv"
    profile.write_text(
        'extends = "law"\nname = "ours"\n[[points]]\nid = "A-4"\nindicator = 4\nsince = 2019-06-09\n'
        'words = { fr = "Le besoin est écrit.", en = "The need is written down." }\n'
        'citation = { source = "guide-v9", basis = "practice", provenance = "deduced" }\n'
    )
    tokens = ("--profile", profile)
    assert run("sheet", "--category", "BC", *ON, "--indicator", "4", "--out", out, *tokens)[0] == 0
    assert [row[4] for row in rows(out)[1:]] == ["Le besoin est écrit."]
    assert run("sheet", "--read", out, *tokens)[0] == 0
    assert run("sheet", "--read", out)[0] == 2


def test_a_cell_that_does_not_hold_is_named(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    run("sheet", "--category", "BC", *ON, "--indicator", "4", "--out", out)
    fill(out, (1, 5, "peut-être"))
    code, written, err = run("sheet", "--read", out)
    assert (code, written) == (2, "")
    assert f"{out} : F2 (Réponse)" in err
    assert "oui, partiel, non, non applicable" in err


def test_a_sheet_that_is_there_is_not_replaced_unless_it_is_forced(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    out.write_text("filled in")
    code, _, err = run("sheet", FILE, *ON, "--out", out)
    assert code == 2
    assert "--force" in err
    assert out.read_text() == "filled in"
    assert run("sheet", FILE, *ON, "--out", out, "--force")[0] == 0


def test_the_standard_output_gets_csv(capfdbinary: Any) -> None:
    assert run_command(["sheet", "--category", "BC", *ON, "--indicator", "4", "--out", "-"]) == 0
    assert capfdbinary.readouterr().out.startswith("\ufeffJour de l’audit;Indicateur".encode())


@pytest.mark.parametrize(
    ("tokens", "named"),
    [
        ([], ["--out : obligatoire"]),
        (["--out", "a.csv"], ["--category : obligatoire"]),
        (["--out", "a.txt", "--category", "BC"], [".csv, .xlsx"]),
        (["--out", "a.csv", "--category", "BC", "--indicator", "99"], ["indicator", "99"]),
        (["--out", "a.csv", "--category", "BC", "--on", "x"], ['on : "x"']),
        (["--out", "a.csv", "--category", "BC", "--profile", "x"], ['profile : "x"']),
        (["--read", "missing.csv"], ["missing.csv", "introuvable"]),
    ],
    ids=str,
)
def test_what_does_not_hold(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tokens: list[str], named: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run("sheet", *tokens)
    assert (code, out) == (2, "")
    for name in named:
        assert name in err
    assert not list(tmp_path.iterdir())


def test_the_categories_may_be_others_than_those_of_the_dossier(
    run: Run, tmp_path: Path, dossier: Callable[..., Path]
) -> None:
    out = tmp_path / "a.csv"
    assert run("sheet", dossier(), *ON, "--indicator", "8", "--category", "AF", "--out", out)[0] == 0
    assert numbers(out) == [8]
