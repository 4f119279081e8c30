"""`qualiopi-rules mcp`: the rules as tools for a model, on the standard input and output."""

from __future__ import annotations

from contextlib import suppress

from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.parameters import REVIEWED

__all__ = ["mcp"]


def mcp(*, context: Context = DEFAULTS) -> int:
    """Answer a client of the Model Context Protocol until it leaves.

    Args:
        context: what was chosen for the run.
    """
    from qualiopi_rules.service.tools import serve_tools

    with suppress(KeyboardInterrupt):  # how a person ends it
        serve_tools(context.locale)
    return REVIEWED
