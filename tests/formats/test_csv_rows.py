"""The rows of a CSV file: read one by one or many at once they are the same, and a bad one takes no other along."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import example, given, strategies as st

from qualiopi_rules.core.errors import InvalidValue
from qualiopi_rules.formats.csv_rows import Lines, Row, is_blank, quoted_rows, table

FILES = st.text(st.sampled_from('ab;"\n\r'), max_size=40)


def lines_of(text: str) -> Lines:
    return Lines(StringIO(text, newline=""))


def plain(rows: list[Row]) -> list[object]:
    """The rows, with the text of what is none."""
    return [row.value if isinstance(row, InvalidValue) else row for row in rows]


def one_by_one(text: str) -> list[object]:
    return plain([row for _, row in table(lines_of(text), ";")])


def at_once(text: str, size: int) -> list[object]:
    """The rows: those of lines with quotes by the reader of rows, the others by splitting their lines."""
    lines, rows = lines_of(text), list[Row]()
    while taken := lines.take(size):
        found: dict[int, Row] = {}
        within = set[int]()
        for places, row in quoted_rows(taken, lines, ";"):
            found[places[0]] = row
            within |= set(places)
        for place, line in enumerate(taken):
            if place not in within:
                written = line.rstrip("\r\n")
                found[place] = written.split(";") if written else []
        assert within <= set(range(len(taken)))
        rows += [found[place] for place in sorted(found)]
    assert lines.read == len(list(StringIO(text, newline="")))
    return plain(rows)


@pytest.mark.property
@example('a;"b\nc;d\n', 1)
@example('a;"\n\n\n', 5)
@example('a;b\n"c\n\nd";e\n\nf;"g\nh\n', 2)
@given(FILES, st.integers(1, 8))
def test_rows_that_are_read_at_once_are_those_that_are_read_one_by_one(text: str, size: int) -> None:
    assert at_once(text, size) == one_by_one(text)


@pytest.mark.property
@given(st.lists(st.lists(st.text(st.sampled_from('ab;"\n\r\t'))), max_size=5), st.integers(1, 4))
def test_what_is_written_is_read(rows: list[list[str]], size: int) -> None:
    written = StringIO(newline="")
    csv.writer(written, delimiter=";").writerows(rows)
    assert at_once(written.getvalue(), size) == rows


def test_a_stray_quote_takes_no_other_row_along() -> None:
    assert at_once('a;b\nc;"d\ne;f\n', 2) == [["a", "b"], 'c;"d\n', ["e", "f"]]


@pytest.mark.parametrize(
    ("lines", "places"),
    [
        (["a;b\n"], []),
        (["a;b\n", '"a";b\n', "c;d\n", 'e;"f\n', '";g\n'], [[1], [3, 4]]),
        (["a;b\n", "x" * 131_072], []),
        (["x" * 131_073, "a;b\n"], [[0]]),
    ],
)
def test_only_lines_with_a_quote_or_a_cell_that_may_be_too_long_are_read_apart(
    lines: list[str], places: list[list[int]]
) -> None:
    assert [list(each) for each, _ in quoted_rows(lines, lines_of(""), ";")] == places


def test_a_cell_that_is_too_long_is_no_row() -> None:
    longest = "x" * 131_072
    assert at_once(f"a;{longest}\nb;{longest}x\nc;d\n", 3) == [["a", longest], f"b;{longest}x\n", ["c", "d"]]


def test_lines_before_one_that_cannot_be_decoded_are_counted() -> None:
    class Failing(StringIO):
        def read(self, size: int | None = -1) -> str:
            if found := super().read(size):
                return found
            raise UnicodeDecodeError("utf-8", b"\xe9", 0, 1, "invalid")

    lines = Lines(Failing("a\nb\n", newline=""))
    with pytest.raises(UnicodeDecodeError):
        lines.take(5)
    assert lines.read == 2


def test_a_blank_line_is_a_row_without_cells() -> None:
    """A spreadsheet counts it: the row after it has the number that the spreadsheet shows."""
    assert at_once("a;b\n\n\nc;d\n\n", 2) == [["a", "b"], [], [], ["c", "d"], []]


@pytest.mark.parametrize(
    ("row", "is_so"),
    [
        *(([], True), ([""], True), (["", " ", "\xa0"], True), (["", "0"], False), (["-"], False)),
        (InvalidValue("", "", "csv-row"), False),
    ],
)
def test_a_row_with_nothing_in_its_cells_is_blank(row: Row, is_so: bool) -> None:
    assert is_blank(row) is is_so


@pytest.mark.parametrize("marks", range(3))
@pytest.mark.parametrize("text", ["a;b\n", '"a";b\n', "", "\n\ufeffa;b\n"])
def test_marks_at_the_beginning_are_no_part_of_the_first_line_and_later_ones_are_text(marks: int, text: str) -> None:
    assert at_once("\ufeff" * marks + text, 1) == one_by_one("\ufeff" * marks + text)
    lines = lines_of("\ufeff" * marks + text)
    assert "".join(lines) == text
