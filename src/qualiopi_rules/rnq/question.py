"""The questions that decide which indicators apply, or which evidence is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.law.source import Citation, citation
from qualiopi_rules.rnq.category import Category, categories_of

__all__ = [
    "AnswerKind",
    "Question",
    "every_question",
    "find_question",
    "question_of",
    "questions",
    "situation_questions",
]


class AnswerKind(StrEnum):
    """The type of the answer to a question."""

    YES_NO = "yes-no"
    COUNT = "count"
    CATEGORIES = "categories"


def _id(value: str) -> str:
    return value if isinstance(value, str) and value.isidentifier() else converters.fault(value, "identifier")


def _kind(value: AnswerKind | str) -> AnswerKind:
    return converters.one_of(AnswerKind, value)


@attrs.frozen(kw_only=True)
class Question(converters.Checked):
    """A question to a provider.

    Attributes:
        id: its name; for a question of the library, that of the field of `Answers` or of `Situation`.
        words: what a provider who answers yes does, as `uses sub-contracting`.
        citation: the source of the question.
        answered_with: the type of its answer.
        categories: the categories of the providers that it concerns; every one by default.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    id: str = attrs.field(converter=_id)
    words: Words
    citation: Citation
    answered_with: AnswerKind = attrs.field(default=AnswerKind.YES_NO, converter=_kind)
    categories: frozenset[Category] = attrs.field(default=frozenset(Category), converter=categories_of)


def question_of(value: Question | str) -> Question:
    """Convert a question, or the id of one of the library's own, to the question."""
    if isinstance(value, Question):
        return value
    found = every_question().get(str.__str__(value)) if isinstance(value, str) else None
    return converters.fault(value, "question") if found is None else found


def find_question(name: str) -> Question:
    """Return a question of the library, on the provider or on its situation, by its id.

    Raises:
        InvalidInput: when there is none.
    """
    found = question_of(name)
    refuse(name=found)
    return found


def questions() -> Mapping[str, Question]:
    """Return every question on the provider by its id, in order; `Answers` has their answers."""
    return _questions("questions")


def situation_questions() -> Mapping[str, Question]:
    """Return every question on the situation by its id, in order; `Situation` has their answers."""
    return _questions("situation")


@cache
def every_question() -> Mapping[str, Question]:
    """Return every question of the library by its id: those on the provider, then those on its situation."""
    return MappingProxyType({**questions(), **situation_questions()})


@cache
def _questions(group: str) -> Mapping[str, Question]:
    known = {
        entry["id"]: Question(
            id=entry["id"],
            words=Words(**entry["words"]),
            citation=citation(entry),
            answered_with=entry.get("answered_with", AnswerKind.YES_NO),
        )
        for entry in text("rnq/questions")[group]
    }
    return MappingProxyType(known)
