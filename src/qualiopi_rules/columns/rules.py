"""The scalar rules, each with the columns that it reads and adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.columns.column_rule import (
    ColumnRule,
    Input,
    InputKind,
    Output,
    OutputKind,
    Row,
    RowRule,
    remembered,
)
from qualiopi_rules.columns.masks import mask_of
from qualiopi_rules.core import converters
from qualiopi_rules.core.cache import SIZE
from qualiopi_rules.core.errors import InvalidValue
from qualiopi_rules.cycle.cycle import CertificationCycle, Held, Stage, held_by, held_of
from qualiopi_rules.cycle.printed import PrintedOutcome, Shape, printed_of
from qualiopi_rules.indicators.answers import Facts, Situation
from qualiopi_rules.indicators.result import Applies
from qualiopi_rules.indicators.rule import results_of
from qualiopi_rules.profile.profile import Profile
from qualiopi_rules.results.deadlines import MilestoneCode
from qualiopi_rules.rnq.category import Category, categories_of
from qualiopi_rules.rnq.question import AnswerKind, find_question

__all__ = [
    "applicability_rule",
    "cycles_rule",
    "deadline_rule",
    "printed_rule",
    "situations",
    "status_rule",
]

_CYCLE = tuple(
    Output(name, OutputKind.DAY)
    for name in (
        "surveillance_opens",
        "surveillance_closes",
        "renewal_year_opens",
        "renewal_opens",
        "renewal_closes",
        "expires",
    )
)
_STATUS = (Output("stage", OutputKind.CODE, tuple(Stage)), Output("valid", OutputKind.FLAG))
_DEADLINE = (
    Output("next_deadline", OutputKind.CODE, tuple(MilestoneCode)),
    Output("next_deadline_on", OutputKind.DAY),
    Output("days_left", OutputKind.NUMBER),
)
_PRINTED = (
    Output("outcome", OutputKind.CODE, tuple(PrintedOutcome)),
    Output("shape", OutputKind.CODE, tuple(Shape)),
    Output("cycle_starts", OutputKind.DAY),
    Output("expires", OutputKind.DAY),
)
_APPLICABILITY = (
    Output("applicable_least", OutputKind.NUMBER),
    Output("applicable_most", OutputKind.NUMBER),
    Output("applicable", OutputKind.NUMBER),
    Output("undetermined", OutputKind.NUMBER),
)


def cycles_rule(decision: str) -> ColumnRule:
    """The days of the cycle that starts on the day of a column."""
    return ColumnRule({"decision": _day(decision)}, _CYCLE, _cycle, "decision")


@remembered(*_CYCLE)
def _cycle(decision: Date) -> tuple[Date, ...]:
    cycle = CertificationCycle(decision)
    surveillance, renewal = cycle.surveillance, cycle.renewal
    return (
        surveillance.opens,
        surveillance.closes,
        cycle.renewal_year.opens,
        renewal.opens,
        renewal.closes,
        cycle.expires,
    )


def status_rule(decision: str, on: Date | str, surveillance_held: str | None) -> ColumnRule:
    """The status of the cycle on a day, or on the day of a column."""
    return _on_cycle(_status, _STATUS, decision, on, surveillance_held)


@remembered(*_STATUS)
def _status(decision: Date, on: Date, surveillance_held: Held) -> tuple[Stage, bool]:
    status = CertificationCycle(decision)._status(on, held_by(on, surveillance_held))
    return status.stage, status.valid


def deadline_rule(decision: str, on: Date | str, surveillance_held: str | None) -> ColumnRule:
    """What is to be done next, by when, and in how many days."""
    return _on_cycle(_deadline, _DEADLINE, decision, on, surveillance_held)


@remembered(*_DEADLINE)
def _deadline(
    decision: Date, on: Date, surveillance_held: Held
) -> tuple[MilestoneCode | None, Date | None, int | None]:
    for deadline in CertificationCycle(decision)._deadlines(on, held_by(on, surveillance_held)):
        return deadline.code, deadline.day, deadline.days_left
    return None, None, None


def _on_cycle(
    row: RowRule, outputs: tuple[Output, ...], decision: str, on: Date | str, surveillance_held: str | None
) -> ColumnRule:
    """A rule on a cycle and a day, which may read whether the surveillance audit was held."""
    inputs = {"decision": _day(decision)}
    held = Input(surveillance_held or "", InputKind.HELD, held_of)
    if isinstance(on, str):
        inputs["on"] = _day(on)
    else:
        # The rule looks only at whether it was held by that day: that is two answers, not a day each.
        held = attrs.evolve(held, convert=partial(_held_by, on), merges=True)
    if surveillance_held is not None:
        inputs["surveillance_held"] = held

    def of_key(decision: Date, *others: Any) -> Row:
        day, *held = others if isinstance(on, str) else (on, *others)
        return row(decision, day, *(held or [None]))

    return ColumnRule(inputs, outputs, of_key, "decision")


def _held_by(on: Date, value: Any) -> Any:
    held = held_of(value)
    return held if isinstance(held, InvalidValue) else held_by(on, held)


def printed_rule(start: str, end: str, first_issue: str | None, *, expires: bool = True) -> ColumnRule:
    """What printed days say of the cycle; its end can be left out."""
    inputs = {"start": _day(start), "end": _day(end)}
    if first_issue is not None:
        inputs["first_issue"] = Input(first_issue, InputKind.DAYS, _checked_day)
    if expires:
        return ColumnRule(inputs, _PRINTED, _printed, "start")
    return ColumnRule(inputs, _PRINTED[:-1], lambda *days: _printed(*days)[:-1], "start")


@remembered(*_PRINTED)
def _printed(
    start: Date, end: Date, first_issue: Date | None = None
) -> tuple[PrintedOutcome, Shape | None, Date | None, Date | None]:
    printed = printed_of(start, end, first_issue)
    cycle = printed.cycle
    if cycle is None:
        return printed.outcome, None, None, None
    return printed.outcome, printed.readings[0].shape, cycle.starts, cycle.expires


@cache
def situations() -> tuple[str, ...]:
    """The questions on the situation of a provider that are answered with yes or no."""
    names = (field.name for field in attrs.fields(Situation))
    return tuple(name for name in names if find_question(name).answered_with is AnswerKind.YES_NO)


def applicability_rule(
    categories: str | frozenset[Category], columns: Mapping[str, str], on: Date, profile: Profile
) -> ColumnRule:
    """Which indicators apply on a day.

    Args:
        categories: the column of the categories, or those of every row.
        columns: the columns of the answers, by question.
        on: the day of the audit.
        profile: the certifier's profile.
    """
    row, relevant = _applicable(tuple(columns), on, profile)
    answers = {name: Input(column, InputKind.ANSWERS, converters.answer) for name, column in columns.items()}
    if isinstance(categories, str):
        inputs = {"categories": Input(categories, InputKind.CATEGORIES, _categories, required=True, merges=True)}
        return ColumnRule(inputs | answers, _APPLICABILITY, row, "categories", relevant, "categories")
    return ColumnRule(answers, _APPLICABILITY, partial(row, categories), "", lambda _: relevant(categories))


@lru_cache(8)
def _applicable(
    questions: tuple[str, ...], on: Date, profile: Profile
) -> tuple[RowRule, Callable[[frozenset[Category]], frozenset[str]]]:
    """The rule for those questions, that day and profile, and the questions that are relevant."""

    @remembered(*_APPLICABILITY)
    def row(categories: frozenset[Category], *answers: bool | None) -> tuple[int, ...]:
        results, bounds = results_of(categories, Facts(dict(zip(questions, answers, strict=True))), on, profile)
        applies, open_ = (
            mask_of(result.number for result in results if result.applies is outcome)
            for outcome in (Applies.YES, Applies.UNDETERMINED)
        )
        return bounds.least, bounds.most, applies, open_

    @cache
    def relevant(categories: frozenset[Category]) -> frozenset[str]:
        """With nothing answered the rule names every question on which an indicator hangs; no other can decide."""
        if not isinstance(categories, frozenset):  # unknown, or an error
            return frozenset()
        return frozenset(
            reason.question
            for result in results_of(categories, Facts({}), on, profile)[0]
            if result.applies is Applies.UNDETERMINED
            for reason in result.reasons
            if reason.question is not None
        )

    return row, relevant


def _day(column: str) -> Input:
    return Input(column, InputKind.DAYS, _checked_day, required=True)


# Typed, because to Python 1, 1.0 and True are the same.
_checked_day = lru_cache(SIZE, typed=True)(converters.day)


def _categories(value: Any) -> Any:
    """Convert categories, from a list or from a text with commas."""
    if not isinstance(value, str):
        return categories_of(value)
    return categories_of([code.strip() for code in value.split(",")] if value.strip() else [])
