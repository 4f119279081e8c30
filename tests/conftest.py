"""Settings of the test run."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

# The usual run is the same every time; the session `property` searches further, elsewhere at each run.
settings.register_profile(
    "default", deadline=None, max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "property", deadline=None, max_examples=300, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
# Where only the absence of the extras is new, or the versions of libraries, the laws need not be searched as far again.
settings.register_profile("brief", settings.get_profile("default"), max_examples=5)
settings.register_profile("quick", settings.get_profile("default"), max_examples=20)
# A change in the code is noticed by the first failure: it need not be made small, nor kept for another time.
settings.register_profile(
    "mutation", settings.get_profile("quick"), phases=(Phase.explicit, Phase.generate), database=None
)
settings.load_profile("default")

# The command line speaks French to who says nothing else, whatever the machine speaks.
os.environ["LC_ALL"] = "C.UTF-8"
for name in ("QUALIOPI_RULES_LANG", "QUALIOPI_RULES_PROFILE"):
    os.environ.pop(name, None)

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"


@pytest.fixture
def webinar() -> dict[str, Any]:
    """The dossier of the founding webinar, as JSON holds it."""
    dossier: dict[str, Any] = json.loads((EXAMPLES / "certificate-83811594-1.json").read_text("utf-8"))
    return dossier


@pytest.fixture
def good_bilan() -> dict[str, Any]:
    """A bilan that meets everything the checks look at, as JSON holds it."""
    bilan: dict[str, Any] = json.loads((EXAMPLES / "bilan.json").read_text("utf-8"))
    return bilan
