"""One non-conformity: its times, its state on a day, and the deadlines."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import InvalidInput
from qualiopi_rules.audit import NonConformity, NonConformityStatus
from qualiopi_rules.audit.nonconformity import NonConformityGrade, NonConformityState
from qualiopi_rules.results.deadlines import DeadlineKind
from qualiopi_rules.rnq import AuditKind
from qualiopi_rules.strategies import file_days, nonconformities
from tests.checks import refused

MINOR, MAJOR = NonConformityGrade.MINOR, NonConformityGrade.MAJOR
TO_CORRECT, TO_CHECK, CHECK_LATE, NOT_CORRECTED, TIME_NOT_KNOWN, LIFTED = NonConformityState
DAYS_AFTER = ("plan_sent", "implemented", "verified", "lifted", "next_audit")


def minor(indicator: int | None = 2, notified: str = "2024-01-15", **days: Any) -> NonConformity:
    return NonConformity(indicator=indicator, grade="minor", notified=notified, **days)


def major(indicator: int | None = 4, notified: str = "2024-01-15", **days: Any) -> NonConformity:
    return NonConformity(indicator=indicator, grade="major", notified=notified, **days)


def minors(count: int, **days: Any) -> list[NonConformity]:
    """Minor ones on as many indicators, all of which can be minor."""
    return [minor(indicator, **days) for indicator in (1, 2, 3, 8, 9, 12, 13, 17)[:count]]


def months_after(day: date, count: int) -> date:
    """The same day number so many months later, or the last day of a month that has no such number."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def known_by(each: NonConformity, day: Date) -> NonConformity:
    """The same record as it was on a day: what happened after it is not written yet."""
    happened = {name: getattr(each, name) for name in DAYS_AFTER}
    later: dict[str, Any] = {name: None for name, when in happened.items() if when is not None and when > day}
    return attrs.evolve(each, **later)


def beside_the_record(status: NonConformityStatus) -> tuple[Any, ...]:
    """Every value of a status beside the record itself."""
    return tuple(getattr(status, field.name) for field in attrs.fields(type(status)) if field.name != "nonconformity")


# --- Times


@pytest.mark.parametrize(
    ("notified", "correct_by", "check_by"),
    [
        ("2024-01-15", "2024-04-15", "2024-05-15"),
        # month ends: each time is counted on its own, from the end of the one before
        ("2024-11-30", "2025-02-28", "2025-03-28"),
        ("2023-11-30", "2024-02-29", "2024-03-29"),
        ("2024-01-31", "2024-04-30", "2024-05-30"),
        ("2024-05-31", "2024-08-31", "2024-09-30"),
        # the first day of the version that has these times
        ("2023-09-01", "2023-12-01", "2024-01-01"),
    ],
)
def test_a_major_one_is_corrected_in_three_months_and_checked_in_one_more(
    notified: str, correct_by: str, check_by: str
) -> None:
    """Article 5: effective within three months of the notification, verified within a month after those three."""
    status = major(notified=notified).status(on=notified)
    assert (str(status.correct_by), str(status.check_by)) == (correct_by, check_by)
    assert [(used.name, used.value) for used in status.values] == [
        ("audit.major_implementation", 3),
        ("audit.major_check", 1),
    ]


@pytest.mark.parametrize(
    ("notified", "correct_by"),
    [
        ("2024-01-15", "2024-07-15"),
        ("2024-08-31", "2025-02-28"),
        ("2023-08-31", None),
        ("2023-09-01", "2024-03-01"),
    ],
)
def test_a_minor_one_is_corrected_in_six_months_and_checked_at_the_next_audit(
    notified: str, correct_by: str | None
) -> None:
    """Article 5: mistake 18 is to quote three months for minor ones too. Before 2023 no time is known."""
    status = minor(notified=notified).status(on="2024-09-01")
    assert (None if status.correct_by is None else str(status.correct_by)) == correct_by
    assert status.check_by is None
    assert [(used.name, used.value) for used in status.values] == (
        [] if correct_by is None else [("audit.minor_implementation", 6)]
    )


@pytest.mark.property
@given(nonconformities(), file_days())
def test_every_time_is_counted_from_the_notification_or_from_the_audit_that_requalifies(
    each: NonConformity, day: Date
) -> None:
    """In calendar months, whatever was corrected, verified or lifted meanwhile."""
    status = each.status(on=day)
    started = each.next_audit if status.requalified else each.notified
    assert started is not None
    if started < date(2023, 9, 1):
        assert (status.correct_by, status.check_by, status.values) == (None, None, ())
    elif status.is_major:
        assert status.correct_by == months_after(started, 3)
        assert status.check_by == months_after(months_after(started, 3), 1)
    else:
        assert (status.correct_by, status.check_by) == (months_after(started, 6), None)


@pytest.mark.property
@given(nonconformities(), st.integers(0, 800))
def test_what_happens_after_the_day_changes_nothing(each: NonConformity, after: int) -> None:
    """A plan, a correction, a verification, a lifting or an audit that is still to come is not there yet."""
    day = each.notified.add(days=after)
    assert beside_the_record(each.status(on=day)) == beside_the_record(known_by(each, day).status(on=day))


# --- Its state


@pytest.mark.parametrize(
    ("record", "on", "state"),
    [
        # the time runs through its last day
        (major(), "2024-01-15", TO_CORRECT),
        (major(), "2024-04-15", TO_CORRECT),
        (major(), "2024-04-16", NOT_CORRECTED),
        # corrected on the last day, in time; the day after, too late
        (major(implemented="2024-04-15"), "2024-04-14", TO_CORRECT),
        (major(implemented="2024-04-15"), "2024-04-15", TO_CHECK),
        (major(implemented="2024-04-16"), "2024-04-20", NOT_CORRECTED),
        # corrected before it was notified, during the audit
        (major(implemented="2024-01-12"), "2024-01-15", TO_CHECK),
        # the certifier has its month, through its last day
        (major(implemented="2024-02-01"), "2024-05-15", TO_CHECK),
        (major(implemented="2024-02-01"), "2024-05-16", CHECK_LATE),
        # verified and not lifted: the correction did not suffice
        (major(implemented="2024-02-01", verified="2024-02-20"), "2024-02-19", TO_CHECK),
        (major(implemented="2024-02-01", verified="2024-02-20"), "2024-02-20", TO_CORRECT),
        (major(implemented="2024-02-01", verified="2024-02-01"), "2024-02-20", TO_CORRECT),
        (major(implemented="2024-02-01", verified="2024-02-20"), "2024-04-16", NOT_CORRECTED),
        # verified before the last correction
        (major(implemented="2024-03-01", verified="2024-02-20"), "2024-03-01", TO_CHECK),
        # lifted, in time or late: from that day on
        (major(lifted="2024-03-01"), "2024-02-29", TO_CORRECT),
        (major(lifted="2024-03-01"), "2024-03-01", LIFTED),
        (major(lifted="2024-06-01"), "2024-05-31", NOT_CORRECTED),
        (major(lifted="2024-06-01"), "2024-06-01", LIFTED),
        # notified before the times are known
        (major(notified="2023-08-31"), "2024-06-01", TIME_NOT_KNOWN),
        (major(notified="2023-08-31", implemented="2023-09-15"), "2024-06-01", TIME_NOT_KNOWN),
        (major(notified="2023-08-31", lifted="2024-06-01"), "2024-06-01", LIFTED),
        # a minor one has no time for its verification: the next audit makes it
        (minor(), "2024-07-15", TO_CORRECT),
        (minor(), "2024-07-16", NOT_CORRECTED),
        (minor(implemented="2024-07-15"), "2026-07-15", TO_CHECK),
        (minor(implemented="2024-07-16"), "2024-07-16", NOT_CORRECTED),
    ],
)
def test_the_state_day_by_day(record: NonConformity, on: str, state: NonConformityState) -> None:
    assert record.status(on=on).state is state


@pytest.mark.property
@given(nonconformities(), st.integers(0, 800), st.integers(0, 400))
def test_no_state_comes_out_of_nothing(each: NonConformity, after: int, more: int) -> None:
    """The laws of the states, from the day of the notification on."""
    day = each.notified.add(days=after)
    status = each.status(on=day)
    assert (status.state is LIFTED) == (each.lifted is not None and each.lifted <= day)
    assert (status.state is not LIFTED) == status.is_open
    if status.state in (TO_CORRECT, NOT_CORRECTED):
        assert status.correct_by is not None
        assert (status.state is TO_CORRECT) == (day <= status.correct_by)
    if status.state in (TO_CHECK, CHECK_LATE):
        assert each.implemented is not None
        assert status.correct_by is not None
        assert each.implemented <= min(day, status.correct_by)
        assert (status.state is CHECK_LATE) == (status.check_by is not None and day > status.check_by)
    # What was not corrected in time stays so, until it is lifted or an audit requalifies it.
    later = each.status(on=day.add(days=more))
    if status.state is NOT_CORRECTED and later.requalified is status.requalified:
        assert later.state in (NOT_CORRECTED, LIFTED)


@pytest.mark.parametrize(
    ("record", "on", "late"),
    [
        (major(implemented="2024-04-15", lifted="2024-05-02"), "2024-05-02", False),
        (major(implemented="2024-04-16", lifted="2024-05-02"), "2024-05-01", False),
        (major(implemented="2024-04-16", lifted="2024-05-02"), "2024-05-02", True),
        # lifted before it was in place: late from the day on which it is
        (major(implemented="2024-05-03", lifted="2024-05-02"), "2024-05-02", False),
        (major(implemented="2024-05-03", lifted="2024-05-02"), "2024-05-03", True),
        (minor(implemented="2024-07-16", lifted="2024-07-17"), "2024-07-17", True),
        (major(lifted="2024-05-02"), "2024-05-02", False),
        (major(notified="2023-08-31", implemented="2024-05-01", lifted="2024-05-02"), "2024-05-02", False),
    ],
)
def test_one_that_is_lifted_was_corrected_late_where_it_was_after_its_time(
    record: NonConformity, on: str, late: bool
) -> None:
    assert record.status(on=on).corrected_late is late


# --- A minor one that is not lifted at the next audit


@pytest.mark.parametrize(
    ("record", "on", "requalified"),
    [
        (minor(next_audit="2025-03-31"), "2025-03-30", False),
        (minor(next_audit="2025-03-31"), "2025-03-31", True),
        (minor(next_audit="2025-03-31", lifted="2025-03-31"), "2025-03-31", False),
        (minor(next_audit="2025-03-31", lifted="2025-04-01"), "2025-03-31", True),
        (minor(next_audit="2025-03-31", lifted="2025-04-01"), "2025-04-01", True),
        (minor(), "2030-01-01", False),
        (major(next_audit="2025-03-31"), "2025-03-31", False),
    ],
)
def test_a_minor_one_not_lifted_at_the_next_audit_becomes_major(
    record: NonConformity, on: str, requalified: bool
) -> None:
    """Article 5: the verification is made at the next audit; not lifted then, it is requalified."""
    status = record.status(on=on)
    assert status.requalified is requalified
    assert status.grade is (MAJOR if requalified or record.grade is MAJOR else MINOR)


def test_the_times_of_a_requalified_one_run_from_the_audit() -> None:
    status = minor(next_audit="2025-11-30").status(on="2025-11-30")
    assert (str(status.correct_by), str(status.check_by)) == ("2026-02-28", "2026-03-28")
    assert status.state is TO_CORRECT
    assert minor(next_audit="2025-11-30").status(on="2026-03-01").state is NOT_CORRECTED
    # The times are those of the day of the audit, even where none was known at the notification.
    assert minor(notified="2023-08-31", next_audit="2025-11-30").status(on="2025-11-30").state is TO_CORRECT


@pytest.mark.parametrize(
    ("implemented", "on", "state"),
    [
        ("2025-03-30", "2025-03-31", TO_CORRECT),
        ("2025-03-30", "2025-07-01", NOT_CORRECTED),
        ("2025-03-31", "2025-03-31", TO_CHECK),
        ("2025-04-10", "2025-04-10", TO_CHECK),
    ],
)
def test_a_correction_that_the_next_audit_did_not_accept_is_none(
    implemented: str, on: str, state: NonConformityState
) -> None:
    """What was in place before the audit that requalifies did not suffice; only what comes after it counts."""
    record = minor(implemented=implemented, next_audit="2025-03-31")
    assert record.status(on=on).state is state


# --- What is to be done


@pytest.mark.parametrize(
    ("record", "on", "expected"),
    [
        (major(), "2024-04-10", [("major-corrected", "2024-04-15", 5), ("major-checked", "2024-05-15", 35)]),
        (major(), "2024-04-20", [("major-corrected", "2024-04-15", -5)]),
        (major(implemented="2024-02-01"), "2024-05-10", [("major-checked", "2024-05-15", 5)]),
        (major(implemented="2024-02-01"), "2024-05-20", [("major-checked", "2024-05-15", -5)]),
        (major(lifted="2024-02-01"), "2024-02-01", []),
        (major(), "2024-01-14", []),  # not notified yet
        (major(notified="2023-08-31"), "2024-01-01", []),
        (minor(), "2024-07-10", [("minor-corrected", "2024-07-15", 5)]),
        (minor(), "2024-07-16", [("minor-corrected", "2024-07-15", -1)]),
        (minor(implemented="2024-02-01"), "2024-07-10", []),
    ],
)
def test_the_days_by_which_something_must_be_done(
    record: NonConformity, on: str, expected: list[tuple[str, str, int]]
) -> None:
    """A day that is missed stays, with negative days left; there is none once it is lifted."""
    deadlines = record.status(on=on).deadlines(where="audits.nonconformities[0]")
    assert [(each.code, str(each.day), each.days_left) for each in deadlines] == expected
    for each in deadlines:
        assert (each.kind, each.where) == (DeadlineKind.LEGAL, "audits.nonconformities[0]")
        assert each.citation.source.id == "audit-art-5"
        assert each.opens is None
        assert each.say() != each.say("en")


def test_a_deadline_rests_on_the_value_that_sets_it_and_names_its_subject() -> None:
    corrected, checked = major().status(on="2024-02-01").deadlines()
    assert [used.name for used in corrected.values] == ["audit.major_implementation"]
    assert [used.name for used in checked.values] == ["audit.major_implementation", "audit.major_check"]
    assert corrected.say("en") == "last day to correct the major non-conformity (indicator 4)"
    assert checked.say("en") == (
        "last day for the certifier to verify the correction of the major non-conformity (indicator 4)"
    )
    assert checked.where == ""
    (display, _) = major(None).status(on="2024-02-01").deadlines()
    assert display.say("fr") == "dernier jour pour corriger la non-conformité majeure (affichage du certificat)"


@pytest.mark.parametrize(
    ("record", "on", "said"),
    [
        (major(), "2024-02-01", "Major non-conformity (indicator 4): to be corrected by 15 April 2024."),
        (
            major(implemented="2024-02-01"),
            "2024-02-01",
            "Major non-conformity (indicator 4): corrected, to be verified.",
        ),
        (
            major(implemented="2024-02-01"),
            "2024-05-16",
            "Major non-conformity (indicator 4): corrected, but not verified by 15 May 2024.",
        ),
        (minor(), "2024-07-16", "Minor non-conformity (indicator 2): not corrected by 15 July 2024."),
        (
            minor(notified="2023-08-31"),
            "2024-01-01",
            "Minor non-conformity (indicator 2): no time limit is known for the day of its notification.",
        ),
        (major(None, lifted="2024-02-01"), "2024-02-01", "Major non-conformity (display of the certificate): lifted."),
    ],
)
def test_a_status_is_rendered_in_words(record: NonConformity, on: str, said: str) -> None:
    status = record.status(on=on)
    assert status.say("en") == said
    assert status.say() == status.say("fr") != said


# --- Input


def test_every_fault_of_a_record_is_reported_at_once() -> None:
    wrong: Any = {
        "indicator": 34,
        "grade": "severe",
        "notified": "2024-01-15T09:00",
        "found_at": "first",
        "plan_sent": "soon",
        "implemented": 3,
        "verified": [],
        "lifted": True,
        "next_audit": "",
    }
    with pytest.raises(InvalidInput) as caught:
        NonConformity(**wrong)
    assert [fault.path for fault in caught.value.faults] == list(wrong)
    with pytest.raises(InvalidInput) as caught:
        major("4")  # type: ignore[arg-type]
    assert [fault.path for fault in caught.value.faults] == ["indicator"]


def test_nothing_but_a_correction_comes_before_the_notification() -> None:
    """A gap can be corrected during the audit; it is lifted after it was verified, if it was."""
    before: Any = {"plan_sent": "2024-01-14", "verified": "2024-01-14", "next_audit": "2024-01-14"}
    with pytest.raises(InvalidInput) as caught:
        major(**before, lifted="2024-01-13")
    assert [(fault.path, fault.expected, fault.params) for fault in caught.value.faults] == [
        ("plan_sent", "not-before", {"day": "2024-01-15"}),
        ("verified", "not-before", {"day": "2024-01-15"}),
        ("lifted", "not-before", {"day": "2024-01-14"}),
        ("next_audit", "not-before", {"day": "2024-01-15"}),
    ]
    with refused("lifted: "):
        major(lifted="2024-01-14")
    with refused("lifted: "):
        major(verified="2024-02-01", lifted="2024-01-31")
    edge = major(
        plan_sent="2024-01-15",
        verified="2024-01-15",
        lifted="2024-01-15",
        next_audit="2024-01-15",
        implemented="2023-12-01",
    )
    assert edge.lifted == edge.notified


def test_a_status_is_for_a_day_and_by_a_profile() -> None:
    with pytest.raises(InvalidInput) as caught:
        major().status(on="soon", profile="mine")
    assert [fault.path for fault in caught.value.faults] == ["on", "profile"]


def test_a_time_that_ends_beyond_the_calendar_is_one_of_the_notification() -> None:
    assert str(major(notified="9999-08-31").status(on="9999-08-31").check_by) == "9999-12-30"
    for late in (major(notified="9999-09-01"), minor(notified="9999-07-01")):
        with refused("^notified: .*years 1 to 9999"):
            late.status(on=late.notified)


def test_kinds_and_grades_are_read_by_name() -> None:
    record = minor(found_at="surveillance")
    assert (record.found_at, record.grade) == (AuditKind.SURVEILLANCE, MINOR)
    assert record == minor(found_at=AuditKind.SURVEILLANCE)
