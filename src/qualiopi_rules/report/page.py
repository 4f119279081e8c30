"""The report of a review: a page that leads with the verdict, to be written for any medium."""

from __future__ import annotations

from collections.abc import Iterator

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import locale_of, refuse
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.dossier.reviewer import Review
from qualiopi_rules.indicators.table import applicability_blocks
from qualiopi_rules.law.verification import oldest_verification_of
from qualiopi_rules.report.certification import certification_blocks
from qualiopi_rules.report.deadlines import deadline_blocks
from qualiopi_rules.report.next_audit import audit_blocks, mock_blocks
from qualiopi_rules.report.place import place_of
from qualiopi_rules.report.to_confirm import open_blocks
from qualiopi_rules.report.verdict import verdict_of
from qualiopi_rules.results.blocks import finding_blocks, source_blocks
from qualiopi_rules.results.findings import Severity
from qualiopi_rules.view.blocks import Block, Paragraph, Sender, Tone, sections_of
from qualiopi_rules.view.document import Document

__all__ = ["review_report"]


def review_report(
    review: Review, locale: Locale = "fr", *, detail: bool = False, sender: Sender | None = None
) -> Document:
    """Return the report of a review: verdict, blocking findings, deadlines, cycle, next audit, indicators, sources.

    Args:
        review: the review.
        locale: the language of the report.
        detail: whether every indicator has its reasons in full, those that do not apply too.
        sender: who sends the report: a name, and a logo, that stand at its top; None for nobody.

    Raises:
        InvalidInput: with every argument that does not hold.
    """
    locale, review = locale_of(locale), converters.instance(Review, review)
    detail, sender = converters.yes_or_no(detail), converters.optional_instance(Sender, sender)
    refuse(review=review, detail=detail, sender=sender)
    sections = {
        "blocking": _findings(review, Severity.BLOCKING, locale),
        "deadlines": deadline_blocks(review, locale, detail=detail),
        "cycle": certification_blocks(review, locale),
        "audit": audit_blocks(review, locale),
        "mock": mock_blocks(review, locale),
        "indicators": applicability_blocks(review.applicability, locale, detail=detail),
        "warnings": _findings(review, Severity.WARNING, locale),
        "to-confirm": open_blocks(review, locale),
        "sources": (*_verified(review, locale), *source_blocks(review.citations, locale)),
    }
    return Document(
        title=_title(review, locale),
        verdict=verdict_of(review, locale),
        sections=sections_of({message(f"report-section.{name}", locale): each for name, each in sections.items()}),
        locale=locale,
        about=_about(review, locale),
        sender=sender,
    )


def _findings(review: Review, severity: Severity, locale: Locale) -> Iterator[Block]:
    found = (each for each in review.findings if each.severity is severity)
    return finding_blocks(found, locale, lambda where: place_of(review, where, locale))


def _verified(review: Review, locale: Locale) -> Iterator[Block]:
    """A note where the day of the review is later than that on which a text was last verified; nothing otherwise."""
    day = oldest_verification_of(review.citations)
    if day is not None and day < review.on:
        yield Paragraph(message("report.verified-until", locale, day=day.isoformat()), Tone.NOTICE)


def _title(review: Review, locale: Locale) -> str:
    certificate, day = review.dossier.certificate, review.on.isoformat()
    if certificate.holder is None:
        return message("dossier-blocks.review", locale, number=certificate.number, day=day)
    return message("report.title-holder", locale, holder=certificate.holder, number=certificate.number, day=day)


def _about(review: Review, locale: Locale) -> str:
    """By what the report was made, on one line."""
    applied = review.applicability
    return message(
        "report.about",
        locale,
        categories=", ".join(sorted(applied.categories)),
        edition=applied.edition,
        profile=applied.profile.name,
    )
