"""Spark has the results of the scalar rule, however the rows are partitioned."""

from __future__ import annotations

import ast
import re
from typing import Any

import pyarrow as pa
import pyspark
import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from qualiopi_rules import columns
from tests.checks import refused
from tests.columns import matrix
from tests.columns.backends import TYPES, Backend, Rows, table_of
from tests.columns.laws import LAWS, holds
from tests.columns.scalar import ON, QUESTIONS, tables


def backend_of(spark: Any, partitions: int = 2) -> Backend:
    return Backend(
        make=lambda table: spark.createDataFrame(table).repartition(partitions),
        read=lambda frame: frame.toArrow(),
        type_of=lambda frame, name: frame.schema[name].dataType.simpleString(),
        version=pyspark.__version__,
        ordered=False,
        when=(
            "of few keys the distinct ones at once, the join when the query runs; "
            "two columns of days when the query runs"
        ),
    )


# A table and a query of Spark take seconds; each law is tried on one table of many rows, in one of two partitionings.
@pytest.mark.parametrize("law", LAWS)
@settings(max_examples=1, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(tables(), min_size=3, max_size=3), st.sampled_from([1, 5]))
def test_columns_are_what_the_scalar_rule_gives_row_by_row(
    spark: Any, law: str, several: list[Rows], partitions: int
) -> None:
    rows = [{**row, "row": at} for at, row in enumerate(row for table in several for row in table)]
    holds(LAWS[law], backend_of(spark, partitions), rows)


@pytest.mark.parametrize(
    ("law", "exchanged"),
    [
        *(("cycles", {"Broadcast"}), ("status", {"Broadcast"}), ("applicability", {"Broadcast"})),
        *(("printed days", set()), ("status on the day of a column", set()), ("review", set())),
    ],
)
def test_no_row_is_exchanged(spark: Any, law: str, exchanged: set[str]) -> None:
    table = table_of([dict.fromkeys(TYPES)])
    compute, _ = LAWS[law]
    plan = compute(spark.createDataFrame(table))._jdf.queryExecution().executedPlan().toString()
    assert set(re.findall(r"(\w*)Exchange\b", plan)) == exchanged


def test_many_answers_have_too_many_combinations_to_be_collected(spark: Any) -> None:
    table = table_of([dict.fromkeys(TYPES)])
    made = columns.add_applicability(
        spark.createDataFrame(table),
        on=ON,
        categories="categories",
        answers=QUESTIONS,
        situation=dict.fromkeys(("two_days_or_less", "distance_modules"), "two_days_or_less"),
    )
    assert "Exchange" not in made._jdf.queryExecution().executedPlan().toString()


def test_rejected_rows_come_whole(spark: Any) -> None:
    rows = [{"row": 0, "decision_text": "2023-02-02"}, {"row": 1, "decision_text": "soon"}]
    made = columns.add_cycles(spark.createDataFrame(table_of(rows)), decision="decision_text")
    (row,) = columns.rejected_rows(made).collect()
    assert (row["row"], row["error"], row["error_field"]) == (1, "day", "decision_text")


def test_names_that_need_quotes_are_quoted(spark: Any) -> None:
    source = spark.createDataFrame(pa.table({"the `day`": ["2023-02-02"], "of it": [1]}))
    made = columns.add_cycles(source, decision="the `day`", prefix="q ")
    assert made.columns[:3] == ["the `day`", "of it", "q surveillance_opens"]
    assert [str(row["q expires"]) for row in made.collect()] == ["2026-02-01"]


def test_spark_ignores_capital_letters(spark: Any) -> None:
    source = spark.createDataFrame([("2023-02-02", 1)], "d string, Expires int")
    with refused('prefix: "expires" is not accepted'):
        columns.add_cycles(source, decision="d")


def test_the_page_of_the_documentation_does_what_it_says(spark: Any) -> None:
    page = (matrix.FILE.parent.parent / "how-to" / "spark.md").read_text("utf-8")
    programs = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    (said,) = re.findall(r"^`stages` is then `(.*)`", page, re.MULTILINE)
    names: dict[str, Any] = {}
    for program in programs:
        exec(program, names)
    assert names["stages"] == ast.literal_eval(said)
    written = spark.read.parquet(names["result"])
    assert sorted(str(row["expires"]) for row in written.collect()) == ["2026-02-01", "2027-04-30", "None"]


def test_the_matrix_of_the_documentation_is_what_spark_does(spark: Any) -> None:
    assert matrix.held("PySpark", backend_of(spark)) == matrix.recorded("PySpark")
