"""Dossiers in JSON lines: the review of each, line by line, with a bar that shows how far it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from rich.console import Console
from rich.progress import Progress

from qualiopi_rules.cli.console import bar_title
from qualiopi_rules.cli.context import Context
from qualiopi_rules.cli.parameters import REVIEWED, STANDARD, TO_LOOK_AT
from qualiopi_rules.core.errors import InvalidInput, InvalidValue
from qualiopi_rules.core.messages import message
from qualiopi_rules.core.problems import problem_of
from qualiopi_rules.core.safe_text import json_for
from qualiopi_rules.formats.atomic import replacing
from qualiopi_rules.formats.json_lines import lines_of, review_lines
from qualiopi_rules.profile.profile import Profile

__all__ = ["review_file"]


def review_file(
    file: Path,
    out: Path | None,
    day: str,
    profile: Profile | str,
    context: Context,
    *,
    processes: int,
    expanded: bool,
) -> int:
    """Review the dossier of each line of a file, and return the exit code.

    Args:
        file: the file, or the standard input.
        out: the file to write; the standard output without one.
        day: the day of the reviews.
        profile: the profile of a certifier.
        context: what was chosen for the run.
        processes: how many processes review the lines.
        expanded: whether sources are written where they are cited.

    Raises:
        InvalidInput: when a file cannot be read or written, or with every argument that does not hold.
    """
    count = refused = blocking = 0
    with _opened(file) as source, _bar(file, source, context) as advance:
        reviewed = review_lines(
            _advancing(source, advance),
            on=day,
            profile=profile,
            processes=processes,
            french_days=context.dates == "french",
            expanded=expanded,
            locale=context.locale,
        )
        with _written(out, context) as write:
            for line in reviewed:
                count, refused, blocking = count + 1, refused + line.refused, blocking + line.blocking
                write(line.content + b"\n")
    numbers = {"count": count, "reviewed": count - refused, "blocking": blocking, "refused": refused}
    context.note(message("lines.reviewed", context.locale, **numbers))
    return TO_LOOK_AT if refused or blocking else REVIEWED


def _opened(file: Path) -> BinaryIO | nullcontext[BinaryIO]:
    if str(file) == STANDARD:
        return nullcontext(sys.stdin.buffer)
    try:
        return file.open("rb")
    except (OSError, ValueError) as problem:
        raise InvalidInput.of(InvalidValue("", str(file), "readable", problem=problem_of(problem))) from None


@contextmanager
def _bar(file: Path, source: BinaryIO, context: Context) -> Iterator[Callable[[int], None]]:
    """A bar of the bytes that were read; of a pipe nobody knows how many there are."""
    is_shown = sys.stderr.isatty() and not context.quiet
    with Progress(console=Console(stderr=True), transient=True, disable=not is_shown) as progress:
        task = progress.add_task(bar_title(file), total=_size(source))
        yield lambda count: progress.advance(task, count)


def _size(source: BinaryIO) -> int | None:
    try:
        status = os.fstat(source.fileno())
    except OSError:  # no file of the system
        return None
    return status.st_size if S_ISREG(status.st_mode) else None


def _advancing(source: BinaryIO, advance: Callable[[int], None]) -> Iterator[bytes]:
    for line in lines_of(source):
        advance(len(line) + 1)
        yield line


def _to_screen(line: bytes) -> int:
    """Write a line of JSON to a terminal, which is to obey nothing in it; the value is the same."""
    return sys.stdout.buffer.write(json_for("utf-8", line.decode()).encode())


@contextmanager
def _written(out: Path | None, context: Context) -> Iterator[Callable[[bytes], object]]:
    """A file that is whole or not there, or the standard output, whose reader may stop before the end."""
    if out is None and context.quiet:
        yield len  # nothing is written
    elif out is None or str(out) == STANDARD:
        try:
            yield _to_screen if sys.stdout.isatty() else sys.stdout.buffer.write
            sys.stdout.buffer.flush()
        except BrokenPipeError:  # `| head` does not change the exit code
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    else:
        with ExitStack() as stack:
            with _named(out):
                target = stack.enter_context(replacing(out))

            def write(content: bytes) -> None:
                with _named(out):
                    target.write(content)

            yield write
            with _named(out):  # what is still to be written, and the name
                stack.close()
        context.note(message("written.file", context.locale, path=str(out)))


@contextmanager
def _named(out: Path) -> Iterator[None]:
    """Give what keeps a file from being written the name of it."""
    try:
        yield
    except (OSError, ValueError) as problem:
        raise InvalidInput.of(InvalidValue("out", str(out), "writable", problem=problem_of(problem))) from None
