"""The faults of options by the names that a person typed: `--on`, and not the parameter `on` of a rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from inspect import Parameter, signature

from qualiopi_rules.cli import help_texts
from qualiopi_rules.cli.parameters import SHARED
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, QualiopiError, UnknownField
from qualiopi_rules.core.messages import Locale

__all__ = ["named_options"]

_OPTIONS = {"alarms": "alarm", "columns": "column", "name": "sender", "source": "file"}
"""The options whose values the rules name otherwise."""
# The names of files, and the paths of a dossier, have other signs in them.
_PATH = re.compile(r"([a-z_]+)((?:\[[^\]]*\])?)")


def named_options(error: QualiopiError, command: Callable[..., int], locale: Locale) -> QualiopiError:
    """Return an error in which each fault of an option has the name of the option as its path.

    Args:
        error: what a command refused.
        command: the function of the command.
        locale: the language of what stands for an argument, as `JOUR`.
    """
    if not isinstance(error, InvalidInput):
        return error
    options = dict.fromkeys(SHARED, True)
    options |= {name: each.kind is Parameter.KEYWORD_ONLY for name, each in signature(command).parameters.items()}
    return InvalidInput.of(*(_named(fault, options, locale) for fault in error.faults))


def _named(fault: InvalidValue, options: dict[str, bool], locale: Locale) -> InvalidValue:
    found = _PATH.fullmatch(fault.path)
    name = "" if found is None else _OPTIONS.get(found[1], found[1])
    # An unknown name is one of a file.
    if found is None or name not in options or isinstance(fault, UnknownField):
        return fault
    named = f"--{name.replace('_', '-')}" if options[name] else help_texts.label(name.upper(), locale)
    return fault.placed(f"{named}{found[2]}")
