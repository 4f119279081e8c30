"""Policies: which answers take an indicator away, beyond what the texts themselves say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.law.source import Citation, citation
from qualiopi_rules.rnq.category import Category, categories_of
from qualiopi_rules.rnq.edition import indicator_of
from qualiopi_rules.rnq.question import questions

__all__ = ["Policy", "Removal", "policies", "policy_of"]


def _question(value: str) -> str:
    if isinstance(value, str) and value in questions():
        return value
    return converters.fault(value, "one-of", choices=", ".join(questions()))


def _removals(value: Iterable[Removal]) -> tuple[Removal, ...]:
    return converters.instances(Removal, value)


@attrs.frozen(kw_only=True)
class Removal(converters.Checked):
    """One answer that takes one indicator away.

    Attributes:
        indicator: the number of the indicator.
        question: the id of the question.
        answer: the answer that removes.
        categories: the categories for which it removes; an indicator that another category keeps still applies.
        since: the first day of an audit for which it removes.
        citation: where the practice comes from, and how sure it is.
        note: what a reader must know about it, or None.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    indicator: int = attrs.field(converter=indicator_of)
    question: str = attrs.field(converter=_question)
    answer: bool = attrs.field(converter=converters.yes_or_no)  # an unanswered question can remove nothing
    categories: frozenset[Category] = attrs.field(converter=categories_of)
    since: Date = attrs.field(converter=converters.day)
    citation: Citation
    note: Words | None = None


@attrs.frozen(kw_only=True)
class Policy(converters.Checked):
    """A named list of removals. The conditions in the indicators' own wording hold under every policy.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    name: str = attrs.field(converter=converters.text)
    words: Words
    removals: tuple[Removal, ...] = attrs.field(default=(), converter=_removals)


@cache
def policies() -> dict[str, Policy]:
    """Give the library's own policies by name: `law` and `certifier`."""
    return {name: _structure(name, table) for name, table in text("profile/policies").items()}


def policy_of(value: Policy | str) -> Policy:
    """Take a policy, or the name of one of the library's own."""
    if isinstance(value, Policy):
        return value
    if isinstance(value, str) and value in policies():
        return policies()[value]
    return converters.fault(value, "policy", choices=", ".join(policies()))


def _structure(name: str, table: Mapping[str, Any]) -> Policy:
    return Policy(
        name=name,
        words=Words(**table["words"]),
        removals=[
            Removal(
                indicator=entry["indicator"],
                question=entry["question"],
                answer=entry["answer"],
                categories=entry["categories"],
                since=entry["since"],
                citation=citation(entry),
                note=Words(**entry["note"]),
            )
            for entry in table["removals"]
        ],
    )
