"""Profiles: the library's own, and those of a certifier."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from qualiopi_rules import Answers, Category, InvalidInput, Profile, Situation, applicability, dump, explain, load
from qualiopi_rules.audit import applicable_points
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.formats import structure
from qualiopi_rules.law import Basis, Citation, Provenance, Source
from qualiopi_rules.profile import (
    ConformityPoint,
    EvidenceChange,
    OutcomeScale,
    Removal,
    RenewalAdvice,
    Threshold,
    built_in_profiles,
)
from qualiopi_rules.rnq import Question
from tests.checks import refused

OWN = Citation(Source(id="grid", title="Our grid"), Basis.PRACTICE, Provenance.VERBATIM)
NAME = Words("Notre grille", "Our grid")


def removal(**changes: Any) -> Removal:
    whole: dict[str, Any] = {
        "indicator": 12,
        "question": "teaching_team",
        "answer": False,
        "categories": ["BC"],
        "since": "2024-01-01",
        "citation": OWN,
        **changes,
    }
    return Removal(**whole)


def test_the_law_removes_nothing_beyond_the_indicators_own_wording() -> None:
    law = built_in_profiles()["law"]
    assert {field.name for field in attrs.fields(Profile) if getattr(law, field.name)} == {"name", "words"}
    assert law.citations == {}


def test_what_the_certifier_profile_adds_is_labelled_as_a_deduced_practice() -> None:
    """The webinar gives the range 19 to 22 and the questions, not the list; guide V9 does not grant the removals."""
    added = built_in_profiles()["certifier"].removals
    assert [(each.indicator, each.question, each.answer) for each in added] == [
        (18, "sole_practitioner", True),
        (31, "complaints", False),
    ]
    for each in added:
        assert each.categories == {Category.BC}
        assert (each.citation.basis, each.citation.provenance) == (Basis.PRACTICE, Provenance.DEDUCED)
        assert each.note is not None
        assert "V9" in each.note.fr
        assert "V9" in each.note.en


def test_a_profile_of_ones_own_removes_from_its_first_day_for_its_categories() -> None:
    profile = Profile(name="ours", words=NAME, removals=[removal()])
    alone = Answers(teaching_team=False, subcontracting=True)

    def twelve_applies(day: str, *categories: str) -> bool:
        return 12 in applicability(categories, alone, on=day, profile=profile).numbers

    assert twelve_applies("2023-12-31", "BC")
    assert not twelve_applies("2024-01-01", "BC")
    assert twelve_applies("2024-01-01", "AF")
    assert twelve_applies("2024-01-01", "AF", "BC")


def test_a_removal_that_names_what_does_not_exist_is_refused_with_every_reason() -> None:
    with pytest.raises(InvalidInput) as refusal:
        removal(indicator=34, question=" ", answer=None, categories=[], since="soon", citation="me", note="no")
    faults = refusal.value.faults
    assert [fault.path for fault in faults] == [
        "indicator",
        "question",
        "answer",
        "categories",
        "since",
        "citation",
        "note",
    ]
    assert "from 1 to 33" in str(faults[0])


@pytest.mark.parametrize("number", [0, -1, 34, True, "18", 18.0, None])
def test_an_indicator_is_a_number_that_an_edition_has(number: object) -> None:
    with refused("number of an indicator"):
        removal(indicator=number)


def test_a_profile_needs_a_name_words_and_removals() -> None:
    with pytest.raises(InvalidInput) as refusal:
        Profile(name="", words="ours", removals=[removal(), 3])  # type: ignore[arg-type, list-item]
    assert [fault.path for fault in refusal.value.faults] == ["name", "words", "removals[1]"]


@pytest.mark.parametrize("unknown", ["cofrac", "", None, 3, ["law"]])
def test_an_unknown_profile_is_refused_with_the_names_of_the_known(unknown: Any) -> None:
    with pytest.raises(InvalidInput) as refusal:
        applicability(["BC"], on="2023-03-01", profile=unknown)
    (fault,) = refusal.value.faults
    assert (fault.path, fault.value, fault.expected) == ("profile", unknown, "profile")
    assert fault.params == {"choices": ", ".join(built_in_profiles())}


# --- The built-in ones


def test_the_range_of_the_certifier_is_19_to_22_in_each_variant() -> None:
    """27 falls by its own wording and 18 by practice; the third one is not established: 31, 19 or 22."""
    third = {"certifier": 31, "certifier-19": 19, "certifier-22": 22}
    for name, number in third.items():
        profile = built_in_profiles()[name]
        assert [removal.indicator for removal in profile.removals] == [18, number]
        assert tuple(applicability(["BC"], on="2023-03-01", profile=name).bounds) == (19, 22)
        assert profile.uncertain is not None
        for other in third:
            assert other in profile.uncertain.fr
            assert other in profile.uncertain.en
        for removal in profile.removals:
            assert (removal.citation.basis, removal.citation.provenance) == (Basis.PRACTICE, Provenance.DEDUCED)
            assert removal.note is not None
    # The questions and the scale of outcomes are those of the profile that they extend.
    whole = built_in_profiles()["certifier"]
    for name in third:
        assert built_in_profiles()[name].questions == whole.questions
        assert built_in_profiles()[name].outcomes == whole.outcomes


def test_in_the_variant_19_falls_where_nothing_is_delivered_at_a_distance() -> None:
    for distant, applies in ((True, True), (False, False)):
        result = applicability(
            ["BC"], on="2023-03-01", profile="certifier-19", situation=Situation(distance_modules=distant)
        )
        assert (19 in result.numbers) is applies


def test_the_explanation_of_an_applicability_says_what_is_not_established() -> None:
    (part,) = (part for part in explain(applicability(["BC"], on="2023-03-01")).parts if part.code == "profile")
    assert part.about == "certifier"
    for number in ("18", "19", "22", "27", "31"):
        assert number in part.conclusion.fr
        assert number in part.conclusion.en
    assert {cited.basis for cited in part.citations} == {Basis.LAW, Basis.PRACTICE}


def test_the_thirteen_questions_for_training_are_those_of_one_certifier_in_its_order() -> None:
    profile = built_in_profiles()["certifier-af"]
    assert [question.id for question in profile.questions] == [
        *("acts_as_subcontractor", "certifying", "work_linked", "subcontracting", "work_situation"),
        *("sole_practitioner", "needs_analysis", "prerequisites", "access_conditions", "distance_modules"),
        *("teaching_team", "disability_welcomed", "results_published"),
    ]
    assert [question.id for question in profile.own_questions] == [
        "prerequisites",
        "access_conditions",
        "results_published",
    ]
    for question in profile.own_questions:
        assert question.categories == {Category.AF}
        assert (question.citation.basis, question.citation.provenance) == (Basis.PRACTICE, Provenance.SECOND_HAND)
    assert profile.removals == ()
    assert [(change.indicator, change.question, change.answer) for change in profile.adaptations] == [
        (1, "prerequisites", True),
        (8, "prerequisites", True),
        (8, "access_conditions", True),
        (8, "access_conditions", False),
        (2, "results_published", False),
    ]
    assert {change.citation.provenance for change in profile.adaptations} == {Provenance.DEDUCED}
    assert {str(change.since) for change in profile.adaptations} == {"2024-03-08"}


def test_an_own_question_adapts_the_evidence_of_an_indicator() -> None:
    def changes(number: int, **own: bool) -> list[str]:
        result = applicability(["AF"], Answers(own=own), on="2025-01-01", profile="certifier-af")[number]
        return [each.question for each in result.adaptations]

    assert changes(8) == []
    assert changes(8, prerequisites=True, access_conditions=False) == ["prerequisites", "access_conditions"]
    assert changes(1, prerequisites=False) == []
    before = applicability(["AF"], Answers(own={"prerequisites": True}), on="2024-03-07", profile="certifier-af")
    assert before[8].adaptations == ()


# --- Own questions and points


def own_question(**changes: Any) -> Question:
    return Question(**{"id": "coaching", "words": NAME, "citation": OWN, **changes})


def test_an_own_question_removes_an_indicator_and_its_words_are_in_the_reason() -> None:
    profile = Profile(name="ours", words=NAME, questions=[own_question()], removals=[removal(question="coaching")])
    applied = {
        answer: applicability(["BC"], Answers(own={"coaching": answer}), on="2024-06-03", profile=profile)
        for answer in (True, False, None)
    }
    assert 12 in applied[True].numbers
    assert 12 in applied[False].not_applicable
    assert 12 in applied[None].undetermined
    (reason,) = applied[False][12].reasons
    assert (reason.question, reason.answer, reason.question_words) == ("coaching", False, NAME)
    assert NAME.fr in reason.say("fr")
    assert NAME.en in reason.say("en")
    assert tuple(applicability(["BC"], on="2024-06-03", profile=profile).bounds) == (20, 22)


def test_own_points_replace_those_of_the_library_and_may_depend_on_an_own_question() -> None:
    point = ConformityPoint(
        id="12.own", indicator=12, words=NAME, question="coaching", answer=True, since="2024-01-01", citation=OWN
    )
    profile = Profile(name="ours", words=NAME, questions=[own_question()], points=[point])
    for answer, applicable, undetermined in ((True, (point,), ()), (False, (), ()), (None, (), (point,))):
        found = applicable_points(12, ["BC"], Answers(own={"coaching": answer}), on="2024-06-03", profile=profile)
        assert (found.applicable, found.undetermined) == (applicable, undetermined)
    with refused("answers.own.coaching"):
        applicable_points(12, ["BC"], Answers(own={"coaching": True}), on="2024-06-03")


def test_an_unknown_question_is_refused_where_it_is_named() -> None:
    point = ConformityPoint(
        id="12.own", indicator=12, words=NAME, question="weather", answer=True, since="2024-01-01", citation=OWN
    )
    change = EvidenceChange(
        indicator=12, question="trainers", answer=True, words=NAME, since="2024-01-01", citation=OWN
    )
    with pytest.raises(InvalidInput) as refusal:
        Profile(
            name="ours",
            words=NAME,
            questions=["complaints", "complaints", own_question(id="subcontracting")],
            removals=[removal(), removal(question="weather")],
            adaptations=[change],
            points=[point],
        )
    faults = refusal.value.faults
    assert [(fault.path, fault.value, fault.expected) for fault in faults] == [
        ("questions[0].id", "complaints", "without-repetition"),
        ("questions[1].id", "complaints", "without-repetition"),
        ("questions[2].id", "subcontracting", "new-question"),
        ("removals[1].question", "weather", "one-of"),
        ("adaptations[0].question", "trainers", "one-of"),  # it is answered with a number
        ("points[0].question", "weather", "one-of"),
    ]
    for fault in faults[3:]:
        choices = str(fault.params["choices"]).split(", ")
        assert len(choices) == len(set(choices))
        assert {"complaints", "acts_as_subcontractor"} <= set(choices)
        assert "trainers" not in choices
    with pytest.raises(InvalidInput) as refusal:
        Profile(name="ours", words=NAME, questions=[own_question(answered_with="count")])
    (fault,) = refusal.value.faults
    assert (fault.path, fault.value) == ("questions[0].answered_with", "count")
    assert fault.expected == "yes-no-question"
    with refused('questions\\[1\\]: "weather"'):
        Profile(name="ours", words=NAME, questions=["complaints", "weather"])
    for wrong in ("complaints", 3):
        with pytest.raises(InvalidInput) as refusal:
            Profile(name="ours", words=NAME, questions=wrong)  # type: ignore[arg-type]
        (fault,) = refusal.value.faults
        assert (fault.path, fault.value, fault.expected) == ("questions", wrong, "instances")
        assert fault.params == {"cls": "Question"}


def test_the_choices_name_a_question_once_where_it_is_listed_twice() -> None:
    with pytest.raises(InvalidInput) as refusal:
        Profile(
            name="ours",
            words=NAME,
            questions=[own_question(), own_question()],
            removals=[removal(question="weather")],
        )
    *_, fault = refusal.value.faults
    assert fault.path == "removals[0].question"
    assert str(fault.params["choices"]).split(", ").count("coaching") == 1


def test_every_question_by_yes_or_no_is_answerable_the_certifiers_own_last() -> None:
    profile = Profile(name="ours", words=NAME, questions=["trainers", own_question(), "complaints"])
    *known, last = profile.answerable
    assert last == "coaching"
    assert {"complaints", "acts_as_subcontractor", "certifying"} <= set(known)
    assert not {"trainers", "permanent_hours"} & set(known)
    assert profile.own_questions == (own_question(),)


@pytest.mark.parametrize("wrong", ["", "a b", "3a", "é-e", None, 3])
def test_the_id_of_a_question_is_an_identifier(wrong: Any) -> None:
    with refused("id: .* expected an identifier"):
        own_question(id=wrong)


def test_the_name_of_a_built_in_profile_belongs_to_it() -> None:
    law = built_in_profiles()["law"]
    assert applicability(["BC"], on="2023-03-01", profile=law) == applicability(["BC"], on="2023-03-01", profile="law")
    with refused('profile.name: "law" is not accepted; expected a name that no built-in profile has'):
        applicability(["BC"], on="2023-03-01", profile=attrs.evolve(law, guide_removes=True))


def test_a_removal_is_for_categories_that_have_the_indicator() -> None:
    """13 is for AF and CFA alone: there is nothing to remove for a bilan."""
    with pytest.raises(InvalidInput) as refusal:
        removal(indicator=13, categories=["VAE", "BC", "CFA"])
    assert [(fault.path, fault.value, fault.expected, fault.params) for fault in refusal.value.faults] == [
        ("categories", "BC", "category-of-indicator", {"choices": "AF, CFA"}),
        ("categories", "VAE", "category-of-indicator", {"choices": "AF, CFA"}),
    ]
    assert removal(indicator=33, categories=["CFA"]).indicator == 33
    with refused('categories: "AF"'):
        removal(indicator=33, categories=["AF"])


def test_the_citations_of_a_profile_are_the_sources_of_its_choices() -> None:
    profile = Profile(
        name="ours",
        words=NAME,
        questions=[own_question()],
        removals=[removal()],
        adaptations=[
            EvidenceChange(indicator=12, question="coaching", answer=True, words=NAME, since="2024-01-01", citation=OWN)
        ],
        points=[ConformityPoint(id="12.own", indicator=12, words=NAME, since="2024-01-01", citation=OWN)],
        outcomes=OutcomeScale(reservations_from=1, unfavourable_from=5, citation=OWN),
        working_days=True,
        thresholds=[Threshold(question="trainers", value=3, since="2027-01-01", citation=OWN)],
        renewal=RenewalAdvice(since="2023-01-01", opens=5, closes=4, citation=OWN),
        suspension="reported",
        durations="article-10",
        draft_minimum_from="2026-01-01",
    )
    cited = {name: citation.source.id for name, citation in profile.citations.items()}
    assert cited == {
        "questions[0]": "grid",
        "removals[0]": "grid",
        "adaptations[0]": "grid",
        "points[0]": "grid",
        "thresholds[0]": "grid",
        "renewal": "grid",
        "suspension": "certifier-practice",
        "durations": "audit-art-10-2019",
        "outcomes": "grid",
        "draft_minimum_from": "draft-minimum",
        "working_days": "cpc-642",
    }
    assert Profile(name="ours", words=NAME).citations == {}


def test_every_question_of_the_library_or_of_the_certifier_is_found_by_its_id() -> None:
    profile = Profile(name="ours", words=NAME, questions=[own_question()])
    assert profile.find_question("coaching") == own_question()
    assert profile.find_question("complaints").id == "complaints"
    wrong: Any
    for wrong in ("weather", 3, None):
        with refused("name: .*question"):
            profile.find_question(wrong)


def test_a_profile_extends_a_built_in_one_and_says_only_what_differs() -> None:
    """Its entries replace those of the other, key by key."""
    read = structure({"extends": "certifier", "name": "ours", "guide_removes": True}, Profile)
    assert read == attrs.evolve(built_in_profiles()["certifier"], name="ours", guide_removes=True)
    bare = structure({"extends": "certifier", "name": "ours", "removals": []}, Profile)
    assert bare.removals == ()
    assert bare.questions == built_in_profiles()["certifier"].questions
    for wrong in ("cofrac", 3, None, ["law"]):
        with pytest.raises(InvalidInput) as refusal:
            structure({"extends": wrong, "name": "ours"}, Profile)
        (fault,) = refusal.value.faults
        assert (fault.path, fault.value, fault.expected) == ("extends", wrong, "one-of")
        assert fault.params == {"choices": ", ".join(built_in_profiles())}


@pytest.mark.parametrize("name", sorted(built_in_profiles()))
def test_our_own_profiles_are_read_by_the_reader_of_a_caller_s(name: str) -> None:
    assert structure(text(f"profile/{name}"), Profile) == built_in_profiles()[name]
    assert load(dump(built_in_profiles()[name]), Profile) is built_in_profiles()[name]
