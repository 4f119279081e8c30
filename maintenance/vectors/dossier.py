"""Vectors of a whole file: its state from its events, and a trigger and a near miss of every finding."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pendulum import Date

from maintenance.examples import FILES, Example, examples, findings_in, merge
from maintenance.vectors.days import around
from maintenance.vectors.file import NO_DAYS, Case, Group, Input, Rule, deadlines_of, distinct, findings_of
from qualiopi_rules.dossier import Event, file_state
from qualiopi_rules.formats import structure

__all__ = ["rules"]

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def rules() -> Iterator[Rule]:
    """Return the rules of a whole file."""
    yield Rule("state", "full", "The state of a file on a day, from its events.", _states())
    yield Rule("findings", "full", "For each finding, a file that brings it and a near one that does not.", _findings())


def state(value: Input) -> Any:
    """Return the state of a file on a day."""
    found = file_state([structure(each, Event) for each in value["events"]], on=value["on"])
    return {
        "stage": found.stage,
        "audit": found.audit,
        "audited": found.audited,
        "waiting": [[each.kind, each.on] for each in found.waiting],
        "answered": found.answered,
        "cycle": None if found.cycle is None else found.cycle.starts,
        "renewed": None if found.renewed is None else found.renewed.starts,
        "categories": found.categories,
        "nonconformities": [[each.indicator, each.grade] for each in found.nonconformities],
        "decision": None if found.decision is None else found.decision.outcome,
        "deadlines": deadlines_of(found.deadlines),
        "findings": findings_of(found.findings),
    }


def _states() -> Iterator[Group]:
    cited = ("code-R6316-2", "audit-art-2", "audit-art-5", "audit-art-8-2019", "certifier-practice")
    about = "What happened after the day counts as not happened yet; the order of entry does not matter."
    events = (
        *([_event("2024-02-30", "audit")], [_event("2024-03-01", "visit")], [_event("2024-03-01", "audit")]),
        *([_event("2024-03-01", "decision")], [_event("2024-03-01", "notification", indicator=4)]),
        [_event("2024-03-01", "plan", indicator=4, decided="granted")],
        [_event("2024-03-01", "audit", audit="surveillance", categories=["BC"])],
    )
    yield Group("days", about, cited, state, distinct(_state_cases()), {"events": events, "on": NO_DAYS})


def _state_cases() -> Iterator[Case]:
    for name, events in _histories().items():
        # The last valid day of the certificate, and that of a first cycle that is renewed.
        edges = [*(event["on"] for event in events), "2027-02-04", "2030-02-04"]
        for edge in dict.fromkeys(edges):
            for day in around(Date.fromisoformat(edge)):
                yield Case(f"{name}/{day}", {"events": events, "on": str(day)})
        yield Case(f"{name}/reversed", {"events": events[::-1], "on": events[-1]["on"]}, "entered the other way round")


def _event(on: str, kind: str, **more: Any) -> Input:
    return {"on": on, "kind": kind, **more}


def _histories() -> dict[str, list[Input]]:
    """Files from their application to what became of them."""
    whole: list[Input] = json.loads((EXAMPLES / "file.json").read_text("utf-8"))["events"]
    certified = whole[:9]
    surveillance = _event("2025-06-17", "audit", audit="surveillance")
    major = _event("2025-06-24", "notification", indicator=31, grade="major")
    granted = certified[-1]
    return {
        "whole": whole,
        "refused": [*certified[:6], _event("2024-03-11", "decision", decided="refused")],
        "granted-too-early": [*certified[:4], granted],
        "refused-then-again": [
            *certified[:4],
            _event("2024-03-11", "decision", decided="refused"),
            _event("2024-06-10", "application", categories=["BC"]),
            _event("2024-06-20", "audit", audit="initial"),
            _event("2024-07-01", "decision", decided="granted"),
        ],
        "suspended": [
            *certified,
            surveillance,
            major,
            _event("2025-09-25", "decision", decided="suspended"),
            _event("2025-10-30", "correction", indicator=31),
            _event("2025-11-10", "verification", indicator=31, lifted=True),
            _event("2025-11-12", "decision", decided="maintained"),
        ],
        "withdrawn": [
            *certified,
            surveillance,
            major,
            _event("2025-09-25", "decision", decided="suspended"),
            _event("2026-01-05", "decision", decided="withdrawn"),
        ],
        "extended": [
            *certified,
            _event("2024-09-02", "audit", audit="extension", categories=["AF"]),
            _event("2024-09-16", "decision", decided="granted"),
        ],
        "renewed-late": [
            *certified,
            _event("2027-01-11", "audit", audit="renewal"),
            _event("2027-02-10", "decision", decided="granted"),
        ],
        "transferred": [*certified, _event("2025-01-10", "transfer"), surveillance],
        "accreditation": [*certified, _event("2025-01-10", "accreditation-withdrawn")],
        "lapsed": [*certified, _event("2025-01-10", "declaration-lapsed")],
        "new-site": [
            *certified,
            _event("2025-01-10", "new-site", sites_before=1),
            _event("2025-02-10", "new-site", sites_before=3),
        ],
        "nothing-before": [_event("2024-01-10", "decision", decided="granted")],
    }


def found(value: Input) -> Any:
    """Return whether the code of a vector is found in its file, and everything that is found."""
    draft = value.get("draft_minimum_from")
    findings = findings_in(value["file"], value["document"], on=value["on"], draft_minimum_from=draft)
    return {
        "found": value["code"] in [each.code for each in findings],
        "findings": findings_of(findings),
    }


def _findings() -> Iterator[Group]:
    about = (
        "`file` says what the document is: a dossier is reviewed on the day, a bilan, a convention, CPF facts, "
        "documents or a provider are checked. Findings are [code, path, severity]."
    )
    cases = [
        case
        for code, pair in examples().items()
        for case in (_finding(code, "triggers", pair.triggers), _finding(code, "near-miss", pair.passes))
    ]
    yield Group("examples", about, (), found, cases)


def _finding(code: str, name: str, example: Example) -> Case:
    document = json.loads((EXAMPLES / FILES[example.file]).read_text("utf-8"))
    value: Input = {
        "code": code,
        "file": example.file,
        "on": str(example.on),
        "document": merge(document, json.loads(example.patch)),
    }
    if example.draft_minimum_from is not None:
        value["draft_minimum_from"] = str(example.draft_minimum_from)
    return Case(f"{code}/{name}", value)
