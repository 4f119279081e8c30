"""Who may have a bilan de compétences, by the status of the person, and where it is requested."""

from __future__ import annotations

from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import Words, words
from qualiopi_rules.law.dated import dated, dated_from
from qualiopi_rules.law.source import Citation

__all__ = [
    "AccessOutcome",
    "BeneficiaryStatus",
    "BilanAccess",
    "EmploymentBody",
    "bilan_access",
    "bilan_access_of",
    "status_of",
]


class BeneficiaryStatus(StrEnum):
    """The status of a person who wants a bilan."""

    PRIVATE_EMPLOYEE = "private-employee"
    JOB_SEEKER = "job-seeker"
    PUBLIC_AGENT = "public-agent"  # a civil servant, or an agent without that status
    SELF_EMPLOYED = "self-employed"
    NOT_ACTIVE = "not-active"  # neither in work nor seeking it

    @property
    def is_active(self) -> bool:
        """Whether such a person is in work or seeking it."""
        return self is not BeneficiaryStatus.NOT_ACTIVE


class AccessOutcome(StrEnum):
    """Whether a person may have a bilan."""

    OPEN = "open"
    OWN_TEXTS = "own-texts"  # under texts of their own, which are not known here
    NOT_OPEN = "not-open"


class EmploymentBody(StrEnum):
    """A body that the request of a job seeker goes to."""

    EMPLOYMENT_SERVICE = "employment-service"  # Pôle emploi, France Travail since 2024
    APEC = "apec"
    CAP_EMPLOI = "cap-emploi"


@attrs.frozen
class BilanAccess(OneLine):
    """The answer for a person of a status on a day.

    Attributes:
        status: the status.
        on: the day.
        outcome: the answer.
        through: the bodies that the request goes to; empty where there is none to name.
        bodies: the names of these bodies on that day, in the same order.
        words: the answer in words.
        citation: its source.
    """

    status: BeneficiaryStatus
    on: Date
    outcome: AccessOutcome
    through: tuple[EmploymentBody, ...]
    bodies: tuple[str, ...]
    words: Words
    citation: Citation

    def say(self, locale: Locale = "fr") -> str:
        """Render in words."""
        said = self.words.say(locale)
        return words("access.through").say(locale, said=said, bodies=", ".join(self.bodies)) if self.bodies else said


def status_of(value: BeneficiaryStatus | str | None) -> BeneficiaryStatus | None:
    """Convert the status of a person, or None when not provided."""
    return None if value is None else converters.one_of(BeneficiaryStatus, value)


def bilan_access(status: BeneficiaryStatus | str, *, on: DayLike) -> BilanAccess:
    """Return whether a person may have a bilan, and where it is requested.

    Args:
        status: the status of the person.
        on: the day of the request.

    Raises:
        InvalidInput: with every argument that does not hold.
        NotInForce: when the day is older than the law of the bilan that is known.

    Source: a certifier's practice, which says any active person; article L. 6313-4 speaks of workers.
    """
    status, day = converters.one_of(BeneficiaryStatus, status), converters.day(on)
    refuse(status=status, on=day)
    return bilan_access_of(status, day)


def bilan_access_of(status: BeneficiaryStatus, day: Date) -> BilanAccess:
    """Return whether a person may have a bilan, from checked arguments."""
    table = text("bilan/access")[status]
    answer = dated("bilan/access", status).on(day)
    through = tuple(map(EmploymentBody, table.get("through", ())))
    return BilanAccess(
        status=status,
        on=day,
        outcome=AccessOutcome(answer.value),
        through=through,
        bodies=tuple(_name(body, day) for body in through),
        words=Words(**table["words"]),
        citation=answer.citation,
    )


def _name(body: EmploymentBody, day: Date) -> str:
    name: str = dated_from(body, text("bilan/access")["bodies"][body]["values"]).on(day).value
    return name
