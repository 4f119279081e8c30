"""Strategies of the sheets that an auditor fills in."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pendulum import Date

from qualiopi_rules.audit.sheet import CheckedPoint, Evidence, IndicatorSheet, PointAnswer, SheetDecision
from qualiopi_rules.rnq.edition import edition_on
from qualiopi_rules.strategies.basics import texts, three_answers
from qualiopi_rules.strategies.law_days import audit_days
from qualiopi_rules.strategies.points import conformity_points

__all__ = ["checked_points", "evidence", "indicator_sheets"]


def checked_points(*, indicator: int | None = None) -> SearchStrategy[CheckedPoint]:
    """Conformity points with their answers.

    Args:
        indicator: the number of the indicator; any by default.
    """
    answer = st.none() | st.sampled_from(PointAnswer)
    return st.builds(CheckedPoint, point=conformity_points(indicator=indicator), answer=answer)


def evidence() -> SearchStrategy[Evidence]:
    """Pieces of evidence that an auditor consulted."""
    return st.builds(Evidence, name=texts(), version=st.none() | texts(), format=st.none() | texts())


def indicator_sheets(
    *, on: SearchStrategy[Date] | None = None, indicator: int | None = None
) -> SearchStrategy[IndicatorSheet]:
    """Sheets of an indicator of the edition of their day, filled in at any point.

    Args:
        on: the strategy of the day of the audit; any on which an edition is in force by default.
        indicator: the number of the indicator, which the edition of the day must have; any of it by default.
    """

    def sheets(day: Date) -> SearchStrategy[IndicatorSheet]:
        numbers = list(edition_on(day)) if indicator is None else [indicator]
        return st.sampled_from(numbers).flatmap(lambda number: _sheets(number, day))

    return (audit_days() if on is None else on).flatmap(sheets)


def _sheets(number: int, day: Date) -> SearchStrategy[IndicatorSheet]:
    return st.builds(
        IndicatorSheet,
        indicator=st.just(number),
        on=st.just(day),
        points=_point_lists(number),
        evidence=st.lists(evidence(), max_size=2),
        quality_at_stake=three_answers(),
        decision=st.none() | st.sampled_from(SheetDecision),
    )


@cache
def _point_lists(number: int) -> SearchStrategy[list[CheckedPoint]]:
    return st.lists(checked_points(indicator=number), max_size=5, unique_by=lambda checked: checked.point.id)
