"""A bilan paid for by the compte personnel de formation (CPF): the request, the listing and the offer."""

from __future__ import annotations

import attrs
from pendulum import Date

from qualiopi_rules.bilan.cpf_platform import CpfListing, CpfOffer
from qualiopi_rules.bilan.cpf_request import CpfRequest
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.results.findings import Finding, within

__all__ = ["Cpf"]


@attrs.frozen(kw_only=True)
class Cpf(converters.Checked):
    """The facts about a bilan that the CPF pays for; a part that is None is not checked.

    Attributes:
        request: the request of the holder of the account.
        listing: the listing of the provider on the platform.
        offer: the offer on the platform.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    request: CpfRequest | None = None
    listing: CpfListing | None = None
    offer: CpfOffer | None = None

    def check(self, *, on: DayLike, where: str = "") -> tuple[Finding, ...]:
        """Compare all parts with the rules: the request with those of its day, the others with those of `on`.

        Args:
            on: the day of the check.
            where: the name of its place in a dossier, carried into the findings.

        Raises:
            InvalidInput: when `on` is not a day.
            NotInForce: when the day is older than the law of the bilan that is known.

        Source: articles D. 6323-1 A, D. 6323-6 and L. 6323-9-1; each finding carries its own.
        """
        day = converters.day(on)
        refuse(on=day)
        return self._check(day, where)

    def _check(self, day: Date, where: str) -> tuple[Finding, ...]:
        found: list[Finding] = []
        if self.request is not None:
            found += self.request._check(within(where, "request"))
        if self.listing is not None:
            found += self.listing._check(day, within(where, "listing"))
        if self.offer is not None:
            found += self.offer._check(day, within(where, "offer"))
        return tuple(found)
