"""The mock audit: readiness, what is missing, the outcome of today, what would change it, and what is carried over."""

from __future__ import annotations

from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Answers, InvalidInput, applicability, referential
from qualiopi_rules.audit import (
    CheckedPoint,
    Evidence,
    IndicatorSheet,
    MockAudit,
    NonConformity,
    OutsideAnswers,
    Readiness,
    SheetDecision,
    applicable_points,
    decide,
    grade_sheet,
    mock_audit,
    plan_audit,
)
from qualiopi_rules.audit.decision import DecisionOutcome
from qualiopi_rules.audit.mock_audit_outcome import OutcomeChangeCode
from qualiopi_rules.audit.mock_audit_outside import OutsideCode, OutsideWeight
from qualiopi_rules.audit.sheet import PointAnswer
from qualiopi_rules.core.words import Words
from qualiopi_rules.law import Provenance
from qualiopi_rules.profile import ReportOutcomeCode
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.edition import Grading
from qualiopi_rules.strategies import audit_days, nonconformities, outside_answers
from tests.audit.plans import applicabilities, applied
from tests.checks import plain, profile_with, refused
from tests.strategies import answer, sheets

DAY = "2026-05-04"
AFTER = "2026-11-02"
"""A day of the edition of 2026."""
SOLE = Answers(subcontracting=False, sole_practitioner=True, complaints=False)
CONFORMING, MINOR, MAJOR = SheetDecision
SEEN = [Evidence(name="Livret d'accueil", version="2026")]
SHOWN = OutsideAnswers(display="yes")
READINESS = "qualiopi_rules.audit.mock_audit_readiness"
SUBSTANCE = [1, 2, 12, 19, 27, 30, 32]
"""The indicators of a bilan whose substance the edition of 2026 changed."""


def bilan(on: Any = DAY, profile: str = "certifier") -> Any:
    """What applies to a sole practitioner of bilans: nineteen indicators under the certifier's range."""
    return applicability(["BC"], SOLE, on=on, profile=profile)


def sheet(indicator: int, answer: str | None = "yes", on: Any = DAY, **fields: Any) -> IndicatorSheet:
    """A sheet with the library's points, all answered alike, and a piece of evidence."""
    points = applicable_points(indicator, ["BC"], SOLE, on=on).applicable
    checked = [CheckedPoint(point=point, answer=answer) for point in points]
    return IndicatorSheet(**{"indicator": indicator, "on": on, "points": checked, "evidence": SEEN, **fields})


def minor(indicator: int) -> IndicatorSheet:
    return sheet(indicator, "partial", quality_at_stake=False)


def mock(*changed: IndicatorSheet, kind: str = "initial", on: Any = DAY, **arguments: Any) -> MockAudit:
    """A mock audit in which every indicator is ready, but for the sheets that are given."""
    known = bilan(on)
    plan = plan_audit(kind, known, nonconformities=arguments.get("nonconformities", ()))
    filled = {number: sheet(number, on=on) for number in (*plan.numbers, *plan.undetermined)}
    return mock_audit(plan, known, list((filled | {each.indicator: each for each in changed}).values()), **arguments)


def without(*numbers: int, **arguments: Any) -> MockAudit:
    """The same without the sheets of some indicators."""
    known = bilan()
    plan = plan_audit("initial", known)
    return mock_audit(plan, known, [sheet(each) for each in plan.numbers if each not in numbers], **arguments)


def outcomes(found: MockAudit) -> list[tuple[str, str | None]]:
    return [
        (each.outcome.value, None if each.report_outcome is None else each.report_outcome.code.value)
        for each in (found.best, found.worst)
    ]


def steps(found: MockAudit) -> list[tuple[str, int, str, str]]:
    return [
        (
            each.code.value,
            each.count,
            each.outcome.outcome.value,
            "" if each.outcome.report_outcome is None else each.outcome.report_outcome.code.value,
        )
        for each in found.changes
    ]


READY, RESERVED, BLOCKED = ("granted", "favourable"), ("granted", "with-reservations"), ("waiting", "unfavourable")


class TestReadiness:
    def test_where_every_point_is_met_with_evidence_everything_is_ready(self) -> None:
        found = mock()
        assert found.ready == tuple(each.number for each in found.indicators) == plan_audit("initial", bilan()).numbers
        assert len(found.ready) == 19
        assert all(each.ready for each in found.indicators)
        assert all(each.ready for each in found.criteria)
        assert all(each.ready for each in found.outside)
        assert (found.missing, found.partly_met, found.carried_over, found.aside) == ((), (), (), ())
        assert outcomes(found) == [READY, READY]
        assert found.outcome is DecisionOutcome.GRANTED
        assert [each.number for each in found.criteria] == [1, 2, 3, 4, 5, 6, 7]
        assert found.criteria[0].ready_indicators == (1, 2)

    @pytest.mark.parametrize(
        ("filled", "readiness", "possible"),
        [
            (sheet(2), Readiness.READY, [CONFORMING]),
            (sheet(2, "partial", quality_at_stake=False), Readiness.MINOR, [MINOR]),
            (sheet(2, "partial", quality_at_stake=True), Readiness.MAJOR, [MAJOR]),
            (sheet(2, "partial"), Readiness.OPEN, [MINOR, MAJOR]),
            (sheet(2, "partial", decision="major"), Readiness.MAJOR, [MAJOR]),
            (sheet(2, "no"), Readiness.MAJOR, [MAJOR]),
            (sheet(2, "no", decision="minor"), Readiness.MAJOR, [MAJOR]),  # the texts do not allow that decision
            (sheet(2, None), Readiness.OPEN, [CONFORMING, MINOR, MAJOR]),
            (sheet(2, None, decision="conforming"), Readiness.READY, [CONFORMING]),
            (sheet(2, points=[]), Readiness.OPEN, [CONFORMING, MINOR, MAJOR]),
            (sheet(2, points=[], decision="minor"), Readiness.MINOR, [MINOR]),
            (sheet(2, evidence=[]), Readiness.NO_EVIDENCE, [CONFORMING, MINOR, MAJOR]),
            (sheet(2, evidence=[], decision="conforming"), Readiness.NO_EVIDENCE, [CONFORMING, MINOR, MAJOR]),
            (sheet(2, "partial", evidence=[], quality_at_stake=False), Readiness.MINOR, [MINOR]),
            (sheet(4, "partial"), Readiness.MAJOR, [MAJOR]),
            (sheet(4, None), Readiness.OPEN, [CONFORMING, MAJOR]),
            (sheet(4, evidence=[]), Readiness.NO_EVIDENCE, [CONFORMING, MAJOR]),
        ],
    )
    def test_a_sheet_leaves_open_what_the_auditor_could_still_decide(
        self, filled: IndicatorSheet, readiness: Readiness, possible: list[SheetDecision]
    ) -> None:
        found = mock(filled)[filled.indicator]
        assert (found.readiness, list(found.possible)) == (readiness, possible)
        assert found.ready is (None if len(possible) > 1 and possible[0] is CONFORMING else possible[0] is CONFORMING)

    def test_an_indicator_without_a_sheet_is_open_and_what_to_show_is_named(self) -> None:
        found = without(2, 4)
        assert [found[number].possible for number in (2, 4)] == [(CONFORMING, MINOR, MAJOR), (CONFORMING, MAJOR)]
        assert [found[number].readiness for number in (2, 4)] == [Readiness.NO_SHEET] * 2
        assert [each.indicator for each in found.missing] == [2, 4]
        missing = found.missing[0]
        assert [point.id for point in missing.points] == ["2.1", "2.2", "2.3"]
        assert missing.since == Date(2019, 6, 9)
        assert missing.proofs
        assert {each.citation.source.id for each in missing.proofs} == {"guide-v9"}
        assert (missing.citation.source.id, missing.citation.provenance) == ("rnq-2019", Provenance.DEDUCED)
        criterion = found.criteria[0]
        assert (criterion.ready, criterion.ready_indicators, criterion.gaps, criterion.undetermined) == (
            None,
            (1,),
            (),
            (2,),
        )

    def test_a_gap_without_evidence_lacks_it_too(self) -> None:
        found = mock(sheet(2, "partial", evidence=[], quality_at_stake=False))
        assert (found[2].readiness, [each.indicator for each in found.missing]) == (Readiness.MINOR, [2])

    def test_the_points_of_the_sheet_are_to_be_shown_but_for_those_that_do_not_apply(self) -> None:
        first, second, third = sheet(2).points
        filled = sheet(2, evidence=[], points=[first, attrs.evolve(second, answer="not-applicable"), third])
        assert [point.id for point in mock(filled).missing[0].points] == ["2.1", "2.3"]

    def test_a_certifier_with_points_of_its_own_has_those_shown(self) -> None:
        own = attrs.evolve(sheet(2).points[0].point, id="own", words=Words("Oui.", "Yes."))
        known = applicability(["BC"], SOLE, on=DAY, profile=profile_with("certifier", points=[own]))
        found = mock_audit(plan_audit("initial", known), known)
        assert [[point.id for point in each.points] for each in found.missing if each.indicator in (1, 2)] == [
            [],
            ["own"],
        ]

    def test_before_the_last_known_guide_no_proof_is_named(self) -> None:
        """Version 9 of the guide is for the audits from 8 March 2024 on."""
        for day, named in (("2023-03-01", False), ("2024-03-07", False), ("2024-03-08", True)):
            known = bilan(day)
            found = mock_audit(plan_audit("initial", known), known)
            assert {bool(each.proofs) for each in found.missing} == {named}

    def test_the_proofs_are_those_of_the_guide_and_its_examples_for_the_categories(self) -> None:
        known = applied("VAE", "BC", on=DAY)
        (missing,) = (each for each in mock_audit(plan_audit("initial", known), known).missing if each.indicator == 2)
        said = [each.say("en").partition(",")[0] for each in missing.proofs]
        assert said == [
            "Published figures drawn from surveys or reports: satisfaction",
            "Number of beneficiaries at the start and at the end",
            "Candidates supported",
        ]
        (bilans,) = (each for each in without(2).missing)
        assert bilans.proofs == missing.proofs[:2]

    def test_of_an_indicator_that_the_guide_does_not_know_no_proof_is_named(self) -> None:
        """Indicator 33 is new in the edition of 2026, and asked for since its first day."""
        for day in (AFTER, "2026-11-01"):
            known = applied("CFA", on=day)
            (missing,) = (
                each for each in mock_audit(plan_audit("initial", known), known).missing if each.indicator == 33
            )
            assert (missing.proofs, missing.since) == ((), Date(2026, 11, 1))

    def test_an_edition_between_and_a_guide_that_do_not_know_an_indicator_say_nothing_of_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, last = referential(on=DAY), referential(on=AFTER)
        between = attrs.evolve(first, edition="2024", since=Date(2024, 1, 1))
        monkeypatch.setattr(f"{READINESS}.editions", lambda: (first, between, last))
        monkeypatch.setattr(f"{READINESS}.notes_on", lambda number, day: None)
        known = applied("CFA", on=AFTER)
        (*_, missing) = mock_audit(plan_audit("initial", known), known).missing
        assert (missing.indicator, missing.proofs, missing.since) == (33, (), Date(2026, 11, 1))

    def test_what_may_apply_is_named_without_a_sheet_too(self) -> None:
        known = applied("BC", on=DAY)
        found = mock_audit(plan_audit("initial", known), known)[27]
        assert (found.looked_at, found.readiness) == (None, Readiness.NO_SHEET)
        assert (
            found.say("en")
            == "Indicator 27: no sheet, so nothing to show the auditor. It is not certain that the audit looks at it."
        )

    def test_a_sheet_of_the_first_day_of_an_edition_is_one_of_that_edition(self) -> None:
        known = bilan("2026-11-01")
        plan = plan_audit("initial", known)
        filled = [sheet(number, on="2026-11-01") for number in plan.numbers]
        assert mock_audit(plan, known, filled).ready == plan.numbers

    def test_points_partly_met_not_met_and_unanswered_are_named(self) -> None:
        points = [
            attrs.evolve(each, answer=value)
            for each, value in zip(sheet(2).points, ("partial", "no", None), strict=True)
        ]
        found = mock(sheet(2, points=points))
        each = found[2]
        named = [[point.id for point in those] for those in (each.partly_met, each.not_met, each.unanswered)]
        assert named == [["2.1"], ["2.2"], ["2.3"]]
        assert [point.id for point in found.partly_met] == ["2.1"]

    def test_of_several_sheets_the_last_one_counts_and_one_of_later_does_not(self) -> None:
        known = bilan()
        plan = plan_audit("initial", known)
        filled = [
            sheet(2, "no", on="2026-05-04"),
            sheet(2, "partial", on="2026-04-01", quality_at_stake=False),
            sheet(2, "yes", on="2026-05-05"),
        ]
        assert mock_audit(plan, known, filled)[2].readiness is Readiness.MAJOR
        assert mock_audit(plan, known, filled[1:])[2].readiness is Readiness.MINOR
        assert mock_audit(plan, known, filled[2:])[2].readiness is Readiness.NO_SHEET

    def test_a_sheet_is_to_be_filled_in_again_for_what_the_edition_of_2026_changed_in_substance(self) -> None:
        """Indicator 31 changed in form only."""
        known = applicability(["BC"], on=AFTER, profile="law")
        plan = plan_audit("initial", known)
        found = mock_audit(plan, known, [sheet(number, on="2026-10-31") for number in range(1, 33)])
        changed = [each.number for each in found.indicators if each.readiness is Readiness.CHANGED_SINCE]
        assert changed == SUBSTANCE
        assert {each.since for each in found.missing if each.indicator in SUBSTANCE} == {Date(2026, 11, 1)}
        assert found[2].possible == (CONFORMING, MINOR, MAJOR)
        assert found[2].citation == referential(on=AFTER)[2].citation
        assert found[31].readiness is Readiness.READY

    def test_what_the_audit_may_not_look_at_can_be_no_gap(self) -> None:
        """A question is open; or the minimum of a surveillance audit does not have it, and a sheet has."""
        known = applied("BC", on=DAY)
        found = mock_audit(plan_audit("initial", known), known, [sheet(27, "no")])[27]
        assert (found.looked_at, found.possible, found.ready) == (None, (CONFORMING, MAJOR), None)
        left_out = mock(minor(9), kind="surveillance")
        assert (left_out[9].looked_at, left_out[9].possible) == (False, (CONFORMING, MINOR))
        assert 9 not in [each.number for each in mock(kind="surveillance").indicators]

    def test_a_sheet_of_an_indicator_that_does_not_apply_is_set_aside(self) -> None:
        found = mock(sheet(27, "no"), sheet(16, "no"), sheet(14, "no", on="2026-05-05"))
        assert found.aside == (16, 27)
        assert outcomes(found) == [READY, READY]
        with pytest.raises(KeyError):
            found[27]


class TestOutcome:
    """The scale of a certifier: nothing, one to four minor ones, five of them or a major one."""

    GRADABLE = (1, 2, 9, 12, 17, 19, 23, 24, 25, 30)

    @pytest.mark.parametrize("count", range(10))
    def test_the_scale_and_the_texts_count_the_minor_ones(self, count: int) -> None:
        found = mock(*(minor(number) for number in self.GRADABLE[:count]))
        expected = READY if count == 0 else RESERVED if count < 5 else BLOCKED
        assert outcomes(found) == [expected, expected]
        assert found.best.minors == tuple(str(each) for each in self.GRADABLE[:count])

    def test_one_major_one_blocks_with_its_reason(self) -> None:
        found = mock(sheet(4, "partial"))
        assert outcomes(found) == [BLOCKED, BLOCKED]
        assert [(reason.code.value, reason.subject, str(reason.day)) for reason in found.worst.reasons] == [
            ("to-correct", "4", "2026-08-04")
        ]
        assert (found.worst.majors, found.worst.minors) == (("4",), ())

    def test_without_a_scale_the_texts_alone_conclude(self) -> None:
        known = bilan(profile="law")
        found = mock_audit(plan_audit("initial", known), known, [sheet(number) for number in range(1, 33)])
        assert outcomes(found)[0] == ("granted", None)

    def test_what_is_open_leaves_the_best_and_the_worst(self) -> None:
        found = without(4)
        assert outcomes(found) == [READY, BLOCKED]
        assert found.outcome is None
        assert plain(found.say()).startswith(
            "Audit blanc (audit initial), s’il se tenait le 4 mai 2026 : 18 indicateurs en ordre sur 19. "
            "Au mieux : « La certification peut être délivrée (audit initial). Avis favorable. "
            "Aucune non-conformité n’est ouverte. » ; au pire : « Pas encore de décision"
        )

    def test_what_is_open_is_no_conclusion_where_the_best_outcome_is_as_bad(self) -> None:
        """The major non-conformity that is certain stands apart from the one that depends on an answer."""
        found = mock(sheet(4, "no"), sheet(32, None))
        assert found.outcome is DecisionOutcome.WAITING
        best, _, worst = plain(found.say()).partition("au pire")
        assert "Au mieux" in best
        assert "indicateur 4" in best
        assert "indicateur 32" not in best
        assert "indicateur 4" in worst
        assert "indicateur 32" in worst

    def test_what_does_not_change_the_conclusion_is_not_said_twice(self) -> None:
        found = mock(sheet(4, "no"), sheet(2, "partial", evidence=[], quality_at_stake=False), sheet(9, None))
        assert "au pire" in plain(found.say())
        assert "Au mieux" not in mock(sheet(4, "no"), minor(2)).say()

    def test_it_is_what_decide_says_of_the_same_non_conformities(self) -> None:
        found = mock(minor(2), sheet(4, "no"))
        same = [
            NonConformity(indicator=2, grade="minor", notified=DAY, found_at="initial"),
            NonConformity(indicator=4, grade="major", notified=DAY, found_at="initial"),
        ]
        decision = decide("initial", same, on=DAY, profile="certifier")
        assert (found.best.outcome, found.best.reasons) == (decision.outcome, decision.reasons)
        assert found.best.report_outcome == decision.report_outcome

    def test_an_outcome_rests_on_its_reasons_and_then_on_the_scale(self) -> None:
        blocked = mock(sheet(4, "no")).best
        assert [cited.source.id for cited in blocked.citations] == ["audit-art-5", "certifier-practice"]
        known = bilan(profile="law")
        by_law = mock_audit(plan_audit("initial", known), known).best
        assert by_law.citations == tuple(reason.citation for reason in by_law.reasons)
        assert by_law.summary("en") == "The certification can be granted (initial audit)."

    def test_outcomes_are_compared_with_outcomes(self) -> None:
        nothing: Any = None
        with pytest.raises(InvalidInput) as caught:
            mock().best.is_like(nothing)
        assert [(fault.path, fault.expected) for fault in caught.value.faults] == [("other", "instance")]


class TestChanges:
    def test_where_all_is_ready_five_minor_ones_are_two_steps_away(self) -> None:
        """Only the first of them is named: one, which brings reservations."""
        assert steps(mock()) == [("more-minors", 1, *RESERVED)]

    def test_of_six_minor_ones_two_bring_reservations_and_six_a_favourable_outcome(self) -> None:
        found = mock(*(minor(number) for number in TestOutcome.GRADABLE[:6]))
        assert steps(found) == [("lift-minors", 2, *RESERVED), ("lift-minors", 4, *READY)]
        assert found.changes[0].subjects == ("1", "2", "9", "12", "17", "19")

    def test_with_four_one_more_blocks(self) -> None:
        found = mock(*(minor(number) for number in TestOutcome.GRADABLE[:4]))
        assert steps(found) == [("lift-minors", 4, *READY), ("more-minors", 1, *BLOCKED)]

    def test_what_is_open_is_shown_first_then_the_major_ones_are_lifted_and_then_the_minor_ones(self) -> None:
        known = bilan()
        plan = plan_audit("initial", known)
        changed = {4: sheet(4, "no"), 2: minor(2), 9: sheet(9, "partial")}
        filled = [changed.get(number, sheet(number)) for number in plan.numbers]
        found = mock_audit(plan, known, filled)
        assert steps(found) == [("show", 1, *BLOCKED), ("lift-majors", 1, *RESERVED), ("lift-minors", 2, *READY)]
        assert [each.step for each in found.changes] == [1, 2, 3]
        filled[plan.numbers.index(4)] = sheet(4, None)
        found = mock_audit(plan, known, filled)
        assert steps(found) == [
            ("show", 2, *RESERVED),
            ("lift-minors", 2, *READY),
            ("more-minors", 3, *BLOCKED),
        ]
        assert found.changes[0].subjects == ("4", "9")
        assert [each.step for each in found.changes] == [1, 2, None]

    def test_what_is_not_shown_stands_in_the_way_where_the_best_outcome_is_as_bad(self) -> None:
        """With a major one, nothing is gained by showing the evidence alone, nor by lifting the major one alone."""
        known = bilan()
        plan = plan_audit("initial", known)
        filled = [sheet(number, "no" if number == 4 else "yes") for number in plan.numbers if number not in (9, 10)]
        found = mock_audit(plan, known, filled)
        assert steps(found) == [("show", 2, *BLOCKED), ("lift-majors", 1, *READY)]
        assert found.changes[0].subjects == ("9", "10")

    def test_a_major_one_is_lifted_before_the_five_minor_ones_count(self) -> None:
        found = mock(sheet(4, "no"), *(minor(number) for number in TestOutcome.GRADABLE[:5]))
        assert steps(found) == [
            ("lift-majors", 1, *BLOCKED),
            ("lift-minors", 1, *RESERVED),
            ("lift-minors", 4, *READY),
        ]

    def test_where_the_step_does_not_matter_none_is_named(self) -> None:
        """By the texts alone one minor one changes nothing: neither where it is certain nor where it is open."""
        known = bilan(profile="law")
        plan = plan_audit("initial", known)
        for gap in (minor(2), sheet(2, None, decision="minor")):
            filled = {number: sheet(number) for number in (*plan.numbers, *plan.undetermined)} | {2: gap}
            found = mock_audit(plan, known, filled.values())
            assert [each.code for each in found.changes if each.step is not None] == []

    def test_what_is_open_and_decides_nothing_is_no_step(self) -> None:
        """What a surveillance audit need not look at is minor at worst, and by the texts alone that changes nothing."""
        known = bilan(profile="law")
        plan = plan_audit("surveillance", known)
        filled = [*(sheet(number) for number in plan.numbers), minor(9)]
        found = mock_audit(plan, known, filled, outside=SHOWN)
        assert found[9].possible == (CONFORMING, MINOR)
        assert (found.best.minors, found.worst.minors) == ((), ("9",))
        assert [each.code for each in found.changes if each.step is not None] == []

    def test_what_can_only_be_major_is_no_minor_gap_more(self) -> None:
        """Of what this surveillance audit looks at, all that can be minor has an open gap of the audit before."""
        gradable = [1, 17, 19]
        before = [earlier(number) for number in gradable]
        found = mock(kind="surveillance", nonconformities=before, outside=SHOWN)
        edition = referential(on=DAY)
        assert [
            each.number for each in found.indicators if edition[each.number].grading is Grading.GRADABLE
        ] == gradable
        assert len(found.indicators) > 3
        assert (found.best.outcome, found.changes) == (DecisionOutcome.MAINTAINED, ())

    def test_more_gaps_are_those_of_what_conforms_so_far(self) -> None:
        """A minor one in place of a major one is no gap more, and none is where one of an audit before is open."""
        found = mock(sheet(1, "no"), *(sheet(number, "no") for number in (2, 9)))
        assert [each for each in found.changes if each.code is OutcomeChangeCode.MORE_MINORS] == []
        surveillance = mock(kind="surveillance", nonconformities=[earlier(1), earlier(2)], outside=SHOWN)
        assert [(each.count, each.outcome.majors) for each in surveillance.changes] == [(1, ())]

    def test_which_minor_ones_are_lifted_counts_where_they_were_too_many_long_ago(self) -> None:
        """Five of an audit before, on what does not apply, and one of today: with the last one lifted they are five."""
        old = [earlier(number, notified="2025-03-03") for number in (3, 13, 14, 15, 16)]
        found = mock(minor(2), kind="renewal", nonconformities=old, outside=SHOWN)
        assert found.worst.minors == ("3", "13", "14", "15", "16", "2")
        assert found.worst.outcome is DecisionOutcome.REFUSED
        assert steps(found) == [("lift-minors", 2, *RESERVED), ("lift-minors", 4, *READY)]

    def test_where_no_number_of_minor_ones_is_known_to_count_none_is_named(self) -> None:
        """Before September 2023 what minor ones count for is not known, and one of them leaves it open."""
        known = bilan("2023-03-01", profile="law")
        plan = plan_audit("initial", known)
        found = mock_audit(plan, known, [sheet(number, on="2023-03-01") for number in plan.numbers])
        assert found.changes[-1].outcome.outcome is DecisionOutcome.UNDETERMINED
        open_ = mock_audit(
            plan,
            known,
            [
                sheet(number, "partial" if number == 2 else "yes", on="2023-03-01", quality_at_stake=False)
                for number in plan.numbers
            ],
        )
        assert [each.code for each in open_.changes if each.code is OutcomeChangeCode.MORE_MINORS] == []


def earlier(indicator: int | None, grade: str = "minor", **fields: Any) -> NonConformity:
    return NonConformity(
        **{"indicator": indicator, "grade": grade, "notified": "2025-03-03", "found_at": "initial", **fields}
    )


class TestEarlier:
    """The non-conformities of the audits before."""

    def test_a_minor_one_that_is_not_corrected_is_major_at_the_next_audit(self) -> None:
        found = mock(minor(2), kind="surveillance", nonconformities=[earlier(2)], outside=SHOWN)
        assert (found[2].readiness, found[2].possible) == (Readiness.NOT_LIFTED, (MAJOR,))
        assert found[2].citation.source.id == "audit-art-5"
        assert found.worst.majors == ("2",)
        assert [str(reason.day) for reason in found.worst.reasons] == ["2026-08-04"]

    def test_one_that_is_corrected_is_lifted_there(self) -> None:
        found = mock(kind="surveillance", nonconformities=[earlier(2)], outside=SHOWN)
        assert found[2].readiness is Readiness.READY
        assert outcomes(found) == [("maintained", "favourable")] * 2

    def test_where_the_auditor_must_judge_what_is_left_of_it_is_major_too(self) -> None:
        found = mock(sheet(2, "partial"), kind="surveillance", nonconformities=[earlier(2)])
        assert (found[2].readiness, found[2].possible) == (Readiness.NOT_LIFTED, (MAJOR,))
        assert mock(sheet(2, "no"), kind="surveillance", nonconformities=[earlier(2)])[2].readiness is Readiness.MAJOR

    def test_without_a_sheet_it_is_open_between_conforming_and_major(self) -> None:
        known = bilan()
        plan = plan_audit("surveillance", known, nonconformities=[earlier(2)])
        found = mock_audit(plan, known, nonconformities=[earlier(2)])
        assert (found[2].readiness, found[2].possible) == (Readiness.NO_SHEET, (CONFORMING, MAJOR))

    def test_one_that_was_lifted_after_the_sheet_is_no_gap_any_more(self) -> None:
        known = bilan()
        lifted = earlier(2, notified="2026-04-07", lifted="2026-05-04", verified="2026-05-04")
        plan = plan_audit("surveillance", known, nonconformities=[lifted])
        old = sheet(2, "partial", on="2026-04-06", quality_at_stake=False)
        found = mock_audit(plan, known, [old], nonconformities=[lifted])[2]
        assert (found.readiness, found.possible, found.partly_met) == (Readiness.LIFTED, (CONFORMING,), ())
        same = attrs.evolve(lifted, notified="2026-04-06")
        assert mock_audit(plan, known, [old], nonconformities=[same])[2].readiness is Readiness.LIFTED
        for changed in ({"lifted": "2026-05-05"}, {"lifted": None}, {"indicator": 1}, {"notified": "2026-04-05"}):
            other = attrs.evolve(lifted, **changed)
            assert mock_audit(plan, known, [old], nonconformities=[other])[2].readiness is not Readiness.LIFTED

    def test_a_late_major_one_suspends(self) -> None:
        late = earlier(4, "major", notified="2026-01-05")
        found = mock(sheet(4, "no"), kind="surveillance", nonconformities=[late])
        assert found.worst.outcome is DecisionOutcome.SUSPENDED
        corrected = mock(kind="surveillance", nonconformities=[late], outside=SHOWN)
        assert corrected.worst.outcome is DecisionOutcome.MAINTAINED

    def test_one_on_what_the_audit_does_not_look_at_stays_as_it_is(self) -> None:
        """Of the display at an initial audit, or of an indicator that does not apply; lifting it is a step."""
        late = earlier(27, "major", notified="2026-04-01")
        found = mock(nonconformities=[late])
        assert (found.best.majors, outcomes(found)) == (("27",), [BLOCKED, BLOCKED])
        assert steps(found) == [("lift-majors", 1, *READY)]
        assert mock(nonconformities=[earlier(27)]).best.minors == ("27",)
        assert mock(nonconformities=[earlier(None, "major", notified="2026-04-01")]).best.majors == ("display",)

    def test_a_time_that_an_audit_before_missed_is_not_one_of_this_audit(self) -> None:
        """Five minor ones were to be reduced by June 2025; what is left of them is to be corrected from now on."""
        numbers = TestOutcome.GRADABLE[:5]
        found = mock(
            *(minor(number) for number in numbers),
            kind="renewal",
            nonconformities=[earlier(number, found_at=None) for number in numbers],
            outside=SHOWN,
        )
        assert (found.worst.outcome, len(found.worst.majors)) == (DecisionOutcome.WAITING, 5)

    def test_one_of_the_same_day_is_not_of_an_audit_before(self) -> None:
        today = earlier(2, notified=DAY)
        found = mock(minor(2), kind="surveillance", nonconformities=[today], outside=SHOWN)
        assert (found[2].readiness, found.worst.minors) == (Readiness.MINOR, ("2",))

    def test_one_that_an_audit_made_major_already_keeps_its_time(self) -> None:
        requalified = earlier(2, next_audit="2026-04-01")
        found = mock(minor(2), kind="surveillance", nonconformities=[requalified], outside=SHOWN)
        assert [str(reason.day) for reason in found.worst.reasons] == ["2026-07-01"]

    def test_one_of_later_is_not_known_yet(self) -> None:
        assert mock(nonconformities=[earlier(4, "major", notified="2026-05-05")]) == mock()


class TestOutside:
    """The mark and the display are no indicators: the first has no weight by any text, the second is a major one."""

    @pytest.mark.parametrize(
        ("kind", "on", "weight", "source", "provenance"),
        [
            ("surveillance", "2023-09-01", OutsideWeight.MAJOR, "audit-art-2", Provenance.VERBATIM),
            ("renewal", "2023-09-01", OutsideWeight.MAJOR, "audit-art-2", Provenance.DEDUCED),
            ("surveillance", "2023-08-31", OutsideWeight.NOT_CHECKED, "audit-art-2", Provenance.VERBATIM),
            ("initial", DAY, OutsideWeight.NOT_CHECKED, "audit-art-2", Provenance.VERBATIM),
        ],
    )
    def test_the_display_is_major_at_surveillance_since_september_2023_and_by_deduction_at_renewal(
        self, kind: str, on: str, weight: OutsideWeight, source: str, provenance: Provenance
    ) -> None:
        display, _ = mock(kind=kind, on=on).outside
        assert (display.code, display.weight) == (OutsideCode.DISPLAY, weight)
        assert (display.citation.source.id, display.citation.provenance) == (source, provenance)

    @pytest.mark.parametrize(
        ("answer", "ready", "possible"),
        [
            ("yes", True, [CONFORMING]),
            ("not-applicable", True, [CONFORMING]),
            ("partial", False, [MAJOR]),
            ("no", False, [MAJOR]),
            (None, None, [CONFORMING, MAJOR]),
        ],
    )
    def test_the_answer_decides_at_surveillance(
        self, answer: str | None, ready: bool | None, possible: list[SheetDecision]
    ) -> None:
        found = mock(kind="surveillance", outside=OutsideAnswers(display=answer, mark=answer))
        display, mark = found.outside
        assert (display.ready, list(display.possible)) == (ready, possible)
        assert (mark.ready, list(mark.possible), mark.weight) == (ready, [CONFORMING], OutsideWeight.NONE)
        assert found.worst.majors == (("display",) if possible[-1] is MAJOR else ())
        assert found.best.majors == (("display",) if possible == [MAJOR] else ())

    def test_that_in_part_is_not_enough_is_deduced(self) -> None:
        display, _ = mock(kind="surveillance", outside=OutsideAnswers(display="partial")).outside
        assert display.citation.provenance is Provenance.DEDUCED

    def test_the_mark_is_a_practice_and_there_is_none_before_the_certificate(self) -> None:
        _, mark = mock(kind="initial", outside=OutsideAnswers(mark="no")).outside
        assert (mark.weight, mark.ready, mark.possible) == (OutsideWeight.NOT_CHECKED, True, (CONFORMING,))
        assert (mark.citation.basis.value, mark.citation.source.id) == ("practice", "certifier-practice")

    def test_an_open_non_conformity_on_the_display_stays_until_it_is_displayed(self) -> None:
        late = earlier(None, "major", notified="2026-04-01")
        for displayed, majors in (("yes", ()), ("no", ("display",))):
            found = mock(kind="surveillance", nonconformities=[late], outside=OutsideAnswers(display=displayed))
            assert found.worst.majors == majors

    def test_each_is_rendered_in_words(self) -> None:
        display, mark = mock(kind="surveillance", outside=OutsideAnswers(mark="no")).outside
        assert plain(display.say()) == (
            "Affichage ou communication du certificat : réponse non précisée. "
            "Un manquement est une non-conformité majeure."
        )
        assert mark.say("en") == (
            "Use of the mark according to its charter: not met. No text consulted makes it a non-conformity."
        )
        assert mock().outside[0].say("en") == (
            "Display or communication of the certificate: not checked at this audit."
        )


class TestCarriedOver:
    @pytest.mark.parametrize(
        ("kind", "after", "reason"),
        [
            ("initial", "surveillance", "past-non-conformity"),
            ("extension", "surveillance", "past-non-conformity"),
            ("renewal", "surveillance", "past-non-conformity"),
            ("surveillance", "renewal", "corrective-action"),
        ],
    )
    def test_a_gap_is_looked_at_again_by_the_audit_after_this_one(self, kind: str, after: str, reason: str) -> None:
        found = mock(minor(17), sheet(4, None), kind=kind)
        assert [(each.number, each.certain, each.kind.value) for each in found.carried_over] == [
            (4, False, after),
            (17, True, after),
        ]
        assert all(reason in [each.code.value for each in carried.reasons] for carried in found.carried_over)

    def test_it_says_why_in_words(self) -> None:
        (carried,) = mock(minor(2)).carried_over
        assert carried.say("en") == (
            "Indicator 2: the gap will be looked at again at the audit that follows (surveillance audit). "
            "The previous audit found a non-conformity on it."
        )
        assert [cited.source.id for cited in carried.citations] == ["audit-art-2"]
        (open_,) = mock(sheet(2, None)).carried_over
        assert open_.say("en") == (
            "Indicator 2: if the gap is confirmed, it will be looked at again at the audit that follows "
            "(surveillance audit). The previous audit found a non-conformity on it."
        )


class TestWords:
    def test_an_indicator_a_criterion_and_what_is_missing(self) -> None:
        found = mock(sheet(2, "partial", evidence=[], quality_at_stake=False))
        assert plain(found[2].say()) == (
            "Indicateur 2 : non-conformité mineure. 3 points atteints en partie (2.1, 2.2 et 2.3)."
        )
        assert found.criteria[0].say("en") == "Criterion 1: 1 indicator ready out of 2. Gaps: 2."
        assert found.criteria[0].ready is False
        said = plain(found.missing[0].say())
        assert said.startswith("Indicateur 2 : preuves à réunir (exigence inchangée depuis les audits du 9 juin 2019).")
        assert " À montrer : " in said
        assert " Preuves possibles : " in said

    def test_the_gaps_and_what_is_not_known_of_a_criterion(self) -> None:
        assert (
            mock(minor(1), minor(2)).criteria[0].say("en") == "Criterion 1: 0 indicators ready out of 2. Gaps: 1 and 2."
        )
        assert without(2).criteria[0].say("en") == "Criterion 1: 1 indicator ready out of 2. Undetermined: 2."

    @pytest.mark.parametrize("readiness", Readiness)
    def test_whatever_is_shown_of_an_indicator_has_its_words_in_both_languages(self, readiness: Readiness) -> None:
        shown = attrs.evolve(mock()[2], readiness=readiness)
        assert plain(shown.say()).startswith("Indicateur 2 : ")
        assert shown.say("en").startswith("Indicator 2: ")

    def test_each_part_is_rendered_in_french_where_nothing_is_said(self) -> None:
        found = mock(sheet(4, "no"), minor(2))
        parts: list[Any] = [found, found.best, found[2], found.criteria[0], found.outside[0]]
        parts += [found.changes[0], found.carried_over[0], without(2).missing[0]]
        assert [each.say() for each in parts] == [each.say("fr") for each in parts]
        assert found.best.summary() == found.best.summary("fr")

    def test_what_is_missing_says_what_is_to_be_shown_and_where_to_look(self) -> None:
        (missing,) = without(2).missing
        head = "Indicator 2: evidence to be gathered. Asked for as it is now at audits since 9 June 2019."
        points, proofs = (" ".join(each.say("en") for each in those) for those in (missing.points, missing.proofs))
        assert len(missing.points) > 1
        assert missing.say("en") == f"{head} To be shown: {points} Where to look: {proofs}"
        nothing = attrs.evolve(missing, points=(), proofs=())
        assert nothing.say("en") == head

    def test_a_change(self) -> None:
        first, second = mock(*(minor(number) for number in TestOutcome.GRADABLE[:6])).changes
        assert plain(first.say()) == (
            "Étape 1 : une fois 2 non-conformités mineures levées, parmi celles-ci (indicateur 1, indicateur 2, "
            "indicateur 9, indicateur 12, indicateur 17 et indicateur 19) : « La certification peut être délivrée "
            "(audit initial). "
            "Certification avec réserves : les non-conformités mineures restent à lever. »"
        )
        assert plain(second.say()).startswith("Étape 2, en plus de ce qui précède : une fois 4 non-conformités")
        assert second.citations == second.outcome.citations
        (more,) = mock().changes
        assert more.say("en") == (
            "At best, with 1 more minor non-conformity: “The certification can be granted (initial audit). "
            "Certification with reservations: the minor non-conformities still have to be lifted.”"
        )

    def test_each_part_is_one_line_with_the_facts_that_matter(self) -> None:
        found = mock(sheet(4, "no"), minor(2))
        assert repr(found) == 'MockAudit(kind="initial", on=2026-05-04, ready=17, indicators=19, outcome="waiting")'
        assert repr(found.best) == (
            'MockOutcome(outcome="waiting", report_outcome="unfavourable", majors=["4"], minors=["2"])'
        )
        assert repr(found.changes[0]) == (
            'OutcomeChange(code="lift-majors", step=1, count=1, subjects=["4"], outcome="granted")'
        )
        assert repr(found[2]) == 'IndicatorReadiness(number=2, readiness="minor", possible=["minor"])'
        assert repr(without(2).missing[0]) == "MissingEvidence(indicator=2, points=3, since=2019-06-09)"
        known = bilan(profile="law")
        by_law = mock_audit(plan_audit("initial", known), known).best
        assert repr(by_law) == 'MockOutcome(outcome="granted", report_outcome=None, majors=[], minors=[])'

    def test_the_sources_are_in_the_order_in_which_they_are_rendered_each_once(self) -> None:
        for found in (mock(), mock(sheet(4, "no"), sheet(2, evidence=[]), kind="surveillance", on=AFTER)):
            parts: list[Any] = [found.best, found.worst, *found.criteria]
            for each in found.indicators:
                parts += [each] if each.missing is None else [each, each.missing]
            parts += [*found.outside, *found.changes, *found.carried_over]
            cited = [part.citations if hasattr(part, "citations") else (part.citation,) for part in parts]
            assert found.citations == tuple(dict.fromkeys(each for those in cited for each in those))


KINDS = st.sampled_from([each for each in AuditKind if each is not AuditKind.COMPLEMENTARY])


@st.composite
def mocks(draw: st.DrawFn) -> dict[str, Any]:
    """The arguments of a mock audit on any day."""
    known, found = draw(applicabilities()), draw(st.lists(nonconformities(), max_size=4))
    return {
        "plan": plan_audit(draw(KINDS), known, nonconformities=found),
        "applied": known,
        "sheets": draw(st.lists(sheets(), max_size=4)),
        "outside": draw(outside_answers()),
        "nonconformities": found,
    }


PROFILES = st.sampled_from(["law", "certifier"])
ANSWERED: dict[str, dict[str, Any]] = {
    "ready": {},
    "minor": {"answer": "partial", "quality_at_stake": False},
    "major": {"answer": "no"},
    "to judge": {"answer": "partial"},
    "unanswered": {"answer": None},
    "no evidence": {"evidence": []},
}


@st.composite
def prepared(draw: st.DrawFn) -> dict[str, Any]:
    """The arguments of a mock audit of a provider who knows most, with gaps of every kind and of audits before."""
    kind, known = draw(st.sampled_from(["initial", "surveillance", "renewal"])), bilan(profile=draw(PROFILES))
    found = draw(st.lists(nonconformities(), max_size=6))
    plan = plan_audit(kind, known, nonconformities=found)
    answered = draw(
        st.fixed_dictionaries({number: st.sampled_from([None, *ANSWERED]) for number in plan.numbers})
        | st.fixed_dictionaries({number: st.sampled_from(["ready", "minor"]) for number in plan.numbers})
    )
    filled = [sheet(number, **ANSWERED[name]) for number, name in answered.items() if name is not None]
    return {
        "plan": plan,
        "applied": known,
        "sheets": filled,
        "outside": draw(outside_answers()),
        "nonconformities": found,
    }


@pytest.mark.property
@given(arguments=mocks())
def test_any_mock_audit_holds_together_and_is_rendered_in_words(arguments: dict[str, Any]) -> None:
    found = mock_audit(**arguments)
    order = list(SheetDecision)
    for each in found.indicators:
        assert list(each.possible) == sorted(set(each.possible), key=order.index)
        assert each.possible
    assert sorted(
        number for each in found.criteria for number in (*each.ready_indicators, *each.gaps, *each.undetermined)
    ) == [each.number for each in found.indicators]
    assert found.ready == tuple(each.number for each in found.indicators if each.possible == (CONFORMING,))
    assert set(found.best.majors) <= set(found.worst.majors)
    assert {each.number for each in found.carried_over} == {
        each.number for each in found.indicators if each.ready is not True
    }
    results: tuple[Any, ...] = (
        *(found, *found.indicators, *found.criteria, *found.outside, found.best, found.worst, *found.missing),
        *(*found.changes, *found.carried_over),
    )
    for result in results:
        assert result.say("fr") == result.say("fr") != result.say("en")
        assert "{" not in result.say("fr") + result.say("en")
        assert set(getattr(result, "citations", ())) <= set(found.citations)
    assert found.citations


@pytest.mark.property
@given(arguments=mocks(), order=st.randoms(use_true_random=False))
def test_neither_the_order_nor_what_is_later_changes_it(arguments: dict[str, Any], order: Any) -> None:
    day = arguments["plan"].on
    shuffled = list(arguments["nonconformities"])
    order.shuffle(shuffled)
    later = IndicatorSheet(indicator=1, on=day.add(days=1), decision="major")
    assert mock_audit(**{**arguments, "nonconformities": shuffled}).best.outcome is mock_audit(**arguments).best.outcome
    assert mock_audit(**{**arguments, "sheets": [later, *arguments["sheets"]]}) == mock_audit(**arguments)


@pytest.mark.property
@given(arguments=prepared())
def test_a_sheet_of_the_day_is_graded_as_the_mock_audit_does(arguments: dict[str, Any]) -> None:
    """Where the non-conformities are known, what is left of one of an audit before is minor for neither."""
    found = mock_audit(**arguments)
    for filled in arguments["sheets"]:
        allowed = grade_sheet(filled, nonconformities=arguments["nonconformities"]).allowed
        readiness = found[filled.indicator]
        if readiness.missing is None and readiness.looked_at and readiness.readiness is not Readiness.LIFTED:
            assert readiness.possible == allowed


@pytest.mark.property
@given(number=st.sampled_from(list(range(1, 33))), quality=answer(), answers=st.lists(st.sampled_from(PointAnswer)))
def test_one_more_sheet_only_narrows_what_is_open(
    number: int, quality: bool | None, answers: list[PointAnswer]
) -> None:
    known = applied("AF", "BC", "VAE", "CFA", on=DAY)
    plan = plan_audit("initial", known)
    points = [attrs.evolve(sheet(2).points[0].point, id=f"own {at}", indicator=number) for at, _ in enumerate(answers)]
    checked = [CheckedPoint(point=point, answer=value) for point, value in zip(points, answers, strict=True)]
    one = IndicatorSheet(indicator=number, on=DAY, points=checked, evidence=SEEN, quality_at_stake=quality)
    assert set(mock_audit(plan, known, [one])[number].possible) <= set(mock_audit(plan, known)[number].possible)


@pytest.mark.property
@given(arguments=mocks() | prepared())
def test_a_step_that_changes_nothing_alone_stands_before_one_that_does(arguments: dict[str, Any]) -> None:
    found = mock_audit(**arguments)
    before, unchanged = found.worst, False
    for change in found.changes:
        if change.step is None:
            assert not unchanged
            before = found.best
        unchanged = change.outcome.is_like(before)
        assert not unchanged or change.code in (OutcomeChangeCode.SHOW, OutcomeChangeCode.LIFT_MAJORS)
        before = change.outcome
    assert not unchanged


def settled(arguments: dict[str, Any], subjects: dict[str, SheetDecision]) -> dict[str, Any]:
    """The arguments with some subjects settled: by a new sheet, by the display, or by the lifting of what is open."""
    found, day = mock_audit(**arguments), arguments["plan"].on
    looked_at = {str(each.number) for each in found.indicators}
    new = [
        IndicatorSheet(indicator=int(subject), on=day, evidence=SEEN, decision=decision)
        for subject, decision in subjects.items()
        if subject in looked_at
    ]
    checked = found.outside[0].weight is OutsideWeight.MAJOR
    gone = {subject for subject in subjects if subject not in looked_at and not (subject == "display" and checked)}
    outside = arguments["outside"]
    shown = checked and subjects.get("display") is CONFORMING
    return {
        **arguments,
        "sheets": [*arguments["sheets"], *new],
        "outside": attrs.evolve(outside, display="yes") if shown else outside,
        "nonconformities": [
            attrs.evolve(each, verified=None, lifted=day) if each.subject in gone and each.notified <= day else each
            for each in arguments["nonconformities"]
        ],
    }


@pytest.mark.property
@given(arguments=mocks() | prepared(), order=st.integers(0, 99).map(Random))
def test_the_steps_add_up_each_taken_after_those_before_it_gives_the_outcome_that_it_announces(
    arguments: dict[str, Any], order: Any
) -> None:
    """Showing what is open, lifting the major ones and any of the minor ones, in the sheets themselves."""
    found = mock_audit(**arguments)
    taken = [change for change in found.changes if change.step is not None]
    assert [change.step for change in taken] == list(range(1, len(taken) + 1))
    best = {str(each.number): each.possible[0] for each in found.indicators} | {"display": found.outside[0].possible[0]}
    for change in taken:
        if change.code is OutcomeChangeCode.SHOW:
            chosen = {subject: best[subject] for subject in change.subjects}
        else:
            still = mock_audit(**arguments).worst
            left = [each for each in change.subjects if each in (*still.majors, *still.minors)]
            chosen = dict.fromkeys(order.sample(left, change.count), CONFORMING)
        arguments = settled(arguments, chosen)
        assert mock_audit(**arguments).worst.is_like(change.outcome)
    everything = settled(arguments, dict.fromkeys([*best, *found.best.majors, *found.best.minors], CONFORMING))
    assert mock_audit(**everything).worst.is_like(taken[-1].outcome if taken else found.worst)


@pytest.mark.property
@given(arguments=mocks() | prepared(), order=st.integers(0, 99).map(Random))
def test_so_many_more_minor_gaps_give_the_outcome_that_is_announced(arguments: dict[str, Any], order: Any) -> None:
    found = mock_audit(**arguments)
    best = {str(each.number): each.possible[0] for each in found.indicators}
    display = found.outside[0]
    if display.weight is OutsideWeight.MAJOR:
        best["display"] = display.possible[0]
    day, edition = arguments["plan"].on, referential(on=arguments["plan"].on)
    open_before = {each.indicator for each in arguments["nonconformities"] if each.status(on=day).is_open}
    free = [
        each.number
        for each in found.indicators
        if each.possible[0] is CONFORMING and edition[each.number].grading is Grading.GRADABLE
    ]
    free = [number for number in free if number not in open_before]
    arguments = settled(arguments, best)
    assert mock_audit(**arguments).worst.is_like(found.best)
    more = [change for change in found.changes if change.step is None]
    assert len(more) <= 1
    for change in more:
        for count in range(change.count + 1):
            chosen = dict.fromkeys(map(str, order.sample(free, count)), MINOR)
            worst = mock_audit(**settled(arguments, chosen)).worst
            assert worst.is_like(change.outcome if count == change.count else found.best)


@pytest.mark.property
@given(day=audit_days())
def test_with_every_sheet_ready_nothing_of_the_indicators_stands_in_the_way(day: Date) -> None:
    found = mock(on=day)
    assert all(each.ready for each in found.indicators)
    assert (found.best, found.outcome) == (found.worst, DecisionOutcome.GRANTED)
    assert found.best.report_outcome is not None
    assert found.best.report_outcome.code is ReportOutcomeCode.FAVOURABLE


def test_the_readiness_for_an_indicator_has_a_decision_and_its_own_types() -> None:
    ready = mock()[2]
    with refused("possible: "):
        attrs.evolve(ready, possible=())
    number: Any = "2"
    with refused("number: "):
        attrs.evolve(ready, number=number)


def test_what_does_not_hold_is_refused_all_together() -> None:
    known = bilan()
    plan = plan_audit("initial", known)
    with refused("(?s)plan: .*applied: .*sheets.0.: .*outside: .*nonconformities.0.: "):
        mock_audit(None, None, [None], outside="no", nonconformities=[None])  # type: ignore[arg-type, list-item]
    with refused("(?s)plan.kind: .*applied.on: .*applied.categories: "):
        mock_audit(plan_audit("complementary", bilan(AFTER)), applied("AF", on=DAY))
    cut_down = attrs.evolve(plan, indicators=plan.indicators[:2])
    with pytest.raises(InvalidInput) as caught:
        mock_audit(cut_down, known)
    (fault,) = caught.value.faults
    assert (fault.path, fault.expected, fault.params) == ("applied.results", "exactly", {"right": "1, 2"})
    assert fault.value == ", ".join(map(str, range(1, 33)))
    edition = referential(on=DAY)
    own = attrs.evolve(edition, indicators=(*edition.indicators, attrs.evolve(edition[32], number=34)))
    added = applicability(["BC"], SOLE, on=DAY, edition=own)
    with refused("applied.results.32..indicator: .*from 1 to 32"):
        mock_audit(plan_audit("initial", added), added)
    with refused("(?s)display: .*mark: "):
        OutsideAnswers(display="maybe", mark=True)  # type: ignore[arg-type]
    assert mock_audit(plan, known).ready == ()
