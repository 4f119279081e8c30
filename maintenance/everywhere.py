"""Whether the answers to all examples are the same bytes in every environment: `nox -s everywhere`.

Each environment is a process of its own, whose answers are compared with the plain ones of the first Python.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path

import attrs

from maintenance.answers import REFUSED, WAYS

__all__ = ["ENVIRONMENTS", "Environment", "Outcome", "compare", "main", "outcome_in"]

ROOT = Path(__file__).parents[1]
LONGEST = 300  # seconds


@attrs.frozen
class Environment:
    """How the answers are asked for.

    Attributes:
        name: its name.
        options: the options of Python.
        variables: what is set in its environment.
        way: one of the ways of `maintenance.answers`.
    """

    name: str
    options: tuple[str, ...] = ()
    variables: Mapping[str, str] = attrs.field(factory=dict)
    way: str = "plain"


ENVIRONMENTS = (
    Environment("plain"),
    *(Environment(f"hash seed {seed}", variables={"PYTHONHASHSEED": seed}) for seed in ("0", "1", "42", "4294967295")),
    *(
        Environment(f"locale {name}", variables={"LC_ALL": name})
        for name in ("C", "POSIX", "tr_TR.UTF-8", "fr_FR.UTF-8")
    ),
    Environment("no UTF-8 mode, C", ("-X", "utf8=0"), {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}),
    *(
        Environment(f"time zone {zone}", variables={"TZ": zone})
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Paris")
    ),
    Environment("-O", ("-O",)),
    Environment("-OO", ("-OO",)),
    Environment("-W error", ("-W", "error")),
    Environment("-X dev", ("-X", "dev")),
    *(Environment(way, way=way) for way in WAYS if way != "plain"),
)
"""Every environment that is tried."""


class Outcome(StrEnum):
    """What became of the answers in an environment."""

    SAME = "same"
    OTHER = "OTHER"
    FAILED = "FAILED"
    REFUSED = "not to be had"


def compare(expected: str, ended: subprocess.CompletedProcess[str]) -> tuple[Outcome, str]:
    """Return the outcome of a process, and what it said where it is not the same.

    Args:
        expected: the answers.
        ended: the process that was to give them.
    """
    if ended.returncode:
        # The last line with letters: under the text of several errors there is a frame.
        said = [line.strip(" |+-") for line in ended.stderr.splitlines()]
        outcome = Outcome.REFUSED if ended.returncode == REFUSED else Outcome.FAILED
        return outcome, next((line for line in reversed(said) if line), "")
    if ended.stdout != expected:
        lines = set(ended.stdout.splitlines()) - set(expected.splitlines())
        return Outcome.OTHER, ", ".join(sorted(line.partition(" ")[2] for line in lines))
    return Outcome.SAME, ""


def outcome_in(python: str, environment: Environment, expected: str) -> tuple[Outcome, str]:
    """Ask a Python in an environment, and compare."""
    return compare(expected, _ask(python, environment))


def _ask(python: str, environment: Environment) -> subprocess.CompletedProcess[str]:
    command = [python, *environment.options, "-m", "maintenance.answers", environment.way]
    kept = {name: os.environ[name] for name in ("LOCPATH", "PATH", "PYTHONPATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        command,
        capture_output=True,
        check=False,
        cwd=ROOT,
        encoding="utf-8",
        env={**kept, **environment.variables},
        timeout=LONGEST,
    )


def main(pythons: Iterable[str], environments: Iterable[Environment] = ENVIRONMENTS) -> int:
    """Print the outcome in each environment of this Python and of some others: 1 where one is other or failed."""
    expected = _ask(sys.executable, Environment("plain")).stdout
    bad = 0
    for python in (sys.executable, *pythons):
        sys.stdout.write(f"{python}\n")
        for environment in environments:
            outcome, said = outcome_in(python, environment, expected)
            bad += outcome in (Outcome.OTHER, Outcome.FAILED)
            sys.stdout.write(f"  {environment.name}: {outcome}{f' ({said})' if said else ''}\n")
            sys.stdout.flush()
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
