"""`qualiopi-rules serve`: the rules as an HTTP service, for other programs."""

from __future__ import annotations

from contextlib import suppress

from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.parameters import REVIEWED, Number, Text
from qualiopi_rules.service.limits import Limits

__all__ = ["serve"]

_USUAL = Limits()


def serve(
    *,
    host: Text = "127.0.0.1",
    port: Number = 8000,
    max_bytes: Number = _USUAL.max_bytes,
    timeout: Number = _USUAL.timeout,
    context: Context = DEFAULTS,  # noqa: ARG001 (every command has one)
) -> int:
    """Serve the rules over HTTP until the process is asked to end.

    Args:
        host: the address on which it listens.
        port: the port; 0 for any that is free.
        max_bytes: the most bytes of a request.
        timeout: the most seconds of a request.
        context: what was chosen for the run.
    """
    from qualiopi_rules.service.server import serve as run

    with suppress(KeyboardInterrupt):  # how a person ends it
        run(host, port, limits=Limits(max_bytes=max_bytes, timeout=timeout))
    return REVIEWED
