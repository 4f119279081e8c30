"""The rows of a CSV file: whatever way its lines are read, they are the rows that are read one by one."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st

from qualiopi_rules.core.errors import InvalidValue
from qualiopi_rules.formats.csv_rows import Lines, Row, is_blank, table
from qualiopi_rules.formats.spreadsheets import safe_cell
from qualiopi_rules.portfolio import csv_files
from qualiopi_rules.portfolio.batch import Batch
from qualiopi_rules.portfolio.csv_files import read_csv
from qualiopi_rules.portfolio.file_format import FileOptions
from qualiopi_rules.portfolio.writers import _safe

Found = list[tuple[int, str | None, tuple[str | None, ...]]]

CELL = st.text(st.sampled_from("a é'\ufeff\x00"), max_size=4) | st.sampled_from(["x^", "\x1f\x8b", "", " \xa0"])
QUOTED = st.sampled_from(['"a"', '"a;\nb"', '"', 'a"b', '"a\r\n', '""', '"a1b"'])
ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])


@st.composite
def bodies(draw: st.DrawFn, separator: str) -> str:
    """Lines, most of which have as many cells as the first; a few have quotes, more cells or fewer, or nothing."""
    cell = st.one_of(*[CELL] * 6, QUOTED) if draw(st.booleans()) else CELL
    usual = draw(st.integers(3, 4))
    counts = st.sampled_from([usual, usual, usual, usual, 1, 2, 3, 4, 5]) if draw(st.booleans()) else st.just(usual)
    lines = draw(
        st.lists(
            st.builds(
                lambda cells, end: separator.join(cells) + end,
                counts.flatmap(lambda count: st.lists(cell, min_size=count, max_size=count)),
                ENDS,
            ),
            max_size=12,
        )
    )
    return "".join(lines)


def one_by_one(text: str, separator: str) -> Found:
    """The rows after the first, with the reader of rows alone."""
    rows = [row for _, row in table(Lines(StringIO(text, newline="")), separator)]
    (first, *rest), found = rows, Found()
    for number, row in enumerate(rest, start=2):
        if isinstance(row, InvalidValue):
            found.append((number, "csv-row", (str(row.value).rstrip("\r\n"), None, None)))
        elif not is_blank(row):
            assert isinstance(first, list)
            fits = 3 <= len(row) <= len(first) and is_blank(row[3:])
            cells = [cell or None for cell in [*row[:3], "", "", ""][:3]]
            found.append((number, None if fits else "cells", tuple(cells)))
    return found


def in_batches(file: Path, separator: str, size: int) -> Found:
    found = Found()
    with file.open("rb") as opened:
        for batch in read_csv(opened, FileOptions(separator, "utf-8", None), size):
            assert batch.frame.columns == ["one", "0", "two"]
            faults = [None] * len(batch.frame) if batch.faults is None else batch.faults.to_list()
            found += zip(batch.numbers.to_list(), faults, batch.frame.rows(), strict=True)
    return found


@pytest.mark.property
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.data(), st.sampled_from([";", "\t", "1", " "]), st.sampled_from(["", "", "{0}", "{0} {0}"]), st.integers(1, 6)
)
def test_rows_are_those_that_are_read_one_by_one(
    tmp_path: Path, data: st.DataObject, separator: str, more: str, size: int
) -> None:
    head = separator.join(["one", "0", "two"]) + more.format(separator)
    text = f"{head}\n{data.draw(bodies(separator))}"
    file = tmp_path / "table.csv"
    file.write_bytes(text.encode())
    assert in_batches(file, separator, size) == one_by_one(text, separator)


@pytest.mark.parametrize(
    ("text", "regular", "apart"),
    [
        ("a;b;c\n" * 3, 3, 0),
        ("a;b;c\r\n\xa0;; \r\na;b;c\r\n", 3, 0),  # a blank row is one of them
        ('a;b;c\n"a";b;c\na;b;c\n', 2, 1),  # a quoted cell does not slow down the others
        ("a;b;c\na;b\n", 0, 0),
        ("a;b;c\na;b\na;b;c;d\n", 0, 0),  # as many separators as there should be, and not where they should
    ],
)
def test_a_quoted_cell_or_a_blank_row_keeps_no_other_from_being_read_at_once(
    text: str, regular: int, apart: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = {"regular": 0, "apart": 0}

    def counting(header: csv_files._Header, plain: csv_files._Plain) -> object:
        batch = known(header, plain)
        taken["regular"] += len(plain.lines) if batch is not None else 0
        return batch

    def parsed(header: csv_files._Header, rows: dict[int, Row]) -> object:
        taken["apart"] += len(rows)
        return known_parsed(header, rows)

    known, known_parsed = csv_files._regular, csv_files._parsed
    monkeypatch.setattr(csv_files, "_regular", counting)
    monkeypatch.setattr(csv_files, "_parsed", parsed)
    file = tmp_path / "table.csv"
    file.write_bytes(f"one;0;two\n{text}".encode())
    assert in_batches(file, ";", 100) == one_by_one(f"one;0;two\n{text}", ";")
    assert taken == {"regular": regular, "apart": apart}


@pytest.mark.property
@given(
    st.lists(st.text() | st.text(st.sampled_from([*"=+-@'\"ab1", "\uff1d", *";,|\t\r\n \xa0\u200b\x00"]), max_size=8))
)
@example([chr(code) + "=1" for code in range(0x3100)])
@example([f"a;{chr(code)}=1" for code in range(0x3100)])
@example([chr(code) for code in range(0xD800)])
def test_the_cells_of_a_column_are_made_safe_as_each_of_them_alone(texts: list[str]) -> None:
    (column,) = _safe(pl.DataFrame({"=name": pl.Series(texts, dtype=pl.String)})).get_columns()
    assert (column.name, column.to_list()) == ("'=name", [safe_cell(text) for text in texts])


@pytest.mark.parametrize("kinds", [["a", "b"], ["a", "=b"]])
def test_a_column_of_a_few_texts_is_made_safe_too(kinds: list[str]) -> None:
    for dtype in (pl.Enum(kinds), pl.Categorical):
        (column,) = _safe(pl.DataFrame({"a": pl.Series([*kinds, None], dtype=dtype)})).get_columns()
        assert column.cast(pl.String).to_list() == [*map(safe_cell, kinds), None]


def test_a_row_without_anything_stays_where_it_has_an_error() -> None:
    frame = pl.DataFrame({"a": ["x", "", None], "b": ["", " ", None]})
    faults = pl.Series([None, "cells", None], dtype=pl.String)
    kept = csv_files._without_blank(Batch(frame, pl.Series([2, 3, 4]), faults))
    assert kept.numbers.to_list() == [2, 3]
    assert kept.faults is not None
    assert kept.faults.to_list() == [None, "cells"]
