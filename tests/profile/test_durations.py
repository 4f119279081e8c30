"""The tables that the length of an audit is read from: which row, on which days, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from pendulum import Date

from qualiopi_rules import InvalidInput, Profile
from qualiopi_rules.profile import DurationRow, DurationTable
from qualiopi_rules.profile.durations import duration_tables
from qualiopi_rules.rnq.audit_kind import AuditKind
from tests.profile.test_profile import NAME, OWN


def row(**changes: Any) -> DurationRow:
    return DurationRow(**{"kinds": ["initial"], "base": 2, "site": 1, **changes})


def table(*rows: DurationRow, **changes: Any) -> DurationTable:
    whole: dict[str, Any] = {"name": "ours", "words": NAME, "since": "2024-01-01", "citation": OWN, **changes}
    return DurationTable(rows=rows, **whole)


SMALL, LARGE = row(turnover_below_cents=100), row(turnover_from_cents=200)
OTHER = row(kinds=["surveillance"])


def test_the_row_of_a_turnover_begins_at_it_or_below_and_ends_above_it() -> None:
    """Rows may be in any order; between 100 and 200 no row holds; without a turnover every one of the kind may."""
    ours = table(LARGE, OTHER, SMALL)

    def found(turnover: int | None) -> tuple[DurationRow, ...]:
        return ours._rows_of(AuditKind.INITIAL, turnover)

    assert found(0) == found(99) == (SMALL,)
    assert found(100) == found(199) == ()
    assert found(200) == found(10**9) == (LARGE,)
    assert found(None) == (SMALL, LARGE)
    assert ours._rows_of(AuditKind.SURVEILLANCE, 0) == (OTHER,)
    assert ours._rows_of(AuditKind.RENEWAL, None) == ()


def test_a_table_holds_from_its_first_day_to_its_last() -> None:
    first, last = Date(2024, 1, 1), Date(2024, 12, 31)
    ours = table(SMALL, until=last)
    around = (first.subtract(days=1), first, last, last.add(days=1))
    assert [ours._holds(day) for day in around] == [False, True, True, False]
    assert table(SMALL)._holds(Date(2040, 1, 1))
    assert table(SMALL, until=first)._holds(first)


@pytest.mark.parametrize("wrong", ["ours", "", 3, ["reported"]])
def test_another_name_of_a_table_is_refused_with_the_names_of_the_known(wrong: Any) -> None:
    with pytest.raises(InvalidInput) as refusal:
        Profile(name="ours", words=NAME, durations=wrong)
    (fault,) = refusal.value.faults
    assert (fault.path, fault.value, fault.expected) == ("durations", wrong, "duration-table")
    assert fault.params == {"choices": "article-10, article-10-bis, reported"}


def test_a_table_is_read_by_its_name_or_taken_as_it_is() -> None:
    own = table(SMALL)
    for name, known in duration_tables().items():
        assert (known.name, Profile(name="ours", words=NAME, durations=name).durations) == (name, known)
    assert Profile(name="ours", words=NAME, durations=own).durations is own
    assert Profile(name="ours", words=NAME, durations=None).durations is None


@pytest.mark.parametrize("wrong", ["0001", {0: 0, 1: 0, 2: 0, 3: 1}, 3, [0, 0, 1], [0, 0, 0, 0, 1], []])
def test_a_row_adds_half_days_for_each_of_the_four_categories(wrong: Any) -> None:
    assert row(categories=[0, 0, 0, 1]).categories == (0, 0, 0, 1)
    assert row().categories is None
    with pytest.raises(InvalidInput) as refusal:
        row(categories=wrong)
    (fault,) = refusal.value.faults
    assert (fault.path, fault.value, fault.expected) == ("categories", wrong, "half-days")
    assert fault.params == {"count": 4}


def test_every_number_of_half_days_that_does_not_hold_is_refused_at_its_place() -> None:
    with pytest.raises(InvalidInput) as refusal:
        row(categories=[0, -1, "1", 1])
    assert [(fault.path, fault.value, fault.expected) for fault in refusal.value.faults] == [
        ("categories[1]", -1, "zero-or-more"),
        ("categories[2]", "1", "zero-or-more"),
    ]


def test_a_row_ends_above_the_turnover_that_it_begins_at() -> None:
    assert row(turnover_from_cents=100, turnover_below_cents=101).turnover_below_cents == 101
    with pytest.raises(InvalidInput) as refusal:
        row(turnover_from_cents=100, turnover_below_cents=100)
    (fault,) = refusal.value.faults
    assert (fault.path, fault.value, fault.expected) == ("turnover_below_cents", 100, "more-than")
    assert fault.params == {"least": 100}


def test_a_table_has_rows_that_begin_at_different_turnovers_and_ends_after_it_starts() -> None:
    with pytest.raises(InvalidInput) as refusal:
        table()
    assert [(fault.path, fault.value, fault.expected) for fault in refusal.value.faults] == [("rows", (), "not-empty")]
    again = row(kinds=["renewal", "initial"], turnover_from_cents=200)
    with pytest.raises(InvalidInput) as refusal:
        table(SMALL, LARGE, OTHER, again, row(kinds=["renewal"], turnover_from_cents=200), until="2023-12-31")
    assert [(fault.path, fault.value, fault.expected, fault.params) for fault in refusal.value.faults] == [
        ("rows[3].turnover_from_cents", 200, "without-repetition", {}),
        ("rows[4].turnover_from_cents", 200, "without-repetition", {}),  # that row has begun too
        ("until", Date(2023, 12, 31), "not-before", {"day": "2024-01-01"}),
    ]


def test_of_the_rows_that_a_turnover_reaches_only_the_last_holds() -> None:
    """A row needs no end of its own where another begins."""
    first, second = row(), row(turnover_from_cents=100)
    ours = table(second, first)
    assert ours._rows_of(AuditKind.INITIAL, 99) == (first,)
    assert ours._rows_of(AuditKind.INITIAL, 100) == (second,)
