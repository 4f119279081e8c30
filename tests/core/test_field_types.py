"""Whether a value is what an annotation says."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

import pytest

from qualiopi_rules.core.field_types import _holds

T = TypeVar("T")


@pytest.mark.parametrize(
    ("value", "hint", "held"),
    [
        ("fr", Literal["fr", "en"], True),
        ("de", Literal["fr", "en"], False),
        (object(), Any, True),
        (1, T, True),
        (1, int | None, True),
        (None, int | None, True),
        ("1", int | None, False),
        (True, int, False),
        (("a", 1), tuple[str, int], True),
        (("a", 1, 2), tuple[str, int], False),
        (("a", "b"), tuple[str, int], False),
        (("a", "b"), tuple[str, ...], True),
        ({"a": 1}, dict[str, int], True),
        ({"a": "b"}, dict[str, int], False),
    ],
)
def test_a_value_holds_what_its_annotation_says(value: Any, hint: Any, held: bool) -> None:
    assert _holds(value, hint) is held
