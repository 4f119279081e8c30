"""Converters for the fields of the library's classes, and `Checked`, the base of classes made from a caller's values.

The same converters serve the constructors and the reader of JSON, so that a value is checked in one place.
A converter does not raise: it returns the error in place of the value, for
`qualiopi_rules.core.errors.refuse` to raise all the errors of an object together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Set
from datetime import date, datetime
from enum import Enum
from functools import cache, partial
from typing import Any, TypeVar, cast
from unicodedata import category

import attrs
from pendulum import Date

from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.errors import MOST, InvalidInput, InvalidValue, QualiopiError, refuse, refuse_all
from qualiopi_rules.core.field_types import check_types, getter
from qualiopi_rules.core.one_line import OneLine

__all__ = [
    "Checked",
    "DayLike",
    "amount",
    "answer",
    "code",
    "count",
    "day",
    "day_or_answer",
    "each_of",
    "exactly",
    "fault",
    "faults",
    "instance",
    "instances",
    "is_list",
    "is_whole",
    "members",
    "one_of",
    "one_text",
    "optional_amount",
    "optional_count",
    "optional_day",
    "optional_instance",
    "optional_text",
    "pairs",
    "text",
    "yes_or_no",
]

DayLike = date | str
"""A `datetime.date`, a `pendulum.Date` or an ISO string such as `2023-02-02`, never a date-time."""

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

_LISTS = (list, tuple, set, frozenset)
_NO_TEXT = {"Cc", "Cs", "Cn", "Zl", "Zp"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_TIME = re.compile(_ISO_DAY.pattern + r".")


def fault(value: object, expected: str, **params: str | int) -> T:  # type: ignore[type-var] # pyright: ignore[reportInvalidTypeVarUse]
    """Return the error in place of a value; to a type checker it has the type of the value."""
    return cast(T, InvalidValue("", value, expected, **params))


def faults(found: Iterable[InvalidValue]) -> T:  # type: ignore[type-var] # pyright: ignore[reportInvalidTypeVarUse]
    """Return the errors in the parts of a value in its place, as `fault` returns one."""
    return cast(T, InvalidInput.of(*found))


def day(value: DayLike) -> Date:
    """Convert to a day; a date-time is refused, because which day it falls on depends on the time zone."""
    if type(value) is Date:
        return value
    if isinstance(value, str):
        parsed = _iso_day(str.__str__(value))
        if parsed is not None:
            return parsed
    elif isinstance(value, datetime):
        return fault(value, "day-not-time")
    elif isinstance(value, date):
        return Date.fromordinal(date.toordinal(value))
    # "2023-02-02T10:00" is the commonest date-time in JSON: its message explains the time zone.
    is_time = isinstance(value, str) and _ISO_TIME.match(value) is not None
    return fault(value, "day-not-time" if is_time else "day")


@remember
def _iso_day(value: str) -> Date | None:
    """Parse an ISO day; None for any other text."""
    try:
        return Date.fromisoformat(value) if _ISO_DAY.fullmatch(value) else None
    except ValueError:
        return None


def optional_day(value: DayLike | None) -> Date | None:
    """Convert to a day, or None."""
    return None if value is None else day(value)


def answer(value: bool | None) -> bool | None:
    """Check an answer: True, False, or None for not answered."""
    return value if value is None or value is True or value is False else fault(value, "yes-no")


def yes_or_no(value: bool) -> bool:
    """Check an answer that is required: True or False."""
    return value if isinstance(value, bool) else fault(value, "yes-or-no-only")


def day_or_answer(value: DayLike | bool | None) -> Date | bool | None:
    """Convert to the day on which a thing was done, True without the day, False, or None for not provided."""
    if value is None or isinstance(value, bool):
        return value
    done = day(value)
    # A date-time has a message of its own; anything else may have been meant for an answer as well as for a day.
    return fault(value, "held") if isinstance(done, InvalidValue) and done.expected == "day" else done


def text(value: str) -> str:
    """Check a text on one line that is not blank, without control characters or lone surrogates."""
    # Whatever is printable is a text; some of what is not, as a no-break space, is one too.
    if isinstance(value, str):
        plain = str.__str__(value)  # of a class derived from `str` too, whatever it says of itself
        if plain.strip() and (plain.isprintable() or _is_text(plain)):
            return plain
    return fault(value, "text")


def _is_text(value: str) -> bool:
    return not any(category(char) in _NO_TEXT for char in value)


def is_whole(value: object) -> bool:
    """Return whether a value is a text that can be encoded: JSON can hold a lone surrogate, files cannot."""
    return isinstance(value, str) and not _SURROGATE.search(str.__str__(value))


def code(value: str) -> str:
    """Check a text that may be empty; a member of an enumeration of texts becomes its plain value."""
    return str.__str__(value) if is_whole(value) else fault(value, "text")


def optional_text(value: str | None) -> str | None:
    """Check a text that is not blank, or None."""
    return None if value is None else text(value)


def count(value: int) -> int:
    """Check a whole number of one or more; a boolean is no number."""
    return _at_least(1, value, "positive-integer")


def optional_count(value: int | None) -> int | None:
    """Check a whole number of one or more, or None."""
    return None if value is None else count(value)


def amount(value: int) -> int:
    """Check a whole number of zero or more; a boolean is no number, a float no amount of money."""
    return _at_least(0, value, "zero-or-more")


def _at_least(least: int, value: int, expected: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        plain = int.__int__(value)
        if plain >= least:
            return plain
    return fault(value, expected)


def optional_amount(value: int | None) -> int | None:
    """Check a whole number of zero or more, or None."""
    return None if value is None else amount(value)


def one_of(enum: type[E], value: E | str) -> E:
    """Convert a member of an enumeration, or its value, to the member."""
    if isinstance(value, enum):
        return value
    if isinstance(value, str):
        plain = str.__str__(value)
        for member in enum:
            if member.value == plain:
                return member
    return fault(value, "one-of", choices=", ".join(str(member.value) for member in enum))


def one_text(known: Iterable[str], value: str) -> str:
    """Check one of some texts; what is no text is compared with none, as not everything can be."""
    choices = tuple(known)
    plain = str.__str__(value) if isinstance(value, str) else None
    return plain if plain in choices else fault(value, "one-of", choices=", ".join(choices))


def members(enum: type[E], value: Iterable[E | str], *, least: int = 1) -> frozenset[E]:
    """Convert to members of an enumeration, none of them twice; one or more unless `least` is 0."""
    # Only texts and members are remembered, as what is derived from `str` may say anything of itself; and no long
    # lists, which have something twice.
    if isinstance(value, _LISTS) and len(value) <= len(enum) and {type(item) for item in value} <= {str, enum}:
        known = _members(enum, tuple(value))
        if known is not None and len(known) >= least:
            return known
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        return fault(value, "list-of", choices=", ".join(str(m.value) for m in enum))
    items = each_of(partial(one_of, enum), value)
    if isinstance(items, InvalidInput):
        return items  # pyright: ignore[reportReturnType]
    if len(items) < least:
        return fault(value, "not-empty")
    if len(set(items)) < len(items):
        return fault(value, "without-repetition")
    return frozenset(items)


@remember
def _members(enum: type[Enum], value: tuple[Any, ...]) -> frozenset[Any] | None:
    """The members that are named, each once; None where something else is."""
    items = frozenset(one_of(enum, item) for item in value)
    return items if len(items) == len(value) and all(isinstance(item, enum) for item in items) else None


def exactly(right: T, value: object) -> T:
    """Check that a value is the one that is accepted, and of the same type."""
    return right if type(value) is type(right) and value == right else fault(value, "exactly", right=str(right))


def each_of(check: Callable[[Any], T], items: Iterable[Any]) -> tuple[T, ...]:
    """Check each element of a list; where some do not hold, return their errors, each with its index, in its place."""
    checked, found = list[T](), list[InvalidValue]()
    for index, item in enumerate(items):
        one = check(item)
        if isinstance(one, InvalidValue):
            found.append(one.at(f"[{index}]"))
            if len(found) == MOST:
                break
        else:
            checked.append(one)
    return faults(found) if found else tuple(checked)


def instance(cls: type[T], value: object) -> T:
    """Check an object of a class."""
    return value if isinstance(value, cls) else fault(value, "instance", cls=cls.__name__)


def optional_instance(cls: type[T], value: object) -> T | None:
    """Check an object of a class, or None."""
    return None if value is None else instance(cls, value)


def instances(cls: type[T], value: Iterable[T]) -> tuple[T, ...]:
    """Check any number of objects of a class, in order; a set has none that two runs would agree on."""
    return each_of(partial(instance, cls), value) if is_list(value) else fault(value, "instances", cls=cls.__name__)


def pairs(value: object) -> tuple[tuple[Any, Any], ...]:
    """Take named values in their order: an object, or a tuple of pairs whose names are texts, none of them twice."""
    if isinstance(value, Mapping):
        return tuple(value.items())
    if not isinstance(value, tuple) or not all(isinstance(each, tuple) and len(each) == 2 for each in value):
        return fault(value, "pairs")
    names = {name for name, _ in value if isinstance(name, str)}
    return value if len(names) == len(value) else fault(value, "pairs")


def is_list(value: object) -> bool:
    """Return whether a caller lists something in an order: a text, an object of JSON and a set are no list."""
    return isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping | Set)


class Checked(OneLine):
    """The base of classes made from a caller's values: all that is wrong with an object is raised together.

    A field with a converter is checked by it; a field without one must hold an object of its type. What concerns
    several fields is checked by `_faults`, once each field holds.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        cls: Any = type(self)
        converted = _converted(cls)
        if converted is None:
            check_types(self)
        else:
            names, get = converted
            values = get(self)
            # Nearly every object is made of good values: that is what must cost next to nothing.
            for value in values:
                if isinstance(value, QualiopiError):
                    refuse(**dict(zip(names, values, strict=True)))
        refuse_all(self._faults())

    def _faults(self) -> Iterable[InvalidValue]:
        """What is wrong with fields that hold one by one."""
        return ()


@cache
def _converted(cls: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]] | None:
    """The names of the fields and a getter of all their values; None where one of them has no converter."""
    fields = attrs.fields(cls)
    names = tuple(field.name for field in fields)
    return (names, getter(names)) if all(field.converter for field in fields) else None
