"""`qualiopi-rules completion SHELL`: completion of commands and options with the Tab key."""

from __future__ import annotations

from typing import Literal

from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.parameters import REVIEWED

__all__ = ["completion"]


def completion(shell: Literal["bash", "zsh", "fish", "powershell"], /, *, context: Context = DEFAULTS) -> int:
    """Write the script that a shell reads to complete the commands.

    Args:
        shell: the shell.
        context: what was chosen for the run.
    """
    from qualiopi_rules.cli.main import app_in

    context.write(app_in(context.locale).generate_completion(shell=shell))
    return REVIEWED
