"""The six days of a million cycles, in every way in which they can be had: ours, the floor, and what one would write.

Each way has a frame of its own kind, made before anything is timed, and computes six columns of days.
Every cycle starts in 2021 or later, when one set of month counts holds: that spares the others a case.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from enum import Enum
from functools import partial
from importlib import import_module
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int32]
"""Days from 1970-01-01."""

NAMES = (
    *("surveillance_opens", "surveillance_closes", "renewal_year_opens"),
    *("renewal_opens", "renewal_closes", "expires"),
)
SAMPLE = 20_000

_EPOCH = date(1970, 1, 1).toordinal()
_FIRST, _LAST = (day.toordinal() - _EPOCH for day in (date(2021, 1, 1), date(2030, 12, 31)))


class Group(Enum):
    """What a way is there for."""

    FLOOR = "floor"
    OURS = "ours"
    INSTEAD = "instead"  # what a user would write, with care
    CARELESS = "careless"  # what a user might write, and what is wrong on some rows


@attrs.frozen
class Way:
    """One way to have the six days.

    Attributes:
        group: what it is there for.
        make: makes its frame of the days on which the cycles start.
        run: computes the six columns; this alone is timed.
        read: returns the starts and the six columns of a result, in `NAMES` order, rows in any order.
        sample: how many rows it is run on, when it is too slow for all of them.
    """

    group: Group
    make: Callable[[Days], Any]
    run: Callable[[Any], Any]
    read: Callable[[Any], tuple[Days, Sequence[Days]]]
    sample: int | None = None


def days_of(rows: int) -> Days:
    """Draw the days on which cycles start, from ten years, always the same ones."""
    return np.random.default_rng(0).integers(_FIRST, _LAST + 1, rows, dtype=np.int32)


def differing(starts: Days, columns: Sequence[Days]) -> int:
    """Count the rows in which a column is not what the scalar rule returns."""
    from qualiopi_rules import CertificationCycle

    low = int(starts.min())
    right = np.empty((len(NAMES), int(starts.max()) - low + 1), np.int32)
    for number in range(right.shape[1]):
        cycle = CertificationCycle(date.fromordinal(low + number + _EPOCH))
        days = (
            *(cycle.surveillance.opens, cycle.surveillance.closes, cycle.renewal_year.opens),
            *(cycle.renewal.opens, cycle.renewal.closes, cycle.expires),
        )
        right[:, number] = [day.toordinal() - _EPOCH for day in days]
    wrong = np.zeros(starts.size, np.bool_)
    for column, table in zip(columns, right, strict=True):
        wrong |= column != table.take(starts - low)
    return int(wrong.sum())


# --- numpy


def add_months(days: npt.NDArray[Any], months: int) -> npt.NDArray[Any]:
    """Add months to days of numpy, which knows no month ends of its own."""
    month = days.astype("datetime64[M]")
    target = month + months
    last = (target + 1).astype("datetime64[D]") - 1
    added: npt.NDArray[Any] = np.minimum(target.astype("datetime64[D]") + (days - month.astype("datetime64[D]")), last)
    return added


def _naive_months(days: npt.NDArray[Any], months: int) -> npt.NDArray[Any]:
    month = days.astype("datetime64[M]")
    added: npt.NDArray[Any] = (month + months).astype("datetime64[D]") + (days - month.astype("datetime64[D]"))
    return added


def _by_numpy(days: Days, add: Callable[[npt.NDArray[Any], int], npt.NDArray[Any]] = add_months) -> list[Days]:
    starts = days.astype("datetime64[D]")

    def last_day(months: int) -> npt.NDArray[Any]:
        bound = add(starts, months)
        same = bound - bound.astype("datetime64[M]") == starts - starts.astype("datetime64[M]")
        return np.where(same, bound - 1, bound)

    end = last_day(36)
    columns = (add(starts, 14), add(starts, 22), last_day(24) + 1, add(end, -6), add(end, -3), end)
    return [column.astype(np.int64).astype(np.int32) for column in columns]


def _floor(days: Days) -> list[Days]:
    low, high = days.min(), days.max()
    tables = _by_numpy(np.arange(low, high + 1, dtype=np.int32))
    index = np.subtract(days, low, dtype=np.intp)
    return [table.take(index) for table in tables]


@attrs.frozen
class _With:
    """A computation on plain days, whose result is read beside them."""

    compute: Callable[[Days], Sequence[Days]]

    def __call__(self, days: Days) -> tuple[Days, Sequence[Days]]:
        return days, self.compute(days)


# --- Frames: how each library makes one, runs what is lazy, and returns plain days


def _table(days: Days) -> Any:
    import pyarrow as pa

    return pa.table({"decision": pa.array(days).view(pa.date32())})


def _polars(days: Days) -> Any:
    import polars as pl

    return pl.DataFrame({"decision": pl.Series(days).cast(pl.Date)})


def _pandas(unit: str, days: Days) -> Any:
    import pandas as pd

    return pd.DataFrame({"decision": days.astype("datetime64[D]").astype(f"datetime64[{unit}]")})


def _pandas_arrow(days: Days) -> Any:
    import pandas as pd

    return _table(days).to_pandas(types_mapper=pd.ArrowDtype)


def _dask(days: Days) -> Any:
    import dask.dataframe as dd

    return dd.from_pandas(_pandas("us", days), npartitions=2)


def _duckdb(days: Days) -> Any:
    import duckdb

    connection = duckdb.default_connection()  # before DuckDB 2 a relation does not keep one of its own
    source = _table(days)  # DuckDB finds it by this name  # noqa: F841
    connection.execute("CREATE OR REPLACE TABLE certificates AS SELECT * FROM source")
    return connection.table("certificates")


def _ibis(days: Days) -> Any:
    import ibis

    return ibis.memtable(_table(days))


def _sqlite(days: Days) -> Any:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE certificates (decision TEXT)")
    texts = np.datetime_as_string(days.astype("datetime64[D]")).tolist()
    connection.executemany("INSERT INTO certificates VALUES (?)", [(text,) for text in texts])
    return connection


def _read_arrow(table: Any) -> tuple[Days, Sequence[Days]]:
    import pyarrow as pa

    starts, *columns = (
        table.column(name).combine_chunks().cast(pa.date32()).view(pa.int32()).to_numpy()
        for name in ("decision", *NAMES)
    )
    return starts, columns


def _read_polars(frame: Any) -> tuple[Days, Sequence[Days]]:
    return _read_arrow(frame.to_arrow())


def _read_pandas(frame: Any) -> tuple[Days, Sequence[Days]]:
    def plain(name: str) -> Days:
        days: Days = frame[name].to_numpy("datetime64[D]").astype(np.int64).astype(np.int32)
        return days

    return plain("decision"), [plain(name) for name in NAMES]


def _read_rows(rows: Sequence[Sequence[date]]) -> tuple[Days, Sequence[Days]]:
    starts, *columns = (
        np.array([day.toordinal() - _EPOCH for day in column], np.int32) for column in zip(*rows, strict=True)
    )
    return starts, columns


def _read_texts(rows: Sequence[Sequence[str]]) -> tuple[Days, Sequence[Days]]:
    return _read_rows([[date.fromisoformat(text) for text in row] for row in rows])


# --- Ours


def _ours(frame: Any) -> Any:
    from qualiopi_rules import columns

    return columns.add_cycles(frame, decision="decision")


# --- What a user would write


def _offset_by(frame: Any, *, careful: bool = True) -> Any:
    import polars as pl

    starts = pl.col("decision")

    def last_day(months: str) -> Any:
        bound = starts.dt.offset_by(months)
        before = bound.dt.offset_by("-1d")
        return pl.when(bound.dt.day() == starts.dt.day()).then(before).otherwise(bound) if careful else before

    return frame.with_columns(
        surveillance_opens=starts.dt.offset_by("14mo"),
        surveillance_closes=starts.dt.offset_by("22mo"),
        renewal_year_opens=last_day("24mo").dt.offset_by("1d"),
        expires=last_day("36mo"),
    ).with_columns(
        renewal_opens=pl.col("expires").dt.offset_by("-6mo"), renewal_closes=pl.col("expires").dt.offset_by("-3mo")
    )


def _date_offset(frame: Any) -> Any:
    import pandas as pd

    starts, day = frame["decision"], pd.Timedelta(days=1)

    def last_day(months: int) -> Any:
        bound = starts + pd.DateOffset(months=months)
        return bound.where(bound.dt.day != starts.dt.day, bound - day)

    end = last_day(36)
    return frame.assign(
        surveillance_opens=starts + pd.DateOffset(months=14),
        surveillance_closes=starts + pd.DateOffset(months=22),
        renewal_year_opens=last_day(24) + day,
        renewal_opens=end - pd.DateOffset(months=6),
        renewal_closes=end - pd.DateOffset(months=3),
        expires=end,
    )


_INTERVALS = """
WITH bounds AS (
    SELECT decision, (decision + INTERVAL 36 MONTH)::DATE AS b36, (decision + INTERVAL 24 MONTH)::DATE AS b24
    FROM cycles
), ends AS (
    SELECT decision, b36 - (day(b36) = day(decision))::INT AS expires, b24 + (day(b24) <> day(decision))::INT AS year
    FROM bounds
)
SELECT decision, (decision + INTERVAL 14 MONTH)::DATE AS surveillance_opens,
    (decision + INTERVAL 22 MONTH)::DATE AS surveillance_closes, year AS renewal_year_opens,
    (expires - INTERVAL 6 MONTH)::DATE AS renewal_opens, (expires - INTERVAL 3 MONTH)::DATE AS renewal_closes, expires
FROM ends
"""

# What one would write for SQLite, whose months overflow: 31 January and one month is 2 or 3 March.
_SQLITE = """
SELECT decision, date(decision, '+14 months'), date(decision, '+22 months'), date(decision, '+24 months'),
    date(decision, '+36 months', '-1 day', '-6 months'), date(decision, '+36 months', '-1 day', '-3 months'),
    date(decision, '+36 months', '-1 day')
FROM certificates
"""


def _intervals(relation: Any) -> Any:
    return relation.query("cycles", _INTERVALS).to_arrow_table()


def _objects(module: str, cls: str, days: Days) -> list[Any]:
    make = getattr(import_module(module), cls)
    return [make(day.year, day.month, day.day) for day in (date.fromordinal(each) for each in (days + _EPOCH).tolist())]


def _loop(rows: Sequence[Any], add: Callable[[Any, int], Any]) -> list[tuple[Any, ...]]:
    day, found = timedelta(days=1), []
    for starts in rows:
        end, year = add(starts, 36), add(starts, 24)
        if end.day == starts.day:
            end -= day
        if year.day != starts.day:
            year += day
        found.append((starts, add(starts, 14), add(starts, 22), year, add(end, -6), add(end, -3), end))
    return found


def _by_dateutil(rows: Sequence[date]) -> list[tuple[Any, ...]]:
    from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]

    months = {each: relativedelta(months=each) for each in (14, 22, 24, 36, -6, -3)}
    return _loop(rows, lambda day, each: day + months[each])


def _by_pendulum(rows: Sequence[Any]) -> list[tuple[Any, ...]]:
    return _loop(rows, lambda day, each: day.add(months=each))


def _by_us(rows: Sequence[Any]) -> list[tuple[Any, ...]]:
    from qualiopi_rules import CertificationCycle

    found = []
    for starts in rows:
        cycle = CertificationCycle(starts)
        surveillance, renewal = cycle.surveillance, cycle.renewal
        found.append(
            (
                *(starts, surveillance.opens, surveillance.closes, cycle.renewal_year.opens),
                *(renewal.opens, renewal.closes, cycle.expires),
            )
        )
    return found


def _plain(group: Group, compute: Callable[[Days], Sequence[Days]]) -> Way:
    return Way(group, lambda days: days, _With(compute), lambda result: result)


def _ours_on(
    make: Callable[[Days], Any], read: Callable[[Any], Any], run: Callable[[Any], Any] = lambda frame: frame
) -> Way:
    return Way(Group.OURS, make, lambda frame: run(_ours(frame)), read)


WAYS: Mapping[str, Way] = {
    "numpy: a table over the days, then take": _plain(Group.FLOOR, _floor),
    "polars": _ours_on(_polars, _read_polars),
    "polars, lazy": _ours_on(lambda days: _polars(days).lazy(), _read_polars, lambda query: query.collect()),
    "polars, lazy, streaming": _ours_on(
        lambda days: _polars(days).lazy(), _read_polars, lambda query: query.collect(engine="streaming")
    ),
    "pyarrow": _ours_on(_table, _read_arrow),
    "pandas, datetime64[us]": _ours_on(partial(_pandas, "us"), _read_pandas),
    "pandas, datetime64[ns]": _ours_on(partial(_pandas, "ns"), _read_pandas),
    "pandas, pyarrow types": _ours_on(_pandas_arrow, _read_pandas),
    "DuckDB": _ours_on(_duckdb, _read_arrow, lambda relation: relation.to_arrow_table()),
    "Ibis on DuckDB": _ours_on(_ibis, _read_arrow, lambda table: table.to_pyarrow()),
    "Dask, two partitions": _ours_on(_dask, _read_pandas, lambda frame: frame.compute()),
    "the scalar rule, in a loop": Way(
        Group.OURS, partial(_objects, "pendulum", "Date"), _by_us, _read_rows, sample=SAMPLE
    ),
    "polars, `dt.offset_by`": Way(Group.INSTEAD, _polars, _offset_by, _read_polars),
    "pandas, `DateOffset`": Way(Group.INSTEAD, partial(_pandas, "us"), _date_offset, _read_pandas),
    "DuckDB, intervals": Way(Group.INSTEAD, _duckdb, _intervals, _read_arrow),
    "numpy, months with month ends": _plain(Group.INSTEAD, _by_numpy),
    "a loop with dateutil": Way(
        Group.INSTEAD, partial(_objects, "datetime", "date"), _by_dateutil, _read_rows, sample=SAMPLE
    ),
    "a loop with pendulum": Way(
        Group.INSTEAD, partial(_objects, "pendulum", "Date"), _by_pendulum, _read_rows, sample=SAMPLE
    ),
    "polars, `dt.offset_by` and always one day less": Way(
        Group.CARELESS, _polars, partial(_offset_by, careful=False), _read_polars
    ),
    "numpy, months without month ends": _plain(Group.CARELESS, partial(_by_numpy, add=_naive_months)),
    "SQLite, `date()`": Way(
        Group.CARELESS, _sqlite, lambda connection: connection.execute(_SQLITE).fetchall(), _read_texts
    ),
}
FLOOR = next(iter(WAYS))
