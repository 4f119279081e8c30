"""`qualiopi-rules sheet`: the sheet of an audit to be filled in, and what the texts allow once it is read back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from qualiopi_rules.audit.points import applicable_points
from qualiopi_rules.audit.sheet import IndicatorSheet, SheetDecision, SheetGrade, grade_sheet
from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.cli.pages import cited, listed, page
from qualiopi_rules.cli.parameters import (
    REVIEWED,
    TO_LOOK_AT,
    Categories,
    Day,
    FileName,
    ProfileName,
    Switch,
    TextOrJson,
)
from qualiopi_rules.core.errors import InvalidInput, MissingField, refuse
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.dossier.reviewer import review
from qualiopi_rules.formats.code_labels import labels
from qualiopi_rules.formats.sheet_files import read_sheets, sheets_csv, sheets_excel
from qualiopi_rules.indicators.answers import Answers, Situation
from qualiopi_rules.indicators.rule import applicability
from qualiopi_rules.profile.points import conformity_points
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.results.findings import Severity
from qualiopi_rules.view.blocks import Column, Group, Row, Table, Tone
from qualiopi_rules.view.document import Document

__all__ = ["sheet"]


def sheet(  # noqa: PLR0913 (each is an option of the command)
    dossier: Path | None = None,
    /,
    *,
    out: FileName | None = None,
    read: FileName | None = None,
    indicator: Annotated[list[int] | None, Parameter(metavar="NUMBER", negative=())] = None,
    on: Day = None,
    category: Categories = None,
    profile: ProfileName = DEFAULT_PROFILE,
    force: Switch = False,
    format: TextOrJson = "text",
    context: Context = DEFAULTS,
) -> int:
    """Write a blank sheet, or read back one that was filled in.

    Args:
        dossier: the file of the audited provider's dossier; None for categories alone.
        out: the sheet to write.
        read: a sheet to read back.
        indicator: the indicators; None for all that the audit looks at.
        on: the day of the audit.
        category: the categories, without a dossier.
        profile: the profile of a certifier.
        force: whether a file that is there is replaced.
        format: what is written when a sheet is read back.
        context: what was chosen for the run.
    """
    chosen = profile_of(context.profile(profile))
    refuse(profile=chosen)
    if read is not None:
        return _read(read, chosen, format, context)
    if out is None:
        raise InvalidInput.of(MissingField("--out", None, "present"))
    suffix = context.new_file(out, (".csv", ".xlsx"), force=force)
    blank = _blank(dossier, indicator or [], context.day(on), category, chosen, context)
    write = sheets_excel if suffix == ".xlsx" else sheets_csv
    context.save(out, write(blank, context.locale))
    return REVIEWED


def _blank(
    dossier: Path | None,
    numbers: list[int],
    day: str,
    categories: Iterable[str] | None,
    profile: Profile,
    context: Context,
) -> list[IndicatorSheet]:
    """The sheets of an audit, without an answer yet: those of the dossier's next audit, or of some indicators."""
    answers, situation = Answers(), Situation()
    if dossier is not None:
        known = context.dossier(dossier)
        answers, situation = known.answers, known.situation
        categories = categories or known.categories
        if not numbers:
            audit = review(known, on=day, profile=profile).next_audit
            numbers = [] if audit is None else [*audit.plan.numbers, *audit.plan.undetermined]
    if not categories:
        raise InvalidInput.of(MissingField("--category", None, "present"))
    if not numbers:
        applied = applicability(categories, answers, on=day, situation=situation, profile=profile)
        numbers = [*applied.numbers, *applied.undetermined]
    sheets = []
    for number in sorted(numbers):
        points = applicable_points(number, categories, answers, on=day, situation=situation, profile=profile)
        sheets.append(IndicatorSheet.asking([*points.applicable, *points.undetermined], indicator=number, on=day))
    return sheets


def _read(path: Path, profile: Profile, format: str, context: Context) -> int:
    """Read a sheet back, and show what the texts allow."""
    points = conformity_points() if profile.points is None else profile.points
    grades = [grade_sheet(each) for each in read_sheets(context.read(path), str(path), points, context.locale)]
    if format == "json":
        context.dump(grades)
    else:
        context.show(_page(path, grades, context.locale))
    blocking = any(found.severity is Severity.BLOCKING for each in grades for found in each.findings)
    return TO_LOOK_AT if blocking else REVIEWED


def _page(path: Path, grades: list[SheetGrade], locale: Locale) -> Document:
    taken = [each.sheet.decision for each in grades]
    names = ("number", "decision", "allowed", "suggested", "why")
    columns = tuple(
        Column(title=message(f"sheet-page.{name}", locale), number=name == "number", wide=name == "why")
        for name in names
    )
    rows = tuple(_row(each, locale) for each in grades)
    table = Table(caption=message("sheet-page.caption", locale), columns=columns, groups=(Group("", rows),))
    return page(
        message("sheet-page.title", locale, path=str(path)),
        message(
            "sheet-page.verdict",
            locale,
            total=len(grades),
            conforming=taken.count(SheetDecision.CONFORMING),
            minors=taken.count(SheetDecision.MINOR),
            majors=taken.count(SheetDecision.MAJOR),
            open=taken.count(None),
        ),
        {
            message("sheet-page.section", locale): [table],
            message("sheet-page.findings", locale): listed(
                found.say(locale) for each in grades for found in each.findings
            ),
            message("cited.title", locale): cited((each.citation for each in grades), locale),
        },
        locale,
    )


def _row(grade: SheetGrade, locale: Locale) -> Row:
    known = labels(locale)["SheetDecision"]
    decided, suggested = grade.sheet.decision, grade.suggested
    cells = (
        str(grade.sheet.indicator),
        "" if decided is None else known[decided],
        ", ".join(known[each] for each in grade.allowed),
        "" if suggested is None else known[suggested],
        grade.say(locale),
    )
    blocking = any(found.severity is Severity.BLOCKING for found in grade.findings)
    return Row(cells, Tone.BLOCKING if blocking else Tone.PLAIN)
