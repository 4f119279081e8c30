"""Frames of Spark with whatever in them: the answer is that of a table in memory."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from tests.hostile.test_frames import DAY
from tests.hostile.test_query_frames import RESULTS, RULES, VALUES, answer

NOT_OF_SPARK = {"large numbers"}
"""What Spark itself takes into no frame."""

# A query of Spark takes a second: each kind is tried as a day, and what other columns hold by their own rules.
TRIED = [
    *(("day", kind) for kind in VALUES if kind not in {*NOT_OF_SPARK, "long texts", "categories"}),
    *(("held", kind) for kind in ("answers", "texts", "moments")),
    *(("count", kind) for kind in ("numbers", "floats", "texts")),
    *(("answer", kind) for kind in ("answers", "texts", "lists", "nulls")),
    *(("text", kind) for kind in ("texts", "answers", "nulls")),
    *(("categories", kind) for kind in ("texts", "lists of texts", "lists of lists", "maps")),
]


def of_spark(frame: Any) -> pa.Table:
    return frame.select([name for name in RESULTS if name in frame.columns]).toArrow()


@pytest.mark.parametrize(("rule", "kind"), TRIED)
def test_spark_answers_as_a_table_in_memory(spark: Any, rule: str, kind: str) -> None:
    values = VALUES[kind]
    on, until = ([day] * len(values) for day in (DAY, date(2026, 2, 1)))
    frame = spark.createDataFrame(
        pa.table({"d": values, "on": pa.array(on, pa.date32()), "until": pa.array(until, pa.date32())})
    )
    made = answer(RULES[rule], frame, of_spark)
    assert made == answer(RULES[rule], frame.toArrow(), lambda table: table)
