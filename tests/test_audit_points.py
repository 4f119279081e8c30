"""Which conformity points an audit asks of a provider, the library's own or a certifier's."""

from __future__ import annotations

from typing import Any

import pytest

from qualiopi_rules import (
    Basis,
    Citation,
    ConformityPoint,
    InvalidInput,
    Source,
    Standing,
    Words,
)

OWN = Citation(Source("own-grid", "Our grid"), Basis.PRACTICE, Standing.VERBATIM)


def point(**given: Any) -> ConformityPoint:
    told = {"id": "own", "indicator": 2, "words": Words("Oui", "Yes"), "since": "2024-01-01", "citation": OWN}
    return ConformityPoint(**{**told, **given})


def faults_of(**given: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        point(**given)
    return [(fault.path, fault.expected) for fault in caught.value.faults]


class TestWhatIsRefused:
    def test_an_answer_without_a_question_and_days_in_disorder_are_told_together(self) -> None:
        assert faults_of(answer=True, until="2023-12-31") == [
            ("answer", "answer-with-question"),
            ("until", "not-before"),
        ]
        assert faults_of(question="complaints") == [("answer", "answer-with-question")]
        assert point(until="2024-01-01").until == point().since

    @pytest.mark.parametrize("question", ["trainers", "permanent_hours", "new_in", "complaint", "", 8, [], True])
    def test_a_point_hangs_on_a_question_answered_by_yes_or_no(self, question: Any) -> None:
        """Anything else would never be met, and the point never asked."""
        assert faults_of(question=question, answer=True) == [("question", "question")]
