"""How a value writes itself in a terminal: on one line, however much it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from qualiopi_rules.core.compared import Compared
from qualiopi_rules.core.errors import QualiopiError
from qualiopi_rules.core.field_types import check_types

__all__ = ["OneLine"]

_WIDTH = 160
"""The most characters of a line that shows a value."""


class OneLine(Compared):
    """The base of the classes whose values are written on one line: a class says only which facts matter most."""

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        check_types(self)

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # attrs writes a repr with all that a value holds for every class that does not have one of its own.
        if "__repr__" not in vars(cls):
            cls.__repr__ = OneLine.__repr__  # type: ignore[method-assign]

    def _summary(self) -> Mapping[str, object]:
        """The facts that matter most, by name; by default the fields that are filled."""
        return self._filled()

    def _filled(self) -> Mapping[str, object]:
        fields: Any = attrs.fields(type(self))  # type: ignore[arg-type]
        pairs = {field.name: getattr(self, field.name) for field in fields}
        return {name: value for name, value in pairs.items() if not _is_empty(value)}

    def __rich_repr__(self) -> Iterator[tuple[str, object]]:
        """Give rich the facts that matter most."""
        try:
            yield from self._summary().items()
        except QualiopiError:  # beyond the calendar, a value has its fields and nothing that is counted from them
            yield from self._filled().items()

    def __repr__(self) -> str:
        from qualiopi_rules.core.shown import cut, shown

        facts = [
            f"{name}={value if value is None or isinstance(value, bool) else shown(value)}"
            for name, value in self.__rich_repr__()
        ]
        return cut(f"{type(self).__name__}({', '.join(facts)})", _WIDTH)


def _is_empty(value: object) -> bool:
    # A value of a caller's may be of a type that compares with nothing.
    return value is None or (isinstance(value, str | tuple) and not value)
