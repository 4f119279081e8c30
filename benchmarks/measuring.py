"""One measurement, in a process of its own: `python -m benchmarks.measuring KIND NAME ROWS` writes it as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from benchmarks import alone, growth, quick, rules, sizes
from benchmarks.clock import paired, peak, seconds
from benchmarks.ways import FLOOR, WAYS, Group, days_of, differing

_KEPT = dict.fromkeys(("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"), str(2**32))


def measured(kind: str, name: str, rows: int) -> dict[str, Any]:
    """Run one measurement in a new process and give what it found."""
    command = [sys.executable, "-m", "benchmarks.measuring", kind, name, str(rows)]
    # Memory that was given back is not asked for again while times are compared: a page that the system has to find
    # would count for whoever needs it first. How much a process takes is measured without.
    environment = dict(os.environ) if kind in {"cold", "growth", "sizes"} else {**os.environ, **_KEPT}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _cold(name: str, rows: int) -> dict[str, Any]:
    """The first call of a process, and its memory; the libraries are imported when the frame is made."""
    way = WAYS[name]
    frame = way.make(days_of(way.sample or rows))
    before = peak()
    first = seconds(lambda: way.run(frame))
    return {"first": first, "peak": peak(), "added": peak() - before}


def _warm(name: str, rows: int) -> dict[str, Any]:
    way = WAYS[name]
    many = days_of(rows)
    few = many[: way.sample]
    frame = way.make(few)
    starts, computed = way.read(way.run(frame))
    if sorted(starts.tolist()) != sorted(few.tolist()):
        raise AssertionError(f"{name}: rows were lost or added")
    wrong = differing(starts, computed)
    if wrong and way.group is not Group.CARELESS:
        raise AssertionError(f"{name}: {wrong} rows are not what the scalar rule returns")
    floor = WAYS[FLOOR]
    found = paired(lambda: floor.run(many), lambda: way.run(frame))
    scale = rows / len(few)
    return {
        "differ": wrong,
        "sample": way.sample,
        **{key: found[key] * scale for key in ("seconds", "best", "ratio")},
        "floor": found["floor"],
    }


def _alone(name: str, rows: int) -> dict[str, Any]:
    return alone.compared(rows) if name == "json" else alone.repeated(rows)


def _growth(name: str, rows: int) -> dict[str, Any]:
    before = peak()
    taken = seconds(lambda: growth.run(name))
    growth.check(name, rows)
    return {"rows": rows, "seconds": taken, "peak": peak(), "before": before}


def _rules(name: str, rows: int) -> dict[str, Any]:
    library, _, rule = name.rpartition(": ")
    days, run = days_of(rows), rules.prepared(library, rule, rules.table_of(rows))
    return paired(lambda: WAYS[FLOOR].run(days), run)


def _quick(_: str, rows: int) -> dict[str, Any]:
    return quick.measured(rows)


def _sizes(name: str, rows: int) -> dict[str, Any]:
    return sizes.measured(name, rows)


KINDS = {
    "alone": _alone,
    "cold": _cold,
    "growth": _growth,
    "quick": _quick,
    "rules": _rules,
    "sizes": _sizes,
    "warm": _warm,
}

if __name__ == "__main__":
    print(json.dumps(KINDS[sys.argv[1]](sys.argv[2], int(sys.argv[3]))))  # noqa: T201
