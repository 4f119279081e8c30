"""The length of an audit: tables of half-days, added up exactly, and no answer where no table gives one."""

from __future__ import annotations

from typing import Any

import pytest

from qualiopi_rules import (
    Basis,
    Citation,
    DurationRow,
    DurationTable,
    InvalidInput,
    Source,
    Standing,
    Words,
    audit_duration,
)
from qualiopi_rules.audit.duration import (
    DurationOutcome,
)

OWN = Citation(Source("own-table", "Our table"), Basis.PRACTICE, Standing.VERBATIM)


def row(**given: Any) -> DurationRow:
    return DurationRow(**{"kinds": ["initial"], "base": 2, "site": 1, **given})


def table(*rows: DurationRow, **given: Any) -> DurationTable:
    told = {"name": "own", "words": Words("La nôtre", "Ours"), "since": "2024-01-01", "citation": OWN}
    return DurationTable(rows=rows, **{**told, **given})


class TestTurnoverNotTold:
    def test_a_turnover_that_no_row_speaks_of_leaves_the_length_open_until_it_is_told(self) -> None:
        """Between two rows, below the first or above the last: all rows alike do not make up for a missing one."""
        for rows in (
            [row(turnover_below=100), row(turnover_from=200)],
            [row(turnover_from=1)],
            [row(turnover_below=100), row(turnover_from=100, turnover_below=200)],
        ):
            length = audit_duration("initial", ["AF"], on="2024-01-01", table=table(*rows))
            assert length.outcome is DurationOutcome.TURNOVER_NOT_TOLD
        for rows in (
            [row(turnover_below=100), row(turnover_from=100)],
            [row(turnover_below=150), row(turnover_from=100)],
        ):
            length = audit_duration("initial", ["AF"], on="2024-01-01", table=table(*rows))
            assert (length.outcome, length.half_days) == (DurationOutcome.KNOWN, 2)


class TestWhatIsRefused:
    @pytest.mark.parametrize("below", [1, 99, 100])
    def test_a_row_ends_above_where_it_begins(self, below: int) -> None:
        with pytest.raises(InvalidInput) as caught:
            row(turnover_from=100, turnover_below=below)
        (fault,) = caught.value.faults
        assert (fault.path, fault.value, fault.expected) == ("turnover_below", below, "more-than")
        assert str(fault) == f"turnover_below: {below} is not accepted; expected a whole number, more than 100"
        assert row(turnover_from=100, turnover_below=101).turnover_below == 101

    def test_what_the_rows_of_a_table_do_together_is_told_at_once(self) -> None:
        both = ["initial", "renewal"]
        rows = [row(kinds=both), row(kinds=["surveillance"]), row(), row(turnover_from=5), row(kinds=["renewal"])]
        with pytest.raises(InvalidInput) as caught:
            table(*rows, until="2023-12-31")
        assert [(fault.path, fault.expected) for fault in caught.value.faults] == [
            ("rows[2].turnover_from", "without-repetition"),
            ("rows[4].turnover_from", "without-repetition"),
            ("until", "not-before"),
        ]
