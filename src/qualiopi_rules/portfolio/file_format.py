"""How a file of certificates is written: its format, how its days are written, and what its name does not say."""

from __future__ import annotations

from enum import StrEnum

import attrs

from qualiopi_rules.core.errors import InvalidInput, InvalidValue
from qualiopi_rules.formats.table_limits import DEFAULT_LIMITS, TableLimits

__all__ = ["Dates", "FileOptions", "Format", "refuse_wide"]


class Dates(StrEnum):
    """How days are written in columns of texts."""

    ISO = "iso"  # the year first, with hyphens
    FRENCH = "french"  # the day first, with slashes; ISO days are accepted too


class Format(StrEnum):
    """The format of a file, by the extension of its name."""

    CSV = ".csv"
    PARQUET = ".parquet"
    JSON_LINES = ".jsonl"
    EXCEL = ".xlsx"


@attrs.frozen
class FileOptions:
    """What the name of a file does not say.

    Attributes:
        separator: the separator of the cells of a CSV file.
        encoding: the encoding of a CSV file that is read; one that is written is in UTF-8.
        sheet: the sheet of an Excel file that is read; None for the first.
        limits: how large a file that is read may be.
    """

    separator: str
    encoding: str
    sheet: str | None
    limits: TableLimits = DEFAULT_LIMITS


def refuse_wide(name: str, columns: int, limits: TableLimits) -> None:
    """Refuse a file that has more columns than it may.

    Raises:
        InvalidInput: when it has.
    """
    if columns > limits.columns:
        raise InvalidInput.of(InvalidValue(name, columns, "fewer-columns", most=limits.columns))
