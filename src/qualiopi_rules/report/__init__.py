"""The report of a review: what a person reads first, and the rest in the order of need."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.report.deadlines import no_deadline as no_deadline
    from qualiopi_rules.report.page import review_report as review_report
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(__name__, {"deadlines": "no_deadline", "page": "review_report"})
