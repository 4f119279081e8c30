"""`qualiopi-rules check DOSSIER...`: whether dossiers can be read, and every error of those that cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.dossiers import named_faults
from qualiopi_rules.cli.parameters import REFUSED, REVIEWED, ProfileName
from qualiopi_rules.core.errors import QualiopiError, refuse, refuse_all
from qualiopi_rules.core.messages import message
from qualiopi_rules.core.safe_text import one_line
from qualiopi_rules.dossier.dossier import Dossier
from qualiopi_rules.indicators.rule import unknown_answers
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, profile_of

__all__ = ["check"]


def check(
    dossiers: Annotated[list[Path], Parameter(negative=())],
    /,
    *,
    profile: ProfileName = DEFAULT_PROFILE,
    context: Context = DEFAULTS,
) -> int:
    """Read dossiers and list every error.

    Args:
        dossiers: the files of the dossiers.
        profile: the profile of a certifier, for the answers to its own questions.
        context: what was chosen for the run.
    """
    known = profile_of(context.profile(profile))
    refuse(profile=known)
    code = REVIEWED
    for path in dossiers:
        try:
            dossier = context.dossier(path)
            refuse_all(unknown_answers(dossier.answers, known))
        except QualiopiError as error:
            context.refuse(named_faults(error, path))
            code = REFUSED
        else:
            context.write(_accepted(dossier, path, context))
    return code


def _accepted(dossier: Dossier, path: Path, context: Context) -> str:
    certificate = dossier.certificate
    return message(
        "check.accepted",
        context.locale,
        path=one_line(str(path)),
        number=certificate.number,
        reading=certificate.read().say(context.locale),
        day=certificate.valid_until.isoformat(),
    )
