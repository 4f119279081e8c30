"""Writing of whole files: what stands at a path is the file before or the new one, whatever stops the writing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from stat import S_IMODE
from typing import BinaryIO
from uuid import uuid4

from qualiopi_rules.core.errors import InvalidInput, InvalidValue
from qualiopi_rules.core.problems import problem_of

__all__ = ["replacing", "write_file"]


@contextmanager
def replacing(path: str | PathLike[str]) -> Iterator[BinaryIO]:
    """Open a new file for writing, which takes the place of the one at a path once it is written to the end.

    It is written beside the other, reaches the disk before it is renamed, and has the other's permissions. What is no
    regular file, as a pipe, is written to directly.

    Raises:
        OSError: when it cannot be written.
    """
    target = Path(path).resolve()  # a link stays, and what it points to is replaced
    if target.exists() and not target.is_file():
        with target.open("wb") as there:
            yield there
        return
    part = target.with_name(f".{uuid4().hex}.part")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            part.chmod(S_IMODE(target.stat().st_mode))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def write_file(path: str | PathLike[str], content: bytes) -> None:
    """Write a file whole.

    Raises:
        InvalidInput: when it cannot be written; what was there before stays.
    """
    try:
        with replacing(path) as file:
            file.write(content)
    except (OSError, ValueError) as problem:  # a name that no file can have is a ValueError
        raise InvalidInput.of(InvalidValue("", str(path), "writable", problem=problem_of(problem))) from None
