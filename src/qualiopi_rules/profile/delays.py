"""How long a suspension lasts before the certificate is withdrawn."""

from __future__ import annotations

from functools import cache

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words
from qualiopi_rules.law.source import Citation, citation

__all__ = ["Withdrawal", "withdrawal_of"]


@attrs.frozen(kw_only=True)
class Withdrawal(converters.Checked):
    """How long a certifier lets a suspension last before it withdraws the certificate. No text that was seen says it.

    Attributes:
        name: its name.
        months: months from the end of the time to correct.
        words: what it is.
        citation: where it comes from.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    name: str = attrs.field(converter=converters.text)
    months: int = attrs.field(converter=converters.count)
    words: Words
    citation: Citation


@cache
def _withdrawals() -> dict[str, Withdrawal]:
    return {
        name: Withdrawal(name=name, months=entry["months"], words=Words(**entry["words"]), citation=citation(entry))
        for name, entry in text("profile/withdrawals").items()
    }


def withdrawal_of(value: Withdrawal | str | None) -> Withdrawal | None:
    """Take a withdrawal policy, the name of the library's own (`reported`), or None for none."""
    if value is None or isinstance(value, Withdrawal):
        return value
    known = _withdrawals()
    if isinstance(value, str) and value in known:
        return known[value]
    return converters.fault(value, "withdrawal", choices=", ".join(known))
