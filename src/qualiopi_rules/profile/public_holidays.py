"""The public holidays of France, from the library `holidays`, which the extra of the same name brings."""

from __future__ import annotations

from datetime import date
from functools import cache

from qualiopi_rules.core.errors import MissingExtra

__all__ = ["french_holidays"]


@cache
def french_holidays() -> frozenset[date]:
    """Return the days that are public holidays in all of France; the local ones of some departments are not among them.

    Raises:
        MissingExtra: when holidays is not installed.
    """
    # Imported here: the module is an extra, and only a profile that asks for working days needs it.
    try:
        from holidays import country_holidays
    except ImportError:
        raise MissingExtra("holidays") from None
    # All at once: the object of the library adds a year when it is first asked for a day of it.
    known = country_holidays("FR")
    return frozenset(country_holidays("FR", years=range(known.start_year, known.end_year + 1)))
