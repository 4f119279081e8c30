"""What is told of the audits of a provider, and what a review makes of it."""

from __future__ import annotations

from typing import Any

import attrs

from qualiopi_rules import (
    AuditFacts,
    Certificate,
    Dossier,
    Site,
    review,
)
from qualiopi_rules.reviewing import NextAudit

CERTIFICATE = Certificate(number="1", categories=["BC"], first_issue="2024-02-02", valid_until="2027-02-01")


def next_audit(**told: Any) -> NextAudit:
    """The surveillance audit of a small provider of bilans."""
    facts = AuditFacts(durations="reported", turnover=4_000_000, **told)
    planned = review(Dossier(certificate=CERTIFICATE, categories=["BC"], audits=facts), on="2024-06-03").next_audit
    assert planned is not None
    return planned


class TestLength:
    def test_the_only_site_adds_nothing_to_the_audit_of_its_own_central_function(self) -> None:
        only = Site(name="A", central=True)
        assert next_audit(sites=[only]).duration.half_days == 1
        assert next_audit(sites=[only, Site(name="B")]).duration.half_days == 2
        # Nothing says that the only site houses the central function: it is drawn, and counts.
        assert next_audit(sites=[attrs.evolve(only, central=False)]).duration.half_days == 2
