"""The glossary of the documentation: the words of the field, in French and in English."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from qualiopi_rules.core.resources import parsed

__all__ = ["terms"]


@cache
def terms() -> tuple[dict[str, str], ...]:
    """Give every term with its English rendering and its definitions, sorted by term."""
    return tuple(parsed(Path(__file__).with_suffix(".toml").read_text("utf-8"))["terms"])
