"""The law of every library: the columns are what the scalar rule returns row by row, and the rows stay as they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qualiopi_rules import columns
from tests.checks import profile_with
from tests.columns import scalar
from tests.columns.backends import Backend, Row, Rows, plain, table_of
from tests.columns.scalar import ADVISED, EARLIER, ON, QUESTIONS

Law = tuple[Callable[[Any], Any], Callable[[Row], Row]]


def _status(decision: str, on: Any, held: str | None) -> Law:
    return (
        lambda frame: columns.add_status(frame, decision=decision, on=on, surveillance_held=held),
        lambda row: scalar.status(row, decision, on, held),
    )


def _chained(frame: Any) -> Any:
    frame = columns.add_cycles(frame, decision="decision")
    frame = columns.add_status(frame, decision="decision_text", on=ON)
    return columns.add_applicability(
        frame, on=ON, categories="categories", answers=QUESTIONS, situation=["two_days_or_less"]
    )


LAWS: Mapping[str, Law] = {
    "cycles": (lambda frame: columns.add_cycles(frame, decision="decision"), scalar.cycle),
    "cycles of texts": (
        lambda frame: columns.add_cycles(frame, decision="decision_text"),
        lambda row: scalar.cycle(row, "decision_text"),
    ),
    "cycles of date-times": (
        lambda frame: columns.add_cycles(frame, decision="decision_time"),
        lambda row: scalar.cycle(scalar.at_midnight(row), "decision_time"),
    ),
    "status": _status("decision", ON, None),
    "status, audit held on a day": _status("decision", ON, "held_on"),
    "status, audit held or not": _status("decision", ON, "held"),
    "status on the day of a column": _status("decision", "on", "held_on"),
    "printed days": (
        lambda frame: columns.add_printed(frame, start="start", end="end", first_issue="first_issue"),
        scalar.printed,
    ),
    "printed days with cycle number": (
        lambda frame: columns.add_printed(
            frame, start="start", end="end", first_issue="first_issue", cycle_number="cycle_number"
        ),
        lambda row: scalar.printed(row, number="cycle_number"),
    ),
    "printed days with cycle number, without first issue": (
        lambda frame: columns.add_printed(frame, start="start", end="end", cycle_number="cycle_number"),
        lambda row: scalar.printed(row, None, "cycle_number"),
    ),
    "cycles and status as a certifier advises": (
        lambda frame: columns.add_status(
            columns.add_cycles(frame, decision="decision", profile=ADVISED),
            decision="decision",
            on="on",
            surveillance_held="held",
            profile=ADVISED,
        ),
        lambda row: scalar.together(
            scalar.cycle(row, advice=EARLIER), scalar.status(row, "decision", "on", "held", EARLIER)
        ),
    ),
    "printed days without first issue": (
        lambda frame: columns.add_printed(frame, start="start", end="end"),
        lambda row: scalar.printed(row, None),
    ),
    "applicability": (
        lambda frame: columns.add_applicability(
            frame, on=ON, categories="categories", answers=QUESTIONS, situation=["two_days_or_less"]
        ),
        scalar.applied,
    ),
    "applicability with the guide": (
        lambda frame: columns.add_applicability(
            frame,
            on=ON,
            categories="categories",
            answers={name: name for name in QUESTIONS},
            situation={"two_days_or_less": "two_days_or_less"},
            profile=profile_with(guide_removes=True),
        ),
        lambda row: scalar.applied(row, with_guide=True),
    ),
    "a chain": (
        _chained,
        lambda row: scalar.together(scalar.cycle(row), scalar.status(row, "decision_text", ON), scalar.applied(row)),
    ),
    "review": (
        lambda frame: columns.add_review(
            frame,
            on=ON,
            start="start",
            end="end",
            first_issue="first_issue",
            surveillance_held="held_on",
            categories="categories",
            answers=QUESTIONS,
            situation=["two_days_or_less"],
        ),
        scalar.reviewed,
    ),
    "review with cycle number, as a certifier advises": (
        lambda frame: columns.add_review(
            frame,
            on=ON,
            start="start",
            end="end",
            first_issue="first_issue",
            cycle_number="cycle_number",
            surveillance_held="held_on",
            profile=ADVISED,
        ),
        lambda row: scalar.reviewed(row, ON, "cycle_number", EARLIER, applies=False),
    ),
}


def holds(law: Law, backend: Backend, rows: Rows) -> None:
    """Whether a law holds for a table in a library."""
    compute, expected = law
    table = table_of(rows)
    made = backend.rows(compute(backend.make(table)))
    assert made == [{**own, **expected(row)} for own, row in zip(plain(table), rows, strict=True)]
    assert list(made[0]) == [*table.column_names, *expected(rows[0])]
