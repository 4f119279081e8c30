"""What other programs read: the schemas of the documents and of the file of a portfolio, the referential as data."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.schemas.documents import SCHEMAS as SCHEMAS, SchemaName as SchemaName, schema as schema
    from qualiopi_rules.schemas.referential import (
        referential_csv as referential_csv,
        referential_data as referential_data,
    )
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "documents": "SCHEMAS SchemaName schema",
            "referential": "referential_csv referential_data",
        },
    )
