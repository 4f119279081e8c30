"""The verdict of a report: until when it is valid, what is next, and how much stands in the way, in one line."""

from __future__ import annotations

from qualiopi_rules.core.messages import Locale, capital, message, series
from qualiopi_rules.dossier.reviewer import Review
from qualiopi_rules.dossier.state import FileStage
from qualiopi_rules.results.blocks import left_of
from qualiopi_rules.results.findings import Severity
from qualiopi_rules.view.blocks import Paragraph, Tone

__all__ = ["verdict_of"]


def verdict_of(review: Review, locale: Locale) -> Paragraph:
    """Return the verdict in one line."""
    parts = [_validity(review, locale)]
    if review.deadlines:
        parts.append(left_of(review.deadlines[0], locale))
        if review.deadlines[0].days_left < 0:
            parts.reverse()
    # What stands in the way comes first, and that nothing does comes last.
    parts.insert(0 if review.blocking else len(parts), _blocking(review, locale))
    return Paragraph(capital(f"{series(parts, locale)}."), _tone(review))


def _blocking(review: Review, locale: Locale) -> str:
    found = [each for each in review.findings if each.severity is Severity.BLOCKING]
    if len(found) == 1:
        return message("verdict.blocking-one", locale, title=found[0].entry.title.say(locale))
    return message("verdict.blocking", locale, count=len(found)) if found else message("verdict.none", locale)


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
