"""Printed days in whole columns: rows that compare alike are read alike, and the scalar rule reads few of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from qualiopi_rules import CertificationCycle, columns
from qualiopi_rules.columns import printed_columns, rules
from qualiopi_rules.core import converters
from qualiopi_rules.cycle.cycle import cycles_of
from tests.columns import scalar
from tests.columns.backends import Row, Rows, plain
from tests.strategies import FIRST_DAY

SCHEMA = {"start": pl.Date, "end": pl.Date, "first_issue": pl.Date, "cycle_number": pl.Int64}
WAYS = [(None, None), ("first_issue", None), (None, "cycle_number"), ("first_issue", "cycle_number")]


def certificates(count: int) -> Rows:
    """Draw printed days near every day that can matter, month ends as often as all other days together."""
    draw = np.random.default_rng(7)

    def between(low: int, high: int) -> int:
        return int(draw.integers(low, high))

    def one_of(*values: int | None) -> int | None:
        return values[between(0, len(values))]

    rows = []
    for _ in range(count):
        month_end = date(between(2019, 2035), between(1, 13), 1) + timedelta(days=between(-4, 3))
        any_day = date(2019, 1, 1) + timedelta(days=between(0, 6_000))
        starts = max(FIRST_DAY, month_end if draw.random() < 0.5 else any_day)
        cycle = CertificationCycle(starts)
        before = cycle
        for _before in range(between(0, 4)):
            earlier = cycles_of(before.starts.subtract(days=1))
            before = earlier[between(0, len(earlier))] if earlier else before
        start = starts + timedelta(days=one_of(0, 0, between(0, 1_500), between(-800, 0), -1, 1) or 0)
        miscopied = one_of(
            0, 0, 0, between(-3, 4), between(28, 32), -between(28, 32), between(363, 369), -between(363, 369)
        )
        end = cycle.expires + timedelta(days=miscopied or 0)
        first = one_of(
            None, start.toordinal(), starts.toordinal(), before.starts.toordinal(), before.starts.toordinal() + 1
        )
        rows.append(
            {
                "start": None if draw.random() < 0.01 else start,
                "end": None if draw.random() < 0.01 else date(end.year, end.month, end.day),
                "first_issue": None if first is None else date.fromordinal(first),
                "cycle_number": one_of(None, None, 1, 1, 2, 2, 3, 4, 5, 0, 1_000),
            }
        )
    return rows


def printed(rows: Rows, first: str | None, number: str | None) -> Rows:
    frame = pl.DataFrame(rows, schema=SCHEMA)
    made = columns.add_printed(frame, start="start", end="end", first_issue=first, cycle_number=number)
    return plain(made.to_arrow())


@pytest.mark.parametrize(("first", "number"), WAYS)
def test_whole_columns_are_read_as_the_scalar_rule_reads_each_row(first: str | None, number: str | None) -> None:
    rows = certificates(4_000)
    wanted = [{**row, **scalar.printed(row, first, number)} for row in rows]
    for turned in (False, True):
        # In another order other rows are read for those that compare alike.
        printed_columns._reading.cache_clear()
        order = slice(None, None, -1) if turned else slice(None)
        assert printed(rows[order], first, number) == wanted[order]


def test_the_scalar_rule_reads_few_rows_however_many_keys_there_are() -> None:
    draw = np.random.default_rng(3)
    calls = []
    for count in (1_000, 100_000):
        first = draw.integers(18_700, 22_000, count)
        frame = pl.DataFrame(
            {
                "start": pl.Series(first + draw.integers(-700, 1_200, count)).cast(pl.Int32).cast(pl.Date),
                "end": pl.Series(first + draw.integers(1_000, 1_200, count)).cast(pl.Int32).cast(pl.Date),
                "first_issue": pl.Series(first).cast(pl.Int32).cast(pl.Date),
            }
        )
        assert frame.unique().height > 0.9 * count
        remembered: Any = rules._printed
        remembered.cache_clear()
        printed_columns._reading.cache_clear()
        columns.add_printed(frame, start="start", end="end", first_issue="first_issue")
        calls.append(remembered.cache_info().misses)
    assert max(calls) < 1_000


@pytest.mark.parametrize(
    ("start", "end", "first"),
    [
        ("2021-06-01", "2024-05-31", "9998-02-01"),
        ("9998-02-01", "9999-12-20", "9998-02-01"),  # the cycle of the first issue ends beyond the calendar
        ("9996-12-30", "9999-12-29", "2021-01-01"),  # so does a day that the end can be a misprint of
        ("9990-06-01", "9993-05-31", "2021-06-01"),  # thousands of cycles lie between
        ("2100-06-01", "2103-05-31", "2091-06-01"),
        ("2100-06-01", "2103-05-31", "2091-06-02"),
        ("0001-01-01", "0001-01-01", None),
        ("2018-12-31", "2021-12-30", "2018-12-31"),
    ],
)
def test_days_far_away_are_read_as_all_others(start: str, end: str, first: str | None) -> None:
    row: Row = {
        "start": converters.day(start),
        "end": converters.day(end),
        "first_issue": None if first is None else converters.day(first),
        "cycle_number": 2,
    }
    usual: Row = {"start": date(2023, 2, 2), "end": date(2026, 2, 1), "first_issue": None, "cycle_number": None}
    for first_issue, number in WAYS:
        wanted = [{**each, **scalar.printed(each, first_issue, number)} for each in (row, usual)]
        assert printed([row, usual], first_issue, number) == wanted
