"""The certificate, and the cycle that it is read with."""

from __future__ import annotations

import pickle
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st

from qualiopi_rules import Category, Certificate, CertificationCycle, InvalidInput, read_printed
from qualiopi_rules.core import converters
from qualiopi_rules.cycle import NDA, Shape
from qualiopi_rules.cycle.printed import PrintedOutcome, printed_of
from qualiopi_rules.strategies import certificates, cycles
from tests.strategies import FIRST_DAY, as_pendulum


def certificate(first_issue: str, valid_until: str, **more: Any) -> Certificate:
    return Certificate(number="83811594-1", categories=["BC"], first_issue=first_issue, valid_until=valid_until, **more)


@st.composite
def likely(draw: st.DrawFn) -> Certificate:
    """A certificate whose days fit a cycle more often than not."""
    cycle = draw(cycles())
    a_year_before = cycle.starts.subtract(days=370)
    early_or_re_issued = st.integers(0, (cycle.expires - a_year_before).in_days())
    start = draw(st.one_of(st.just(cycle.starts), early_or_re_issued.map(lambda n: a_year_before.add(days=n))))
    return certificate(
        draw(st.sampled_from([start, cycle.starts, cycle.starts.subtract(years=3)])).isoformat(),
        cycle.expires.isoformat(),
        printed_start=start,
        cycle_number=draw(st.none() | st.integers(1, 3)),
    )


def short(certificate: Certificate) -> tuple[PrintedOutcome, list[tuple[Shape, str, int | None]]]:
    """The outcome and the readings, short."""
    printed = certificate.read()
    return printed.outcome, [
        (reading.shape, reading.cycle.starts.isoformat(), reading.rank) for reading in printed.readings
    ]


def test_the_certificate_of_the_webinar() -> None:
    """Number 83811594-1, first cycle, first issue on 2 February 2023, valid until 1 February 2026."""
    shown = certificate("2023-02-02", "2026-02-01", cycle_number=1, last_issue="2023-02-02")
    assert shown.categories == {Category.BC}
    assert shown.cycle == CertificationCycle.starting("2023-02-02")
    assert short(shown) == (PrintedOutcome.ONE, [(Shape.REGULAR, "2023-02-02", 1)])


# --- The fields


@pytest.mark.parametrize(
    "categories",
    [["BC", "AF"], (Category.BC, Category.AF), {"AF", Category.BC}, iter(["BC", "AF"]), frozenset({"BC", "AF"})],
)
def test_categories_may_be_members_or_texts(categories: Any) -> None:
    """In any collection and any order; what is kept is the set of the members."""
    covered = Certificate(number="1", categories=categories, first_issue="2023-02-02", valid_until="2026-02-01")
    assert covered.categories == {Category.AF, Category.BC}
    assert {type(category) for category in covered.categories} == {Category}


@pytest.mark.parametrize(
    ("categories", "faults"),
    [
        ("BC", [("categories", "list-of")]),
        (None, [("categories", "list-of")]),
        ([], [("categories", "not-empty")]),
        (["BC", Category.BC], [("categories", "without-repetition")]),
        (["bc", "AF", "CBC"], [("categories[0]", "one-of"), ("categories[2]", "one-of")]),
        ([["BC"]], [("categories[0]", "one-of")]),
    ],
)
def test_what_is_no_set_of_categories_is_refused(categories: Any, faults: list[tuple[str, str]]) -> None:
    with pytest.raises(InvalidInput) as caught:
        Certificate(number="1", categories=categories, first_issue="2023-02-02", valid_until="2026-02-01")
    assert [(fault.path, fault.expected) for fault in caught.value.faults] == faults


def test_every_bad_field_is_reported_at_once() -> None:
    """An input is read whole before it is refused."""
    bad: dict[str, Any] = {
        "number": " ",
        "categories": ["BC", "XX"],
        "first_issue": "2023-02-30",
        "valid_until": "2026-02-01T00:00",
        "cycle_number": 0,
        "printed_start": 20230202,
        "last_issue": "",
        "holder": "",
        "nda": "1",
    }
    with pytest.raises(InvalidInput) as caught:
        Certificate(**bad)
    assert [(fault.path, fault.expected) for fault in caught.value.faults] == [
        ("number", "text"),
        ("categories[1]", "one-of"),
        ("first_issue", "day"),
        ("valid_until", "day-not-time"),
        ("cycle_number", "positive-integer"),
        ("printed_start", "day"),
        ("last_issue", "day"),
        ("holder", "text"),
        ("nda", "nda"),
    ]


@pytest.mark.parametrize("number", [0, -1, 1.0, "1", True])
def test_a_cycle_number_is_a_whole_number_from_one(number: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        certificate("2023-02-02", "2026-02-01", cycle_number=number)
    assert [(fault.path, fault.expected) for fault in caught.value.faults] == [("cycle_number", "positive-integer")]


@pytest.mark.parametrize("nda", ["11 75 59933 75", NDA("11755993375")])
def test_a_declaration_number_may_be_text_or_an_object(nda: Any) -> None:
    assert certificate("2023-02-02", "2026-02-01", nda=nda).nda == NDA("11755993375")


def test_what_is_not_provided_is_none() -> None:
    shown = certificate("2023-02-02", "2026-02-01")
    not_provided = ["cycle_number", "printed_start", "last_issue", "holder", "nda"]
    assert [getattr(shown, name) for name in not_provided] == [None] * len(not_provided)


def test_a_certificate_is_a_value() -> None:
    shown = certificate("2023-02-02", "2026-02-01", nda="11755993375")
    same = certificate("2023-02-02", "2026-02-01", nda="11 75 59933 75")
    assert {shown, same} == {shown}
    assert pickle.loads(pickle.dumps(shown)) == shown
    assert attrs.evolve(shown, valid_until="2026-02-02") != shown


def test_a_certificate_writes_its_number_its_categories_and_its_last_valid_day() -> None:
    covered = Certificate(number="1", categories=["BC", "AF"], first_issue="2023-02-02", valid_until="2026-02-01")
    assert repr(covered) == 'Certificate(number="1", categories=["AF", "BC"], valid_until=2026-02-01)'


# --- The reading


def test_the_printed_start_is_the_first_issue_unless_another_is_provided() -> None:
    """Mistake 7: a re-issue prints a later start; the end is still the end of the cycle."""
    re_issued = certificate("2023-02-02", "2026-02-01", printed_start="2024-05-14")
    assert short(re_issued) == (PrintedOutcome.ONE, [(Shape.RE_ISSUED, "2023-02-02", 1)])
    assert re_issued.cycle == CertificationCycle.starting("2023-02-02")
    assert re_issued.read().start == date(2024, 5, 14)
    assert re_issued.read().first_issue == date(2023, 2, 2)


def test_where_nothing_fits_there_is_no_cycle() -> None:
    """The outcome says why, with a cycle number and without."""
    for number in (None, 1, 2):
        shown = certificate("2023-02-02", "2026-02-02", cycle_number=number)
        assert short(shown) == (PrintedOutcome.START_TOO_EARLY, [])
        assert shown.cycle is None


SECOND = {"printed_start": "2026-02-02"}
EARLY = {"printed_start": "2026-01-20"}


@pytest.mark.parametrize(
    ("first_issue", "valid_until", "more", "number", "outcome", "shapes"),
    [
        # the first issue is the one of the cycle: it may be any cycle
        ("2026-02-02", "2029-02-01", {}, 1, PrintedOutcome.ONE, {Shape.REGULAR}),
        ("2026-02-02", "2029-02-01", {}, 2, PrintedOutcome.ONE, {Shape.REGULAR}),
        # … but not the third: two cycles before it would start before the scheme
        ("2026-02-02", "2029-02-01", {}, 3, PrintedOutcome.CYCLE_NUMBER_DIFFERS, set()),
        ("2029-02-02", "2032-02-01", {}, 3, PrintedOutcome.ONE, {Shape.REGULAR}),
        # the first issue is the first ever: it must lead to the number
        ("2023-02-02", "2029-02-01", SECOND, 2, PrintedOutcome.ONE, {Shape.REGULAR}),
        ("2023-02-02", "2029-02-01", SECOND, 1, PrintedOutcome.CYCLE_NUMBER_DIFFERS, set()),
        ("2023-02-02", "2029-02-01", SECOND, 3, PrintedOutcome.CYCLE_NUMBER_DIFFERS, set()),
        # a renewal is never a first cycle
        ("2026-01-20", "2029-02-01", {}, 1, PrintedOutcome.CYCLE_NUMBER_DIFFERS, set()),
        ("2026-01-20", "2029-02-01", {}, 2, PrintedOutcome.ONE, {Shape.RENEWED_EARLY}),
        ("2026-01-20", "2029-02-01", {}, 3, PrintedOutcome.CYCLE_NUMBER_DIFFERS, set()),
        ("2023-02-02", "2029-02-01", EARLY, 2, PrintedOutcome.ONE, {Shape.RENEWED_EARLY}),
        ("2023-02-02", "2029-02-01", EARLY, 1, PrintedOutcome.CYCLE_NUMBER_DIFFERS, set()),
        # a first cycle of four years
        ("2020-12-31", "2024-12-30", {}, 1, PrintedOutcome.ONE, {Shape.FOUR_YEAR}),
        ("2020-12-31", "2024-12-30", {}, 2, PrintedOutcome.CYCLE_NUMBER_DIFFERS, set()),
    ],
)
def test_the_cycle_number_leaves_out_the_readings_it_contradicts(
    first_issue: str,
    valid_until: str,
    more: dict[str, str],
    number: int,
    outcome: PrintedOutcome,
    shapes: set[Shape],
) -> None:
    """What is left has that number, counted from the first issue, or starts with the first issue itself."""
    shown = certificate(first_issue, valid_until, cycle_number=number, **more)
    assert short(shown)[0] is outcome
    assert {reading.shape for reading in shown.read().readings} == shapes
    assert (shown.cycle is None) == (shapes == set())


@pytest.mark.parametrize("number", [None, 1, 2])
def test_a_first_issue_on_29_february_settles_the_cycle(number: int | None) -> None:
    """A renewal on the eve of 1 March would end on 28 February 2027 too, and nothing shows one."""
    regular = (Shape.REGULAR, "2024-02-29", 1)
    assert short(certificate("2024-02-29", "2027-02-28", cycle_number=number)) == (PrintedOutcome.ONE, [regular])


def test_a_later_number_shows_the_renewal_on_29_february_that_the_first_issue_hides() -> None:
    """A cycle from 29 February 2028 has none before it; that of 1 March has, and is decided on its last day."""
    shown = certificate("2028-02-29", "2031-02-28")
    for number in (None, 1):
        numbered = attrs.evolve(shown, cycle_number=number)
        assert short(numbered) == (PrintedOutcome.ONE, [(Shape.REGULAR, "2028-02-29", 1)])
    second = attrs.evolve(shown, cycle_number=2)
    assert short(second) == (PrintedOutcome.ONE, [(Shape.RENEWED_EARLY, "2028-03-01", 1)])
    assert short(attrs.evolve(shown, cycle_number=5)) == (PrintedOutcome.CYCLE_NUMBER_DIFFERS, [])


@pytest.mark.parametrize(
    ("number", "outcome", "starts", "suspected"),
    [
        (None, PrintedOutcome.DOUBTFUL, None, "2025-01-16"),
        (2, PrintedOutcome.ONE, "2025-01-17", None),  # renewed on the eve: the number shows the cycle before
        (1, PrintedOutcome.CYCLE_NUMBER_DIFFERS, None, "2025-01-16"),  # no renewal: the end is wrong
    ],
)
def test_the_cycle_number_settles_an_end_that_may_be_copied_wrongly(
    number: int | None, outcome: PrintedOutcome, starts: str | None, suspected: str | None
) -> None:
    printed = certificate("2025-01-16", "2028-01-16", cycle_number=number).read()
    assert printed.outcome is outcome
    assert (None if printed.cycle is None else printed.cycle.starts.isoformat()) == starts
    assert (None if printed.suspected is None else printed.suspected.starts.isoformat()) == suspected
    assert ("CYC008" in [found.code for found in printed.check()]) == (suspected is not None)


def test_a_later_number_bears_out_a_renewal_whose_certificate_was_printed_again() -> None:
    """First issued on the last day of the cycle before, then printed again: the number shows that cycle."""
    shown = certificate("2025-01-16", "2028-01-16", printed_start="2025-06-01")
    assert shown.read().outcome is PrintedOutcome.DOUBTFUL
    numbered = attrs.evolve(shown, cycle_number=2)
    assert short(numbered) == (PrintedOutcome.ONE, [(Shape.RE_ISSUED, "2025-01-17", 1)])
    assert numbered.read().suspected is None


def test_a_number_of_any_size_is_answered_at_once() -> None:
    """The cycles before one are few, and there is nothing to look for before the first of them."""
    shown = certificate("2026-02-02", "2029-02-01", cycle_number=10**12)
    assert short(shown) == (PrintedOutcome.CYCLE_NUMBER_DIFFERS, [])


def test_several_readings_of_one_number_stay_several() -> None:
    """Decided on 20 February 2024, it renews a cycle that ends on the 28th or on the 29th: no number decides which."""
    for number in (None, 2):
        shown = certificate("2024-02-20", "2027-02-28", cycle_number=number)
        assert short(shown) == (
            PrintedOutcome.SEVERAL,
            [(Shape.RENEWED_EARLY, "2024-02-29", 1), (Shape.RENEWED_EARLY, "2024-03-01", 1)],
        )
        assert shown.cycle is None


# --- Laws


def can_follow(cycle: CertificationCycle, others: int) -> bool:
    """Whether so many cycles can come before it, found by trying the days three and four years earlier."""
    found = {cycle}
    for _ in range(others):
        tried = {
            as_pendulum(later.starts - timedelta(days=days))
            for later in found
            for days in (*range(1090, 1102), *range(1455, 1467))
        }
        starts = {CertificationCycle(day) for day in tried if day >= FIRST_DAY}
        found = {start for start in starts if start.next() in found}
    return bool(found)


@pytest.mark.property
@given(cycles(), st.integers(1, 4))
def test_a_certificate_of_a_cycle_is_read_with_it(cycle: CertificationCycle, number: int) -> None:
    """Issued on the first day of its cycle, a certificate is read with it, whichever it can be in the row."""
    shown = certificate(cycle.starts.isoformat(), cycle.expires.isoformat(), cycle_number=number)
    assert (cycle in {reading.cycle for reading in shown.read().readings}) == can_follow(cycle, number - 1)
    first = attrs.evolve(shown, cycle_number=1)
    assert first.cycle == cycle


@pytest.mark.property
@given(cycles(), st.integers(0, 3), st.integers(1, 6))
def test_the_number_of_a_cycle_is_its_place_after_the_first_issue(
    first: CertificationCycle, before: int, number: int
) -> None:
    """From the first issue ever, a certificate has the number of the cycles it leads through, and no other.

    A first issue on the first day of the cycle may be the one of this cycle only, and then says nothing of the number.
    """
    cycle = first
    for _ in range(before):
        cycle = cycle.next()
    shown = certificate(
        first.starts.isoformat(),
        cycle.expires.isoformat(),
        printed_start=cycle.starts.isoformat(),
        cycle_number=number,
    )
    fits = can_follow(cycle, number - 1) if before == 0 else number == before + 1
    assert (cycle in {reading.cycle for reading in shown.read().readings}) == fits
    assert fits or before == 0 or shown.read().outcome is PrintedOutcome.CYCLE_NUMBER_DIFFERS


@pytest.mark.property
@given(st.one_of(likely(), certificates()))
def test_a_cycle_number_only_takes_readings_away(shown: Certificate) -> None:
    """What is left fits the days without it, and a number that contradicts all that fits is an outcome of its own.

    What the first issue bears out hides the rest only until the number contradicts it.
    """
    without = attrs.evolve(shown, cycle_number=None).read()
    assert without == read_printed(shown.printed_start or shown.first_issue, shown.valid_until, shown.first_issue)
    kept = shown.read()
    assert set(kept.readings) <= set(without.readings) or not set(kept.readings) & set(without.readings)
    fits = {(each.shape, each.cycle) for each in read_printed(without.start, without.end).readings}
    assert {(each.shape, each.cycle) for each in kept.readings} <= fits
    assert (kept.outcome is PrintedOutcome.CYCLE_NUMBER_DIFFERS) == (bool(without.readings) and not kept.readings)
    assert kept.readings or kept.outcome not in {PrintedOutcome.ONE, PrintedOutcome.SEVERAL}


@pytest.mark.property
@given(st.one_of(likely(), certificates()))
def test_the_cycle_of_a_certificate_is_known_when_it_is_certain(shown: Certificate) -> None:
    """All the readings agree on it, and it ends on the last valid day."""
    possible = {reading.cycle for reading in shown.read().readings}
    assert {shown.cycle} == (possible if len(possible) == 1 else {None})
    assert shown.cycle is None or shown.cycle.expires == shown.valid_until


@pytest.mark.parametrize("printed_start", [None, "2025-06-12"])
def test_a_first_cycle_starts_on_its_first_issue_re_issued_or_not(printed_start: str | None) -> None:
    """Two cycles end on 28 February 2027; the first issue of a first cycle says which, whatever was printed since."""
    shown = certificate("2024-02-29", "2027-02-28", cycle_number=1, printed_start=printed_start)
    assert shown.cycle == CertificationCycle.starting("2024-02-29")
    later = certificate("2023-08-01", "2026-09-29", cycle_number=1, printed_start="2024-06-01")
    assert later.read().outcome is PrintedOutcome.CYCLE_NUMBER_DIFFERS


@pytest.mark.parametrize(
    ("more", "path", "expected"),
    [
        ({"editions": ["2023-02-01"]}, "editions", "not-before"),
        ({"editions": ["2023-02-02"], "last_issue": "2024-05-10"}, "last_issue", "derived"),
        ({"editions": ["2023-02-02", "soon"]}, "editions[1]", "day"),
        ({"editions": "2023-02-02"}, "editions", "list"),
        ({"state": "lost"}, "state", "one-of"),
    ],
)
def test_editions_and_a_state_that_do_not_hold_are_refused(more: dict[str, Any], path: str, expected: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        certificate("2023-02-02", "2026-02-01", **more)
    assert [(fault.path, fault.expected) for fault in caught.value.faults] == [(path, expected)]


def test_the_latest_edition_is_the_last_of_those_known() -> None:
    assert certificate("2023-02-02", "2026-02-01").latest_edition is None
    assert certificate("2023-02-02", "2026-02-01", last_issue="2024-05-10").latest_edition == date(2024, 5, 10)
    known = certificate("2023-02-02", "2026-02-01", editions=["2024-05-10", "2023-02-02"], last_issue="2024-05-10")
    assert known.latest_edition == date(2024, 5, 10)


# --- What a column has: printed days whose first issue is not known


def read_alone(start: str, end: str, number: int | None) -> tuple[PrintedOutcome, list[Shape], bool]:
    """The outcome, the shapes that are left, and whether another cycle is suspected."""
    printed = printed_of(converters.day(start), converters.day(end), None, number)
    return printed.outcome, [each.shape for each in printed.readings], printed.suspected is not None


def test_without_a_first_issue_a_number_settles_an_end_that_may_be_copied_wrongly() -> None:
    """A renewal before the expiry is no first cycle: the number of a later one bears it out, a first one denies it."""
    start, end = "2025-01-16", "2028-01-16"  # a day more than three years
    assert read_alone(start, end, None) == (PrintedOutcome.DOUBTFUL, [Shape.RENEWED_EARLY], True)
    assert read_alone(start, end, 2) == (PrintedOutcome.ONE, [Shape.RENEWED_EARLY], False)
    assert read_alone(start, end, 1) == (PrintedOutcome.CYCLE_NUMBER_DIFFERS, [], True)


@pytest.mark.parametrize(
    ("start", "end", "number", "shape"),
    [
        # a first cycle is no renewal
        ("2024-02-29", "2027-02-28", 1, Shape.REGULAR),
        # no cycle ends on 28 February 2028, which a second one from the 29th would follow
        ("2028-02-29", "2031-02-28", 2, Shape.RENEWED_EARLY),
    ],
)
def test_without_a_first_issue_a_number_decides_between_the_cycles_of_29_february_and_of_1_march(
    start: str, end: str, number: int, shape: Shape
) -> None:
    assert read_alone(start, end, None) == (PrintedOutcome.SEVERAL, [Shape.REGULAR, Shape.RENEWED_EARLY], False)
    assert read_alone(start, end, number) == (PrintedOutcome.ONE, [shape], False)


def test_without_a_first_issue_the_number_of_a_re_issued_certificate_shows_nothing() -> None:
    start, end = "2023-02-02", "2026-01-31"  # a day less than three years
    assert read_alone(start, end, None) == (PrintedOutcome.DOUBTFUL, [Shape.RE_ISSUED], True)
    assert read_alone(start, end, 1) == (PrintedOutcome.DOUBTFUL, [Shape.RE_ISSUED], True)


def test_the_latest_edition_is_the_last_of_those_that_are_named() -> None:
    shown = certificate("2023-02-02", "2026-02-01", editions=["2023-02-02", "2024-05-10"])
    assert shown.latest_edition == attrs.evolve(shown, last_issue="2024-05-10").latest_edition == date(2024, 5, 10)
    assert certificate("2023-02-02", "2026-02-01", last_issue="2024-05-10").latest_edition == date(2024, 5, 10)
    assert certificate("2023-02-02", "2026-02-01").latest_edition is None


def test_editions_begin_with_the_first_issue_and_end_with_the_last() -> None:
    """Each fault says what would hold."""
    with pytest.raises(InvalidInput) as caught:
        certificate("2023-02-02", "2026-02-01", editions=["2023-02-01", "2024-05-10"], last_issue="2024-05-11")
    assert [(each.path, each.value, each.expected, dict(each.params)) for each in caught.value.faults] == [
        ("editions", date(2023, 2, 1), "not-before", {"day": "2023-02-02"}),
        ("last_issue", date(2024, 5, 11), "derived", {"right": "2024-05-10"}),
    ]
