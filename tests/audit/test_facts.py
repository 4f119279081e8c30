"""The facts about the audits of a provider, and the next audit of a review."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from pendulum import Date

from qualiopi_rules import Certificate, Dossier, InvalidInput, review
from qualiopi_rules.audit import AuditFacts, NonConformity, Site, VenueFacts
from qualiopi_rules.audit.duration import DurationOutcome
from qualiopi_rules.audit.place import PlaceReason, Where
from qualiopi_rules.dossier.next_audit import NextAudit
from qualiopi_rules.formats.json import dump, load, structure
from qualiopi_rules.strategies import audit_facts
from tests.checks import profile_with, refused

CERTIFICATE = Certificate(number="1", categories=["BC"], first_issue="2024-02-02", valid_until="2027-02-01")


def next_audit(**facts: Any) -> NextAudit:
    """The surveillance audit of a small provider of bilans."""
    profile = profile_with(durations=facts.pop("durations", "reported"))
    audits = AuditFacts(**{"turnover_cents": 4_000_000, **facts})
    dossier = Dossier(certificate=CERTIFICATE, categories=["BC"], audits=audits)
    planned = review(dossier, on="2024-06-03", profile=profile).next_audit
    assert planned is not None
    return planned


class TestNextAudit:
    def test_the_facts_decide_what_is_looked_at_where_and_for_how_long(self) -> None:
        planned = next_audit(
            venue=VenueFacts(reports=True),
            sites=[Site(name="A", central=True), *(Site(name=name) for name in "BCD")],
            new_entrant_in=["BC"],
            left_out_before=[2],
        )
        assert planned.plan.on == Date(2025, 4, 2)
        assert (planned.plan.place.where, planned.plan.place.reason) == (Where.ON_SITE, PlaceReason.REPORTS)
        assert planned.plan.left_out == ()
        assert planned.sample is not None
        assert planned.sample.sampled == 1
        # Half a day, half a day for the site, half a day for the former new entrant.
        assert planned.duration.half_days == 3

    def test_the_only_site_adds_nothing_to_the_audit_of_its_own_central_function(self) -> None:
        only = Site(name="A", central=True)
        assert next_audit(sites=[only]).duration.half_days == 1
        assert next_audit(sites=[only, Site(name="B")]).duration.half_days == 2
        # The only site there is houses the central function, said so or not.
        assert next_audit(sites=[attrs.evolve(only, central=False)]).duration.half_days == 1

    def test_what_is_not_provided_leaves_the_length_open(self) -> None:
        assert next_audit().duration.outcome is DurationOutcome.SITES_NOT_PROVIDED
        site = [Site(name="A", central=True)]
        assert next_audit(sites=site, turnover_cents=None).duration.outcome is DurationOutcome.TURNOVER_NOT_PROVIDED
        assert next_audit(sites=site, durations=None).duration.outcome is DurationOutcome.NO_TABLE

    def test_an_indicator_left_out_or_with_a_non_conformity_is_looked_at(self) -> None:
        minor = NonConformity(indicator=9, grade="minor", notified="2024-01-15", found_at="initial")
        assert {2, 9} & set(next_audit().plan.numbers) == set()
        assert {2, 9} <= set(next_audit(left_out_before=[2], nonconformities=[minor]).plan.numbers)


class TestFacts:
    def test_nothing_is_known_by_default(self) -> None:
        facts = AuditFacts()
        assert (facts.venue, facts.sites, facts.turnover_cents) == (VenueFacts(), (), None)
        assert (facts.new_entrant_in, facts.left_out_before) == (frozenset(), ())
        assert (facts.nonconformities, facts.sheets) == ((), ())

    def test_a_turnover_says_its_unit(self) -> None:
        """80 000 € meant in euros would be read as 800 €: the name that does not say cents is refused."""
        assert structure({"turnover_cents": 8_000_000}, AuditFacts).turnover_cents == 8_000_000
        with refused("turnover: unknown name; .*turnover_cents"):
            structure({"turnover": 80_000}, AuditFacts)

    @pytest.mark.property
    @given(facts=audit_facts())
    def test_facts_are_kept_as_they_are(self, facts: AuditFacts) -> None:
        assert load(dump(facts), AuditFacts) == facts
        assert attrs.evolve(facts) == facts

    def test_every_fault_is_reported_at_once(self) -> None:
        wrong: dict[str, Any] = {
            "venue": {},
            "sites": ["A"],
            "turnover_cents": 40_000.5,
            "new_entrant_in": ["XX"],
            "left_out_before": [40, 2, 0],
            "nonconformities": [2],
            "sheets": {},
        }
        with pytest.raises(InvalidInput) as caught:
            AuditFacts(**wrong)
        assert [fault.path for fault in caught.value.faults] == [
            "venue",
            "sites[0]",
            "turnover_cents",
            "new_entrant_in[0]",
            "left_out_before[0]",
            "left_out_before[2]",
            "nonconformities[0]",
            "sheets",
        ]
        assert {fault.path: fault.expected for fault in caught.value.faults}["turnover_cents"] == "zero-or-more"
        with pytest.raises(InvalidInput) as caught:
            structure({**wrong, "nonconformities": [{"indicator": 2}]}, AuditFacts)
        assert sorted(fault.path for fault in caught.value.faults) == [
            "left_out_before[0]",
            "left_out_before[2]",
            "new_entrant_in[0]",
            "nonconformities[0].grade",
            "nonconformities[0].notified",
            "sheets",
            "sites[0]",
            "turnover_cents",
        ]
