"""One declaration of activity has one certificate."""

from __future__ import annotations

from collections.abc import Iterable

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.cycle.certificate import Certificate
from qualiopi_rules.results.findings import Finding, finding

__all__ = ["check_one_certificate"]


def check_one_certificate(
    certificates: Iterable[Certificate], *, on: DayLike, where: str = "certificates"
) -> tuple[Finding, ...]:
    """Find the declarations of activity that have two certificates valid on one day.

    Certificates without a declaration number, or whose printed days fit no cycle, are left out: nothing is known of
    them.

    Args:
        certificates: the certificates.
        on: the day.
        where: the name of their place in a dossier, carried into the findings.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: a certifier's practice, one declaration and one certificate; no text that was seen writes it.
    """
    given, day = converters.instances(Certificate, certificates), converters.day(on)
    refuse(certificates=given, on=day)
    live: dict[str, dict[str, None]] = {}
    for each in given:
        if each.nda is not None and each.cycle is not None and day in each.cycle:
            live.setdefault(each.nda.digits, {})[each.number] = None
    return tuple(
        finding("LIF001", where, nda=digits, numbers=", ".join(numbers))
        for digits, numbers in live.items()
        if len(numbers) > 1
    )
