"""The command line: `qualiopi-rules review FILE`, `qualiopi-rules calendar FILE...`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter
from rich.console import Console
from rich.text import Text

from qualiopi_rules import ical, json, report
from qualiopi_rules.applicable import DEFAULT_POLICY
from qualiopi_rules.dossier import Dossier
from qualiopi_rules.errors import InvalidInput, InvalidValue, QualiopiError, refuse_all
from qualiopi_rules.explanation import explain
from qualiopi_rules.policy import Policy, policies
from qualiopi_rules.reviewing import review as review_dossier
from qualiopi_rules.toml import read_policy
from qualiopi_rules.wording import Locale

__all__ = ["app", "calendar", "main", "review"]

REVIEWED, BLOCKING, REFUSED = 0, 1, 2

app = App(
    name="qualiopi-rules",
    help="The rules of Qualiopi, each with its legal source.",
    version_flags=["--version"],
    result_action="return_value",
)
"""The commands; `app(["review", …])` runs one and gives its exit code."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Go on in silence: a reader that has seen enough (`| head`) changes nothing in the review or its exit code."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@app.command
def review(  # noqa: PLR0913 (the options of the command)
    file: Path,
    *,
    on: str | None = None,
    policy: str = DEFAULT_POLICY,
    texts: Literal["law", "law-and-guide"] = "law",
    lang: Locale = "fr",
    format: Annotated[Literal["text", "json", "markdown"], Parameter(name="--format")] = "text",
    draft_minimum_from: str | None = None,
    withdrawal: str | None = None,
) -> int:
    """Review a dossier: cycle, deadlines, indicators and findings.

    The exit code is 0 when the dossier was reviewed, 1 when a finding is blocking, 2 when the input was refused.

    Args:
        file: The dossier, a JSON file.
        on: The day of the review, as 2023-03-01. Today in Paris by default.
        policy: `law`, `certifier`, or the path of a TOML file with a policy of one's own.
        texts: Whether the guide de lecture can take indicators away too.
        lang: The language of the report.
        format: A text to read, JSON, or the explanation of everything as Markdown.
        draft_minimum_from: The day from which to apply the 13 hours of a draft décret. Off by default.
        withdrawal: `reported`, for the time that one certifier lets a suspension last. Off by default.
    """
    try:
        reviewed = review_dossier(
            _dossier(file),
            on=_today_in_paris() if on is None else on,
            policy=_policy(policy),
            texts=texts,
            draft_minimum_from=draft_minimum_from,
            withdrawal=withdrawal,
        )
    except QualiopiError as error:
        sys.stderr.write(f"{error.say(lang)}\n")
        return REFUSED
    console = _Console(highlight=False, soft_wrap=True)
    if format == "json":
        console.out(json.dumps(reviewed, indent=2), highlight=False)
    elif format == "markdown":
        console.out(explain(reviewed).markdown(lang), highlight=False)
    else:
        for section in report.sections(reviewed, lang):
            console.print(Text(section.title, style="bold underline"))
            console.print(Text("\n".join(section.lines)), end="\n\n")
    return BLOCKING if reviewed.blocking else REVIEWED


@app.command
def calendar(
    files: list[Path],
    /,
    *,
    out: Path,
    on: str | None = None,
    lang: Locale = "fr",
    alarm: list[int] | None = None,
    whole: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Write the deadlines of dossiers as a calendar, or bring a calendar that was written before up to date.

    The exit code is 0 when the calendar was written, 2 when the input was refused.

    Args:
        files: The dossiers, JSON files.
        out: The calendar, an .ics file. One that is there is read first: its events are revised or cancelled.
        on: The day of the review, as 2023-03-01. Today in Paris by default.
        lang: The language of the events.
        alarm: How many days before a deadline to ring; may be given several times. 90, 30 and 7 by default.
        whole: Every day of the timeline, past days too.
    """
    try:
        day = _today_in_paris() if on is None else on
        reviews = [review_dossier(dossier, on=day) for dossier in _dossiers(files)]
        previous = out.read_bytes() if out.exists() else None
        alarms = ical.ALARMS if alarm is None else alarm
        out.write_bytes(ical.calendar(reviews, locale=lang, alarms=alarms, whole=whole, previous=previous))
    except QualiopiError as error:
        sys.stderr.write(f"{error.say(lang)}\n")
        return REFUSED
    for file, reviewed in zip(files, reviews, strict=True):
        if not reviewed.deadlines:
            sys.stderr.write(f"{file}: {report.no_deadline(reviewed, lang)}\n")
    return REVIEWED


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


def _dossier(file: Path) -> Dossier:
    try:
        return json.loads(file.read_bytes(), Dossier)
    except OSError as problem:
        raise InvalidInput.of(InvalidValue("", str(file), "file", problem=str(problem))) from None
    except InvalidInput as error:
        # A fault of the whole file has no path of its own.
        raise InvalidInput.of(*(fault if fault.path else fault.at(str(file)) for fault in error.faults)) from None


def _dossiers(files: list[Path]) -> list[Dossier]:
    read: list[Dossier] = []
    faults: list[InvalidValue] = []
    for file in files:
        try:
            read.append(_dossier(file))
        except InvalidInput as error:
            # With several files, a field does not tell which one it is in; a fault of a whole file does.
            faults += [fault if fault.path in {"", str(file)} else fault.at(f"{file}:") for fault in error.faults]
    refuse_all(faults)
    return read


def _policy(name: str) -> Policy | str:
    # A name that is no policy of ours and no file is refused by the rule itself, which lists the names.
    return read_policy(name) if name not in policies() and Path(name).suffix == ".toml" else name


def _today_in_paris() -> str:
    # The only clock of the project.
    import pendulum

    return pendulum.now("Europe/Paris").date().isoformat()
