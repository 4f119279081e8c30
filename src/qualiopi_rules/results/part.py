"""The base class of the parts of a review."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.law.source import Citation
from qualiopi_rules.results.deadlines import Deadline
from qualiopi_rules.results.findings import Finding

__all__ = ["Checks", "Part", "deadlines_of", "findings_of"]


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


def findings_of(value: Iterable[Finding]) -> tuple[Finding, ...]:
    """Convert the findings of a part."""
    return converters.instances(Finding, value)


def deadlines_of(value: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """Convert the deadlines of a part."""
    return converters.instances(Deadline, value)


@attrs.frozen
class Checks(Part):
    """A part that is nothing but its findings and its deadlines.

    Attributes:
        findings: the findings of its checks.
        deadlines: the deadlines that are still to be met.
    """

    findings: tuple[Finding, ...] = attrs.field(default=(), converter=findings_of)
    deadlines: tuple[Deadline, ...] = attrs.field(default=(), converter=deadlines_of)
