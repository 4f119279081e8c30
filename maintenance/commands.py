"""The options of the commands, for the page of the documentation that lists them all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import Any

from cyclopts.argument import Argument

from qualiopi_rules.cli import help_texts
from qualiopi_rules.cli.commands import COMMANDS
from qualiopi_rules.cli.main import PROGRAM, app_in
from qualiopi_rules.cli.parameters import SHARED
from qualiopi_rules.core.messages import Locale

__all__ = ["command_rows", "option_rows"]


def command_rows(locale: Locale = "en") -> Iterator[tuple[str, str]]:
    """Yield each command and what it does, the titles first."""
    yield "Command", "What it does"
    for command in COMMANDS:
        yield f"`{PROGRAM} {command.replace('_', ' ')}`", help_texts.about(command, locale)


def option_rows(command: str, locale: Locale = "en") -> Iterator[tuple[str, str, str]]:
    """Yield each parameter of a command, what it is, and what holds without it; the titles first.

    Args:
        command: the name of a command, with `_` for a space, or `shared` for the options that all have.
        locale: the language of the words.
    """
    yield "Option", "What it is", "Without it"
    name = next(iter(COMMANDS)) if command == "shared" else command
    app: Any = reduce(lambda parent, word: parent[word], name.split("_"), app_in(locale))
    for argument in app.assemble_argument_collection():
        if (argument.field_info.name in SHARED) is (command == "shared"):
            yield f"`{_label(argument)}`", _said(argument), _default(argument)


def _label(argument: Argument) -> str:
    if argument.index is not None:
        return help_texts.label(argument.name.upper(), "en")
    value = argument.parameter.metavar or ("CHOICE" if argument.get_choices() else "")
    return f"{', '.join(argument.names)} {value}".strip()


def _said(argument: Argument) -> str:
    choices = argument.get_choices() or ()
    variables = argument.parameter.env_var or ()
    return " ".join(
        [
            str(argument.parameter.help),
            *([f"One of {', '.join(f'`{each}`' for each in choices)}."] if choices else []),
            *(f"The variable `{each}` sets it too." for each in variables),
        ]
    )


def _default(argument: Argument) -> str:
    if argument.required:
        return "refused"
    default = argument.field_info.default
    return "—" if default in (None, False, "") else f"`{default}`"
