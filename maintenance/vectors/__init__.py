"""Test vectors for other implementations: inputs and expected outputs of every public rule, as plain JSON.

`python -m maintenance.vectors` writes them into `vectors/`, and the tests compare what is there with what this package
makes; `vectors/README.md` is for whoever runs them. Each group has a runner, from the input of a vector to its expected
output: the same runner makes the vectors here and answers them again in the tests.
"""

from __future__ import annotations

from pathlib import Path

from maintenance.vectors import (
    audit,
    bilan,
    bilan_papers,
    cpf,
    cycle,
    decisions,
    dossier,
    indicators,
    life,
    planning,
    printed,
    rnq,
)
from maintenance.vectors.file import Rule

__all__ = ["FOLDER", "rules"]

FOLDER = Path(__file__).parents[2] / "vectors"
"""Where the vectors are."""

_MODULES = (
    *(cycle, printed, rnq, indicators, decisions, audit, planning, life),
    *(bilan, bilan_papers, cpf, dossier),
)


def rules() -> tuple[Rule, ...]:
    """Return every rule that has vectors."""
    return tuple(rule for module in _MODULES for rule in module.rules())
