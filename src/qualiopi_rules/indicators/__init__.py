"""Which indicators apply to a provider, and why."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.indicators.answers import (
        Answers as Answers,
        Facts as Facts,
        OwnAnswers as OwnAnswers,
        Situation as Situation,
    )
    from qualiopi_rules.indicators.result import (
        Adaptation as Adaptation,
        Applicability as Applicability,
        Applies as Applies,
        Bounds as Bounds,
        IndicatorResult as IndicatorResult,
        Reason as Reason,
        ReasonCode as ReasonCode,
    )
    from qualiopi_rules.indicators.rule import applicability as applicability
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "answers": "Answers Facts OwnAnswers Situation",
            "result": "Adaptation Applicability Applies Bounds IndicatorResult Reason ReasonCode",
            "rule": "applicability",
        },
    )
