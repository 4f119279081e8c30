"""The service behind a server of its own, on the loopback address unless it is said otherwise."""

from __future__ import annotations

import socket

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue, MissingExtra, refuse
from qualiopi_rules.service.limits import Limits
from qualiopi_rules.service.logs import LOGGER, LOGGING
from qualiopi_rules.service.web import rules_app

try:
    import uvicorn
except ImportError as missing:
    raise MissingExtra("serve") from missing

__all__ = ["HOST", "PORT", "serve"]

HOST = "127.0.0.1"
"""Where it listens: what is on the same machine reaches it, and nothing else."""
PORT = 8000
"""The usual port."""

_LAST_PORT = 65_535


def _host(value: str) -> str:
    host = converters.text(value)
    if isinstance(host, InvalidValue):
        return host
    try:
        host.encode("idna")
    except UnicodeError:
        return converters.fault(value, "host")
    return host


def _port(value: int) -> int:
    port = converters.amount(value)
    if isinstance(port, InvalidValue) or port > _LAST_PORT:
        return converters.fault(value, "port", most=_LAST_PORT)
    return port


def serve(host: str = HOST, port: int = PORT, *, limits: Limits | None = None) -> None:
    """Serve until the process is asked to end; each request has a line on the standard error.

    Args:
        host: the address on which it listens.
        port: the port; 0 for any that is free.
        limits: what a request may cost; the usual limits by default.

    Raises:
        InvalidInput: with every argument that does not hold.
        OSError: when it cannot listen there.
    """
    host, port = _host(host), _port(port)
    limits = converters.instance(Limits, Limits() if limits is None else limits)
    refuse(host=host, port=port, limits=limits)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        config = uvicorn.Config(
            rules_app(limits),
            log_config=LOGGING,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            ws="none",
            limit_concurrency=limits.connections,
            timeout_graceful_shutdown=limits.timeout,
        )
        host, port, *_ = listening.getsockname()
        LOGGER.info("listening", extra={"fields": {"host": host, "port": port}})
        uvicorn.Server(config).run(sockets=[listening])
