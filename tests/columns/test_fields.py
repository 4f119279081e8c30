"""The classes of the package: how their values are compared, and the codes that others read."""

from __future__ import annotations

from qualiopi_rules import columns
from qualiopi_rules.columns.column_rule import Input, InputKind
from tests.checks import classes_of


def test_what_holds_columns_is_the_same_as_itself_alone() -> None:
    """numpy compares arrays element by element, which is no answer, and they have no hash."""
    by_identity = {cls.__name__ for cls in classes_of(columns) if cls.__eq__ is object.__eq__}
    assert by_identity == {
        *("Applied", "Coded", "Columns", "DayColumn", "KeyColumn", "OutputValues", "Places", "PrintedInput"),
        *("RowErrors", "_Keys", "_Relevance", "_Rows", "_Looked"),
    }


def test_what_a_column_may_hold_has_the_code_of_what_was_expected() -> None:
    kinds = ["day", "answer", "answer-text", "held", "categories", "count"]
    assert [each.value for each in InputKind] == [f"{kind}-column" for kind in kinds]


def test_an_input_need_not_be_known_and_is_merged_with_no_other_unless_it_is_said() -> None:
    plain = Input("d", InputKind.DAYS, str)
    assert (plain.required, plain.merges) == (False, False)
