"""The frames of each library: made of the days on which cycles start, and read back as plain days."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int32]
"""Days from 1970-01-01."""

NAMES = (
    *("surveillance_opens", "surveillance_closes", "renewal_year_opens"),
    *("renewal_opens", "renewal_closes", "expires"),
)

EPOCH = date(1970, 1, 1).toordinal()


def table_of(days: Days) -> Any:
    """Make a table of pyarrow."""
    import pyarrow as pa

    return pa.table({"decision": pa.array(days).view(pa.date32())})


def polars_of(days: Days) -> Any:
    """Make a frame of polars."""
    import polars as pl

    return pl.DataFrame({"decision": pl.Series(days).cast(pl.Date)})


def pandas_of(unit: str, days: Days) -> Any:
    """Make a frame of pandas, its date-times counted in a unit."""
    import pandas as pd

    return pd.DataFrame({"decision": days.astype("datetime64[D]").astype(f"datetime64[{unit}]")})


def pandas_arrow_of(days: Days) -> Any:
    """Make a frame of pandas with the types of pyarrow."""
    import pandas as pd

    return table_of(days).to_pandas(types_mapper=pd.ArrowDtype)


def dask_of(days: Days) -> Any:
    """Make a frame of Dask in two partitions."""
    import dask.dataframe as dd

    return dd.from_pandas(pandas_of("us", days), npartitions=2)


def duckdb_of(days: Days) -> Any:
    """Make a table of DuckDB."""
    import duckdb

    connection = duckdb.default_connection()  # before DuckDB 2 a relation does not keep one of its own
    source = table_of(days)  # DuckDB finds it by this name  # noqa: F841
    connection.execute("CREATE OR REPLACE TABLE certificates AS SELECT * FROM source")
    return connection.table("certificates")


def ibis_of(days: Days) -> Any:
    """Make a table of Ibis."""
    import ibis

    return ibis.memtable(table_of(days))


def sqlite_of(days: Days) -> Any:
    """Make a database of SQLite."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE certificates (decision TEXT)")
    texts = np.datetime_as_string(days.astype("datetime64[D]")).tolist()
    connection.executemany("INSERT INTO certificates VALUES (?)", [(text,) for text in texts])
    return connection


def read_arrow(table: Any) -> tuple[Days, Sequence[Days]]:
    """Read a table of pyarrow."""
    import pyarrow as pa

    starts, *columns = (
        table.column(name).combine_chunks().cast(pa.date32()).view(pa.int32()).to_numpy()
        for name in ("decision", *NAMES)
    )
    return starts, columns


def read_polars(frame: Any) -> tuple[Days, Sequence[Days]]:
    """Read a frame of polars."""
    return read_arrow(frame.to_arrow())


def read_pandas(frame: Any) -> tuple[Days, Sequence[Days]]:
    """Read a frame of pandas."""

    def plain(name: str) -> Days:
        days: Days = frame[name].to_numpy("datetime64[D]").astype(np.int64).astype(np.int32)
        return days

    return plain("decision"), [plain(name) for name in NAMES]


def read_rows(rows: Sequence[Sequence[date]]) -> tuple[Days, Sequence[Days]]:
    """Read rows of days."""
    starts, *columns = (
        np.array([day.toordinal() - EPOCH for day in column], np.int32) for column in zip(*rows, strict=True)
    )
    return starts, columns


def read_texts(rows: Sequence[Sequence[str]]) -> tuple[Days, Sequence[Days]]:
    """Read rows of ISO texts."""
    return read_rows([[date.fromisoformat(text) for text in row] for row in rows])


def objects_of(module: str, cls: str, days: Days) -> list[Any]:
    """Make days of a class."""
    make = getattr(import_module(module), cls)
    return [make(day.year, day.month, day.day) for day in (date.fromordinal(each) for each in (days + EPOCH).tolist())]
