"""The classes of the library in the frameworks of others: bodies of FastAPI, columns and forms of Django."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.frameworks.django import JsonObjectField as JsonObjectField, add_faults as add_faults
    from qualiopi_rules.frameworks.fastapi import (
        AsJson as AsJson,
        JsonBody as JsonBody,
        prepare_fastapi as prepare_fastapi,
    )
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "django": "JsonObjectField add_faults",
            "fastapi": "AsJson JsonBody prepare_fastapi",
        },
    )
