"""The conformity points as they are written: for whom, on which days, and what they rest on."""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st

from qualiopi_rules import Answers, Category, Situation, referential
from qualiopi_rules.core.resources import text
from qualiopi_rules.rnq.edition import Change, editions
from qualiopi_rules.rnq.guide import guides
from qualiopi_rules.rnq.notes import SubcontractorEffect, guide_notes
from qualiopi_rules.strategies import answers, audit_days, situations

Point = dict[str, Any]

# A copy, as a test elsewhere changes texts in place to see what moves.
POINTS: list[Point] = deepcopy(text("profile/points")["points"])
IDS = [point["id"] for point in POINTS]
FIRST, LAST = editions()[0], editions()[-1]
GUIDE_DAYS = {f"guide-{guide.version.lower()}": guide.required_from for guide in guides()}
PRACTICE_KNOWN = date(2023, 3, 1)

EVE = timedelta(days=1)
TURNS = sorted(
    {point["since"] for point in POINTS} | {point["until"] + EVE for point in POINTS if "until" in point},
)
"""The days on which the points change: between two of them they do not."""

each_point = pytest.mark.parametrize("point", POINTS, ids=IDS)


def categories(point: Point) -> frozenset[Category]:
    """The categories that a point is for: its own, else every one of its indicator."""
    return frozenset(map(Category, point.get("categories", LAST[point["indicator"]].categories)))


def certain(indicator: int, category: Category, day: date, facts: dict[str, Any]) -> set[str]:
    """The ids of the points that are gone through for certain, from the answers and the situation of the provider."""
    return {
        point["id"]
        for point in POINTS
        if point["indicator"] == indicator
        and category in categories(point)
        and point["since"] <= day <= point.get("until", date.max)
        and ("question" not in point or facts.get(point["question"]) is point["answer"])
    }


def around(day: date) -> tuple[list[Point], list[Point]]:
    """The points that end on the eve of a day, and those that start on it."""
    return (
        [point for point in POINTS if point.get("until") == day - EVE],
        [point for point in POINTS if point["since"] == day],
    )


def test_ids_are_unique_and_rise_with_the_indicator_that_they_begin_with() -> None:
    places = [tuple(map(int, each.split("."))) for each in IDS]
    assert places == sorted(set(places))
    assert [indicator for indicator, _ in places] == [point["indicator"] for point in POINTS]
    assert [f"{indicator}.{place}" for indicator, place in places] == IDS


def test_the_points_are_those_of_every_indicator_of_the_latest_edition() -> None:
    assert {point["indicator"] for point in POINTS} == set(LAST)


@each_point
def test_a_point_has_what_it_needs_and_nothing_else(point: Point) -> None:
    needed = {"id", "indicator", "words", "since", "citation"}
    assert needed <= point.keys() <= needed | {"question", "answer", "categories", "until"}
    assert point["since"] <= point.get("until", date.max)


@each_point
def test_categories_are_named_only_where_they_are_fewer_than_those_of_the_indicator(point: Point) -> None:
    named = point.get("categories", [])
    assert len(named) == len(set(named)) < len(LAST[point["indicator"]].categories) or not named
    assert categories(point) <= LAST[point["indicator"]].categories
    assert categories(point)


@each_point
def test_a_question_has_an_answer_and_both_are_yes_or_no(point: Point) -> None:
    assert ("question" in point) is ("answer" in point)
    if "question" in point:
        assert isinstance(point["answer"], bool)
        facts: dict[str, Any] = {point["question"]: point["answer"]}
        kind = next(kind for kind in (Answers, Situation) if point["question"] in attrs.fields_dict(kind))
        assert getattr(kind(**facts), point["question"]) is point["answer"]


@each_point
def test_a_point_does_not_repeat_the_condition_of_its_indicator(point: Point) -> None:
    assert "question" not in point or point["question"] != LAST[point["indicator"]].condition


class TestSources:
    @each_point
    def test_a_point_is_known_by_its_source(self, point: Point) -> None:
        """The law on the first day of the edition, the guide on the day it was required, practice once it was seen."""
        assert point["citation"]["source"] in text("law/sources")
        match point["citation"]["basis"]:
            case "law":
                edition = next(
                    edition for edition in editions() if edition.citation.source.id == point["citation"]["source"]
                )
                assert point["since"] == edition.since
            case "guide":
                assert point["since"] == GUIDE_DAYS[point["citation"]["source"]]
            case basis:
                assert basis == "practice"
                assert point["citation"]["source"] in {"webinar-2023", "audit-grid-2025"}
                assert point["since"] == PRACTICE_KNOWN

    @each_point
    def test_the_split_is_ours_and_what_was_not_seen_is_second_hand(self, point: Point) -> None:
        reported = point["citation"]["source"] in {"decret-2026-728", "guide-v8", "audit-grid-2025"}
        assert point["citation"]["provenance"] == ("second-hand" if reported else "deduced")

    def test_a_point_ends_only_where_another_of_its_indicator_starts(self) -> None:
        for day in TURNS:
            ended, started = around(day)
            assert {point["indicator"] for point in ended} <= {point["indicator"] for point in started}

    def test_no_figure_is_stated_where_the_decree_waits_for_one(self) -> None:
        waiting = {table["indicator"] for table in text("indicators/adaptations")["thresholds"]}
        assert waiting == {19, 20}
        for number in waiting:
            named = [point for point in POINTS if point["indicator"] == number and "arrêté" in point["words"]["fr"]]
            assert len(named) == 1
            assert not re.search(r"\d", named[0]["words"]["fr"] + named[0]["words"]["en"])


class TestAlwaysGoneThrough:
    @pytest.mark.parametrize("day", TURNS, ids=str)
    def test_every_indicator_has_a_point_that_no_answer_removes(self, day: date) -> None:
        """For each category of its column, on every day of its edition."""
        for number, indicator in referential(on=day).items():
            for category in indicator.categories:
                assert certain(number, category, day, {}), (number, category)

    @pytest.mark.property
    @given(day=audit_days(), provided=answers(), situation=situations(), data=st.data())
    def test_an_indicator_has_a_point_whatever_is_provided(
        self, day: date, provided: Answers, situation: Situation, data: st.DataObject
    ) -> None:
        facts = attrs.asdict(provided) | attrs.asdict(situation)
        indicator = data.draw(st.sampled_from(referential(on=day).indicators))
        category = data.draw(st.sampled_from(sorted(indicator.categories)))
        assert certain(indicator.number, category, day, facts)

    def test_no_point_is_older_than_its_indicator(self) -> None:
        for point in POINTS:
            assert point["indicator"] in referential(on=point["since"])

    def test_the_sheet_of_indicator_2_for_a_bilan_had_three_points_when_it_was_shown(self) -> None:
        assert certain(2, Category.BC, PRACTICE_KNOWN, {}) == {"2.1", "2.2", "2.3"}
        assert certain(2, Category.BC, PRACTICE_KNOWN - EVE, {}) == {"2.2", "2.3"}


class TestAnswers:
    @pytest.mark.parametrize(
        ("number", "question", "first"),
        [
            (each["indicator"], each["question"], each["values"][0]["since"])
            for each in text("indicators/adaptations")["adaptations"]
        ],
    )
    def test_an_answer_that_adapts_an_indicator_decides_on_a_point(
        self, number: int, question: str, first: date
    ) -> None:
        """From the day of the adaptation on, for a category at least."""
        for day in {first, *(turn for turn in TURNS if turn > first)}:
            assert any(
                certain(number, category, day, {question: True}) != certain(number, category, day, {question: False})
                for category in LAST[number].categories
            )

    def test_what_one_answer_removes_has_its_counterpart_under_the_other(self) -> None:
        sides = {(point["indicator"], point["question"], point["answer"]) for point in POINTS if "question" in point}
        pairs = {(number, question) for number, question, answer in sides if (number, question, not answer) in sides}
        assert pairs == {(4, "needs_analysis"), (18, "sole_practitioner"), (22, "sole_practitioner")}
        for number, question in pairs:
            for day in (turn for turn in TURNS if turn >= PRACTICE_KNOWN):
                for category in LAST[number].categories:
                    plain, yes, no = (
                        certain(number, category, day, facts) for facts in ({}, {question: True}, {question: False})
                    )
                    assert yes - plain
                    assert no - plain
                    assert yes & no == plain

    def test_no_question_but_those_of_a_pair_brings_more_points_for_a_no(self) -> None:
        for_a_no = {(point["indicator"], point["question"]) for point in POINTS if point.get("answer") is False}
        assert for_a_no == {
            (4, "needs_analysis"),
            (18, "sole_practitioner"),
            (22, "sole_practitioner"),
            (23, "sole_practitioner"),  # nobody to pass the news on to
        }


class TestGuide:
    def test_what_the_guide_says_of_a_category_starts_a_point_or_ends_one(self) -> None:
        """A note requires more of a category, or less than the annex."""
        ended, started = around(GUIDE_DAYS["guide-v9"])
        for table in text("rnq/guide-v9")["indicators"]:
            turned = [categories(point) for point in (*ended, *started) if point["indicator"] == table["number"]]
            for note in table.get("points", []):
                assert set(note["categories"]) in turned, (table["number"], note)

    def test_a_point_is_for_a_sub_contractor_where_the_guide_adapts_the_indicator(self) -> None:
        adapted = {
            number for number in FIRST if guide_notes(number).subcontractor.effect is SubcontractorEffect.ADAPTED
        }
        assert (
            {p["indicator"] for p in POINTS if p.get("question") == "acts_as_subcontractor"} == adapted == {5, 26, 30}
        )

    def test_of_a_bilan_the_guide_wants_no_feedback_from_funders_or_companies(self) -> None:
        facts = {"funders_direct": True, "companies_direct": True, "teaching_team": True}
        day = GUIDE_DAYS["guide-v9"]
        assert certain(30, Category.BC, day - EVE, facts) == {"30.1", "30.2", "30.5", "30.6"}
        assert certain(30, Category.BC, day, facts) == certain(30, Category.BC, LAST.since, facts) == {"30.1", "30.2"}


def test_what_the_2026_edition_changes_in_substance_has_its_own_points_and_nothing_else_moves() -> None:
    ended, started = around(LAST.since)
    moved = {number for number, indicator in LAST.items() if indicator.change in {Change.SUBSTANCE, Change.NEW}}
    assert {point["indicator"] for point in started} == moved
    assert {point["indicator"] for point in ended} < moved


class TestWords:
    @each_point
    @pytest.mark.parametrize("locale", ["fr", "en"])
    def test_a_point_is_one_sentence(self, point: Point, locale: str) -> None:
        words = point["words"][locale]
        body = words.replace("article L.", "article L")
        assert words[0].isupper()
        assert words.endswith(".")
        assert body.count(".") == 1
        assert len(words) <= 160

    @each_point
    @pytest.mark.parametrize("locale", ["fr", "en"])
    def test_signs_are_those_of_the_other_texts(self, point: Point, locale: str) -> None:
        """Curved apostrophes in French, plain and single spaces: those that do not break are put in at rendering."""
        apostrophe = "’" if locale == "fr" else "'"
        assert re.fullmatch(rf"(?:[^\W_]|[ ,.:;{apostrophe}()°-])+", point["words"][locale]), point["words"][locale]
        assert "  " not in point["words"][locale]
        assert not re.search(r" [’']|\( | [,.)]", point["words"][locale])

    @pytest.mark.parametrize("locale", ["fr", "en"])
    def test_no_two_points_have_the_same_words(self, locale: str) -> None:
        said = Counter(point["words"][locale].casefold() for point in POINTS)
        assert [words for words, times in said.items() if times > 1] == []

    @each_point
    def test_the_two_languages_differ(self, point: Point) -> None:
        assert point["words"]["fr"] != point["words"]["en"]
