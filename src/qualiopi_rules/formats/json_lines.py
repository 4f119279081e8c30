"""JSON lines: a dossier on each line in, its review or its faults on the same line out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from math import isfinite
from typing import Any, BinaryIO

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, NotInForce, QualiopiError, locale_of, refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.processes import groups_of, in_order
from qualiopi_rules.core.shown import cut, shown
from qualiopi_rules.dossier.dossier import Dossier
from qualiopi_rules.dossier.reviewer import review
from qualiopi_rules.formats.json import structure
from qualiopi_rules.formats.json_parsing import parse
from qualiopi_rules.formats.json_writing import encoded, written
from qualiopi_rules.formats.written_values import plain_values
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of

__all__ = ["LONGEST", "ReviewedLine", "fault_entries", "lines_of", "review_lines"]

LONGEST = 2**20
"""The most bytes of a line, many times those of a large dossier: what is longer is refused without being read whole."""
_TOGETHER = 16
"""How many lines are sent to a process together."""


@attrs.frozen
class ReviewedLine(OneLine):
    """What one line gave.

    Attributes:
        content: the line to write, in UTF-8, without its end.
        refused: whether it has the faults of the line, and no review.
        blocking: whether a finding of the review says that a rule is broken.
    """

    content: bytes
    refused: bool
    blocking: bool


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file without their ends; of one that is too long, one byte more than a line may have."""
    refuse(file=file if hasattr(file, "readline") else converters.fault(file, "instance", cls=BinaryIO.__name__))
    while line := file.readline(LONGEST + 2):
        content = line.removesuffix(b"\n").removesuffix(b"\r")
        # A line of the greatest length may have an end of two bytes.
        if not line.endswith(b"\n") and len(content) > LONGEST:
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST)
        yield content[: LONGEST + 1]


def review_lines(
    lines: Iterable[bytes],
    *,
    on: DayLike,
    profile: Profile | str = DEFAULT_PROFILE,
    processes: int = 1,
    french_days: bool = False,
    expanded: bool = False,
    locale: Locale = "fr",
) -> Iterator[ReviewedLine]:
    """Review the dossier of each line, in order; no more lines are held than the processes have work for.

    Args:
        lines: the lines, each the JSON of a dossier, as `lines_of` yields them.
        on: the day of the reviews.
        profile: a certifier's profile, or the name of a built-in one.
        processes: how many processes review them; 1 for none but this one.
        french_days: whether days may be written as `31/08/2024`.
        expanded: whether sources are written where they are cited, as `dump` has it.
        locale: the language of the messages of faults.

    Raises:
        InvalidInput: with every argument that does not hold, at once.
    """
    day, known, processes = converters.day(on), profile_of(profile), converters.count(processes)
    refuse(
        lines=lines
        if isinstance(lines, Iterable) and not isinstance(lines, str | bytes)
        else converters.fault(lines, "instances", cls=bytes.__name__),
        on=day,
        profile=known,
        processes=processes,
        french_days=converters.yes_or_no(french_days),
        expanded=converters.yes_or_no(expanded),
    )
    work = partial(
        _reviewed, day=day, profile=known, french_days=french_days, expanded=expanded, locale=locale_of(locale)
    )
    groups = groups_of(enumerate(lines, start=1), 1 if processes == 1 else _TOGETHER)
    return (line for group in in_order(work, groups, processes) for line in group)


def _reviewed(
    lines: tuple[tuple[int, bytes], ...],
    day: Date,
    profile: Profile,
    *,
    french_days: bool,
    expanded: bool,
    locale: Locale,
) -> list[ReviewedLine]:
    found = []
    for number, line in lines:
        try:
            reviewed = review(_dossier(line, french_days=french_days), on=day, profile=profile)
        except QualiopiError as error:
            faults = {"line": number, "faults": [*fault_entries(error, locale)]}
            # What UTF-8 cannot hold is escaped as JSON escapes it.
            content = encoded(faults).decode("utf-8", "surrogatepass").encode("utf-8", "backslashreplace")
            found.append(ReviewedLine(content, refused=True, blocking=False))
        else:
            content = written(reviewed, expanded=expanded)
            found.append(ReviewedLine(content, refused=False, blocking=reviewed.blocking))
    return found


def _dossier(line: bytes, *, french_days: bool) -> Dossier:
    if isinstance(line, bytes) and len(line) > LONGEST:  # what is no text at all is refused by `parse`
        raise InvalidInput.of(InvalidValue("", line[:40].decode("utf-8", "replace"), "shorter-line", most=LONGEST))
    return structure(plain_values(parse(line), Dossier, french_days=french_days), Dossier)


def fault_entries(error: QualiopiError, locale: Locale) -> Iterator[dict[str, Any]]:
    """Yield each fault of what was refused as JSON holds it: its path, its value in short, its words and its code.

    Args:
        error: what was refused.
        locale: the language of the words.
    """
    match error:
        case InvalidInput():
            for fault in error.faults:
                yield {
                    "path": fault.path,
                    "value": _brief(fault.value),
                    "message": fault.message(locale),
                    "code": fault.expected,
                }
        case NotInForce():
            yield {"path": "", "value": error.day.isoformat(), "message": error.say(locale), "code": "not-in-force"}
        case _:
            raise error


def _brief(value: object) -> object:
    """A value as it was given where it is short, and the beginning and the end of its text where it is not."""
    match value:
        case None | bool():
            return value
        case str():
            return cut(value)
        case int() | float() if isfinite(value):
            return value
        case _:
            return shown(value)
