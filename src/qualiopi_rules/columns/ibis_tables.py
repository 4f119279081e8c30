"""Tables of Ibis, which promises no order of rows.

One of few rows of DuckDB is computed whole; to any other the results of the distinct keys are joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from qualiopi_rules.columns.column_rule import RuleMaker
from qualiopi_rules.columns.eager import apply_eager
from qualiopi_rules.columns.lookup import few_rows, lookup_of

__all__ = ["apply_ibis"]

# Columns that are there only for a while: none of the caller's begins like them (`frames`).
_RESULT = "__qualiopi_result_"


def apply_ibis(frame: Any, makers: Sequence[RuleMaker], prefix: str) -> Any:
    """Add rules to a table, one after the other."""
    ibis = nw.Implementation.IBIS.to_native_namespace()
    if frame.get_backend().name == "duckdb" and _comes_back(ibis, frame):
        most = few_rows(len(frame.columns))
        table = frame.limit(most + 1).to_pyarrow()
        if table.num_rows <= most:
            return ibis.memtable(apply_eager(table, [make() for make in makers], prefix))
    for make in makers:
        frame = _joined(frame, make, prefix)
    return frame


def _comes_back(ibis: Any, frame: Any) -> bool:
    """Whether the columns of a table are the same after they were a table of pyarrow."""
    return bool(ibis.memtable(frame.schema().to_pyarrow().empty_table()).schema() == frame.schema())


def _joined(frame: Any, make: RuleMaker, prefix: str) -> Any:
    """Join the results of the distinct keys."""
    ibis = nw.Implementation.IBIS.to_native_namespace()

    def distinct(names: Sequence[str]) -> Any:
        return frame.select(*names).distinct().to_pyarrow()

    found = lookup_of(list(frame.columns), distinct, make, prefix)
    # The columns of earlier errors are on both sides, until the selection leaves one.
    results = {name: f"{_RESULT}{place}" for place, name in enumerate(found.outputs)}
    lookup = ibis.memtable(found.table.rename_columns([*found.on.values(), *results.values()]))
    joined = frame.left_join(lookup, [frame[name].identical_to(lookup[key]) for name, key in found.on.items()])
    kept = [name for name in frame.columns if name not in found.errors]
    return joined.select(*kept, **{name: joined[result] for name, result in results.items()})
