"""`qualiopi-rules schema NAME`: the schema of a document, for other programs."""

from __future__ import annotations

from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.parameters import REVIEWED
from qualiopi_rules.core.resources import content
from qualiopi_rules.schemas.documents import SchemaName

__all__ = ["schema"]


def schema(document: SchemaName, /, *, context: Context = DEFAULTS) -> int:
    """Write the schema of a document.

    Args:
        document: the document.
        context: what was chosen for the run.
    """
    context.write(content(f"schemas/{document}.json").rstrip("\n"))
    return REVIEWED
