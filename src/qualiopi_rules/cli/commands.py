"""The commands by name, in the order of the help; each is loaded when it is first used, in the language of the run.

`review_fr`, an attribute of this module, is the command `review` as the parser takes it: with the options that every
command has, with its help in French, and with errors that are written in French and end it with an exit code.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from inspect import Parameter as Argument, Signature, signature
from typing import Annotated, Any, get_args, get_type_hints

from cyclopts import Parameter

from qualiopi_rules.cli import help_texts
from qualiopi_rules.cli.option_names import named_options
from qualiopi_rules.cli.parameters import REFUSED, SHARED
from qualiopi_rules.core.errors import QualiopiError
from qualiopi_rules.core.messages import Locale

__all__ = ["COMMANDS", "load"]

COMMANDS = (
    *("init", "check", "review", "report", "cycle", "indicators", "changes", "explain", "plan", "sheet", "history"),
    *("profile_check", "calendar", "portfolio", "schema", "serve", "mcp", "completion"),
)
"""The commands; `profile_check` is `profile check`."""


def __getattr__(name: str) -> Callable[..., int]:
    command, _, language = name.rpartition("_")
    for locale in get_args(Locale):
        if command in COMMANDS and language == locale:
            return _worded(command, locale)
    raise AttributeError(name)


def load(command: str) -> Callable[..., int]:
    """Return the function of a command, as its module has it."""
    function: Callable[..., int] = getattr(import_module(f"qualiopi_rules.cli.{command}"), command)
    return function


def _worded(command: str, locale: Locale) -> Callable[..., int]:
    """The command as the parser takes it."""
    function = load(command)

    def run(*arguments: Any, lang: object = None, **options: Any) -> int:
        from qualiopi_rules.cli.context import Context

        # The language was needed before the options were read: it is that of this function.
        del lang
        context = Context(locale=locale, **{name: options.pop(name) for name in SHARED if name in options})
        try:
            return function(*arguments, **options, context=context)
        except QualiopiError as error:
            context.refuse(named_options(error, function, locale))
            return REFUSED

    hints = get_type_hints(function, include_extras=True)
    own = [
        each.replace(annotation=_with_help(hints[name], command, name, locale))
        for name, each in signature(function).parameters.items()
        if name != "context"
    ]
    shared = [
        Argument(name, Argument.KEYWORD_ONLY, default=default, annotation=_with_help(hint, command, name, locale))
        for name, (hint, default) in SHARED.items()
    ]
    # What the parser reads in place of the signature written above.
    run.__signature__ = Signature([*own, *shared])  # type: ignore[attr-defined]
    run.__annotations__, run.__name__ = {}, command
    return run


def _with_help(hint: Any, command: str, name: str, locale: Locale) -> Any:
    return Annotated[hint, Parameter(help=help_texts.parameter(command, name, locale))]
