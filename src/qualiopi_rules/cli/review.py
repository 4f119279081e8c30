"""`qualiopi-rules review DOSSIER`: the review of a dossier on one day, on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.dossiers import reviewed_with
from qualiopi_rules.cli.parameters import REVIEWED, TO_LOOK_AT, Day, FileName, ProfileName, Switch
from qualiopi_rules.dossier.explainers import explain
from qualiopi_rules.profile.profile import DEFAULT_PROFILE
from qualiopi_rules.report.page import review_report

__all__ = ["review"]


def review(
    dossier: Path,
    /,
    *,
    on: Day = None,
    profile: ProfileName = DEFAULT_PROFILE,
    sheets: FileName | None = None,
    detail: Switch = False,
    format: Annotated[Literal["text", "json", "explanation"], Parameter(name="--format")] = "text",
    context: Context = DEFAULTS,
) -> int:
    """Review a dossier: cycle, deadlines, indicators and findings.

    Args:
        dossier: the file of the dossier.
        on: the day of the review.
        profile: the profile of a certifier.
        sheets: sheets that were filled in, for the mock audit.
        detail: whether everything is said.
        format: what is written.
        context: what was chosen for the run.
    """
    reviewed = reviewed_with(sheets, context.dossier(dossier), context.day(on), context.profile(profile), context)
    if format == "json":
        context.dump(reviewed)
    elif format == "explanation":
        context.write(explain(reviewed).markdown(context.locale))
    else:
        context.show(review_report(reviewed, context.locale, detail=detail))
    return TO_LOOK_AT if reviewed.blocking else REVIEWED
