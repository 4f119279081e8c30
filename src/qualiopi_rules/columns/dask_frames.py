"""Frames of Dask: a rule runs on each partition, which is a frame of pandas, when Dask computes it."""

from __future__ import annotations

from typing import Any

from qualiopi_rules.columns.column_rule import RuleMaker
from qualiopi_rules.columns.eager import apply_eager

__all__ = ["apply_dask"]


def apply_dask(frame: Any, make: RuleMaker, prefix: str) -> Any:
    """Add a rule to a frame, which is not computed here."""
    return frame.map_partitions(_partition, make, prefix, meta=_partition(frame._meta, make, prefix))


def _partition(frame: Any, make: RuleMaker, prefix: str) -> Any:
    # The rule is made where the partition is: what makes it can be sent to another machine.
    return apply_eager(frame, make(), prefix)
