"""`qualiopi-rules cycle DAY`: the timeline of a certification, without a dossier."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.pages import page
from qualiopi_rules.cli.parameters import REVIEWED, Day, ProfileName, TextOrJson
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.messages import message
from qualiopi_rules.cycle.cycle import CertificationCycle
from qualiopi_rules.cycle.timeline import timeline_of
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, profile_of
from qualiopi_rules.results.blocks import source_blocks

__all__ = ["cycle"]


def cycle(
    day: Annotated[str, Parameter(metavar="DAY")],
    /,
    *,
    on: Day = None,
    profile: ProfileName = DEFAULT_PROFILE,
    format: TextOrJson = "text",
    context: Context = DEFAULTS,
) -> int:
    """Show the days of a cycle that matter.

    Args:
        day: the first day of the cycle.
        on: the day from which it is looked at.
        profile: the profile of a certifier, for its advice on the renewal.
        format: what is written.
        context: what was chosen for the run.
    """
    known, today = profile_of(context.profile(profile)), converters.day(context.day(on))
    refuse(day=converters.day(context.day(day)), on=today, profile=known)
    starting, locale, advice = CertificationCycle.starting(context.day(day)), context.locale, known.renewal
    if format == "json":
        context.dump(starting)
        return REVIEWED
    milestones = starting.timeline(advice=advice)
    context.show(
        page(
            message("cycle-page.title", locale, day=starting.starts.isoformat()),
            message(
                "cycle-page.verdict",
                locale,
                day=today.isoformat(),
                stage=starting.status(on=today, advice=advice).say(locale),
                expires=starting.expires.isoformat(),
            ),
            {
                message("cycle-page.cycle", locale): (
                    timeline_of(starting, milestones, locale, day=today, advice=advice),
                ),
                message("report-section.sources", locale): source_blocks(
                    (each.citation for each in milestones), locale
                ),
            },
            locale,
        )
    )
    return REVIEWED
