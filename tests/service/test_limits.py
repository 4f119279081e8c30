"""What a request may cost."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from qualiopi_rules.service import Limits
from tests.checks import refused


def test_the_reader_takes_no_more_bytes_than_the_service() -> None:
    assert Limits(max_bytes=1000).reading.bytes == 1000


@pytest.mark.parametrize("name", [each.name for each in attrs.fields(Limits)])
def test_a_limit_is_a_number_of_one_or_more(name: str) -> None:
    values: tuple[Any, ...] = (0, -1, 1.5, True, None, "10")
    for value in values:
        with refused(name):
            Limits(**{name: value})
