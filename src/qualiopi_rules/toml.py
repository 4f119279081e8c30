"""The TOML door: a caller's own policy, read from a file."""

from __future__ import annotations

import tomllib
from os import PathLike
from pathlib import Path

from qualiopi_rules.errors import InvalidInput, InvalidValue
from qualiopi_rules.json import structure
from qualiopi_rules.policy import Policy

__all__ = ["read_policy"]


def read_policy(path: str | PathLike[str]) -> Policy:
    """Read a policy from a TOML file.

    Raises:
        InvalidInput: when the file cannot be read, or with every fault of the policy; each path starts with the file.
    """
    file = Path(path)
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise InvalidInput("invalid input", [InvalidValue("", str(file), "file", problem=str(problem))]) from None
    except tomllib.TOMLDecodeError as problem:
        raise InvalidInput("invalid input", [InvalidValue("", str(file), "toml", problem=str(problem))]) from None
    try:
        return structure(table, Policy)
    except InvalidInput as error:
        raise InvalidInput("invalid input", [fault.at(f"{file}:") for fault in error.faults]) from None
