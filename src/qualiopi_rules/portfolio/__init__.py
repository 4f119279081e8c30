"""From a file of certificates to a plan: a file with the results of every row; needs the extra `portfolio`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.portfolio.file_format import Dates as Dates
    from qualiopi_rules.portfolio.plan import plan_portfolio as plan_portfolio, portfolio_columns as portfolio_columns
    from qualiopi_rules.portfolio.summary import (
        Month as Month,
        Read as Read,
        Rejected as Rejected,
        StageCount as StageCount,
        Summary as Summary,
        Upcoming as Upcoming,
        summary_document as summary_document,
    )
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "file_format": "Dates",
            "plan": "plan_portfolio portfolio_columns",
            "summary": "Month Read Rejected StageCount Summary Upcoming summary_document",
        },
    )
