"""Frames of Spark, which promises no order of rows.

Where a frame has few distinct keys, as those of one column of days are, their results are joined. Two columns of days,
or many answers, have about as many keys as rows, which no driver could collect: the rules run on each batch of rows,
where the rows are.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_
from typing import Any

from qualiopi_rules.columns.column_rule import ColumnRule, InputKind, Output, OutputKind, RuleMaker
from qualiopi_rules.columns.eager import apply_eager
from qualiopi_rules.columns.engine import columns_read
from qualiopi_rules.columns.lookup import lookup_of, outputs_of, plain_texts

__all__ = ["apply_spark"]

_OF_DAYS = {InputKind.DAYS, InputKind.HELD}
_ANSWERS = {InputKind.ANSWERS, InputKind.ANSWER_TEXTS}
_FEW_ANSWERS = 12  # yes, no or unknown: half a million combinations

# A column that is there only for a while: none of the caller's begins like it (`frames`).
_RESULTS = "__qualiopi_results"


def apply_spark(frame: Any, makers: Sequence[RuleMaker], prefix: str) -> Any:
    """Add rules to a frame, one after the other."""
    if any(_has_many_keys(make()) for make in makers):
        return _computed(frame, makers, prefix)
    for make in makers:
        frame = _joined(frame, make, prefix)
    return frame


def _has_many_keys(rule: ColumnRule) -> bool:
    """Whether there can be about as many keys as rows."""
    kinds = [each.kind for each in rule.inputs.values()]
    return sum(kind in _OF_DAYS for kind in kinds) > 1 or sum(kind in _ANSWERS for kind in kinds) > _FEW_ANSWERS


def _joined(frame: Any, make: RuleMaker, prefix: str) -> Any:
    """Join the results of the distinct keys, which are sent to every machine."""

    def distinct(names: Sequence[str]) -> Any:
        return frame.select(*(frame[_quoted(name)] for name in names)).distinct().toArrow()

    found = lookup_of(frame.columns, distinct, make, prefix)
    lookup = frame.sparkSession.createDataFrame(found.table).hint("broadcast")
    typeless = {name for name, kind in frame.dtypes if kind == "void"}

    def typed(column: Any, name: str) -> Any:
        # Where a column has no type but that of null, Spark finds its rows equal to none.
        return column.cast("string") if name in typeless else column

    same = [typed(frame[_quoted(name)], name).eqNullSafe(typed(lookup[key], name)) for name, key in found.on.items()]
    kept = [frame[_quoted(name)] for name in frame.columns if name not in found.errors]
    return frame.join(lookup, reduce(and_, same), "left").select(
        *kept, *(lookup[_quoted(name)] for name in found.outputs)
    )


def _computed(frame: Any, makers: Sequence[RuleMaker], prefix: str) -> Any:
    """Compute the results of each batch of rows, on the machine that has it."""
    import pyarrow as pa
    from pyspark.sql.functions import arrow_udf

    rules = [make() for make in makers]
    read, errors = columns_read(rules, frame.columns, prefix)
    names, outputs = [str(name) for name in read], outputs_of(rules, prefix)

    def batch(*columns: Any) -> Any:  # pragma: no cover (Spark calls it in processes of its own)
        table = pa.table([*columns], names=names)
        computed = apply_eager(table, [make() for make in makers], prefix).select([*outputs])
        return pa.StructArray.from_arrays(
            [plain_texts(column).combine_chunks() for column in computed.columns], [*outputs]
        )

    batch.__annotations__ = dict.fromkeys(("columns", "return"), pa.Array)  # as Spark wants to see them
    kind = ", ".join(f"{_quoted(name)}: {_type(output)}" for name, output in outputs.items())
    results = arrow_udf(batch, f"struct<{kind}>")
    kept = [frame[_quoted(name)] for name in frame.columns if name not in errors]
    computed = results(*(frame[_quoted(name)] for name in names)).alias(_RESULTS)
    made = frame.select(*kept, computed)
    return made.select(
        *(made[_quoted(name)] for name in made.columns[:-1]),
        *(made[_RESULTS][name].alias(name) for name in outputs),
    )


def _type(output: Output) -> str:
    match output.kind:
        case OutputKind.DAY:
            return "date"
        case OutputKind.FLAG:
            return "boolean"
        case OutputKind.NUMBER:
            return "bigint"
        case _:
            return "string"


def _quoted(name: str) -> str:
    doubled = name.replace("`", "``")
    return f"`{doubled}`"
