"""`python -m benchmarks [PART…] [--record]`: run the parts, print their tables, and put them on record with `--record`.

The parts are `columns`, `rules`, `alone`, `growth` and `sizes`, which run when none is named, `spark`, which needs
Java, and `quick`, which takes a minute and prints its ratios beside those on record.
"""

from __future__ import annotations

import argparse
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from os import cpu_count
from pathlib import Path
from typing import Any

from benchmarks import growth, rules, sizes
from benchmarks.figure import drawn
from benchmarks.measuring import measured
from benchmarks.results import FIGURE, TABLES, aligned, load, save
from benchmarks.ways import WAYS

LIBRARIES = ("attrs", "cattrs", "pendulum", "narwhals", "numpy", "polars", "pandas", "pyarrow", "duckdb", "dask")


def _columns(rows: int) -> Any:
    ways = {}
    for name, way in WAYS.items():
        cold = measured("cold", name, rows)
        ways[name] = {"group": way.group.value, **cold, **measured("warm", name, rows)}
    return {"rows": rows, "ways": ways}


def _rules(rows: int) -> Any:
    names = [f"{library}: {rule}" for library in rules.LIBRARIES for rule in rules.RULES]
    return {name: measured("rules", name, rows) for name in names}


def _quick(rows: int) -> Any:
    """The ratios, and those on record beside them."""
    return {"before": load().get("quick", {}).get("now", {}), "now": measured("quick", "all", rows)}


def _alone(_: int) -> Any:
    return {"json": measured("alone", "json", 20_000), "repeated": measured("alone", "repeated", 11)}


def _growth(rows: int) -> Any:
    return list(growth.measured(rows * 100))


def _sizes(_: int) -> Any:
    found = {}
    for name, (at, _prepare, most) in sizes.CASES.items():
        each = [measured("sizes", name, size) for size in at]
        found[name] = {"found": each, "exponent": sizes.exponent(each), "most": most}
    return found


def _spark(rows: int) -> Any:
    from benchmarks import spark

    return spark.measured(rows * 10)


PARTS: dict[str, Callable[[int], Any]] = {
    "columns": _columns,
    "rules": _rules,
    "quick": _quick,
    "alone": _alone,
    "growth": _growth,
    "sizes": _sizes,
    "spark": _spark,
}


def _machine() -> dict[str, str]:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
    memory = Path("/proc/meminfo")
    size = int(memory.read_text().split()[1]) / 2**20 if memory.exists() else 0
    return {
        "Day": f"{datetime.now(UTC):%Y-%m-%d}",
        "Machine": f"{model}, {cpu_count()} cores, {size:.0f} GiB, shared with other work",
        "System": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "Libraries": ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
    }


def main() -> None:
    """Run the parts that the command names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART", help="what to run")
    parser.add_argument("--record", action="store_true", help="write the results for the documentation")
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many rows; growth has a hundred times as many")
    options = parser.parse_args()
    found = load() if options.record else {}
    wanted = options.parts or [part for part in PARTS if part not in {"quick", "spark"}]
    for part in wanted:
        found[part] = PARTS[part](options.rows)
        print(f"\n{TABLES[part].__doc__}\n\n{aligned(TABLES[part](found))}", flush=True)  # noqa: T201
        if options.record:
            save(found)
    if {"columns", "rules", "alone"} <= set(found):
        print(f"\n{TABLES['goals'].__doc__}\n\n{aligned(TABLES['goals'](found))}")  # noqa: T201
    if options.record:
        if "columns" in wanted:
            found["machine"] = _machine()
        save(found)
    if options.record and "growth" in wanted:
        FIGURE.write_text(drawn(found["growth"]), "utf-8")


if __name__ == "__main__":
    main()
