"""Strategies of conformity points, the library's own and a certifier's."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pendulum import Date

from qualiopi_rules.profile.points import ConformityPoint, conformity_points as known_points
from qualiopi_rules.rnq.edition import editions
from qualiopi_rules.rnq.question import questions
from qualiopi_rules.strategies.basics import categories, citations, one_of_known, texts, words
from qualiopi_rules.strategies.law_days import decision_days

__all__ = ["conformity_points", "own_points"]


def conformity_points(*, indicator: int | None = None) -> SearchStrategy[ConformityPoint]:
    """Conformity points: the library's, or a certifier's own.

    Args:
        indicator: the number of the indicator; any by default.
    """
    known = {point.id: point for point in known_points() if indicator in (None, point.indicator)}
    return one_of_known(known) | own_points(indicator=indicator)


def own_points(*, indicator: int | None = None) -> SearchStrategy[ConformityPoint]:
    """Conformity points of a certifier's own, on a question of the library or on none.

    Args:
        indicator: the number of the indicator; any by default.
    """
    return st.builds(
        _point,
        st.none() | st.tuples(st.sampled_from(list(questions())), st.booleans()),
        decision_days(),
        st.none() | st.integers(0, 2_000),
        id=texts(),
        indicator=st.sampled_from(list(editions()[-1])) if indicator is None else st.just(indicator),
        words=words(),
        categories=st.none() | categories(),
        citation=citations(),
    )


def _point(asks: tuple[str, bool] | None, since: Date, lasts: int | None, **others: Any) -> ConformityPoint:
    question, answer = asks or (None, None)
    until = None if lasts is None else since.add(days=lasts)
    return ConformityPoint(question=question, answer=answer, since=since, until=until, **others)
