"""The scale of outcomes at the end of an audit report: a practice of certifiers, which no text writes."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidValue, refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.words import words
from qualiopi_rules.law.source import Citation

__all__ = ["OutcomeScale", "ReportOutcome", "ReportOutcomeCode"]


class ReportOutcomeCode(StrEnum):
    """The conclusion of a report."""

    FAVOURABLE = "favourable"
    WITH_RESERVATIONS = "with-reservations"  # certified; the minor non-conformities are still to be lifted
    UNFAVOURABLE = "unfavourable"  # until they are lifted


@attrs.frozen(kw_only=True)
class ReportOutcome(OneLine):
    """The conclusion of a report from the open non-conformities.

    Attributes:
        code: the conclusion.
        citation: the source of the practice.
    """

    code: ReportOutcomeCode
    citation: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Render the conclusion in words."""
        return words(f"report-outcome.{self.code}").say(locale)


@attrs.frozen(kw_only=True)
class OutcomeScale(converters.Checked):
    """A certifier's scale of outcomes.

    Attributes:
        reservations_from: how many minor non-conformities bring reservations.
        unfavourable_from: how many minor ones bring an unfavourable outcome, as a major one does.
        citation: its source.

    Raises:
        InvalidInput: with every field that does not hold, and when reservations do not begin below `unfavourable_from`.
    """

    reservations_from: int = attrs.field(converter=converters.count)
    unfavourable_from: int = attrs.field(converter=converters.count)
    citation: Citation

    def _faults(self) -> Iterator[InvalidValue]:
        if self.unfavourable_from <= self.reservations_from:
            yield InvalidValue("unfavourable_from", self.unfavourable_from, "more-than", least=self.reservations_from)

    def outcome_of(self, majors: int, minors: int) -> ReportOutcome:
        """Return the outcome for a number of open non-conformities.

        Args:
            majors: how many major ones.
            minors: how many minor ones.

        Raises:
            InvalidInput: with every argument that does not hold.
        """
        majors, minors = converters.amount(majors), converters.amount(minors)
        refuse(majors=majors, minors=minors)
        return self._outcome_of(majors, minors)

    def _outcome_of(self, majors: int, minors: int) -> ReportOutcome:
        if majors or minors >= self.unfavourable_from:
            code = ReportOutcomeCode.UNFAVOURABLE
        elif minors >= self.reservations_from:
            code = ReportOutcomeCode.WITH_RESERVATIONS
        else:
            code = ReportOutcomeCode.FAVOURABLE
        return ReportOutcome(code=code, citation=self.citation)
