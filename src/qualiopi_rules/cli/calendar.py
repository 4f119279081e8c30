"""`qualiopi-rules calendar DOSSIER...`: the deadlines of dossiers as a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.dossiers import read_all
from qualiopi_rules.cli.parameters import REVIEWED, Day, FileName, ProfileName, Switch
from qualiopi_rules.dossier.reviewer import Review, review
from qualiopi_rules.formats.calendar import ALARMS, write_calendar
from qualiopi_rules.profile.profile import DEFAULT_PROFILE
from qualiopi_rules.report.deadlines import no_deadline

__all__ = ["calendar"]


def calendar(
    dossiers: Annotated[list[Path], Parameter(negative=())],
    /,
    *,
    out: FileName,
    on: Day = None,
    profile: ProfileName = DEFAULT_PROFILE,
    alarm: Annotated[list[int] | None, Parameter(metavar="NUMBER", negative="--no-alarm")] = None,
    whole: Switch = False,
    context: Context = DEFAULTS,
) -> int:
    """Write the deadlines of dossiers as a calendar, or bring a calendar that was written before up to date.

    Args:
        dossiers: the files of the dossiers.
        out: the calendar; one that is there is read first.
        on: the day of the review.
        profile: the profile of a certifier.
        alarm: how many days before a deadline an alarm rings.
        whole: whether every day of the timeline is an event.
        context: what was chosen for the run.
    """
    day, chosen, locale = context.day(on), context.profile(profile), context.locale
    read, notes = read_all(dossiers, context), []

    def reviews() -> Iterator[Review]:
        # One at a time: of ten thousand, only what is written stays in memory.
        for path, dossier in zip(dossiers, read, strict=True):
            reviewed = review(dossier, on=day, profile=chosen)
            if not reviewed.deadlines:
                notes.append(f"{path}: {no_deadline(reviewed, locale)}")
            yield reviewed

    previous = context.read(out) if out.is_file() else None
    alarms = ALARMS if alarm is None else alarm
    context.save(out, write_calendar(reviews(), locale=locale, alarms=alarms, whole=whole, previous=previous))
    for note in notes:
        context.note(note)
    return REVIEWED
