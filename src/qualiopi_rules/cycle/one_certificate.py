"""The check that a declaration of activity has one valid certificate."""

from __future__ import annotations

from collections.abc import Iterable

from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.cycle.certificate import Certificate
from qualiopi_rules.results.findings import Finding, finding

__all__ = ["check_one_certificate", "duplicates_of"]


def check_one_certificate(
    certificates: Iterable[Certificate], *, on: DayLike, where: str = "certificates"
) -> tuple[Finding, ...]:
    """Find the declarations of activity that have two certificates valid on one day.

    Certificates without a declaration number, or whose printed days fit no cycle, are left out: what they are for, or
    when they are valid, is not known. One that was replaced does not count from that day on.

    Args:
        certificates: the certificates.
        on: the day.
        where: their path in a dossier, carried into the findings.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: a certifier's practice, one declaration and one certificate; no text that was seen writes it.
    """
    certificates, day = converters.instances(Certificate, certificates), converters.day(on)
    refuse(certificates=certificates, on=day)
    return duplicates_of(certificates, day, where)


def duplicates_of(certificates: Iterable[Certificate], day: Date, where: str) -> tuple[Finding, ...]:
    """Find the declarations of activity that have two certificates valid on a day, from checked arguments."""
    valid: dict[str, dict[str, None]] = {}
    for each in certificates:
        if each.nda is None or each.cycle is None or each._replaced(day):
            continue
        if each.cycle._holds(day):
            valid.setdefault(each.nda.digits, {})[each.number] = None
    return tuple(
        finding("LIF001", where, nda=digits, numbers=", ".join(numbers))
        for digits, numbers in valid.items()
        if len(numbers) > 1
    )
