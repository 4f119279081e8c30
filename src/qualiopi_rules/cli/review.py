"""`qualiopi-rules review DOSSIER`: the review of a dossier on one day, or of a file of dossiers, line by line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.dossiers import reviewed_with
from qualiopi_rules.cli.parameters import REVIEWED, TO_LOOK_AT, Day, FileName, Number, ProfileName, Switch
from qualiopi_rules.core.errors import InvalidValue, refuse_all
from qualiopi_rules.dossier.explainers import explain
from qualiopi_rules.profile.profile import DEFAULT_PROFILE
from qualiopi_rules.report.page import review_report

__all__ = ["review"]


def review(  # noqa: PLR0913 (each is an option of the command)
    dossier: Path,
    /,
    *,
    on: Day = None,
    profile: ProfileName = DEFAULT_PROFILE,
    sheets: FileName | None = None,
    detail: Switch = False,
    format: Annotated[Literal["text", "json", "references", "explanation"] | None, Parameter(name="--format")] = None,
    lines: Switch = False,
    out: FileName | None = None,
    processes: Number = 1,
    context: Context = DEFAULTS,
) -> int:
    """Review a dossier: cycle, deadlines, indicators and findings; or each of a file of dossiers.

    Args:
        dossier: the file of the dossier, or of the dossiers.
        on: the day of the review.
        profile: the profile of a certifier.
        sheets: sheets that were filled in, for the mock audit.
        detail: whether everything is said.
        format: what is written: a text without it, of a file of dossiers JSON with references.
        lines: whether the file has a dossier on each line.
        out: the file to write, of a file of dossiers.
        processes: how many processes review a file of dossiers.
        context: what was chosen for the run.
    """
    _refuse_together(lines=lines, sheets=sheets, detail=detail, format=format, out=out, processes=processes)
    if lines:
        from qualiopi_rules.cli.lines import review_file

        day, chosen = context.day(on), context.profile(profile)
        return review_file(dossier, out, day, chosen, context, processes=processes, expanded=format == "json")
    reviewed = reviewed_with(sheets, context.dossier(dossier), context.day(on), context.profile(profile), context)
    if format in ("json", "references"):
        context.dump(reviewed, expanded=format == "json")
    elif format == "explanation":
        context.write(explain(reviewed).markdown(context.locale))
    else:
        context.show(review_report(reviewed, context.locale, detail=detail))
    return TO_LOOK_AT if reviewed.blocking else REVIEWED


def _refuse_together(*, lines: bool, **options: object) -> None:
    """Refuse the options that have nothing to say of a file of dossiers, and those that are about nothing else."""
    if lines:
        alone = {name: options[name] for name in ("sheets", "detail") if options[name]}
        if options["format"] in ("text", "explanation"):
            alone["format"] = options["format"]
        refuse_all(InvalidValue(name, value, "without-lines") for name, value in alone.items())
    else:
        alone = {name: options[name] for name, none in (("out", None), ("processes", 1)) if options[name] != none}
        refuse_all(InvalidValue(name, value, "with-lines") for name, value in alone.items())
