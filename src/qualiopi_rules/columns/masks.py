"""Masks of indicators: bit n - 1 is indicator n, in a signed integer of 64 bits."""

from __future__ import annotations

from collections.abc import Iterable
from operator import index
from typing import SupportsIndex

from qualiopi_rules.core.errors import InvalidInput, InvalidValue

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
    bits = _bits_of(mask)
    if bits is None or not -(1 << _BITS - 1) <= bits < 1 << _BITS - 1:
        raise InvalidInput.of(InvalidValue("mask", mask, "mask"))
    return tuple(number for number in range(1, _BITS + 1) if bits >> number - 1 & 1)


def _bits_of(mask: SupportsIndex) -> int | None:
    """A mask as a number of Python, as numpy has whole numbers of its own; a boolean has an index too, but is none."""
    try:
        return None if isinstance(mask, bool) else index(mask)
    except TypeError:
        return None
