"""The days of a timeline in words, as every medium writes them."""

from __future__ import annotations

from qualiopi_rules.core.messages import Locale, fill, message
from qualiopi_rules.view.blocks import Bar, Mark

__all__ = ["dates_of"]


def dates_of(part: Bar | Mark, locale: Locale) -> str:
    """Return the first and the last day of a period, or the day of a mark."""
    if isinstance(part, Mark):
        return fill("{day:day}", locale, {"day": part.day.isoformat()})
    return message("view.period", locale, starts=part.starts.isoformat(), ends=part.ends.isoformat())
