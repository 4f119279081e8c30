"""The sheets of an audit as a spreadsheet: a row for each point, with cells to be filled in, and read back.

What is filled in is read in both languages, and as a spreadsheet may have rewritten it. A point is written as
`point 2.10`: a number alone would become another one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar, get_args

import attrs

from qualiopi_rules.audit.sheet import CheckedPoint, Evidence, IndicatorSheet, PointAnswer, SheetDecision
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, MissingExtra, locale_of, refuse, refuse_all
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.core.problems import problem_of
from qualiopi_rules.formats.code_labels import labels
from qualiopi_rules.formats.spreadsheets import plain_cell, safe_cell
from qualiopi_rules.formats.written_values import iso_day
from qualiopi_rules.profile.points import ConformityPoint
from qualiopi_rules.rnq.edition import edition_on

__all__ = ["read_sheets", "sheets_csv", "sheets_excel"]

T = TypeVar("T")

_COLUMNS = ("day", "indicator", "title", "point", "text", "answer", "evidence", "quality", "decision")
_READ = ("day", "indicator", "point", "answer", "evidence", "quality", "decision")
"""The columns that are read back; the others are for the auditor."""
_WIDTHS = {"title": 30, "text": 60, "answer": 16, "evidence": 40, "quality": 16, "decision": 24}
_SEPARATORS = {"fr": ";", "en": ","}
_POINT = "point "
_MIDNIGHT = " 00:00:00"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


# --- Written


def sheets_csv(sheets: Iterable[IndicatorSheet], locale: Locale = "fr") -> bytes:
    """Write sheets as CSV, with the separator that spreadsheets of the language expect.

    Args:
        sheets: the sheets, filled in or not; of their evidence, the names.
        locale: the language of the titles and of the answers.

    Raises:
        InvalidInput: with every argument that does not hold.
    """
    sheets, locale = _sheets(sheets), locale_of(locale)
    refuse(sheets=sheets)
    written = io.StringIO()
    csv.writer(written, delimiter=_SEPARATORS[locale]).writerows(_rows(sheets, locale))
    return written.getvalue().encode("utf-8-sig")


def sheets_excel(sheets: Iterable[IndicatorSheet], locale: Locale = "fr") -> bytes:
    """Write sheets as an Excel file, in which the answers are chosen from a list.

    Args:
        sheets: the sheets, filled in or not; of their evidence, the names.
        locale: the language of the titles and of the answers.

    Raises:
        InvalidInput: with every argument that does not hold.
        MissingExtra: when xlsxwriter is not installed.
    """
    sheets, locale = _sheets(sheets), locale_of(locale)
    refuse(sheets=sheets)
    try:
        from xlsxwriter import Workbook
    except ImportError as missing:
        raise MissingExtra("portfolio") from missing

    from datetime import UTC, datetime

    rows, file = list(_rows(sheets, locale)), io.BytesIO()
    choices = _words(locale)
    with Workbook(file, {"in_memory": True}) as workbook:
        # The same sheets make the same file, whenever it is written.
        workbook.set_properties({"created": datetime.fromtimestamp(0, UTC)})
        sheet, wrapped = workbook.add_worksheet(), workbook.add_format({"text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(_COLUMNS):
            sheet.set_column(place, place, _WIDTHS.get(name), wrapped)
            if name in choices:
                sheet.data_validation(1, place, len(rows), place, {"validate": "list", "source": list(choices[name])})
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(at, place, cell)
    return file.getvalue()


def _sheets(value: Iterable[IndicatorSheet]) -> tuple[IndicatorSheet, ...]:
    return converters.instances(IndicatorSheet, value)


def _rows(sheets: Iterable[IndicatorSheet], locale: Locale) -> Iterator[list[str]]:
    """The cells, the titles first; what is about a whole indicator stands on its first row."""
    yield [_title(name, locale) for name in _COLUMNS]
    known = {name: {value: word for word, value in words.items()} for name, words in _words(locale).items()}
    for sheet in sheets:
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
        for checked in sheet.points:
            answer = known["answer"].get(checked.answer, "")
            cells = {"point": f"{_POINT}{checked.point.id}", "text": checked.point.say(locale), "answer": answer}
            yield [safe_cell({**whole, **cells, **once}.get(name, "")) for name in _COLUMNS]
            once = {}


def _title(name: str, locale: Locale) -> str:
    return message(f"sheet-file.{name}", locale)


def _words(locale: Locale) -> dict[str, dict[str, Any]]:
    """What may be chosen in a language, column by column, each with its value."""
    known = labels(locale)
    return {
        "answer": {known["PointAnswer"][each]: each for each in PointAnswer},
        "quality": {message("word.yes", locale): True, message("word.no", locale): False},
        "decision": {known["SheetDecision"][each]: each for each in SheetDecision},
    }


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
        InvalidInput: with every argument that does not hold, then with every cell, by its place.
        MissingExtra: when an Excel file is read and the extra `portfolio` is not installed.
    """
    points, locale = converters.instances(ConformityPoint, points), locale_of(locale)
    refuse(name=converters.text(name), points=points)
    rows = _excel_rows(content, name) if name.lower().endswith(".xlsx") else _csv_rows(content, name)
    head, *body = rows or [[]]
    places = {each: at for at, cell in enumerate(head) if (each := _column(cell)) is not None}
    missing = [_title(each, locale) for each in _READ if each not in places]
    if missing:
        raise InvalidInput.of(InvalidValue("", name, "sheet-file", columns=", ".join(missing)))
    reader = _Reader(name, head, places, {point.id: point for point in points}, _choices(locale))
    for number, row in enumerate(body, start=2):
        if any(cell.strip() for cell in row):
            reader.add(number, row)
    return reader.sheets()


@attrs.frozen
class _Choice:
    """What a cell may hold: the values by their words in either language, and the words of one."""

    meanings: dict[str, Any]
    words: str

    def read(self, text: str) -> Any:
        """The value of a cell; None for a blank one."""
        value = self.meanings.get(text.casefold())
        return converters.fault(text, "one-of", choices=self.words) if text and value is None else value


def _choices(locale: Locale) -> dict[str, _Choice]:
    known = {each: _words(each) for each in get_args(Locale)}
    return {
        column: _Choice(
            {word.casefold(): value for words in known.values() for word, value in words[column].items()},
            ", ".join(known[locale][column]),
        )
        for column in known[locale]
    }


@attrs.define
class _Filled:
    """What the rows of one indicator say of it."""

    day: Any
    points: list[CheckedPoint] = attrs.field(factory=list)
    evidence: list[Evidence] = attrs.field(factory=list)
    quality: bool | None = None
    decision: SheetDecision | None = None


@attrs.define
class _Reader:
    """Reads row by row; what does not hold is kept with its place."""

    name: str
    head: Sequence[str]
    places: dict[str, int]
    points: dict[str, ConformityPoint]
    choices: dict[str, _Choice]
    filled: dict[int, _Filled] = attrs.field(factory=dict)
    faults: list[InvalidValue] = attrs.field(factory=list)

    def add(self, number: int, row: Sequence[str]) -> None:
        cells = {name: plain_cell(row[at]).strip() if at < len(row) else "" for name, at in self.places.items()}
        day = self._checked(number, "day", converters.day(iso_day(cells["day"].removesuffix(_MIDNIGHT))))
        point = self._checked(number, "point", self._point(cells["point"]))
        answer, quality, decision = (
            self._checked(number, column, choice.read(cells[column])) for column, choice in self.choices.items()
        )
        if day is None or point is None:
            return
        filled = self.filled.setdefault(point.indicator, _Filled(day))
        self._once(number, "day", day, filled.day)
        filled.points.append(CheckedPoint(point=point, answer=answer))
        names = cells["evidence"].replace(";", "\n").splitlines()
        filled.evidence += [Evidence(name=each.strip()) for each in names if each.strip()]
        filled.quality = self._once(number, "quality", quality, filled.quality)
        filled.decision = self._once(number, "decision", decision, filled.decision)

    def sheets(self) -> tuple[IndicatorSheet, ...]:
        refuse_all(self.faults)
        try:
            return tuple(
                IndicatorSheet(
                    indicator=number,
                    on=each.day,
                    points=each.points,
                    evidence=each.evidence,
                    quality_at_stake=each.quality,
                    decision=each.decision,
                )
                for number, each in self.filled.items()
            )
        except InvalidInput as error:
            raise InvalidInput.of(*(fault.at(f"{self.name}:") for fault in error.faults)) from None

    def _point(self, text: str) -> ConformityPoint:
        name = text[len(_POINT) :].strip() if text.casefold().startswith(_POINT) else text
        point = self.points.get(name)
        return converters.fault(text, "conformity-point") if point is None else point

    def _checked(self, number: int, column: str, value: T) -> T | None:
        """A value, or None where it does not hold, which is kept."""
        if not isinstance(value, InvalidValue):
            return value
        self.faults.append(value.at(self._place(number, column)))
        return None

    def _once(self, number: int, column: str, value: T | None, known: T | None) -> T | None:
        """What is about a whole indicator: said on one of its rows, or alike on several."""
        if value is not None and known is not None and value != known:
            self.faults.append(InvalidValue(self._place(number, column), str(value), "exactly", right=str(known)))
        return known if value is None else value

    def _place(self, number: int, column: str) -> str:
        """The name of a cell, as a spreadsheet shows it, and of its column."""
        at = self.places[column]
        return f"{self.name}: {_letters(at)}{number} ({self.head[at].strip()})"


def _letters(at: int) -> str:
    """The name of a column, by its place from 0: A to Z, then AA."""
    before, last = divmod(at, len(_LETTERS))
    return (_letters(before - 1) if before else "") + _LETTERS[last]


def _column(title: str) -> str | None:
    """What a column is, by its title in either language."""
    for name in _COLUMNS:
        if title.strip().casefold() in {_title(name, locale).casefold() for locale in get_args(Locale)}:
            return name
    return None


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

    try:
        frame = read_excel(content).load_sheet(0, header_row=None, dtypes="string").to_polars()
    except (FastExcelError, ValueError) as problem:
        raise InvalidInput.of(InvalidValue("", name, "readable", problem=problem_of(problem))) from None
    return [[cell or "" for cell in row] for row in frame.rows()]
