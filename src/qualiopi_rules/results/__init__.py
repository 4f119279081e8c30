"""What every rule gives back: findings, and the days that matter."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.results.deadlines import (
        Deadline as Deadline,
        DeadlineKind as DeadlineKind,
        Milestone as Milestone,
        MilestoneCode as MilestoneCode,
    )
    from qualiopi_rules.results.findings import (
        Finding as Finding,
        FindingCode as FindingCode,
        Params as Params,
        Severity as Severity,
    )
    from qualiopi_rules.results.part import Part as Part
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "deadlines": "Deadline DeadlineKind Milestone MilestoneCode",
            "findings": "Finding FindingCode Params Severity",
            "part": "Part",
        },
    )
