"""Tables of pyarrow: parts of arrays, and nulls with any value below them, as files and other libraries make them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pyarrow as pa
import pytest

from qualiopi_rules import columns
from qualiopi_rules.columns.arrow_tables import ArrowTables
from qualiopi_rules.columns.codes import DayColumn

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


@pytest.mark.parametrize("array", [*ARRAYS.values(), pa.array(FLAGS), pa.array(FLAGS * 9)])
@pytest.mark.parametrize(("start", "size"), [(0, None), (1, None), (3, 4), (9, None)])
def test_a_part_of_an_array_without_chunks_is_read_as_its_values(array: Any, start: int, size: int | None) -> None:
    part = array.slice(start, size)
    column = ArrowTables(pa).coded_array(part)
    coded = column.coded() if isinstance(column, DayColumn) else column
    read = [coded.value(int(number)) for number in coded.index]
    assert list(map(str, read)) == [str(value).removesuffix(" 00:00:00") for value in part.to_pylist()]


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
    every = [
        columns.add_review(each, **arguments, **applicability) for each in (one, none, pa.concat_tables([one, none]))
    ]
    assert every[0].schema == every[1].schema == every[2].schema
    for name in every[0].column_names[len(known) :]:
        assert every[2][name].to_pylist() == [every[0][name][0].as_py(), every[1][name][0].as_py()]
    kinds = {str(every[0].schema.field(name).type) for name in ("stage", "valid", "days_left", "expires", "applicable")}
    assert kinds == {
        *("dictionary<values=string, indices=int8, ordered=0>", "bool", "int64", "date32[day]"),
    }
