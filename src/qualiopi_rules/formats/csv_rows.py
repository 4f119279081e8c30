"""The rows of a CSV file, read one by one: a row that cannot be read is a fault, and the next is read all the same.

A blank line is a row without cells: a spreadsheet counts it among its rows.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from io import StringIO
from itertools import chain, islice
from typing import TextIO

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue
from qualiopi_rules.formats.table_limits import DEFAULT_LIMITS

__all__ = ["Lines", "LongLine", "Row", "encoding_of", "is_blank", "quoted_rows", "separator_of", "table"]

_MARK = "\ufeff"

_BLOCK = 2**13  # characters that are read at once
_SOME, _MOST = 2**8, 2**26  # lines that are counted together, and the characters after which no more are taken

Row = list[str] | InvalidValue
"""The cells of a row, or the error of a row that cannot be read."""


def separator_of(value: str) -> str:
    """Check the separator of cells."""
    single = isinstance(value, str) and len(value) == 1 and value not in '"\r\n'
    return value if single else converters.fault(value, "separator")


def encoding_of(value: str) -> str:
    """Check the name of an encoding."""
    try:
        "".encode(value)
    except (LookupError, TypeError, ValueError):
        return converters.fault(value, "encoding")
    return value


class LongLine(Exception):
    """A line that is longer than a line may be; its argument is how it begins."""


class Lines(Iterator[str]):
    """The lines of a file; those of the row that is being read can be put back.

    Byte order marks are no part of the first line: a program that adds one does not always look for another.

    Attributes:
        read: how many were read.

    Args:
        file: the file, open with `newline=""`.
        most: how many characters a line may have.

    Raises:
        LongLine: when a line is longer, as it is read.
    """

    def __init__(self, file: TextIO, most: int = DEFAULT_LIMITS.line) -> None:
        lines = _lines(file, most)
        self._file = chain((line.lstrip(_MARK) for line in islice(lines, 1)), lines)
        self._again: deque[str] = deque()
        self._row: list[str] = []
        self.read = 0

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._file)
        self._row.append(line)
        self.read += 1
        return line

    def start(self) -> int:
        """Start a row; return the number of its first line."""
        self._row = []
        return self.read + 1

    def keep_first(self) -> str:
        """Put back all lines of the row but the first, which is returned."""
        first, *rest = self._row
        self.put_back(rest)
        return first

    def take(self, count: int) -> list[str]:
        """Read that many lines at once, fewer at the end of the file or where they are long."""
        taken = [self._again.popleft() for _ in range(min(count, len(self._again)))]
        length = 0
        try:
            while length < _MOST:
                before = len(taken)
                taken.extend(islice(self._file, min(_SOME, count - before)))
                if len(taken) == before:
                    break
                length += sum(map(len, taken[before:]))
        finally:  # those before a line that cannot be decoded were read
            self.read += len(taken)
        return taken

    def put_back(self, lines: list[str]) -> None:
        """Put lines back, to be read again."""
        self._again.extendleft(reversed(lines))
        self.read -= len(lines)


def _lines(file: TextIO, most: int) -> Iterator[str]:
    """The lines of a file that is open with `newline=""`; what has no end is not read whole.

    Raises:
        LongLine: at a line that is longer than the most.
    """
    begun: list[str] = []
    length = 0
    while block := file.read(_BLOCK):
        if "\n" in block or "\r" in block or (begun and begun[-1].endswith("\r")):
            # The last one may go on; where it ends with a carriage return, a line feed may follow.
            lines = list(StringIO("".join((*begun, block)), newline=""))
            begun = [] if lines[-1].endswith("\n") else [lines.pop()]
            for line in lines:
                if len(line) > most:
                    raise LongLine(line)
                yield line
            length = sum(map(len, begun))
        else:
            begun.append(block)
            length += len(block)
        if length > most:
            raise LongLine(begun[0])
    if begun:
        yield "".join(begun)


def table(lines: Lines, separator: str) -> Iterator[tuple[int, Row]]:
    """Read row by row, each with the number of the line that it starts on."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        line = lines.start()
        try:
            row = next(reader, None)
        except csv.Error:
            # A quote that is never closed would take the rows after it along: only its own line is lost.
            yield line, InvalidValue("", lines.keep_first(), "csv-row")
            continue
        if row is None:
            return
        yield line, row


def quoted_rows(taken: list[str], lines: Lines, separator: str) -> Iterator[tuple[range, Row]]:
    """Read the rows of `taken` lines that cannot be split at separators, as `table` does, each with the lines it is.

    They are those that begin with a line that has a quote or may have a cell that is too long. Where the last one goes
    on beyond `taken`, that gets the lines of it.
    """
    longest = csv.field_size_limit()
    quoted = ['"' in line or len(line) > longest for line in taken]
    place = 0
    while (start := _next(quoted, place)) < len(quoted):
        place = start
        after: list[str] = []
        reader = csv.reader(_from(taken, start, lines, after), delimiter=separator, strict=True)
        try:
            while place < len(quoted) and quoted[place]:
                row = next(reader)
                first, place = place, start + reader.line_num
                yield range(first, place), row
        except csv.Error:
            lines.put_back(after)
            yield range(place, place + 1), InvalidValue("", taken[place], "csv-row")
            place += 1
        else:
            taken += after


def _next(quoted: list[bool], place: int) -> int:
    """The place of the next one that is quoted, from one on; that after the last where there is none."""
    try:
        return quoted.index(True, place)
    except ValueError:
        return len(quoted)


def _from(taken: list[str], start: int, lines: Lines, after: list[str]) -> Iterator[str]:
    """The lines from one on, then those after them, which are kept."""
    for place in range(start, len(taken)):
        yield taken[place]
    lines.start()
    for line in lines:
        after.append(line)
        yield line


def is_blank(row: Row) -> bool:
    """Return whether a row has nothing in any of its cells, as the blank rows of a sheet that is saved as CSV."""
    return isinstance(row, list) and not any(cell.strip() for cell in row)
