"""The command line: `qualiopi-rules review FILE`, `calendar FILE...` and `portfolio FILE`."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter
from rich.console import Console
from rich.progress import Progress
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

__all__ = ["app", "calendar", "main", "portfolio", "review"]

REVIEWED, TO_LOOK_AT, REFUSED = 0, 1, 2

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
        _print(console, report.sections(reviewed, lang))
    return TO_LOOK_AT if reviewed.blocking else REVIEWED


@app.command
def portfolio(  # noqa: PLR0913 (each is an option of the command)
    file: Path,
    *,
    out: Path,
    on: str | None = None,
    column: list[str] | None = None,
    separator: str = ",",
    encoding: str = "utf-8-sig",
    sheet: str | None = None,
    dates: Literal["iso", "french"] = "iso",
    yes: str = "true",
    no: str = "false",
    prefix: str = "",
    policy: str = DEFAULT_POLICY,
    texts: Literal["law", "law-and-guide"] = "law",
    upcoming: int = 10,
    lang: Locale = "fr",
    format: Annotated[Literal["text", "json"], Parameter(name="--format")] = "text",
) -> int:
    """Review a file of certificates, write the plan to another file and tell what it comes to.

    The exit code is 0 when every row was reviewed, 1 when rows were rejected, 2 when the input was refused.

    Args:
        file: The certificates, one a row: .csv, .parquet, .jsonl or .xlsx.
        out: The plan, in any of these formats: the columns of the file, and the results.
        on: The day of the review, as 2023-03-01. Today in Paris by default.
        column: Which column is which, as valid_until="Fin de validité", for each that has another name.
        separator: What stands between two cells of a CSV file, read or written.
        encoding: How the CSV file that is read is encoded, as cp1252. UTF-8 by default.
        sheet: The sheet of the Excel file that is read. The first by default.
        dates: How days are written that are texts: iso as 2023-02-02, french as 02/02/2023 too.
        yes: The text that means yes.
        no: The text that means no.
        prefix: What the names of the results begin with.
        policy: `law`, `certifier`, or the path of a TOML file with a policy of one's own.
        texts: Whether the guide de lecture can take indicators away too.
        upcoming: How many of the next deadlines to tell.
        lang: The language of the summary.
        format: A text to read, or JSON.
    """
    # The reader of Excel logs each empty column that it takes for texts, which is what it shall do.
    logging.getLogger("fastexcel").setLevel(logging.ERROR)
    progress = Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
    try:
        from qualiopi_rules.portfolio import plan
        from qualiopi_rules.portfolio.summary import sections

        with progress:
            task = progress.add_task(file.name, total=1.0)
            planned = plan(
                file,
                out,
                on=_today_in_paris() if on is None else on,
                columns=_named(column or []),
                separator=separator,
                encoding=encoding,
                sheet=sheet,
                dates=dates,
                yes=yes,
                no=no,
                prefix=prefix,
                policy=_policy(policy),
                texts=texts,
                upcoming=upcoming,
                progress=lambda share: progress.update(task, completed=share),
            )
    except QualiopiError as error:
        sys.stderr.write(f"{error.say(lang)}\n")
        return REFUSED
    console = _Console(highlight=False, soft_wrap=True)
    if format == "json":
        console.out(json.dumps(planned, indent=2), highlight=False)
    else:
        _print(console, sections(planned, lang))
    return TO_LOOK_AT if planned.rejected else REVIEWED


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


def _print(console: Console, sections: Iterable[report.Section]) -> None:
    for section in sections:
        console.print(Text(section.title, style="bold underline"))
        console.print(Text("\n".join(section.lines)), end="\n\n")


def _named(given: Iterable[str]) -> dict[str, str]:
    """The columns that are told as `valid_until=Fin`."""
    named: dict[str, str] = {}
    faults = []
    for each in given:
        name, equals, column = each.partition("=")
        if not equals or name in named:
            faults.append(InvalidValue("column", each, "named-column"))
        named[name] = column
    refuse_all(faults)
    return named


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
