"""`qualiopi-rules review FILE`: the review of a dossier on one day."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from qualiopi_rules.cli.common import (
    REFUSED,
    REVIEWED,
    TO_LOOK_AT,
    QuietConsole,
    app,
    print_sections,
    profile_named,
    read_dossier,
    today_in_paris,
)
from qualiopi_rules.core.errors import QualiopiError
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.dossier.explainers import explain
from qualiopi_rules.dossier.reviewer import review as review_dossier
from qualiopi_rules.formats.json import dump
from qualiopi_rules.formats.text import report_sections
from qualiopi_rules.profile.profile import DEFAULT_PROFILE

__all__ = ["review"]


@app.command
def review(
    file: Path,
    *,
    on: str | None = None,
    profile: str = DEFAULT_PROFILE,
    lang: Locale = "fr",
    format: Annotated[Literal["text", "json", "markdown"], Parameter(name="--format")] = "text",
) -> int:
    """Review a dossier: cycle, deadlines, indicators and findings.

    The exit code is 0 when the dossier was reviewed, 1 when a finding is blocking, 2 when the input was refused.

    Args:
        file: The dossier, a JSON file.
        on: The day of the review, as 2023-03-01. Today in Paris by default.
        profile: The profile of a certifier: `law`, `certifier`, or the path of a TOML file with one's own.
        lang: The language of the report.
        format: A text to read, JSON, or the explanation of everything as Markdown.
    """
    try:
        reviewed = review_dossier(
            read_dossier(file),
            on=today_in_paris() if on is None else on,
            profile=profile_named(profile),
        )
    except QualiopiError as error:
        sys.stderr.write(f"{error.say(lang)}\n")
        return REFUSED
    console = QuietConsole(highlight=False, soft_wrap=True)
    if format == "json":
        console.out(dump(reviewed, indent=2), highlight=False)
    elif format == "markdown":
        console.out(explain(reviewed).markdown(lang), highlight=False)
    else:
        print_sections(console, report_sections(reviewed, lang))
    return TO_LOOK_AT if reviewed.blocking else REVIEWED
