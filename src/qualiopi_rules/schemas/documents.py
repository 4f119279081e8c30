"""The schema of each document: JSON Schema 2020-12, and Table Schema for the file of a portfolio.

The files stand beside this module; `python -m maintenance.schemas` makes them from the classes, and a test compares.
"""

from __future__ import annotations

import json
from typing import Any, Literal, get_args

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.resources import content

__all__ = ["SCHEMAS", "SchemaName", "schema"]

SchemaName = Literal["dossier", "review", "explanation", "profile", "deadlines", "history", "portfolio"]
"""The name of a document."""

SCHEMAS: tuple[SchemaName, ...] = get_args(SchemaName)
"""The names of the documents that have a schema."""


def schema(name: SchemaName) -> dict[str, Any]:
    """Return the schema of a document, as JSON holds it; it is the caller's own.

    Args:
        name: the document; `portfolio` is the CSV file of certificates, whose schema is a Table Schema.

    Raises:
        InvalidInput: when no document has that name.
    """
    checked = converters.one_text(SCHEMAS, name)
    refuse(name=checked)
    found: dict[str, Any] = json.loads(content(f"schemas/{checked}.json"))
    return found
