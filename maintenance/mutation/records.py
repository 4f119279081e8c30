"""What was tried and with which outcome, kept so that a run that was stopped goes on; and what is explained."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import attrs

from maintenance.mutation.trial import Outcome

__all__ = ["Record", "explained"]


@attrs.frozen
class Record:
    """The outcomes of the changes of one kind in one package, one a line as they come.

    Attributes:
        file: where they are kept.
    """

    file: Path

    def outcomes(self) -> dict[str, Outcome]:
        """Return the last outcome of each change."""
        lines = self.file.read_text("utf-8").splitlines() if self.file.exists() else []
        return {name: Outcome(outcome) for name, outcome in map(json.loads, lines)}

    def add(self, name: str, outcome: Outcome) -> None:
        """Keep an outcome."""
        with self.file.open("a", encoding="utf-8") as kept:
            kept.write(f"{json.dumps([name, outcome], ensure_ascii=False)}\n")


def explained(file: Path) -> dict[str, str]:
    """Return, for each change that no test can notice, the reason why."""
    groups = tomllib.loads(file.read_text("utf-8")).get("equivalent", [])
    return {name: group["reason"] for group in groups for name in group["changes"]}
