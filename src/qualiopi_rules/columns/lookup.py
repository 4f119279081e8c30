"""What the engines that speak SQL (DuckDB, Ibis, Spark) need, which cannot run a rule on their rows.

The distinct keys of a frame are collected, and the results for them are joined back. A frame of DuckDB that is small is
sooner read whole, and written back with its results.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from qualiopi_rules.columns.column_rule import ColumnRule, Output, RuleMaker
from qualiopi_rules.columns.eager import apply_eager
from qualiopi_rules.columns.engine import columns_read, error_outputs

__all__ = ["Lookup", "few_rows", "is_dictionary", "lookup_of", "outputs_of", "plain_texts", "with_places"]

# Columns that are there only for a while: none of the caller's begins like them (`frames`).
_KEY = "__qualiopi_key_"

_FEW_CELLS = 2**25  # so much of a frame is taken into memory


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
    read, errors = columns_read([rule], columns, prefix)
    keys = [str(name) for name in read]
    distinct = distinct_of(keys)
    computed = apply_eager(distinct, [rule], prefix)
    on = {name: f"{_KEY}{place}" for place, name in enumerate(keys)}
    outputs = outputs_of([rule], prefix)
    found = {on[name]: distinct.column(name) for name in keys} | {name: computed.column(name) for name in outputs}
    table = type(distinct).from_pydict({name: plain_texts(column) for name, column in found.items()})
    return Lookup(table, on, outputs, errors)


def few_rows(columns: int) -> int:
    """Return up to how many rows of so many columns a frame is small."""
    return _FEW_CELLS // columns


def outputs_of(rules: Sequence[ColumnRule], prefix: str) -> dict[str, Output]:
    """Return the columns that rules add, by their names."""
    return {
        prefix + output.name: output
        for output in (*(each for rule in rules for each in rule.outputs), *error_outputs())
    }


def is_dictionary(column: Any) -> bool:
    """Return whether a column of pyarrow is a dictionary, as those of a few texts are."""
    return hasattr(column.type, "index_type")


def plain_texts(column: Any) -> Any:
    """Return texts as texts: not every engine knows the dictionaries of arrow."""
    return column.cast(column.type.value_type) if is_dictionary(column) else column


def with_places(table: Any, names: Sequence[str]) -> tuple[Any, dict[str, list[str]]]:
    """Return a table with places in place of a few texts, and the texts: an engine takes them sooner from a list."""
    texts = {}
    for name in names:
        column = table.column(name).combine_chunks()
        texts[name] = column.dictionary.to_pylist()
        table = table.set_column(table.column_names.index(name), name, column.indices)
    return table, texts
