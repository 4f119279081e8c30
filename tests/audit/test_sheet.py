"""The sheet of an indicator: which decisions the texts allow, by the answers to its points."""

from __future__ import annotations

from itertools import combinations_with_replacement, product
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Finding, InvalidInput, NotInForce, referential
from qualiopi_rules.audit import (
    CheckedPoint,
    Evidence,
    IndicatorSheet,
    NonConformity,
    SheetGrade,
    applicable_points,
    grade_sheet,
)
from qualiopi_rules.audit.sheet import GradeReason, PointAnswer, SheetDecision
from qualiopi_rules.core.words import Words
from qualiopi_rules.law import Provenance
from qualiopi_rules.profile import ConformityPoint
from qualiopi_rules.profile.points import conformity_points
from qualiopi_rules.strategies import audit_days, indicator_sheets, nonconformities
from tests.checks import refused
from tests.strategies import OWN, answer, sheets

CONFORMING, MINOR, MAJOR = SheetDecision
YES, PARTIAL, NO, NONE = PointAnswer
ANSWERS = [*PointAnswer, None]

DAY = "2024-06-03"

GRADABLE = [1, 2, 3, 8, 9, 12, 13, 17, 18, 19, 23, 24, 25, 28, 30]
MAJOR_ONLY = [4, 5, 6, 7, 10, 11, 14, 15, 16, 20, 21, 22, 26, 27, 29, 31, 32]
"""Article 5 names seventeen indicators on which a non-conformity is always major; the others are gradable."""


def point(indicator: int, name: str) -> ConformityPoint:
    return ConformityPoint(id=name, indicator=indicator, words=Words("Oui.", "Yes."), since="2019-06-09", citation=OWN)


def sheet(indicator: int, *answers: PointAnswer | str | None, **fields: Any) -> IndicatorSheet:
    points = [CheckedPoint(point=point(indicator, f"own {index}"), answer=each) for index, each in enumerate(answers)]
    return IndicatorSheet(**{"indicator": indicator, "on": DAY, "points": points, **fields})


def graded(indicator: int, *answers: PointAnswer | str | None, **fields: Any) -> SheetGrade:
    return grade_sheet(sheet(indicator, *answers, **fields))


def answered(least: int = 0) -> st.SearchStrategy[list[PointAnswer | None]]:
    return st.lists(st.sampled_from(ANSWERS), min_size=least, max_size=6)


@st.composite
def minor_sheets(draw: st.DrawFn) -> IndicatorSheet:
    """Sheets of an indicator that may be minor, with a point that is met in part and the quality not at stake."""
    number = draw(st.sampled_from(GRADABLE))
    filled = draw(indicator_sheets(on=audit_days(first="2023-09-01"), indicator=number))
    part = CheckedPoint(point=point(number, "own"), answer=PARTIAL)
    return attrs.evolve(filled, points=[*filled.points, part], quality_at_stake=draw(st.sampled_from([False, None])))


@st.composite
def checked_after(draw: st.DrawFn) -> tuple[IndicatorSheet, list[NonConformity]]:
    """A sheet, one that may be minor as often as any, and what audits around it found, on its indicator or others."""
    filled = draw(st.booleans().flatmap(lambda may_be_minor: minor_sheets() if may_be_minor else sheets()))
    near = nonconformities(
        notified=st.integers(-40, 500).map(lambda days: filled.on.subtract(days=days)),
        indicator=st.sampled_from([filled.indicator, filled.indicator, None, 2]),
    )
    return filled, draw(st.lists(near, max_size=3)) + draw(st.lists(nonconformities(), max_size=3))


def completed(most: int = 6) -> st.SearchStrategy[list[PointAnswer]]:
    return st.lists(st.sampled_from(PointAnswer), max_size=most)


def indicators() -> st.SearchStrategy[int]:
    return st.sampled_from([*GRADABLE, *MAJOR_ONLY])


def expected(
    answers: tuple[PointAnswer | None, ...], quality: bool | None, *, gradable: bool
) -> tuple[tuple[SheetDecision, ...], SheetDecision | None, GradeReason]:
    """The rule in the words of the annex, II-3.

    A minor non-conformity takes the indicator into account in part, without calling the quality into question. A
    major one does not take it into account, or in part and calls the quality into question.
    """
    applicable = [each for each in answers if each is not NONE]
    unmet = [each for each in applicable if each in (PARTIAL, NO)]
    if not applicable:
        return (), None, GradeReason.NOTHING_TO_JUDGE
    if None in applicable:
        possible = [] if unmet else [CONFORMING]
        return (*possible, *([MINOR] if gradable else []), MAJOR), None, GradeReason.NOT_ANSWERED
    if not unmet:
        return (CONFORMING,), CONFORMING, GradeReason.ALL_MET
    if not gradable:
        return (MAJOR,), MAJOR, GradeReason.MAJOR_ONLY
    if all(each is NO for each in applicable):
        return (MAJOR,), MAJOR, GradeReason.NOT_TAKEN_INTO_ACCOUNT
    return {
        None: ((MINOR, MAJOR), MINOR, GradeReason.PARTLY_MET),
        True: ((MAJOR,), MAJOR, GradeReason.QUALITY_AT_STAKE),
        False: ((MINOR,), MINOR, GradeReason.QUALITY_NOT_AT_STAKE),
    }[quality]


class TestGrade:
    @pytest.mark.parametrize("quality", [True, False, None])
    @pytest.mark.parametrize("indicator", [2, 4])
    def test_up_to_three_points_every_combination_is_graded_as_the_annex_says(
        self, indicator: int, quality: bool | None
    ) -> None:
        for count in range(4):
            for answers in product(ANSWERS, repeat=count):
                grade = graded(indicator, *answers, quality_at_stake=quality)
                assert (grade.allowed, grade.suggested, grade.reason) == expected(
                    answers, quality, gradable=indicator == 2
                )

    @pytest.mark.parametrize(
        ("answers", "quality", "allowed", "suggested"),
        [
            ([YES, YES, YES], None, [CONFORMING], CONFORMING),
            ([YES, NONE], True, [CONFORMING], CONFORMING),
            ([YES, PARTIAL, YES], None, [MINOR, MAJOR], MINOR),
            ([YES, NO, YES], None, [MINOR, MAJOR], MINOR),
            ([PARTIAL], False, [MINOR], MINOR),
            ([PARTIAL], True, [MAJOR], MAJOR),
            ([NO, NO], False, [MAJOR], MAJOR),
            ([NO, NONE], None, [MAJOR], MAJOR),
            ([NO, PARTIAL], False, [MINOR], MINOR),
            ([YES, None], None, [CONFORMING, MINOR, MAJOR], None),
            ([PARTIAL, None], None, [MINOR, MAJOR], None),
            ([None], None, [CONFORMING, MINOR, MAJOR], None),
            ([NONE, NONE], None, [], None),
            ([], None, [], None),
        ],
    )
    def test_a_gradable_indicator(
        self,
        answers: list[PointAnswer],
        quality: bool | None,
        allowed: list[SheetDecision],
        suggested: SheetDecision | None,
    ) -> None:
        grade = graded(2, *answers, quality_at_stake=quality)
        assert (list(grade.allowed), grade.suggested) == (allowed, suggested)

    @pytest.mark.parametrize(
        ("answers", "allowed", "suggested"),
        [
            ([YES, YES], [CONFORMING], CONFORMING),
            ([YES, PARTIAL], [MAJOR], MAJOR),
            ([YES, NO], [MAJOR], MAJOR),
            ([NO, NO], [MAJOR], MAJOR),
            ([YES, None], [CONFORMING, MAJOR], None),
            ([PARTIAL, None], [MAJOR], None),
        ],
    )
    def test_a_major_only_indicator(
        self, answers: list[PointAnswer], allowed: list[SheetDecision], suggested: SheetDecision | None
    ) -> None:
        for quality in (True, False, None):
            grade = graded(4, *answers, quality_at_stake=quality)
            assert (list(grade.allowed), grade.suggested) == (allowed, suggested)

    @pytest.mark.parametrize("indicator", MAJOR_ONLY)
    def test_a_major_only_indicator_is_never_minor(self, indicator: int) -> None:
        """Whatever the answers, also on the quality."""
        for answers in combinations_with_replacement(ANSWERS, 3):
            for quality in (True, False, None):
                grade = graded(indicator, *answers, quality_at_stake=quality)
                assert MINOR not in grade.allowed
                assert grade.suggested is not MINOR

    @pytest.mark.parametrize("indicator", GRADABLE)
    def test_every_other_indicator_can_be_minor(self, indicator: int) -> None:
        assert graded(indicator, PARTIAL, quality_at_stake=False).allowed == (MINOR,)

    def test_indicator_33_is_gradable_as_article_5_does_not_name_it(self) -> None:
        assert graded(33, YES, PARTIAL, on="2026-11-01").allowed == (MINOR, MAJOR)

    @pytest.mark.property
    @given(indicator=indicators(), answers=st.lists(st.sampled_from([YES, NONE]), max_size=5), quality=answer())
    def test_where_every_point_that_applies_is_met_it_is_conforming_and_nothing_else(
        self, indicator: int, answers: list[PointAnswer], quality: bool | None
    ) -> None:
        grade = graded(indicator, YES, *answers, quality_at_stake=quality)
        assert (grade.allowed, grade.suggested, grade.reason) == ((CONFORMING,), CONFORMING, GradeReason.ALL_MET)

    @pytest.mark.property
    @given(indicator=indicators(), answers=completed(), gap=st.sampled_from([PARTIAL, NO]), quality=answer())
    def test_where_a_point_is_not_met_in_whole_it_is_never_conforming(
        self, indicator: int, answers: list[PointAnswer], gap: PointAnswer, quality: bool | None
    ) -> None:
        assert CONFORMING not in graded(indicator, *answers, gap, quality_at_stake=quality).allowed

    @pytest.mark.property
    @given(indicator=indicators(), answers=completed(), quality=answer())
    def test_one_more_no_never_makes_it_better(
        self, indicator: int, answers: list[PointAnswer], quality: bool | None
    ) -> None:
        """Neither the best decision that is allowed nor the worst one, as soon as there was something to judge."""
        order = list(SheetDecision)
        before = graded(indicator, *answers, quality_at_stake=quality).allowed
        after = graded(indicator, *answers, NO, quality_at_stake=quality).allowed
        assert after
        if before:
            assert order.index(before[0]) <= order.index(after[0])
            assert order.index(before[-1]) <= order.index(after[-1])

    @pytest.mark.property
    @given(indicator=indicators(), answers=answered(), quality=answer(), data=st.data())
    def test_whatever_the_answers_to_come_the_decision_stays_within_what_was_allowed(
        self, indicator: int, answers: list[PointAnswer | None], quality: bool | None, data: st.DataObject
    ) -> None:
        later = [each or data.draw(st.sampled_from(PointAnswer)) for each in answers]
        before = graded(indicator, *answers, quality_at_stake=quality)
        after = graded(indicator, *later, quality_at_stake=quality)
        assert set(after.allowed) <= set(before.allowed)
        assert (before.suggested is None) is (None in answers or not before.allowed)

    @pytest.mark.property
    @given(indicator=indicators(), answers=completed(), quality=st.booleans())
    def test_an_answer_on_the_quality_only_narrows_what_is_allowed(
        self, indicator: int, answers: list[PointAnswer], quality: bool
    ) -> None:
        unknown, known = (graded(indicator, *answers, quality_at_stake=each).allowed for each in (None, quality))
        assert set(known) <= set(unknown)

    @pytest.mark.property
    @given(indicator=indicators(), answers=answered(), quality=answer(), order=st.randoms(use_true_random=False))
    def test_the_order_of_the_points_does_not_matter_nor_do_those_that_do_not_apply(
        self, indicator: int, answers: list[PointAnswer | None], quality: bool | None, order: Any
    ) -> None:
        grade = graded(indicator, *answers, quality_at_stake=quality)
        mixed = [*answers, NONE]
        order.shuffle(mixed)
        again = graded(indicator, *mixed, quality_at_stake=quality)
        assert (again.allowed, again.suggested, again.reason) == (grade.allowed, grade.suggested, grade.reason)

    def test_its_source_is_the_annex_and_for_a_major_only_indicator_article_5(self) -> None:
        partly, only = graded(2, PARTIAL), graded(4, PARTIAL)
        assert (partly.citation.source.id, partly.citation.provenance) == ("rnq-2019", Provenance.DEDUCED)
        assert (only.citation.source.id, only.citation.provenance) == ("audit-art-5", Provenance.VERBATIM)
        assert only.citation == referential(on=DAY)[4].grading_citation
        before = grade_sheet(attrs.evolve(only.sheet, on="2023-08-31"))
        assert (before.citation.source.id, before.citation.provenance) == ("guide-v4", Provenance.SECOND_HAND)
        assert graded(4, YES).citation == partly.citation
        assert only.citations == (only.citation,)

    @pytest.mark.property
    @given(filled=sheets())
    def test_any_sheet_is_graded_and_rendered_in_words(self, filled: IndicatorSheet) -> None:
        grade = grade_sheet(filled)
        assert grade.sheet is filled
        assert grade.suggested is None or grade.suggested in grade.allowed
        assert list(grade.allowed) == [each for each in SheetDecision if each in grade.allowed]
        assert str(filled.indicator) in grade.say()
        assert "{" not in grade.say("fr") + grade.say("en")

    def test_the_reason_is_rendered_in_words(self) -> None:
        assert graded(2, YES, PARTIAL).say("en") == (
            "Indicator 2: taken into account in part; minor, unless the quality of the service is at stake."
        )
        assert graded(4, NO).say() == "Indicateur 4\u00a0: l’article 5 n’admet ici que des écarts majeurs."


def found(grade: SheetGrade) -> list[tuple[str, str]]:
    return [(each.code, each.where) for each in grade.findings]


SEEN = [Evidence(name="Rapport annuel", version="2023", format="pdf")]


class TestDecision:
    @pytest.mark.parametrize("indicator", [2, 4])
    @pytest.mark.parametrize("decision", SheetDecision)
    def test_a_decision_is_found_wrong_exactly_when_the_texts_do_not_allow_it(
        self, indicator: int, decision: SheetDecision
    ) -> None:
        for answers in combinations_with_replacement(ANSWERS, 3):
            for quality in (True, False, None):
                grade = graded(indicator, *answers, quality_at_stake=quality, decision=decision, evidence=SEEN)
                codes = [code for code, _ in found(grade)]
                wrong = bool(grade.allowed) and decision not in grade.allowed
                early = not wrong and grade.reason in (GradeReason.NOT_ANSWERED, GradeReason.NOTHING_TO_JUDGE)
                assert codes == (["SHT001"] if wrong else ["SHT003"] if early else [])

    def test_a_minor_decision_on_a_major_only_indicator_is_against_the_rules(self) -> None:
        grade = grade_sheet(sheet(4, YES, PARTIAL, decision="minor", evidence=SEEN), where="audits.sheets[0]")
        assert grade.findings == (
            Finding(
                "SHT001",
                "audits.sheets[0].decision",
                {"indicator": 4, "decision": "sheet.minor", "allowed": "sheet.major"},
            ),
        )

    def test_every_allowed_decision_is_named(self) -> None:
        (wrong,) = graded(2, YES, PARTIAL, decision="conforming", evidence=SEEN).findings
        assert dict(wrong.params)["allowed"] == "sheet.minor, sheet.major"

    def test_a_sheet_without_a_decision_is_to_be_decided(self) -> None:
        assert found(graded(2, YES)) == [("SHT002", "decision")]
        assert found(graded(2)) == [("SHT002", "decision")]

    def test_a_decision_before_the_answers_comes_early(self) -> None:
        assert found(graded(2, YES, None, decision="conforming", evidence=SEEN)) == [("SHT003", "points")]
        assert found(graded(2, decision="major", evidence=SEEN)) == [("SHT003", "points")]
        # Already against the rules, whatever the answer to come.
        assert found(graded(2, PARTIAL, None, decision="conforming", evidence=SEEN)) == [("SHT001", "decision")]

    def test_a_decision_rests_on_evidence(self) -> None:
        assert found(graded(2, YES, decision="conforming")) == [("SHT004", "evidence")]
        assert found(graded(4, NO, decision="minor")) == [("SHT001", "decision"), ("SHT004", "evidence")]
        assert found(graded(2, YES, decision="conforming", evidence=SEEN)) == []
        grade = grade_sheet(sheet(2, YES, decision="conforming"), where="audits.sheets[3]")
        assert found(grade) == [("SHT004", "audits.sheets[3].evidence")]
        assert dict(grade.findings[0].params) == {"indicator": 2}

    def test_every_finding_names_its_indicator(self) -> None:
        minor = sheet(2, YES, PARTIAL, quality_at_stake=False, decision="minor")
        grades = (
            graded(2, YES),
            graded(2, YES, None, decision="conforming"),
            grade_sheet(minor, nonconformities=[earlier()]),
        )
        assert [(each.code, dict(each.params)) for grade in grades for each in grade.findings] == [
            (code, {"indicator": 2}) for code in ("SHT002", "SHT003", "SHT004", "SHT005", "SHT004")
        ]


def earlier(**fields: Any) -> NonConformity:
    return NonConformity(
        **{"indicator": 2, "grade": "minor", "notified": "2024-01-15", "found_at": "initial", **fields}
    )


class TestNotLifted:
    """A non-conformity of an audit before is still open: what is left of it is no minor one."""

    @pytest.mark.parametrize(
        ("answers", "quality", "allowed", "suggested", "reason"),
        [
            ([YES, PARTIAL], False, [MAJOR], MAJOR, GradeReason.NOT_LIFTED),
            ([YES, PARTIAL], None, [MAJOR], MAJOR, GradeReason.NOT_LIFTED),
            ([YES, PARTIAL], True, [MAJOR], MAJOR, GradeReason.QUALITY_AT_STAKE),
            ([NO, NO], None, [MAJOR], MAJOR, GradeReason.NOT_TAKEN_INTO_ACCOUNT),
            ([PARTIAL, None], None, [MAJOR], None, GradeReason.NOT_ANSWERED),
            ([YES, None], None, [CONFORMING, MAJOR], None, GradeReason.NOT_ANSWERED),
            ([YES, YES], None, [CONFORMING], CONFORMING, GradeReason.ALL_MET),
            ([], None, [], None, GradeReason.NOTHING_TO_JUDGE),
        ],
    )
    def test_a_gap_that_would_be_minor_is_major(
        self,
        answers: list[PointAnswer | None],
        quality: bool | None,
        allowed: list[SheetDecision],
        suggested: SheetDecision | None,
        reason: GradeReason,
    ) -> None:
        grade = grade_sheet(sheet(2, *answers, quality_at_stake=quality), nonconformities=[earlier()])
        assert (list(grade.allowed), grade.suggested, grade.reason) == (allowed, suggested, reason)

    def test_it_cites_article_5_and_is_rendered_in_words(self) -> None:
        grade = grade_sheet(sheet(2, YES, PARTIAL), nonconformities=[earlier()])
        assert (grade.citation.source.id, grade.citation.provenance) == ("audit-art-5", Provenance.VERBATIM)
        assert grade.say("en") == (
            "Indicator 2: the non-conformity of an earlier audit is not lifted; the gap is major."
        )

    def test_a_minor_decision_is_a_finding_of_its_own_and_a_major_one_is_none(self) -> None:
        filled = sheet(2, YES, PARTIAL, quality_at_stake=False, decision="minor", evidence=SEEN)
        assert found(grade_sheet(filled)) == []
        (wrong,) = grade_sheet(filled, nonconformities=[earlier()], where="audits.sheets[0]").findings
        assert (wrong.code, wrong.where) == ("SHT005", "audits.sheets[0].decision")
        major = attrs.evolve(filled, decision="major")
        assert found(grade_sheet(major)) == [("SHT001", "decision")]
        assert found(grade_sheet(major, nonconformities=[earlier()])) == []
        none = attrs.evolve(filled, points=sheet(2, NO).points)
        assert found(grade_sheet(none, nonconformities=[earlier()])) == [("SHT001", "decision")]

    @pytest.mark.parametrize(
        "fields",
        [
            {"indicator": 1},
            {"indicator": None},
            {"notified": DAY},
            {"lifted": DAY},
        ],
    )
    def test_one_of_this_audit_of_another_subject_or_lifted_by_then_changes_nothing(
        self, fields: dict[str, Any]
    ) -> None:
        filled = sheet(2, YES, PARTIAL, quality_at_stake=False)
        assert grade_sheet(filled, nonconformities=[earlier(**fields)]) == grade_sheet(filled)
        late = earlier(lifted="2024-06-04")
        assert grade_sheet(filled, nonconformities=[late]).reason is GradeReason.NOT_LIFTED

    def test_before_september_2023_it_is_not_known(self) -> None:
        before = sheet(2, YES, PARTIAL, quality_at_stake=False, on="2023-08-31")
        assert grade_sheet(before, nonconformities=[earlier(notified="2022-01-17")]).allowed == (MINOR,)
        since = attrs.evolve(before, on="2023-09-01")
        assert grade_sheet(since, nonconformities=[earlier(notified="2022-01-17")]).allowed == (MAJOR,)

    @pytest.mark.property
    @given(drawn=checked_after())
    def test_no_sheet_is_minor_where_one_of_an_audit_before_is_open_and_any_other_is_graded_without_them(
        self, drawn: tuple[IndicatorSheet, list[NonConformity]]
    ) -> None:
        filled, known = drawn
        grade, alone = grade_sheet(filled, nonconformities=known), grade_sheet(filled)
        still = [
            each
            for each in known
            if each.indicator == filled.indicator
            and each.notified < filled.on
            and each.status(on=filled.on).is_open
            and filled.on >= Date(2023, 9, 1)
        ]
        if MINOR in alone.allowed and still:
            assert MINOR not in grade.allowed
            assert set(grade.allowed) == {*alone.allowed, MAJOR} - {MINOR}
        else:
            assert grade == alone

    @pytest.mark.property
    @given(filled=minor_sheets(), days=st.integers(1, 700), checked=st.integers(-60, 60))
    def test_a_gap_that_may_be_minor_is_major_until_the_one_of_the_audit_before_is_lifted(
        self, filled: IndicatorSheet, days: int, checked: int
    ) -> None:
        notified = filled.on.subtract(days=days)
        lifted = max(notified, filled.on.add(days=checked))
        before = NonConformity(indicator=filled.indicator, grade="minor", notified=notified, lifted=lifted)
        grade = grade_sheet(filled, nonconformities=[before])
        assert (MINOR in grade.allowed) == (lifted <= filled.on)

    def test_what_does_not_hold_is_refused(self) -> None:
        with refused("(?s)sheet: .*nonconformities.0.: "):
            grade_sheet(None, nonconformities=[None])  # type: ignore[arg-type, list-item]


class TestSheet:
    def test_the_sheet_of_indicator_2_for_a_bilan_has_the_three_points_that_were_shown(self) -> None:
        points = applicable_points(2, ["BC"], on="2023-03-01").applicable
        empty = IndicatorSheet.asking(points, indicator=2, on="2023-03-01")
        assert [(checked.point.id, checked.answer) for checked in empty.points] == [
            ("2.1", None),
            ("2.2", None),
            ("2.3", None),
        ]
        assert (empty.on, empty.evidence, empty.decision) == (Date(2023, 3, 1), (), None)
        assert grade_sheet(empty).allowed == (CONFORMING, MINOR, MAJOR)
        full = attrs.evolve(
            empty, points=[attrs.evolve(checked, answer="yes") for checked in empty.points], decision="conforming"
        )
        assert grade_sheet(full).allowed == (CONFORMING,)

    def test_a_point_of_the_library_is_named_by_its_id_and_one_of_one_s_own_is_an_object(self) -> None:
        own = point(2, "C2-1")
        mixed = IndicatorSheet(
            indicator=2, on=DAY, points=[CheckedPoint(point="2.1", answer="no"), CheckedPoint(point=own, answer=YES)]
        )
        assert [checked.point for checked in mixed.points] == [
            next(each for each in conformity_points() if each.id == "2.1"),
            own,
        ]
        assert grade_sheet(mixed).allowed == (MINOR, MAJOR)

    def test_evidence_has_a_name_and_may_have_a_version_and_a_format(self) -> None:
        assert Evidence(name="Site") == Evidence(name="Site", version=None, format=None)
        wrong: dict[str, Any] = {"name": "", "version": " ", "format": 3}
        with pytest.raises(InvalidInput) as caught:
            Evidence(**wrong)
        assert [(fault.path, fault.expected) for fault in caught.value.faults] == [(name, "text") for name in wrong]


class TestWhatIsRefused:
    def test_every_fault_of_a_sheet_is_reported_at_once(self) -> None:
        wrong: dict[str, Any] = {
            "indicator": 34,
            "on": "x",
            "points": ["2.1"],
            "evidence": ["Site"],
            "quality_at_stake": "no",
            "decision": "minored",
        }
        with pytest.raises(InvalidInput) as caught:
            IndicatorSheet(**wrong)
        assert [fault.path for fault in caught.value.faults] == [
            "indicator",
            "on",
            "points[0]",
            "evidence[0]",
            "quality_at_stake",
            "decision",
        ]

    def test_points_are_those_of_the_indicator_and_each_is_listed_once(self) -> None:
        points = [CheckedPoint(point=each) for each in ("2.1", "3.1", "2.1", "2.2", "3.1")]
        with pytest.raises(InvalidInput) as caught:
            IndicatorSheet(indicator=2, on=DAY, points=points)
        assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [
            ("points[1].point.indicator", 3, "exactly"),
            ("points[2].point.id", "2.1", "without-repetition"),
            ("points[4].point.indicator", 3, "exactly"),
            ("points[4].point.id", "3.1", "without-repetition"),
        ]
        assert [fault.params for fault in caught.value.faults] == [{"right": "2"}, {}, {"right": "2"}, {}]

    def test_a_point_is_answered_by_one_of_four_words(self) -> None:
        for wrong in ("maybe", "Yes", True, 1):
            unknown: Any = wrong
            with pytest.raises(InvalidInput) as caught:
                CheckedPoint(point="2.1", answer=unknown)
            assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [
                ("answer", wrong, "one-of")
            ]

    def test_every_fault_of_an_empty_sheet_is_reported_at_once(self) -> None:
        wrong: Any = ["2.1", point(2, "own"), 3]
        with pytest.raises(InvalidInput) as caught:
            IndicatorSheet.asking(wrong, indicator=34, on="soon")
        assert [fault.path for fault in caught.value.faults] == ["indicator", "on", "points[0]", "points[2]"]

    @pytest.mark.parametrize("wrong", [None, "sheet", {}, 2])
    def test_only_a_sheet_is_graded(self, wrong: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            grade_sheet(wrong)
        assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [
            ("sheet", wrong, "instance")
        ]

    def test_an_indicator_is_one_of_the_edition_of_the_day(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            sheet(33, YES, on="2026-10-31")
        (fault,) = caught.value.faults
        assert (fault.path, fault.value, fault.expected) == ("indicator", 33, "indicator")
        assert fault.params == {"last": 32}
        assert grade_sheet(sheet(33, YES, on="2026-11-01")).allowed == (CONFORMING,)

    def test_before_the_first_edition_there_is_no_sheet(self) -> None:
        with pytest.raises(NotInForce):
            sheet(2, YES, on="2019-06-08")
