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
from types import UnionType
from typing import Any, TypeVar, cast, get_args, get_type_hints
from unicodedata import category

import attrs
from pendulum import Date

from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, QualiopiError, refuse, refuse_all

__all__ = [
    "Checked",
    "DayLike",
    "amount",
    "answer",
    "code",
    "count",
    "day",
    "day_or_answer",
    "exactly",
    "fault",
    "faults",
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


def fault(value: object, expected: str, **params: str | int) -> T:  # type: ignore[type-var] # pyright: ignore[reportInvalidTypeVarUse]
    """Make the fault that stands in for a value, and is of the value's type to a checker: it takes its place."""
    return cast(T, InvalidValue("", value, expected, **params))


def faults(found: Iterable[InvalidValue]) -> T:  # type: ignore[type-var] # pyright: ignore[reportInvalidTypeVarUse]
    """Make the faults of the parts of a value stand in for it, as `fault` does for one."""
    return cast(T, InvalidInput.of(*found))


def day(value: DayLike) -> Date:
    """Take a day; a date-time is refused, because which day it falls on depends on the place."""
    if type(value) is Date:
        return value
    if isinstance(value, str):
        taken = _iso_day(value)
        if taken is not None:
            return taken
    elif isinstance(value, datetime):
        return fault(value, "day-not-time")
    elif isinstance(value, date):
        return Date(value.year, value.month, value.day)
    # "2023-02-02T10:00" is the commonest date-time in JSON: it deserves the words on time zones.
    is_time = isinstance(value, str) and _ISO_TIME.match(value) is not None
    return fault(value, "day-not-time" if is_time else "day")


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
    return value if value is None or value is True or value is False else fault(value, "yes-no")


def yes_or_no(value: bool) -> bool:
    """Take yes or no, where not answered is no answer."""
    return value if isinstance(value, bool) else fault(value, "yes-or-no-only")


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
    return fault(value, "text")


def _is_text(value: str) -> bool:
    return not any(category(char) in _NO_TEXT for char in value)


def is_whole(value: object) -> bool:
    """Whether a value is a text that can be written: JSON can hold half of a character, files cannot."""
    return isinstance(value, str) and not any(category(char) == "Cs" for char in value)


def code(value: str) -> str:
    """Take a text that may be empty; a member of an enumeration of texts becomes its plain value."""
    return str(value) if is_whole(value) else fault(value, "text")


def optional_text(value: str | None) -> str | None:
    """Take a text that is not blank, or None."""
    return None if value is None else text(value)


def count(value: int) -> int:
    """Take a whole number of one or more; a boolean is no number."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    return fault(value, "positive-integer")


def optional_count(value: int | None) -> int | None:
    """Take a whole number of one or more, or None."""
    return None if value is None else count(value)


def amount(value: int) -> int:
    """Take a whole number of zero or more; a boolean is no number, a float no amount of money."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    return fault(value, "zero-or-more")


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
    return fault(value, "one-of", choices=", ".join(str(member.value) for member in enum))


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
        return fault(value, "list-of", choices=", ".join(str(m.value) for m in enum))
    given = [one_of(enum, item) for item in value]
    found = _faults_among(given)
    if found:
        return faults(found)
    if len(given) < least:
        return fault(value, "not-empty")
    if len(set(given)) < len(given):
        return fault(value, "without-repetition")
    return frozenset(given)


@remember
def _members(enum: type[Enum], value: tuple[object, ...]) -> frozenset[Enum] | None:
    """The members that are named, each once; None where something else is."""
    given = frozenset(one_of(enum, cast(Enum, item)) for item in value)
    return given if len(given) == len(value) and all(isinstance(item, enum) for item in given) else None


def exactly(right: T, value: object) -> T:
    """Take one value and no other, of the same type."""
    return right if type(value) is type(right) and value == right else fault(value, "exactly", right=str(right))


def _faults_among(given: Iterable[object]) -> list[InvalidValue]:
    """The faults among the elements of a list, each with its index."""
    return [item.at(f"[{index}]") for index, item in enumerate(given) if isinstance(item, InvalidValue)]


def instance(cls: type[T], value: object) -> T:
    """Take an object of that class."""
    return value if isinstance(value, cls) else fault(value, "instance", cls=cls.__name__)


def optional_instance(cls: type[T], value: object) -> T | None:
    """Take an object of that class, or None."""
    return None if value is None else instance(cls, value)


def instances(cls: type[T], value: Iterable[T]) -> tuple[T, ...]:
    """Take any number of objects of that class, in order."""
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        return fault(value, "instances", cls=cls.__name__)
    given = tuple(instance(cls, item) for item in value)
    found = _faults_among(given)
    return faults(found) if found else given


class Checked:
    """The base of what is made from a caller's values: all that is wrong with an object is raised together.

    A field with a converter is judged by it; a field without one must hold an object of its type. What concerns several
    fields is judged by `_faults`, once each field holds.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        cls: Any = type(self)
        names, get, types = _fields_of(cls)
        values = get(self)
        # Nearly every object is made of good values: that is what must cost next to nothing.
        for value, kind in zip(values, types, strict=True):
            if isinstance(value, QualiopiError) or not (kind is None or isinstance(value, kind)):
                refuse(**{name: _judged(*pair) for name, *pair in zip(names, values, types, strict=True)})
        refuse_all(self._faults())

    def _faults(self) -> Iterable[InvalidValue]:
        """What is wrong with fields that hold one by one."""
        return ()


def _judged(value: object, kind: Any) -> object:
    if kind is None or isinstance(value, QualiopiError | kind):
        return value
    return fault(value, "instance", cls=(get_args(kind) or (kind,))[0].__name__)


@cache
def _fields_of(cls: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]], tuple[Any, ...]]:
    """The names of the fields, what gets all of them at once, and the class of each that no converter judges."""
    fields = attrs.fields(cls)
    names = tuple(field.name for field in fields)
    # Of one name alone `attrgetter` makes no tuple.
    get = attrgetter(*names) if len(names) > 1 else lambda instance: (getattr(instance, names[0]),)
    judged = all(field.converter for field in fields)
    hints = {} if judged else get_type_hints(cls)
    return names, get, tuple(None if field.converter else _class(hints[field.name]) for field in fields)


def _class(hint: Any) -> Any:
    """A class, or a class and None; None for what `isinstance` cannot tell."""
    classes = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    return hint if all(type(each) is type for each in classes) else None
