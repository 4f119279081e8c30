"""`history`: the events of a file in order, where it stands and what is still to be done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qualiopi_rules import Dossier, review
from qualiopi_rules.dossier import FileState
from qualiopi_rules.formats.json import load
from tests.cli.conftest import Run
from tests.conftest import EXAMPLES

FILE = EXAMPLES / "file.json"
Dossiers = Callable[..., Path]


def test_the_events_up_to_the_day_are_listed_in_order(run: Run) -> None:
    code, out, err = run("history", FILE, "--on", "2025-07-01")
    assert (code, err) == (0, "")
    reviewed = review(load(FILE.read_bytes(), Dossier), on="2025-07-01")
    days = [line[:10] for line in out.splitlines() if line[:2] == "20"]
    assert days == sorted(each.on.isoformat() for each in reviewed.dossier.events if each.on <= reviewed.on)
    assert reviewed.state.say("fr").replace("\u00a0", " ") in out
    for each in reviewed.state.deadlines:
        assert each.say("fr").replace("\u00a0", " ")[1:] in out
    assert load(run("history", FILE, "--on", "2025-07-01", "--format", "json")[1], FileState) == reviewed.state


def test_what_is_known_of_an_event_stands_beside_it(run: Run, dossier: Dossiers) -> None:
    events = [
        {"on": "2022-10-02", "kind": "application", "categories": ["BC", "AF"]},
        {"on": "2022-11-20", "kind": "audit", "audit": "initial"},
        {"on": "2022-11-27", "kind": "notification", "indicator": 22, "grade": "major"},
        {"on": "2022-11-28", "kind": "notification", "grade": "minor"},
        {"on": "2022-12-29", "kind": "verification", "indicator": 22, "lifted": False},
        {"on": "2023-01-29", "kind": "verification", "indicator": 22, "lifted": True},
        {"on": "2023-02-02", "kind": "decision", "decided": "granted"},
        {"on": "2023-03-01", "kind": "new-site", "sites_before": 1},
    ]
    lines = run("history", dossier(events=events), "--on", "2023-03-01")[1].splitlines()
    about = {line[:10]: line for line in lines if line[:2] == "20"}
    for day, words in {
        "2022-10-02": "AF BC",
        "2022-11-20": "audit initial",
        "2022-11-27": "indicateur 22, majeure",
        "2022-11-28": "mineure",
        "2022-12-29": "indicateur 22, non levée",
        "2023-01-29": "indicateur 22, levée",
        "2023-02-02": "délivrance",
        "2023-03-01": "nombre de sites avant : 1",
    }.items():
        assert about[day].endswith(words)
    assert any("HIS011" in line for line in lines)


def test_a_file_without_events_says_so(run: Run, dossier: Dossiers) -> None:
    code, out, _ = run("history", dossier(), "--on", "2023-03-01")
    assert code == 0
    assert "Le dossier ne contient aucun événement" in out
    assert "no event" in run("history", dossier(), "--on", "2023-03-01", "--lang", "en")[1]


def test_a_decision_against_the_texts_is_exit_code_one(run: Run, dossier: Dossiers, webinar: dict[str, Any]) -> None:
    events = json.loads(FILE.read_text())["events"][:9]
    kept = [each for each in events if each["kind"] not in ("plan", "correction", "verification")]
    certificate = json.loads(FILE.read_text())["certificate"]
    code, out, _ = run("history", dossier(events=kept, certificate=certificate), "--on", "2024-03-01")
    assert code == 1
    assert "HIS003" in out


def test_what_does_not_hold(run: Run, dossier: Dossiers) -> None:
    assert run("history", dossier(events=[{"on": "x"}]))[0] == 2
