"""Strategies of the tables that the length of an audit is read from."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pendulum import Date

from qualiopi_rules.profile.durations import DurationRow, DurationTable, duration_tables as known_tables
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.strategies.basics import citations, one_of_known, texts, words
from qualiopi_rules.strategies.law_days import decision_days

__all__ = ["duration_rows", "duration_tables", "own_duration_tables"]

_TURNOVERS = 200_000_000
"""Cents up to which a turnover at which a row begins is drawn."""


def _kinds() -> SearchStrategy[frozenset[AuditKind]]:
    return st.frozensets(st.sampled_from(AuditKind), min_size=1)


def _half_days() -> SearchStrategy[int]:
    return st.integers(0, 12)


def duration_rows() -> SearchStrategy[DurationRow]:
    """Rows of a table, each by itself."""
    return st.builds(
        _row,
        kinds=_kinds(),
        begins=st.integers(0, _TURNOVERS),
        spans=st.none() | st.integers(1, _TURNOVERS // 2),
        base=_half_days(),
        categories=st.none() | st.tuples(*[_half_days()] * len(Category)),
        site=_half_days(),
        categories_most=st.none() | st.integers(1, len(Category)),
    )


def _row(begins: int, spans: int | None, **others: Any) -> DurationRow:
    below = None if spans is None else begins + spans
    return DurationRow(turnover_from_cents=begins, turnover_below_cents=below, **others)


def own_duration_tables() -> SearchStrategy[DurationTable]:
    """A certifier's own tables: some kinds of audits together, each band of turnover with a row."""
    rows = st.lists(duration_rows(), min_size=1, max_size=4, unique_by=lambda row: row.turnover_from_cents)
    return st.builds(
        _table,
        _kinds(),
        rows,
        decision_days(),
        st.none() | st.integers(0, 2_000),
        name=texts(),
        words=words(),
        citation=citations(),
    )


def _table(
    kinds: frozenset[AuditKind], rows: list[DurationRow], since: Date, lasts: int | None, **others: Any
) -> DurationTable:
    until = None if lasts is None else since.add(days=lasts)
    same = [attrs.evolve(row, kinds=kinds) for row in rows]
    return DurationTable(rows=same, since=since, until=until, **others)


def duration_tables() -> SearchStrategy[DurationTable]:
    """Tables of durations: the library's, or a certifier's own."""
    return one_of_known(known_tables()) | own_duration_tables()
