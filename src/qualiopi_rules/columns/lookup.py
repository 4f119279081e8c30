"""The results for the distinct keys of a frame, as a table to join to it.

The engines that speak SQL (DuckDB, Ibis, Spark) cannot run a rule on their rows: their distinct keys are collected, and
the results are joined back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from qualiopi_rules.columns.column_rule import Output, RuleMaker
from qualiopi_rules.columns.eager import apply_eager
from qualiopi_rules.columns.engine import columns_read, error_outputs

__all__ = ["Lookup", "lookup_of"]

# Columns that are there only for a while; one of the caller's own would have to be as odd to be in the way.
_KEY = "__qualiopi_key_"


@attrs.frozen
class Lookup:
    """The results for the distinct keys of a frame.

    Attributes:
        table: a table of pyarrow, with the keys and the results.
        on: the columns of the frame that it is joined on, each with its name in the table.
        outputs: the columns that the join brings, by their names.
        errors: the columns of earlier errors, which it replaces.
    """

    table: Any
    on: Mapping[str, str]
    outputs: Mapping[str, Output]
    errors: Sequence[str]


def lookup_of(
    columns: Sequence[str], distinct_of: Callable[[Sequence[str]], Any], make: RuleMaker, prefix: str
) -> Lookup:
    """Compute the results for the distinct keys of a frame.

    Args:
        columns: the columns of the frame.
        distinct_of: what collects the distinct rows of columns, as a table of pyarrow.
        make: what makes the rule.
        prefix: what the names of the results begin with.
    """
    rule = make()
    read, errors = columns_read(rule, columns, prefix)
    keys = [str(name) for name in read]
    distinct = distinct_of(keys)
    computed = apply_eager(distinct, rule, prefix)
    on = {name: f"{_KEY}{place}" for place, name in enumerate(keys)}
    outputs = {prefix + output.name: output for output in (*rule.outputs, *error_outputs())}
    found = {on[name]: distinct.column(name) for name in keys} | {name: computed.column(name) for name in outputs}
    table = type(distinct).from_pydict({name: _plain(column) for name, column in found.items()})
    return Lookup(table, on, outputs, errors)


def _plain(column: Any) -> Any:
    """Texts as texts: not every engine knows the dictionaries of arrow."""
    is_dictionary = hasattr(column.type, "index_type")
    return column.cast(column.type.value_type) if is_dictionary else column
