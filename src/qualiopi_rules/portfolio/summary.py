"""The summary of a plan: how the file was read, the rejected rows, the stages of the others, the next deadlines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
from pendulum import Date

from qualiopi_rules import columns
from qualiopi_rules.columns.engine import ERRORS
from qualiopi_rules.core.errors import locale_of
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.core.words import words
from qualiopi_rules.cycle.cycle import Stage
from qualiopi_rules.cycle.printed import PrintedOutcome
from qualiopi_rules.formats.text import Section
from qualiopi_rules.results.deadlines import MilestoneCode

__all__ = ["Month", "Read", "Rejected", "StageCount", "Summary", "Upcoming", "summary_sections"]


@attrs.frozen(kw_only=True)
class Read:
    """How a file was read.

    Attributes:
        format: `.csv`, `.parquet`, `.jsonl` or `.xlsx`.
        separator: the separator of the cells of a CSV file; None for the other formats.
        encoding: the encoding of a CSV file; None for the other formats.
        sheet: the sheet of an Excel file; None for the first, and for the other formats.
        dates: how days are written in columns of texts, `iso` or `french`.
        yes: the text that means yes.
        no: the text that means no.
        columns: the columns that were read, by what they are.
        others: the columns that are in the plan and were not read.
    """

    format: str
    separator: str | None
    encoding: str | None
    sheet: str | None
    dates: str
    yes: str
    no: str
    columns: Mapping[str, str]
    others: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Rejected:
    """Rows that were rejected for the same reason.

    Attributes:
        error: the code of the reason.
        field: the column that has the error; None when it is the row itself.
        rows: how many.
        first: the number of the first of them in the file (`Upcoming.row`).
    """

    error: str
    field: str | None
    rows: int
    first: int

    def say(self, locale: Locale = "fr") -> str:
        """Render the reason in words."""
        if self.error in ERRORS:
            return columns.rejection_message(self.error, self.field or "", locale)
        return words(f"rejected.{self.error}").say(locale)


@attrs.frozen(kw_only=True)
class StageCount:
    """Rows at the same stage of their cycle, or without one for the same reason; every row is counted once.

    Attributes:
        stage: the stage; None for rows that are rejected, and for rows whose days are unknown.
        rejected: whether the rows are rejected.
        outcome: why rejected rows have no cycle, where their printed days are not those of one; None otherwise.
        rows: how many.
    """

    stage: Stage | None
    rejected: bool
    outcome: PrintedOutcome | None
    rows: int

    def say(self, locale: Locale = "fr") -> str:
        """Render the stage, or why there is none, in words."""
        if self.stage is not None:
            return words(f"stage.{self.stage}").say(locale)
        if self.outcome is not None:
            return words("portfolio.no-cycle").say(locale, outcome=words(f"printed.{self.outcome}").say(locale))
        return words("portfolio.not-accepted" if self.rejected else "portfolio.unknown").say(locale)


@attrs.frozen(kw_only=True)
class Month:
    """Rows whose next deadline is in the same month, or that have none; every row is counted once.

    Attributes:
        month: the year and the month, with a hyphen between; None for rows without a deadline.
        rows: how many; rejected rows are among them where their cycle is known.
    """

    month: str | None
    rows: int

    def say(self, locale: Locale = "fr") -> str:
        """Render the month, or that there is no deadline, in words."""
        return words("portfolio.no-deadline").say(locale) if self.month is None else self.month


@attrs.frozen(kw_only=True)
class Upcoming:
    """The next deadline of a row.

    Attributes:
        row: the number of the row in the file, as a spreadsheet or an editor shows it: the line of the names and blank
            rows count. In a Parquet file, which has no lines, the first row is 1.
        number: the number of the certificate; None when the file does not say it.
        code: which deadline.
        day: its day.
        days_left: the days to it; negative once it is past.
    """

    row: int
    number: str | None
    code: MilestoneCode
    day: Date
    days_left: int


@attrs.frozen(kw_only=True)
class Summary:
    """The summary of a plan.

    Attributes:
        source: the file that was read.
        out: the file that was written.
        on: the day of the review.
        read: how the file was read.
        rows: how many rows there are; blank ones are none.
        rejected: those that were rejected, the most frequent reason first.
        stages: how many rows are at each stage, or have none: together they are all the rows.
        months: how many next deadlines are in each month, in order, then how many rows have none: all the rows too.
        upcoming: the soonest of these deadlines, overdue ones first.
    """

    source: str
    out: str
    on: Date
    read: Read
    rows: int
    rejected: tuple[Rejected, ...]
    stages: tuple[StageCount, ...]
    months: tuple[Month, ...]
    upcoming: tuple[Upcoming, ...]


def summary_sections(summary: Summary, locale: Locale = "fr") -> tuple[Section, ...]:
    """Return the sections of a summary: how the file was read, rejected rows, stages, deadlines.

    Raises:
        InvalidInput: when the locale is neither `fr` nor `en`.
    """
    locale = locale_of(locale)
    parts = {
        "read": _read(summary.read, locale),
        "rejected": (
            _counted(each.rows, message("portfolio.rejected-line", locale, reason=each.say(locale), first=each.first))
            for each in summary.rejected
        ),
        "stages": (_counted(each.rows, each.say(locale)) for each in summary.stages),
        "months": (_counted(each.rows, each.say(locale)) for each in summary.months),
        "upcoming": (_upcoming(each, locale) for each in summary.upcoming),
    }
    title = message("portfolio.title", locale, source=summary.source, day=summary.on.isoformat())
    rejected = sum(each.rows for each in summary.rejected)
    head = message("portfolio.rows", locale, rows=summary.rows, rejected=rejected, out=summary.out)
    named = [Section(message(f"portfolio.{name}", locale), tuple(lines)) for name, lines in parts.items()]
    return (Section(title, (head,)), *(section for section in named if section.lines))


def _counted(rows: int, what: str) -> str:
    return f"{rows:>8}  {what}"


def _read(read: Read, locale: Locale) -> Iterator[str]:
    if read.separator is not None and read.encoding is not None:
        yield message("portfolio.csv", locale, separator=repr(read.separator), encoding=read.encoding)
    if read.sheet is not None:
        yield message("portfolio.sheet", locale, sheet=read.sheet)
    yield message(f"dates.{read.dates}", locale)
    yield message("portfolio.answers", locale, yes=read.yes, no=read.no)
    named = (name if name == column else f"{name} = {column}" for name, column in read.columns.items())
    yield message("portfolio.columns", locale, columns=", ".join(named))
    if read.others:
        yield message("portfolio.others", locale, columns=", ".join(read.others))


def _upcoming(each: Upcoming, locale: Locale) -> str:
    frame = "upcoming-line" if each.days_left >= 0 else "overdue-line"
    return message(
        f"portfolio.{frame}",
        locale,
        day=each.day.isoformat(),
        number=message("portfolio.row", locale, row=each.row) if each.number is None else each.number,
        what=message(f"milestone.{each.code}", locale),
        days=abs(each.days_left),
    )
