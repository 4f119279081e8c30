"""Explains what needs no explanation of its own: its words, and the values, texts and results that it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.audit.nonconformity_count import NonConformityCount
from qualiopi_rules.audit.points import ApplicablePoints
from qualiopi_rules.audit.sites import SiteSelection
from qualiopi_rules.bilan.nature import BilanNature
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import Words, words
from qualiopi_rules.dossier.explanation import Explanation, Fact
from qualiopi_rules.law.dated import UsedValue
from qualiopi_rules.law.source import Citation
from qualiopi_rules.rnq.notes import IndicatorNotes

__all__ = ["explain_plainly", "sayer_of"]

_ABOUT = ("code", "status", "outcome", "reason", "number", "id", "shape", "stage")
"""The fields that say what a result is about, within its kind."""

_DAYS = ("on", "ended")
"""The fields of the day for which a caller asked."""


def sayer_of(result: object) -> Callable[[Locale], str] | None:
    """Return what words a result, or None for what is no result."""
    match result:
        case SiteSelection():
            return result.sample.say
        case ApplicablePoints():
            return partial(
                words("explanation.points").say,
                applicable=len(result.applicable),
                undetermined=len(result.undetermined),
            )
        case NonConformityCount():
            return partial(
                words("explanation.open").say,
                day=result.on.isoformat(),
                majors=len(result.majors),
                minors=len(result.minors),
            )
        case BilanNature():
            return partial(words("explanation.nature").say, day=result.on.isoformat())
        case IndicatorNotes():
            return partial(words("explanation.notes").say, number=result.number)
        case Words():  # words alone are no result
            return None
        case _:
            return getattr(result, "say", None) if attrs.has(type(result)) else None


def explain_plainly(
    result: Any, say: Callable[[Locale], str], explain: Callable[[object], Explanation | None]
) -> Explanation:
    """Explain a result by what it holds.

    Args:
        result: the result.
        say: what words it.
        explain: what explains a result that it holds, and returns None for what is none.
    """
    held = list(_held(result))
    return Explanation(
        code=re.sub("(?<!^)(?=[A-Z])", "-", type(result).__name__).lower(),
        about=next((str(getattr(result, name)) for name in _ABOUT if getattr(result, name, None) is not None), ""),
        conclusion=Words(say("fr"), say("en")),
        values=tuple(each for each in held if isinstance(each, UsedValue)),
        facts=tuple(
            Fact(name, day.isoformat()) for name in _DAYS if isinstance(day := getattr(result, name, None), Date)
        ),
        citations=tuple(each for each in held if isinstance(each, Citation)),
        parts=tuple(part for each in held if (part := explain(each)) is not None),
    )


def _held(result: Any) -> Iterator[object]:
    for field in attrs.fields(type(result)):
        value = getattr(result, field.name)
        yield from value if isinstance(value, tuple) else (value,)
