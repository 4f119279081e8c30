"""The certification in a report: its cycle as a timeline, how its printed days read, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from qualiopi_rules.core.messages import Locale, capital, message
from qualiopi_rules.cycle.blocks import reading_lines
from qualiopi_rules.cycle.timeline import timeline_of
from qualiopi_rules.dossier.reviewer import Review
from qualiopi_rules.dossier.state import FileStage
from qualiopi_rules.results.blocks import line_blocks
from qualiopi_rules.view.blocks import Block

__all__ = ["certification_blocks"]


def certification_blocks(review: Review, locale: Locale) -> Iterator[Block]:
    """Give where the cycle stands, its timeline, and what the events and the certifier made of it."""
    yield from line_blocks(_state(review, locale))
    if review.cycle is not None:
        advice = review.applicability.profile.renewal
        yield timeline_of(review.cycle, review.timeline, locale, day=review.on, advice=advice)
    yield from line_blocks(_life(review, locale))


def _state(review: Review, locale: Locale) -> Iterator[str]:
    """Where the cycle stands and how the printed days read."""
    if review.status is not None:
        yield message("certification.status", locale, stage=review.status.say(locale))
        for reading in review.printed.readings:
            yield message("certification.reading", locale, reading=capital(reading.say(locale)))
    elif review.state.stage is not FileStage.NOTHING:
        yield review.state.say(locale)
    else:
        yield message("certification.no-timeline", locale, outcome=review.printed.say(locale))
        yield from reading_lines(review.printed, locale)


def _life(review: Review, locale: Locale) -> Iterator[str]:
    """The outcome of the events or of the non-conformities, of an extension, a missed audit and a transfer."""
    if review.status is not None and review.dossier.events:
        yield review.state.say(locale)
    elif review.decision is not None and not review.dossier.events:
        yield review.decision.say(locale)
    if review.extension is not None:
        yield review.extension.say(locale)
    if review.missed is not None and review.missed.missed is not False:
        yield review.missed.say(locale)
    if review.transfer is not None:
        yield review.transfer.say(locale)
