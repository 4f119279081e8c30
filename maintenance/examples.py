"""An example that brings each finding, and one that does not: run by the tests, shown by the documentation."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules import Bilan, Dossier, Finding, review
from qualiopi_rules.bilan import Convention, Cpf, Documents, Provider
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.resources import parsed
from qualiopi_rules.formats import structure

__all__ = ["FILES", "Example", "Examples", "examples", "findings_in", "findings_of", "merge"]

FILES = {
    "dossier": "certificate-83811594-1.json",
    "bilan": "bilan.json",
    "convention": "convention.json",
    "cpf": "cpf.json",
    "documents": "documents.json",
    "provider": "provider.json",
}
"""The example files, in `docs/examples`."""

_CHECKED = {"convention": Convention, "cpf": Cpf, "documents": Documents, "provider": Provider}


@attrs.frozen
class Example:
    """A change to an example file of the documentation, and the day of the review.

    Attributes:
        file: which file, one of `FILES`.
        patch: the change, as a JSON merge patch (RFC 7396).
        on: the day of the review.
        draft_minimum_from: the day from which the draft minimum is applied, or None.
    """

    file: str
    patch: str
    on: Date
    draft_minimum_from: Date | None


@attrs.frozen
class Examples:
    """The two examples of a finding.

    Attributes:
        triggers: one that brings it.
        passes: one that does not.
    """

    triggers: Example
    passes: Example


@cache
def examples() -> dict[str, Examples]:
    """Give the examples of every finding, by its code."""
    tables = parsed(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return {code: Examples(_example(table, "triggers"), _example(table, "passes")) for code, table in tables.items()}


def _example(entry: dict[str, Any], which: str) -> Example:
    table = entry[which]
    draft = converters.optional_day(table.get("draft_minimum_from"))
    return Example(entry["example"], table["patch"], converters.day(table["on"]), draft)


def findings_of(example: Example, folder: Path) -> tuple[Finding, ...]:
    """Return what the checks find in an example file of a folder, changed as the example says."""
    document = json.loads((folder / FILES[example.file]).read_text("utf-8"))
    changed = merge(document, json.loads(example.patch))
    return findings_in(example.file, changed, on=example.on, draft_minimum_from=example.draft_minimum_from)


def findings_in(
    file: str, document: Any, *, on: DayLike, draft_minimum_from: DayLike | None = None
) -> tuple[Finding, ...]:
    """Return what the checks find in a document of a kind.

    Args:
        file: the kind, one of `FILES`.
        document: the document.
        on: the day of the review or of the check; a bilan has the days of its sessions.
        draft_minimum_from: the day from which the draft minimum is applied to a bilan, or None.
    """
    if file == "dossier":
        return review(structure(document, Dossier), on=on).findings
    if file == "bilan":
        return structure(document, Bilan).check(draft_minimum_from=draft_minimum_from)
    found: tuple[Finding, ...] = structure(document, _CHECKED[file]).check(on=on)
    return found


def merge(target: Any, patch: Any) -> Any:
    """Apply a JSON merge patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    kept = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = merge(kept.get(name), value)
    return kept
