"""The verdict of a report: until when it is valid, what is next, and how much stands in the way, in one line."""

from __future__ import annotations

from qualiopi_rules.core.messages import Locale, message, series
from qualiopi_rules.dossier.reviewer import Review
from qualiopi_rules.dossier.state import FileStage
from qualiopi_rules.results.blocks import left_of
from qualiopi_rules.results.findings import Severity
from qualiopi_rules.view.blocks import Paragraph, Tone

__all__ = ["verdict_of"]


def verdict_of(review: Review, locale: Locale) -> Paragraph:
    """Return the verdict in one line."""
    blocking = sum(found.severity is Severity.BLOCKING for found in review.findings)
    parts = [_validity(review, locale)]
    if review.deadlines:
        parts.append(left_of(review.deadlines[0], locale))
    parts.append(message("verdict.blocking", locale, count=blocking) if blocking else message("verdict.none", locale))
    return Paragraph(f"{series(parts, locale)}.", _tone(review))


def _validity(review: Review, locale: Locale) -> str:
    cycle, state = review.cycle, review.state
    if cycle is None:
        known = state.stage is not FileStage.NOTHING
        return state.say(locale).rstrip(".") if known else message("verdict.unknown", locale)
    days = {"starts": cycle.starts.isoformat(), "day": cycle.expires.isoformat()}
    if state.stage is FileStage.SUSPENDED:
        return message("verdict.suspended", locale, **days)
    if review.on < cycle.starts:
        return message("verdict.not-started", locale, **days)
    return message("verdict.valid" if review.on <= cycle.expires else "verdict.expired", locale, **days)


def _tone(review: Review) -> Tone:
    if review.blocking:
        return Tone.BLOCKING
    if review.cycle is None or not review.cycle._holds(review.on) or review.state.stage is FileStage.SUSPENDED:
        return Tone.WARNING
    if any(deadline.days_left < 0 for deadline in review.deadlines):
        return Tone.WARNING
    return Tone.NOTICE if review.findings else Tone.GOOD
