"""What several tests of the referential check the same way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from qualiopi_rules import InvalidInput

Fault = tuple[str, object, str, dict[str, Any]]
"""Where a value stands, the value, the code of what was expected, and the parameters of its message."""


def faults(call: Callable[..., object], *arguments: Any, **named: Any) -> list[Fault]:
    """The faults with which a call is refused."""
    with pytest.raises(InvalidInput) as refusal:
        call(*arguments, **named)
    return [(each.path, each.value, each.expected, each.params) for each in refusal.value.faults]
