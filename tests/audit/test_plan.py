"""The plan of an audit: every indicator with its reasons, the display of the certificate and the place."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from pendulum import Date

from qualiopi_rules import InvalidInput
from qualiopi_rules.audit import AuditFacts, AuditPlan, Shortened, VenueFacts, plan_audit, scope
from qualiopi_rules.audit.place import place_of
from qualiopi_rules.audit.scope import PlanReasonCode
from qualiopi_rules.core.resources import text
from qualiopi_rules.formats.json import dump, load
from qualiopi_rules.indicators import Applicability
from qualiopi_rules.indicators.periods import changes_of
from qualiopi_rules.indicators.result import Applies
from qualiopi_rules.law import Provenance
from qualiopi_rules.law.dated import dated
from qualiopi_rules.rnq import AuditKind, Category
from qualiopi_rules.rnq.edition import editions
from qualiopi_rules.rnq.notes import all_notes
from tests.audit.plans import applicabilities, applied, codes, ncs
from tests.strategies import audit_kinds, numbers, venues
from tests.texts import DEDUCED, LAW, VERBATIM, cited


def changes() -> set[Date]:
    """The days on which something in the texts of audits, in the guide or in the editions begins, or ended the day
    before.
    """
    rules = [dated("audit/audit", name) for name, table in text("audit/audit").items() if "values" in table]
    begun = {day for rule in rules for day in changes_of(rule)}
    return (
        begun | {each.since for notes in all_notes() for each in notes.values()} | {each.since for each in editions()}
    )


@pytest.mark.parametrize("kind", AuditKind)
@pytest.mark.parametrize("shortened", [None, *Shortened])
def test_a_plan_is_the_same_on_all_days_of_a_period(kind: AuditKind, shortened: Shortened | None) -> None:
    """What is remembered for a period is what its rule gives on the day itself."""
    results = applied("AF", "BC").results
    for day in sorted({day for change in changes() for day in (change.subtract(days=1), change)}):
        for past, left, new in product((True, False), (True, False), (frozenset(), frozenset({Category.AF}))):
            known = (past, shortened, left, new, bool(new))
            for result in results:
                period = scope._planned(result, kind, scope._period_of(day), *known)
                assert period == scope._Scope(kind, day, *known).planned(result)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        ("2020-01-06", "2020-01-06"),  # before anything is known of the minimum, no other day has its plans
        ("2023-09-02", "2023-09-01"),  # article 2
        ("2024-03-07", "2023-09-01"),
        ("2024-03-08", "2024-03-08"),  # guide V9
        ("2024-06-03", "2024-03-08"),
    ],
)
def test_what_is_planned_on_a_day_is_remembered_for_its_period(day: str, first: str) -> None:
    assert str(scope._period_of(Date.fromisoformat(day))) == first


class TestPlan:
    @pytest.mark.property
    @given(applicable=applicabilities(), kind=audit_kinds(), past=numbers(), left=numbers(), venue=venues())
    def test_every_indicator_is_planned_once_with_its_reasons_in_words(
        self,
        applicable: Applicability,
        kind: AuditKind,
        past: frozenset[int],
        left: frozenset[int],
        venue: VenueFacts,
    ) -> None:
        plan = plan_audit(kind, applicable, nonconformities=ncs(past), left_out_before=left, venue=venue)
        assert (plan.kind, plan.on, plan.categories) == (kind, applicable.on, applicable.categories)
        assert [each.number for each in plan.indicators] == [result.number for result in applicable.results]
        for each in plan.indicators:
            assert plan[each.number] is each
            assert each.reasons
            assert "{" not in each.say("fr") + each.say("en")
        assert plan.place == place_of(kind, venue, applicable.on)
        assert load(dump(plan), AuditPlan) == plan

    @pytest.mark.property
    @given(applicable=applicabilities(), kind=audit_kinds(), past=numbers(), left=numbers())
    def test_what_does_not_apply_is_never_looked_at_and_what_may_apply_is_never_certain(
        self, applicable: Applicability, kind: AuditKind, past: frozenset[int], left: frozenset[int]
    ) -> None:
        plan = plan_audit(kind, applicable, nonconformities=ncs(past), left_out_before=left, new_entrant_in=["AF"])
        for each, result in zip(plan.indicators, applicable.results, strict=True):
            if result.applies is Applies.NO:
                assert (each.looked_at, each.focuses) == (False, ())
                assert [reason.code for reason in each.reasons] == [PlanReasonCode.NOT_APPLICABLE]
                assert each.reasons[0].citation == result.reasons[0].citation
            if result.applies is Applies.UNDETERMINED:
                assert each.looked_at is not True
                if each.looked_at is None and each.reasons[0].code is not PlanReasonCode.NO_RULE:
                    assert each.reasons[0].code is PlanReasonCode.APPLICABILITY_OPEN
                    assert each.reasons[0].citation == result.reasons[0].citation
                    assert len(each.reasons) > 1

    def test_what_may_not_apply_and_need_not_be_looked_at_may_be_left_out(self) -> None:
        """Whether 13 applies to training is open; at surveillance it does not matter."""
        plan = plan_audit("surveillance", applied("AF"))
        assert (plan[13].looked_at, codes(plan, 13)) == (False, [PlanReasonCode.NOT_IN_MINIMUM])
        assert codes(plan, 3) == [PlanReasonCode.APPLICABILITY_OPEN, PlanReasonCode.WHERE_CONCERNED]

    def test_surveillance_verifies_that_the_certificate_is_displayed_and_renewal_by_deduction(self) -> None:
        """Article 2, since September 2023, speaks of surveillance audits; before, no such duty is known."""
        plans = {kind: plan_audit(kind, applied("BC", on="2023-09-01")) for kind in AuditKind}
        shown = {kind: cited(plan.display_citation) for kind, plan in plans.items() if plan.display_citation}
        assert shown == {
            AuditKind.SURVEILLANCE: ("audit-art-2", LAW, VERBATIM),
            AuditKind.RENEWAL: ("audit-art-2", LAW, DEDUCED),
        }
        assert {kind for kind, plan in plans.items() if plan.display} == shown.keys()
        assert not any(plan_audit(kind, applied("BC", on="2023-08-31")).display for kind in AuditKind)

    def test_the_source_of_the_display_is_among_its_citations(self) -> None:
        for kind in (AuditKind.SURVEILLANCE, AuditKind.RENEWAL):
            plan = plan_audit(kind, applied("BC"))
            of_place = tuple(used.citation for used in plan.place.values)
            assert plan.citations[-1 - len(of_place) :] == (plan.display_citation, *of_place)

    def test_a_reason_has_the_provenance_of_its_rule(self) -> None:
        surveillance = plan_audit("surveillance", applied("BC"), nonconformities=ncs({2}))
        assert {reason.citation.provenance for reason in surveillance[2].reasons} == {Provenance.VERBATIM}
        for kind, provenance in (
            ("initial", Provenance.DEDUCED),
            ("renewal", Provenance.SECOND_HAND),
            ("extension", Provenance.SECOND_HAND),
            ("complementary", Provenance.SECOND_HAND),
        ):
            plan = plan_audit(kind, applied("BC"), nonconformities=ncs({2}))
            assert {reason.citation.provenance for reason in plan[2].reasons} == {provenance}
            assert plan[1].reasons[0].citation.provenance is provenance

    def test_its_citations_are_those_of_its_indicators_then_of_its_place(self) -> None:
        plan = plan_audit("initial", applied("BC"))
        of_place = tuple(used.citation for used in plan.place.values)
        assert of_place
        assert plan.citations == (*(each for one in plan.indicators for each in one.citations), *of_place)
        assert plan[1].citations[0] == plan[1].reasons[0].citation
        assert (plan.findings, plan.deadlines) == ((), ())

    def test_it_is_summed_up_in_words(self) -> None:
        plan = plan_audit("surveillance", applied("BC", subcontracting=True))
        assert "14" in plan.say("fr")
        assert "14" in plan.say("en") != plan.say("fr")

    def test_an_indicator_is_found_by_its_number(self) -> None:
        plan = plan_audit("initial", applied("BC"))
        assert plan[32].number == 32
        with pytest.raises(KeyError):
            plan[33]


class TestWhatIsRefused:
    def test_every_fault_is_reported_at_once(self) -> None:
        wrong: dict[str, Any] = {
            "kind": "audit",
            "applied": [1, 2],
            "nonconformities": [1],
            "shortened": "article-11",
            "left_out_before": [40],
            "new_entrant_in": ["XX"],
            "venue": {},
        }
        with pytest.raises(InvalidInput) as caught:
            plan_audit(**wrong)
        assert [fault.path for fault in caught.value.faults] == [
            "kind",
            "applied",
            "nonconformities[0]",
            "shortened",
            "left_out_before[0]",
            "new_entrant_in[0]",
            "venue",
        ]

    def test_every_number_of_no_indicator_is_reported_with_its_place(self) -> None:
        numbers: Any = [2, 34, 3, "4", 0, True]
        with pytest.raises(InvalidInput) as caught:
            plan_audit("surveillance", applied("BC"), left_out_before=numbers)
        assert [(fault.path, fault.value) for fault in caught.value.faults] == [
            ("left_out_before[1]", 34),
            ("left_out_before[3]", "4"),
            ("left_out_before[4]", 0),
            ("left_out_before[5]", True),
        ]

    @pytest.mark.parametrize("wrong", ["2", {}, {2: True}, 2, None])
    def test_numbers_come_as_a_list(self, wrong: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            AuditFacts(left_out_before=wrong)
        assert [(fault.path, fault.value, fault.expected) for fault in caught.value.faults] == [
            ("left_out_before", wrong, "list")
        ]
