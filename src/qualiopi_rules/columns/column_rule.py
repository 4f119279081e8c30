"""A scalar rule over columns: the columns that it reads, those that it adds, and the rule itself."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any

import attrs

from qualiopi_rules.columns.codes import number_of_day
from qualiopi_rules.core.cache import remember

__all__ = [
    "ColumnName",
    "ColumnRule",
    "Input",
    "InputKind",
    "Output",
    "OutputKind",
    "Row",
    "RowRule",
    "RuleMaker",
    "remembered",
]

ColumnName = str | int
"""The name of a column of a frame; those of pandas may be numbers."""

Row = tuple[int | None, ...]
"""The results for one key, as columns hold them: one for each output."""

RowRule = Callable[..., Row]
"""A scalar rule whose results are those that columns hold."""


class InputKind(Enum):
    """What a column may hold that a rule reads."""

    DAYS = "day-column"
    ANSWERS = "answer-column"
    ANSWER_TEXTS = "answer-text-column"  # answers, or the texts that mean yes and no
    HELD = "held-column"  # whether the surveillance audit was held: days or answers
    CATEGORIES = "categories-column"
    COUNTS = "count-column"


@attrs.frozen
class Input:
    """A column that a rule reads.

    Attributes:
        column: its name in the frame.
        kind: what it may hold.
        convert: the converter of one value that is not null; it returns the error in place of the value.
        required: whether the results are null where it is null.
        merges: whether the converter makes one value of many.
    """

    column: ColumnName
    kind: InputKind
    convert: Callable[[Any], Any]
    required: bool = False
    merges: bool = False


class OutputKind(Enum):
    """What a column of results holds; all of them can be null."""

    DAY = "day"
    CODE = "code"  # one of a few stable texts
    NAME = "name"  # the name of a column
    FLAG = "flag"
    NUMBER = "number"  # a whole number of 64 bits


def _plain_texts(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(str, codes))


@attrs.frozen
class Output:
    """A column that a rule adds.

    Attributes:
        name: its name, before the prefix.
        kind: what it holds.
        codes: the texts it can hold, when it holds codes or names.
    """

    name: str
    kind: OutputKind
    codes: tuple[str, ...] = attrs.field(default=(), converter=_plain_texts)


@attrs.frozen
class ColumnRule:
    """A scalar rule, the columns that it reads and the columns that it adds.

    Attributes:
        inputs: the columns it reads by the name of the argument, in the order in which the scalar rule reports errors.
        outputs: the columns it adds.
        row: the scalar rule, `remembered`; its arguments are one value for each of `inputs`, in order.
        day: the argument that is at fault when the rule has nothing in force on a day.
        relevant: for a value of `decided_by`, the other arguments that can change the results; None when all can.
        decided_by: the argument that decides which are relevant; None when they are the same for every row.
        refusal: for a key and its results, the code of an error that they mean, and the argument that is at fault;
            None when they never mean one.
        applied: what applies the rule to whole columns; None where each distinct key is computed.
    """

    inputs: Mapping[str, Input]
    outputs: tuple[Output, ...]
    row: RowRule
    day: str
    relevant: Callable[[Any], frozenset[str]] | None = None
    decided_by: str | None = None
    refusal: Callable[[tuple[Any, ...], Row], tuple[str, str] | None] | None = None
    applied: Callable[[ColumnRule, Any], Any] | None = None  # of `Columns`, to `Applied`


RuleMaker = Callable[[], ColumnRule]
"""What makes a rule where it is applied, which may be another machine."""


def remembered(*outputs: Output) -> Callable[[Callable[..., Sequence[Any]]], RowRule]:
    """Decorate a scalar rule to return what columns hold, and to keep what it returned for the last keys.

    Days become days from 1970-01-01, codes their places, yes and no 1 and 0.
    """
    places = [{code: place for place, code in enumerate(output.codes)} for output in outputs]

    def plain(output: Output, place: Mapping[str, int], value: Any) -> int | None:
        if value is None:
            return None
        match output.kind:
            case OutputKind.DAY:
                return number_of_day(value)
            case OutputKind.CODE:
                return place[value]
            case _:
                return int(value)

    def decorate(rule: Callable[..., Sequence[Any]]) -> RowRule:
        def row(*key: Hashable, **named: Hashable) -> Row:
            return tuple(map(plain, outputs, places, rule(*key, **named)))

        return remember(row)

    return decorate
