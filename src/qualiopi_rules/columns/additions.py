"""The rules on whole data frames, of polars, pandas, pyarrow, Dask, DuckDB, Ibis and Spark.

Each function returns a frame of the same library as the one it receives, with columns of results after its own; rows
are neither dropped nor added. The rules are those of single dossiers, computed once for each distinct key.

A null is unknown: its results are null, or undetermined for an answer. A value that a rule refuses stops nothing:
its row has no results but a code in the column `error` and the name of the column that is at fault in `error_field`;
so has a row whose printed days are not those of one cycle. `rejected_rows` returns these rows. The error that a row has
first stays when more columns are added.

Days are columns of dates, of date-times without a time zone, or of ISO texts; a date-time that is not at midnight is
an error of its row. Columns are named by texts, or by numbers in pandas. Needs the extra `columns`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import InvalidValue, MissingExtra, refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import words
from qualiopi_rules.cycle.printed import PrintedOutcome
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.rnq.category import Category, categories_of
from qualiopi_rules.rnq.question import questions

try:
    from qualiopi_rules.columns.column_rule import ColumnName, RuleMaker
    from qualiopi_rules.columns.frames import apply, rows_with_errors
    from qualiopi_rules.columns.outcomes import ERRORS, FILE_ERRORS
    from qualiopi_rules.columns.rules import (
        YesNo,
        applicability_rule,
        cycles_rule,
        deadline_rule,
        printed_rule,
        situations,
        status_rule,
        yes_no_of,
    )
    from qualiopi_rules.columns.scalars import plain_scalar
except ModuleNotFoundError as missing:
    raise MissingExtra("columns") from missing

__all__ = [
    "add_applicability",
    "add_cycles",
    "add_printed",
    "add_review",
    "add_status",
    "rejected_rows",
    "rejection_message",
]

F = TypeVar("F")


def add_cycles(frame: F, *, decision: ColumnName, profile: Profile | str = DEFAULT_PROFILE, prefix: str = "") -> F:
    """Add the days of the cycle that starts on the day of each row.

    The columns are `surveillance_opens`, `surveillance_closes`, `renewal_year_opens`, `renewal_opens`,
    `renewal_closes` and `expires`, all of them dates.

    Args:
        frame: a frame.
        decision: the column of the first day of the cycle, as the day of the initial certification decision.
        profile: a certifier's profile, or the name of a built-in one: when it advises to renew.
        prefix: what the names of the results begin with.

    Raises:
        InvalidInput: when the frame is none that is known, or with every argument and column that does not fit.
    """
    profile = profile_of(profile)
    refuse(decision=_named(decision), profile=profile, prefix=converters.code(prefix))
    return apply(frame, [partial(cycles_rule, decision, profile.renewal)], prefix)


def add_status(
    frame: F,
    *,
    decision: ColumnName,
    on: DayLike | ColumnName,
    surveillance_held: ColumnName | None = None,
    profile: Profile | str = DEFAULT_PROFILE,
    yes_no: Sequence[str] | None = None,
    prefix: str = "",
) -> F:
    """Add the status of the cycle of each row on a day: `stage`, a code, and `valid`, yes or no.

    Args:
        frame: a frame.
        decision: the column of the first day of the cycle.
        on: the day, or the name of a column of days.
        surveillance_held: the column of the day of the surveillance audit, or of whether it was held.
        profile: as for `add_cycles`.
        yes_no: the two texts that mean yes and no where answers are texts, as `("oui", "non")`; None where they are
            none. Spaces around them and capital letters do not count.
        prefix: what the names of the results begin with.

    Raises:
        InvalidInput: when the frame is none that is known, or with every argument and column that does not fit.
    """
    on, profile, yes_no = _day_or_column(on), profile_of(profile), yes_no_of(yes_no)
    refuse(
        decision=_named(decision),
        on=on,
        surveillance_held=_optional(surveillance_held),
        profile=profile,
        yes_no=yes_no,
        prefix=converters.code(prefix),
    )
    return apply(frame, [partial(status_rule, decision, on, surveillance_held, profile.renewal, yes_no)], prefix)


def add_printed(
    frame: F,
    *,
    start: ColumnName,
    end: ColumnName,
    first_issue: ColumnName | None = None,
    cycle_number: ColumnName | None = None,
    prefix: str = "",
) -> F:
    """Add what the days printed on each certificate say of its cycle.

    The columns are `outcome` and `shape`, codes, and `cycle_starts` and `expires`, dates. The last three are null
    where the days fit no cycle, or several, or are doubtful; the outcome is then the error of the row.

    Args:
        frame: a frame.
        start: the column of the start that is printed.
        end: the column of the last valid day that is printed.
        first_issue: the column of the day of first issue, of this cycle or ever.
        cycle_number: the column of which cycle it is, 1 for the first; it leaves out what it contradicts, as in
            `Certificate.read`.
        prefix: what the names of the results begin with.

    Raises:
        InvalidInput: when the frame is none that is known, or with every column that does not fit.
    """
    refuse(
        start=_named(start),
        end=_named(end),
        first_issue=_optional(first_issue),
        cycle_number=_optional(cycle_number),
        prefix=converters.code(prefix),
    )
    return apply(frame, [partial(printed_rule, start, end, first_issue, cycle_number)], prefix)


def add_applicability(
    frame: F,
    *,
    on: DayLike,
    categories: ColumnName | Iterable[Category | str],
    answers: Mapping[str, ColumnName] | Iterable[str] = (),
    profile: Profile | str = DEFAULT_PROFILE,
    situation: Mapping[str, ColumnName] | Iterable[str] = (),
    yes_no: Sequence[str] | None = None,
    prefix: str = "",
) -> F:
    """Add which indicators apply to the provider of each row.

    The columns are `applicable_least` and `applicable_most`, the fewest and the most that can apply, and
    `applicable` and `undetermined`, masks that `indicators_of_mask` reads.

    Args:
        frame: a frame.
        on: the day of the audit.
        categories: the column of the categories, texts such as `BC` or `AF, BC`, or lists; or the categories of
            every row, as `["BC"]`.
        answers: the columns of the answers by question, or the questions that are columns by their own names.
        profile: a certifier's profile, or the name of a built-in one; its own questions may be columns too.
        situation: the same as `answers`, for the questions on the situation that are answered with yes or no.
        yes_no: as for `add_status`.
        prefix: what the names of the results begin with.

    Raises:
        InvalidInput: when the frame is none that is known, or with every argument and column that does not fit.
        NotInForce: when the day is before the first edition.
    """
    on, profile, yes_no = converters.day(plain_scalar(on)), profile_of(profile), yes_no_of(yes_no)
    arguments = _arguments(categories, answers, profile, situation)
    refuse(on=on, **arguments, yes_no=yes_no, prefix=converters.code(prefix))
    return apply(frame, [_applicability(arguments, on, yes_no)], prefix)


def add_review(  # noqa: PLR0913 (those of the rules it applies)
    frame: F,
    *,
    on: DayLike,
    start: ColumnName,
    end: ColumnName,
    first_issue: ColumnName | None = None,
    cycle_number: ColumnName | None = None,
    surveillance_held: ColumnName | None = None,
    categories: ColumnName | Iterable[Category | str] | None = None,
    answers: Mapping[str, ColumnName] | Iterable[str] = (),
    profile: Profile | str = DEFAULT_PROFILE,
    situation: Mapping[str, ColumnName] | Iterable[str] = (),
    yes_no: Sequence[str] | None = None,
    prefix: str = "",
) -> F:
    """Add the usual set: what the printed days say, the cycle, its status, what comes next, what applies.

    The columns are those of `add_printed`, `add_cycles` and `add_status`, then `next_deadline`, a code, its day
    `next_deadline_on` and `days_left`, and those of `add_applicability` when there are categories.

    Args:
        frame: a frame.
        on: the day of the review.
        start: as for `add_printed`.
        end: as for `add_printed`.
        first_issue: as for `add_printed`.
        cycle_number: as for `add_printed`.
        surveillance_held: as for `add_status`.
        categories: as for `add_applicability`; None when applicability is not wanted.
        answers: as for `add_applicability`.
        profile: as for `add_cycles` and `add_applicability`.
        situation: as for `add_applicability`.
        yes_no: as for `add_status`.
        prefix: what the names of the results begin with.

    Raises:
        InvalidInput: when the frame is none that is known, or with every argument and column that does not fit.
        NotInForce: when the day is before the first edition.
    """
    on, profile, yes_no = converters.day(plain_scalar(on)), profile_of(profile), yes_no_of(yes_no)
    arguments = {"profile": profile} if categories is None else _arguments(categories, answers, profile, situation)
    refuse(
        on=on,
        start=_named(start),
        end=_named(end),
        first_issue=_optional(first_issue),
        cycle_number=_optional(cycle_number),
        surveillance_held=_optional(surveillance_held),
        **arguments,
        yes_no=yes_no,
        prefix=converters.code(prefix),
    )
    cycle, advice = f"{prefix}cycle_starts", profile.renewal
    rules: list[RuleMaker] = [
        partial(printed_rule, start, end, first_issue, cycle_number, expires=False),
        partial(cycles_rule, cycle, advice),
        partial(status_rule, cycle, on, surveillance_held, advice, yes_no),
        partial(deadline_rule, cycle, on, surveillance_held, advice, yes_no),
    ]
    if categories is not None:
        rules.append(_applicability(arguments, on, yes_no))
    return apply(frame, rules, prefix)


def _day_or_column(on: DayLike | ColumnName) -> Date | ColumnName:
    """A day, or the name of a column: a text that is no day, or a number; or the error in its place."""
    on = plain_scalar(on)
    if isinstance(on, int):
        return on
    day = converters.day(on)
    return on if isinstance(on, str) and isinstance(day, InvalidValue) else day


def _arguments(
    categories: ColumnName | Iterable[Category | str],
    answers: Mapping[str, ColumnName] | Iterable[str],
    profile: Profile,
    situation: Mapping[str, ColumnName] | Iterable[str],
) -> dict[str, Any]:
    """The arguments on applicability by name, as the rule reads them; or the errors in their places."""
    known = categories if isinstance(categories, ColumnName) else categories_of(categories)
    own = [question.id for question in profile.own_questions] if isinstance(profile, Profile) else []
    arguments: dict[str, Any] = {
        "categories": known,
        "answers": _by_question(answers, (*questions(), *own)),
        "profile": profile,
        "situation": _by_question(situation, situations()),
    }
    if isinstance(known, frozenset) and not arguments["answers"] and not arguments["situation"]:
        arguments["answers"] = InvalidValue("", answers, "not-empty")
    return arguments


def _applicability(arguments: Mapping[str, Any], on: Date, yes_no: YesNo | None) -> RuleMaker:
    columns = {**arguments["answers"], **arguments["situation"]}
    return partial(applicability_rule, arguments["categories"], columns, on, arguments["profile"], yes_no)


def _by_question(columns: Mapping[str, ColumnName] | Iterable[str], known: Sequence[str]) -> dict[str, ColumnName]:
    """The columns by question, or the error in their place when a question is not known."""
    if not isinstance(columns, Iterable):
        return converters.fault(columns, "instance", cls="dict")
    pairs = list(columns.items()) if isinstance(columns, Mapping) else [(name, name) for name in columns]
    checked: list[Any] = [
        _named(column)
        if isinstance(name, str) and name in known
        else converters.fault(name, "one-of", choices=", ".join(known))
        for name, column in pairs
    ]
    found = [
        each.at(f"[{name!r}]") for (name, _), each in zip(pairs, checked, strict=True) if isinstance(each, InvalidValue)
    ]
    return converters.faults(found) if found else dict(pairs)


def _named(column: ColumnName) -> ColumnName:
    """Check the name of a column, or return the error in its place."""
    return column if isinstance(plain_scalar(column), ColumnName) else converters.fault(column, "column-name")


def _optional(column: ColumnName | None) -> ColumnName | None:
    return None if column is None else _named(column)


def rejected_rows(frame: F, *, prefix: str = "") -> F:
    """Return the rows that have an error; `rejection_message` words it.

    Args:
        frame: a frame to which columns of results were added.
        prefix: the prefix they were added with.

    Raises:
        InvalidInput: when the frame is none that is known, or has no column of errors, or the prefix is no text.
    """
    refuse(prefix=converters.code(prefix))
    return rows_with_errors(frame, prefix)


def rejection_message(error: str, field: str | None, locale: Locale = "fr") -> str:
    """Return in words why a row was rejected, from its columns `error` and `error_field`; null is written as `?`.

    The codes are those of a frame, and those that the plan of a portfolio has of rows that could not be read.

    Raises:
        InvalidInput: when the error is no code of the library, or the locale neither `fr` nor `en`.
    """
    known, code = (*ERRORS, *FILE_ERRORS), converters.code(error)
    if code not in known:
        refuse(error=InvalidValue("", error, "reason", choices=", ".join(known)))
    field = field if isinstance(field, str) else "?"
    if code in tuple(PrintedOutcome):
        outcome = words(f"printed.{code}").say(locale)
        return words("rejected.no-cycle").say(locale, field=field, outcome=outcome)
    return words(f"rejected.{code}").say(locale, field=field, choices=", ".join(Category))
