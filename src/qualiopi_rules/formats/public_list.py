"""The reader of the public list of training providers: its rows one by one, each with its own faults.

The list (liste publique des organismes de formation, data.gouv.fr) is a CSV file with a row for each declaration of
activity. Its columns are data, in `law/texts/formats/public-list.toml`, with those of its copy on Opendatasoft. Nothing
is guessed or mended: a number that lost its leading zero in a spreadsheet is a fault, and so is an `oui` where the list
writes `true`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.cache import remember
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, MissingField, refuse, refuse_all
from qualiopi_rules.core.problems import problem_of
from qualiopi_rules.core.resources import text
from qualiopi_rules.cycle.identifiers import NDA, SIREN, SIRET, nda_of, siren_of, siret_of
from qualiopi_rules.formats.atomic import file_name
from qualiopi_rules.formats.column_names import columns_named
from qualiopi_rules.formats.csv_rows import Lines, LongLine, Row, encoding_of, is_blank, separator_of, table
from qualiopi_rules.formats.table_limits import DEFAULT_LIMITS
from qualiopi_rules.rnq.category import Category

__all__ = ["ListedProvider", "read_public_list"]


def _categories(value: Iterable[Category | str]) -> frozenset[Category]:
    return converters.members(Category, value, least=0)


def _optional_code(value: str | None) -> str | None:
    # What is printable has nothing that cannot be encoded.
    return value if value is None or (type(value) is str and value.isprintable()) else converters.code(value)


def _found(value: Iterable[InvalidValue]) -> tuple[InvalidValue, ...]:
    # Not `converters.instances`, which would take these faults for its own.
    if isinstance(value, Iterable):
        found = tuple(value)
        if all(isinstance(each, InvalidValue) for each in found):
            return found
    return converters.fault(value, "instances", cls=InvalidValue.__name__)


@attrs.frozen(kw_only=True)
class ListedProvider(converters.Checked):
    """One row of the list; a field is None when its cell is blank or not valid.

    Attributes:
        line: the line of the file that it starts on; the names of the columns are on the first.
        nda: the number of the declaration of activity.
        siren: the legal unit.
        siret: the establishment that declares; None also when the file has no such column.
        name: its name as it is written; None also when the file has no such column.
        categories: the categories it is certified for; may be empty.
        unknown: the categories whose cell is blank or not valid; for the others the list says no.
        faults: the cells that are not valid, each with the name of its column in the file as its path and the cell as
            it is written; the path is empty when the row itself cannot be read.

    Raises:
        InvalidInput: with every field that does not hold.
    """

    line: int = attrs.field(converter=converters.count)
    nda: NDA | None = attrs.field(default=None, converter=nda_of)
    siren: SIREN | None = attrs.field(default=None, converter=siren_of)
    siret: SIRET | None = attrs.field(default=None, converter=siret_of)
    name: str | None = attrs.field(default=None, converter=_optional_code)
    categories: frozenset[Category] = attrs.field(default=frozenset(), converter=_categories)
    unknown: frozenset[Category] = attrs.field(default=frozenset(), converter=_categories)
    faults: tuple[InvalidValue, ...] = attrs.field(default=(), converter=_found)


def read_public_list(
    path: str | PathLike[str],
    *,
    separator: str | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Iterator[ListedProvider]:
    """Read the list row by row; a row that does not hold comes with its faults, and none is left out.

    The first line is read at once, the others as the result is iterated: the file may be larger than memory.
    Blank rows are no rows.

    Args:
        path: the CSV file.
        separator: the separator of cells; a semicolon by default, as in the published list.
        encoding: the encoding of the file; by default that of the published list, UTF-8 with or without a byte order
            mark.
        columns: the columns of a file that names them otherwise, by what they hold: `nda`, `siren`, `siret`, `name`, or
            a category for its certification. The names of the published list and of its copy on Opendatasoft are known.

    Raises:
        InvalidInput: with every argument that does not hold; when the file cannot be opened, or its first line has not
            the columns of the list; later, when a row of the file is not in that encoding.
        MissingExtra: when a row has a SIREN and the extra `ids` is not installed.
    """
    form = text("formats/public-list")["form"]
    separator = separator_of(form["separator"] if separator is None else separator)
    encoding = encoding_of(form["encoding"] if encoding is None else encoding)
    named = {} if columns is None else _named(columns)
    refuse(path=file_name(path), separator=separator, encoding=encoding, columns=named)
    rows = _read(Path(path), separator, encoding, named)
    next(rows)  # up to the first row, so that a file that is not the list is refused here
    return rows


def _read(path: Path, separator: str, encoding: str, named: Mapping[str, str]) -> Iterator[ListedProvider]:
    try:
        file = path.open(encoding=encoding, newline="")
    except (OSError, ValueError) as problem:  # a name that no file can have is a ValueError
        raise InvalidInput.of(InvalidValue("", str(path), "readable", problem=problem_of(problem))) from None
    with file:
        lines = Lines(file)
        try:
            rows = ((line, row) for line, row in table(lines, separator) if not is_blank(row))
            _, first = next(rows, (1, []))
            columns = _columns(path, first, separator, named)
            yield ListedProvider(line=1)  # for `read_public_list` alone: the columns are there
            for line, row in rows:
                yield _listed(line, row, columns)
        except UnicodeError as problem:
            fault = InvalidValue(
                "", str(path), "encoded-table", encoding=encoding, line=lines.read, problem=problem_of(problem)
            )
            raise InvalidInput.of(fault) from None
        except LongLine as problem:
            fault = InvalidValue(f"{path} [{lines.read + 1}]", str(problem), "shorter-line", most=DEFAULT_LIMITS.line)
            raise InvalidInput.of(fault) from None


# --- The first line


_OPTIONAL = ("siret", "name")


@attrs.frozen
class _Columns:
    """The columns that are read, by field or category: the name of each in the file and its index."""

    names: dict[str, str]
    places: dict[str, int]
    least: int
    most: int

    def cells(self, row: list[str]) -> dict[str, str | None]:
        """The cells of a row as they are written; None for one that is blank or has no column."""
        found = {key: row[place] for key, place in self.places.items()}
        return dict.fromkeys(_OPTIONAL) | {key: cell if cell.strip() else None for key, cell in found.items()}


def _known() -> dict[str, tuple[str, ...]]:
    """The names of the columns that are read, by field or category: that of the list, then that of its copy."""
    whole = text("formats/public-list")
    listed = {key: whole["columns"][key] for key in ("nda", "siren", "siret", "name")}
    listed |= {category.value: whole["certifications"][category] for category in Category}
    labels = whole["labels"]
    return {key: (name, labels[key]) if key in labels else (name,) for key, name in listed.items()}


def _named(columns: Mapping[str, str]) -> dict[str, str]:
    """Check the columns that a caller names, or return the errors in their place."""
    if not isinstance(columns, Mapping):
        return converters.fault(columns, "instance", cls="dict")
    found: dict[str, Any] = {
        str(key): converters.text(name)
        if key in _known()
        else converters.fault(key, "one-of", choices=", ".join(_known()))
        for key, name in columns.items()
    }
    wrong = [name.at(f"[{key!r}]") for key, name in found.items() if isinstance(name, InvalidValue)]
    return converters.faults(wrong) if wrong else found


def _columns(path: Path, first: Row, separator: str, named: Mapping[str, str]) -> _Columns:
    header = [] if isinstance(first, InvalidValue) else first
    names = {key: (named[key],) if key in named else known for key, known in _known().items()}
    found = {key: columns_named(*each, columns=header) for key, each in names.items()}
    optional = {key for key in _OPTIONAL if key not in named}
    missing = [names[key][0] for key, columns in found.items() if not columns and key not in optional]
    if missing:
        shown = first.value if isinstance(first, InvalidValue) else first
        raise InvalidInput.of(
            InvalidValue(str(path), shown, "public-list", separator=repr(separator)[1:-1], columns=", ".join(missing))
        )
    refuse_all(
        InvalidValue(str(path), columns, "one-column", name=names[key][0])
        for key, columns in found.items()
        if len(columns) > 1
    )
    places = {key: header.index(column) for key, columns in found.items() for column in columns}
    return _Columns(
        names={key: header[place].strip(' "') for key, place in places.items()},
        places=places,
        # The published list ends every line with a separator, hence with a column without a name.
        least=max(place for place, name in enumerate(header, start=1) if name.strip()),
        most=len(header),
    )


# --- Rows


def _listed(line: int, row: Row, columns: _Columns) -> ListedProvider:
    if isinstance(row, InvalidValue):
        return ListedProvider(line=line, unknown=Category, faults=[row])
    if not columns.least <= len(row) <= columns.most or not is_blank(row[columns.least :]):
        fault = InvalidValue("", row, "cells", count=columns.least)
        return ListedProvider(line=line, unknown=Category, faults=[fault])
    cells = columns.cells(row)
    siren = siren_of(cells["siren"])
    fields: dict[str, Any] = {
        "nda": nda_of(cells["nda"]) or MissingField("", None, "present"),
        "siren": siren,
        "siret": _siret(cells["siret"], siren),
        "name": _optional_code(cells["name"]),
    }
    certified = _certified(tuple(cells[category] for category in Category))
    found = [*fields.items(), *certified.faults]
    return ListedProvider(
        line=line,
        **{key: value for key, value in fields.items() if not isinstance(value, InvalidValue)},
        categories=certified.categories,
        unknown=certified.unknown,
        faults=[value.at(columns.names[key]) for key, value in found if isinstance(value, InvalidValue)],
    )


@attrs.frozen
class _Certified:
    """What the cells of the categories of a row say: nearly all rows say one of a few things."""

    categories: frozenset[Category]
    unknown: frozenset[Category]
    faults: tuple[tuple[Category, InvalidValue], ...]


@remember
def _certified(cells: tuple[str | None, ...]) -> _Certified:
    answers: dict[Category, Any] = dict(zip(Category, map(_answer, cells), strict=True))
    return _Certified(
        categories=frozenset(category for category, answer in answers.items() if answer is True),
        unknown=frozenset(category for category, answer in answers.items() if not isinstance(answer, bool)),
        faults=tuple((category, answer) for category, answer in answers.items() if isinstance(answer, InvalidValue)),
    )


def _siret(cell: str | None, siren: SIREN | None) -> SIRET | None:
    siret = siret_of(cell)
    if siret is None or not isinstance(siren, SIREN):
        return siret
    if isinstance(siret, InvalidValue):
        # Older editions of the list leave the SIREN out.
        whole = siret_of(f"{siren.digits}{cell}")
        return siret if isinstance(whole, InvalidValue) else whole
    return siret if siret.digits.startswith(siren.digits) else converters.fault(cell, "siret-of", siren=siren.digits)


def _answer(cell: str | None) -> bool | None:
    form = text("formats/public-list")["form"]
    if cell is None:
        return None
    written = cell.strip().casefold()
    if written in form["yes"] or written in form["no"]:
        return written in form["yes"]
    return converters.fault(cell, "one-of", choices=f"{form['yes'][0]}, {form['no'][0]}")
