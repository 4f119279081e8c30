"""The base class of the parts of a review."""

from __future__ import annotations

from qualiopi_rules.law.source import Citation
from qualiopi_rules.results.deadlines import Deadline
from qualiopi_rules.results.findings import Finding

__all__ = ["Part"]


class Part:
    """The base of the results that a review puts together: no findings, deadlines or citations by default."""

    __slots__ = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of its checks."""
        return ()

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """The deadlines that are still to be met."""
        return ()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Its sources, in the order that they are rendered."""
        return ()
