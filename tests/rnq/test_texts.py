"""The data of the referential and of the guide: columns, conditions, changes, days, effects, and what each rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from qualiopi_rules import Category, referential
from qualiopi_rules.core.resources import text
from qualiopi_rules.rnq import (
    AnswerKind,
    Change,
    Grading,
    Indicator,
    IndicatorNotes,
    NewEntrantEffect,
    Question,
    SubcontractorEffect,
    editions,
    guide_notes,
    guides,
    questions,
    without_contract,
)
from qualiopi_rules.rnq.notes import subcontractor_questions
from qualiopi_rules.rnq.question import situation_questions
from tests.texts import (
    DEDUCED,
    GUIDE,
    LAW,
    PRACTICE,
    SECOND_HAND,
    VERBATIM,
    Cited,
    by_days,
    cited,
    rule,
)

AF, BC, VAE, CFA = Category

ANNEX: Cited = ("rnq-2019", LAW, VERBATIM)
DECREE: Cited = ("decret-2026-728", LAW, SECOND_HAND)
"""The décret 2026-728, whose copies agree; its official page was not seen."""
ARTICLE_5: Cited = ("audit-art-5", LAW, VERBATIM)
V9: Cited = ("guide-v9", GUIDE, VERBATIM)
WEBINAR: Cited = ("webinar-2023", PRACTICE, VERBATIM)

CRITERIA = {1: range(1, 4), 2: range(4, 9), 3: range(9, 17), 4: range(17, 21), 5: range(21, 23), 6: range(23, 30)}
"""The indicators of each criterion but the last."""
COLUMNS: dict[frozenset[Category], list[int]] = {
    frozenset({AF, BC, VAE, CFA}): [
        *(1, 2, 4, 5, 6, 9, 10, 11, 12, 17, 18, 19, 21, 22, 23, 24, 25, 26, 27, 30, 31, 32),
    ],
    frozenset({AF, VAE, CFA}): [3, 16],
    frozenset({AF, CFA}): [7, 8, 13, 28],
    frozenset({CFA}): [14, 15, 20, 29],
}
"""The indicators by the columns of the annex that they are in."""
CONDITIONS = {
    "certifying": [3, 7, 16],  # « conduisant à une certification professionnelle »
    "work_linked": [13],  # « pour les formations en alternance »
    "subcontracting": [27],  # « fait appel à la sous-traitance ou au portage salarial »
    "work_situation": [28],  # « comprennent des périodes de formation en situation de travail »
}
MAJOR_ONLY = [4, 5, 6, 7, 10, 11, 14, 15, 16, 20, 21, 22, 26, 27, 29, 31, 32]
"""Article 5 of the arrêté of 6 June 2019: on these a non-conformity is never minor."""
NEW_IN_2026 = 33

both_editions = pytest.mark.parametrize("index", [0, 1], ids=["2019", "2026"])


def grouped(items: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, list[int]]:
    """The numbers of indicators, or of notes on them, by something that they have."""
    groups: dict[Any, list[int]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item.number)
    return groups


class TestEditions:
    def test_the_first_lasts_until_31_october_2026_and_the_second_has_no_end_yet(self) -> None:
        """The décret of 6 June 2019 was published on 8 June; the décret 2026-728 takes effect on 1 November 2026."""
        assert [(each.edition, str(each.since), str(each.until), cited(each.citation)) for each in editions()] == [
            ("2019", "2019-06-09", "2026-10-31", ANNEX),
            ("2026", "2026-11-01", "None", DECREE),
        ]
        assert text("rnq/referential-2026")["amends"] == "2019"

    def test_there_are_32_indicators_and_then_33(self) -> None:
        assert [list(each) for each in editions()] == [list(range(1, 33)), list(range(1, 34))]

    def test_each_indicator_is_written_once_and_in_2026_where_it_changed_alone(self) -> None:
        """An edition ends where the next one starts, and does not say so itself; columns are in the order 1° to 4°."""
        for name, numbers in (
            ("2019", list(range(1, 33))),
            ("2026", [1, 2, 3, 7, 12, 14, 15, 19, 20, 27, 30, 31, 32, 33]),
        ):
            written = text(f"rnq/referential-{name}")
            assert "until" not in written
            assert [entry["number"] for entry in written["indicators"]] == numbers
            for entry in written["indicators"]:
                columns = entry.get("categories", [])
                assert columns == [each for each in Category if each in columns]

    @both_editions
    def test_seven_criteria(self, index: int) -> None:
        """R. 6316-1; the indicators of each follow one another."""
        edition = editions()[index]
        assert [each.number for each in edition.criteria] == [1, 2, 3, 4, 5, 6, 7]
        assert {cited(each.citation) for each in edition.criteria} == {("code-R6316-1", LAW, VERBATIM)}
        last = range(30, len(edition) + 1)
        expected = {number: list(numbers) for number, numbers in {**CRITERIA, 7: last}.items()}
        assert grouped(edition.values(), lambda each: each.criterion) == expected

    @both_editions
    def test_the_columns_of_the_annex_and_33_for_apprenticeship_alone(self, index: int) -> None:
        edition = editions()[index]
        expected = {columns: list(numbers) for columns, numbers in COLUMNS.items()}
        if NEW_IN_2026 in edition:
            expected[frozenset({CFA})].append(NEW_IN_2026)
        assert grouped(edition.values(), lambda each: each.categories) == expected

    @pytest.mark.parametrize(("category", "count"), [(AF, 28), (BC, 22), (VAE, 24), (CFA, 32)])
    def test_how_many_are_in_each_column(self, category: Category, count: int) -> None:
        assert len(editions()[0].of_category(category)) == count

    @both_editions
    def test_six_have_a_condition_in_their_own_wording(self, index: int) -> None:
        edition = editions()[index]
        conditional: list[Indicator] = [each for each in edition.values() if each.condition is not None]
        assert grouped(conditional, lambda each: each.condition) == CONDITIONS

    @both_editions
    def test_on_seventeen_a_non_conformity_is_always_major(self, index: int) -> None:
        edition = editions()[index]
        assert text("rnq/referential-2019")["major_only"]["numbers"] == MAJOR_ONLY
        expected = {Grading.MAJOR_ONLY: MAJOR_ONLY, Grading.GRADABLE: [n for n in edition if n not in MAJOR_ONLY]}
        assert grouped(edition.values(), lambda each: each.grading) == expected

    def test_article_5_says_so_since_2023_and_version_4_of_the_guide_is_reported_to_before(
        self,
    ) -> None:
        guide = ("guide-v4", GUIDE, SECOND_HAND)
        assert rule("rnq/referential-2019", "major_only") == [
            ("major-only", "2019-06-09", "2023-08-31", guide),
            ("major-only", "2023-09-01", None, ARTICLE_5),
        ]

    @both_editions
    def test_every_indicator_cites_its_edition_and_article_5(self, index: int) -> None:
        """That a non-conformity on 33 can be minor is deduced: article 5 does not list it."""
        edition = editions()[index]
        assert {cited(each.citation) for each in edition.values()} == {cited(edition.citation)}
        assert {each.number: cited(each.grading_citation) for each in edition.values()} == {
            number: ("audit-art-5", LAW, DEDUCED) if number == NEW_IN_2026 else ARTICLE_5 for number in edition
        }

    @both_editions
    def test_an_apprenticeship_meets_three_conditions_and_a_vae_one_by_nature(self, index: int) -> None:
        """L. 6313-1: an apprenticeship leads to a certification, and alternates; a VAE leads to a certification."""
        edition = editions()[index]
        assert [(each.category, each.questions, cited(each.citation)) for each in edition.by_nature] == [
            (CFA, frozenset({"certifying", "work_linked", "work_situation"}), ("code-L6313-1", LAW, DEDUCED)),
            (VAE, frozenset({"certifying"}), ("code-L6313-1", LAW, DEDUCED)),
        ]

    def test_what_changed_in_2026(self) -> None:
        """Twelve in substance, the wording of 31, and 33 is new; nineteen are word for word those of 2019."""
        first, last = editions()
        assert {each.change for each in first.values()} == {Change.UNCHANGED}
        changes = grouped(last.values(), lambda each: each.change)
        unchanged = changes.pop(Change.UNCHANGED)
        assert changes == {
            Change.SUBSTANCE: [1, 2, 3, 7, 12, 14, 15, 19, 20, 27, 30, 32],
            Change.FORM: [31],
            Change.NEW: [33],
        }
        assert len(unchanged) == 19
        assert [number for number, each in last.items() if each.what is None] == unchanged


class TestGuides:
    def test_each_version_has_its_day_and_may_wait_two_months_since_version_7(self) -> None:
        """Version 8 had to be used from 23 January 2024, version 9 from 8 March 2024."""
        assert [(each.version, str(each.published), str(each.required_from), each.edition) for each in guides()] == [
            ("V6", "2020-10-05", "2020-10-05", "2019"),
            ("V7", "2021-03-29", "2021-05-29", "2019"),
            ("V8", "2023-11-23", "2024-01-23", "2019"),
            ("V9", "2024-01-08", "2024-03-08", "2019"),
        ]

    def test_only_version_9_was_seen(self) -> None:
        assert [cited(each.citation) for each in guides()] == [
            ("guide-v6", GUIDE, SECOND_HAND),
            ("guide-v7", GUIDE, SECOND_HAND),
            ("guide-v8", GUIDE, SECOND_HAND),
            V9,
        ]

    def test_version_7_is_reported_to_create_the_delay_and_version_9_states_it(self) -> None:
        assert rule("rnq/guides", "delay") == [
            (0, "2020-10-05", "2021-03-28", ("guide-v7", GUIDE, DEDUCED)),
            (2, "2021-03-29", "2024-01-07", ("guide-v7", GUIDE, SECOND_HAND)),
            (2, "2024-01-08", None, V9),
        ]

    def test_version_10_was_not_published_by_29_september_2026(self) -> None:
        guide = referential(on="2026-11-23").guide
        assert guide is not None
        expected = guide.expected
        assert expected is not None
        assert (expected.version, expected.edition, str(expected.unpublished_on)) == ("V10", "2026", "2026-09-29")
        assert cited(expected.citation) == ("guide-v10-report", PRACTICE, SECOND_HAND)


class TestQuestions:
    def test_the_annex_puts_four_and_the_webinar_seven(self) -> None:
        """The eighth question of the webinar, on sub-contracting, is one of the annex."""
        assert {name: cited(each.citation) for name, each in questions().items()} == {
            **dict.fromkeys(("subcontracting", "certifying", "work_linked", "work_situation"), ANNEX),
            **dict.fromkeys(("needs_analysis", "disability_welcomed", "sole_practitioner", "funders_direct"), WEBINAR),
            **dict.fromkeys(("teaching_team", "companies_direct", "complaints"), WEBINAR),
        }

    def test_the_eight_of_the_webinar_come_first_in_its_order(self) -> None:
        assert list(questions()) == [
            *("needs_analysis", "disability_welcomed", "sole_practitioner", "subcontracting"),
            *("funders_direct", "teaching_team", "companies_direct", "complaints"),
            *("certifying", "work_linked", "work_situation"),
        ]

    def test_the_guide_puts_four_on_the_situation_and_the_2026_edition_three(self) -> None:
        assert [(name, each.answered_with, cited(each.citation)) for name, each in situation_questions().items()] == [
            ("acts_as_subcontractor", AnswerKind.YES_NO, V9),
            ("missions_in_contract", AnswerKind.YES_NO, V9),
            ("two_days_or_less", AnswerKind.YES_NO, V9),
            ("distance_modules", AnswerKind.YES_NO, DECREE),
            ("trainers", AnswerKind.COUNT, DECREE),
            ("permanent_hours", AnswerKind.COUNT, DECREE),
            ("new_in", AnswerKind.CATEGORIES, V9),
        ]

    def test_each_is_written_once(self) -> None:
        written = text("rnq/questions")
        assert [entry["id"] for entry in written["questions"]] == list(questions())
        assert [entry["id"] for entry in written["situation"]] == list(situation_questions())

    def test_every_question_on_the_provider_is_answered_by_yes_or_no_and_put_to_all(self) -> None:
        assert {each.answered_with for each in questions().values()} == {AnswerKind.YES_NO}
        both: list[Question] = [*questions().values(), *situation_questions().values()]
        assert {each.categories for each in both} == {frozenset(Category)}


def all_notes() -> list[IndicatorNotes]:
    return [guide_notes(number) for number in range(1, 34)]


class TestNotes:
    """Guide de lecture, version 9 of 8 January 2024, indicator by indicator."""

    def test_the_notes_are_those_of_version_9(self) -> None:
        assert text("rnq/guide-v9")["version"] == "V9"
        assert [entry["number"] for entry in text("rnq/guide-v9")["indicators"]] == list(range(1, 34))
        assert {str(each.since) for each in all_notes()} == {"2024-03-08"}

    def test_the_notes_cite_version_9_which_cannot_know_33(self) -> None:
        assert {each.number: cited(each.citation) for each in all_notes()} == {
            number: ("guide-v9", GUIDE, DEDUCED) if number == NEW_IN_2026 else V9 for number in range(1, 34)
        }
        assert [each.number for each in all_notes() if each.proofs is None] == [NEW_IN_2026]

    def test_the_definition_is_the_annexes_and_the_expected_level_that_of_the_guide(self) -> None:
        """The copy of the guide has a level of its own for six, the webinar shows that of 2; the others are deduced."""
        known = [each for each in all_notes() if each.number != NEW_IN_2026]
        definitions = [each.definition for each in known]
        assert {each and cited(each.citation) for each in definitions} == {("rnq-2019", LAW, DEDUCED)}
        levels: dict[Cited, list[int]] = {}
        for each in known:
            assert each.expected_level is not None
            levels.setdefault(cited(each.expected_level.citation), []).append(each.number)
        deduced = levels.pop(("guide-v9", GUIDE, DEDUCED))
        assert levels == {V9: [20, 21, 23, 24, 25, 27], WEBINAR: [2]}
        assert len(deduced) == 32 - 7

    def test_eleven_are_adapted_for_a_new_entrant(self) -> None:
        """Preamble: 2, 3, 11, 13, 14, 19, 22, 24, 25, 26 and 32; 22 and 32 are audited at the surveillance."""
        effects = grouped(all_notes(), lambda each: each.new_entrant.effect)
        assert effects.pop(NewEntrantEffect.UNCHANGED)
        assert effects == {
            NewEntrantEffect.FORMALISED: [2, 3, 11, 13, 14, 19, 24, 25, 26],
            NewEntrantEffect.AT_SURVEILLANCE: [22, 32],
            NewEntrantEffect.UNKNOWN: [NEW_IN_2026],
        }

    def test_eleven_are_read_otherwise_for_a_sub_contractor(self) -> None:
        """1 to 3 inform the public, which is up to the client; five by the missions; 5, 26 and 30 have own evidence."""
        effects = grouped(all_notes(), lambda each: each.subcontractor.effect)
        assert effects.pop(SubcontractorEffect.UNCHANGED)
        assert effects == {
            SubcontractorEffect.NOT_APPLICABLE: [1, 2, 3],
            SubcontractorEffect.MISSIONS: [7, 9, 13, 16, 28],
            SubcontractorEffect.ADAPTED: [5, 26, 30],
            SubcontractorEffect.UNKNOWN: [NEW_IN_2026],
        }

    def test_an_indicator_falls_for_a_sub_contractor_whose_contract_states_the_missions(self) -> None:
        """Preamble: without such a contract, every indicator of the category is checked."""
        assert subcontractor_questions() == ("acts_as_subcontractor", "missions_in_contract")
        assert cited(without_contract().citation) == V9

    def test_an_effect_says_more_where_the_indicator_does_not(self) -> None:
        assert {kind: set(effects) for kind, effects in text("rnq/guide-v9")["effects"].items()} == {
            "new_entrant": {"at-surveillance", "unchanged", "unknown"},
            "subcontractor": {"not-applicable", "missions", "unchanged", "unknown"},
        }

    def test_12_is_for_trainings_of_more_than_two_days(self) -> None:
        """Guide V9, indicator 12, since version 8 as is reported; it says trainings, and nothing of a short bilan."""
        assert [each.number for each in all_notes() if each.condition is not None] == [12]
        condition = guide_notes(12).condition
        assert condition is not None
        assert (condition.question, condition.categories) == ("two_days_or_less", frozenset({AF}))
        assert by_days(condition.days) == [
            (2, "2024-01-23", "2024-03-07", ("guide-v8", GUIDE, SECOND_HAND)),
            (2, "2024-03-08", None, V9),
        ]

    @pytest.mark.parametrize(
        ("category", "numbers"),
        [
            (AF, [12]),  # work-linked training, apprenticeship or not
            (BC, [1, 2, 19, 21, 30]),
            (VAE, [2, 4, 5, 6, 23, 32]),
            (CFA, [10, 12]),
        ],
    )
    def test_the_examples_of_proof_for_one_category(self, category: Category, numbers: list[int]) -> None:
        """« Exemples de preuves pour les CBC », for VAE, for CFA and work-linked training, and examples of results."""
        examples = [(each.number, example) for each in all_notes() for example in each.examples_for(category)]
        assert [number for number, _ in examples] == numbers
        assert {cited(example.citation) for _, example in examples} == {V9}

    def test_four_ask_more_of_a_training_that_leads_to_a_certification(self) -> None:
        """« Pour les formations certifiantes », among the specific obligations."""
        certifying = {each.number: each.certifying for each in all_notes() if each.certifying is not None}
        assert {number: cited(note.citation) for number, note in certifying.items()} == dict.fromkeys([1, 5, 6, 8], V9)

    @pytest.mark.parametrize(
        ("category", "numbers"),
        [
            (AF, [4, 5]),  # work-linked training, apprenticeship or not
            (BC, [1, 4, 5, 9, 10, 17, 30]),
            (VAE, [1, 5, 10, 11, 16, 18, 21]),
            (CFA, [2, 4, 5, 10, 12]),
        ],
    )
    def test_what_the_guide_requires_of_one_category_besides(self, category: Category, numbers: list[int]) -> None:
        """« Obligations spécifiques » of CFA or work-linked training, of bilans and of VAE, once for an indicator."""
        points = [(each.number, point) for each in all_notes() for point in each.points_for(category)]
        assert [number for number, _ in points] == numbers
        assert {cited(point.citation) for _, point in points} == {V9}
