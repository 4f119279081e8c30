"""What a field takes: one converter for each kind of value.

The same converters serve the constructors and the JSON door, so that a value is judged once and in one place.
A converter does not raise: it hands the fault back in place of the value, for
`qualiopi_rules.errors.refuse` to raise all the faults of an object together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar, cast

import attrs
from pendulum import Date

from qualiopi_rules.errors import InvalidInput, InvalidValue

__all__ = [
    "DayLike",
    "answer",
    "count",
    "day",
    "instance",
    "instances",
    "members",
    "one_of",
    "optional_count",
    "optional_day",
    "optional_instance",
    "optional_text",
    "text",
    "values_of",
]

DayLike = date | str
"""A day: a `datetime.date`, a `pendulum.Date`, or an ISO string such as `2023-02-02`. Never a date-time."""

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def fault(value: object, expected: str, **params: str | int) -> Any:
    """Make the fault that stands in for a value; `Any`, because it takes the value's place."""
    return InvalidValue("", value, expected, **params)


def day(value: DayLike) -> Date:
    """Take a day; a date-time is refused, because which day it falls on depends on the place."""
    if type(value) is Date:
        return value
    if isinstance(value, datetime):
        return cast(Date, fault(value, "day-not-time"))
    if isinstance(value, date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        try:
            return Date.fromisoformat(value)
        except ValueError:
            return cast(Date, fault(value, "day"))
    # "2023-02-02T10:00" is the commonest date-time in JSON: it deserves the words on time zones.
    is_time = isinstance(value, str) and _ISO_DAY.match(value) is not None
    return cast(Date, fault(value, "day-not-time" if is_time else "day"))


def optional_day(value: DayLike | None) -> Date | None:
    """Take a day, or None."""
    return None if value is None else day(value)


def answer(value: bool | None) -> bool | None:
    """Take yes, no, or None for not answered."""
    return value if value is None or value is True or value is False else cast(bool, fault(value, "yes-no"))


def text(value: str) -> str:
    """Take a text that is not blank."""
    return value if isinstance(value, str) and value.strip() else cast(str, fault(value, "text"))


def optional_text(value: str | None) -> str | None:
    """Take a text that is not blank, or None."""
    return None if value is None else text(value)


def count(value: int) -> int:
    """Take a whole number of one or more; a boolean is no number."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    return cast(int, fault(value, "positive-integer"))


def optional_count(value: int | None) -> int | None:
    """Take a whole number of one or more, or None."""
    return None if value is None else count(value)


def one_of(enum: type[E], value: E | str) -> E:
    """Take a member of an enumeration, or its value."""
    if isinstance(value, enum):
        return value
    if isinstance(value, str):
        for member in enum:
            if member.value == value:
                return member
    return cast(E, fault(value, "one-of", choices=", ".join(str(member.value) for member in enum)))


def members(enum: type[E], value: Iterable[E | str]) -> frozenset[E]:
    """Take one or more members of an enumeration, none of them twice."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return cast(frozenset[E], fault(value, "list-of", choices=", ".join(str(m.value) for m in enum)))
    given = [one_of(enum, item) for item in value]
    faults = _faults(given)
    if faults:
        return cast(frozenset[E], InvalidInput("invalid input", faults))
    if not given:
        return cast(frozenset[E], fault(value, "not-empty"))
    if len(set(given)) < len(given):
        return cast(frozenset[E], fault(value, "without-repetition"))
    return frozenset(given)


def _faults(given: Iterable[object]) -> list[InvalidValue]:
    """The faults among the elements of a list, each with its index."""
    return [item.at(f"[{index}]") for index, item in enumerate(given) if isinstance(item, InvalidValue)]


def instance(cls: type[T], value: object) -> T:
    """Take an object of that class."""
    return value if isinstance(value, cls) else cast(T, fault(value, "instance", cls=cls.__name__))


def optional_instance(cls: type[T], value: object) -> T | None:
    """Take an object of that class, or None."""
    return None if value is None else instance(cls, value)


def instances(cls: type[T], value: Iterable[T]) -> tuple[T, ...]:
    """Take any number of objects of that class, in order."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return cast(tuple[T, ...], fault(value, "instances", cls=cls.__name__))
    given = tuple(instance(cls, item) for item in value)
    faults = _faults(given)
    return cast(tuple[T, ...], InvalidInput("invalid input", faults)) if faults else given


def values_of(instance: attrs.AttrsInstance) -> dict[str, Any]:
    """Give the fields of an object by name, for `refuse`."""
    return {field.name: getattr(instance, field.name) for field in attrs.fields(type(instance))}
