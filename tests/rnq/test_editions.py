"""The referential: the annex to chapter VI, as décret 2019-565 set it and as décret 2026-728 changed it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given
from pendulum import Date

from qualiopi_rules import Category, NotInForce, referential
from qualiopi_rules.law import Basis, Provenance
from qualiopi_rules.rnq import questions
from qualiopi_rules.rnq.edition import Change, Grading, editions, indicator_of
from qualiopi_rules.strategies import audit_days, categories, days
from tests.checks import refused
from tests.rnq.checks import faults
from tests.strategies import FIRST_DAY

COMMON = {1, 2, 4, 5, 6, 9, 10, 11, 12, 17, 18, 19, 21, 22, 23, 24, 25, 26, 27, 30, 31, 32}
COLUMNS = {
    Category.AF: COMMON | {3, 7, 8, 13, 16, 28},
    Category.BC: COMMON,
    Category.VAE: COMMON | {3, 16},
    Category.CFA: set(range(1, 33)),
}
MAJOR_ONLY = {4, 5, 6, 7, 10, 11, 14, 15, 16, 20, 21, 22, 26, 27, 29, 31, 32}
CRITERIA = {
    1: {1, 2, 3},
    2: {4, 5, 6, 7, 8},
    3: {9, 10, 11, 12, 13, 14, 15, 16},
    4: {17, 18, 19, 20},
    5: {21, 22},
    6: {23, 24, 25, 26, 27, 28, 29},
    7: {30, 31, 32},
}
BEFORE, AFTER = referential(on="2026-10-31"), referential(on="2026-11-01")


@pytest.mark.parametrize("category", Category)
def test_each_category_has_its_column_of_the_annex(category: Category) -> None:
    assert {indicator.number for indicator in BEFORE.of_category(category)} == COLUMNS[category]
    added = {33} if category is Category.CFA else set()
    assert {indicator.number for indicator in AFTER.of_category(category)} == COLUMNS[category] | added


def test_the_categories_are_the_items_of_article_l_6313_1() -> None:
    assert {category: category.item for category in Category} == {
        Category.AF: "1°",
        Category.BC: "2°",
        Category.VAE: "3°",
        Category.CFA: "4°",
    }


def test_the_common_indicators_are_those_of_every_column_and_the_others_are_specific() -> None:
    for edition in (BEFORE, AFTER):
        assert {indicator.number for indicator in edition.common} == COMMON
        assert {indicator.number for indicator in edition.specific} == set(edition) - COMMON


def test_an_edition_is_a_mapping_in_the_order_of_the_numbers() -> None:
    assert list(BEFORE) == list(range(1, 33))
    assert list(AFTER) == list(range(1, 34))
    assert [BEFORE[number].number for number in BEFORE] == list(BEFORE)
    assert 33 not in BEFORE
    with pytest.raises(KeyError):
        BEFORE[33]


def test_each_criterion_has_its_indicators() -> None:
    for edition, last in ((BEFORE, set()), (AFTER, {33})):
        assert [criterion.number for criterion in edition.criteria] == list(range(1, 8))
        for number, members in CRITERIA.items():
            expected = members | (last if number == 7 else set())
            assert {indicator.number for indicator in edition.of_criterion(number)} == expected
        assert edition.of_criterion(8) == ()


def test_seventeen_indicators_are_major_only_and_33_is_not_among_them() -> None:
    """Article 5 of the arrêté of 6 June 2019; it does not name 33, so 33 is gradable, which is a deduction."""
    for edition in (BEFORE, AFTER):
        graded = {number for number in edition if edition[number].grading is Grading.MAJOR_ONLY}
        assert graded == MAJOR_ONLY
    assert AFTER[33].grading_citation.provenance is Provenance.DEDUCED
    assert AFTER[32].grading_citation.provenance is Provenance.VERBATIM


def test_the_conditions_are_those_of_the_indicators_own_wording() -> None:
    """12 has none in the annex: the two days of the guide are not the law's."""
    for edition in (BEFORE, AFTER):
        assert {number: edition[number].condition for number in edition if edition[number].condition} == {
            3: "certifying",
            7: "certifying",
            13: "work_linked",
            16: "certifying",
            27: "subcontracting",
            28: "work_situation",
        }


def test_the_2026_edition_tells_what_it_changed() -> None:
    """Décret 2026-728: twelve indicators in substance, one in form, one new."""
    changed = {change: {number for number in AFTER if AFTER[number].change is change} for change in Change}
    assert changed[Change.SUBSTANCE] == {1, 2, 3, 7, 12, 14, 15, 19, 20, 27, 30, 32}
    assert changed[Change.FORM] == {31}
    assert changed[Change.NEW] == {33}
    assert {BEFORE[number].change for number in BEFORE} == {Change.UNCHANGED}


def test_every_indicator_cites_the_annex_of_its_edition() -> None:
    for indicator in BEFORE.values():
        assert indicator.citation.source.identifier == "LEGIARTI000038591641"
        assert (indicator.citation.basis, indicator.citation.provenance) == (Basis.LAW, Provenance.VERBATIM)
    for indicator in AFTER.values():
        assert indicator.citation.source.identifier == "JORFTEXT000054608509"
        assert (indicator.citation.basis, indicator.citation.provenance) == (Basis.LAW, Provenance.SECOND_HAND)
        assert indicator.sources == (indicator.citation, indicator.grading_citation)


def test_titles_are_in_both_languages_and_no_two_are_alike() -> None:
    for edition in (BEFORE, AFTER):
        for locale in ("fr", "en"):
            titles = [indicator.title(locale) for indicator in edition.values()]
            assert len(set(titles)) == len(titles)
            criteria = [criterion.title(locale) for criterion in edition.criteria]
            assert len(set(criteria)) == 7
    assert BEFORE[4].title() == "Analyse du besoin"
    assert BEFORE.criteria[0].title() == "Information du public"


@pytest.mark.property
@given(day=audit_days())
def test_the_day_of_the_audit_decides_the_edition(day: Date) -> None:
    """32 indicators for audits held up to 31 October 2026, 33 from 1 November 2026, without a transition."""
    edition = referential(on=day)
    assert set(edition) == set(range(1, 33 if day < date(2026, 11, 1) else 34))
    assert [each for each in editions() if each.since <= day and (each.until is None or day <= each.until)] == [edition]


@pytest.mark.property
@given(day=days(date(1900, 1, 1), date(2019, 6, 8)))
def test_a_day_before_the_first_edition_is_an_error_that_says_so(day: Date) -> None:
    with pytest.raises(NotInForce, match="referential: no version is known") as refusal:
        referential(on=day)
    assert refusal.value.first == FIRST_DAY
    assert "9 juin 2019" in refusal.value.say("fr")


def test_a_date_time_is_refused_because_the_day_depends_on_the_place() -> None:
    with refused("date in Paris"):
        referential(on=datetime(2026, 10, 31, 23, 30))  # noqa: DTZ001


@pytest.mark.property
@given(day=audit_days(), categories=categories())
def test_a_category_is_taken_as_a_member_or_as_its_letters(day: Date, categories: frozenset[Category]) -> None:
    edition = referential(on=day)
    for category in categories:
        assert edition.of_category(str(category.value)) == edition.of_category(category)


def test_what_is_no_category_is_refused() -> None:
    with refused("one of: AF, BC, VAE, CFA"):
        BEFORE.of_category("VAP")


def test_the_grading_of_an_indicator_cites_the_text_of_the_day() -> None:
    """Article 5 was seen in its version of 2023; before, version 4 of the guide is reported to list the same."""
    for day, source, provenance in (
        ("2022-01-03", "guide-v4", Provenance.SECOND_HAND),
        ("2023-08-31", "guide-v4", Provenance.SECOND_HAND),
        ("2023-09-01", "audit-art-5", Provenance.VERBATIM),
        ("2026-11-02", "audit-art-5", Provenance.VERBATIM),
    ):
        graded = referential(on=day)
        assert {graded[number].grading_citation.source.id for number in (2, 4)} == {source}
        assert {graded[number].grading_citation.provenance for number in (2, 4)} == {provenance}
    assert referential(on="2026-11-02")[33].grading_citation.provenance is Provenance.DEDUCED


def test_an_edition_can_be_compared_and_hashed() -> None:
    assert referential(on="2030-01-01") == AFTER
    assert len({BEFORE, AFTER, referential(on="2020-01-01")}) == 2


def test_an_edition_and_an_indicator_are_written_on_one_line() -> None:
    assert repr(AFTER) == 'Referential(edition="2026", since=2026-11-01, indicators=33)'
    assert repr(AFTER[29]) == ('Indicator(number=29, title="Insertion et poursuite d’études", categories=["CFA"])')
    assert repr(AFTER[16]).endswith('categories=["AF", "CFA", "VAE"])')


@pytest.mark.parametrize("number", ["7", 7.0, True, 0, -1, None, [7]])
def test_what_is_no_number_of_a_criterion_is_refused(number: object) -> None:
    assert faults(BEFORE.of_criterion, number) == [("number", number, "positive-integer", {})]


@pytest.mark.parametrize("number", [1, 32, 33])
def test_the_number_of_an_indicator_is_one_of_any_known_edition(number: int) -> None:
    assert indicator_of(number) == number


@pytest.mark.parametrize("number", [0, 34, -1, True, "4", 4.0, None, [4]])
def test_what_is_the_number_of_no_indicator_is_a_fault(number: Any) -> None:
    """33 is the last one that is known."""
    fault: Any = indicator_of(number)
    assert (fault.value, fault.expected, fault.params) == (number, "indicator", {"last": 33})


class TestEditionOfOnesOwn:
    def test_each_of_its_fields_holds_what_it_says(self) -> None:
        assert faults(attrs.evolve, BEFORE, edition=2019, until="2026-10-31") == [
            ("edition", 2019, "instance", {"cls": "str"}),
            ("until", "2026-10-31", "instance", {"cls": "Date"}),
        ]

    def test_it_may_last_a_day_and_ends_no_earlier(self) -> None:
        day = BEFORE.since
        assert attrs.evolve(BEFORE, until=day).until == day
        early = Date(2019, 6, 8)
        assert faults(attrs.evolve, BEFORE, until=early) == [("until", early, "not-before", {"day": "2019-06-09"})]

    def test_its_criteria_and_its_indicators_are_in_order_and_none_of_them_twice(self) -> None:
        twice = (BEFORE.criteria[0], *BEFORE.criteria)
        backwards = BEFORE.indicators[::-1]
        assert faults(attrs.evolve, BEFORE, criteria=twice, indicators=backwards) == [
            ("criteria", [1, 1, 2, 3, 4, 5, 6, 7], "in-order", {}),
            ("indicators", list(range(32, 0, -1)), "in-order", {}),
        ]

    def test_an_indicator_names_a_criterion_of_the_edition_and_a_question_on_the_provider(self) -> None:
        """Those on the situation decide which evidence is looked at, and no condition of the annex."""
        other = attrs.evolve(BEFORE[2], criterion=8, condition="trainers")
        indicators = (BEFORE[1], other, *BEFORE.indicators[2:])
        assert faults(attrs.evolve, BEFORE, indicators=indicators) == [
            ("indicators[1].criterion", 8, "one-of", {"choices": "1, 2, 3, 4, 5, 6, 7"}),
            ("indicators[1].condition", "trainers", "one-of", {"choices": ", ".join(questions())}),
        ]
