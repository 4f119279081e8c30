"""`qualiopi-rules calendar FILE...`: the deadlines of dossiers as a calendar."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from qualiopi_rules.cli.common import (
    REFUSED,
    REVIEWED,
    app,
    read_dossier,
    today_in_paris,
)
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, QualiopiError, refuse_all
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.dossier.dossier import Dossier
from qualiopi_rules.dossier.reviewer import review as review_dossier
from qualiopi_rules.formats.calendar import ALARMS, write_calendar
from qualiopi_rules.formats.text import no_deadline

__all__ = ["calendar"]


@app.command
def calendar(
    files: list[Path],
    /,
    *,
    out: Path,
    on: str | None = None,
    lang: Locale = "fr",
    alarm: list[int] | None = None,
    whole: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Write the deadlines of dossiers as a calendar, or bring a calendar that was written before up to date.

    The exit code is 0 when the calendar was written, 2 when the input was refused.

    Args:
        files: The dossiers, JSON files.
        out: The calendar, an .ics file. One that is there is read first: its events are revised or cancelled.
        on: The day of the review, as 2023-03-01. Today in Paris by default.
        lang: The language of the events.
        alarm: How many days before a deadline an alarm rings; may be repeated. 90, 30 and 7 by default.
        whole: Every day of the timeline, past days too.
    """
    try:
        day = today_in_paris() if on is None else on
        reviews = [review_dossier(dossier, on=day) for dossier in _dossiers(files)]
        previous = out.read_bytes() if out.exists() else None
        alarms = ALARMS if alarm is None else alarm
        out.write_bytes(write_calendar(reviews, locale=lang, alarms=alarms, whole=whole, previous=previous))
    except QualiopiError as error:
        sys.stderr.write(f"{error.say(lang)}\n")
        return REFUSED
    for file, reviewed in zip(files, reviews, strict=True):
        if not reviewed.deadlines:
            sys.stderr.write(f"{file}: {no_deadline(reviewed, lang)}\n")
    return REVIEWED


def _dossiers(files: list[Path]) -> list[Dossier]:
    read: list[Dossier] = []
    faults: list[InvalidValue] = []
    for file in files:
        try:
            read.append(read_dossier(file))
        except InvalidInput as error:
            # With several files, the path of a field needs the name of its file; that of a whole file has it already.
            faults += [fault if fault.path in {"", str(file)} else fault.at(f"{file}:") for fault in error.faults]
    refuse_all(faults)
    return read
