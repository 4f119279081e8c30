"""What one certifier chooses: questions, removals, conformity points, durations, delays and advice."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.profile.delays import RenewalAdvice as RenewalAdvice, SuspensionDelay as SuspensionDelay
    from qualiopi_rules.profile.durations import (
        DurationRow as DurationRow,
        DurationTable as DurationTable,
        duration_tables as duration_tables,
    )
    from qualiopi_rules.profile.outcomes import (
        OutcomeScale as OutcomeScale,
        ReportOutcome as ReportOutcome,
        ReportOutcomeCode as ReportOutcomeCode,
    )
    from qualiopi_rules.profile.points import ConformityPoint as ConformityPoint, conformity_points as conformity_points
    from qualiopi_rules.profile.profile import (
        DEFAULT_PROFILE as DEFAULT_PROFILE,
        Profile as Profile,
        built_in_profiles as built_in_profiles,
    )
    from qualiopi_rules.profile.removal import EvidenceChange as EvidenceChange, Removal as Removal
    from qualiopi_rules.profile.thresholds import Threshold as Threshold
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "delays": "RenewalAdvice SuspensionDelay",
            "durations": "DurationRow DurationTable duration_tables",
            "outcomes": "OutcomeScale ReportOutcome ReportOutcomeCode",
            "points": "ConformityPoint conformity_points",
            "profile": "DEFAULT_PROFILE Profile built_in_profiles",
            "removal": "EvidenceChange Removal",
            "thresholds": "Threshold",
        },
    )
