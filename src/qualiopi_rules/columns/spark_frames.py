"""Frames of Spark: the results of the distinct keys are joined; Spark promises no order of rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_
from typing import Any

from qualiopi_rules.columns.column_rule import RuleMaker
from qualiopi_rules.columns.lookup import lookup_of

__all__ = ["apply_spark"]


def apply_spark(frame: Any, makers: Sequence[RuleMaker], prefix: str) -> Any:
    """Add rules to a frame, one after the other."""
    for make in makers:
        frame = _joined(frame, make, prefix)
    return frame


def _joined(frame: Any, make: RuleMaker, prefix: str) -> Any:
    """Join the results of the distinct keys, which are sent to every machine."""

    def distinct(names: Sequence[str]) -> Any:
        return frame.select(*(frame[_quoted(name)] for name in names)).distinct().toArrow()

    found = lookup_of(frame.columns, distinct, make, prefix)
    lookup = frame.sparkSession.createDataFrame(found.table).hint("broadcast")
    same = [frame[_quoted(name)].eqNullSafe(lookup[key]) for name, key in found.on.items()]
    kept = [frame[_quoted(name)] for name in frame.columns if name not in found.errors]
    return frame.join(lookup, reduce(and_, same), "left").select(
        *kept, *(lookup[_quoted(name)] for name in found.outputs)
    )


def _quoted(name: str) -> str:
    doubled = name.replace("`", "``")
    return f"`{doubled}`"
