"""What a notebook shows of applicability: all indicators by criterion, or one with its reasons."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.indicators.result import Applies, IndicatorResult
from qualiopi_rules.indicators.table import applicability_blocks
from qualiopi_rules.results.blocks import finding_blocks
from qualiopi_rules.view.blocks import Block, Item, Items, Tone

__all__ = ["blocks_of"]

_TONES = {Applies.YES: Tone.GOOD, Applies.NO: Tone.QUIET, Applies.UNDETERMINED: Tone.WARNING}


@singledispatch
def blocks_of(value: Any, locale: Locale) -> Iterator[Block]:
    """Give what a notebook shows of which indicators apply, or of one of them."""
    yield from applicability_blocks(value, locale)
    yield from finding_blocks(value.findings, locale)


@blocks_of.register
def _indicator(value: IndicatorResult, locale: Locale) -> Iterator[Block]:
    reasons = (reason.say(locale) for reason in value.reasons)
    adapted = (
        message("indicator-blocks.adapted", locale, change=adaptation.say(locale)) for adaptation in value.adaptations
    )
    yield Items(
        (
            Item(
                label=message(f"word.{value.applies}", locale),
                text=message(
                    "indicator-blocks.indicator", locale, number=value.number, title=value.indicator.title(locale)
                ),
                notes=tuple(dict.fromkeys((*reasons, *adapted))),
                tone=_TONES[value.applies],
            ),
        )
    )
