"""Which conformity points concern a provider, the library's own or a certifier's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Answers, Category, InvalidInput, NotInForce, Situation, referential
from qualiopi_rules.audit import CheckedPoint, applicable_points
from qualiopi_rules.audit.points import ApplicablePoints
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.formats.json import dump, load
from qualiopi_rules.formats.toml import read_profile
from qualiopi_rules.law import Provenance
from qualiopi_rules.profile import ConformityPoint
from qualiopi_rules.profile.points import conformity_points, point_of
from qualiopi_rules.rnq.question import questions
from qualiopi_rules.strategies import answers, audit_days, categories, own_points, situations
from tests.checks import plain, profile_with, refused
from tests.strategies import OWN

NUMBERS = st.integers(1, 33)


def point(**fields: Any) -> ConformityPoint:
    defaults = {"id": "own", "indicator": 2, "words": Words("Oui", "Yes"), "since": "2024-01-01", "citation": OWN}
    return ConformityPoint(**{**defaults, **fields})


def ids(points: tuple[ConformityPoint, ...]) -> list[str]:
    return [each.id for each in points]


def applicable_ids(indicator: int, *covered: str, on: str = "2024-06-03", **answered: Any) -> list[str]:
    return ids(applicable_points(indicator, covered, Answers(**answered), on=on).applicable)


def answerable() -> st.SearchStrategy[ConformityPoint]:
    """Own points that depend on no question, or on one of the library."""
    return own_points().filter(lambda each: each.question is None or each.question in questions())


class TestLibrary:
    def test_every_point_of_the_texts_is_there_in_their_order(self) -> None:
        assert ids(conformity_points()) == [entry["id"] for entry in text("profile/points")["points"]]
        assert conformity_points() is conformity_points()

    def test_a_point_has_what_its_entry_has(self) -> None:
        for known, entry in zip(conformity_points(), text("profile/points")["points"], strict=True):
            assert (known.indicator, plain(known.say()), known.say("en")) == (
                entry["indicator"],
                entry["words"]["fr"],
                entry["words"]["en"],
            )
            assert (known.question, known.answer) == (entry.get("question"), entry.get("answer"))
            assert (known.since, known.until) == (entry["since"], entry.get("until"))
            named = entry.get("categories")
            assert known.categories == (None if named is None else frozenset(map(Category, named)))
            assert (known.citation.source.id, known.citation.provenance) == (
                entry["citation"]["source"],
                entry["citation"]["provenance"],
            )

    def test_a_point_is_known_by_its_id(self) -> None:
        assert point_of("2.1").words.fr == "Des résultats chiffrés ont été établis pour la prestation."
        assert all(point_of(known.id) is known for known in conformity_points())
        own = point()
        assert point_of(own) is own

    @pytest.mark.parametrize("wrong", ["2", "2.99", "", 2.1, None, ["2.1"], {"id": "2.1"}])
    def test_what_is_no_point_is_refused(self, wrong: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            CheckedPoint(point=wrong)
        assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [
            ("point", wrong, "conformity-point")
        ]


class TestApplicablePoints:
    def test_of_indicator_2_a_bilan_had_three_points_when_the_sheet_was_shown(self) -> None:
        assert applicable_ids(2, "BC", on="2023-03-01") == ["2.1", "2.2", "2.3"]
        assert applicable_ids(2, "BC", on="2023-02-28") == ["2.2", "2.3"]
        assert applicable_ids(2, "CFA") == ["2.1", "2.2", "2.3", "2.4"]

    def test_an_answer_decides_on_points(self) -> None:
        """There are points on the team and the companies where there are some; for a bilan the guide has none."""
        assert applicable_ids(30, "AF", on="2023-06-01", teaching_team=True, companies_direct=False) == ["30.1", "30.2"]
        points = applicable_points(30, ["AF"], Answers(teaching_team=True, companies_direct=False), on="2023-06-01")
        assert ids(points.undetermined) == ["30.3"]
        assert repr(points) == 'ApplicablePoints(applicable=["30.1", "30.2"], undetermined=["30.3"])'

    @pytest.mark.property
    @given(number=NUMBERS, covered=categories(), provided=answers(), day=audit_days(), situation=situations())
    def test_each_point_applies_is_open_or_neither_by_its_days_its_categories_and_its_question(
        self, number: int, covered: frozenset[Category], provided: Answers, day: Date, situation: Situation
    ) -> None:
        """What a category settles by its nature is yes for that category, and for that category only."""
        points = applicable_points(number, covered, provided, on=day, situation=situation)
        edition = referential(on=day)
        everything = attrs.asdict(provided) | attrs.asdict(situation)
        for known in conformity_points():
            column = edition[number].categories if number in edition else frozenset[Category]()
            concerned = covered & column & (known.categories or column)
            in_time = known.since <= day and (known.until is None or day <= known.until)
            met: set[bool | None] = set()
            for category in concerned if in_time and known.indicator == number else ():
                by_nature = {name for fact in edition.by_nature if fact.category is category for name in fact.questions}
                if known.question is None:
                    met.add(True)
                elif known.question in by_nature:
                    met.add(known.answer)
                else:
                    answer = everything[known.question]
                    met.add(None if answer is None else answer is known.answer)
            assert (known in points.applicable) is (True in met)
            assert (known in points.undetermined) is (None in met and True not in met)

    @pytest.mark.property
    @given(number=NUMBERS, first=categories(), second=categories(), provided=answers(), day=audit_days())
    def test_several_categories_have_the_points_of_each(
        self, number: int, first: frozenset[Category], second: frozenset[Category], provided: Answers, day: Date
    ) -> None:
        one, other, both = (
            applicable_points(number, each, provided, on=day) for each in (first, second, first | second)
        )
        assert set(ids(both.applicable)) == set(ids(one.applicable)) | set(ids(other.applicable))
        left_open = set(ids(one.undetermined)) | set(ids(other.undetermined))
        assert set(ids(both.undetermined)) == left_open - set(ids(both.applicable))

    @pytest.mark.property
    @given(number=NUMBERS, covered=categories(), provided=answers(), day=audit_days(), data=st.data())
    def test_an_answer_more_settles_what_was_open_and_moves_nothing_else(
        self, number: int, covered: frozenset[Category], provided: Answers, day: Date, data: st.DataObject
    ) -> None:
        silent = [name for name, answer in attrs.asdict(provided).items() if answer is None]
        more: dict[str, Any] = data.draw(st.fixed_dictionaries({}, optional={name: st.booleans() for name in silent}))
        before = applicable_points(number, covered, provided, on=day)
        after = applicable_points(number, covered, attrs.evolve(provided, **more), on=day)
        assert set(ids(before.applicable)) <= set(ids(after.applicable))
        assert set(ids(after.applicable)) <= set(ids(before.applicable)) | set(ids(before.undetermined))
        assert set(ids(after.undetermined)) <= set(ids(before.undetermined))

    def test_what_is_settled_for_one_category_is_not_for_another(self) -> None:
        """A VAE always prepares for a certification; that adds no point to a training that does not."""
        assert "1.8" not in applicable_ids(1, "AF", certifying=False)
        assert "1.8" not in applicable_ids(1, "AF", "VAE", certifying=False)
        assert "1.8" in applicable_ids(1, "AF", "CFA", certifying=False)
        assert applicable_points(1, ["AF", "VAE"], on="2024-06-03").undetermined == (point_of("1.8"),)

    def test_an_indicator_has_points_only_in_its_columns_and_its_edition(self) -> None:
        nothing = ApplicablePoints(applicable=(), undetermined=())
        assert applicable_points(3, ["BC"], on="2024-06-03") == nothing
        assert (
            applicable_points(33, ["CFA"], on="2026-10-31", profile=profile_with(points=[point(indicator=33)]))
            == nothing
        )
        assert len(applicable_points(33, ["CFA"], on="2026-11-01").applicable) == 5

    def test_the_situation_answers_its_questions(self) -> None:
        for answer, expected in ((True, ["26.4"]), (False, []), (None, [])):
            points = applicable_points(
                26,
                ["BC"],
                Answers(disability_welcomed=False),
                on="2024-06-03",
                situation=Situation(acts_as_subcontractor=answer),
            )
            assert [each for each in ids(points.applicable) if each == "26.4"] == expected
            assert ids(points.undetermined) == (["26.4"] if answer is None else [])


class TestOwnPoints:
    def test_they_replace_those_of_the_library(self) -> None:
        own = [point(), point(id="other", indicator=3), point(id="switched", question="complaints", answer=False)]
        for answer, expected in ((True, ["own"]), (False, ["own", "switched"]), (None, ["own"])):
            points = applicable_points(
                2, ["BC"], Answers(complaints=answer), on="2024-06-03", profile=profile_with(points=own)
            )
            assert ids(points.applicable) == expected
            assert ids(points.undetermined) == (["switched"] if answer is None else [])
        assert applicable_points(2, ["BC"], on="2024-06-03", profile=profile_with(points=[])) == ApplicablePoints(
            applicable=(), undetermined=()
        )

    def test_they_apply_on_their_days(self) -> None:
        own = point(until="2024-12-31")
        for day, expected in (
            ("2023-12-31", 0),
            ("2024-01-01", 1),
            ("2024-12-31", 1),
            ("2025-01-01", 0),
        ):
            assert len(applicable_points(2, ["BC"], on=day, profile=profile_with(points=[own])).applicable) == expected

    @pytest.mark.property
    @given(own=st.lists(answerable(), max_size=4), number=NUMBERS, covered=categories(), day=audit_days())
    def test_they_keep_their_order(
        self, own: list[ConformityPoint], number: int, covered: frozenset[Category], day: Date
    ) -> None:
        points = applicable_points(number, covered, on=day, profile=profile_with(points=iter(own)))
        for part in (points.applicable, points.undetermined):
            assert list(part) == [each for each in own if each in part]
            assert {each.indicator for each in part} <= {number}


WRITTEN = """
name = "ours"
words = { fr = "Le nôtre", en = "Ours" }

[[points]]
id = "C2-1"
indicator = 2
since = 2024-01-01
until = 2025-12-31
words = { fr = "Les chiffres sont à jour.", en = "The figures are up to date." }
citation = { source = { id = "grid", title = "Grille" }, basis = "practice", provenance = "verbatim" }

[[points]]
id = "C30-1"
indicator = 30
question = "teaching_team"
answer = true
categories = ["BC", "AF"]
since = "2024-01-01"
words = { fr = "L’équipe est consultée.", en = "The team is consulted." }
citation = { source = { id = "grid", title = "Grille" }, basis = "practice", provenance = "verbatim" }
"""


class TestFile:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        return tmp_path / "points.toml"

    def test_points_are_read_whole_and_used(self, file: Path) -> None:
        file.write_text(WRITTEN, "utf-8")
        points = read_profile(file).points
        assert points is not None
        first, second = points
        assert (first.id, first.indicator, first.until) == ("C2-1", 2, Date(2025, 12, 31))
        assert (first.question, first.answer, first.categories) == (None, None, None)
        assert (second.question, second.answer) == ("teaching_team", True)
        assert second.categories == frozenset({Category.BC, Category.AF})
        assert second.citation.provenance is Provenance.VERBATIM
        assert ids(
            applicable_points(2, ["BC"], on="2024-06-03", profile=profile_with(points=[first, second])).applicable
        ) == ["C2-1"]
        assert load(dump(second), ConformityPoint) == second

    def test_every_fault_of_the_points_is_reported_at_once_with_the_file(self, file: Path) -> None:
        text = WRITTEN
        for old, new in (
            ('id = "C2-1"', 'id = ""'),
            ("indicator = 2\n", "indicator = 34\n"),
            ("since = 2024-01-01", "since = 2024-01-01T00:00:00"),
            ('fr = "Les chiffres sont à jour.", ', ""),
            ('question = "teaching_team"', 'question = " "'),
            ("answer = true", 'answer = "yes"'),
            ('["BC", "AF"]', '["BC", "BC"]'),
            ('en = "The team is consulted." }', 'en = "The team is consulted." }\nrank = 1'),
        ):
            assert text.count(old) == 1
            text = text.replace(old, new)
        file.write_text(text, "utf-8")
        with pytest.raises(InvalidInput) as caught:
            read_profile(file)
        assert sorted(fault.path.removeprefix(f"{file}: ") for fault in caught.value.faults) == [
            "points[0].id",
            "points[0].indicator",
            "points[0].since",
            "points[0].words.fr",
            "points[1].answer",
            "points[1].categories",
            "points[1].question",
            "points[1].rank",
        ]

    def test_points_are_an_array(self, file: Path) -> None:
        file.write_text(WRITTEN.partition("[[points]]")[0] + "points = 3\n", "utf-8")
        with refused(f"{file}: points: "):
            read_profile(file)


def faults_of(**fields: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        point(**fields)
    return [(fault.path, fault.expected) for fault in caught.value.faults]


class TestWhatIsRefused:
    def test_an_answer_without_a_question_and_days_in_disorder_are_reported_together(self) -> None:
        assert faults_of(answer=True, until="2023-12-31") == [
            ("answer", "answer-with-question"),
            ("until", "not-before"),
        ]
        assert faults_of(question="complaints") == [("answer", "answer-with-question")]
        assert point(until="2024-01-01").until == point().since

    @pytest.mark.parametrize("question", ["trainers", "permanent_hours", "new_in", "complaint", "", 8, [], True])
    def test_a_point_depends_on_a_question_answered_by_yes_or_no(self, question: Any) -> None:
        """Anything else would never be met, and the point never apply; the profile knows which questions there are."""
        if not isinstance(question, str) or not question:
            assert faults_of(question=question, answer=True) == [("question", "text")]
            return
        with pytest.raises(InvalidInput) as caught:
            profile_with(points=[point(question=question, answer=True)])
        assert [(fault.path, fault.expected) for fault in caught.value.faults] == [("points[0].question", "one-of")]

    def test_every_fault_of_a_point_is_reported_at_once(self) -> None:
        wrong: dict[str, Any] = {
            "id": " ",
            "indicator": 0,
            "words": "Oui",
            "question": "",
            "answer": 1,
            "categories": "BC",
            "since": None,
            "until": "x",
            "citation": None,
        }
        assert [path for path, _ in faults_of(**wrong)] == list(wrong)

    def test_every_bad_argument_is_reported_at_once(self) -> None:
        wrong: dict[str, Any] = {
            "indicator": "2",
            "categories": ["XX"],
            "answers": {},
            "on": "x",
            "situation": [],
            "profile": "mine",
        }
        with pytest.raises(InvalidInput) as caught:
            applicable_points(**wrong)
        assert [fault.path for fault in caught.value.faults] == [
            "indicator",
            "categories[0]",
            "answers",
            "on",
            "situation",
            "profile",
        ]

    def test_an_answer_to_a_question_of_nobody_is_refused(self) -> None:
        with refused("^answers.own.x: "):
            applicable_points(2, ["BC"], Answers(own={"x": True}), on="2024-06-03")

    def test_before_the_first_edition_nothing_is_known(self) -> None:
        with pytest.raises(NotInForce):
            applicable_points(2, ["BC"], on="2019-06-08")
