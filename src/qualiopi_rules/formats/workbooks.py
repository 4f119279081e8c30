"""Excel files, looked at before they are read: their reader ends the process where the memory does not suffice.

A file of some kilobytes can have a cell at the end of its sheet, for which the reader makes room for all the others, or
be unpacked to gigabytes. So each part is unpacked piece by piece, and nothing of it is kept.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterator
from copy import copy
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

import attrs

from qualiopi_rules.core.errors import InvalidInput, InvalidValue, refuse_all
from qualiopi_rules.formats.table_limits import TableLimits

__all__ = ["look_at"]

_WORKBOOK, _STRINGS = "xl/workbook.xml", "xl/sharedstrings.xml"
_OTHER_FORMATS = {"xl/workbook.bin", "content.xml"}  # which the reader knows too

_BLOCK = 2**18
_LONGEST = 2**21  # of a tag, or of a text between two
_ENDLESS = 2**62

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s")
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_CELL = re.compile(rb"<(?:\w+:)?c\b")
# A cell or a row with its name, which may stand after other attributes.
_TAG = re.compile(
    rb"<(?:\w+:)?(?:c|row)(?=[\s/>])(?:\s+(?!r[\s=])[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*"
    rb"(?:\s+r\s*=\s*[\"']\s*([A-Za-z]{0,3})([0-9]{1,9}))?"
)
_STRING = re.compile(rb"<(?:\w+:)?si\b")
_NUMBER = re.compile(rb"<(?:\w+:)?v\b[^>]*>\s*([0-9]{1,9})")


def look_at(file: BinaryIO, name: str, limits: TableLimits) -> None:
    """Refuse what is no Excel file, and one that would take too much memory.

    Args:
        file: the file.
        name: its name, for the error.
        limits: how large it may be.

    Raises:
        InvalidInput: when it is refused.
    """
    try:
        with ZipFile(file) as packed:
            _look_at(packed, name, limits)
    # What the parts of the standard library raise for what is no archive, or a broken, an encrypted or an odd one.
    except (BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, KeyError, IndexError):
        raise InvalidInput.of(InvalidValue("", name, "readable", problem="other")) from None


def _look_at(packed: ZipFile, name: str, limits: TableLimits) -> None:
    parts = {_path(part): part for part in packed.infolist()}
    if _WORKBOOK not in parts or _OTHER_FORMATS & parts.keys():
        raise BadZipFile
    if not any(_SHEET.search(block) for block in _blocks(packed, parts[_WORKBOOK])):
        raise InvalidInput.of(InvalidValue("", name, "readable", problem="no-sheet"))
    _refuse_unpacked(sum(part.file_size for part in packed.infolist()), name, limits)
    lengths, sheets = array("Q", [0]), list[ZipInfo]()
    written = 0
    for part in packed.infolist():
        extent = _Extent()
        for block in _blocks(packed, part):
            extent.add(block)
            if _path(part) == _STRINGS:
                _add_lengths(lengths, block)
        refuse_all(extent.faults(name, limits))
        if extent.cells:
            sheets.append(part)
            written += extent.written
    # One long text that many cells have is that long as often.
    if max(lengths) * written > limits.unpacked:
        _refuse_unpacked(sum(_length_of_texts(packed, part, lengths) for part in sheets), name, limits)


def _path(part: ZipInfo) -> str:
    """The name of a part, as the reader compares it."""
    return part.filename.lower().replace("\\", "/")


def _refuse_unpacked(size: int, name: str, limits: TableLimits) -> None:
    if size > limits.unpacked:
        raise InvalidInput.of(InvalidValue("", name, "smaller-unpacked", most=limits.unpacked))


def _blocks(packed: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    """The content of a part in pieces that end before a tag begins; refused where it is larger than it says."""
    # What a part says of its size may be wrong: it is read until it ends.
    endless = copy(part)
    endless.file_size = _ENDLESS
    rest, left = b"", part.file_size
    with packed.open(endless) as content:
        while read := content.read(_BLOCK):
            left -= len(read)
            if left < 0:
                raise BadZipFile
            before, tag, begun = (rest + read).rpartition(b"<")
            if len(begun) > _LONGEST:
                raise BadZipFile
            rest = tag + begun
            if before:
                yield before
    yield rest


@attrs.define
class _Extent:
    """The rectangle from the first cell of a sheet to the last, and how many cells are written in it.

    A cell may have no name of its own: it is then the one after that before it.
    """

    row: int = 0
    column: int = 0
    nameless: int = 0
    widest: int = 0
    written: int = 0
    _in_row: int = 0

    @property
    def rows(self) -> int:
        return self.row + self.nameless

    @property
    def columns(self) -> int:
        return self.column + self.widest

    @property
    def cells(self) -> int:
        return self.rows * self.columns

    def faults(self, name: str, limits: TableLimits) -> Iterator[InvalidValue]:
        """What is larger than the limits allow."""
        if self.rows > limits.rows:
            yield InvalidValue(name, self.rows, "fewer-rows", most=limits.rows)
        if self.columns > limits.columns:
            yield InvalidValue(name, self.columns, "fewer-columns", most=limits.columns)
        if self.cells > limits.cells:
            yield InvalidValue(name, self.cells, "fewer-cells", most=limits.cells)

    def add(self, block: bytes) -> None:
        tags = _TAG.findall(block)
        rows, columns = {digits for _, digits in tags}, {letters for letters, _ in tags}
        self.row = max((self.row, *(int(digits) for digits in rows if digits)))
        self.column = max((self.column, *map(_number, columns)))
        self.written += len(tags)
        if b"" in rows:
            self._count(block)

    def _count(self, block: bytes) -> None:
        """Count the cells of each row, where some have no name."""
        first, *others = _ROW.split(block)
        self.nameless += len(others)
        for row in (first, *others):
            self._in_row = (self._in_row if row is first else 0) + len(_CELL.findall(row))
            self.widest = max(self.widest, self._in_row)


def _number(letters: bytes) -> int:
    """The number of a column by its name: A is 1, AA 27."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - ord("A") + 1
    return number


def _add_lengths(lengths: array[int], block: bytes) -> None:
    """Add the lengths of the shared texts of a block, that before the first tag to the one that was begun."""
    first, *others = map(len, _STRING.split(block))
    lengths[-1] += first
    lengths.extend(others)


def _length_of_texts(packed: ZipFile, part: ZipInfo, lengths: array[int]) -> int:
    """The length of all texts of a sheet; what is a number counts as the text of that number."""
    length = 0
    for block in _blocks(packed, part):
        # The first of the lengths is that of what stands before the first text.
        places = (int(number) + 1 for number in _NUMBER.findall(block))
        length += sum(lengths[place] for place in places if place < len(lengths))
    return length
