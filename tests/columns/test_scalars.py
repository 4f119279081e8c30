"""Scalars of numpy and pandas: those of Python that a rule takes, and what stands for what Python lacks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from qualiopi_rules.columns.codes import NO_DAY
from qualiopi_rules.columns.scalars import checked_day, plain_scalar, value_of_cell
from qualiopi_rules.core.errors import InvalidValue

DAY = date(2023, 2, 2)
MIDNIGHT = datetime(2023, 2, 2)

PLAIN: list[tuple[Any, Any]] = [
    (np.True_, True),
    (np.int64(7), 7),
    (np.float32(2.5), 2.5),
    (np.str_("a"), "a"),
    (np.datetime64("2023-02-02"), DAY),
    (np.datetime64("2023-02-02T00", "h"), MIDNIGHT),
    (np.datetime64("2023-02-02T07:30", "m"), datetime(2023, 2, 2, 7, 30)),
    (np.datetime64("2023-02-02", "s"), MIDNIGHT),
    (np.datetime64("2023-02-02T00:00:00.000001", "ns"), datetime(2023, 2, 2, 0, 0, 0, 1)),
    (np.datetime64("2023-02-02T00:00:00.000000001", "ns"), NO_DAY),
    (np.datetime64("NaT", "D"), None),
    (np.datetime64("NaT", "ns"), None),
    (pd.Period("2023-02-02", "D"), DAY),
]


@pytest.mark.parametrize(("value", "plain"), PLAIN, ids=lambda value: f"{type(value).__name__} {value}")
def test_a_scalar_of_a_library_is_one_of_python(value: Any, plain: Any) -> None:
    made = plain_scalar(value)
    assert (type(made), made) == (type(plain), plain)


class Daily:
    """What has a frequency of one day and is no day itself, as an index of pandas."""

    freqstr = "D"


@pytest.mark.parametrize(
    "value",
    [
        np.datetime64("2023"),
        np.datetime64("2023-02"),
        np.datetime64("2023-02-02", "W"),
        np.datetime64("2023", ("Y", 10)),
        pd.Period("2023-02", "M"),
        Daily(),
        None,
        "a",
        7,
        DAY,
        MIDNIGHT,
    ],
    ids=lambda value: type(value).__name__,
)
def test_anything_else_stays_as_it_is(value: Any) -> None:
    assert plain_scalar(value) is value
    assert type(value_of_cell(value)) is (date if value is MIDNIGHT else type(value))


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (MIDNIGHT, DAY),
        (pd.Timestamp(MIDNIGHT), DAY),
        (np.datetime64("2023-02-02T00", "h"), DAY),
        (np.datetime64("2023-02-02"), DAY),
        (pd.Timestamp("2023-02-02T00:00:00.000000001"), NO_DAY),
        (np.datetime64("2023-02-02T00:00:00.000000001"), NO_DAY),
        (datetime(2023, 2, 2, 0, 0, 0, 1), datetime(2023, 2, 2, 0, 0, 0, 1)),
        (datetime(2023, 2, 2, 7), datetime(2023, 2, 2, 7)),
        (datetime(2023, 2, 2, tzinfo=UTC), datetime(2023, 2, 2, tzinfo=UTC)),
        (np.int8(3), 3),
    ],
    ids=str,
)
def test_a_cell_at_midnight_without_a_time_zone_is_a_day(value: Any, read: Any) -> None:
    made = value_of_cell(value)
    assert (type(made), made) == (type(read), read)


def test_a_day_is_checked_and_an_error_is_returned_in_its_place() -> None:
    """With the value that was no day, though to Python 1, True and 1.0 are the same."""
    assert [checked_day(DAY), checked_day("2023-02-02")] == [DAY] * 2
    for no_day in ("soon", 1, True, 1.0, ["2023-02-02"]):
        error = checked_day(no_day)
        assert isinstance(error, InvalidValue)
        assert (error.expected, error.value) == ("day", no_day)
        assert type(error.value) is type(no_day)
