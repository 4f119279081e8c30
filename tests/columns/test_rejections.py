"""The rows that have an error: printed days that are not those of one cycle, and errors that were there before."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from qualiopi_rules import columns
from qualiopi_rules.cycle import PrintedOutcome
from tests.checks import plain, refused

# By outcome: the days that have it (start, end, first issue, cycle number), and the column at fault.
WITHOUT_A_CYCLE: list[tuple[str, tuple[Any, ...], str]] = [
    ("several", ("2024-06-15", "2027-02-28", None, None), "end"),
    ("doubtful", ("2025-01-16", "2028-01-16", "2025-01-16", None), "end"),
    ("ends-before-start", ("2025-01-16", "2024-01-16", None, None), "end"),
    ("first-issue-after-start", ("2025-01-16", "2028-01-15", "2025-01-17", None), "first_issue"),
    ("before-scheme", ("2018-01-16", "2021-01-15", None, None), "start"),
    ("before-scheme", ("2025-01-16", "2028-01-15", "2018-01-16", None), "first_issue"),
    ("no-cycle-ends", ("2022-01-16", "2022-02-28", None, None), "end"),
    ("start-too-early", ("2022-01-16", "2028-01-15", None, None), "start"),
    ("first-issue-does-not-lead", ("2025-01-16", "2028-01-15", "2023-06-01", None), "first_issue"),
    ("cycle-number-differs", ("2025-01-16", "2028-01-15", "2025-01-16", 3), "cycle_number"),
]
NAMES = ("start", "end", "first_issue", "cycle_number")


def frame_of(*rows: tuple[Any, ...]) -> pl.DataFrame:
    kinds = {"start": pl.String, "end": pl.String, "first_issue": pl.String, "cycle_number": pl.Int64}
    return pl.DataFrame(list(rows), schema=kinds, orient="row")


def printed(source: pl.DataFrame) -> pl.DataFrame:
    return columns.add_printed(source, start="start", end="end", first_issue="first_issue", cycle_number="cycle_number")


@pytest.mark.parametrize(("outcome", "days", "field"), WITHOUT_A_CYCLE)
def test_a_row_without_one_cycle_says_so(outcome: str, days: tuple[Any, ...], field: str) -> None:
    source = frame_of(days, ("2025-01-16", "2028-01-15", None, None), (None, "2028-01-15", None, None))
    made = columns.add_review(
        source, on="2026-01-01", start="start", end="end", first_issue="first_issue", cycle_number="cycle_number"
    )
    assert made["outcome"].to_list() == [outcome, "one", None]
    assert made["error"].to_list() == [outcome, None, None]
    assert made["error_field"].to_list() == [field, None, None]
    assert made["stage"].to_list() == [None, "running", None]
    assert columns.rejected_rows(made).height == 1
    assert made.select(*NAMES).equals(source)


def test_every_outcome_without_one_cycle_is_tried() -> None:
    assert {outcome for outcome, _, _ in WITHOUT_A_CYCLE} == {*PrintedOutcome} - {PrintedOutcome.ONE}


def test_a_row_without_one_cycle_is_worded_as_the_single_review_words_it() -> None:
    assert plain(columns.rejection_message("several", "fin")) == (
        "fin : les dates correspondent à plusieurs cycles ; "
        "le numéro du cycle ou la date de première édition peut les départager"
    )
    assert columns.rejection_message("no-cycle-ends", "end", "en") == "end: no cycle ends on that day"


def test_the_number_of_the_cycle_settles_a_row() -> None:
    """The end is a day late for a first cycle; a second one was renewed a year early."""
    days = "2025-01-16", "2028-01-16", "2025-01-16"
    made = printed(frame_of((*days, None), (*days, 2), (*days, 1)))
    assert made["error"].to_list() == ["doubtful", None, "cycle-number-differs"]
    assert made["cycle_starts"].to_list() == [None, date(2025, 1, 17), None]


def test_the_number_of_the_cycle_settles_a_row_without_first_issue() -> None:
    renewed, re_issued = ("2025-01-16", "2028-01-16", None), ("2024-05-01", "2027-04-29", None)
    made = printed(
        frame_of(
            (*renewed, None),
            (*renewed, 2),
            (*renewed, 1),
            # A number shows that there was a cycle before, not that the certificate was re-issued.
            (*re_issued, None),
            (*re_issued, 1),
            (*re_issued, 2),
            ("2024-05-01", "2026-02-01", None, 1),
            ("2024-05-01", "2026-02-01", None, 5),
        )
    )
    assert made["error"].to_list() == [
        *("doubtful", None, "cycle-number-differs"),
        *("doubtful", "doubtful", "doubtful", None, "cycle-number-differs"),
    ]
    assert made["error_field"].to_list()[2] == "cycle_number"


def test_a_number_of_more_cycles_than_there_can_be_is_soon_found_wrong() -> None:
    source = frame_of(("2025-01-16", "2028-01-15", None, None)).with_columns(cycle_number=pl.lit(2**63, pl.UInt64))
    assert printed(source)["error"].to_list() == ["cycle-number-differs"]


# --- Errors that were there before


@pytest.mark.parametrize("make", [pl.DataFrame, pd.DataFrame, pa.table])
def test_an_error_of_the_caller_without_a_field_stays_without_one(make: Any) -> None:
    source = make({"d": ["2023-02-02", "soon"], "error": ["held", None], "error_field": [None, None]})
    made = pa.table(columns.add_cycles(source, decision="d"))
    assert made["error"].to_pylist() == ["held", "day"]
    assert made["error_field"].to_pylist() == [None, "d"]
    assert columns.rejection_message("held", made["error_field"][0].as_py(), "en").startswith("?: neither")


def test_a_field_without_an_error_is_no_error() -> None:
    source = pl.DataFrame({"d": ["2023-02-02"], "error": [None], "error_field": ["other"]})
    made = columns.add_cycles(source, decision="d")
    assert (made["error"][0], made["error_field"][0]) == (None, None)


def test_the_fields_of_the_caller_may_be_many_and_of_any_type() -> None:
    fields = list(range(300))
    source = pl.DataFrame({"d": ["2023-02-02"] * 300, "error": ["held"] * 300, "error_field": fields})
    for own in (source, source.to_arrow()):
        made = pa.table(columns.add_cycles(own, decision="d"))
        assert made["error_field"].to_pylist() == list(map(str, fields))


def test_an_error_that_is_none_of_ours_is_still_refused() -> None:
    with refused("error: .* expected a code of the column of errors"):
        columns.add_cycles(pl.DataFrame({"d": ["x"], "error": ["mine"], "error_field": [None]}), decision="d")
