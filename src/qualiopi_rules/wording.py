"""Words, at the edge: a result carries a code and parameters, and only here do they become French or English."""

from __future__ import annotations

from functools import cache
from string import Formatter
from typing import Any, Literal, get_args

import attrs

from qualiopi_rules.errors import InvalidValue, refuse
from qualiopi_rules.law.library import text

__all__ = ["Locale", "Words", "locale_of", "words"]

Locale = Literal["fr", "en"]


@attrs.frozen
class Words:
    """One message in both languages, with `{placeholders}` for its parameters.

    A placeholder may say how its value reads: `{day:day}` spells an ISO day in full, `{total:minutes}` writes
    minutes as hours and minutes, `{answer:word}` looks codes up among the words of the library (`printed.one` in
    another group than `word`), one or several with commas, `{question:question}` words a question.
    """

    fr: str
    en: str

    def say(self, locale: Locale = "en", **params: str | int) -> str:
        """Give the message in one language.

        Raises:
            InvalidInput: when the locale is neither `fr` nor `en`.
        """
        locale = locale_of(locale)
        return _Speller(locale).format(self.fr if locale == "fr" else self.en, **params)


def locale_of(value: object) -> Locale:
    """Check a locale.

    Raises:
        InvalidInput: when it is neither `fr` nor `en`.
    """
    for known in get_args(Locale):
        if value == known:
            return known  # type: ignore[no-any-return]
    refuse(locale=InvalidValue("", value, "one-of", choices=", ".join(get_args(Locale))))
    raise AssertionError  # refuse has raised


@cache
def words(key: str) -> Words:
    """Give the library's own message of that key (`group.name` in `messages.toml`)."""
    group, _, name = key.partition(".")
    return Words(**text("messages")[group][name])


class _Speller(Formatter):
    def __init__(self, locale: Locale) -> None:
        self.locale: Locale = locale

    def format_field(self, value: Any, format_spec: str) -> str:
        match format_spec:
            case "day":
                return _spell_day(value, self.locale)
            case "minutes":
                return f"{value // 60} h {value % 60:02}"
            case "word":
                codes = [code if "." in code else f"word.{code}" for code in str(value).split(", ")]
                return ", ".join(words(code).say(self.locale) for code in codes)
            case "question":
                return Words(**_question(str(value))).say(self.locale)
            case _:
                return str(super().format_field(value, format_spec))


def _question(name: str) -> dict[str, str]:
    entry = next(entry for entry in text("questions")["questions"] if entry["id"] == name)
    return {"fr": entry["fr"], "en": entry["en"]}


def _spell_day(iso: str, locale: Locale) -> str:
    from pendulum import Date

    pattern = "Do MMMM YYYY" if locale == "fr" else "D MMMM YYYY"
    # pendulum writes "2e" and "1er"; French puts an ordinal on the first day of the month only.
    day = Date.fromisoformat(iso)
    if locale == "fr" and day.day != 1:
        pattern = "D MMMM YYYY"
    return day.format(pattern, locale=locale)
