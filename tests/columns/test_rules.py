"""The rules over columns: what each of them reads, what it makes of a cell, and which argument is at fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import polars as pl
import pytest

from qualiopi_rules import columns
from qualiopi_rules.columns import rules
from qualiopi_rules.columns.codes import coded_values, day_of
from qualiopi_rules.columns.column_rule import ColumnRule, InputKind
from qualiopi_rules.columns.keys import key_column
from qualiopi_rules.columns.outcomes import converted, error_of, outcome_of
from qualiopi_rules.core import converters
from qualiopi_rules.cycle.printed import PrintedOutcome, Shape
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, profile_of
from qualiopi_rules.rnq.category import Category
from tests.columns.scalar import EARLIER

START, ON = converters.day("2023-02-02"), converters.day("2024-05-05")
YES_NO = ("oui", "non")
BC = frozenset({Category.BC})
PROFILE = profile_of(DEFAULT_PROFILE)


def expected(value: Any) -> str | None:
    """What was expected in the place of an error; None for a value."""
    error = error_of(value)
    return None if error is None else error.expected


def read(rule: ColumnRule, name: str, *values: Any) -> list[Any]:
    """The distinct values that a rule reads in a column; what was expected in the place of each error."""
    found = key_column(coded_values(np.arange(len(values)), values), rule.inputs[name])
    return [expected(value) or value for value in found.values]


def added(rows: Mapping[str, Sequence[Any]], name: str, **arguments: Any) -> list[dict[str, Any]]:
    """What a function on frames adds to the rows."""
    made: pl.DataFrame = getattr(columns, name)(pl.DataFrame(rows, strict=False), **arguments)
    found: list[dict[str, Any]] = made.drop(rows).to_dicts()
    return found


# --- The cycle, its status and what comes next


def test_a_cycle_that_starts_before_the_first_certificates_is_an_error_of_its_column() -> None:
    (row,) = added({"d": ["2018-12-31"]}, "add_cycles", decision="d")
    assert {name: value for name, value in row.items() if value is not None} == {
        "error": "not-in-force",
        "error_field": "d",
    }


@pytest.mark.parametrize("on", ["2024-05-05", "on"])
def test_a_status_of_such_a_cycle_is_an_error_of_the_same_column(on: str) -> None:
    (row,) = added({"d": ["2018-12-31"], "on": ["2024-05-05"]}, "add_status", decision="d", on=on)
    assert row == {"stage": None, "valid": None, "error": "not-in-force", "error_field": "d"}


def test_days_are_kept_for_all_rules_that_are_the_same() -> None:
    """Whatever the columns are called; another advice, another day or another rule has results of its own."""
    usual = rules.cycles_rule("a", None).applied
    assert usual is not None
    assert rules.cycles_rule("b", None).applied is usual
    assert rules.cycles_rule("a", EARLIER).applied is not usual
    status = rules.status_rule("a", ON, None, None, None).applied
    assert status is not None
    assert rules.status_rule("b", ON, "held", None, YES_NO).applied is status
    others = [
        rules.status_rule("a", START, None, None, None),
        rules.status_rule("a", ON, None, EARLIER, None),
        rules.deadline_rule("a", ON, None, None, None),
    ]
    assert all(other.applied not in (None, status, usual) for other in others)


def test_where_the_day_is_a_column_nothing_is_kept_by_day() -> None:
    """There would be a table for each of its days: the keys that occur are computed."""
    for make in (rules.status_rule, rules.deadline_rule):
        assert make("d", "on", None, None, None).applied is None


@pytest.mark.parametrize(
    ("on", "held", "results"),
    [
        ("2023-02-01", None, (0, 0)),
        ("2024-05-05", True, (1, 1)),
        ("2024-05-05", None, (2, 1)),
        ("2026-02-02", None, (5, 0)),
    ],
)
def test_the_status_is_a_stage_by_its_place_and_whether_the_certificate_is_valid(
    on: str, held: bool | None, results: tuple[int, int]
) -> None:
    day = converters.day(on)
    assert rules.status_rule("d", day, "held", None, None).row(START, held) == results
    assert rules.status_rule("d", "on", "held", None, None).row(START, day, held) == results


def test_what_comes_next_is_a_code_its_day_and_the_days_left() -> None:
    code, day, left = rules.deadline_rule("d", ON, None, None, None).row(START)
    assert (code, day_of(day or 0), left) == (2, date(2024, 12, 2), 211)
    (row,) = added({"d": ["2023-02-02"], "end": ["2026-02-01"]}, "add_review", on=ON, start="d", end="end")
    assert (row["next_deadline"], row["next_deadline_on"]) == ("surveillance-closes", date(2024, 12, 2))


def test_nothing_comes_next_once_the_cycle_is_over() -> None:
    over = converters.day("2026-02-02")
    assert rules.deadline_rule("d", over, None, None, None).row(START) == (None, None, None)


def test_the_day_of_each_row_is_the_day_of_its_column() -> None:
    rows: dict[str, list[Any]] = {
        "d": ["2023-02-02"] * 4,
        "on": ["2023-02-01", "2024-05-05", None, "soon"],
        "held": ["2024-05-05"] * 4,
    }
    found = added(rows, "add_status", decision="d", on="on", surveillance_held="held")
    assert [(row["stage"], row["error_field"]) for row in found] == [
        ("not-started", None),
        ("running", None),
        (None, None),
        (None, "on"),
    ]


def test_on_one_day_an_audit_was_held_or_was_not_and_its_day_is_not_looked_at() -> None:
    """So all days of a column are two values, and a day that is still to come is none on which it was held."""
    days: list[Any] = ["2024-05-04", "2024-05-05", "2024-05-06", "2020-01-01", "2030-01-01", True, False]
    rule = rules.status_rule("d", ON, "held", None, None)
    assert rule.inputs["surveillance_held"].kind is InputKind.HELD
    assert read(rule, "surveillance_held", *days) == [True, False]
    assert read(rule, "surveillance_held", None, "soon", 5, "later") == [None, "held", "held", "held"]
    by_row = rules.status_rule("d", "on", "held", None, None)
    assert read(by_row, "surveillance_held", *days) == [*map(converters.day, days[:5]), True, False]


# --- Texts that mean yes and no


def test_two_texts_mean_yes_and_no_without_their_spaces_and_capital_letters() -> None:
    assert rules.yes_no_of(None) is None
    assert rules.yes_no_of(YES_NO) == YES_NO
    assert rules.yes_no_of([" Yes", "NO "]) == ("yes", "no")


@pytest.mark.parametrize(
    "texts",
    [
        *("no", b"no", 5, {"oui", "non"}, {"oui": 1, "non": 0}, (), ("oui",), ("oui", "non", "?")),
        *(("oui", 5), (None, "non"), ("oui", "oui"), ("oui", " OUI "), ("oui", ""), ("  ", "non"), ("", " ")),
    ],
)
def test_anything_but_two_texts_that_differ_is_refused(texts: Any) -> None:
    assert expected(rules.yes_no_of(texts)) == "yes-no-texts"


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        *((True, True), (False, False), ("oui", True), ("non", False), (" Oui ", True), ("NON", False), (None, None)),
        *(("peut-être", "yes-no"), ("", "yes-no"), ("true", "yes-no"), (1, "yes-no"), (START, "yes-no")),
    ],
)
def test_a_cell_of_answers_is_an_answer_or_a_text_that_means_it(cell: Any, answer: Any) -> None:
    found = rules._answer_in(YES_NO, cell)
    assert (expected(found) or found) == answer


@pytest.mark.parametrize(
    ("cell", "held"),
    [
        *((True, True), ("oui", True), (" NON ", False), (START, START), ("2023-02-02", START), (None, None)),
        *(("peut-être", "held"), ("", "held"), (5, "held")),
    ],
)
def test_a_cell_says_whether_an_audit_was_held_by_a_day_an_answer_or_a_text(cell: Any, held: Any) -> None:
    rule = rules.status_rule("d", "on", "held", None, YES_NO)
    found = rule.inputs["surveillance_held"].convert(cell)
    assert (expected(found) or found) == held
    on_one_day = rules.status_rule("d", ON, "held", None, YES_NO).inputs["surveillance_held"].convert(cell)
    assert (expected(on_one_day) or on_one_day) == (True if held == START else held)


def test_without_texts_that_mean_yes_and_no_a_text_is_no_answer() -> None:
    rule = rules.status_rule("d", "on", "held", None, None)
    assert read(rule, "surveillance_held", "oui", True) == ["held", True]


# --- Printed days


@pytest.mark.parametrize(
    ("first", "number", "names"),
    [
        (None, None, ["start", "end"]),
        ("f", None, ["start", "end", "first_issue"]),
        (None, "n", ["start", "end", "cycle_number"]),
        ("f", "n", ["start", "end", "first_issue", "cycle_number"]),
    ],
)
def test_printed_days_are_read_with_what_else_is_known(first: str | None, number: str | None, names: list[str]) -> None:
    rule = rules.printed_rule("s", "e", first, number)
    assert list(rule.inputs) == names
    assert [each.column for each in rule.inputs.values()] == [
        {"cycle_number": "n"}.get(name, name[0]) for name in names
    ]
    assert [each.name for each in rule.outputs] == ["outcome", "shape", "cycle_starts", "expires"]
    without = rules.printed_rule("s", "e", first, number, expires=False)
    assert [each.name for each in without.outputs] == ["outcome", "shape", "cycle_starts"]
    # All that is known, where nothing else is.
    key = [converters.day("2023-02-02"), converters.day("2026-02-01"), *[None] * (len(names) - 2)]
    outcome, shape, starts, expires = rule.row(*key)
    assert (outcome, shape, day_of(starts or 0), day_of(expires or 0)) == (0, 0, date(2023, 2, 2), date(2026, 2, 1))
    assert without.row(*key) == (outcome, shape, starts)


AT_FAULT = {
    "one": None,
    "several": "end",
    "doubtful": "end",
    "ends-before-start": "end",
    "first-issue-after-start": "issued",
    "before-scheme": "issued",
    "no-cycle-ends": "end",
    "start-too-early": "start",
    "first-issue-does-not-lead": "issued",
    "cycle-number-differs": "cycle_number",
}
"""The argument at fault by outcome; some are those of the first issue, or of the start that stands in its place."""


@pytest.mark.parametrize("outcome", PrintedOutcome)
def test_an_outcome_without_a_cycle_is_an_error_of_one_argument(outcome: PrintedOutcome) -> None:
    day, row = converters.day("2023-02-02"), (list(PrintedOutcome).index(outcome), None, None, None)
    alone, known = rules.printed_rule("s", "e", None, None), rules.printed_rule("s", "e", "f", "n")
    assert alone.refusal is not None
    assert known.refusal is not None
    for rule, key, issued in (
        (alone, (day, day), "start"),
        (known, (day, day, None, 1), "start"),
        (known, (day, day, day, 1), "first_issue"),
    ):
        field = AT_FAULT[outcome]
        error = None if field is None else (outcome.value, issued if field == "issued" else field)
        assert rule.refusal is not None
        assert rule.refusal(key, row) == error


def test_printed_days_that_fit_no_cycle_have_nothing_but_their_outcome() -> None:
    key = [converters.day("2023-02-02"), converters.day("2026-03-05")]
    rule = rules.printed_rule("s", "e", None, None)
    place = list(PrintedOutcome).index(PrintedOutcome.START_TOO_EARLY)
    assert outcome_of(rule, key) == ((place, None, None, None), ("start-too-early", "start"))


def test_a_first_cycle_of_four_years_has_its_own_shape() -> None:
    row = rules.printed_rule("s", "e", None, None).row(converters.day("2020-06-01"), converters.day("2024-05-31"))
    assert row[1] == list(Shape).index(Shape.FOUR_YEAR)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        *((1, 1), (2.0, 2), (12, 12), (2.5, None), (0, None), (0.0, None), (-1, None), (True, None), ("2", None)),
        *((float("nan"), None), (float("inf"), None), ("two", None)),
    ],
    ids=str,
)
def test_the_number_of_a_cycle_is_whole_also_where_it_is_a_float(cell: Any, number: int | None) -> None:
    found = converted(rules.printed_rule("s", "e", None, "n").inputs["cycle_number"], cell)
    if number is None:
        assert expected(found) == "positive-integer"
    else:
        assert (found, type(found)) == (number, int)


# --- Which indicators apply


def test_the_questions_on_the_situation_that_a_column_can_answer_are_those_of_yes_or_no() -> None:
    assert rules.situations() == (
        "acts_as_subcontractor",
        "missions_in_contract",
        "two_days_or_less",
        "distance_modules",
    )


@pytest.mark.parametrize(
    ("cell", "categories"),
    [
        ("BC", {"BC"}),
        (" AF ,BC", {"AF", "BC"}),
        (["CFA", "VAE"], {"CFA", "VAE"}),
        ("", "not-empty"),
        ("  ", "not-empty"),
        ([], "not-empty"),
        ("AF,,BC", "one-of"),
        ("AF;BC", "one-of"),
        ("bc", "one-of"),
        ("BC, BC", "without-repetition"),
        (5, "list-of"),
    ],
)
def test_a_cell_of_categories_is_a_list_or_a_text_with_commas(cell: Any, categories: Any) -> None:
    found = rules._categories(cell)
    assert (expected(found) or {str(each) for each in found}) == categories


def test_categories_written_in_two_ways_and_texts_that_mean_the_same_are_one_value() -> None:
    rule = rules.applicability_rule("c", {"complaints": "a"}, ON, PROFILE, YES_NO)
    assert list(rule.inputs) == ["categories", "complaints"]
    assert read(rule, "categories", "AF,BC", "BC, AF", "BC") == [frozenset({Category.AF, Category.BC}), BC]
    assert read(rule, "complaints", "oui", "OUI", True, "Non", None) == [True, False, None]
    assert rule.inputs["complaints"].kind is InputKind.ANSWER_TEXTS
    plainly = rules.applicability_rule("c", {"complaints": "a"}, ON, PROFILE, None)
    assert read(plainly, "complaints", "oui", True, None) == ["yes-no", True, None]
    assert plainly.inputs["complaints"].kind is InputKind.ANSWERS


@pytest.mark.parametrize(
    ("subcontracting", "complaints", "results"),
    [(None, None, (19, 22, (18, 27, 31))), (True, False, (20, 21, (18,))), (False, True, (20, 21, (18,)))],
)
def test_the_indicators_that_apply_and_those_that_an_answer_would_decide(
    subcontracting: bool | None, complaints: bool | None, results: Any
) -> None:
    always = {1, 2, 4, 5, 6, 9, 10, 11, 12, 17, 19, 21, 22, 23, 24, 25, 26, 30, 32}
    also = {number for number, answer in ((27, subcontracting), (31, complaints)) if answer}
    asked: dict[str, Any] = {"subcontracting": "s", "complaints": "a"}
    by_row = rules.applicability_rule("c", asked, ON, PROFILE, None)
    of_all = rules.applicability_rule(BC, asked, ON, PROFILE, None)
    assert of_all.row(subcontracting, complaints) == by_row.row(BC, subcontracting, complaints)
    least, most, applicable, undetermined = of_all.row(subcontracting, complaints)
    assert (least, most, columns.indicators_of_mask(undetermined or 0)) == results
    assert set(columns.indicators_of_mask(applicable or 0)) == always | also


RELEVANT = {
    "AF": {"certifying", "subcontracting", "work_linked", "work_situation"},
    "BC": {"complaints", "sole_practitioner", "subcontracting"},
    "VAE": {"subcontracting"},
    "CFA": {"subcontracting"},
}
"""The questions on which an indicator hangs, by category."""


@pytest.mark.parametrize("category", Category)
def test_the_questions_that_are_relevant_are_those_on_which_an_indicator_hangs(category: Category) -> None:
    by_row = rules.applicability_rule("c", {"complaints": "a"}, ON, PROFILE, None)
    of_all = rules.applicability_rule(frozenset({category}), {"complaints": "a"}, ON, PROFILE, None)
    assert by_row.relevant is not None
    assert of_all.relevant is not None
    assert by_row.relevant(frozenset({category})) == of_all.relevant(None) == RELEVANT[category]
    assert (by_row.decided_by, of_all.decided_by) == ("categories", None)


def test_nothing_is_relevant_where_the_categories_are_not_known() -> None:
    rule = rules.applicability_rule("c", {"complaints": "a"}, ON, PROFILE, None)
    assert rule.relevant is not None
    (unknown, error) = (converted(rule.inputs["categories"], cell) for cell in (None, "none"))
    assert rule.relevant(unknown) == rule.relevant(error) == frozenset()


def test_rows_without_categories_have_no_results_whatever_is_answered() -> None:
    rows: dict[str, list[Any]] = {"c": ["BC", None, "BD"], "complaints": [True, True, None]}
    found = added(rows, "add_applicability", on=ON, categories="c", answers=["complaints"])
    assert [(row["applicable_least"], row["error"], row["error_field"]) for row in found] == [
        (20, None, None),
        (None, None, None),
        (None, "one-of", "c"),
    ]


def test_a_rule_of_one_day_and_profile_is_made_once() -> None:
    made = partial(rules.applicability_rule, "c", {"complaints": "a"}, ON, PROFILE, None)
    assert made().row is made().row
