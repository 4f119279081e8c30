"""The record of several non-conformities, compared with what the texts require."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pendulum import Date

from qualiopi_rules.audit.nonconformity import (
    NonConformity,
    NonConformityGrade,
    NonConformityState,
    NonConformityStatus,
    major_only_on,
)
from qualiopi_rules.audit.nonconformity_count import count_of
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.law.dated import UsedValue, dated
from qualiopi_rules.law.working_days import Holidays, time_last
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.results.findings import Finding, finding, within
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.edition import Grading, edition_on

__all__ = ["check_nonconformities", "findings_of"]


def check_nonconformities(
    nonconformities: Iterable[NonConformity],
    *,
    on: DayLike,
    where: str = "nonconformities",
    profile: Profile | str = DEFAULT_PROFILE,
) -> tuple[Finding, ...]:
    """Compare the record of non-conformities with what the texts require.

    Args:
        nonconformities: the non-conformities.
        on: the day of the check; what happened after it counts as not happened yet.
        where: the path of the non-conformities in a dossier, carried into the findings.
        profile: as for `NonConformity.status`.

    Raises:
        InvalidInput: with every argument that does not hold.
        NotInForce: when one was notified before the first edition of the referential.

    Source: articles 2 and 5 of the arrêté of 6 June 2019.
    """
    nonconformities, day = converters.instances(NonConformity, nonconformities), converters.day(on)
    profile = profile_of(profile)
    refuse(nonconformities=nonconformities, on=day, profile=profile)
    return findings_of(nonconformities, day, profile.holidays, where)


def findings_of(
    nonconformities: tuple[NonConformity, ...],
    day: Date,
    holidays: Holidays | None,
    where: str,
    places: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """Compare non-conformities with what the texts require, from checked arguments.

    The places are the paths of each of them in a dossier, where they are not a list of their own.
    """
    places = places or [f"{where}[{index}]" for index in range(len(nonconformities))]
    return tuple(_found(nonconformities, day, holidays, where, places))


def _found(
    nonconformities: tuple[NonConformity, ...],
    day: Date,
    holidays: Holidays | None,
    where: str,
    places: Sequence[str],
) -> Iterator[Finding]:
    notified = [(here, each) for here, each in zip(places, nonconformities, strict=True) if each.notified <= day]
    for here, each in notified:
        status = each._status(day, holidays)
        yield from _on_times(status, here)
        major_only = _major_only(each)
        if each.grade is NonConformityGrade.MINOR and major_only is not None:
            yield finding("NCF004", within(here, "grade"), values=[major_only], subject=each.subject)
        planned = [when for when in (each.plan_sent, each.implemented) if when is not None and when <= day]
        if status.is_open and status.values and not planned:
            yield finding("NCF008", within(here, "plan_sent"), subject=each.subject)
    count = count_of(nonconformities, day, holidays)
    if count.enough_minors:
        yield finding("NCF005", where, values=time_last(count.values), count=len(count.minors))
    recorded = [(each.found_at, each.notified, each.subject) for _, each in notified]
    for subject in dict.fromkeys(key[2] for key in recorded if recorded.count(key) > 1):
        yield finding("NCF007", where, subject=subject)


def _on_times(status: NonConformityStatus, where: str) -> Iterator[Finding]:
    if not status.is_open:
        return
    subject, audit = status.nonconformity.subject, status.nonconformity._requalified(status.on)
    # That it turns major is known of the audits for which the times are.
    if audit is not None and status.values:
        yield finding("NCF006", where, subject=subject, day=audit.isoformat())
    over = {
        NonConformityState.NOT_CORRECTED: status.correct_by,
        NonConformityState.CHECK_LATE: status.check_by,
    }
    missed = over.get(status.state)
    if missed is None:
        return
    code, values = "NCF001" if status.is_major else "NCF002", status._correct_values
    if status.state is NonConformityState.CHECK_LATE:
        code, values = "NCF003", status.values
    yield finding(code, where, values=time_last(values), subject=subject, day=missed.isoformat())


def _major_only(nonconformity: NonConformity) -> UsedValue | None:
    """The value by which it cannot be minor; None where it can, or where no text of its day is known.

    The duty to display the certificate is one of article 1; that not meeting it is major is written for surveillance
    audits, and deduced for the others. Of an indicator that the edition of the day does not have, nothing is known.
    """
    number, day = nonconformity.indicator, nonconformity.notified
    if number is None:
        at_surveillance = nonconformity.found_at is AuditKind.SURVEILLANCE
        display = dated("audit/audit", "display" if at_surveillance else "display_elsewhere")
        return None if display.find(day) is None else display.used_on(day)
    edition = edition_on(day)
    listed = number in edition and edition[number].grading is Grading.MAJOR_ONLY
    return major_only_on(day) if listed else None
