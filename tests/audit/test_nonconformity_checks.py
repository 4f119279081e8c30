"""The record of non-conformities: what is found of one, and of several together."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from pendulum import Date

from qualiopi_rules import Finding, InvalidInput, NotInForce
from qualiopi_rules.audit import NonConformity, check_nonconformities
from qualiopi_rules.audit.nonconformity import NonConformityState
from qualiopi_rules.audit.nonconformity_checks import findings_of
from qualiopi_rules.rnq import AuditKind
from qualiopi_rules.strategies import file_days
from tests.audit.test_nonconformity import known_by, major, minor, minors
from tests.audit.test_nonconformity_count import records
from tests.texts import DEDUCED, GUIDE, LAW, SECOND_HAND, VERBATIM, Cited, cited

CHECK_LATE, NOT_CORRECTED = NonConformityState.CHECK_LATE, NonConformityState.NOT_CORRECTED


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [each.code for each in found]


@pytest.mark.parametrize(
    ("record", "on", "expected"),
    [
        (major(plan_sent="2024-01-20"), "2024-04-15", []),
        (major(plan_sent="2024-01-20"), "2024-04-16", ["NCF001"]),
        (minor(plan_sent="2024-01-20"), "2024-07-15", []),
        (minor(plan_sent="2024-01-20"), "2024-07-16", ["NCF002"]),
        (major(implemented="2024-02-01"), "2024-05-15", []),
        (major(implemented="2024-02-01"), "2024-05-16", ["NCF003"]),
        # a minor one where the texts allow none: an indicator that is major-only, and the display
        (minor(4, plan_sent="2024-01-20"), "2024-02-01", ["NCF004"]),
        (minor(32, plan_sent="2024-01-20"), "2024-02-01", ["NCF004"]),
        (minor(None, plan_sent="2024-01-20"), "2024-02-01", ["NCF004"]),
        (major(None, plan_sent="2024-01-20"), "2024-02-01", []),
        (minor(4, lifted="2024-01-20"), "2024-02-01", ["NCF004"]),
        # indicator 33 came with the edition of 2026: before, nothing is known of it
        (minor(33, plan_sent="2024-01-20"), "2024-02-01", []),
        (minor(33, "2026-11-02", plan_sent="2026-11-03"), "2026-12-01", []),
        # requalified, then late as a major one
        (minor(plan_sent="2024-01-20", next_audit="2025-03-31"), "2025-03-31", ["NCF006"]),
        (minor(plan_sent="2024-01-20", next_audit="2025-03-31"), "2025-07-01", ["NCF006", "NCF001"]),
        (minor(plan_sent="2024-01-20", next_audit="2025-03-31", lifted="2025-04-30"), "2025-07-01", []),
        # no plan was sent, as long as nothing is in place
        (major(), "2024-02-01", ["NCF008"]),
        (major(implemented="2024-02-01"), "2024-02-01", []),
        (major(plan_sent="2024-02-02"), "2024-02-01", ["NCF008"]),
        (major(plan_sent="2024-02-02"), "2024-02-02", []),
        (major(implemented="2024-02-02"), "2024-02-01", ["NCF008"]),
        (major(lifted="2024-02-01"), "2024-02-01", []),
        # nothing before the notification, nothing late where no time is known
        (major(), "2024-01-14", []),
        (minor(4), "2024-01-14", []),
        (major(notified="2023-08-31", plan_sent="2023-09-10"), "2030-01-01", []),
        (major(notified="2023-08-31"), "2030-01-01", []),
        # nor that the next audit makes it major
        (minor(notified="2022-01-17", next_audit="2023-08-31"), "2024-02-01", []),
        (minor(notified="2022-01-17", next_audit="2023-09-01"), "2023-09-01", ["NCF006", "NCF008"]),
    ],
)
def test_what_is_found_of_one(record: NonConformity, on: str, expected: list[str]) -> None:
    assert codes(check_nonconformities([record], on=on)) == expected


def test_a_finding_has_its_place_its_subject_its_day_and_its_value() -> None:
    late, changed, badly = (
        major(plan_sent="2024-01-20"),
        minor(plan_sent="2024-01-20", next_audit="2024-03-01"),
        minor(None),
    )
    found = check_nonconformities([late, changed, badly], on="2024-04-20", where="audits.nonconformities")
    assert [(each.code, each.where, dict(each.params)) for each in found] == [
        ("NCF001", "audits.nonconformities[0]", {"subject": "4", "day": "2024-04-15"}),
        ("NCF006", "audits.nonconformities[1]", {"subject": "2", "day": "2024-03-01"}),
        ("NCF004", "audits.nonconformities[2].grade", {"subject": "display"}),
        ("NCF008", "audits.nonconformities[2].plan_sent", {"subject": "display"}),
    ]
    assert [used.name for used in found[0].values] == ["audit.major_implementation"]
    assert check_nonconformities([late], on="2024-04-20")[0].where == "nonconformities[0]"
    waited = major(implemented="2024-02-01")
    (checked,) = check_nonconformities([waited], on="2024-06-01")
    assert [used.name for used in checked.values] == ["audit.major_implementation", "audit.major_check"]
    assert dict(checked.params)["day"] == "2024-05-15"
    (slow,) = check_nonconformities([minor(plan_sent="2024-01-20")], on="2024-08-01")
    assert ([used.name for used in slow.values], dict(slow.params)["day"]) == (
        ["audit.minor_implementation"],
        "2024-07-15",
    )


def test_those_of_events_are_found_in_their_places_and_each_has_one() -> None:
    day, both = Date(2024, 2, 1), (major(), minor())
    found = findings_of(both, day, None, "events", ["events[3]", "events[5]"])
    assert [(each.code, each.where) for each in found] == [
        ("NCF008", "events[3].plan_sent"),
        ("NCF008", "events[5].plan_sent"),
    ]
    with pytest.raises(ValueError, match="zip"):
        findings_of(both, day, None, "events", ["events[3]"])


def test_five_minor_ones_are_a_finding_of_the_whole() -> None:
    five = minors(5, plan_sent="2024-01-20")
    (found,) = check_nonconformities(five, on="2024-02-01", where="audits.nonconformities")
    assert (found.code, found.where, dict(found.params)) == ("NCF005", "audits.nonconformities", {"count": 5})
    assert [used.name for used in found.values] == ["audit.minors_as_major", "audit.major_implementation"]
    assert check_nonconformities(five[1:], on="2024-02-01") == ()


def test_one_indicator_recorded_more_than_once_at_one_audit_is_found_once() -> None:
    twice = [
        minor(plan_sent="2024-01-20", found_at="initial"),
        minor(plan_sent="2024-01-20", found_at="initial"),
        minor(plan_sent="2024-01-20", found_at="initial"),
        major(2, plan_sent="2024-01-20", found_at="surveillance"),
        minor(plan_sent="2024-01-20", found_at="initial", notified="2024-01-16"),
    ]
    (found,) = check_nonconformities(twice, on="2024-02-01")
    assert (found.code, found.where, dict(found.params)) == ("NCF007", "nonconformities", {"subject": "2"})
    assert codes(check_nonconformities(twice[1:], on="2024-02-01")) == ["NCF007"]
    assert check_nonconformities(twice[2:], on="2024-02-01") == ()


@pytest.mark.property
@given(records(), file_days())
def test_a_check_reads_only_what_is_known_on_its_day(recorded: list[NonConformity], day: Date) -> None:
    """What happened after the day changes nothing, and what was notified after it is left out, in its place."""
    now = [known_by(each, day) if each.notified <= day else each for each in recorded]
    assert check_nonconformities(recorded, on=day) == check_nonconformities(now, on=day)
    known = [each for each in recorded if each.notified <= day]
    assert codes(check_nonconformities(known, on=day)) == codes(check_nonconformities(recorded, on=day))


@pytest.mark.property
@given(records(), file_days())
def test_what_is_late_is_found_and_nothing_else_is_late(recorded: list[NonConformity], day: Date) -> None:
    late = {"NCF001": NOT_CORRECTED, "NCF002": NOT_CORRECTED, "NCF003": CHECK_LATE}
    found = check_nonconformities(recorded, on=day)
    for index, each in enumerate(recorded):
        status = each.status(on=day)
        wanted = (
            {code for code, state in late.items() if state is status.state and (code != "NCF002") is status.is_major}
            if status.is_open
            else set()
        )
        assert {one.code for one in found if one.where == f"nonconformities[{index}]" and one.code in late} == wanted


def test_a_requalified_one_is_found_while_it_is_open() -> None:
    record = minor(plan_sent="2024-01-20", next_audit="2025-03-31", lifted="2025-05-01")
    assert codes(check_nonconformities([record], on="2025-04-30")) == ["NCF006"]
    assert codes(check_nonconformities([record], on="2025-05-01")) == []
    assert record.status(on="2025-05-01").requalified


def test_a_record_older_than_the_referential_is_refused_by_the_check() -> None:
    with pytest.raises(NotInForce):
        check_nonconformities([minor(notified="2019-06-08")], on="2024-01-01")


@pytest.mark.parametrize(
    ("number", "found_at", "notified", "expected"),
    [
        # Article 5 was seen in its version of 2023; before, version 4 of the guide is reported to list the same.
        (4, "initial", "2019-06-09", ("guide-v4", GUIDE, SECOND_HAND)),
        (4, "initial", "2023-08-31", ("guide-v4", GUIDE, SECOND_HAND)),
        (4, "initial", "2023-09-01", ("audit-art-5", LAW, VERBATIM)),
        (32, "surveillance", "2026-11-02", ("audit-art-5", LAW, VERBATIM)),
        # Article 2 speaks of surveillance audits.
        (None, "surveillance", "2023-09-01", ("audit-art-2", LAW, VERBATIM)),
        (None, "renewal", "2023-09-01", ("audit-art-2", LAW, DEDUCED)),
        (None, None, "2023-09-01", ("audit-art-2", LAW, DEDUCED)),
    ],
)
def test_a_minor_one_that_cannot_be_cites_the_text_of_its_day(
    number: int | None, found_at: str | None, notified: str, expected: Cited
) -> None:
    record = minor(number, notified, found_at=found_at, plan_sent=notified)
    (found,) = (each for each in check_nonconformities([record], on=notified) if each.code == "NCF004")
    assert cited(found.citation) == expected


@pytest.mark.parametrize("found_at", [None, *AuditKind])
def test_the_display_is_a_duty_since_september_2023(found_at: AuditKind | None) -> None:
    """Before, no text of it is known: a minor one is nothing to find. It is no indicator: no edition is read for it."""
    for notified, expected in (("2019-06-08", []), ("2023-08-31", []), ("2023-09-01", ["NCF004"])):
        record = minor(None, notified, found_at=found_at, plan_sent=notified)
        assert codes(check_nonconformities([record], on=notified)) == expected


def test_every_bad_argument_is_reported_at_once() -> None:
    bad: Any = "2024-01-15"
    with pytest.raises(InvalidInput) as caught:
        check_nonconformities(bad, on="soon", profile="mine")
    assert [fault.path for fault in caught.value.faults] == ["nonconformities", "on", "profile"]
