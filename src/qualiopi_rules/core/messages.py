"""The messages of the library in French and in English, and how their placeholders are filled in.

A message is a text with `{placeholders}`. A placeholder may say how its value reads:

- `{day:day}` spells an ISO day in full;
- `{left:days}` puts a number of days in the plural;
- `{total:minutes}` writes minutes as hours and minutes, `{cap:euros}` cents as euros;
- `{length:half-days}` puts a number of half-days in the plural;
- `{answer:word}` looks up codes among the words of the library, one or several with commas; a code with a point,
  as `printed.one`, is in another group than `word`; `{answer:Word}` begins with a capital letter;
- `{subject:subject}` names what a non-conformity is about, an indicator by its number;
- `{question:question}` words a question.

Errors are rendered with these messages too, so nothing here raises one: `qualiopi_rules.core.words` checks what a
caller provides.
"""

from __future__ import annotations

from string import Formatter
from typing import Any, Literal

from qualiopi_rules.core.resources import merged, text

__all__ = ["Locale", "fill", "message", "table_of"]

Locale = Literal["fr", "en"]
"""A language in which results are rendered."""


def message(key: str, locale: Locale, **params: str | int) -> str:
    """Return the message of a key (`group.name` in the `messages.toml` of its package) in one language."""
    return fill(table_of(key)[locale], locale, params)


def table_of(key: str) -> dict[str, str]:
    """Return the message of a key in both languages."""
    group, _, name = key.partition(".")
    found: dict[str, str] = merged("messages")[group][name]
    return found


def fill(template: str, locale: Locale, params: dict[str, str | int]) -> str:
    """Fill in the placeholders of a message."""
    # Without parameters there is nothing to fill in: braces in a caller's own words are only braces.
    return _Speller(locale).format(template, **params) if params else template


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
                said = ", ".join(message(code, self.locale) for code in codes)
                return said if format_spec == "word" else said[0].upper() + said[1:]
            case "subject":
                if str(value).isdigit():
                    return message("subject.indicator", self.locale, number=value)
                return message(f"subject.{value}", self.locale)
            case "question":
                return _question(str(value))[self.locale]
            case _:
                return str(super().format_field(value, format_spec))


def _question(name: str) -> dict[str, str]:
    (found,) = (entry["words"] for entry in text("rnq/questions")["questions"] if entry["id"] == name)
    return dict(found)


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
