"""The renewal audit: the window that is advised for it, and the last day that leaves time to correct."""

from __future__ import annotations

from contextlib import suppress

from pendulum import Date

from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.errors import InvalidInput
from qualiopi_rules.law.dated import UsedValue, dated
from qualiopi_rules.law.months import Window, days_after, months_after
from qualiopi_rules.profile.delays import RenewalAdvice

__all__ = ["advised_values", "advised_window", "correction_times", "latest_renewal"]


def advised_values(starts: Date, advice: RenewalAdvice | None) -> tuple[UsedValue, UsedValue]:
    """Return the months before the last valid day that open and close the window: a certifier's, or the library's."""
    if advice is None or starts < advice.since:
        opens, closes = (dated("cycle/cycle", name).used_on(starts) for name in ("renewal_opens", "renewal_closes"))
        return opens, closes
    opens, closes = (
        UsedValue(name=f"profile.renewal.{name}", value=value, since=advice.since, citation=advice.citation)
        for name, value in {"opens": advice.opens, "closes": advice.closes}.items()
    )
    return opens, closes


@remember
def advised_window(starts: Date, expires: Date, advice: RenewalAdvice | None) -> Window:
    """Return the window that is advised for the renewal audit of a cycle; no text sets it."""
    opens, closes = (months_after(expires, -int(used.value), "expires") for used in advised_values(starts, advice))
    return Window(opens, closes)


def correction_times(expires: Date) -> tuple[UsedValue, ...]:
    """Return the months to correct a major non-conformity and then to check it; none before the texts set them."""
    rules = (dated("audit/audit", "major_implementation"), dated("audit/audit", "major_check"))
    return tuple(rule.used_on(expires) for rule in rules if rule.find(expires) is not None)


def latest_renewal(expires: Date) -> Date | None:
    """Return the last day of a renewal audit whose major non-conformities could still be lifted before the end."""
    times = [int(used.value) for used in correction_times(expires)]
    if not times:
        return None

    def checked(notified: Date) -> Date:
        for months in times:
            notified = months_after(notified, months)
        return notified

    day = expires
    for months in reversed(times):
        day = months_after(day, -months)
    # At month ends several days lead to the same bound, and going back gives the first of them.
    with suppress(InvalidInput):  # what would be checked after the end of the calendar is checked too late
        while checked(after := days_after(day, 1, "expires")) <= expires:
            day = after
    return day
