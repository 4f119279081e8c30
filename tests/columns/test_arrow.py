"""Tables of pyarrow: parts of arrays, and nulls with any value below them, as files and other libraries make them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from unittest.mock import Mock

import pyarrow as pa
import pytest
from pyarrow import compute

from qualiopi_rules import columns
from qualiopi_rules.columns import arrow_tables
from qualiopi_rules.columns.arrow_tables import ArrowTables
from qualiopi_rules.columns.codes import DayColumn, coded_objects
from qualiopi_rules.columns.column_rule import OutputKind
from tests.columns.coding import RESULTS, decoded, four_rows

DAYS = [
    None,
    date(2023, 2, 2),
    date(2023, 2, 3),
    None,
    date(2023, 2, 2),
    None,
    date(2024, 5, 6),
    date(2023, 2, 2),
    None,
]
MIDNIGHTS = [day and datetime.combine(day, time()) for day in DAYS]
FLAGS = [True, None, False, True, None, None, False, True, True, False]
MANY = [date(2021, 1, 1 + row % 28) for row in range(20)]


def taken(array: Any, below: Any) -> Any:
    """An array with other values below its nulls."""
    valid, _ = array.buffers()
    values = pa.array([below if value is None else value for value in array.to_pylist()], array.type)
    made = pa.Array.from_buffers(array.type, len(array), [valid, values.buffers()[1]])
    assert made.equals(array)
    return made


ARRAYS: dict[str, Any] = {
    "days": pa.array(DAYS, pa.date32()),
    "days, with days below nulls": taken(pa.array(DAYS, pa.date32()), date(2023, 2, 3)),
    "days as milliseconds": pa.array(DAYS, pa.date64()),
    "midnights": pa.array(MIDNIGHTS, pa.timestamp("us")),
    "midnights, with hours below nulls": taken(pa.array(MIDNIGHTS, pa.timestamp("ns")), datetime(2023, 2, 3, 7)),
    "texts": pa.array([day and day.isoformat() for day in DAYS], pa.string()),
    "large texts": pa.array([day and day.isoformat() for day in DAYS], pa.large_string()),
    "codes": pa.array([day and day.isoformat() for day in DAYS], pa.string()).dictionary_encode(),
    "many texts": pa.array([day.isoformat() for day in MANY], pa.string()),
    "a new text after many rows": pa.array(["2023-02-02"] * 1_500 + ["2024-02-02", None], pa.string()),
    "nulls": pa.nulls(5, pa.date32()),
    "nulls without a type": pa.nulls(5),
    "nothing": pa.array([], pa.string()),
}


def rows(table: Any) -> list[tuple[Any, ...]]:
    made = columns.add_cycles(table, decision="d").select(["expires", "error"]).to_pydict()
    return list(zip(*made.values(), strict=True))


@pytest.mark.parametrize("name", ARRAYS)
def test_a_part_of_an_array_has_the_results_of_its_rows(name: str) -> None:
    array = ARRAYS[name]
    days = [datetime.fromisoformat(str(value)) if value else None for value in array.to_pylist()]
    wanted = [(day and date(day.year + 3, day.month, day.day).toordinal() - 1, None) for day in days]
    for parts in ([array], [array.slice(1)], [array.slice(3, 4)], [array.slice(2, 3), array.slice(0, 1)]):
        table = pa.table({"d": pa.chunked_array(parts, array.type)})
        places = pa.chunked_array(parts, array.type).to_pylist()
        expected = {str(value): want for value, want in zip(array.to_pylist(), wanted, strict=True)}
        made = [(expires and expires.toordinal(), error) for expires, error in rows(table)]
        assert made == [expected[str(value)] for value in places]


def read(array: Any) -> tuple[list[Any], int | None]:
    """The values of the rows, and how many codes they have; None for a column of days."""
    column = ArrowTables(pa).coded_array(array)
    values, size = decoded(column)
    return values, None if isinstance(column, DayColumn) else size


@pytest.mark.parametrize("array", [*ARRAYS.values(), pa.array(FLAGS), pa.array(FLAGS * 9)])
@pytest.mark.parametrize(("start", "size"), [(0, None), (1, None), (3, 4), (9, None)])
def test_a_part_of_an_array_without_chunks_is_read_as_its_values(array: Any, start: int, size: int | None) -> None:
    part = array.slice(start, size)
    values, _ = read(part)
    assert list(map(str, values)) == [str(value).removesuffix(" 00:00:00") for value in part.to_pylist()]


@pytest.mark.parametrize("flags", [FLAGS, [flag for flag in FLAGS if flag is not None], [None] * 9])
def test_a_part_of_an_array_of_answers_has_the_results_of_its_rows(flags: list[bool | None]) -> None:
    array = pa.array(flags, pa.bool_())
    by_answer = {True: "running", False: "surveillance-open", None: "surveillance-open"}
    for part in (array, array.slice(1), array.slice(3, 4), array.slice(9)):
        table = pa.table({"d": pa.array([date(2023, 2, 2)] * len(part), pa.date32()), "held": part})
        made = columns.add_status(table, decision="d", on="2024-05-05", surveillance_held="held")
        assert made["stage"].to_pylist() == [by_answer[flag] for flag in part.to_pylist()]


@pytest.mark.parametrize("below", [True, False])
def test_what_stands_below_a_null_is_no_answer(below: bool) -> None:
    answers = pa.array([True, None, False], pa.bool_())
    days = pa.array([date(2023, 2, 2)] * 3, pa.date32())
    plainly, made = (
        columns.add_applicability(
            pa.table({"d": days, "subcontracting": each}),
            on="2024-05-05",
            categories=["BC"],
            answers=["subcontracting"],
        )
        for each in (answers, taken(answers, below))
    )
    assert made.equals(plainly)
    assert len(set(made["undetermined"].to_pylist())) == 2


def test_a_result_has_its_type_whatever_is_known() -> None:
    """A file that is read in parts has one type for each column, also where all of a part is null."""
    arguments: dict[str, Any] = {"on": "2024-05-05", "start": "start", "end": "end", "surveillance_held": "held"}
    applicability: dict[str, Any] = {"categories": "categories", "answers": ["subcontracting"]}
    known = {
        "start": pa.array([date(2023, 2, 2)], pa.date32()),
        "end": pa.array([date(2026, 2, 1)], pa.date32()),
        "held": pa.array([True]),
        "categories": pa.array(["BC"]),
        "subcontracting": pa.array([True]),
    }
    one = pa.table(known)
    none = pa.table({name: pa.nulls(1, array.type) for name, array in known.items()})
    wrong = one.set_column(0, "start", pa.array([date(2018, 2, 2)], pa.date32()))
    every = [
        columns.add_review(each, **arguments, **applicability)
        for each in (one, none, pa.concat_tables([one, none]), wrong)
    ]
    assert every[3]["error_field"].to_pylist() == ["start"]
    assert every[0].schema == every[1].schema == every[2].schema == every[3].schema
    for name in every[0].column_names[len(known) :]:
        assert every[2][name].to_pylist() == [every[0][name][0].as_py(), every[1][name][0].as_py()]
    kinds = {str(every[0].schema.field(name).type) for name in ("stage", "valid", "days_left", "expires", "applicable")}
    assert kinds == {
        *("dictionary<values=string, indices=int8, ordered=0>", "bool", "int64", "date32[day]"),
    }


EIGHT = list("abcdefgh")


@pytest.mark.parametrize("nulls", [[], [None]])
@pytest.mark.parametrize(
    ("values", "kind", "size"),
    [
        ([date(2023, 2, 2), date(2024, 2, 2)], pa.date32(), None),
        ([date(2023, 2, 2), date(2024, 2, 2)], pa.date64(), None),
        ([True, True], pa.bool_(), 2),
        (["b", "a", "b"], pa.string(), 2),
        (["b", "a", "b"], pa.large_string(), 2),
        (["b", "a", "b"], pa.dictionary(pa.int8(), pa.string()), 2),
        ([*EIGHT, "i", "a"], pa.string(), 9),
        ([7, -7, 7], pa.int16(), 2),
        ([0.5, 7.0, 0.5], pa.float64(), 2),
    ],
)
def test_a_column_is_read_as_its_values(values: list[Any], kind: Any, size: int | None, nulls: list[None]) -> None:
    """One code more stands for null, where there is one."""
    for rows in (values, [*nulls, *values, *nulls]):
        found, codes = read(pa.array(rows, kind))
        assert found == rows
        assert list(map(type, found)) == list(map(type, rows))
        assert codes == (size if size is None else size + (None in rows))


def test_lists_are_read_one_by_one_and_may_be_null() -> None:
    lists = [["BC"], ["BC", "VAE"], None, ["BC"]]
    assert read(pa.array(lists, pa.list_(pa.string()))) == (lists, 3)


def test_only_lists_are_looked_at_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = Mock(wraps=coded_objects)
    monkeypatch.setattr(arrow_tables, "coded_objects", looked_at)
    for array in (*ARRAYS.values(), pa.array(FLAGS), pa.array([1, None])):
        read(array)
    assert looked_at.call_count == 0
    read(pa.array([["BC"]]))
    assert looked_at.call_count == 1


def test_days_are_known_to_be_without_nulls_and_are_not_copied() -> None:
    """Tables by day look at the first and the last of such days alone."""
    array = pa.array([date(2023, 2, 2), date(2024, 2, 2)], pa.date32())
    column = ArrowTables(pa).coded_array(array)
    assert isinstance(column, DayColumn)
    assert column.nulls is None
    assert column.days.ctypes.data == array.buffers()[1].address


@pytest.mark.parametrize("make", [pa.string, pa.large_string])
@pytest.mark.parametrize(
    ("texts", "sought", "found"),
    [
        (["a"], True, True),
        (EIGHT, True, True),
        ([None, *EIGHT, "a"], True, True),
        (["a"] * 1_000 + [None], True, True),
        (["a"] * 999 + ["b"], True, True),
        (["a"] * 1_000 + ["b"], True, False),
        ([*EIGHT, "i"], False, False),
        ([None] * 1_000 + ["b"], False, False),
        ([None], False, False),
        ([], False, False),
    ],
)
def test_texts_are_looked_up_where_the_first_rows_have_few_and_the_others_the_same(
    texts: list[str | None], sought: bool, found: bool, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where others come after them, all are collected, with the same result."""
    made, usual = list[Any](), vars(compute)["index_in"]

    def index_in(*args: Any, **named: Any) -> Any:
        made.append(usual(*args, **named))
        return made[-1]

    monkeypatch.setattr(compute, "index_in", index_in)
    places, distinct = ArrowTables(pa)._places(pa.array(texts, make()))
    assert [None if place is None else distinct[place] for place in places.to_pylist()] == texts
    assert len(made) == sought
    assert any(places is each for each in made) == found


KINDS = {
    OutputKind.DAY: pa.date32(),
    OutputKind.CODE: pa.dictionary(pa.int8(), pa.string()),
    OutputKind.NAME: pa.dictionary(pa.int32(), pa.string()),
    OutputKind.FLAG: pa.bool_(),
    OutputKind.NUMBER: pa.int64(),
}


@pytest.mark.parametrize("kind", KINDS)
def test_results_have_their_type_and_stand_after_the_columns_of_the_table(kind: OutputKind) -> None:
    output, table, values = RESULTS[kind]
    for found, wanted in four_rows(table, values):
        made = ArrowTables(pa).with_results(pa.table({"own": range(4)}), {output: found}, "q_")
        assert made.column_names == ["own", "q_r"]
        assert made["q_r"].to_pylist() == wanted
        assert made["q_r"].type == KINDS[kind]
