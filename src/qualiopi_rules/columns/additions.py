"""The columns door: the rules on whole data frames, of polars, pandas, pyarrow, Dask, DuckDB, Ibis and Spark.

Each function takes a frame and gives one of the same library, with columns of results after its own; rows are neither
dropped nor added. The rules are those of single dossiers, computed once for each distinct key.

A null is not known: its results are null, or undetermined for an answer. A value that a rule refuses stops nothing:
its row has no results but a code in the column `error` and the name of the column that is at fault in `error_field`;
`rejected_rows` gives these rows. The error that a row has first stays when more columns are added.

Days are columns of dates, of date-times without a time zone, or of ISO texts; a date-time that is not at midnight is
an error of its row. Needs the extra `columns`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from operator import index
from typing import Any, SupportsIndex, TypeVar, cast

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, MissingExtra, refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import words
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.rnq.category import Category, categories_of
from qualiopi_rules.rnq.question import questions

try:
    from qualiopi_rules.columns.engine import ERRORS
    from qualiopi_rules.columns.frames import apply, with_errors
    from qualiopi_rules.columns.rules import (
        applicability_rule,
        cycles_rule,
        deadline_rule,
        printed_rule,
        situations,
        status_rule,
    )
except ModuleNotFoundError as missing:
    raise MissingExtra("columns") from missing

__all__ = [
    "add_applicability",
    "add_cycles",
    "add_printed",
    "add_review",
    "add_status",
    "indicators_of_mask",
    "rejected_rows",
    "rejection_message",
]

F = TypeVar("F")

_BITS = 64


def add_cycles(frame: F, *, decision: str, prefix: str = "") -> F:
    """Add the days of the cycle that starts on the day of each row.

    The columns are `surveillance_opens`, `surveillance_closes`, `renewal_year_opens`, `renewal_opens`,
    `renewal_closes` and `expires`, all of them dates.

    Args:
        frame: a frame.
        decision: the column of the first day of the cycle, as the day of the initial certification decision.
        prefix: what the names of the results begin with.

    Raises:
        InvalidInput: when the frame is none that is known, or with every column that does not fit.
    """
    return cast(F, apply(frame, [partial(cycles_rule, decision)], prefix))


def add_status(frame: F, *, decision: str, on: DayLike, surveillance_held: str | None = None, prefix: str = "") -> F:
    """Add where the cycle of each row stands on a day: `stage`, a code, and `valid`, yes or no.

    Args:
        frame: a frame.
        decision: the column of the first day of the cycle.
        on: the day, or the name of a column of days.
        surveillance_held: the column of the day of the surveillance audit, or of whether it was held.
        prefix: what the names of the results begin with.

    Raises:
        InvalidInput: when the frame is none that is known, or with every column that does not fit.
    """
    return cast(F, apply(frame, [partial(status_rule, decision, _day_or_column(on), surveillance_held)], prefix))


def add_printed(frame: F, *, start: str, end: str, first_issue: str | None = None, prefix: str = "") -> F:
    """Add what the days printed on each certificate say of its cycle.

    The columns are `outcome` and `shape`, codes, and `cycle_starts` and `expires`, dates; the last three are null
    where the days fit no cycle, or several.

    Args:
        frame: a frame.
        start: the column of the start that is printed.
        end: the column of the last valid day that is printed.
        first_issue: the column of the day of first issue, of this cycle or ever.
        prefix: what the names of the results begin with.

    Raises:
        InvalidInput: when the frame is none that is known, or with every column that does not fit.
    """
    return cast(F, apply(frame, [partial(printed_rule, start, end, first_issue)], prefix))


def add_applicability(
    frame: F,
    *,
    on: DayLike,
    categories: str | Iterable[Category | str],
    answers: Mapping[str, str] | Iterable[str] = (),
    profile: Profile | str = DEFAULT_PROFILE,
    situation: Mapping[str, str] | Iterable[str] = (),
    prefix: str = "",
) -> F:
    """Add which indicators apply to the provider of each row.

    The columns are `applicable_least` and `applicable_most`, how many can apply given what is not answered, and
    `applicable` and `undetermined`, masks that `indicators_of_mask` reads.

    Args:
        frame: a frame.
        on: the day of the audit.
        categories: the column of the categories, texts such as `BC` or `AF, BC`, or lists; or the categories of
            every row, as `["BC"]`.
        answers: the columns of the answers by question, or the questions that are columns by their own names.
        profile: a certifier's profile, or the name of a built-in one; its own questions may be columns too.
        situation: the same as `answers`, for the questions on the situation that are answered with yes or no.
        prefix: what the names of the results begin with.

    Raises:
        InvalidInput: when the frame is none that is known, or with every argument and column that does not fit.
        NotInForce: when the day is before the first edition.
    """
    rule = _applicability(on, categories, answers, profile, situation)
    return cast(F, apply(frame, [rule], prefix))


def add_review(  # noqa: PLR0913 (those of the rules it applies)
    frame: F,
    *,
    on: DayLike,
    start: str,
    end: str,
    first_issue: str | None = None,
    surveillance_held: str | None = None,
    categories: str | Iterable[Category | str] | None = None,
    answers: Mapping[str, str] | Iterable[str] = (),
    profile: Profile | str = DEFAULT_PROFILE,
    situation: Mapping[str, str] | Iterable[str] = (),
    prefix: str = "",
) -> F:
    """Add the usual set: what the printed days say, the cycle, where it stands, what comes next, what applies.

    The columns are those of `add_printed`, `add_cycles` and `add_status`, then `next_deadline`, a code, its day
    `next_deadline_on` and `days_left`, and those of `add_applicability` when categories are given.

    Args:
        frame: a frame.
        on: the day of the review.
        start: as for `add_printed`.
        end: as for `add_printed`.
        first_issue: as for `add_printed`.
        surveillance_held: as for `add_status`.
        categories: as for `add_applicability`; None when that is not to be looked at.
        answers: as for `add_applicability`.
        profile: as for `add_applicability`.
        situation: as for `add_applicability`.
        prefix: what the names of the results begin with.

    Raises:
        InvalidInput: when the frame is none that is known, or with every argument and column that does not fit.
        NotInForce: when the day is before the first edition.
    """
    day = converters.day(on)
    refuse(on=day)
    cycle = f"{prefix}cycle_starts"
    rules: list[Any] = [
        partial(printed_rule, start, end, first_issue, expires=False),
        partial(cycles_rule, cycle),
        partial(status_rule, cycle, day, surveillance_held),
        partial(deadline_rule, cycle, day, surveillance_held),
    ]
    if categories is not None:
        rules.append(_applicability(day, categories, answers, profile, situation))
    return cast(F, apply(frame, rules, prefix))


def _day_or_column(on: DayLike) -> Any:
    day = converters.day(on)
    return on if isinstance(on, str) and isinstance(day, InvalidValue) else _known(on=day)


def _known(**value: Any) -> Any:
    refuse(**value)
    return next(iter(value.values()))


def _applicability(
    on: DayLike,
    categories: str | Iterable[Category | str],
    answers: Mapping[str, str] | Iterable[str],
    profile: Profile | str,
    situation: Mapping[str, str] | Iterable[str],
) -> Any:
    day, profile = converters.day(on), profile_of(profile)
    known = categories if isinstance(categories, str) else categories_of(categories)
    own = [question.id for question in profile.own_questions] if isinstance(profile, Profile) else []
    answered, situated = _by_question(answers, (*questions(), *own)), _by_question(situation, situations())
    refuse(on=day, categories=known, answers=answered, profile=profile, situation=situated)
    if not isinstance(categories, str) and not answered and not situated:
        refuse(answers=InvalidValue("", answers, "not-empty"))
    return partial(applicability_rule, known, answered | situated, day, profile)


def _by_question(given: Mapping[str, str] | Iterable[str], known: Sequence[str]) -> Any:
    columns = dict(given) if isinstance(given, Mapping) else {name: name for name in given}
    faults = [
        InvalidValue(f"[{name!r}]", name, "one-of", choices=", ".join(known)) for name in columns if name not in known
    ]
    return InvalidInput.of(*faults) if faults else columns


def indicators_of_mask(mask: SupportsIndex) -> tuple[int, ...]:
    """Give the numbers of the indicators of a mask: bit n - 1 is indicator n, in a signed integer of 64 bits.

    Raises:
        InvalidInput: when it is no whole number of 64 bits; a float is refused, because it cannot hold every mask.
    """
    # numpy has whole numbers of its own, which are no `int`; a boolean has an index too, but is no mask.
    if (
        isinstance(mask, bool)
        or not hasattr(mask, "__index__")
        or not -(1 << _BITS - 1) <= index(mask) < 1 << _BITS - 1
    ):
        refuse(mask=InvalidValue("", mask, "mask"))
    return tuple(number for number in range(1, _BITS + 1) if index(mask) >> number - 1 & 1)


def rejected_rows(frame: F, *, prefix: str = "") -> F:
    """Give the rows that have an error; `rejection_message` words it.

    Args:
        frame: a frame to which columns of results were added.
        prefix: the prefix they were added with.

    Raises:
        InvalidInput: when the frame is none that is known, or has no column of errors.
    """
    return cast(F, with_errors(frame, prefix))


def rejection_message(error: str, field: str, locale: Locale = "fr") -> str:
    """Tell in words why a row was rejected, from its columns `error` and `error_field`.

    Raises:
        InvalidInput: when the error is no code of the library, or the locale neither `fr` nor `en`.
    """
    if error not in ERRORS:
        refuse(error=InvalidValue("", error, "reason", choices=", ".join(ERRORS)))
    return words(f"rejected.{error}").say(locale, field=field, choices=", ".join(Category))
