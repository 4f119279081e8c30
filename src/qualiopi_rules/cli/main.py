"""The entry point of the command line: importing the module of a command adds it to `app`."""

from __future__ import annotations

import sys

from cyclopts import CycloptsError

from qualiopi_rules.cli import calendar, portfolio, review  # noqa: F401 (each adds its command)
from qualiopi_rules.cli.common import REFUSED, app

__all__ = ["main"]


def main() -> None:
    """Run the command line; the process ends with the exit code."""
    try:
        code = app(exit_on_error=False, print_error=True)
    except CycloptsError:
        code = REFUSED
    except OSError as problem:  # a full disk, a console that went away
        sys.stderr.write(f"{problem}\n")
        code = REFUSED
    sys.exit(code)
