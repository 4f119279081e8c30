"""What the tests of the service share: requests of each operation, and a client."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from qualiopi_rules.service import rules_app


@pytest.fixture
def bodies(webinar: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A request of each operation, as JSON holds it."""
    on = {"on": "2023-03-01"}
    return {
        "review": {"dossier": webinar, **on},
        "applicability": {"categories": ["BC"], "answers": {"subcontracting": False}, **on},
        "cycle": {"starts": "2023-02-02", **on},
        "plan": {"dossier": webinar, **on},
        "changes": {"categories": ["BC"]},
        "explain": {"dossier": webinar, **on},
    }


@pytest.fixture
def client() -> TestClient:
    return TestClient(rules_app())
