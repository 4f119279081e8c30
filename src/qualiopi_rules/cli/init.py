"""`qualiopi-rules init FILE`: a dossier to be filled in, from options or from what is asked at the terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.dossier_template import DossierTemplate
from qualiopi_rules.cli.parameters import REVIEWED, STANDARD, Categories, Day, ProfileName, Switch, Text
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidInput, MissingField, faults_of, refuse
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.cycle.cycle import CertificationCycle
from qualiopi_rules.formats.code_labels import labels
from qualiopi_rules.formats.written_values import iso_day
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, profile_of
from qualiopi_rules.rnq.category import categories_of

__all__ = ["init"]


def init(
    file: Path,
    /,
    *,
    number: Text | None = None,
    decided: Day = None,
    category: Categories = None,
    profile: ProfileName = DEFAULT_PROFILE,
    force: Switch = False,
    context: Context = DEFAULTS,
) -> int:
    """Write a dossier to be filled in.

    Args:
        file: the dossier to write.
        number: the number of the certificate; None to ask at the terminal.
        decided: the first day of the cycle; None to ask.
        category: the categories; None to ask.
        profile: the profile whose questions are asked.
        force: whether a file that is there is replaced.
        context: what was chosen for the run.
    """
    suffix, chosen = context.new_file(file, (".toml", ".json"), force=force), profile_of(context.profile(profile))
    refuse(profile=chosen)
    options: dict[str, _Given] = {
        "--number": (number, _as_is, converters.text),
        # A French day is taken here as at the prompt: it is the same question.
        "--decided": (None if decided is None else iso_day(decided), iso_day, converters.day),
        "--category": (category, _split, categories_of),
    }
    values = _Answers(context.locale).all(options)
    template = DossierTemplate(
        number=values["--number"],
        cycle=CertificationCycle.starting(values["--decided"]),
        categories=values["--category"],
        profile=chosen,
        day=converters.day(context.day(None)),
    )
    written = template.json() if suffix == ".json" else template.toml(context.locale)
    context.save(file, written.encode())
    if sys.stderr.isatty() and str(file) != STANDARD:
        context.note(message("init.next", context.locale, path=str(file)))
    return REVIEWED


_Given = tuple[Any, Callable[[str], Any], Callable[[Any], Any]]
"""What there is for an option, what reads an answer that is typed, and what checks either."""


class _Answers:
    """What options say, or is asked at the terminal where there is one."""

    def __init__(self, locale: Locale) -> None:
        self.locale: Locale = locale
        self.asks = sys.stdin.isatty() and sys.stderr.isatty()

    def all(self, options: dict[str, _Given]) -> dict[str, Any]:
        """Check each value, or ask for it.

        Args:
            options: what there is for each option, and how to ask for it.

        Raises:
            InvalidInput: with every value that does not hold, or that is missing where nobody can be asked.
        """
        values = {
            name: check(value) if value is not None else self._ask(name, read, check)
            for name, (value, read, check) in options.items()
        }
        refuse(**values)
        return values

    def _ask(self, name: str, read: Callable[[str], Any], check: Callable[[Any], Any]) -> Any:
        """Ask until an answer holds."""
        if not self.asks:
            return MissingField("", None, "present")
        while True:
            sys.stderr.write(f"{message('init.prompt', self.locale, question=self._question(name))} ")
            sys.stderr.flush()
            line = sys.stdin.readline()
            if not line:
                return MissingField("", None, "present")
            value = check(read(line.strip()))
            faults = [each.placed(name) for each in faults_of(value)]
            if not faults:
                return value
            sys.stderr.write(f"{InvalidInput.of(*faults).say(self.locale)}\n")

    def _question(self, name: str) -> str:
        codes = labels(self.locale)["Category"].items()
        choices = ", ".join(message("init.category", self.locale, code=code, label=label) for code, label in codes)
        keys = {"--number": "init.number", "--decided": "init.decided", "--category": "init.categories"}
        return message(keys[name], self.locale, choices=choices)


def _as_is(text: str) -> str:
    return text


def _split(text: str) -> list[str]:
    return [part.upper() for part in re.split("[,; ]+", text) if part]
