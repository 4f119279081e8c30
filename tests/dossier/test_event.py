"""What an event may hold, each fault with what is wrong, and the order of events."""

from __future__ import annotations

from typing import Any

import pytest

from qualiopi_rules import Event, InvalidInput
from qualiopi_rules.dossier import EventKind

DAY = "2024-09-09"


def faults(**told: Any) -> list[tuple[str, Any, str, dict[str, Any]]]:
    with pytest.raises(InvalidInput) as caught:
        Event(on=DAY, **told)
    return [(fault.path, fault.value, fault.expected, dict(fault.params)) for fault in caught.value.faults]


def test_what_the_kind_of_an_event_needs_or_may_not_have_is_said_once_with_the_value_and_the_kind() -> None:
    plan = {"kind": "event.plan"}
    assert faults(kind="plan", categories=["BC", "AF"], grade="minor", decided="refused", sites_before=2) == [
        ("grade", "minor", "not-with-event", plan),
        ("decided", "refused", "not-with-event", plan),
        ("categories", "AF, BC", "not-with-event", plan),
        ("sites_before", 2, "not-with-event", plan),
    ]
    assert faults(kind="verification", lifted=None) == [
        ("lifted", None, "with-event", {"kind": "event.verification"}),
    ]


def test_a_verification_that_lifts_nothing_is_an_answer_all_the_same() -> None:
    assert Event(on=DAY, kind="verification", lifted=False).lifted is False


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "audit", "audit": "surveillance"},
        {"kind": "audit", "audit": "complementary"},
        *({"kind": "decision", "decided": each} for each in ("refused", "maintained", "suspended", "withdrawn")),
    ],
)
def test_only_what_decides_about_categories_has_some(told: dict[str, Any]) -> None:
    assert faults(**told, categories=["VAE", "AF"]) == [("categories", "AF, VAE", "without-categories", {})]


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "application"},
        *({"kind": "audit", "audit": each} for each in ("initial", "renewal", "extension")),
        {"kind": "decision", "decided": "granted"},
    ],
)
def test_what_is_applied_for_audited_or_granted_has_its_categories(told: dict[str, Any]) -> None:
    assert Event(on=DAY, **told, categories=["AF"]).categories == {"AF"}


ORDERED = [
    *(Event(on=DAY, kind="audit", audit=each) for each in ("extension", "surveillance")),
    Event(on=DAY, kind="notification", grade="major"),
    Event(on=DAY, kind="notification", grade="minor"),
    *(Event(on=DAY, kind="notification", grade="minor", indicator=each) for each in (1, 2, 10)),
    Event(on=DAY, kind="notification", grade="minor", audit="extension"),
    *(Event(on=DAY, kind="verification", indicator=each, lifted=False) for each in (1, 2)),
    Event(on=DAY, kind="verification", indicator=2, lifted=True),
    Event(on=DAY, kind="decision", decided="granted"),
    *(Event(on=DAY, kind="decision", decided="granted", categories=each) for each in (["AF"], ["AF", "BC"], ["BC"])),
    Event(on=DAY, kind="decision", decided="maintained"),
    *(Event(on=DAY, kind="new-site", sites_before=each) for each in (None, 1, 2, 10)),
    Event(on="2024-09-10", kind="application"),
]


def test_events_have_one_order_by_day_by_kind_and_by_what_they_say() -> None:
    """A subject that is not said comes first, and numbers come in their order."""
    ranks = [event.rank for event in ORDERED]
    assert ranks == sorted(set(ranks))
    of_one_day = [Event(on=DAY, kind=kind, **told).rank for kind, told in NEEDED.items()]
    assert of_one_day == sorted(of_one_day)


NEEDED: dict[EventKind, dict[str, Any]] = {
    EventKind.APPLICATION: {},
    EventKind.AUDIT: {"audit": "renewal"},
    EventKind.NOTIFICATION: {"grade": "major"},
    EventKind.PLAN: {},
    EventKind.CORRECTION: {},
    EventKind.VERIFICATION: {"lifted": False},
    EventKind.DECISION: {"decided": "granted"},
    EventKind.TRANSFER: {},
    EventKind.ACCREDITATION_WITHDRAWN: {},
    EventKind.DECLARATION_LAPSED: {},
    EventKind.NEW_SITE: {},
}
"""The kinds of events in the order of a file."""
