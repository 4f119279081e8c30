"""The functions on frames: what each adds, in which order, and how their arguments are read."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from qualiopi_rules import columns
from qualiopi_rules.columns.outcomes import ERRORS, FILE_ERRORS
from tests.checks import refused

FRAME = pl.DataFrame({"start": ["2023-02-02"], "end": ["2026-02-01"], "complaints": [True]})
PRINTED = ["outcome", "shape", "cycle_starts", "expires"]
CYCLE = [
    "surveillance_opens",
    "surveillance_closes",
    "renewal_year_opens",
    "renewal_opens",
    "renewal_closes",
    "expires",
]
STATUS = ["stage", "valid"]
APPLICABILITY = ["applicable_least", "applicable_most", "applicable", "undetermined"]
REVIEW = [*PRINTED[:-1], *CYCLE, *STATUS, "next_deadline", "next_deadline_on", "days_left"]
ADDED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "add_cycles": ({"decision": "start"}, CYCLE),
    "add_status": ({"decision": "start", "on": "2024-05-05"}, STATUS),
    "add_printed": ({"start": "start", "end": "end"}, PRINTED),
    "add_applicability": ({"on": "2024-05-05", "categories": ["BC"], "answers": ["complaints"]}, APPLICABILITY),
    "add_review": ({"on": "2024-05-05", "start": "start", "end": "end"}, REVIEW),
}
"""For each function its arguments, and the columns that it adds before those of errors."""


@pytest.mark.parametrize("name", ADDED)
@pytest.mark.parametrize("prefix", ["", "q_"])
def test_a_function_adds_its_columns_in_order_after_those_of_the_frame(name: str, prefix: str) -> None:
    arguments, added = ADDED[name]
    made = getattr(columns, name)(FRAME, **arguments, prefix=prefix)
    assert made.columns == [*FRAME.columns, *(prefix + each for each in (*added, "error", "error_field"))]
    assert made.select(FRAME.columns).equals(FRAME)
    assert made[prefix + "error"].to_list() == [None]


def test_a_review_of_a_row_with_its_categories() -> None:
    asked: dict[str, Any] = {"categories": ["BC"], "answers": {"complaints": "complaints"}}
    made = columns.add_review(FRAME, **ADDED["add_review"][0], **asked)
    assert made.columns[len(FRAME.columns) :] == [*REVIEW, *APPLICABILITY, "error", "error_field"]
    (row,) = made.to_dicts()
    assert [row[name] for name in ("outcome", "shape", "cycle_starts", "expires", "stage", "days_left")] == [
        *("one", "regular", date(2023, 2, 2), date(2026, 2, 1), "surveillance-open", 211)
    ]
    assert 31 in columns.indicators_of_mask(row["applicable"])


# --- The arguments


def stages(frame: Any, on: Any, decision: Any = "start") -> list[Any]:
    made = columns.add_status(frame, decision=decision, on=on)
    return list(made["stage"])


@pytest.mark.parametrize(
    "on",
    [
        *(date(2023, 2, 1), "2023-02-01", np.datetime64("2023-02-01"), pd.Period("2023-02-01", "D")),
        *("on", np.str_("on")),
    ],
    ids=str,
)
def test_a_day_is_one_day_and_a_text_that_is_no_day_a_column(on: Any) -> None:
    frame = FRAME.with_columns(pl.Series("on", [date(2023, 2, 1)]))
    assert stages(frame, on) == ["not-started"]


@pytest.mark.parametrize("number", [0, 7, np.int64(7)], ids=repr)
def test_a_number_is_a_column_of_pandas(number: Any) -> None:
    frame = pd.DataFrame({int(number): ["2023-02-01"], 3: ["2023-02-02"]})
    assert stages(frame, number, 3) == ["not-started"]
    assert stages(frame, "2023-02-01", np.int64(3)) == ["not-started"]


def test_a_day_that_is_none_is_refused() -> None:
    for on in (2023.5, None):
        with refused("^on: "):
            columns.add_status(FRAME, decision="start", on=on)  # type: ignore[arg-type]


def test_a_column_without_a_name_is_refused() -> None:
    nothing: Any = 2.5
    with refused("^decision: 2.5 is not accepted; expected the name of a column"):
        columns.add_cycles(FRAME, decision=nothing)
    with refused(r"^answers\['complaints'\]: 2.5 is not accepted; expected the name of a column"):
        columns.add_applicability(FRAME, on="2024-05-05", categories=["BC"], answers={"complaints": nothing})


def test_the_column_of_a_question_may_have_any_name() -> None:
    frame = FRAME.rename({"complaints": "réclamations"}).with_columns(distance_modules=pl.lit(None))
    day: dict[str, Any] = {"on": "2024-05-05", "categories": ["BC"]}
    by_name = columns.add_applicability(frame, **day, answers={"complaints": "réclamations"})
    plainly = columns.add_applicability(FRAME, **day, answers=["complaints"])
    situation = columns.add_applicability(
        frame, **day, answers={"complaints": "réclamations"}, situation=("distance_modules",)
    )
    assert by_name[APPLICABILITY].equals(plainly[APPLICABILITY])
    assert situation[APPLICABILITY].equals(plainly[APPLICABILITY])


def test_the_questions_of_a_certifier_are_known_with_its_profile_only() -> None:
    asked: dict[str, Any] = {"on": "2025-01-01", "categories": ["AF"], "answers": {"prerequisites": "complaints"}}
    (row,) = columns.add_applicability(FRAME, **asked, profile="certifier-af").to_dicts()
    assert row["error"] is None
    with refused(r"^answers\['prerequisites'\]: "):
        columns.add_applicability(FRAME, **asked)


# --- Rows that are rejected


def test_the_rows_that_are_rejected_are_those_with_an_error() -> None:
    frame = pl.DataFrame({"d": ["2023-02-02", "soon", None]})
    rejected = columns.rejected_rows(columns.add_cycles(frame, decision="d", prefix="q_"), prefix="q_")
    assert rejected["d", "q_error", "q_error_field"].to_dicts() == [
        {"d": "soon", "q_error": "day", "q_error_field": "d"}
    ]


@pytest.mark.parametrize(
    ("error", "english", "french"),
    [
        (
            "day",
            "end: not a date, such as 2023-02-02",
            "end : ce n’est pas une date, comme 2023-02-02",
        ),
        (
            "one-of",
            "end: a value that is not one of AF, BC, VAE, CFA",
            "end : une valeur qui n’est pas parmi AF, BC, VAE, CFA",
        ),
        (
            "no-cycle-ends",
            "end: no cycle ends on that day",
            "end : aucun cycle ne finit ce jour-là",
        ),
        (
            "doubtful",
            "end: to be checked: the end date is a day, a month or a year off that of a regular certificate",
            "end : à vérifier : la date de fin est à un jour, un mois ou un an de celle d’un certificat ordinaire",
        ),
        ("cells", "too many or too few cells", "des cellules en trop ou en moins"),
    ],
)
def test_a_rejection_names_the_column_and_says_why(error: str, english: str, french: str) -> None:
    said = [columns.rejection_message(error, "end", "en"), columns.rejection_message(error, "end")]
    assert [text.replace("\u00a0", " ").replace("\u202f", " ") for text in said] == [english, french]


@pytest.mark.parametrize("error", ERRORS)
def test_a_column_that_is_not_known_is_a_question_mark(error: str) -> None:
    nothing: Any = float("nan")
    for field in (None, nothing):
        assert columns.rejection_message(error, field, "en").startswith("?: ")
    assert columns.rejection_message(error, "d", "en").startswith("d: ")


def test_every_code_is_worded_in_both_languages() -> None:
    said = [
        [columns.rejection_message(error, "d", locale) for error in (*ERRORS, *FILE_ERRORS)] for locale in ("fr", "en")
    ]
    assert [len(set(texts)) for texts in said] == [len(ERRORS) + len(FILE_ERRORS)] * 2
