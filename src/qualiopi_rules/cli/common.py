"""The application, and what its commands share: the day, the files, the console and the exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from cyclopts import App
from rich.console import Console
from rich.text import Text

from qualiopi_rules.core.errors import InvalidInput, InvalidValue
from qualiopi_rules.core.problems import problem_of
from qualiopi_rules.dossier.dossier import Dossier
from qualiopi_rules.formats.json import load
from qualiopi_rules.formats.text import Section
from qualiopi_rules.formats.toml import read_profile
from qualiopi_rules.profile.profile import Profile, built_in_profiles

__all__ = [
    "REFUSED",
    "REVIEWED",
    "TO_LOOK_AT",
    "QuietConsole",
    "app",
    "print_sections",
    "profile_named",
    "read_dossier",
    "today_in_paris",
]

REVIEWED = 0
"""The exit code of a review without a blocking finding."""
TO_LOOK_AT = 1
"""The exit code where a finding blocks, or a row was rejected."""
REFUSED = 2
"""The exit code of an input that was refused."""

app = App(
    name="qualiopi-rules",
    help="The rules of Qualiopi, each with its legal source.",
    version_flags=["--version"],
    result_action="return_value",
)
"""The commands; `app(["review", …])` runs one and gives its exit code."""


class QuietConsole(Console):
    """A console whose reader may close the pipe before the end."""

    def on_broken_pipe(self) -> None:
        """Continue without output: a reader that stops early (`| head`) does not change the exit code."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_sections(console: Console, sections: Iterable[Section]) -> None:
    """Print the sections of a report, each under its title."""
    for section in sections:
        console.print(Text(section.title, style="bold underline"))
        console.print(Text("\n".join(section.lines)), end="\n\n")


def read_dossier(file: Path) -> Dossier:
    """Read a dossier from a JSON file.

    Raises:
        InvalidInput: when the file cannot be read, or with every fault of the dossier.
    """
    try:
        return load(file.read_bytes(), Dossier)
    except OSError as problem:
        raise InvalidInput.of(InvalidValue("", str(file), "file", problem=problem_of(problem))) from None
    except InvalidInput as error:
        # A fault of the whole file has no path of its own.
        raise InvalidInput.of(*(fault if fault.path else fault.at(str(file)) for fault in error.faults)) from None


def profile_named(name: str) -> Profile | str:
    """Return the profile of a TOML file, or a name as it is."""
    # A name that is no profile of ours and no file is refused by the rule itself, which lists the names.
    return read_profile(name) if name not in built_in_profiles() and Path(name).suffix == ".toml" else name


def today_in_paris() -> str:
    """Return today's day in Paris, in ISO."""
    # The only clock of the project.
    import pendulum

    return pendulum.now("Europe/Paris").date().isoformat()
