"""Which fields an event of each kind must have and may have, as conditions of JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qualiopi_rules.dossier.event import _MAY, _NEEDS

__all__ = ["event_conditions"]


def event_conditions() -> Iterator[dict[str, Any]]:
    """Yield the conditions of each field that depends on the kind of the event."""
    for name in _NEEDS | _MAY:
        needing, allowed = _NEEDS.get(name, set()), _MAY.get(name, _NEEDS.get(name, set()))
        empty = {"maxItems": 0} if name == "categories" else {"type": "null"}
        yield {"if": _of_kind(allowed), "else": {"properties": {name: empty}}}
        if needing:
            filled = {"properties": {name: {"not": {"type": "null"}}}, "required": [name]}
            yield {"if": _of_kind(needing), "then": filled}


def _of_kind(kinds: set[Any]) -> dict[str, Any]:
    return {"properties": {"kind": {"enum": sorted(each.value for each in kinds)}}, "required": ["kind"]}
