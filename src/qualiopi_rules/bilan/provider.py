"""The organisation of a provider for its bilans de compétences, and its follow-up of the beneficiaries."""

from __future__ import annotations

import attrs
from pendulum import Date

from qualiopi_rules.bilan.provider_conditions import (
    ProviderCondition,
    ProviderConditionCode,
    ProviderKind,
    provider_kind_of,
)
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.kleene import any3, not3
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.months import month_convention, months_after
from qualiopi_rules.law.source import Citation, citation
from qualiopi_rules.results.findings import Finding, Found, finding, missing

__all__ = ["FollowUp", "Provider", "follow_up_day"]


@attrs.frozen
class FollowUp(OneLine):
    """The day of the follow-up that the guide lists as an example; no article sets one.

    Attributes:
        ended: the last day of the bilan.
        day: the day of the follow-up; None when no guide that is known names one on the last day of the bilan.
        citation: what it rests on; without a day, the first guide that names one.
        conventions: what the count rests on.
    """

    ended: Date
    day: Date | None
    citation: Citation
    conventions: tuple[Citation, ...]

    def say(self, locale: Locale = "fr") -> str:
        """Render in words."""
        if self.day is None:
            return words("follow-up.no-rule").say(locale)
        return words("follow-up.on").say(locale, day=self.day.isoformat())


def follow_up_day(ended: DayLike) -> FollowUp:
    """Return the day of the follow-up after a bilan.

    Args:
        ended: the last day of the bilan.

    Raises:
        InvalidInput: when `ended` is not a day.

    Source: the examples of the guide for indicators 2 and 30; a practice, never a duty.
    """
    ended = converters.day(ended)
    refuse(ended=ended)
    rule = dated("bilan/provider", "follow_up")
    value = rule.find(ended)
    conventions = (citation(text("bilan/provider")["follow_up_count"]), month_convention())
    if value is None:
        return FollowUp(ended, None, rule.values[0].citation, conventions)
    return FollowUp(ended, months_after(ended, value.value, "ended"), value.citation, conventions)


@attrs.frozen(kw_only=True)
class Provider(converters.Checked):
    """How a provider is organised for its bilans: True, False, or None when not provided.

    Attributes:
        other_activities: it does other things than bilans.
        identified_organisation: it has an identified organisation, meant for bilans alone.
        follows_up: it follows beneficiaries up some months after the bilan.
        external: it is external to the company of its beneficiaries, never the employer of one.
        declared: it has filed its declaration of activity, or has not concluded a first convention or contract yet;
            the time to file it ends three months after that one.
        kind: what it is; None when not provided.
        experience_shown: its consultants show their experience.
    """

    other_activities: bool | None = attrs.field(default=None, converter=converters.answer)
    identified_organisation: bool | None = attrs.field(default=None, converter=converters.answer)
    follows_up: bool | None = attrs.field(default=None, converter=converters.answer)
    external: bool | None = attrs.field(default=None, converter=converters.answer)
    declared: bool | None = attrs.field(default=None, converter=converters.answer)
    kind: ProviderKind | None = attrs.field(default=None, converter=provider_kind_of)
    experience_shown: bool | None = attrs.field(default=None, converter=converters.answer)

    @property
    def organised(self) -> bool | None:
        """Whether it does bilans only, or has an organisation for them; None when unknown."""
        return any3([not3(self.other_activities), self.identified_organisation])

    def conditions(self, *, on: DayLike) -> tuple[ProviderCondition, ...]:
        """Judge each condition on who may carry out bilans, those of the law first, then those of practice.

        Raises:
            InvalidInput: when `on` is not a day.
            NotInForce: when the day is older than the law that is known.

        Source: articles R. 6313-5, L. 6351-1 and R. 6313-6; a certifier's practice for the last two.
        """
        day = converters.day(on)
        refuse(on=day)
        answers = {
            ProviderConditionCode.EXTERNAL: ("external", self.external),
            ProviderConditionCode.DECLARED: ("declared", self.declared),
            ProviderConditionCode.ORGANISATION: ("organisation", self.organised),
            # It is one of the kinds that a certifier names, or it is not known what it is.
            ProviderConditionCode.KIND: ("kinds", None if self.kind is None else True),
            ProviderConditionCode.EXPERIENCE: ("experience", self.experience_shown),
        }
        return tuple(
            ProviderCondition(code, day, met, dated("bilan/provider", rule).on(day).citation)
            for code, (rule, met) in answers.items()
        )

    def check(self, *, on: DayLike, where: str = "") -> tuple[Finding, ...]:
        """Compare the provider with what the texts ask of it.

        Args:
            on: the day of the check.
            where: the name of its place in a dossier, carried into the findings.

        Raises:
            InvalidInput: when `on` is not a day.
            NotInForce: when the day is older than the law that is known.

        Source: articles R. 6313-5, R. 6313-6 and L. 6351-1; the guide for the follow-up.
        """
        day = converters.day(on)
        refuse(on=day)
        return self._check(day, where)

    def _check(self, day: Date, where: str) -> tuple[Finding, ...]:
        # Raises `NotInForce` where the law is not known.
        dated("bilan/provider", "organisation").on(day)
        return tuple(finding(code, where, **params) for code, params in self._found(day))

    def _found(self, day: Date) -> Found:
        yield from missing({"provider.identified_organisation": self.organised}, "PRV001", "PRV002")
        if self.follows_up is False and dated("bilan/provider", "follow_up").find(day) is not None:
            yield "PRV003", {}
        # An answer that is not provided is no gap here: `conditions` has it.
        if self.external is False:
            yield "PRV004", {"contents": "provider.external"}
        if self.declared is False:
            yield "PRV005", {"contents": "provider.declared"}
