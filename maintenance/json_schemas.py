"""The JSON Schemas of the documents, made from the classes that read them.

Each class gives its fields, their types, their words and what their converters accept. The generators of other
libraries (msgspec, pydantic) know classes of their own: to make a second set of a hundred classes for them takes the
same walk as to make the schemas.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import Enum
from importlib.metadata import version
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
from pendulum import Date

from maintenance.converter_limits import limits_of
from maintenance.docstrings import attributes, refusals, summary
from maintenance.event_conditions import event_conditions
from maintenance.schema_words import explained, in_json, labels_of, titles, words
from qualiopi_rules import Deadline, Dossier, Event, Profile
from qualiopi_rules.core.messages import capital
from qualiopi_rules.core.resources import text
from qualiopi_rules.cycle import NDA, SIREN
from qualiopi_rules.dossier import ExplanationDocument, Review
from qualiopi_rules.formats import unstructure
from qualiopi_rules.formats.json_references import FORMAT, TABLES, VERSION, Document
from qualiopi_rules.formats.json_writing import DERIVED, cites
from qualiopi_rules.indicators import OwnAnswers
from qualiopi_rules.law import Source
from qualiopi_rules.profile import ConformityPoint, DurationTable, SuspensionDelay, built_in_profiles
from qualiopi_rules.profile.durations import duration_tables
from qualiopi_rules.profile.points import conformity_points
from qualiopi_rules.results.findings import Params
from qualiopi_rules.rnq.question import Question, questions, situation_questions

__all__ = ["DOCUMENTS", "json_schema"]

Schema = dict[str, Any]

DOCUMENTS: dict[str, Any] = {
    "dossier": Dossier,
    "review": Review,
    "explanation": ExplanationDocument,
    "profile": Profile,
    "deadlines": tuple[Deadline, ...],
    "history": tuple[Event, ...],
}
"""The documents, and what each is read as."""

_NAMES: dict[type, Callable[[], Iterable[str]]] = {
    ConformityPoint: lambda: (point.id for point in conformity_points()),
    DurationTable: duration_tables,
    Profile: built_in_profiles,
    Question: lambda: (*questions(), *situation_questions()),
    Source: lambda: text("law/sources"),
    SuspensionDelay: lambda: text("profile/delays"),
}
"""The names that may stand for an object of the library's own, by class."""

# A class of characters that means the same in every dialect of regular expressions, as \s does not.
_BLANKS = r" \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_CONTROLS = r"\u0000-\u001f\u007f-\u009f\u2028\u2029"
_SPACE = r"[ \t-\r\u001c-\u001f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"


_NDA_DIGITS = text("cycle/interpretations")["nda"]["digits"]


def _number(digits: int) -> str:
    """The pattern of a number of so many digits, alone or in groups."""
    groups = rf"{_SPACE}*[0-9]+(?:(?:{_SPACE}+|-)[0-9]+|\.[0-9]{{2,}})*{_SPACE}*"
    return rf"^(?=(?:[^0-9]*[0-9]){{{digits}}}[^0-9]*$){groups}$"


_SCALARS: dict[Any, tuple[str, Schema]] = {
    "Text": ("Text", {"type": "string", "pattern": rf"^[{_BLANKS}]*[^{_BLANKS}{_CONTROLS}][^{_CONTROLS}]*$"}),
    Date: (
        "Day",
        {
            "type": "string",
            "format": "date",
            "pattern": r"^(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$",
            "examples": ["2023-02-02"],
        },
    ),
    NDA: (
        "NDA",
        {
            "type": "string",
            "pattern": _number(_NDA_DIGITS),
            "examples": ["11 75 59933 75", "11755993375"],
        },
    ),
    SIREN: ("SIREN", {"type": "string", "pattern": _number(9), "examples": ["732 829 320", "732829320"]}),
    Params: ("Params", {"type": "object", "additionalProperties": {"type": ["string", "integer"]}}),
    OwnAnswers: (
        "OwnAnswers",
        {"type": "object", "propertyNames": {"minLength": 1}, "additionalProperties": {"type": ["boolean", "null"]}},
    ),
}
"""The values that are no objects of their own: the name and the schema of each."""

_JSON_TYPES = {bool: "boolean", int: "integer", str: "string", NoneType: "null"}

_EXAMPLE = re.compile(r"\bas `([^`]+)`")


def json_schema(name: str, examples: list[Any]) -> Schema:
    """Return the schema of a document.

    Args:
        name: which document, one of `DOCUMENTS`.
        examples: examples of it, as JSON holds them.
    """
    defs: dict[str, Schema] = {}
    kind, about = DOCUMENTS[name], words()["documents"][name]
    in_two_forms = attrs.has(kind) and cites(kind)
    root = _Walk(defs, referring=in_two_forms).of(kind)
    if in_two_forms:
        root = _either_form(kind, root, defs)
    elif attrs.has(kind):
        root = defs.pop(kind.__name__)
    if kind in _NAMES:  # a document is not the name of one of the library's own
        root |= root.pop("anyOf")[-1]
    described = "\n\n".join(filter(None, (about["about"], root.pop("description", ""), words()["reader"])))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:qualiopi-rules:{version('qualiopi-rules')}:{name}",
        "title": about["en"],
        "x-title-fr": about["fr"],
        "description": described,
        **{key: value for key, value in root.items() if "title" not in key},
        **({"examples": examples} if examples else {}),
        "$defs": dict(sorted(defs.items())),
    }


def _either_form(kind: Any, whole: Schema, defs: dict[str, Schema]) -> Schema:
    """A document with what is cited in tables, or the same expanded; the reader tells them apart in the same way."""
    said = attributes(Document)
    tables = {name: {"type": "array", "items": {"$ref": f"#/$defs/{cls.__name__}"}} for name, cls in TABLES.items()}
    parts: Schema = {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        "type": {"const": kind.__name__},
        "content": whole,
        **dict(reversed(tables.items())),
    }
    defs["Envelope"] = {
        **titles("Envelope"),
        "description": words()["scalars"]["Envelope"],
        "type": "object",
        "properties": {
            name: {**titles(name, Document), "description": capital(said[name]), **part} for name, part in parts.items()
        },
        "required": list(parts),
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "if": {"properties": {"format": {"const": FORMAT}}, "required": ["format"]},
        "then": {"$ref": "#/$defs/Envelope"},
        "else": whole,
    }


@attrs.frozen
class _Walk:
    """A walk over the types of a document; what it meets is defined once.

    Attributes:
        defs: the schemas by name.
        referring: whether numbers may stand for what is in the tables of a document.
    """

    defs: dict[str, Schema]
    referring: bool

    def of(self, kind: Any, limits: Schema | None = None) -> Schema:
        """Return the schema of a type, with the limits of a converter."""
        limits = limits or {}
        if kind in _SCALARS:
            return self._ref(*_SCALARS[kind])
        if kind in _JSON_TYPES:
            return self.of("Text") if "$ref" in limits else {"type": _JSON_TYPES[kind], **limits}
        if get_origin(kind) in (Union, UnionType):
            return _either([self.of(each, limits if each is not NoneType else {}) for each in get_args(kind)])
        if get_origin(kind) in (tuple, frozenset):
            return {"type": "array", "items": self.of(get_args(kind)[0]), **limits}
        if kind.__name__ not in self.defs:
            self.defs[kind.__name__] = {}  # a class may be met again inside itself
            self.defs[kind.__name__] = self._enumeration(kind) if issubclass(kind, Enum) else self._object(kind)
        return {"$ref": f"#/$defs/{kind.__name__}"}

    def _ref(self, name: str, schema: Schema) -> Schema:
        titled = {**titles(name), "description": words()["scalars"][name], **schema}
        self.defs.setdefault(name, titled)
        return {"$ref": f"#/$defs/{name}"}

    def _enumeration(self, kind: type[Enum]) -> Schema:
        codes = [str(member.value) for member in kind]
        found = labels_of(kind)
        return {
            **titles(kind.__name__),
            "description": "\n".join([summary(kind), *explained(kind)]),
            "type": "string",
            "enum": codes,
            **({"x-labels": found} if found else {}),
        }

    def _object(self, cls: Any) -> Schema:
        fields: tuple[Any, ...] = attrs.fields(attrs.resolve_types(cls))
        said = attributes(cls)
        properties = {each.name: self._property(cls, each, said.get(each.name, "")) for each in fields}
        properties |= {name: self._derived(cls, name) for name in DERIVED.get(cls, ())}
        required = [each.name for each in fields if each.default is attrs.NOTHING]
        refused = refusals(cls)
        if cls is Profile:
            properties = {"extends": self._extends(), **properties}
        made = {
            **titles(cls.__name__),
            "description": summary(cls)
            + ("" if refused in _USUAL else f"\n\nThe reader refuses it {in_json(refused)}"),
            "type": "object",
            "properties": properties,
            # A profile that extends another one need not say what that one does.
            **({"anyOf": [{"required": ["extends"]}, {"required": required}]} if cls is Profile else {}),
            **({"allOf": [*event_conditions()]} if cls is Event else {}),
            **({"required": required} if required and cls is not Profile else {}),
            "additionalProperties": False,
        }
        others = []
        if cls in _NAMES:
            others = [{"description": words()["scalars"]["name"], "type": "string", "enum": [*_NAMES[cls]()]}]
        if self.referring and cls in TABLES.values():
            others.append({"description": words()["scalars"]["reference"], "type": "integer", "minimum": 0})
        if not others:
            return made
        return {**titles(cls.__name__), "description": made.pop("description"), "anyOf": [*others, made]}

    def _property(self, cls: Any, field: Any, said: str) -> Schema:
        made = self.of(field.type, limits_of(_converter(field), _leaf(field.type)))
        example = _EXAMPLE.findall(said) if _leaf(field.type) is str and "enum" not in made else []
        return {
            **titles(field.name, cls),
            **({"description": capital(in_json(said))} if said else {}),
            **made,
            **_default(field),
            **({"examples": example} if example else {}),
        }

    def _derived(self, cls: Any, name: str) -> Schema:
        getter: Any = getattr(cls, name)
        made = self.of(get_type_hints(getter.fget)["return"])
        return {**titles(name, cls), "description": in_json(summary(getter)), **made, "readOnly": True}

    def _extends(self) -> Schema:
        return {
            **titles("extends"),
            "description": words()["scalars"]["extends"],
            "type": "string",
            "enum": [*built_in_profiles()],
        }


_USUAL = ("", "with every field that does not hold.")
"""What the docstring of a class says where it has no check of several fields together."""


def _leaf(kind: Any) -> Any:
    """A type, None left aside."""
    kinds = [each for each in get_args(kind) if each is not NoneType]
    return kinds[0] if get_origin(kind) in (Union, UnionType) and len(kinds) == 1 else kind


def _default(field: Any) -> Schema:
    """What holds where a field is not written; an object of ours is what its own schema says."""
    default = field.default
    if default is attrs.NOTHING or hasattr(default, "factory"):
        return {}
    if field.type in (Params, OwnAnswers):
        return {"default": dict(default)}
    return {"default": sorted(default) if isinstance(default, frozenset) else unstructure(default)}


def _converter(field: Any) -> Any:
    return None if field.type in (Params, OwnAnswers) else field.converter


def _either(schemas: list[Schema]) -> Schema:
    """One of several schemas; those of plain values, of which None is nearly always one, are one."""
    plain = [each for each in schemas if each.get("type") in _JSON_TYPES.values()]
    others = [each for each in schemas if each not in plain]
    types = [each["type"] for each in plain]
    merged = {key: value for each in plain for key, value in each.items()} | {
        "type": types[0] if len(types) == 1 else types
    }
    return {"anyOf": [*others, merged]} if others else merged
