"""Several dossiers at once: the faults of each with the name of its file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qualiopi_rules.cli.context import Context
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, QualiopiError, refuse_all
from qualiopi_rules.dossier.dossier import Dossier

__all__ = ["named_faults", "read_all"]


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
