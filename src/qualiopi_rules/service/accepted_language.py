"""The language of an answer: that of the address, or else of the header Accept-Language, or else French."""

from __future__ import annotations

import re
from typing import get_args

from qualiopi_rules.core.messages import Locale

__all__ = ["accepted_language"]

_LOCALES: tuple[Locale, ...] = get_args(Locale)
_RANGE = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]{1,35})?\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?)\s*)?")
_MOST = 200
"""The most characters of a header that are looked at: a browser sends a few dozen."""


def accepted_language(header: str) -> Locale:
    """Return the language that a header Accept-Language prefers among ours; French where it names none of them.

    Args:
        header: the value of the header, as `en-GB,en;q=0.9`; what is not of that form counts for nothing.
    """
    weights: dict[str, float] = {}
    for part in header[:_MOST].split(","):
        found = _RANGE.fullmatch(part)
        if found is not None:
            name, weight = found[1].lower(), float(found[2] or 1)
            weights[name] = max(weight, weights.get(name, 0.0))
    others = weights.get("*", 0.0)
    # Of two that are wanted alike, the first of ours: French.
    return max(_LOCALES, key=lambda locale: weights.get(locale, others))
