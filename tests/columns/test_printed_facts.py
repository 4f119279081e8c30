"""What is kept of a printed day: the cycles of an end, the end of the cycle of a first issue, what leads to them."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from qualiopi_rules.columns import printed_facts
from qualiopi_rules.columns.codes import day_of, number_of_day
from qualiopi_rules.columns.day_tables import BLOCK, DayTable
from qualiopi_rules.columns.outcomes import MISSING
from qualiopi_rules.core import converters
from qualiopi_rules.cycle.cycle import cycles_of
from qualiopi_rules.cycle.printed import regular_end

MOST = printed_facts.MOST


def kept(table: DayTable, day: Any) -> list[int]:
    """What a table has for a day."""
    read = converters.day(day) if isinstance(day, str) else day
    return [int(column[BLOCK]) for column in table.columns(np.zeros(BLOCK, np.bool_), [read])]


def days(numbers: list[int]) -> list[str]:
    return [str(day_of(number)) for number in numbers]


def test_certificates_are_issued_from_the_day_of_the_first_texts() -> None:
    assert day_of(printed_facts.scheme_begins.__wrapped__()) == date(2019, 6, 9)


def test_a_day_can_be_a_misprint_from_six_days() -> None:
    """A day, a month and a year off, before it and after it."""
    assert printed_facts.slips.__wrapped__() == 6


ENDS = {
    "2026-02-01": (1, 1, ["2023-02-02"], ["2023-02-02"]),
    "2030-02-28": (1, 1, ["2027-03-01"], ["2026-03-01"]),  # the last year of two cycles that end on the eve
    "2027-02-28": (2, 1 + 3, ["2024-02-29", "2024-03-01"], ["2023-03-01", "2023-03-01"]),
    "2023-06-08": (1, 2, ["2019-06-09"], ["2019-06-09"]),
    "2024-02-28": (1, 2, ["2020-02-29"], ["2020-02-29"]),
    "2024-05-31": (2, 2 + 3, ["2020-06-01", "2021-06-01"], ["2020-06-01", "2021-06-01"]),
    "2027-05-31": (1, 1, ["2024-06-01"], ["2023-06-01"]),
    "2021-01-01": (0, 0, [], []),
    "9999-12-31": (0, 0, [], []),
    "0001-01-01": (0, 0, [], []),
}
"""How many cycles end on a day, which lengths they have, and for each its start and when it can be decided."""


@pytest.mark.parametrize("end", ENDS)
def test_the_cycles_of_an_end_with_their_lengths_and_when_each_can_be_decided(end: str) -> None:
    """A length is 1 for the usual one and 2 for that of four years, in the digits of a number of base three."""
    many, lengths, starts, decided = ENDS[end]
    found = kept(printed_facts.ends(), end)[1 + printed_facts.slips() :]
    assert found[:2] == [many, lengths]
    assert found[2] == number_of_day(date.fromisoformat(end))
    assert days(found[3 : 3 + many]) == starts
    assert days(found[3 + MOST :][:many]) == decided
    nothing = [0] * (MOST - many)
    assert (found[3 + many :][: MOST - many], found[3 + MOST + many :]) == (nothing, nothing)


def test_no_end_is_that_of_more_cycles_than_there_is_room_for() -> None:
    ends = [date(2022, 1, 1).toordinal() + each for each in range(6_000)]
    assert max(len(cycles_of(converters.day(date.fromordinal(end)))) for end in ends) <= MOST


MISPRINTS = {
    "2026-02-01": (365, ["2025-02-01", "2026-01-01", "2026-01-31", "2026-02-02", "2026-03-01", "2027-02-01"]),
    "2024-02-29": (366, ["2023-02-28", "2024-01-29", "2024-02-28", "2024-03-01", "2024-03-29", "2025-02-28"]),
    # Beyond the calendar there is nothing to copy: the last one stands again.
    "9999-12-31": (365, ["9998-12-31", "9999-11-30", *["9999-12-30"] * 4]),
}
"""How far the misprints of a day are at most, and each of them."""


@pytest.mark.parametrize("end", MISPRINTS)
def test_the_misprints_of_an_end_in_order(end: str) -> None:
    reach, *misprints = kept(printed_facts.ends(), end)[: 1 + printed_facts.slips()]
    assert (reach, days(misprints)) == MISPRINTS[end]


def test_the_end_of_the_cycle_of_a_first_issue_and_its_misprints() -> None:
    reach, *misprints, end = kept(printed_facts.first_issues(), "2023-02-02")
    assert (reach, days(misprints)) == MISPRINTS["2026-02-01"]
    assert days([end]) == ["2026-02-01"]
    assert days(kept(printed_facts.first_issues(), "2019-06-09")[-1:]) == ["2023-06-08"]
    assert days(kept(printed_facts.first_issues(), "2020-12-31")[-1:]) == [
        str(regular_end(converters.day("2020-12-31")))
    ]


@pytest.mark.parametrize("day", ["2019-06-08", "0001-01-01", "9998-02-01"])
def test_a_first_issue_that_has_no_cycle_is_all_zeros(day: str) -> None:
    """It lies before the first certificates, or its cycle ends beyond the calendar."""
    assert kept(printed_facts.first_issues(), day) == [0] * (2 + printed_facts.slips())


@pytest.mark.parametrize("nothing", [MISSING, converters.day("soon")], ids=["null", "error"])
def test_what_is_no_day_is_all_zeros(nothing: Any) -> None:
    for table in (printed_facts.ends(), printed_facts.first_issues()):
        assert set(kept(table, nothing)) == {0}


@pytest.mark.parametrize(
    ("starts", "follower"),
    [("2023-02-02", "2026-02-02"), ("2020-06-01", "2024-06-01"), ("2024-02-29", "2027-03-01")],
)
def test_a_cycle_is_followed_by_another_on_the_day_after_its_end(starts: str, follower: str) -> None:
    assert days(kept(printed_facts.followers(), starts)) == [follower]


@pytest.mark.parametrize(
    ("starts", "highest"),
    [
        *(
            ("2019-06-09", 1),
            ("2023-06-08", 1),
            ("2023-06-09", 2),
            ("2026-06-09", 3),
            ("2024-01-01", 2),
            ("2030-01-01", 4),
        ),
        ("2026-02-02", 2),  # of 2 February 2023, which follows no other
        ("2022-01-01", 1),
    ],
)
def test_a_cycle_can_have_a_number_up_to_that_of_the_cycles_that_fit_before_it(starts: str, highest: int) -> None:
    assert kept(printed_facts.depths(), starts) == [highest]


def test_days_of_the_years_of_certificates_fill_the_tables_in_their_types() -> None:
    ends, issues = printed_facts.ends(), printed_facts.first_issues()
    needed = np.zeros(BLOCK, np.bool_)
    needed[4_000:4_002] = True
    assert [str(each.dtype) for each in ends.columns(needed)] == [*["int32"] * 7, "int8", "int16", *["int32"] * 17]
    assert [str(each.dtype) for each in issues.columns(needed)] == ["int32"] * 8
