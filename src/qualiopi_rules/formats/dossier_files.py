"""Dossiers that people write: JSON or TOML files, in which `2h30` is a duration and `31/08/2024` may be a day."""

from __future__ import annotations

from os import PathLike

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidInput, refuse
from qualiopi_rules.dossier.dossier import Dossier
from qualiopi_rules.formats import toml
from qualiopi_rules.formats.atomic import file_name
from qualiopi_rules.formats.json import structure
from qualiopi_rules.formats.json_parsing import parse
from qualiopi_rules.formats.limits import DEFAULT_LIMITS, TOML_LIMITS, Limits
from qualiopi_rules.formats.written_values import plain_values

__all__ = ["dossier_of", "read_dossier"]


def read_dossier(path: str | PathLike[str], *, french_days: bool = False, limits: Limits | None = None) -> Dossier:
    """Read a dossier from a file: TOML where its name ends with `.toml`, JSON otherwise.

    Args:
        path: the file.
        french_days: whether days may be written as `31/08/2024`.
        limits: how large the file may be; None for those of its format.

    Raises:
        InvalidInput: when the file cannot be read, or with every fault of the dossier.
        NotInForce: when a day is older than the rules that are known.
    """
    refuse(
        path=file_name(path),
        french_days=converters.yes_or_no(french_days),
        limits=converters.optional_instance(Limits, limits),
    )
    is_toml = str(path).lower().endswith(".toml")
    most = limits or (TOML_LIMITS if is_toml else DEFAULT_LIMITS)
    content = toml.read_content(path, most)
    return dossier_of(content, str(path), is_toml=is_toml, french_days=french_days, limits=most)


def dossier_of(
    content: bytes, name: str, *, is_toml: bool, french_days: bool = False, limits: Limits = DEFAULT_LIMITS
) -> Dossier:
    """Read a dossier from the content of a file.

    Args:
        content: the content, in UTF-8.
        name: the name of the file, for its faults.
        is_toml: whether it is TOML, and not JSON.
        french_days: as for `read_dossier`.
        limits: how large the content may be.

    Raises:
        InvalidInput: as `read_dossier`.
        NotInForce: as `read_dossier`.
    """
    try:
        value = toml.parse(content, name, limits) if is_toml else parse(content, limits)
        return structure(plain_values(value, Dossier, french_days=french_days), Dossier)
    except InvalidInput as error:
        # A fault of the whole file has no path of its own.
        raise InvalidInput.of(*(fault if fault.path else fault.at(name) for fault in error.faults)) from None
