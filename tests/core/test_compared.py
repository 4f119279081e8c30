"""Values are compared by their fields as attrs compares them, from the first time on."""

from __future__ import annotations

import pickle
from typing import Any, Generic, TypeVar
from unittest.mock import ANY

import attrs
import pytest
from hypothesis import given, strategies as st

from qualiopi_rules.core.compared import Compared
from qualiopi_rules.profile import Profile
from qualiopi_rules.profile.profile import profile_of

T = TypeVar("T")
VALUES = st.one_of(st.integers(0, 2), st.sampled_from(["a", "b"]), st.tuples(st.integers(0, 1)))


def pair_of_classes() -> tuple[Any, Any]:
    """A class of ours that was never compared, and the same as attrs makes it."""

    @attrs.frozen
    class Ours(Compared):
        first: object
        second: object = attrs.field(eq=False)
        third: object = None

    @attrs.frozen
    class Theirs:
        first: object
        second: object = attrs.field(eq=False)
        third: object = None

    return Ours, Theirs


@pytest.mark.property
@given(one=st.tuples(VALUES, VALUES, VALUES), other=st.tuples(VALUES, VALUES, VALUES), first=st.sampled_from("=!#"))
def test_two_values_are_equal_exactly_when_those_of_attrs_are(one: Any, other: Any, first: str) -> None:
    ours, theirs = pair_of_classes()
    a, b = ours(*one), ours(*other)
    equal = theirs(*one) == theirs(*other)
    if first == "#":  # whatever is done first makes the class ready
        assert hash(a) == hash(ours(*one))
    if first == "!":
        assert (a != b) is not equal
    assert (a == b) is equal
    assert (a != b) is not equal
    assert len({a, b}) == (1 if equal else 2)
    assert not equal or hash(a) == hash(b)


def test_a_value_is_equal_to_no_other_kind_of_thing() -> None:
    ours, theirs = pair_of_classes()
    another, _ = pair_of_classes()

    class Under(ours):  # type: ignore[misc, valid-type]
        """A class under it, with the same fields."""

    value = ours(1, 2, 3)
    assert value == ANY
    for wrong in (theirs(1, 2, 3), another(1, 2, 3), Under(1, 2, 3), (1, 2, 3), None):
        assert value != wrong
        assert wrong != value
        assert not value == wrong  # noqa: SIM201 (the other method)
    assert Under(1, 2, 3) == Under(1, 0, 3)


def test_a_class_may_be_one_of_any_type_too() -> None:
    @attrs.frozen
    class Box(Compared, Generic[T]):
        held: T

    assert Box[int](1) == Box(1)


def test_a_class_with_no_field_has_equal_values() -> None:
    @attrs.frozen
    class Empty(Compared):
        pass

    assert Empty() == Empty()
    assert len({Empty(), Empty()}) == 1


def test_what_cannot_be_hashed_stays_so() -> None:
    ours, _ = pair_of_classes()
    with pytest.raises(TypeError, match="unhashable"):
        hash(ours([], 1))


def test_a_class_that_compares_in_a_way_of_its_own_keeps_it() -> None:
    @attrs.frozen
    class Own(Compared):
        number: int

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Own)

        def __hash__(self) -> int:
            return 7

    assert Own(1) == Own(2)
    assert hash(Own(1)) == 7


def test_from_the_second_time_on_the_method_is_that_of_attrs() -> None:
    ours, _ = pair_of_classes()
    assert vars(ours)["__eq__"] is vars(Compared)["__eq__"]
    assert ours(1, 2) == ours(1, 2)
    assert vars(ours)["__eq__"] is not vars(Compared)["__eq__"]
    assert vars(ours)["__hash__"] is not vars(Compared)["__hash__"]


def test_the_hash_of_a_profile_is_kept_and_does_not_travel() -> None:
    profile = profile_of("law")
    assert isinstance(profile, Profile)
    again = pickle.loads(pickle.dumps(profile))
    assert again == profile
    assert hash(again) == hash(profile)
