"""Which indicators an audit looks at, why, and how far for a new entrant."""

from __future__ import annotations

from collections.abc import Mapping, Set as AbstractSet
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Answers, Category, InvalidInput, NotInForce, Situation, applicability, referential
from qualiopi_rules.audit import AuditPlan, Shortened, plan_audit
from qualiopi_rules.audit.scope import Focus, PlannedIndicator, PlanReasonCode
from qualiopi_rules.core.words import Words
from qualiopi_rules.indicators import Applicability
from qualiopi_rules.rnq import AuditKind, Referential
from tests.audit.plans import applicabilities, applied, codes, nc, ncs
from tests.checks import refused
from tests.strategies import audit_kinds, numbers

REFORM, GUIDE = date(2023, 9, 1), date(2024, 3, 8)
WHOLE = [AuditKind.INITIAL, AuditKind.RENEWAL, AuditKind.EXTENSION]

MAJOR_ONLY = {4, 5, 6, 7, 10, 11, 14, 15, 16, 20, 21, 22, 26, 27, 29, 31, 32}
"""Article 5: the indicators on which a non-conformity is always major."""


def assert_scope(plan: AuditPlan, applicable: Applicability, scope: AbstractSet[int]) -> None:
    """It looks at what applies within the scope; what may apply within it is not known; the rest is left out."""
    assert set(plan.numbers) == set(applicable.numbers) & scope
    assert set(plan.undetermined) == set(applicable.undetermined) & scope
    assert set(plan.left_out) == set(applicable.numbers + applicable.undetermined) - scope


class TestSurveillance:
    """Article 2: past non-conformities, the major-only ones that apply, 1, 17 and 19, and 3 where concerned."""

    def test_of_a_bilan_the_minimum_is_thirteen_indicators_and_27_where_there_is_sub_contracting(self) -> None:
        with_27 = plan_audit("surveillance", applied("BC", subcontracting=True))
        assert with_27.numbers == (1, 4, 5, 6, 10, 11, 17, 19, 21, 22, 26, 27, 31, 32)
        without = plan_audit("surveillance", applied("BC", subcontracting=False))
        assert without.numbers == (1, 4, 5, 6, 10, 11, 17, 19, 21, 22, 26, 31, 32)
        for plan in (with_27, without):
            assert plan.left_out == (2, 9, 12, 18, 23, 24, 25, 30)
            assert plan.undetermined == ()
            assert codes(plan, 2) == [PlanReasonCode.NOT_IN_MINIMUM]
            assert codes(plan, 3) == [PlanReasonCode.NOT_APPLICABLE]
        assert codes(without, 27) == [PlanReasonCode.NOT_APPLICABLE]

    @pytest.mark.property
    @given(applicable=applicabilities(since=REFORM), past=numbers(), left=numbers())
    def test_it_looks_at_what_applies_of_the_minimum(
        self, applicable: Applicability, past: frozenset[int], left: frozenset[int]
    ) -> None:
        plan = plan_audit("surveillance", applicable, nonconformities=ncs(past), left_out_before=left)
        assert_scope(plan, applicable, past | MAJOR_ONLY | {1, 17, 19} | {3} | left)

    @pytest.mark.property
    @given(applicable=applicabilities(since=REFORM), past=numbers(), more=numbers())
    def test_one_more_non_conformity_never_takes_an_indicator_out(
        self, applicable: Applicability, past: frozenset[int], more: frozenset[int]
    ) -> None:
        fewer = plan_audit("surveillance", applicable, nonconformities=ncs(past))
        plan = plan_audit("surveillance", applicable, nonconformities=ncs(past | more))
        assert set(fewer.numbers) <= set(plan.numbers)
        assert set(fewer.undetermined) <= set(plan.undetermined)
        assert set(plan.numbers) - set(fewer.numbers) <= more

    @pytest.mark.property
    @given(
        applicable=applicabilities(since=REFORM),
        past=numbers(),
        new_in=st.frozensets(st.sampled_from(Category), min_size=1),
    )
    def test_of_a_former_new_entrant_it_looks_at_all_that_applies(
        self, applicable: Applicability, past: frozenset[int], new_in: frozenset[Category]
    ) -> None:
        plan = plan_audit("surveillance", applicable, nonconformities=ncs(past), new_entrant_in=new_in)
        assert (plan.numbers, plan.undetermined, plan.left_out) == (applicable.numbers, applicable.undetermined, ())

    def test_the_reasons_are_in_the_order_of_the_article(self) -> None:
        plan = plan_audit(
            "surveillance",
            applied("CFA", "BC", certifying=True),
            nonconformities=ncs({3, 11, 17}),
            left_out_before=[11, 17],
            new_entrant_in=["CFA"],
        )
        assert codes(plan, 11) == [
            PlanReasonCode.PAST_NON_CONFORMITY,
            PlanReasonCode.MAJOR_ONLY,
            PlanReasonCode.LEFT_OUT_BEFORE,
            PlanReasonCode.FORMER_NEW_ENTRANT,
        ]
        assert codes(plan, 17) == [
            PlanReasonCode.PAST_NON_CONFORMITY,
            PlanReasonCode.EVERY_SURVEILLANCE,
            PlanReasonCode.LEFT_OUT_BEFORE,
            PlanReasonCode.FORMER_NEW_ENTRANT,
        ]
        assert codes(plan, 3) == [
            PlanReasonCode.PAST_NON_CONFORMITY,
            PlanReasonCode.WHERE_CONCERNED,
            PlanReasonCode.FORMER_NEW_ENTRANT,
        ]
        assert codes(plan, 2) == [PlanReasonCode.FORMER_NEW_ENTRANT]

    def test_indicator_3_is_looked_at_where_it_applies(self) -> None:
        assert 3 in plan_audit("surveillance", applied("AF", certifying=True)).numbers
        assert 3 not in plan_audit("surveillance", applied("AF", certifying=False)).numbers
        assert plan_audit("surveillance", applied("AF")).undetermined == (3, 7, 16, 27)

    @pytest.mark.property
    @given(applicable=applicabilities(), past=numbers())
    def test_before_the_reform_what_it_looked_at_is_not_known(
        self, applicable: Applicability, past: frozenset[int]
    ) -> None:
        """The first version of the article has no such list."""
        before = applicability(
            applicable.categories,
            applicable.answers,
            on=min(applicable.on, Date(2023, 8, 31)),
            profile=applicable.profile,
        )
        plan = plan_audit("surveillance", before, nonconformities=ncs(past))
        assert plan.numbers == plan.left_out == ()
        assert plan.undetermined == tuple(sorted(before.numbers + before.undetermined))
        assert {code for number in plan.undetermined for code in codes(plan, number)} == {PlanReasonCode.NO_RULE}

    def test_the_day_of_the_audit_decides(self) -> None:
        eve, day = (
            plan_audit("surveillance", applied("BC", on=on, subcontracting=True)) for on in ("2023-08-31", "2023-09-01")
        )
        assert (len(eve.numbers), len(eve.undetermined)) == (0, 22)
        assert (len(day.numbers), len(day.undetermined)) == (14, 0)

    def test_the_display_of_the_certificate_is_no_indicator(self) -> None:
        applicable = applied("BC", subcontracting=True)
        assert plan_audit("surveillance", applicable, nonconformities=[nc(None)]).numbers == (
            plan_audit("surveillance", applicable).numbers
        )


class TestWholeAudits:
    """Initial, renewal and extension audits look at all that applies."""

    @pytest.mark.property
    @given(applicable=applicabilities(), kind=st.sampled_from(WHOLE), past=numbers(), left=numbers())
    def test_they_look_at_all_that_applies(
        self, applicable: Applicability, kind: AuditKind, past: frozenset[int], left: frozenset[int]
    ) -> None:
        plan = plan_audit(kind, applicable, nonconformities=ncs(past), left_out_before=left)
        assert plan.undetermined == applicable.undetermined
        assert (plan.numbers, plan.left_out) == (applicable.numbers, ())

    def test_of_a_bilan_they_are_the_twenty_two(self) -> None:
        bilan = (1, 2, 4, 5, 6, 9, 10, 11, 12, 17, 18, 19, 21, 22, 23, 24, 25, 26, 27, 30, 31, 32)
        for kind in WHOLE:
            assert plan_audit(kind, applied("BC", subcontracting=True)).numbers == bilan

    def test_a_renewal_also_verifies_the_corrective_actions_of_the_surveillance_audit(self) -> None:
        plan = plan_audit("renewal", applied("BC", subcontracting=True), nonconformities=ncs({2, 3}))
        assert codes(plan, 2) == [PlanReasonCode.APPLIES, PlanReasonCode.CORRECTIVE_ACTION]
        assert codes(plan, 4) == [PlanReasonCode.APPLIES]
        assert codes(plan, 3) == [PlanReasonCode.NOT_APPLICABLE]
        initial = plan_audit("initial", applied("BC", subcontracting=True), nonconformities=ncs({2}))
        assert codes(initial, 2) == [PlanReasonCode.APPLIES]

    def test_an_extension_looks_at_what_applies_to_the_added_categories(self) -> None:
        plan = plan_audit("extension", applied("VAE", subcontracting=True))
        assert plan.categories == {Category.VAE}
        assert len(plan.numbers) == 24
        assert {code for number in plan.numbers for code in codes(plan, number)} == {PlanReasonCode.ADDED_CATEGORY}

    @pytest.mark.property
    @given(applicable=applicabilities(), past=numbers())
    def test_a_complementary_audit_looks_at_what_is_to_be_verified_and_at_nothing_else(
        self, applicable: Applicability, past: frozenset[int]
    ) -> None:
        plan = plan_audit("complementary", applicable, nonconformities=ncs(past))
        assert_scope(plan, applicable, set(past))
        for number in plan.numbers:
            assert codes(plan, number) == [PlanReasonCode.TO_VERIFY]


class TestShortened:
    """Articles 10 and 10 bis: the common indicators of a list, and every specific one that applies."""

    COMMON = frozenset({1, 2, 11, 12, 22, 24, 25, 26, 32})
    SHORTENS: Mapping[str, list[str]] = {
        "article-10": ["initial"],
        "article-10-bis": ["initial", "surveillance", "renewal"],
    }

    @pytest.mark.property
    @given(applicable=applicabilities(since=GUIDE))
    def test_a_shortened_initial_audit_looks_at_its_list_and_at_what_is_specific(
        self, applicable: Applicability
    ) -> None:
        specific = {indicator.number for indicator in referential(on=applicable.on).specific}
        plan = plan_audit("initial", applicable, shortened="article-10")
        assert_scope(plan, applicable, self.COMMON | specific)

    def test_of_a_bilan_it_is_the_list_alone_and_of_apprenticeship_much_more(self) -> None:
        plan = plan_audit("initial", applied("BC", subcontracting=True), shortened="article-10")
        assert plan.numbers == (1, 2, 11, 12, 22, 24, 25, 26, 32)
        assert codes(plan, 2) == [PlanReasonCode.SHORTENED_COMMON]
        assert codes(plan, 4) == [PlanReasonCode.LEFT_OUT_NOW]
        apprentices = plan_audit("initial", applied("CFA", subcontracting=True), shortened="article-10")
        assert apprentices.numbers == (1, 2, 3, 7, 8, 11, 12, 13, 14, 15, 16, 20, 22, 24, 25, 26, 28, 29, 32)
        assert codes(apprentices, 14) == [PlanReasonCode.SHORTENED_SPECIFIC]

    @pytest.mark.property
    @given(applicable=applicabilities(since=GUIDE), past=numbers())
    def test_what_it_leaves_out_is_what_the_surveillance_audit_then_looks_at(
        self, applicable: Applicability, past: frozenset[int]
    ) -> None:
        """Together the two look at all that applies."""
        initial = plan_audit("initial", applicable, shortened="article-10")
        after = plan_audit("surveillance", applicable, nonconformities=ncs(past), left_out_before=initial.left_out)
        plain = plan_audit("surveillance", applicable, nonconformities=ncs(past))
        assert set(initial.numbers) | set(after.numbers) == set(applicable.numbers)
        assert set(after.numbers) == set(plain.numbers) | (set(initial.left_out) & set(applicable.numbers))
        for number in set(after.numbers) & set(initial.left_out):
            assert PlanReasonCode.LEFT_OUT_BEFORE in codes(after, number)

    @pytest.mark.parametrize("kind", ["initial", "surveillance", "renewal"])
    def test_article_10_bis_shortens_the_three_audits_of_the_cycle_on_its_days(self, kind: str) -> None:
        for day in ("2024-12-01", "2025-06-30"):
            plan = plan_audit(kind, applied("BC", on=day), shortened=Shortened.ARTICLE_10_BIS)
            assert plan.numbers == tuple(sorted(self.COMMON))
        for day, bound in (("2024-11-30", "1 December 2024"), ("2025-07-01", "30 June 2025")):
            with pytest.raises(NotInForce) as caught:
                plan_audit(kind, applied("BC", on=day), shortened="article-10-bis")
            assert (caught.value.rule, caught.value.day) == ("article-10-bis", Date.fromisoformat(day))
            assert bound in str(caught.value)

    def test_before_the_list_of_the_guide_was_required_what_it_looked_at_is_not_known(self) -> None:
        eve, day = (
            plan_audit("initial", applied("BC", on=on, subcontracting=True), shortened="article-10")
            for on in ("2024-03-07", "2024-03-08")
        )
        assert (eve.numbers, len(eve.undetermined), eve.left_out) == ((), 22, ())
        assert set(day.numbers) == self.COMMON
        assert day.undetermined == ()

    @pytest.mark.parametrize(
        ("article", "kind"),
        [
            *(("article-10", kind) for kind in ("surveillance", "renewal", "extension", "complementary")),
            *(("article-10-bis", kind) for kind in ("extension", "complementary")),
        ],
    )
    def test_an_article_shortens_no_other_audit(self, article: str, kind: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            plan_audit(kind, applied("BC", on="2025-03-03"), shortened=article)
        (fault,) = caught.value.faults
        assert (fault.path, fault.value, fault.expected) == ("shortened", article, "shortens")
        assert fault.params == {"choices": ", ".join(f"audit-kind.{each}" for each in self.SHORTENS[article])}
        assert "an article that applies to this audit: initial audit" in str(fault)

    def test_a_shortened_surveillance_audit_follows_the_list_and_not_the_minimum(self) -> None:
        plan = plan_audit(
            "surveillance", applied("BC", on="2025-03-03", subcontracting=True), shortened="article-10-bis"
        )
        assert set(plan.numbers) == self.COMMON


class TestNewEntrants:
    """Guide V9, preamble: what is formalised is seen first, its use at surveillance; 22 and 32 among them."""

    FORMALISED = frozenset({2, 3, 11, 13, 14, 19, 22, 24, 25, 26, 32})

    @staticmethod
    def planned(kind: str, *covered: str, on: str = "2024-06-03", new: Any = (), **facts: Any) -> AuditPlan:
        applicable = applicability(
            covered,
            Answers(certifying=True, work_linked=True, subcontracting=True, work_situation=True),
            on=on,
            profile="law",
            situation=Situation(new_in=new),
        )
        return plan_audit(kind, applicable, **facts)

    @staticmethod
    def with_focus(plan: AuditPlan, focus: Focus, category: str) -> set[int]:
        return {
            each.number
            for each in plan.indicators
            for one in each.focuses
            if one.focus is focus and one.category == category
        }

    @pytest.mark.parametrize("kind", ["initial", "extension"])
    @pytest.mark.parametrize("category", Category)
    def test_a_new_entrant_shows_what_is_formalised(self, kind: str, category: Category) -> None:
        plan = self.planned(kind, category, new=[category])
        column = {indicator.number for indicator in referential(on="2024-06-03").of_category(category)}
        assert self.with_focus(plan, Focus.FORMALISED, category) == self.FORMALISED & column
        assert self.with_focus(plan, Focus.WHOLE, category) == column - self.FORMALISED
        assert set(plan.numbers) == column
        assert plan.left_out == ()

    def test_22_and_32_are_audited_at_surveillance_and_their_process_before(self) -> None:
        """The note of each says "audited at surveillance"; the preamble has the process of all eleven seen first."""
        for number in (22, 32):
            first = self.planned("initial", "BC", new=["BC"])[number]
            later = self.planned("surveillance", "BC", new_entrant_in=["BC"])[number]
            assert (first.looked_at, [one.focus for one in first.focuses]) == (True, [Focus.FORMALISED])
            assert (later.looked_at, [one.focus for one in later.focuses]) == (True, [Focus.IMPLEMENTED])

    @pytest.mark.parametrize("category", Category)
    def test_at_surveillance_a_former_one_shows_the_use_of_all_of_it(self, category: Category) -> None:
        plan = self.planned("surveillance", category, new_entrant_in=[category])
        column = {indicator.number for indicator in referential(on="2024-06-03").of_category(category)}
        assert self.with_focus(plan, Focus.IMPLEMENTED, category) == self.FORMALISED & column
        assert self.with_focus(plan, Focus.WHOLE, category) == column - self.FORMALISED

    def test_it_is_new_in_one_category_and_not_in_the_other(self) -> None:
        for plan, focus in (
            (self.planned("initial", "AF", "BC", new=["BC"]), Focus.FORMALISED),
            (self.planned("surveillance", "AF", "BC", new_entrant_in=["BC"]), Focus.IMPLEMENTED),
        ):
            assert [(one.category, one.focus) for one in plan[2].focuses] == [
                (Category.AF, Focus.WHOLE),
                (Category.BC, focus),
            ]
            assert [(one.category, one.focus) for one in plan[3].focuses] == [(Category.AF, Focus.WHOLE)]

    def test_who_was_new_and_who_is_new_are_two_things(self) -> None:
        """At the initial audit the situation decides, at surveillance the facts about the initial audit."""
        initial = self.planned("initial", "BC", new_entrant_in=["BC"])
        surveillance = self.planned("surveillance", "BC", new=["BC"])
        for plan in (initial, surveillance):
            assert {one.focus for each in plan.indicators for one in each.focuses} == {Focus.WHOLE}
        assert 2 not in surveillance.numbers

    @pytest.mark.parametrize("kind", ["renewal", "complementary"])
    def test_after_the_surveillance_audit_nothing_is_left_of_having_been_new(self, kind: str) -> None:
        plan = self.planned(kind, "BC", new=["BC"], new_entrant_in=["BC"], nonconformities=ncs({2}))
        assert {one.focus for each in plan.indicators for one in each.focuses} == {Focus.WHOLE}

    def test_before_the_guide_that_says_so_was_required_everything_is_seen_in_whole(self) -> None:
        for day, focus in (("2024-03-07", Focus.WHOLE), ("2024-03-08", Focus.FORMALISED)):
            assert self.planned("initial", "BC", on=day, new=["BC"])[2].focuses[0].focus is focus

    def test_of_indicator_33_the_guide_says_nothing_and_it_is_seen_in_whole(self) -> None:
        plan = self.planned("initial", "CFA", on="2026-11-01", new=["CFA"])
        assert [one.focus for one in plan[33].focuses] == [Focus.WHOLE]

    def test_an_indicator_of_a_caller_s_own_edition_is_seen_in_whole(self) -> None:
        latest = referential(on="2026-11-01")
        own: Referential = attrs.evolve(
            latest, indicators=(*latest.indicators, attrs.evolve(latest[33], number=34, words=Words("Le mien", "Mine")))
        )
        applicable = applicability(["CFA"], on="2027-01-04", edition=own, situation=Situation(new_in=["CFA"]))
        plan = plan_audit("initial", applicable)
        assert 34 in plan.numbers
        assert [one.focus for one in plan[34].focuses] == [Focus.WHOLE]

    @pytest.mark.property
    @given(applicable=applicabilities(), kind=audit_kinds(), past=numbers())
    def test_there_is_a_focus_for_each_category_that_an_indicator_is_looked_at_for(
        self, applicable: Applicability, kind: AuditKind, past: frozenset[int]
    ) -> None:
        """In the order 1° to 4°, none twice, and for none that the indicator does not apply for."""
        plan = plan_audit(kind, applicable, nonconformities=ncs(past))
        for each in plan.indicators:
            concerned = [focus.category for focus in each.focuses]
            deciding = {reason.category for reason in applicable[each.number].reasons}
            assert concerned == ([] if each.looked_at is False else [one for one in Category if one in deciding])

    def test_an_indicator_is_rendered_with_its_reasons_and_what_is_not_seen_in_whole(self) -> None:
        plan = self.planned("initial", "AF", "BC", new=["BC"])
        assert plan[2].say() == (
            "Indicateur 2\u00a0: à auditer. L’audit porte sur tous les indicateurs applicables. "
            "BC\u00a0: processus formalisé\u00a0; sa mise en œuvre est auditée à l’audit de surveillance."
        )
        assert plan[1].say("en") == "Indicator 1: to be audited. The audit covers every applicable indicator."
        assert plan[7].say("en").startswith("Indicator 7: to be audited.")
        assert self.planned("initial", "BC")[7].say("en") == "Indicator 7: not to be audited. It does not apply."
        open_still = plan_audit("initial", applied("BC"))[27]
        assert open_still.say("en") == (
            "Indicator 27: undetermined. It depends on an unanswered question. "
            "The audit covers every applicable indicator."
        )


def test_an_indicator_is_planned_with_a_reason_for_it() -> None:
    (reason,) = plan_audit("initial", applied("BC"))[1].reasons
    planned = PlannedIndicator(number=1, looked_at=True, reasons=(reason,), focuses=())
    with refused("^reasons: "):
        attrs.evolve(planned, reasons=())
    number: Any = "1"
    with refused("^number: "):
        attrs.evolve(planned, number=number)
