"""The types of the fields of a value: what a rule makes always has them, and what a caller makes is refused without."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from qualiopi_rules.core.errors import InvalidInput, InvalidValue, QualiopiError, faults_of

__all__ = ["check_filled", "check_types", "getter"]

_Kinds = tuple[frozenset[type] | None, frozenset[type] | None]
"""The classes that a value of a field has, and those of its elements; None where they are not looked at."""

_NOT_A_NUMBER = {int: bool}
"""To Python a boolean is a number; to no rule."""


def check_types(value: Any) -> None:
    """Refuse a value one of whose fields has another type than its class says.

    Raises:
        InvalidInput: with every field that does not hold.
    """
    cls: Any = type(value)
    get, kinds = _kinds_of(cls)
    # Nearly every value is made by a rule: that is what must cost next to nothing.
    for item, (own, parts) in zip(get(value), kinds, strict=True):
        if own is None:
            wrong = isinstance(item, QualiopiError)
        else:
            wrong = type(item) not in own or (
                parts is not None and item is not None and not parts.issuperset(map(type, item))
            )
        if wrong:
            _refuse(value)
            return


def check_filled(value: Any, name: str) -> None:
    """Refuse a value whose words are made of a field in which nothing stands.

    Raises:
        InvalidInput: with that field, when it is empty.
    """
    if not getattr(value, name):
        raise InvalidInput.of(InvalidValue(name, (), "not-empty"))


def _refuse(value: Any) -> None:
    """Look at every field in full: a class derived from the one that is expected holds as well."""
    found = []
    cls: Any = type(value)
    for name, hint in _hints_of(cls).items():
        item = getattr(value, name)
        known = bool(_classes(hint))
        if known and _holds(item, hint):  # an error of ours too, where it is what the field is for
            continue
        faults = [fault.at(name) for fault in faults_of(item)]
        found += faults or ([InvalidValue(name, item, "instance", cls=_named(hint))] if known else [])
    if found:
        raise InvalidInput.of(*found)


@cache
def _kinds_of(cls: Any) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[_Kinds, ...]]:
    hints = _hints_of(cls)
    return getter(tuple(hints)), tuple(_kinds(hint) for hint in hints.values())


def getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what gets the values of some fields of an object."""
    # `attrgetter` of one name returns the value itself, not a tuple.
    return attrgetter(*names) if len(names) > 1 else lambda value: tuple(getattr(value, name) for name in names)


@cache
def _hints_of(cls: Any) -> dict[str, Any]:
    """The annotations of the fields, by their names."""
    hints = get_type_hints(cls)
    fields: Any = attrs.fields(cls)
    return {field.name: hints[field.name] for field in fields}


def _classes(hint: Any) -> tuple[Any, ...]:
    """The classes that an annotation allows; none where it allows anything, as a type variable does."""
    origin = get_origin(hint)
    if origin is Union or origin is UnionType:
        each = [_classes(arg) for arg in get_args(hint)]
        return tuple(kind for kinds in each for kind in kinds) if all(each) else ()
    if origin is Literal:
        return tuple(dict.fromkeys(map(type, get_args(hint))))
    kind = origin or hint
    return (kind,) if isinstance(kind, type) and kind not in (object, Any) else ()


def _kinds(hint: Any) -> _Kinds:
    own = frozenset(_classes(hint))
    if not own:
        return None, None
    inside = [arg for arg in (get_args(hint) if type(None) in own else (hint,)) if arg is not type(None)]
    if len(inside) != 1 or get_origin(inside[0]) not in (tuple, frozenset):
        return own, None
    parts = [_classes(arg) for arg in get_args(inside[0]) if arg is not ...]
    return own, frozenset(kind for kinds in parts for kind in kinds) if all(parts) else None


def _holds(value: Any, hint: Any) -> bool:
    """Whether a value is what an annotation says, element by element."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Union or origin is UnionType:
        return any(_holds(value, arg) for arg in args)
    if origin is Literal:
        return type(value) in _classes(hint) and value in args
    if not _classes(hint):
        return True
    kind = origin or hint
    if not isinstance(value, kind) or isinstance(value, _NOT_A_NUMBER.get(kind, ())):
        return False
    if kind is tuple and args[-1] is not ...:
        return len(value) == len(args) and all(map(_holds, value, args))
    if kind in (tuple, frozenset):
        return all(_holds(each, args[0]) for each in value)
    if issubclass(kind, Mapping) and args:
        return all(_holds(key, args[0]) and _holds(each, args[1]) for key, each in value.items())
    return True


def _named(hint: Any) -> str:
    """The name of the class that is expected, or of the first of them."""
    return str(_classes(hint)[0].__name__)
