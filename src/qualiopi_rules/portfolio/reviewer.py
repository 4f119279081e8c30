"""The review of the rows of a file, and the schema of its plan."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import polars as pl
from pendulum import Date

from qualiopi_rules.columns import add_review
from qualiopi_rules.columns.engine import ERROR_COLUMNS
from qualiopi_rules.columns.outcomes import ERRORS, FILE_ERRORS
from qualiopi_rules.columns.rules import situations
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, refuse, refuse_all
from qualiopi_rules.portfolio.batch import Batch
from qualiopi_rules.portfolio.cells import Cells
from qualiopi_rules.profile.profile import Profile
from qualiopi_rules.rnq.question import questions

__all__ = ["Reviewer"]

_START = "start"
_OPTIONAL = ("first_issue", "cycle_number", "surveillance_held", "categories")


@attrs.frozen
class Reviewer:
    """The review of the rows of one file.

    Attributes:
        columns: the columns that are read, by what they are (`portfolio_columns`).
        cells: how their texts are read.
        on: the day of the review.
        profile: the certifier's profile.
    """

    columns: Mapping[str, str]
    cells: Cells
    on: Date
    profile: Profile

    def plan_schema(self, empty: pl.DataFrame, prefix: str) -> pl.Schema:
        """Return the columns of the plan: those of the file, then the results.

        Args:
            empty: the columns of the file, without rows.
            prefix: what the names of the results begin with.

        Raises:
            InvalidInput: with every column of the file whose type a rule refuses, or that has the name of a result.
        """
        try:
            results = self.results(Batch(empty))
        except InvalidInput as error:
            # The paths of the faults are arguments of the rules; the reader knows the columns of the file.
            columns = {**self.columns, _START: self._start_column, "end": self.columns["valid_until"]}
            faults = {columns[fault.path]: fault for fault in error.faults}
            raise InvalidInput.of(
                *(InvalidValue(name, fault.value, fault.expected) for name, fault in faults.items())
            ) from None
        number = self.columns.get("number")
        if number is not None and not _has_text(empty.schema[number]):
            refuse_all([InvalidValue(number, str(empty.schema[number]), "number-column")])
        schema = dict(empty.schema)
        for name, kind in results.schema.items():
            if prefix + name in schema:
                refuse(prefix=InvalidValue("", prefix + name, "new-column"))
            schema[prefix + name] = kind
        return pl.Schema(schema)

    def results(self, batch: Batch) -> pl.DataFrame:
        """Return the results of each row, without the columns of the file."""
        frame, faults = batch.frame, batch.faults
        if faults is not None:
            frame = frame.with_columns(pl.when(faults.is_null()).then(pl.all()))
        read = {name: self.cells.read(name, frame[column]) for name, column in self.columns.items() if name != "number"}
        arguments = pl.DataFrame({**read, _START: _start(read)})
        reviewed = add_review(
            arguments,
            on=self.on,
            start=_START,
            end="valid_until",
            **{name: name for name in _OPTIONAL if name in read},
            answers=[name for name in questions() if name in read],
            situation=[name for name in situations() if name in read],
            profile=self.profile,
        )
        return reviewed.with_columns(**self._errors(faults)).drop(arguments.columns)

    @property
    def _start_column(self) -> str:
        return self.columns.get("printed_start") or self.columns["first_issue"]

    def _errors(self, faults: pl.Series | None) -> dict[str, pl.Expr]:
        """The columns of errors: those of the file and those of the rules, which name the columns of the file."""
        error, field = ERROR_COLUMNS
        code, column = pl.col(error).cast(pl.String), pl.col(field)
        named = column.replace({**self.columns, _START: self._start_column})
        if {"printed_start", "first_issue"} <= self.columns.keys():
            is_issue = (column == _START) & pl.col("printed_start").is_null()
            named = pl.when(is_issue).then(pl.lit(self.columns["first_issue"])).otherwise(named)
        if faults is not None:
            code = pl.coalesce(faults, code)
        return {error: code.cast(pl.Enum([*ERRORS, *FILE_ERRORS])), field: named}


def _has_text(kind: pl.DataType) -> bool:
    """Whether the values of a type can be written as texts."""
    return not kind.is_nested() and kind not in (pl.Binary, pl.Object)


def _start(read: Mapping[str, pl.Series]) -> pl.Series:
    """The printed start, or the first issue where that is null."""
    starts = {name: read[name] for name in ("printed_start", "first_issue") if name in read}
    if len({str(each.dtype) for each in starts.values()}) > 1:
        refuse_all(
            InvalidValue(name, str(each.dtype), "day-column")
            for name, each in starts.items()
            if each.dtype not in (pl.Null, pl.String, pl.Date, pl.Datetime) or _is_zoned(each.dtype)
        )
        starts = {name: _as_texts(each) for name, each in starts.items()}
    return pl.select(pl.coalesce(starts.values())).to_series().alias(_START)


def _is_zoned(kind: pl.DataType) -> bool:
    return isinstance(kind, pl.Datetime) and kind.time_zone is not None


def _as_texts(days: pl.Series) -> pl.Series:
    """Days and date-times as ISO texts; a date-time at midnight is a day, as it is to the rules."""
    if days.dtype != pl.Datetime:
        return days.cast(pl.String)
    day, at_midnight = days.dt.date(), days == days.dt.truncate("1d")
    return pl.select(
        pl.when(at_midnight).then(day.cast(pl.String)).otherwise(days.dt.to_string("iso:strict"))
    ).to_series()
