"""The values and the names that a frame or an argument can hold beside those of Python: numpy's and pandas' own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import dask.dataframe as dd
import numpy as np
import pandas as pd
import polars as pl
import pytest

from qualiopi_rules import columns
from tests.checks import refused
from tests.columns.scalar import ADVISED

DAY = date(2023, 2, 2)
ENDS = date(2026, 2, 1)
ON = date(2024, 5, 5)
TWO_WRONG = [None, None, "positive-integer", "positive-integer"]

MIDNIGHTS = [
    datetime(2023, 2, 2),
    pd.Timestamp("2023-02-02"),
    np.datetime64("2023-02-02"),
    np.datetime64("2023-02-02T00"),
    np.datetime64("2023-02-02T00:00:00.000000000"),
    pd.Period("2023-02-02", "D"),
]
NO_DAYS = [
    datetime(2023, 2, 2, 1),
    datetime(2023, 2, 2, tzinfo=UTC),
    pd.Timestamp("2023-02-02", tz="Europe/Paris"),
    pd.Timestamp("2023-02-02T00:00:00.000000001"),
    np.datetime64("2023-02-02T00:00:00.000000001"),
    np.datetime64("2023-02-02T10:00"),
]


@pytest.mark.parametrize("moment", MIDNIGHTS, ids=repr)
def test_a_date_time_at_midnight_is_a_day_whichever_object_it_is(moment: Any) -> None:
    nulls = [None, pd.NaT, np.datetime64("NaT", "ns")]
    source = pd.DataFrame({"d": pd.Series([moment, "2023-02-02", *nulls], dtype=object)})
    made = columns.add_cycles(source, decision="d")
    assert made["expires"].tolist()[:2] == [pd.Timestamp(ENDS)] * 2
    assert made["expires"].isna().tolist() == [False, False, True, True, True]
    assert made["error"].isna().tolist() == [True] * 5


@pytest.mark.parametrize("moment", NO_DAYS, ids=repr)
def test_a_date_time_that_is_not_at_midnight_is_an_error_of_its_row(moment: Any) -> None:
    made = columns.add_cycles(pd.DataFrame({"d": pd.Series([moment, DAY], dtype=object)}), decision="d")
    assert made["error"].tolist() == ["day-not-time", np.nan]


@pytest.mark.parametrize(
    "no_day",
    [np.datetime64("2023-02"), np.datetime64("2023-02-02", "W"), pd.Period("2023-02", "M"), np.datetime64(10**9, "D")],
    ids=repr,
)
def test_a_week_a_month_and_a_day_that_python_does_not_have_are_no_days(no_day: Any) -> None:
    made = columns.add_cycles(pd.DataFrame({"d": pd.Series([no_day], dtype=object)}), decision="d")
    assert made["error"].tolist() == ["day"]
    with refused("on: .* expected a date"):
        columns.add_status(pl.DataFrame({"d": [DAY]}), decision="d", on=np.datetime64("2023-02"))  # type: ignore[arg-type]


def test_categories_of_pandas_can_be_midnights() -> None:
    days = pd.Series(pd.DatetimeIndex([DAY, None, DAY, datetime(2023, 2, 2, 1)])).astype("category")
    made = columns.add_cycles(pd.DataFrame({"d": days}), decision="d")
    assert made["expires"].notna().tolist() == [True, False, True, False]
    assert made["error"].tolist()[3] == "day-not-time"


def test_a_column_of_periods_of_one_day_is_a_column_of_days() -> None:
    made = columns.add_cycles(pd.DataFrame({"d": pd.PeriodIndex(["2023-02-02", None], freq="D")}), decision="d")
    assert made["expires"].tolist() == [pd.Timestamp(ENDS), pd.NaT]


def test_answers_and_audits_held_can_be_booleans_of_numpy() -> None:
    answers = pd.Series([np.True_, np.False_, np.float32("nan"), np.int64(1)], dtype=object)
    source = pd.DataFrame({"d": [DAY] * 4, "subcontracting": answers})
    made = columns.add_applicability(source, on=ON, categories=["BC"], answers=["subcontracting"], profile="law")
    assert made["applicable_most"].tolist() == [22, 21, 22, pd.NA]
    assert made["error"].tolist()[3] == "yes-no"
    made = columns.add_status(source, decision="d", on=ON, surveillance_held="subcontracting")
    assert made["stage"].tolist()[:3] == ["running", "surveillance-open", "surveillance-open"]
    assert made["error"].tolist()[3] == "held"


@pytest.mark.parametrize(
    ("numbers", "errors"),
    [
        (pd.Series([1, None, 2.5, 0.0]), TWO_WRONG),
        (pd.Series([1, None, -1, 0], dtype="Int64"), TWO_WRONG),
        (pd.Series([1, None, -1, 0], dtype="int64[pyarrow]"), TWO_WRONG),
        (pd.Series([np.int64(1), pd.NA, True, "1"], dtype=object), TWO_WRONG),
        (
            pd.Series([np.float32(1), float("nan"), float("inf"), [1]], dtype=object),
            TWO_WRONG,
        ),
    ],
)
def test_a_cycle_number_is_a_whole_number_as_pandas_holds_it(numbers: Any, errors: list[str | None]) -> None:
    source = pd.DataFrame({"start": [DAY] * 4, "end": [ENDS] * 4, "number": numbers})
    made = columns.add_printed(source, start="start", end="end", cycle_number="number")
    assert [None if pd.isna(error) else error for error in made["error"]] == errors
    assert {field for field in made["error_field"] if not pd.isna(field)} == {"number"}


@pytest.mark.parametrize("kind", [pl.Int8, pl.UInt64, pl.Int128, pl.Float32, pl.Float64])
def test_a_cycle_number_is_a_whole_number_of_any_type(kind: Any) -> None:
    numbers = pl.Series("number", [1, None, 2, 0], dtype=kind)
    source = pl.DataFrame({"start": [DAY] * 4, "end": [ENDS] * 4}).with_columns(numbers)
    made = columns.add_printed(source, start="start", end="end", cycle_number="number")
    assert made["error"].to_list() == [None, None, "cycle-number-differs", "positive-integer"]


@pytest.mark.parametrize("numbers", [["1"], [True], [DAY]])
def test_a_column_of_texts_is_none_of_cycle_numbers(numbers: list[Any]) -> None:
    source = pl.DataFrame({"start": [DAY], "end": [ENDS], "number": numbers})
    with refused("cycle_number: .* expected a column of whole numbers"):
        columns.add_printed(source, start="start", end="end", cycle_number="number")


# --- Arguments


@pytest.mark.parametrize("on", [np.datetime64("2024-05-05"), pd.Period("2024-05-05", "D"), np.str_("2024-05-05")])
def test_a_day_of_numpy_or_pandas_is_a_day(on: Any) -> None:
    source = pl.DataFrame({"d": [DAY], "e": [ENDS], "c": ["BC"]})
    assert columns.add_status(source, decision="d", on=on).equals(columns.add_status(source, decision="d", on=ON))
    arguments: dict[str, Any] = {"start": "d", "end": "e", "categories": "c"}
    assert columns.add_review(source, on=on, **arguments).equals(columns.add_review(source, on=ON, **arguments))
    made = columns.add_applicability(source, on=on, categories="c")
    assert made.equals(columns.add_applicability(source, on=ON, categories="c"))


@pytest.mark.parametrize("on", [pd.Timestamp("2024-05-05"), np.datetime64("2024-05-05T00"), datetime(2024, 5, 5)])
def test_a_date_time_as_an_argument_is_refused_as_everywhere(on: Any) -> None:
    source = pl.DataFrame({"d": [DAY]})
    computations: tuple[Callable[[], Any], ...] = (
        lambda: columns.add_status(source, decision="d", on=on),
        lambda: columns.add_review(source, start="d", end="d", on=on),
        lambda: columns.add_applicability(source, categories="d", on=on),
    )
    for compute in computations:
        with refused("on: .* expected a date .*time"):
            compute()


def test_the_arguments_of_the_review_are_checked_together_without_categories_too() -> None:
    with refused("(?s)on: .*profile: "):
        columns.add_review(pl.DataFrame({"d": [DAY]}), on="soon", start="d", end="d", profile="mine")
    with refused("(?s)on: .*profile: "):
        columns.add_status(pl.DataFrame({"d": [DAY]}), on=datetime(2024, 5, 5), decision="d", profile="mine")
    with refused("profile: "):
        columns.add_cycles(pl.DataFrame({"d": [DAY]}), decision="d", profile="mine")


# --- Names


def numbered() -> pd.DataFrame:
    return pd.DataFrame(
        [[DAY, ENDS, DAY, True, "BC", ON], ["soon", ENDS, None, False, "AF", ON]],
        columns=[0, 1, 2, 3, 4, np.int64(5)],
    )


def named(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_axis([f"c{name}" for name in frame.columns], axis="columns")


def test_columns_of_pandas_can_be_named_by_numbers() -> None:
    source = numbered()
    made = columns.add_cycles(source, decision=0)
    assert made.columns.tolist()[:7] == [0, 1, 2, 3, 4, 5, "surveillance_opens"]
    assert made["error_field"].tolist()[1] == "0"
    assert len(columns.rejected_rows(made)) == 1
    pairs: list[tuple[Any, Any]] = [
        (
            columns.add_status(source, decision=0, on=5, surveillance_held=3, profile=ADVISED),
            columns.add_status(named(source), decision="c0", on="c5", surveillance_held="c3", profile=ADVISED),
        ),
        (
            columns.add_review(
                source,
                on=ON,
                start=0,
                end=1,
                first_issue=2,
                categories=4,
                answers={"subcontracting": np.int64(3)},
            ),
            columns.add_review(
                named(source),
                on=ON,
                start="c0",
                end="c1",
                first_issue="c2",
                categories="c4",
                answers={"subcontracting": "c3"},
            ),
        ),
    ]
    for by_number, by_name in pairs:
        results = [name for name in by_number.columns if isinstance(name, str) and name != "error_field"]
        pd.testing.assert_frame_equal(by_number[results], by_name[results], check_column_type=False)


def test_other_columns_may_be_named_by_numbers() -> None:
    source = numbered().rename(columns={0: "d"})
    assert columns.add_cycles(source, decision="d")["expires"].notna().tolist() == [True, False]
    with refused("decision: .* expected a column of the frame: d, 1, 2, 3, 4, 5"):
        columns.add_cycles(source, decision="day")
    with refused("on: 7 is not accepted; expected a column of the frame: d, 1"):
        columns.add_status(source, decision="d", on=7)
    with refused("frame: .*error.* expected a column of the frame: d, 1"):
        columns.rejected_rows(source)


def test_columns_of_dask_can_be_named_by_numbers() -> None:
    source = dd.from_pandas(numbered()[[0, 1]].astype({1: "datetime64[us]"}), npartitions=2)
    made = columns.add_printed(source, start=0, end=1).compute(scheduler="synchronous")
    assert made["error_field"].tolist()[1] == "0"
    assert made["outcome"].tolist()[0] == "one"


def test_names_that_two_columns_have_are_refused() -> None:
    source = pd.concat([pd.DataFrame({"d": [DAY]})] * 2, axis=1)
    with refused("frame: .* expected each element only once"):
        columns.add_cycles(source, decision="d")
