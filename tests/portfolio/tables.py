"""Tables of texts, as a file holds them, and the results of each row: the scalar rules, called for it alone."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from qualiopi_rules import Answers, CertificationCycle, InvalidInput, applicability, read_printed
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.cycle.printed import PrintedDays, PrintedOutcome, printed_of
from qualiopi_rules.rnq.category import Category
from tests.strategies import FIRST_DAY, days

Row = dict[str, str]

ON = date(2024, 5, 5)
QUESTIONS = ("subcontracting", "complaints")
OWN = (
    *("number", "holder", "first_issue", "printed_start", "valid_until", "cycle_number", "categories"),
    "surveillance_held",
    *QUESTIONS,
)
CYCLE = ("surveillance_opens", "surveillance_closes", "renewal_year_opens", "renewal_opens", "renewal_closes")
APPLICABILITY = ("applicable_least", "applicable_most", "applicable", "undetermined")
RESULTS = (
    *("outcome", "shape", "cycle_starts", *CYCLE, "expires", "stage", "valid"),
    *("next_deadline", "next_deadline_on", "days_left"),
    *(*APPLICABILITY, "error", "error_field"),
)

TEXTS = st.text(st.sampled_from("aé01'=+-@,;\" \t\r\n"), max_size=6)
DAY = st.one_of(
    days(date(2019, 1, 1), date(2032, 1, 1)).map(date.isoformat),
    st.sampled_from(["", "  ", "02/02/2023", "2023-02-30", "2023-02-02T10:00", "2023-2-2", "2018-01-01", "né"]),
    st.sampled_from([" 2023-02-02", "2026-02-01\xa0 "]),
)
ANSWER = st.sampled_from(["true", "false", "", " ", "oui", "True", " FALSE "])
NUMBER = st.sampled_from(["", "", " ", "1", " 2", "3 ", "0", "-1", "1.0", "un", "9" * 20])


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """A row whose days fit a cycle more often than chance would have it."""
    starts = draw(days(FIRST_DAY, date(2032, 1, 1)))
    fits = draw(st.booleans())
    return {
        "number": draw(TEXTS),
        "holder": draw(TEXTS),
        "first_issue": starts.isoformat() if fits else draw(DAY),
        "printed_start": "" if fits else draw(DAY),
        "valid_until": CertificationCycle(starts).expires.isoformat() if fits or draw(st.booleans()) else draw(DAY),
        "cycle_number": draw(NUMBER),
        "categories": draw(
            st.sampled_from(["BC", "AF, BC", "CFA,VAE", " bc ", "", " ", "AF,af", "B C", "af, xx", ","])
        ),
        "surveillance_held": draw(st.one_of(DAY, ANSWER)),
        **{question: draw(ANSWER) for question in QUESTIONS},
    }


def tables() -> st.SearchStrategy[list[Row]]:
    return st.lists(rows(), max_size=8)


def write_csv(file: Path, table: list[Row], separator: str = ",", quoting: Any = csv.QUOTE_MINIMAL) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, OWN, delimiter=separator, quoting=quoting)
        writer.writeheader()
        writer.writerows(table)


# --- The results of a row


def is_blank(row: Row) -> bool:
    """Whether a row has nothing in any cell: a spreadsheet has such rows between and after the others."""
    return not any(text.strip() for text in row.values())


def expected(row: Row) -> dict[str, Any]:
    """The results of a row: each rule on its own, and the first error."""
    start = "printed_start" if row["printed_start"].strip() else "first_issue"
    printed = {"start": row[start], "end": row["valid_until"], "first_issue": row["first_issue"]}
    columns = {"start": start, "end": "valid_until"}
    made: dict[str, Any] = dict.fromkeys(RESULTS)
    made |= checked(lambda: read(printed, value_of_number(row["cycle_number"]), columns), columns)
    if made["cycle_starts"] is not None:
        made |= on_cycle(made["cycle_starts"])
    held = checked(lambda: status(made["cycle_starts"], row["surveillance_held"]), {})
    made |= held if made["error"] is None else without_error(held)
    applied = checked(lambda: applies(row), {})
    return made | (applied if made["error"] is None else without_error(applied))


def checked(scalar: Callable[[], Mapping[str, Any]], columns: Mapping[str, str]) -> dict[str, Any]:
    try:
        return dict(scalar())
    except InvalidInput as refused:
        fault = refused.faults[0]
        name = fault.path.partition("[")[0]
        return {"error": fault.expected, "error_field": columns.get(name, name)}


def without_error(made: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in made.items() if not name.startswith("error")}


def value_of(text: str) -> Any:
    """The value of a text: yes, no, unknown, or itself; spaces around it and capital letters do not count."""
    text = text.strip()
    return {"true": True, "false": False}.get(text.lower(), text or None)


def value_of_number(text: str) -> Any:
    """The value of a text that is a number, unknown, or itself."""
    text = text.strip()
    return int(text) if text.isdigit() and len(text) < 16 else text or None


# The column at fault of days that are not those of one cycle; the end where the outcome is not here.
AT_FAULT = {
    PrintedOutcome.START_TOO_EARLY: "start",
    PrintedOutcome.FIRST_ISSUE_AFTER_START: "first_issue",
    PrintedOutcome.FIRST_ISSUE_DOES_NOT_LEAD: "first_issue",
    PrintedOutcome.BEFORE_SCHEME: "first_issue",
    PrintedOutcome.CYCLE_NUMBER_DIFFERS: "cycle_number",
}


def read(printed: Mapping[str, str], number: Any, columns: Mapping[str, str]) -> dict[str, Any]:
    days_of_row = {name: value_of(text) for name, text in printed.items()}
    known = {name: value for name, value in days_of_row.items() if value is not None}
    # A fault is reported even where another day is unknown.
    found = read_printed(**{"start": ON, "end": ON, **known})
    if number is not None:
        refuse(cycle_number=converters.count(number))
    start, end, issued = (known.get(name) for name in ("start", "end", "first_issue"))
    if number is not None and start is not None and end is not None:
        day = converters.day
        found = printed_of(day(start), day(end), None if issued is None else day(issued), number)
    return {} if start is None or end is None else _read(found, issued, columns)


def _read(found: PrintedDays, issued: Any, columns: Mapping[str, str]) -> dict[str, Any]:
    if found.cycle is None:
        at_fault = "start" if issued is None and found.outcome is PrintedOutcome.BEFORE_SCHEME else None
        argument = at_fault or AT_FAULT.get(found.outcome, "end")
        outcome = str(found.outcome)
        return {"outcome": outcome, "error": outcome, "error_field": columns.get(argument, argument)}
    return {
        "outcome": str(found.outcome),
        "shape": str(found.readings[0].shape),
        "cycle_starts": found.cycle.starts,
    }


def on_cycle(starts: date) -> dict[str, Any]:
    cycle = CertificationCycle(starts)
    windows = (cycle.surveillance, cycle.renewal)
    return {
        "surveillance_opens": windows[0].opens,
        "surveillance_closes": windows[0].closes,
        "renewal_year_opens": cycle.renewal_year.opens,
        "renewal_opens": windows[1].opens,
        "renewal_closes": windows[1].closes,
        "expires": cycle.expires,
    }


def status(starts: date | None, text: str) -> dict[str, Any]:
    held = value_of(text)
    # A fault is reported even where there is no cycle.
    cycle = CertificationCycle(starts or ON)
    found = cycle.status(on=ON, surveillance_held=held)
    if starts is None:
        return {}
    made: dict[str, Any] = {"stage": str(found.stage), "valid": found.valid}
    for deadline in cycle.deadlines(on=ON, surveillance_held=held)[:1]:
        made |= {
            "next_deadline": str(deadline.code),
            "next_deadline_on": deadline.day,
            "days_left": deadline.days_left,
        }
    return made


def applies(row: Row) -> dict[str, Any]:
    codes = value_of(row["categories"])
    parts = [] if codes is None else [code.strip() for code in codes.split(",")]
    categories = [part.upper() if part.upper() in set(Category) else part for part in parts] or [Category.AF]
    # A fault is reported even where the categories are unknown, and theirs comes first.
    applicability(categories, Answers(), on=ON)
    found = applicability(categories, Answers(**{name: value_of(row[name]) for name in QUESTIONS}), on=ON)
    if codes is None:
        return {}
    masks = [sum(2 ** (number - 1) for number in numbers) for numbers in (found.numbers, found.undetermined)]
    return dict(zip(APPLICABILITY, (*found.bounds, *masks), strict=True))
