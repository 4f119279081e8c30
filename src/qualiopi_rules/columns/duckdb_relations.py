"""Relations of DuckDB: the results of the distinct keys are joined, and the rows stay in their order."""

from __future__ import annotations

from typing import Any

from qualiopi_rules.columns.column_rule import Output, OutputKind, RuleMaker
from qualiopi_rules.columns.lookup import collected, lookup_of

__all__ = ["apply_duckdb"]

# A column that is there only for a while; one of the caller's own would have to be as odd to be in the way.
_ROW = "__qualiopi_row"


def apply_duckdb(frame: Any, make: RuleMaker, prefix: str) -> Any:
    """Join the results of the distinct keys, and put the rows back in their order, which a join does not keep."""
    found = lookup_of(frame.columns, collected(frame), make, prefix)
    rows = f"(SELECT *, row_number() OVER () AS {_ROW} FROM frame)"
    dropped = ", ".join(_quoted(name) for name in [*found.errors, _ROW])
    outputs = ", ".join(
        f"CAST(lookup.{_quoted(name)} AS {_type(output)}) AS {_quoted(name)}" for name, output in found.outputs.items()
    )
    on = " AND ".join(f"v.{_quoted(name)} IS NOT DISTINCT FROM lookup.{key}" for name, key in found.on.items())
    lookup = found.table  # DuckDB finds it by this name  # noqa: F841
    return frame.query(
        "frame",
        f"SELECT v.* EXCLUDE ({dropped}), {outputs} FROM {rows} AS v LEFT JOIN lookup ON {on} ORDER BY v.{_ROW}",
    )


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
