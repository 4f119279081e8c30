"""A bounded cache for rules whose arguments repeat: a portfolio of any size has few distinct days."""

from __future__ import annotations

from functools import lru_cache

__all__ = ["SIZE", "remember"]

SIZE = 16_384
"""The most results that are kept for a rule: ten years have 3 653 days, and four times as many fit."""

remember = lru_cache(maxsize=SIZE)
"""Decorate a rule to keep its results, which must be immutable; its arguments must be checked already."""
