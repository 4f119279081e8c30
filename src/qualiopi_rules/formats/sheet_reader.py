"""The rows of a sheet that was filled in, read one by one: what does not hold is kept with the name of its cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar, get_args

import attrs

from qualiopi_rules.audit.sheet import CheckedPoint, Evidence, IndicatorSheet
from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, MissingField, refuse_all
from qualiopi_rules.core.meant import folded
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.formats.sheet_columns import READ, audit_in, column_of, meanings, point_in, title, words_of
from qualiopi_rules.formats.spreadsheets import plain_cell
from qualiopi_rules.formats.written_values import iso_day
from qualiopi_rules.profile.points import ConformityPoint
from qualiopi_rules.rnq.audit_kind import AuditKind

__all__ = ["FilledSheets", "read_rows"]

T = TypeVar("T")

_MIDNIGHT = " 00:00:00"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@attrs.frozen(kw_only=True)
class FilledSheets:
    """What a file of sheets holds.

    Attributes:
        kind: the kind of the audit; None where the file does not name it.
        sheets: the sheets, in the order of their indicators in the file.
    """

    kind: AuditKind | None
    sheets: tuple[IndicatorSheet, ...]


def read_rows(
    rows: Sequence[Sequence[str]], name: str, points: Iterable[ConformityPoint], locale: Locale
) -> FilledSheets:
    """Read the rows of a file, its titles first.

    Args:
        rows: the cells.
        name: the name of the file, for what errors name.
        points: the points that it may have.
        locale: the language of what errors name.

    Raises:
        InvalidInput: with every cell that does not hold, and every row that is missing.
    """
    head = rows[0] if rows else []
    places = {each: at for at, cell in enumerate(head) if (each := column_of(cell)) is not None}
    missing = [title(each, locale) for each in READ if each not in places]
    if missing:
        raise InvalidInput.of(InvalidValue("", name, "sheet-file", columns=", ".join(missing)))
    reader = _Reader(name, head, places, {point.id: point for point in points}, locale, meanings())
    for number, row in enumerate(islice(rows, 1, None), start=2):
        if any(cell.strip() for cell in row):
            reader.add(number, row)
    return reader.filled()


@attrs.frozen
class _Cell:
    """What a cell holds, as it is written, and where."""

    value: Any
    text: str
    place: str


@attrs.define
class _Filled:
    """What the rows of one indicator say of it."""

    points: list[CheckedPoint] = attrs.field(factory=list)
    ranks: dict[int, str] = attrs.field(factory=dict)
    count: int = 0
    evidence: list[Evidence] = attrs.field(factory=list)
    whole: dict[str, _Cell] = attrs.field(factory=dict)


@attrs.define
class _Reader:
    """Reads row by row."""

    name: str
    head: Sequence[str]
    places: dict[str, int]
    points: Mapping[str, ConformityPoint]
    locale: Locale
    meanings: Mapping[str, Mapping[str, Any]]
    indicators: dict[int, _Filled] = attrs.field(factory=dict)
    rows: dict[str, str] = attrs.field(factory=dict)
    kind: AuditKind | None = None
    audited: frozenset[int] = frozenset()
    faults: list[InvalidValue] = attrs.field(factory=list)

    def add(self, number: int, row: Sequence[str]) -> None:
        cells = {name: plain_cell(row[at]).strip() if at < len(row) else "" for name, at in self.places.items()}
        kind, audited = audit_in(cells["audit"])
        self.kind, self.audited = self.kind or kind, self.audited | audited
        found = point_in(cells["point"])
        point = None if found is None else self.points.get(found[0])
        if found is None or point is None:
            self._no_point(number, row)
            return
        place = self._place(number, "point")
        if point.id in self.rows:
            self.faults.append(InvalidValue(place, cells["point"], "one-row", place=self.rows[point.id]))
            return
        self.rows[point.id] = self._cell_name(number, "point")
        filled = self.indicators.setdefault(point.indicator, _Filled())
        _, rank, count = found
        filled.count = max(filled.count, count)
        filled.ranks[rank] = place
        day = converters.day(iso_day(cells["day"].removesuffix(_MIDNIGHT)))
        self._once(number, "day", day, cells, filled)
        for column in ("quality", "decision"):
            self._once(number, column, self._chosen(column, cells[column]), cells, filled)
        answer = self._checked(number, "answer", self._chosen("answer", cells["answer"]))
        filled.points.append(CheckedPoint(point=point, answer=answer))
        names = cells["evidence"].replace(";", "\n").splitlines()
        filled.evidence += [Evidence(name=each.strip()) for each in names if each.strip()]

    def filled(self) -> FilledSheets:
        refuse_all([*self.faults, *self._missing()])
        try:
            sheets = tuple(_sheet(number, each) for number, each in self.indicators.items())
        except InvalidInput as error:
            raise InvalidInput.of(*(fault.at(f"{self.name}:") for fault in error.faults)) from None
        return FilledSheets(kind=self.kind, sheets=sheets)

    def _missing(self) -> Iterator[InvalidValue]:
        """What was deleted, as far as the other rows tell."""
        if not self.indicators:
            yield InvalidValue("", self.name, "sheet-rows")
        elif not self.audited:
            yield MissingField(f"{self.name}: {self._title('audit')}", None, "present")
        for number in sorted(self.audited - self.indicators.keys()):
            yield MissingField(f"{self.name}: {title('indicator', self.locale)} {number}", None, "present")
        for number, filled in self.indicators.items():
            if self.audited and number not in self.audited:
                audited = ", ".join(map(str, sorted(self.audited)))
                yield InvalidValue(next(iter(filled.ranks.values())), number, "sheet-indicator", choices=audited)
            for rank in range(1, filled.count + 1):
                if rank not in filled.ranks:
                    where = f"{title('indicator', self.locale)} {number}, {title('point', self.locale)}"
                    yield MissingField(f"{self.name}: {where} {rank}/{filled.count}", None, "present")

    def _no_point(self, number: int, row: Sequence[str]) -> None:
        """Refuse a row that is not about a point, by the cell of the point or else by its first one."""
        written = [at for at, cell in enumerate(row) if cell.strip()]
        at = self.places["point"] if self.places["point"] in written else written[0]
        place = f"{self.name}: {_letters(at)}{number}"
        self.faults.append(InvalidValue(place, row[at].strip(), "point-row"))

    def _chosen(self, column: str, text: str) -> Any:
        """The value of a cell; None for a blank one."""
        value = self.meanings[column].get(folded(text))
        if not text or value is not None:
            return value
        # The words of the file's own language, unless the cell looks like one of the other.
        locales = sorted(get_args(Locale), key=lambda each: title(column, each) != self._title(column))
        tried: list[InvalidValue] = [
            InvalidValue("", text, "one-of", choices=", ".join(words_of(each)[column])) for each in locales
        ]
        return next((each for each in tried if each.suggestion is not None), tried[0])

    def _checked(self, number: int, column: str, value: T) -> T | None:
        """A value, or None where it does not hold, which is kept."""
        if not isinstance(value, InvalidValue):
            return value
        self.faults.append(value.at(self._place(number, column)))
        return None

    def _once(self, number: int, column: str, value: Any, cells: Mapping[str, str], filled: _Filled) -> None:
        """What is about a whole indicator: said on one of its rows, or alike on several."""
        value = self._checked(number, column, value)
        if value is None:
            return
        known = filled.whole.setdefault(column, _Cell(value, cells[column], self._cell_name(number, column)))
        if value != known.value:
            place = self._place(number, column)
            self.faults.append(InvalidValue(place, cells[column], "one-each", right=known.text, place=known.place))

    def _title(self, column: str) -> str:
        return self.head[self.places[column]].strip()

    def _cell_name(self, number: int, column: str) -> str:
        return f"{_letters(self.places[column])}{number}"

    def _place(self, number: int, column: str) -> str:
        """The name of a cell, as a spreadsheet shows it, and of its column."""
        return f"{self.name}: {self._cell_name(number, column)} ({self._title(column)})"


def _sheet(number: int, filled: _Filled) -> IndicatorSheet:
    whole = {column: cell.value for column, cell in filled.whole.items()}
    return IndicatorSheet(
        indicator=number,
        on=whole["day"],
        points=filled.points,
        evidence=filled.evidence,
        quality_at_stake=whole.get("quality"),
        decision=whole.get("decision"),
    )


def _letters(at: int) -> str:
    """The name of a column, by its place from 0: A to Z, then AA."""
    before, last = divmod(at, len(_LETTERS))
    return (_letters(before - 1) if before else "") + _LETTERS[last]
