"""What a notebook shows of a file: the dossier, its state, a review and the explanation of a result."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from qualiopi_rules.audit.blocks import blocks_of as audit_blocks
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.cycle.blocks import blocks_of as cycle_blocks
from qualiopi_rules.cycle.timeline import timeline_of
from qualiopi_rules.dossier.event import Event, EventKind
from qualiopi_rules.dossier.explanation import Explanation
from qualiopi_rules.dossier.next_audit import NextAudit
from qualiopi_rules.dossier.reviewer import Review
from qualiopi_rules.dossier.state import FileState
from qualiopi_rules.indicators.blocks import blocks_of as indicator_blocks
from qualiopi_rules.law.source import Citation
from qualiopi_rules.results.blocks import deadline_blocks, finding_blocks, line_blocks
from qualiopi_rules.results.findings import Severity
from qualiopi_rules.rnq.question import questions
from qualiopi_rules.view.blocks import Block, Fold, Item, Items, Paragraph, Tone

__all__ = ["blocks_of"]


@singledispatch
def blocks_of(value: Any, locale: Locale) -> Iterator[Block]:
    """Give what a notebook shows of a dossier, of the state of a file, of a review or of an explanation."""
    answered = sum(value.answers[name] is not None for name in questions())
    lines = [
        message("dossier-blocks.categories", locale, categories=", ".join(sorted(value.categories))),
        message("dossier-blocks.answered", locale, count=answered, total=len(questions())),
    ]
    for name, count in (("bilans", len(value.bilans)), ("sheets", len(value.audits.sheets))):
        lines += [message(f"dossier-blocks.{name}", locale, count=count)] if count else []
    yield from line_blocks(lines)
    yield from cycle_blocks(value.certificate, locale)
    if value.events:
        events = sorted(value.events, key=lambda event: event.rank)
        yield Fold(
            message("dossier-blocks.events", locale, count=len(events)),
            tuple(line_blocks(_event(each, locale) for each in events)),
        )


def _event(event: Event, locale: Locale) -> str:
    """A line for an event: its day, what happened, and what it is about."""
    said = [] if event.kind is EventKind.AUDIT else [f"event.{event.kind}"]
    said += [] if event.audit is None else [f"audit-kind.{event.audit}"]
    said += [] if event.grade is None else [f"grade.{event.grade}"]
    said += [] if event.decided is None else [f"event-decided.{event.decided}"]
    what = ", ".join(message(each, locale) for each in said)
    if event.indicator is not None:
        what = message("dossier-blocks.event-about", locale, what=what, subject=event.indicator)
    return message("dossier-blocks.event", locale, day=event.on.isoformat(), what=what)


@blocks_of.register
def _state(value: FileState, locale: Locale) -> Iterator[Block]:
    yield Paragraph(value.say(locale))
    yield from line_blocks(
        message("dossier-blocks.waiting", locale, kind=f"audit-kind.{each.kind}", day=each.on.isoformat())
        for each in value.waiting
    )
    if value.decision is not None:
        count = value.decision.nonconformities
        yield from line_blocks(each.say(locale) for each in (*count.majors, *count.minors))
    if value.cycle is not None:
        yield timeline_of(value.cycle, value.cycle.timeline(), locale, day=value.on)
    yield from deadline_blocks(value.deadlines, locale)
    yield from finding_blocks(value.findings, locale)


@blocks_of.register
def _audit(value: NextAudit, locale: Locale) -> Iterator[Block]:
    yield from audit_blocks(value.plan, locale)
    sample = () if value.sample is None else (value.sample.say(locale),)
    yield from line_blocks((*sample, value.duration.say(locale)))


@blocks_of.register
def _review(value: Review, locale: Locale) -> Iterator[Block]:
    """What is settled and what stands in the way; the rest is behind headings. The whole is `report.review_report`."""
    day = value.on.isoformat()
    head = message("dossier-blocks.review", locale, number=value.dossier.certificate.number, day=day)
    said = value.state.say(locale) if value.status is None else value.status.say(locale)
    yield Items((Item(label=head, text=said, tone=Tone.BLOCKING if value.blocking else Tone.PLAIN),))
    blocking = [found for found in value.findings if found.severity is Severity.BLOCKING]
    others = [found for found in value.findings if found.severity is not Severity.BLOCKING]
    yield from finding_blocks(blocking, locale)
    if value.cycle is not None:
        advice = value.applicability.profile.renewal
        yield timeline_of(value.cycle, value.timeline, locale, day=value.on, advice=advice)
    folded = {
        message("dossier-blocks.deadlines", locale, count=len(value.deadlines)): deadline_blocks(
            value.deadlines, locale
        ),
        message("dossier-blocks.next-audit", locale): ()
        if value.next_audit is None
        else blocks_of(value.next_audit, locale),
        message("dossier-blocks.indicators", locale, count=len(value.applicability.numbers)): indicator_blocks(
            value.applicability, locale
        ),
        message("dossier-blocks.findings", locale, count=len(others)): finding_blocks(others, locale),
    }
    for heading, blocks in folded.items():
        written = tuple(blocks)
        if written:
            yield Fold(heading, written)


@blocks_of.register
def _explanation(value: Explanation, locale: Locale) -> Iterator[Block]:
    yield Paragraph(value.conclusion.say(locale))
    yield from _grounds(value, locale)


def _grounds(explanation: Explanation, locale: Locale) -> Iterator[Block]:
    """What a conclusion itself rests on, then the conclusions that it is made of, each folded over its own grounds."""
    lines = tuple(Item(text=line, tone=Tone.QUIET) for line in explanation._grounds(locale, _title))
    if lines:
        yield Items(lines)
    for part in explanation.parts:
        under = tuple(_grounds(part, locale))
        said = part.conclusion.say(locale)
        yield Fold(said, under) if under else Paragraph(said)


def _title(cited: Citation) -> str:
    return cited.source.title
