"""Frames with values that are no days, odd names and odd types: a row has its error, or a column one clear refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from qualiopi_rules import InvalidInput, columns
from tests.checks import refused

DAY = date(2023, 2, 2)
NO_DAYS: dict[str, Any] = {
    "list": [1],
    "list of days": [DAY],
    "dict": {"a": 1},
    "set": {1},
    "frozen set": frozenset([1]),
    "bytes": b"2023-02-02",
    "Decimal": Decimal(1),
    "signalling NaN": Decimal("sNaN"),
    "infinity": float("inf"),
    "object": object(),
    "class": int,
    "array": np.array([1, 2]),
    "array of arrays": np.ones((2, 2)),
    "tuple of lists": ([1],),
    "frame": pd.DataFrame({"a": [1]}),
    "large number": 10**400,
    "period": pd.Period("2024-01"),
    "time": time(1),
    "duration": timedelta(1),
    "zoned": datetime(2023, 2, 2, 1, tzinfo=UTC),
    "surrogate": "\ud800",
    "NUL": "2023-02-02\0",
    "long": "2" * 10**6,
}
NULLS: dict[str, Any] = {"nan": float("nan"), "None": None, "NaT": pd.NaT, "NA": pd.NA, "np.NaT": np.datetime64("NaT")}


def objects(*values: Any) -> Any:
    array = np.empty(len(values), object)
    for at, value in enumerate(values):
        array[at] = value
    return array


LIBRARIES: dict[str, Callable[[Any], Any]] = {
    "pandas": lambda values: pd.DataFrame({"d": pd.Series(values, dtype=object)}),
    "polars": lambda values: pl.DataFrame({"d": pl.Series(list(values), dtype=pl.Object)}),
}


@pytest.mark.parametrize("make", LIBRARIES.values(), ids=LIBRARIES)
@pytest.mark.parametrize("value", NO_DAYS.values(), ids=NO_DAYS)
def test_a_value_that_is_no_day_stops_no_other_row(make: Callable[[Any], Any], value: Any) -> None:
    made = columns.add_status(make(objects(DAY, value, DAY, value)), decision="d", on="2024-01-01")
    assert [*made["stage"]][::2] == ["running", "running"]
    assert [[*made["error"]][at] in ("day", "day-not-time") for at in (1, 3)] == [True, True]
    assert [*made["error_field"]][1] == "d"


@pytest.mark.parametrize("value", NULLS.values(), ids=NULLS)
def test_a_null_is_unknown_and_the_values_beside_it_stay(value: Any) -> None:
    """The values of a column of results are theirs, whether or not another row has a null."""
    whole = columns.add_cycles(LIBRARIES["pandas"](objects(DAY, DAY)), decision="d")
    made = columns.add_cycles(LIBRARIES["pandas"](objects(DAY, value, DAY)), decision="d")
    assert made["error"].isna().all()
    for name in ("surveillance_opens", "surveillance_closes", "renewal_opens", "expires"):
        assert made[name].isna().tolist() == [False, True, False]
        assert [made[name][at] for at in (0, 2)] == whole[name].tolist()


@pytest.mark.parametrize("kind", [pa.date32(), pa.date64(), pa.timestamp("us"), pa.string(), pa.null()])
@pytest.mark.parametrize("rows", [0, 1, 9])
def test_a_frame_without_rows_or_with_nulls_alone_has_no_results(kind: Any, rows: int) -> None:
    table = pa.table({"d": pa.nulls(rows, kind)})
    for frame in (table, pl.from_arrow(table), table.to_pandas()):
        made = columns.add_review(frame, on="2024-01-01", start="d", end="d")
        assert len(made) == rows
        results = pa.Table.from_pandas(made) if isinstance(made, pd.DataFrame) else made
        assert all(value is None for value in list(pl.DataFrame(results)["stage"]))


@pytest.mark.parametrize("values", [[[1]], [{"a": 1}], [b"x"], [Decimal(1)], [1.5], [1], [True], [time(1)]])
def test_a_column_whose_type_holds_no_days_is_refused_once(values: list[Any]) -> None:
    for frame in (pl.DataFrame({"d": values}), pa.table({"d": values})):
        with refused("a column of dates"):
            columns.add_cycles(frame, decision="d")


def test_names_that_are_repeated_are_refused() -> None:
    for frame in (
        pd.DataFrame([[DAY, DAY]], columns=["d", "d"]),
        pd.DataFrame([[DAY, 1, 2]], columns=["d", "x", "x"]),
        pa.table([[DAY], [1], [2]], names=["d", "x", "x"]),
    ):
        with refused("frame: .*only once"):
            columns.add_cycles(frame, decision="d")


def test_names_that_are_numbers_are_names() -> None:
    made = columns.add_status(pd.DataFrame([[DAY, 1, 2]], columns=[0, "0", None]), decision=0, on="2024-01-01")
    assert made["stage"].tolist() == ["running"]
    with refused("decision: 7 is not accepted"):
        columns.add_cycles(pd.DataFrame([[DAY]]), decision=7)


@pytest.mark.parametrize("days", [[2**31 - 1, -(2**31), 19_390], [None, 2**31 - 1, 19_390]])
def test_days_beyond_all_years_are_errors_of_their_rows(days: list[int | None]) -> None:
    table = pa.table({"d": pa.array(days, pa.int32()).view(pa.date32())})
    for frame in (table, pl.DataFrame({"d": pl.Series(days, dtype=pl.Int32).cast(pl.Date)})):
        made = columns.add_status(frame, decision="d", on="2024-01-01")
        assert list(pl.DataFrame(made)["error"]) == [None if day is None or day == 19_390 else "day" for day in days]


NAMES: list[Any] = [["d"], {}, None, 1.5, b"d", object()]


@pytest.mark.parametrize("name", NAMES, ids=[type(name).__name__ for name in NAMES])
def test_a_name_that_is_none_is_refused_with_its_argument(name: Any) -> None:
    frame = pl.DataFrame({"d": [DAY]})
    calls: dict[str, Callable[[], Any]] = {
        "decision": lambda: columns.add_cycles(frame, decision=name),
        "start": lambda: columns.add_printed(frame, start=name, end="d"),
        "end": lambda: columns.add_review(frame, on="2024-01-01", start="d", end=name),
        "answers['complaints']": lambda: columns.add_applicability(
            frame, on="2024-01-01", categories=["BC"], answers={"complaints": name}
        ),
    }
    for path, call in calls.items():
        with pytest.raises(InvalidInput) as refusal:
            call()
        assert [(fault.path, fault.expected) for fault in refusal.value.faults] == [(path, "column-name")]
    if name is not None:
        with refused("surveillance_held: "):
            columns.add_status(frame, decision="d", on="2024-01-01", surveillance_held=name)


@pytest.mark.parametrize("prefix", [None, 5, ["a"], b"a", "\ud800"])
def test_a_prefix_that_is_no_text_is_refused(prefix: Any) -> None:
    frame = pl.DataFrame({"d": [DAY]})
    calls: list[Callable[[], Any]] = [
        lambda: columns.add_cycles(frame, decision="d", prefix=prefix),
        lambda: columns.add_status(frame, decision="d", on="2024-01-01", prefix=prefix),
        lambda: columns.add_printed(frame, start="d", end="d", prefix=prefix),
        lambda: columns.add_applicability(
            frame, on="2024-01-01", categories=["BC"], answers={"complaints": "d"}, prefix=prefix
        ),
        lambda: columns.add_review(frame, on="2024-01-01", start="d", end="d", prefix=prefix),
    ]
    for call in calls:
        with refused("prefix: "):
            call()


@pytest.mark.parametrize("answers", [5, [5], [["complaints"]], None])
def test_answers_that_name_no_questions_are_refused(answers: Any) -> None:
    with refused("answers"):
        columns.add_applicability(pl.DataFrame({"d": [DAY]}), on="2024-01-01", categories=["BC"], answers=answers)


def test_categories_in_lists_are_read_whatever_stands_among_them() -> None:
    frame = pd.DataFrame({"c": pd.Series(objects(["BC"], ["BC"], ["AF", 1], [["BC"]], {"BC": 1}), dtype=object)})
    made = columns.add_applicability(frame, on="2024-01-01", categories="c")
    assert made["error"].isna().tolist() == [True, True, False, False, False]
    assert made["applicable_most"].tolist()[:2] == [made["applicable_most"][0]] * 2
