"""`qualiopi-rules portfolio FILE`: a file of certificates, row by row."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.progress import Progress

from qualiopi_rules.cli.console import bar_title
from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.parameters import (
    REVIEWED,
    TO_LOOK_AT,
    Day,
    FileName,
    Number,
    ProfileName,
    Text,
    TextOrJson,
)
from qualiopi_rules.core.errors import InvalidValue, refuse_all
from qualiopi_rules.profile.profile import DEFAULT_PROFILE

__all__ = ["portfolio"]


def portfolio(  # noqa: PLR0913 (each is an option of the command)
    file: Path,
    /,
    *,
    out: FileName,
    on: Day = None,
    column: Annotated[list[str] | None, Parameter(metavar="COLUMN", negative=())] = None,
    separator: Text = ",",
    encoding: Text = "utf-8-sig",
    sheet: Text | None = None,
    yes: Text = "true",
    no: Text = "false",
    prefix: Text = "",
    profile: ProfileName = DEFAULT_PROFILE,
    upcoming: Number = 10,
    format: TextOrJson = "text",
    context: Context = DEFAULTS,
) -> int:
    """Review a file of certificates, write the plan to another file and print a summary.

    Args:
        file: the certificates.
        out: the plan.
        on: the day of the review.
        column: which column is which.
        separator: the separator of the cells of a CSV file.
        encoding: the encoding of the CSV file that is read.
        sheet: the sheet of the Excel file that is read.
        yes: the text that means yes.
        no: the text that means no.
        prefix: what the names of the results begin with.
        profile: the profile of a certifier.
        upcoming: how many of the next deadlines are in the summary.
        format: what is written.
        context: what was chosen for the run.
    """
    # What needs the extra is imported here: elsewhere the parser would hide how to install it.
    from qualiopi_rules.portfolio import plan_portfolio
    from qualiopi_rules.portfolio.summary import summary_document

    # The reader of Excel logs each empty column that it reads as texts, which is correct here.
    logging.getLogger("fastexcel").setLevel(logging.ERROR)
    is_shown = sys.stderr.isatty() and not context.quiet
    with Progress(console=Console(stderr=True), transient=True, disable=not is_shown) as progress:
        task = progress.add_task(bar_title(file), total=1.0)
        planned = plan_portfolio(
            file,
            out,
            on=context.day(on),
            columns=_named(column or []),
            separator=separator,
            encoding=encoding,
            sheet=sheet,
            dates=context.dates,
            yes=yes,
            no=no,
            prefix=prefix,
            profile=context.profile(profile),
            upcoming=upcoming,
            progress=lambda share: progress.update(task, completed=share),
        )
    if format == "json":
        context.dump(planned)
    else:
        context.show(summary_document(planned, context.locale))
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
