"""Three answers: yes, no, and not known. Kleene's strong logic, with None for not known."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["all3", "any3", "not3"]


def all3(answers: Iterable[bool | None]) -> bool | None:
    """No as soon as one is no; yes when all are yes; else not known."""
    result: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            result = None
    return result


def any3(answers: Iterable[bool | None]) -> bool | None:
    """Yes as soon as one is yes; no when all are no; else not known."""
    return not3(all3(not3(answer) for answer in answers))


def not3(answer: bool | None) -> bool | None:
    """Turn yes and no round; not known stays."""
    return None if answer is None else not answer
