"""The certificate, with the days and the categories that a certifier's record shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import InvalidValue
from qualiopi_rules.cycle.cycle import CertificationCycle
from qualiopi_rules.cycle.identifiers import NDA, nda_of
from qualiopi_rules.cycle.printed import PrintedDays, printed_of
from qualiopi_rules.rnq.category import Category, categories_of
from qualiopi_rules.view.shown import Shown

__all__ = ["Certificate", "CertificateState"]


class CertificateState(StrEnum):
    """The state that a certifier's record shows for a certificate."""

    ISSUED = "issued"  # « délivré »
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


def _state(value: CertificateState | str | None) -> CertificateState | None:
    return None if value is None else converters.one_of(CertificateState, value)


def _editions(value: Iterable[DayLike]) -> tuple[Date, ...]:
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        return converters.fault(value, "list")
    days: tuple[Any, ...] = tuple(converters.day(each) for each in value)
    faults = [each.at(f"[{index}]") for index, each in enumerate(days) if isinstance(each, InvalidValue)]
    return converters.faults(faults) if faults else tuple(sorted(days))


@attrs.frozen(kw_only=True)
class Certificate(converters.Checked, Shown):
    """A certificate, as a certifier's record shows it.

    Attributes:
        number: its number, as `83811594-1`.
        categories: the categories it covers.
        first_issue: its first issue after the initial certification decision; of this cycle or the first ever.
        valid_until: its last valid day, as printed.
        cycle_number: which cycle it is, 1 for the first; None for not provided.
        printed_start: the start that is printed on it, when that is another day than `first_issue`.
        last_issue: its latest edition, where the editions are not all known.
        editions: the days of its editions.
        state: the state that the record shows, on the day that it was read; None for not provided.
        holder: whom it was issued to.
        nda: the declaration number it is for.
        replaced_on: the day another certificate replaced it, as after a transfer; None for not replaced.

    Raises:
        InvalidInput: with every field that does not hold, and when an edition comes before the first issue, or is later
            than the latest one.
    """

    number: str = attrs.field(converter=converters.text)
    categories: frozenset[Category] = attrs.field(converter=categories_of)
    first_issue: Date = attrs.field(converter=converters.day)
    valid_until: Date = attrs.field(converter=converters.day)
    cycle_number: int | None = attrs.field(default=None, converter=converters.optional_count)
    printed_start: Date | None = attrs.field(default=None, converter=converters.optional_day)
    last_issue: Date | None = attrs.field(default=None, converter=converters.optional_day)
    holder: str | None = attrs.field(default=None, converter=converters.optional_text)
    nda: NDA | None = attrs.field(default=None, converter=nda_of)
    editions: tuple[Date, ...] = attrs.field(default=(), converter=_editions)
    state: CertificateState | None = attrs.field(default=None, converter=_state)
    replaced_on: Date | None = attrs.field(default=None, converter=converters.optional_day)

    def _summary(self) -> Mapping[str, object]:
        return {"number": self.number, "categories": sorted(self.categories), "valid_until": self.valid_until}

    def _faults(self) -> Iterator[InvalidValue]:
        if self.editions and self.editions[0] < self.first_issue:
            yield InvalidValue("editions", self.editions[0], "not-before", day=self.first_issue.isoformat())
        if self.editions and self.last_issue is not None and self.last_issue != self.editions[-1]:
            yield InvalidValue("last_issue", self.last_issue, "derived", right=self.editions[-1].isoformat())

    @property
    def latest_edition(self) -> Date | None:
        """The day of its latest edition; None for not provided."""
        return self.editions[-1] if self.editions else self.last_issue

    def _replaced(self, day: Date) -> bool:
        return self.replaced_on is not None and self.replaced_on <= day

    def read(self) -> PrintedDays:
        """Read the cycle from what is printed.

        The cycle number, where it is provided, leaves out the readings that it contradicts.
        """
        return printed_of(self.printed_start or self.first_issue, self.valid_until, self.first_issue, self.cycle_number)

    @property
    def cycle(self) -> CertificationCycle | None:
        """The cycle that the printed days agree on; None when they fit no cycle, or several."""
        return self.read().cycle
