"""What a notebook shows of a certificate and its cycle."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.cycle.certificate import Certificate
from qualiopi_rules.cycle.cycle import CertificationCycle, CycleStatus, Stage
from qualiopi_rules.cycle.printed import PrintedDays
from qualiopi_rules.cycle.timeline import timeline_of
from qualiopi_rules.results.blocks import line_blocks
from qualiopi_rules.view.blocks import Block, Item, Items, Paragraph, Tone

__all__ = ["blocks_of", "reading_lines"]

_TONES = {Stage.SURVEILLANCE_OVERDUE: Tone.WARNING, Stage.EXPIRED: Tone.WARNING, Stage.NOT_STARTED: Tone.NOTICE}


@singledispatch
def blocks_of(value: Any, locale: Locale) -> Iterator[Block]:
    """Give what a notebook shows of a certificate, a cycle or a check; by default what it says."""
    yield Paragraph(value.say(locale))


@blocks_of.register
def _cycle(value: CertificationCycle, locale: Locale) -> Iterator[Block]:
    yield timeline_of(value, value.timeline(), locale)


@blocks_of.register
def _status(value: CycleStatus, locale: Locale) -> Iterator[Block]:
    text = message("cycle-blocks.status", locale, day=value.on.isoformat(), stage=value.say(locale))
    yield Paragraph(text, _TONES.get(value.stage, Tone.GOOD))


@blocks_of.register
def _printed(value: PrintedDays, locale: Locale) -> Iterator[Block]:
    days = {"start": value.start.isoformat(), "end": value.end.isoformat()}
    yield Paragraph(message("cycle-blocks.printed", locale, outcome=value.say(locale), **days))
    yield from line_blocks(reading_lines(value, locale))


def reading_lines(printed: PrintedDays, locale: Locale) -> Iterator[str]:
    """Give each reading of printed days with the days of its cycle."""
    for reading in printed.readings:
        yield message(
            "printed.possible",
            locale,
            reading=reading.say(locale),
            starts=reading.cycle.starts.isoformat(),
            expires=reading.cycle.expires.isoformat(),
        )


@blocks_of.register
def _certificate(value: Certificate, locale: Locale) -> Iterator[Block]:
    yield Items(
        (
            Item(
                label=message("cycle-blocks.certificate", locale, number=value.number),
                text="" if value.holder is None else value.holder,
                notes=tuple(_facts(value, locale)),
            ),
        )
    )
    cycle = value.cycle
    if cycle is None:
        yield from blocks_of(value.read(), locale)
    else:
        yield from blocks_of(cycle, locale)


def _facts(certificate: Certificate, locale: Locale) -> Iterator[str]:
    yield message("cycle-blocks.categories", locale, categories=", ".join(sorted(certificate.categories)))
    yield message(
        "cycle-blocks.days",
        locale,
        first=certificate.first_issue.isoformat(),
        until=certificate.valid_until.isoformat(),
    )
    if certificate.state is not None:
        yield message("cycle-blocks.state", locale, state=f"certificate-state.{certificate.state}")
