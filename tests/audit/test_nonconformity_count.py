"""Several non-conformities: the open ones by subject, and when minor ones count as a major one."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import InvalidInput
from qualiopi_rules.audit import NonConformity, NonConformityCount, NonConformityStatus, count_nonconformities
from qualiopi_rules.law import Provenance
from qualiopi_rules.results.deadlines import MilestoneCode
from qualiopi_rules.strategies import file_days, nonconformities
from tests.audit.test_nonconformity import major, minor, minors
from tests.strategies import SUBJECTS


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
    assert deadline.say("en") == "last day to reduce the number of unlifted minor non-conformities (6)"
    # On the eve of the fifth there were four.
    assert count_nonconformities(spread, on="2024-10-29").enough_minors is False
    assert count_nonconformities(spread, on="2024-10-30").enough_minors is True


def test_the_fifth_is_the_one_notified_fifth_even_where_one_before_it_is_corrected() -> None:
    """A correction lifts nothing: until it is verified at the next audit, the non-conformity is there."""
    first = minor(1, "2024-06-30", implemented="2024-07-15")
    spread = [first, *(minor(indicator, f"2024-{month:02}-30") for month, indicator in enumerate((2, 3, 8, 9, 12), 7))]
    counted = count_nonconformities(spread, on="2024-12-01")
    assert (len(counted.minors), str(counted.reduce_by)) == (6, "2025-01-30")


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


def test_a_major_one_hides_the_minor_one_on_its_subject() -> None:
    counted = count_nonconformities([*minors(5), major(2, "2024-01-20")], on="2024-02-01")
    assert [status.nonconformity.indicator for status in counted.majors] == [2]
    assert [status.nonconformity.indicator for status in counted.minors] == [1, 3, 8, 9]
    assert (counted.blocks, counted.enough_minors) == (True, False)


def test_the_display_is_a_subject_of_its_own() -> None:
    counted = count_nonconformities([major(None), major(None, "2024-01-16"), major(4)], on="2024-02-01")
    assert [status.nonconformity.subject for status in counted.majors] == ["display", "4"]


@pytest.mark.parametrize(
    ("severest", "other", "on"),
    [
        (major(notified="2024-02-01"), major(implemented="2024-01-20"), "2024-05-02"),  # not corrected in time
        (major(notified="2024-02-01"), major(implemented="2024-01-20"), "2024-02-02"),  # to be corrected still
        (major(notified="2024-02-01"), minor(4, next_audit="2024-12-01"), "2024-12-02"),  # late, and not yet
        (major(notified="2024-02-01"), minor(4, next_audit="2024-12-01"), "2025-03-02"),  # both late, one for longer
        (major(notified="2023-08-01"), major(implemented="2024-01-20"), "2024-02-02"),  # no time is known
        (major(notified="2023-07-03"), major(notified="2023-08-01"), "2024-02-02"),  # nor of the other one
        (major(implemented="2024-01-20"), major(notified="2024-02-01", implemented="2024-02-01"), "2024-05-16"),
    ],
)
def test_of_several_on_one_indicator_the_severest_counts(
    severest: NonConformity, other: NonConformity, on: str
) -> None:
    """One that is corrected does not hide another that is not, whichever was notified first."""
    for both in ([severest, other], [other, severest]):
        (status,) = count_nonconformities(both, on=on).majors
        assert status.nonconformity == severest


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
def test_each_open_subject_is_counted_once(records_: list[NonConformity], day: Date, random: Any) -> None:
    """In any order; a subject with an open major one is a major one."""
    counted = count_nonconformities(records_, on=day)
    statuses = [each.status(on=day) for each in records_]
    still = {status.nonconformity.subject for status in statuses if status.is_open}
    majors = {status.nonconformity.subject for status in statuses if status.is_open and status.is_major}
    assert sorted(status.nonconformity.subject for status in counted.majors) == sorted(majors)
    assert sorted(status.nonconformity.subject for status in counted.minors) == sorted(still - majors)
    if day >= date(2023, 9, 1):
        assert counted.enough_minors == (len(still - majors) >= 5)
    shuffled = list(records_)
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
    records_: list[NonConformity], day: Date, subject: int | None
) -> None:
    def lifted(each: NonConformity) -> NonConformity:
        return attrs.evolve(each, verified=None, lifted=max(day, each.notified))

    before = count_nonconformities(records_, on=day)
    after = count_nonconformities([lifted(each) if each.indicator == subject else each for each in records_], on=day)

    def subjects(statuses: tuple[NonConformityStatus, ...]) -> list[int | None]:
        return [status.nonconformity.indicator for status in statuses]

    assert subjects(after.majors) == [each for each in subjects(before.majors) if each != subject]
    assert subjects(after.minors) == [each for each in subjects(before.minors) if each != subject]
    # Too many after it were too many before it, and for no shorter time, where that is known.
    assert before.enough_minors or not after.enough_minors
    assert after.reduce_by is None or before.reduce_by is None or after.reduce_by >= before.reduce_by


def test_every_bad_argument_is_reported_at_once() -> None:
    bad: Any = "2024-01-15"
    with pytest.raises(InvalidInput) as caught:
        count_nonconformities(bad, on="soon", profile="mine")
    assert [fault.path for fault in caught.value.faults] == ["nonconformities", "on", "profile"]
    assert isinstance(count_nonconformities([minor()], on="2024-01-15"), NonConformityCount)
