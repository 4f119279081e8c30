"""The engine: rules one after the other, each of which reads what those before it made, and the errors of rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs
import numpy as np
import pytest

from qualiopi_rules.columns.codes import Column, DayColumn, day_of, number_of_day
from qualiopi_rules.columns.column_rule import ColumnName, ColumnRule, Input, InputKind, Output, OutputKind
from qualiopi_rules.columns.engine import ERROR_COLUMNS, columns_read, error_outputs, results
from qualiopi_rules.columns.outcomes import ERRORS, Applied, Columns, OutputValues, RowErrors
from qualiopi_rules.core.errors import InvalidValue
from tests.checks import refused
from tests.columns.coding import coded_column

ERROR, FIELD = ERROR_COLUMNS


def checked(value: Any) -> Any:
    return value if isinstance(value, date) else InvalidValue("", value, value)


def later(name: str, read: ColumnName, **changes: Any) -> ColumnRule:
    """A rule that makes the day after that of a column."""
    inputs = {"day": Input(read, InputKind.DAYS, checked, required=True)}
    return ColumnRule(inputs, (Output(name, OutputKind.DAY),), lambda day: (number_of_day(day) + 1,), "day", **changes)


def rows(
    rules: Sequence[ColumnRule], prefix: str = "", earlier: Sequence[str] = (), **columns: Sequence[Any]
) -> dict[str, list[Any]]:
    """The results of the rows by the names of their columns, days as days and codes as texts."""
    height = len(next(iter(columns.values())))
    made = results(rules, Columns(lambda name: coded_column(columns[str(name)]), height), prefix, earlier)
    return {output.name: [value(output, found, place) for place in found.index] for output, found in made.items()}


def value(output: Output, found: OutputValues, place: int) -> Any:
    if found.nulls is not None and found.nulls[place]:
        return None
    number = int(found.values[place])
    return day_of(number) if output.kind is OutputKind.DAY else output.codes[number]


D = [date(2023, 2, day) for day in range(1, 6)]


def test_a_rule_reads_the_days_that_those_before_it_made() -> None:
    made = rows([later("next", "d"), later("last", "q_next")], "q_", d=[D[0], None, D[2]])
    assert made == {
        "next": [D[1], None, D[3]],
        "last": [D[2], None, D[4]],
        ERROR: [None] * 3,
        FIELD: [None] * 3,
    }


def test_days_without_a_null_are_read_so() -> None:
    seen = list[Column]()

    def applied(_: ColumnRule, columns: Columns) -> Applied:
        seen.append(columns.column("next"))
        return Applied({})

    for days in (D[:2], [D[0], None]):
        rows([later("next", "d"), later("last", "next", applied=applied)], d=days)
    full, some = seen
    assert isinstance(full, DayColumn)
    assert isinstance(some, DayColumn)
    assert (full.nulls, full.days.tolist()) == (None, [number_of_day(day) for day in D[1:3]])
    assert some.nulls is not None
    assert some.nulls.tolist() == [False, True]


def test_a_rule_can_have_its_own_way_to_be_applied_to_whole_columns() -> None:
    mine = Output("mine", OutputKind.CODE, ("a", "b"))
    found = OutputValues(np.array([1, 0, 1]), np.array([1, 0], np.int8), None)
    errors = RowErrors(np.array([0, 2, 0]), [("day", "x"), ("held", "y")])
    rule = later("next", "d", applied=lambda rule, columns: Applied({mine: found}, errors))
    assert rows([rule], d=[None] * 3) == {
        "mine": ["a", "b", "a"],
        ERROR: [None, "held", None],
        FIELD: [None, "y", None],
    }


def test_the_columns_that_decide_the_results_are_read_once_and_those_that_rules_make_are_not() -> None:
    rules = [later("next", "d"), later("other", "d"), later("last", "q_next"), later("end", 7)]
    assert columns_read(rules, ["x", "d", 7], "q_") == (["d", 7], [])
    assert columns_read(rules[:1], ["q_error", "error", "d", "q_error_field"], "q_") == (
        ["d", "q_error", "q_error_field"],
        ["q_error", "q_error_field"],
    )


def test_the_columns_of_errors_hold_codes_and_the_names_that_are_known() -> None:
    error, field = error_outputs(("a", "b"))
    assert (error.name, error.kind, error.codes) == (ERROR, OutputKind.CODE, ERRORS)
    assert (field.name, field.kind, field.codes) == (FIELD, OutputKind.NAME, ("a", "b"))
    assert error_outputs()[1].codes == ()


def test_a_row_keeps_the_first_error_of_the_rules() -> None:
    rules = [later("next", "a"), later("last", "b")]
    made = rows(rules, a=["held", D[0], "day", D[0], None], b=["day", "yes-no", "held", D[1], D[1]])
    assert made[ERROR] == ["held", "yes-no", "day", None, None]
    assert made[FIELD] == ["a", "b", "a", None, None]
    assert made["last"] == [None, None, None, D[2], D[2]]
    for order in ((rules[0], rules[1]), (rules[1], rules[0])):
        only = rows(order, a=[D[0], "held"], b=[D[0], D[0]])
        assert (only[ERROR], only[FIELD]) == ([None, "held"], [None, "a"])


def test_an_earlier_error_stays_and_one_without_a_code_is_none() -> None:
    made = rows(
        [later("next", "d")],
        earlier=["mine", "field"],
        d=["held", "held", D[0], D[0], D[0], "day"],
        mine=["day", None, "yes-no", None, "yes-no", None],
        field=["x", "y", "z", None, None, "x"],
    )
    assert made[ERROR] == ["day", "held", "yes-no", None, "yes-no", "day"]
    assert made[FIELD] == ["x", "d", "z", None, None, "d"]


@pytest.mark.parametrize("earlier", [[None, None], ["day", None], ["day", "held"]])
def test_earlier_errors_stay_where_the_rules_find_none(earlier: list[str | None]) -> None:
    fields = [code and f"of {code}" for code in earlier]
    made = rows([later("next", "d")], earlier=["mine", "field"], d=D[:2], mine=earlier, field=fields)
    assert (made[ERROR], made[FIELD], made["next"]) == (earlier, fields, D[1:3])


def test_a_column_of_errors_that_is_not_ours_is_refused() -> None:
    with refused(r'mine: "late" is not accepted; expected a code of the column of errors: day, day-not-time, held, '):
        rows([later("next", "d")], earlier=["mine", "field"], d=D[:3], mine=[None, "late", "day"], field=[None] * 3)


def test_only_the_fields_that_occur_are_names_of_the_column() -> None:
    """They become the categories of a column: neither those that could occur nor a field that is not known."""
    rule = later("next", "d")
    inputs = {name: attrs.evolve(rule.inputs["day"], column=name, required=False) for name in ("d", "e", "f")}
    wide = attrs.evolve(rule, inputs=inputs, row=lambda *_: (0,))
    for wrong, names in (([D[0], "day"], ("e",)), ([D[0], D[0]], ())):
        texts = {"d": D[:2], "e": wrong, "f": D[:2], "mine": ["held", None], "field": [None, None]}
        made = results([wide], Columns(lambda name: coded_column(texts[str(name)]), 2), "", ["mine", "field"])  # noqa: B023
        error, field = (output for output in made if output.name in ERROR_COLUMNS)
        assert (error.codes, field.codes) == (ERRORS, names)
        assert made[error].empty is False
        assert made[field].empty is (not names)


@pytest.mark.parametrize("height", [0, 3])
def test_rows_without_an_error_have_columns_of_errors_that_are_empty(height: int) -> None:
    made = results([later("next", "d")], Columns(lambda _: coded_column([D[0]] * height), height))
    for output in made:
        if output.name in ERROR_COLUMNS:
            assert made[output].empty is True
            assert len(made[output].index) == height
