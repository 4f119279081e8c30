"""The counts of the rows of a plan, batch by batch, for its summary."""

from __future__ import annotations

from collections import Counter
from typing import Any

import polars as pl
from pendulum import Date

from qualiopi_rules.columns.engine import ERROR_COLUMNS
from qualiopi_rules.core import converters
from qualiopi_rules.cycle.cycle import Stage
from qualiopi_rules.cycle.printed import PrintedOutcome
from qualiopi_rules.portfolio.batch import Batch
from qualiopi_rules.portfolio.summary import Month, Read, Rejected, StageCount, Summary, Upcoming
from qualiopi_rules.results.deadlines import MilestoneCode

__all__ = ["Tally"]


class Tally:
    """The counts of the rows so far.

    Args:
        number: the column of the numbers of the certificates; None when the file has none.
        upcoming: how many of the next deadlines are kept.
    """

    def __init__(self, number: str | None, upcoming: int) -> None:
        self._number, self._most = number, upcoming
        self._rows = 0
        self._rejected = Counter[tuple[str, str | None]]()
        self._first = dict[tuple[str, str | None], int]()
        self._stages = Counter[tuple[str | None, bool, str | None]]()
        self._months = Counter[str | None]()
        self._soonest = list[tuple[Any, ...]]()

    def add(self, batch: Batch, results: pl.DataFrame) -> None:
        """Count the rows of a batch."""
        frame = batch.frame
        numbers = pl.lit(None, pl.String) if self._number is None else frame[self._number].cast(pl.String)
        rows = results.with_columns(batch.numbers.alias("row"), numbers.alias("number"))
        self._rows += len(results)
        error, field = ERROR_COLUMNS
        rejected = rows.filter(pl.col(error).is_not_null())
        for code, name, count, first in rejected.group_by(error, field).agg(pl.len(), pl.col("row").min()).iter_rows():
            self._rejected[code, name] += count
            self._first.setdefault((code, name), first)
        for stage, outcome, code, count in rows.group_by("stage", "outcome", error).len().iter_rows():
            rejected_for = outcome if code == outcome else None
            self._stages[stage if code is None else None, code is not None, rejected_for] += count
        for day, count in rows.group_by("next_deadline_on").len().iter_rows():
            self._months[None if day is None else day.isoformat()[:7]] += count
        # All of the last day that can be among them, of which the first rows are.
        last = rows["next_deadline_on"].drop_nulls().bottom_k(max(self._most, 1)).max()
        due = rows.filter(pl.col("next_deadline_on") <= pl.lit(last, pl.Date))
        soonest = due.select("next_deadline_on", "row", "number", "next_deadline", "days_left")
        self._soonest += soonest.sort("next_deadline_on", "row").head(self._most).iter_rows()
        self._soonest = sorted(self._soonest, key=lambda each: each[:2])[: self._most]

    def summary(self, *, source: str, out: str, on: Date, read: Read) -> Summary:
        """Return the summary of the plan, once all rows are counted."""
        return Summary(
            source=source,
            out=out,
            on=on,
            read=read,
            rows=self._rows,
            rejected=tuple(
                Rejected(error=code, field=name, rows=rows, first=self._first[code, name])
                for (code, name), rows in sorted(self._rejected.items(), key=lambda each: (-each[1], str(each[0])))
            ),
            stages=tuple(
                StageCount(
                    stage=None if stage is None else Stage(stage),
                    rejected=is_rejected,
                    outcome=None if outcome is None else PrintedOutcome(outcome),
                    rows=rows,
                )
                for (stage, is_rejected, outcome), rows in sorted(
                    self._stages.items(), key=lambda each: _rank(*each[0])
                )
            ),
            months=tuple(
                Month(month=month, rows=rows)
                for month, rows in sorted(self._months.items(), key=lambda each: (each[0] is None, each[0] or ""))
            ),
            upcoming=tuple(
                Upcoming(row=row, number=number, code=MilestoneCode(code), day=converters.day(day), days_left=left)
                for day, row, number, code, left in self._soonest
            ),
        )


def _rank(stage: str | None, is_rejected: bool, outcome: str | None) -> tuple[int, bool, int]:
    """The place of a count among the others: the stages in order, unknown days, then rejected rows by outcome."""
    stages, outcomes = [*Stage, None], [*PrintedOutcome, None]
    return stages.index(stage), is_rejected, outcomes.index(outcome)
