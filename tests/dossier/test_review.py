"""What a review says of audits, non-conformities, the life of the certificate and the events of the file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from pendulum import Date

from qualiopi_rules import Certificate, CertificationCycle, Dossier, Event, Review, applicability, explain, review
from qualiopi_rules.audit import (
    Application,
    AuditFacts,
    IndicatorSheet,
    NonConformity,
    OutsideAnswers,
    Site,
    audit_duration,
    decide,
    mock_audit,
    plan_audit,
    sites_to_audit,
)
from qualiopi_rules.audit.decision import AuditDecision, DecisionOutcome
from qualiopi_rules.audit.duration import DurationOutcome
from qualiopi_rules.audit.place import PlaceReason, VenueFacts
from qualiopi_rules.audit.scope import PlanReasonCode
from qualiopi_rules.core.words import Words
from qualiopi_rules.cycle import Stage, Transfer, check_extension, check_surveillance
from qualiopi_rules.dossier import FileState, file_state
from qualiopi_rules.dossier.state import FileStage
from qualiopi_rules.formats.json import load
from qualiopi_rules.profile import DurationRow, DurationTable, RenewalAdvice
from qualiopi_rules.results import Severity
from qualiopi_rules.results.deadlines import MilestoneCode
from qualiopi_rules.rnq import AuditKind
from tests.audit.test_nonconformity import major, minor
from tests.checks import profile_with
from tests.dossier.agreement import agrees_with_its_state, expected_audit, held_in
from tests.strategies import FIRST_DAY, OWN, audit_days, certified_files, dossiers, files

FILE = Path(__file__).parents[2] / "docs" / "examples" / "file.json"


def codes(reviewed: Review) -> list[str]:
    return [found.code for found in reviewed.findings]


def to_do(reviewed: Review) -> list[tuple[str, str, str]]:
    return [(each.code, str(each.day), each.where) for each in reviewed.deadlines]


OF_THE_CYCLE = {
    MilestoneCode.SURVEILLANCE_CLOSES,
    MilestoneCode.RENEWAL_LATEST,
    MilestoneCode.RENEWAL_CLOSES,
    MilestoneCode.EXPIRES,
}


def beside_the_cycle(reviewed: Review) -> list[tuple[str, str, str]]:
    return [each for each in to_do(reviewed) if each[0] not in OF_THE_CYCLE]


def with_found(dossier: Dossier, *found: NonConformity) -> Dossier:
    return attrs.evolve(dossier, audits=attrs.evolve(dossier.audits, nonconformities=found))


def with_events(dossier: Dossier, *events: Event) -> Dossier:
    return attrs.evolve(dossier, events=events)


CERTIFIED = (
    Event(on="2022-12-05", kind="audit", audit="initial", categories=["BC"]),
    Event(on="2023-02-02", kind="decision", decided="granted"),
)


OWN_TABLE = DurationTable(
    name="own",
    words=Words("la nôtre", "ours"),
    rows=[DurationRow(kinds=["surveillance"], turnover_from_cents=0, base=2, site=1)],
    since="2023-09-01",
    citation=OWN,
)


class TestNothingTold:
    def test_what_is_not_told_is_not_judged(self, dossier: Dossier) -> None:
        reviewed = review(dossier, on="2023-03-01")
        assert (reviewed.decision, reviewed.extension, reviewed.transfer) == (None, None, None)
        assert (reviewed.state.stage, reviewed.state.cycle) == (FileStage.CERTIFIED, reviewed.cycle)
        assert reviewed.findings == ()
        assert beside_the_cycle(reviewed) == []

    def test_without_a_cycle_there_is_no_next_audit_and_nothing_is_missed(self, dossier: Dossier) -> None:
        unread = attrs.evolve(dossier, certificate=attrs.evolve(dossier.certificate, valid_until="2026-02-02"))
        reviewed = review(unread, on="2025-01-01")
        assert (reviewed.next_audit, reviewed.missed) == (None, None)


def test_the_renewal_is_advised_by_the_profile_everywhere_in_a_review(dossier: Dossier) -> None:
    own = RenewalAdvice(since="2023-01-01", opens=4, closes=2, citation=OWN)
    dossier = attrs.evolve(dossier, surveillance_held=True)
    cycle = dossier.certificate.cycle
    assert cycle is not None
    for on, stage, late in [
        ("2025-09-30", Stage.RUNNING, False),
        ("2025-12-01", Stage.IN_RENEWAL_WINDOW, False),
        ("2025-12-02", Stage.RUNNING, True),
    ]:
        reviewed = review(dossier, on=on, profile=profile_with(renewal=own))
        status = cycle.status(on=on, surveillance_held=True, advice=own)
        assert (reviewed.status, status.stage) == (status, stage)
        assert reviewed.timeline == cycle.timeline(advice=own)
        assert reviewed.deadlines == cycle.deadlines(on=on, surveillance_held=True, advice=own)
        assert ("CYC007" in codes(reviewed)) is late


class TestNextAudit:
    @pytest.mark.parametrize(
        ("on", "held", "kind", "day"),
        [
            ("2023-03-01", None, AuditKind.SURVEILLANCE, "2024-04-02"),
            ("2024-04-02", None, AuditKind.SURVEILLANCE, "2024-04-02"),
            ("2024-09-02", False, AuditKind.SURVEILLANCE, "2024-09-02"),
            ("2025-03-03", False, AuditKind.SURVEILLANCE, "2025-03-03"),  # overdue, and still to be held
            ("2025-03-03", None, AuditKind.SURVEILLANCE, "2025-03-03"),
            ("2024-09-02", "2024-09-03", AuditKind.SURVEILLANCE, "2024-09-02"),
            ("2024-09-03", "2024-09-03", AuditKind.RENEWAL, "2025-02-02"),
            ("2025-03-03", True, AuditKind.RENEWAL, "2025-03-03"),
            ("2026-02-01", True, AuditKind.RENEWAL, "2026-02-01"),
        ],
    )
    def test_it_is_the_surveillance_audit_until_it_was_held_and_then_the_renewal(
        self, dossier: Dossier, on: str, held: Any, kind: AuditKind, day: str
    ) -> None:
        """Planned for the day of the review, or for the first day it can be held."""
        following = review(attrs.evolve(dossier, surveillance_held=held), on=on).next_audit
        assert following is not None
        assert (following.plan.kind, str(following.plan.on)) == (kind, day)
        assert following.plan.categories == dossier.certificate.categories

    @pytest.mark.parametrize("on", ["2023-02-01", "2026-02-02"])
    def test_there_is_none_for_a_certificate_that_is_not_valid(self, dossier: Dossier, on: str) -> None:
        assert review(dossier, on=on).next_audit is None

    def test_it_is_planned_with_all_that_is_told(self, dossier: Dossier) -> None:
        facts = AuditFacts(
            venue=VenueFacts(reports=True),
            sites=[Site(name=name) for name in "ABCD"],
            turnover_cents=10_000_000,
            left_out_before=[9],
            nonconformities=[minor(2, "2022-12-12", found_at="initial")],
        )
        following = review(
            attrs.evolve(dossier, audits=facts), on="2024-03-01", profile=profile_with(durations="reported")
        ).next_audit
        assert following is not None
        assert following.plan.place.reason is PlaceReason.REPORTS
        assert following.plan[2].reasons[0].code is PlanReasonCode.PAST_NON_CONFORMITY
        assert following.plan[9].reasons[0].code is PlanReasonCode.LEFT_OUT_BEFORE
        assert following.sample is not None
        assert (following.sample.total, following.sample.sampled) == (4, 1)
        assert (following.duration.table, following.duration.kind) == ("reported", AuditKind.SURVEILLANCE)

    def test_a_former_new_entrant_is_looked_at_in_whole_for_half_a_day_more(self, dossier: Dossier) -> None:
        def following(**told: Any) -> Any:
            facts = AuditFacts(sites=[Site(name="A"), Site(name="B")], **told)
            own = profile_with(durations=OWN_TABLE)
            return review(attrs.evolve(dossier, audits=facts), on="2024-03-01", profile=own).next_audit

        usual, former = following(), following(new_entrant_in=["BC"])
        assert former.duration.half_days == usual.duration.half_days + 1
        assert (usual.plan.left_out, former.plan.left_out) == ((2, 9, 12, 23, 24, 25, 30), ())

    def test_without_sites_there_is_no_sample_and_without_a_table_no_length(self, dossier: Dossier) -> None:
        following = review(dossier, on="2024-03-01").next_audit
        assert following is not None
        assert following.sample is None
        assert following.duration.outcome is DurationOutcome.NO_TABLE
        untold = review(dossier, on="2024-03-01", profile=profile_with(durations="article-10")).next_audit
        assert untold is not None
        assert untold.duration.half_days is None

    @pytest.mark.parametrize(
        ("held", "found_at", "looked_at"),
        [
            (None, "initial", True),
            (None, "renewal", True),
            (None, None, True),
            (None, "surveillance", False),
            (None, "extension", False),
            (True, "surveillance", True),
            (True, None, True),
            (True, "initial", False),
        ],
    )
    def test_it_looks_at_what_the_audit_before_it_found(
        self, dossier: Dossier, held: bool | None, found_at: str | None, looked_at: bool
    ) -> None:
        """A surveillance audit follows an initial or a renewal audit, and a renewal follows a surveillance audit."""
        told = with_found(attrs.evolve(dossier, surveillance_held=held), minor(2, "2024-01-15", found_at=found_at))
        following = review(told, on="2024-04-02").next_audit
        assert following is not None
        past = {PlanReasonCode.PAST_NON_CONFORMITY, PlanReasonCode.CORRECTIVE_ACTION}
        assert bool({reason.code for reason in following.plan[2].reasons} & past) is looked_at

    def test_what_is_notified_after_the_day_is_not_planned_for(self, dossier: Dossier) -> None:
        told = with_found(dossier, minor(2, "2024-01-15", found_at="initial"))
        before, after = review(told, on="2024-01-14").next_audit, review(told, on="2024-01-15").next_audit
        assert before == review(dossier, on="2024-01-14").next_audit
        assert after is not None
        assert 2 in after.plan.numbers

    def test_it_rests_on_everything_it_tells(self, dossier: Dossier) -> None:
        facts = AuditFacts(sites=[Site(name="A"), Site(name="B")])
        own = profile_with(durations=OWN_TABLE)
        reviewed = review(attrs.evolve(dossier, audits=facts), on="2024-03-01", profile=own)
        following = reviewed.next_audit
        assert following is not None
        assert following.sample is not None
        assert following.duration.parts
        cited = {
            *(reason.citation for each in following.plan.indicators for reason in each.reasons),
            *(focus.citation for each in following.plan.indicators for focus in each.focuses),
            *(used.citation for used in (*following.plan.place.values, *following.sample.values)),
            *(part.citation for part in following.duration.parts),
        }
        assert set(following.citations) == cited
        assert cited <= set(reviewed.citations)


def with_sheets(dossier: Dossier, *days: str) -> Dossier:
    filled = [IndicatorSheet(indicator=2, on=day, decision="minor") for day in days]
    return attrs.evolve(dossier, audits=attrs.evolve(dossier.audits, sheets=filled))


class TestMockAudit:
    def test_it_is_of_the_next_audit_held_on_the_day_of_the_review(self, dossier: Dossier) -> None:
        """It is what `mock_audit` makes of the sheets, of the non-conformities and of the answers in `outside`."""
        outside = OutsideAnswers(display="no")
        filled = attrs.evolve(with_sheets(dossier, "2024-06-03"), outside=outside)
        filled = attrs.evolve(filled, audits=attrs.evolve(filled.audits, nonconformities=[minor(2, "2023-10-02")]))
        reviewed = review(filled, on="2024-06-10")
        applied = applicability(["BC"], dossier.answers, on="2024-06-10")
        plan = plan_audit("surveillance", applied, nonconformities=filled.audits.nonconformities)
        found = mock_audit(
            plan, applied, filled.audits.sheets, outside=outside, nonconformities=filled.audits.nonconformities
        )
        assert reviewed.mock_audit == found
        assert (found.best.majors, found.worst.minors) == (("2", "display"), ())
        assert set(found.citations) <= set(reviewed.citations)
        assert "mock-audit" in [part.code for part in explain(reviewed).parts]

    def test_after_the_surveillance_audit_it_is_of_the_renewal(self, dossier: Dossier) -> None:
        filled = attrs.evolve(with_sheets(dossier, "2024-06-03"), surveillance_held="2024-06-05")
        found = review(filled, on="2024-06-10").mock_audit
        assert found is not None
        assert (found.kind, str(found.on)) == (AuditKind.RENEWAL, "2024-06-10")

    def test_it_looks_at_what_the_next_audit_looks_at(self, dossier: Dossier) -> None:
        """A surveillance audit looks again at what the initial one found, and not at what another one did."""
        for found_at, again in (("initial", True), ("surveillance", False)):
            filled = with_sheets(dossier, "2024-06-03")
            found = [minor(9, "2023-10-02", found_at=found_at)]
            reviewed = review(
                attrs.evolve(filled, audits=attrs.evolve(filled.audits, nonconformities=found)), on="2024-06-10"
            )
            assert reviewed.next_audit is not None
            assert reviewed.mock_audit is not None
            assert (9 in reviewed.next_audit.plan.numbers) is again
            assert (9 in [each.number for each in reviewed.mock_audit.indicators]) is again

    def test_without_a_sheet_or_a_next_audit_there_is_none(self, dossier: Dossier) -> None:
        assert review(dossier, on="2024-06-10").mock_audit is None
        assert review(with_sheets(dossier, "2024-06-11"), on="2024-06-10").mock_audit is None
        assert review(with_sheets(dossier, "2024-06-11", "2024-06-10"), on="2024-06-10").mock_audit is not None
        expired = review(with_sheets(dossier, "2024-06-03"), on="2027-06-10")
        assert (expired.next_audit, expired.mock_audit) == (None, None)


class TestNonConformities:
    def test_their_deadlines_take_their_place_among_those_of_the_cycle(self, dossier: Dossier) -> None:
        told = with_found(
            attrs.evolve(dossier, surveillance_held="2024-09-02"),
            major(4, "2024-09-09", found_at="surveillance"),
            minor(2, "2024-09-09", found_at="surveillance"),
        )
        assert to_do(review(told, on="2024-09-16")) == [
            ("major-corrected", "2024-12-09", "audits.nonconformities[0]"),
            ("major-checked", "2025-01-09", "audits.nonconformities[0]"),
            ("minor-corrected", "2025-03-09", "audits.nonconformities[1]"),
            ("renewal-latest", "2025-10-01", ""),
            ("renewal-closes", "2025-11-01", ""),
            ("expires", "2026-02-01", ""),
        ]

    def test_too_many_minor_ones_have_a_deadline_and_a_finding(self, dossier: Dossier) -> None:
        five = [minor(number, "2024-09-09", plan_sent="2024-09-16") for number in (1, 2, 9, 12, 17)]
        reviewed = review(with_found(dossier, *five), on="2024-09-16")
        assert ("minors-reduced", "2024-12-09", "") in to_do(reviewed)
        assert "NCF005" in codes(reviewed)

    def test_what_is_found_of_them_has_its_place_in_the_dossier(self, dossier: Dossier) -> None:
        reviewed = review(with_found(dossier, minor(4, "2024-01-15", plan_sent="2024-01-20")), on="2024-02-01")
        assert [(found.code, found.where) for found in reviewed.findings] == [
            ("NCF004", "audits.nonconformities[0].grade")
        ]

    @pytest.mark.parametrize(
        ("found", "on", "outcome"),
        [
            ([major(4, "2024-09-09", found_at="surveillance")], "2024-09-08", None),
            ([major(4, "2024-09-09", found_at="surveillance")], "2024-09-09", DecisionOutcome.WAITING),
            ([major(4, "2024-09-09", found_at="surveillance")], "2024-12-10", DecisionOutcome.SUSPENDED),
            ([major(4, "2024-09-09", found_at="renewal")], "2024-12-10", DecisionOutcome.REFUSED),
            ([major(4, "2024-09-09")], "2024-12-10", None),
            ([major(4, "2024-09-09", found_at="complementary")], "2024-12-10", None),
            # the last audit that found something is the one to be answered
            (
                [major(4, "2023-09-04", found_at="initial"), minor(2, "2024-09-09", found_at="surveillance")],
                "2024-09-09",
                DecisionOutcome.SUSPENDED,
            ),
            (
                [minor(2, "2024-09-09", found_at="surveillance"), major(4, "2023-09-04", found_at="initial")],
                "2024-09-08",
                DecisionOutcome.REFUSED,
            ),
        ],
    )
    def test_the_last_audit_that_found_something_is_decided(
        self, dossier: Dossier, found: list[NonConformity], on: str, outcome: DecisionOutcome | None
    ) -> None:
        decision = review(with_found(dossier, *found), on=on).decision
        assert (None if decision is None else decision.outcome) is outcome


class TestEvents:
    def test_the_file_is_replayed_up_to_the_day(self, dossier: Dossier) -> None:
        told = with_events(dossier, *CERTIFIED, Event(on="2024-09-16", kind="decision", decided="withdrawn"))
        for on, stage in (("2024-09-15", FileStage.CERTIFIED), ("2024-09-16", FileStage.WITHDRAWN)):
            reviewed = review(told, on=on)
            assert reviewed.state.stage is file_state(told.events, on=on).stage is stage

    def test_the_non_conformities_of_the_events_are_planned_for_and_decided_on(self, dossier: Dossier) -> None:
        told = with_events(
            dossier,
            *CERTIFIED,
            Event(on="2024-01-15", kind="notification", indicator=2, grade="minor"),
            Event(on="2024-09-02", kind="audit", audit="surveillance"),
            Event(on="2024-09-09", kind="notification", indicator=4, grade="major"),
        )
        before = review(told, on="2024-03-01")
        assert before.next_audit is not None
        assert before.next_audit.plan[2].reasons[0].code is PlanReasonCode.PAST_NON_CONFORMITY
        assert beside_the_cycle(before) == [("minor-corrected", "2024-07-15", "")]
        after = review(told, on="2024-12-10")
        assert after.decision is not None
        assert after.decision == after.state.decision
        assert after.decision.outcome is DecisionOutcome.SUSPENDED

    def test_a_review_tells_one_decision(self, dossier: Dossier) -> None:
        """An audit without non-conformities is answered too, and a file that was refused has nothing to be answered."""
        surveyed = with_events(
            dossier,
            *CERTIFIED,
            Event(on="2024-01-15", kind="notification", indicator=2, grade="minor"),
            Event(on="2024-09-02", kind="audit", audit="surveillance"),
            Event(on="2024-09-02", kind="verification", indicator=2, lifted=True),
        )
        decision = review(surveyed, on="2024-09-03").decision
        assert decision is not None
        assert (decision.kind, decision.outcome) == (AuditKind.SURVEILLANCE, DecisionOutcome.MAINTAINED)
        refused = with_events(
            dossier,
            CERTIFIED[0],
            Event(on="2022-12-12", kind="notification", indicator=4, grade="major"),
            Event(on="2023-02-06", kind="decision", decided="refused"),
        )
        assert review(refused, on="2023-03-01").decision is None

    def test_a_non_conformity_in_both_places_is_one(self, dossier: Dossier) -> None:
        """As it is recorded; the events add the others, and what was decided."""
        events = (
            *CERTIFIED,
            Event(on="2024-01-15", kind="notification", indicator=4, grade="major"),
            Event(on="2024-01-15", kind="notification", indicator=2, grade="minor"),
            Event(on="2024-02-05", kind="decision", decided="withdrawn"),
        )
        recorded = with_found(dossier, major(4, "2024-01-15", found_at="initial"))
        before = review(with_events(recorded, *events), on="2024-02-04")
        assert beside_the_cycle(before) == [
            ("major-corrected", "2024-04-15", "audits.nonconformities[0]"),
            ("major-checked", "2024-05-15", "audits.nonconformities[0]"),
            ("minor-corrected", "2024-07-15", ""),
        ]
        assert [each.subject for each in before.state.nonconformities] == ["4", "2"]
        after = review(with_events(recorded, *events), on="2024-02-05")
        assert to_do(after) == [("application-opens", "2024-05-05", "")]
        assert after.decision is None

    def test_an_event_that_has_no_place_is_a_finding_of_the_events(self, dossier: Dossier) -> None:
        told = with_events(dossier, Event(on="2023-02-10", kind="decision", decided="granted"))
        assert [(found.code, found.where) for found in review(told, on="2023-03-01").findings] == [("HIS001", "events")]


class TestLife:
    def test_a_category_that_is_not_covered_asks_for_an_extension(self, dossier: Dossier) -> None:
        told = attrs.evolve(dossier, categories=["AF", "BC"])
        reviewed = review(told, on="2024-01-15")
        assert reviewed.extension is not None
        assert reviewed.extension == check_extension(dossier.certificate, ["AF", "BC"], on="2024-01-15")
        assert {reviewed.extension.citation, reviewed.extension.practice} <= set(reviewed.citations)
        fewer = attrs.evolve(dossier, certificate=attrs.evolve(dossier.certificate, categories=["AF", "BC"]))
        assert review(fewer, on="2024-01-15").extension is None

    def test_a_transfer_is_checked_in_its_place(self, dossier: Dossier) -> None:
        told = attrs.evolve(dossier, transfer=Transfer(requested="2024-03-04"))
        reviewed = review(told, on="2024-03-20")
        assert reviewed.transfer == told.transfer.check(dossier.certificate, on="2024-03-20", where="transfer")  # type: ignore[union-attr]
        assert [(found.code, found.where) for found in reviewed.findings] == [
            ("TRF002", "transfer"),
            ("TRF004", "transfer.new_siren"),
        ]
        assert beside_the_cycle(reviewed) == [("transfer-sent", "2024-03-19", "transfer")]
        assert reviewed.transfer is not None
        assert reviewed.transfer.citation in reviewed.citations

    def test_a_surveillance_audit_that_was_missed_is_told(self, dossier: Dossier) -> None:
        reviewed = review(attrs.evolve(dossier, surveillance_held=False), on="2024-12-03")
        assert reviewed.missed is not None
        assert reviewed.missed == check_surveillance(
            CertificationCycle("2023-02-02"), on="2024-12-03", surveillance_held=False
        )
        assert reviewed.missed.missed is True
        assert reviewed.missed.citation in reviewed.citations
        in_time = review(dossier, on="2024-12-02")
        assert in_time.missed is not None
        assert in_time.missed.missed is False
        assert in_time.missed.citation not in in_time.citations

    def test_two_certificates_that_are_valid_on_one_declaration_are_found(self, dossier: Dossier) -> None:
        one = attrs.evolve(dossier.certificate, nda="11755993375")
        other = Certificate(
            number="00000000-1",
            categories=["AF"],
            first_issue="2023-05-15",
            valid_until="2026-05-14",
            nda="11 75 59933 75",
        )
        told = attrs.evolve(dossier, certificate=one, other_certificates=[other])
        (found,) = review(told, on="2024-01-15").findings
        assert (found.code, found.where) == ("LIF001", "other_certificates")
        assert dict(found.params) == {"nda": "11755993375", "numbers": "83811594-1, 00000000-1"}
        assert review(told, on="2023-05-14").findings == ()

    def test_an_application_is_checked_in_its_place(self, dossier: Dossier) -> None:
        told = attrs.evolve(
            dossier,
            application=Application(
                received="2022-10-03", categories=["BC"], actions_done=["BC"], contract_received="2022-11-07"
            ),
        )
        reviewed = review(told, on="2022-12-01")
        assert [(found.code, found.where) for found in reviewed.findings] == [("APP001", "application.nda")]
        assert to_do(reviewed)[0] == ("audit-proposed", "2022-12-07", "application")


def test_findings_come_blocking_first_and_then_in_the_order_of_the_dossier(dossier: Dossier) -> None:
    told = attrs.evolve(
        with_events(
            with_found(dossier, minor(4, "2024-01-15"), major(5, "2024-01-15", plan_sent="2024-01-20")),
            Event(on="2023-02-10", kind="decision", decided="granted"),
        ),
        categories=["AF", "BC"],
        transfer=Transfer(requested="2024-05-06", suspended=True),
        surveillance_held=False,
    )
    reviewed = review(told, on="2024-12-03")
    assert codes(reviewed) == [
        *("CYC004", "NCF002", "NCF004", "NCF001", "TRF001"),
        *("DOS001", "NCF008", "HIS001"),
    ]
    order = [list(Severity).index(found.severity) for found in reviewed.findings]
    assert order == sorted(order)


@pytest.mark.property
@given(dossier=dossiers(), day=audit_days())
def test_no_part_of_a_review_contradicts_the_state(dossier: Dossier, day: Date) -> None:
    agrees_with_its_state(review(dossier, on=day))


@pytest.mark.property
@given(file=certified_files())
def test_nor_does_one_since_the_grant_up_to_the_renewal_and_after(file: tuple[Dossier, Date]) -> None:
    dossier, day = file
    agrees_with_its_state(review(dossier, on=day))


@pytest.mark.property
@given(file=files())
def test_a_review_lays_side_by_side_what_its_parts_say(file: tuple[Dossier, Date]) -> None:
    """One rule, one implementation: nothing is computed twice, and nothing that a part says is lost."""
    dossier, day = file
    reviewed = review(dossier, on=day)
    state, cycle = reviewed.state, reviewed.cycle
    assert [each.day for each in reviewed.deadlines] == sorted(each.day for each in reviewed.deadlines)
    for part in (reviewed.transfer, state, reviewed.applicability):
        assert part is None or set(part.findings) <= set(reviewed.findings)
        assert part is None or set(part.deadlines) <= set(reviewed.deadlines)
    covered = (state.categories if state.lives else frozenset()) or dossier.certificate.categories
    assert (reviewed.extension is None) == (dossier.categories <= covered)
    if reviewed.extension is not None:
        assert reviewed.extension.added == dossier.categories - covered
    if cycle is not None:
        held = held_in(dossier, cycle, day)
        under_way = state.renewed is not None or state.waits_for(AuditKind.RENEWAL)
        left_out = under_way or state.stage is FileStage.SUSPENDED
        of_renewal = {MilestoneCode.RENEWAL_LATEST, MilestoneCode.RENEWAL_CLOSES} if left_out else set()
        ahead = cycle.deadlines(on=day, surveillance_held=held)
        # Once the renewal is under way, and while it is suspended, nothing is left to be done for it.
        assert {each for each in ahead if each.code not in of_renewal} <= set(reviewed.deadlines)
        assert not of_renewal & {each.code for each in reviewed.deadlines}
        assert reviewed.missed == check_surveillance(cycle, on=day, surveillance_held=held)
        assert reviewed.timeline == cycle.timeline()
    assert state.audit is None or reviewed.decision == state.decision
    decided = None if state.audit is not None else reviewed.decision
    assert decided is None or decided == decide(decided.kind, state.nonconformities, on=day)


@pytest.mark.property
@given(file=files())
def test_the_next_audit_is_what_its_rules_say(file: tuple[Dossier, Date]) -> None:
    dossier, day = file
    reviewed = review(dossier, on=day)
    cycle, kind = reviewed.cycle, expected_audit(reviewed)
    if reviewed.next_audit is None or cycle is None or kind is None:
        return
    following, facts = reviewed.next_audit, dossier.audits
    when = max(day, (cycle.renewal_year if kind is AuditKind.RENEWAL else cycle.surveillance).opens)
    covered = reviewed.state.categories or dossier.certificate.categories
    applied = applicability(covered, dossier.answers, on=when, situation=dossier.situation)
    before = {"initial", "renewal", None} if kind is AuditKind.SURVEILLANCE else {"surveillance", None}
    assert following.plan == plan_audit(
        kind,
        applied,
        nonconformities=[
            each for each in reviewed.state.nonconformities if each.found_at in before and each.notified <= day
        ],
        left_out_before=facts.left_out_before,
        new_entrant_in=facts.new_entrant_in,
        venue=facts.venue,
    )
    # Without sites nothing is known, and a single one is audited whole: there is nothing to sample.
    sample = sites_to_audit(len(facts.sites), kind, on=when) if len(facts.sites) > 1 else None
    assert following.sample == sample
    beside = sum(not site.central for site in facts.sites)
    drawn = None if sample is None or sample.sampled is None else min(sample.sampled, beside)
    assert following.duration == audit_duration(
        kind,
        covered,
        on=when,
        turnover_cents=facts.turnover_cents,
        sampled_sites=0 if len(facts.sites) == 1 else drawn,
        former_new_entrant=bool(facts.new_entrant_in),
    )


def until(day: Date, thing: Any, *names: str) -> Any:
    """A thing as it is known on a day: what lies after it has not happened yet."""
    late = {name: None for name in names if isinstance(on := getattr(thing, name), Date) and on > day}
    return attrs.evolve(thing, **late) if late else thing


def known_on(day: Date, dossier: Dossier) -> Dossier:
    """A dossier without what is known only after a day; sessions, a transfer and an application to come are plans."""
    audits, held = dossier.audits, dossier.surveillance_held
    found = [
        until(day, until(day, each, "lifted"), "plan_sent", "implemented", "verified", "next_audit")
        for each in audits.nonconformities
        if each.notified <= day
    ]
    return attrs.evolve(
        dossier,
        surveillance_held=False if isinstance(held, Date) and held > day else held,
        events=[event for event in dossier.events if event.on <= day],
        audits=attrs.evolve(
            audits, nonconformities=found, sheets=[sheet for sheet in audits.sheets if sheet.on <= day]
        ),
        transfer=None if dossier.transfer is None else until(day, dossier.transfer, "decided"),
    )


def said_of(decision: AuditDecision | None) -> Any:
    if decision is None:
        return None
    return decision.kind, decision.outcome, decision.reasons, decision.next_day, decision.report_outcome


@pytest.mark.property
@given(dossier=dossiers(), day=audit_days(), data=st.data())
def test_what_is_known_only_after_the_day_changes_nothing(dossier: Dossier, day: Date, data: st.DataObject) -> None:
    """On the day of the review or on any other: what lies after it is as if it had not been given."""
    days = [event.on for event in dossier.events] + [each.notified for each in dossier.audits.nonconformities]
    near = [on.add(days=more) for on in days for more in (-1, 0, 1) if on.add(days=more) >= FIRST_DAY]
    day = data.draw(st.sampled_from([day, *near]))
    known = known_on(day, dossier)
    now, then = review(known, on=day), review(dossier, on=day)
    for field in attrs.fields(Review):
        if field.name not in {"dossier", "findings", "deadlines", "state", "decision"}:
            assert getattr(now, field.name) == getattr(then, field.name), field.name
    # A decision holds the non-conformities as they were given; what it says of them is the same.
    assert said_of(now.decision) == said_of(then.decision)
    # The index of a non-conformity in its list is another one where an earlier one was left out.
    # That the surveillance audit is later is said, and nothing else.
    assert codes(now) == [code for code in codes(then) if code != "DOS004"]
    for field in attrs.fields(FileState):
        if field.name not in {"nonconformities", "decision"}:
            assert getattr(now.state, field.name) == getattr(then.state, field.name), field.name
    assert [(each.code, each.day) for each in now.deadlines] == [(each.code, each.day) for each in then.deadlines]


def test_a_surveillance_audit_to_come_does_not_judge_a_non_conformity_of_the_initial_one() -> None:
    """Notified on 2023-06-01, surveillance on 2024-01-31, reviewed on 2024-01-01: as `decide` says on that day."""
    certificate = Certificate(number="1", categories=["BC"], first_issue="2022-11-02", valid_until="2025-11-01")
    found = minor(2, "2023-06-01", found_at="initial")
    facts = AuditFacts(nonconformities=[found])
    dossier = Dossier(certificate=certificate, categories=["BC"], audits=facts, surveillance_held="2024-01-31")
    reviewed = review(dossier, on="2024-01-01")
    assert reviewed.decision == decide("initial", [found], on="2024-01-01")
    stamped = attrs.evolve(found, next_audit="2024-01-31")
    assert review(dossier, on="2024-01-31").decision == decide("initial", [stamped], on="2024-01-31")


def test_a_review_is_of_one_day(dossier: Dossier) -> None:
    """Nothing that is told of later days changes it."""
    later: dict[str, Any] = {
        "audits": AuditFacts(nonconformities=[major(4, "2024-06-10", found_at="initial")]),
        "events": [Event(on="2024-06-10", kind="application")],
    }
    now, then = review(dossier, on=date(2024, 6, 9)), review(attrs.evolve(dossier, **later), on="2024-06-09")
    for name in ("deadlines", "findings", "next_audit", "decision", "citations"):
        assert getattr(now, name) == getattr(then, name)


# --- What the events tell of the cycle


@pytest.fixture
def renewed() -> Dossier:
    """The file of the documentation: its first cycle ends on 4 February 2027, and is renewed on 12 October 2026."""
    return load(FILE.read_bytes(), Dossier)


def test_a_renewal_that_the_events_tell_leaves_nothing_of_it_to_do(renewed: Dossier) -> None:
    # The audit was held on 15 September and decided on 12 October.
    before, waits, after = (review(renewed, on=day) for day in ("2026-09-14", "2026-10-11", "2026-12-01"))
    of_renewal = {MilestoneCode.RENEWAL_CLOSES, MilestoneCode.RENEWAL_LATEST}
    assert {each.code for each in before.deadlines} & of_renewal
    for later in (waits, after):
        assert not {each.code for each in later.deadlines} & of_renewal
        assert "CYC007" not in codes(later)
        assert later.next_audit is None
    assert before.next_audit is not None
    assert waits.state.waits_for(AuditKind.RENEWAL)


def test_once_it_has_begun_the_review_is_of_the_next_cycle(renewed: Dossier) -> None:
    last, first = review(renewed, on="2027-02-04"), review(renewed, on="2027-02-05")
    assert last.cycle == CertificationCycle("2024-02-05")
    assert first.cycle == CertificationCycle("2027-02-05")
    assert first.status is not None
    assert first.status.valid
    assert "CYC003" not in codes(first)
    assert first.next_audit is not None
    assert first.next_audit.plan.kind is AuditKind.SURVEILLANCE
    untold = review(attrs.evolve(renewed, events=()), on="2027-02-05")
    assert "CYC003" in codes(untold)


def test_a_minor_one_of_the_initial_audit_is_checked_at_the_surveillance_audit_that_is_told(dossier: Dossier) -> None:
    """It becomes major there, as in the history of the same facts; not when the day is not told."""
    found = NonConformity(indicator=2, grade="minor", notified="2023-01-16", found_at="initial")
    held = attrs.evolve(dossier, surveillance_held="2024-05-27", audits=AuditFacts(nonconformities=[found]))
    assert {"NCF006"} <= set(codes(review(held, on="2024-06-10")))
    assert "NCF006" not in codes(review(held, on="2024-05-26"))
    for untold in (
        attrs.evolve(held, surveillance_held=True),
        attrs.evolve(held, audits=AuditFacts(nonconformities=[attrs.evolve(found, found_at=None)])),
        attrs.evolve(held, audits=AuditFacts(nonconformities=[attrs.evolve(found, next_audit="2025-01-06")])),
        attrs.evolve(held, audits=AuditFacts(nonconformities=[attrs.evolve(found, notified="2024-05-28")])),
    ):
        assert "NCF006" not in codes(review(untold, on="2024-06-10"))


@pytest.mark.parametrize("central", [True, False])
def test_a_single_site_is_audited_whole_and_sampled_by_nobody(dossier: Dossier, *, central: bool) -> None:
    facts = AuditFacts(sites=[Site(name="Here", central=central)], turnover_cents=1)
    reported = profile_with(durations="reported")
    planned = review(attrs.evolve(dossier, audits=facts), on="2024-05-01", profile=reported).next_audit
    assert planned is not None
    assert planned.sample is None
    assert planned.duration.outcome is not DurationOutcome.SITES_NOT_PROVIDED
    assert all(part.count is None for part in planned.duration.parts)
