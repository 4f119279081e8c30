"""What engines that speak SQL need: the results for the distinct keys, to be joined, and texts as they take them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from qualiopi_rules.columns.column_rule import ColumnRule, Input, InputKind, Output, OutputKind
from qualiopi_rules.columns.engine import error_outputs
from qualiopi_rules.columns.lookup import few_rows, is_dictionary, lookup_of, outputs_of, plain_texts, with_places
from qualiopi_rules.core import converters

DAYS = pa.array([date(2023, 2, 2), None, date(2023, 2, 3)], pa.date32())
TEXTS = pa.array(["a", None, "b", "a"])
HELD = Output("held", OutputKind.CODE, ("no", "yes"))


def make() -> ColumnRule:
    """A rule that says whether a day is even."""
    inputs = {"day": Input("d", InputKind.DAYS, converters.day, required=True)}
    return ColumnRule(inputs, (HELD,), lambda day: (1 - day.day % 2,), "day")


def test_the_results_of_the_distinct_keys_stand_beside_them() -> None:
    asked_for = list[Sequence[str]]()

    def distinct_of(names: Sequence[str]) -> Any:
        asked_for.append(names)
        texts = {"error": ["day", None, None], "error_field": ["x", None, None]}
        return pa.table({"d": DAYS} | {f"q_{name}": pa.array(each).dictionary_encode() for name, each in texts.items()})

    made = lookup_of(["x", "q_error_field", "d", "q_error"], distinct_of, make, "q_")
    assert asked_for == [["d", "q_error", "q_error_field"]]
    assert list(made.on) == ["d", "q_error", "q_error_field"]
    assert made.errors == ["q_error", "q_error_field"]
    assert made.outputs == outputs_of([make()], "q_")
    assert made.table.column_names == [*made.on.values(), *made.outputs]
    assert len(set(made.table.column_names)) == 6
    assert made.table.select([made.on["d"]]).column(0).to_pylist() == DAYS.to_pylist()
    assert made.table.select(["q_held", "q_error"]).to_pydict() == {
        "q_held": ["yes", None, "no"],
        "q_error": ["day", None, None],
    }
    assert {str(column.type) for column in made.table.columns} == {"date32[day]", "string"}


def test_a_frame_is_small_where_its_cells_are_few() -> None:
    assert [few_rows(columns) for columns in (1, 2, 32)] == [33_554_432, 16_777_216, 1_048_576]
    assert [few_rows(3), few_rows(2**25), few_rows(2**25 + 1)] == [11_184_810, 1, 0]


def test_the_columns_that_rules_add_are_their_results_and_the_errors() -> None:
    found = outputs_of([make(), make()], "q_")
    assert list(found) == ["q_held", "q_error", "q_error_field"]
    assert list(found.values()) == [HELD, *error_outputs()]


@pytest.mark.parametrize("column", [TEXTS, pa.chunked_array([TEXTS, TEXTS]), DAYS])
def test_texts_are_plain_whether_they_were_a_dictionary_or_not(column: Any) -> None:
    encoded = column.dictionary_encode()
    assert (is_dictionary(column), is_dictionary(encoded)) == (False, True)
    assert plain_texts(column) is column
    assert plain_texts(encoded).equals(column)


def test_a_table_can_have_places_in_place_of_texts() -> None:
    chunks = pa.chunked_array([TEXTS, TEXTS.slice(1)]).dictionary_encode()
    table, texts = with_places(pa.table({"x": range(7), "t": chunks, "u": chunks, "y": range(7)}), ["u"])
    assert table.column_names == ["x", "t", "u", "y"]
    assert texts == {"u": ["a", "b"]}
    assert table["u"].to_pylist() == [0, None, 1, 0, None, 1, 0]
    assert table["t"].to_pylist() == ["a", None, "b", "a", None, "b", "a"]
    assert with_places(table, []) == (table, {})
