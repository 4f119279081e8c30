"""The scalar rules, each with the columns that it takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache, partial
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.columns.engine import Argument, Given, Kind, Rule, Taken, remembered
from qualiopi_rules.core import converters
from qualiopi_rules.core.cache import SIZE
from qualiopi_rules.core.errors import InvalidValue
from qualiopi_rules.cycle.cycle import CertificationCycle, Held, Stage, held_by, held_of
from qualiopi_rules.cycle.printed import PrintedOutcome, Shape, read_printed
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
    "mask_of",
    "printed_rule",
    "situations",
    "status_rule",
]

_BITS = 64

Row = Callable[..., tuple[int | None, ...]]

_CYCLE = tuple(
    Given(name, Kind.DAY)
    for name in (
        "surveillance_opens",
        "surveillance_closes",
        "renewal_year_opens",
        "renewal_opens",
        "renewal_closes",
        "expires",
    )
)


_STATUS = (Given("stage", Kind.CODE, tuple(Stage)), Given("valid", Kind.FLAG))
_DEADLINE = (
    Given("next_deadline", Kind.CODE, tuple(MilestoneCode)),
    Given("next_deadline_on", Kind.DAY),
    Given("days_left", Kind.NUMBER),
)
_PRINTED = (
    Given("outcome", Kind.CODE, tuple(PrintedOutcome)),
    Given("shape", Kind.CODE, tuple(Shape)),
    Given("cycle_starts", Kind.DAY),
    Given("expires", Kind.DAY),
)
_APPLICABILITY = (
    Given("applicable_least", Kind.NUMBER),
    Given("applicable_most", Kind.NUMBER),
    Given("applicable", Kind.NUMBER),
    Given("undetermined", Kind.NUMBER),
)


def cycles_rule(decision: str) -> Rule:
    """The days of the cycle that starts on the day of a column."""
    return Rule({"decision": _day(decision)}, _CYCLE, _cycle, "decision")


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


def status_rule(decision: str, on: Date | str, surveillance_held: str | None) -> Rule:
    """Where the cycle stands on a day, or on the day of a column."""
    return _on_cycle(_status, _STATUS, decision, on, surveillance_held)


@remembered(*_STATUS)
def _status(decision: Date, on: Date, surveillance_held: Held) -> tuple[Stage, bool]:
    status = CertificationCycle(decision).status(on=on, surveillance_held=surveillance_held)
    return status.stage, status.valid


def deadline_rule(decision: str, on: Date | str, surveillance_held: str | None) -> Rule:
    """What is to be done next, by when, and in how many days."""
    return _on_cycle(_deadline, _DEADLINE, decision, on, surveillance_held)


@remembered(*_DEADLINE)
def _deadline(
    decision: Date, on: Date, surveillance_held: Held
) -> tuple[MilestoneCode | None, Date | None, int | None]:
    for deadline in CertificationCycle(decision).deadlines(on=on, surveillance_held=surveillance_held):
        return deadline.code, deadline.day, deadline.days_left
    return None, None, None


def _on_cycle(row: Row, gives: tuple[Given, ...], decision: str, on: Date | str, surveillance_held: str | None) -> Rule:
    """A rule on a cycle and a day, which may be told whether the surveillance audit was held."""
    takes = {"decision": _day(decision)}
    held = Argument(surveillance_held or "", Taken.HELD, held_of)
    if isinstance(on, str):
        takes["on"] = _day(on)
    else:
        # The rule looks only at whether it was held by that day: that is two answers, not a day each.
        held = attrs.evolve(held, take=partial(_held_by, on), merges=True)
    if surveillance_held is not None:
        takes["surveillance_held"] = held

    def of_key(decision: Date, *others: Any) -> tuple[int | None, ...]:
        day, *told = others if isinstance(on, str) else (on, *others)
        return row(decision, day, *(told or [None]))

    return Rule(takes, gives, of_key, "decision")


def _held_by(on: Date, value: Any) -> Any:
    told = held_of(value)
    return told if isinstance(told, InvalidValue) else held_by(on, told)


def printed_rule(start: str, end: str, first_issue: str | None, *, expires: bool = True) -> Rule:
    """What printed days say of the cycle; its end can be left out."""
    takes = {"start": _day(start), "end": _day(end)}
    if first_issue is not None:
        takes["first_issue"] = Argument(first_issue, Taken.DAYS, _taken_day)
    if expires:
        return Rule(takes, _PRINTED, _printed, "start")
    return Rule(takes, _PRINTED[:-1], lambda *days: _printed(*days)[:-1], "start")


@remembered(*_PRINTED)
def _printed(
    start: Date, end: Date, first_issue: Date | None = None
) -> tuple[PrintedOutcome, Shape | None, Date | None, Date | None]:
    printed = read_printed(start, end, first_issue)
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
) -> Rule:
    """Which indicators apply on a day.

    Args:
        categories: the column of the categories, or those of every row.
        columns: the columns of the answers, by question.
        on: the day of the audit.
        profile: the certifier's profile.
    """
    row, decisive = _applicable(tuple(columns), on, profile)
    answers = {name: Argument(column, Taken.ANSWERS, converters.answer) for name, column in columns.items()}
    if isinstance(categories, str):
        inputs = {"categories": Argument(categories, Taken.CATEGORIES, _categories, required=True, merges=True)}
        return Rule(inputs | answers, _APPLICABILITY, row, "categories", decisive, "categories")
    return Rule(answers, _APPLICABILITY, partial(row, categories), "", lambda _: decisive(categories))


@lru_cache(8)
def _applicable(
    questions: tuple[str, ...], on: Date, profile: Profile
) -> tuple[Row, Callable[[frozenset[Category]], frozenset[str]]]:
    """The rule for those questions, that day and profile, and the questions that can decide."""

    @remembered(*_APPLICABILITY)
    def row(categories: frozenset[Category], *answers: bool | None) -> tuple[int, ...]:
        results, bounds = results_of(categories, Facts(dict(zip(questions, answers, strict=True))), on, profile)
        applies, open_ = (
            mask_of(result.number for result in results if result.applies is outcome)
            for outcome in (Applies.YES, Applies.UNDETERMINED)
        )
        return bounds.least, bounds.most, applies, open_

    @cache
    def decisive(categories: frozenset[Category]) -> frozenset[str]:
        """With nothing answered the rule names every question on which an indicator hangs; no other can decide."""
        if not isinstance(categories, frozenset):  # unknown, or a fault
            return frozenset()
        return frozenset(
            reason.question
            for result in results_of(categories, Facts({}), on, profile)[0]
            if result.applies is Applies.UNDETERMINED
            for reason in result.reasons
            if reason.question is not None
        )

    return row, decisive


def mask_of(numbers: Iterable[int]) -> int:
    """Give the mask of indicator numbers: bit n - 1 for indicator n, in a signed integer of 64 bits."""
    bits = sum(1 << number - 1 for number in numbers)
    return bits - (1 << _BITS) if bits >> _BITS - 1 else bits


def _day(column: str) -> Argument:
    return Argument(column, Taken.DAYS, _taken_day, required=True)


# Typed, because to Python 1, 1.0 and True are the same.
_taken_day = lru_cache(SIZE, typed=True)(converters.day)


def _categories(value: Any) -> Any:
    """Take categories as a list, or as a text with commas."""
    if not isinstance(value, str):
        return categories_of(value)
    return categories_of([code.strip() for code in value.split(",")] if value.strip() else [])
