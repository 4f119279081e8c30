"""The messages of the library in French and in English, and how their placeholders are filled in.

A message is a text with `{placeholders}`. A placeholder may say how its value reads:

- `{day:day}` spells an ISO day in full;
- `{left:jour|jours}` writes a number with its noun, in the singular or in the plural: 0 is singular in French;
- `{total:minutes}` writes minutes as hours and minutes, `{cap:euros}` cents as euros;
- `{categories:list}` joins what stands between commas as a sentence does: "AF, BC et VAE";
- `{answer:word}` looks up codes among the words of the library, one or several with commas, and joins them as a list;
  a code with a point, as `printed.one`, is in another group than `word`; `{answer:Word}` begins with a capital letter;
- `{problem:problem}` words what kept a file or a text from being read (`qualiopi_rules.core.problems`);
- `{subject:subject}` names what a non-conformity is about, an indicator by its number;
- `{question:question}` words a question; `{given:given}` spells a day, or words a code.

In French, the spaces that a line must not be broken at are put in here: the data have plain ones. What stands for a
placeholder is written as it was given.

Errors are rendered with these messages too, so nothing here raises one: `qualiopi_rules.core.words` checks what a
caller provides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from string import Formatter
from typing import Any, Literal

from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.resources import merged, text

__all__ = ["Locale", "capital", "fill", "message", "series", "table_of"]

Locale = Literal["fr", "en"]
"""A language in which results are rendered."""


def message(key: str, locale: Locale, **params: str | int) -> str:
    """Return the message of a key (`group.name` in the `messages.toml` of its package) in one language."""
    return fill(table_of(key)[locale], locale, params)


@cache
def table_of(key: str) -> Mapping[str, str]:
    """Return the message of a key in both languages."""
    group, _, name = key.partition(".")
    found: Mapping[str, str] = merged("messages")[group][name]
    return found


def fill(template: str, locale: Locale, params: dict[str, str | int]) -> str:
    """Fill in the placeholders of a message."""
    if not params:  # there is nothing to fill in: braces in a caller's own words are only braces
        return _typeset(template) if locale == "fr" else template
    frame, spelled = _frame(template, locale)
    return frame.format(*[spell(params[name], locale) for name, spell in spelled], **params)


def capital(text: str) -> str:
    """Begin a text with a capital letter."""
    return text[:1].upper() + text[1:]


def series(parts: Iterable[str], locale: Locale) -> str:
    """Join parts of a sentence that may have commas of their own."""
    return (f"{_NO_BREAK}; " if locale == "fr" else "; ").join(parts)


_NO_BREAK = "\u00a0"
_BREAKS = re.compile(r"(?<=«) | (?=[:;!?»%€])")
"""The spaces of a French text that a line must not be broken at, written as plain ones."""


@remember
def _typeset(template: str) -> str:
    return _BREAKS.sub(_NO_BREAK, template)


@remember
def _frame(template: str, locale: Locale) -> tuple[str, tuple[tuple[str, Callable[[Any, Locale], str]], ...]]:
    """The template with an empty placeholder for each value that reads in a way of ours, and these values in order."""
    frame, spelled = [], []
    for literal, name, spec, conversion in Formatter().parse(_typeset(template) if locale == "fr" else template):
        frame.append(literal.replace("{", "{{").replace("}", "}}"))
        if name is None:  # nothing follows the literal
            continue
        reading = str(spec)  # where there is a name, it is a text
        spell = partial(_counted, nouns=reading) if "|" in reading else _SPELLED.get(reading)
        if spell is None:
            frame.append(f"{{{name}{f'!{conversion}' if conversion else ''}:{reading}}}")
        else:
            frame.append("{}")
            spelled.append((name, spell))
    return "".join(frame), tuple(spelled)


def _counted(number: int, locale: Locale, *, nouns: str) -> str:
    one, _, many = nouns.partition("|")
    return f"{number} {one if number == 1 or (number == 0 and locale == 'fr') else many}"


def _list(items: str, locale: Locale) -> str:
    return _joined(items.split(", "), locale)


def _words(codes: str, locale: Locale) -> str:
    return _worded(str(codes), locale)


@remember
def _worded(codes: str, locale: Locale) -> str:
    keys = [code if "." in code else f"word.{code}" for code in codes.split(", ")]
    return _joined([message(key, locale) for key in keys], locale)


def _sentence(codes: str, locale: Locale) -> str:
    return capital(_words(codes, locale))


def _joined(items: list[str], locale: Locale) -> str:
    last = " et " if locale == "fr" else " and "
    # Where an item has an "and" of its own, one more would hide where it ends.
    if len(items) == 1 or any(last in item for item in items):
        return ", ".join(items)
    return ", ".join(items[:-1]) + last + items[-1]


def _problem(problem: str, locale: Locale) -> str:
    code, *place = problem.split(":")
    return message(f"problem.{code}", locale, **dict(zip(("line", "column"), place, strict=False)))


def _question(name: str, locale: Locale) -> str:
    (found,) = (entry["words"] for entry in text("rnq/questions")["questions"] if entry["id"] == name)
    return str(found[locale])


def _subject(subject: str | int, locale: Locale) -> str:
    if str(subject).isdigit():
        return message("subject.indicator", locale, number=subject)
    return message(f"subject.{subject}", locale)


def _hours(minutes: int, locale: Locale) -> str:
    between = _NO_BREAK if locale == "fr" else " "
    return f"{minutes // 60}{between}h{between}{minutes % 60:02}"


def _euros(cents: int, locale: Locale) -> str:
    whole, rest = divmod(cents, 100)
    if locale == "fr":
        return f"{whole:,}".replace(",", _NO_BREAK) + (f",{rest:02}" if rest else "") + f"{_NO_BREAK}€"
    return f"€{whole:,}" + (f".{rest:02}" if rest else "")


@remember
def _day(iso: str, locale: Locale) -> str:
    from pendulum import Date

    day = Date.fromisoformat(iso)
    # pendulum writes "2e" and "1er"; French puts an ordinal on the first day of the month only.
    number = "Do" if locale == "fr" and day.day == 1 else "D"
    return day.format(f"{number} MMMM YYYY", locale=locale)


def _given(value: str, locale: Locale) -> str:
    """A day, or the word of a code: what a field of either kind was given."""
    return _day(value, locale) if value[:1].isdigit() else _words(value, locale)


_SPELLED: dict[str, Callable[[Any, Locale], str]] = {
    "Word": _sentence,
    "day": _day,
    "euros": _euros,
    "given": _given,
    "list": _list,
    "minutes": _hours,
    "problem": _problem,
    "question": _question,
    "subject": _subject,
    "word": _words,
}
