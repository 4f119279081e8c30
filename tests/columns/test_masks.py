"""Masks of indicators: one bit for each of 64 numbers, the last of which is the sign."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from qualiopi_rules.columns.masks import indicators_of_mask, mask_of
from tests.checks import refused

MASKS: dict[int, tuple[int, ...]] = {
    0: (),
    1: (1,),
    2: (2,),
    0b1011: (1, 2, 4),
    2**62: (63,),
    2**63 - 1: tuple(range(1, 64)),
    -(2**63): (64,),
    1 - 2**63: (1, 64),
    -1: tuple(range(1, 65)),
}


@pytest.mark.parametrize("mask", MASKS)
def test_a_mask_has_a_bit_for_each_number(mask: int) -> None:
    numbers = MASKS[mask]
    assert mask_of(numbers) == mask
    assert mask_of(iter(numbers)) == mask
    assert indicators_of_mask(mask) == numbers
    assert indicators_of_mask(np.int64(mask)) == numbers


@pytest.mark.parametrize("mask", [2**63, -(2**63) - 1, 2**64, np.uint64(2**63), True, False, 1.0, None, "1"])
def test_what_is_no_whole_number_of_64_bits_is_refused(mask: Any) -> None:
    with refused("^mask: .* expected a whole number of 64 bits"):
        indicators_of_mask(mask)
