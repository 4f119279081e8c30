"""Where an audit is held."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from pendulum import Date

from qualiopi_rules import InvalidInput
from qualiopi_rules.audit import VenueFacts
from qualiopi_rules.audit.place import AuditPlace, PlaceReason, Where, place_of
from qualiopi_rules.law import Provenance
from qualiopi_rules.rnq import AuditKind
from qualiopi_rules.strategies import audit_days, days, venues
from tests.strategies import audit_kinds


def place(kind: str, on: str, **facts: bool | None) -> AuditPlace:
    return place_of(AuditKind(kind), VenueFacts(**facts), Date.fromisoformat(on))


class TestPlace:
    """Initial audits on site, surveillance at a distance unless something calls for one on site."""

    @pytest.mark.parametrize(
        ("on", "where"),
        [
            ("2019-06-09", Where.ON_SITE),
            ("2020-07-29", Where.ON_SITE),
            ("2020-07-30", Where.EITHER),
            ("2020-12-31", Where.EITHER),
            ("2021-01-01", Where.ON_SITE),
            ("2023-09-01", Where.ON_SITE),
            ("2026-11-23", Where.ON_SITE),
        ],
    )
    def test_an_initial_audit_is_on_site_but_in_the_months_of_2020_when_it_could_be_remote(
        self, on: str, where: Where
    ) -> None:
        for premises in (True, None):
            held = place("initial", on, dedicated_premises=premises)
            assert (held.where, held.reason) == (where, PlaceReason.RULE)

    def test_without_premises_of_its_own_the_parties_agree_on_a_place(self) -> None:
        for day in ("2019-06-09", "2021-01-01", "2024-06-03"):
            held = place("initial", day, dedicated_premises=False)
            assert (held.where, held.reason) == (Where.AGREED, PlaceReason.NO_PREMISES)
            assert [used.name for used in held.values] == ["audit.place_initial"]
        assert place("initial", "2020-09-01", dedicated_premises=False).where is Where.EITHER

    @pytest.mark.parametrize("on", ["2019-06-09", "2021-01-01", "2024-06-03"])
    @pytest.mark.parametrize(
        ("reports", "risk", "where", "reason"),
        [
            (False, False, Where.REMOTE, PlaceReason.RULE),
            (True, False, Where.ON_SITE, PlaceReason.REPORTS),
            (True, None, Where.ON_SITE, PlaceReason.REPORTS),
            (True, True, Where.ON_SITE, PlaceReason.REPORTS),
            (False, True, Where.ON_SITE, PlaceReason.RISK),
            (None, True, Where.ON_SITE, PlaceReason.RISK),
            (None, False, Where.REMOTE, PlaceReason.NOT_PROVIDED),
            (False, None, Where.REMOTE, PlaceReason.NOT_PROVIDED),
            (None, None, Where.REMOTE, PlaceReason.NOT_PROVIDED),
        ],
    )
    def test_a_surveillance_audit_is_remote_unless_reports_or_a_risk_call_for_one_on_site(
        self, on: str, reports: bool | None, risk: bool | None, where: Where, reason: PlaceReason
    ) -> None:
        held = place("surveillance", on, reports=reports, risk=risk)
        assert (held.where, held.reason) == (where, reason)
        assert [used.name for used in held.values] == ["audit.place_surveillance"]

    def test_after_a_remote_initial_audit_it_is_on_site(self) -> None:
        """The arrêté of 24 July 2020, in force on the 30th."""
        for on in ("2020-07-30", "2021-06-01", "2024-06-03"):
            held = place("surveillance", on, initial_remote=True, reports=False, risk=False)
            assert (held.where, held.reason) == (Where.ON_SITE, PlaceReason.INITIAL_REMOTE)
            assert [used.name for used in held.values] == ["audit.place_surveillance_after_remote"]
        before = place("surveillance", "2020-07-29", initial_remote=True, reports=False, risk=False)
        assert (before.where, before.reason) == (Where.REMOTE, PlaceReason.RULE)
        for initial_remote in (False, None):
            held = place("surveillance", "2021-06-01", initial_remote=initial_remote, reports=False, risk=False)
            assert held.where is Where.REMOTE

    @pytest.mark.property
    @given(facts=venues(), day=audit_days())
    def test_renewal_and_extension_are_on_site_and_a_complementary_audit_is_as_the_certifier_chooses(
        self, facts: VenueFacts, day: Date
    ) -> None:
        for kind, where in (
            (AuditKind.RENEWAL, Where.ON_SITE),
            (AuditKind.EXTENSION, Where.ON_SITE),
            (AuditKind.COMPLEMENTARY, Where.EITHER),
        ):
            held = place_of(kind, facts, day)
            assert (held.where, held.reason) == (where, PlaceReason.RULE)
            assert {used.citation.provenance for used in held.values} == {Provenance.SECOND_HAND}

    @pytest.mark.property
    @given(kind=audit_kinds(), facts=venues(), day=days(last=date(2019, 6, 8)))
    def test_before_the_first_text_it_is_not_known(self, kind: AuditKind, facts: VenueFacts, day: Date) -> None:
        assert place_of(kind, facts, day) == AuditPlace(where=None, reason=PlaceReason.NO_RULE)

    @pytest.mark.property
    @given(kind=audit_kinds(), facts=venues(), day=audit_days())
    def test_a_place_that_is_known_has_its_rule_and_is_rendered_in_words(
        self, kind: AuditKind, facts: VenueFacts, day: Date
    ) -> None:
        held = place_of(kind, facts, day)
        assert held.where is not None
        assert len(held.values) == 1
        assert held.say("fr") != held.say("en")

    def test_a_place_is_rendered_with_its_reason(self) -> None:
        assert place("surveillance", "2024-06-03", risk=True).say() == (
            "Sur site. L’analyse de risques de l’audit précédent l’exige."
        )
        assert place("initial", "2019-06-08").say("en") == ("Place unknown. No known text sets it for that day.")

    def test_the_law_of_2019_was_seen_and_that_of_2023_is_reported(self) -> None:
        for kind in ("initial", "surveillance"):
            provenances = [place(kind, on).values[0].citation.provenance for on in ("2023-08-31", "2023-09-01")]
            assert provenances == [Provenance.VERBATIM, Provenance.SECOND_HAND]

    def test_facts_about_a_place_are_yes_no_or_not_provided(self) -> None:
        wrong: dict[str, Any] = {"dedicated_premises": "no", "reports": 1, "risk": "yes", "initial_remote": 0}
        with pytest.raises(InvalidInput) as caught:
            VenueFacts(**wrong)
        assert [(fault.path, fault.expected) for fault in caught.value.faults] == [(name, "yes-no") for name in wrong]
