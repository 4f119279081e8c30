"""The non-conformities of a file: each decision is judged from what changed, and is what it would be from all."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given, strategies as st
from pendulum import Date

from qualiopi_rules import Event, Profile
from qualiopi_rules.audit import NonConformity
from qualiopi_rules.dossier import FileState, record
from qualiopi_rules.dossier.event import CertifierDecision, EventKind
from qualiopi_rules.dossier.file_nonconformities import FileNonConformities
from qualiopi_rules.dossier.history import state_of
from qualiopi_rules.dossier.record import Known
from qualiopi_rules.rnq import AuditKind
from tests.checks import profile_with
from tests.dossier.judged_again import AllAgain
from tests.strategies import nonconformities

FIRST = Date(2023, 11, 6)
INDICATORS = (1, 2, 4, 9, 12, 17, None)
PROFILES = profile_with("law"), profile_with("law", working_days=True)
HELD = AuditKind.INITIAL, AuditKind.EXTENSION, AuditKind.SURVEILLANCE, AuditKind.RENEWAL


def _event(draw: st.DrawFn, day: Date, notified: list[int | None]) -> Event:
    # Most of them about non-conformities, which are minor and several at once: that is what a decision looks back to.
    kind = draw(
        st.sampled_from(
            [
                *[EventKind.NOTIFICATION] * 4,
                *(EventKind.PLAN, EventKind.PLAN, EventKind.CORRECTION, EventKind.CORRECTION),
                *[EventKind.VERIFICATION] * 2,
                *[EventKind.DECISION] * 3,
                *(EventKind.AUDIT, EventKind.AUDIT, EventKind.TRANSFER, EventKind.NEW_SITE),
            ]
        )
    )
    details: dict[str, Any] = {}
    if kind in (EventKind.NOTIFICATION, EventKind.PLAN, EventKind.CORRECTION, EventKind.VERIFICATION):
        # What follows a notification is of its subject, more often than chance would have it.
        follows = notified and kind is not EventKind.NOTIFICATION and draw(st.booleans())
        details["indicator"] = draw(st.sampled_from(notified if follows else INDICATORS))
    match kind:
        case EventKind.NOTIFICATION:
            details["grade"] = draw(st.sampled_from(["minor", "minor", "minor", "major"]))
            details["audit"] = draw(st.sampled_from([None, None, *HELD[:2]]))
        case EventKind.VERIFICATION:
            details["lifted"] = draw(st.booleans())
        case EventKind.DECISION:
            details["decided"] = draw(st.sampled_from(CertifierDecision))
        case EventKind.AUDIT:
            details["audit"] = draw(st.sampled_from(HELD))
    return Event(on=day, kind=kind, **details)


@st.composite
def long_files(draw: st.DrawFn) -> list[Event]:
    """A file that is certified or about to be, then much about its non-conformities."""
    events = [Event(on=FIRST, kind="audit", audit="initial")]
    day = FIRST
    if draw(st.booleans()):
        day = day.add(days=30)
        events.append(Event(on=day, kind="decision", decided="granted"))
    if draw(st.booleans()):
        notified = [Event(on=day, kind="notification", indicator=number, grade="minor") for number in INDICATORS[:5]]
        events += notified
    for _ in range(draw(st.integers(1, 24))):
        day = day.add(days=draw(st.sampled_from([0, 0, 1, 7, 30, 45, 95, 200])))
        subjects = [each.indicator for each in events if each.kind is EventKind.NOTIFICATION]
        events.append(_event(draw, day, subjects))
    return events


def _file(*events: tuple[str, str, dict[str, Any]]) -> list[Event]:
    return [Event(on=on, kind=kind, **details) for on, kind, details in events]


MAJOR = {"indicator": 4, "grade": "major"}
EXTENSION_REFUSED = _file(
    ("2023-11-06", "audit", {"audit": "initial"}),
    ("2023-12-06", "decision", {"decided": "granted"}),
    ("2024-01-08", "audit", {"audit": "extension"}),
    ("2024-01-08", "notification", MAJOR),
    ("2024-06-03", "correction", {"indicator": 4}),
    ("2024-06-03", "verification", {"indicator": 4, "lifted": True}),
    ("2024-06-04", "decision", {"decided": "maintained"}),
    ("2024-06-05", "decision", {"decided": "refused"}),
    ("2024-06-06", "decision", {"decided": "maintained"}),
)
"""What an extension audit found was corrected late; it does not matter any more once the extension is refused."""

APART = (
    NonConformity(indicator=4, grade="major", notified="2024-01-08", lifted="2024-06-03"),
    NonConformity(indicator=2, grade="minor", notified="2024-01-09"),
)
"""Two that are recorded apart, one of which stands for that of the events."""

ANOTHER_DAY = _file(
    ("2023-11-06", "audit", {"audit": "initial"}),
    ("2023-12-06", "decision", {"decided": "granted"}),
    ("2024-01-08", "new-site", {"sites_before": 1}),
    ("2024-01-09", "audit", {"audit": "initial"}),
    ("2024-01-09", "notification", {"indicator": 4, "grade": "minor"}),
    ("2024-12-02", "correction", {"indicator": 4}),
    ("2024-12-02", "verification", {"indicator": 4, "lifted": True}),
    ("2024-12-03", "decision", {"decided": "maintained"}),
    ("2025-03-03", "audit", {"audit": "surveillance"}),
    ("2025-03-04", "decision", {"decided": "granted"}),
)
"""By the day of another surveillance audit, a minor one became major and was corrected late; by that of the events not.

The audit of the new site is decided once before the surveillance audit, and once after it.
"""


def held() -> st.SearchStrategy[Date | None]:
    return st.one_of(st.none(), st.integers(0, 900).map(lambda days: FIRST.add(days=days)))


def _judged(events: list[Event], day: Date, known: Known, profile: Profile, cls: type[Any]) -> FileState:
    with patch.object(record, "FileNonConformities", cls):
        return state_of(events, day, profile, "events", known)


@pytest.mark.property
@given(
    long_files(),
    st.integers(0, 1200).map(lambda days: FIRST.add(days=1200 - days)),
    st.lists(nonconformities(), max_size=4).map(tuple),
    held(),
    st.sampled_from(PROFILES),
)
@example(EXTENSION_REFUSED, Date(2024, 6, 7), (), None, PROFILES[0])
@example(EXTENSION_REFUSED, Date(2024, 6, 7), APART, None, PROFILES[0])
@example(ANOTHER_DAY, Date(2025, 3, 5), (), Date(2024, 2, 5), PROFILES[0])
def test_a_decision_is_judged_from_what_changed_as_it_would_be_from_all(
    events: list[Event], day: Date, apart: tuple[NonConformity, ...], held: Date | None, profile: Profile
) -> None:
    known = Known(nonconformities=apart, held=held)
    assert _judged(events, day, known, profile, FileNonConformities) == _judged(events, day, known, profile, AllAgain)


def test_what_was_judged_is_forgotten_where_it_does_not_hold_any_more() -> None:
    """Both files have a decision that is against the texts, and then one that is not."""
    refused = _judged(EXTENSION_REFUSED, Date(2024, 6, 7), Known(), PROFILES[0], FileNonConformities)
    assert [(each.code, dict(each.params)["day"]) for each in refused.findings] == [("HIS003", "2024-06-04")]
    known = Known(held=Date(2024, 2, 5))
    another = _judged(ANOTHER_DAY, Date(2025, 3, 5), known, PROFILES[0], FileNonConformities)
    assert ("HIS003", "2024-12-03") in [(each.code, dict(each.params)["day"]) for each in another.findings]
    assert ("HIS003", "2025-03-04") not in [(each.code, dict(each.params)["day"]) for each in another.findings]


def test_twice_the_events_take_twice_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was lifted is looked at once, however many decisions come after it."""
    looked_at = 0
    known = NonConformity._grade_on

    def counted(each: NonConformity, day: Date) -> Any:
        nonlocal looked_at
        looked_at += 1
        return known(each, day)

    monkeypatch.setattr(NonConformity, "_grade_on", counted)
    counts = []
    for cycles in (20, 40, 80):
        looked_at = 0
        state = state_of(_corrected(cycles), Date(2026, 6, 1), PROFILES[0], "events", Known())
        assert (len(state.nonconformities), len(state.findings)) == (cycles, 0)
        counts.append(looked_at)
    assert counts[1] <= 2.1 * counts[0]
    assert counts[2] <= 2.1 * counts[1]


def _corrected(cycles: int) -> list[Event]:
    """A certified file that corrects so many minor non-conformities, one after the other."""
    events = _file(("2023-11-06", "audit", {"audit": "initial"}), ("2023-12-06", "decision", {"decided": "granted"}))
    for number in range(cycles):
        day = FIRST.add(days=31 + 2 * number)
        about: dict[str, Any] = {"indicator": INDICATORS[number % 6]}
        events += [
            Event(on=day, kind="notification", grade="minor", **about),
            Event(on=day, kind="correction", **about),
            Event(on=day.add(days=1), kind="verification", lifted=True, **about),
            Event(on=day.add(days=1), kind="decision", decided="maintained"),
        ]
    return events
