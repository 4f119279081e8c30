"""The report of a review as plain text, in French or in English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from qualiopi_rules.core.errors import locale_of
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.dossier.reviewer import Review
from qualiopi_rules.dossier.state import FileStage
from qualiopi_rules.indicators.result import Applies
from qualiopi_rules.results.deadlines import Deadline
from qualiopi_rules.results.findings import Finding

__all__ = ["Section", "no_deadline", "report_sections", "report_text"]

_NEXT = 3
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
    for section in _sections(review, locale_of(locale)):
        written += [section.title, "-" * len(section.title), *section.lines, ""]
    return "\n".join(written)


def report_sections(review: Review, locale: Locale = "fr") -> tuple[Section, ...]:
    """Return the sections of the report: timeline, what to do next, the next audit, indicators, findings, sources.

    Raises:
        InvalidInput: when the locale is neither `fr` nor `en`.
    """
    return _sections(review, locale_of(locale))


def _sections(review: Review, locale: Locale) -> tuple[Section, ...]:
    title = message("report.title", locale, number=review.dossier.certificate.number, day=review.on.isoformat())
    deadlines = [_deadline(deadline, locale) for deadline in review.deadlines] or [_no_deadline(review, locale)]
    parts = {
        "timeline": _timeline(review, locale),
        "next": deadlines[:_NEXT],
        "deadlines": deadlines[_NEXT:],
        "life": _life(review, locale),
        "audit": _audit(review, locale),
        "indicators": _indicators(review, locale),
        "findings": _findings(review, locale),
        "sources": _sources(review, locale),
    }
    named = [Section(message(f"report.{name}", locale), tuple(lines)) for name, lines in parts.items()]
    return (Section(title, tuple(_state(review, locale))), *(section for section in named if section.lines))


def no_deadline(review: Review, locale: Locale = "fr") -> str:
    """Render in words why a review has no deadline: none is ahead, or they are not known.

    Raises:
        InvalidInput: when the locale is neither `fr` nor `en`.
    """
    return _no_deadline(review, locale_of(locale))


def _no_deadline(review: Review, locale: Locale) -> str:
    known = review.cycle is not None or review.state.stage is not FileStage.NOTHING
    return message("report.no-deadline" if known else "report.unknown-deadline", locale)


def _state(review: Review, locale: Locale) -> Iterator[str]:
    if review.status is None and review.state.stage is not FileStage.NOTHING:
        yield review.state.say(locale)
        return
    if review.status is None:
        yield message("report.no-cycle", locale, outcome=review.printed.say(locale))
        for reading in review.printed.readings:
            yield message(
                "report.possible",
                locale,
                reading=reading.say(locale),
                starts=reading.cycle.starts.isoformat(),
                expires=reading.cycle.expires.isoformat(),
            )
        return
    yield message("report.status", locale, stage=review.status.say(locale))
    for reading in review.printed.readings:
        yield message("report.reading", locale, reading=reading.say(locale))


def _timeline(review: Review, locale: Locale) -> Iterator[str]:
    for milestone in review.timeline:
        yield message(
            "report.milestone", locale, day=milestone.day.isoformat(), what=milestone.say(locale), kind=milestone.kind
        )


def _deadline(deadline: Deadline, locale: Locale) -> str:
    left = deadline.days_left
    frame = "deadline" if left > 0 else "deadline-today" if left == 0 else "deadline-past"
    what = deadline.say(locale)
    line = message(
        f"report.{frame}",
        locale,
        what=what[0].upper() + what[1:],
        day=deadline.day.isoformat(),
        days=abs(left),
        kind=deadline.kind,
        source=deadline.citation.source.title,
    )
    if deadline.where:
        line = message("report.where", locale, deadline=line, where=deadline.where)
    if deadline.opens is None:
        return line
    return f"{line} {message('report.possible-from', locale, day=deadline.opens.isoformat())}"


def _life(review: Review, locale: Locale) -> Iterator[str]:
    """The outcome of the events or of the non-conformities, of an extension, a missed audit and a transfer."""
    by_events = bool(review.dossier.events)
    for result in (review.state if by_events else review.decision, review.extension):
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
            yield message(f"report.{name}", locale, numbers=", ".join(map(str, numbers)))
    if plan.display:
        yield message("report.audit-display", locale)
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
            yield message(f"report.{outcome}", locale, count=len(results))
            for result in results:
                yield from result.say(locale).splitlines()


def _findings(review: Review, locale: Locale) -> Iterator[str]:
    if not review.findings:
        yield message("report.no-finding", locale)
    bilans = {f"bilans[{index}]": bilan.reference for index, bilan in enumerate(review.dossier.bilans)}
    for found in review.findings:
        yield message(
            "report.finding",
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
        yield message(
            "report.source", locale, source=str(citation.source), basis=citation.basis, provenance=citation.provenance
        )
        if citation.source.url is not None:
            yield f"    {citation.source.url}"
