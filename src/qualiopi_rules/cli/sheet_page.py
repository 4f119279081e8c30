"""What `sheet --read` shows: the decisions that the texts allow, indicator by indicator, and what is still open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from qualiopi_rules.audit.sheet import SheetDecision, SheetGrade
from qualiopi_rules.cli.pages import page
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.results.blocks import line_blocks, source_blocks
from qualiopi_rules.results.findings import any_blocking
from qualiopi_rules.view.blocks import Column, Group, Row, Table, Tone
from qualiopi_rules.view.document import Document

__all__ = ["sheet_page"]


def sheet_page(path: Path, grades: Sequence[SheetGrade], locale: Locale) -> Document:
    """Return the page of sheets that were read back.

    Args:
        path: the file.
        grades: what the texts allow on each sheet.
        locale: the language of the texts.
    """
    names = ("number", "decision", "allowed", "suggested", "why")
    columns = tuple(
        Column(title=message(f"sheet-page.{name}", locale), number=name == "number", wide=name == "why")
        for name in names
    )
    rows = tuple(_row(each, locale) for each in grades)
    table = Table(caption=message("sheet-page.caption", locale), columns=columns, groups=(Group("", rows),))
    return page(
        message("sheet-page.title", locale, path=str(path)),
        _verdict(grades, locale),
        {
            message("sheet-page.section", locale): [table],
            message("sheet-page.findings", locale): line_blocks(_to_look_at(grades, locale)),
            message("report-section.sources", locale): source_blocks((each.citation for each in grades), locale),
        },
        locale,
    )


def _undecided(grades: Sequence[SheetGrade]) -> bool:
    """Whether no decision is written at all: the auditor leaves them to the answers."""
    return all(each.sheet.decision is None for each in grades)


def _verdict(grades: Sequence[SheetGrade], locale: Locale) -> str:
    """How many indicators come to each decision: the written ones, or those that the answers suggest."""
    undecided = _undecided(grades)
    taken = [each.suggested if undecided else each.sheet.decision for each in grades]
    return message(
        "sheet-page.suggested-verdict" if undecided else "sheet-page.verdict",
        locale,
        total=len(grades),
        conforming=taken.count(SheetDecision.CONFORMING),
        minors=taken.count(SheetDecision.MINOR),
        majors=taken.count(SheetDecision.MAJOR),
        open=taken.count(None),
    )


def _to_look_at(grades: Sequence[SheetGrade], locale: Locale) -> Iterator[str]:
    """The findings and the points without an answer; where no decision is written, not each that is missing."""
    undecided = _undecided(grades)
    for each in grades:
        if not undecided:
            yield from (found.say(locale) for found in each.findings)
        open_points = [checked.point.id for checked in each.sheet.points if checked.answer is None]
        if open_points:
            yield message(
                "sheet-page.unanswered",
                locale,
                number=each.sheet.indicator,
                count=len(open_points),
                points=", ".join(open_points),
            )


def _row(grade: SheetGrade, locale: Locale) -> Row:
    cells = (
        str(grade.sheet.indicator),
        _decision(grade.sheet.decision, locale),
        ", ".join(_decision(each, locale) for each in grade.allowed),
        _decision(grade.suggested, locale),
        grade.say(locale),
    )
    return Row(cells, Tone.BLOCKING if any_blocking(grade.findings) else Tone.PLAIN)


def _decision(decision: SheetDecision | None, locale: Locale) -> str:
    return "" if decision is None else message(f"sheet.{decision}", locale)
