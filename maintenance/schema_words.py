"""The words of the schemas: titles in both languages, what docstrings say, the labels of codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, get_args

from maintenance.docstrings import attributes
from qualiopi_rules import Answers, Situation
from qualiopi_rules.core.messages import Locale, capital
from qualiopi_rules.core.resources import parsed
from qualiopi_rules.formats import labels
from qualiopi_rules.rnq.question import find_question

__all__ = ["explained", "in_json", "labels_of", "titles", "words"]


@cache
def words() -> dict[str, Any]:
    """Return the words that the classes do not have."""
    return parsed(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def titles(name: str, cls: type[Any] | None = None) -> dict[str, str]:
    """Return the title of a class, or of a field of a class, in both languages."""
    if cls in (Answers, Situation) and name != "own":
        asked = find_question(name).words
        return {"title": capital(asked.say("en")), "x-title-fr": capital(asked.say("fr"))}
    found = words()["of"].get(cls.__name__, {}).get(name) if cls is not None else None
    found = found or words()["classes" if name[0].isupper() else "fields"][name]
    if isinstance(found, Mapping):
        return {"title": found["en"], "x-title-fr": found["fr"]}
    return {"title": _plain(name), "x-title-fr": found}


def in_json(said: str) -> str:
    """Return what a docstring says, with the values as JSON writes them."""
    for python, json in {"None": "null", "True": "true", "False": "false"}.items():
        said = re.sub(rf"\b{python}\b", f"`{json}`", said)
    return said


def _plain(name: str) -> str:
    """The name of a class or of a field as words: `first_issue` is `First issue`."""
    return capital(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower())


def explained(kind: type[Enum]) -> Iterator[str]:
    """Yield what the codes of an enumeration mean, where their names do not say all."""
    said = attributes(kind)
    yield from (f"- `{member.value}`: {said[member.name]}" for member in kind if member.name in said)


def labels_of(kind: type[Enum]) -> dict[str, dict[str, str]]:
    """Return the labels of the codes of an enumeration, by language; none where it has none."""
    known = {locale: labels(locale).get(kind.__name__) for locale in get_args(Locale)}
    return {locale: said for locale, said in known.items() if said}
