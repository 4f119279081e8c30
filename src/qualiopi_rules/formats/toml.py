"""Reading of TOML files, each checked whole: a certifier's profile, an edition, dated values."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

import attrs

from qualiopi_rules.core.errors import InvalidInput, InvalidValue, faults_of, refuse, refuse_all
from qualiopi_rules.core.problems import problem_of
from qualiopi_rules.core.toml_lines import bare_line, wrong_lines
from qualiopi_rules.formats.atomic import file_name
from qualiopi_rules.formats.json import structure
from qualiopi_rules.formats.limits import TOML_LIMITS, Limits, check_length, check_nesting
from qualiopi_rules.law.dated import Dated, UsedValue, Value
from qualiopi_rules.profile.profile import Profile, profile_of
from qualiopi_rules.rnq.edition import Referential

__all__ = ["parse", "read_content", "read_edition", "read_profile", "read_values"]

T = TypeVar("T")


def read_profile(path: str | PathLike[str]) -> Profile:
    """Read a certifier's profile from a TOML file.

    `extends = "law"` (or another built-in profile) takes over what the file does not say.

    Raises:
        InvalidInput: when the file cannot be read, or with every fault of the profile; each path starts with the file.
    """
    profile = _read(path, Profile)
    refuse_all(fault.at(f"{Path(path)}:") for fault in faults_of(profile_of(profile)))
    return profile


def read_edition(path: str | PathLike[str]) -> Referential:
    """Read an edition of the referential from a TOML file, for `applicability(…, edition=…)`.

    Raises:
        InvalidInput: when the file cannot be read, or with every fault of the edition; each path starts with the file.
    """
    return _read(path, Referential)


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
                raise InvalidInput.of(InvalidValue("values", entries, "list"))
            named = [{"name": name, **entry} if isinstance(entry, dict) else entry for entry in entries]
            used = structure({"values": named}, _Values).values
            made[name] = Dated(name, tuple(Value(each.value, each.since, each.until, each.citation) for each in used))
        except InvalidInput as error:
            faults += [fault.at(name).at(f"{file}:") for fault in error.faults]
    refuse_all(faults)
    return made


@attrs.frozen
class _Values:
    values: tuple[UsedValue, ...]


def _read(path: str | PathLike[str], cls: type[T]) -> T:
    file, table = _load(path)
    try:
        return structure(table, cls)
    except InvalidInput as error:
        raise InvalidInput.of(*(fault.at(f"{file}:") for fault in error.faults)) from None


def _load(path: str | PathLike[str]) -> tuple[Path, dict[str, Any]]:
    content = read_content(path)
    file = Path(path)
    return file, parse(content, str(file))


def read_content(path: str | PathLike[str], limits: Limits = TOML_LIMITS) -> bytes:
    """Read the content of a file, and no more of it than one byte beyond the limits.

    Raises:
        InvalidInput: when it cannot be read.
    """
    refuse(path=file_name(path))
    try:
        with Path(path).open("rb") as file:
            return file.read(limits.bytes + 1)
    except (OSError, ValueError) as problem:  # a name that no file can have is a ValueError
        raise InvalidInput.of(InvalidValue("", str(path), "file", problem=problem_of(problem))) from None


def parse(content: bytes, name: str, limits: Limits = TOML_LIMITS) -> dict[str, Any]:
    """Decode TOML text.

    Args:
        content: the text, in UTF-8.
        name: the name of its file, for the error.
        limits: how large it may be.

    Raises:
        InvalidInput: when it is no TOML, with every line that was obviously meant otherwise, or beyond the limits.
    """
    check_length(content, limits, name)
    # The parser takes a time that grows with the square of the parts of a name.
    if long := _dotted(limits.depth).search(content):
        raise InvalidInput.of(InvalidValue(name, long[0][:_SHOWN].decode("utf-8", "replace"), "less-deep"))
    table = _parsed(content, name)
    check_nesting(table, limits, name)
    return table


_SHOWN = 80
"""How many bytes of a name that is too long are kept for the error."""


@cache
def _dotted(depth: int) -> re.Pattern[bytes]:
    """A name of more parts than there may be levels, where a name can stand."""
    part = rb"""(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)[ \t]*\.[ \t]*"""
    return re.compile(rb"(?:^|[\[{,])[ \t]*(?:%s){%d}" % (part, depth), re.MULTILINE)


def _parsed(content: bytes, name: str) -> dict[str, Any]:
    try:
        text = content.decode("utf-8-sig")  # some editors begin a file with a byte order mark
    except UnicodeDecodeError as problem:
        raise InvalidInput.of(InvalidValue("", name, "file", problem=problem_of(problem))) from None
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):  # a number of thousands of digits is no error of TOML
        raise InvalidInput.of(*_faults_of(text.replace("\r\n", "\n").split("\n"), name)) from None


def _faults_of(lines: list[str], name: str) -> Iterator[InvalidValue]:
    """The lines that are obviously meant otherwise, all of them, and the first fault that would be left without."""
    faults: dict[int, InvalidValue] = {}
    mended = list(lines)
    for wrong in wrong_lines(lines):
        place = f"syntax:{wrong.number}:{wrong.column}"
        faults[wrong.number] = InvalidValue(name, wrong.bare, "toml-item" if wrong.inside else "toml", problem=place)
        mended[wrong.number - 1] = wrong.meant
    try:
        tomllib.loads("\n".join(mended))
    except (ValueError, RecursionError) as problem:
        code = problem_of(problem)
        _, *at = code.split(":")
        number = int(at[0]) if at else 0
        line = bare_line(lines[number - 1]) if number else ""
        # The line itself says more than its number.
        left = InvalidValue(name, line, "toml", problem=code) if line else InvalidValue("", name, "toml", problem=code)
        faults.setdefault(number, left)
    yield from (fault for _, fault in sorted(faults.items()))
