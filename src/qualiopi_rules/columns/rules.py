"""The scalar rules, each with the columns that it reads and adds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.columns.column_rule import (
    ColumnName,
    ColumnRule,
    Input,
    InputKind,
    Output,
    OutputKind,
    Row,
    RowRule,
    remembered,
)
from qualiopi_rules.columns.day_tables import KeptResults
from qualiopi_rules.columns.masks import mask_of
from qualiopi_rules.columns.printed_columns import by_comparison
from qualiopi_rules.columns.scalars import checked_day
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue
from qualiopi_rules.cycle.cycle import CertificationCycle, Held, Stage, held_by, held_of
from qualiopi_rules.cycle.printed import PrintedOutcome, Shape, printed_of
from qualiopi_rules.indicators.answers import Facts, Situation
from qualiopi_rules.indicators.result import Applies
from qualiopi_rules.indicators.rule import results_of
from qualiopi_rules.profile.delays import RenewalAdvice
from qualiopi_rules.profile.profile import Profile
from qualiopi_rules.results.deadlines import MilestoneCode
from qualiopi_rules.rnq.category import Category, categories_of
from qualiopi_rules.rnq.question import AnswerKind, find_question

__all__ = [
    "YesNo",
    "applicability_rule",
    "cycles_rule",
    "deadline_rule",
    "printed_rule",
    "situations",
    "status_rule",
    "yes_no_of",
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
_OUTCOMES = tuple(PrintedOutcome)
# The argument at fault by outcome; where it is not here, the first issue, or the start in its place.
_AT_FAULT = {
    PrintedOutcome.SEVERAL: "end",
    PrintedOutcome.DOUBTFUL: "end",
    PrintedOutcome.ENDS_BEFORE_START: "end",
    PrintedOutcome.NO_CYCLE_ENDS: "end",
    PrintedOutcome.START_TOO_EARLY: "start",
    PrintedOutcome.CYCLE_NUMBER_DIFFERS: "cycle_number",
}
_APPLICABILITY = (
    Output("applicable_least", OutputKind.NUMBER),
    Output("applicable_most", OutputKind.NUMBER),
    Output("applicable", OutputKind.NUMBER),
    Output("undetermined", OutputKind.NUMBER),
)


def cycles_rule(decision: ColumnName, advice: RenewalAdvice | None) -> ColumnRule:
    """The days of the cycle that starts on the day of a column."""
    inputs = {"decision": _day(decision)}
    return ColumnRule(inputs, _CYCLE, partial(_cycle, advice), "decision", applied=_kept(_cycle, advice))


@lru_cache(32)
def _kept(_rule: RowRule, *_arguments: Hashable) -> KeptResults:
    """What keeps the results of a rule with its arguments."""
    return KeptResults()


@remembered(*_CYCLE)
def _cycle(advice: RenewalAdvice | None, decision: Date) -> tuple[Date, ...]:
    cycle = CertificationCycle(decision)
    surveillance, renewal = cycle.surveillance, cycle._renewal(advice)
    return (
        surveillance.opens,
        surveillance.closes,
        cycle.renewal_year.opens,
        renewal.opens,
        renewal.closes,
        cycle.expires,
    )


def status_rule(
    decision: ColumnName,
    on: Date | ColumnName,
    surveillance_held: ColumnName | None,
    advice: RenewalAdvice | None,
    yes_no: YesNo | None,
) -> ColumnRule:
    """The status of the cycle on a day, or on the day of a column."""
    return _on_cycle(_status, _STATUS, decision, on, surveillance_held, advice, yes_no)


@remembered(*_STATUS)
def _status(decision: Date, on: Date, surveillance_held: Held, advice: RenewalAdvice | None) -> tuple[Stage, bool]:
    status = CertificationCycle(decision)._status(on, held_by(on, surveillance_held), advice)
    return status.stage, status.valid


def deadline_rule(
    decision: ColumnName,
    on: Date | ColumnName,
    surveillance_held: ColumnName | None,
    advice: RenewalAdvice | None,
    yes_no: YesNo | None,
) -> ColumnRule:
    """What is to be done next, by when, and in how many days."""
    return _on_cycle(_deadline, _DEADLINE, decision, on, surveillance_held, advice, yes_no)


@remembered(*_DEADLINE)
def _deadline(
    decision: Date, on: Date, surveillance_held: Held, advice: RenewalAdvice | None
) -> tuple[MilestoneCode | None, Date | None, int | None]:
    for deadline in CertificationCycle(decision)._deadlines(on, held_by(on, surveillance_held), advice):
        return deadline.code, deadline.day, deadline.days_left
    return None, None, None


def _on_cycle(
    row: RowRule,
    outputs: tuple[Output, ...],
    decision: ColumnName,
    on: Date | ColumnName,
    surveillance_held: ColumnName | None,
    advice: RenewalAdvice | None,
    yes_no: YesNo | None,
) -> ColumnRule:
    """A rule on a cycle and a day, which may read whether the surveillance audit was held."""
    inputs = {"decision": _day(decision)}
    if not isinstance(on, Date):
        inputs["on"] = _day(on)
    if surveillance_held is not None:
        held = Input(surveillance_held, InputKind.HELD, held_of if yes_no is None else partial(_held_in, yes_no))
        # The rule looks only at whether it was held by that day: that is two answers, not a day each.
        inputs["surveillance_held"] = (
            attrs.evolve(held, convert=partial(_held_by, on, held.convert), merges=True)
            if isinstance(on, Date)
            else held
        )

    def of_key(*key: Any) -> Row:
        values = dict(zip(inputs, key, strict=True))
        return row(values["decision"], values.get("on", on), values.get("surveillance_held"), advice)

    applied = _kept(row, on, advice) if isinstance(on, Date) else None
    return ColumnRule(inputs, outputs, of_key, "decision", applied=applied)


def _held_by(on: Date, convert: Callable[[Any], Any], value: Any) -> Any:
    held = convert(value)
    return held if isinstance(held, InvalidValue) else held_by(on, held)


YesNo = tuple[str, str]
"""The texts that mean yes and no, without spaces around them and without capital letters."""


def yes_no_of(value: Sequence[str] | None) -> YesNo | None:
    """Convert to the two texts that mean yes and no, or None where answers are no texts."""
    if value is None:
        return None
    if isinstance(value, str) or not isinstance(value, Sequence) or len(value) != 2:
        return converters.fault(value, "yes-no-texts")
    texts = [_folded(each) for each in value if isinstance(each, str)]
    if len(set(filter(None, texts))) != len(value):
        return converters.fault(value, "yes-no-texts")
    return texts[0], texts[1]


def _folded(text: str) -> str:
    return text.strip().casefold()


def _answer_in(yes_no: YesNo, value: Any) -> Any:
    """An answer, or the text that means it."""
    if not isinstance(value, str):
        return converters.answer(value)
    written = _folded(value)
    return written == yes_no[0] if written in yes_no else converters.fault(value, "yes-no")


def _held_in(yes_no: YesNo, value: Any) -> Any:
    """A day or an answer, or the text that means it."""
    is_answer = isinstance(value, str) and _folded(value) in yes_no
    return _answer_in(yes_no, value) if is_answer else held_of(value)


def printed_rule(
    start: ColumnName,
    end: ColumnName,
    first_issue: ColumnName | None,
    cycle_number: ColumnName | None,
    *,
    expires: bool = True,
) -> ColumnRule:
    """What printed days say of the cycle, whose end can be left out; days that are not those of one are an error."""
    inputs = {"start": _day(start), "end": _day(end)}
    if first_issue is not None:
        inputs["first_issue"] = Input(first_issue, InputKind.DAYS, checked_day)
    if cycle_number is not None:
        inputs["cycle_number"] = Input(cycle_number, InputKind.COUNTS, _count)
    outputs = _PRINTED if expires else _PRINTED[:-1]

    def of_key(*key: Any) -> Row:
        return _printed(**dict(zip(inputs, key, strict=True)))[: len(outputs)]

    def refusal(key: tuple[Any, ...], row: Row) -> tuple[str, str] | None:
        outcome = _OUTCOMES[row[0] or 0]
        issued = "start" if dict(zip(inputs, key, strict=True)).get("first_issue") is None else "first_issue"
        return None if outcome is PrintedOutcome.ONE else (outcome.value, _AT_FAULT.get(outcome, issued))

    return ColumnRule(inputs, outputs, of_key, "start", refusal=refusal, applied=by_comparison)


@remembered(*_PRINTED)
def _printed(
    start: Date, end: Date, first_issue: Date | None = None, cycle_number: int | None = None
) -> tuple[PrintedOutcome, Shape | None, Date | None, Date | None]:
    printed = printed_of(start, end, first_issue, cycle_number)
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
    categories: ColumnName | frozenset[Category],
    columns: Mapping[str, ColumnName],
    on: Date,
    profile: Profile,
    yes_no: YesNo | None,
) -> ColumnRule:
    """Which indicators apply on a day.

    Args:
        categories: the column of the categories, or those of every row.
        columns: the columns of the answers, by question.
        on: the day of the audit.
        profile: the certifier's profile.
        yes_no: the texts that mean yes and no; None where answers are no texts.
    """
    row, relevant = _applicable(tuple(columns), on, profile)
    if yes_no is None:
        answers = {name: Input(column, InputKind.ANSWERS, converters.answer) for name, column in columns.items()}
    else:
        convert = partial(_answer_in, yes_no)
        answers = {
            name: Input(column, InputKind.ANSWER_TEXTS, convert, merges=True) for name, column in columns.items()
        }
    if not isinstance(categories, frozenset):
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


def _day(column: ColumnName) -> Input:
    return Input(column, InputKind.DAYS, checked_day, required=True)


def _count(value: Any) -> Any:
    """Convert a number from a column; pandas makes floats of whole numbers where some are null."""
    number: Any = int(value) if isinstance(value, float) and value.is_integer() else value
    return converters.count(number)


def _categories(value: Any) -> Any:
    """Convert categories, from a list or from a text with commas."""
    if not isinstance(value, str):
        return categories_of(value)
    return categories_of([code.strip() for code in value.split(",")] if value.strip() else [])
