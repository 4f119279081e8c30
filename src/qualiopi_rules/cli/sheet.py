"""`qualiopi-rules sheet`: the sheet of an audit to be filled in, and what the texts allow once it is read back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from qualiopi_rules.audit.sheet import grade_sheet
from qualiopi_rules.cli.audit_sheets import Audited, differences
from qualiopi_rules.cli.context import DEFAULTS, Context
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
from qualiopi_rules.cli.sheet_page import sheet_page
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, MissingField, refuse, refuse_all
from qualiopi_rules.core.messages import message
from qualiopi_rules.formats.sheet_columns import title
from qualiopi_rules.formats.sheet_files import read_filled, sheets_csv, sheets_excel
from qualiopi_rules.formats.sheet_reader import FilledSheets
from qualiopi_rules.profile.points import conformity_points
from qualiopi_rules.profile.profile import DEFAULT_PROFILE, Profile, profile_of
from qualiopi_rules.results.findings import any_blocking
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.category import categories_of

__all__ = ["sheet"]

_DOSSIER = "DOSSIER"
"""What stands for the file of a dossier, in both languages."""


def sheet(  # noqa: PLR0913 (each is an option of the command)
    dossier: Path | None = None,
    /,
    *,
    out: FileName | None = None,
    read: FileName | None = None,
    audit: Annotated[
        Literal["initial", "surveillance", "renewal", "extension"] | None, Parameter(metavar="CHOICE")
    ] = None,
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
        read: a sheet to read back, and to compare with what the dossier asks for.
        audit: the kind of the audit; None for the next one by the dossier, or that of the sheet that is read back.
        indicator: the indicators; None for all that the audit looks at.
        on: the day of the audit; of a sheet that is read back, its own.
        category: the categories, without a dossier.
        profile: the profile of a certifier.
        force: whether a file that is there is replaced.
        format: what is written when a sheet is read back.
        context: what was chosen for the run.
    """
    kind = None if audit is None else AuditKind(audit)
    chosen = profile_of(context.profile(profile))
    refuse(profile=chosen)
    if dossier is not None and category:
        raise InvalidInput.of(InvalidValue("--category", ", ".join(category), "not-with", other=_DOSSIER))
    if read is not None:
        refuse_all(_not_read(out, indicator or [], force=force))
        return _read(read, (dossier, category), (kind, on), chosen, format, context)
    if out is None:
        raise InvalidInput.of(MissingField("--out | --read", None, "present"))
    if format != "text":
        raise InvalidInput.of(InvalidValue("--format", format, "only-with", other="--read"))
    suffix = context.new_file(out, (".csv", ".xlsx"), force=force)
    day = context.day(on)
    audited = _audited(dossier, category, day, chosen, context)
    if audited is None:
        raise InvalidInput.of(MissingField(f"{_DOSSIER} | --category", None, "present"))
    blank = audited.sheets(kind, indicator or [], day, chosen, context.locale)
    write = sheets_excel if suffix == ".xlsx" else sheets_csv
    context.save(out, write(blank.sheets, context.locale, kind=blank.kind, texts=blank.texts))
    context.note(" ".join(blank.notes(context.locale)))
    return REVIEWED


def _audited(
    dossier: Path | None, category: list[Any] | None, day: str, profile: Profile, context: Context
) -> Audited | None:
    """Who is audited; None where neither a dossier nor a category says it."""
    if dossier is not None:
        return Audited.of(context.dossier(dossier), day, profile)
    return Audited(categories=categories_of(category)) if category else None


def _not_read(out: Path | None, indicator: list[int], *, force: bool) -> Iterator[InvalidValue]:
    """What has no meaning where a sheet is read back: it names its indicators itself."""
    values = {"--out": out, "--indicator": ", ".join(map(str, indicator)), "--force": "true" if force else ""}
    for name, value in values.items():
        if value:
            yield InvalidValue(name, str(value), "not-with", other="--read")


def _read(
    path: Path,
    who: tuple[Path | None, list[Any] | None],
    which: tuple[AuditKind | None, str | None],
    profile: Profile,
    format: str,
    context: Context,
) -> int:
    """Read a sheet back, compare it with what the audit asks for, and show what the texts allow."""
    points = conformity_points() if profile.points is None else profile.points
    filled = read_filled(context.read(path), str(path), points, context.locale)
    refuse_all(_another_audit(filled, *which, path, context))
    day = min(each.on for each in filled.sheets).isoformat()
    audited = _audited(*who, day, profile, context)
    if audited is not None:
        _compare(filled, audited, day, path, profile, context)
    known = () if audited is None or audited.reviewed is None else audited.reviewed.state.nonconformities
    grades = [grade_sheet(each, nonconformities=known) for each in filled.sheets]
    if format == "json":
        context.dump(grades)
    else:
        context.show(sheet_page(path, grades, context.locale))
    return TO_LOOK_AT if any(any_blocking(each.findings) for each in grades) else REVIEWED


def _another_audit(
    filled: FilledSheets, kind: AuditKind | None, on: str | None, path: Path, context: Context
) -> Iterator[InvalidValue]:
    """What a sheet says otherwise than the options do: the audit and its day."""
    if kind is not None and kind is not filled.kind:
        known = "" if filled.kind is None else message(f"audit-kind.{filled.kind}", context.locale)
        right = message(f"audit-kind.{kind}", context.locale)
        yield InvalidValue(f"{path}: {title('audit', context.locale)}", known, "exactly", right=right)
    if on is not None:
        day = converters.day(context.day(on))
        refuse(on=day)
        for other in sorted({each.on for each in filled.sheets} - {day}):
            where = f"{path}: {title('day', context.locale)}"
            yield InvalidValue(where, other.isoformat(), "exactly", right=day.isoformat())


def _compare(filled: FilledSheets, audited: Audited, day: str, path: Path, profile: Profile, context: Context) -> None:
    """Refuse points that the audit does not ask for, and those that are missing; name the indicators that are."""
    locale, numbers = context.locale, [each.indicator for each in filled.sheets]
    where = f"{path}: {title('indicator', locale)}"
    expected = audited.sheets(filled.kind, numbers, day, profile, locale, where)
    refuse_all(differences(filled.sheets, expected, str(path), locale))
    elsewhere = [str(number) for number in expected.planned if number not in numbers]
    if elsewhere:
        context.note(message("sheet-note.elsewhere", locale, numbers=", ".join(elsewhere)))
