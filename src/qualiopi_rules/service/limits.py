"""How much of the machine one caller may take."""

from __future__ import annotations

import attrs

from qualiopi_rules.core.converters import Checked, count
from qualiopi_rules.formats.json_lines import LONGEST
from qualiopi_rules.formats.limits import Limits as ReadingLimits

__all__ = ["Limits"]


@attrs.frozen(kw_only=True)
class Limits(Checked):
    """What the service refuses to spend on one request, and how many it takes at once.

    Attributes:
        max_bytes: the most bytes of a body.
        timeout: the most seconds that a body takes to arrive, and then a request to be computed.
        connections: the most connections that are open at once.
        threads: how many requests are computed at once.

    Raises:
        InvalidInput: with every number that is not one or more.
    """

    max_bytes: int = attrs.field(default=LONGEST, converter=count)
    timeout: int = attrs.field(default=10, converter=count)
    connections: int = attrs.field(default=100, converter=count)
    threads: int = attrs.field(default=4, converter=count)

    @property
    def reading(self) -> ReadingLimits:
        """What the reader of a body refuses before it looks at anything else."""
        return ReadingLimits(bytes=self.max_bytes)
