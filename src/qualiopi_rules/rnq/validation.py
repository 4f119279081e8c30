"""The validation of the answers to the preliminary questions, before the audit starts."""

from __future__ import annotations

from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.law.source import citation
from qualiopi_rules.rnq.notes import Note

__all__ = ["answers_validation"]


def answers_validation() -> Note:
    """Return how the answers to the preliminary questions are validated with the provider before the audit.

    Source: a certifier's practice; no text that was seen asks for it.
    """
    table = text("rnq/validation")["before_audit"]
    return Note(Words(**table["words"]), citation(table))
