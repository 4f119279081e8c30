"""Relations of DuckDB: the results of the distinct keys are joined, and the rows stay in their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qualiopi_rules.columns.column_rule import Output, OutputKind, RuleMaker
from qualiopi_rules.columns.lookup import lookup_of

__all__ = ["apply_duckdb"]

# Names that are there only for a while; a table or a column of the caller's own would have to be as odd to be in the
# way. None of them has the name of a table of the caller: DuckDB would take that instead.
_ROW = "__qualiopi_row"
_RESULT = "__qualiopi_result_"
_LOOKUP, _VIEW = "__qualiopi_lookup", "__qualiopi_view"


def apply_duckdb(frame: Any, make: RuleMaker, prefix: str) -> Any:
    """Join the results of the distinct keys, and put the rows back in their order, which a join does not keep."""

    def distinct(names: Sequence[str]) -> Any:
        return frame.project(", ".join(map(_quoted, names))).distinct().to_arrow_table()

    found = lookup_of(frame.columns, distinct, make, prefix)
    results = {name: f"{_RESULT}{place}" for place, name in enumerate(found.outputs)}
    lookup = _on_connection(frame, found.table.rename_columns([*found.on.values(), *results.values()]))
    on = " AND ".join(f"{_quoted(name)} IS NOT DISTINCT FROM {key}" for name, key in found.on.items())
    joined = frame.project(f"*, row_number() OVER () AS {_ROW}").join(lookup, on, "left").order(_ROW)
    kept = [_quoted(name) for name in frame.columns if name not in found.errors]
    outputs = (f"CAST({results[name]} AS {_type(output)}) AS {_quoted(name)}" for name, output in found.outputs.items())
    return joined.project(", ".join([*kept, *outputs]))


def _on_connection(frame: Any, table: Any) -> Any:
    """A table of pyarrow as a relation of the connection that a frame is on."""
    __qualiopi_lookup = table  # DuckDB finds it by this name
    empty = frame.limit(0)
    try:
        return empty.query(_VIEW, f"SELECT * FROM {_LOOKUP}").set_alias(_LOOKUP)
    finally:
        # Before DuckDB 2 a view of that name stays behind.
        empty.query(_VIEW, f"DROP VIEW IF EXISTS {_VIEW}")


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _type(output: Output) -> str:
    match output.kind:
        case OutputKind.DAY:
            return "DATE"
        case OutputKind.CODE:
            codes = ", ".join(f"'{code}'" for code in output.codes)
            return f"ENUM ({codes})"
        case OutputKind.NAME:
            return "VARCHAR"
        case OutputKind.FLAG:
            return "BOOLEAN"
        case _:
            return "BIGINT"
