"""From a file of certificates to a plan: a file with the results of every row.

The rows are reviewed by `columns.add_review`, some at a time: a file may be larger than memory. Every row of the file
that is not blank is in the plan, in order and with its own columns; one that is rejected has the code of an error, and
no results of the rule that rejects it. Needs the extra `portfolio`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, MissingExtra, refuse, refuse_all
from qualiopi_rules.formats.atomic import same_file
from qualiopi_rules.formats.column_names import columns_named
from qualiopi_rules.formats.csv_rows import encoding_of, separator_of
from qualiopi_rules.formats.table_limits import DEFAULT_LIMITS, TableLimits
from qualiopi_rules.portfolio.file_format import Dates, FileOptions, Format
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.rnq.question import questions

try:
    import polars as pl

    from qualiopi_rules.columns.rules import situations
    from qualiopi_rules.portfolio.cells import DAYS, Cells, folded
    from qualiopi_rules.portfolio.files import FileName, format_of, read, write
    from qualiopi_rules.portfolio.reviewer import Reviewer
    from qualiopi_rules.portfolio.summary import Read, Summary
    from qualiopi_rules.portfolio.tally import Tally
except ImportError as missing:
    raise MissingExtra("portfolio") from missing

__all__ = ["plan_portfolio", "portfolio_columns"]

_ROWS = 2**17  # at a time: more take memory, fewer take time


def portfolio_columns() -> tuple[str, ...]:
    """Return the names under which columns are read: those of a certificate, and the questions."""
    return ("number", *DAYS, "cycle_number", "categories", "surveillance_held", *questions(), *situations())


def plan_portfolio(  # noqa: PLR0913 (how the file is written, and the options of the review)
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
    limits: TableLimits = DEFAULT_LIMITS,
) -> Summary:
    """Review every row of a file, and write its columns and the results to another.

    The results are those of `qualiopi_rules.columns.add_review`; the start is `printed_start`, or `first_issue` where
    that is unknown. A cell is unknown when it is null or a blank text. Spaces around a text and capital letters do not
    count, in a cell or the name of a column. A row whose printed days are not those of one cycle is rejected.

    Args:
        source: the file to read: `.csv`, `.parquet`, `.jsonl` or `.xlsx`.
        out: the file to write, in any of these formats.
        on: the day of the review.
        columns: the columns of the file by what they are, where that is not their name: see `portfolio_columns`.
        separator: the separator of the cells of a CSV file, read or written.
        encoding: the encoding of the CSV file that is read; UTF-8 by default, with or without a byte order mark.
        sheet: the sheet of the Excel file that is read; the first by default.
        dates: how days are written in columns of texts: `iso`, or `french` for 02/02/2023 as well.
        yes: the text that means yes, in the answers and in `surveillance_held`.
        no: the text that means no.
        profile: a certifier's profile, or the name of a built-in one.
        prefix: what the names of the results begin with.
        upcoming: how many of the next deadlines the summary has.
        rows: how many rows are read at once; it changes the time and the memory, not the results.
        progress: called again and again with the share of the file that was read, from 0 to 1.
        limits: how large the file may be; what is larger is refused before it is read.

    Raises:
        InvalidInput: with every argument that does not hold; when a file cannot be read or written, has not the
            columns, or has one whose type a rule refuses. The plan is then not there, or still the one before.
        NotInForce: when the day is before the first edition.
    """
    source_format, out_format = format_of(source), format_of(out)
    if isinstance(source_format, Format) and isinstance(out_format, Format) and same_file(source, out):
        out_format = converters.fault(str(out), "other-file")
    limits = converters.instance(TableLimits, limits)
    options = FileOptions(_ascii_separator(separator), encoding_of(encoding), converters.optional_text(sheet), limits)
    columns = _columns(columns)
    on, dates, profile = converters.day(on), converters.one_of(Dates, dates), profile_of(profile)
    refuse(
        source=source_format,
        out=out_format,
        on=on,
        separator=options.separator,
        encoding=options.encoding,
        sheet=options.sheet,
        dates=dates,
        yes=converters.text(yes),
        no=_no(yes, no),
        profile=profile,
        upcoming=converters.amount(upcoming),
        rows=converters.count(rows),
        progress=_progress(progress),
        limits=limits,
        columns=columns,
        prefix=converters.code(prefix),
    )
    with closing(read(source, options, rows)) as batches:
        empty = next(batches).frame
        found = _found(str(source), empty.columns, columns)
        reviewer = Reviewer(found, Cells(dates, yes, no, source_format is Format.EXCEL), on, profile)
        schema = reviewer.plan_schema(empty, prefix)
        tally = Tally(found.get("number"), upcoming)

        def frames() -> Iterator[pl.DataFrame]:
            for batch in batches:
                results = reviewer.results(batch)
                tally.add(batch, results)
                yield batch.frame.hstack(results.rename(lambda name: prefix + name))
                if progress is not None:
                    progress(batch.share)

        write(out, schema, frames(), options)
    is_csv = source_format is Format.CSV
    how = Read(
        format=str(source_format),
        separator=options.separator if is_csv else None,
        encoding=options.encoding if is_csv else None,
        sheet=options.sheet if source_format is Format.EXCEL else None,
        dates=str(dates),
        yes=yes,
        no=no,
        columns=found,
        others=tuple(name for name in empty.columns if name not in found.values()),
    )
    return tally.summary(source=str(source), out=str(out), on=on, read=how)


def _progress(progress: Callable[[float], None] | None) -> Callable[[float], None] | None:
    """Check what is called, or that there is nothing to call."""
    if progress is None or callable(progress):
        return progress
    return converters.fault(progress, "instance", cls="Callable")


def _columns(columns: Mapping[str, str] | None) -> dict[str, str]:
    """Check that columns are named by texts, or return the errors in their place."""
    if not isinstance(columns, Mapping | None):
        return converters.fault(columns, "instance", cls="dict")
    named: dict[str, Any] = {name: converters.code(column) for name, column in (columns or {}).items()}
    wrong = [column.at(f"[{name!r}]") for name, column in named.items() if isinstance(column, InvalidValue)]
    return converters.faults(wrong) if wrong else named


def _ascii_separator(value: str) -> str:
    # polars writes no other.
    separator = separator_of(value)
    return (
        separator
        if isinstance(separator, InvalidValue) or separator.isascii()
        else converters.fault(value, "separator")
    )


def _no(yes: str, no: str) -> str:
    """Check the text that means no: it is not the one that means yes."""
    both = isinstance(yes, str) and isinstance(no, str)
    return converters.fault(no, "other-text") if both and folded(no) == folded(yes) else converters.text(no)


def _found(source: str, names: list[str], columns: Mapping[str, str]) -> dict[str, str]:
    """The columns that are read, by what they are.

    Args:
        source: the name of the file.
        names: the columns of the file.
        columns: the columns by what they are, where that is not their name.

    Raises:
        InvalidInput: with every one of `columns` that is not in the file or not known, or those that are needed, or
            what several columns of the file are named.
    """
    known = portfolio_columns()
    like = {name: columns_named(columns.get(name, name), columns=names) for name in known}
    refuse_all(
        InvalidValue(f"columns[{name!r}]", name, "one-of", choices=", ".join(known))
        if name not in known
        else InvalidValue(f"columns[{name!r}]", column, "column", choices=", ".join(names))
        for name, column in columns.items()
        if name not in known or not like[name]
    )
    refuse_all(
        InvalidValue(source, found, "one-column", name=columns.get(name, name))
        for name, found in like.items()
        if len(found) > 1
    )
    found = {name: column for name, columns_of_name in like.items() for column in columns_of_name}
    if "valid_until" not in found or not {"first_issue", "printed_start"} & set(found):
        raise InvalidInput.of(InvalidValue("", source, "portfolio", found=", ".join(names)))
    if "categories" not in found:
        # Without categories the answers decide nothing.
        found = {name: column for name, column in found.items() if name not in (*questions(), *situations())}
    return found
