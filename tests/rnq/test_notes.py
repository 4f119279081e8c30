"""What the guide de lecture, version 9, says of each indicator."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Category, NotInForce, referential
from qualiopi_rules.core.resources import text
from qualiopi_rules.law import Basis, Provenance
from qualiopi_rules.rnq.edition import editions
from qualiopi_rules.rnq.guide import guides
from qualiopi_rules.rnq.notes import (
    IndicatorNotes,
    NewEntrantEffect,
    Note,
    SubcontractorEffect,
    all_notes,
    guide_notes,
    notes_on,
    without_contract,
)
from qualiopi_rules.strategies import audit_days, days
from tests.checks import refused
from tests.rnq.checks import faults

ALL = set(range(1, 34))
ADAPTED_FOR_NEW_ENTRANTS = {2, 3, 11, 13, 14, 19, 22, 24, 25, 26, 32}


def numbers() -> st.SearchStrategy[int]:
    return st.sampled_from(sorted({number for edition in editions() for number in edition}))


def grouped(key: Callable[[IndicatorNotes], Hashable]) -> dict[Hashable, set[int]]:
    """The numbers of the indicators by what `key` says of their notes."""
    result: dict[Hashable, set[int]] = {}
    for number in ALL:
        result.setdefault(key(guide_notes(number)), set()).add(number)
    return result


def every_note(of: IndicatorNotes) -> list[Note]:
    return [*notes_of_the_guide(of), *(note for note in (of.definition, of.expected_level) if note is not None)]


def notes_of_the_guide(of: IndicatorNotes) -> list[Note]:
    """Those with the citation of the indicator."""
    own = [note for note in (of.proofs, of.certifying) if note is not None]
    return [of.new_entrant, of.subcontractor, *of.category_points, *of.examples, *own]


@pytest.mark.property
@given(day=audit_days(), data=st.data())
def test_every_indicator_of_every_edition_has_notes(day: Date, data: st.DataObject) -> None:
    number = data.draw(st.sampled_from(sorted(referential(on=day))))
    assert guide_notes(number).number == number


def test_no_notes_speak_of_an_indicator_that_no_edition_has() -> None:
    noted = [entry["number"] for entry in text("rnq/guide-v9")["indicators"]]
    assert noted == sorted({number for edition in editions() for number in edition}) == sorted(ALL)


def test_eleven_indicators_are_adapted_for_new_entrants() -> None:
    """Guide V9, preamble: formalised at the initial audit, used at surveillance, where 22 and 32 are audited."""
    assert grouped(lambda of: of.new_entrant.effect) == {
        NewEntrantEffect.FORMALISED: ADAPTED_FOR_NEW_ENTRANTS - {22, 32},
        NewEntrantEffect.AT_SURVEILLANCE: {22, 32},
        NewEntrantEffect.UNCHANGED: set(range(1, 33)) - ADAPTED_FOR_NEW_ENTRANTS,
        NewEntrantEffect.UNKNOWN: {33},
    }


def test_acting_as_a_sub_contractor_changes_eleven_indicators() -> None:
    """Guide V9: 1, 2, 3 are the client's; five depend on the missions; 5, 26, 30 have their own evidence."""
    changed = {1, 2, 3, 7, 9, 13, 16, 28, 5, 26, 30}
    assert grouped(lambda of: of.subcontractor.effect) == {
        SubcontractorEffect.NOT_APPLICABLE: {1, 2, 3},
        SubcontractorEffect.MISSIONS: {7, 9, 13, 16, 28},
        SubcontractorEffect.ADAPTED: {5, 26, 30},
        SubcontractorEffect.UNCHANGED: set(range(1, 33)) - changed,
        SubcontractorEffect.UNKNOWN: {33},
    }


def test_what_is_adapted_has_words_of_its_own() -> None:
    own_of_entrants = [guide_notes(n).new_entrant.words for n in ADAPTED_FOR_NEW_ENTRANTS - {22, 32}]
    assert len(set(own_of_entrants)) == len(own_of_entrants)
    own_of_subcontractors = [guide_notes(n).subcontractor.words for n in (5, 26, 30)]
    assert len(set(own_of_subcontractors)) == len(own_of_subcontractors)
    assert "objectifs" in guide_notes(5).subcontractor.say()
    assert "réseau" in guide_notes(26).subcontractor.say()
    assert "bénéficiaires" in guide_notes(30).subcontractor.say()
    assert "client" in guide_notes(30).subcontractor.say("en")


def test_an_effect_without_own_words_has_the_common_ones_and_none_of_those_is_idle() -> None:
    assert guide_notes(22).new_entrant.words == guide_notes(32).new_entrant.words
    assert guide_notes(7).subcontractor.words == guide_notes(28).subcontractor.words
    # For indicator 2 the guide speaks of publishing figures, for 1 and 3 of information.
    assert (
        guide_notes(1).subcontractor.words == guide_notes(3).subcontractor.words != guide_notes(2).subcontractor.words
    )
    said = {note.words.en for number in ALL for note in every_note(guide_notes(number))}
    for effects in text("rnq/guide-v9")["effects"].values():
        assert {words["en"] for words in effects.values()} <= said


def test_the_points_of_a_category_are_those_of_the_guide() -> None:
    """Guide V9, « Obligations spécifiques »: seven indicators for the bilan; work-linked training is AF or CFA."""
    expected = {
        Category.AF: {4, 5},
        Category.BC: {1, 4, 5, 9, 10, 17, 30},
        Category.VAE: {1, 5, 10, 11, 16, 18, 21},
        Category.CFA: {2, 4, 5, 10, 12},
    }
    assert {category: {n for n in ALL if guide_notes(n).points_for(category)} for category in Category} == expected
    for category, pointed in expected.items():
        columns = {indicator.number for indicator in referential(on="2024-03-08").of_category(category)}
        assert pointed <= columns
    assert {note.category for note in guide_notes(5).points_for("BC")} == {Category.BC}
    for of_category in (guide_notes(5).points_for, guide_notes(5).examples_for):
        with refused("category: .*one of: AF, BC, VAE, CFA"):
            of_category("VAP")


def test_a_training_that_leads_to_a_certification_has_more_to_show_on_four_indicators() -> None:
    """Guide V9, « Pour les formations certifiantes » among the specific obligations."""
    assert {number for number in ALL if guide_notes(number).certifying is not None} == {1, 5, 6, 8}


def test_every_indicator_that_the_guide_knows_has_proofs() -> None:
    assert {number for number in ALL if guide_notes(number).proofs is None} == {33}


def test_every_indicator_that_the_guide_knows_has_a_definition_and_an_expected_level() -> None:
    """Each in words of its own: two indicators never ask for the same."""
    assert {number for number in ALL if guide_notes(number).definition is None} == {33}
    assert {number for number in ALL if guide_notes(number).expected_level is None} == {33}
    notes = [note for n in ALL - {33} for note in (guide_notes(n).definition, guide_notes(n).expected_level)]
    for of_language in ([note and note.say("fr") for note in notes], [note and note.say("en") for note in notes]):
        assert len(set(of_language)) == len(of_language) == 64


def test_22_and_32_have_their_formalisation_examined_at_the_initial_audit() -> None:
    """Guide V9, preamble: formalisation at the initial audit, of all eleven; the two are audited at surveillance."""
    for number in (22, 32):
        assert "seule la formalisation" in guide_notes(number).new_entrant.say()
        assert "only the formalised process" in guide_notes(number).new_entrant.say("en")


def test_pass_rates_are_set_against_the_rates_of_presentation() -> None:
    """Guide V9, indicator 3: one rate beside the other, not one as a part of the other."""
    proofs = guide_notes(3).proofs
    assert proofs is not None
    assert "en regard des taux de présentation" in proofs.say()
    assert "against the rates of presentation" in proofs.say("en")


@pytest.mark.property
@given(number=numbers())
def test_every_note_cites_the_guide_and_33_is_a_deduction(number: int) -> None:
    provenance = Provenance.DEDUCED if number == 33 else Provenance.VERBATIM
    for cited in (guide_notes(number).citation, *(note.citation for note in notes_of_the_guide(guide_notes(number)))):
        assert (cited.source.id, cited.basis, cited.provenance) == ("guide-v9", Basis.GUIDE, provenance)


@pytest.mark.property
@given(number=numbers())
def test_every_note_is_one_short_line_in_both_languages_and_french_by_default(number: int) -> None:
    for note in every_note(guide_notes(number)):
        assert note.say() == note.say("fr") != note.say("en")
        for line in (note.say("fr"), note.say("en")):
            assert "\n" not in line
            assert line.endswith(".")
            assert len(line) < 200


class TestCondition:
    def test_only_12_has_a_condition_that_is_the_guides_alone(self) -> None:
        assert {number for number in ALL if guide_notes(number).condition} == {12}
        assert referential(on="2026-11-01")[12].condition is None

    @pytest.mark.parametrize(
        ("day", "source", "provenance"),
        [
            ("2024-01-23", "guide-v8", Provenance.SECOND_HAND),
            ("2024-03-07", "guide-v8", Provenance.SECOND_HAND),
            ("2024-03-08", "guide-v9", Provenance.VERBATIM),
            ("2026-11-23", "guide-v9", Provenance.VERBATIM),
        ],
    )
    def test_since_version_8_a_training_must_last_more_than_two_days(
        self, day: str, source: str, provenance: Provenance
    ) -> None:
        condition = guide_notes(12).condition
        assert condition is not None
        held = condition.threshold(on=day)
        assert held is not None
        assert held.value == 2
        assert (held.citation.source.id, held.citation.basis, held.citation.provenance) == (
            source,
            Basis.GUIDE,
            provenance,
        )
        assert condition.say() == "Le guide le réserve aux formations de plus de 2 jours."
        assert "more than 2 days" in condition.say("en")

    def test_in_words_it_is_that_of_the_last_version(self) -> None:
        condition = guide_notes(12).condition
        assert condition is not None
        before, last = condition.days.values
        longer = attrs.evolve(condition.days, values=(before, attrs.evolve(last, value=3)))
        assert "more than 3 days" in attrs.evolve(condition, days=longer).say("en")

    def test_its_days_are_those_from_which_the_versions_are_required(self) -> None:
        condition = guide_notes(12).condition
        assert condition is not None
        required = {version.citation.source.id: version.required_from for version in guides()}
        assert [value.since for value in condition.days.values] == [required["guide-v8"], required["guide-v9"]]

    @pytest.mark.property
    @given(day=days())
    def test_before_version_8_there_is_no_threshold(self, day: Date) -> None:
        condition = guide_notes(12).condition
        assert condition is not None
        assert (condition.threshold(on=day) is None) is (day < Date(2024, 1, 23))

    def test_where_it_is_needed_the_error_names_it(self) -> None:
        condition = guide_notes(12).condition
        assert condition is not None
        with pytest.raises(NotInForce, match=r"guide-v9\.condition: no version is known"):
            condition.days.on("2024-01-22")

    def test_what_is_no_day_is_refused(self) -> None:
        condition = guide_notes(12).condition
        assert condition is not None
        with refused("on: "):
            condition.threshold(on="2024")


class TestWithoutContract:
    def test_it_is_the_guides_rule(self) -> None:
        rule = without_contract()
        assert (rule.citation.source.id, rule.citation.basis, rule.citation.provenance) == (
            "guide-v9",
            Basis.GUIDE,
            Provenance.VERBATIM,
        )
        assert "contrat" in rule.say()
        assert "contract" in rule.say("en")

    @pytest.mark.property
    @given(day=audit_days(), category=st.sampled_from(Category))
    def test_every_indicator_of_the_category_is_checked_even_those_that_are_the_clients(
        self, day: Date, category: Category
    ) -> None:
        checked = without_contract().checked(category, on=day)
        edition = referential(on=day)
        assert set(checked) == {number for number in edition if category in edition[number].categories}
        assert {1, 2} <= set(checked)

    def test_what_is_no_category_and_no_day_is_refused_together(self) -> None:
        with refused(r"(?s)category: .*on: "):
            without_contract().checked("VAP", on="tomorrow")

    def test_before_the_first_edition_there_is_nothing_to_check(self) -> None:
        with pytest.raises(NotInForce, match="referential"):
            without_contract().checked("BC", on="2019-06-08")


@pytest.mark.parametrize("number", [0, 34, -1, True, "4", 4.0, None, [4]])
def test_what_is_the_number_of_no_indicator_is_refused(number: object) -> None:
    with refused("number: .*from 1 to 33"):
        guide_notes(number)  # type: ignore[arg-type]


def test_what_is_no_indicator_and_what_is_no_day_are_refused_together() -> None:
    wrong: Any = "tomorrow"
    assert faults(guide_notes, 34, on=wrong) == [
        ("number", 34, "indicator", {"last": 33}),
        ("on", wrong, "day", {}),
    ]
    assert faults(guide_notes, 33, on=wrong) == [("on", wrong, "day", {})]


class TestSeveralVersions:
    """Where the notes of version 8, required from 23 January 2024, were known too, without 33."""

    @pytest.fixture(autouse=True)
    def two_versions(self, monkeypatch: pytest.MonkeyPatch) -> None:
        (last,) = all_notes()
        before = {number: attrs.evolve(of, since=Date(2024, 1, 23)) for number, of in last.items() if number != 33}
        monkeypatch.setattr("qualiopi_rules.rnq.notes.all_notes", lambda: (before, last))

    @pytest.mark.parametrize(
        ("day", "since"),
        [
            (None, "2024-03-08"),
            ("2026-11-23", "2024-03-08"),
            ("2024-03-08", "2024-03-08"),
            ("2024-03-07", "2024-01-23"),
            ("2024-01-23", "2024-01-23"),
            ("2019-06-09", "2024-01-23"),  # what was said before was not seen
        ],
    )
    def test_the_day_of_the_audit_decides_the_version(self, day: str | None, since: str) -> None:
        assert str(guide_notes(12, on=day).since) == since

    def test_what_a_version_does_not_know_has_the_notes_of_the_last(self) -> None:
        day = Date(2024, 3, 7)
        assert notes_on(33, day) is None
        assert guide_notes(33, on=day) == guide_notes(33)
