"""What the other strategies are made of: texts, answers, categories, words and sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from qualiopi_rules.core.words import Words
from qualiopi_rules.law.months import Window
from qualiopi_rules.law.source import Basis, Citation, Collection, Provenance, Source
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.strategies.law_days import days

__all__ = [
    "answered",
    "categories",
    "citations",
    "one_of_known",
    "sources",
    "texts",
    "three_answers",
    "windows",
    "words",
]

T = TypeVar("T")


def texts() -> SearchStrategy[str]:
    """Short texts on one line that are not blank, of any script."""
    one_line = st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"])
    return st.text(one_line, min_size=1, max_size=12).filter(lambda text: text.strip() != "")


def three_answers() -> SearchStrategy[bool | None]:
    """Answers to a question: True, False, or None for not answered."""
    return st.sampled_from([None, True, False])


def answered(cls: type[T], **others: SearchStrategy[Any]) -> SearchStrategy[T]:
    """Objects of a class whose yes-no fields are answered in every way.

    Args:
        cls: the class.
        others: strategies of other fields, or of some of those.
    """
    made: Any = cls
    fields = attrs.fields(attrs.resolve_types(made))  # which who reads JSON has done already, and others have not
    own = {field.name: three_answers() for field in fields if field.type == bool | None}
    return st.builds(cls, **(own | others))


def one_of_known(known: Mapping[Any, T]) -> SearchStrategy[T]:
    """Values of a mapping, drawn by their keys: Hypothesis writes what it samples, and some values are long."""
    return st.sampled_from(list(known)).map(known.__getitem__)


def categories(*, least: int = 1) -> SearchStrategy[frozenset[Category]]:
    """Sets of categories of action.

    Args:
        least: how many at least; 0 for none too.
    """
    return st.frozensets(st.sampled_from(Category), min_size=least)


def words() -> SearchStrategy[Words]:
    """Words in both languages, without placeholders more often than not."""
    return st.builds(Words, texts(), texts())


def sources() -> SearchStrategy[Source]:
    """Texts that values are taken from; none of them is the library's own."""
    day = st.none() | days()
    collection = st.none() | st.sampled_from(Collection)
    return st.builds(Source, texts(), texts(), st.none() | texts(), collection, since=day, until=day)


def citations() -> SearchStrategy[Citation]:
    """Citations of such texts, binding and verified in every way."""
    return st.builds(Citation, sources(), st.sampled_from(Basis), st.sampled_from(Provenance))


def windows() -> SearchStrategy[Window]:
    """Closed intervals of days."""
    return st.tuples(days(), days()).map(lambda ends: Window(min(ends), max(ends)))
