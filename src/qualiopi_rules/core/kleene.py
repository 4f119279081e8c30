"""Kleene's strong three-valued logic: True, False, and None for not known."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["all3", "any3", "not3"]


def all3(answers: Iterable[bool | None]) -> bool | None:
    """Return False when one answer is False, True when all are True, else None."""
    result: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            result = None
    return result


def any3(answers: Iterable[bool | None]) -> bool | None:
    """Return True when one answer is True, False when all are False, else None."""
    return not3(all3(not3(answer) for answer in answers))


def not3(answer: bool | None) -> bool | None:
    """Return the opposite answer; None stays None."""
    return None if answer is None else not answer
