"""Days and months are counted by the functions that know the two ends of the calendar, and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

import qualiopi_rules

PACKAGE = Path(qualiopi_rules.__file__).parent
COUNTED = re.compile(r"\.(?:add|subtract)\((?:days|weeks|months|years)=|\btimedelta\(|relativedelta")
TRIES = ("strategies", "columns")  # days in the middle of the calendar, for tests; days that are numbers


def test_no_rule_adds_to_a_day_by_itself() -> None:
    found = [
        f"{file.relative_to(PACKAGE)}:{number}"
        for file in sorted(PACKAGE.rglob("*.py"))
        if file.relative_to(PACKAGE).parts[0] not in TRIES
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if COUNTED.search(line)
    ]
    assert not found, "qualiopi_rules.law.months has days_after and months_after"
