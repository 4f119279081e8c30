"""The other rules on a million rows: printed days, status, what applies and the whole review, on each library."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np

from benchmarks import dossiers
from benchmarks.frames import EPOCH, Days
from benchmarks.ways import days_of
from qualiopi_rules import CertificationCycle, columns, read_printed

ON = date(2026, 6, 1)
_RE_ISSUED, _WRONG = 0.8, 0.1  # the shares of rows whose days are not the regular ones
_SAMPLE = 2_000
_ISSUE_DAYS = 1_000


def printed_of(rows: int) -> dict[str, Days]:
    """Draw printed days, most of them a combination of their own: re-issued on any day, and some ends off by a year."""
    draw = np.random.default_rng(2)
    first = days_of(rows)
    low, high = int(first.min()), int(first.max())
    table = [
        CertificationCycle(date.fromordinal(day + EPOCH)).expires.toordinal() - EPOCH for day in range(low, high + 1)
    ]
    start, end = first.copy(), np.array(table, np.int32).take(first - low)
    start += (draw.random(rows) < _RE_ISSUED) * draw.integers(0, _ISSUE_DAYS, rows, dtype=np.int32)
    end += (draw.random(rows) < _WRONG) * draw.integers(-400, 400, rows, dtype=np.int32)
    return {"start": start, "end": end, "first_issue": first}


def table_of(rows: int) -> Any:
    """Make a table of all that the rules read."""
    import pyarrow as pa

    table = dossiers.table_of(rows)
    for name, days in {"decision": days_of(rows), **printed_of(rows)}.items():
        table = table.append_column(name, pa.array(days).view(pa.date32()))
    return table


def _polars(table: Any) -> Any:
    import polars as pl

    return pl.from_arrow(table)


def _pandas(table: Any) -> Any:
    flags = dict.fromkeys(set(dossiers.QUESTIONS) & set(table.column_names), "boolean")
    return table.to_pandas(date_as_object=False).astype(flags)


def _pandas_arrow(table: Any) -> Any:
    import pandas as pd

    return table.to_pandas(types_mapper=pd.ArrowDtype)


def _dask(table: Any) -> Any:
    import dask.dataframe as dd

    return dd.from_pandas(_pandas(table), npartitions=2)


def _duckdb(table: Any) -> Any:
    import duckdb

    connection = duckdb.default_connection()
    source = table  # DuckDB finds it by this name  # noqa: F841
    connection.execute("CREATE OR REPLACE TABLE dossiers AS SELECT * FROM source")
    return connection.table("dossiers")


def _ibis(table: Any) -> Any:
    import ibis

    return ibis.memtable(table)


def arrow_of(frame: Any) -> Any:
    """Make a table of pyarrow of a result."""
    import pyarrow as pa

    return frame.to_arrow() if hasattr(frame, "to_arrow") else pa.table(frame)


LIBRARIES: Mapping[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "polars": (_polars, lambda frame: frame),
    "polars, lazy": (lambda table: _polars(table).lazy(), lambda query: query.collect()),
    "polars, lazy, streaming": (lambda table: _polars(table).lazy(), lambda query: query.collect(engine="streaming")),
    "pyarrow": (lambda table: table, lambda table: table),
    "pandas": (_pandas, lambda frame: frame),
    "pandas, pyarrow types": (_pandas_arrow, lambda frame: frame),
    "DuckDB": (_duckdb, lambda relation: relation.to_arrow_table()),
    "Ibis on DuckDB": (_ibis, lambda table: table.to_pyarrow()),
    "Dask, two partitions": (_dask, lambda frame: frame.compute()),
}
"""By library: what makes its frame, and what runs it where it is lazy."""

_PRINTED = {"start": "start", "end": "end", "first_issue": "first_issue"}

RULES: Mapping[str, tuple[tuple[str, ...], Callable[[Any], Any]]] = {
    "status": (("decision",), lambda frame: columns.add_status(frame, decision="decision", on=ON)),
    "applicability": (("categories", *dossiers.QUESTIONS), dossiers.compute),
    "printed days": (tuple(_PRINTED), lambda frame: columns.add_printed(frame, **_PRINTED)),
    "review": (
        (*_PRINTED, "categories", *dossiers.QUESTIONS),
        lambda frame: columns.add_review(frame, on=ON, **_PRINTED, categories="categories", answers=dossiers.QUESTIONS),
    ),
}
"""By rule: the columns that it reads, and the rule."""


def prepared(library: str, rule: str, table: Any) -> Callable[[], Any]:
    """Make the frame, see that the results are right, and return what is timed."""
    make, run = LIBRARIES[library]
    names, compute = RULES[rule]
    table = table.select(list(names))
    wrong = differing(rule, arrow_of(run(compute(make(table.slice(0, _SAMPLE))))))
    if wrong:
        raise AssertionError(f"{library}, {rule}: {wrong} rows are not what the scalar rule returns")
    frame = make(table)
    return lambda: run(compute(frame))


def differing(rule: str, result: Any) -> int:
    """Count the rows in which the results of a rule are not those of the scalar rule for that row alone."""
    if rule == "applicability":
        return dossiers.differing(result)
    wrong = dossiers.differing(result) if rule == "review" else 0
    return wrong + sum(
        1 for row in result.to_pylist() if any(row[name] != value for name, value in _expected(rule, row))
    )


def _expected(rule: str, row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The results of the scalar rule, by the column that they are in."""
    if rule == "status":
        yield from _of_cycle(CertificationCycle(_day(row["decision"])))
        return
    printed = read_printed(*(_day(row[name]) for name in _PRINTED))
    yield "outcome", str(printed.outcome)
    cycle = printed.cycle
    yield "error", None if cycle is not None else str(printed.outcome)
    yield "shape", None if cycle is None else str(printed.readings[0].shape)
    if rule == "review" and cycle is not None:
        yield from _of_cycle(cycle)
        (deadline, *_) = (*cycle.deadlines(on=ON), None)
        yield "next_deadline", None if deadline is None else str(deadline.code)
        yield "days_left", None if deadline is None else deadline.days_left


def _of_cycle(cycle: CertificationCycle) -> Iterator[tuple[str, Any]]:
    status = cycle.status(on=ON)
    yield "stage", str(status.stage)
    yield "valid", status.valid


def _day(value: date) -> date:
    """A day, which pandas holds as a date-time."""
    return date(value.year, value.month, value.day)
