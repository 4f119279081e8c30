"""The libraries of data frames: how each makes a frame of a table, and what a table is made of its results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from importlib.metadata import version
from typing import Any

import attrs
import dask.dataframe as dd
import duckdb
import ibis
import pandas as pd
import polars as pl
import pyarrow as pa

from qualiopi_rules.rnq.question import questions

Row = dict[str, Any]
Rows = list[Row]

TYPES = {
    "row": pa.int64(),
    "decision": pa.date32(),
    "decision_text": pa.string(),
    "decision_time": pa.timestamp("us"),
    "on": pa.date32(),
    "start": pa.date32(),
    "end": pa.date32(),
    "first_issue": pa.date32(),
    "cycle_number": pa.int64(),
    "held_on": pa.date32(),
    "held": pa.bool_(),
    "categories": pa.string(),
    **dict.fromkeys(questions(), pa.bool_()),
    "two_days_or_less": pa.bool_(),
}
"""The columns of the tables that the tests make."""


def table_of(rows: Rows) -> pa.Table:
    """Make a table of pyarrow, of the columns that the rows have."""
    names = [name for name in TYPES if not rows or name in rows[0]]
    schema = pa.schema([(name, TYPES[name]) for name in names])
    return pa.Table.from_pylist(rows, schema=schema)


def plain(table: pa.Table) -> Rows:
    """Give the rows of a table as Python values, days as days."""

    def day(value: object) -> object:
        return value.date() if isinstance(value, datetime) else value

    return [{name: day(value) for name, value in row.items()} for row in table.to_pylist()]


@attrs.frozen
class Backend:
    """One library, and one way in which it holds columns.

    Attributes:
        make: makes a frame of a table.
        read: makes a table of a frame, running what is lazy.
        type_of: the type of a column of a frame, as the library names it.
        version: the version of the library.
        ordered: whether the rows of a result are in the order of the frame.
        when: when the rule is run.
    """

    make: Callable[[pa.Table], Any]
    read: Callable[[Any], pa.Table]
    type_of: Callable[[Any, str], str]
    version: str
    ordered: bool
    when: str

    def rows(self, frame: Any) -> Rows:
        """Give the rows of a frame, in the order of the column `row` where the library promises none."""
        rows = plain(self.read(frame))
        return rows if self.ordered else sorted(rows, key=lambda row: row["row"])


def _polars(table: pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _from_pandas(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False)


def _dtype(frame: Any, name: str) -> str:
    return str(frame.dtypes[name])


def _repeated_index(table: pa.Table) -> pd.DataFrame:
    """As after a concatenation: an index that is neither in order nor without repetitions."""
    frame = table.to_pandas(date_as_object=False)
    frame.index = pd.Index([7 - row // 2 for row in range(len(frame))], dtype="int64")
    return frame


def _objects(table: pa.Table) -> pd.DataFrame:
    """Python objects in every column but that of date-times, which the rules take for days only as a type."""
    frame = table.to_pandas(date_as_object=True)
    return frame.astype({name: object for name in frame.columns if frame.dtypes[name].kind != "M"})


def _nullable(table: pa.Table) -> pd.DataFrame:
    frame = table.to_pandas(date_as_object=False)
    flags = [field.name for field in table.schema if pa.types.is_boolean(field.type)]
    return frame.astype(dict.fromkeys(flags, "boolean"))


def _chunked(table: pa.Table) -> pa.Table:
    """The same table in chunks of one, two, three rows."""
    starts = [sum(range(size)) for size in range(1, table.num_rows + 2)]
    return pa.concat_tables([table.slice(start, size) for size, start in enumerate(starts, 1)])


def _partitioned(table: pa.Table) -> Any:
    return dd.from_pandas(_nullable(table), npartitions=3)


# Before DuckDB 2 a relation does not keep its connection.
@cache
def _connection() -> duckdb.DuckDBPyConnection:
    """One for all: it starts threads, which a process that only collects the tests can do without."""
    return duckdb.connect()


def _relation(table: pa.Table) -> duckdb.DuckDBPyRelation:
    return _connection().from_arrow(table)


def _duckdb_type(frame: duckdb.DuckDBPyRelation, name: str) -> str:
    kind = str(frame.types[frame.columns.index(name)])
    return kind.partition("(")[0]


def _eager(**ways: Any) -> Backend:
    return Backend(**ways, ordered=True, when="at once")


BACKENDS: Mapping[str, Backend] = {
    "polars": _eager(
        make=_polars,
        read=pl.DataFrame.to_arrow,
        type_of=lambda frame, name: str(frame.schema[name].base_type()),
        version=pl.__version__,
    ),
    "polars, in chunks": _eager(
        make=lambda table: pl.concat([_polars(table.slice(row, 1)) for row in range(max(table.num_rows, 1))]),
        read=pl.DataFrame.to_arrow,
        type_of=lambda frame, name: str(frame.schema[name].base_type()),
        version=pl.__version__,
    ),
    "polars, lazy": Backend(
        make=lambda table: _polars(table).lazy(),
        read=lambda frame: frame.collect().to_arrow(),
        type_of=lambda frame, name: str(frame.collect_schema()[name].base_type()),
        version=pl.__version__,
        ordered=True,
        when="when the query runs",
    ),
    "polars, streaming": Backend(
        make=lambda table: _polars(table).lazy(),
        read=lambda frame: frame.collect(engine="streaming").to_arrow(),
        type_of=lambda frame, name: str(frame.collect_schema()[name].base_type()),
        version=pl.__version__,
        ordered=True,
        when="when the query runs",
    ),
    "pandas": _eager(
        make=lambda table: table.to_pandas(date_as_object=False),
        read=_from_pandas,
        type_of=_dtype,
        version=pd.__version__,
    ),
    "pandas, objects": _eager(
        make=_objects,
        read=_from_pandas,
        type_of=_dtype,
        version=pd.__version__,
    ),
    "pandas, nullable types": _eager(make=_nullable, read=_from_pandas, type_of=_dtype, version=pd.__version__),
    "pandas, repeated index": _eager(make=_repeated_index, read=_from_pandas, type_of=_dtype, version=pd.__version__),
    "pandas, pyarrow types": _eager(
        make=lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
        read=_from_pandas,
        type_of=_dtype,
        version=pd.__version__,
    ),
    "pyarrow": _eager(
        make=lambda table: table,
        read=lambda table: table,
        type_of=lambda frame, name: str(frame.schema.field(name).type).partition("<")[0],
        version=pa.__version__,
    ),
    "pyarrow, in chunks": _eager(
        make=_chunked,
        read=lambda table: table,
        type_of=lambda frame, name: str(frame.schema.field(name).type).partition("<")[0],
        version=pa.__version__,
    ),
    "Dask": Backend(
        make=_partitioned,
        read=lambda frame: _from_pandas(frame.compute(scheduler="synchronous")),
        type_of=_dtype,
        version=version("dask"),
        ordered=True,
        when="when Dask computes, on each partition",
    ),
    "DuckDB": Backend(
        make=_relation,
        read=lambda frame: frame.to_arrow_table(),
        type_of=_duckdb_type,
        version=duckdb.__version__,
        ordered=True,
        when="few rows at once; of many the distinct keys at once, the join when the query runs",
    ),
    "Ibis": Backend(
        make=ibis.memtable,
        read=lambda frame: frame.to_pyarrow(),
        type_of=lambda frame, name: str(frame.schema()[name]),
        version=ibis.__version__,
        ordered=False,
        when="few rows at once; of many the distinct keys at once, the join when the query runs",
    ),
}
