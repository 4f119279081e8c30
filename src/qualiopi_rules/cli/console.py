"""The screen: with colour where there is a terminal, unless it is said otherwise."""

from __future__ import annotations

import os
import sys
from typing import Literal

from rich.console import Console

__all__ = ["Color", "console_of"]

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
