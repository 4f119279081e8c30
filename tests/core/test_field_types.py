"""Whether a value is what an annotation says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Literal, TypeVar, get_type_hints

import attrs
import pytest

from qualiopi_rules.core.errors import InvalidInput, InvalidValue
from qualiopi_rules.core.field_types import _holds, check_filled, check_types
from tests.checks import refused

T = TypeVar("T")


class OwnText(str):
    """A text of another library."""

    __slots__ = ()


@attrs.frozen(kw_only=True)
class Kinds(Generic[T]):
    """A field of each kind of annotation; what stands in it holds."""

    number: int = 1
    answer: bool | None = None
    locale: Literal["fr", "en"] | None = None
    only: None = None
    names: tuple[str, ...] = ()
    marks: frozenset[int] = frozenset()
    both: tuple[str, int] = ("a", 1)
    others: tuple[str, ...] | None = None
    mixed: tuple[str, ...] | int | None = None
    free: T | None = None
    whatever: Any = None
    several: tuple[Any, ...] = ()


def faults(**fields: Any) -> list[tuple[str, object, str, dict[str, str | int]]]:
    """What is wrong with a value with these fields, in full."""
    try:
        check_types(Kinds(**fields))
    except InvalidInput as error:
        return [(fault.path, fault.value, fault.expected, fault.params) for fault in error.faults]
    return []


def only(field: str) -> Any:
    """A class with a field of one of these kinds and no others: no other makes it be looked at in full."""
    return attrs.frozen(type("Only", (), {"__annotations__": {"only": get_type_hints(Kinds)[field]}}))


@pytest.mark.parametrize(
    ("value", "hint", "held"),
    [
        ("fr", Literal["fr", "en"], True),
        ("de", Literal["fr", "en"], False),
        (True, Literal[1], False),
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
        (("a", 1), tuple[str, ...], False),
        (frozenset({1}), frozenset[int], True),
        (frozenset({"a"}), frozenset[int], False),
        ({"a": 1}, dict[str, int], True),
        ({"a": "b"}, dict[str, int], False),
        ({1: 1}, dict[str, int], False),
        ({1: "a"}, dict, True),
        (len, Callable[[Any], int], True),
        ("fr", Literal["fr"] | None, True),
        (None, Literal["fr"] | None, True),
        ("de", Literal["fr"] | None, False),
    ],
)
def test_a_value_holds_what_its_annotation_says(value: Any, hint: Any, held: bool) -> None:
    assert _holds(value, hint) is held


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"number": 7, "answer": True, "locale": "en"},
        {"names": ("a", OwnText("b")), "marks": frozenset({1, 2})},
        {"others": ("a",), "mixed": ("a",)},
        {"mixed": 3},
        {"free": object(), "whatever": object(), "several": ("a", 1, None)},
    ],
)
def test_a_value_whose_fields_are_what_their_annotations_say_is_taken(fields: dict[str, Any]) -> None:
    """What is derived from a class that is expected holds as well, and where anything may stand anything does."""
    assert faults(**fields) == []
    for field in attrs.fields(Kinds):
        check_types(only(field.name)(fields.get(field.name, field.default)))


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("number", "7", "int"),
        ("number", True, "int"),
        ("answer", "yes", "bool"),
        ("locale", 1, "str"),
        ("only", 1, "NoneType"),
        ("names", ["a"], "tuple"),
        ("names", ("a", 1), "tuple"),
        ("marks", frozenset({"a"}), "frozenset"),
        ("both", ("a", None), "tuple"),
        ("others", ("a", 1), "tuple"),
        ("others", "a", "tuple"),
        ("mixed", "a", "tuple"),
    ],
)
def test_a_field_of_another_type_is_refused_with_its_name_and_the_class_that_is_expected(
    field: str, value: Any, expected: str
) -> None:
    assert faults(**{field: value}) == [(field, value, "instance", {"cls": expected})]
    with refused(f"^only: .* is not accepted; expected an object of class {expected}$"):
        check_types(only(field)(value))


def test_an_error_in_place_of_a_value_is_reported_as_it_is_also_where_anything_may_stand() -> None:
    """A converter hands an error back in place of a value: its words are better than that its class is another one."""
    error = InvalidValue("[2]", 0, "day")
    assert faults(free=error, number=error) == [("number[2]", 0, "day", {}), ("free[2]", 0, "day", {})]
    assert faults(whatever=error) == [("whatever[2]", 0, "day", {})]


def test_every_field_that_does_not_hold_is_reported_in_the_order_of_the_fields() -> None:
    assert [path for path, *_ in faults(both=(), number="1", names="a")] == ["number", "names", "both"]


def test_a_field_that_words_are_made_of_is_not_empty() -> None:
    check_filled(Kinds(names=("a",)), "names")
    with pytest.raises(InvalidInput) as caught:
        check_filled(Kinds(names=()), "names")
    (fault,) = caught.value.faults
    assert (fault.path, fault.value, fault.expected, fault.params) == ("names", (), "not-empty", {})
