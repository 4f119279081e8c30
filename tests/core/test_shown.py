"""A value is shown on one line that is never long, with what its ends say."""

from __future__ import annotations

from reprlib import Repr
from typing import Any

import pytest

from qualiopi_rules.core.shown import _Shower, cut, shown


@pytest.mark.parametrize(
    ("width", "text"),
    [(10, "abcdefghij"), (9, "abcd…ghij"), (6, "ab…hij"), (5, "ab…ij"), (4, "a…ij")],
)
def test_a_text_is_cut_in_the_middle_to_the_width(width: int, text: str) -> None:
    assert cut("abcdefghij", width) == text
    assert len(text) == width


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([[[["a"]]]], '[[[["a"]]]]'),
        ([[[[["a"]]]]], "[[[[[…]]]]]"),
        ({"a": {"b": {"c": {"d": {"e": 1}}}}}, '{"a": {"b": {"c": {"d": {…}}}}}'),
    ],
)
def test_of_what_is_deeper_than_four_levels_the_rest_is_left_out(value: object, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("value", "begins", "ends"),
    [
        ([0] * 80, "[0, 0, ", ", 0, 0]"),
        ([0] * 81, "[0, 0, ", ", 0, …]"),
        (dict.fromkeys(range(80), 0), "{0: 0, 1: 0, ", ", 78: 0, 79: 0}"),
        (dict.fromkeys(range(81), 0), "{0: 0, 1: 0, ", ", 79: 0, …}"),
    ],
)
def test_of_more_than_eighty_elements_the_end_says_that_there_are_more(value: Any, begins: str, ends: str) -> None:
    line = shown(value)
    assert (line[: len(begins)], line[-len(ends) :], len(line)) == (begins, ends, 80)


def test_what_shows_values_has_all_that_python_asks_of_it() -> None:
    """Each version of Python may ask for more: what it is by default comes from there."""
    shower = _Shower()
    assert vars(shower).keys() >= vars(Repr()).keys()
    assert shower.repr([0] * 81).endswith(", 0, …]")


def test_letters_stay_letters() -> None:
    assert shown("été\u00a0« œuvre »\n") == '"été\\u00a0« œuvre »\\n"'
