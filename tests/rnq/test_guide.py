"""The versions of the guide de lecture: which one an audit must use on a day, and which others may serve."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import referential
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.law import Basis, Provenance
from qualiopi_rules.law.dated import dated
from qualiopi_rules.rnq.edition import editions
from qualiopi_rules.rnq.guide import Guide, GuideInUse, guides
from qualiopi_rules.strategies import audit_days, days
from tests.checks import plain, refused

BY_VERSION = {version.version: version for version in guides()}


def near_the_versions() -> st.SearchStrategy[Date]:
    """A day in the years when versions follow each other, or any other."""
    return st.one_of(days(date(2020, 9, 1), date(2027, 3, 1)), audit_days())


def guide(*, on: DayLike) -> GuideInUse:
    used = referential(on=on).guide
    assert used is not None
    return used


def allowed_on(day: str) -> list[str]:
    return [version.version for version in guide(on=day).allowed]


def required_on(day: str) -> str | None:
    required = guide(on=day).required
    return None if required is None else required.version


@pytest.mark.parametrize(
    ("version", "published", "required_from"),
    [
        ("V6", Date(2020, 10, 5), Date(2020, 10, 5)),  # the delay did not exist yet
        ("V7", Date(2021, 3, 29), Date(2021, 5, 29)),
        ("V8", Date(2023, 11, 23), Date(2024, 1, 23)),
        ("V9", Date(2024, 1, 8), Date(2024, 3, 8)),
    ],
)
def test_a_version_is_required_two_months_after_its_publication(
    version: str, published: Date, required_from: Date
) -> None:
    known = BY_VERSION[version]
    assert (known.published, known.required_from) == (published, required_from)
    assert known.edition == "2019"


def test_versions_6_to_9_are_known_oldest_first() -> None:
    assert [version.version for version in guides()] == ["V6", "V7", "V8", "V9"]
    assert list(guides()) == sorted(guides(), key=lambda version: version.published)


def test_the_delay_is_two_months_by_the_guide_itself_and_by_hearsay_before() -> None:
    """Version 7 is reported to create the delay; the wording seen is that of version 9."""
    delay = dated("rnq/guides", "delay")
    held = {day: delay.on(day) for day in (Date(2021, 3, 28), Date(2021, 3, 29), Date(2024, 1, 8))}
    assert [value.value for value in held.values()] == [0, 2, 2]
    assert [value.citation.provenance for value in held.values()] == [
        Provenance.DEDUCED,
        Provenance.SECOND_HAND,
        Provenance.VERBATIM,
    ]
    assert held[Date(2024, 1, 8)].citation.source.id == "guide-v9"


def test_only_version_9_was_seen_and_none_is_law() -> None:
    for version in guides():
        seen = Provenance.VERBATIM if version.version == "V9" else Provenance.SECOND_HAND
        assert (version.citation.basis, version.citation.provenance) == (Basis.GUIDE, seen)
        assert version.citation.source.id == f"guide-{version.version.lower()}"
        assert version.citation.source.since == version.published
        assert version.delay_citation == dated("rnq/guides", "delay").on(version.published).citation


@pytest.mark.parametrize(
    ("day", "required", "allowed"),
    [
        ("2020-10-04", None, []),
        ("2020-10-05", "V6", ["V6"]),
        ("2021-03-28", "V6", ["V6"]),
        ("2021-03-29", "V6", ["V6", "V7"]),
        ("2021-05-28", "V6", ["V6", "V7"]),
        ("2021-05-29", "V7", ["V7"]),
        ("2023-03-01", "V7", ["V7"]),
        ("2024-01-07", "V7", ["V7", "V8"]),
        ("2024-01-08", "V7", ["V7", "V8", "V9"]),  # version 9 came before version 8 was required
        ("2024-01-22", "V7", ["V7", "V8", "V9"]),
        ("2024-01-23", "V8", ["V8", "V9"]),
        ("2024-03-07", "V8", ["V8", "V9"]),
        ("2024-03-08", "V9", ["V9"]),
        ("2026-11-01", "V9", ["V9"]),
    ],
)
def test_the_version_an_audit_must_use_and_those_that_may_serve(
    day: str, required: str | None, allowed: list[str]
) -> None:
    assert required_on(day) == required
    assert allowed_on(day) == allowed


@pytest.mark.property
@given(pair=st.tuples(near_the_versions(), near_the_versions()).map(sorted))
def test_the_required_version_never_goes_back(pair: list[Date]) -> None:
    earlier, later = (guide(on=day).required for day in pair)
    order: list[Guide | None] = [None, *guides()]
    assert order.index(earlier) <= order.index(later)


@pytest.mark.property
@given(day=near_the_versions())
def test_the_required_version_may_serve_and_its_day_has_come(day: Date) -> None:
    used = guide(on=day)
    if used.required is None:
        assert day < guides()[0].required_from
    else:
        assert used.required in used.allowed
        assert used.required.required_from <= day
        # No later version has its day come: the one required is the last of those.
        assert used.required == [version for version in guides() if version.required_from <= day][-1]


@pytest.mark.property
@given(day=near_the_versions())
def test_a_version_that_may_serve_is_published_and_no_older_than_the_required_one(day: Date) -> None:
    used = guide(on=day)
    assert all(version.published <= day for version in used.allowed)
    assert list(used.allowed) == sorted(used.allowed, key=lambda version: version.published)
    assert set(used.allowed) - {used.required} == {
        version for version in guides() if version.published <= day < version.required_from
    }


@pytest.mark.property
@given(day=near_the_versions())
def test_the_guide_says_whether_it_reads_the_edition_of_the_day(day: Date) -> None:
    used = guide(on=day)
    if used.required is None:
        assert used.reads_edition is None
        assert used.reads_edition_in_force is None
    else:
        assert used.edition == referential(on=day).edition
        assert used.reads_edition == used.required.edition
        assert used.reads_edition_in_force is (day < date(2026, 11, 1))


def test_from_november_2026_the_last_known_version_reads_the_edition_before() -> None:
    before, after = guide(on="2026-10-31"), guide(on="2026-11-01")
    assert before.required == after.required == BY_VERSION["V9"]
    assert (before.reads_edition, before.edition, before.reads_edition_in_force) == ("2019", "2019", True)
    assert (after.reads_edition, after.edition, after.reads_edition_in_force) == ("2019", "2026", False)


def test_the_editions_themselves_have_no_day_and_no_guide() -> None:
    assert {edition.guide for edition in editions()} == {None}


def test_before_version_6_no_guide_is_known() -> None:
    first = guide(on="2019-06-09")
    assert (first.edition, first.required, first.allowed) == ("2019", None, ())


def test_the_next_version_is_expected_and_has_no_day() -> None:
    """It was reported not to be published on 29 September 2026; from the day after, it may serve unknown to us."""
    assert guide(on="2026-09-29").expected is None
    expected = guide(on="2026-09-30").expected
    assert expected is not None
    assert guide(on="2026-11-23").expected == expected
    assert (expected.version, expected.edition) == ("V10", "2026")
    assert expected.unpublished_on == Date(2026, 9, 29)
    assert not hasattr(expected, "published")
    assert not hasattr(expected, "required_from")
    assert (expected.citation.basis, expected.citation.provenance) == (Basis.PRACTICE, Provenance.SECOND_HAND)
    assert "29 septembre 2026" in expected.say()
    assert "V10, for the 2026 referential" in expected.say("en")


@pytest.mark.property
@given(day=near_the_versions())
def test_the_expected_version_is_never_among_those_that_serve(day: Date) -> None:
    used = guide(on=day)
    assert (used.expected is not None) is (day > date(2026, 9, 29))
    assert {version.version for version in used.allowed} <= {"V6", "V7", "V8", "V9"}


def test_the_result_tells_itself_in_words() -> None:
    assert guide(on="2019-07-01").say() == "Aucune version du guide de lecture n’est connue pour le 1er juillet 2019."
    assert guide(on="2025-02-03").say("en") == "An audit on 3 February 2025 applies version V9 of the guide."
    assert plain(guide(on="2024-01-10").say()) == (
        "Un audit du 10 janvier 2024 applique le guide de lecture V7. Versions admises à cette date : V7, V8 et V9."
    )
    assert guide(on="2021-03-29").say("en").endswith("Versions that may be used on that day: V6 and V7.")
    said = guide(on="2026-11-01").say("en")
    assert "That guide covers the 2019 referential; the one in force on that day is the 2026 referential." in said
    assert "This version of the guide is the last known one" in said
    assert said.endswith("nothing is known after 8 October 2026.")
    assert guide(on="2026-10-31").say("en").count("referential") == 1  # of the version that is expected only


def test_a_date_time_is_refused_because_the_day_depends_on_the_place() -> None:
    with refused("on: .*date in Paris"):
        guide(on=datetime(2024, 3, 7, 23, 30))  # noqa: DTZ001
