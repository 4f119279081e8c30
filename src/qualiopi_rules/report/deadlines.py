"""The deadlines of a report: the next ones as a table, the later ones behind a heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import locale_of, refuse
from qualiopi_rules.core.messages import Locale, capital, message
from qualiopi_rules.dossier.reviewer import Review
from qualiopi_rules.dossier.state import FileStage
from qualiopi_rules.report.place import place_of
from qualiopi_rules.results.blocks import days_left_of
from qualiopi_rules.results.deadlines import Deadline
from qualiopi_rules.view.blocks import Block, Column, Fold, Group, Paragraph, Row, Table, Tone

__all__ = ["deadline_blocks", "no_deadline"]

_NEXT = 3
"""How many deadlines are not behind a heading."""


def no_deadline(review: Review, locale: Locale = "fr") -> str:
    """Render in words why a review has no deadline: none is ahead, or they are not known.

    Raises:
        InvalidInput: with every argument that does not hold.
    """
    locale, review = locale_of(locale), converters.instance(Review, review)
    refuse(review=review)
    return _no_deadline(review, locale)


def _no_deadline(review: Review, locale: Locale) -> str:
    known = review.cycle is not None or review.state.stage is not FileStage.NOTHING
    return message("report-deadlines.none" if known else "report-deadlines.unknown", locale)


def deadline_blocks(review: Review, locale: Locale, *, detail: bool = False) -> Iterator[Block]:
    """Give the deadlines, soonest first; in detail, with their sources."""
    if not review.deadlines:
        yield Paragraph(_no_deadline(review, locale))
        return
    yield _table(review, review.deadlines[:_NEXT], locale, detail=detail)
    later = review.deadlines[_NEXT:]
    if later:
        yield Fold(
            message("report-deadlines.later", locale, count=len(later)), (_table(review, later, locale, detail=detail),)
        )


def _table(review: Review, deadlines: Iterable[Deadline], locale: Locale, *, detail: bool) -> Table:
    return Table(
        caption=message("report-deadlines.caption", locale),
        columns=(
            Column(title=message("report-column.deadline", locale), wide=True),
            Column(title=message("report-column.day", locale)),
            Column(title=message("report-column.left", locale)),
            Column(title=message("report-column.kind", locale)),
        ),
        groups=(Group("", tuple(_row(review, deadline, locale, detail=detail) for deadline in deadlines)),),
    )


def _row(review: Review, deadline: Deadline, locale: Locale, *, detail: bool) -> Row:
    what = capital(deadline.say(locale))
    if deadline.opens is not None:
        what = message("report-deadlines.from", locale, what=what, day=deadline.opens.isoformat())
    if deadline.where:
        what = message("report-deadlines.where", locale, what=what, where=place_of(review, deadline.where, locale))
    return Row(
        (
            what,
            message("report-deadlines.day", locale, day=deadline.day.isoformat()),
            days_left_of(deadline, locale),
            message(
                "report-deadlines.sourced" if detail else "report-deadlines.kind",
                locale,
                kind=deadline.kind,
                source=deadline.citation.source.title,
            ),
        ),
        Tone.WARNING if deadline.days_left < 0 else Tone.PLAIN,
    )
