"""What a plan comes to: how many rows stand where, what was rejected and why, what comes next, what was read how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
from pendulum import Date

from qualiopi_rules import columns
from qualiopi_rules.columns.engine import ERRORS
from qualiopi_rules.core.errors import locale_of
from qualiopi_rules.core.messages import Locale
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
        separator: what stands between two cells of a CSV file; None for the other formats, as the encoding.
        encoding: how a CSV file is encoded.
        sheet: the sheet of an Excel file; None for the first.
        dates: how days are written that are texts, `iso` or `french`.
        yes: the text that means yes.
        no: the text that means no.
        columns: the columns that were read, by what they were read as.
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
        field: the column that is at fault; None when it is the row itself.
        rows: how many.
        first: the first of them, the row under the names of the columns being 1.
    """

    error: str
    field: str | None
    rows: int
    first: int

    def say(self, locale: Locale = "fr") -> str:
        """Tell the reason in words."""
        if self.error in ERRORS:
            return columns.rejection_message(self.error, self.field or "", locale)
        return words(f"rejected.{self.error}").say(locale)


@attrs.frozen(kw_only=True)
class StageCount:
    """Rows that stand at the same place.

    Attributes:
        stage: where their cycle stands; None when they have none.
        outcome: why they have none; None when they have one, and when their days are not known.
        rows: how many.
    """

    stage: Stage | None
    outcome: PrintedOutcome | None
    rows: int

    def say(self, locale: Locale = "fr") -> str:
        """Tell it in words."""
        if self.stage is not None:
            return words(f"stage.{self.stage}").say(locale)
        if self.outcome is None:
            return words("portfolio.unknown").say(locale)
        return words("portfolio.no-cycle").say(locale, outcome=words(f"printed.{self.outcome}").say(locale))


@attrs.frozen(kw_only=True)
class Month:
    """Rows whose next deadline is in the same month.

    Attributes:
        month: the year and the month, with a hyphen between.
        rows: how many.
    """

    month: str
    rows: int


@attrs.frozen(kw_only=True)
class Upcoming:
    """The next deadline of a row.

    Attributes:
        row: the row, the one under the names of the columns being 1.
        number: the number of the certificate; None when the file does not tell it.
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
    """What a plan comes to.

    Attributes:
        source: the file that was read.
        out: the file that was written.
        on: the day of the review.
        read: how the file was read.
        rows: how many rows there are.
        rejected: those that were rejected, the most frequent reason first.
        provenances: where the others stand.
        months: the months of their next deadlines, in order.
        upcoming: the soonest of these deadlines, overdue ones first.
    """

    source: str
    out: str
    on: Date
    read: Read
    rows: int
    rejected: tuple[Rejected, ...]
    provenances: tuple[StageCount, ...]
    months: tuple[Month, ...]
    upcoming: tuple[Upcoming, ...]


def summary_sections(summary: Summary, locale: Locale = "fr") -> tuple[Section, ...]:
    """Give the parts of a summary: how the file was read, rejected rows, where rows stand, deadlines.

    Raises:
        InvalidInput: when the locale is neither `fr` nor `en`.
    """
    locale = locale_of(locale)
    parts = {
        "read": _read(summary.read, locale),
        "rejected": (
            _counted(each.rows, words("portfolio.rejected-line").say(locale, reason=each.say(locale), first=each.first))
            for each in summary.rejected
        ),
        "provenances": (_counted(each.rows, each.say(locale)) for each in summary.provenances),
        "months": (_counted(each.rows, each.month) for each in summary.months),
        "upcoming": (_upcoming(each, locale) for each in summary.upcoming),
    }
    title = words("portfolio.title").say(locale, source=summary.source, day=summary.on.isoformat())
    rejected = sum(each.rows for each in summary.rejected)
    head = words("portfolio.rows").say(locale, rows=summary.rows, rejected=rejected, out=summary.out)
    named = [Section(words(f"portfolio.{name}").say(locale), tuple(lines)) for name, lines in parts.items()]
    return (Section(title, (head,)), *(section for section in named if section.lines))


def _counted(rows: int, what: str) -> str:
    return f"{rows:>8}  {what}"


def _read(read: Read, locale: Locale) -> Iterator[str]:
    if read.separator is not None and read.encoding is not None:
        yield words("portfolio.csv").say(locale, separator=repr(read.separator), encoding=read.encoding)
    if read.sheet is not None:
        yield words("portfolio.sheet").say(locale, sheet=read.sheet)
    yield words(f"dates.{read.dates}").say(locale)
    yield words("portfolio.answers").say(locale, yes=read.yes, no=read.no)
    told = ", ".join(name if name == column else f"{name} = {column}" for name, column in read.columns.items())
    yield words("portfolio.columns").say(locale, columns=told)
    if read.others:
        yield words("portfolio.others").say(locale, columns=", ".join(read.others))


def _upcoming(each: Upcoming, locale: Locale) -> str:
    frame = "upcoming-line" if each.days_left >= 0 else "overdue-line"
    return words(f"portfolio.{frame}").say(
        locale,
        day=each.day.isoformat(),
        number=words("portfolio.row").say(locale, row=each.row) if each.number is None else each.number,
        what=words(f"milestone.{each.code}").say(locale),
        days=abs(each.days_left),
    )
