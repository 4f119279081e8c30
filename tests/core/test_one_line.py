"""A value writes itself on one line with what matters most, and holds only what its class says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Generic, TypeVar

import attrs
import pytest

from qualiopi_rules.core.compared import Compared
from qualiopi_rules.core.errors import NotInForce
from qualiopi_rules.core.one_line import OneLine
from tests.checks import refused

T = TypeVar("T")


@attrs.frozen
class Kept(OneLine):
    """A class that says nothing of what matters most."""

    name: str
    count: int = 0
    answer: bool | None = None
    parts: tuple[str, ...] = ()
    marks: frozenset[int] = frozenset()


@attrs.frozen
class Dated(OneLine):
    """A class with facts that matter most, beyond its fields; on a day without a rule there are none."""

    day: date
    note: str = ""

    def _summary(self) -> Mapping[str, object]:
        if self.day.year < 2019:
            raise NotInForce("rule", self.day, date(2019, 6, 9))
        return {"day": self.day, "held": True, "due": None}


@attrs.frozen
class Holder(OneLine):
    """A class whose field may hold anything."""

    held: Any


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (
            Kept("a", 3, True, ("x", "y"), frozenset({1})),
            'Kept(name="a", count=3, answer=True, parts=["x", "y"], marks=[1])',
        ),
        (Kept("", 0, False), "Kept(count=0, answer=False, marks=[])"),
        (Dated(date(2023, 2, 2), "a note"), "Dated(day=2023-02-02, held=True, due=None)"),
        (Dated(date(2018, 2, 2), "a note"), 'Dated(day=2018-02-02, note="a note")'),
        (Holder(0), "Holder(held=0)"),
        (Holder(None), "Holder()"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_is_written_with_what_matters_most_or_with_its_fields_that_are_filled(value: object, line: str) -> None:
    """A field with no text, no element or nothing is empty; zero and False say something. With no rule, fields stay."""
    assert repr(value) == line
    assert str(value) == line


def test_a_class_writes_itself_on_one_line_unless_it_has_a_way_of_its_own() -> None:
    @attrs.frozen
    class Plain(OneLine):
        name: str

    @attrs.frozen
    class Own(OneLine):
        name: str

        def __repr__(self) -> str:
            return f"<{self.name}>"

    assert (repr(Plain("é")), repr(Own("é"))) == ('Plain(name="é")', "<é>")


def test_a_class_is_compared_as_all_are_and_may_be_one_of_any_type_too() -> None:
    @attrs.frozen
    class Box(OneLine, Generic[T]):
        held: T

    assert vars(Box)["__eq__"] is vars(Compared)["__eq__"]
    assert repr(Box[int](1)) == "Box(held=1)"


def test_the_facts_that_matter_most_are_those_for_rich_too() -> None:
    assert list(Kept("a", 3).__rich_repr__()) == [("name", "a"), ("count", 3), ("marks", frozenset())]
    assert list(Dated(date(2023, 2, 2)).__rich_repr__()) == [("day", date(2023, 2, 2)), ("held", True), ("due", None)]
    assert list(Dated(date(2018, 2, 2)).__rich_repr__()) == [("day", date(2018, 2, 2))]


def test_a_line_has_at_most_a_hundred_and_sixty_characters_and_is_cut_in_the_middle() -> None:
    line = repr(Kept("x" * 200, parts=("y" * 200,)))
    assert len(line) == 160
    assert line.startswith('Kept(name="xxx')
    assert "…" in line[70:90]
    assert line.endswith(", marks=[])")


def test_a_field_holds_only_what_the_class_says() -> None:
    with refused('^count: "3" is not accepted; expected an object of class int$'):
        Kept("a", "3")  # type: ignore[arg-type]
