"""What the texts say: sources, dated values and months, and nothing about what is done with it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.law.dated import Dated as Dated, UsedValue as UsedValue, Value as Value
    from qualiopi_rules.law.months import (
        Window as Window,
        add_months as add_months,
        first_days_of_period as first_days_of_period,
        last_day_of_period as last_day_of_period,
        month_convention as month_convention,
    )
    from qualiopi_rules.law.source import (
        Basis as Basis,
        Citation as Citation,
        Collection as Collection,
        Provenance as Provenance,
        Source as Source,
        find_source as find_source,
    )
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "dated": "Dated UsedValue Value",
            "months": "Window add_months first_days_of_period last_day_of_period month_convention",
            "source": "Basis Citation Collection Provenance Source find_source",
        },
    )
