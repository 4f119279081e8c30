"""The files of a portfolio: CSV, Parquet, JSON lines and Excel, read and written some rows at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator
from io import BytesIO
from itertools import islice, takewhile
from os import PathLike, fstat
from pathlib import Path
from typing import BinaryIO

import polars as pl
from fastexcel import FastExcelError, read_excel
from polars.exceptions import PolarsError

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, refuse_all
from qualiopi_rules.core.problems import problem_of
from qualiopi_rules.formats.atomic import replacing
from qualiopi_rules.portfolio.batch import Batch, numbers_from
from qualiopi_rules.portfolio.csv_files import read_csv
from qualiopi_rules.portfolio.file_format import FileOptions, Format
from qualiopi_rules.portfolio.writers import WRITERS, can_hold

__all__ = ["FileName", "format_of", "read", "same_file", "write"]

FileName = str | PathLike[str]
"""The name of a file."""

_MARKS = re.compile(rb"\A(?:\xef\xbb\xbf)+")
"""The byte order marks that some programs begin a text with."""

# Lines of JSON that are looked at together to infer types; not the size of a batch, on which types may not depend.
_SAMPLED = 2**16


def format_of(name: FileName) -> Format:
    """Return the format that the extension of a name says; any other extension is refused."""
    suffix = Path(name).suffix.lower()
    if suffix in set(Format):
        return Format(suffix)
    return converters.fault(str(name), "table-file", choices=", ".join(Format))


def same_file(one: FileName, other: FileName) -> bool:
    """Return whether two names are of one file."""
    return Path(one).resolve() == Path(other).resolve()


def write(name: FileName, schema: pl.Schema, frames: Iterable[pl.DataFrame], options: FileOptions) -> None:
    """Write frames of one schema to a file, one after the other; the file is replaced once all of them are written.

    Raises:
        InvalidInput: when it cannot be written, or cannot hold a column.
    """
    path, file_format = Path(name), format_of(name)
    refuse_all(
        InvalidValue(column, str(kind), "table-column", format=file_format)
        for column, kind in schema.items()
        if not can_hold(file_format, kind)
    )
    try:
        with replacing(path) as file:
            WRITERS[file_format](file, schema, frames, options.separator)
    except OSError as problem:
        raise InvalidInput.of(InvalidValue("", str(path), "writable", problem=problem_of(problem))) from None


def read(name: FileName, options: FileOptions, size: int) -> Generator[Batch]:
    """Read the rows of a file, about `size` at a time; the first batch has the columns and no rows.

    Raises:
        InvalidInput: when it cannot be read, or its first line does not name columns; later, when the rest of it
            cannot be read.
    """
    path = Path(name)
    try:
        with path.open("rb") as file:
            yield from _READERS[format_of(path)](file, options, size)
    except (OSError, ValueError, PolarsError, FastExcelError) as problem:
        if isinstance(problem, InvalidInput):
            raise
        raise InvalidInput.of(InvalidValue("", str(path), "readable", problem=problem_of(problem))) from None


# --- Readers


def _read_parquet(file: BinaryIO, _: FileOptions, size: int) -> Iterator[Batch]:
    frame = pl.scan_parquet(file.name, glob=False)
    whole, done = frame.select(pl.len()).collect().item(), 0
    yield Batch(pl.DataFrame(schema=frame.collect_schema()))
    for rows in frame.collect_batches(chunk_size=size):
        numbers = numbers_from(done + 1, len(rows))
        done += len(rows)
        yield Batch(rows, numbers, share=done / whole)


def _read_json_lines(file: BinaryIO, _: FileOptions, size: int) -> Iterator[Batch]:
    # polars would map the whole file into memory.
    whole = fstat(file.fileno()).st_size
    empty = pl.DataFrame()
    for _numbers, lines in _chunks(file, _SAMPLED):
        part = pl.scan_ndjson(BytesIO(lines), infer_schema_length=None).collect_schema()
        empty = pl.concat([empty, pl.DataFrame(schema=part)], how="diagonal_relaxed")
    yield Batch(empty)
    file.seek(0)
    for numbers, lines in _chunks(file, size):
        rows = pl.read_ndjson(BytesIO(lines), schema=empty.schema)
        yield Batch(rows, pl.Series(numbers, dtype=pl.Int64), share=file.tell() / whole)


def _chunks(file: BinaryIO, size: int) -> Iterator[tuple[list[int], bytes]]:
    """The lines of a file that are not blank and their numbers, that many at once, without byte order marks."""
    first = 1
    while lines := list(islice(file, size)):
        if first == 1:
            lines[0] = _MARKS.sub(b"", lines[0])
        filled = {number: line for number, line in enumerate(lines, start=first) if line.strip()}
        if filled:
            yield list(filled), b"".join(filled.values())
        first += len(lines)


def _read_excel(file: BinaryIO, options: FileOptions, size: int) -> Iterator[Batch]:
    # A sheet has 1 048 576 rows at most: it is read whole, and its types are those of all its rows.
    sheet = pl.read_excel(
        file.name,
        sheet_name=options.sheet,
        infer_schema_length=None,
        drop_empty_rows=False,
        drop_empty_cols=False,
        raise_if_empty=False,
    )
    # polars skips blank rows before the names, and does not say how many.
    raw = read_excel(file.name).load_sheet(options.sheet or 0, header_row=None, skip_rows=0, n_rows=0)
    filled = _filled(sheet)
    numbers = numbers_from(raw.total_height - len(sheet) + 1, len(sheet)).filter(filled)
    frame = sheet.filter(filled).drop(_blank_columns(sheet))
    yield Batch(frame.clear())
    for start in range(0, len(frame), size):
        share = min((start + size) / len(frame), 1.0)
        yield Batch(frame.slice(start, size), numbers.slice(start, size), share=share)


def _filled(sheet: pl.DataFrame) -> pl.Series:
    """For each row of a sheet, whether one of its cells is not blank."""
    cells = [
        each.str.strip_chars() != "" if each.dtype == pl.String else each.is_not_null() for each in sheet.get_columns()
    ]
    return pl.select(pl.any_horizontal(pl.lit(value=False), *cells).fill_null(value=False)).to_series()


def _blank_columns(sheet: pl.DataFrame) -> list[str]:
    """The columns after the others that have neither a name nor a cell that is not blank."""
    return [
        each.name
        for each in takewhile(
            lambda each: each.name.startswith("__UNNAMED__") and not each.count(), reversed(sheet.get_columns())
        )
    ]


_READERS: dict[Format, Callable[[BinaryIO, FileOptions, int], Iterator[Batch]]] = {
    Format.CSV: read_csv,
    Format.PARQUET: _read_parquet,
    Format.JSON_LINES: _read_json_lines,
    Format.EXCEL: _read_excel,
}
