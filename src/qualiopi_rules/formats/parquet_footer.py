"""The groups of rows of a Parquet file, by its footer: each is read whole, and may be large where the file is small.

The footer is in Thrift's compact protocol; all but the sizes of the groups is passed over.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, BinaryIO

__all__ = ["rows_of_groups"]

_MARK = b"PAR1"
_TAIL = 8  # the length of the footer, and the mark
_GROUPS, _ROWS = 4, 3  # the numbers of the fields
_DEEPEST = 64


def rows_of_groups(file: BinaryIO) -> list[int]:
    """Return how many rows each group of rows has, by what the file says.

    Raises:
        ValueError: when it is no Parquet file.
        OSError: when it cannot be read.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - _TAIL, 0))
    tail = file.read(_TAIL)
    length = int.from_bytes(tail[:4], "little")
    if tail[4:] != _MARK or length > size - _TAIL:
        raise ValueError
    file.seek(size - _TAIL - length)
    try:
        groups = _Footer(file.read(length)).fields().get(_GROUPS, [])
        return [int(group[_ROWS]) for group in groups]
    except (IndexError, KeyError, TypeError, AttributeError):
        raise ValueError from None


class _Footer:
    """Values of the compact protocol, one after the other."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def fields(self, depth: int = 0) -> dict[int, Any]:
        """The fields of a structure by their numbers."""
        return dict(self._fields(depth))

    def _fields(self, depth: int) -> Iterator[tuple[int, Any]]:
        if depth > _DEEPEST:
            raise ValueError
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self._whole()
            kind = head & 15
            # The type of a field that is true or false is its value.
            yield number, kind == 1 if kind in (1, 2) else self._value(kind, depth)

    def _value(self, kind: int, depth: int) -> Any:
        match kind:
            case 1 | 2 | 3:
                return self._byte()
            case 4 | 5 | 6:
                return self._whole()
            case 7:
                self._at += 8
            case 8:
                length = self._unsigned()
                self._at += length
            case 9 | 10:
                head = self._byte()
                count = head >> 4 if head >> 4 < 15 else self._unsigned()
                if count > len(self._content):  # each takes a byte at least
                    raise ValueError
                return [self._value(head & 15, depth + 1) for _ in range(count)]
            case 12:
                return self.fields(depth + 1)
            case _:
                raise ValueError
        return None

    def _byte(self) -> int:
        self._at += 1
        return self._content[self._at - 1]

    def _unsigned(self) -> int:
        number = shift = 0
        while (byte := self._byte()) > 127 and shift < 64:
            number |= (byte & 127) << shift
            shift += 7
        return number | byte << shift

    def _whole(self) -> int:
        number = self._unsigned()
        return number >> 1 ^ -(number & 1)
