"""Queries of polars: a rule runs on each batch of rows, when the query does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from qualiopi_rules.columns.column_rule import RuleMaker
from qualiopi_rules.columns.eager import apply_eager
from qualiopi_rules.columns.engine import columns_read

__all__ = ["apply_polars"]

# A column that is there only for a while: none of the caller's begins like it (`frames`).
_RESULTS = "__qualiopi_results"


def apply_polars(frame: Any, makers: Sequence[RuleMaker], prefix: str) -> Any:
    """Add rules to a query, which is not executed here."""
    pl, rules = nw.Implementation.POLARS.to_native_namespace(), [make() for make in makers]
    schema = frame.collect_schema()
    keys, errors = columns_read(rules, schema.names(), prefix)
    empty = pl.DataFrame(schema={name: schema[name] for name in keys})
    made = {
        name: kind
        for name, kind in apply_eager(empty, rules, prefix).schema.items()
        if name not in keys or name in errors
    }

    def batch(struct: Any) -> Any:  # pragma: no cover (polars calls it from threads that coverage does not see)
        return apply_eager(struct.struct.unnest(), rules, prefix)[list(made)].to_struct()

    computed = pl.struct(keys).map_batches(batch, return_dtype=pl.Struct(made), is_elementwise=True).alias(_RESULTS)
    return frame.with_columns(computed).drop(errors).unnest(_RESULTS)
