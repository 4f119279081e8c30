"""The sheets of an audit as a spreadsheet: a row for each point, with cells to be filled in, and read back.

What is filled in is read in both languages, and as a spreadsheet may have rewritten it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from qualiopi_rules.audit.sheet import IndicatorSheet
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, MissingExtra, locale_of, refuse
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.core.problems import problem_of
from qualiopi_rules.formats.sheet_columns import COLUMNS, audit_cell, point_cell, title, words_of
from qualiopi_rules.formats.sheet_reader import FilledSheets, read_rows
from qualiopi_rules.formats.spreadsheets import safe_cell
from qualiopi_rules.formats.table_limits import TableLimits
from qualiopi_rules.formats.workbooks import look_at
from qualiopi_rules.profile.points import ConformityPoint
from qualiopi_rules.rnq.audit_kind import AuditKind
from qualiopi_rules.rnq.edition import edition_on

__all__ = ["read_filled", "read_sheets", "sheets_csv", "sheets_excel"]

_WIDTHS = {"title": 30, "text": 60, "answer": 16, "evidence": 40, "quality": 16, "decision": 24, "audit": 24}
_LIMITS = TableLimits(rows=2**16, columns=2**10, cells=2**20, unpacked=2**27)
"""How large a sheet that was filled in may be: it has a row for each of some hundred points."""

_SEPARATORS = {"fr": ";", "en": ","}


# --- Written


def sheets_csv(
    sheets: Iterable[IndicatorSheet],
    locale: Locale = "fr",
    *,
    kind: AuditKind | str | None = None,
    texts: dict[str, str] | None = None,
) -> bytes:
    """Write sheets as CSV, with the separator that spreadsheets of the language expect.

    Args:
        sheets: the sheets, filled in or not; of their evidence, the names.
        locale: the language of the titles and of the answers.
        kind: the kind of the audit; None for not named.
        texts: what stands in place of the text of a point, by its id, as with the condition on which it applies.

    Raises:
        InvalidInput: with every argument that does not hold.
    """
    locale = locale_of(locale)
    rows = _rows(sheets, locale, kind, texts)
    written = io.StringIO()
    csv.writer(written, delimiter=_SEPARATORS[locale]).writerows(rows)
    return written.getvalue().encode("utf-8-sig")


def sheets_excel(
    sheets: Iterable[IndicatorSheet],
    locale: Locale = "fr",
    *,
    kind: AuditKind | str | None = None,
    texts: dict[str, str] | None = None,
) -> bytes:
    """Write sheets as an Excel file, in which the answers are chosen from a list.

    Args:
        sheets: the sheets, filled in or not; of their evidence, the names.
        locale: the language of the titles and of the answers.
        kind: the kind of the audit; None for not named.
        texts: what stands in place of the text of a point, by its id, as with the condition on which it applies.

    Raises:
        InvalidInput: with every argument that does not hold.
        MissingExtra: when xlsxwriter is not installed.
    """
    locale = locale_of(locale)
    rows = _rows(sheets, locale, kind, texts)
    try:
        from xlsxwriter import Workbook
    except ImportError as missing:
        raise MissingExtra("portfolio") from missing

    from datetime import UTC, datetime

    file, choices = io.BytesIO(), words_of(locale)
    with Workbook(file, {"in_memory": True}) as workbook:
        # The same sheets make the same file, whenever it is written.
        workbook.set_properties({"created": datetime.fromtimestamp(0, UTC)})
        sheet, wrapped = workbook.add_worksheet(), workbook.add_format({"text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(COLUMNS):
            sheet.set_column(place, place, _WIDTHS.get(name), wrapped)
            if name in choices:
                sheet.data_validation(1, place, len(rows), place, {"validate": "list", "source": list(choices[name])})
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(at, place, cell)
    return file.getvalue()


def _rows(
    sheets: Iterable[IndicatorSheet],
    locale: Locale,
    kind: AuditKind | str | None,
    texts: dict[str, str] | None,
) -> list[list[str]]:
    """Check the other arguments; return the cells, the titles first."""
    sheets = converters.instances(IndicatorSheet, sheets)
    kind = None if kind is None else converters.one_of(AuditKind, kind)
    texts = converters.instance(dict, {} if texts is None else texts)
    refuse(sheets=sheets, kind=kind, texts=texts)
    filled = [each for each in sheets if each.points]
    audit = audit_cell(kind, (each.indicator for each in filled), locale)
    rows = [{**cells, "audit": ""} for sheet in filled for cells in _cells(sheet, texts, locale)]
    for first in rows[:1]:
        first["audit"] = audit
    table = [[safe_cell(row.get(name, "")) for name in COLUMNS] for row in rows]
    return [[title(name, locale) for name in COLUMNS], *table]


def _cells(sheet: IndicatorSheet, texts: dict[str, str], locale: Locale) -> Iterator[dict[str, str]]:
    """The rows of an indicator; what is about the whole of it stands on the first one."""
    known = {name: {value: word for word, value in words.items()} for name, words in words_of(locale).items()}
    whole = {
        "day": sheet.on.isoformat(),
        "indicator": str(sheet.indicator),
        "title": edition_on(sheet.on)[sheet.indicator].title(locale),
    }
    once = {
        "evidence": "\n".join(each.name for each in sheet.evidence),
        "quality": known["quality"].get(sheet.quality_at_stake, ""),
        "decision": known["decision"].get(sheet.decision, ""),
    }
    for rank, checked in enumerate(sheet.points, start=1):
        point = checked.point
        yield {
            **whole,
            "point": point_cell(point.id, rank, len(sheet.points)),
            "text": texts.get(point.id, point.say(locale)),
            "answer": known["answer"].get(checked.answer, ""),
            **once,
        }
        once = {}


# --- Read back


def read_sheets(
    content: bytes, name: str, points: Iterable[ConformityPoint], locale: Locale = "fr"
) -> tuple[IndicatorSheet, ...]:
    """Read sheets that were filled in, in the order of their indicators in the file.

    Args:
        content: the content of the file.
        name: its name, which ends with `.xlsx` or is that of a CSV file.
        points: the points that it may have: the library's, or those of a certifier's profile.
        locale: the language of what errors name; the file may be in either.

    Raises:
        InvalidInput: with every argument that does not hold, then with every cell, by its place, and every row that
            was deleted.
        MissingExtra: when an Excel file is read and the extra `portfolio` is not installed.
    """
    return read_filled(content, name, points, locale).sheets


def read_filled(content: bytes, name: str, points: Iterable[ConformityPoint], locale: Locale = "fr") -> FilledSheets:
    """Read sheets that were filled in, and for which kind of audit.

    Args:
        content: as `read_sheets`.
        name: as `read_sheets`.
        points: as `read_sheets`.
        locale: as `read_sheets`.

    Raises:
        InvalidInput: as `read_sheets`.
        MissingExtra: as `read_sheets`.
    """
    points, locale = converters.instances(ConformityPoint, points), locale_of(locale)
    refuse(content=converters.instance(bytes, content), name=converters.text(name), points=points)
    rows = _excel_rows(content, name) if name.lower().endswith(".xlsx") else _csv_rows(content, name)
    return read_rows(rows, name, points, locale)


def _csv_rows(content: bytes, name: str) -> list[list[str]]:
    """The rows of a CSV file, with the separator that makes most columns of its first line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")  # what a spreadsheet saves as CSV without more
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
    except csv.Error as problem:
        raise InvalidInput.of(InvalidValue("", name, "readable", problem=problem_of(problem))) from None


def _excel_rows(content: bytes, name: str) -> list[list[str]]:
    try:
        import polars  # noqa: F401 (the reader gives its frames)
        from fastexcel import FastExcelError, read_excel
    except ImportError as missing:
        raise MissingExtra("portfolio") from missing

    look_at(io.BytesIO(content), name, _LIMITS)
    try:
        frame = read_excel(content).load_sheet(0, header_row=None, dtypes="string").to_polars()
    except (FastExcelError, ValueError) as problem:
        raise InvalidInput.of(InvalidValue("", name, "readable", problem=problem_of(problem))) from None
    return [[cell or "" for cell in row] for row in frame.rows()]
