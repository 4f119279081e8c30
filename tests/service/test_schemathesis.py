"""Requests at random, made from the OpenAPI document: what it says is what happens (session `service`)."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks

from qualiopi_rules.service import Limits, rules_app

load_all_checks()
# The reader is stricter than any schema can be: the days of a dossier must agree with each other.
STRICTER = [check for check in CHECKS.get_all() if getattr(check, "__name__", "") == "positive_data_acceptance"]
assert len(STRICTER) == 1

SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", rules_app(Limits(timeout=60)))


@SCHEMA.parametrize()  # type: ignore[untyped-decorator]
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_service_does_what_its_document_says(case: Any) -> None:
    """No fault of the service, no status, type or body that is not described, nothing taken that a schema refuses."""
    case.call_and_validate(excluded_checks=STRICTER)
