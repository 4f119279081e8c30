"""What a mock audit refuses, and what of its arguments counts: in quick examples, most of them without a sheet."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from qualiopi_rules import InvalidInput, applicability, referential
from qualiopi_rules.audit import IndicatorSheet, MockAudit, mock_audit, plan_audit
from qualiopi_rules.audit.mock_audit_outcome import OutcomeChangeCode
from tests.audit.plans import applied
from tests.audit.test_mock_audit import AFTER, DAY, SEEN, SHOWN, SOLE, bilan, earlier, sheet


def bare(*sheets: IndicatorSheet, kind: str = "initial", **arguments: Any) -> MockAudit:
    """A mock audit of a provider of bilans with those sheets and no others."""
    known = bilan()
    return mock_audit(plan_audit(kind, known), known, sheets, **arguments)


def faults_of(*arguments: Any, **named: Any) -> list[tuple[str, object, str, dict[str, object]]]:
    with pytest.raises(InvalidInput) as caught:
        mock_audit(*arguments, **named)
    return [(fault.path, fault.value, fault.expected, dict(fault.params)) for fault in caught.value.faults]


class TestWhatIsRefused:
    def test_every_argument_is_of_its_class(self) -> None:
        assert faults_of(1, 2, [3], outside=4, nonconformities=[5]) == [
            ("plan", 1, "instance", {"cls": "AuditPlan"}),
            ("applied", 2, "instance", {"cls": "Applicability"}),
            ("sheets[0]", 3, "instance", {"cls": "IndicatorSheet"}),
            ("outside", 4, "instance", {"cls": "OutsideAnswers"}),
            ("nonconformities[0]", 5, "instance", {"cls": "NonConformity"}),
        ]

    def test_the_plan_is_of_an_audit_of_the_cycle_and_of_the_day_and_the_categories_of_what_applies(self) -> None:
        """A complementary audit belongs to the one that it completes: nothing is concluded from it alone."""
        known = applied("BC", "AF", on=DAY)
        assert faults_of(plan_audit("complementary", applied("VAE", "BC", on=AFTER)), known) == [
            (
                "plan.kind",
                "complementary",
                "one-of",
                {"choices": "initial, surveillance, renewal, extension"},
            ),
            ("applied.on", known.on, "exactly", {"right": AFTER}),
            ("applied.categories", "AF, BC", "exactly", {"right": "BC, VAE"}),
        ]

    def test_an_indicator_of_an_edition_of_one_s_own_has_neither_sheet_nor_non_conformity(self) -> None:
        edition = referential(on=DAY)
        own = attrs.evolve(edition, indicators=(*edition.indicators, attrs.evolve(edition[32], number=34)))
        added = applicability(["BC"], SOLE, on=DAY, edition=own)
        assert faults_of(plan_audit("initial", added), added) == [
            ("applied.results[32].indicator", 34, "indicator", {"last": 32})
        ]


class TestWhatCounts:
    def test_what_has_no_evidence_is_missing_and_only_what_conforms_is_ready(self) -> None:
        found = bare(sheet(1), sheet(2, evidence=[]), sheet(4, "no"))
        assert found.ready == (1,)
        assert [each.indicator for each in found.missing] == [
            each.number for each in found.indicators if each.number not in (1, 4)
        ]

    def test_what_conforms_is_not_carried_over(self) -> None:
        found = bare(sheet(1), sheet(4, "no"))
        assert [(each.number, each.certain) for each in found.carried_over if each.number in (1, 2, 4)] == [
            (2, False),
            (4, True),
        ]

    def test_of_the_audits_before_only_what_is_open_on_the_day_counts(self) -> None:
        """Indicator 27 does not apply to a sole practitioner: the audit cannot lift what is open on it."""

        def majors(**days: str) -> tuple[str, ...]:
            return bare(nonconformities=[earlier(27, "major", **days)]).best.majors

        assert majors(notified="2026-04-01") == ("27",)
        assert majors(notified="2026-04-01", lifted=DAY) == ()
        assert majors(notified="2026-05-05") == ()

    def test_where_one_of_an_audit_before_was_lifted_a_new_gap_can_be_minor(self) -> None:
        """At surveillance 1, 17 and 19 alone can be minor; a gap on one that is still open would be major."""

        def more_minors(lifted: str | None) -> list[int]:
            before = [earlier(number, lifted=lifted) for number in (1, 17, 19)]
            found = bare(kind="surveillance", outside=SHOWN, nonconformities=before)
            return [change.count for change in found.changes if change.code is OutcomeChangeCode.MORE_MINORS]

        assert more_minors(lifted=DAY) == [1]
        assert more_minors(lifted=None) == []

    def test_what_the_audit_does_not_check_outside_the_indicators_lifts_nothing(self) -> None:
        """The display is no matter of an initial audit: what was found of it stays open; at surveillance it may not."""
        late = earlier(None, "major", notified="2026-04-01")
        assert bare(nonconformities=[late]).best.majors == ("display",)
        assert bare(kind="surveillance", nonconformities=[late]).best.majors == ()

    def test_a_sheet_of_what_does_not_apply_is_set_aside_unless_it_is_of_a_later_day(self) -> None:
        """Indicator 3 is none of a provider of bilans."""
        later = IndicatorSheet(indicator=13, on="2026-05-05", evidence=SEEN, decision="major")
        today = IndicatorSheet(indicator=3, on=DAY, evidence=SEEN, decision="major")
        assert bare(later, today).aside == (3,)
