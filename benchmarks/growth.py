"""From ten thousand rows to a hundred million, from file to file: whether time per row and memory stay flat.

Files are written in chunks and the query streams, so that the whole is never in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.frames import NAMES
from benchmarks.ways import differing
from qualiopi_rules import columns

SIZES = tuple(10**power for power in range(4, 9))
ON = "2026-06-01"
_CHUNK = 10**6
_FIRST, _LAST = (np.datetime64(day).astype(int) for day in ("2021-01-01", "2030-12-31"))


def measured(most: int) -> Iterator[dict[str, Any]]:
    """Give the time and the memory for each size, each in a process of its own."""
    from benchmarks.measuring import measured as in_process

    with TemporaryDirectory() as directory:
        for size in (each for each in SIZES if each <= most):
            file = Path(directory, "certificates.parquet")
            write(file, size)
            yield in_process("growth", str(file), size)


def write(file: Path, rows: int) -> None:
    """Write a file of that many rows: a number, and the day on which a cycle starts."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([("row", pa.int64()), ("decision", pa.date32())])
    draw = np.random.default_rng(2)
    with parquet.ParquetWriter(file, schema) as writer:
        for start in range(0, rows, _CHUNK):
            size = min(_CHUNK, rows - start)
            days = draw.integers(_FIRST, _LAST + 1, size, dtype=np.int32)
            numbers = np.arange(start, start + size)
            writer.write_table(pa.table([numbers, pa.array(days).view(pa.date32())], schema=schema))


def run(name: str) -> None:
    """Read a file, add the days of the cycles and where they stand, and write the whole to another, as a stream."""
    import polars as pl

    query = columns.add_status(
        columns.add_cycles(pl.scan_parquet(name), decision="decision"), decision="decision", on=ON
    )
    query.sink_parquet(result_of(name))


def result_of(name: str) -> Path:
    """Give the file that the result of a file is written to."""
    return Path(name).with_suffix(".reviewed.parquet")


def check(name: str, rows: int) -> None:
    """See that no row was lost, and that a sample of them is what the scalar rule returns."""
    import polars as pl

    whole = pl.scan_parquet(result_of(name))
    last = whole.select(pl.len(), pl.col("row").last()).collect().row(0)
    some = whole.head(10_000).select(pl.col("decision", *NAMES).to_physical()).collect()
    starts, *computed = (column.to_numpy() for column in some)
    if last != (rows, rows - 1) or differing(starts, computed):
        raise AssertionError(f"{rows} rows: the result is wrong")
