"""The cycle: its days, where it stands, and what is still to be done."""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pendulum
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import CertificationCycle, InvalidInput, NotInForce, Window
from qualiopi_rules.audit import NonConformity, decide
from qualiopi_rules.audit.decision import DecisionOutcome
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.resources import merged
from qualiopi_rules.cycle import CycleStatus, Stage
from qualiopi_rules.law import Basis, add_months
from qualiopi_rules.results.deadlines import Deadline, DeadlineKind, Milestone, MilestoneCode, deadline
from qualiopi_rules.strategies import cycles, days
from tests.strategies import FIRST_DAY, as_pendulum

WEBINAR = CertificationCycle.starting("2023-02-02")
"""The certificate 83811594-1, as the webinar of 1 March 2023 shows it."""

BEFORE_2021 = CertificationCycle.starting("2020-12-31")
LOCALES: tuple[Locale, Locale] = ("fr", "en")

OF_A_CYCLE = [
    MilestoneCode.STARTS,
    MilestoneCode.SURVEILLANCE_OPENS,
    MilestoneCode.SURVEILLANCE_CLOSES,
    MilestoneCode.RENEWAL_YEAR_OPENS,
    MilestoneCode.RENEWAL_OPENS,
    MilestoneCode.RENEWAL_LATEST,
    MilestoneCode.RENEWAL_CLOSES,
    MilestoneCode.EXPIRES,
]
"""The days of a cycle, in their order; the sixth is not known of a cycle that ended before September 2023."""


def edges(window: Window) -> tuple[str, str]:
    return window.opens.isoformat(), window.closes.isoformat()


@st.composite
def cycles_and_days(draw: st.DrawFn) -> tuple[CertificationCycle, Date]:
    """A cycle and a day of it, or a day around: the days that matter and their neighbours more often than others."""
    cycle = draw(cycles())
    milestones = st.sampled_from([milestone.day for milestone in cycle.timeline()])
    near = st.builds(lambda day, shift: day.add(days=shift), milestones, st.integers(-1, 1))
    return cycle, draw(st.one_of(near, days(cycle.starts.subtract(days=400), cycle.expires.add(days=400))))


# --- The days of a cycle


def test_the_certificate_of_the_webinar_to_the_day() -> None:
    """Every date that the certifier shows for a decision of 2 February 2023."""
    assert edges(WEBINAR.surveillance) == ("2024-04-02", "2024-12-02")
    assert WEBINAR.expires.isoformat() == "2026-02-01"
    assert edges(WEBINAR.renewal) == ("2025-08-01", "2025-11-01")
    assert edges(WEBINAR.renewal_year) == ("2025-02-02", "2026-02-01")
    assert WEBINAR.next() == CertificationCycle.starting("2026-02-02")
    assert WEBINAR.length == 36


@pytest.mark.parametrize(
    ("starts", "expires", "surveillance", "renewal_year", "renewal"),
    [
        # an ordinary day
        (
            "2021-06-15",
            "2024-06-14",
            ("2022-08-15", "2023-04-15"),
            ("2023-06-15", "2024-06-14"),
            ("2023-12-14", "2024-03-14"),
        ),
        # mistake 1: months of 30.44 days give 30 April and 29 December
        (
            "2026-02-28",
            "2029-02-27",
            ("2027-04-28", "2027-12-28"),
            ("2028-02-28", "2029-02-27"),
            ("2028-08-27", "2028-11-27"),
        ),
        # mistake 8: eight months after the window's start would be 28 October
        (
            "2023-12-31",
            "2026-12-30",
            ("2025-02-28", "2025-10-31"),
            ("2025-12-31", "2026-12-30"),
            ("2026-06-30", "2026-09-30"),
        ),
        # mistake 4: a month that overflows would open on 1 or 3 March
        (
            "2024-12-31",
            "2027-12-30",
            ("2026-02-28", "2026-10-31"),
            ("2026-12-31", "2027-12-30"),
            ("2027-06-30", "2027-09-30"),
        ),
        (
            "2024-08-31",
            "2027-08-30",
            ("2025-10-31", "2026-06-30"),
            ("2026-08-31", "2027-08-30"),
            ("2027-02-28", "2027-05-30"),
        ),
        # 29 February: the last year starts on 1 March, because 2026 has no 29 February
        (
            "2024-02-29",
            "2027-02-28",
            ("2025-04-29", "2025-12-29"),
            ("2026-03-01", "2027-02-28"),
            ("2026-08-28", "2026-11-28"),
        ),
        (
            "2025-03-01",
            "2028-02-29",
            ("2026-05-01", "2027-01-01"),
            ("2027-03-01", "2028-02-29"),
            ("2027-08-29", "2027-11-29"),
        ),
        # the first day of the rule of three years
        (
            "2021-01-01",
            "2023-12-31",
            ("2022-03-01", "2022-11-01"),
            ("2023-01-01", "2023-12-31"),
            ("2023-06-30", "2023-09-30"),
        ),
    ],
)
def test_three_years_and_their_windows(
    starts: str,
    expires: str,
    surveillance: tuple[str, str],
    renewal_year: tuple[str, str],
    renewal: tuple[str, str],
) -> None:
    """Article R. 6316-2: three years. Arrêté of 6 June 2019, article 2: surveillance from month 14 to month 22.

    The annex, II-2-c, places the renewal in the third year; six to three months before the end is the certifier's
    advice.
    """
    cycle = CertificationCycle.starting(starts)
    assert cycle.expires.isoformat() == expires
    assert edges(cycle.surveillance) == surveillance
    assert edges(cycle.renewal_year) == renewal_year
    assert edges(cycle.renewal) == renewal


@pytest.mark.parametrize(
    ("starts", "expires", "surveillance", "renewal_year", "renewal"),
    [
        (
            "2020-12-31",
            "2024-12-30",
            ("2022-02-28", "2023-04-30"),
            ("2023-12-31", "2024-12-30"),
            ("2024-06-30", "2024-09-30"),
        ),
        (
            "2020-03-15",
            "2024-03-14",
            ("2021-05-15", "2022-07-15"),
            ("2023-03-15", "2024-03-14"),
            ("2023-09-14", "2023-12-14"),
        ),
        (
            "2020-02-29",
            "2024-02-28",
            ("2021-04-29", "2022-06-29"),
            ("2023-03-01", "2024-02-28"),
            ("2023-08-28", "2023-11-28"),
        ),
        # the first day of the scheme
        (
            "2019-06-09",
            "2023-06-08",
            ("2020-08-09", "2021-10-09"),
            ("2022-06-09", "2023-06-08"),
            ("2022-12-08", "2023-03-08"),
        ),
    ],
)
def test_certified_before_2021_four_years(
    starts: str,
    expires: str,
    surveillance: tuple[str, str],
    renewal_year: tuple[str, str],
    renewal: tuple[str, str],
) -> None:
    """Arrêté of 24 July 2020: certified before 1 January 2021, surveillance until month 28, four years.

    Décret 2019-565 as amended places the renewal in the fourth year.
    """
    cycle = CertificationCycle.starting(starts)
    assert cycle.length == 48
    assert cycle.expires.isoformat() == expires
    assert edges(cycle.surveillance) == surveillance
    assert edges(cycle.renewal_year) == renewal_year
    assert edges(cycle.renewal) == renewal


def test_after_a_first_cycle_of_four_years_come_cycles_of_three() -> None:
    """The derogation is for those certified before 2021, once."""
    second = BEFORE_2021.next()
    assert second.starts.isoformat() == "2024-12-31"
    assert second.expires.isoformat() == "2027-12-30"
    assert second.next().starts.isoformat() == "2027-12-31"


def test_29_february_is_lost_at_the_first_renewal() -> None:
    """The next cycle starts the day after the last valid day, here 1 March, and stays there."""
    chain = [CertificationCycle.starting("2024-02-29")]
    for _ in range(3):
        chain.append(chain[-1].next())
    assert [cycle.starts.isoformat() for cycle in chain] == ["2024-02-29", "2027-03-01", "2030-03-01", "2033-03-01"]


def test_no_cycle_starts_before_the_scheme() -> None:
    """The décret of 6 June 2019 is in force from 9 June 2019."""
    with pytest.raises(NotInForce) as caught:
        CertificationCycle.starting("2019-06-08")
    assert (caught.value.rule, caught.value.day) == ("cycle.validity", date(2019, 6, 8))
    assert (caught.value.first, caught.value.last) == (date(2019, 6, 9), None)
    assert CertificationCycle.starting("2019-06-09").starts == FIRST_DAY


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (datetime(2023, 2, 16, 22), "day-not-time"),  # noqa: DTZ001
        (pendulum.datetime(2023, 2, 17, tz="Europe/Paris"), "day-not-time"),
        ("2023-02-16T22:00:00Z", "day-not-time"),
        ("2023-02-29", "day"),
        (None, "day"),
        (2023, "day"),
    ],
)
def test_a_cycle_starts_on_a_day_and_not_at_a_time(day: Any, expected: str) -> None:
    """Mistake 4: a start on the 17th was filed under the 16th at 22:00 UTC."""
    for call, name in (
        (CertificationCycle, "starts"),
        (CertificationCycle.starting, "starts"),
        (CertificationCycle.ending, "day"),
        (WEBINAR.__contains__, "day"),
    ):
        with pytest.raises(InvalidInput) as caught:
            call(day)
        assert [(fault.path, fault.expected) for fault in caught.value.faults] == [(name, expected)]


def test_a_cycle_whose_days_lie_beyond_the_calendar_says_so_of_its_start() -> None:
    """It is a cycle all the same; the day it starts on is the one that its days cannot be counted from."""
    last = CertificationCycle.starting("9999-12-31")
    days: list[Callable[[CertificationCycle], Any]] = [
        lambda cycle: cycle.surveillance,
        lambda cycle: cycle.renewal_year,
        lambda cycle: cycle.expires,
        CertificationCycle.next,
    ]
    for day_of in days:
        with pytest.raises(InvalidInput) as caught:
            day_of(last)
        assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [
            ("starts", date(9999, 12, 31), "countable-day")
        ]


def test_a_cycle_writes_its_first_and_its_last_day() -> None:
    """A cycle whose days lie beyond the calendar has its first."""
    assert repr(WEBINAR) == "CertificationCycle(starts=2023-02-02, expires=2026-02-01)"
    assert repr(CertificationCycle("9999-12-31")) == "CertificationCycle(starts=9999-12-31)"


def test_a_cycle_is_a_value_ordered_by_its_start() -> None:
    same = CertificationCycle.starting(date(2023, 2, 2))
    assert same == WEBINAR
    assert {same, WEBINAR} == {WEBINAR}
    assert pickle.loads(pickle.dumps(WEBINAR)) == WEBINAR
    assert sorted([WEBINAR, BEFORE_2021]) == [BEFORE_2021, WEBINAR]


@pytest.mark.property
@given(cycles())
def test_a_cycle_ends_on_the_eve_of_its_anniversary(cycle: CertificationCycle) -> None:
    """Three years, four for those certified before 2021: the next cycle starts on the anniversary.

    There is no anniversary of 29 February in a common year; the next cycle then starts on 1 March.
    """
    years = 4 if cycle.starts < date(2021, 1, 1) else 3
    year, month, day = cycle.starts.year + years, cycle.starts.month, cycle.starts.day
    try:
        anniversary = date(year, month, day)
    except ValueError:
        anniversary = date(year, 3, 1)
    assert cycle.expires == anniversary - timedelta(days=1)
    assert cycle.next().starts == anniversary


@pytest.mark.property
@given(cycles())
def test_the_windows_lie_inside_the_cycle_one_after_the_other(cycle: CertificationCycle) -> None:
    """Surveillance closes before the last year opens, and the recommended renewal is inside that year."""
    days_in_order = [
        cycle.starts,
        cycle.surveillance.opens,
        cycle.surveillance.closes,
        cycle.renewal_year.opens,
        cycle.renewal.opens,
        cycle.renewal.closes,
        cycle.expires,
    ]
    assert days_in_order == sorted(set(days_in_order))
    assert cycle.renewal_year.closes == cycle.expires


@pytest.mark.property
@given(cycles())
def test_the_recommended_renewal_leaves_time_for_a_major_non_conformity(cycle: CertificationCycle) -> None:
    """Mistake 6: three months to lift it and one more to check it, from the first recommended day."""
    assert add_months(cycle.renewal.opens, 4) <= cycle.expires


# --- The last day of a renewal audit that leaves time for a major non-conformity


@pytest.mark.parametrize(
    ("starts", "latest"),
    [
        ("2023-02-02", "2025-10-01"),
        # month ends: the last of several days that lead to the same bound
        ("2024-04-01", "2026-11-30"),  # to 28 February, to 28 March; 1 December would lead to 1 April
        ("2024-03-01", "2026-10-31"),  # to 31 January, to 28 February
        ("2024-07-01", "2027-02-28"),  # to 28 May, to 28 June; 1 March would lead to 1 July
        ("2025-01-01", "2027-08-31"),  # to 30 November, to 30 December
        # four years
        ("2019-09-02", "2023-05-01"),
        # a cycle that ended before the times of article 5 are known
        ("2019-06-09", None),
        ("2019-09-01", None),
    ],
)
def test_the_last_day_of_a_renewal_audit_that_leaves_time_for_a_major_non_conformity(
    starts: str, latest: str | None
) -> None:
    """Advice, derived from article 5: three months to correct, then one to verify, before the end."""
    day = CertificationCycle.starting(starts).renewal_latest
    assert (None if day is None else day.isoformat()) == latest


def test_that_day_is_found_by_trying_every_day() -> None:
    """For every first day of eight years: no later day leaves the time, and the day itself does."""
    since = date(2023, 9, 1)
    for n in range((date(2027, 6, 9) - FIRST_DAY).days):
        cycle = CertificationCycle(FIRST_DAY + timedelta(days=n))
        latest = cycle.renewal_latest
        if cycle.expires < since:
            assert latest is None
            continue
        tried = [cycle.expires.subtract(days=days) for days in range(115, 130)]
        enough = [day.add(months=3).add(months=1) <= cycle.expires for day in tried]
        assert enough[0] is False
        assert latest == tried[enough.index(True)]


@pytest.mark.property
@given(cycles().filter(lambda cycle: cycle.renewal_latest is not None and cycle.renewal_latest >= date(2023, 9, 1)))
def test_a_major_non_conformity_of_that_day_can_be_lifted_before_the_end(cycle: CertificationCycle) -> None:
    """What `decide` says of it: corrected and verified on the last days, the certificate is renewed in time."""
    latest = cycle.renewal_latest
    assert latest is not None
    assert cycle.renewal.opens <= latest <= cycle.expires
    found = NonConformity(indicator=4, grade="major", notified=latest, implemented=latest.add(months=3))
    status = found.status(on=latest)
    assert status.check_by is not None
    assert status.check_by <= cycle.expires
    assert decide("renewal", [found], on=status.check_by).outcome is DecisionOutcome.WAITING
    later = NonConformity(indicator=4, grade="major", notified=latest.add(days=1)).status(on=latest.add(days=1))
    assert later.check_by is not None
    assert later.check_by > cycle.expires


@pytest.mark.property
@given(cycles())
def test_the_last_useful_day_of_a_renewal_audit_is_the_last_that_leaves_time_for_a_major_one(
    cycle: CertificationCycle,
) -> None:
    """Three months to correct it and one more to verify it; nothing is known before 1 September 2023."""
    latest = cycle.renewal_latest
    if latest is None:
        assert cycle.expires < Date(2023, 9, 1)
    else:
        assert cycle.expires >= Date(2023, 9, 1)
        assert add_months(add_months(latest, 3), 1) <= cycle.expires < add_months(add_months(latest.add(days=1), 3), 1)


@pytest.mark.property
@given(cycles(), st.data())
def test_a_day_is_in_exactly_one_cycle_of_a_chain(cycle: CertificationCycle, data: Any) -> None:
    """Cycles follow each other with no day between them and none in common."""
    chain = [cycle, cycle.next(), cycle.next().next(), cycle.next().next().next()]
    day = cycle.starts.add(days=data.draw(st.integers(0, (chain[-1].expires - cycle.starts).in_days())))
    assert sum(day in link for link in chain) == 1


# --- The cycles that end on a day


@pytest.mark.parametrize(
    ("end", "starts"),
    [
        ("2026-02-01", ["2023-02-02"]),
        ("2027-02-28", ["2024-02-29", "2024-03-01"]),
        ("2028-02-28", []),  # 29 February 2025 does not exist
        ("2028-02-29", ["2025-03-01"]),
        ("2024-06-30", ["2020-07-01", "2021-07-01"]),  # four years, and three
        ("2024-02-28", ["2020-02-29"]),
        ("2024-02-29", ["2020-03-01", "2021-03-01"]),
        ("2024-12-30", ["2020-12-31", "2021-12-31"]),
        ("2024-12-31", ["2022-01-01"]),  # 1 January 2021 has three years
        ("2023-12-31", ["2020-01-01", "2021-01-01"]),
        ("2023-12-30", ["2019-12-31"]),  # 31 December 2020 has four
        ("2023-06-08", ["2019-06-09"]),
        ("2023-06-07", []),
        ("2019-06-09", []),
    ],
)
def test_the_cycles_that_end_on_a_day(end: str, starts: list[str]) -> None:
    """Two at some month ends and where both lengths meet, none where the start does not exist."""
    assert [cycle.starts.isoformat() for cycle in CertificationCycle.ending(end)] == starts


def test_ending_gives_all_the_cycles_that_expire_on_a_day_and_no_others() -> None:
    """For every day until 2032, against every start from the first day of the scheme."""
    cycles_of: defaultdict[date, list[CertificationCycle]] = defaultdict(list)
    last_start = date(2029, 12, 31)
    for n in range((last_start - FIRST_DAY).days + 1):
        cycle = CertificationCycle(FIRST_DAY + timedelta(days=n))
        cycles_of[cycle.expires].append(cycle)
    end = FIRST_DAY
    while end < date(2032, 12, 30):
        assert list(CertificationCycle.ending(end)) == cycles_of[end]
        end += timedelta(days=1)


@pytest.mark.property
@given(cycles())
def test_a_cycle_is_found_again_from_its_last_day(cycle: CertificationCycle) -> None:
    """`ending` gives the cycle back from its last valid day, among cycles that all end then."""
    found = CertificationCycle.ending(cycle.expires)
    assert cycle in found
    assert {other.expires for other in found} == {cycle.expires}


# --- Where a cycle stands


@pytest.mark.parametrize(
    ("on", "not_provided", "not_held", "held"),
    [
        ("2023-02-01", Stage.NOT_STARTED, Stage.NOT_STARTED, Stage.NOT_STARTED),
        ("2023-02-02", Stage.RUNNING, Stage.RUNNING, Stage.RUNNING),
        ("2024-04-01", Stage.RUNNING, Stage.RUNNING, Stage.RUNNING),
        ("2024-04-02", Stage.SURVEILLANCE_OPEN, Stage.SURVEILLANCE_OPEN, Stage.RUNNING),
        ("2024-12-02", Stage.SURVEILLANCE_OPEN, Stage.SURVEILLANCE_OPEN, Stage.RUNNING),
        ("2024-12-03", Stage.RUNNING, Stage.SURVEILLANCE_OVERDUE, Stage.RUNNING),
        ("2025-02-02", Stage.RUNNING, Stage.SURVEILLANCE_OVERDUE, Stage.RUNNING),
        ("2025-07-31", Stage.RUNNING, Stage.SURVEILLANCE_OVERDUE, Stage.RUNNING),
        ("2025-08-01", Stage.IN_RENEWAL_WINDOW, Stage.SURVEILLANCE_OVERDUE, Stage.IN_RENEWAL_WINDOW),
        ("2025-11-01", Stage.IN_RENEWAL_WINDOW, Stage.SURVEILLANCE_OVERDUE, Stage.IN_RENEWAL_WINDOW),
        ("2025-11-02", Stage.RUNNING, Stage.SURVEILLANCE_OVERDUE, Stage.RUNNING),
        ("2026-02-01", Stage.RUNNING, Stage.SURVEILLANCE_OVERDUE, Stage.RUNNING),
        ("2026-02-02", Stage.EXPIRED, Stage.EXPIRED, Stage.EXPIRED),
    ],
)
def test_every_stage_has_exact_edges(on: str, not_provided: Stage, not_held: Stage, held: Stage) -> None:
    """The certificate of the webinar, on the first and last day of each stage.

    Mistake 2: from month 14 to month 22, and not in a shorter window of one's own.
    Mistake 5: valid through its last day.
    """
    for answer, stage in ((None, not_provided), (False, not_held), (True, held)):
        status = WEBINAR.status(on=on, surveillance_held=answer)
        valid = on not in {"2023-02-01", "2026-02-02"}
        assert status == CycleStatus(
            on=as_pendulum(date.fromisoformat(on)), stage=stage, valid=valid, surveillance_held=answer
        )


@pytest.mark.parametrize(
    ("on", "held_on", "stage", "held"),
    [
        ("2024-10-09", "2024-10-08", Stage.RUNNING, True),
        ("2024-10-08", "2024-10-08", Stage.RUNNING, True),
        ("2024-10-07", "2024-10-08", Stage.SURVEILLANCE_OPEN, False),
        ("2024-12-03", "2024-12-04", Stage.SURVEILLANCE_OVERDUE, False),
        ("2024-12-04", "2024-12-04", Stage.RUNNING, True),  # late, and held
        ("2025-08-01", "2024-10-08", Stage.IN_RENEWAL_WINDOW, True),
    ],
)
def test_the_day_of_the_audit_counts_from_that_day(on: str, held_on: str, stage: Stage, held: bool) -> None:
    """A surveillance audit that is still to come was not held; it is from its day on."""
    for day in (held_on, date.fromisoformat(held_on)):
        status = WEBINAR.status(on=on, surveillance_held=day)
        assert (status.stage, status.surveillance_held) == (stage, held)


def test_a_day_is_in_the_cycle_or_not() -> None:
    """Mistake 5: valid on the last day, no longer on the next."""
    around = ["2023-02-01", "2023-02-02", "2024-02-29", "2026-02-01", "2026-02-02"]
    assert [day for day in around if day in WEBINAR] == around[1:4]


def test_a_four_year_cycle_has_time_for_surveillance_until_month_28() -> None:
    """Arrêté of 24 July 2020, for 31 December 2020 against 1 January 2021."""
    for cycle, open_on, overdue_on in (
        (BEFORE_2021, "2023-04-30", "2023-05-01"),
        (CertificationCycle.starting("2021-01-01"), "2022-11-01", "2022-11-02"),
    ):
        assert cycle.status(on=open_on, surveillance_held=False).stage is Stage.SURVEILLANCE_OPEN
        assert cycle.status(on=overdue_on, surveillance_held=False).stage is Stage.SURVEILLANCE_OVERDUE


@pytest.mark.property
@given(cycles_and_days(), st.sampled_from([None, True, False]))
def test_exactly_one_stage_holds_on_each_day(cycle_and_day: tuple[CertificationCycle, Date], held: bool | None) -> None:
    """The days and the answer on the audit decide the stage; exactly one holds, and it is that of the status."""
    cycle, day = cycle_and_day
    inside = cycle.starts <= day <= cycle.expires
    holds = {
        Stage.NOT_STARTED: day < cycle.starts,
        Stage.SURVEILLANCE_OPEN: held is not True and cycle.surveillance.opens <= day <= cycle.surveillance.closes,
        Stage.SURVEILLANCE_OVERDUE: held is False and cycle.surveillance.closes < day <= cycle.expires,
        Stage.IN_RENEWAL_WINDOW: held is not False and cycle.renewal.opens <= day <= cycle.renewal.closes,
        Stage.EXPIRED: day > cycle.expires,
    }
    holds[Stage.RUNNING] = inside and not any(holds.values())
    status = cycle.status(on=day, surveillance_held=held)
    assert {stage for stage, true in holds.items() if true} == {status.stage}
    assert status.valid == inside == (day in cycle)


@pytest.mark.property
@given(cycles_and_days(), st.integers(1, 2000))
def test_what_comes_after_the_day_changes_nothing(cycle_and_day: tuple[CertificationCycle, Date], later: int) -> None:
    """An audit after the day of the status is an audit not held yet, whenever it will be."""
    cycle, day = cycle_and_day
    future = day.add(days=later)
    assert cycle.status(on=day, surveillance_held=future) == cycle.status(on=day, surveillance_held=False)
    assert cycle.deadlines(on=day, surveillance_held=future) == cycle.deadlines(on=day, surveillance_held=False)


@pytest.mark.property
@given(cycles_and_days(), st.integers(0, 2000))
def test_an_audit_of_the_day_or_before_was_held(cycle_and_day: tuple[CertificationCycle, Date], before: int) -> None:
    """Which day it was makes no difference once it is past."""
    cycle, day = cycle_and_day
    past = day.subtract(days=before)
    assert cycle.status(on=day, surveillance_held=past) == cycle.status(on=day, surveillance_held=True)
    assert cycle.deadlines(on=day, surveillance_held=past) == cycle.deadlines(on=day, surveillance_held=True)


def test_every_bad_argument_of_status_and_deadlines_is_reported_at_once() -> None:
    held: Any = "maybe"
    for call in (WEBINAR.status, WEBINAR.deadlines):
        with pytest.raises(InvalidInput) as caught:
            call(on="2024-04-02T10:00", surveillance_held=held)
        assert {fault.path: fault.value for fault in caught.value.faults} == {
            "on": "2024-04-02T10:00",
            "surveillance_held": "maybe",
        }


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (0, "held"),
        (1, "held"),
        ("", "held"),
        ("true", "held"),
        ("2024-02-30", "held"),
        (["2024-10-08"], "held"),
        ("2024-10-08T09:00", "day-not-time"),
        (datetime(2024, 10, 8, 9), "day-not-time"),  # noqa: DTZ001
    ],
)
def test_what_is_no_answer_on_the_audit_is_refused(held: Any, expected: str) -> None:
    """Neither a day, nor yes, nor no: 0 and 1 are numbers, and a date-time is no day."""
    for call in (WEBINAR.status, WEBINAR.deadlines):
        with pytest.raises(InvalidInput) as caught:
            call(on="2024-10-08", surveillance_held=held)
        assert [(fault.path, fault.expected) for fault in caught.value.faults] == [("surveillance_held", expected)]


# --- What is to be done


def test_the_timeline_of_the_webinar() -> None:
    """The eight days that matter, in order; no day is invented (mistake 9)."""
    legal, recommended = DeadlineKind.LEGAL, DeadlineKind.RECOMMENDED
    assert [(milestone.code, milestone.day.isoformat(), milestone.kind) for milestone in WEBINAR.timeline()] == [
        (MilestoneCode.STARTS, "2023-02-02", legal),
        (MilestoneCode.SURVEILLANCE_OPENS, "2024-04-02", legal),
        (MilestoneCode.SURVEILLANCE_CLOSES, "2024-12-02", legal),
        (MilestoneCode.RENEWAL_YEAR_OPENS, "2025-02-02", legal),
        (MilestoneCode.RENEWAL_OPENS, "2025-08-01", recommended),
        (MilestoneCode.RENEWAL_LATEST, "2025-10-01", recommended),
        (MilestoneCode.RENEWAL_CLOSES, "2025-11-01", recommended),
        (MilestoneCode.EXPIRES, "2026-02-01", legal),
    ]


@pytest.mark.property
@given(cycles())
def test_the_timeline_has_every_milestone_once_in_order(cycle: CertificationCycle) -> None:
    """In the order of the days, whatever the month ends do to them."""
    timeline = cycle.timeline()
    known = [code for code in OF_A_CYCLE if code is not MilestoneCode.RENEWAL_LATEST or cycle.renewal_latest]
    assert [milestone.code for milestone in timeline] == known
    assert [milestone.day for milestone in timeline] == sorted(milestone.day for milestone in timeline)


@pytest.mark.property
@given(cycles())
def test_every_milestone_rests_on_a_source(cycle: CertificationCycle) -> None:
    """The law sets what is legal and has an address; what a certifier advises is practice and has none.

    The last day of a renewal audit that leaves time is advice, counted with the times of the law.
    """
    for milestone in cycle.timeline():
        assert milestone.citation.source.title
        advised = milestone.code in (MilestoneCode.RENEWAL_OPENS, MilestoneCode.RENEWAL_CLOSES)
        derived = milestone.code is MilestoneCode.RENEWAL_LATEST
        assert (milestone.kind is DeadlineKind.RECOMMENDED) == (advised or derived)
        assert milestone.citation.basis is (Basis.PRACTICE if advised else Basis.LAW)
        assert (milestone.citation.source.url is None) == advised


@pytest.mark.parametrize(
    ("starts", "validity", "opens", "closes", "renewal_year"),
    [
        # The four years are the décret's; the arrêté has the 28 months.
        ("2020-12-31", "decret-2019-565", "audit-art-2-2019", "arrete-2020-07-24", "decret-2019-565"),
        ("2021-01-01", "code-R6316-2", "audit-art-2-2019", "audit-art-2-2019", "rnq-2019"),
        ("2023-08-31", "code-R6316-2", "audit-art-2-2019", "audit-art-2-2019", "rnq-2019"),
        ("2023-09-01", "code-R6316-2", "audit-art-2", "audit-art-2", "rnq-2019"),
    ],
)
def test_the_source_is_the_one_of_the_start(
    starts: str, validity: str, opens: str, closes: str, renewal_year: str
) -> None:
    """Article 2 of the arrêté of 6 June 2019 has a new version from 1 September 2023, the code rules from 2021."""
    cycle = CertificationCycle.starting(starts)
    assert {milestone.code: milestone.citation.source.id for milestone in cycle.timeline()} == {
        MilestoneCode.STARTS: validity,
        MilestoneCode.SURVEILLANCE_OPENS: opens,
        MilestoneCode.SURVEILLANCE_CLOSES: closes,
        MilestoneCode.RENEWAL_YEAR_OPENS: renewal_year,
        MilestoneCode.RENEWAL_OPENS: "webinar-2023",
        MilestoneCode.RENEWAL_LATEST: "audit-art-5",
        MilestoneCode.RENEWAL_CLOSES: "webinar-2023",
        MilestoneCode.EXPIRES: validity,
    }


def test_the_day_that_leaves_time_is_derived_from_the_end_and_the_two_times() -> None:
    latest = {milestone.code: milestone for milestone in WEBINAR.timeline()}[MilestoneCode.RENEWAL_LATEST]
    assert [(used.name, used.value) for used in latest.values] == [
        ("cycle.validity", 36),
        ("audit.major_implementation", 3),
        ("audit.major_check", 1),
    ]


SURVEILLANCE, LATEST, RENEWAL, END = (
    MilestoneCode.SURVEILLANCE_CLOSES,
    MilestoneCode.RENEWAL_LATEST,
    MilestoneCode.RENEWAL_CLOSES,
    MilestoneCode.EXPIRES,
)


@pytest.mark.parametrize(
    ("on", "held", "left"),
    [
        # before the cycle and on its first day: everything is to come
        ("2023-02-01", None, {SURVEILLANCE: 670, LATEST: 973, RENEWAL: 1004, END: 1096}),
        ("2023-02-02", None, {SURVEILLANCE: 669, LATEST: 972, RENEWAL: 1003, END: 1095}),
        # the day itself leaves no day, and is not past
        ("2024-12-02", None, {SURVEILLANCE: 0, LATEST: 303, RENEWAL: 334, END: 426}),
        ("2024-12-02", False, {SURVEILLANCE: 0, LATEST: 303, RENEWAL: 334, END: 426}),
        # the audit disappears once it was held
        ("2024-12-02", True, {LATEST: 303, RENEWAL: 334, END: 426}),
        ("2024-10-08", "2024-10-08", {LATEST: 358, RENEWAL: 389, END: 481}),
        ("2024-10-07", "2024-10-08", {SURVEILLANCE: 56, LATEST: 359, RENEWAL: 390, END: 482}),
        # past, it is overdue when it is known not to be held, and left out when nothing is known
        ("2024-12-03", False, {SURVEILLANCE: -1, LATEST: 302, RENEWAL: 333, END: 425}),
        ("2024-12-03", "2025-01-07", {SURVEILLANCE: -1, LATEST: 302, RENEWAL: 333, END: 425}),
        ("2024-12-03", None, {LATEST: 302, RENEWAL: 333, END: 425}),
        # what is only recommended disappears when it is past
        ("2025-10-01", True, {LATEST: 0, RENEWAL: 31, END: 123}),
        ("2025-10-02", True, {RENEWAL: 30, END: 122}),
        ("2025-11-01", True, {RENEWAL: 0, END: 92}),
        ("2025-11-02", True, {END: 91}),
        ("2025-11-02", False, {SURVEILLANCE: -335, END: 91}),
        # the last valid day, and the day after
        ("2026-02-01", True, {END: 0}),
        ("2026-02-01", False, {SURVEILLANCE: -426, END: 0}),
        ("2026-02-02", None, {}),
        ("2026-02-02", False, {}),
    ],
)
def test_what_is_left_to_do_on_a_day(on: str, held: Any, left: dict[MilestoneCode, int]) -> None:
    """The days left until each deadline, soonest first; what is done or past is left out."""
    deadlines = WEBINAR.deadlines(on=on, surveillance_held=held)
    assert [(deadline.code, deadline.days_left) for deadline in deadlines] == list(left.items())


def test_a_deadline_has_its_first_day_who_sets_it_and_its_source() -> None:
    """The audit from month 14, the renewal from the recommended day; for the end there is nothing to wait for."""
    deadlines = {deadline.code: deadline for deadline in WEBINAR.deadlines(on="2024-01-01")}
    assert {code: (deadline.day.isoformat(), deadline.kind) for code, deadline in deadlines.items()} == {
        SURVEILLANCE: ("2024-12-02", DeadlineKind.LEGAL),
        LATEST: ("2025-10-01", DeadlineKind.RECOMMENDED),
        RENEWAL: ("2025-11-01", DeadlineKind.RECOMMENDED),
        END: ("2026-02-01", DeadlineKind.LEGAL),
    }
    assert {code: deadline.opens for code, deadline in deadlines.items()} == {
        SURVEILLANCE: date(2024, 4, 2),
        LATEST: date(2025, 8, 1),
        RENEWAL: date(2025, 8, 1),
        END: None,
    }
    citations = {milestone.code: milestone.citation for milestone in WEBINAR.timeline()}
    assert {code: deadline.citation for code, deadline in deadlines.items()} == {
        code: citations[code] for code in (SURVEILLANCE, LATEST, RENEWAL, END)
    }


@pytest.mark.property
@given(cycles_and_days(), st.sampled_from([None, True, False]))
def test_deadlines_are_ahead_unless_the_audit_is_overdue(
    cycle_and_day: tuple[CertificationCycle, Date], held: bool | None
) -> None:
    """They come soonest first, are counted from the day, and only a surveillance audit may be behind it."""
    cycle, day = cycle_and_day
    deadlines = cycle.deadlines(on=day, surveillance_held=held)
    assert [deadline.day for deadline in deadlines] == sorted(deadline.day for deadline in deadlines)
    assert all(day + timedelta(days=deadline.days_left) == deadline.day for deadline in deadlines)
    behind = {deadline.code for deadline in deadlines if deadline.days_left < 0}
    overdue = cycle.status(on=day, surveillance_held=held).stage is Stage.SURVEILLANCE_OVERDUE
    assert behind == ({SURVEILLANCE} if overdue else set())
    ahead = {SURVEILLANCE: cycle.surveillance.closes, RENEWAL: cycle.renewal.closes, END: cycle.expires}
    if held:
        del ahead[SURVEILLANCE]
    if cycle.renewal_latest is not None:
        ahead[LATEST] = cycle.renewal_latest
    assert {deadline.code for deadline in deadlines} - behind == {code for code, last in ahead.items() if day <= last}


# --- In words


def test_every_stage_has_words_of_its_own_in_both_languages() -> None:
    said = [
        {CycleStatus(WEBINAR.starts, stage, valid=True, surveillance_held=None).say(locale) for stage in Stage}
        for locale in LOCALES
    ]
    assert [len(words) for words in said] == [len(Stage), len(Stage)]
    assert all(words.strip() for words in said[0] | said[1])
    assert not said[0] & said[1]


def test_every_milestone_has_words_of_its_own_in_both_languages() -> None:
    params: dict[str, Any] = {"subject": 4, "count": 5, "document": "document.synthesis"}
    day, values = WEBINAR.starts, WEBINAR.timeline()[0].values
    said = [
        {deadline(code, day, on=day, values=values, **params).say(locale) for code in MilestoneCode}
        for locale in LOCALES
    ]
    assert [len(words) for words in said] == [len(MilestoneCode), len(MilestoneCode)]
    assert set(merged("messages")["milestone"]) == set(MilestoneCode)
    assert all(words.strip() for words in said[0] | said[1])
    assert not said[0] & said[1]


def test_a_deadline_is_made_with_its_days_left_and_what_its_words_need() -> None:
    (used,) = WEBINAR.timeline()[0].values
    day, before = as_pendulum(date(2024, 3, 1)), as_pendulum(date(2024, 2, 28))
    made = deadline(MilestoneCode.MINORS_REDUCED, day, on=before, values=[used], where="audits", count=5)
    assert made == Deadline(
        code=MilestoneCode.MINORS_REDUCED,
        day=day,
        kind=DeadlineKind.LEGAL,
        values=(used,),
        where="audits",
        params=(("count", 5),),
        days_left=2,
    )
    assert isinstance(made, Milestone)
    assert (made.opens, made.citation) == (None, used.citation)
    assert made.say("en") == "last day to reduce the number of unlifted minor non-conformities (5)"
    advice = deadline(MilestoneCode.EXPIRES, before, on=day, values=[used], kind=DeadlineKind.RECOMMENDED)
    assert (advice.days_left, advice.kind, advice.where, advice.params) == (-2, DeadlineKind.RECOMMENDED, "", ())


def test_results_are_in_french_by_default() -> None:
    status, deadline = WEBINAR.status(on="2026-02-02"), WEBINAR.deadlines(on="2026-02-01")[0]
    assert (status.say(), status.say("en")) == ("expiré", "expired")
    assert (deadline.say(), deadline.say("en")) == ("dernier jour de validité", "last valid day")
