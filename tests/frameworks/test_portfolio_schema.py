from __future__ import annotations

import warnings
from typing import Any

import polars as pl
import pytest

from tests.frameworks.examples import EXAMPLES, example

with warnings.catch_warnings():
    # Where Spark is installed, pandera loads it, and Spark warns of the newest pandas.
    warnings.simplefilter("ignore", FutureWarning)
    import pandera.polars as pa

DAYS = ("first_issue", "printed_start", "valid_until", "surveillance_held")


def portfolio(file: str = "certificates.csv") -> pl.DataFrame:
    """The example of the page on portfolios, its days read; what is no day is null."""
    frame = pl.read_csv(EXAMPLES / file, infer_schema=False, truncate_ragged_lines=True)
    return frame.with_columns(pl.col(*DAYS).str.to_date(strict=False))


def failures(frame: pl.DataFrame) -> list[tuple[str, str, int | None]]:
    """The column, the check and the row of whatever does not fit."""
    with pytest.raises(pa.errors.SchemaErrors) as caught:
        example("portfolio_schema").Portfolio.validate(frame, lazy=True)
    found = caught.value.failure_cases.select("column", "check", "index").rows()
    return [(column, check.partition("(")[0], row) for column, check, row in found]


def test_the_row_whose_days_fit_no_cycle_is_found() -> None:
    """The same as the review of the portfolio rejects for its days: row 9 of the file, the eighth below its head."""
    assert failures(portfolio()) == [("Portfolio", "days_of_one_cycle", 7)]


def test_a_frame_that_fits_is_given_back() -> None:
    frame = portfolio().filter(pl.col("number") != "00000074-1")
    assert example("portfolio_schema").Portfolio.validate(frame).equals(frame)
    needed = frame.select("valid_until", "first_issue", "printed_start")
    assert example("portfolio_schema").Portfolio.validate(needed).equals(needed)


@pytest.mark.parametrize(
    ("column", "values", "found"),
    [
        ("categories", ["BC", "af, CFA ", "BX", None], [("categories", "str_matches", 2)]),
        ("cycle_number", [1, 2, 0, None], [("cycle_number", "greater_than_or_equal_to", 2)]),
        ("valid_until", ["2026-02-01"] * 4, [("valid_until", "dtype", None)]),
    ],
)
def test_a_cell_or_a_type_that_does_not_fit_is_found(column: str, values: list[Any], found: list[Any]) -> None:
    frame = portfolio().head(4).with_columns(pl.Series(column, values))
    assert [each for each in failures(frame) if each[0] == column] == found
