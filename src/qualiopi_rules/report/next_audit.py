"""The next audit in a report: what it looks at, where it is held, how long it lasts, and a mock one of today."""

from __future__ import annotations

from collections.abc import Iterator

from qualiopi_rules.audit.blocks import blocks_of
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.dossier.next_audit import NextAudit
from qualiopi_rules.dossier.reviewer import Review
from qualiopi_rules.results.blocks import line_blocks
from qualiopi_rules.view.blocks import Block, Paragraph

__all__ = ["audit_blocks", "mock_blocks"]


def audit_blocks(review: Review, locale: Locale) -> Iterator[Block]:
    """Give the plan of the next audit; nothing where there is none to plan."""
    if review.next_audit is not None:
        yield Paragraph(review.next_audit.plan.say(locale))
        yield from line_blocks(_lines(review.next_audit, locale))


def mock_blocks(review: Review, locale: Locale) -> Iterator[Block]:
    """Give the mock audit; nothing where there are no sheets."""
    if review.mock_audit is not None:
        yield from blocks_of(review.mock_audit, locale)


def _lines(audit: NextAudit, locale: Locale) -> Iterator[str]:
    plan = audit.plan
    for name, numbers in (
        ("numbers", plan.numbers),
        ("left-out", plan.left_out),
        ("undetermined", plan.undetermined),
    ):
        if numbers:
            yield message(f"next-audit.{name}", locale, numbers=", ".join(map(str, numbers)))
    if plan.display:
        yield message("next-audit.display", locale)
    yield plan.place.say(locale)
    if audit.sample is not None:
        yield audit.sample.say(locale)
    yield audit.duration.say(locale)
