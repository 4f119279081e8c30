"""A rule over columns: what it returns as columns hold it, computed once for each key."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

from qualiopi_rules.columns.column_rule import Output, OutputKind, remembered


class Colour(Enum):
    """Codes of a rule."""

    RED = "red"
    BLUE = "blue"

    def __str__(self) -> str:
        """Its code."""
        return self.value


OUTPUTS = (
    Output("d", OutputKind.DAY),
    Output("c", OutputKind.CODE, ("red", "blue")),
    Output("f", OutputKind.FLAG),
    Output("n", OutputKind.NUMBER),
)


def test_results_are_the_numbers_that_columns_hold_and_null_stays_null() -> None:
    @remembered(*OUTPUTS)
    def same(*results: Any, more: Any = ()) -> Any:
        return (*results, *more)

    assert same(date(1970, 1, 3), "blue", True, -(2**63)) == (2, 1, 1, -(2**63))
    assert same(date(1969, 12, 31), "red", False, 0) == (-1, 0, 0, 0)
    assert same(None, None, None, None) == (None,) * 4
    assert same(None, None, more=(None, 7)) == (None, None, None, 7)
    assert type(same(None, None, True, None)[2]) is int


def test_a_key_is_computed_once() -> None:
    computed = []

    @remembered(OUTPUTS[3])
    def length(text: str) -> Any:
        computed.append(text)
        return (len(text),)

    assert [length(text) for text in ("ab", "c", "ab")] == [(2,), (1,), (2,)]
    assert computed == ["ab", "c"]


def test_the_codes_of_an_output_are_plain_texts() -> None:
    colours: list[Any] = [*Colour]
    codes = Output("c", OutputKind.CODE, (*map(str, colours),)).codes
    assert codes == Output("c", OutputKind.CODE, tuple(colours)).codes == ("red", "blue")
    assert {type(code) for code in codes} == {str}
    assert Output("c", OutputKind.CODE).codes == ()
