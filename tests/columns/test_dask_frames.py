"""Frames of Dask: each partition is computed by itself, and the types of results are known before."""

from __future__ import annotations

from typing import Any

import dask.dataframe as dd
import pandas as pd

from qualiopi_rules import columns

FRAME = pd.DataFrame({"d": pd.to_datetime(["2023-02-02", None, "2024-02-02"])}, index=[7, 8, 9])


def test_a_frame_has_the_results_and_the_types_of_its_partitions() -> None:
    wanted = columns.add_status(FRAME, decision="d", on="2024-05-05", prefix="q_")
    partitioned: Any = dd.from_pandas(FRAME, npartitions=2)
    made = columns.add_status(partitioned, decision="d", on="2024-05-05", prefix="q_")
    assert made.npartitions == partitioned.npartitions == 2
    pd.testing.assert_series_equal(made.dtypes, wanted.dtypes)
    pd.testing.assert_frame_equal(made.compute(scheduler="synchronous"), wanted)


def test_errors_that_were_read_from_a_file_as_texts_stay() -> None:
    """What a library makes up to see the types of results would be none of our errors."""
    errors = {"error": ["day", None, None], "error_field": ["d", None, None]}
    frame: Any = dd.from_pandas(FRAME.assign(**errors).astype(dict.fromkeys(errors, "string")), npartitions=2)
    made = columns.add_cycles(frame, decision="d").compute(scheduler="synchronous")
    assert made["error"].isna().tolist() == [False, True, True]
    assert made["error_field"].iloc[0] == "d"
