"""The data of what an answer changes: which indicator, which answer, from which day, and what each rests on."""

from __future__ import annotations

from typing import Any

from qualiopi_rules.core.resources import text
from qualiopi_rules.law.dated import dated_from
from tests.texts import DEDUCED, GUIDE, LAW, PRACTICE, SECOND_HAND, VERBATIM, WARNING, by_days, found_by

Days = list[tuple[Any, str, str | None, tuple[str, str, str]]]

GRID = ("audit-grid-2025", PRACTICE, SECOND_HAND)
"""A public copy of a certifier's grid; its questions are known since the webinar of 1 March 2023."""
V8 = ("guide-v8", GUIDE, SECOND_HAND)
V9 = ("guide-v9", GUIDE, VERBATIM)
DECREE = ("decret-2026-728", LAW, SECOND_HAND)

SEEN_IN_THE_GRID: Days = [(None, "2023-03-01", None, GRID)]
GRID_THEN_GUIDE: Days = [(None, "2023-03-01", "2024-03-07", GRID), (None, "2024-03-08", None, V9)]
"""A certifier looks at it, and guide V9 says so from the day it had to be used."""
GUIDE_ALONE: Days = [(None, "2024-01-23", "2024-03-07", V8), (None, "2024-03-08", None, V9)]
SINCE_NOVEMBER_2026: Days = [(None, "2026-11-01", None, DECREE)]

YES, NO = True, False
ADAPTATIONS: list[tuple[str, bool, int, Days]] = [
    # Guide V9, 4: who does not analyse the need shows that it is taken into account; 4 and 6: welcomed disabilities.
    ("needs_analysis", NO, 4, GRID_THEN_GUIDE),
    ("disability_welcomed", YES, 4, GRID_THEN_GUIDE),
    ("disability_welcomed", YES, 6, GUIDE_ALONE),
    # The grid, 26: the measures taken; without a person welcomed, the network alone.
    ("disability_welcomed", YES, 26, SEEN_IN_THE_GRID),
    ("disability_welcomed", NO, 26, SEEN_IN_THE_GRID),
    # The grid, 18: a sole practitioner shows that every function is held; guide V9: they may hold every one.
    ("sole_practitioner", YES, 18, SEEN_IN_THE_GRID),
    ("sole_practitioner", YES, 18, [(None, "2024-03-08", None, V9)]),
    # Guide V9, 22: a sole practitioner shows a continuing training.
    ("sole_practitioner", YES, 22, GRID_THEN_GUIDE),
    # The grid: who is assessed, whose feedback is collected, who takes part in the analysis, what there is to examine.
    ("subcontracting", YES, 21, SEEN_IN_THE_GRID),
    ("funders_direct", NO, 4, SEEN_IN_THE_GRID),
    ("funders_direct", NO, 30, SEEN_IN_THE_GRID),
    ("teaching_team", NO, 30, SEEN_IN_THE_GRID),
    ("companies_direct", NO, 4, SEEN_IN_THE_GRID),
    ("companies_direct", NO, 30, SEEN_IN_THE_GRID),
    ("complaints", NO, 31, SEEN_IN_THE_GRID),
    ("complaints", NO, 32, SEEN_IN_THE_GRID),
    # The 2026 edition, 19: distance modules are verified to be followed.
    ("distance_modules", YES, 19, SINCE_NOVEMBER_2026),
]
"""The answer that changes what is looked at in an indicator, in the order of the text."""


def days(entry: dict[str, Any]) -> Days:
    """The days on which it is known to hold, with what says so."""
    return list(by_days(dated_from("evidence", [{"value": None, **table} for table in entry["values"]])))


def test_which_answer_changes_what_is_looked_at() -> None:
    entries = text("indicators/adaptations")["adaptations"]
    stated = [(entry["question"], entry["answer"], entry["indicator"], days(entry)) for entry in entries]
    assert stated == ADAPTATIONS


def test_two_thresholds_are_left_to_an_arrete_by_the_decree_of_2026() -> None:
    """19: a lead teacher above a number of trainers; 20: a minimum of hours of permanent staff. No figure is known."""
    entries = text("indicators/adaptations")["thresholds"]
    assert [(entry["indicator"], entry["question"], entry["above"], days(entry)) for entry in entries] == [
        (19, "trainers", True, SINCE_NOVEMBER_2026),
        (20, "permanent_hours", False, SINCE_NOVEMBER_2026),
    ]


def test_what_can_be_found() -> None:
    assert found_by("indicators") == {
        # Alone, and with a team: the question on the team leaves sole practitioners aside.
        (("webinar-2023", PRACTICE, DEDUCED), "2019-06-09"): {WARNING: "QST001"},
        # L. 6313-1: the actions of a category meet a condition by nature.
        (("code-L6313-1", LAW, DEDUCED), "2019-06-09"): {WARNING: "QST002"},
        # Guide V9, 28: work-linked training is among the periods in a work situation.
        (V9, "2024-03-08"): {WARNING: "QST003"},
    }
