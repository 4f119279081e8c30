"""What one certifier chooses: questions, removals, conformity points, durations, delays and advice."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.profile.delays import Withdrawal as Withdrawal
    from qualiopi_rules.profile.durations import (
        DurationRow as DurationRow,
        DurationTable as DurationTable,
        duration_tables as duration_tables,
    )
    from qualiopi_rules.profile.points import ConformityPoint as ConformityPoint, conformity_points as conformity_points
    from qualiopi_rules.profile.policy import Policy as Policy, Removal as Removal, policies as policies
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "delays": "Withdrawal",
            "durations": "DurationRow DurationTable duration_tables",
            "points": "ConformityPoint conformity_points",
            "policy": "Policy Removal policies",
        },
    )
