"""How a value is compared with another: by its fields, as attrs does it, and ready once a value of its class is.

attrs writes and compiles both methods for each class as it is made. Of the classes that a review loads one in ten is
ever compared, so that these two alone would be a tenth of the time until a first review.
"""

from __future__ import annotations

from typing import Any

import attrs

__all__ = ["Compared"]


class Compared:
    """The base of the classes whose values are compared by their fields."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # attrs does not write what a class has of its own.
        for name in ("__eq__", "__hash__"):
            if name not in vars(cls):
                setattr(cls, name, vars(Compared)[name])

    def __eq__(self, other: object) -> bool:
        _make_ready(type(self))
        return self == other

    def __hash__(self) -> int:
        _make_ready(type(self))
        return hash(self)


def _make_ready(cls: Any) -> None:
    """Give a class the methods that attrs writes for its fields."""
    fields: Any = attrs.fields(cls)
    made = attrs.make_class(
        cls.__name__,
        {field.name: attrs.field(eq=field.eq) for field in fields},
        frozen=True,
        init=False,
        repr=False,
        order=False,
    )
    cls.__eq__, cls.__hash__ = made.__eq__, made.__hash__
