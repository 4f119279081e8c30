"""What became of the non-conformities of an audit, looked for among all of them: slow, and as the texts say it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pendulum import Date

from qualiopi_rules.audit import NonConformity
from qualiopi_rules.audit.nonconformity import NonConformityStatus
from qualiopi_rules.audit.nonconformity_count import NonConformityCount, count_of
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.working_days import Holidays

__all__ = ["PastAgain"]


class PastAgain:
    """What became of non-conformities up to a day, looked for among all of them."""

    def __init__(self, own: dict[int, NonConformity], day: Date, holidays: Holidays | None) -> None:
        statuses = {number: each._status(day, holidays) for number, each in own.items()}
        self.late: dict[int, NonConformityStatus] = {
            number: status for number, status in statuses.items() if status.is_major and status.corrected_late
        }
        self.not_reduced: NonConformityCount | None = next(_not_reduced(list(own.values()), day, holidays), None)


def _not_reduced(own: list[NonConformity], day: Date, holidays: Holidays | None) -> Iterator[NonConformityCount]:
    for reached, _ in groupby(sorted(each.notified for each in own)):
        if dated("audit/audit", "minors_as_major").find(reached) is None:
            continue
        then = count_of([each for each in own if each.notified <= reached], reached, holidays)
        over = then.reduce_by is not None and then.reduce_by < day
        if over and then.reduce_by is not None and count_of(own, then.reduce_by, holidays).enough_minors:
            yield then
