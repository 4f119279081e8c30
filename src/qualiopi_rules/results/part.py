"""What every part of a review answers."""

from __future__ import annotations

from qualiopi_rules.law.source import Citation
from qualiopi_rules.results.deadlines import Deadline
from qualiopi_rules.results.findings import Finding

__all__ = ["Part"]


class Part:
    """The base of a result that a review lays beside others; a part without one of these has none of them."""

    __slots__ = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What its checks found."""
        return ()

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """What is still to be done."""
        return ()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What it rests on, in the order that it is rendered."""
        return ()
