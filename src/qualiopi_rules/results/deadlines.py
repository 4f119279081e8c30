"""The days that matter, and those by which something must be done: what each is, who sets it, what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import UsedValue
from qualiopi_rules.law.source import Basis, Citation, Provenance
from qualiopi_rules.results.findings import Params

__all__ = ["Deadline", "DeadlineKind", "Milestone", "MilestoneCode", "deadline"]


class MilestoneCode(StrEnum):
    """A day that matters."""

    STARTS = "starts"
    SURVEILLANCE_OPENS = "surveillance-opens"
    SURVEILLANCE_CLOSES = "surveillance-closes"
    RENEWAL_YEAR_OPENS = "renewal-year-opens"
    RENEWAL_OPENS = "renewal-opens"
    RENEWAL_LATEST = "renewal-latest"  # of the audit, for a major non-conformity to be lifted before the end
    RENEWAL_CLOSES = "renewal-closes"
    EXPIRES = "expires"
    AUDIT_PROPOSED = "audit-proposed"  # by the certifier, once it has the contract
    MINOR_CORRECTED = "minor-corrected"
    MAJOR_CORRECTED = "major-corrected"
    MAJOR_CHECKED = "major-checked"
    MINORS_REDUCED = "minors-reduced"  # below the number that counts as a major one
    APPLICATION_OPENS = "application-opens"  # after a refusal or a withdrawal
    TRANSFER_SENT = "transfer-sent"
    TRANSFER_DECIDED = "transfer-decided"
    CONVENTION_ANSWERED = "convention-answered"
    DOCUMENTS_KEPT = "documents-kept"


class DeadlineKind(StrEnum):
    """Who sets a day: the texts, or the advice of those who know the trade."""

    LEGAL = "legal"
    RECOMMENDED = "recommended"


@attrs.frozen(kw_only=True)
class Milestone:
    """One day that matters.

    Attributes:
        code: which one.
        day: the day.
        kind: whether the texts set it or a certifier recommends it.
        values: the values that it is computed from, the one that sets it last.
        where: the part of the dossier it is about, as `bilans[0]`; empty for the certificate.
        params: what its words need.
    """

    code: MilestoneCode
    day: Date
    kind: DeadlineKind
    values: tuple[UsedValue, ...]
    where: str = ""
    params: Params = ()

    @property
    def citation(self) -> Citation:
        """What it rests on; advice that is computed from the law is deduced from it, and no law."""
        cited = self.values[-1].citation
        if self.kind is DeadlineKind.RECOMMENDED and cited.basis is Basis.LAW:
            return attrs.evolve(cited, provenance=Provenance.DEDUCED)
        return cited

    @property
    def key(self) -> str:
        """What tells it apart from every other day of a dossier, and stays when the day is corrected."""
        return ".".join(filter(None, (self.code, str(dict(self.params).get("subject", "")), self.where)))

    def say(self, locale: Locale = "fr") -> str:
        """Name it in words."""
        return words(f"milestone.{self.code}").say(locale, **dict(self.params))


@attrs.frozen(kw_only=True)
class Deadline(Milestone):
    """A day by which something must, or should, be done.

    Attributes:
        opens: the first day on which it can be done; None when it can be done at any time.
        days_left: the days from the day asked for to the deadline; negative once it is past.
    """

    opens: Date | None = None
    days_left: int


def deadline(
    code: MilestoneCode,
    day: Date,
    *,
    on: Date,
    values: Iterable[UsedValue],
    kind: DeadlineKind = DeadlineKind.LEGAL,
    where: str = "",
    **params: str | int,
) -> Deadline:
    """Make a deadline, its days left counted from the day `on`."""
    return Deadline(
        code=code,
        day=day,
        kind=kind,
        values=tuple(values),
        where=where,
        params=tuple(params.items()),
        days_left=(day - on).days,
    )
