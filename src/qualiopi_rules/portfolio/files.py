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
from polars.exceptions import PanicException, PolarsError
from xlsxwriter.exceptions import XlsxFileError

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, QualiopiError, refuse_all
from qualiopi_rules.core.problems import problem_of
from qualiopi_rules.formats.atomic import file_name, replacing
from qualiopi_rules.formats.parquet_footer import rows_of_groups
from qualiopi_rules.formats.workbooks import look_at
from qualiopi_rules.portfolio.batch import Batch, numbers_from
from qualiopi_rules.portfolio.csv_files import read_csv
from qualiopi_rules.portfolio.file_format import FileOptions, Format, refuse_wide
from qualiopi_rules.portfolio.writers import WRITERS, can_hold, holding_days

__all__ = ["FileName", "format_of", "read", "write"]

FileName = str | PathLike[str]
"""The name of a file."""

_MARKS = re.compile(rb"\A(?:\xef\xbb\xbf)+")
"""The byte order marks that some programs begin a text with."""

# Lines of JSON that are looked at together to infer types; not the size of a batch, on which types may not depend.
_SAMPLED = 2**16
_MOST = 2**26  # bytes after which no more lines are taken together
_GROUP_CELLS = 4  # as many times the cells of a sheet: each takes less room
_SHOWN = 40  # bytes of a line that is refused


def format_of(name: FileName) -> Format:
    """Return the format that the extension of a name says; any other extension is refused, and what is no name."""
    if isinstance(file_name(name), InvalidValue):
        return converters.fault(name, "file-name")
    suffix = Path(name).suffix.lower()
    if suffix in set(Format):
        return Format(suffix)
    return converters.fault(str(name), "table-file", choices=", ".join(Format))


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
            WRITERS[file_format](file, schema, holding_days(file_format, frames), options.separator)
    except (OSError, ValueError, PolarsError, PanicException, XlsxFileError) as problem:
        if isinstance(problem, QualiopiError):
            raise
        raise InvalidInput.of(InvalidValue("", str(path), "writable", problem=problem_of(problem))) from None


def read(name: FileName, options: FileOptions, size: int) -> Generator[Batch]:
    """Read the rows of a file, about `size` at a time; the first batch has the columns and no rows.

    Raises:
        InvalidInput: when it cannot be read, or its first line does not name columns; later, when the rest of it
            cannot be read.
    """
    path, rows = Path(name), 0
    try:
        with path.open("rb") as file:
            for batch in _READERS[format_of(path)](file, options, size):
                rows += len(batch.frame)
                if rows > options.limits.rows:
                    raise InvalidInput.of(InvalidValue(str(path), rows, "fewer-rows", most=options.limits.rows))
                yield batch
    except (OSError, ValueError, PolarsError, FastExcelError, PanicException) as problem:
        if isinstance(problem, QualiopiError):
            raise
        raise InvalidInput.of(InvalidValue("", str(path), "readable", problem=problem_of(problem))) from None


# --- Readers


def _read_parquet(file: BinaryIO, options: FileOptions, size: int) -> Iterator[Batch]:
    groups = rows_of_groups(file)
    frame = pl.scan_parquet(file.name, glob=False)
    schema = frame.collect_schema()
    refuse_wide(file.name, len(schema), options.limits)
    most = _GROUP_CELLS * options.limits.cells
    for cells in (rows * len(schema) for rows in groups):
        if cells > most:
            raise InvalidInput.of(InvalidValue(file.name, cells, "fewer-cells", most=most))
    whole, done = frame.select(pl.len()).collect().item(), 0
    yield Batch(pl.DataFrame(schema=schema))
    for rows in frame.collect_batches(chunk_size=size):
        numbers = numbers_from(done + 1, len(rows))
        done += len(rows)
        yield Batch(rows, numbers, share=done / whole)


def _read_json_lines(file: BinaryIO, options: FileOptions, size: int) -> Iterator[Batch]:
    # polars would map the whole file into memory.
    whole = fstat(file.fileno()).st_size
    empty = pl.DataFrame()
    for _numbers, lines in _chunks(file, _SAMPLED, options.limits.line):
        part = pl.scan_ndjson(BytesIO(lines), infer_schema_length=None).collect_schema()
        empty = pl.concat([empty, pl.DataFrame(schema=part)], how="diagonal_relaxed")
        refuse_wide(file.name, empty.width, options.limits)
    yield Batch(empty)
    file.seek(0)
    for numbers, lines in _chunks(file, size, options.limits.line):
        rows = pl.read_ndjson(BytesIO(lines), schema=empty.schema)
        yield Batch(rows, pl.Series(numbers, dtype=pl.Int64), share=file.tell() / whole)


def _chunks(file: BinaryIO, size: int, longest: int) -> Iterator[tuple[list[int], bytes]]:
    """The lines of a file that are not blank and their numbers, that many at once, without byte order marks."""
    numbered = enumerate(iter(lambda: file.readline(longest + 1), b""), start=1)
    while True:
        filled: dict[int, bytes] = {}
        length = taken = 0
        for number, line in islice(numbered, size):
            taken += 1
            if len(line) > longest:
                start = line[:_SHOWN].decode("utf-8", "replace")
                raise InvalidInput.of(InvalidValue(f"{file.name} [{number}]", start, "shorter-line", most=longest))
            content = _MARKS.sub(b"", line) if number == 1 else line
            if content.strip():
                filled[number] = content
            length += len(content)
            if length > _MOST:
                break
        if filled:
            yield list(filled), b"".join(filled.values())
        if not taken:
            return


def _read_excel(file: BinaryIO, options: FileOptions, size: int) -> Iterator[Batch]:
    look_at(file, file.name, options.limits)
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
