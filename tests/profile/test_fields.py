"""What a certifier chooses is written field by field, by name; each field refuses what its own rule does not take."""

from __future__ import annotations

from inspect import Parameter, signature
from typing import Any

import attrs
import pytest

from qualiopi_rules import InvalidInput, Profile
from qualiopi_rules.profile import (
    ConformityPoint,
    DurationRow,
    DurationTable,
    EvidenceChange,
    OutcomeScale,
    Removal,
    RenewalAdvice,
    ReportOutcome,
    SuspensionDelay,
    Threshold,
    profile as profile_module,
)
from tests.checks import anew, assert_one_hash
from tests.profile.test_profile import NAME

CITED = {"words": "instance", "since": "day", "citation": "instance"}
ANSWER = {"indicator": "indicator", "question": "text"}
EXPECTED: dict[type[Any], dict[str, str]] = {
    ConformityPoint: {"id": "text", **ANSWER, "answer": "yes-no", "categories": "list-of", "until": "day", **CITED},
    DurationRow: {
        "kinds": "list-of",
        "turnover_from_cents": "zero-or-more",
        "turnover_below_cents": "positive-integer",
        "base": "zero-or-more",
        "categories": "half-days",
        "site": "zero-or-more",
        "categories_most": "positive-integer",
    },
    DurationTable: {"name": "text", "rows": "instances", "until": "day", **CITED},
    EvidenceChange: {**ANSWER, "answer": "yes-or-no-only", **CITED},
    OutcomeScale: {
        "reservations_from": "positive-integer",
        "unfavourable_from": "positive-integer",
        "citation": "instance",
    },
    Profile: {
        "name": "text",
        "words": "instance",
        "uncertain": "instance",
        "questions": "instances",
        "removals": "instances",
        "adaptations": "instances",
        "points": "instances",
        "durations": "duration-table",
        "suspension": "suspension-delay",
        "renewal": "instance",
        "guide_removes": "yes-or-no-only",
        "thresholds": "instances",
        "draft_minimum_from": "day",
        "outcomes": "instance",
        "working_days": "yes-or-no-only",
    },
    Removal: {
        **ANSWER,
        "answer": "yes-or-no-only",
        "categories": "list-of",
        "since": "day",
        "citation": "instance",
        "note": "instance",
    },
    RenewalAdvice: {"since": "day", "opens": "positive-integer", "closes": "zero-or-more", "citation": "instance"},
    SuspensionDelay: {"name": "text", "months": "positive-integer", "words": "instance", "citation": "instance"},
    Threshold: {
        "question": "one-of",
        "value": "positive-integer",
        "since": "day",
        "until": "day",
        "citation": "instance",
    },
}
"""What each field is expected to be, by the code of its error."""


def test_a_profile_has_one_hash_before_and_after_it_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Results are remembered by profile: the first comparison makes a class ready, and must not move what is kept."""
    module = anew(profile_module, monkeypatch)
    first, second = (module.Profile(name="ours", words=NAME) for _ in range(2))
    assert_one_hash(first, second)


@pytest.mark.parametrize("cls", EXPECTED, ids=lambda cls: cls.__name__)
def test_each_field_is_refused_by_its_own_rule_and_all_at_once(cls: type[Any]) -> None:
    wrong = object()
    with pytest.raises(InvalidInput) as refusal:
        cls(**{field.name: wrong for field in attrs.fields(cls)})
    assert {fault.path: fault.expected for fault in refusal.value.faults} == EXPECTED[cls]
    assert all(fault.value is wrong for fault in refusal.value.faults)


@pytest.mark.parametrize("cls", [*EXPECTED, ReportOutcome], ids=lambda cls: cls.__name__)
def test_each_field_is_given_by_its_name(cls: type[Any]) -> None:
    """One that is added later shifts no other."""
    assert {each.kind for each in signature(cls).parameters.values()} == {Parameter.KEYWORD_ONLY}
