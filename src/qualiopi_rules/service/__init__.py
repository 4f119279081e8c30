"""The rules for other programs: an HTTP service, and tools for models (MCP)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.service.limits import Limits as Limits
    from qualiopi_rules.service.openapi import openapi_document as openapi_document
    from qualiopi_rules.service.server import serve as serve
    from qualiopi_rules.service.tools import rules_tools as rules_tools, serve_tools as serve_tools
    from qualiopi_rules.service.web import rules_app as rules_app
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "limits": "Limits",
            "openapi": "openapi_document",
            "server": "serve",
            "tools": "rules_tools serve_tools",
            "web": "rules_app",
        },
    )
