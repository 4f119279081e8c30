"""What a run found: the file that the documentation is made from, and the tables that a run prints."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

__all__ = ["FIGURE", "FILE", "TABLES", "aligned", "load", "save"]

FILE = Path(__file__).parent.parent / "docs" / "explanation" / "benchmarks.json"
FIGURE = FILE.with_name("growth.svg")

Rows = Iterator[Iterable[object]]
Found = Mapping[str, Any]


def load() -> dict[str, Any]:
    """Give what is on record; nothing before the first run."""
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    return found


def save(found: Found) -> None:
    """Put a run on record."""
    FILE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _rate(rows: int, seconds: float) -> str:
    return f"{rows / seconds / 1e6:.2g} M" if seconds < rows / 1e5 else f"{rows / seconds / 1e3:.0f} k"


def _milliseconds(seconds: float) -> str:
    if seconds < 0.01:
        return f"{seconds * 1e3:.1f} ms"
    return f"{seconds * 1e3:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _columns(found: Found) -> Rows:
    """The six days of the cycles."""
    yield "Way", "Times the floor", "Time", "First call", "Rows a second", "Peak memory", "Of it the call", "Rows wrong"
    rows = found["columns"]["rows"]
    for name, each in found["columns"]["ways"].items():
        on_sample = each["sample"] is not None
        ratio = each["ratio"]
        yield (
            f"{each['group']}: {name}" + (f", {each['sample']:,} rows scaled" if on_sample else ""),
            f"{ratio:.1f}" if ratio < 100 else f"{ratio:,.0f}",
            _milliseconds(each["seconds"]),
            "—" if on_sample else _milliseconds(each["first"]),
            _rate(rows, each["seconds"]),
            "—" if on_sample else f"{each['peak']:.0f} MiB",
            "—" if on_sample else f"{each['added']:.0f} MiB",
            f"{each['differ']:,}" if each["differ"] else "none",
        )


def _rules(found: Found) -> Rows:
    """The other rules."""
    names = [name.rpartition(": ") for name in found["rules"]]
    rules = list(dict.fromkeys(rule for _, _, rule in names))
    yield "Library", *(f"{rule}, times the floor" for rule in rules), *(f"{rule}, time" for rule in rules)
    for library in dict.fromkeys(library for library, _, _ in names):
        each = [found["rules"][f"{library}: {rule}"] for rule in rules]
        yield library, *(f"{one['ratio']:.1f}" for one in each), *(_milliseconds(one["seconds"]) for one in each)


def _quick(found: Found) -> Rows:
    """The quick form."""
    yield "What", "On record", "Now", "Now to then"
    before = found["quick"]["before"]
    for name, ratio in found["quick"]["now"].items():
        then = before.get(name)
        yield (
            name,
            "—" if then is None else f"{then:.2f}",
            f"{ratio:.2f}",
            "—" if then is None else f"{ratio / then:.2f}",
        )


# Of each library: the name of its strongest competitor, and at most how many times the floor its cycles should take.
_RIVALS: Mapping[str, tuple[str, float]] = {
    "polars": ("polars, unique, `dt.offset_by`, join", 1.5),
    "polars, lazy": ("polars, lazy, unique, `dt.offset_by`, join", 2),
    "polars, lazy, streaming": ("polars, lazy, unique, `dt.offset_by`, join", 2),
    "pyarrow": ("pyarrow, group by, join", 1.5),
    "pandas, datetime64[us]": ("pandas, a table over the range, then take", 3),
    "DuckDB": ("DuckDB, a calendar joined, in order", 3),
    "Ibis on DuckDB": ("DuckDB, a calendar joined, in order", 3),
    "Dask, two partitions": ("Dask, a table over the range in each partition", 3),
}
# The same for the other rules.
_AT_MOST: Mapping[str, float] = {
    **{
        f"{library}: {rule}": most
        for library, most in (
            *(("polars", 2.5), ("pyarrow", 2.5), ("pandas", 3), ("polars, lazy", 2), ("polars, lazy, streaming", 2)),
            *(("DuckDB", 3), ("Ibis on DuckDB", 3), ("Dask, two partitions", 3)),
        )
        for rule in ("status", "applicability")
    },
    "polars: printed days": 25,
    "polars: review": 40,
}


def _goals(found: Found) -> Rows:
    """What was aimed at."""
    ways = found["columns"]["ways"]
    yield "Goal", "Found", "Reached"
    for name, (rival, most) in _RIVALS.items():
        ratio, other = ways[name]["ratio"], ways[rival]["ratio"]
        yield f"{name}: cycles in at most {most:g} times the floor", f"{ratio:.1f}", _yes(ratio <= most)
        yield f"{name}: not slower than {rival} ({other:.1f})", f"{ratio:.1f}", _yes(ratio <= other)
    for name, most in _AT_MOST.items():
        ratio = found["rules"][name]["ratio"]
        yield f"{name}: at most {most:g} times the floor", f"{ratio:.1f}", _yes(ratio <= most)
    rate = found["alone"]["json"]["ratio"]
    yield "JSON text to review: at least twice the rate of cattrs and pendulum", f"{rate:.1f}", _yes(rate >= 2)


def _yes(reached: bool) -> str:
    return "yes" if reached else "**no**"


def _alone(found: Found) -> Rows:
    """Certificates one by one."""
    json_, again = found["alone"]["json"], found["alone"]["repeated"]
    yield "What", "Time each", "A second"
    count = json_["rows"]
    for name, seconds in (
        ("JSON text to review, cattrs and pendulum", json_["plain"]),
        ("JSON text to review, ours, the days met before", json_["ours"]),
    ):
        yield name, f"{seconds / count * 1e6:.1f} µs", f"{count / seconds:,.0f}"
    for name, each in (("first time", again["first"]), ("again", again["again"])):
        yield f"Six days and stage of a day, {name}", f"{each * 1e6:.1f} µs", f"{1 / each:,.0f}"


def _growth(found: Found) -> Rows:
    """Growth."""
    yield "Rows", "Time", "Time per row", "Peak memory"
    for each in found["growth"]:
        per_row = each["seconds"] / each["rows"] * 1e9
        yield f"{each['rows']:,}", f"{each['seconds']:.1f} s", f"{per_row:,.0f} ns", f"{each['peak']:.0f} MiB"


def _sizes(found: Found) -> Rows:
    """What must not grow faster than its input."""
    yield "What", "Sizes", "Time at each", "Grows as the size to the power", "Times the floor", "At most", "Peak memory"
    for name, each in found["sizes"].items():
        ratio, most = each["found"][-1]["ratio"], each["most"]
        yield (
            name,
            ", ".join(f"{one['size']:,}" for one in each["found"]),
            ", ".join(_milliseconds(one["seconds"]) for one in each["found"]),
            f"{each['exponent']:.2f}",
            "—" if ratio is None else f"{ratio:.1f}",
            "—" if most is None else f"{most:g}" if ratio <= most else f"{most:g}, **no**",
            f"{each['found'][-1]['peak']:.0f} MiB",
        )


def _spark(found: Found) -> Rows:
    """Spark."""
    each = found["spark"]
    head = ("First", "Again", "polars, streaming", "Times polars", "Exchanges", "Driver's peak", "Rows that differ")
    yield f"{each['rows']:,} rows, {each['partitions']} partitions, Spark {each['version']}", *head
    for name, one in each["functions"].items():
        yield (
            name,
            *(f"{one[key]:.1f} s" for key in ("first", "again", "polars")),
            f"{one['ratio']:.1f}",
            ", ".join(one["exchanges"]) or "none",
            f"{one['driver']:.0f} MiB" if one["driver"] else "—",
            f"{one['differ']}",
        )


def _machine(found: Found) -> Rows:
    """The machine, the day and the versions."""
    yield "What", "Which"
    yield from found["machine"].items()


TABLES: Mapping[str, Callable[[Found], Rows]] = {
    "columns": _columns,
    "rules": _rules,
    "quick": _quick,
    "alone": _alone,
    "goals": _goals,
    "growth": _growth,
    "sizes": _sizes,
    "spark": _spark,
    "machine": _machine,
}
"""The tables, by the parts of a run."""


def aligned(rows: Iterable[Iterable[object]]) -> str:
    """Lay a table out for a terminal."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells)
