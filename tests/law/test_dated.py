"""The successive values of a rule: which holds on a day, and what cannot be successive values."""

from __future__ import annotations

from datetime import date
from inspect import Parameter, signature
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules.core.errors import InvalidInput, NotInForce
from qualiopi_rules.law import Citation, Dated, UsedValue, Value
from qualiopi_rules.law.dated import dated_from
from qualiopi_rules.law.source import interpretation

CITATION = interpretation("law", "month_ends")
FIRST = Date(2024, 1, 1).toordinal()


def value(since: Date, until: Date | None = None, held: int = 3) -> Value[int]:
    return Value(held, since, until, CITATION)


def faults(*values: Value[int]) -> list[tuple[str, object, str, dict[str, object]]]:
    with pytest.raises(InvalidInput) as caught:
        Dated("own.rule", values)
    return [(each.path, each.value, each.expected, dict(each.params)) for each in caught.value.faults]


@st.composite
def successive(draw: st.DrawFn) -> list[tuple[Date, Date | None]]:
    """The first day and the own end, or none, of values that follow one another, with gaps or without."""
    steps = draw(st.lists(st.tuples(st.integers(1, 9), st.none() | st.integers(0, 9)), min_size=1, max_size=4))
    found, free = [], FIRST
    for gap, length in steps:
        since = free + gap
        until = None if length is None else since + length
        found.append((Date.fromordinal(since), None if until is None else Date.fromordinal(until)))
        free = since if until is None else until
    return found


@pytest.mark.property
@given(days=successive(), after=st.integers(0, 60))
def test_on_each_day_the_value_that_started_last_holds_until_its_own_end(
    days: list[tuple[Date, Date | None]], after: int
) -> None:
    """Before the first, after the own end of the last that started: none."""
    rule = Dated("own.rule", tuple(value(since, until, index) for index, (since, until) in enumerate(days)))
    day = Date.fromordinal(FIRST + after)
    expected = None
    for index, (since, until) in enumerate(days):
        if since <= day:
            expected = index if until is None or day <= until else None
    found = rule.find(day)
    assert (found.value if found else None) == expected
    if found is None:
        with pytest.raises(NotInForce) as caught:
            rule.on(day)
        refusal = caught.value
        assert (refusal.rule, refusal.day, refusal.first, refusal.last) == ("own.rule", day, days[0][0], days[-1][1])
    else:
        since, until = days[found.value]
        assert rule.on(day) is found
        assert rule.used_on(day) == UsedValue(
            name="own.rule", value=found.value, since=since, until=until, citation=CITATION
        )


def test_a_rule_has_a_value() -> None:
    assert faults() == [("values", [], "not-empty", {})]


def test_what_ends_does_not_end_before_it_starts() -> None:
    day = Date(2024, 3, 1)
    assert Dated("own.rule", (value(day, day),)).on(day).value == 3
    assert faults(value(day, Date(2024, 2, 29))) == [
        ("values[0].until", Date(2024, 2, 29), "not-before", {"day": "2024-03-01"})
    ]


def test_a_value_starts_after_the_one_before_it_has_started_and_has_ended() -> None:
    """Each fault names the place of the later one and the day after which it may start; all are given at once."""
    first, second, third = Date(2024, 1, 1), Date(2024, 2, 1), Date(2024, 3, 1)
    assert faults(value(first, second), value(second)) == [("values[1].since", second, "after", {"day": "2024-02-01"})]
    assert faults(value(first), value(first)) == [("values[1].since", first, "after", {"day": "2024-01-01"})]
    assert faults(value(first), value(second, third), value(second, first)) == [
        ("values[2].until", first, "not-before", {"day": "2024-02-01"}),
        ("values[2].since", second, "after", {"day": "2024-03-01"}),
    ]
    # One that ends before it starts holds its first day all the same.
    assert faults(value(second, first), value(second)) == [
        ("values[0].until", first, "not-before", {"day": "2024-02-01"}),
        ("values[1].since", second, "after", {"day": "2024-02-01"}),
    ]


def test_a_field_of_another_type_is_refused() -> None:
    wrong: Any = "2024-01-01"
    name: Any = 3
    with pytest.raises(InvalidInput) as caught:
        Dated[int](name, (value(Date(2024, 1, 1)),))
    assert [each.path for each in caught.value.faults] == ["name"]
    with pytest.raises(InvalidInput) as caught:
        Value(3, wrong, None, CITATION)
    assert [each.path for each in caught.value.faults] == ["since"]


def test_each_field_of_a_used_value_is_given_by_its_name() -> None:
    assert {each.kind for each in signature(UsedValue).parameters.values()} == {Parameter.KEYWORD_ONLY}


def table(since: str, held: Any = 3, **more: str) -> dict[str, Any]:
    cited = {"source": "cpc-641", "basis": "practice", "provenance": "deduced"}
    return {"value": held, "since": since, "citation": cited, **more}


def test_a_value_of_the_texts_ends_the_day_before_the_next_unless_it_says_its_end() -> None:
    rule = dated_from(
        "own.rule",
        [table("2024-01-01", until="2024-01-31"), table("2024-03-01", ["AF", "CFA"]), table("2025-01-01", 5)],
    )
    cited = Citation(CITATION.source, CITATION.basis, CITATION.provenance)
    assert rule == Dated[Any](
        "own.rule",
        (
            Value(3, Date(2024, 1, 1), Date(2024, 1, 31), cited),
            Value(("AF", "CFA"), Date(2024, 3, 1), Date(2024, 12, 31), cited),
            Value(5, Date(2025, 1, 1), None, cited),
        ),
    )


def test_the_first_day_of_the_calendar_starts_no_second_value() -> None:
    with pytest.raises(InvalidInput) as caught:
        dated_from("own.rule", [table("0001-01-01"), table("0001-01-01")])
    assert [(each.path, each.expected) for each in caught.value.faults] == [("since", "countable-day")]


def test_the_day_is_a_date_or_a_text_and_nothing_else() -> None:
    rule = Dated("own.rule", (value(Date(2024, 1, 1)),))
    for ask in (rule.on, rule.find, rule.used_on):
        assert ask("2024-01-01") == ask(date(2024, 1, 1)) == ask(Date(2024, 1, 1))
        for wrong in ("2024-13-01", "today", 2024, None):
            with pytest.raises(InvalidInput) as caught:
                ask(wrong)  # type: ignore[arg-type]
            assert [(each.path, each.value, each.expected) for each in caught.value.faults] == [("day", wrong, "day")]
