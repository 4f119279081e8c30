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
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.resources import text
from qualiopi_rules.core.words import words
from qualiopi_rules.law.dated import dated
from qualiopi_rules.law.months import month_convention, months_after
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
    """Who received a document, apart from the beneficiary."""

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
    """One disclosure of a document to someone else than the beneficiary.

    Attributes:
        to: who received it.
        agreed: the beneficiary agreed, or requested it themselves: True, False, or None when not provided.
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
        disclosures: to whom else it was disclosed, empty for nobody; None when not provided.
        follow_up_agreement: a written agreement of the beneficiary, founded on the need to follow up their situation,
            covers it: True, False, or None when not provided.
        destroyed: the day it was destroyed, True without the day, False, or None when not provided.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    kind: DocumentKind = attrs.field(converter=_kind)
    disclosures: tuple[Disclosure, ...] | None = attrs.field(default=None, converter=_disclosures)
    follow_up_agreement: bool | None = attrs.field(default=None, converter=converters.answer)
    destroyed: Date | bool | None = attrs.field(default=None, converter=converters.day_or_answer)

    @property
    def sent_to_cep(self) -> bool | None:
        """Whether it is the synthesis, sent to the CEP operator at the beneficiary's request; None when unknown."""
        if self.kind is not DocumentKind.SYNTHESIS:
            return False
        if self.disclosures is None:
            return None
        return any3(each.agreed for each in self.disclosures if each.to is Recipient.CEP)


@attrs.frozen
class Retention(OneLine):
    """Whether a document may be kept once the bilan has ended, until when, and why.

    Attributes:
        ended: the last day of the bilan.
        allowed: True, False (it is destroyed at once), or None when unknown.
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
        """Render in words."""
        params = {} if self.last_day is None else {"day": self.last_day.isoformat()}
        return words(f"keeping.{self.reason}").say(locale, **params)


def document_retention(document: Document, ended: DayLike) -> Retention:
    """Decide whether a document may be kept after a bilan, until when, and why.

    Args:
        document: the document.
        ended: the last day of the bilan.

    Raises:
        InvalidInput: with every argument that does not hold.
        NotInForce: when `ended` is older than the law that is known.

    Source: article R. 6313-7; article L. 6313-4 for the synthesis that is sent to the CEP operator.
    """
    document, ended = converters.instance(Document, document), converters.day(ended)
    refuse(document=document, ended=ended)
    return _retention(document, ended)


def _retention(document: Document, ended: Date) -> Retention:
    if document.sent_to_cep:
        reason = RetentionReason.SENT_TO_CEP
    elif document.follow_up_agreement:
        reason = RetentionReason.WRITTEN_AGREEMENT
    elif document.sent_to_cep is None or document.follow_up_agreement is None:
        reason = RetentionReason.NOT_PROVIDED
    else:
        reason = RetentionReason.NOTHING_ALLOWS
    allowed = any3([document.sent_to_cep, document.follow_up_agreement])
    return Retention(
        ended=ended,
        allowed=allowed,
        reason=reason,
        last_day=_period_end(ended) if allowed else None,
        citation=dated("bilan/documents", "kept").on(ended).citation,
        conventions=(citation(text("bilan/documents")["rule_of_its_day"]), month_convention()),
    )


def _period_end(ended: Date) -> Date:
    return months_after(ended, dated("bilan/documents", "kept").on(ended).value, "ended")


def _documents(value: Iterable[Document]) -> tuple[Document, ...]:
    return converters.instances(Document, value)


@attrs.frozen(kw_only=True)
class Documents(converters.Checked):
    """The documents of one bilan.

    Attributes:
        ended: the last day of the bilan, done or planned; None when not provided.
        documents: the documents, in any order.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    ended: Date | None = attrs.field(default=None, converter=converters.optional_day)
    documents: tuple[Document, ...] = attrs.field(default=(), converter=_documents)

    def deadlines(self, *, on: DayLike, where: str = "") -> tuple[Deadline, ...]:
        """Return the last day that each document may be kept, for those that may be, until they are destroyed.

        Args:
            on: the day from which days left are counted.
            where: the name of their place in a dossier, carried into the deadlines.

        Raises:
            InvalidInput: when `on` is not a day.
            NotInForce: when the bilan ended before the law that is known.
        """
        day = converters.day(on)
        refuse(on=day)
        return self._deadlines(day, where)

    def _deadlines(self, day: Date, where: str) -> tuple[Deadline, ...]:
        return tuple(self._kept(day, where))

    def _kept(self, day: Date, where: str) -> Iterator[Deadline]:
        if self.ended is None or day < self.ended:
            return
        used = dated("bilan/documents", "kept").used_on(self.ended)
        for index, document in enumerate(self.documents):
            last = _retention(document, self.ended).last_day
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
        return self._check(day, where)

    def _check(self, day: Date, where: str) -> tuple[Finding, ...]:
        return tuple(self._found(day, where))

    def _found(self, day: Date, where: str) -> Iterator[Finding]:
        if self.documents and self.ended is None:
            yield finding("DOC008", where)
        for index, document in enumerate(self.documents):
            place = within(where, f"documents[{index}]")
            for found in (_secrecy(document), _destruction(document, self.ended, day)):
                yield from (finding(code, place, **params) for code, params in found)


def _secrecy(document: Document) -> Found:
    name = f"document.{document.kind}"
    if document.disclosures is None:
        yield "DOC009", {"document": name}
        return
    agreements = {
        f"recipient.{to}": all3(each.agreed for each in document.disclosures if each.to is to)
        for to in dict.fromkeys(each.to for each in document.disclosures)
    }
    yield from missing(agreements, "DOC006", "DOC007", document=name)


def _destruction(document: Document, ended: Date | None, day: Date) -> Found:
    if ended is None or document.destroyed is True:
        return
    destroyed = document.destroyed if isinstance(document.destroyed, Date) and document.destroyed <= day else None
    kept_to = destroyed or day
    retention = _retention(document, ended)
    # Where it is not known whether it may be kept, only what lies beyond the whole period is known to be wrong.
    last = ended if retention.allowed is False else _period_end(ended)
    used = dated("bilan/documents", "kept").used_on(ended)
    params = {"document": f"document.{document.kind}", "day": last.isoformat(), "values": [used]}
    if kept_to <= last:
        if retention.allowed is None and kept_to > ended:
            yield "DOC004", {**params, "day": ended.isoformat()}
    elif destroyed:
        yield "DOC005", {**params, "destroyed": destroyed.isoformat()}
    elif document.destroyed is None:
        yield "DOC003", params
    else:
        yield "DOC001" if retention.allowed is False else "DOC002", params
