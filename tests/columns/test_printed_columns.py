"""Printed days compared in whole columns: each row is read as the scalar rule reads it, whichever rows it stands with.

Rows that compare alike are read by one of them, so what is tried here are days on each side of every day that counts:
the row that is read for the others is the first or the last of them.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import numpy as np
import pytest

from qualiopi_rules.columns import printed_columns, printed_facts, rules
from qualiopi_rules.columns.codes import Column, DayColumn, day_of, number_of_day
from qualiopi_rules.columns.column_rule import ColumnName, ColumnRule
from qualiopi_rules.columns.keys import KeyColumn, combined
from qualiopi_rules.columns.outcomes import Applied, Columns, Error, OutputValues, converted, outcome_of
from tests.columns.coding import coded_column

WAYS = [(None, None), ("f", None), (None, "n"), ("f", "n")]
NAMES = {"start": "s", "end": "e", "first_issue": "f", "cycle_number": "n"}
Key = tuple[Any, ...]


def day(text: str) -> int:
    return number_of_day(date.fromisoformat(text))


def around(*texts: str) -> list[int]:
    """Days, with the day before and the day after each of them."""
    return [day(text) + off for text in texts for off in (-1, 0, 1)]


def rule_of(first: str | None, number: str | None, **more: Any) -> ColumnRule:
    return rules.printed_rule("s", "e", first, number, **more)


def column_of(name: str, cells: list[Any], plain: bool) -> Column:
    """Days by their numbers where all are numbers, else the cells with their codes."""
    if name == "cycle_number" or not plain:
        return coded_column(
            [day_of(each) if isinstance(each, int) and name != "cycle_number" else each for each in cells]
        )
    nulls = np.array([each is None for each in cells])
    return DayColumn(np.array([each or 0 for each in cells], np.int32), nulls if nulls.any() else None)


def applied(rule: ColumnRule, rows: list[Key], plain: bool = True, *, forgotten: bool = True) -> Applied:
    """What the rule says of rows, each with the cells of the rule's inputs; what was read before can be forgotten."""
    columns: dict[ColumnName, Column] = {
        NAMES[name]: column_of(name, [row[at] for row in rows], plain) for at, name in enumerate(rule.inputs)
    }
    if forgotten:
        printed_columns._reading.cache_clear()
    return printed_columns.by_comparison(rule, Columns(columns.__getitem__, len(rows)))


def values_of(found: OutputValues) -> list[Any]:
    values = found.values[found.index].tolist()
    nulls = [False] * len(values) if found.nulls is None else found.nulls[found.index].tolist()
    assert found.nulls is None or found.nulls.size == found.values.size
    assert found.empty == all(nulls)
    assert (found.nulls is not None) == any(nulls)
    return [None if null else value for value, null in zip(values, nulls, strict=True)]


def results(rule: ColumnRule, found: Applied) -> list[tuple[Key, Error | None]]:
    """The results of each row, and its error: the code and the argument."""
    columns = [values_of(each) for each in found.outputs.values()]
    assert [output.name for output in found.outputs] == [output.name for output in rule.outputs]
    errors: list[Any] = [None] * len(columns[0])
    if found.errors is not None:
        fields = {each.column: name for name, each in rule.inputs.items()}
        said = [None, *((code, fields[column]) for code, column in found.errors.errors if column is not None)]
        errors = [said[number] for number in found.errors.index]
        assert any(errors)
    return list(zip(zip(*columns, strict=True), errors, strict=True))


def wanted(rule: ColumnRule, row: Key) -> tuple[Key, Error | None]:
    """The results of one row, by the scalar rule."""
    key = []
    for (name, argument), cell in zip(rule.inputs.items(), row, strict=True):
        value = day_of(cell) if isinstance(cell, int) and name != "cycle_number" else cell
        key.append(converted(argument, value))
    found, error = outcome_of(rule, key)
    return ((None,) * len(rule.outputs) if found is None else found), error


def as_each_row_alone(rule: ColumnRule, rows: list[Key], plain: bool = True) -> None:
    """Read the rows in two orders: in another one, other rows are read for those that compare alike."""
    for order in (rows, rows[::-1]):
        found = results(rule, applied(rule, order, plain))
        for row, made in zip(order, found, strict=True):
            assert made == wanted(rule, row), [str(day_of(cell)) if cell else None for cell in row]


# --- Days on each side of every day that counts

ENDS: dict[str, tuple[list[int], list[int | None]]] = {
    # One cycle, with none before it.
    "2026-02-01": (
        around("2019-06-09", "2023-02-02", "2026-02-01"),
        [None, *around("2019-06-09", "2023-02-02"), day("2026-02-01")],
    ),
    # One cycle, with a chain of three before it, and two ways to begin it.
    "2030-05-31": (
        around("2026-06-01", "2027-06-01", "2030-05-31"),
        [None, *around("2020-06-01", "2021-06-01", "2024-06-01", "2026-06-01", "2027-06-01")],
    ),
    # Two cycles at month ends, the first of which follows from another chain than the second.
    "2027-02-28": (
        around("2023-03-01", "2024-02-29", "2026-02-27"),
        [None, *around("2020-03-01", "2021-03-01", "2023-03-01", "2024-02-29")],
    ),
    # Cycles of four years and of three.
    "2024-05-31": (around("2020-06-01", "2021-06-01"), [None, *around("2020-06-01", "2021-06-01")]),
    "2023-06-08": (around("2019-06-09"), [None, *around("2019-06-09")]),
    # A cycle that follows from the first day on which a certificate could be issued.
    "2026-06-08": (around("2023-06-09"), [None, *around("2019-06-09")]),
    # Days on which no cycle ends; the second is a day off the end of a cycle.
    "2028-02-28": (around("2025-03-01"), [None, *around("2025-03-01")]),
    "2021-01-01": (around("2020-01-01"), [None, day("2020-01-01")]),
}
"""Ends, with starts and first issues."""


def near(numbers: tuple[int | None, ...]) -> list[tuple[int, int, int | None, int | None]]:
    return [
        (start, day(end), first, number)
        for end, (starts, firsts) in ENDS.items()
        for start, first, number in product(starts, firsts, numbers)
    ]


def cells(rows: list[tuple[int, int, int | None, int | None]], first: str | None, number: str | None) -> list[Key]:
    """The cells of the columns that are read, each row once."""
    kept = [(*row[:2], *(row[2:3] if first else ()), *(row[3:] if number else ())) for row in rows]
    return list(dict.fromkeys(kept))


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_days_on_each_side_of_what_counts_are_read_as_each_row_alone(way: tuple[str | None, str | None]) -> None:
    as_each_row_alone(rule_of(*way), cells(near((None, 1, 2, 3, 4, 5)), *way))


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("end", ENDS)
def test_a_column_of_one_end_is_read_as_each_row_alone(end: str, way: tuple[str | None, str | None]) -> None:
    rows = [row for row in near((None, 2)) if row[1] == day(end)]
    as_each_row_alone(rule_of(*way), cells(rows, *way))
    known = [row for row in rows if row[2] is not None and row[0] >= row[2]]
    as_each_row_alone(rule_of(*way, expires=False), cells(known, *way))


@pytest.mark.parametrize("first", ["2023-02-02", "2024-02-29", "2028-02-29", "2025-03-01"])
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_an_end_that_is_miscopied_is_read_as_each_row_alone(first: str, way: tuple[str | None, str | None]) -> None:
    """A day, a month or a year off the end of the cycle of the first issue, and a day more or less than that."""
    issued = date.fromisoformat(first)
    expires = date(issued.year + 3, 3, 1) - timedelta(days=1) if first[5:] == "02-29" else issued + timedelta(days=1095)
    ends = [number_of_day(expires) + off for off in (-1096, *range(-368, -362), *range(-33, 34), *range(362, 369))]
    starts = [day(first), day(first) + 1, day(first) + 400]
    rows = [
        (start, end, each, number)
        for start in starts
        for end in ends
        for each in (None, day(first))
        for number in (None, 1, 2)
    ]
    as_each_row_alone(rule_of(*way), cells(rows, *way))


def test_the_year_that_a_misprint_is_off_can_be_a_day_longer_than_the_one_that_is_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The end was to be 29 February 2028; what is printed is at most 365 days off its own misprints, and 366 off it."""
    for name in ("ends", "first_issues"):
        table = getattr(printed_facts, name).__wrapped__()  # no other day is known
        monkeypatch.setattr(printed_columns, name, lambda table=table: table)
    rule = rule_of(None, None)
    rows: list[Key] = [(day("2025-03-01"), day("2027-02-28")), (day("2025-03-02"), day("2027-02-28"))]
    assert [error for _, error in results(rule, applied(rule, rows))] == [("doubtful", "end"), ("several", "end")]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_days_in_any_order_are_read_as_each_row_alone(way: tuple[str | None, str | None]) -> None:
    """No cycle ends on any of them; some lie before the first certificates."""
    some = [day(text) for text in ("2018-01-01", "2018-06-01", "2019-01-01", "2021-01-01", "2022-06-01", "2022-07-01")]
    as_each_row_alone(rule_of(*way), cells(list(product(some, some, some, (None, 2))), *way))


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_every_fact_of_a_row_is_one_of_those_that_are_counted_with(
    way: tuple[str | None, str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facts are joined by their numbers: one that is too high would be another combination of facts."""

    def checked(facts: list[KeyColumn]) -> Any:
        assert all(0 <= int(fact.index.min()) <= int(fact.index.max()) < len(fact.values) for fact in facts)
        return combined(facts)

    monkeypatch.setattr(printed_columns, "combined", checked)
    applied(rule_of(*way), cells(near((None, 1, 2, 3)), *way))


# --- What is none


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_what_is_null_or_an_error_is_read_as_each_row_alone(way: tuple[str | None, str | None]) -> None:
    start: list[Any] = [day("2023-02-02"), None, "soon", "2023-02-02T05:00"]
    end: list[Any] = [day("2026-02-01"), day("2023-02-01"), None, "later"]
    first: list[Any] = [day("2023-02-02"), day("2020-02-02"), None, "once"]
    rows: Any = list(product(start, end, first, [None, 0, 1, 2, 10**12, "one"]))
    as_each_row_alone(rule_of(*way), cells(rows, *way), plain=False)


def test_a_first_issue_that_is_not_known_is_the_start() -> None:
    rule = rule_of("f", None)
    rows: list[Key] = [(day("2024-02-02"), day("2028-02-01"), None), (day("2018-02-02"), day("2021-02-01"), None)]
    assert [error for _, error in results(rule, applied(rule, rows))] == [
        ("doubtful", "end"),
        ("before-scheme", "start"),
    ]
    rows.append((day("2023-02-02"), day("2026-02-01"), day("2023-02-02")))
    as_each_row_alone(rule, rows)


@pytest.mark.parametrize("cell", [None, "soon"])
def test_where_no_row_has_a_day_all_results_are_null(cell: Any) -> None:
    rule = rule_of("f", "n")
    found = applied(rule, [(cell, day("2026-02-01"), None, None)] * 2, plain=False)
    assert all(each.empty for each in found.outputs.values())
    assert results(rule, found) == [((None,) * 4, None if cell is None else ("day", "start"))] * 2
    assert (found.errors is None) == (cell is None)


def test_no_rows_have_no_results() -> None:
    found = applied(rule_of("f", "n"), [], plain=False)
    assert [len(each.index) for each in found.outputs.values()] == [0] * 4
    assert found.errors is None


# --- What it costs


def test_rows_that_compare_alike_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Regular certificates of a year: whatever their days, one is read for all, and none for the next frame."""
    keys = list[Any]()

    def read(rule: ColumnRule, key: Any) -> Any:
        keys.append(key)
        return outcome_of(rule, key)

    monkeypatch.setattr(printed_columns, "outcome_of", read)
    starts = [day("2025-03-02") + each for each in range(25)]
    rows: list[Key] = [(each, each + 1095, each) for each in starts]
    rule = rule_of("f", None)
    assert {row for row, _ in results(rule, applied(rule, rows[:1]))} == {(0, 0, rows[0][0], rows[0][1])}
    assert [row for row, _ in results(rule, applied(rule, rows))] == [(0, 0, row[0], row[1]) for row in rows]
    assert len(keys) == 2  # one for each frame, as what was read before was forgotten
    found = applied(rule, rows[5:], forgotten=False)
    assert [row for row, _ in results(rule, found)] == [(0, 0, row[0], row[1]) for row in rows[5:]]
    assert len(keys) == 2


def test_printed_days_are_compared_and_not_read_by_key() -> None:
    assert rule_of("f", "n").applied is printed_columns.by_comparison
