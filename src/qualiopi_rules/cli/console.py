"""The screen: with colour where there is a terminal, unless it is said otherwise, and with no order of a caller's."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.markup import escape

from qualiopi_rules.core.safe_text import clean, harmless

__all__ = ["Color", "bar_title", "console_of", "say", "take_any_text"]

Color = Literal["auto", "always", "never"]
"""When there is colour."""


class _QuietConsole(Console):
    """A console whose reader may close the pipe before the end."""

    def on_broken_pipe(self) -> None:
        # A reader that stops early (`| head`) does not change the exit code.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def console_of(color: str | None) -> Console:
    """Return the console of a run; rich itself heeds NO_COLOR and looks whether a terminal is there."""
    return _QuietConsole(
        highlight=False,
        no_color=True if color == "never" else False if color == "always" else None,
        force_terminal=True if color == "always" else None,
    )


def say(text: str, end: str = "\n") -> None:
    """Write a text beside the results, on the standard error."""
    sys.stderr.write(harmless(text) + end)


def bar_title(file: Path) -> str:
    """Return the name of a file as the bar of what was read of it shows it: rich reads what it is given as markup."""
    return escape(clean(file.name))


def take_any_text() -> None:
    """Let both outputs take every text: what a console of another time cannot show is written by its number."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
