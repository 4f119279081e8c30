"""What a refused value was obviously meant to be: said as a question, never taken."""

from __future__ import annotations

import json
import re
from difflib import get_close_matches

from qualiopi_rules.core.meant import answer_meant, day_meant, folded
from qualiopi_rules.core.toml_lines import line_meant

__all__ = ["suggestion_of"]

_NAMES = {
    "column",
    "duration-table",
    "known-field",
    "near-code",
    "one-of",
    "profile",
    "reason",
    "suspension-delay",
}
"""What was expected when it is one name among several."""

_LONGEST = 80
_LONGEST_CHOICES = 5_000
"""So many letters of names are no longer a list that one of them was meant of."""
_LARGEST = 99_999_999
_SHORTEST_NEAR = 4
_NEARNESS = 0.75


def suggestion_of(value: object, expected: str, choices: str) -> str | None:
    """Return what a value was obviously meant to be, as JSON and TOML write it, or None.

    Args:
        value: the value that was refused.
        expected: the code of what was expected.
        choices: the names that are accepted, with commas; empty where any value of a kind is.
    """
    text = _written(value)
    match expected:
        case "toml" | "toml-item":
            return line_meant(text, inside=expected == "toml-item")
        case _ if len(text) > _LONGEST or len(choices) > _LONGEST_CHOICES:
            return None
        case "day":
            return day_meant(text)
        case "held":
            return day_meant(text) or answer_meant(text)
        case "yes-no" | "yes-or-no-only":
            return answer_meant(text)
        case "integer" | "zero-or-more" | "positive-integer":
            return _number(value, least=1 if expected == "positive-integer" else 0)
        case "list-of":
            return _list(text, choices.split(", "))
        case _ if expected in _NAMES:
            return _name(text, choices.split(", "))
        case _:
            return None


def _written(value: object) -> str:
    """A text, or a number as large as a day in digits; empty for what has no text that could mean anything else."""
    if isinstance(value, str):
        return value
    return str(value) if type(value) is int and abs(value) <= _LARGEST else ""


def _number(value: object, *, least: int) -> str | None:
    written = "".join(value.split()) if isinstance(value, str) else ""
    # More digits than these are no number of anything here.
    return str(int(written)) if re.fullmatch("[0-9]{1,15}", written) and int(written) >= least else None


def _list(text: str, choices: list[str]) -> str | None:
    """The names that a text lists where a list was expected, each of them known."""
    known = _by_folded(choices)
    names = [known.get(folded(part)) for part in re.split("[,;]", text)]
    return None if None in names else json.dumps(names, ensure_ascii=False)


def _name(text: str, choices: list[str]) -> str | None:
    known = _by_folded(choices)
    bare = folded(text)
    if bare in known:
        return known[bare]
    answer = answer_meant(text)
    if answer in choices:
        return answer
    # Two short codes are always near each other.
    near = get_close_matches(bare, known, cutoff=_NEARNESS) if len(bare) >= _SHORTEST_NEAR else []
    return known[near[0]] if near else None


def _by_folded(choices: list[str]) -> dict[str, str]:
    # Of a name without a letter or a digit nothing is left that a text could have been meant for.
    return {bare: name for name in choices if (bare := folded(name))}
