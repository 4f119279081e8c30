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
    code, written, err = run("sheet", FILE, *ON, "--out", out)
    assert (code, written) == (0, "")
    planned = review(load(FILE.read_bytes(), Dossier), on=ON[1]).next_audit
    assert planned is not None
    assert numbers(out) == sorted([*planned.plan.numbers, *planned.plan.undetermined])
    assert (
        f"Audit de surveillance du 1er février 2025 : {len(numbers(out))} indicateurs, {len(rows(out)) - 1} points."
        " L’affichage du certificat est vérifié aussi" in err
    )
    assert rows(out)[1][9] == f"Audit de surveillance, indicateurs {', '.join(map(str, numbers(out)))}"


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
    listed = [row[3].split()[1] for row in rows(out) if row[1] == "4"]
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
    assert "sauf si la qualité de la" in " ".join(written.split())
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
    code, _, err = run("sheet", "--category", "BC", *ON, "--out", out, "--force", *tokens)
    assert (code, numbers(out)) == (0, [4])
    assert "Sans point dans le profil, donc absents de la grille : indicateurs 1, 2, 5" in err
    code, _, err = run("sheet", "--category", "BC", *ON, "--indicator", "5", "--out", out, "--force", *tokens)
    assert (code, "un indicateur de l’audit : 4" in err) == (2, True)
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
        ([], ["--out | --read : obligatoire"]),
        (["--out", "a.csv"], ["DOSSIER | --category : obligatoire"]),
        (["--out", "a.txt", "--category", "BC"], [".csv, .xlsx"]),
        (["--out", "a.csv", "--category", "BC", "--indicator", "99"], ["indicator", "99"]),
        (["--out", "a.csv", "--category", "BC", "--indicator", "13"], ["indicator", "13", "1, 2, 4, 5, 6"]),
        (["--out", "a.csv", "--category", "BC", "--on", "x"], ['on : "x"']),
        (["--out", "a.csv", "--category", "BC", "--profile", "x"], ['profile : "x"']),
        (["--out", "a.csv", "--category", "BC", "--format", "json"], ["--format", "aucune valeur sans --read"]),
        (["--read", "missing.csv"], ["missing.csv", "introuvable"]),
        (["--read", "a.csv", "--out", "b.csv"], ['--out : "b.csv"', "aucune valeur avec --read"]),
        (["--read", "a.csv", "--indicator", "1", "--force"], ['--indicator : "1"', "--force"]),
        ([FILE, "--out", "a.csv", "--category", "CFA"], ['--category : "CFA"', "aucune valeur avec DOSSIER"]),
        ([FILE, *ON, "--out", "a.csv", "--audit", "extension"], ["audit", "couvre déjà toutes les catégories"]),
    ],
    ids=str,
)
def test_what_does_not_hold(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tokens: list[object], named: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run("sheet", *tokens)
    assert (code, out) == (2, "")
    for name in named:
        assert name in err
    assert not list(tmp_path.iterdir())


# --- Which audit


def kinds(path: Path) -> str:
    return rows(path)[1][9].partition(",")[0]


def test_on_the_day_of_an_audit_that_was_held_the_next_one_is_named_and_another_may_be_chosen(
    run: Run, tmp_path: Path
) -> None:
    """The dossier says that the surveillance audit was held on that day: the next one is the renewal."""
    out, on = tmp_path / "a.csv", ("--on", "2025-06-17", "--force")
    assert "Audit de renouvellement du 17 juin 2025 : 2" in run("sheet", FILE, *on, "--out", out)[2]
    whole = numbers(out)
    err = run("sheet", FILE, *on, "--out", out, "--audit", "surveillance", "--lang", "en")[2]
    assert "Surveillance audit on 17 June 2025: " in err
    content = out.read_text("utf-8-sig")
    assert "Surveillance audit, indicators " in content
    assert len(content.splitlines()) < len(whole) * 3
    assert run("sheet", FILE, *on, "--out", out, "--quiet") == (0, "", "")


def test_a_surveillance_audit_looks_again_at_what_was_not_conforming(run: Run, tmp_path: Path) -> None:
    """Indicator 2 was minor at the initial audit; another has nothing to look at again in a file without events."""
    out, on = tmp_path / "a.csv", ("--on", "2025-06-17", "--audit", "surveillance", "--force")
    run("sheet", FILE, *on, "--out", out)
    assert 2 in numbers(out)
    run("sheet", "--category", "BC", *on, "--out", out)
    assert 2 not in numbers(out)
    assert kinds(out) == "Audit de surveillance"


def test_an_initial_audit_is_about_the_categories_of_the_dossier_and_an_extension_about_those_it_adds(
    run: Run, tmp_path: Path, dossier: Callable[..., Path]
) -> None:
    out, file = tmp_path / "a.csv", dossier(categories=["BC", "CFA"])
    for kind, categories in (("initial", ["BC", "CFA"]), ("extension", ["CFA"]), ("renewal", ["BC"])):
        assert run("sheet", file, *ON, "--audit", kind, "--out", out, "--force")[0] == 0
        read = load(file.read_bytes(), Dossier)
        applied = applicability(categories, read.answers, on=ON[1])
        assert numbers(out) == sorted([*applied.numbers, *applied.undetermined])
        points = [applicable_points(each, categories, read.answers, on=ON[1]) for each in numbers(out)]
        assert len(rows(out)) == 1 + sum(len(each.applicable) + len(each.undetermined) for each in points)


def test_without_a_cycle_the_audit_is_about_what_the_certificate_covers(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    assert run("sheet", FILE, "--on", "2026-12-01", "--audit", "renewal", "--out", out)[0] == 0
    assert kinds(out) == "Audit de renouvellement"


def test_a_point_that_an_unanswered_question_leaves_open_says_its_condition(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    run("sheet", "--category", "BC", *ON, "--indicator", "31", "--indicator", "21", "--out", out)
    texts = {row[3].split()[1]: row[4] for row in rows(out)[1:]}
    condition = "Si le prestataire a eu à traiter des insatisfactions, difficultés ou réclamations\u00a0: "
    assert texts["31.3"].startswith(condition)
    assert not texts["31.1"].startswith("Si ")
    run("sheet", FILE, *ON, "--indicator", "31", "--out", out, "--force")
    assert not any(row[4].startswith("Si ") for row in rows(out))
    run("sheet", "--category", "BC", *ON, "--out", out, "--force", "--lang", "en")
    assert "Unless the provider is a sole practitioner who performs every function: " in out.read_text("utf-8-sig")


# --- Read back with the dossier


@pytest.fixture
def surveillance(run: Run, tmp_path: Path) -> Path:
    """The sheet of the surveillance audit of the file, every point answered yes but 22.1."""
    out = tmp_path / "s.csv"
    assert run("sheet", FILE, "--on", "2025-06-17", "--audit", "surveillance", "--out", out)[0] == 0
    fill(out, *((at, 5, "non" if "22.1" in row[3] else "oui") for at, row in enumerate(rows(out)) if at))
    return out


def rewrite(path: Path, change: Callable[[list[list[str]]], list[list[str]]]) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows(change(rows(path)))
    path.write_text(written.getvalue(), "utf-8-sig")


def test_a_sheet_is_compared_with_the_audit_that_it_names(run: Run, surveillance: Path) -> None:
    """The file says that it is for the surveillance audit: that is the one to compare it with, held or not."""
    for tokens in ([], ["--on", "2025-06-17"], ["--audit", "surveillance"]):
        code, written, err = run("sheet", FILE, "--read", surveillance, *tokens)
        assert (code, err) == (0, "")
        assert "aucune décision écrite ; d’après les réponses : " in written
        assert "1 en non-conformité majeure, 0 indéterminé." in written
        assert "SHT002" not in written


@pytest.mark.parametrize("dossier_given", [True, False])
def test_the_row_that_was_answered_no_cannot_be_deleted(run: Run, surveillance: Path, dossier_given: bool) -> None:
    rewrite(surveillance, lambda table: [row for row in table if "22.1" not in row[3]])
    code, written, err = run("sheet", *([FILE] if dossier_given else []), "--read", surveillance)
    assert (code, written) == (2, "")
    assert "Indicateur 22, Point 1/" in err
    rewrite(surveillance, lambda table: [row for row in table if row[1] != "22"])
    code, written, err = run("sheet", *([FILE] if dossier_given else []), "--read", surveillance)
    assert (code, written) == (2, "")
    assert "Indicateur 22 : obligatoire, mais absent" in err


def test_points_that_the_file_itself_does_not_expect_are_missed_by_the_dossier(
    run: Run, tmp_path: Path, dossier: Callable[..., Path]
) -> None:
    """A sheet written for other answers: 5.7 is for those who work on behalf of another provider."""
    out = tmp_path / "a.csv"
    assert (
        run("sheet", dossier(situation={"acts_as_subcontractor": True}), *ON, "--indicator", "5", "--out", out)[0] == 0
    )
    code, _, err = run("sheet", dossier(situation={"acts_as_subcontractor": False}), "--read", out)
    assert (code, 'Point : "5.7"' in err, "5.1, 5.2, 5.3" in err) == (2, True, True)
    run("sheet", dossier(situation={"acts_as_subcontractor": False}), *ON, "--indicator", "5", "--out", out, "--force")
    code, _, err = run("sheet", dossier(situation={"acts_as_subcontractor": True}), "--read", out)
    assert (code, "Point 5.7 : obligatoire, mais absent" in err) == (2, True)


def test_indicators_of_the_audit_that_are_in_no_sheet_are_named(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    run("sheet", FILE, *ON, "--indicator", "4", "--indicator", "31", "--out", out)
    code, _, err = run("sheet", FILE, "--read", out, "--lang", "en")
    assert code == 0
    assert err.startswith("Indicators of the audit that are not in this sheet: 1, ")
    assert "31" not in err


def test_an_indicator_that_does_not_apply_is_refused(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    run("sheet", "--category", "CFA", *ON, "--indicator", "13", "--out", out)
    for tokens in ([FILE], ["--category", "BC"]):
        code, written, err = run("sheet", *tokens, "--read", out)
        assert (code, written) == (2, "")
        assert f"{out} : Indicateur : 13 n’est pas accepté" in err


@pytest.mark.parametrize(
    ("tokens", "named"),
    [
        (["--on", "2025-06-18"], ['Jour de l’audit : "2025-06-17"', "exactement 2025-06-18"]),
        (["--on", "x"], ['on : "x"']),
        (["--audit", "renewal"], ['Audit : "audit de surveillance"', "exactement audit de renouvellement"]),
    ],
    ids=str,
)
def test_what_the_options_say_otherwise_than_the_sheet_is_refused(
    run: Run, surveillance: Path, tokens: list[str], named: list[str]
) -> None:
    code, written, err = run("sheet", FILE, "--read", surveillance, *tokens)
    assert (code, written) == (2, "")
    assert all(name in err for name in named)


def test_a_sheet_that_names_no_audit_is_not_taken_for_one(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    run("sheet", "--category", "BC", *ON, "--out", out)
    code, _, err = run("sheet", "--read", out, "--audit", "initial")
    assert (code, 'Audit : "" n’est pas accepté' in err) == (2, True)


def test_a_dossier_that_is_not_there_is_refused(run: Run, surveillance: Path) -> None:
    code, written, err = run("sheet", "nofile.toml", "--read", surveillance)
    assert (code, written, "nofile.toml" in err) == (2, "", True)


def test_the_points_without_an_answer_are_named(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    run("sheet", "--category", "BC", *ON, "--indicator", "4", "--indicator", "9", "--out", out)
    fill(out, (1, 8, "conforme"), (2, 5, "oui"))
    written = run("sheet", "--read", out)[1]
    assert "SHT002" in written
    first, second, *others = [row[3].split()[1] for row in rows(out)[1:] if row[1] == "4"]
    listed = ", ".join([first, *others][:-1]) + f" et {others[-1]}"
    assert f"Indicateur 4, {1 + len(others)} points sans réponse : {listed}." in written
    assert f"{second} et" not in written


def test_what_is_left_of_a_minor_one_of_the_initial_audit_is_major(
    run: Run, tmp_path: Path, dossier: Callable[..., Path]
) -> None:
    """Article 5: the dossier knows of it, the sheet alone does not."""
    found = {"indicator": 2, "grade": "minor", "notified": "2023-02-10", "found_at": "initial"}
    file, out = dossier(audits={"nonconformities": [found]}), tmp_path / "s.csv"
    on = ("--on", "2024-06-03")
    assert run("sheet", file, *on, "--out", out, "--indicator", "2")[0] == 0
    fill(out, *((at, column, value) for at in range(1, len(rows(out))) for column, value in ((5, "partiel"),)))
    fill(out, (1, 7, "non"), (1, 6, "x"))
    known, alone = (run("sheet", *of, "--read", out)[1] for of in ([file], []))
    assert "1 en non-conformité majeure" in known
    assert "1 en non-conformité mineure" in alone
