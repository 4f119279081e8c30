"""What a careless or a hostile caller may hand to a function."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from qualiopi_rules import Category

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "certificate-83811594-1.json"


class Liar(str):
    """A text that says it is another one."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash("BC")


class Day(date):
    """A day of a class of one's own, as a library for tests has one."""


HOSTILE: tuple[Any, ...] = (
    *(None, 5, -1, 0, True, 10**30, 10**400, float("nan"), float("inf"), 1.5, 1j, Decimal("sNaN")),
    *("x", "", " ", "\ud800", "a\0b", "a\0b.csv", "\ud800.csv", "é" * 1_000, "0001-01-01", "9999-12-31"),
    *(b"", b"x", bytearray(b"x"), memoryview(b"x")),
    *([], {}, (), set(), [None], [[]], [object()], {"a": 1}, {1: 2}, {None: None}, range(3)),
    # Pairs, as some values of the library are inside, and what only looks like them.
    *((1, 2), (None,), ("a", "b"), (("a", 1),), (("a", 1, 2),), (("a", 1), ("a", 2)), ((1, "a"),), (([], 1),)),
    *(object(), int, len, ..., NotImplemented, ValueError("x"), Category.BC, Liar("AF"), Liar("fr")),
    *(datetime(2024, 1, 1, tzinfo=UTC), date.min, date.max, Day(2024, 1, 1)),
    # To compare these gives neither yes nor no.
    *(np.array([1, 2]), [np.array([1, 2])], pd.NA, [pd.NA], pd.NaT, pl.Series([1, 2]), pl.DataFrame({"a": [1]})),
)
