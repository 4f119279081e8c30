"""What is wrong with the words of a command: the parser's errors, in our own words."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from cyclopts.exceptions import (
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from qualiopi_rules.cli import help_texts
from qualiopi_rules.core.messages import Locale, capital, message
from qualiopi_rules.core.safe_text import one_line
from qualiopi_rules.core.shown import cut

__all__ = ["usage_error"]

_LONGEST = 1_000
"""The most characters that are said of a command."""


def usage_error(error: CycloptsError, program: str, locale: Locale) -> str:
    """Return what is wrong in words, with what was probably meant, and where to find help.

    Args:
        error: the parser's error.
        program: the name of the program.
        locale: the language.
    """
    said = capital(cut(one_line(_said(error, locale)), _LONGEST))
    command = " ".join([program, *(error.command_chain or ())])
    return f"{said}\n{message('usage.help', locale, command=command)}"


def _said(error: CycloptsError, locale: Locale) -> str:
    match error:
        case UnknownCommandError():
            name = (error.unused_tokens or [""])[0]
            known = [] if error.app is None else [each for each in error.app if not each.startswith("-")]
            return _suggest(message("usage.unknown-command", locale, name=name), name, known, locale)
        case UnknownOptionError():
            name = str(error.token.keyword or error.token.value)
            options = [name for argument in error.argument_collection for name in argument.names]
            return _suggest(message("usage.unknown-option", locale, name=name), name, options, locale)
        case RepeatArgumentError():
            return message("usage.twice", locale, name=str(error.token.keyword))
        case CoercionError():
            return _not_converted(error, locale)
        case MissingArgumentError():
            return _missing(error, locale)
        case UnusedCliTokensError():
            return message("usage.surplus", locale, tokens=" ".join(error.unused_tokens or ()))
        case _:
            return message("usage.not-understood", locale)


def _missing(error: MissingArgumentError, locale: Locale) -> str:
    """A parameter that is not there, or an option without its value."""
    name = "" if error.argument is None else error.argument.name
    if error.keyword is not None or (error.argument is not None and error.argument.tokens):
        return message("usage.missing-value", locale, name=error.keyword or name)
    return message("usage.missing-argument", locale, name=_named(name, locale))


def _not_converted(error: CoercionError, locale: Locale) -> str:
    choices = () if error.argument is None else error.argument.get_choices(force=True) or ()
    value = "" if error.token is None else error.token.value
    # What comes from the environment has its variable for a keyword.
    keyword = None if error.token is None else error.token.keyword
    name = keyword or _named("" if error.argument is None else error.argument.name, locale)
    if not choices:
        return message("usage.number", locale, name=name, value=value)
    said = message("usage.choice", locale, name=name, value=value, choices=", ".join(choices))
    return _suggest(said, value, choices, locale)


def _named(name: str, locale: Locale) -> str:
    """A parameter as the help names it."""
    return name if name.startswith("-") else help_texts.label(name.upper(), locale)


def _suggest(said: str, name: str, known: Iterable[str], locale: Locale) -> str:
    near = get_close_matches(name, list(known), 1)
    return message("usage.suggestion", locale, said=said, suggestion=near[0]) if near else said
