"""The arguments of the functions on frames: every one that does not fit is said, all at once, by its name."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

import polars as pl
import pytest

from qualiopi_rules import InvalidInput, columns
from tests.checks import refused

FRAME = pl.DataFrame({"d": ["2023-02-02"]})
NO_NAME: Any = [1]
_PRINTED = dict.fromkeys(("start", "end", "first_issue", "cycle_number"), NO_NAME)
_ASKED = {"categories": ["none"], "answers": 5, "profile": "none", "situation": 5}
_SAID = {"yes_no": ["oui"], "prefix": 5}
WRONG: dict[str, dict[str, Any]] = {
    "add_cycles": {"decision": NO_NAME, "profile": "none", "prefix": 5},
    "add_status": {"decision": NO_NAME, "on": NO_NAME, "surveillance_held": NO_NAME, "profile": "none", **_SAID},
    "add_printed": {**_PRINTED, "prefix": 5},
    "add_applicability": {"on": "soon", **_ASKED, **_SAID},
    "add_review": {"on": "soon", **_PRINTED, "surveillance_held": NO_NAME, **_ASKED, **_SAID},
    "rejected_rows": {"prefix": 5},
}
"""For each function, each argument that can be wrong, with something that it does not take."""


def faults(name: str, arguments: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refusal:
        getattr(columns, name)(FRAME, **arguments)
    return [(fault.path.partition("[")[0], fault.expected) for fault in refusal.value.faults]


@pytest.mark.parametrize("name", WRONG)
def test_all_that_does_not_fit_is_said_at_once(name: str) -> None:
    assert [path for path, _ in faults(name, WRONG[name])] == list(WRONG[name])


@pytest.mark.parametrize(("name", "argument"), [(name, argument) for name in WRONG for argument in WRONG[name]])
def test_each_argument_that_does_not_fit_is_said_alone(name: str, argument: str) -> None:
    good = {"decision": "d", "start": "d", "end": "d", "on": "2024-06-03", "categories": ["BC"], "answers": {}}
    needed = {each: good[each] for each in WRONG[name] if each in good}
    if argument != "answers" and "answers" in needed:
        needed["answers"] = {"complaints": "d"}
    assert [path for path, _ in faults(name, {**needed, argument: WRONG[name][argument]})] == [argument]


def test_without_categories_a_review_asks_for_no_answers() -> None:
    arguments: dict[str, Any] = {"on": "2024-06-03", "start": "d", "end": "d"}
    assert faults("add_review", {**arguments, "profile": "none"}) == [("profile", "profile")]
    assert columns.add_review(FRAME, **arguments, answers=(), situation=())["error"].to_list() == ["no-cycle-ends"]


def test_categories_of_every_row_need_a_column_of_answers() -> None:
    """All rows would have one result; where the categories are a column, or do not fit, that is not said."""
    day: dict[str, Any] = {"on": "2024-06-03"}
    assert faults("add_applicability", {**day, "categories": ["BC"]}) == [("answers", "not-empty")]
    assert faults("add_applicability", {**day, "categories": ["none"]}) == [("categories", "one-of")]
    asked: dict[str, Any] = {"situation": ["distance_modules"]}
    made = columns.add_applicability(FRAME.with_columns(distance_modules=True), **day, categories=["BC"], **asked)
    assert made["error"].to_list() == [None]
    assert columns.add_applicability(FRAME, **day, categories="d")["error"].to_list() == ["one-of"]


@pytest.mark.parametrize(
    ("argument", "known"), [("answers", r"complaints, .*, \w+"), ("situation", r"two_days_or_less, distance_modules")]
)
def test_a_question_that_is_none_is_said_with_those_that_are(argument: str, known: str) -> None:
    asked: dict[str, Any] = {"on": "2024-06-03", "categories": ["BC"]}
    for name in ("none", 5):
        with refused(rf"^{argument}\[{name!r}\]: .* expected one of: (\w+, )*{known}$"):
            columns.add_applicability(FRAME, **{**asked, argument: {name: "d"}})
    with refused(rf"^{argument}: 5 is not accepted; expected an object of class dict$"):
        columns.add_applicability(FRAME, **{**asked, argument: 5})


def test_a_name_that_hides_what_it_is_names_no_question() -> None:
    """What is the same as everything is the same as each question too."""
    arguments = {"on": "2024-06-03", "categories": ["BC"], "answers": [ANY]}
    assert faults("add_applicability", arguments) == [("answers", "one-of")]


def test_a_rejection_names_the_codes_that_there_are() -> None:
    with refused(r"^error: .* expected a code of the column of errors: day, day-not-time, ([\w-]+, )*csv-row$"):
        columns.rejection_message("none", "d")
    assert columns.rejection_message("list-of", "d", "en").endswith("(AF, BC, VAE, CFA)")
