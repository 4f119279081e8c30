"""What a notebook shows of an audit: its plan, a sheet and its grade, what the texts decide, a mock audit."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from qualiopi_rules.audit.decision import AuditDecision, DecisionOutcome
from qualiopi_rules.audit.mock_audit_readiness import IndicatorReadiness
from qualiopi_rules.audit.mock_audit_rule import MockAudit
from qualiopi_rules.audit.plan import AuditPlan
from qualiopi_rules.audit.scope import Focus, PlannedIndicator
from qualiopi_rules.audit.sheet import CheckedPoint, IndicatorSheet, PointAnswer, SheetGrade
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.results.blocks import finding_blocks, line_blocks
from qualiopi_rules.rnq.edition import Indicator, edition_on
from qualiopi_rules.view.blocks import Block, Column, Fold, Group, Item, Items, Paragraph, Row, Table, Tone

__all__ = ["blocks_of"]

_OUTCOMES = {
    DecisionOutcome.GRANTED: Tone.GOOD,
    DecisionOutcome.MAINTAINED: Tone.GOOD,
    DecisionOutcome.WAITING: Tone.NOTICE,
    DecisionOutcome.UNDETERMINED: Tone.NOTICE,
}
"""How much an outcome matters; those that are not named are against the provider."""

_READY = {True: Tone.GOOD, False: Tone.WARNING, None: Tone.NOTICE}

_ANSWERS = {PointAnswer.YES: Tone.GOOD, PointAnswer.PARTIAL: Tone.WARNING, PointAnswer.NO: Tone.BLOCKING}


@singledispatch
def blocks_of(value: Any, locale: Locale) -> Iterator[Block]:
    """Give what a notebook shows of an audit; by default what a result says."""
    yield Paragraph(value.say(locale))


@blocks_of.register
def _plan(value: AuditPlan, locale: Locale) -> Iterator[Block]:
    yield Paragraph(value.say(locale))
    planned = {outcome: [each for each in value.indicators if each.looked_at is outcome] for outcome in (True, None)}
    edition = edition_on(value.on)
    left = ", ".join(str(each.number) for each in value.indicators if each.looked_at is False)
    yield Table(
        caption=message("plan-blocks.caption", locale),
        columns=(
            Column(title=message("plan-column.number", locale), number=True),
            Column(title=message("plan-column.indicator", locale)),
            Column(title=message("plan-column.why", locale), wide=True),
        ),
        groups=tuple(
            Group(
                message(f"plan-blocks.{'yes' if outcome else 'unknown'}", locale, count=len(indicators)),
                tuple(_planned(each, edition.get(each.number), locale) for each in indicators),
            )
            for outcome, indicators in planned.items()
            if indicators
        ),
    )
    lines = [message("plan-blocks.no", locale, numbers=left)] if left else []
    lines += [message("next-audit.display", locale)] if value.display else []
    yield from line_blocks((*lines, value.place.say(locale)))


def _planned(planned: PlannedIndicator, indicator: Indicator | None, locale: Locale) -> Row:
    """A row of the plan; an indicator of a caller's own edition has no title here."""
    why = [reason.say(locale) for reason in planned.reasons]
    why += [focus.say(locale) for focus in planned.focuses if focus.focus is not Focus.WHOLE]
    return Row(
        (
            str(planned.number),
            "" if indicator is None else indicator.title(locale),
            " ".join(why),
        ),
        Tone.PLAIN if planned.looked_at else Tone.WARNING,
    )


@blocks_of.register
def _sheet(value: IndicatorSheet, locale: Locale) -> Iterator[Block]:
    yield Paragraph(message("sheet-blocks.head", locale, number=value.indicator, day=value.on.isoformat()))
    if value.points:
        yield Table(
            caption=message("sheet-blocks.points", locale),
            columns=(
                Column(title=message("sheet-column.point", locale)),
                Column(title=message("sheet-column.what", locale), wide=True),
                Column(title=message("sheet-column.answer", locale)),
            ),
            groups=(Group("", tuple(_point(each, locale) for each in value.points)),),
        )
    names = ", ".join(each.name for each in value.evidence)
    yield from line_blocks(
        (
            message("sheet-blocks.evidence", locale, names=names)
            if names
            else message("sheet-blocks.no-evidence", locale),
            message("sheet-blocks.no-decision", locale)
            if value.decision is None
            else message("sheet-blocks.decision", locale, decision=f"sheet.{value.decision}"),
        )
    )


def _point(checked: CheckedPoint, locale: Locale) -> Row:
    answer = "unanswered" if checked.answer is None else checked.answer
    return Row(
        (checked.point.id, checked.point.say(locale), message(f"sheet-answer.{answer}", locale)),
        Tone.NOTICE if checked.answer is None else _ANSWERS.get(checked.answer, Tone.QUIET),
    )


@blocks_of.register
def _grade(value: SheetGrade, locale: Locale) -> Iterator[Block]:
    yield Paragraph(value.say(locale))
    lines = []
    if value.allowed:
        decisions = ", ".join(f"sheet.{each}" for each in value.allowed)
        lines.append(message("sheet-blocks.allowed", locale, decisions=decisions))
    if value.suggested is not None:
        lines.append(message("sheet-blocks.suggested", locale, decision=f"sheet.{value.suggested}"))
    yield from line_blocks(lines)
    yield from finding_blocks(value.findings, locale)
    yield from blocks_of(value.sheet, locale)


@blocks_of.register
def _decision(value: AuditDecision, locale: Locale) -> Iterator[Block]:
    outcome = message(f"decision.{value.outcome}", locale, kind=f"audit-kind.{value.kind}")
    notes = [reason.say(locale) for reason in value.reasons]
    if value.next_day is not None:
        notes.append(message("decision-blocks.next", locale, day=value.next_day.isoformat()))
    yield Items((Item(text=outcome, notes=tuple(notes), tone=_OUTCOMES.get(value.outcome, Tone.BLOCKING)),))


@blocks_of.register
def _mock(value: MockAudit, locale: Locale) -> Iterator[Block]:
    yield Paragraph(value.say(locale))
    yield from line_blocks(each.say(locale) for each in value.criteria)
    yield from line_blocks(each.say(locale) for each in value.outside)
    if value.changes:
        changes = line_blocks(each.say(locale) for each in value.changes)
        yield Fold(message("mock-blocks.changes", locale), tuple(changes))
    indicators = Items(tuple(_readiness(each, locale) for each in value.indicators))
    carried = line_blocks(each.say(locale) for each in value.carried_over)
    yield Fold(message("mock-blocks.indicators", locale), (indicators, *carried))


def _readiness(readiness: IndicatorReadiness, locale: Locale) -> Item:
    return Item(text=readiness.say(locale), tone=_READY[readiness.ready])
