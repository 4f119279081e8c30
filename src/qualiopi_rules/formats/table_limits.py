"""How large a table may be: what is larger is refused before it is read, so that no file takes all the memory."""

from __future__ import annotations

import attrs

from qualiopi_rules.core import converters

__all__ = ["DEFAULT_LIMITS", "TableLimits"]


@attrs.frozen(kw_only=True)
class TableLimits(converters.Checked):
    """How large a table may be; none of the defaults is in the way of a file that a person or a program made.

    Attributes:
        rows: how many rows it may have.
        columns: how many columns.
        line: how many bytes a line of a CSV file or of JSON lines may have, or characters once it is decoded.
        cells: how many cells the rectangle of all cells of a sheet may have, blank ones too: each takes 32 bytes; of a
            Parquet file, four times as many in each group of rows, where each takes 16 bytes at most beside its text.
        unpacked: how many bytes an Excel file may have once it is unpacked, and as many the texts of all its cells.

    Raises:
        InvalidInput: with every limit that is no whole number from 1 on.
    """

    rows: int = attrs.field(default=2**30, converter=converters.count)
    columns: int = attrs.field(default=16_384, converter=converters.count)
    line: int = attrs.field(default=2**20, converter=converters.count)
    cells: int = attrs.field(default=2**25, converter=converters.count)
    unpacked: int = attrs.field(default=2**30, converter=converters.count)


DEFAULT_LIMITS = TableLimits()
"""The limits where none are given."""
