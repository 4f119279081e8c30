"""Relations of DuckDB, whose rows stay in their order.

One of few rows is computed whole; to one of many the results of the distinct keys are joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qualiopi_rules.columns.column_rule import ColumnRule, Output, OutputKind, RuleMaker
from qualiopi_rules.columns.eager import apply_eager
from qualiopi_rules.columns.lookup import few_rows, is_dictionary, lookup_of, outputs_of, with_places

__all__ = ["apply_duckdb"]

# Names that are there only for a while: no column of the caller begins like them (`frames`). A table of the caller
# would have to be as odd to be in the way: DuckDB would take that instead.
_ROW = "__qualiopi_row"
_RESULT = "__qualiopi_result_"
_LOOKUP, _VIEW, _NUMBERED = "__qualiopi_lookup", "__qualiopi_view", "__qualiopi_numbered"

# Types that are the same again; others are tried.
_PLAIN = {"BOOLEAN", "INTEGER", "BIGINT", "DOUBLE", "DATE", "TIMESTAMP", "VARCHAR"}


def apply_duckdb(frame: Any, makers: Sequence[RuleMaker], prefix: str) -> Any:
    """Add rules to a relation, one after the other."""
    if _comes_back(frame):
        most = few_rows(len(frame.columns))
        table = frame.limit(most + 1).to_arrow_table()
        if table.num_rows <= most:
            return _computed(frame, table, [make() for make in makers], prefix)
    for make in makers:
        frame = _joined(frame, make, prefix)
    return frame


def _comes_back(frame: Any) -> bool:
    """Whether the columns of a relation can be the same after they were a table of pyarrow."""
    if all(str(kind) in _PLAIN or _is_enum(kind) for kind in frame.types):
        return True
    again = _on_connection(frame, frame.limit(0).to_arrow_table())
    return all(one == own or _is_enum(own) for one, own in zip(again.types, frame.types, strict=True))


def _is_enum(kind: Any) -> bool:
    return str(kind).startswith("ENUM")


def _computed(frame: Any, table: Any, rules: Sequence[ColumnRule], prefix: str) -> Any:
    """Apply rules to the rows themselves, which are all in memory."""
    outputs = outputs_of(rules, prefix)
    computed = apply_eager(table, rules, prefix)
    own = {name: str(kind) for name, kind in zip(frame.columns, frame.types, strict=True) if name not in outputs}
    types = {name: kind if _is_enum(kind) else None for name, kind in own.items()}
    types |= {name: _type(output) for name, output in outputs.items()}
    # A column of nulls, as that of errors most often is, need not come from the table.
    empty = {name for name in outputs if computed.column(name).null_count == table.num_rows}
    coded = [name for name in outputs if name not in empty and is_dictionary(computed.column(name))]
    numbered, texts = with_places(computed.drop_columns([*empty]), coded)

    def value(name: str, kind: str | None) -> str:
        if name in empty:
            return "NULL"
        return f"CAST([{_list(texts[name])}] AS {kind}[])[{_quoted(name)} + 1]" if name in texts else _quoted(name)

    columns = (
        _quoted(name) if kind is None else f"CAST({value(name, kind)} AS {kind}) AS {_quoted(name)}"
        for name, kind in types.items()
    )
    return _on_connection(frame, numbered).project(", ".join(columns))


def _joined(frame: Any, make: RuleMaker, prefix: str) -> Any:
    """Join the results of the distinct keys, and put the rows back in their order, which a join does not keep."""

    def distinct(names: Sequence[str]) -> Any:
        return frame.project(", ".join(map(_quoted, names))).distinct().to_arrow_table()

    found = lookup_of(frame.columns, distinct, make, prefix)
    results = {name: f"{_RESULT}{place}" for place, name in enumerate(found.outputs)}
    lookup = _on_connection(frame, found.table.rename_columns([*found.on.values(), *results.values()]))
    types = (f"CAST({results[name]} AS {_type(output)}) AS {results[name]}" for name, output in found.outputs.items())
    lookup = lookup.project(", ".join([*found.on.values(), *types])).set_alias(_LOOKUP)
    on = " AND ".join(f"{_quoted(name)} IS NOT DISTINCT FROM {key}" for name, key in found.on.items())
    numbered = frame.project(f"*, row_number() OVER () AS {_ROW}").set_alias(_NUMBERED)
    joined = numbered.join(lookup, on, "left").order(_ROW)
    kept = [_quoted(name) for name in frame.columns if name not in found.errors]
    outputs = (f"{result} AS {_quoted(name)}" for name, result in results.items())
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


def _list(texts: Sequence[str]) -> str:
    return ", ".join("'" + text.replace("'", "''") + "'" for text in texts)


def _type(output: Output) -> str:
    match output.kind:
        case OutputKind.DAY:
            return "DATE"
        case OutputKind.CODE:
            return f"ENUM ({_list(output.codes)})"
        case OutputKind.NAME:
            return "VARCHAR"
        case OutputKind.FLAG:
            return "BOOLEAN"
        case _:
            return "BIGINT"
