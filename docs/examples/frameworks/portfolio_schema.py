"""The frame of a portfolio: the columns that it needs, those that are read, and what a cell may be."""

import pandera.polars as pa
import polars as pl

from qualiopi_rules.columns import add_printed

CATEGORIES = r"(?i)^\s*(AF|BC|VAE|CFA)(\s*,\s*(AF|BC|VAE|CFA))*\s*$"


class Portfolio(pa.DataFrameModel):
    """Certificates, one on each row; other columns may stand beside these."""

    valid_until: pl.Date = pa.Field(nullable=True)
    first_issue: pl.Date = pa.Field(nullable=True)
    printed_start: pl.Date = pa.Field(nullable=True)
    number: str | None = pa.Field(nullable=True)
    cycle_number: int | None = pa.Field(ge=1, nullable=True)
    categories: str | None = pa.Field(str_matches=CATEGORIES, nullable=True)
    surveillance_held: pl.Date | None = pa.Field(nullable=True)

    @pa.dataframe_check
    def days_of_one_cycle(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        frame = data.lazyframe.with_columns(start=pl.coalesce("printed_start", "first_issue"))
        read = add_printed(frame, start="start", end="valid_until", first_issue="first_issue", prefix="read_")
        return read.select(pl.col("read_error").is_null())
