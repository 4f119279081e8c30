"""The language of a run: that of an option, or else of the environment, or else French."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from qualiopi_rules.core.messages import Locale

__all__ = ["LANGUAGE", "language_of", "option_of"]

LANGUAGE = "QUALIOPI_RULES_LANG"
"""The environment variable that sets the language of the command line."""


def language_of(tokens: Sequence[str], environment: Mapping[str, str]) -> Locale:
    """Return the language in which everything is written: it is needed before the options are read.

    Args:
        tokens: the words of the command.
        environment: the variables of the environment.
    """
    for chosen in (option_of("--lang", tokens), environment.get(LANGUAGE)):
        for locale in get_args(Locale):
            if chosen == locale:
                return locale  # type: ignore[no-any-return]
    # The first of these that is set decides for messages, by POSIX.
    set_first = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "en" if set_first.lower().startswith("en") else "fr"


def option_of(name: str, tokens: Sequence[str]) -> str | None:
    """Return the value of an option among the words of a command, wherever it stands; None where it is not there."""
    for at, token in enumerate(tokens):
        if token == "--":
            return None
        if token == name and at + 1 < len(tokens):
            return tokens[at + 1]
        if token.startswith(f"{name}="):
            return token.removeprefix(f"{name}=")
    return None
