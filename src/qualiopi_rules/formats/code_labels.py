"""A short label for every code, in French and in English, for screens and tables of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualiopi_rules.core.errors import locale_of
from qualiopi_rules.core.exports import module_of
from qualiopi_rules.core.messages import Locale, fill, message
from qualiopi_rules.core.resources import text
from qualiopi_rules.results.findings import catalogue

__all__ = ["labels"]


def labels(locale: Locale = "fr") -> dict[str, dict[str, str]]:
    """Return the label of each code, by the name of its enumeration; those of findings are under `FindingCode`.

    A label names the code alone, without the day or the subject that a result has: for those, ask the result to `say`
    it.

    Args:
        locale: the language, `fr` or `en`.

    Raises:
        InvalidInput: when the locale is neither `fr` nor `en`.
    """
    locale = locale_of(locale)
    named = {
        name: {str(code): _label(str(code), own, locale) for code in _enumeration(package, name)}
        for package, enumerations in text("formats/labels").items()
        for name, own in enumerations.items()
    }
    return {**named, "FindingCode": {code: entry.title.say(locale) for code, entry in catalogue().items()}}


def _label(code: str, own: Mapping[str, Any], locale: Locale) -> str:
    if code in own:
        return fill(own[code][locale], locale, {})
    return message(f"{own['words']}.{code}", locale)


def _enumeration(package: str, name: str) -> Any:
    return getattr(module_of("qualiopi_rules", package), name)
