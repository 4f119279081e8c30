"""How a file of certificates is written: its format, how its days are written, and what its name does not say."""

from __future__ import annotations

from enum import StrEnum

import attrs

__all__ = ["Dates", "FileOptions", "Format"]


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
    """

    separator: str
    encoding: str
    sheet: str | None
