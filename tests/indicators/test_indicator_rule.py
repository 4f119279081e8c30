"""The rule for one indicator, by worked examples: what it asks, and what the answers adapt from which day."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from pendulum import Date

from qualiopi_rules import Category, Profile
from qualiopi_rules.core.words import Words
from qualiopi_rules.indicators.answers import Facts
from qualiopi_rules.indicators.indicator_rule import IndicatorRule
from qualiopi_rules.indicators.result import Adaptation, Applies, IndicatorResult
from qualiopi_rules.profile import EvidenceChange, Threshold
from qualiopi_rules.rnq.edition import Indicator, edition_on
from tests.checks import profile_with
from tests.profile.test_profile import NAME, OWN, removal

LAW = profile_with("law")
ACTING = Facts({"acts_as_subcontractor": True}, new_in=frozenset(Category))


def ruled(day: Date, profile: Profile = LAW) -> IndicatorRule:
    """The rule for an apprenticeship centre: its column has every indicator."""
    return IndicatorRule(edition_on(day), (Category.CFA,), profile, day)


def found(number: int, facts: Facts, day: Date, profile: Profile = LAW) -> IndicatorResult:
    """The result of one indicator."""
    rule = ruled(day, profile)
    return rule.result(rule.edition[number], facts)


def unknown_to_the_guide(rule: IndicatorRule) -> Indicator:
    """An indicator of an edition of one's own, of which no version of the guide says anything."""
    return attrs.evolve(rule.edition[17], number=34)


class TestItsQuestions:
    """An answer to any other question does not change the result, which is remembered without it."""

    def test_they_are_of_that_indicator_alone(self) -> None:
        change = EvidenceChange(
            indicator=17, question="funders_direct", answer=True, words=NAME, since="2024-01-01", citation=OWN
        )
        removals = [removal(), removal(indicator=23, question="complaints")]
        rule = ruled(Date(2024, 3, 8), Profile(name="ours", words=NAME, removals=removals, adaptations=[change]))
        assert {number: rule.questions(rule.edition[number]) for number in (1, 2, 3, 5, 12, 17, 22, 23, 27)} == {
            1: ("acts_as_subcontractor", "missions_in_contract"),
            2: ("acts_as_subcontractor", "missions_in_contract"),
            3: ("certifying", "acts_as_subcontractor", "missions_in_contract"),
            5: ("acts_as_subcontractor",),
            12: ("acts_as_subcontractor", "teaching_team", "two_days_or_less"),
            17: ("acts_as_subcontractor", "funders_direct"),
            22: ("acts_as_subcontractor", "sole_practitioner"),
            23: ("acts_as_subcontractor", "complaints"),
            27: ("subcontracting", "acts_as_subcontractor"),
        }

    def test_the_contract_is_asked_for_only_where_the_guide_takes_the_indicator_from_a_sub_contractor(self) -> None:
        rule = ruled(Date(2026, 11, 1))
        asked = [each.number for each in rule.edition.values() if "missions_in_contract" in rule.questions(each)]
        assert asked == [1, 2, 3]

    def test_a_number_is_asked_for_where_a_threshold_is_awaited(self) -> None:
        rule = ruled(Date(2026, 11, 1))
        asked = {each.number: rule.counts(each) for each in rule.edition.values() if rule.counts(each)}
        assert asked == {19: ("trainers",), 20: ("permanent_hours",)}

    def test_an_indicator_that_the_guide_does_not_know_has_no_question_of_the_guide(self) -> None:
        rule = ruled(Date(2024, 3, 8), profile_with("law", guide_removes=True))
        added = unknown_to_the_guide(rule)
        assert rule.questions(added) == ("acts_as_subcontractor",)
        result = rule.result(added, ACTING)
        assert (result.applies, result.adaptations) == (Applies.YES, ())


class TestTheEvidence:
    def test_an_entry_of_the_library_holds_from_the_day_of_its_source(self) -> None:
        """The webinar of 1 March 2023 has the question; guide V9 is cited from the day audits had to use it."""
        for day, sources in (
            (Date(2023, 2, 28), []),
            (Date(2023, 3, 1), ["audit-grid-2025"]),
            (Date(2024, 3, 7), ["audit-grid-2025"]),
            (Date(2024, 3, 8), ["guide-v9"]),
        ):
            changes = found(4, Facts({"needs_analysis": False}), day).adaptations
            assert [change.citation.source.id for change in changes] == sources
        for other in (True, None):
            assert found(4, Facts({"needs_analysis": other}), Date(2024, 3, 8)).adaptations == ()

    def test_a_profile_changes_it_for_its_indicator_by_its_answer_from_its_first_day(self) -> None:
        words = Words("montrer l’équipe", "show the team")
        change = EvidenceChange(
            indicator=17, question="teaching_team", answer=True, words=words, since="2024-01-01", citation=OWN
        )
        profile = Profile(name="ours", words=NAME, adaptations=[change])

        def changes(number: int, answer: bool | None, day: Date) -> tuple[Adaptation, ...]:
            return found(number, Facts({"teaching_team": answer}), day, profile).adaptations

        first = Date(2024, 1, 1)
        assert changes(17, True, first) == (Adaptation("teaching_team", True, words, OWN, settled=True),)
        assert changes(17, True, first.subtract(days=1)) == ()
        assert changes(17, False, first) == changes(17, None, first) == ()
        assert changes(9, True, first) == ()

    def test_the_notes_of_the_guide_adapt_it_from_the_day_audits_had_to_use_them(self) -> None:
        assert found(2, ACTING, Date(2024, 3, 7)).adaptations == ()
        changes = found(2, ACTING, Date(2024, 3, 8)).adaptations
        assert [(each.question, each.answer, each.settled) for each in changes] == [
            ("new_in", True, True),
            ("acts_as_subcontractor", True, True),
        ]
        assert {each.citation.source.id for each in changes} == {"guide-v9"}
        assert changes[0].say("en").startswith("At the initial audit the figures to track are chosen")
        assert changes[1].say("en").startswith("Not applicable to a service performed as a sub-contractor")
        assert found(2, Facts({"acts_as_subcontractor": False}), Date(2024, 3, 8)).adaptations == ()


class TestThresholds:
    """Indicator 19 concerns those above a number of trainers, indicator 20 those below a number of hours."""

    DAY = Date(2027, 1, 1)

    def changes(self, number: int, question: str, count: int | None, *thresholds: Threshold) -> tuple[Adaptation, ...]:
        profile = Profile(name="ours", words=NAME, thresholds=thresholds)
        return found(number, Facts({}, {question: count}), self.DAY, profile).adaptations

    @pytest.mark.parametrize(
        ("number", "question", "words"),
        [
            (19, "trainers", "a lead teacher for each training is required above a number of trainers that"),
            (20, "permanent_hours", "a volume of hours of permanent staff is required, which the awaited"),
        ],
    )
    def test_while_none_is_set_it_is_open_whatever_the_number(self, number: int, question: str, words: str) -> None:
        for count in (None, 1, 10_000):
            (change,) = self.changes(number, question, count)
            assert change.say("en").startswith(words)
            assert (change.question, change.answer, change.settled) == (question, None, False)
            assert change.citation.source.id == "decret-2026-728"

    @pytest.mark.parametrize(
        ("number", "question", "value", "concerned", "free", "words"),
        [
            (19, "trainers", 3, [4], [2, 3], "a lead teacher for each training is required above 3 trainers"),
            (
                20,
                "permanent_hours",
                500,
                [499],
                [500, 501],
                "at least 500 hours of permanent staff a year are required",
            ),
        ],
    )
    def test_one_that_is_set_is_compared_with_the_number(
        self, number: int, question: str, value: int, concerned: list[int], free: list[int], words: str
    ) -> None:
        """Exactly on it, neither more than the threshold nor less than the minimum, nothing changes."""
        own: dict[str, Any] = {"since": self.DAY, "citation": OWN}
        others = {"trainers": "permanent_hours", "permanent_hours": "trainers"}
        thresholds = [
            Threshold(question=others[question], value=1_000, **own),
            Threshold(question=question, value=value, **own),
        ]

        def changes(count: int | None) -> list[tuple[str, str, bool | None, bool]]:
            return [
                (each.say("en"), each.citation.source.id, each.answer, each.settled)
                for each in self.changes(number, question, count, *thresholds)
            ]

        assert changes(None) == [(words, "grid", None, False)]
        for count in concerned:
            assert changes(count) == [(words, "grid", None, True)]
        for count in free:
            assert changes(count) == []

    def test_before_the_edition_that_awaits_them_there_is_none(self) -> None:
        facts = Facts({}, {"trainers": 50, "permanent_hours": 1})
        for number in (19, 20):
            assert found(number, facts, Date(2026, 10, 31)).adaptations == ()
