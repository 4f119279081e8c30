"""What a notebook shows of days and findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import singledispatch
from typing import Any

from qualiopi_rules.core.messages import Locale, capital, message
from qualiopi_rules.law.source import Citation
from qualiopi_rules.results.deadlines import Deadline, Milestone
from qualiopi_rules.results.findings import Finding, Severity
from qualiopi_rules.view.blocks import Block, Item, Items, Tone

__all__ = [
    "blocks_of",
    "days_left_of",
    "deadline_blocks",
    "finding_blocks",
    "item_blocks",
    "left_of",
    "line_blocks",
    "source_blocks",
]

_TONES = {Severity.BLOCKING: Tone.BLOCKING, Severity.WARNING: Tone.WARNING, Severity.TO_CONFIRM: Tone.NOTICE}


@singledispatch
def blocks_of(value: Any, locale: Locale) -> Iterator[Block]:
    """Give what a notebook shows of a milestone, a deadline or a finding."""
    yield from finding_blocks([value], locale)


@blocks_of.register
def _milestone(value: Milestone, locale: Locale) -> Iterator[Block]:
    what = capital(value.say(locale))
    yield Items((_day(value, message("milestones.day", locale, what=what, day=value.day.isoformat()), locale),))


@blocks_of.register
def _deadline(value: Deadline, locale: Locale) -> Iterator[Block]:
    yield from deadline_blocks([value], locale)


def deadline_blocks(deadlines: Iterable[Deadline], locale: Locale) -> Iterator[Block]:
    """Give deadlines as a list, each with the days that are left; nothing where there is none."""
    yield from item_blocks(_day(each, capital(left_of(each, locale)), locale) for each in deadlines)


def left_of(deadline: Deadline, locale: Locale) -> str:
    """Render which deadline it is, its day, and how many days are left or past."""
    return _left(deadline, locale, "deadline", what=deadline.say(locale), day=deadline.day.isoformat())


def days_left_of(deadline: Deadline, locale: Locale) -> str:
    """Render how many days are left until a deadline, or past since."""
    return _left(deadline, locale, "days-left")


def _left(deadline: Deadline, locale: Locale, group: str, **params: str) -> str:
    left = deadline.days_left
    when = "next" if left > 0 else "today" if left == 0 else "past"
    return message(f"{group}.{when}", locale, days=abs(left), **params)


def _day(milestone: Milestone, text: str, locale: Locale) -> Item:
    cited = milestone.citation
    past = isinstance(milestone, Deadline) and milestone.days_left < 0
    return Item(
        label=message("milestones.kind", locale, kind=milestone.kind),
        text=text,
        notes=(
            message("cited.source", locale, source=cited.source.title, basis=cited.basis, provenance=cited.provenance),
        ),
        tone=Tone.WARNING if past else Tone.PLAIN,
    )


def finding_blocks(findings: Iterable[Finding], locale: Locale, place: Callable[[str], str] = str) -> Iterator[Block]:
    """Give findings as a list, each with its place and its source; nothing where there is none.

    Args:
        findings: the findings.
        locale: the language of the texts.
        place: what a path of the dossier is called; by default the path.
    """
    yield from item_blocks(_finding(each, locale, place) for each in findings)


def _finding(found: Finding, locale: Locale, place: Callable[[str], str]) -> Item:
    return Item(
        label=message("found.label", locale, code=found.code, severity=found.severity),
        text=found.entry.title.say(locale),
        notes=(
            capital(found.message(locale)),
            found.entry.meaning.say(locale),
            *((message("found.where", locale, where=place(found.where)),) if found.where else ()),
            message("found.source", locale, source=found.citation.source.title),
        ),
        tone=_TONES[found.severity],
    )


def line_blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Give sentences as a list; nothing where there is none."""
    yield from item_blocks(Item(text=line) for line in lines)


def source_blocks(citations: Iterable[Citation], locale: Locale) -> Iterator[Block]:
    """Give sources as a list, each once, with what makes it binding, how well it was verified and its address."""
    yield from item_blocks(
        Item(
            text=message("cited.source", locale, source=str(each.source), basis=each.basis, provenance=each.provenance),
            url=each.source.url,
        )
        for each in dict.fromkeys(citations)
    )


def item_blocks(items: Iterable[Item]) -> Iterator[Block]:
    """Give entries as a list; nothing where there is none."""
    listed = tuple(items)
    if listed:
        yield Items(listed)
