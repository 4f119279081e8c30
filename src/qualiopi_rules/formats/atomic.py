"""Writing of whole files: what stands at a path is the file before or the new one, whatever stops the writing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, ELOOP
from os import PathLike
from pathlib import Path
from stat import S_IMODE
from typing import BinaryIO
from uuid import uuid4

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidInput, InvalidValue
from qualiopi_rules.core.problems import problem_of

__all__ = ["file_name", "replacing", "same_file", "write_file"]


@contextmanager
def replacing(path: str | PathLike[str]) -> Iterator[BinaryIO]:
    """Open a new file for writing, which takes the place of the one at a path once it is written to the end.

    It is written beside the other, reaches the disk before it is renamed, and has the other's permissions; a file that
    may not be written is not replaced. What is no regular file, as a pipe, is written to directly.

    Where the system can (Linux), the file has no name until it is whole: a process that is killed leaves nothing.

    Raises:
        OSError: when it cannot be written.
        ValueError: when no file can have that name.
    """
    target = Path(os.path.realpath(path))  # a link stays, and what it points to is replaced
    if target.is_symlink():  # in a circle
        raise OSError(ELOOP, os.strerror(ELOOP), str(target))
    if target.exists() and not target.is_file():
        with target.open("wb") as there:
            yield there
        return
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(EACCES, os.strerror(EACCES), str(target))
    part = target.with_name(f".{uuid4().hex}.part")
    try:
        with _new(part) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if not part.exists():
                _name(file.fileno(), part)
        if target.exists():
            part.chmod(S_IMODE(target.stat().st_mode))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def file_name(value: str | PathLike[str]) -> str:
    """Check the name of a file, a text or a path; whether there is such a file is seen when it is opened."""
    name = os.fspath(value) if isinstance(value, str | PathLike) else None
    return name if isinstance(name, str) else converters.fault(value, "file-name")


def same_file(one: str | PathLike[str], other: str | PathLike[str]) -> bool:
    """Return whether two names are of one file, through links too; a name that no file can have is of none."""
    try:
        return os.path.realpath(one) == os.path.realpath(other)
    except ValueError:
        return False


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


# --- Files without a name

_UNNAMED: int = getattr(os, "O_TMPFILE", 0)
_OPEN = Path("/proc/self/fd")  # the files that the process has open, by their numbers


def _new(part: Path) -> BinaryIO:
    """A new file, without a name where the system can have one."""
    if _UNNAMED and _OPEN.is_dir():
        with suppress(OSError):  # not every file system can
            return os.fdopen(os.open(part.parent, _UNNAMED | os.O_WRONLY, 0o666), "wb")
    return part.open("xb")


def _name(number: int, part: Path) -> None:
    """Give a name to a file that is open without one."""
    folder = os.open(part.parent, os.O_RDONLY)
    try:
        # The link to an open file is followed only where a folder is given too.
        os.link(_OPEN / str(number), part, src_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)
