"""What several tests of the bilan check the same way."""

from __future__ import annotations

from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules import Bilan, Finding
from qualiopi_rules.bilan.cpf import Cpf
from qualiopi_rules.bilan.cpf_conditions import CpfCondition, CpfOutcome
from qualiopi_rules.bilan.cpf_request import CpfRequest

FIRST = Date(2026, 2, 26)
"""The first day of the cap, of the five years and of the accompanied hours."""
DAY = "2026-03-16"
MET, NOT_MET, NOT_KNOWN, NO_RULE = CpfOutcome


def check(bilan: Bilan, **changes: Any) -> set[str]:
    """The codes found in a bilan with other facts."""
    return {each.code for each in attrs.evolve(bilan, **changes).check()}


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [each.code for each in found]


def judged(conditions: tuple[CpfCondition, ...]) -> dict[str, CpfOutcome]:
    return {each.code.value: each.outcome for each in conditions}


def outcome(request: CpfRequest, code: str, **changes: Any) -> CpfOutcome:
    return judged(attrs.evolve(request, **changes).conditions())[code]


def found_in(request: CpfRequest, **changes: Any) -> list[str]:
    return codes(Cpf(request=attrs.evolve(request, **changes)).check(on=DAY))
