"""What the service writes of each request: one line of JSON, with nothing that a caller wrote.

A line has the method, the address by its pattern, the status, the time and the sizes; never a body, a parameter or a
header. An error has its class and the line of the code, not its words, which may have a value in them.
"""

from __future__ import annotations

import json
import logging
import time
from traceback import extract_tb
from typing import Any

__all__ = ["LOGGER", "LOGGING", "JsonLines", "place_of"]

LOGGER = logging.getLogger("qualiopi_rules.service")
"""Where the service writes; a program that has the application inside itself decides what becomes of it."""


class JsonLines(logging.Formatter):
    """Each record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        entry: dict[str, Any] = {
            "time": f"{at}.{int(record.msecs):03}Z",
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            entry |= place_of(error)
        return json.dumps(entry)


def place_of(error: BaseException) -> dict[str, str]:
    """Return the class of an error, and where it was raised."""
    frames = extract_tb(error.__traceback__)
    at = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return {"error": type(error).__name__, "at": at}


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": f"{__name__}.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"qualiopi_rules.service": {"level": "INFO"}, "uvicorn": {"level": "INFO"}},
}
"""What `logging.config` is given by the command: every line on the standard error, as JSON."""
