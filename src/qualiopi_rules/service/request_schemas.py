"""The JSON Schema of each request: its fields in words, made of the schemas of the documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.rnq.edition import editions
from qualiopi_rules.schemas.documents import schema
from qualiopi_rules.service.operations import Operation

__all__ = ["Schema", "definitions", "reachable", "references", "request_schema", "without_words"]

Schema = dict[str, Any]
"""A schema, as JSON holds it."""

_DAY: Schema = {"$ref": "#/$defs/Day"}
_WORDS = ("description", "examples")


def _fields() -> dict[str, Schema]:
    known = [each.edition for each in editions()]
    return {
        "dossier": {"$ref": "#/$defs/Dossier"},
        "on": _DAY,
        "profile": {"$ref": "#/$defs/Profile"},
        "about": {"anyOf": [{"$ref": "#/$defs/Text"}, {"type": "null"}]},
        "categories": {"type": "array", "items": {"$ref": "#/$defs/Category"}, "minItems": 1, "uniqueItems": True},
        "answers": {"$ref": "#/$defs/Answers"},
        "situation": {"$ref": "#/$defs/Situation"},
        "starts": _DAY,
        "surveillance_held": {"anyOf": [_DAY, {"type": ["boolean", "null"]}]},
        "before": {"type": "string", "enum": known[:-1]},
        "after": {"type": "string", "enum": known[1:]},
    }


def request_schema(operation: Operation, locale: Locale) -> Schema:
    """Return the schema of the request of an operation; what it refers to is among the `definitions`.

    Args:
        operation: the operation.
        locale: the language of what is said of its fields.
    """
    fields, known = attrs.fields(operation.request), _fields()
    return {
        "type": "object",
        "properties": {
            each.name: {"description": message(f"service-field.{each.name}", locale), **known[each.name]}
            for each in fields
        },
        "required": [each.name for each in fields if each.default is attrs.NOTHING],
        "additionalProperties": False,
    }


def definitions() -> dict[str, Schema]:
    """Return the schemas that those of requests refer to, by name; in them no number stands for a source."""
    return {**schema("review")["$defs"], **schema("dossier")["$defs"]}


def reachable(roots: Iterable[Schema], among: dict[str, Schema]) -> dict[str, Schema]:
    """Return the definitions that some schemas refer to, and those that these refer to."""
    found: dict[str, Schema] = {}
    left = [name for root in roots for name in references(root)]
    while left:
        name = left.pop()
        if name not in found:
            found[name] = among[name]
            left += references(among[name])
    return dict(sorted(found.items()))


def references(value: Any) -> list[str]:
    """Return the names of the definitions that a schema itself refers to."""
    if isinstance(value, list):
        return [name for each in value for name in references(each)]
    if not isinstance(value, dict):
        return []
    own = [str(value["$ref"]).rpartition("/")[2]] if "$ref" in value else []
    return own + [name for each in value.values() for name in references(each)]


def without_words(value: Any) -> Any:
    """Return a schema with its titles and no other words: what a model reads at each call costs by the word."""
    if isinstance(value, list):
        return [without_words(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        # Under `properties` stand the names of fields, and not those of the schema itself.
        name: {field: without_words(each) for field, each in part.items()}
        if name == "properties"
        else without_words(part)
        for name, part in value.items()
        if name not in _WORDS and not name.startswith("x-")
    }
