"""What a field takes: one converter for each kind of value.

The same converters serve the constructors and the JSON door, so that a value is judged once and in one place.
A converter does not raise: it hands the fault back in place of the value, for
`qualiopi_rules.core.errors.refuse` to raise all the faults of an object together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast
from unicodedata import category

import attrs
from pendulum import Date

from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, QualiopiError

__all__ = [
    "DayLike",
    "amount",
    "answer",
    "code",
    "count",
    "day",
    "day_or_answer",
    "exactly",
    "fault",
    "faults_of",
    "instance",
    "instances",
    "is_whole",
    "members",
    "one_of",
    "optional_amount",
    "optional_count",
    "optional_day",
    "optional_instance",
    "optional_text",
    "text",
    "yes_or_no",
]

DayLike = date | str
"""A `datetime.date`, a `pendulum.Date` or an ISO string such as `2023-02-02`, never a date-time."""

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

_LISTS = (list, tuple, frozenset)
_NO_TEXT = {"Cc", "Cs", "Cn", "Zl", "Zp"}
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_TIME = re.compile(_ISO_DAY.pattern + r".")


def fault(value: object, expected: str, **params: str | int) -> Any:
    """Make the fault that stands in for a value; `Any`, because it takes the value's place."""
    return InvalidValue("", value, expected, **params)


def day(value: DayLike) -> Date:
    """Take a day; a date-time is refused, because which day it falls on depends on the place."""
    if type(value) is Date:
        return value
    if isinstance(value, str):
        taken = _iso_day(value)
        if taken is not None:
            return taken
    elif isinstance(value, datetime):
        return cast(Date, fault(value, "day-not-time"))
    elif isinstance(value, date):
        return Date(value.year, value.month, value.day)
    # "2023-02-02T10:00" is the commonest date-time in JSON: it deserves the words on time zones.
    is_time = isinstance(value, str) and _ISO_TIME.match(value) is not None
    return cast(Date, fault(value, "day-not-time" if is_time else "day"))


@remember
def _iso_day(value: str) -> Date | None:
    """The day of an ISO text; None when it is none."""
    try:
        return Date.fromisoformat(value) if _ISO_DAY.fullmatch(value) else None
    except ValueError:
        return None


def optional_day(value: DayLike | None) -> Date | None:
    """Take a day, or None."""
    return None if value is None else day(value)


def answer(value: bool | None) -> bool | None:
    """Take yes, no, or None for not answered."""
    return value if value is None or value is True or value is False else cast(bool, fault(value, "yes-no"))


def yes_or_no(value: bool) -> bool:
    """Take yes or no, where not answered is no answer."""
    return value if isinstance(value, bool) else cast(bool, fault(value, "yes-or-no-only"))


def day_or_answer(value: DayLike | bool | None) -> Date | bool | None:
    """Take the day of a thing that was done, True without the day, False, or None for not told."""
    if value is None or isinstance(value, bool):
        return value
    taken = day(value)
    # A date-time has its own words; anything else might have been meant for an answer as well as for a day.
    return fault(value, "held") if isinstance(taken, InvalidValue) and taken.expected == "day" else taken


def text(value: str) -> str:
    """Take a text on one line that is not blank; control characters and halves of characters are no text."""
    # What is printable is a text; some of what is not, as a no-break space, is one too.
    if isinstance(value, str) and value.strip() and (value.isprintable() or _is_text(value)):
        return value
    return cast(str, fault(value, "text"))


def _is_text(value: str) -> bool:
    return not any(category(char) in _NO_TEXT for char in value)


def is_whole(value: object) -> bool:
    """Whether a value is a text that can be written: JSON can hold half of a character, files cannot."""
    return isinstance(value, str) and not any(category(char) == "Cs" for char in value)


def code(value: str) -> str:
    """Take a text that may be empty; a member of an enumeration of texts becomes its plain value."""
    return str(value) if is_whole(value) else cast(str, fault(value, "text"))


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


def amount(value: int) -> int:
    """Take a whole number of zero or more; a boolean is no number, a float no amount of money."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    return cast(int, fault(value, "zero-or-more"))


def optional_amount(value: int | None) -> int | None:
    """Take a whole number of zero or more, or None."""
    return None if value is None else amount(value)


def one_of(enum: type[E], value: E | str) -> E:
    """Take a member of an enumeration, or its value."""
    if isinstance(value, enum):
        return value
    if isinstance(value, str):
        for member in enum:
            if member.value == value:
                return member
    return cast(E, fault(value, "one-of", choices=", ".join(str(member.value) for member in enum)))


def members(enum: type[E], value: Iterable[E | str], *, least: int = 1) -> frozenset[E]:
    """Take members of an enumeration, none of them twice; one or more unless `least` is 0."""
    if isinstance(value, _LISTS):
        try:
            known = _members(enum, tuple(value))
        except TypeError:  # what cannot be hashed is no member, and is told below
            known = None
        if known is not None and len(known) >= least:
            return cast(frozenset[E], known)
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        return cast(frozenset[E], fault(value, "list-of", choices=", ".join(str(m.value) for m in enum)))
    given = [one_of(enum, item) for item in value]
    faults = _faults(given)
    if faults:
        return cast(frozenset[E], InvalidInput.of(*faults))
    if len(given) < least:
        return cast(frozenset[E], fault(value, "not-empty"))
    if len(set(given)) < len(given):
        return cast(frozenset[E], fault(value, "without-repetition"))
    return frozenset(given)


@remember
def _members(enum: type[Enum], value: tuple[object, ...]) -> frozenset[Enum] | None:
    """The members that are named, each once; None where something else is."""
    given = frozenset(one_of(enum, cast(Enum, item)) for item in value)
    return given if len(given) == len(value) and all(isinstance(item, enum) for item in given) else None


def exactly(right: T, value: object) -> T:
    """Take one value and no other, of the same type."""
    return (
        right if type(value) is type(right) and value == right else cast(T, fault(value, "exactly", right=str(right)))
    )


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
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        return cast(tuple[T, ...], fault(value, "instances", cls=cls.__name__))
    given = tuple(instance(cls, item) for item in value)
    faults = _faults(given)
    return cast(tuple[T, ...], InvalidInput.of(*faults)) if faults else given


def faults_of(instance: attrs.AttrsInstance) -> dict[str, Any]:
    """Give the fields of an object that hold a fault, by name, for `refuse`."""
    names, get = _names(type(instance))
    values = get(instance)
    # Nearly every object is made of good values: that is what must cost next to nothing.
    for value in values:
        if isinstance(value, QualiopiError):
            return {name: each for name, each in zip(names, values, strict=True) if isinstance(each, QualiopiError)}
    return {}


@cache
def _names(cls: type[attrs.AttrsInstance]) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of the fields, and what gets all of them at once."""
    names = tuple(field.name for field in attrs.fields(cls))
    # Of one name alone `attrgetter` makes no tuple, and of none it refuses to.
    get = attrgetter(*names) if len(names) > 1 else lambda instance: tuple(getattr(instance, name) for name in names)
    return names, get
