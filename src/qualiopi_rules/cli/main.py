"""The entry point of the command line: it finds the language, then the command."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from traceback import format_exception

from cyclopts import App, CycloptsError, Group

from qualiopi_rules.cli import help_texts
from qualiopi_rules.cli.commands import COMMANDS
from qualiopi_rules.cli.console import console_of, say, take_any_text
from qualiopi_rules.cli.help_page import HelpPage
from qualiopi_rules.cli.language import language_of, option_of
from qualiopi_rules.cli.parameters import CRASHED, HYPHEN, REFUSED, SHARED, STANDARD
from qualiopi_rules.cli.usage import usage_error
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.core.problems import problem_of

__all__ = ["PROGRAM", "TRACEBACK", "app_in", "main", "run"]

PROGRAM = "qualiopi-rules"
"""The name of the program."""
TRACEBACK = "QUALIOPI_RULES_TRACEBACK"
"""The environment variable that shows where in the program an error of its own happened."""


def main() -> None:
    """Run the command line; the process ends with the exit code."""
    take_any_text()
    sys.exit(run(sys.argv[1:]))


def run(tokens: Sequence[str]) -> int:
    """Run one command and return its exit code.

    Args:
        tokens: the words of the command, without the name of the program.
    """
    locale = language_of(tokens, os.environ)
    try:
        code: int | None = app_in(locale, option_of("--color", tokens))(
            _command_first(tokens), exit_on_error=False, print_error=False
        )
    except CycloptsError as error:
        say(usage_error(error, PROGRAM, locale))
        return REFUSED
    except OSError as problem:  # a full disk, a console that went away
        say(message("usage.system", locale, problem=problem_of(problem)))
        return REFUSED
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as problem:  # a panic of a library in Rust is no `Exception`
        if os.environ.get(TRACEBACK):
            sys.stderr.write("".join(format_exception(problem)))
        say(message("usage.crash", locale, kind=type(problem).__name__, variable=TRACEBACK))
        return CRASHED
    return code or 0


def app_in(locale: Locale, color: str | None = None) -> App:
    """Return the commands with their help in a language; a command is loaded when it is used."""
    root = App(
        name=PROGRAM,
        help="\n\n".join(help_texts.program(locale)),
        help_format="plaintext",
        help_formatter=HelpPage(locale),
        version=_version,
        version_flags=["--version"],
        result_action="return_value",
        group_commands=Group("commands"),
        group_arguments=Group("arguments"),
        group_parameters=Group("options"),
        console=console_of(color),
    )
    groups: dict[str, App] = {}
    for at, name in enumerate(COMMANDS):
        group, _, rest = name.partition("_")
        if rest and group not in groups:
            groups[group] = App(name=group, help=help_texts.about(group, locale), sort_key=at)
            root.command(groups[group])
        parent, words = groups.get(group, root), help_texts.whole(name, locale)
        parent.command(f"qualiopi_rules.cli.commands:{name}_{locale}", name=rest or name, help=words, sort_key=at)
    for flag, words in (("--help", "help"), ("--version", "version")):
        root[flag].help = help_texts.title(words, locale)
    return root


def _version() -> str:
    from qualiopi_rules import __version__

    return __version__


def _command_first(tokens: Sequence[str]) -> list[str]:
    """The words with the options that stand before the command after it."""
    rest, leading = [HYPHEN if token == STANDARD else token for token in tokens], list[str]()
    while rest and rest[0].removeprefix("--").partition("=")[0] in SHARED:
        alone = "=" in rest[0] or rest[0] == "--quiet"
        leading += rest[: 1 if alone else 2]
        rest = rest[1 if alone else 2 :]
    return [*rest, *leading] if rest else []
