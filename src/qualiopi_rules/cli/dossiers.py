"""Dossiers of which there are several, each with its faults by the name of its file, or that come with sheets."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import attrs

from qualiopi_rules.cli.context import Context
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, QualiopiError, refuse, refuse_all
from qualiopi_rules.core.messages import message
from qualiopi_rules.dossier.dossier import Dossier
from qualiopi_rules.dossier.reviewer import Review, review
from qualiopi_rules.formats.sheet_files import read_sheets
from qualiopi_rules.profile.points import conformity_points
from qualiopi_rules.profile.profile import Profile, profile_of

__all__ = ["named_faults", "read_all", "reviewed_with"]


def named_faults(error: QualiopiError, path: Path) -> QualiopiError:
    """Return the error of a dossier with the name of its file before the path of each fault."""
    if not isinstance(error, InvalidInput):
        return error
    # The path of a fault of the whole file is the file already.
    return InvalidInput.of(*(each if each.path in {"", str(path)} else each.at(f"{path}:") for each in error.faults))


def read_all(paths: Iterable[Path], context: Context) -> list[Dossier]:
    """Read dossiers.

    Raises:
        InvalidInput: with every fault of all of them.
    """
    read: list[Dossier] = []
    faults: list[InvalidValue] = []
    for path in paths:
        try:
            read.append(context.dossier(path))
        except InvalidInput as error:
            named = named_faults(error, path)
            faults += named.faults if isinstance(named, InvalidInput) else ()
    refuse_all(faults)
    return read


def reviewed_with(sheets: Path | None, dossier: Dossier, day: str, profile: Profile | str, context: Context) -> Review:
    """Review a dossier, with the sheets of a file beside its own.

    Args:
        sheets: the file; None for no other sheets.
        dossier: the dossier.
        day: the day of the review.
        profile: the profile of a certifier.
        context: what was chosen for the run; a note is written where the sheets give no mock audit.

    Raises:
        InvalidInput: with every fault of the file, or every argument that does not hold.
    """
    if sheets is None:
        return review(dossier, on=day, profile=profile)
    known = profile_of(profile)
    refuse(profile=known)
    points = conformity_points() if known.points is None else known.points
    filled = read_sheets(context.read(sheets), str(sheets), points, context.locale)
    # Of several sheets for one indicator the last one counts: that of the file.
    audits = attrs.evolve(dossier.audits, sheets=(*dossier.audits.sheets, *filled))
    reviewed = review(attrs.evolve(dossier, audits=audits), on=day, profile=known)
    if reviewed.mock_audit is None:
        context.note(message("mock.none", context.locale))
    return reviewed
