"""The record of several non-conformities, compared with what the texts require."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pendulum import Date

from qualiopi_rules.audit.nonconformity import (
    NonConformity,
    NonConformityGrade,
    NonConformityState,
    NonConformityStatus,
)
from qualiopi_rules.audit.nonconformity_count import count_of
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.results.findings import Finding, finding, within
from qualiopi_rules.rnq.edition import Grading, edition_on

__all__ = ["check_nonconformities", "findings_of"]


def check_nonconformities(
    nonconformities: Iterable[NonConformity], *, on: DayLike, where: str = "nonconformities"
) -> tuple[Finding, ...]:
    """Compare the record of non-conformities with what the texts require.

    Args:
        nonconformities: the non-conformities.
        on: the day of the check; what happened after it counts as not happened yet.
        where: the path of the non-conformities in a dossier, carried into the findings.

    Raises:
        InvalidInput: with every argument that does not hold.
        NotInForce: when one was notified before the first edition of the referential.

    Source: articles 2 and 5 of the arrêté of 6 June 2019.
    """
    nonconformities, day = converters.instances(NonConformity, nonconformities), converters.day(on)
    refuse(nonconformities=nonconformities, on=day)
    return findings_of(nonconformities, day, where)


def findings_of(nonconformities: tuple[NonConformity, ...], day: Date, where: str) -> tuple[Finding, ...]:
    """Compare non-conformities with what the texts require, from checked arguments."""
    return tuple(_found(nonconformities, day, where))


def _found(nonconformities: tuple[NonConformity, ...], day: Date, where: str) -> Iterator[Finding]:
    notified = [(index, each) for index, each in enumerate(nonconformities) if each.notified <= day]
    for index, each in notified:
        status, here = each._status(day), f"{where}[{index}]"
        yield from _on_times(status, here)
        if each.grade is NonConformityGrade.MINOR and not _can_be_minor(each):
            yield finding("NCF004", within(here, "grade"), subject=each.subject)
        planned = [when for when in (each.plan_sent, each.implemented) if when is not None and when <= day]
        if status.is_open and status.values and not planned:
            yield finding("NCF008", within(here, "plan_sent"), subject=each.subject)
    count = count_of(nonconformities, day)
    if count.enough_minors:
        yield finding("NCF005", where, values=count.values, count=len(count.minors))
    recorded = [(each.found_at, each.notified, each.subject) for _, each in notified]
    for subject in dict.fromkeys(key[2] for key in recorded if recorded.count(key) > 1):
        yield finding("NCF007", where, subject=subject)


def _on_times(status: NonConformityStatus, where: str) -> Iterator[Finding]:
    if not status.is_open:
        return
    subject, audit = status.nonconformity.subject, status.nonconformity.next_audit
    # That it turns major is known of the audits for which the times are.
    if audit is not None and status.requalified and status.values:
        yield finding("NCF006", where, subject=subject, day=audit.isoformat())
    if status.state is NonConformityState.NOT_CORRECTED and status.correct_by is not None:
        code = "NCF001" if status.is_major else "NCF002"
        yield finding(code, where, values=status.values[:1], subject=subject, day=status.correct_by.isoformat())
    if status.state is NonConformityState.CHECK_LATE and status.check_by is not None:
        yield finding("NCF003", where, values=status.values, subject=subject, day=status.check_by.isoformat())


def _can_be_minor(nonconformity: NonConformity) -> bool:
    """Whether the texts allow a minor one; of an indicator that the edition of the day has not, nothing is known."""
    number = nonconformity.indicator
    if number is None:
        return False
    edition = edition_on(nonconformity.notified)
    return number not in edition or edition[number].grading is Grading.GRADABLE
