"""The review of a whole dossier: the main job."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs
import pytest
from hypothesis import given
from pendulum import Date

from qualiopi_rules import (
    Answers,
    Bilan,
    CertificationCycle,
    Dossier,
    InvalidInput,
    NotInForce,
    Review,
    applicability,
    review,
)
from qualiopi_rules.cycle import Stage
from qualiopi_rules.formats.json import structure
from qualiopi_rules.results import Severity
from qualiopi_rules.results.deadlines import DeadlineKind, MilestoneCode
from tests.checks import profile_with, refused
from tests.strategies import audit_days, dossiers


def codes(reviewed: Review) -> list[str]:
    return [found.code for found in reviewed.findings]


class TestTheWebinarsCertificate:
    """Number 83811594-1, category BC, first issued on 2 February 2023, reviewed on the day of the webinar."""

    @pytest.fixture
    def reviewed(self, dossier: Dossier) -> Review:
        return review(dossier, on="2023-03-01")

    def test_its_cycle_is_the_one_on_the_screen(self, reviewed: Review) -> None:
        assert reviewed.cycle == CertificationCycle.starting("2023-02-02")
        assert [(each.code, str(each.day), each.kind) for each in reviewed.timeline] == [
            (MilestoneCode.STARTS, "2023-02-02", DeadlineKind.LEGAL),
            (MilestoneCode.SURVEILLANCE_OPENS, "2024-04-02", DeadlineKind.LEGAL),
            (MilestoneCode.SURVEILLANCE_CLOSES, "2024-12-02", DeadlineKind.LEGAL),
            (MilestoneCode.RENEWAL_YEAR_OPENS, "2025-02-02", DeadlineKind.LEGAL),
            (MilestoneCode.RENEWAL_OPENS, "2025-08-01", DeadlineKind.RECOMMENDED),
            (MilestoneCode.RENEWAL_LATEST, "2025-10-01", DeadlineKind.RECOMMENDED),
            (MilestoneCode.RENEWAL_CLOSES, "2025-11-01", DeadlineKind.RECOMMENDED),
            (MilestoneCode.EXPIRES, "2026-02-01", DeadlineKind.LEGAL),
        ]

    def test_its_next_deadlines_are_counted_from_the_day_of_the_review(self, reviewed: Review) -> None:
        assert [(each.code, each.days_left) for each in reviewed.deadlines] == [
            (MilestoneCode.SURVEILLANCE_CLOSES, 642),
            (MilestoneCode.RENEWAL_LATEST, 945),
            (MilestoneCode.RENEWAL_CLOSES, 976),
            (MilestoneCode.EXPIRES, 1068),
        ]

    def test_twenty_indicators_apply_under_the_certifiers_policy_and_21_under_the_law(
        self, reviewed: Review, dossier: Dossier
    ) -> None:
        assert set(reviewed.applicability.not_applicable) == {3, 7, 8, 13, 14, 15, 16, 20, 28, 29} | {18, 27}
        by_law = review(dossier, on="2023-03-01", profile="law").applicability
        assert set(by_law.numbers) - set(reviewed.applicability.numbers) == {18}
        assert len(by_law.numbers) == 21

    def test_nothing_is_found_and_everything_has_a_source(self, reviewed: Review) -> None:
        assert reviewed.findings == ()
        assert not reviewed.blocking
        assert {citation.source.id for citation in reviewed.citations} == {
            "code-R6316-2",
            "audit-art-2-2019",
            "audit-art-2",
            "audit-art-5",
            "arrete-2019-06-06",
            "rnq-2019",
            "webinar-2023",
            "audit-grid-2025",
        }

    def test_from_november_2026_on_it_is_expired_and_the_referential_has_33_indicators(self, dossier: Dossier) -> None:
        reviewed = review(dossier, on="2026-11-01")
        assert reviewed.status is not None
        assert reviewed.status.stage is Stage.EXPIRED
        assert codes(reviewed) == ["CYC003"]
        assert reviewed.blocking
        assert reviewed.deadlines == ()
        assert reviewed.applicability.edition == "2026"


class TestFindings:
    def test_a_certificate_is_valid_through_its_last_day(self, dossier: Dossier) -> None:
        held = attrs.evolve(dossier, surveillance_held=True)
        assert "CYC003" not in codes(review(held, on="2026-02-01"))
        assert "CYC003" in codes(review(held, on="2026-02-02"))

    @pytest.mark.parametrize(
        ("held", "on", "found"),
        [
            (None, "2024-12-02", []),
            (None, "2024-12-03", ["CYC005"]),
            (False, "2024-12-02", []),
            (False, "2024-12-03", ["CYC004"]),
            (True, "2024-12-03", []),
            ("2024-04-02", "2024-12-03", []),
            ("2024-12-02", "2024-12-03", []),
            ("2024-04-01", "2024-12-03", ["CYC006"]),
            ("2024-12-03", "2024-12-03", ["CYC006"]),
            ("2024-12-04", "2024-12-03", ["CYC004", "DOS004"]),
            (True, "2025-11-01", []),
            (True, "2025-11-02", ["CYC007"]),
        ],
    )
    def test_what_is_found_of_the_cycle_day_by_day(
        self, dossier: Dossier, held: Any, on: str, found: list[str]
    ) -> None:
        assert codes(review(attrs.evolve(dossier, surveillance_held=held), on=on)) == found

    def test_printed_days_that_fit_no_cycle_stop_the_dates_and_not_the_review(self, dossier: Dossier) -> None:
        wrong = attrs.evolve(dossier, certificate=attrs.evolve(dossier.certificate, valid_until="2026-02-02"))
        reviewed = review(wrong, on="2023-03-01")
        assert codes(reviewed) == ["CYC001", "CYC008"]  # the second names the end that would be regular
        assert (reviewed.cycle, reviewed.status, reviewed.timeline, reviewed.deadlines) == (None, None, (), ())
        assert len(reviewed.applicability.numbers) == 20

    def test_printed_days_that_fit_two_cycles_are_not_chosen_between(self, dossier: Dossier) -> None:
        certificate = attrs.evolve(
            dossier.certificate, first_issue="2024-02-20", valid_until="2027-02-28", cycle_number=None
        )
        reviewed = review(attrs.evolve(dossier, certificate=certificate), on="2024-03-01")
        assert codes(reviewed) == ["CYC002"]
        assert reviewed.cycle is None
        assert len(reviewed.printed.readings) == 2

    def test_a_re_issue_does_not_move_the_cycle(self, dossier: Dossier) -> None:
        re_issued = attrs.evolve(
            dossier.certificate, number="83811594-2", printed_start="2024-05-10", last_issue="2024-05-10"
        )
        reviewed = review(attrs.evolve(dossier, certificate=re_issued), on="2024-06-01")
        assert reviewed.cycle == CertificationCycle.starting("2023-02-02")
        assert reviewed.findings == ()

    def test_a_category_that_the_certificate_does_not_cover_is_found(self, dossier: Dossier) -> None:
        reviewed = review(attrs.evolve(dossier, categories=["BC", "AF", "VAE"]), on="2023-03-01")
        (found,) = reviewed.findings
        assert (found.code, found.params) == ("DOS001", (("categories", "AF, VAE"),))

    def test_bilans_need_the_category(self, dossier: Dossier) -> None:
        with_bilan = attrs.evolve(dossier, bilans=[Bilan()])
        assert "DOS002" not in codes(review(with_bilan, on="2023-03-01"))
        other = attrs.evolve(with_bilan, categories=["AF"])
        assert "DOS002" not in codes(review(other, on="2023-03-01"))
        neither = attrs.evolve(other, certificate=attrs.evolve(dossier.certificate, categories=["AF"]))
        assert "DOS002" in codes(review(neither, on="2023-03-01"))

    def test_bilans_are_checked_each_in_its_place_with_the_draft_minimum_when_asked(
        self, dossier: Dossier, good_bilan: dict[str, Any]
    ) -> None:
        good = structure(good_bilan, Bilan)
        two = attrs.evolve(dossier, bilans=[good, attrs.evolve(good, consent=False)])
        (found,) = review(two, on="2023-03-01").findings
        assert (found.code, found.where) == ("BIL013", "bilans[1]")
        drafted = review(two, on="2023-03-01", profile=profile_with(draft_minimum_from="2023-01-01"))
        assert [(each.code, each.where) for each in drafted.findings] == [
            ("BIL013", "bilans[1]"),
            ("BIL004", "bilans[0]"),
            ("BIL004", "bilans[1]"),
        ]

    def test_blocking_findings_come_first(self, dossier: Dossier) -> None:
        late = attrs.evolve(
            dossier, surveillance_held=False, answers=Answers(sole_practitioner=True, teaching_team=True)
        )
        reviewed = review(late, on="2025-12-01")
        assert codes(reviewed) == ["CYC004", "CYC007", "QST001"]
        assert [found.severity for found in reviewed.findings] == [
            Severity.BLOCKING,
            Severity.WARNING,
            Severity.WARNING,
        ]


class TestInput:
    def test_a_dossier_refuses_everything_that_does_not_hold_together(self) -> None:
        wrong: Any = {
            "certificate": "83811594-1",
            "categories": "BC",
            "answers": {},
            "surveillance_held": "yes",
            "bilans": Bilan(),
            "provider": {},
            "application": "2023-01-01",
            "audits": None,
            "transfer": {"requested": "2024-03-04"},
            "other_certificates": "83811594-1",
            "events": "none",
        }
        with pytest.raises(InvalidInput) as refusal:
            Dossier(**wrong)
        assert [fault.path for fault in refusal.value.faults] == list(wrong)

    def test_a_review_refuses_every_argument_that_does_not_hold(self) -> None:
        wrong: Any = {"on": datetime(2023, 3, 1), "profile": "mine"}  # noqa: DTZ001
        with pytest.raises(InvalidInput) as refusal:
            review(None, **wrong)  # type: ignore[arg-type]
        assert [fault.path for fault in refusal.value.faults] == ["dossier", "on", "profile"]

    def test_a_day_before_the_first_edition_is_refused(self, dossier: Dossier) -> None:
        with pytest.raises(NotInForce):
            review(dossier, on="2019-06-08")

    def test_the_day_is_asked_for(self, dossier: Dossier) -> None:
        with refused("on: "):
            review(dossier, on=None)  # type: ignore[arg-type]


@pytest.mark.property
@given(dossier=dossiers(), day=audit_days())
def test_a_review_says_what_its_parts_say(dossier: Dossier, day: Date) -> None:
    """One rule, one implementation: the review lays results side by side and computes none of its own."""
    reviewed = review(dossier, on=day)
    situation = dossier.situation
    assert reviewed.applicability == applicability(dossier.categories, dossier.answers, on=day, situation=situation)
    assert reviewed.printed == dossier.certificate.read()
    plain = attrs.evolve(dossier, events=(), transfer=None)
    by_certificate = review(plain, on=day)
    assert by_certificate.cycle == dossier.certificate.cycle
    if by_certificate.cycle is not None:
        held = dossier.surveillance_held
        assert by_certificate.status == by_certificate.cycle.status(on=day, surveillance_held=held)
        ahead = by_certificate.cycle.deadlines(on=day, surveillance_held=held)
        assert set(ahead) <= set(by_certificate.deadlines)
    for index, bilan in enumerate(dossier.bilans):
        where = f"bilans[{index}]"
        assert set(bilan.check_all(on=day, where=where)) == {
            found for found in reviewed.findings if found.where.startswith(where)
        }
    assert reviewed.blocking == any(found.severity is Severity.BLOCKING for found in reviewed.findings)
    assert len(set(reviewed.citations)) == len(reviewed.citations)
