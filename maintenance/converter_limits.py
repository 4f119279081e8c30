"""What the converter of a field accepts, found by asking it: the limits of a schema are those of the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, get_args, get_origin

from qualiopi_rules.core.errors import InvalidInput, InvalidValue, QualiopiError
from qualiopi_rules.results.findings import catalogue

__all__ = ["limits_of"]

_NUMBERS = range(-1, 100)
"""The numbers that are tried: no field of the library has a limit beyond them."""
_LENGTHS = range(10)


def limits_of(converter: Callable[[Any], Any] | None, kind: Any) -> dict[str, Any]:
    """Return the limits that a converter puts on values of a type, as the keywords of JSON Schema.

    Args:
        converter: the converter of a field; None for one that has none.
        kind: the type of the field, None left aside; days, enumerations and classes hold their own limits.
    """
    if converter is None:
        return {}
    if kind is str:
        return _of_text(converter)
    if kind is int:
        return _of_number(converter)
    if get_origin(kind) in (tuple, frozenset):
        return _of_list(converter, get_args(kind)[0])
    return {}


def _accepts(converter: Callable[[Any], Any], value: object) -> bool:
    return not isinstance(converter(value), QualiopiError)


def _of_text(converter: Callable[[Any], Any]) -> dict[str, Any]:
    if not _accepts(converter, "x"):
        return _of_choices(converter("x"))
    if not _accepts(converter, "x y"):
        return {"minLength": 1}
    return {} if _accepts(converter, "") else {"$ref": "#/$defs/Text"}


def _of_choices(refused: InvalidValue | InvalidInput) -> dict[str, Any]:
    """The texts that are accepted, as the refusal of another one says."""
    fault = next(iter(refused.faults)) if isinstance(refused, InvalidInput) else refused
    if fault.expected == "finding-code":  # too many for a refusal to list
        return {"enum": list(catalogue())}
    if fault.expected == "exactly":
        return {"const": fault.params["right"]}
    return {"enum": str(fault.params["choices"]).split(", ")}


def _of_number(accepts: Callable[[Any], Any]) -> dict[str, Any]:
    return _range([number for number in _NUMBERS if _accepts(accepts, number)], _NUMBERS, "minimum", "maximum")


def _of_list(converter: Callable[[Any], Any], member: Any) -> dict[str, Any]:
    found = {}
    if member is int:
        known = next(n for n in _NUMBERS if any(_accepts(converter, [n] * count) for count in _LENGTHS[1:]))
        found = _lengths(converter, known)
        count = found.get("minItems", 1)
        found["items"] = {"type": "integer", **_of_number(lambda number: converter([number] * count))}
    elif member is str:
        found = {"items": {"type": "string", **_of_choices(converter(["x"]))}}
    elif isinstance(member, type) and issubclass(member, Enum):
        one = next(iter(member)).value
        found = {} if _accepts(converter, [one, one]) else {"uniqueItems": True}
    return found if _accepts(converter, []) or "minItems" in found else {"minItems": 1, **found}


def _lengths(converter: Callable[[Any], Any], item: object) -> dict[str, Any]:
    accepted = [count for count in _LENGTHS if _accepts(converter, [item] * count)]
    return _range(accepted, _LENGTHS, "minItems", "maxItems")


def _range(accepted: Iterable[int], tried: range, least: str, most: str) -> dict[str, Any]:
    """The least and the most of what is accepted, where it is less than all that was tried."""
    low, high = min(accepted), max(accepted)
    found = {} if low == tried[0] else {least: low}
    return found if high == tried[-1] else {**found, most: high}
