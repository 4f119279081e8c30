"""Strategies of what a provider answers, and of the situation that an audit samples."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from qualiopi_rules.indicators.answers import Answers, Situation
from qualiopi_rules.strategies.basics import answered, categories

__all__ = ["answers", "situations"]


def answers(**narrowed: SearchStrategy[bool | None]) -> SearchStrategy[Answers]:
    """Answers to the preliminary questions, each True, False, or None for not answered.

    Args:
        narrowed: the strategies of some answers by the name of their question, as `complaints=st.just(False)`.
    """
    return answered(Answers, **narrowed)


def situations() -> SearchStrategy[Situation]:
    """Situations of the service, each fact provided or not."""
    return answered(
        Situation,
        new_in=categories(least=0),
        trainers=st.none() | st.integers(1, 30),
        permanent_hours=st.none() | st.integers(1, 5000),
    )
