"""A million dossiers with eight answers each, and the indicators that apply."""

from __future__ import annotations

from typing import Any

import numpy as np

from qualiopi_rules import Answers, applicability, columns

ON = "2024-05-05"
QUESTIONS = (
    *("subcontracting", "complaints", "sole_practitioner", "disability_welcomed"),
    *("needs_analysis", "funders_direct", "teaching_team", "companies_direct"),
)
_CATEGORIES = ("BC", "AF", "AF, BC", "VAE", "CFA", "AF, CFA")
_ANSWERS = (False, True, None)


def table_of(rows: int) -> Any:
    """Draw dossiers: categories, and yes, no or nothing for each question; always the same ones."""
    import pyarrow as pa

    draw = np.random.default_rng(1)
    drawn = {"categories": pa.array(np.array(_CATEGORIES)[draw.integers(0, len(_CATEGORIES), rows)])}
    for question in QUESTIONS:
        answers = draw.integers(0, len(_ANSWERS), rows)
        drawn[question] = pa.array(answers == 1, mask=answers == 2)
    return pa.table(drawn)


def compute(frame: Any) -> Any:
    """Add which indicators apply."""
    return columns.add_applicability(frame, on=ON, categories="categories", answers=QUESTIONS)


def differing(result: Any) -> int:
    """Count the rows in which a mask is not what the scalar rule returns for that row alone."""
    import pyarrow as pa

    right: dict[tuple[Any, ...], tuple[int, ...]] = {}
    wrong = 0
    table = result.to_arrow() if hasattr(result, "to_arrow") else pa.table(result)
    keys = zip(*(table.column(name).to_pylist() for name in ("categories", *QUESTIONS)), strict=True)
    for key, mask in zip(keys, table.column("applicable").to_pylist(), strict=True):
        if key not in right:
            answers = Answers(**dict(zip(QUESTIONS, key[1:], strict=True)))
            right[key] = applicability(key[0].split(", "), answers, on=ON).numbers
        wrong += columns.indicators_of_mask(mask) != right[key]
    return wrong
