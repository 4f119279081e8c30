"""The rules on whole data frames of eight libraries; needs the extra `columns`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.columns.additions import (
        add_applicability as add_applicability,
        add_cycles as add_cycles,
        add_printed as add_printed,
        add_review as add_review,
        add_status as add_status,
        rejected_rows as rejected_rows,
        rejection_message as rejection_message,
    )
    from qualiopi_rules.columns.masks import indicators_of_mask as indicators_of_mask
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "additions": (
                "add_applicability add_cycles add_printed add_review add_status rejected_rows rejection_message"
            ),
            "masks": "indicators_of_mask",
        },
    )
