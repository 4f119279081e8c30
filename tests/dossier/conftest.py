"""The dossier that most tests of this folder begin with."""

from __future__ import annotations

from typing import Any

import pytest

from qualiopi_rules import Dossier
from qualiopi_rules.formats.json import structure


@pytest.fixture
def dossier(webinar: dict[str, Any]) -> Dossier:
    """The dossier of the webinar: its certificate is of the cycle from 2 February 2023 to 1 February 2026."""
    return structure(webinar, Dossier)
