"""The days of a cycle, each computed once from its first day."""

from __future__ import annotations

from pendulum import Date

from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.months import Window, days_after, months_after, period_end

__all__ = ["expires_of", "length_of", "renewal_year_of", "surveillance_of"]


@remember
def length_of(starts: Date) -> int:
    """Return the validity of the certificate, in months, from a first day that is checked when it is first met.

    Raises:
        InvalidInput: when the first day is none.
        NotInForce: when it is before the first day on which a certificate could be issued.
    """
    refuse(starts=starts)
    return _months("validity", starts)


@remember
def surveillance_of(starts: Date) -> Window:
    """Return the window of the surveillance audit."""
    opens, closes = (
        months_after(starts, _months(name, starts), "starts") for name in ("surveillance_opens", "surveillance_closes")
    )
    return Window(opens, closes)


@remember
def expires_of(starts: Date) -> Date:
    """Return the last valid day."""
    return period_end(starts, length_of(starts), "starts")


@remember
def renewal_year_of(starts: Date) -> Window:
    """Return the last year of the cycle."""
    before = period_end(starts, length_of(starts) - _months("renewal_year", starts), "starts")
    return Window(days_after(before, 1, "starts"), expires_of(starts))


def _months(name: str, starts: Date) -> int:
    return int(dated("cycle/cycle", name).on(starts).value)
