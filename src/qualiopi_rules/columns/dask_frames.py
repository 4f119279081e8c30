"""Frames of Dask: a rule runs on each partition, which is a frame of pandas, when Dask computes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qualiopi_rules.columns.column_rule import RuleMaker
from qualiopi_rules.columns.eager import apply_eager

__all__ = ["apply_dask"]


def apply_dask(frame: Any, makers: Sequence[RuleMaker], prefix: str) -> Any:
    """Add rules to a frame, which is not computed here."""
    return frame.map_partitions(_partition, makers, prefix, meta=_partition(frame._meta, makers, prefix))


def _partition(frame: Any, makers: Sequence[RuleMaker], prefix: str) -> Any:
    # The rules are made where the partition is: what makes them can be sent to another machine.
    return apply_eager(frame, [make() for make in makers], prefix)
