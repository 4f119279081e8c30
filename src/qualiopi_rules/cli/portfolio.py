"""`qualiopi-rules portfolio FILE`: a file of certificates, row by row."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.console import Console
from rich.progress import Progress

from qualiopi_rules.cli.common import (
    REFUSED,
    REVIEWED,
    TO_LOOK_AT,
    QuietConsole,
    app,
    print_sections,
    profile_named,
    today_in_paris,
)
from qualiopi_rules.core.errors import InvalidValue, QualiopiError, refuse_all
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.formats.json import dump
from qualiopi_rules.profile.profile import DEFAULT_PROFILE

__all__ = ["portfolio"]


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
    profile: str = DEFAULT_PROFILE,
    upcoming: int = 10,
    lang: Locale = "fr",
    format: Annotated[Literal["text", "json"], Parameter(name="--format")] = "text",
) -> int:
    """Review a file of certificates, write the plan to another file and print a summary.

    The exit code is 0 when every row was reviewed, 1 when rows were rejected, 2 when the input was refused.

    Args:
        file: The certificates, one a row: .csv, .parquet, .jsonl or .xlsx.
        out: The plan, in any of these formats: the columns of the file, and the results.
        on: The day of the review, as 2023-03-01. Today in Paris by default.
        column: Which column is which, as valid_until="Fin de validité", for each that has another name.
        separator: The separator of cells of a CSV file, read or written.
        encoding: The encoding of the CSV file that is read, as cp1252. UTF-8 by default.
        sheet: The sheet of the Excel file that is read. The first by default.
        dates: How days are written that are texts: iso as 2023-02-02, french as 02/02/2023 too.
        yes: The text that means yes.
        no: The text that means no.
        prefix: What the names of the results begin with.
        profile: The profile of a certifier: `law`, `certifier`, or the path of a TOML file with one's own.
        upcoming: How many of the next deadlines are in the summary.
        lang: The language of the summary.
        format: A text to read, or JSON.
    """
    # The reader of Excel logs each empty column that it reads as texts, which is correct here.
    logging.getLogger("fastexcel").setLevel(logging.ERROR)
    progress = Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
    try:
        from qualiopi_rules.portfolio import plan_portfolio
        from qualiopi_rules.portfolio.summary import summary_sections

        with progress:
            task = progress.add_task(file.name, total=1.0)
            planned = plan_portfolio(
                file,
                out,
                on=today_in_paris() if on is None else on,
                columns=_named(column or []),
                separator=separator,
                encoding=encoding,
                sheet=sheet,
                dates=dates,
                yes=yes,
                no=no,
                prefix=prefix,
                profile=profile_named(profile),
                upcoming=upcoming,
                progress=lambda share: progress.update(task, completed=share),
            )
    except QualiopiError as error:
        sys.stderr.write(f"{error.say(lang)}\n")
        return REFUSED
    console = QuietConsole(highlight=False, soft_wrap=True)
    if format == "json":
        console.out(dump(planned, indent=2), highlight=False)
    else:
        print_sections(console, summary_sections(planned, lang))
    return TO_LOOK_AT if planned.rejected else REVIEWED


def _named(options: Iterable[str]) -> dict[str, str]:
    """Parse options such as `valid_until=Fin`."""
    named: dict[str, str] = {}
    faults = []
    for each in options:
        name, equals, column = each.partition("=")
        if not equals or name in named:
            faults.append(InvalidValue("column", each, "named-column"))
        named[name] = column
    refuse_all(faults)
    return named
