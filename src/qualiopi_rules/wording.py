"""Words, at the edge: a result carries a code and parameters, and only here do they become French or English."""

from __future__ import annotations

from functools import cache
from string import Formatter
from typing import Any, Literal, get_args

import attrs

from qualiopi_rules.errors import InvalidInput, InvalidValue
from qualiopi_rules.law.library import text

__all__ = ["Locale", "Words", "locale_of", "words"]

Locale = Literal["fr", "en"]
"""A language in which results are told."""


@attrs.frozen
class Words:
    """One message in both languages, with `{placeholders}` for its parameters.

    A placeholder may say how its value reads:

    - `{day:day}` spells an ISO day in full;
    - `{left:days}` puts a number of days in the plural;
    - `{total:minutes}` writes minutes as hours and minutes, `{cap:euros}` cents as euros;
    - `{length:half-days}` puts a number of half-days in the plural;
    - `{answer:word}` looks up codes among the words of the library, one or several with commas; a code with a point,
      as `printed.one`, is in another group than `word`; `{answer:Word}` begins with a capital letter;
    - `{subject:subject}` names what a non-conformity is about, an indicator by its number;
    - `{question:question}` words a question.
    """

    fr: str
    en: str

    def say(self, locale: Locale = "en", **params: str | int) -> str:
        """Give the message in one language.

        Raises:
            InvalidInput: when the locale is neither `fr` nor `en`.
        """
        locale = locale_of(locale)
        message = self.fr if locale == "fr" else self.en
        # Without parameters there is nothing to fill in: braces in a caller's own words are only braces.
        return _Speller(locale).format(message, **params) if params else message


def locale_of(value: object) -> Locale:
    """Check a locale.

    Raises:
        InvalidInput: when it is neither `fr` nor `en`.
    """
    for known in get_args(Locale):
        if value == known:
            return known  # type: ignore[no-any-return]
    raise InvalidInput.of(InvalidValue("locale", value, "one-of", choices=", ".join(get_args(Locale))))


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
            case "days":
                unit = "jour" if self.locale == "fr" else "day"
                return f"{value} {unit}" if value == 1 else f"{value} {unit}s"
            case "minutes":
                return f"{value // 60} h {value % 60:02}"
            case "euros":
                return _spell_euros(value, self.locale)
            case "half-days":
                unit = "demi-journée" if self.locale == "fr" else "half-day"
                one = value == 1 or (value == 0 and self.locale == "fr")
                return f"{value} {unit}" if one else f"{value} {unit}s"
            case "word" | "Word":
                codes = [code if "." in code else f"word.{code}" for code in str(value).split(", ")]
                told = ", ".join(words(code).say(self.locale) for code in codes)
                return told if format_spec == "word" else told[0].upper() + told[1:]
            case "subject":
                if str(value).isdigit():
                    return words("subject.indicator").say(self.locale, number=value)
                return words(f"subject.{value}").say(self.locale)
            case "question":
                return Words(**_question(str(value))).say(self.locale)
            case _:
                return str(super().format_field(value, format_spec))


def _question(name: str) -> dict[str, str]:
    entry = next(entry for entry in text("questions")["questions"] if entry["id"] == name)
    return {"fr": entry["fr"], "en": entry["en"]}


def _spell_euros(cents: int, locale: Locale) -> str:
    whole, rest = divmod(cents, 100)
    if locale == "fr":
        return f"{whole:,}".replace(",", " ") + (f",{rest:02} €" if rest else " €")
    return f"€{whole:,}" + (f".{rest:02}" if rest else "")


def _spell_day(iso: str, locale: Locale) -> str:
    from pendulum import Date

    pattern = "Do MMMM YYYY" if locale == "fr" else "D MMMM YYYY"
    # pendulum writes "2e" and "1er"; French puts an ordinal on the first day of the month only.
    day = Date.fromisoformat(iso)
    if locale == "fr" and day.day != 1:
        pattern = "D MMMM YYYY"
    return day.format(pattern, locale=locale)
