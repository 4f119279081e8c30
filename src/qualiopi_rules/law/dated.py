"""Values of the law, each with the days on which it is in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Generic, TypeVar

import attrs
from pendulum import Date

from qualiopi_rules.core import converters
from qualiopi_rules.core.converters import DayLike
from qualiopi_rules.core.errors import InvalidValue, NotInForce, refuse, refuse_all
from qualiopi_rules.core.one_line import OneLine
from qualiopi_rules.core.resources import text
from qualiopi_rules.law.months import days_after
from qualiopi_rules.law.source import Citation, citation

__all__ = ["Dated", "UsedValue", "Value", "dated", "dated_from"]

T = TypeVar("T")


@attrs.frozen
class Value(Generic[T], OneLine):
    """A value of a rule, from one day to another.

    Attributes:
        value: the value, in the unit that the rule documents.
        since: the first day it is in force.
        until: the last day it is in force; None while no end is known.
        citation: its source.
    """

    value: T
    since: Date
    until: Date | None
    citation: Citation


@attrs.frozen(kw_only=True)
class UsedValue(OneLine):
    """A value of the law that a result was computed with.

    Attributes:
        name: the name of the rule in the texts, as `cycle.validity`.
        value: the value.
        since: the first day it is in force.
        until: the last day it is in force; None while no end is known.
        citation: its source.
    """

    name: str
    value: int | str
    since: Date
    until: Date | None = None
    citation: Citation


@attrs.frozen
class Dated(Generic[T], OneLine):
    """The successive values of one rule, never two on one day.

    Attributes:
        name: the name of the rule in the texts, as `cycle.validity`.
        values: its values, oldest first.

    Raises:
        InvalidInput: when there is no value, when one ends before it starts, or starts before the one before it ends.
    """

    name: str
    values: tuple[Value[T], ...]

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        refuse_all(self._faults())

    def _faults(self) -> Iterator[InvalidValue]:
        if not self.values:
            yield InvalidValue("values", [], "not-empty")
        for index, value in enumerate(self.values):
            if value.until is not None and value.until < value.since:
                yield InvalidValue(f"values[{index}].until", value.until, "not-before", day=value.since.isoformat())
        for index, (earlier, later) in enumerate(pairwise(self.values), start=1):
            last = earlier.since if earlier.until is None else max(earlier.since, earlier.until)
            if later.since <= last:
                yield InvalidValue(f"values[{index}].since", later.since, "after", day=last.isoformat())

    def on(self, day: DayLike) -> Value[T]:
        """Return the value in force on a day.

        Raises:
            InvalidInput: when it is no day.
            NotInForce: when none is in force on that day.
        """
        day = _checked(day)
        value = self._find(day)
        if value is None:
            raise NotInForce(self.name, day, self.values[0].since, self.values[-1].until)
        return value

    def used_on(self, day: DayLike) -> UsedValue:
        """Return the value in force on a day with the name of the rule, as a result keeps it.

        Raises:
            InvalidInput: when it is no day.
            NotInForce: when none is in force on that day.
        """
        found: Value[Any] = self.on(day)
        return UsedValue(
            name=self.name, value=found.value, since=found.since, until=found.until, citation=found.citation
        )

    def find(self, day: DayLike) -> Value[T] | None:
        """Return the value in force on a day, or None when none is.

        Raises:
            InvalidInput: when it is no day.
        """
        return self._find(_checked(day))

    def _find(self, day: Date) -> Value[T] | None:
        # The last one that has started decides: a value without an end of its own ends when the next one starts.
        started = [value for value in self.values if value.since <= day]
        if not started or (started[-1].until is not None and started[-1].until < day):
            return None
        return started[-1]


def _checked(day: DayLike) -> Date:
    if type(day) is not Date:  # those of rules are checked: that is what must cost next to nothing
        day = converters.day(day)
        refuse(day=day)
    return day


def dated_from(name: str, tables: Sequence[Mapping[str, Any]]) -> Dated[Any]:
    """Read successive values: each ends the day before the next one starts, unless it has an end of its own.

    A list of the texts becomes a tuple.
    """
    ends: list[Date | None] = [days_after(converters.day(table["since"]), -1, "since") for table in tables[1:]]
    return Dated(
        name,
        tuple(
            Value(
                value=tuple(table["value"]) if isinstance(table["value"], list) else table["value"],
                since=converters.day(table["since"]),
                until=converters.optional_day(table.get("until")) or end,
                citation=citation(table),
            )
            for table, end in zip(tables, [*ends, None], strict=True)
        ),
    )


@cache
def dated(file: str, key: str) -> Dated[Any]:
    """Return the rule of a key of one of the library's texts."""
    return dated_from(f"{file.rpartition('/')[2]}.{key}", text(file)[key]["values"])
