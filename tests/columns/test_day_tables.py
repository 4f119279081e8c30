"""Tables by day: each day is computed once, whichever frame or batch it comes from, and has its place in the window."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from qualiopi_rules import columns
from qualiopi_rules.columns import day_tables, outcomes, rules
from qualiopi_rules.columns.codes import Column, DayColumn, coded_values, day_of, number_of_day
from qualiopi_rules.columns.column_rule import ColumnName, ColumnRule, Input, InputKind, Output, OutputKind
from qualiopi_rules.columns.day_tables import (
    BLOCK,
    DayTable,
    KeptResults,
    Places,
    first_day,
    occurring,
    places_of,
    places_of_days,
)
from qualiopi_rules.columns.keys import FEW
from qualiopi_rules.columns.outcomes import MISSING, Columns
from qualiopi_rules.core import converters
from qualiopi_rules.core.cache import SIZE
from qualiopi_rules.core.errors import InvalidValue
from tests.columns.coding import coded_column

NOTHING = coded_column([])
DAYS = Input("d", InputKind.DAYS, converters.day, required=True)


def flags(*places: int) -> Any:
    made = np.zeros(BLOCK, np.bool_)
    made[list(places)] = True
    return made


@pytest.fixture
def computed() -> list[Any]:
    """The days that were computed, in order."""
    return []


@pytest.fixture
def table(computed: list[Any]) -> DayTable:
    def of_day(day: Any) -> tuple[int, int]:
        computed.append(day)
        return (0, 1) if day is MISSING else (number_of_day(day) - first_day(), 2)

    return DayTable(of_day, [np.int32, np.int8])


def test_the_window_holds_the_days_of_certificates() -> None:
    """From ten years before the first texts, for a day that is mistaken, to thirty years after them."""
    first = day_of(first_day())
    assert isinstance(first, date)
    assert date(2008, 1, 1) < first < date(2009, 1, 1)
    assert first + timedelta(days=SIZE) > date(2050, 1, 1)
    assert BLOCK == SIZE + 1


def test_a_day_is_computed_once(table: DayTable, computed: list[Any]) -> None:
    known = table.columns(flags(3, 5, SIZE))
    assert computed == [day_of(first_day() + 3), day_of(first_day() + 5), MISSING]
    assert [known[0][[3, 5, SIZE]].tolist(), known[1][[3, 5, SIZE]].tolist()] == [[3, 5, 0], [2, 2, 1]]
    computed.clear()
    known = table.columns(flags(3, 7))
    assert (computed, known[0][[3, 5, 7]].tolist()) == ([day_of(first_day() + 7)], [3, 5, 7])
    computed.clear()
    table.columns(flags())
    assert computed == []


def test_what_is_not_in_the_window_is_computed_each_time_and_stands_after_it(
    table: DayTable, computed: list[Any]
) -> None:
    others = [date(1990, 1, 1), date(2100, 1, 1)]
    for _ in range(2):
        numbers, marks = table.columns(flags(), others)
        assert computed == others
        assert (len(numbers), len(marks)) == (BLOCK + 2, BLOCK + 2)
        assert numbers[BLOCK:].tolist() == [number_of_day(day) - first_day() for day in others]
        assert [str(each.dtype) for each in (numbers, marks)] == ["int32", "int8"]
        computed.clear()


def test_what_lies_between_two_days_is_known_when_each_of_them_is(table: DayTable) -> None:
    table.columns(flags(4, 5, 7, 8))
    assert table.known_between(4, 6) is None
    assert table.known_between(6, 8) is None
    assert table.known_between(3, 5) is None
    for low, high in ((4, 5), (5, 5), (7, 8)):
        between = table.known_between(low, high)
        assert between is not None
        assert np.flatnonzero(between).tolist() == list(range(low, high + 1))


def test_the_places_that_are_needed_are_those_that_occur_or_lie_between(table: DayTable) -> None:
    table.columns(flags(4, 5, 6))
    index = np.array([4, 6], np.intp)
    assert np.flatnonzero(Places(index, (), (4, 6)).needed(table)).tolist() == [4, 5, 6]
    assert np.flatnonzero(Places(index, ()).needed(table)).tolist() == [4, 6]
    assert np.flatnonzero(Places(index + 1, (), (5, 7)).needed(table)).tolist() == [5, 7]
    assert len(Places(index, [date(1990, 1, 1)]).needed(table)) == BLOCK + 1
    assert np.flatnonzero(occurring(np.array([0, 2, 2]), 4)).tolist() == [0, 2]


EDGES = (-2, -1, 0, 1, 7, SIZE - 1, SIZE, SIZE + 1)
"""Days around the window, from its first."""


@pytest.mark.parametrize("nulls", [None, [False, False], [True, False]])
@pytest.mark.parametrize("last", EDGES)
@pytest.mark.parametrize("first", EDGES)
def test_a_day_has_its_place_in_the_window_or_after_it(first: int, last: int, nulls: list[bool] | None) -> None:
    """What stands below a null is not looked at."""
    numbers = np.array([first, last]) + first_day()
    places = places_of_days(DayColumn(numbers, None if nulls is None else np.array(nulls)))
    known = [None if nulls and nulls[row] else each for row, each in enumerate((first, last))]
    outside = sorted({each for each in known if each is not None and not 0 <= each < SIZE})
    assert list(places.others) == [day_of(each + first_day()) for each in outside]
    for row, each in enumerate(known):
        assert places.value(row) == (None if each is None else day_of(each + first_day()))
        place = SIZE if each is None else BLOCK + outside.index(each) if each in outside else each
        assert places.index[row] == place
    within = nulls is None and not outside
    assert places.span == ((min(first, last), max(first, last)) if within else None)


def test_no_days_have_no_places() -> None:
    places = places_of_days(DayColumn(np.array([], np.int32)))
    assert (len(places.index), list(places.others), places.span) == (0, [], None)


def test_values_have_the_places_of_their_days_and_errors_places_of_their_own() -> None:
    """Texts, dates and nulls of one column; what is no day, or lies around the window, has a place after it."""
    offsets = [-1, 0, 9, SIZE - 1, SIZE]
    values = [None, "soon", *(str(day_of(first_day() + each)) for each in offsets)]
    places = places_of(coded_values(np.arange(len(values)), values), DAYS)
    assert places.index.tolist() == [SIZE, BLOCK, BLOCK + 1, 0, 9, SIZE - 1, BLOCK + 2]
    error, before, after = places.others
    assert isinstance(error, InvalidValue)
    assert [before, after] == [day_of(first_day() - 1), day_of(first_day() + SIZE)]
    assert places.span is None


def test_a_null_where_the_rule_need_not_know_has_the_place_of_null() -> None:
    places = places_of(coded_values(np.array([0, 1]), [None, "2023-02-02"]), Input("d", InputKind.DAYS, converters.day))
    assert [places.value(row) for row in range(2)] == [None, date(2023, 2, 2)]
    assert places.index[0] == SIZE


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The keys that are computed, in order, with nothing known before."""
    keys, usual = list[Any](), outcomes.outcome_of

    def outcome_of(rule: Any, key: Any) -> Any:
        keys.append(key)
        return usual(rule, key)

    rules._kept.cache_clear()
    monkeypatch.setattr(day_tables, "outcome_of", outcome_of)
    return keys


def status(frame: Any, **more: Any) -> list[dict[str, Any]]:
    made = columns.add_status(frame, decision="d", on="2024-05-05", **more)
    rows: list[dict[str, Any]] = made.drop("d").to_dicts()
    return rows


OPEN = [("surveillance-open", True)]


def test_a_day_is_computed_once_for_all_frames(rows: list[Any]) -> None:
    days = [date(2023, 2, 2), None, date(2023, 2, 4), date(2023, 2, 2)]
    first = status(pl.DataFrame({"d": days}))
    assert len(rows) == 3
    assert [(row["stage"], row["valid"]) for row in first] == [*OPEN, (None, None), *OPEN * 2]
    rows.clear()
    texts = [day and day.isoformat() for day in days]
    assert status(pl.DataFrame({"d": texts})) == first
    assert status(pl.DataFrame({"d": days[2:]})) == first[2:]
    assert rows == []
    status(pl.DataFrame({"d": [date(2023, 2, 3)]}))
    assert len(rows) == 1
    rows.clear()
    # All days from one to the other are known now, and none of them is looked for.
    assert status(pl.DataFrame({"d": [date(2023, 2, 4), date(2023, 2, 2)]})) == [first[2], first[0]]
    assert rows == []


def test_a_day_that_is_not_in_the_window_is_computed_for_each_frame(rows: list[Any]) -> None:
    frame = pl.DataFrame({"d": [date(1990, 1, 1), date(2100, 1, 1), date(1990, 1, 1)]})
    for _ in range(2):
        assert [row["error"] for row in status(frame)] == ["not-in-force", None, "not-in-force"]
        assert len(rows) == 2
        rows.clear()


def test_errors_that_are_many_are_read_by_key(rows: list[Any]) -> None:
    """Tables would be filled for little: the keys that occur are computed for each frame."""
    for count in (FEW - 1, FEW):
        held = [None, *(f"soon {each}" for each in range(count))]
        frame = pl.DataFrame({"d": [date(2023, 2, 2)] * len(held), "held": held})
        for _ in range(2):
            made = status(frame, surveillance_held="held")
            assert [row["error"] for row in made] == [None, *["held"] * count]
    assert len(rows) == 2  # one for null, one for what is wrong, and none for the larger frame


@pytest.fixture
def rule(computed: list[Any]) -> ColumnRule:
    """A rule that says which number stands beside a day."""

    def row(day: date, number: int) -> tuple[int]:
        computed.append((day, number))
        return (number,)

    inputs = {"day": DAYS, "number": Input("n", InputKind.COUNTS, lambda number: number)}
    return ColumnRule(inputs, (Output("number", OutputKind.NUMBER),), row, "day")


def applied(kept: KeptResults, rule: ColumnRule, numbers: list[Any]) -> list[int]:
    """The results beside one day; the numbers are those of the rows."""
    days = DayColumn(np.array([first_day() + 4] * len(numbers)))
    columns: dict[ColumnName, Column] = {"d": days, "n": coded_column(numbers)}
    (found,) = kept(rule, Columns(columns.__getitem__, len(numbers))).outputs.values()
    assert (found.nulls, found.empty) == (None, False)
    return [int(found.values[place]) for place in found.index]


@pytest.mark.parametrize("count", [1, 2, FEW, FEW + 1])
def test_few_other_values_have_a_table_each(rule: ColumnRule, computed: list[Any], count: int) -> None:
    kept, numbers = KeptResults(), [*range(count), 0]
    for _ in range(2):
        assert applied(kept, rule, numbers) == numbers
    assert len(computed) == (count if count <= FEW else 2 * count)


def test_tables_are_forgotten_where_they_become_many(rule: ColumnRule, computed: list[Any]) -> None:
    kept = KeptResults()
    for number in range(FEW):
        assert [applied(kept, rule, [number]) for _ in range(2)] == [[number]] * 2
    assert len(computed) == FEW
    for number in (FEW, 0):
        assert applied(kept, rule, [number]) == [number]
    assert len(computed) == FEW + 2


def test_values_that_python_takes_for_the_same_have_tables_of_their_own(rule: ColumnRule, computed: list[Any]) -> None:
    kept = KeptResults()
    for number in (1, True, 1.0):
        applied(kept, rule, [number])
    assert [type(number) for _, number in computed] == [int, bool, float]


def test_no_rows_have_no_results(rule: ColumnRule, computed: list[Any]) -> None:
    found = KeptResults()(rule, Columns(lambda _: NOTHING, 0))
    assert [len(each.index) for each in found.outputs.values()] == [0]
    assert computed == []


def test_an_error_that_two_values_share_is_computed_once(rows: list[Any]) -> None:
    for text in ("soon", "later"):
        frame = pl.DataFrame({"d": [date(2023, 2, 2)], "held": [text]})
        made = status(frame, surveillance_held="held")
        assert (made[0]["error"], made[0]["error_field"]) == ("held", "held")
    assert len(rows) == 1
