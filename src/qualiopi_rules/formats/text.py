"""The report of a review as plain text, in French or in English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from qualiopi_rules.core.errors import locale_of
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.words import words
from qualiopi_rules.dossier.reviewer import Review
from qualiopi_rules.indicators.result import Applies
from qualiopi_rules.results.deadlines import Deadline
from qualiopi_rules.results.findings import Finding

__all__ = ["Section", "no_deadline", "report_sections", "report_text"]


NEXT = 3
"""How many deadlines are in the section of what to do next."""


@attrs.frozen
class Section:
    """A section of a report.

    Attributes:
        title: its title.
        lines: the lines under it.
    """

    title: str
    lines: tuple[str, ...]


def report_text(review: Review, locale: Locale = "fr") -> str:
    """Write a review as plain text.

    Raises:
        InvalidInput: when the locale is neither `fr` nor `en`.
    """
    written = []
    for section in report_sections(review, locale):
        written += [section.title, "-" * len(section.title), *section.lines, ""]
    return "\n".join(written)


def report_sections(review: Review, locale: Locale = "fr") -> tuple[Section, ...]:
    """Return the sections of the report: timeline, what to do next, the next audit, indicators, findings, sources.

    Raises:
        InvalidInput: when the locale is neither `fr` nor `en`.
    """
    locale = locale_of(locale)
    title = words("report.title").say(locale, number=review.dossier.certificate.number, day=review.on.isoformat())
    deadlines = [_deadline(deadline, locale) for deadline in review.deadlines] or [no_deadline(review, locale)]
    parts = {
        "timeline": _timeline(review, locale),
        "next": deadlines[:NEXT],
        "deadlines": deadlines[NEXT:],
        "life": _life(review, locale),
        "audit": _audit(review, locale),
        "indicators": _indicators(review, locale),
        "findings": _findings(review, locale),
        "sources": _sources(review, locale),
    }
    named = [Section(words(f"report.{name}").say(locale), tuple(lines)) for name, lines in parts.items()]
    return (Section(title, tuple(_state(review, locale))), *(section for section in named if section.lines))


def no_deadline(review: Review, locale: Locale = "fr") -> str:
    """Render in words why a review has no deadline: none is ahead, or they are not known.

    Raises:
        InvalidInput: when the locale is neither `fr` nor `en`.
    """
    return words("report.no-deadline" if review.cycle else "report.unknown-deadline").say(locale)


def _state(review: Review, locale: Locale) -> Iterator[str]:
    if review.status is None:
        yield words("report.no-cycle").say(locale, outcome=review.printed.say(locale))
        for reading in review.printed.readings:
            yield words("report.possible").say(
                locale,
                reading=reading.say(locale),
                starts=reading.cycle.starts.isoformat(),
                expires=reading.cycle.expires.isoformat(),
            )
        return
    yield words("report.status").say(locale, stage=review.status.say(locale))
    for reading in review.printed.readings:
        yield words("report.reading").say(locale, reading=reading.say(locale))


def _timeline(review: Review, locale: Locale) -> Iterator[str]:
    for milestone in review.timeline:
        yield words("report.milestone").say(
            locale, day=milestone.day.isoformat(), what=milestone.say(locale), kind=milestone.kind
        )


def _deadline(deadline: Deadline, locale: Locale) -> str:
    left = deadline.days_left
    frame = "deadline" if left > 0 else "deadline-today" if left == 0 else "deadline-past"
    what = deadline.say(locale)
    line = words(f"report.{frame}").say(
        locale,
        what=what[0].upper() + what[1:],
        day=deadline.day.isoformat(),
        days=abs(left),
        kind=deadline.kind,
        source=deadline.citation.source.title,
    )
    if deadline.where:
        line = words("report.where").say(locale, told=line, where=deadline.where)
    if deadline.opens is None:
        return line
    return f"{line} {words('report.possible-from').say(locale, day=deadline.opens.isoformat())}"


def _life(review: Review, locale: Locale) -> Iterator[str]:
    """The outcome of the events or of the non-conformities, of an extension, a missed audit and a transfer."""
    for result in (review.history, review.decision if review.history is None else None, review.extension):
        if result is not None:
            yield result.say(locale)
    if review.missed is not None and review.missed.missed is not False:
        yield review.missed.say(locale)
    if review.transfer is not None:
        yield review.transfer.say(locale)


def _audit(review: Review, locale: Locale) -> Iterator[str]:
    if review.next_audit is None:
        return
    plan = review.next_audit.plan
    yield plan.say(locale)
    for name, numbers in (
        ("audit-numbers", plan.numbers),
        ("audit-left-out", plan.left_out),
        ("audit-undetermined", plan.undetermined),
    ):
        if numbers:
            yield words(f"report.{name}").say(locale, numbers=", ".join(map(str, numbers)))
    if plan.display:
        yield words("report.audit-display").say(locale)
    yield plan.place.say(locale)
    if review.next_audit.sample is not None:
        yield review.next_audit.sample.say(locale)
    yield review.next_audit.duration.say(locale)


def _indicators(review: Review, locale: Locale) -> Iterator[str]:
    applied = review.applicability
    yield from applied.summary(locale)
    for outcome in (Applies.YES, Applies.UNDETERMINED, Applies.NO):
        results = [result for result in applied.results if result.applies is outcome]
        if results:
            yield ""
            yield words(f"report.{outcome}").say(locale, count=len(results))
            for result in results:
                yield from result.say(locale).splitlines()


def _findings(review: Review, locale: Locale) -> Iterator[str]:
    if not review.findings:
        yield words("report.no-finding").say(locale)
    bilans = {f"bilans[{index}]": bilan.reference for index, bilan in enumerate(review.dossier.bilans)}
    for found in review.findings:
        yield words("report.finding").say(
            locale,
            code=found.code,
            severity=found.severity,
            where=_where(found, bilans),
            title=found.entry.title.say(locale),
            message=found.message(locale),
            source=found.citation.source.title,
        )


def _where(found: Finding, bilans: Mapping[str, str | None]) -> str:
    """The path of a finding and, inside a bilan that has one, the provider's own reference."""
    reference = bilans.get(found.where.partition(".")[0])
    named = found.where if reference is None else f"{found.where} ({reference})"
    return f"{named}, " if named else ""


def _sources(review: Review, locale: Locale) -> Iterator[str]:
    for citation in review.citations:
        yield words("report.source").say(
            locale, source=str(citation.source), basis=citation.basis, provenance=citation.provenance
        )
        if citation.source.url is not None:
            yield f"    {citation.source.url}"
