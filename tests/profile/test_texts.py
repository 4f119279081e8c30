"""The tables of durations and the conformity points: half-days, turnovers, questions, days, and what each rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from qualiopi_rules import Category
from qualiopi_rules.profile.durations import DurationRow, DurationTable, duration_tables
from qualiopi_rules.profile.points import ConformityPoint, conformity_points
from qualiopi_rules.profile.profile import built_in_profiles
from qualiopi_rules.rnq import AuditKind
from tests.texts import DEDUCED, GUIDE, LAW, PRACTICE, SECOND_HAND, VERBATIM, Cited, cited, day

AF, BC, VAE, CFA = Category

INITIAL, SURVEILLANCE, RENEWAL = AuditKind.INITIAL, AuditKind.SURVEILLANCE, AuditKind.RENEWAL
EURO = 100
HALF_DAY = 1
DAY = 2 * HALF_DAY


def rests_on(name: str) -> tuple[str, str | None, Cited]:
    """The first and the last day of a table, and what it cites."""
    table: DurationTable = duration_tables()[name]
    return str(table.since), day(table.until), cited(table.citation)


class TestDurations:
    def test_article_10_shortens_the_initial_audit(self) -> None:
        """Half a day, and half a day more for 4°; from 750 000 €, for each category; and for each site."""
        assert duration_tables()["article-10"].rows == self.shortened(INITIAL)
        assert rests_on("article-10") == ("2019-06-09", None, ("audit-art-10-2019", LAW, VERBATIM))

    def test_article_10_bis_shortens_three_audits_in_mayotte_until_30_june_2025(self) -> None:
        """The same half-days, for who was certified on 1 December 2024."""
        assert duration_tables()["article-10-bis"].rows == self.shortened(INITIAL, SURVEILLANCE, RENEWAL)
        assert rests_on("article-10-bis") == ("2024-12-01", "2025-06-30", ("audit-art-10-bis", LAW, VERBATIM))

    @staticmethod
    def shortened(*kinds: AuditKind) -> tuple[DurationRow, ...]:
        small = DurationRow(kinds=kinds, turnover_from_cents=0, base=HALF_DAY, categories=(0, 0, 0, 1), site=HALF_DAY)
        large = DurationRow(
            kinds=kinds, turnover_from_cents=750_000 * EURO, base=HALF_DAY, categories=(1, 1, 1, 1), site=HALF_DAY
        )
        return small, large

    def test_what_is_reported_of_article_4_is_of_one_category(self) -> None:
        """1, 1.5 and 2 days from 0, 150 000 and 750 000 €; half a day for a surveillance audit below 150 000 €."""
        bands = {0: DAY, 150_000: DAY + HALF_DAY, 750_000: 2 * DAY}
        initial = [
            DurationRow(
                kinds=(INITIAL, RENEWAL), turnover_from_cents=euros * EURO, base=base, site=HALF_DAY, categories_most=1
            )
            for euros, base in bands.items()
        ]
        surveillance = DurationRow(
            kinds=(SURVEILLANCE,),
            turnover_from_cents=0,
            turnover_below_cents=150_000 * EURO,
            base=HALF_DAY,
            site=HALF_DAY,
            categories_most=1,
        )
        assert duration_tables()["reported"].rows == (*initial, surveillance)
        assert rests_on("reported") == ("2019-06-09", None, ("arrete-2019-06-06", LAW, SECOND_HAND))

    def test_no_other_table_is_known(self) -> None:
        assert list(duration_tables()) == ["article-10", "article-10-bis", "reported"]


NUMBERS = {
    1: 10,
    2: 5,
    3: 6,
    4: 8,
    5: 7,
    6: 4,
    7: 3,
    8: 5,
    9: 4,
    10: 5,
    11: 3,
    12: 5,
    13: 3,
    14: 5,
    15: 4,
    16: 4,
    17: 5,
    18: 5,
    19: 5,
    20: 7,
    21: 5,
    22: 3,
    23: 3,
    24: 2,
    25: 2,
    26: 4,
    27: 3,
    28: 3,
    29: 1,
    30: 9,
    31: 3,
    32: 5,
    33: 5,
}
"""How many points each indicator has: 1.1 to 1.10, 2.1 to 2.5, …"""

OTHER_SOURCES: dict[tuple[Cited, str], str] = {
    # The sheet shown on that day has three points of 2, the first of which the annex does not have.
    (("webinar-2023", PRACTICE, DEDUCED), "2023-03-01"): "2.1",
    # A copy of the grid: the analysis of the need, disabilities, sole practitioners.
    (("audit-grid-2025", PRACTICE, SECOND_HAND), "2023-03-01"): "4.2 4.3 4.4 18.4 22.3 26.2 26.3",
    # Disabilities in 6, which version 8 is reported to bring.
    (("guide-v8", GUIDE, SECOND_HAND), "2024-01-23"): "6.3",
    # Version 9, from the day it had to be used: its notes, its specific obligations, sub-contracted work.
    (("guide-v9", GUIDE, DEDUCED), "2024-03-08"): (
        "1.5 1.7 1.8 2.4 3.2 3.5 4.7 4.8 5.3 5.4 5.5 5.6 5.7 6.4 7.2 8.3 8.4 8.5 9.2 9.3 9.4 10.3 10.4 10.5 11.3 12.3 "
        "16.3 16.4 17.4 17.5 18.5 19.3 20.4 20.5 21.5 23.3 26.4 30.7 30.8"
    ),
    # What the décret 2026-728 adds, and 33.
    (("decret-2026-728", LAW, SECOND_HAND), "2026-11-01"): (
        "1.9 1.10 2.5 3.6 7.3 12.4 12.5 14.4 14.5 15.3 15.4 19.4 19.5 20.6 20.7 27.3 30.9 32.4 32.5 "
        "33.1 33.2 33.3 33.4 33.5"
    ),
}
"""The points that are not drawn from the annex of 2019, by what they are drawn from and the first day."""

ENDS = {
    # Guide V9: a bilan need not give the prerequisites, nor collect the feedback of funders and companies.
    "2024-03-07": "1.4 30.5 30.6",
    # The 2026 edition: funders where there are any, a continuous process.
    "2026-10-31": "30.3 32.3",
}

QUESTIONS: dict[tuple[str, bool], str] = {
    ("certifying", True): "1.8 5.6 6.4 8.5",
    ("needs_analysis", True): "4.2",
    ("needs_analysis", False): "4.3",
    ("disability_welcomed", True): "4.4 6.3 26.2 26.3",
    ("companies_direct", True): "4.5 30.4 30.6",
    ("funders_direct", True): "4.6 30.3 30.5 30.7 30.9",
    ("work_linked", True): "4.8 5.5",
    ("acts_as_subcontractor", True): "5.7 26.4 30.8",
    ("sole_practitioner", False): "18.2 18.3 22.2 23.3",
    ("sole_practitioner", True): "18.4 22.3",
    ("distance_modules", True): "19.3 19.4",
    ("subcontracting", True): "21.4",
    ("teaching_team", True): "30.2",
    ("complaints", True): "31.3 32.2",
}
"""The points that depend on one answer."""

CATEGORIES: dict[frozenset[Category], str] = {
    # Guide V9, 1: a bilan has no prerequisites to give; 30: neither funders nor companies.
    frozenset({AF, VAE, CFA}): "1.3 30.3 30.4 30.7 30.9",
    frozenset({BC}): "1.4 4.7 5.3 9.4 10.3 17.4 17.5 30.5 30.6",
    frozenset({VAE}): "1.7 5.4 10.4 11.3 16.4 18.5 21.5",
    frozenset({CFA}): "2.4 10.5 12.3",
    # Certifying and work-linked trainings, and those at a distance: D. 6313-3-1 speaks of trainings.
    frozenset({AF, CFA}): "1.8 4.8 5.5 5.6 6.4 19.3",
}
"""The points that are for some categories alone."""


def ids(points: Iterable[ConformityPoint]) -> str:
    return " ".join(point.id for point in points)


def grouped(key: Callable[[ConformityPoint], Any]) -> dict[Any, str]:
    """The ids of the points by something that they have; those that have it not are left out."""
    groups: dict[Any, list[ConformityPoint]] = {}
    for point in conformity_points():
        if key(point) is not None:
            groups.setdefault(key(point), []).append(point)
    return {each: ids(points) for each, points in groups.items()}


class TestPoints:
    def test_each_indicator_has_its_points_in_order(self) -> None:
        assert [(point.indicator, point.id) for point in conformity_points()] == [
            (number, f"{number}.{place}") for number, count in NUMBERS.items() for place in range(1, count + 1)
        ]

    @pytest.mark.parametrize(("source", "since"), OTHER_SOURCES)
    def test_the_points_of_a_source(self, source: Cited, since: str) -> None:
        found = [point for point in conformity_points() if cited(point.citation) == source]
        assert ids(found) == OTHER_SOURCES[source, since]
        assert {str(point.since) for point in found} == {since}

    def test_every_other_point_is_drawn_from_the_annex_of_2019(self) -> None:
        """The split into points is the library's own: deduced."""
        stated = {name for names in OTHER_SOURCES.values() for name in names.split()}
        others = [point for point in conformity_points() if point.id not in stated]
        assert {(str(point.since), cited(point.citation)) for point in others} == {
            ("2019-06-09", ("rnq-2019", LAW, DEDUCED))
        }

    def test_five_points_end(self) -> None:
        assert grouped(lambda point: day(point.until)) == ENDS

    def test_which_answer_brings_a_point(self) -> None:
        assert grouped(lambda point: point.question and (point.question, point.answer)) == QUESTIONS

    def test_which_points_are_for_some_categories_alone(self) -> None:
        assert grouped(lambda point: point.categories) == CATEGORIES


SEEN, GRID, FORM = ("webinar-2023", PRACTICE, DEDUCED), ("audit-grid-2025", PRACTICE, DEDUCED), "questions-af-2024"
FIRST = "2019-06-09"  # no first day of the practice is documented: that of the referential
SOLE = (18, "sole_practitioner", True, (BC,), FIRST, SEEN)
REMOVALS = {
    "law": (),
    "certifier": (SOLE, (31, "complaints", False, (BC,), FIRST, SEEN)),
    "certifier-19": (SOLE, (19, "distance_modules", False, (BC,), FIRST, GRID)),
    "certifier-22": (SOLE, (22, "sole_practitioner", True, (BC,), FIRST, SEEN)),
    "certifier-af": (),
}


class TestBuiltInProfiles:
    """What they remove or adapt, from which day on, and what it rests on; the law removes nothing."""

    @pytest.mark.parametrize("name", REMOVALS)
    def test_a_practice_removes_two_indicators_for_a_bilan(self, name: str) -> None:
        found = tuple(
            (each.indicator, each.question, each.answer, tuple(each.categories), str(each.since), cited(each.citation))
            for each in built_in_profiles()[name].removals
        )
        assert found == REMOVALS[name]
        assert set(REMOVALS) == set(built_in_profiles())

    def test_the_questions_for_training_adapt_three_indicators_since_8_march_2024(self) -> None:
        adapted = [
            *((1, "prerequisites", True), (8, "prerequisites", True)),
            *((8, "access_conditions", True), (8, "access_conditions", False), (2, "results_published", False)),
        ]
        found = built_in_profiles()["certifier-af"].adaptations
        assert [(each.indicator, each.question, each.answer) for each in found] == adapted
        assert {(str(each.since), each.citation.source.id) for each in found} == {("2024-03-08", FORM)}

    def test_the_scale_of_outcomes_is_that_of_a_certifier_s_form(self) -> None:
        for name in ("certifier", "certifier-19", "certifier-22"):
            outcomes = built_in_profiles()[name].outcomes
            assert outcomes is not None
            assert cited(outcomes.citation) == ("certifier-practice", PRACTICE, SECOND_HAND)
