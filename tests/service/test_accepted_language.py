"""The language that a browser asks for, among ours; French where nothing else is said."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from qualiopi_rules.service.accepted_language import accepted_language


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("", "fr"),
        ("en", "en"),
        ("EN-gb", "en"),
        ("fr-FR, en;q=0.9", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("fr;q=0.2, en ; q=0.3", "en"),
        ("de, en;q=0.1", "en"),
        ("de", "fr"),
        ("*", "fr"),
        ("*;q=0.5, fr;q=0.1", "en"),
        ("fr;q=0, en", "en"),
        ("en;q=nan", "fr"),
        ("en;q=2", "fr"),
        ("en;level=1", "fr"),
        (f"{'x,' * 100}en", "fr"),
    ],
)
def test_examples(header: str, locale: str) -> None:
    assert accepted_language(header) == locale


@given(st.text())
def test_any_header_gives_one_of_ours(header: str) -> None:
    assert accepted_language(header) in ("fr", "en")


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_the_greater_weight_is_preferred(french: int, english: int) -> None:
    def weight(thousandths: int) -> str:
        return f"{thousandths // 1000}.{thousandths % 1000:03}"

    header = f"en;q={weight(english)}, fr;q={weight(french)}"
    assert accepted_language(header) == ("en" if english > french else "fr")
