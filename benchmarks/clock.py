"""Time and memory of a call.

Times are taken in pairs, one call and then the other, so that what else the machine does weighs on both.
"""

from __future__ import annotations

import resource
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

__all__ = ["paired", "peak", "seconds"]

ROUNDS = 11
_LONG = 1.0  # seconds: what takes longer is run fewer times
_MEBI = 1024  # `ru_maxrss` counts kibibytes


def seconds(run: Callable[[], Any]) -> float:
    """Give how long a call took; what it gave is thrown away after the clock has stopped."""
    start = perf_counter()
    result = run()
    taken = perf_counter() - start
    del result
    return taken


def peak() -> float:
    """Give the largest memory that this process had so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEBI


def paired(floor: Callable[[], Any], run: Callable[[], Any], rounds: int = ROUNDS) -> dict[str, float]:
    """Time two calls in turns; the ratio is the median of the ratios of the turns."""
    floor()
    rounds = min(rounds, 3) if seconds(run) > _LONG else rounds
    turns = [(seconds(floor), seconds(run)) for _ in range(rounds)]
    return {
        "seconds": median(time for _, time in turns),
        "best": min(time for _, time in turns),
        "floor": median(time for time, _ in turns),
        "ratio": median(time / floor for floor, time in turns),
    }
