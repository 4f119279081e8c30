"""The results of each row: the scalar rule, called for that row alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from hypothesis import strategies as st

from qualiopi_rules import (
    Answers,
    Certificate,
    CertificationCycle,
    InvalidInput,
    NotInForce,
    Situation,
    applicability,
    read_printed,
)
from qualiopi_rules.core import converters
from qualiopi_rules.cycle.printed import PrintedOutcome, printed_of
from qualiopi_rules.law.dated import dated
from qualiopi_rules.profile import RenewalAdvice
from qualiopi_rules.results.deadlines import MilestoneCode
from qualiopi_rules.rnq.question import questions
from tests.checks import profile_with
from tests.columns.backends import Row, Rows
from tests.strategies import FIRST_DAY, days

CYCLE = (
    *("surveillance_opens", "surveillance_closes", "renewal_year_opens", "renewal_opens", "renewal_closes"),
    "expires",
)
STATUS = ("stage", "valid")
DEADLINE = ("next_deadline", "next_deadline_on", "days_left")
PRINTED = ("outcome", "shape", "cycle_starts", "expires")
APPLICABILITY = ("applicable_least", "applicable_most", "applicable", "undetermined")
QUESTIONS = tuple(questions())

ON = date(2024, 5, 5)


EARLIER = RenewalAdvice(
    since=date(2020, 1, 1), opens=9, closes=1, citation=dated("cycle/cycle", "renewal_opens").values[0].citation
)
ADVISED = profile_with(renewal=EARLIER)


def judged(names: tuple[str, ...], scalar: Callable[[], tuple[Any, ...]], columns: dict[str, str], of_day: str) -> Row:
    """The results of a scalar rule, or its error: the first fault, and the column of the argument that is at fault."""
    nothing: Row = dict.fromkeys([*names, "error", "error_field"])
    try:
        return nothing | dict(zip(names, scalar(), strict=True))
    except NotInForce:
        return nothing | {"error": "not-in-force", "error_field": of_day}
    except InvalidInput as refused:
        fault = refused.faults[0]
        argument = fault.path.partition("[")[0]
        return nothing | {"error": fault.expected, "error_field": columns.get(argument, of_day)}


def nothing(names: tuple[str, ...]) -> Row:
    """The results of a row of which too little is known."""
    return dict.fromkeys([*names, "error", "error_field"])


def at_midnight(row: Row) -> Row:
    """The row, as a library reads it whose days are date-times at midnight."""
    moment = row["decision_time"]
    return row if moment is None or moment.time() != time() else {**row, "decision_time": moment.date()}


def cycle(row: Row, decision: str = "decision", advice: RenewalAdvice | None = None) -> Row:
    def scalar() -> tuple[Any, ...]:
        made = CertificationCycle(row[decision])
        surveillance = made.surveillance
        day = {milestone.code: milestone.day for milestone in made.timeline(advice=advice)}
        return (
            *(surveillance.opens, surveillance.closes, made.renewal_year.opens),
            *(day[MilestoneCode.RENEWAL_OPENS], day[MilestoneCode.RENEWAL_CLOSES], made.expires),
        )

    return nothing(CYCLE) if row[decision] is None else judged(CYCLE, scalar, {"starts": decision}, decision)


def status(row: Row, decision: str, on: object, held: str | None = None, advice: RenewalAdvice | None = None) -> Row:
    def scalar() -> tuple[Any, ...]:
        found = CertificationCycle(row[decision]).status(
            on=on if isinstance(on, date) else row["on"], surveillance_held=row[held] if held else None, advice=advice
        )
        return str(found.stage), found.valid

    if row[decision] is None or (on == "on" and row["on"] is None):
        return nothing(STATUS)
    return judged(STATUS, scalar, {}, decision)


def deadline(row: Row, decision: str, held: str | None, on: date = ON, advice: RenewalAdvice | None = None) -> Row:
    def scalar() -> tuple[Any, ...]:
        for found in CertificationCycle(row[decision]).deadlines(
            on=on, surveillance_held=row[held] if held else None, advice=advice
        ):
            return str(found.code), found.day, found.days_left
        return (None,) * 3

    return nothing(DEADLINE) if row[decision] is None else judged(DEADLINE, scalar, {}, decision)


def printed(row: Row, first_issue: str | None = "first_issue", number: str | None = None) -> Row:
    issued = row[first_issue] if first_issue else None
    # A number that is none is an error also where there are no days to read.
    if number is not None and row[number] is not None and row[number] < 1:
        return nothing(PRINTED) | {"error": "positive-integer", "error_field": number}
    if row["start"] is None or row["end"] is None:
        return nothing(PRINTED)
    if number is None or row[number] is None:
        found = read_printed(row["start"], row["end"], issued)
    elif issued is None:
        found = printed_of(converters.day(row["start"]), converters.day(row["end"]), None, row[number])
    else:
        found = Certificate(
            number="A-1",
            categories=["BC"],
            first_issue=issued,
            printed_start=row["start"],
            valid_until=row["end"],
            cycle_number=row[number],
        ).read()
    if found.cycle is not None:
        values = (str(found.outcome), str(found.readings[0].shape), found.cycle.starts, found.cycle.expires)
        return nothing(PRINTED) | dict(zip(PRINTED, values, strict=True))
    at_fault = {
        PrintedOutcome.START_TOO_EARLY: "start",
        PrintedOutcome.FIRST_ISSUE_AFTER_START: "first_issue",
        PrintedOutcome.FIRST_ISSUE_DOES_NOT_LEAD: "first_issue",
        PrintedOutcome.BEFORE_SCHEME: "start" if issued is None else "first_issue",
        PrintedOutcome.CYCLE_NUMBER_DIFFERS: number,
    }
    outcome = str(found.outcome)
    return nothing(PRINTED) | {"outcome": outcome, "error": outcome, "error_field": at_fault.get(found.outcome, "end")}


def applied(row: Row, *, with_guide: bool = False) -> Row:
    def scalar() -> tuple[Any, ...]:
        text = row["categories"]
        found = applicability(
            [code.strip() for code in text.split(",")] if text.strip() else [],
            Answers(**{name: row[name] for name in QUESTIONS}),
            on=ON,
            profile=profile_with(guide_removes=True) if with_guide else profile_with(),
            situation=Situation(two_days_or_less=row["two_days_or_less"]),
        )
        bits = [sum(2 ** (number - 1) for number in numbers) for numbers in (found.numbers, found.undetermined)]
        return (*found.bounds, *bits)

    if row["categories"] is None:
        return nothing(APPLICABILITY)
    return judged(APPLICABILITY, scalar, {"categories": "categories"}, "categories")


def together(*parts: Row) -> Row:
    """The results of several rules: the first error stays."""
    made: Row = {}
    for part in parts:
        error = {name: made[name] for name in ("error", "error_field")} if made.get("error") else {}
        made |= part | error
    return {
        name: made[name] for name in (*(name for name in made if not name.startswith("error")), "error", "error_field")
    }


def reviewed(
    row: Row, on: date = ON, number: str | None = None, advice: RenewalAdvice | None = None, *, applies: bool = True
) -> Row:
    found = printed(row, number=number)
    expires = found.pop("expires")
    chained = {**row, **found}
    made = together(
        found,
        cycle(chained, "cycle_starts", advice),
        status(chained, "cycle_starts", on, "held_on", advice),
        deadline(chained, "cycle_starts", "held_on", on, advice),
        *([applied(row)] if applies else []),
    )
    assert made["expires"] == expires
    return made


# --- Tables

KNOWN = days(date(2018, 1, 1), date(2035, 12, 31))
ODD = st.sampled_from([date(1, 1, 1), date(1899, 12, 31), date(9998, 1, 31), date(9999, 12, 31)])
TEXTS = st.one_of(
    KNOWN.map(date.isoformat),
    st.sampled_from(["2023-02-30", "2023-02-02T10:00", "", "02/02/2023", "2023-2-2", "né", "2019-06-08"]),
)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), values)


STARTED = st.sampled_from(
    [
        days(FIRST_DAY, date(2021, 5, 5)),  # their cycles are over on the day of the reviews
        days(date(2021, 5, 6), ON),  # they run
        days(FIRST_DAY, date(2035, 12, 31)),
    ]
).flatmap(lambda started: started)


@st.composite
def certificates(draw: st.DrawFn) -> Row:
    """A row of printed days: a cycle that they fit, more often than chance would have it, or any days."""
    starts = draw(STARTED)
    made = CertificationCycle(starts)
    fits = draw(st.sampled_from([True, True, False]))
    start = starts if fits else draw(maybe(KNOWN))
    end = made.expires if fits or draw(st.booleans()) else draw(maybe(KNOWN))
    if draw(st.sampled_from([False, False, True])) and end is not None:
        end = converters.day(end).add(
            **{draw(st.sampled_from(["days", "months", "years"])): draw(st.sampled_from([1, -1]))}
        )
    first_issue = st.sampled_from([None, starts])
    return {
        "start": start,
        "end": end,
        "first_issue": draw(draw(st.sampled_from([first_issue, first_issue, maybe(KNOWN)]))),
        "cycle_number": draw(st.sampled_from([None, None, 1, 1, 0, 2, 3, 4])),
    }


@st.composite
def tables(draw: st.DrawFn) -> Rows:
    """Rows with every column that the rules take."""
    made = draw(
        st.lists(
            st.tuples(
                certificates(),
                st.fixed_dictionaries(
                    {
                        "decision": maybe(st.one_of(KNOWN, KNOWN, ODD)),
                        "decision_text": maybe(TEXTS),
                        "decision_time": maybe(
                            st.builds(datetime.combine, KNOWN, st.sampled_from([time(), time(), time(0, 0, 1)]))
                        ),
                        "on": maybe(KNOWN),
                        "held_on": maybe(KNOWN),
                        "held": maybe(st.booleans()),
                        "categories": maybe(
                            st.sampled_from(["BC", "AF", "AF, BC", "BC,AF", "CFA", "VAE,CFA", "bc", "", " ", "BC,BC"])
                        ),
                        "two_days_or_less": maybe(st.booleans()),
                        **dict.fromkeys(QUESTIONS, maybe(st.booleans())),
                    }
                ),
            ),
            min_size=1,
            max_size=10,
        )
    )
    repeated = draw(st.lists(st.sampled_from(made), max_size=4))
    return [{"row": at, **printed, **others} for at, (printed, others) in enumerate([*made, *repeated])]
