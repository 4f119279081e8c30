"""What was said not to be there, and what was not told: how a room turns answers into findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["Found", "missing", "within"]

Found = Iterator[tuple[str, dict[str, Any]]]
"""The codes that a check finds, each with the parameters of its message."""


def missing(answers: Mapping[str, bool | None], denied: str, untold: str, **params: str | int) -> Found:
    """Give one finding for all that was said not to be there, one for all that was not told."""
    for code, outcome in ((denied, False), (untold, None)):
        names = [name for name, answer in answers.items() if answer is outcome]
        if names:
            yield code, {**params, "contents": ", ".join(names)}


def within(where: str, part: str) -> str:
    """Give the place of a part, from the place of the whole."""
    return f"{where}.{part}" if where else part
