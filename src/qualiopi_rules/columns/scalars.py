"""Scalars of numpy and pandas, as those of Python that the rules take."""

from __future__ import annotations

from datetime import datetime, time
from functools import lru_cache
from typing import Any

import numpy as np

from qualiopi_rules.columns.codes import NO_DAY, day_of
from qualiopi_rules.core import converters
from qualiopi_rules.core.cache import SIZE

__all__ = ["checked_day", "plain_scalar", "value_of_cell"]

_LONGER_THAN_A_DAY = {"Y", "M", "W"}


def plain_scalar(value: Any) -> Any:
    """Return a scalar of numpy or pandas as one of Python, and anything else as it is.

    A `datetime64[D]` and a `Period` of one day are days; a finer `datetime64` is a date-time, even at midnight.
    """
    if isinstance(value, np.datetime64):
        return _day_or_time(value)
    if isinstance(value, np.generic):
        return value.item()
    # pandas is not imported for this: a period knows its frequency, and counts as numpy does.
    return day_of(value.ordinal) if getattr(value, "freqstr", None) == "D" and hasattr(value, "ordinal") else value


def _day_or_time(value: np.datetime64) -> Any:
    if np.datetime_data(value.dtype)[0] in _LONGER_THAN_A_DAY:
        return value
    # Python has no nanoseconds: a date-time that has some is no day.
    exact = np.isnat(value) or value == value.astype("datetime64[us]")
    if not exact:
        return NO_DAY
    return value.item() if np.datetime_data(value.dtype)[0] == "D" else value.astype("datetime64[us]").item()


def value_of_cell(value: Any) -> Any:
    """Return a value of a column as one of Python; a date-time without a time zone that is at midnight is a day."""
    value = plain_scalar(value)
    if isinstance(value, datetime) and value.tzinfo is None and value.time() == time.min:
        # A Timestamp of pandas keeps its nanoseconds beside its time.
        return NO_DAY if getattr(value, "nanosecond", 0) else value.date()
    return value


def checked_day(value: Any) -> Any:
    """Convert to a day, or return the error in its place; the last ones are remembered."""
    try:
        return _remembered(value)
    except TypeError:  # a list, or another value without a hash
        return converters.day(value)


# Typed, because to Python 1, 1.0 and True are the same.
_remembered = lru_cache(SIZE, typed=True)(converters.day)
