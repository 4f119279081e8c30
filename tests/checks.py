"""What several tests check the same way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from qualiopi_rules import InvalidInput


@contextmanager
def refused(words: str) -> Iterator[None]:
    """The input is refused, and the message tells `words`; pytest itself looks at the message of a group only."""
    with pytest.raises(InvalidInput) as refusal:
        yield
    assert re.search(words, str(refusal.value)), str(refusal.value)
