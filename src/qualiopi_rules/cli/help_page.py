"""The pages of the help, in the language of the run."""

from __future__ import annotations

from textwrap import fill, wrap
from typing import Any

import attrs
from cyclopts.help import HelpEntry, HelpPanel
from rich.console import Console, ConsoleOptions
from rich.text import Text

from qualiopi_rules.cli import help_texts
from qualiopi_rules.cli.parameters import SHARED
from qualiopi_rules.core.messages import Locale

__all__ = ["HelpPage"]

_WIDEST_NAME = 30
_NARROWEST_TEXT = 20


@attrs.frozen
class HelpPage:
    """What writes the pages of the help, in the place of the parser's own English.

    Attributes:
        locale: the language.
    """

    locale: Locale

    def render_usage(self, console: Console, _: ConsoleOptions, usage: Any) -> None:
        """Write how the command is called."""
        words = [self._placeholder(word) for word in str(usage).split()]
        console.print(Text(help_texts.title("usage", self.locale, value=" ".join(words)), "bold"), soft_wrap=True)
        console.print()

    def render_description(self, console: Console, _: ConsoleOptions, description: Any) -> None:
        """Write what the command does."""
        for paragraph in _plain(description).split("\n\n"):
            # Not by rich, which breaks lines at the spaces of French signs too.
            console.print(Text(fill(paragraph, console.width)), soft_wrap=True)
            console.print()

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:  # noqa: ARG002
        """Write a list of commands or of parameters, those that every command has last."""
        shared = [entry for entry in panel.entries if _is_shared(entry)]
        own = [entry for entry in panel.entries if entry not in shared]
        for name, entries in ((str(panel.title), own), ("shared", shared)):
            if entries:
                console.print(Text(help_texts.title(name, self.locale), "bold"))
                self._list(console, entries)
                console.print()

    def _list(self, console: Console, entries: list[HelpEntry]) -> None:
        named = [(", ".join(map(self._placeholder, each.display_labels_with_metavar)), each) for each in entries]
        width = min(max(len(name) for name, _ in named), _WIDEST_NAME)
        for name, entry in named:
            indent = " " * (width + 4)
            first, *rest = wrap(self._said(entry), max(console.width - len(indent), _NARROWEST_TEXT))
            line = Text("  ").append(f"{name:<{width}}", "cyan")
            console.print(line.append(f"  {first}"), *(Text(indent + each) for each in rest), sep="\n", soft_wrap=True)

    def _said(self, entry: HelpEntry) -> str:
        values = {
            "choices": ", ".join(entry.choices or ()),
            "default": entry.default or "",
            "variable": ", ".join(entry.env_var or ()),
        }
        notes = [help_texts.title(name, self.locale, value=value) for name, value in values.items() if value]
        if entry.required:
            notes.insert(0, help_texts.title("required", self.locale))
        return " ".join([_plain(entry.description), *(f"[{note}]" for note in notes)])

    def _placeholder(self, word: str) -> str:
        """A word of the usage, or the names of an option with what stands for its value, in the language."""
        name, _, value = word.rpartition(" ")
        bare = value.strip("[].")
        worded = value.replace(bare, help_texts.label(bare, self.locale)) if bare else value
        return f"{name} {worded}".strip()


def _is_shared(entry: HelpEntry) -> bool:
    return any(name.removeprefix("--") in SHARED for name in entry.positive_names)


def _plain(text: Any) -> str:
    """The text of what the parser prepared for rich."""
    return str(getattr(text, "primary_renderable", text)).strip()
