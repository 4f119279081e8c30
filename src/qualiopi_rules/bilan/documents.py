"""The documents of a bilan de compétences: when they are destroyed, how long some may be kept, and who may have them.

A bilan has the rule of the day on which it ends. No text says so for the bilans that had ended when the period was
lengthened: it is deduced from the days on which the two versions of the article are in force.
The period is counted from the last day of the bilan by the convention of `law.months`; its own last day is
in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import refuse
from qualiopi_rules.core.kleene import all3, any3
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.months import add_months, month_convention
from qualiopi_rules.law.source import Citation, citation
from qualiopi_rules.results.deadlines import Deadline, MilestoneCode, deadline
from qualiopi_rules.results.findings import Finding, Found, finding, missing, within

__all__ = [
    "Disclosure",
    "Document",
    "DocumentKind",
    "Documents",
    "Recipient",
    "Retention",
    "RetentionReason",
    "document_retention",
]


class DocumentKind(StrEnum):
    """What a document of a bilan is."""

    SYNTHESIS = "synthesis"  # the synthesis document
    RESULTS = "results"  # the detailed results
    OTHER = "other"  # anything else made for the bilan: tests, notes, exchanges


class Recipient(StrEnum):
    """Who was given a document, apart from the beneficiary."""

    CEP = "cep"  # the operator of the conseil en évolution professionnelle
    EMPLOYER = "employer"
    FUNDER = "funder"
    OTHER = "other"


class RetentionReason(StrEnum):
    """Why a document may be kept after the bilan, or may not."""

    SENT_TO_CEP = "sent-to-cep"
    WRITTEN_AGREEMENT = "written-agreement"
    NOTHING_ALLOWS = "nothing-allows"
    NOT_PROVIDED = "not-provided"


def _kind(value: DocumentKind | str) -> DocumentKind:
    return converters.one_of(DocumentKind, value)


def _recipient(value: Recipient | str) -> Recipient:
    return converters.one_of(Recipient, value)


@attrs.frozen(kw_only=True)
class Disclosure(converters.Checked):
    """One time a document was given to someone else than the beneficiary.

    Attributes:
        to: who was given it.
        agreed: the beneficiary agreed, or asked for it themselves: True, False, or None for not told.
    """

    to: Recipient = attrs.field(converter=_recipient)
    agreed: bool | None = attrs.field(default=None, converter=converters.answer)


def _disclosures(value: Iterable[Disclosure] | None) -> tuple[Disclosure, ...] | None:
    return None if value is None else converters.instances(Disclosure, value)


@attrs.frozen(kw_only=True)
class Document(converters.Checked):
    """One document made for a bilan, as the provider has it.

    Attributes:
        kind: what it is.
        disclosures: to whom else it was given, empty for nobody; None for not told.
        follow_up_agreement: a written agreement of the beneficiary, founded on the need to follow up their situation,
            covers it: True, False, or None for not told.
        destroyed: the day it was destroyed, True without the day, False, or None for not told.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    kind: DocumentKind = attrs.field(converter=_kind)
    disclosures: tuple[Disclosure, ...] | None = attrs.field(default=None, converter=_disclosures)
    follow_up_agreement: bool | None = attrs.field(default=None, converter=converters.answer)
    destroyed: Date | bool | None = attrs.field(default=None, converter=converters.day_or_answer)

    @property
    def sent_to_cep(self) -> bool | None:
        """Whether it is the synthesis and was sent to the CEP operator because the beneficiary asked for it."""
        if self.kind is not DocumentKind.SYNTHESIS:
            return False
        if self.disclosures is None:
            return None
        return any3(each.agreed for each in self.disclosures if each.to is Recipient.CEP)


@attrs.frozen
class Retention:
    """Whether a document may be kept once the bilan has ended, until when, and why.

    Attributes:
        ended: the last day of the bilan.
        allowed: yes, no (it is destroyed at once), or None for not known.
        reason: why.
        last_day: the last day it may be kept; None unless it is allowed.
        citation: the rule.
        conventions: what the choice and the count of the rule rest on.
    """

    ended: Date
    allowed: bool | None
    reason: RetentionReason
    last_day: Date | None
    citation: Citation
    conventions: tuple[Citation, ...]

    def say(self, locale: Locale = "fr") -> str:
        """Tell it in words."""
        known = {} if self.last_day is None else {"day": self.last_day.isoformat()}
        return words(f"keeping.{self.reason}").say(locale, **known)


def document_retention(document: Document, ended: DayLike) -> Retention:
    """Tell whether a document may be kept after a bilan that ended on a day, until when, and why.

    Raises:
        InvalidInput: with every argument that does not hold.
        NotInForce: when `ended` is older than the law that is known.

    Source: article R. 6313-7; article L. 6313-4 for the synthesis that is sent to the CEP operator.
    """
    given, day = converters.instance(Document, document), converters.day(ended)
    refuse(document=given, ended=day)
    if given.sent_to_cep:
        reason = RetentionReason.SENT_TO_CEP
    elif given.follow_up_agreement:
        reason = RetentionReason.WRITTEN_AGREEMENT
    elif given.sent_to_cep is None or given.follow_up_agreement is None:
        reason = RetentionReason.NOT_PROVIDED
    else:
        reason = RetentionReason.NOTHING_ALLOWS
    allowed = any3([given.sent_to_cep, given.follow_up_agreement])
    return Retention(
        ended=day,
        allowed=allowed,
        reason=reason,
        last_day=_period_end(day) if allowed else None,
        citation=dated("bilan/documents", "kept").on(day).citation,
        conventions=(citation(text("bilan/documents")["rule_of_its_day"]), month_convention()),
    )


def _period_end(ended: Date) -> Date:
    return add_months(ended, dated("bilan/documents", "kept").on(ended).value)


def _documents(value: Iterable[Document]) -> tuple[Document, ...]:
    return converters.instances(Document, value)


@attrs.frozen(kw_only=True)
class Documents(converters.Checked):
    """The documents of one bilan.

    Attributes:
        ended: the last day of the bilan, done or planned; None for not told.
        documents: the documents, in any order.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    ended: Date | None = attrs.field(default=None, converter=converters.optional_day)
    documents: tuple[Document, ...] = attrs.field(default=(), converter=_documents)

    def deadlines(self, *, on: DayLike, where: str = "") -> tuple[Deadline, ...]:
        """Give the last day that each document may be kept, for those that may be, until they are destroyed.

        Args:
            on: the day from which days left are counted.
            where: the name of their place in a dossier, carried into the deadlines.

        Raises:
            InvalidInput: when `on` is not a day.
            NotInForce: when the bilan ended before the law that is known.
        """
        day = converters.day(on)
        refuse(on=day)
        return tuple(self._deadlines(day, where))

    def _deadlines(self, day: Date, where: str) -> Iterator[Deadline]:
        if self.ended is None or day < self.ended:
            return
        used = dated("bilan/documents", "kept").used_on(self.ended)
        for index, document in enumerate(self.documents):
            last = document_retention(document, self.ended).last_day
            gone = document.destroyed is True or (isinstance(document.destroyed, Date) and document.destroyed <= day)
            if last is not None and day <= last and not gone:
                yield deadline(
                    MilestoneCode.DOCUMENTS_KEPT,
                    last,
                    on=day,
                    values=[used],
                    where=within(where, f"documents[{index}]"),
                    document=f"document.{document.kind}",
                )

    def check(self, *, on: DayLike, where: str = "") -> tuple[Finding, ...]:
        """Compare what became of the documents with what the texts ask.

        Args:
            on: the day of the check; what was destroyed after it counts as not destroyed yet.
            where: the name of their place in a dossier, carried into the findings.

        Raises:
            InvalidInput: when `on` is not a day.
            NotInForce: when the bilan ended before the law that is known.

        Source: articles L. 6313-4 and R. 6313-7.
        """
        day = converters.day(on)
        refuse(on=day)
        return tuple(self._found(day, where))

    def _found(self, day: Date, where: str) -> Iterator[Finding]:
        if self.documents and self.ended is None:
            yield finding("DOC008", where)
        for index, document in enumerate(self.documents):
            place = within(where, f"documents[{index}]")
            for found in (_secrecy(document), _destruction(document, self.ended, day)):
                yield from (finding(code, place, **params) for code, params in found)


def _secrecy(document: Document) -> Found:
    named = f"document.{document.kind}"
    if document.disclosures is None:
        yield "DOC009", {"document": named}
        return
    agreed = {
        f"recipient.{to}": all3(each.agreed for each in document.disclosures if each.to is to)
        for to in dict.fromkeys(each.to for each in document.disclosures)
    }
    yield from missing(agreed, "DOC006", "DOC007", document=named)


def _destruction(document: Document, ended: Date | None, day: Date) -> Found:
    if ended is None or document.destroyed is True:
        return
    destroyed = document.destroyed if isinstance(document.destroyed, Date) and document.destroyed <= day else None
    kept_to = destroyed or day
    keeping = document_retention(document, ended)
    # Where it is not known whether it may be kept, only what lies beyond the whole period is known to be wrong.
    last = ended if keeping.allowed is False else _period_end(ended)
    used = dated("bilan/documents", "kept").used_on(ended)
    params = {"document": f"document.{document.kind}", "day": last.isoformat(), "values": [used]}
    if kept_to <= last:
        if keeping.allowed is None and kept_to > ended:
            yield "DOC004", {**params, "day": ended.isoformat()}
    elif destroyed:
        yield "DOC005", {**params, "destroyed": destroyed.isoformat()}
    elif document.destroyed is None:
        yield "DOC003", params
    else:
        yield "DOC001" if keeping.allowed is False else "DOC002", params
