"""The files of a portfolio: CSV, Parquet, JSON lines and Excel, read and written some rows at a time.

polars reads and writes them. Only the cells of a CSV file are told apart by `formats.csv_rows`: polars fills a
row that lost a cell without a word, gives up on the whole file for a stray quote, and knows one encoding.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO, TextIOWrapper
from itertools import chain, islice
from math import isfinite
from os import PathLike, fstat
from pathlib import Path
from typing import Any, BinaryIO, cast

import attrs
import polars as pl
from fastexcel import FastExcelError
from polars.exceptions import PolarsError
from polars.io.plugins import register_io_source
from xlsxwriter import Workbook

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, refuse_all
from qualiopi_rules.formats.csv_rows import Lines, Row, is_plain, rows_of, table
from qualiopi_rules.formats.spreadsheets import safe_cell

__all__ = ["FAULTS", "Batch", "FileName", "Form", "Format", "format_of", "read", "same_file", "write"]

FileName = str | PathLike[str]
"""The name of a file."""

FAULTS = ("cells", "csv-row")
"""The codes of what is wrong with a row that is no row of its table."""

_SAMPLED = (
    2**16
)  # lines of JSON whose types are told at once; always as many, for the types to depend on the file alone


class Format(StrEnum):
    """How a file is written; the end of its name tells it."""

    CSV = ".csv"
    PARQUET = ".parquet"
    JSON_LINES = ".jsonl"
    EXCEL = ".xlsx"


@attrs.frozen
class Form:
    """What the name of a file does not tell.

    Attributes:
        separator: what stands between two cells of a CSV file.
        encoding: how a CSV file that is read is encoded; one that is written is in UTF-8.
        sheet: the sheet of an Excel file that is read; None for the first.
    """

    separator: str
    encoding: str
    sheet: str | None


@attrs.frozen(eq=False)
class Batch:
    """Some rows of a file.

    Attributes:
        frame: the rows.
        faults: for each row the one of `FAULTS` that keeps it from being read, or null; None when all can be.
        share: how much of the file was read so far, from 0 to 1.
    """

    frame: pl.DataFrame
    faults: pl.Series | None = None
    share: float = 0.0


def format_of(name: FileName) -> Format:
    """Tell how a file is written from its name."""
    suffix = Path(name).suffix.lower()
    if suffix in set(Format):
        return Format(suffix)
    return converters.fault(str(name), "table-file", choices=", ".join(Format))


def same_file(one: FileName, other: FileName) -> bool:
    """Whether two names are of one file."""
    return Path(one).resolve() == Path(other).resolve()


# --- Reading


def read(name: FileName, form: Form, size: int) -> Generator[Batch]:
    """Read the rows of a file, about `size` at a time; the first batch has none and tells the columns.

    Raises:
        InvalidInput: when it cannot be read, or its first line does not name columns; on the way, when the rest of it
            cannot be read.
    """
    path = Path(name)
    try:
        with path.open("rb") as file:
            yield from _READERS[format_of(path)](file, form, size)
    except (OSError, ValueError, PolarsError, FastExcelError) as problem:
        if isinstance(problem, InvalidInput):
            raise
        told = str(problem).partition("\n")[0]
        raise InvalidInput.of(InvalidValue("", str(path), "readable", problem=told)) from None


def _read_csv(file: BinaryIO, form: Form, size: int) -> Iterator[Batch]:
    whole = fstat(file.fileno()).st_size
    with TextIOWrapper(file, form.encoding, newline="") as text:
        lines = Lines(text)
        try:
            _, header = next(table(lines, form.separator), (1, []))
            names = _names(file.name, header, form)
            yield Batch(pl.DataFrame(schema=dict.fromkeys(names, pl.String)))
            while taken := lines.take(size):
                batch = (
                    _split(names, taken, form.separator)
                    if is_plain(taken)
                    else _cells(names, rows_of(taken, lines, form.separator))
                )
                yield attrs.evolve(batch, share=file.tell() / whole)
        except UnicodeError as problem:
            told = InvalidValue(
                "", file.name, "encoded-table", encoding=form.encoding, line=lines.read, problem=str(problem)
            )
            raise InvalidInput.of(told) from None


def _names(name: str, header: Row, form: Form) -> list[str]:
    names = header if isinstance(header, list) else []
    if len(set(names)) < max(len(names), 2):
        found = header.value if isinstance(header, InvalidValue) else header
        raise InvalidInput.of(InvalidValue(name, found, "table-header", separator=repr(form.separator)))
    return names


def _split(names: list[str], lines: list[str], separator: str) -> Batch:
    """The cells of lines without quotes. Blank lines are no rows."""
    rows = pl.Series(lines).str.strip_chars_end("\r\n")
    cells = rows.filter(rows != "").str.split(separator)
    frame = pl.select(cells.list.get(place, null_on_oob=True).alias(name) for place, name in enumerate(names))
    return _batch(frame, pl.select(pl.when(cells.list.len() != len(names)).then(pl.lit("cells"))).to_series())


def _cells(names: list[str], rows: list[Row]) -> Batch:
    """The cells of rows. Of a bad one stands there what can: its first cells, or the whole text of what is no row."""
    faults: list[str | None] = [None] * len(rows)
    for at, row in enumerate(rows):
        if isinstance(row, InvalidValue):
            faults[at], row = "csv-row", [str(row.value).rstrip("\r\n")]  # noqa: PLW2901
        elif len(row) != len(names):
            faults[at] = "cells"
        if faults[at]:
            rows[at] = [*row[: len(names)], *[""] * (len(names) - len(row))]
    columns = zip(*cast(list[list[str]], rows), strict=True) if rows else ([] for _ in names)
    frame = pl.DataFrame([pl.Series(name, column, pl.String) for name, column in zip(names, columns, strict=True)])
    return _batch(frame, pl.Series(faults, dtype=pl.String))


def _batch(frame: pl.DataFrame, faults: pl.Series) -> Batch:
    return Batch(frame.with_columns(pl.all().replace("", None)), faults if faults.count() else None)


def _read_parquet(file: BinaryIO, _: Form, size: int) -> Iterator[Batch]:
    frame = pl.scan_parquet(file.name, glob=False)
    whole, done = frame.select(pl.len()).collect().item(), 0
    yield Batch(pl.DataFrame(schema=frame.collect_schema()))
    for rows in frame.collect_batches(chunk_size=size):
        done += len(rows)
        yield Batch(rows, share=done / whole)


def _read_json_lines(file: BinaryIO, _: Form, size: int) -> Iterator[Batch]:
    # polars would map the whole file into memory.
    whole = fstat(file.fileno()).st_size
    empty = pl.DataFrame()
    for lines in _chunks(file, _SAMPLED):
        part = pl.scan_ndjson(BytesIO(lines), infer_schema_length=None).collect_schema()
        empty = pl.concat([empty, pl.DataFrame(schema=part)], how="diagonal_relaxed")
    yield Batch(empty)
    file.seek(0)
    for lines in _chunks(file, size):
        yield Batch(pl.read_ndjson(BytesIO(lines), schema=empty.schema), share=file.tell() / whole)


def _chunks(file: BinaryIO, size: int) -> Iterator[bytes]:
    """The lines of a file, that many at once, without the byte order mark that some editors begin a file with."""
    mark = b"\xef\xbb\xbf"
    while lines := b"".join(islice(file, size)).removeprefix(mark):
        mark = b""
        if lines.strip():
            yield lines


def _read_excel(file: BinaryIO, form: Form, size: int) -> Iterator[Batch]:
    # A sheet has 1 048 576 rows at most: it is read whole, and all of it tells the types.
    frame = pl.read_excel(
        file.name, sheet_name=form.sheet, infer_schema_length=None, drop_empty_cols=False, raise_if_empty=False
    )
    yield Batch(frame.clear())
    for start in range(0, len(frame), size):
        yield Batch(frame.slice(start, size), share=min((start + size) / len(frame), 1.0))


_READERS: dict[Format, Callable[[BinaryIO, Form, int], Iterator[Batch]]] = {
    Format.CSV: _read_csv,
    Format.PARQUET: _read_parquet,
    Format.JSON_LINES: _read_json_lines,
    Format.EXCEL: _read_excel,
}


# --- Writing


def write(name: FileName, schema: pl.Schema, frames: Iterable[pl.DataFrame], form: Form) -> None:
    """Write frames of one schema to a file, one after the other; it is there when all of them were written.

    Raises:
        InvalidInput: when it cannot be written, or cannot hold a column.
    """
    path, kind = Path(name), format_of(name)
    refuse_all(
        InvalidValue(column, str(held), "table-column", format=kind)
        for column, held in schema.items()
        if not _holds(kind, held)
    )
    part = path.with_name(f".{path.name}.part")
    try:
        part.touch()
        _WRITERS[kind](part, schema, frames, form)
        part.replace(path)
    except OSError as problem:
        raise InvalidInput.of(InvalidValue("", str(path), "writable", problem=str(problem))) from None
    finally:
        part.unlink(missing_ok=True)


def _holds(kind: Format, held: pl.DataType) -> bool:
    if kind is Format.PARQUET:
        return held != pl.Object
    if held in (pl.Object, pl.Binary) or (held.is_nested() and kind is not Format.JSON_LINES):
        return False
    zoned = isinstance(held, pl.Datetime) and held.time_zone is not None
    return kind is not Format.EXCEL or not (zoned or held in (pl.Time, pl.Duration))


def _write_parquet(path: Path, schema: pl.Schema, frames: Iterable[pl.DataFrame], _: Form) -> None:
    rows = register_io_source(lambda *_: iter(frames), schema=schema, validate_schema=True)
    rows.sink_parquet(path)


def _write_json_lines(path: Path, _: pl.Schema, frames: Iterable[pl.DataFrame], __: Form) -> None:
    with path.open("wb") as file:
        for frame in frames:
            frame.write_ndjson(file)


def _write_csv(path: Path, schema: pl.Schema, frames: Iterable[pl.DataFrame], form: Form) -> None:
    with path.open("wb") as file:
        _safe(pl.DataFrame(schema=schema)).write_csv(file, separator=form.separator)
        for frame in frames:
            _safe(frame).write_csv(file, separator=form.separator, include_header=False)


def _plain(kind: pl.DataType) -> pl.DataType:
    return pl.String() if kind in (pl.Categorical, pl.Enum) else kind


def _safe(frame: pl.DataFrame) -> pl.DataFrame:
    """The same cells, with an apostrophe where a spreadsheet could take a text for a formula."""
    columns = []
    for column in frame.get_columns():
        if _plain(column.dtype) == pl.String:
            texts = column.cast(pl.String)
            distinct = texts.unique().drop_nulls().to_list()
            changed = {text: safe for text in distinct if (safe := safe_cell(text)) != text}
            columns.append((texts.replace(changed) if changed else texts).rename(safe_cell(column.name)))
        else:
            columns.append(column.rename(safe_cell(column.name)))
    return pl.DataFrame(columns)


_EXCEL_STYLES = {pl.Date: "yyyy-mm-dd", pl.Datetime: "yyyy-mm-dd hh:mm:ss"}
_EXCEL_FIRST, _EXCEL_LAST = 61, 2_958_465  # 1 March 1900, before which Excel counts a day that was none; the year 9999
_EXCEL_EPOCH = 25_569  # its number of 1 January 1970
_EXCEL_DIGITS = 15
_MILLISECONDS_A_DAY = 86_400_000


def _write_excel(path: Path, schema: pl.Schema, frames: Iterable[pl.DataFrame], _: Form) -> None:
    with Workbook(str(path), {"constant_memory": True}) as workbook:
        # The same plan makes the same file, whenever it is written.
        workbook.set_properties({"created": datetime.fromtimestamp(0, UTC)})
        sheet = workbook.add_worksheet()
        sheet.freeze_panes(1, 0)
        known = {kind: workbook.add_format({"num_format": style}) for kind, style in _EXCEL_STYLES.items()}
        styles = [known.get(kind.base_type()) for kind in schema.values()]
        rows = (row for frame in frames for row in zip(*map(_excel_cells, _safe(frame).get_columns()), strict=True))
        for at, row in enumerate(chain([map(safe_cell, schema)], rows)):
            for place, (cell, style) in enumerate(zip(row, styles, strict=True)):
                match cell:
                    case None:
                        failed = 0
                    case bool():
                        failed = sheet.write_boolean(at, place, cell)
                    case str():
                        failed = sheet.write_string(at, place, cell)
                    case _:
                        failed = sheet.write_number(at, place, cell, style)
                if failed:  # the sheet is full, or the text too long
                    refuse_all([InvalidValue(f"{list(schema)[place]}[{at}]", cell, "excel-cell")])


def _excel_cells(column: pl.Series) -> list[Any]:
    """What Excel can hold as it is: texts, yes and no, numbers; what it would change becomes a text."""
    kind = column.dtype
    if kind.is_temporal():
        days = column.to_physical() if kind == pl.Date else column.dt.epoch("ms") / _MILLISECONDS_A_DAY
        numbers, texts = days + _EXCEL_EPOCH, column.cast(pl.String)
        return [
            number if number is None or _EXCEL_FIRST <= number <= _EXCEL_LAST else text
            for number, text in zip(numbers, texts, strict=True)
        ]
    if kind.is_integer():
        return [each if each is None or abs(each) < 10**_EXCEL_DIGITS else str(each) for each in column]
    if kind.is_float():
        return [each if each is None or isfinite(each) else str(each) for each in column]
    return (column if kind == pl.Boolean else column.cast(pl.String)).to_list()


_WRITERS: dict[Format, Callable[[Path, pl.Schema, Iterable[pl.DataFrame], Form], None]] = {
    Format.CSV: _write_csv,
    Format.PARQUET: _write_parquet,
    Format.JSON_LINES: _write_json_lines,
    Format.EXCEL: _write_excel,
}
