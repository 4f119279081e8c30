"""The facts about the audits of a provider."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from qualiopi_rules.audit.nonconformity import NonConformity
from qualiopi_rules.audit.place import VenueFacts
from qualiopi_rules.audit.plan import left_out_of
from qualiopi_rules.audit.sheet import IndicatorSheet
from qualiopi_rules.audit.sites import Site, sites_of
from qualiopi_rules.core import converters
from qualiopi_rules.rnq.category import Category

__all__ = ["AuditFacts"]


def _new_in(value: Iterable[Category | str]) -> frozenset[Category]:
    return converters.members(Category, value, least=0)


def _nonconformities(value: Iterable[NonConformity]) -> tuple[NonConformity, ...]:
    return converters.instances(NonConformity, value)


def _sheets(value: Iterable[IndicatorSheet]) -> tuple[IndicatorSheet, ...]:
    return converters.instances(IndicatorSheet, value)


@attrs.frozen(kw_only=True)
class AuditFacts(converters.Checked):
    """The facts about the audits of a provider, past and to come.

    Attributes:
        venue: what decides where an audit is held.
        sites: every site that depends on the declaration of activity; empty for not provided.
        turnover_cents: the whole training turnover, in cents, without tax; None when unknown.
        new_entrant_in: the categories in which it was a new entrant at its initial audit.
        left_out_before: the indicators that a shortened initial audit left out.
        nonconformities: every non-conformity that was notified and still matters, lifted ones included.
        sheets: the sheets of the last audit.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    venue: VenueFacts = attrs.field(factory=VenueFacts)
    sites: tuple[Site, ...] = attrs.field(default=(), converter=sites_of)
    turnover_cents: int | None = attrs.field(default=None, converter=converters.optional_amount)
    new_entrant_in: frozenset[Category] = attrs.field(default=frozenset(), converter=_new_in)
    left_out_before: tuple[int, ...] = attrs.field(default=(), converter=left_out_of)
    nonconformities: tuple[NonConformity, ...] = attrs.field(default=(), converter=_nonconformities)
    sheets: tuple[IndicatorSheet, ...] = attrs.field(default=(), converter=_sheets)
