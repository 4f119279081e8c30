"""The six days of a million cycles, in every way in which they can be had: ours, the floor, and what one would write.

Each way has a frame of its own kind, made before anything is timed, and computes six columns of days.
Every cycle starts in 2021 or later, when one set of month counts holds: that spares the others a case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from enum import Enum
from functools import partial
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from benchmarks.frames import (
    EPOCH,
    NAMES,
    Days,
    dask_of,
    duckdb_of,
    ibis_of,
    objects_of,
    pandas_arrow_of,
    pandas_of,
    polars_of,
    read_arrow,
    read_pandas,
    read_polars,
    read_rows,
    read_texts,
    sqlite_of,
    table_of,
)

SAMPLE = 20_000

_FIRST, _LAST = (day.toordinal() - EPOCH for day in (date(2021, 1, 1), date(2030, 12, 31)))


class Group(Enum):
    """What a way is there for."""

    FLOOR = "floor"
    OURS = "ours"
    STRONGEST = "strongest"  # what a good user of the library would write: each distinct day once, and a join
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
        cycle = CertificationCycle(date.fromordinal(low + number + EPOCH))
        days = (
            *(cycle.surveillance.opens, cycle.surveillance.closes, cycle.renewal_year.opens),
            *(cycle.renewal.opens, cycle.renewal.closes, cycle.expires),
        )
        right[:, number] = [day.toordinal() - EPOCH for day in days]
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


# --- Ours


def _ours(frame: Any) -> Any:
    from qualiopi_rules import columns

    return columns.add_cycles(frame, decision="decision")


# --- What a good user would write: each distinct day is computed once


def _unique_join(frame: Any) -> Any:
    import polars as pl

    days = _offset_by(frame.select(pl.col("decision").unique()))
    return frame.join(days, on="decision", how="left", maintain_order="left")


def _range_take(frame: Any) -> Any:
    import pandas as pd

    first, last = frame["decision"].min(), frame["decision"].max()
    table = _date_offset(pd.DataFrame({"decision": pd.date_range(first, last, unit="us")}))
    places = (frame["decision"] - first).dt.days.to_numpy()
    return frame.assign(**{name: table[name].to_numpy().take(places) for name in NAMES})


def _group_join(table: Any) -> Any:
    import pyarrow as pa

    days = table.group_by("decision").aggregate([])
    computed = _by_numpy(days.column("decision").combine_chunks().view(pa.int32()).to_numpy())
    for name, column in zip(NAMES, computed, strict=True):
        days = days.append_column(name, pa.array(column).view(pa.date32()))
    return table.join(days, "decision")


def _calendar_join(relation: Any) -> Any:
    numbered = relation.project("*, row_number() OVER () AS place").set_alias("numbered")
    calendar = relation.project("decision").distinct().query("cycles", _INTERVALS).set_alias("calendar")
    joined = numbered.join(calendar, "decision").order("place")
    return joined.project(", ".join(["decision", *NAMES])).to_arrow_table()


def _range_take_each(frame: Any) -> Any:
    return frame.map_partitions(_range_take).compute()


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
    "polars": _ours_on(polars_of, read_polars),
    "polars, lazy": _ours_on(lambda days: polars_of(days).lazy(), read_polars, lambda query: query.collect()),
    "polars, lazy, streaming": _ours_on(
        lambda days: polars_of(days).lazy(), read_polars, lambda query: query.collect(engine="streaming")
    ),
    "pyarrow": _ours_on(table_of, read_arrow),
    "pandas, datetime64[us]": _ours_on(partial(pandas_of, "us"), read_pandas),
    "pandas, datetime64[ns]": _ours_on(partial(pandas_of, "ns"), read_pandas),
    "pandas, pyarrow types": _ours_on(pandas_arrow_of, read_pandas),
    "DuckDB": _ours_on(duckdb_of, read_arrow, lambda relation: relation.to_arrow_table()),
    "Ibis on DuckDB": _ours_on(ibis_of, read_arrow, lambda table: table.to_pyarrow()),
    "Dask, two partitions": _ours_on(dask_of, read_pandas, lambda frame: frame.compute()),
    "the scalar rule, in a loop": Way(
        Group.OURS, partial(objects_of, "pendulum", "Date"), _by_us, read_rows, sample=SAMPLE
    ),
    "polars, unique, `dt.offset_by`, join": Way(Group.STRONGEST, polars_of, _unique_join, read_polars),
    "polars, lazy, unique, `dt.offset_by`, join": Way(
        Group.STRONGEST, lambda days: polars_of(days).lazy(), lambda query: _unique_join(query).collect(), read_polars
    ),
    "pandas, a table over the range, then take": Way(
        Group.STRONGEST, partial(pandas_of, "us"), _range_take, read_pandas
    ),
    "pyarrow, group by, join": Way(Group.STRONGEST, table_of, _group_join, read_arrow),
    "DuckDB, a calendar joined, in order": Way(Group.STRONGEST, duckdb_of, _calendar_join, read_arrow),
    "Dask, a table over the range in each partition": Way(Group.STRONGEST, dask_of, _range_take_each, read_pandas),
    "polars, `dt.offset_by`": Way(Group.INSTEAD, polars_of, _offset_by, read_polars),
    "pandas, `DateOffset`": Way(Group.INSTEAD, partial(pandas_of, "us"), _date_offset, read_pandas),
    "DuckDB, intervals": Way(Group.INSTEAD, duckdb_of, _intervals, read_arrow),
    "numpy, months with month ends": _plain(Group.INSTEAD, _by_numpy),
    "a loop with dateutil": Way(
        Group.INSTEAD, partial(objects_of, "datetime", "date"), _by_dateutil, read_rows, sample=SAMPLE
    ),
    "a loop with pendulum": Way(
        Group.INSTEAD, partial(objects_of, "pendulum", "Date"), _by_pendulum, read_rows, sample=SAMPLE
    ),
    "polars, `dt.offset_by` and always one day less": Way(
        Group.CARELESS, polars_of, partial(_offset_by, careful=False), read_polars
    ),
    "numpy, months without month ends": _plain(Group.CARELESS, partial(_by_numpy, add=_naive_months)),
    "SQLite, `date()`": Way(
        Group.CARELESS, sqlite_of, lambda connection: connection.execute(_SQLITE).fetchall(), read_texts
    ),
}
FLOOR = next(iter(WAYS))
