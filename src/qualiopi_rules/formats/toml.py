"""The TOML door: what a caller supplies (policy, edition, durations, points, values), each read whole."""

from __future__ import annotations

import tomllib
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

import attrs

from qualiopi_rules.core.errors import InvalidInput, InvalidValue, refuse_all
from qualiopi_rules.formats.json import structure
from qualiopi_rules.law.dated import Dated, UsedValue, Value
from qualiopi_rules.profile.durations import DurationTable
from qualiopi_rules.profile.points import ConformityPoint
from qualiopi_rules.profile.policy import Policy
from qualiopi_rules.rnq.edition import Referential

__all__ = ["read_durations", "read_edition", "read_points", "read_policy", "read_values"]

T = TypeVar("T")


def read_policy(path: str | PathLike[str]) -> Policy:
    """Read a policy from a TOML file.

    Raises:
        InvalidInput: when the file cannot be read, or with every fault of the policy; each path starts with the file.
    """
    return _read(path, Policy)


def read_edition(path: str | PathLike[str]) -> Referential:
    """Read an edition of the referential from a TOML file, for `applicability(…, edition=…)`.

    Raises:
        InvalidInput: when the file cannot be read, or with every fault of the edition; each path starts with the file.
    """
    return _read(path, Referential)


def read_durations(path: str | PathLike[str]) -> DurationTable:
    """Read a table of durations from a TOML file, for `audit_duration(…, table=…)`.

    Raises:
        InvalidInput: when the file cannot be read, or with every fault of the table; each path starts with the file.
    """
    return _read(path, DurationTable)


def read_points(path: str | PathLike[str]) -> tuple[ConformityPoint, ...]:
    """Read a certifier's own conformity points from a TOML file, an array of tables `points`.

    Raises:
        InvalidInput: when the file cannot be read, or with every fault of the points; each path starts with the file.
    """
    return _read(path, _Points).points


def read_values(path: str | PathLike[str]) -> dict[str, Dated[int | str]]:
    """Read dated values from a TOML file: a table for each rule, with `values` in the order of their days.

    Each value has `value`, `since`, if need be `until`, and a `citation` with its source, basis and provenance.

    Raises:
        InvalidInput: when the file cannot be read, or with every fault of the values; each path starts with the file.
    """
    file, table = _load(path)
    made: dict[str, Dated[int | str]] = {}
    faults: list[InvalidValue] = []
    for name, rule in table.items():
        entries = rule.get("values") if isinstance(rule, dict) else None
        try:
            if not isinstance(entries, list):
                refuse_all([InvalidValue("values", entries, "list")])
            named = [{"name": name, **entry} if isinstance(entry, dict) else entry for entry in entries or []]
            used = structure({"values": named}, _Values).values
            made[name] = Dated(name, tuple(Value(each.value, each.since, each.until, each.citation) for each in used))
        except InvalidInput as error:
            faults += [fault.at(name).at(f"{file}:") for fault in error.faults]
    refuse_all(faults)
    return made


@attrs.frozen
class _Values:
    values: tuple[UsedValue, ...]


@attrs.frozen
class _Points:
    points: tuple[ConformityPoint, ...]


def _read(path: str | PathLike[str], cls: type[T]) -> T:
    file, table = _load(path)
    try:
        return structure(table, cls)
    except InvalidInput as error:
        raise InvalidInput.of(*(fault.at(f"{file}:") for fault in error.faults)) from None


def _load(path: str | PathLike[str]) -> tuple[Path, dict[str, Any]]:
    file = Path(path)
    try:
        return file, tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as problem:
        fault = InvalidValue("", str(file), "toml", problem=str(problem))
    except (OSError, ValueError) as problem:  # a name that no file can have is a ValueError
        fault = InvalidValue("", str(file), "file", problem=str(problem))
    raise InvalidInput.of(fault)
