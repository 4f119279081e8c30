"""The questions that decide which indicators apply, or what evidence is looked at."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Any

import attrs

from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.law.source import Citation, citation

__all__ = ["AnswerKind", "Question", "find_question", "questions"]


class AnswerKind(StrEnum):
    """What a question is answered with."""

    YES_NO = "yes-no"
    COUNT = "count"
    CATEGORIES = "categories"


@attrs.frozen
class Question:
    """One question.

    Attributes:
        id: its name, which is the field of `Answers` too.
        preliminary: whether it is on the certifier's screen for a bilan de compétences; else the annex puts it.
        words: what a provider who answers yes does, as `uses sub-contracting`.
        citation: who asks it.
        answered_with: what it is answered with.
    """

    id: str
    preliminary: bool
    words: Words
    citation: Citation
    answered_with: AnswerKind = AnswerKind.YES_NO


def find_question(name: str) -> Question:
    """Give a question on the provider or on its situation, by its id.

    Raises:
        KeyError: when there is none.
    """
    return _every_question()[name]


@cache
def _every_question() -> dict[str, Question]:
    return questions() | {entry["id"]: _question(entry) for entry in text("rnq/questions")["situation"]}


@cache
def questions() -> dict[str, Question]:
    """Give every question by its id, in the order they are put."""
    return {entry["id"]: _question(entry) for entry in text("rnq/questions")["questions"]}


def _question(entry: dict[str, Any]) -> Question:
    return Question(
        entry["id"],
        entry.get("preliminary", False),
        Words(**entry["words"]),
        citation(entry),
        AnswerKind(entry.get("answered_with", AnswerKind.YES_NO)),
    )
