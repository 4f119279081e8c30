"""What the holder of a compte personnel de formation (CPF) still pays for a bilan, in cents: deduced, written nowhere.

The rights pay up to the cap; the participation is due as well, unless the holder is exempt, and what the rights cannot
pay counts towards it. Where a fact is not provided, the result is a range.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.bilan.beneficiary import BeneficiaryStatus, status_of
from qualiopi_rules.bilan.participation import AmountStatus, CpfParticipation, cpf_participation
from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.kleene import any3
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import UsedValue, dated
from qualiopi_rules.law.source import Citation, citation

__all__ = ["CpfHolder", "RemainingPrice", "RemainingReason", "RemainingReasonCode", "remaining_to_pay"]


@attrs.frozen(kw_only=True)
class CpfHolder(converters.Checked):
    """The facts about the holder of an account that decide what is still to be paid.

    Attributes:
        status: the status of the person; None when not provided.
        rights_cents: the rights on the account, in cents, without what others add to them; None when not provided.
        top_up_cents: what the employer, an OPCO or an agreement adds, in cents, 0 for nothing; None when not provided.
        prevention_points: points of the compte professionnel de prévention pay: True, False, or None when not provided.
        incapacity_percent: the incapacity rate of the victim of a work accident, in per cent, 0 for none; None when not
            provided.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    status: BeneficiaryStatus | None = attrs.field(default=None, converter=status_of)
    rights_cents: int | None = attrs.field(default=None, converter=converters.optional_amount)
    top_up_cents: int | None = attrs.field(default=None, converter=converters.optional_amount)
    prevention_points: bool | None = attrs.field(default=None, converter=converters.answer)
    incapacity_percent: int | None = attrs.field(default=None, converter=converters.optional_amount)

    def _exemptions(self, day: Date) -> dict[str, bool | None]:
        """Whether each exemption from the participation holds, by its name in the texts of a day."""
        names = dated("bilan/cpf", "exemptions").find(day)
        if names is None:
            return {}
        rate, percent = dated("bilan/cpf", "incapacity").on(day).value, self.incapacity_percent
        answers = {
            "job-seeker": None if self.status is None else self.status is BeneficiaryStatus.JOB_SEEKER,
            "top-up": None if self.top_up_cents is None else self.top_up_cents > 0,
            "prevention-points": self.prevention_points,
            "incapacity": None if percent is None else percent >= rate,
        }
        return {name: answers[name] for name in names.value}


class RemainingReasonCode(StrEnum):
    """Why the holder still pays that much."""

    PARTICIPATION = "participation"
    ABOVE_CAP = "above-cap"
    ABOVE_RIGHTS = "above-rights"
    TOPPED_UP = "topped-up"
    # exempt from the participation
    JOB_SEEKER = "job-seeker"
    TOP_UP = "top-up"
    PREVENTION_POINTS = "prevention-points"
    INCAPACITY = "incapacity"
    NO_PARTICIPATION = "no-participation"  # there was none yet
    # why it is not known
    AMOUNT_NOT_KNOWN = "amount-not-known"
    EXEMPTION_NOT_KNOWN = "exemption-not-known"
    RIGHTS_NOT_PROVIDED = "rights-not-provided"
    TOP_UP_NOT_PROVIDED = "top-up-not-provided"


@attrs.frozen
class RemainingReason(OneLine):
    """One reason of what the holder still pays.

    Attributes:
        code: its stable code.
        citation: its source.
    """

    code: RemainingReasonCode
    citation: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Render the reason in words."""
        return words(f"remaining-reason.{self.code}").say(locale)


@attrs.frozen(kw_only=True)
class RemainingPrice(OneLine):
    """What the holder still pays for a bilan that is requested on a day.

    Attributes:
        on: the day.
        price_cents: the price of the bilan, in cents.
        least_cents: the least that the holder pays, in cents.
        most_cents: the most; as the least where every fact that decides is known.
        reasons: why.
        values: the cap on the rights and the participation of the day, where they are known.
        citation: that it is deduced, and from what.
    """

    on: Date
    price_cents: int
    least_cents: int
    most_cents: int
    reasons: tuple[RemainingReason, ...]
    values: tuple[UsedValue, ...]
    citation: Citation

    @property
    def cents(self) -> int | None:
        """What the holder pays, in cents; None where a fact that decides is not known."""
        return self.least_cents if self.least_cents == self.most_cents else None

    def say(self, locale: Locale = "fr") -> str:
        """Render in words what the holder pays, or between which amounts it lies, and why."""
        frame = words("remaining.between" if self.cents is None else "remaining.known")
        said = frame.say(locale, least=self.least_cents, most=self.most_cents)
        return " ".join([said, *(reason.say(locale) for reason in self.reasons)])


def remaining_to_pay(price_cents: int, *, on: DayLike, holder: CpfHolder | None = None) -> RemainingPrice:
    """Return what the holder of an account still pays for a bilan, or between which amounts that lies.

    Args:
        price_cents: the price of the bilan, in cents.
        on: the day of the request.
        holder: the facts about the holder; nothing known by default.

    Raises:
        InvalidInput: with every argument that does not hold.

    Source: articles D. 6323-1 A (cap) and "R6323" (participation); that the part of the price above the cap counts
    towards the participation is deduced from a provider's public offer. The exemptions are reported.
    """
    price_cents, day = converters.amount(price_cents), converters.day(on)
    holder = converters.instance(CpfHolder, CpfHolder() if holder is None else holder)
    refuse(price_cents=price_cents, on=day, holder=holder)
    return _Price(price_cents, day, holder).remaining()


@attrs.frozen
class _Price:
    """The price of a bilan, and who pays it."""

    cents: int
    day: Date
    holder: CpfHolder

    def remaining(self) -> RemainingPrice:
        least, most = self._paid(*self._at_best()), self._paid(*self._at_worst())
        rules = (dated("bilan/cpf", "cap"), dated("bilan/cpf", "participation"))
        return RemainingPrice(
            on=self.day,
            price_cents=self.cents,
            least_cents=least,
            most_cents=most,
            reasons=tuple(self._known() if least == most else self._unknown()),
            values=tuple(rule.used_on(self.day) for rule in rules if rule.find(self.day) is not None),
            citation=_deduced(),
        )

    def _paid(self, due: int, covered: int) -> int:
        """What the holder pays: what nothing covers, and what is due at least, but never more than the price."""
        return min(self.cents, max(due, self.cents - covered))

    @property
    def _participation(self) -> CpfParticipation:
        return cpf_participation(on=self.day)

    @property
    def _exempt(self) -> bool | None:
        return any3(self.holder._exemptions(self.day).values())

    @property
    def _cap(self) -> int:
        """How much of the price the rights can pay, if they suffice."""
        cap = dated("bilan/cpf", "cap").find(self.day)
        return self.cents if cap is None else min(self.cents, cap.value)

    def _at_best(self) -> tuple[int, int]:
        """The participation that is due, and what rights and top-up pay, when what is unknown favours the holder."""
        due = self._participation.cents or 0
        rights, top_up = self.holder.rights_cents, self.holder.top_up_cents
        paid = self._cap if rights is None else min(self._cap, rights)
        return due if self._exempt is False else 0, self.cents if top_up is None else paid + top_up

    def _at_worst(self) -> tuple[int, int]:
        """The same when what is unknown does not."""
        due, paid = self._participation, min(self._cap, self.holder.rights_cents or 0)
        none = self._exempt or due.status is AmountStatus.NO_RULE
        return 0 if none else self.cents if due.cents is None else due.cents, paid + (self.holder.top_up_cents or 0)

    def _known(self) -> Iterator[RemainingReason]:
        codes, participation = RemainingReasonCode, self._participation
        if participation.status is AmountStatus.NO_RULE:
            yield RemainingReason(codes.NO_PARTICIPATION, participation.citation)
        for name, holds in self.holder._exemptions(self.day).items():
            if holds:
                yield RemainingReason(codes(name), dated("bilan/cpf", "exemptions").on(self.day).citation)
        due, covered = self._at_best()
        if min(due, self.cents) > self.cents - covered:
            yield RemainingReason(codes.PARTICIPATION, participation.citation)
        rights = self.holder.rights_cents
        if self._cap < self.cents:
            yield RemainingReason(codes.ABOVE_CAP, _deduced())
        if rights is not None and rights < self._cap:
            yield RemainingReason(codes.ABOVE_RIGHTS, _deduced())
        if self.holder.top_up_cents:
            yield RemainingReason(codes.TOPPED_UP, _deduced())

    def _unknown(self) -> Iterator[RemainingReason]:
        codes, participation = RemainingReasonCode, self._participation
        if participation.status is AmountStatus.NOT_KNOWN and not self._exempt:
            yield RemainingReason(codes.AMOUNT_NOT_KNOWN, participation.citation)
        if self._exempt is None:
            yield RemainingReason(codes.EXEMPTION_NOT_KNOWN, dated("bilan/cpf", "exemptions").on(self.day).citation)
        if self.holder.rights_cents is None:
            yield RemainingReason(codes.RIGHTS_NOT_PROVIDED, _deduced())
        if self.holder.top_up_cents is None:
            yield RemainingReason(codes.TOP_UP_NOT_PROVIDED, _deduced())


def _deduced() -> Citation:
    return citation(text("bilan/cpf")["remaining"])
