"""A bounded memory for rules whose arguments repeat: a portfolio of any size has few distinct days."""

from __future__ import annotations

from functools import lru_cache

__all__ = ["SIZE", "remember"]

SIZE = 16_384
"""How many results a rule remembers at most: ten years have 3 653 days, and four times as many fit."""

remember = lru_cache(maxsize=SIZE)
"""Remember the results of a rule. They must be immutable, and its arguments already checked."""
