"""What is told of the audits of a provider, and what a review makes of it."""

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
from qualiopi_rules.dossier.reviewer import NextAudit
from qualiopi_rules.formats.json import dump, load, structure
from tests.checks import profile_with, refused
from tests.strategies import audit_facts

CERTIFICATE = Certificate(number="1", categories=["BC"], first_issue="2024-02-02", valid_until="2027-02-01")


def next_audit(**told: Any) -> NextAudit:
    """The surveillance audit of a small provider of bilans."""
    profile = profile_with(durations=told.pop("durations", "reported"))
    facts = AuditFacts(**{"turnover_cents": 4_000_000, **told})
    dossier = Dossier(certificate=CERTIFICATE, categories=["BC"], audits=facts)
    planned = review(dossier, on="2024-06-03", profile=profile).next_audit
    assert planned is not None
    return planned


class TestNextAudit:
    def test_what_is_told_decides_what_is_looked_at_where_and_for_how_long(self) -> None:
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
        # The only site there is houses the central function, told or not.
        assert next_audit(sites=[attrs.evolve(only, central=False)]).duration.half_days == 1

    def test_what_is_not_told_leaves_the_length_open(self) -> None:
        assert next_audit().duration.outcome is DurationOutcome.SITES_NOT_PROVIDED
        site = [Site(name="A", central=True)]
        assert next_audit(sites=site, turnover_cents=None).duration.outcome is DurationOutcome.TURNOVER_NOT_PROVIDED
        assert next_audit(sites=site, durations=None).duration.outcome is DurationOutcome.NO_TABLE

    def test_an_indicator_left_out_or_with_a_non_conformity_is_looked_at(self) -> None:
        minor = NonConformity(indicator=9, grade="minor", notified="2024-01-15", found_at="initial")
        assert {2, 9} & set(next_audit().plan.numbers) == set()
        assert {2, 9} <= set(next_audit(left_out_before=[2], nonconformities=[minor]).plan.numbers)


class TestFacts:
    def test_nothing_is_told_by_default(self) -> None:
        told = AuditFacts()
        assert (told.venue, told.sites, told.turnover_cents) == (VenueFacts(), (), None)
        assert (told.new_entrant_in, told.left_out_before) == (frozenset(), ())
        assert (told.nonconformities, told.sheets) == ((), ())

    def test_a_turnover_says_its_unit(self) -> None:
        """80 000 € meant in euros would be read as 800 €: the name that does not say cents is refused."""
        assert structure({"turnover_cents": 8_000_000}, AuditFacts).turnover_cents == 8_000_000
        with refused("turnover: unknown name; .*turnover_cents"):
            structure({"turnover": 80_000}, AuditFacts)

    @pytest.mark.property
    @given(told=audit_facts())
    def test_whatever_is_told_is_kept_as_it_was_told(self, told: AuditFacts) -> None:
        assert load(dump(told), AuditFacts) == told
        assert attrs.evolve(told) == told

    def test_every_fault_is_told_at_once(self) -> None:
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
