"""JSON text, decoded so that no name that it repeats is lost."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from qualiopi_rules.core.errors import InvalidInput, InvalidValue
from qualiopi_rules.core.problems import problem_of
from qualiopi_rules.formats.limits import DEFAULT_LIMITS, Limits, check_length, check_nesting

__all__ = ["parse"]


def parse(text: str | bytes, limits: Limits = DEFAULT_LIMITS) -> Any:
    """Decode JSON text; a name that is repeated in an object is refused by `structure`, with its path.

    Raises:
        InvalidInput: when it is no JSON, or beyond the limits.
    """
    if not isinstance(text, str | bytes):
        raise InvalidInput.of(InvalidValue("", text, "json", problem="other"))
    check_length(text, limits)
    value = _parsed(text)
    brackets, comma = ("[{", ",") if isinstance(text, str) else (b"[{", b",")
    # Counted in the text in next to no time, these are never fewer than in what it says.
    if text.count(brackets[:1]) + text.count(brackets[1:]) > limits.depth or text.count(comma) >= limits.entries:  # type: ignore[arg-type]
        check_nesting(value, limits)
    return value


def _parsed(text: str | bytes) -> Any:
    try:
        # Some editors begin a file with a byte order mark; it says nothing else than UTF-8.
        return _decoded(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise InvalidInput.of(InvalidValue("", _start(text), "file", problem=problem_of(problem))) from None
    except (ValueError, RecursionError) as problem:
        raise InvalidInput.of(InvalidValue("", _start(text), "json", problem=problem_of(problem))) from None


def _start(text: str | bytes) -> str:
    return (text if isinstance(text, str) else text.decode("utf-8", "replace"))[:40]


class _Twice(dict[str, Any]):
    """A JSON object with repeated names; it keeps them, so that they are refused with their path."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        times = Counter(name for name, _ in pairs)
        self.twice = tuple(name for name in self if times[name] > 1)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    return made if len(made) == len(pairs) else _Twice(pairs)


_DECODER = json.JSONDecoder(object_pairs_hook=_object)


def _decoded(text: str) -> Any:
    # Most texts are a value with no blanks around it; `decode` looks for them first, and takes longer.
    try:
        value, end = _DECODER.raw_decode(text)
    except ValueError:
        return _DECODER.decode(text)
    return value if end == len(text) else _DECODER.decode(text)
