"""Milestones, the days that matter, and deadlines, the days by which something must be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.field_types import check_filled
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import UsedValue
from qualiopi_rules.law.source import Basis, Citation, Provenance
from qualiopi_rules.results.findings import Params, params_of
from qualiopi_rules.view.shown import Shown

__all__ = ["Deadline", "DeadlineKind", "Milestone", "MilestoneCode", "deadline"]


class MilestoneCode(StrEnum):
    """Which day a milestone is."""

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
    TRANSFER_DUE = "transfer-due"  # once the certifier lost its accreditation
    TRANSFER_SENT = "transfer-sent"
    TRANSFER_DECIDED = "transfer-decided"
    CONVENTION_ANSWERED = "convention-answered"
    DOCUMENTS_KEPT = "documents-kept"


class DeadlineKind(StrEnum):
    """Who sets a day: the texts, or the advice of certifiers."""

    LEGAL = "legal"
    RECOMMENDED = "recommended"


@remember
def _deduced(cited: Citation) -> Citation:
    return attrs.evolve(cited, provenance=Provenance.DEDUCED)


@attrs.frozen(kw_only=True)
class Milestone(Shown):
    """One day that matters.

    Attributes:
        code: which day it is.
        day: the day.
        kind: whether the texts set it or certifiers recommend it.
        values: the values that it is computed from, the one that sets it last.
        where: the path of the part of the dossier it is about, as `bilans[0]`; empty for the certificate.
        params: the parameters of its message.

    Raises:
        InvalidInput: with every field that has another type, and when there is no value.
    """

    code: MilestoneCode
    day: Date
    kind: DeadlineKind
    values: tuple[UsedValue, ...]
    where: str = ""
    params: Params = attrs.field(default=(), converter=params_of)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_filled(self, "values")

    def _summary(self) -> Mapping[str, object]:
        return {"code": self.code, "day": self.day, "kind": self.kind}

    @property
    def citation(self) -> Citation:
        """The source of the value that sets it; advice that is computed from the law is deduced from it, and no law."""
        cited = self.values[-1].citation
        if self.kind is DeadlineKind.RECOMMENDED and cited.basis is Basis.LAW:
            return _deduced(cited)
        return cited

    @property
    def key(self) -> str:
        """The identity of the milestone among those of a dossier, which stays when the day is corrected."""
        return ".".join(filter(None, (self.code, str(dict(self.params).get("subject", "")), self.where)))

    def say(self, locale: Locale = "fr") -> str:
        """Render the milestone in words."""
        return words(f"milestone.{self.code}").say(locale, **dict(self.params))


@attrs.frozen(kw_only=True)
class Deadline(Milestone):
    """A day by which something must, or should, be done.

    Attributes:
        opens: the first day on which it can be done; None when it can be done at any time.
        days_left: the days from the day of the review to the deadline; negative once it is past.
    """

    opens: Date | None = None
    days_left: int

    def _summary(self) -> Mapping[str, object]:
        return {"code": self.code, "day": self.day, "days_left": self.days_left, "kind": self.kind}


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
    """Return a deadline, its days left counted from the day `on`."""
    return Deadline(
        code=code,
        day=day,
        kind=kind,
        values=tuple(values),
        where=where,
        params=tuple(params.items()),
        days_left=day.toordinal() - on.toordinal(),
    )
