"""`plan`: the next audit of a certification, indicator by indicator."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qualiopi_rules import Dossier, review
from qualiopi_rules.dossier import NextAudit
from qualiopi_rules.formats.json import load
from tests.cli.conftest import Run
from tests.conftest import EXAMPLES

FILE = EXAMPLES / "file.json"
Dossiers = Callable[..., Path]


def audit(file: Path, day: str) -> NextAudit:
    found = review(load(file.read_bytes(), Dossier), on=day).next_audit
    assert found is not None
    return found


def test_the_plan_is_that_of_the_review(run: Run) -> None:
    code, out, err = run("plan", FILE, "--on", "2025-02-01")
    assert (code, err) == (0, "")
    planned = audit(FILE, "2025-02-01")
    assert load(run("plan", FILE, "--on", "2025-02-01", "--format", "json")[1], NextAudit) == planned
    assert out.splitlines()[2] == planned.plan.say("fr").replace("\u00a0", " ")
    looked_at, left_out = out.partition("Peuvent être laissés de côté")[::2]
    assert [number for number in range(1, 33) if f"\n{number} " in looked_at] == list(planned.plan.numbers)
    assert [number for number in range(1, 33) if f"\n{number} " in left_out] == list(planned.plan.left_out)
    assert "Cet audit vérifie aussi que le certificat est affiché." in out


def test_what_is_open_stands_first(run: Run, dossier: Dossiers) -> None:
    file = dossier(answers={})
    out = run("plan", file, "--on", "2025-03-01")[1]
    assert out.index("À confirmer d’abord") < out.index("Ce qu’il examine")
    assert "\n31 " in out.partition("Ce qu’il examine")[0]


def test_several_sites_are_sampled(run: Run, dossier: Dossiers) -> None:
    sites = [{"name": f"Site {number}", "central": number == 0} for number in range(4)]
    file = dossier(audits={"sites": sites})
    sample = audit(file, "2024-05-01").sample
    assert sample is not None
    assert sample.say("fr").replace("\u00a0", " ") in run("plan", file, "--on", "2024-05-01")[1]


def test_without_an_audit_to_come_it_says_why(run: Run) -> None:
    code, out, _ = run("plan", FILE, "--on", "2026-12-01", "--lang", "en")
    assert code == 0
    assert "No audit to plan" in out
    assert run("plan", FILE, "--on", "2026-12-01", "--format", "json")[1] == "null\n"


def test_an_audit_that_does_not_look_at_the_display_does_not_say_so(run: Run, dossier: Dossiers) -> None:
    certificate = {"number": "1", "categories": ["BC"], "first_issue": "2021-11-02", "valid_until": "2024-11-01"}
    file = dossier(certificate=certificate)
    assert not audit(file, "2023-02-01").plan.display
    assert "affichage" not in run("plan", file, "--on", "2023-02-01")[1]


def test_what_does_not_hold(run: Run, dossier: Dossiers) -> None:
    assert run("plan", dossier(categories=[]))[0] == 2
    assert run("plan", FILE, "--on", "x")[0] == 2
