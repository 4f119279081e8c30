"""The rows of a CSV file of certificates.

polars separates the cells of lines that have one for each column: it silently fills up a row that lost a cell, gives up
on the whole file for a stray quote, and knows one encoding. `formats.csv_rows` reads the lines with quotes.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import TextIOWrapper
from os import fstat
from typing import Any, BinaryIO

import attrs
import polars as pl
from polars.exceptions import PolarsError

from qualiopi_rules.core.errors import InvalidInput, InvalidValue
from qualiopi_rules.core.problems import problem_of
from qualiopi_rules.formats.csv_rows import Lines, LongLine, Row, is_blank, quoted_rows, table
from qualiopi_rules.portfolio.batch import Batch, numbers_from
from qualiopi_rules.portfolio.file_format import FileOptions, refuse_wide

__all__ = ["read_csv"]


def read_csv(file: BinaryIO, options: FileOptions, size: int) -> Iterator[Batch]:
    """Read the rows of a CSV file, about `size` at a time; the first batch has the columns and no rows.

    Blank rows are no rows of the portfolio: a sheet that is saved as CSV has a separator between their cells.

    Raises:
        InvalidInput: when the first line does not name columns, or the file is not in its encoding.
    """
    whole = fstat(file.fileno()).st_size
    with TextIOWrapper(file, options.encoding, newline="") as text:
        lines = Lines(text, options.limits.line)
        try:
            numbered = enumerate((row for _, row in table(lines, options.separator)), start=1)
            number, first = next(((number, row) for number, row in numbered if not is_blank(row)), (1, []))
            header = _header_of(file.name, first, options.separator)
            refuse_wide(file.name, len(header.names), options.limits)
            yield Batch(pl.DataFrame(schema=dict.fromkeys(header.names, pl.String)))
            while taken := lines.take(size):
                plain, quoted, following = _apart(taken, lines, options.separator, number + 1)
                number = following - 1
                yield attrs.evolve(_batch_of(header, plain, quoted), share=file.tell() / whole)
        except UnicodeError as problem:
            fault = InvalidValue(
                "", file.name, "encoded-table", encoding=options.encoding, line=lines.read, problem=problem_of(problem)
            )
            raise InvalidInput.of(fault) from None
        except LongLine as problem:
            where = f"{file.name} [{lines.read + 1}]"
            raise InvalidInput.of(InvalidValue(where, str(problem), "shorter-line", most=options.limits.line)) from None


@attrs.frozen
class _Header:
    """The first line of a CSV file.

    Attributes:
        names: the names of the columns.
        most: how many cells a row may have: those beyond the names are blank.
        separator: the separator of cells.
    """

    names: list[str]
    most: int
    separator: str


def _header_of(file: str, first: Row, separator: str) -> _Header:
    cells = first if isinstance(first, list) else []
    # A sheet with blank columns after the others is saved with a separator for each of them.
    width = max((place for place, name in enumerate(cells, start=1) if name.strip()), default=0)
    # A column without a name has the one that it has in an Excel file.
    names = [name if name.strip() else f"__UNNAMED__{place}" for place, name in enumerate(cells[:width])]
    if len(set(names)) < max(width, 2):
        found = first.value if isinstance(first, InvalidValue) else first
        raise InvalidInput.of(InvalidValue(file, found, "table-header", separator=repr(separator)[1:-1]))
    return _Header(names, len(cells), separator)


@attrs.frozen
class _Plain:
    """Lines that can be split at separators, and the number of each row."""

    lines: list[str]
    numbers: pl.Series


def _apart(taken: list[str], lines: Lines, separator: str, first: int) -> tuple[_Plain, dict[int, Row], int]:
    """Take rows with quotes apart from the others; return both with their numbers, and the number after them."""
    quoted: dict[int, Row] = {}
    plain: list[str] = []
    numbers: list[pl.Series] = []
    number, place = first, 0
    for places, row in quoted_rows(taken, lines, separator):
        if place < places.start:
            plain += taken[place : places.start]
            numbers.append(numbers_from(number, places.start - place))
            number += places.start - place
        quoted[number] = row
        number, place = number + 1, places.stop
    rest = len(taken) - place
    numbers.append(numbers_from(number, rest))
    return _Plain(plain + taken[place:] if place else taken, pl.concat(numbers)), quoted, number + rest


def _batch_of(header: _Header, plain: _Plain, quoted: dict[int, Row]) -> Batch:
    regular = _regular(header, plain)
    split = _split(header, plain) if regular is None else regular
    return _in_order(split, _parsed(header, quoted)) if quoted else split


def _regular(header: _Header, plain: _Plain) -> Batch | None:
    """The cells of lines that have as many as the first line; None where some have more or fewer."""
    text = "".join(plain.lines)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count(header.separator) != len(plain.lines) * (header.most - 1):
        return None
    schema = {str(place): pl.String for place in range(header.most)}
    # After a first line of its own, nothing is taken for the mark of another encoding or of a compressed file.
    content = f"{header.separator * (header.most - 1)}\n{text}".encode()
    options: dict[str, Any] = {"has_header": False, "quote_char": None, "separator": header.separator}
    try:
        cells = pl.read_csv(content, schema=schema, **options)[1:]
    except PolarsError:  # some have more cells, hence others fewer
        return None
    width = len(header.names)
    frame, faults = cells[:, :width], None
    frame.columns = header.names
    if header.most > width:
        wrong = pl.any_horizontal(pl.all().str.strip_chars().fill_null("") != "")
        found = cells[:, width:].select(pl.when(wrong).then(pl.lit("cells"))).to_series()
        faults = found if found.count() else None
    return _without_blank(Batch(frame, plain.numbers, faults))


def _without_blank(batch: Batch) -> Batch:
    """The rows that have something in a cell, or an error."""
    first = batch.frame.to_series().str.strip_chars()
    # Most rows have something in their first cell.
    if not pl.select((first.fill_null("") == "").any()).item():
        return batch
    filled = batch.frame.select(pl.any_horizontal(pl.all().str.strip_chars().fill_null("") != "")).to_series()
    if batch.faults is None:
        return Batch(batch.frame.filter(filled), batch.numbers.filter(filled))
    filled |= batch.faults.is_not_null()
    return Batch(batch.frame.filter(filled), batch.numbers.filter(filled), batch.faults.filter(filled))


def _split(header: _Header, plain: _Plain) -> Batch:
    """The cells of lines without quotes."""
    rows, width = pl.Series(plain.lines, dtype=pl.String).str.strip_chars_end("\r\n"), len(header.names)
    filled = rows.str.replace_all(header.separator, "", literal=True).str.strip_chars() != ""
    cells = rows.filter(filled).str.split(header.separator)
    frame = pl.select(cells.list.get(place, null_on_oob=True).alias(name) for place, name in enumerate(header.names))
    wrong = ~cells.list.len().is_between(width, header.most)
    if header.most > width:
        wrong |= cells.list.slice(width).list.join("").str.strip_chars() != ""
    faults = pl.select(pl.when(wrong).then(pl.lit("cells"))).to_series()
    return _batch(frame, plain.numbers.filter(filled), faults)


def _parsed(header: _Header, rows: dict[int, Row]) -> Batch:
    """The cells of rows; a row that has an error keeps its first cells, or its whole text when it is no CSV row."""
    width = len(header.names)
    filled = {number: row for number, row in rows.items() if not is_blank(row)}
    faults: list[str | None] = []
    cells: list[list[str]] = []
    for row in filled.values():
        if isinstance(row, InvalidValue):
            faults.append("csv-row")
            cells.append(_of_width(width, [str(row.value).rstrip("\r\n")]))
        else:
            faults.append(None if width <= len(row) <= header.most and is_blank(row[width:]) else "cells")
            cells.append(_of_width(width, row))
    columns = zip(*cells, strict=True) if cells else ([] for _ in header.names)
    named = zip(header.names, columns, strict=True)
    frame = pl.DataFrame([pl.Series(name, column, pl.String) for name, column in named])
    return _batch(frame, pl.Series(list(filled), dtype=pl.Int64), pl.Series(faults, dtype=pl.String))


def _of_width(width: int, cells: list[str]) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]


def _batch(frame: pl.DataFrame, numbers: pl.Series, faults: pl.Series) -> Batch:
    return Batch(frame.with_columns(pl.all().replace("", None)), numbers, faults if faults.count() else None)


def _in_order(*batches: Batch) -> Batch:
    """The rows of batches together, in the order of their numbers."""
    numbers = pl.concat([each.numbers for each in batches])
    order = numbers.arg_sort()
    faults = pl.concat(
        [
            pl.Series([None] * len(each.frame), dtype=pl.String) if each.faults is None else each.faults
            for each in batches
        ]
    )
    frame = pl.concat([each.frame for each in batches])
    return Batch(frame[order], numbers[order], faults[order] if faults.count() else None)
