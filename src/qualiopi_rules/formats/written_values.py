"""What people write by hand instead of what the classes hold: `2h30` for minutes, `31/08/2024` for a day.

The command line reads files that people write; the constructors and JSON take the strict forms only.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, get_args

import attrs
from pendulum import Date

__all__ = ["iso_day", "minutes", "plain_values"]

_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
# A number alone does not say whether it is hours or minutes.
_DURATION = re.compile(r"([0-9]{1,3}) ?h(?: ?([0-5][0-9])(?: ?min)?)?|([0-9]{1,4}) ?min")
_HOUR = 60


def iso_day(text: str) -> str:
    """Return a day that is written as `31/08/2024` in the ISO form; any other text as it is."""
    found = _DAY.fullmatch(text.strip())
    return text if found is None else f"{found[3]}-{found[2]:>02}-{found[1]:>02}"


def minutes(text: str) -> int | str:
    """Return how many minutes `2h30`, `2 h`, or `45 min` are; any other text as it is."""
    found = _DURATION.fullmatch(text.strip())
    return text if found is None else int(found[3] or 0) + int(found[1] or 0) * _HOUR + int(found[2] or 0)


def plain_values(value: Any, cls: Any, *, french_days: bool = False) -> Any:
    """Replace what is written by hand in a decoded file, in place, where the class expects minutes or a day.

    Args:
        value: what JSON or TOML gave.
        cls: the class that it is for.
        french_days: whether days may be written as `31/08/2024`.
    """
    if isinstance(value, list):
        value[:] = [plain_values(item, cls, french_days=french_days) for item in value]
    elif isinstance(value, dict):
        fields = {name: kind for each in _leaves(cls) if attrs.has(each) for name, kind in _fields(each).items()}
        for name in value.keys() & fields.keys():
            item = value[name]
            is_duration = isinstance(item, str) and name.rpartition("_")[2] == "minutes"
            value[name] = minutes(item) if is_duration else plain_values(item, fields[name], french_days=french_days)
    elif isinstance(value, str) and french_days and Date in _leaves(cls):
        return iso_day(value)
    return value


@cache
def _fields(cls: Any) -> dict[str, Any]:
    return {field.name: field.type for field in attrs.fields(attrs.resolve_types(cls))}


@cache
def _leaves(kind: Any) -> set[Any]:
    """The types that a type is made of."""
    return {leaf for arg in get_args(kind) for leaf in _leaves(arg)} or {kind}
