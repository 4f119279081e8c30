"""The writers of a plan, one for each format: frames of one schema, one after the other, to an open file.

A text that a spreadsheet could take for a formula is protected (`formats.spreadsheets`) in CSV and in Excel files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import chain
from math import isfinite
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import polars as pl
from polars.io.plugins import register_io_source
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from qualiopi_rules.columns.codes import number_of_day, ticks_a_day
from qualiopi_rules.core.errors import InvalidValue, refuse_all
from qualiopi_rules.formats.spreadsheets import UNSAFE, safe_cell
from qualiopi_rules.portfolio.file_format import Format

__all__ = ["WRITERS", "can_hold", "holding_days"]


_DAY_1, _DAY_LAST = number_of_day(date.min), number_of_day(date.max)


def can_hold(file_format: Format, kind: pl.DataType) -> bool:
    """Return whether a file of a format can hold a column of that type."""
    if file_format is Format.PARQUET:
        return kind != pl.Object
    if kind in (pl.Object, pl.Binary) or (kind.is_nested() and file_format is not Format.JSON_LINES):
        return False
    zoned = isinstance(kind, pl.Datetime) and kind.time_zone is not None
    return file_format is not Format.EXCEL or not (zoned or kind in (pl.Time, pl.Duration))


def holding_days(file_format: Format, frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Yield frames as they are; a day that no text can be made of, which only Parquet can hold, ends the process.

    Raises:
        InvalidInput: with the first such day of each column of a frame.
    """
    row = 1
    for frame in frames:
        if file_format is not Format.PARQUET:
            refuse_all(
                InvalidValue(f"{column.name} [{row + at}]", column.to_physical()[at], "table-day", format=file_format)
                for column in frame.get_columns()
                if (at := _beyond(column)) is not None
            )
        row += len(frame)
        yield frame


def _beyond(column: pl.Series) -> int | None:
    """The first row of a column whose day or date-time is not of the years 1 to 9999."""
    if column.dtype == pl.Date:
        ticks = 1
    elif isinstance(column.dtype, pl.Datetime):
        ticks = ticks_a_day(column.dtype.time_unit)
    else:
        return None
    days = column.to_physical() // ticks
    return (~days.is_between(_DAY_1, _DAY_LAST)).arg_true().first()  # type: ignore[return-value]


def _write_parquet(file: BinaryIO, schema: pl.Schema, frames: Iterable[pl.DataFrame], _: str) -> None:
    rows = register_io_source(lambda *_: iter(frames), schema=schema, validate_schema=True)
    rows.sink_parquet(file)


def _write_json_lines(file: BinaryIO, _: pl.Schema, frames: Iterable[pl.DataFrame], __: str) -> None:
    for frame in frames:
        frame.write_ndjson(file)


def _write_csv(file: BinaryIO, schema: pl.Schema, frames: Iterable[pl.DataFrame], separator: str) -> None:
    _safe(pl.DataFrame(schema=schema)).write_csv(file, separator=separator)
    for frame in frames:
        _safe(frame).write_csv(file, separator=separator, include_header=False)


def _safe(frame: pl.DataFrame) -> pl.DataFrame:
    """The same cells, with an apostrophe where a spreadsheet could take a text for a formula."""
    return pl.DataFrame([_safe_column(column).rename(safe_cell(column.name)) for column in frame.get_columns()])


def _safe_column(column: pl.Series) -> pl.Series:
    if isinstance(column.dtype, pl.Enum) and not column.dtype.categories.str.contains(UNSAFE).any():
        return column
    if column.dtype in (pl.Categorical, pl.Enum):
        column = column.cast(pl.String)
    if column.dtype != pl.String:
        return column
    unsafe = column.filter(column.str.contains(UNSAFE)).unique()
    return column.replace({text: safe_cell(text) for text in unsafe}) if len(unsafe) else column


# --- Excel

_STYLES = {pl.Date: "yyyy-mm-dd", pl.Datetime: "yyyy-mm-dd hh:mm:ss"}
_FIRST, _LAST = 61, 2_958_465  # 1 March 1900, before which Excel counts a day that did not exist; the year 9999
_EPOCH = 25_569  # the number that Excel gives to 1 January 1970
_DIGITS = 15
_MILLISECONDS_A_DAY = 86_400_000


def _write_excel(file: BinaryIO, schema: pl.Schema, frames: Iterable[pl.DataFrame], _: str) -> None:
    # What is written to the file fails as one does; half a workbook would be closed once more, and fail again.
    packed = BytesIO()
    with TemporaryDirectory() as folder, Workbook(packed, {"constant_memory": True, "tmpdir": folder}) as workbook:
        # The same plan makes the same file, whenever it is written.
        workbook.set_properties({"created": datetime.fromtimestamp(0, UTC)})
        sheet = workbook.add_worksheet()
        sheet.freeze_panes(1, 0)
        known = {kind: workbook.add_format({"num_format": style}) for kind, style in _STYLES.items()}
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
                    where = f"{list(schema)[place]} [{xl_rowcol_to_cell(at, place)}]"
                    refuse_all([InvalidValue(where, cell, "excel-cell")])
    file.write(packed.getbuffer())


def _excel_cells(column: pl.Series) -> list[Any]:
    """What Excel can hold as it is: texts, yes and no, numbers; what it would change becomes a text."""
    kind = column.dtype
    if kind.is_temporal():
        days = column.to_physical() if kind == pl.Date else column.dt.epoch("ms") / _MILLISECONDS_A_DAY
        numbers, texts = days + _EPOCH, column.cast(pl.String)
        return [
            number if number is None or _FIRST <= number <= _LAST else text
            for number, text in zip(numbers, texts, strict=True)
        ]
    if kind.is_integer():
        return [each if each is None or abs(each) < 10**_DIGITS else str(each) for each in column]
    if kind.is_float():
        return [each if each is None or isfinite(each) else str(each) for each in column]
    return (column if kind == pl.Boolean else column.cast(pl.String)).to_list()


WRITERS: dict[Format, Callable[[BinaryIO, pl.Schema, Iterable[pl.DataFrame], str], None]] = {
    Format.CSV: _write_csv,
    Format.PARQUET: _write_parquet,
    Format.JSON_LINES: _write_json_lines,
    Format.EXCEL: _write_excel,
}
"""The writer of each format; its last argument is the separator of the cells of a CSV file."""
