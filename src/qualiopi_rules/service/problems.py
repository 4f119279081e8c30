"""What is wrong with a request, as problem details (RFC 9457), in the language of the caller."""

from __future__ import annotations

import json
from typing import Any

from qualiopi_rules.core.errors import MOST, InvalidInput, QualiopiError
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.formats.json_lines import fault_entries

__all__ = ["PROBLEM_TYPE", "STATUSES", "Problem", "refusal"]

PROBLEM_TYPE = "application/problem+json"
"""The media type of a problem."""

STATUSES = {
    "not-json": 400,
    "bad-query": 400,
    "not-found": 404,
    "method": 405,
    "slow-body": 408,
    "too-large": 413,
    "not-json-type": 415,
    "refused": 422,
    "failed": 500,
    "busy": 503,
}
"""The status of each problem, by its code."""


class Problem(Exception):
    """A request that gets no result.

    Attributes:
        code: the stable code, one of `STATUSES`.
        detail: what is said of this request; empty for nothing.
        faults: each fault of what was sent.
    """

    def __init__(self, code: str, detail: str = "", faults: tuple[dict[str, Any], ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.faults = faults

    @property
    def status(self) -> int:
        """The status of the answer."""
        return STATUSES[self.code]

    def content(self, locale: Locale) -> bytes:
        """Write it as JSON, in which a title is the same for every problem of its code."""
        details = {
            "type": f"urn:qualiopi-rules:problem:{self.code}",
            "title": message(f"service-problem.{self.code}", locale),
            "status": self.status,
            **({"detail": self.detail} if self.detail else {}),
            "code": self.code,
            **({"faults": list(self.faults)} if self.faults else {}),
        }
        # Half of a surrogate pair, which a value may have, is escaped.
        return json.dumps(details).encode()


def refusal(code: str, error: QualiopiError, locale: Locale) -> Problem:
    """Return the problem of what was refused, with its faults.

    Args:
        code: the code of the problem.
        error: what was refused.
        locale: the language of the words.
    """
    count = len(error.faults) if isinstance(error, InvalidInput) else 1
    if count == 1:
        detail = error.say(locale)
    elif count < MOST:
        detail = message("service-detail.faults", locale, count=count)
    else:
        detail = message("service-detail.first-faults", locale, count=count)
    return Problem(code, detail, tuple(fault_entries(error, locale)))
