"""The non-conformities of the past: what was lifted, and when there were too many minor ones.

A long history has many of them, and each decision looks at all: what cannot change any more is not computed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from pendulum import Date

from qualiopi_rules.audit.nonconformity import NonConformity, NonConformityStatus
from qualiopi_rules.audit.nonconformity_count import NonConformityCount, count_of
from qualiopi_rules.core.cache import remember
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.working_days import Holidays

__all__ = ["many_minors", "settled_status"]


def settled_status(nonconformity: NonConformity, day: Date, holidays: Holidays | None) -> NonConformityStatus:
    """Return the status on a day; of one that was lifted before, that of the last day on which it changed."""
    lifted, done = nonconformity.lifted, nonconformity.implemented
    if lifted is None or lifted > day or (done is not None and done > lifted):
        return nonconformity._status(day, holidays)
    return _lifted_status(nonconformity, lifted, holidays)


@remember
def _lifted_status(nonconformity: NonConformity, lifted: Date, holidays: Holidays | None) -> NonConformityStatus:
    return nonconformity._status(lifted, holidays)


def many_minors(nonconformities: Iterable[NonConformity], holidays: Holidays | None) -> Iterator[NonConformityCount]:
    """Yield the counts on the days on which another was notified and as many were open as may count as a major one."""
    rule = dated("audit/audit", "minors_as_major")
    waiting: list[NonConformity] = []
    for reached, found in groupby(sorted(nonconformities, key=_notified), _notified):
        waiting = [*(each for each in waiting if not each._lifted_by(reached)), *found]
        limit = rule.find(reached)
        if limit is not None and len(waiting) >= limit.value:
            yield count_of(waiting, reached, holidays)


def _notified(nonconformity: NonConformity) -> Date:
    return nonconformity.notified
