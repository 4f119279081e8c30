"""Keys: each distinct key is computed once, without the values that cannot change its results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import pytest

from qualiopi_rules.columns import keys
from qualiopi_rules.columns.codes import Coded, DayColumn, coded_values, day_of
from qualiopi_rules.columns.column_rule import ColumnName, ColumnRule, Input, InputKind, Output, OutputKind
from qualiopi_rules.columns.keys import FEW, KeyColumn, by_key, combined, distinct, key_column
from qualiopi_rules.columns.outcomes import MISSING, Columns
from qualiopi_rules.core.errors import InvalidValue
from tests.columns.coding import coded_column

CELLS = 2**17
"""Up to so many possible keys have a table with a place for each of them."""
HUGE = range(2**40)
"""More values than any table could have places for."""


def checked(value: Any) -> Any:
    return InvalidValue("", value, "held") if value in {"?", "!"} else value


PLAIN = Input("x", InputKind.HELD, checked)
LENGTHS = Input(
    "x",
    InputKind.HELD,
    lambda value: InvalidValue("", value, "held") if "?" in value else len(value),
    merges=True,
)
"""Texts that become their lengths; one with a question mark is wrong."""


def column(*values: Any, among: Sequence[Any] | None = None) -> Coded:
    return coded_column(values, among)


def read(made: KeyColumn) -> list[Any]:
    """The values of the rows."""
    return [made.values[number] for number in made.index]


# --- One column


@pytest.mark.parametrize(("possible", "looked_at"), [(FEW - 1, FEW - 1), (FEW, FEW), (FEW + 1, 2), (1_000, 2)])
def test_values_that_do_not_occur_are_looked_at_where_they_are_few(possible: int, looked_at: int) -> None:
    made = distinct(column(7, 3, 7, among=range(possible)))
    assert (read(made), len(made.values)) == ([7, 3, 7], looked_at)
    assert list(made.values) == sorted(made.values)


@pytest.mark.parametrize("last", [0, 5, 100, 10**6])
def test_days_are_looked_at_where_they_occur_or_are_few(last: int) -> None:
    made = distinct(DayColumn(np.array([0, last, 0]), np.array([False, False, True])))
    assert read(made) == [day_of(0), day_of(last), None]
    assert len(made.values) == (last + 2 if last < FEW else 3)


def test_values_are_converted_and_an_error_is_in_the_place_of_its_value() -> None:
    one, error, unknown = key_column(column("a", "?", None), PLAIN).values
    assert (one, unknown) == ("a", None)
    assert isinstance(error, InvalidValue)
    assert key_column(column("a", None), attrs.evolve(PLAIN, required=True)).values == ["a", MISSING]


def test_values_that_become_one_are_merged_and_errors_are_not() -> None:
    made = key_column(column("a", "?", "b", None, "cc", "a?", "dd", None), LENGTHS)
    first, error, *others = read(made)
    assert (first, error.value, others[3].value) == (1, "?", "a?")
    assert [*others[:3], *others[4:]] == [1, None, 2, 2, None]
    assert len(made.values) == 5


def test_an_error_can_be_of_a_value_without_a_hash() -> None:
    made = key_column(coded_values(np.array([1, 0, 2]), ["a", ["?"], "b"]), LENGTHS)
    error, *others = read(made)
    assert (error.value, others, len(made.values)) == (["?"], [1, 1], 2)


def test_nothing_is_merged_where_a_converter_makes_one_value_of_one() -> None:
    """To Python 1, 1.0 and True are the same."""
    raw = column(*"abc")
    made = key_column(raw, attrs.evolve(PLAIN, convert={"a": 1, "b": True, "c": 1.0}.__getitem__))
    assert [type(value) for value in read(made)] == [int, bool, float]
    assert made.index is raw.index
    assert key_column(raw, attrs.evolve(LENGTHS, convert=str.upper)).index is raw.index


@pytest.mark.parametrize("count", [1, 2, 128, 129, 256, 257, 300])
def test_any_number_of_values_can_be_merged(count: int) -> None:
    raw = column(*range(2 * count))
    made = key_column(raw, attrs.evolve(PLAIN, convert=lambda number: number // 2, merges=True))
    assert read(made) == [number // 2 for number in range(2 * count)]
    assert made.values == list(range(count))


# --- Combinations


def test_the_combinations_of_one_column_are_all_its_values() -> None:
    index, found = combined([KeyColumn(np.array([2, 0, 2]), "abc")])
    assert (index.tolist(), found) == ([2, 0, 2], [("a",), ("b",), ("c",)])


def test_the_combinations_of_several_columns_are_those_that_occur() -> None:
    index, found = combined(
        [
            KeyColumn(np.array([2, 0, 2, 2]), "abc"),
            KeyColumn(np.array([0] * 4), "."),
            KeyColumn(np.array([1, 0, 0, 1]), "xy"),
        ]
    )
    assert (index.tolist(), found) == ([2, 0, 1, 2], [("a", ".", "x"), ("c", ".", "x"), ("c", ".", "y")])


def test_combinations_that_all_occur_have_their_places() -> None:
    index, found = combined([KeyColumn(np.array([1, 0, 1, 0]), "ab"), KeyColumn(np.array([1, 0, 0, 1]), "xy")])
    assert (index.tolist(), found) == ([3, 0, 2, 1], [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")])


@pytest.mark.parametrize("first", [1, 2, 3])
@pytest.mark.parametrize("second", [2, 85, 86, 128, 129, 255, 256, 257, 65_535, 65_536, 65_537])
def test_the_last_combination_has_a_place_of_its_own(first: int, second: int) -> None:
    """Places are the narrowest numbers that hold them, and none too narrow."""
    columns = [KeyColumn(np.array([0, first - 1]), range(first)), KeyColumn(np.array([0, second - 1]), range(second))]
    index, found = combined(columns)
    assert [found[place] for place in index] == [(0, 0), (first - 1, second - 1)]


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.uint16, np.intp])
def test_the_numbers_of_a_column_can_be_of_any_type(kind: Any) -> None:
    """Those of the combinations can be larger than that type holds."""
    columns = [KeyColumn(np.array([0, 99, 99], kind), range(100)), KeyColumn(np.array([4, 0, 4], kind), range(5))]
    index, found = combined([*columns, columns[0]])
    assert [found[place] for place in index] == [(0, 4, 0), (99, 0, 99), (99, 4, 99)]


@pytest.mark.parametrize("count", [2, 3, 5, 9])
def test_combinations_are_found_however_many_are_possible(count: int) -> None:
    """The possible ones of columns with very many values could not be counted in 64 bits."""
    numbers = [HUGE[-1], 0, HUGE[-2], HUGE[-1]]
    few, many = KeyColumn(np.array([1, 0, 1, 1]), "ab"), KeyColumn(np.array(numbers), HUGE)
    index, found = combined([few, *[many] * count])
    assert index.tolist() == [2, 0, 1, 2]
    assert found == [("a", *[0] * count), ("b", *[HUGE[-2]] * count), ("b", *[HUGE[-1]] * count)]


@pytest.mark.parametrize("size", [CELLS - 1, CELLS, CELLS + 1, 4 * CELLS])
@pytest.mark.parametrize("rows", [3, CELLS // 8])
def test_the_numbers_that_occur_are_found_with_a_table_or_without(size: int, rows: int) -> None:
    numbers = np.arange(rows) % 3 * (size // 3)
    made = distinct(coded_values(numbers, range(size)))
    assert list(made.values) == [0, size // 3, 2 * (size // 3)]
    assert np.array_equal(np.array(made.values)[made.index], numbers)


# --- A rule


class Applied:
    """A rule with three inputs that returns how long its texts are together, and what it has read and computed."""

    def __init__(self, **changes: Any) -> None:
        """Apply nothing yet; the rule can be another in some fields."""
        inputs = {name: attrs.evolve(PLAIN, column=name) for name in ("kind", "first", "second")}
        changes = {"inputs": inputs} | changes
        self.rule = ColumnRule(outputs=(Output("length", OutputKind.NUMBER),), row=self._row, day="kind", **changes)
        self.computed: list[Any] = []
        self.read: list[ColumnName] = []
        self.valid: Sequence[str] = ()

    def _row(self, *key: Any) -> tuple[int]:
        self.computed.append(key)
        return (sum(map(len, filter(None, key))),)

    def __call__(self, **columns: Coded) -> list[Any]:
        """The results of the rows, each a number, None or the column at fault."""

        def column(name: Any) -> Coded:
            self.read.append(name)
            return columns[name]

        height = len(next(iter(columns.values())).index)
        applied = by_key(self.rule, Columns(column, height, self.valid))
        (found,) = applied.outputs.values()
        faults = [None] * height
        if applied.errors is not None:
            names = [None, *(name for _, name in applied.errors.errors)]
            faults = [names[number] for number in applied.errors.index]
            assert any(faults)
        nulls = np.zeros(len(found.values), np.bool_) if found.nulls is None else found.nulls
        return [
            fault or (None if nulls[place] else int(found.values[place]))
            for fault, place in zip(faults, found.index, strict=True)
        ]


def relevant_by_kind(kind: Any) -> frozenset[str]:
    return frozenset({"a": {"first"}, "b": {"second"}}.get(kind, {"first", "second"}))


BY_KIND: dict[str, Any] = {"relevant": relevant_by_kind, "decided_by": "kind"}
TEXTS = ["x", "yy", None, "zzz"]


def test_each_key_is_computed_once() -> None:
    applied = Applied()
    made = applied(kind=column(*"aba"), first=column("x", "x", "x"), second=column(None, "yy", None))
    assert made == [2, 4, 2]
    assert applied.computed == [("a", "x", None), ("b", "x", "yy")]
    assert applied.read == ["kind", "first", "second"]


def test_a_row_has_the_first_of_its_errors_and_the_others_have_results() -> None:
    applied = Applied()
    made = applied(kind=column(*"aab?"), first=column(*"x?x?"), second=column(*"!!xx"))
    assert made == ["second", "first", 3, "kind"]
    assert applied.computed == [("b", "x", "x")]


def test_a_row_without_a_value_that_the_rule_must_know_has_no_result() -> None:
    inputs = {name: attrs.evolve(PLAIN, column=name, required=name != "first") for name in ("kind", "first", "second")}
    made = Applied(inputs=inputs)(
        kind=column("a", None, "a", None), first=column("x", "x", None, "?"), second=column(*"yyyy")
    )
    assert made == [3, None, 2, "first"]


def test_what_cannot_change_a_result_makes_no_key_of_its_own() -> None:
    rows = [(kind, first, second) for kind in ("a", "b", None) for first in TEXTS for second in TEXTS]
    applied = Applied(**BY_KIND)
    kinds, firsts, seconds = zip(*rows, strict=True)
    made = applied(kind=column(*kinds), first=column(*firsts), second=column(*seconds))
    read = [(kind, None if kind == "b" else first, None if kind == "a" else second) for kind, first, second in rows]
    assert made == [sum(map(len, filter(None, key))) for key in read]
    assert len(applied.computed) == len(set(applied.computed)) == 4 + 4 + 16
    assert set(applied.computed) == set(read)
    assert sorted(map(str, applied.read)) == ["first", "kind", "second"]


def test_a_fault_is_one_where_it_could_not_change_a_result_too() -> None:
    """Also where the fault is the first of the values that are known."""
    applied = Applied(**BY_KIND)
    made = applied(kind=column(*"aabba"), first=column(*"?x?yy"), second=column(*"x?xxx"))
    assert made == ["first", "second", "first", 2, 2]
    assert applied.computed == [("a", "y", None), ("b", None, "x")]


def test_a_row_has_no_result_where_a_relevant_value_or_another_must_be_known_and_is_not() -> None:
    inputs = {name: attrs.evolve(PLAIN, column=name, required=name == "first") for name in ("kind", "first", "second")}
    applied = Applied(inputs=inputs, **BY_KIND)
    made = applied(kind=column(*"aabb"), first=column("x", None, "yy", None), second=column(None, "x", "x", "zzz"))
    assert made == [2, None, 2, 4]
    assert applied.computed == [("a", "x", None), ("b", None, "x"), ("b", None, "zzz")]


def test_an_input_that_can_change_nothing_is_unknown_in_every_key() -> None:
    for decided_by in (None, "kind"):
        applied = Applied(relevant=lambda _: frozenset({"kind"}), decided_by=decided_by)
        made = applied(kind=column(*"aba"), first=column(*"?xx"), second=column(None, "y", "z"))
        assert made == ["first", 1, 1]
        assert applied.computed == [("a", None, None), ("b", None, None)]


def test_an_input_that_can_change_nothing_is_not_even_read_where_it_can_hold_no_error() -> None:
    applied = Applied(relevant=lambda _: frozenset({"second"}))
    texts = {"kind": column(*"aba"), "first": column(*"xyz"), "second": column("x", "yy", "x")}
    applied.valid = ["kind", "second"]
    assert applied(**texts) == [1, 2, 1]
    assert applied.read == ["first", "second"]
    assert applied.computed == [(None, None, "x"), (None, None, "yy")]


@pytest.mark.parametrize("known", [("x", "y", "?"), ("x", None, "y"), ("?", "x")])
def test_a_rule_of_one_input_computes_no_key_twice(known: tuple[Any, ...]) -> None:
    applied = Applied(inputs={"kind": attrs.evolve(PLAIN, column="kind")}, relevant=lambda _: frozenset())
    made = applied(kind=column(*known))
    assert made == ["kind" if value == "?" else 0 for value in known]
    assert len(applied.computed) == len(set(applied.computed))


@pytest.mark.parametrize("more", [{}, BY_KIND, {"relevant": lambda _: frozenset({"first"})}])
def test_no_rows_have_no_results_though_there_could_be_values(more: dict[str, Any]) -> None:
    applied = Applied(**more)
    texts = {name: coded_values(np.array([], np.intp), ["a", "?", None]) for name in ("kind", "first", "second")}
    assert applied(**texts) == []
    assert applied.computed == []


@pytest.mark.parametrize(("count", "is_looked_up"), [(CELLS // 4, True), (CELLS // 4 + 1, False)])
def test_what_is_relevant_is_looked_for_in_every_row_only_where_many_keys_are_possible(
    count: int, is_looked_up: bool
) -> None:
    columns = {
        "kind": column(*"ab" * count),
        "first": column(*"xxyy" * (count // 2), *"xx" * (count % 2)),
        "second": coded_values(np.arange(2 * count) // 2, range(count)),
    }
    rule = Applied(**BY_KIND).rule
    made = keys._keys_of(rule, Columns(lambda name: columns[str(name)], 2 * count))
    assert (made.places is not None) == is_looked_up
    places = made.index if made.places is None else made.places[made.index]
    assert len(made.values) == 2 + count
    for row in (0, 1, 2, 3, 2 * count - 1):
        kind, first, second = ("ab"[row % 2], "xy"[row // 2 % 2], row // 2)
        assert made.values[places[row]] == ((kind, first, None) if kind == "a" else (kind, None, second))


def test_very_many_possible_keys_need_no_room_for_each() -> None:
    """Few of them occur: a place for each of the others would not fit into memory."""
    names = [f"n{number}" for number in range(6)]
    inputs = {name: attrs.evolve(PLAIN, column=name) for name in names}
    texts = [f"{number:03}" for number in range(600)]
    for more in ({}, {"relevant": lambda _: frozenset(names[:5])}):
        applied = Applied(inputs=inputs, **more)
        made = applied(**{name: column(*texts) for name in names})
        assert made == [15 if more else 18] * len(texts)
        assert applied.computed == [(*[text] * 5, None if more else text) for text in texts]


@pytest.mark.parametrize("count", [1, 2, 4])
@pytest.mark.parametrize("possible", [3, 400, 70_000])
def test_no_rows_have_no_combinations_however_many_are_possible(count: int, possible: int) -> None:
    index, found = combined(
        [KeyColumn(np.array([], np.intp), "a"), *[KeyColumn(np.array([], np.intp), range(possible))] * count]
    )
    assert (index.tolist(), found) == ([], [])


def test_what_is_relevant_needs_no_room_for_each_pair_of_values() -> None:
    """Errors are each a value of their own: where all of two columns is wrong their pairs are very many."""
    count = 100_000
    wrong = coded_values(np.arange(count), ["a", *["?"] * (count - 1)])
    applied = Applied(**BY_KIND)
    made = applied(kind=wrong, first=wrong, second=wrong)
    assert made == [2, *["kind"] * (count - 1)]
