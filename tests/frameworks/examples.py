"""The examples of the pages on frameworks, imported from where they stand."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
FOLDER = EXAMPLES / "frameworks"


def example(name: str) -> Any:
    """An example, as the module that it is to who runs it in its folder."""
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))
    return import_module(name)
