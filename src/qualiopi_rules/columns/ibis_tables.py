"""Tables of Ibis: the results of the distinct keys are joined; Ibis promises no order of rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from qualiopi_rules.columns.column_rule import RuleMaker
from qualiopi_rules.columns.lookup import lookup_of

__all__ = ["apply_ibis"]

# Columns that are there only for a while; one of the caller's own would have to be as odd to be in the way.
_RESULT = "__qualiopi_result_"


def apply_ibis(frame: Any, make: RuleMaker, prefix: str) -> Any:
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
