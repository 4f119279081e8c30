"""The rows of a CSV file of certificates.

`formats.csv_rows` separates the cells: polars silently fills up a row that lost a cell, gives up on the whole file for
a stray quote, and knows one encoding.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import TextIOWrapper
from os import fstat
from typing import BinaryIO

import attrs
import polars as pl

from qualiopi_rules.core.errors import InvalidInput, InvalidValue
from qualiopi_rules.core.problems import problem_of
from qualiopi_rules.formats.csv_rows import Lines, Row, is_blank, is_plain, rows_of, table
from qualiopi_rules.portfolio.batch import Batch, numbers_from
from qualiopi_rules.portfolio.file_format import FileOptions

__all__ = ["read_csv"]


def read_csv(file: BinaryIO, options: FileOptions, size: int) -> Iterator[Batch]:
    """Read the rows of a CSV file, about `size` at a time; the first batch has the columns and no rows.

    Blank rows are no rows of the portfolio: a sheet that is saved as CSV has a separator between their cells.

    Raises:
        InvalidInput: when the first line does not name columns, or the file is not in its encoding.
    """
    whole = fstat(file.fileno()).st_size
    with TextIOWrapper(file, options.encoding, newline="") as text:
        lines = Lines(text)
        try:
            numbered = enumerate((row for _, row in table(lines, options.separator)), start=1)
            number, first = next(((number, row) for number, row in numbered if not is_blank(row)), (1, []))
            header = _header_of(file.name, first, options.separator)
            yield Batch(pl.DataFrame(schema=dict.fromkeys(header.names, pl.String)))
            while taken := lines.take(size):
                if is_plain(taken):
                    batch, count = _split(header, taken, number + 1), len(taken)
                else:
                    rows = rows_of(taken, lines, options.separator)
                    batch, count = _parsed(header, rows, number + 1), len(rows)
                number += count
                yield attrs.evolve(batch, share=file.tell() / whole)
        except UnicodeError as problem:
            fault = InvalidValue(
                "", file.name, "encoded-table", encoding=options.encoding, line=lines.read, problem=problem_of(problem)
            )
            raise InvalidInput.of(fault) from None


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


def _split(header: _Header, lines: list[str], first: int) -> Batch:
    """The cells of lines without quotes."""
    rows, width = pl.Series(lines).str.strip_chars_end("\r\n"), len(header.names)
    filled = rows.str.replace_all(header.separator, "", literal=True).str.strip_chars() != ""
    cells = rows.filter(filled).str.split(header.separator)
    frame = pl.select(cells.list.get(place, null_on_oob=True).alias(name) for place, name in enumerate(header.names))
    wrong = ~cells.list.len().is_between(width, header.most)
    if header.most > width:
        wrong |= cells.list.slice(width).list.join("").str.strip_chars() != ""
    faults = pl.select(pl.when(wrong).then(pl.lit("cells"))).to_series()
    return _batch(frame, numbers_from(first, len(lines)).filter(filled), faults)


def _parsed(header: _Header, rows: list[Row], first: int) -> Batch:
    """The cells of rows; a row that has an error keeps its first cells, or its whole text when it is no CSV row."""
    width = len(header.names)
    numbered = [(number, row) for number, row in enumerate(rows, start=first) if not is_blank(row)]
    faults: list[str | None] = []
    cells: list[list[str]] = []
    for _, row in numbered:
        if isinstance(row, InvalidValue):
            faults.append("csv-row")
            cells.append(_of_width(width, [str(row.value).rstrip("\r\n")]))
        else:
            faults.append(None if width <= len(row) <= header.most and is_blank(row[width:]) else "cells")
            cells.append(_of_width(width, row))
    columns = zip(*cells, strict=True) if cells else ([] for _ in header.names)
    named = zip(header.names, columns, strict=True)
    frame = pl.DataFrame([pl.Series(name, column, pl.String) for name, column in named])
    numbers = pl.Series([number for number, _ in numbered], dtype=pl.Int64)
    return _batch(frame, numbers, pl.Series(faults, dtype=pl.String))


def _of_width(width: int, cells: list[str]) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]


def _batch(frame: pl.DataFrame, numbers: pl.Series, faults: pl.Series) -> Batch:
    return Batch(frame.with_columns(pl.all().replace("", None)), numbers, faults if faults.count() else None)
