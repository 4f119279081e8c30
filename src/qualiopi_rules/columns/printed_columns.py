"""Printed days in whole columns: rows whose days compare alike are read alike, so the scalar rule reads one of them.

What printed days say depends on the end, which alone decides the cycles that are possible, and on how the start and the
first issue compare with the days of those cycles. The days of the cycles are computed by the scalar rules, once for
each day, and compared with whole columns; the comparisons of a row are its facts. The scalar rule then reads one row
for each set of facts. That it would read the others alike is what the tests look at, row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from qualiopi_rules.columns.codes import DayColumn, Flags, Index, number_of_day
from qualiopi_rules.columns.column_rule import ColumnRule
from qualiopi_rules.columns.day_tables import BLOCK, DayTable, Places, places_of, places_of_days
from qualiopi_rules.columns.keys import KeyColumn, combined, key_column
from qualiopi_rules.columns.outcomes import (
    DTYPES,
    Applied,
    Columns,
    Error,
    OutputValues,
    number_of,
    outcome_of,
    output_values,
    row_errors,
)
from qualiopi_rules.columns.printed_facts import (
    MOST,
    depths,
    ends,
    first_issues,
    followers,
    scheme_begins,
)
from qualiopi_rules.columns.printed_inputs import Numbers, PrintedInput, count_input, days_input
from qualiopi_rules.core.cache import remember
from qualiopi_rules.cycle.cycle import cycles_of

__all__ = ["by_comparison"]

_MANY, _LENGTHS, _DAY, _STARTS = range(4)  # the columns of the table by end, after the misprints
_DECIDED = _STARTS + MOST
_STANDS = 4  # how a day stands to a cycle
_LEADS, _LEADS_AS_NUMBERED = 4, 5  # the same, of a first issue that leads to it over other cycles


@attrs.frozen(eq=False)
class _Looked:
    """Days looked up in a table.

    Attributes:
        index: for each row, the place of its day.
        columns: the columns of the table.
    """

    index: Index
    columns: Sequence[Numbers]

    @classmethod
    def of(cls, table: DayTable, places: Places) -> _Looked:
        """Look them up."""
        return cls(places.index, table.columns(places.needed(table)[:BLOCK], places.others))


def by_comparison(rule: ColumnRule, columns: Columns) -> Applied:
    """Apply the rule to columns."""
    parts, places = {}, {}
    for name, argument in rule.inputs.items():
        column = columns.column(argument.column)
        if name == "cycle_number":
            parts[name] = count_input(key_column(column, argument))
        else:
            places[name] = places_of(column, argument)
            parts[name] = days_input(column, argument, places[name])
    rows = _Rows.of(parts, places)
    facts = list(rows.facts())
    index, alike = combined(facts)
    some = np.zeros(len(alike), np.intp)
    some[index] = np.arange(columns.height)
    keys = [tuple(part.value(row) for part in parts.values()) for row in some.tolist()]
    readings = [_reading(_Alike((*rule.inputs, *facts), key, rule)) for facts, key in zip(alike, keys, strict=True)]
    return _applied(rule, rows, index, readings)


# --- The facts of rows


@attrs.frozen(eq=False)
class _Rows:
    """The days of rows, and what the scalar rules say of them.

    Attributes:
        parts: the inputs, by the name of the argument.
        issued: the first issue, or the start where it is not known.
        end: the ends, looked up.
        issue: the first issues, looked up.
    """

    parts: dict[str, PrintedInput]
    issued: Numbers
    end: _Looked
    issue: _Looked

    @classmethod
    def of(cls, parts: dict[str, PrintedInput], places: dict[str, Places]) -> _Rows:
        """Look the days up."""
        start, first = parts["start"], parts.get("first_issue")
        issued, issued_places = start.numbers, places["start"]
        if first is not None:
            issued, issued_places = first.numbers, places["first_issue"]
            if len(first.state.values) > 1:
                known = np.array([state is True for state in first.state.values], np.bool_).take(first.state.index)
                issued = np.where(known, issued, start.numbers)
                issued_places = places_of_days(DayColumn(issued))
        return cls(parts, issued, _Looked.of(ends(), places["end"]), _Looked.of(first_issues(), issued_places))

    def facts(self) -> Iterator[KeyColumn]:
        """Compare the days of the rows."""
        parts, end = self.parts, self.parts["end"].numbers
        start = parts["start"].numbers
        for part in parts.values():
            yield part.state
        order = (end < start).view(np.uint8)
        order = order + 2 * (start < self.issued) + 4 * (self.issued < scheme_begins())
        yield KeyColumn(order, range(8))
        yield KeyColumn(self._suspected(end).view(np.uint8), (False, True))
        lengths = self.of_end(_LENGTHS)
        yield KeyColumn(lengths.take(self.end.index), range(int(lengths.max()) + 1))
        many = self.of_end(_MANY)
        for at in range(int(many.max())):
            rows = None if at == 0 else np.flatnonzero((many > at).take(self.end.index))
            yield self._to_cycle(at, rows)

    def of_end(self, at: int) -> Numbers:
        """Return a column of the table by end that is not about misprints."""
        return self.end.columns[at - _DECIDED - MOST]

    def _suspected(self, end: Numbers) -> Flags:
        """Whether the end is a misprint of the end of the cycle of the first issue, or that of it."""
        (reach, *slips), (other_reach, *other_slips) = self.end.columns, self.issue.columns[:-1]
        expires = self.issue.columns[-1].take(self.issue.index)
        apart = np.abs(expires - end)
        near = np.flatnonzero((apart > 0) & (apart <= max(int(reach.max()), int(other_reach.max()))))
        end, end_index = end[near], self.end.index[near]
        expires, issue_index = expires[near], self.issue.index[near]
        suspected = np.zeros(near.size, np.bool_)
        for slip, other in zip(slips, other_slips, strict=False):  # after them the end has other columns
            suspected |= (slip.take(end_index) == expires) | (other.take(issue_index) == end)
        found = np.zeros(apart.size, np.bool_)
        found[near] = suspected
        return found

    def _to_cycle(self, at: int, rows: Index | None) -> KeyColumn:
        """How the days stand to one of the cycles that the end can be of, in the rows whose end has so many."""

        def of_rows(column: Numbers) -> Numbers:
            return column if rows is None else column[rows]

        ends = of_rows(self.end.index)
        starts, decided = self.of_end(_STARTS + at).take(ends), self.of_end(_DECIDED + at).take(ends)
        fact = _stand(of_rows(self.parts["start"].numbers), decided, starts)
        size = _STANDS
        number = of_rows(self.parts["cycle_number"].numbers) if "cycle_number" in self.parts else None
        if "first_issue" in self.parts:
            first = of_rows(self.issued)
            stand = _stand(first, decided, starts)
            ranks = _ranks(first, starts, stand)
            stand[ranks > 0] = _LEADS
            if number is not None:
                stand[(ranks > 0) & (ranks == number)] = _LEADS_AS_NUMBERED
            fact += np.uint8(size) * stand
            size *= _LEADS_AS_NUMBERED + 1
        if number is not None:
            places = places_of_days(DayColumn(starts))
            depth = _Looked.of(depths(), places)
            fact += np.uint8(size) * (number <= depth.columns[0].take(depth.index))
            size *= 2
        if rows is None:
            return KeyColumn(fact, range(size))
        whole = np.zeros(self.end.index.size, np.uint8)
        whole[rows] = fact + 1
        return KeyColumn(whole, range(size + 1))


def _stand(days: Numbers, decided: Numbers, starts: Numbers) -> npt.NDArray[np.uint8]:
    """Whether days are before the cycle can be decided, before it starts, its first day, or after that: 0 to 3."""
    stand = (days >= decided).view(np.uint8) + (days >= starts).view(np.uint8)
    return stand + (days > starts).view(np.uint8)


def _ranks(first: Numbers, starts: Numbers, stand: Numbers) -> Numbers:
    """For each first issue how many cycles lead from it to one that starts later, or 0."""
    ranks = np.zeros(first.size, np.int32)
    rows = np.flatnonzero((stand == 0) & (first >= scheme_begins()))
    chained, rank = first[rows], 1
    while rows.size:
        follower = _Looked.of(followers(), places_of_days(DayColumn(chained)))
        chained, rank = follower.columns[0].take(follower.index), rank + 1
        ranks[rows[chained == starts[rows]]] = rank
        behind = chained < starts[rows]
        rows, chained = rows[behind], chained[behind]
    return ranks


# --- What the scalar rule reads


@attrs.frozen
class _Alike:
    """Rows with the same facts, and the key of one of them.

    Attributes:
        facts: the facts, which alone make it what it is.
        key: a value for each input.
        rule: the rule.
    """

    facts: tuple[Any, ...]
    key: tuple[Any, ...] = attrs.field(eq=False)
    rule: ColumnRule = attrs.field(eq=False)


@attrs.frozen
class _Reading:
    """What the scalar rule reads in rows that are alike.

    Attributes:
        outcome: the place of the outcome; None where there is none.
        shape: the place of the shape.
        cycle: which of the cycles of the end it is, 1 for the first; 0 for none.
        error: the error.
    """

    outcome: int | None
    shape: int | None
    cycle: int
    error: Error | None


@remember
def _reading(alike: _Alike) -> _Reading:
    row, error = outcome_of(alike.rule, alike.key)
    if row is None:
        return _Reading(None, None, 0, error)
    outcome, shape, starts, *_ = row
    if starts is None:
        return _Reading(outcome, shape, 0, error)
    end = alike.key[list(alike.rule.inputs).index("end")]
    cycles = [number_of_day(cycle.starts) for cycle in cycles_of(end)]
    return _Reading(outcome, shape, 1 + cycles.index(starts), error)


def _applied(rule: ColumnRule, rows: _Rows, index: Index, readings: Sequence[_Reading]) -> Applied:
    codes, days = rule.outputs[:2], rule.outputs[2:]
    rows_read = [(each.outcome, each.shape) if each.outcome is not None else None for each in readings]
    found = output_values(codes, rows_read, index)
    # The first cycle of every end after none at all, then the second of every end, and so on.
    cycles = np.array([each.cycle for each in readings], np.intp)
    size, most = rows.end.columns[0].size, int(cycles.max(initial=0))
    place = rows.end.index + (cycles * size).take(index)
    nulls = None if (cycles > 0).all() else np.arange(size * (1 + most)) < size
    starts = [rows.of_end(_STARTS + at) for at in range(most)]
    expires = [rows.of_end(_DAY)] * most
    for output, tables in zip(days, (starts, expires), strict=False):
        table = np.concatenate((np.zeros(size, DTYPES[output.kind]), *tables))
        found[output] = OutputValues(place, table, nulls, empty=most == 0)
    errors = np.array([number_of(rule, each.error) for each in readings], np.int32)
    return Applied(found, row_errors(rule, errors, index) if errors.any() else None)
