"""The summary of a plan: how the file was read, the rejected rows, the stages of the others, the next deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs
from pendulum import Date

from qualiopi_rules import columns
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import locale_of, refuse
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.words import words
from qualiopi_rules.cycle.cycle import Stage
from qualiopi_rules.cycle.printed import PrintedOutcome
from qualiopi_rules.results.deadlines import MilestoneCode
from qualiopi_rules.view.blocks import Block, Column, Group, Item, Items, Paragraph, Row, Table, Tone, sections_of
from qualiopi_rules.view.document import Document

__all__ = ["Month", "Read", "Rejected", "StageCount", "Summary", "Upcoming", "summary_document"]


@attrs.frozen(kw_only=True)
class Read(OneLine):
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
class Rejected(OneLine):
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
        return columns.rejection_message(self.error, self.field, locale)


@attrs.frozen(kw_only=True)
class StageCount(OneLine):
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
class Month(OneLine):
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
class Upcoming(OneLine):
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
class Summary(OneLine):
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

    def _summary(self) -> Mapping[str, object]:
        rejected = sum(each.rows for each in self.rejected)
        return {"source": self.source, "out": self.out, "on": self.on, "rows": self.rows, "rejected": rejected}


def summary_document(summary: Summary, locale: Locale = "fr") -> Document:
    """Return the summary as a page: how many rows, rejected ones, next deadlines, stages, months, how it was read.

    Raises:
        InvalidInput: with every argument that does not hold.
    """
    locale, summary = locale_of(locale), converters.instance(Summary, summary)
    refuse(summary=summary)
    rejected = sum(each.rows for each in summary.rejected)
    parts: dict[str, list[Block]] = {
        "rejected": [_rejected(summary.rejected, locale)] if summary.rejected else [],
        "upcoming": [_upcoming(summary.upcoming, locale)] if summary.upcoming else [],
        "stages": [_stages(summary.stages, locale)] if summary.stages else [],
        "months": [_months(summary.months, locale)] if summary.months else [],
        "read": [Items(tuple(Item(text=line) for line in _read(summary.read, locale)))],
    }
    return Document(
        title=message("portfolio.title", locale, source=summary.source, day=summary.on.isoformat()),
        verdict=Paragraph(
            message("portfolio.rows", locale, rows=summary.rows, rejected=rejected, out=summary.out),
            Tone.WARNING if rejected else Tone.GOOD,
        ),
        sections=sections_of({message(f"portfolio.{name}", locale): blocks for name, blocks in parts.items()}),
        locale=locale,
    )


def _rejected(rejected: Iterable[Rejected], locale: Locale) -> Table:
    rows = (Row((each.say(locale), str(each.rows), str(each.first)), Tone.WARNING) for each in rejected)
    columns = (_column("reason", locale, wide=True), _count(locale), _column("first", locale, number=True))
    return _table("rejected-first", columns, rows, locale)


def _upcoming(upcoming: Iterable[Upcoming], locale: Locale) -> Table:
    columns = [_column(name, locale, wide=name == "deadline") for name in ("day", "certificate", "deadline", "left")]
    return _table("soonest-first", columns, (_deadline(each, locale) for each in upcoming), locale)


def _deadline(each: Upcoming, locale: Locale) -> Row:
    overdue = each.days_left < 0
    cells = (
        each.day.isoformat(),
        message("portfolio.row", locale, row=each.row) if each.number is None else each.number,
        message(f"milestone.{each.code}", locale),
        message("portfolio.overdue" if overdue else "portfolio.days-left", locale, days=abs(each.days_left)),
    )
    return Row(cells, Tone.WARNING if overdue else Tone.PLAIN)


def _stages(stages: Iterable[StageCount], locale: Locale) -> Table:
    rows = (Row((each.say(locale), str(each.rows)), Tone.WARNING if each.rejected else Tone.PLAIN) for each in stages)
    return _table("each-once", (_column("stage", locale, wide=True), _count(locale)), rows, locale)


def _months(months: Iterable[Month], locale: Locale) -> Table:
    rows = (Row((each.say(locale), str(each.rows))) for each in months)
    return _table("each-once", (_column("month", locale), _count(locale)), rows, locale)


def _table(caption: str, columns: Iterable[Column], rows: Iterable[Row], locale: Locale) -> Table:
    groups = (Group("", tuple(rows)),)
    return Table(caption=message(f"portfolio.{caption}", locale), columns=tuple(columns), groups=groups)


def _count(locale: Locale) -> Column:
    return _column("count", locale, number=True)


def _column(name: str, locale: Locale, *, number: bool = False, wide: bool = False) -> Column:
    return Column(title=message(f"portfolio.{name}", locale), number=number, wide=wide)


def _read(read: Read, locale: Locale) -> Iterator[str]:
    if read.separator is not None and read.encoding is not None:
        yield message("portfolio.csv", locale, separator=repr(read.separator)[1:-1], encoding=read.encoding)
    if read.sheet is not None:
        yield message("portfolio.sheet", locale, sheet=read.sheet)
    yield message(f"dates.{read.dates}", locale)
    yield message("portfolio.answers", locale, yes=read.yes, no=read.no)
    named = (name if name == column else f"{name} = {column}" for name, column in read.columns.items())
    yield message("portfolio.columns", locale, columns=", ".join(named))
    if read.others:
        yield message("portfolio.others", locale, columns=", ".join(read.others))
