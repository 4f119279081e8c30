"""Tables of texts, as a file holds them, and what each row must come to: the scalar rules, called for it alone."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from qualiopi_rules import Answers, CertificationCycle, InvalidInput, applicability, read_printed
from qualiopi_rules.rnq.category import Category
from tests.strategies import FIRST_DAY, days

Row = dict[str, str]

ON = date(2024, 5, 5)
QUESTIONS = ("subcontracting", "complaints")
OWN = (
    *("number", "holder", "first_issue", "printed_start", "valid_until", "categories", "surveillance_held"),
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
)
ANSWER = st.sampled_from(["true", "false", "", " ", "oui", "True"])


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
        "categories": draw(st.sampled_from(["BC", "AF, BC", "CFA,VAE", "bc", "", " ", "AF,AF"])),
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


# --- What a row must come to


def expected(row: Row) -> dict[str, Any]:
    """The results of a row: each rule on its own, and the first error."""
    start = "printed_start" if row["printed_start"].strip() else "first_issue"
    printed = {"start": row[start], "end": row["valid_until"], "first_issue": row["first_issue"]}
    columns = {"start": start, "end": "valid_until"}
    made: dict[str, Any] = dict.fromkeys(RESULTS)
    made |= judged(lambda: read(printed), columns)
    if made["cycle_starts"] is not None:
        made |= on_cycle(made["cycle_starts"])
    held = judged(lambda: stands(made["cycle_starts"], row["surveillance_held"]), {})
    made |= held if made["error"] is None else without_error(held)
    applied = judged(lambda: applies(row), {})
    return made | (applied if made["error"] is None else without_error(applied))


def judged(scalar: Callable[[], Mapping[str, Any]], columns: Mapping[str, str]) -> dict[str, Any]:
    try:
        return dict(scalar())
    except InvalidInput as refused:
        fault = refused.faults[0]
        name = fault.path.partition("[")[0]
        return {"error": fault.expected, "error_field": columns.get(name, name)}


def without_error(made: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in made.items() if not name.startswith("error")}


def given(text: str) -> Any:
    """What a text tells: yes, no, nothing, or itself."""
    return {"true": True, "false": False}.get(text, text if text.strip() else None)


def read(printed: Mapping[str, str]) -> dict[str, Any]:
    told = {name: given(text) for name, text in printed.items()}
    known = {name: value for name, value in told.items() if value is not None}
    # A fault is told even where another day is not.
    found = read_printed(**{"start": ON, "end": ON, **known})
    if told["start"] is None or told["end"] is None:
        return {}
    if found.cycle is None:
        return {"outcome": str(found.outcome)}
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


def stands(starts: date | None, text: str) -> dict[str, Any]:
    held = given(text)
    # A fault is told even where there is no cycle.
    cycle = CertificationCycle(starts or ON)
    status = cycle.status(on=ON, surveillance_held=held)
    if starts is None:
        return {}
    made: dict[str, Any] = {"stage": str(status.stage), "valid": status.valid}
    for deadline in cycle.deadlines(on=ON, surveillance_held=held)[:1]:
        made |= {
            "next_deadline": str(deadline.code),
            "next_deadline_on": deadline.day,
            "days_left": deadline.days_left,
        }
    return made


def applies(row: Row) -> dict[str, Any]:
    told = given(row["categories"])
    categories = [Category.AF] if told is None else [code.strip() for code in told.split(",")]
    # A fault is told even where the categories are not, and theirs comes first.
    applicability(categories, Answers(), on=ON)
    found = applicability(categories, Answers(**{name: given(row[name]) for name in QUESTIONS}), on=ON)
    if told is None:
        return {}
    masks = [sum(2 ** (number - 1) for number in numbers) for numbers in (found.numbers, found.undetermined)]
    return dict(zip(APPLICABILITY, (*found.bounds, *masks), strict=True))
