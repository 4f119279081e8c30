"""The quick form, for before and after a change: in one process, a few turns each, compared with what is on record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from benchmarks import rules
from benchmarks.clock import paired
from benchmarks.ways import FLOOR, WAYS, days_of

_CYCLES = (
    *("polars", "polars, lazy", "polars, lazy, streaming", "pyarrow", "pandas, datetime64[us]", "DuckDB"),
    *("Dask, two partitions", "polars, unique, `dt.offset_by`, join", "pyarrow, group by, join"),
)
_RULES = (
    *(("polars", rule) for rule in rules.RULES),
    ("polars, lazy, streaming", "printed days"),
    *(("DuckDB", rule) for rule in ("applicability", "printed days")),
)
_OURS, _STRONGEST = "polars", "polars, unique, `dt.offset_by`, join"
_SMALL = (1_000, 10_000)
_TURNS = 5


def measured(rows: int) -> dict[str, float]:
    """Time every case in turns with what it is compared with; return the ratios."""
    return {name: paired(against, run, rounds=_TURNS)["ratio"] for name, against, run in _cases(rows)}


def _cases(rows: int) -> Iterator[tuple[str, Callable[[], Any], Callable[[], Any]]]:
    days = days_of(rows)

    def floor() -> Any:
        return WAYS[FLOOR].run(days)

    for name in _CYCLES:
        yield f"cycles: {name}", floor, _prepared(name, rows)
    table = rules.table_of(rows)
    for library, rule in _RULES:
        yield f"{rule}: {library}", floor, rules.prepared(library, rule, table)
    for few in _SMALL:
        yield f"{few:,} rows, ours to the strongest: polars", _prepared(_STRONGEST, few), _prepared(_OURS, few)


def _prepared(name: str, rows: int) -> Callable[[], Any]:
    way = WAYS[name]
    frame = way.make(days_of(rows))
    return lambda: way.run(frame)
