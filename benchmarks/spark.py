"""The five functions in Spark, in local mode with several partitions, every row compared with polars.

Printed days are mostly a combination of their own. It needs Java: `nox -s bench-spark`; a cluster takes the same calls.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import rules
from benchmarks.clock import peak, seconds
from qualiopi_rules import columns

ROWS = 10_000_000
PARTITIONS = 8

FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    "cycles": lambda frame: columns.add_cycles(frame, decision="decision"),
    **{name: compute for name, (_, compute) in rules.RULES.items()},
}
"""What is timed, in both libraries."""


def measured(rows: int = ROWS) -> dict[str, Any]:
    """Run both on the same files, compare every row, and give times, memory and what Spark planned to exchange."""
    import polars as pl
    import pyspark

    with TemporaryDirectory() as directory:
        source = Path(directory, "certificates")
        write(source, rows)
        spark = session()
        certificates = spark.read.parquet(str(source))
        query = pl.scan_parquet(source / "*.parquet")
        found: dict[str, Any] = {}
        for name, compute in FUNCTIONS.items():
            ours, right = Path(directory, "spark"), Path(directory, "polars.parquet")
            in_spark = partial(write_reviewed, certificates, compute, ours)
            first, again = seconds(in_spark), seconds(in_spark)
            polars = seconds(partial(write_streaming, query, compute, right))
            plan = compute(certificates)._jdf.queryExecution().executedPlan().toString()
            found[name] = {
                "first": first,
                "again": again,
                "polars": polars,
                "ratio": again / polars,
                "driver": peak(),
                "exchanges": sorted(set(re.findall(r"\w*Exchange\b(?: \w+partitioning)?", plan))),
                "differ": differing(pl, ours / "*.parquet", right, rows),
            }
        result = {
            "rows": rows,
            "partitions": certificates.rdd.getNumPartitions(),
            "version": pyspark.__version__,
            "jvm": memory_of(int(spark.sparkContext._gateway.proc.pid)),
            "functions": found,
            "differ": sum(each["differ"] for each in found.values()),
        }
        spark.stop()
        return result


def session() -> Any:
    """Start Spark; its workers run this Python, with what it can import."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.executorEnv.PYTHONPATH", os.pathsep.join(sys.path))
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.files.minPartitionNum", PARTITIONS)
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def write(directory: Path, rows: int) -> None:
    """Write the rows, with their numbers, as one file for each partition."""
    import pyarrow as pa
    from pyarrow import parquet

    directory.mkdir()
    table = rules.table_of(rows).append_column("row", pa.array(range(rows), pa.int64()))
    size = -(-rows // PARTITIONS)
    for part in range(PARTITIONS):
        parquet.write_table(table.slice(part * size, size), directory / f"{part}.parquet")


def write_reviewed(frame: Any, compute: Callable[[Any], Any], directory: Path) -> None:
    """Compute in Spark and write the result."""
    compute(frame).write.mode("overwrite").parquet(str(directory))


def write_streaming(query: Any, compute: Callable[[Any], Any], file: Path) -> None:
    """Compute in polars, streaming, and write the result."""
    compute(query).sink_parquet(file)


def differing(pl: Any, ours: Path, right: Path, rows: int) -> int:
    """Count the rows of two results that are not the same in every column, after a join on their number."""
    schema = pl.read_parquet_schema(right)
    names = schema.keys() - {"row"}
    plain = [pl.col(name).cast(pl.String) if isinstance(schema[name], pl.Enum) else name for name in names]
    both = (
        pl.scan_parquet(ours)
        .select("row", *plain)
        .join(pl.scan_parquet(right).select("row", *plain), on="row", how="full", suffix=" too")
    )
    same: Callable[[str], Any] = lambda name: pl.col(name).eq_missing(pl.col(f"{name} too"))  # noqa: E731
    found = both.select(pl.len(), pl.all_horizontal(*map(same, [*names, "row"])).sum().alias("same")).collect(
        engine="streaming"
    )
    return max(rows, int(found["len"].item())) - int(found["same"].item())


def memory_of(process: int) -> float:
    """Give the largest memory that a process had, in MiB; 0 where the system does not say."""
    file = Path(f"/proc/{process}/status")
    size = re.search(r"VmHWM:\s+(\d+) kB", file.read_text()) if file.exists() else None
    return int(size[1]) / 1024 if size else 0.0
