"""The portfolio door: from a file of certificates to a plan, a file with the results of every row.

The rows are reviewed by `columns.add_review`, some at a time: a file may be larger than memory. Every row
of the file is in the plan, at its place and with its own columns; one that cannot be reviewed has no results but the
code of an error. Needs the extra `portfolio`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from enum import StrEnum
from typing import Any

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, MissingExtra, refuse, refuse_all
from qualiopi_rules.cycle.cycle import Stage
from qualiopi_rules.cycle.printed import PrintedOutcome
from qualiopi_rules.formats.csv_rows import encoding_of, separator_of
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.results.deadlines import MilestoneCode
from qualiopi_rules.rnq.question import questions

try:
    import polars as pl

    from qualiopi_rules import columns as rules
    from qualiopi_rules.columns.engine import ERROR_COLUMNS, ERRORS
    from qualiopi_rules.columns.rules import situations
    from qualiopi_rules.portfolio.files import (
        FAULTS,
        Batch,
        FileName,
        Form,
        Format,
        format_of,
        read,
        same_file,
        write,
    )
    from qualiopi_rules.portfolio.summary import Month, Read, Rejected, StageCount, Summary, Upcoming
except ImportError as missing:
    raise MissingExtra("portfolio") from missing

__all__ = ["Dates", "plan_portfolio", "portfolio_columns"]

_DAYS = ("printed_start", "first_issue", "valid_until")
_ROWS = 2**17  # at a time: more take memory, fewer take time
_FRENCH_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) 00:00:00")
_START = "start"


class Dates(StrEnum):
    """How days are written that are texts."""

    ISO = "iso"  # the year first, with hyphens
    FRENCH = "french"  # the day first, with slashes; ISO days are taken too


def portfolio_columns() -> tuple[str, ...]:
    """Give the names under which columns are read: those of a certificate, and the questions."""
    return ("number", *_DAYS, "categories", "surveillance_held", *questions(), *situations())


def plan_portfolio(  # noqa: PLR0913 (how the file is written, and what the review is told)
    source: FileName,
    out: FileName,
    *,
    on: DayLike,
    columns: Mapping[str, str] | None = None,
    separator: str = ",",
    encoding: str = "utf-8-sig",
    sheet: str | None = None,
    dates: Dates | str = Dates.ISO,
    yes: str = "true",
    no: str = "false",
    profile: Profile | str = DEFAULT_PROFILE,
    prefix: str = "",
    upcoming: int = 10,
    rows: int = _ROWS,
    progress: Callable[[float], None] | None = None,
) -> Summary:
    """Review every row of a file, and write its columns and the results to another.

    The results are those of `qualiopi_rules.columns.add_review`; the start is `printed_start`, or `first_issue` where
    that is not told. What is not told is null, or a text that is blank.

    Args:
        source: the file to read: `.csv`, `.parquet`, `.jsonl` or `.xlsx`.
        out: the file to write, in any of these formats.
        on: the day of the review.
        columns: the columns of the file by what they are, where that is not their name: see `portfolio_columns`.
        separator: what stands between two cells of a CSV file, read or written.
        encoding: how the CSV file that is read is encoded; UTF-8 by default, with or without a byte order mark.
        sheet: the sheet of the Excel file that is read; the first by default.
        dates: how days are written that are texts: `iso`, or `french` for 02/02/2023 as well.
        yes: the text that means yes, in the answers and in `surveillance_held`.
        no: the text that means no.
        profile: a certifier's profile, or the name of a built-in one.
        prefix: what the names of the results begin with.
        upcoming: how many of the next deadlines the summary has.
        rows: how many rows are read at once; it changes the time and the memory, not the results.
        progress: what is told the share of the file that was read, from 0 to 1, again and again.

    Raises:
        InvalidInput: with every argument that does not hold; when a file cannot be read or written, has not the
            columns, or has one that a rule cannot take. The plan is then not there, or still the one before.
        NotInForce: when the day is before the first edition.
    """
    kind, target = format_of(source), format_of(out)
    form = Form(_ascii_separator(separator), encoding_of(encoding), converters.optional_text(sheet))
    refuse(
        source=kind,
        out=converters.fault(str(out), "other-file") if same_file(source, out) else target,
        on=(day := converters.day(on)),
        separator=form.separator,
        encoding=form.encoding,
        sheet=form.sheet,
        dates=(written := converters.one_of(Dates, dates)),
        yes=converters.text(yes),
        no=converters.fault(no, "other-text") if no == yes else converters.text(no),
        profile=(profile := profile_of(profile)),
        upcoming=converters.optional_amount(upcoming),
        rows=converters.count(rows),
    )
    with closing(read(source, form, rows)) as batches:
        first = next(batches)
        names = first.frame.columns
        found = _found(str(source), names, columns or {})
        cells = _Cells(written, yes, no, kind is Format.EXCEL)
        reviewer = _Reviewer(found, cells, {"on": day, "profile": profile})
        schema = reviewer.check(first.frame, prefix)
        tally = _Tally(found.get("number"), upcoming)

        def frames() -> Iterator[pl.DataFrame]:
            for batch in batches:
                results = reviewer.results(batch)
                tally.add(batch.frame, results)
                yield batch.frame.hstack(results.rename(lambda name: prefix + name))
                if progress is not None:
                    progress(batch.share)

        write(out, schema, frames(), form)
    is_csv = kind is Format.CSV
    return Summary(
        source=str(source),
        out=str(out),
        on=day,
        read=Read(
            format=str(kind),
            separator=form.separator if is_csv else None,
            encoding=form.encoding if is_csv else None,
            sheet=form.sheet if kind is Format.EXCEL else None,
            dates=str(written),
            yes=yes,
            no=no,
            columns=found,
            others=tuple(name for name in names if name not in found.values()),
        ),
        **tally.told(),
    )


def _ascii_separator(value: str) -> str:
    # polars writes no other.
    separator = separator_of(value)
    return (
        separator
        if isinstance(separator, InvalidValue) or separator.isascii()
        else converters.fault(value, "separator")
    )


def _found(source: str, names: list[str], told: Mapping[str, str]) -> dict[str, str]:
    """The columns that are read, by what they are.

    Raises:
        InvalidInput: with every column that was told and is not there or not known, or those that are needed.
    """
    known = portfolio_columns()
    refuse_all(
        InvalidValue(f"columns[{name!r}]", name, "one-of", choices=", ".join(known))
        if name not in known
        else InvalidValue(f"columns[{name!r}]", column, "column", choices=", ".join(names))
        for name, column in told.items()
        if name not in known or column not in names
    )
    found = {name: told.get(name, name) for name in known if told.get(name, name) in names}
    if "valid_until" not in found or not {"first_issue", "printed_start"} & set(found):
        raise InvalidInput.of(InvalidValue("", source, "portfolio", found=", ".join(names)))
    if "categories" not in found:
        # Without categories the answers decide nothing.
        found = {name: column for name, column in found.items() if name not in (*questions(), *situations())}
    return found


# --- Review


@attrs.frozen
class _Cells:
    """How texts are taken for days and answers; what is none of these is left as it is, for the rule to refuse."""

    dates: Dates
    yes: str
    no: str
    of_excel: bool

    def taken(self, name: str, column: pl.Series) -> pl.Series:
        """Take the column of that name, with the texts that it may have."""
        if column.dtype in (pl.Categorical, pl.Enum):
            column = column.cast(pl.String)
        if column.dtype != pl.String:
            return column
        take = self._taker(name)
        table: dict[str, Any] = {text: take(text) for text in column.unique().drop_nulls().to_list()}
        kinds = {type(value) for value in table.values() if value is not None}
        if kinds <= {str} and take != self._answer:
            return column.replace({text: value for text, value in table.items() if value != text})
        if kinds <= {bool}:
            return column.replace_strict(table, default=None, return_dtype=pl.Boolean)
        return pl.Series(column.name, [table.get(text) for text in column], pl.Object)

    def _taker(self, name: str) -> Callable[[str], str | bool | None]:
        if name in _DAYS:
            return self._day
        if name == "surveillance_held":
            return self._held
        return _told if name == "categories" else self._answer

    def _day(self, text: str) -> str | None:
        if self.dates is Dates.FRENCH and (french := _FRENCH_DAY.fullmatch(text)):
            return "-".join(reversed(french.groups()))
        if self.of_excel and (midnight := _MIDNIGHT.fullmatch(text)):
            # A day in a column that has texts too: Excel knows no day without an hour.
            return midnight[1]
        return _told(text)

    def _answer(self, text: str) -> str | bool | None:
        return {self.yes: True, self.no: False}.get(text, _told(text))

    def _held(self, text: str) -> str | bool | None:
        answer = self._answer(text)
        return self._day(answer) if isinstance(answer, str) else answer


def _told(text: str) -> str | None:
    return text if text.strip() else None


@attrs.frozen
class _Reviewer:
    """The review of rows.

    Attributes:
        found: the columns that are read, by what they are.
        cells: how their texts are taken.
        options: what the review is told besides.
    """

    found: Mapping[str, str]
    cells: _Cells
    options: Mapping[str, Any]

    def check(self, empty: pl.DataFrame, prefix: str) -> pl.Schema:
        """Give the columns of the plan.

        Raises:
            InvalidInput: with every column of the file that a rule cannot take, or that a result has the name of.
        """
        try:
            results = self.results(Batch(empty))
        except InvalidInput as error:
            # The rules tell the arguments; who has the file knows its columns.
            columns = {**self.found, _START: self._start_name, "end": self.found["valid_until"]}
            faults = {columns[fault.path]: fault for fault in error.faults}
            raise InvalidInput.of(
                *(InvalidValue(name, fault.value, fault.expected) for name, fault in faults.items())
            ) from None
        number = self.found.get("number")
        if number is not None and not _is_readable(empty.schema[number]):
            refuse_all([InvalidValue(number, str(empty.schema[number]), "number-column")])
        schema = dict(empty.schema)
        for name, kind in results.schema.items():
            if prefix + name in schema:
                refuse(prefix=InvalidValue("", prefix + name, "new-column"))
            schema[prefix + name] = kind
        return pl.Schema(schema)

    @property
    def _start_name(self) -> str:
        return self.found.get("printed_start") or self.found["first_issue"]

    def results(self, batch: Batch) -> pl.DataFrame:
        """Give the results of each row, and nothing else."""
        frame, faults = batch.frame, batch.faults
        if faults is not None:
            frame = frame.with_columns(pl.when(faults.is_null()).then(pl.all()))
        taken = {name: self.cells.taken(name, frame[column]) for name, column in self.found.items() if name != "number"}
        work = pl.DataFrame({**taken, _START: _start(taken)})
        asked = self.found.keys() & {*questions(), *situations()}
        reviewed = rules.add_review(
            work,
            start=_START,
            end="valid_until",
            **{name: name for name in ("first_issue", "surveillance_held", "categories") if name in taken},
            answers=[name for name in questions() if name in asked],
            situation=[name for name in situations() if name in asked],
            **self.options,
        )
        error, field = ERROR_COLUMNS
        codes, told = pl.col(error).cast(pl.String), pl.col(field).replace({**self.found, _START: self._start_name})
        if {"printed_start", "first_issue"} <= taken.keys():
            of_issue = (pl.col(field) == _START) & pl.col("printed_start").is_null()
            told = pl.when(of_issue).then(pl.lit(self.found["first_issue"])).otherwise(told)
        if faults is not None:
            codes = pl.coalesce(faults, codes)
        errors = {error: codes.cast(pl.Enum([*ERRORS, *FAULTS])), field: told}
        return reviewed.with_columns(**errors).drop(work.columns)


def _is_readable(kind: pl.DataType) -> bool:
    return not kind.is_nested() and kind not in (pl.Binary, pl.Object)


def _start(taken: Mapping[str, pl.Series]) -> pl.Series:
    """The start that is printed, or the first issue where that is not told."""
    starts = {name: taken[name] for name in ("printed_start", "first_issue") if name in taken}
    if len({str(each.dtype) for each in starts.values()}) > 1:
        refuse_all(
            InvalidValue(name, str(each.dtype), "day-column")
            for name, each in starts.items()
            if each.dtype not in (pl.Null, pl.String, pl.Date, pl.Datetime) or _is_zoned(each.dtype)
        )
        starts = {name: _as_texts(each) for name, each in starts.items()}
    return pl.select(pl.coalesce(starts.values())).to_series().alias(_START)


def _is_zoned(kind: pl.DataType) -> bool:
    return isinstance(kind, pl.Datetime) and kind.time_zone is not None


def _as_texts(days: pl.Series) -> pl.Series:
    """Days and date-times as they are written; one at midnight is a day, as it is to the rules."""
    if days.dtype != pl.Datetime:
        return days.cast(pl.String)
    day, at_midnight = days.dt.date(), days == days.dt.truncate("1d")
    return pl.select(
        pl.when(at_midnight).then(day.cast(pl.String)).otherwise(days.dt.to_string("iso:strict"))
    ).to_series()


# --- Summary


class _Tally:
    """What the rows come to so far."""

    def __init__(self, number: str | None, upcoming: int) -> None:
        self._number, self._most = number, upcoming
        self._rows = 0
        self._rejected = Counter[tuple[str, str | None]]()
        self._first = dict[tuple[str, str | None], int]()
        self._provenances = Counter[tuple[str | None, str | None]]()
        self._months = Counter[str]()
        self._soonest = list[tuple[Any, ...]]()

    def add(self, frame: pl.DataFrame, results: pl.DataFrame) -> None:
        """Count the rows of a batch."""
        row = pl.int_range(self._rows + 1, self._rows + len(results) + 1).alias("row")
        numbers = pl.lit(None, pl.String) if self._number is None else frame[self._number].cast(pl.String)
        counted = results.with_columns(row, numbers.alias("number"))
        self._rows += len(results)
        error, field = ERROR_COLUMNS
        bad = counted.filter(pl.col(error).is_not_null())
        for code, name, rows, first in bad.group_by(error, field).agg(pl.len(), pl.col("row").min()).iter_rows():
            self._rejected[code, name] += rows
            self._first.setdefault((code, name), first)
        good = counted.filter(pl.col(error).is_null())
        for stage, outcome, rows in good.group_by("stage", "outcome").len().iter_rows():
            self._provenances[stage, outcome if stage is None else None] += rows
        due = counted.filter(pl.col("next_deadline_on").is_not_null())
        months = due.group_by(pl.col("next_deadline_on").dt.strftime("%Y-%m")).len()
        self._months.update(dict(months.iter_rows()))
        soonest = due.select("next_deadline_on", "row", "number", "next_deadline", "days_left")
        self._soonest += soonest.sort("next_deadline_on", "row").head(self._most).iter_rows()
        self._soonest = sorted(self._soonest, key=lambda each: each[:2])[: self._most]

    def told(self) -> dict[str, Any]:
        """Give what the summary tells of the rows."""
        return {
            "rows": self._rows,
            "rejected": tuple(
                Rejected(error=code, field=name, rows=rows, first=self._first[code, name])
                for (code, name), rows in sorted(self._rejected.items(), key=lambda each: (-each[1], str(each[0])))
            ),
            "provenances": tuple(
                StageCount(
                    stage=None if stage is None else Stage(stage),
                    outcome=None if outcome is None else PrintedOutcome(outcome),
                    rows=rows,
                )
                for (stage, outcome), rows in sorted(self._provenances.items(), key=lambda each: _place(*each[0]))
            ),
            "months": tuple(Month(month=month, rows=rows) for month, rows in sorted(self._months.items())),
            "upcoming": tuple(
                Upcoming(row=row, number=number, code=MilestoneCode(code), day=converters.day(day), days_left=left)
                for day, row, number, code, left in self._soonest
            ),
        }


def _place(stage: str | None, outcome: str | None) -> tuple[int, int]:
    """Where a count stands among the others: in the order of the stages, then of the outcomes."""
    stages, outcomes = [*Stage, None], [*PrintedOutcome, None]
    return stages.index(stage), outcomes.index(outcome)
