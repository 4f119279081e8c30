"""Ten million rows in Spark, in local mode with several partitions, every one of them compared with polars.

It needs Java: `nox -s bench-spark`. The same calls run on a cluster.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import growth
from benchmarks.clock import peak, seconds
from qualiopi_rules import columns

ROWS = 10_000_000
PARTITIONS = 8


def reviewed(frame: Any) -> Any:
    """Add the days of the cycles and where they stand: what is timed, in both libraries."""
    return columns.add_status(columns.add_cycles(frame, decision="decision"), decision="decision", on=growth.ON)


def measured(rows: int = ROWS) -> dict[str, Any]:
    """Run both on the same file, compare every row, and give times, memory and what Spark planned to exchange."""
    import polars as pl
    import pyspark
    from pyspark.sql import SparkSession

    with TemporaryDirectory() as directory:
        source, results = Path(directory, "certificates.parquet"), Path(directory, "reviewed")
        growth.write(source, rows)
        spark = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.files.minPartitionNum", PARTITIONS)
            .getOrCreate()
        )
        spark.sparkContext.setLogLevel("ERROR")
        spark.read.parquet(str(source)).repartition(PARTITIONS).write.parquet(str(Path(directory, "many")))
        certificates = spark.read.parquet(str(Path(directory, "many")))

        def write() -> None:
            reviewed(certificates).write.mode("overwrite").parquet(str(results))

        def keys() -> None:
            reviewed(certificates)

        times = {"first": seconds(write), "again": seconds(write), "keys": seconds(keys)}
        plan = reviewed(certificates)._jdf.queryExecution().executedPlan().toString()
        jvm = memory_of(int(spark.sparkContext._gateway.proc.pid))
        partitions = certificates.rdd.getNumPartitions()
        spark.stop()
        one = Path(directory, "polars.parquet")
        polars = seconds(lambda: reviewed(pl.scan_parquet(Path(directory, "many", "*.parquet"))).sink_parquet(one))
        return {
            "rows": rows,
            "partitions": partitions,
            "version": pyspark.__version__,
            **times,
            "polars": polars,
            "jvm": jvm,
            "driver": peak(),
            "exchanges": sorted(set(re.findall(r"\w*Exchange\b(?: \w+partitioning)?", plan))),
            "joins": sorted(set(re.findall(r"\w+Join\b", plan))),
            "differ": differing(pl, results / "*.parquet", one, rows),
        }


def differing(pl: Any, ours: Path, right: Path, rows: int) -> int:
    """Count the rows of two results that are not the same in every column, after a join on their number."""
    names = pl.read_parquet_schema(right).keys() - {"row"}
    plain = [pl.col(name).cast(pl.String) if name in {"stage", "error", "error_field"} else name for name in names]
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
