"""The converters: what each accepts, and the error that it returns instead of raising."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum
from typing import Any
from unittest.mock import ANY

import attrs
import pendulum
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Answers, Category, Session
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import MOST, InvalidInput, InvalidValue
from tests.checks import refused
from tests.strategies import days


@attrs.frozen
class Part:
    """An object that stands in another one."""


@attrs.frozen(kw_only=True)
class Several(converters.Checked):
    """An object with fields that a converter judges, and fields that must hold an object of their type."""

    day: Any = attrs.field(converter=converters.day)
    part: Part
    minutes: int = attrs.field(converter=converters.count)
    spare: Part | None = None
    parts: tuple[Part, ...] = ()

    def _faults(self) -> Iterator[InvalidValue]:
        if self.minutes > 9:
            yield InvalidValue("minutes", self.minutes, "positive-integer")


@attrs.frozen
class Only(converters.Checked):
    """The same, with one field."""

    day: Any = attrs.field(converter=converters.day)


@attrs.frozen
class Unread(converters.Checked):
    """The same, with an annotation for checkers only."""

    day: NowhereToBeFound = attrs.field(converter=converters.day)  # type: ignore[name-defined]  # noqa: F821


class OwnDate(date):
    """A day of another library."""


class OwnPendulumDate(Date):
    """A day of a library on top of pendulum."""


class OwnTimestamp(datetime):
    """A moment of another library, as those of data frames."""


class OwnText(str):
    """A text of another library."""

    __slots__ = ()


class OwnNumber(IntEnum):
    """A number of another library."""

    THREE = 3


class Colour(StrEnum):
    """An enumeration that shares no class with the library's."""

    RED = "red"
    BLUE = "blue"


def faults(result: object) -> list[tuple[str, str]]:
    """The faults that a converter handed back: where each is, and what was expected."""
    if isinstance(result, InvalidInput):
        return [(fault.path, fault.expected) for fault in result.faults]
    assert isinstance(result, InvalidValue), f"{result!r} is no fault"
    return [(result.path, result.expected)]


@pytest.mark.parametrize(
    "value", ["2023-02-02", date(2023, 2, 2), Date(2023, 2, 2), OwnDate(2023, 2, 2), OwnPendulumDate(2023, 2, 2)]
)
def test_a_day_becomes_exactly_a_pendulum_date(value: date | str) -> None:
    taken = converters.day(value)
    assert type(taken) is Date
    assert taken == Date(2023, 2, 2)


def test_a_pendulum_date_is_kept() -> None:
    given_day = Date(2023, 2, 2)
    assert converters.day(given_day) is given_day


@pytest.mark.property
@given(days(date(1, 1, 2), date(9999, 12, 31)))
def test_every_day_is_taken_as_a_date_as_a_text_and_as_itself(day: Date) -> None:
    for value in (day, date(day.year, day.month, day.day), day.isoformat()):
        taken = converters.day(value)
        assert type(taken) is Date
        assert taken == day


@pytest.mark.parametrize(
    "value",
    [
        datetime(2023, 2, 2, tzinfo=UTC),
        datetime(2023, 2, 2),  # noqa: DTZ001
        pendulum.datetime(2023, 2, 2),
        pendulum.datetime(2023, 2, 2, tz="Europe/Paris"),
        OwnTimestamp(2023, 2, 2, tzinfo=UTC),
        "2023-02-02T00:00:00",
        "2023-02-02T10:00:00Z",
        "2023-02-02T10:00:00+01:00",
        "2023-02-02 10:00",
    ],
)
def test_a_date_time_is_no_day_even_at_midnight_and_the_fault_says_what_to_do(value: Any) -> None:
    fault = converters.day(value)
    assert faults(fault) == [("", "day-not-time")]
    assert str(fault).endswith("a date without a time, such as 2023-02-02: the date in Paris at that moment")


@pytest.mark.parametrize(
    "value",
    [
        "20230202",
        "2023-W05-4",
        "2023-2-2",
        "2023-02",
        "23-02-02",
        "02/02/2023",
        "2023-02-30",
        "2023-13-01",
        "0000-01-01",
        "٢٠٢٣-02-02",
        " 2023-02-02",
        "",
        " ",
        "today",
        b"2023-02-02",
        20230202,
        1.0,
        True,
        None,
        [],
        {},
    ],
)
def test_what_is_no_day_is_refused(value: Any) -> None:
    assert faults(converters.day(value)) == [("", "day")]


@pytest.mark.property
@given(st.text(max_size=12))
def test_a_text_is_a_day_only_when_it_reads_back_as_itself(text: str) -> None:
    """Nothing is read loosely: what is accepted, written again, is the very text that was provided."""
    taken = converters.day(text)
    assert isinstance(taken, InvalidValue) or taken.isoformat() == text


@pytest.mark.parametrize("value", [True, False, None])
def test_an_answer_is_yes_no_or_nothing(value: bool | None) -> None:
    assert converters.answer(value) is value


@pytest.mark.parametrize("value", [1, 0, 1.0, "true", "false", "True", "oui", "", [], {}, ANY, OwnNumber.THREE])
def test_what_looks_like_an_answer_is_none(value: Any) -> None:
    assert faults(converters.answer(value)) == [("", "yes-no")]


@pytest.mark.parametrize("value", ["x", " x ", "é", "12\u00a0rue", "a\u200db", OwnText("x")])
def test_a_text_is_kept_as_it_is(value: str) -> None:
    """One of a class of one's own becomes a plain text: what is remembered must not depend on what it says it is."""
    kept = converters.text(value)
    assert (type(kept), kept) == (str, str(value))
    assert kept is value or type(value) is not str


@pytest.mark.parametrize(
    "value",
    [
        *("", " ", "\n\t", "\u00a0", "two\nlines", "two\u2028lines", "two\u2029lines", "\x1b[31mred", "\x00", "\ud800"),
        *("a\u0378", None, 3, b"x", ["x"]),  # one that no character has yet, which a later Unicode may make anything of
    ],
)
def test_a_blank_text_one_of_several_lines_and_another_kind_are_refused(value: Any) -> None:
    assert faults(converters.text(value)) == [("", "text")]


@pytest.mark.parametrize("value", ["", " ", "BC", "two\nlines", OwnText("x"), Colour.RED])
def test_a_code_is_any_text_and_becomes_a_plain_one(value: str) -> None:
    assert (type(converters.code(value)), converters.code(value)) == (str, str(value))
    assert converters.is_whole(value)


@pytest.mark.parametrize("value", ["\ud800", "a\udfffb", None, 3, b"x"])
def test_half_of_a_surrogate_pair_is_no_code_as_no_file_can_hold_it(value: Any) -> None:
    assert faults(converters.code(value)) == [("", "text")]
    assert not converters.is_whole(value)


@pytest.mark.parametrize("value", [1, 2, 10**20, OwnNumber.THREE])
def test_a_count_is_kept(value: int) -> None:
    assert converters.count(value) == value


@pytest.mark.parametrize("value", [0, -1, True, False, 1.0, "1", None, [], float("nan")])
def test_a_count_is_a_whole_number_of_one_or_more_and_no_boolean(value: Any) -> None:
    assert faults(converters.count(value)) == [("", "positive-integer")]


@pytest.mark.parametrize("value", [None, 0, 1, 10**20])
def test_an_amount_is_a_whole_number_of_zero_or_more_or_nothing(value: int | None) -> None:
    assert converters.optional_amount(value) is value


@pytest.mark.parametrize("value", [-1, True, False, 0.0, "0", [], float("nan")])
def test_an_amount_is_nothing_else(value: Any) -> None:
    assert faults(converters.optional_amount(value)) == [("", "zero-or-more")]


@pytest.mark.parametrize("value", [None, True, False])
def test_what_was_done_is_yes_no_or_nothing(value: bool | None) -> None:
    assert converters.day_or_answer(value) is value


def test_what_was_done_has_a_day() -> None:
    taken = converters.day_or_answer("2023-02-02")
    assert type(taken) is Date
    assert taken == Date(2023, 2, 2)
    assert faults(converters.day_or_answer("2023-02-02T10:00")) == [("", "day-not-time")]


@pytest.mark.parametrize("value", ["yes", "", 1, 0, [], "2023-02-30"])
def test_what_is_neither_a_day_nor_an_answer_is_refused_as_both(value: Any) -> None:
    fault = converters.day_or_answer(value)
    assert faults(fault) == [("", "held")]
    assert "the date on which" in str(fault)
    assert "true, false or null" in str(fault)


def test_one_value_and_no_other() -> None:
    assert converters.exactly(1, 1) == 1
    assert converters.exactly("v1", "v1") == "v1"
    for value in (True, 1.0, "1", None, 2):
        fault = converters.exactly(1, value)
        assert faults(fault) == [("", "exactly")]
        assert "1" in fault.say("fr")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("optional", "plain", "good", "bad"),
    [
        (converters.optional_day, converters.day, "2023-02-02", "2023"),
        (converters.optional_text, converters.text, "x", ""),
        (converters.optional_count, converters.count, 1, 0),
    ],
)
def test_an_optional_field_takes_nothing_and_else_what_the_plain_one_takes(
    optional: Callable[[Any], Any], plain: Callable[[Any], Any], good: object, bad: object
) -> None:
    assert optional(None) is None
    assert optional(good) == plain(good)
    assert faults(optional(bad)) == faults(plain(bad))


@pytest.mark.parametrize("member", Category)
def test_one_of_takes_a_member_or_its_value(member: Category) -> None:
    assert converters.one_of(Category, member) is member
    assert converters.one_of(Category, member.value) is member


@pytest.mark.parametrize("value", ["bc", "BC ", "", "red", Colour.RED, 1, None, ["BC"]])
def test_one_of_refuses_anything_else_and_lists_the_choices(value: Any) -> None:
    fault = converters.one_of(Category, value)
    assert faults(fault) == [("", "one-of")]
    assert "expected one of: AF, BC, VAE, CFA" in str(fault)


@pytest.mark.parametrize("value", ["bc", "", None, 3, ["BC"], b"BC"])
def test_one_text_is_one_of_those_that_are_known_and_nothing_else(value: Any) -> None:
    assert converters.one_text(["BC", "AF"], "BC") == "BC"
    fault = converters.one_text(["BC", "AF"], value)
    assert faults(fault) == [("", "one-of")]
    assert "expected one of: BC, AF" in str(fault)


@pytest.mark.parametrize("value", [{"b": 1, "a": None}, (("b", 1), ("a", None))])
def test_named_values_are_taken_in_their_order(value: Any) -> None:
    assert converters.pairs(value) == (("b", 1), ("a", None))


@pytest.mark.parametrize(
    "value",
    [None, 3, "ab", ["ab"], [("a", 1)], ("ab",), (("a",),), (("a", 1, 2),), ((1, "a"),), (("a", 1), ("a", 1)), ([],)],
)
def test_what_only_looks_like_named_values_is_refused(value: Any) -> None:
    assert faults(converters.pairs(value)) == [("", "pairs")]


def _iterator() -> Iterator[str]:
    yield "BC"
    yield "AF"


@pytest.mark.parametrize(
    "value", [["BC", "AF"], ("AF", "BC"), {"AF", "BC"}, frozenset({Category.AF, "BC"}), _iterator(), [*Category][:2]]
)
def test_members_are_taken_from_any_series_in_any_order(value: Any) -> None:
    taken = converters.members(Category, value)
    assert type(taken) is frozenset
    assert taken == {Category.AF, Category.BC}
    assert {type(member) for member in taken} == {Category}


def test_what_is_expected_of_members_is_one_of_those_of_the_enumeration() -> None:
    fault = converters.members(Category, "BC")
    assert str(fault).startswith('"BC" is not accepted; expected a list of values among: AF, BC, VAE, CFA; ')


def test_members_may_be_none_where_the_field_says_so() -> None:
    assert converters.members(Category, [], least=0) == frozenset()
    assert faults(converters.members(Category, ["BC", "BC"], least=0)) == [("", "without-repetition")]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"BC": 1}, [("", "list-of")]),
        ("BC", [("", "list-of")]),
        (Category.BC, [("", "list-of")]),
        (None, [("", "list-of")]),
        (3, [("", "list-of")]),
        ([], [("", "not-empty")]),
        (["BC", "BC"], [("", "without-repetition")]),
        (["BC", Category.BC], [("", "without-repetition")]),
        (["BC", "XX", "AF", 1], [("[1]", "one-of"), ("[3]", "one-of")]),
        ([["BC"]], [("[0]", "one-of")]),
    ],
)
def test_members_refuses_with_the_place_of_each_fault(value: Any, found: list[tuple[str, str]]) -> None:
    assert faults(converters.members(Category, value)) == found


@pytest.mark.property
@given(st.lists(st.sampled_from(["AF", "BC", "VAE", "CFA", "XX", "", 1, None]), max_size=6))
def test_members_reports_each_wrong_element_at_its_index(value: list[Any]) -> None:
    """Wrong elements come first, each at its index; then an empty list, then a repetition; else all are taken."""
    wrong = [(f"[{index}]", "one-of") for index, item in enumerate(value) if item not in list(Category)]
    taken = converters.members(Category, value)
    if wrong:
        assert faults(taken) == wrong
    elif not value:
        assert faults(taken) == [("", "not-empty")]
    elif len(set(value)) < len(value):
        assert faults(taken) == [("", "without-repetition")]
    else:
        assert taken == frozenset(map(Category, value))


SESSION = Session("2023-02-06", "preliminary", 120)


def test_an_object_is_kept_and_another_kind_is_refused() -> None:
    assert converters.instance(Session, SESSION) is SESSION
    assert converters.optional_instance(Session, SESSION) is SESSION
    assert converters.optional_instance(Session, None) is None
    others: list[object] = [{}, "x", None, Session]
    for value in others:
        fault = converters.instance(Session, value)
        assert faults(fault) == [("", "instance")]
        assert str(fault).endswith("expected an object of class Session")
    assert faults(converters.optional_instance(Session, Answers())) == [("", "instance")]


def test_a_series_of_objects_becomes_a_tuple_in_the_same_order() -> None:
    other = attrs.evolve(SESSION, minutes=60)
    assert converters.instances(Session, [other, SESSION, other]) == (other, SESSION, other)
    assert converters.instances(Session, iter(())) == ()


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (SESSION, [("", "instances")]),
        ("sessions", [("", "instances")]),
        (None, [("", "instances")]),
        ([SESSION, None, SESSION, {}], [("[1]", "instance"), ("[3]", "instance")]),
    ],
)
def test_a_series_refuses_with_the_place_of_each_fault(value: Any, found: list[tuple[str, str]]) -> None:
    assert faults(converters.instances(Session, value)) == found


def test_what_is_no_series_is_refused_with_the_class_of_its_objects() -> None:
    assert str(converters.instances(Session, SESSION)) == (  # type: ignore[arg-type]
        "Session(…) is not accepted; expected a sequence of objects of class Session"
    )


def test_of_a_series_no_more_is_taken_once_there_are_as_many_faults_as_are_kept() -> None:
    """Whoever hands over a million wrong elements waits for a thousand of them only."""
    items = iter(range(-MOST - 5, 0))
    taken = converters.each_of(converters.count, items)
    assert isinstance(taken, InvalidInput)
    assert [fault.path for fault in taken.faults] == [f"[{index}]" for index in range(MOST)]
    assert list(items) == [-5, -4, -3, -2, -1]


def refused_by(make: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refusal:
        make()
    return [(fault.path, fault.expected) for fault in refusal.value.faults]


def test_an_object_whose_fields_hold_is_made() -> None:
    made = Several(day="2023-02-02", part=Part(), minutes=1, spare=Part(), parts=(Part(),))
    assert (made.day, made.minutes) == (Date(2023, 2, 2), 1)
    assert Several(day="2023-02-02", part=Part(), minutes=1).spare is None


def test_the_faults_of_an_object_are_together_in_the_order_of_its_fields() -> None:
    several: Any = Several
    assert refused_by(lambda: several(day="soon", part=3, minutes=0, spare="none")) == [
        ("day", "day"),
        ("part", "instance"),
        ("minutes", "positive-integer"),
        ("spare", "instance"),
    ]
    with refused("part: 3 is not accepted; expected .*Part"):
        several(day="2023-02-02", part=3, minutes=1)
    with refused("spare: 3 is not accepted; expected .*Part"):
        several(day="2023-02-02", part=Part(), minutes=1, spare=3)


def test_fields_are_looked_at_together_only_once_each_holds() -> None:
    several: Any = Several
    assert refused_by(lambda: several(day="2023-02-02", part=Part(), minutes=10)) == [("minutes", "positive-integer")]
    assert refused_by(lambda: several(day="soon", part=Part(), minutes=10)) == [("day", "day")]


def test_the_fault_of_an_only_field_is_found() -> None:
    assert refused_by(lambda: Only("soon")) == [("day", "day")]


def test_where_each_field_has_a_converter_it_alone_judges() -> None:
    """To look at annotations takes as long as to make a thousand objects: it is done where a field needs it."""
    assert Unread("2023-02-02").day == Date(2023, 2, 2)
    assert refused_by(lambda: Unread("soon")) == [("day", "day")]
