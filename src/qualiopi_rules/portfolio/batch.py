"""Some rows of a file of certificates, each with its number in the file."""

from __future__ import annotations

import attrs
import polars as pl

__all__ = ["Batch", "numbers_from"]


@attrs.frozen(eq=False)
class Batch:
    """Some rows of a file.

    Attributes:
        frame: the rows.
        numbers: the number of each row in the file, as a spreadsheet or an editor shows it: the line of the names and
            blank rows count. In a Parquet file, which has no lines, the first row is 1.
        faults: for each row the one of `FILE_ERRORS` that keeps it from being read, or null; None when all can be.
        share: the share of the file that was read so far, from 0 to 1.
    """

    frame: pl.DataFrame
    numbers: pl.Series = attrs.field(factory=lambda: numbers_from(1, 0))
    faults: pl.Series | None = None
    share: float = 0.0


def numbers_from(first: int, count: int) -> pl.Series:
    """Return the numbers of that many rows, one after the other."""
    return pl.int_range(first, first + count, eager=True)
