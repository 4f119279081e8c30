"""The table of the documentation: what each library returns, as seen; `python -m tests.columns.matrix` writes it.

The versions are those it was written with; the tests look at everything else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from qualiopi_rules import columns
from tests.columns.backends import BACKENDS, Backend, table_of

FILE = Path(__file__).parent.parent.parent / "docs" / "reference" / "backends.json"
SHOWN = (
    *("polars", "polars, lazy", "pandas", "pandas, nullable types", "pandas, pyarrow types", "pyarrow"),
    *("Dask", "DuckDB", "Ibis", "PySpark"),
)
KINDS = {"day": "expires", "code": "stage", "yes or no": "valid", "count": "applicable_least", "mask": "applicable"}


def seen(backend: Backend) -> dict[str, str]:
    """What a library returns for one table."""
    rows = [
        {"row": at, "decision": date(2023, 2, 1 + at), "categories": "BC", "subcontracting": None} for at in range(9)
    ]
    frame = columns.add_cycles(backend.make(table_of(rows)), decision="decision")
    frame = columns.add_status(frame, decision="decision", on="2024-05-05")
    frame = columns.add_applicability(frame, on="2024-05-05", categories="categories", answers=["subcontracting"])
    in_order = [row["row"] for row in backend.rows(frame)] == list(range(9))
    assert in_order
    return {
        **{kind: backend.type_of(frame, name) for kind, name in KINDS.items()},
        "runs": backend.when,
        "order": "kept" if backend.ordered else "not promised",
    }


def held(name: str, backend: Backend) -> dict[str, str]:
    """What a library returns, with the version that is on record: a newer one must return the same."""
    return {"version": recorded(name)["version"], **seen(backend)}


def recorded(name: str) -> Mapping[str, str]:
    """What is on record of a library."""
    found: Mapping[str, str] = json.loads(FILE.read_text("utf-8"))[name]
    return found


def write(backends: Mapping[str, Backend]) -> None:
    """Write what the libraries return, those that are not there as they were."""
    before = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    now = {
        name: {"version": backends[name].version, **seen(backends[name])} if name in backends else before.get(name, {})
        for name in SHOWN
    }
    FILE.write_text(json.dumps(now, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    write(BACKENDS)
