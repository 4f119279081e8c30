"""The base class of the parts of a review."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from qualiopi_rules.law.source import Citation
from qualiopi_rules.results.deadlines import Deadline
from qualiopi_rules.results.findings import Finding

__all__ = ["Checks", "Part"]


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


def _findings(value: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(value)


def _deadlines(value: Iterable[Deadline]) -> tuple[Deadline, ...]:
    return tuple(value)


@attrs.frozen
class Checks(Part):
    """A part that is nothing but its findings and its deadlines.

    Attributes:
        findings: the findings of its checks.
        deadlines: the deadlines that are still to be met.
    """

    findings: tuple[Finding, ...] = attrs.field(default=(), converter=_findings)
    deadlines: tuple[Deadline, ...] = attrs.field(default=(), converter=_deadlines)
