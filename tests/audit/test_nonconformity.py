"""Non-conformities: their times, where one stands on a day, and what several come to."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Finding, InvalidInput, NotInForce
from qualiopi_rules.audit import (
    NonConformity,
    NonConformityCount,
    NonConformityStatus,
    check_nonconformities,
    count_nonconformities,
)
from qualiopi_rules.audit.nonconformity import NonConformityGrade, NonConformityState
from qualiopi_rules.law import Provenance
from qualiopi_rules.results.deadlines import DeadlineKind, MilestoneCode
from qualiopi_rules.rnq import AuditKind
from tests.checks import refused
from tests.strategies import SUBJECTS, file_days, nonconformities

MINOR, MAJOR = NonConformityGrade.MINOR, NonConformityGrade.MAJOR
TO_CORRECT, TO_CHECK, CHECK_LATE, NOT_CORRECTED, TIME_NOT_KNOWN, LIFTED = NonConformityState
DAYS_AFTER = ("plan_sent", "implemented", "verified", "lifted", "next_audit")


def minor(indicator: int | None = 2, notified: str = "2024-01-15", **told: Any) -> NonConformity:
    return NonConformity(indicator=indicator, grade="minor", notified=notified, **told)


def major(indicator: int | None = 4, notified: str = "2024-01-15", **told: Any) -> NonConformity:
    return NonConformity(indicator=indicator, grade="major", notified=notified, **told)


def minors(count: int, **told: Any) -> list[NonConformity]:
    """Minor ones on as many indicators, all of which can be minor."""
    return [minor(indicator, **told) for indicator in (1, 2, 3, 8, 9, 12, 13, 17)[:count]]


def months_after(day: date, count: int) -> date:
    """The same day number so many months later, or the last day of a month that has no such number."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def known_by(each: NonConformity, day: Date) -> NonConformity:
    """The same record as it stood on a day: what happened after it is not written yet."""
    happened = {name: getattr(each, name) for name in DAYS_AFTER}
    later: dict[str, Any] = {name: None for name, when in happened.items() if when is not None and when > day}
    return attrs.evolve(each, **later)


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [each.code for each in found]


def told(status: NonConformityStatus) -> tuple[Any, ...]:
    """All that a status says beside the record itself."""
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
    assert told(each.status(on=day)) == told(known_by(each, day).status(on=day))


# --- Where one stands


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
        # verified before the correction that stands now
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
def test_where_one_stands_day_by_day(record: NonConformity, on: str, state: NonConformityState) -> None:
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
            "Major non-conformity (indicator 4): corrected, and not verified by 15 May 2024.",
        ),
        (minor(), "2024-07-16", "Minor non-conformity (indicator 2): not corrected by 15 July 2024."),
        (
            minor(notified="2023-08-31"),
            "2024-01-01",
            "Minor non-conformity (indicator 2): no time is known for the day of its notification.",
        ),
        (major(None, lifted="2024-02-01"), "2024-02-01", "Major non-conformity (display of the certificate): lifted."),
    ],
)
def test_it_is_told_in_words(record: NonConformity, on: str, said: str) -> None:
    status = record.status(on=on)
    assert status.say("en") == said
    assert status.say() == status.say("fr") != said


# --- Several


@pytest.mark.parametrize(("count", "enough"), [(0, False), (4, False), (5, True), (6, True)])
def test_five_minor_ones_count_as_a_major_one(count: int, enough: bool) -> None:
    """Mistake 18: four are none yet, and the fifth makes them one."""
    counted = count_nonconformities(minors(count), on="2024-02-01")
    assert counted.enough_minors is enough
    assert counted.blocks is enough
    assert (counted.reduce_by is not None) is enough
    assert len(counted.minors) == count


def test_there_must_be_fewer_three_months_after_the_fifth_was_notified() -> None:
    spread = [minor(indicator, f"2024-{month:02}-30") for month, indicator in enumerate((1, 2, 3, 8, 9, 12), start=6)]
    counted = count_nonconformities(spread, on="2024-12-01")
    assert str(counted.reduce_by) == "2025-01-30"  # the fifth, of 30 October
    assert [(used.name, used.value) for used in counted.values] == [
        ("audit.minors_as_major", 5),
        ("audit.major_implementation", 3),
    ]
    (deadline,) = counted.deadlines()
    assert (deadline.code, str(deadline.day), deadline.days_left) == (MilestoneCode.MINORS_REDUCED, "2025-01-30", 60)
    assert deadline.say("en") == "last day to reduce the number of minor non-conformities not lifted (6)"
    # On the eve of the fifth there were four.
    assert count_nonconformities(spread, on="2024-10-29").enough_minors is False
    assert count_nonconformities(spread, on="2024-10-30").enough_minors is True


def test_dropping_below_five_undoes_it() -> None:
    five = minors(5)
    lifted = [attrs.evolve(five[0], lifted="2024-02-10"), *five[1:]]
    assert count_nonconformities(lifted, on="2024-02-09").enough_minors is True
    counted = count_nonconformities(lifted, on="2024-02-10")
    assert (counted.enough_minors, counted.reduce_by, counted.blocks) == (False, None, False)
    assert counted.deadlines() == ()
    assert [used.name for used in counted.values] == ["audit.minors_as_major"]


def test_several_on_one_indicator_are_one() -> None:
    """Four indicators with two minor gaps each are four non-conformities, not eight."""
    twice = minors(4) + minors(4, notified="2024-01-20")
    counted = count_nonconformities(twice, on="2024-02-01")
    assert [status.nonconformity.notified.day for status in counted.minors] == [15, 15, 15, 15]
    assert counted.enough_minors is False


def test_a_major_one_takes_the_minor_one_on_its_subject_with_it() -> None:
    counted = count_nonconformities([*minors(5), major(2, "2024-01-20")], on="2024-02-01")
    assert [status.nonconformity.indicator for status in counted.majors] == [2]
    assert [status.nonconformity.indicator for status in counted.minors] == [1, 3, 8, 9]
    assert (counted.blocks, counted.enough_minors) == (True, False)


def test_the_display_is_a_subject_of_its_own() -> None:
    counted = count_nonconformities([major(None), major(None, "2024-01-16"), major(4)], on="2024-02-01")
    assert [status.nonconformity.subject for status in counted.majors] == ["display", "4"]


@pytest.mark.parametrize(
    ("graver", "other", "on"),
    [
        (major(notified="2024-02-01"), major(implemented="2024-01-20"), "2024-05-02"),  # not corrected in time
        (major(notified="2024-02-01"), major(implemented="2024-01-20"), "2024-02-02"),  # to be corrected still
        (major(notified="2024-02-01"), minor(4, next_audit="2024-12-01"), "2024-12-02"),  # late, and not yet
        (major(notified="2024-02-01"), minor(4, next_audit="2024-12-01"), "2025-03-02"),  # both late, one for longer
        (major(notified="2023-08-01"), major(implemented="2024-01-20"), "2024-02-02"),  # no time is known
        (major(implemented="2024-01-20"), major(notified="2024-02-01", implemented="2024-02-01"), "2024-05-16"),
    ],
)
def test_of_several_on_one_indicator_the_gravest_counts(graver: NonConformity, other: NonConformity, on: str) -> None:
    """One that is corrected does not hide another that is not, whichever was notified first."""
    for both in ([graver, other], [other, graver]):
        (status,) = count_nonconformities(both, on=on).majors
        assert status.nonconformity == graver


def test_what_is_not_known_of_the_number_is_not_guessed() -> None:
    """That five count as one is reported of the text of 2023: before it, nothing is known of any number."""
    before = count_nonconformities(minors(1, notified="2023-07-01"), on="2023-08-31")
    assert (before.enough_minors, before.blocks, before.values, before.reduce_by) == (None, None, (), None)
    assert count_nonconformities([], on="2023-08-31").enough_minors is False
    assert (
        count_nonconformities([major(notified="2023-07-01"), *minors(1, notified="2023-07-01")], on="2023-08-31").blocks
        is True
    )
    assert count_nonconformities(minors(1, notified="2023-07-01"), on="2023-09-01").enough_minors is False
    # The fifth was notified before the three months are known: there are too many, and no day is known.
    five = count_nonconformities(minors(5, notified="2023-08-31"), on="2023-09-01")
    assert (five.enough_minors, five.reduce_by, five.deadlines()) == (True, None, ())
    assert [used.name for used in five.values] == ["audit.minors_as_major"]
    assert five.values[0].citation.provenance is Provenance.SECOND_HAND


def records() -> st.SearchStrategy[list[NonConformity]]:
    """Any records, and often enough minor ones on enough subjects to count as a major one."""
    crowds = st.lists(st.sampled_from(SUBJECTS), min_size=5, unique=True).flatmap(
        lambda subjects: st.tuples(*[st.builds(minor, st.just(on), file_days().map(str)) for on in subjects])
    )
    few = st.lists(nonconformities(), max_size=6)
    return st.one_of(few, st.builds(lambda crowd, others: [*crowd, *others], crowds, st.just([]) | few))


@pytest.mark.property
@given(records(), file_days(), st.randoms(use_true_random=False))
def test_a_tally_counts_each_open_subject_once(given_: list[NonConformity], day: Date, random: Any) -> None:
    """Whatever the order they are given in; a subject with an open major one is a major one."""
    counted = count_nonconformities(given_, on=day)
    statuses = [each.status(on=day) for each in given_]
    still = {status.nonconformity.subject for status in statuses if status.is_open}
    grave = {status.nonconformity.subject for status in statuses if status.is_open and status.is_major}
    assert sorted(status.nonconformity.subject for status in counted.majors) == sorted(grave)
    assert sorted(status.nonconformity.subject for status in counted.minors) == sorted(still - grave)
    if day >= date(2023, 9, 1):
        assert counted.enough_minors == (len(still - grave) >= 5)
    shuffled = list(given_)
    random.shuffle(shuffled)
    again = count_nonconformities(shuffled, on=day)
    assert (again.enough_minors, again.reduce_by, again.blocks) == (
        counted.enough_minors,
        counted.reduce_by,
        counted.blocks,
    )


@pytest.mark.property
@given(records(), file_days(), st.sampled_from(SUBJECTS))
def test_lifting_what_is_on_one_subject_takes_it_out_and_nothing_else(
    given_: list[NonConformity], day: Date, subject: int | None
) -> None:
    def lifted(each: NonConformity) -> NonConformity:
        return attrs.evolve(each, verified=None, lifted=max(day, each.notified))

    before = count_nonconformities(given_, on=day)
    after = count_nonconformities([lifted(each) if each.indicator == subject else each for each in given_], on=day)

    def subjects(statuses: tuple[NonConformityStatus, ...]) -> list[int | None]:
        return [status.nonconformity.indicator for status in statuses]

    assert subjects(after.majors) == [each for each in subjects(before.majors) if each != subject]
    assert subjects(after.minors) == [each for each in subjects(before.minors) if each != subject]
    # Too many after it were too many before it, and for no shorter time, where that is known.
    assert before.enough_minors or not after.enough_minors
    assert after.reduce_by is None or before.reduce_by is None or after.reduce_by >= before.reduce_by


# --- What is found


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
        (major(notified="2023-08-31", plan_sent="2023-09-10"), "2030-01-01", []),
    ],
)
def test_what_is_found_of_one(record: NonConformity, on: str, expected: list[str]) -> None:
    assert codes(check_nonconformities([record], on=on)) == expected


def test_a_finding_tells_its_place_its_subject_its_day_and_its_value() -> None:
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
def test_a_check_reads_only_what_is_known_on_its_day(given_: list[NonConformity], day: Date) -> None:
    """What happened after the day changes nothing, and what was notified after it is left out, in its place."""
    now = [known_by(each, day) if each.notified <= day else each for each in given_]
    assert check_nonconformities(given_, on=day) == check_nonconformities(now, on=day)
    known = [each for each in given_ if each.notified <= day]
    assert codes(check_nonconformities(known, on=day)) == codes(check_nonconformities(given_, on=day))


@pytest.mark.property
@given(records(), file_days())
def test_what_is_late_is_found_and_nothing_else_is_late(given_: list[NonConformity], day: Date) -> None:
    late = {"NCF001": NOT_CORRECTED, "NCF002": NOT_CORRECTED, "NCF003": CHECK_LATE}
    found = check_nonconformities(given_, on=day)
    for index, each in enumerate(given_):
        status = each.status(on=day)
        wanted = (
            {code for code, state in late.items() if state is status.state and (code != "NCF002") is status.is_major}
            if status.is_open
            else set()
        )
        assert {one.code for one in found if one.where == f"nonconformities[{index}]" and one.code in late} == wanted


# --- Input


def test_every_fault_of_a_record_is_told_at_once() -> None:
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


def test_every_bad_argument_is_told_at_once() -> None:
    bad: Any = "2024-01-15"
    for call in (count_nonconformities, check_nonconformities):
        with pytest.raises(InvalidInput) as caught:
            call(bad, on="soon")
        assert [fault.path for fault in caught.value.faults] == ["nonconformities", "on"]
    with refused("on: "):
        major().status(on="soon")


def test_a_record_older_than_the_referential_is_refused_by_the_check() -> None:
    with pytest.raises(NotInForce):
        check_nonconformities([minor(notified="2019-06-08")], on="2024-01-01")


def test_kinds_and_grades_are_taken_by_name() -> None:
    record = minor(found_at="surveillance")
    assert (record.found_at, record.grade) == (AuditKind.SURVEILLANCE, MINOR)
    assert record == minor(found_at=AuditKind.SURVEILLANCE)
    assert isinstance(count_nonconformities([record], on="2024-01-15"), NonConformityCount)


def test_requalified_is_told_of_what_is_open_only() -> None:
    record = minor(plan_sent="2024-01-20", next_audit="2025-03-31", lifted="2025-05-01")
    assert codes(check_nonconformities([record], on="2025-04-30")) == ["NCF006"]
    assert codes(check_nonconformities([record], on="2025-05-01")) == []
    assert record.status(on="2025-05-01").requalified
