"""What a notebook shows of the referential: an indicator, an edition by criterion, two editions compared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from qualiopi_rules.core.messages import Locale, capital, message, series
from qualiopi_rules.rnq.category import Category
from qualiopi_rules.rnq.comparison import ChangedIndicator, Comparison
from qualiopi_rules.rnq.edition import Change, Grading, Indicator, Referential
from qualiopi_rules.view.blocks import Block, Column, Group, Item, Items, Paragraph, Row, Table, Tone

__all__ = ["blocks_of"]


@singledispatch
def blocks_of(value: Any, locale: Locale) -> Iterator[Block]:
    """Give what a notebook shows of an indicator, an edition or a comparison."""
    yield Items(
        (
            Item(
                label=message("rnq-blocks.indicator", locale, number=value.number),
                text=value.title(locale),
                notes=tuple(_facts(value, locale)),
            ),
        )
    )


def _facts(indicator: Indicator, locale: Locale) -> Iterator[str]:
    yield message(
        "rnq-blocks.place", locale, criterion=indicator.criterion, categories=", ".join(sorted(indicator.categories))
    )
    if indicator.condition is not None:
        yield message("rnq-blocks.condition", locale, question=indicator.condition)
    yield message(f"rnq-blocks.{indicator.grading}", locale)
    if indicator.what is not None:
        yield message("rnq-blocks.change", locale, change=indicator.change, what=indicator.what.say(locale))
    yield message("rnq-blocks.source", locale, source=indicator.citation.source.title)


@blocks_of.register
def _edition(value: Referential, locale: Locale) -> Iterator[Block]:
    yield Paragraph(
        message(
            "rnq-blocks.edition" if value.until is None else "rnq-blocks.edition-until",
            locale,
            edition=value.edition,
            count=len(value),
            since=str(value.since),
            until=str(value.until),
        )
    )
    if value.guide is not None:
        yield Paragraph(value.guide.say(locale), Tone.QUIET)
    yield Table(
        caption=message("rnq-blocks.caption", locale),
        columns=(
            Column(title=message("rnq-column.number", locale), number=True),
            Column(title=message("rnq-column.indicator", locale), wide=True),
            Column(title=message("rnq-column.categories", locale)),
            Column(title=message("rnq-column.grading", locale)),
            Column(title=message("rnq-column.change", locale)),
        ),
        groups=tuple(
            Group(
                message("rnq-blocks.criterion", locale, number=criterion.number, title=criterion.title(locale)),
                tuple(_row(each, locale) for each in value.of_criterion(criterion.number)),
            )
            for criterion in value.criteria
        ),
    )


def _row(indicator: Indicator, locale: Locale) -> Row:
    every = indicator.categories == frozenset(Category)
    return Row(
        (
            str(indicator.number),
            indicator.title(locale),
            message("rnq-blocks.every", locale) if every else ", ".join(sorted(indicator.categories)),
            message("rnq-blocks.always", locale) if indicator.grading is Grading.MAJOR_ONLY else "",
            "" if indicator.change is Change.UNCHANGED else message(f"word.{indicator.change}", locale),
        )
    )


@blocks_of.register
def _comparison(value: Comparison, locale: Locale) -> Iterator[Block]:
    head, *_ = value.explain(locale).splitlines()
    if not value.changed:
        yield Paragraph(message("rnq-blocks.unchanged", locale, head=head))
        return
    yield Table(
        caption=head,
        columns=(
            Column(title=message("rnq-column.number", locale), number=True),
            Column(title=message("rnq-column.indicator", locale)),
            Column(title=message("rnq-column.change", locale)),
            Column(title=message("rnq-column.what", locale), wide=True),
        ),
        groups=(Group("", tuple(_changed(each, locale) for each in value.changed)),),
    )


def _changed(changed: ChangedIndicator, locale: Locale) -> Row:
    return Row(
        (
            str(changed.number),
            changed.after.title(locale),
            message(f"word.{changed.change}", locale),
            capital(series((each.say(locale) for each in changed.what), locale)),
        ),
        Tone.PLAIN if changed.change is Change.FORM else Tone.NOTICE,
    )
