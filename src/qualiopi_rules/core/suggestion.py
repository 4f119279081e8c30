"""What a refused value was obviously meant to be: said as a question, never taken."""

from __future__ import annotations

import json
import re
from datetime import date
from difflib import get_close_matches
from unicodedata import normalize

__all__ = ["suggestion_of"]

_NAMES = {
    "column",
    "duration-table",
    "known-field",
    "one-of",
    "profile",
    "reason",
    "suspension-delay",
}
"""What was expected when it is one name among several."""

_ANSWERS = {"oui": "true", "yes": "true", "vrai": "true", "non": "false", "no": "false", "faux": "false"}
_FRENCH_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})")
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_SPELLED = re.compile(r"([0-9]{1,2})(?:er)?([a-z]+)([0-9]{4})")
_MONTHS = {
    name: number
    for names in (
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), 1)
}
_LONGEST = 80
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
        case _ if not text or len(text) > _LONGEST:
            return None
        case "day":
            return _day(text)
        case "held":
            return _day(text) or _answer(text)
        case "yes-no" | "yes-or-no-only":
            return _answer(text)
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


def _day(text: str) -> str | None:
    """A day in the French order or with the year first, however it is separated, or with its month in letters."""
    written = "".join(text.split())
    if found := _FRENCH_DAY.fullmatch(written):
        day, month, year = map(int, found.groups())
    elif found := _YEAR_FIRST.fullmatch(written) or _COMPACT.fullmatch(written):
        year, month, day = map(int, found.groups())
    elif (found := _SPELLED.fullmatch(_folded(text))) and found[2] in _MONTHS:
        day, month, year = int(found[1]), _MONTHS[found[2]], int(found[3])
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _answer(text: str) -> str | None:
    folded = _folded(text)
    return folded if folded in ("true", "false") else _ANSWERS.get(folded)


def _number(value: object, *, least: int) -> str | None:
    written = "".join(value.split()) if isinstance(value, str) else ""
    # More digits than these are no number of anything here.
    return str(int(written)) if re.fullmatch("[0-9]{1,15}", written) and int(written) >= least else None


def _list(text: str, choices: list[str]) -> str | None:
    """The names that a text lists where a list was expected, each of them known."""
    known = _by_folded(choices)
    names = [known.get(_folded(part)) for part in re.split("[,;]", text)]
    return None if None in names else json.dumps(names, ensure_ascii=False)


def _name(text: str, choices: list[str]) -> str | None:
    known = _by_folded(choices)
    folded = _folded(text)
    if folded in known:
        return known[folded]
    answer = _answer(text)
    if answer in choices:
        return answer
    # Two short codes are always near each other.
    near = get_close_matches(folded, known, 1, _NEARNESS) if len(folded) >= _SHORTEST_NEAR else []
    return known[near[0]] if near else None


def _by_folded(choices: list[str]) -> dict[str, str]:
    return {_folded(name): name for name in choices}


def _folded(text: str) -> str:
    """A name without what people write otherwise: capital letters, accents, spaces and dashes."""
    return re.sub(r"[\W_]", "", normalize("NFKD", text).casefold())
