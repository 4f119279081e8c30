"""What the days printed on a certificate say about its cycle."""

from __future__ import annotations

import pickle
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import assume, given, strategies as st
from pendulum import Date

from qualiopi_rules import CertificationCycle, InvalidInput, read_printed
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.cycle import PrintedDays, Reading, Shape
from qualiopi_rules.cycle.printed import PrintedOutcome
from qualiopi_rules.strategies import cycles, days
from tests.strategies import decisions

AS_PRINTED = {Shape.REGULAR, Shape.FOUR_YEAR}
"""The shapes of a certificate that is printed from the first day of its cycle."""

LOCALES: tuple[Locale, Locale] = ("fr", "en")


def short(printed: PrintedDays) -> list[tuple[Shape, str, int | None]]:
    """The readings, short."""
    return [(reading.shape, reading.cycle.starts.isoformat(), reading.rank) for reading in printed.readings]


def of_either_length() -> st.SearchStrategy[CertificationCycle]:
    """Cycles of 2020 and 2021: four years from the one end together with three years from the other."""
    return days(date(2020, 1, 1), date(2021, 12, 31)).map(CertificationCycle)


@st.composite
def printings(draw: st.DrawFn) -> PrintedDays:
    """Days as a certificate may show them, right, a little wrong or far off."""
    cycle = draw(st.one_of(cycles(), of_either_length()))
    a_year_before = cycle.starts.subtract(days=370)
    start = draw(
        st.one_of(
            st.just(cycle.starts),
            st.integers(0, (cycle.expires - a_year_before).in_days()).map(lambda n: a_year_before.add(days=n)),
            decisions(),
        )
    )
    end = cycle.expires.add(days=draw(st.sampled_from([0, 0, 0, -1, 1, 365])))
    first_issue = draw(st.sampled_from([None, start, cycle.starts, cycle.starts.subtract(years=3)]))
    return read_printed(start, end, first_issue)


# --- The shapes


@pytest.mark.parametrize(
    ("start", "end", "first_issue", "shape", "cycle", "rank"),
    [
        # regular: the certificate of the webinar, and the second and third cycles after it
        ("2023-02-02", "2026-02-01", None, Shape.REGULAR, "2023-02-02", None),
        ("2023-02-02", "2026-02-01", "2023-02-02", Shape.REGULAR, "2023-02-02", 1),
        ("2026-02-02", "2029-02-01", "2026-02-02", Shape.REGULAR, "2026-02-02", 1),
        ("2026-02-02", "2029-02-01", "2023-02-02", Shape.REGULAR, "2026-02-02", 2),
        ("2029-02-02", "2032-02-01", "2023-02-02", Shape.REGULAR, "2029-02-02", 3),
        # the second cycle of three years after a first one of four
        ("2027-12-31", "2030-12-30", "2020-12-31", Shape.REGULAR, "2027-12-31", 3),
        ("2021-01-01", "2023-12-31", "2021-01-01", Shape.REGULAR, "2021-01-01", 1),
        # certified before 1 January 2021: four years
        ("2020-12-31", "2024-12-30", None, Shape.FOUR_YEAR, "2020-12-31", None),
        ("2020-02-29", "2024-02-28", "2020-02-29", Shape.FOUR_YEAR, "2020-02-29", 1),
        ("2019-06-09", "2023-06-08", None, Shape.FOUR_YEAR, "2019-06-09", None),
        # re-issued inside the cycle, from its second day to its last
        ("2023-02-03", "2026-02-01", "2023-02-02", Shape.RE_ISSUED, "2023-02-02", 1),
        ("2023-02-07", "2026-02-01", None, Shape.RE_ISSUED, "2023-02-02", None),
        ("2024-05-14", "2026-02-01", "2023-02-02", Shape.RE_ISSUED, "2023-02-02", 1),
        ("2026-02-01", "2026-02-01", None, Shape.RE_ISSUED, "2023-02-02", None),
        ("2027-05-05", "2029-02-01", "2026-02-02", Shape.RE_ISSUED, "2026-02-02", 1),
        ("2027-05-05", "2029-02-01", "2023-02-02", Shape.RE_ISSUED, "2026-02-02", 2),
        ("2021-05-05", "2023-12-30", "2019-12-31", Shape.RE_ISSUED, "2019-12-31", 1),
        # renewed before the expiry, in the last year of the cycle before, from its first day to its last
        ("2025-02-02", "2029-02-01", "2023-02-02", Shape.RENEWED_EARLY, "2026-02-02", 2),
        ("2026-01-20", "2029-02-01", None, Shape.RENEWED_EARLY, "2026-02-02", None),
        ("2026-01-20", "2029-02-01", "2026-01-20", Shape.RENEWED_EARLY, "2026-02-02", 1),
        ("2026-01-20", "2029-02-01", "2023-02-02", Shape.RENEWED_EARLY, "2026-02-02", 2),
        ("2026-02-01", "2029-02-01", "2023-02-02", Shape.RENEWED_EARLY, "2026-02-02", 2),
        # the first issue is that of one of two cycles that end together
        ("2024-02-29", "2027-02-28", "2024-02-29", Shape.REGULAR, "2024-02-29", 1),
        ("2025-05-05", "2027-02-28", "2024-02-29", Shape.RE_ISSUED, "2024-02-29", 1),
        ("2024-12-01", "2027-12-30", "2020-12-31", Shape.RENEWED_EARLY, "2024-12-31", 2),
    ],
)
def test_printed_days_have_a_shape(
    start: str, end: str, first_issue: str | None, shape: Shape, cycle: str, rank: int | None
) -> None:
    """Mistake 7: the printed start is not always the start of the cycle; each shape was seen on real certificates.

    The rank says how many cycles the first issue makes it: 1 when it is the first issue of this cycle.
    """
    printed = read_printed(start, end, first_issue)
    assert short(printed) == [(shape, cycle, rank)]
    assert printed.outcome is PrintedOutcome.ONE
    assert printed.cycle == CertificationCycle.starting(cycle)
    assert [printed.start.isoformat(), printed.end.isoformat()] == [start, end]
    assert printed.first_issue == (None if first_issue is None else date.fromisoformat(first_issue))


@pytest.mark.parametrize(
    ("start", "end", "first_issue", "readings"),
    [
        # four years from July 2020, or three from July 2021
        (
            "2022-01-01",
            "2024-06-30",
            None,
            [(Shape.RE_ISSUED, "2021-07-01", None), (Shape.RE_ISSUED, "2020-07-01", None)],
        ),
        (
            "2022-04-20",
            "2024-12-01",
            None,
            [(Shape.RE_ISSUED, "2021-12-02", None), (Shape.RE_ISSUED, "2020-12-02", None)],
        ),
        # the start of a cycle comes first
        (
            "2021-07-01",
            "2024-06-30",
            None,
            [(Shape.REGULAR, "2021-07-01", None), (Shape.RE_ISSUED, "2020-07-01", None)],
        ),
        # the cycles of 29 February and of 1 March end together
        (
            "2025-05-05",
            "2027-02-28",
            None,
            [(Shape.RE_ISSUED, "2024-03-01", None), (Shape.RE_ISSUED, "2024-02-29", None)],
        ),
        (
            "2024-03-01",
            "2027-02-28",
            None,
            [(Shape.REGULAR, "2024-03-01", None), (Shape.RE_ISSUED, "2024-02-29", None)],
        ),
        (
            "2024-02-29",
            "2027-02-28",
            None,
            [(Shape.REGULAR, "2024-02-29", None), (Shape.RENEWED_EARLY, "2024-03-01", None)],
        ),
        (
            "2024-02-20",
            "2027-02-28",
            "2024-02-20",
            [(Shape.RENEWED_EARLY, "2024-02-29", 1), (Shape.RENEWED_EARLY, "2024-03-01", 1)],
        ),
    ],
)
def test_printed_days_may_fit_several_cycles(
    start: str, end: str, first_issue: str | None, readings: list[tuple[Shape, str, int | None]]
) -> None:
    """Then all are returned, that whose start is nearest first, and none is taken for certain."""
    printed = read_printed(start, end, first_issue)
    assert short(printed) == readings
    assert printed.outcome is PrintedOutcome.SEVERAL
    assert printed.cycle is None


@pytest.mark.parametrize(
    ("first_issue", "shape", "cycle", "rank"),
    [
        ("2020-07-01", Shape.RE_ISSUED, "2020-07-01", 1),
        ("2021-07-01", Shape.REGULAR, "2021-07-01", 1),
    ],
)
def test_the_first_issue_decides_between_readings(first_issue: str, shape: Shape, cycle: str, rank: int) -> None:
    """Only the cycle that it starts, or leads to cycle after cycle, is left."""
    printed = read_printed("2021-07-01", "2024-06-30", first_issue)
    assert short(printed) == [(shape, cycle, rank)]
    assert printed.outcome is PrintedOutcome.ONE


@pytest.mark.parametrize(
    ("start", "end", "first_issue", "outcome"),
    [
        ("2023-02-02", "2023-02-01", None, PrintedOutcome.ENDS_BEFORE_START),
        ("2023-02-02", "2023-02-01", "2023-02-03", PrintedOutcome.ENDS_BEFORE_START),
        ("2023-02-02", "2026-02-01", "2023-02-03", PrintedOutcome.FIRST_ISSUE_AFTER_START),
        ("2019-06-08", "2023-06-08", None, PrintedOutcome.BEFORE_SCHEME),
        ("2023-02-02", "2026-02-01", "2019-06-08", PrintedOutcome.BEFORE_SCHEME),
        # 36 months from 29 February 2025: there is none
        ("2025-03-01", "2028-02-28", None, PrintedOutcome.NO_CYCLE_ENDS),
        ("2019-06-09", "2022-06-08", None, PrintedOutcome.NO_CYCLE_ENDS),
        # the day before the last year of the cycle before; and a first cycle, which has none before it
        ("2025-02-01", "2029-02-01", None, PrintedOutcome.START_TOO_EARLY),
        ("2022-02-01", "2025-02-28", None, PrintedOutcome.START_TOO_EARLY),
        ("2023-02-03", "2026-02-01", "2023-02-03", PrintedOutcome.FIRST_ISSUE_DOES_NOT_LEAD),
        ("2026-02-02", "2029-02-01", "2023-02-01", PrintedOutcome.FIRST_ISSUE_DOES_NOT_LEAD),
        ("2026-02-02", "2029-02-01", "2023-02-03", PrintedOutcome.FIRST_ISSUE_DOES_NOT_LEAD),
    ],
)
def test_where_nothing_fits_the_outcome_says_why(
    start: str, end: str, first_issue: str | None, outcome: PrintedOutcome
) -> None:
    printed = read_printed(start, end, first_issue)
    assert (printed.outcome, printed.readings, printed.cycle) == (outcome, (), None)


# --- An end that may be copied wrongly


@pytest.mark.parametrize(
    ("start", "end", "first_issue", "shape", "cycle", "regular"),
    [
        # too late: it reads as a renewal before the expiry, which moves every day of the cycle
        ("2025-01-16", "2028-01-16", "2025-01-16", Shape.RENEWED_EARLY, "2025-01-17", "2028-01-15"),  # a day
        ("2025-01-16", "2028-02-15", "2025-01-16", Shape.RENEWED_EARLY, "2025-02-16", "2028-01-15"),  # a month
        ("2025-01-16", "2029-01-15", "2025-01-16", Shape.RENEWED_EARLY, "2026-01-16", "2028-01-15"),  # a year
        ("2025-01-16", "2028-01-16", None, Shape.RENEWED_EARLY, "2025-01-17", "2028-01-15"),
        # too early, and no first issue: it reads as a re-issue
        ("2025-01-16", "2028-01-14", None, Shape.RE_ISSUED, "2025-01-15", "2028-01-15"),
        ("2025-01-16", "2027-12-15", None, Shape.RE_ISSUED, "2024-12-16", "2028-01-15"),
        ("2025-01-16", "2027-01-15", None, Shape.RE_ISSUED, "2024-01-16", "2028-01-15"),
        # month ends: 30 June and 31 May are a month apart
        ("2025-07-01", "2028-05-31", None, Shape.RE_ISSUED, "2025-06-01", "2028-06-30"),
        ("2025-06-01", "2028-06-30", "2025-06-01", Shape.RENEWED_EARLY, "2025-07-01", "2028-05-31"),
        # the first issue may be the one that the end does not fit, and the certificate printed again
        ("2025-06-01", "2028-01-16", "2025-01-16", Shape.RE_ISSUED, "2025-01-17", "2028-01-15"),
    ],
)
def test_an_end_that_may_be_copied_wrongly_is_doubtful(
    start: str, end: str, first_issue: str | None, shape: Shape, cycle: str, regular: str
) -> None:
    """A reading that needs an event that nothing shows is not the sole and silent answer."""
    printed = read_printed(start, end, first_issue)
    assert [each[:2] for each in short(printed)] == [(shape, cycle)]
    assert (printed.outcome, printed.cycle) == (PrintedOutcome.DOUBTFUL, None)
    assert printed.suspected is not None
    assert printed.suspected.starts.isoformat() == (first_issue or start)
    assert printed.suspected.expires.isoformat() == regular
    (found,) = printed.check("certificate")
    assert (found.code, dict(found.params)) == (
        "CYC008",
        {"start": first_issue or start, "end": end, "regular": regular},
    )


@pytest.mark.parametrize(
    ("start", "end", "first_issue"),
    [
        ("2025-01-16", "2028-01-16", "2022-01-17"),  # the first issue ever: the cycle before shows
        ("2025-01-16", "2028-01-14", "2025-01-15"),  # the first issue of this cycle: it was printed again
        ("2025-01-16", "2028-01-13", None),  # two days off: a certificate signed after its cycle began, perhaps
        ("2025-01-16", "2028-01-30", "2025-01-16"),  # decided a fortnight before the expiry
        ("2025-01-16", "2028-01-15", None),
    ],
)
def test_an_end_that_something_bears_out_or_that_is_otherwise_off_is_not(
    start: str, end: str, first_issue: str | None
) -> None:
    printed = read_printed(start, end, first_issue)
    assert (printed.outcome, printed.suspected) == (PrintedOutcome.ONE, None)
    assert printed.check() == ()


def test_where_nothing_fits_the_regular_end_is_named_too() -> None:
    """A first cycle has none before it: a day too late is no early renewal."""
    printed = read_printed("2023-02-02", "2026-02-02", "2023-02-02")
    assert printed.outcome is PrintedOutcome.START_TOO_EARLY
    _, found = printed.check()
    assert found.code == "CYC008"
    assert found.message("en") == (
        "end on 2 February 2026; a regular certificate from 2 February 2023 would end on 1 February 2026"
    )


def test_where_no_cycle_ends_on_a_day_the_regular_end_is_named_too() -> None:
    """36 months to 28 February 2028 would begin on 29 February 2025, which there is not: it is the eve of the 29th."""
    printed = read_printed("2025-03-01", "2028-02-28")
    assert (printed.outcome, printed.suspected) == (PrintedOutcome.NO_CYCLE_ENDS, CertificationCycle("2025-03-01"))
    _, found = printed.check()
    assert (found.code, dict(found.params)["regular"]) == ("CYC008", "2028-02-29")


@pytest.mark.property
@given(cycles(), st.sampled_from([{"days": 1}, {"months": 1}, {"years": 1}]), st.sampled_from([1, -1]), st.booleans())
def test_an_end_a_day_a_month_or_a_year_off_is_never_taken_in_silence(
    cycle: CertificationCycle, slip: dict[str, int], sign: int, issued: bool
) -> None:
    """No cycle is given for it, and the finding names the end that a regular certificate would have."""
    end = cycle.expires.add(**{unit: sign * number for unit, number in slip.items()})
    printed = read_printed(cycle.starts, end, cycle.starts if issued else None)
    assume(end != cycle.expires)
    assert printed.cycle is None
    assert printed.suspected == cycle
    assert "CYC008" in [found.code for found in printed.check()]


@pytest.mark.property
@given(
    cycles(), st.sampled_from([{"days": 1}, {"months": 1}, {"years": 1}]), st.sampled_from([1, -1]), st.integers(0, 9)
)
def test_what_the_first_issue_leads_to_is_never_suspected(
    cycle: CertificationCycle, slip: dict[str, int], sign: int, later: int
) -> None:
    """Where another end is suspected, every reading needs a renewal that was decided on the first issue."""
    end = cycle.expires.add(**{unit: sign * number for unit, number in slip.items()})
    printed = read_printed(cycle.starts.add(days=later), end, cycle.starts)
    assert {reading.rank for reading in printed.readings if printed.suspected} <= {1}
    assert cycle.starts not in {reading.cycle.starts for reading in printed.readings if printed.suspected}


# --- Findings


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2023-02-02", "2026-02-01", []),
        (
            "2023-02-02",
            "2026-02-02",
            [
                ("CYC001", {"start": "2023-02-02", "end": "2026-02-02", "outcome": "printed.start-too-early"}),
                ("CYC008", {"start": "2023-02-02", "end": "2026-02-02", "regular": "2026-02-01"}),
            ],
        ),
        ("2024-03-01", "2027-02-28", [("CYC002", {"end": "2027-02-28", "count": 2})]),
    ],
)
def test_days_that_fit_no_cycle_or_several_are_found(
    start: str, end: str, found: list[tuple[str, dict[str, str | int]]]
) -> None:
    printed = read_printed(start, end)
    findings = printed.check(where="certificate")
    assert [(each.code, dict(each.params)) for each in findings] == found
    assert {each.where for each in findings} <= {"certificate"}
    assert [each.where for each in printed.check()] == [""] * len(found)


# --- Laws


@pytest.mark.property
@given(cycles())
def test_a_cycle_is_read_back_from_its_own_days(cycle: CertificationCycle) -> None:
    """Printed from its first to its last valid day, a cycle is regular, or a first one of four years."""
    expected = Shape.FOUR_YEAR if cycle.starts < date(2021, 1, 1) else Shape.REGULAR
    assert Reading(expected, cycle, None) == read_printed(cycle.starts, cycle.expires).readings[0]
    assert Reading(expected, cycle, 1) in read_printed(cycle.starts, cycle.expires, cycle.starts).readings


@pytest.mark.property
@given(cycles(), st.data())
def test_a_re_issue_is_read_with_its_cycle(cycle: CertificationCycle, data: Any) -> None:
    """Printed from any later day of the cycle, the end is still the end of the cycle."""
    day = cycle.starts.add(days=data.draw(st.integers(1, (cycle.expires - cycle.starts).in_days())))
    assert Reading(Shape.RE_ISSUED, cycle, None) in read_printed(day, cycle.expires).readings
    assert Reading(Shape.RE_ISSUED, cycle, 1) in read_printed(day, cycle.expires, cycle.starts).readings


@pytest.mark.property
@given(cycles(), st.data())
def test_a_renewal_in_the_last_year_is_read_with_the_next_cycle(cycle: CertificationCycle, data: Any) -> None:
    """Printed from any day of the last year of a cycle: the next one starts the day after, and ends as it would."""
    year = cycle.renewal_year
    day = year.opens.add(days=data.draw(st.integers(0, (year.closes - year.opens).in_days())))
    following = cycle.next()
    for first_issue, rank in ((None, None), (day, 1), (cycle.starts, 2)):
        reading = Reading(Shape.RENEWED_EARLY, following, rank)
        assert reading in read_printed(day, following.expires, first_issue).readings


@pytest.mark.property
@given(cycles(), st.integers(1, 400))
def test_a_decision_before_the_last_year_is_no_renewal(cycle: CertificationCycle, earlier: int) -> None:
    """The annex, II-2-c: the renewal takes place in the third year (the fourth, for a cycle of four)."""
    following, start = cycle.next(), cycle.renewal_year.opens.subtract(days=earlier)
    readings = read_printed(start, following.expires).readings
    assert (Shape.RENEWED_EARLY, following) not in {(reading.shape, reading.cycle) for reading in readings}


@pytest.mark.property
@given(cycles(), st.integers(1, 5), st.data())
def test_the_rank_counts_the_cycles_since_the_first_issue_ever(
    first: CertificationCycle, before: int, data: Any
) -> None:
    """The cycle after the first is the second, and so on, whichever day of it is printed."""
    cycle = first
    for _ in range(before):
        cycle = cycle.next()
    day = cycle.starts.add(days=data.draw(st.integers(0, (cycle.expires - cycle.starts).in_days())))
    ranks = {
        reading.rank for reading in read_printed(day, cycle.expires, first.starts).readings if reading.cycle == cycle
    }
    assert ranks == {before + 1}


@pytest.mark.property
@given(cycles(), st.sampled_from([-3, -2, -1, 1, 2, 3]))
def test_an_end_some_days_off_is_not_regular(cycle: CertificationCycle, off: int) -> None:
    """A cycle has one last valid day; an end on another day is not the end of the cycle printed from its start."""
    readings = read_printed(cycle.starts, cycle.expires.add(days=off)).readings
    assert not AS_PRINTED & {reading.shape for reading in readings}


@pytest.mark.property
@given(decisions(), st.integers(-3, 3))
def test_a_certificate_is_regular_when_it_is_printed_from_the_start_of_a_cycle(start: Date, off: int) -> None:
    """The start is printed with the end of another cycle, some days off: regular only where month ends make them one.

    The cycles of 29 February and of 1 March 2024 both end on 28 February 2027.
    """
    shifted = max(start.add(days=off), Date(2019, 6, 9))
    end = CertificationCycle(start).expires
    shapes = {reading.shape for reading in read_printed(shifted, end).readings}
    assert bool(AS_PRINTED & shapes) == (CertificationCycle(shifted).expires == end)


@pytest.mark.property
@given(printings())
def test_every_reading_ends_on_the_printed_end_and_fits_the_start(printed: PrintedDays) -> None:
    """The end is what a cycle is read from; the shape says where the start lies."""
    for reading in printed.readings:
        assert reading.cycle.expires == printed.end
        assert (printed.start < reading.cycle.starts) == (reading.shape is Shape.RENEWED_EARLY)
        assert (printed.start == reading.cycle.starts) == (reading.shape in AS_PRINTED)
        assert (reading.rank is None) == (printed.first_issue is None)


@pytest.mark.property
@given(st.one_of(cycles(), of_either_length()), st.integers(-365, 1095) | st.just(0))
def test_readings_come_best_first_and_once(cycle: CertificationCycle, shift: int) -> None:
    """The nearer the printed start lies to that of the cycle, the better; then the more usual shape."""
    order = [Shape.REGULAR, Shape.FOUR_YEAR, Shape.RE_ISSUED, Shape.RENEWED_EARLY]
    start = cycle.starts.add(days=shift)
    readings = read_printed(start, cycle.expires).readings
    keys = [
        (abs((reading.cycle.starts - start).days), order.index(reading.shape), reading.cycle.starts)
        for reading in readings
    ]
    assert keys == sorted(set(keys))


@pytest.mark.property
@given(printings())
def test_the_outcome_says_how_many_readings_there_are_or_why_none(printed: PrintedDays) -> None:
    """One, several, doubtful, or a reason that can be read; the cycle is known when it is certain."""
    doubtful = bool(printed.readings) and printed.suspected is not None
    assert (printed.outcome is PrintedOutcome.DOUBTFUL) == doubtful
    assert (printed.outcome is PrintedOutcome.ONE) == (len(printed.readings) == 1 and not doubtful)
    assert (printed.outcome is PrintedOutcome.SEVERAL) == (len(printed.readings) > 1 and not doubtful)
    cycles = [reading.cycle for reading in printed.readings]
    assert printed.cycle == (cycles[0] if printed.outcome is PrintedOutcome.ONE else None)


@pytest.mark.property
@given(printings(), decisions())
def test_a_first_issue_only_takes_readings_away(printed: PrintedDays, first_issue: Date) -> None:
    """Whatever it is, the readings that stay are among those without it."""
    without = {(reading.shape, reading.cycle) for reading in read_printed(printed.start, printed.end).readings}
    for issued in (printed.first_issue, first_issue):
        kept = read_printed(printed.start, printed.end, issued).readings
        assert {(reading.shape, reading.cycle) for reading in kept} <= without


# --- Inputs and words


def test_every_bad_day_is_reported_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_printed("2023-02-30", "2026-02-01T00:00", datetime(2023, 2, 2))  # noqa: DTZ001
    assert [(fault.path, fault.expected) for fault in caught.value.faults] == [
        ("start", "day"),
        ("end", "day-not-time"),
        ("first_issue", "day-not-time"),
    ]


def test_days_may_be_printed_in_any_form() -> None:
    as_text = read_printed("2024-05-14", "2026-02-01", "2023-02-02")
    assert read_printed(date(2024, 5, 14), Date(2026, 2, 1), date(2023, 2, 2)) == as_text
    assert pickle.loads(pickle.dumps(as_text)) == as_text


def test_every_shape_has_words_of_its_own_in_both_languages() -> None:
    cycle = CertificationCycle.starting("2023-02-02")
    said = [{Reading(shape, cycle, None).say(locale) for shape in Shape} for locale in LOCALES]
    assert [len(words) for words in said] == [len(Shape), len(Shape)]
    assert all(words.strip() for words in said[0] | said[1])
    assert not said[0] & said[1]


def test_every_outcome_has_words_of_its_own_in_both_languages() -> None:
    day = Date(2023, 2, 2)
    said = [{PrintedDays(day, day, None, (), outcome).say(locale) for outcome in PrintedOutcome} for locale in LOCALES]
    assert [len(words) for words in said] == [len(PrintedOutcome), len(PrintedOutcome)]
    assert all(words.strip() for words in said[0] | said[1])
    assert not said[0] & said[1]


def test_printed_days_write_their_outcome_before_the_days() -> None:
    printed = read_printed("2023-02-02", "2026-02-01")
    assert repr(printed) == 'PrintedDays(outcome="one", readings=1, start=2023-02-02, end=2026-02-01)'


def test_readings_are_in_french_by_default() -> None:
    printed = read_printed("2023-02-02", "2026-02-01")
    assert (printed.say(), printed.say("en")) == ("les dates correspondent à un seul cycle", "one reading fits")
    assert printed.readings[0].say() == "certificat ordinaire (il porte la date de début du cycle)"
    assert printed.readings[0].say("en") == "regular certificate, its start date is that of the cycle"


@pytest.mark.parametrize("end", ["9999-12-31", "9999-12-01", "9999-01-31"])
def test_an_end_at_the_end_of_the_calendar_is_an_outcome_and_no_error(end: str) -> None:
    """A row of a portfolio with such a day must not stop the others."""
    assert read_printed("2023-02-02", end, "2023-02-02").outcome is not PrintedOutcome.ONE
    assert read_printed("9997-02-01", end, "9997-02-01").outcome is not PrintedOutcome.ONE
