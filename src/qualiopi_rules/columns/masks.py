"""Masks of indicators: bit n - 1 is indicator n, in a signed integer of 64 bits."""

from __future__ import annotations

from collections.abc import Iterable
from operator import index
from typing import SupportsIndex

from qualiopi_rules.core.errors import InvalidValue, refuse

__all__ = ["indicators_of_mask", "mask_of"]

_BITS = 64


def mask_of(numbers: Iterable[int]) -> int:
    """Return the mask of indicators, from their numbers."""
    bits = sum(1 << number - 1 for number in numbers)
    return bits - (1 << _BITS) if bits >> _BITS - 1 else bits


def indicators_of_mask(mask: SupportsIndex) -> tuple[int, ...]:
    """Return the numbers of the indicators of a mask: bit n - 1 is indicator n, in a signed integer of 64 bits.

    Raises:
        InvalidInput: when it is no whole number of 64 bits; a float is refused, because it cannot hold every mask.
    """
    # numpy has whole numbers of its own, which are no `int`; a boolean has an index too, but is no mask.
    if (
        isinstance(mask, bool)
        or not hasattr(mask, "__index__")
        or not -(1 << _BITS - 1) <= index(mask) < 1 << _BITS - 1
    ):
        refuse(mask=InvalidValue("", mask, "mask"))
    return tuple(number for number in range(1, _BITS + 1) if index(mask) >> number - 1 & 1)
