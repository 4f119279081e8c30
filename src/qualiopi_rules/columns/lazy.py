"""Frames that are not in memory: the rule goes to the rows where they are, or its results are joined to them.

polars and Dask run the rule on each batch or partition, when they run the rest. The engines that speak SQL (DuckDB,
Ibis, Spark) cannot: their distinct keys are collected, and the results are joined back as a table.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from qualiopi_rules.columns.eager import apply_eager
from qualiopi_rules.columns.engine import ERROR_COLUMNS, Given, Kind, Rule, error_columns

__all__ = ["on_dask", "on_duckdb", "on_ibis", "on_polars", "on_spark"]

# Names of columns that are there only for a while; one of the caller's own would have to be as odd to be in the way.
_RESULTS, _ROW, _KEY, _RESULT = "__qualiopi_results", "__qualiopi_row", "__qualiopi_key_", "__qualiopi_result_"

RuleMaker = Callable[[], Rule]


def _keys(rule: Rule, columns: list[str], prefix: str) -> tuple[list[str], list[str]]:
    """The columns that decide the results of a row, and those of earlier errors among them."""
    errors = [prefix + name for name in ERROR_COLUMNS if prefix + name in columns]
    return list(dict.fromkeys([*(argument.column for argument in rule.takes.values()), *errors])), errors


def on_polars(frame: Any, make: RuleMaker, prefix: str) -> Any:
    """Run a rule when the polars query runs, on each batch: the query is not executed here."""
    pl, rule = nw.Implementation.POLARS.to_native_namespace(), make()
    schema = frame.collect_schema()
    keys, errors = _keys(rule, schema.names(), prefix)
    empty = pl.DataFrame(schema={name: schema[name] for name in keys})
    made = {
        name: kind
        for name, kind in apply_eager(empty, rule, prefix).schema.items()
        if name not in keys or name in errors
    }

    def batch(struct: Any) -> Any:  # pragma: no cover (polars calls it from threads that coverage does not see)
        return apply_eager(struct.struct.unnest(), rule, prefix).select(list(made)).to_struct()

    computed = pl.struct(keys).map_batches(batch, return_dtype=pl.Struct(made), is_elementwise=True).alias(_RESULTS)
    return frame.with_columns(computed).drop(errors).unnest(_RESULTS)


def on_dask(frame: Any, make: RuleMaker, prefix: str) -> Any:
    """Run a rule on each partition, when Dask computes it."""
    return frame.map_partitions(_partition, make, prefix, meta=_partition(frame._meta, make, prefix))


def _partition(frame: Any, make: RuleMaker, prefix: str) -> Any:
    # The rule is made where the partition is: what makes it can be sent to another machine.
    return apply_eager(frame, make(), prefix)


@attrs.frozen
class _Lookup:
    """The results for the distinct keys of a frame, as a table to join to it.

    Attributes:
        table: a table of pyarrow.
        on: the columns of the frame it is joined on, each with its name in the table.
        gives: the columns that the join brings, by their names.
        errors: the columns of earlier errors, which it replaces.
    """

    table: Any
    on: dict[str, str]
    gives: dict[str, Given]
    errors: list[str]


def _lookup(names: list[str], distinct_of: Callable[[list[str]], Any], make: RuleMaker, prefix: str) -> _Lookup:
    """Compute the results of the distinct keys of a frame, given what collects the distinct rows of columns."""
    rule = make()
    keys, errors = _keys(rule, names, prefix)
    distinct = distinct_of(keys)
    computed = apply_eager(distinct, rule, prefix)
    on = {name: f"{_KEY}{place}" for place, name in enumerate(keys)}
    gives = {prefix + given.name: given for given in (*rule.gives, *error_columns())}
    columns = {on[name]: distinct.column(name) for name in keys} | {name: computed.column(name) for name in gives}
    return _Lookup(
        type(distinct).from_pydict({name: _plain(column) for name, column in columns.items()}), on, gives, errors
    )


def _plain(column: Any) -> Any:
    """Texts as texts: not every engine knows the dictionaries of arrow."""
    is_dictionary = hasattr(column.type, "index_type")
    return column.cast(column.type.value_type) if is_dictionary else column


def _collected(frame: Any) -> Callable[[list[str]], Any]:
    return lambda names: nw.from_native(frame).select(*names).unique().collect("pyarrow").to_native()


def on_duckdb(frame: Any, make: RuleMaker, prefix: str) -> Any:
    """Join the results of the distinct keys, and put the rows back in their order, which a join does not keep."""
    found = _lookup(frame.columns, _collected(frame), make, prefix)
    rows = f"(SELECT *, row_number() OVER () AS {_ROW} FROM frame)"
    kept = ", ".join(_quoted(name) for name in [*found.errors, _ROW])
    gives = ", ".join(
        f"CAST(lookup.{_quoted(name)} AS {_duckdb_type(given)}) AS {_quoted(name)}"
        for name, given in found.gives.items()
    )
    on = " AND ".join(f"v.{_quoted(name)} IS NOT DISTINCT FROM lookup.{key}" for name, key in found.on.items())
    lookup = found.table  # DuckDB finds it by this name  # noqa: F841
    return frame.query(
        "frame", f"SELECT v.* EXCLUDE ({kept}), {gives} FROM {rows} AS v LEFT JOIN lookup ON {on} ORDER BY v.{_ROW}"
    )


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _duckdb_type(given: Given) -> str:
    match given.kind:
        case Kind.DAY:
            return "DATE"
        case Kind.CODE:
            codes = ", ".join(f"'{code}'" for code in given.codes)
            return f"ENUM ({codes})"
        case Kind.NAME:
            return "VARCHAR"
        case Kind.FLAG:
            return "BOOLEAN"
        case _:
            return "BIGINT"


def on_ibis(frame: Any, make: RuleMaker, prefix: str) -> Any:
    """Join the results of the distinct keys; Ibis promises no order of rows."""
    ibis = nw.Implementation.IBIS.to_native_namespace()
    found = _lookup(list(frame.columns), _collected(frame), make, prefix)
    # The columns of earlier errors are on both sides, until the selection leaves one.
    gives = {name: f"{_RESULT}{place}" for place, name in enumerate(found.gives)}
    lookup = ibis.memtable(found.table.rename_columns([*found.on.values(), *gives.values()]))
    joined = frame.left_join(lookup, [frame[name].identical_to(lookup[key]) for name, key in found.on.items()])
    kept = [name for name in frame.columns if name not in found.errors]
    return joined.select(*kept, **{name: joined[given] for name, given in gives.items()})


def on_spark(frame: Any, make: RuleMaker, prefix: str) -> Any:
    """Join the results of the distinct keys, which are sent to every machine; Spark promises no order of rows."""

    def distinct(names: list[str]) -> Any:
        return frame.select(*(frame[_backquoted(name)] for name in names)).distinct().toArrow()

    found = _lookup(frame.columns, distinct, make, prefix)
    lookup = frame.sparkSession.createDataFrame(found.table).hint("broadcast")
    same = [frame[_backquoted(name)].eqNullSafe(lookup[key]) for name, key in found.on.items()]
    kept = [frame[_backquoted(name)] for name in frame.columns if name not in found.errors]
    return frame.join(lookup, reduce(and_, same), "left").select(
        *kept, *(lookup[_backquoted(name)] for name in found.gives)
    )


def _backquoted(name: str) -> str:
    doubled = name.replace("`", "``")
    return f"`{doubled}`"
