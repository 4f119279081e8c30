"""The words of the help, from `commands.toml`: of each command, each parameter, each title."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualiopi_rules.core.messages import Locale, fill
from qualiopi_rules.core.resources import text

__all__ = ["about", "label", "parameter", "program", "title", "whole"]


def _texts() -> Mapping[str, Any]:
    return text("cli/commands")


def program(locale: Locale) -> tuple[str, ...]:
    """Return what the program is, its first steps and its exit codes, a paragraph each."""
    return tuple(fill(table[locale], locale, {}) for table in _texts()["program"].values())


def about(command: str, locale: Locale) -> str:
    """Return what a command does, in one line."""
    return fill(_texts()["commands"][command]["about"][locale], locale, {})


def whole(command: str, locale: Locale) -> str:
    """Return what a command does, and in a second paragraph what else there is to know of it."""
    table = _texts()["commands"][command].get("more")
    more = () if table is None else (fill(table[locale], locale, {}),)
    return "\n\n".join([about(command, locale), *more])


def parameter(command: str, name: str, locale: Locale) -> str:
    """Return what a parameter of a command is, in the command's own words or in those that several have."""
    texts = _texts()
    groups = (texts["commands"][command], texts["options"], texts["shared"])
    table: dict[Locale, str] = next(group[name] for group in groups if name in group)
    return fill(table[locale], locale, {})


def title(name: str, locale: Locale, **params: str | int) -> str:
    """Return a title of the help, or what it says beside a parameter."""
    return fill(_texts()["titles"][name][locale], locale, params)


def label(name: str, locale: Locale) -> str:
    """Return what stands for a value, as `DOSSIER`; a name that has no other words as it is."""
    table: dict[Locale, str] | None = _texts()["labels"].get(name)
    return name if table is None else table[locale]
