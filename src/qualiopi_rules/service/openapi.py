"""The interface as OpenAPI 3.1, in either language, made of the schemas of the documents and of the requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, get_args

from qualiopi_rules.core.errors import locale_of
from qualiopi_rules.core.messages import Locale, message, series
from qualiopi_rules.formats.json_references import FORMAT, TABLES, VERSION
from qualiopi_rules.schemas.documents import schema
from qualiopi_rules.service.operations import OPERATIONS, Form, Operation
from qualiopi_rules.service.problems import PROBLEM_TYPE, STATUSES
from qualiopi_rules.service.request_schemas import Schema, definitions, reachable, references, request_schema

__all__ = ["DOCUMENTS", "openapi_document"]

DOCUMENTS = {
    "/": "home",
    "/health": "health",
    "/openapi.json": "openapi",
    "/vectors": "vectors",
    "/vectors/{name}": "vector-file",
}
"""What is read and not computed: the address of each document, and its name."""

_LOCALES = list(get_args(Locale))
_LANGUAGE, _FORMAT = {"$ref": "#/components/parameters/lang"}, {"$ref": "#/components/parameters/format"}
_PROBLEMS_OF_DOCUMENTS = ("bad-query", "not-found", "method", "failed", "busy")


def openapi_document(locale: Locale = "fr") -> dict[str, Any]:
    """Return the document, which must not be changed.

    Args:
        locale: the language of titles and descriptions.

    Raises:
        InvalidInput: when the locale is neither `fr` nor `en`.
    """
    return _document(locale_of(locale))


@cache
def _document(locale: Locale) -> dict[str, Any]:
    from qualiopi_rules import __version__

    bodies = {each.name: request_schema(each, locale) for each in OPERATIONS.values()}
    components = _components(bodies.values())
    return {
        "openapi": "3.1.0",
        "info": {
            "title": message("service-page.title", locale),
            "description": message("service-page.verdict", locale, version=__version__),
            "version": __version__,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": {
            **{f"/{each.name}": {"post": _computed(each, bodies[each.name], locale)} for each in OPERATIONS.values()},
            **{path: {"get": _read(path, name, locale)} for path, name in DOCUMENTS.items()},
        },
        "components": {
            "parameters": {
                "lang": _query("lang", _LOCALES, locale),
                "format": _query("format", list(get_args(Form)), locale) | {"schema": _FORMS},
            },
            "schemas": components,
        },
    }


_FORMS: Schema = {"type": "string", "enum": list(get_args(Form)), "default": "json"}


def _query(name: str, choices: list[str], locale: Locale) -> Schema:
    return {
        "name": name,
        "in": "query",
        "description": message(f"service-field.{name}", locale),
        "schema": {"type": "string", "enum": choices},
    }


def _computed(operation: Operation, request: Schema, locale: Locale) -> Schema:
    """What is said of an operation."""
    return {
        "operationId": operation.name,
        "summary": message(f"service-operation.{operation.name}", locale),
        "description": message(f"service-about.{operation.name}", locale),
        "parameters": [_LANGUAGE, _FORMAT],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _of_requests(request)}}},
        "responses": {
            "200": {
                "description": message(f"service-operation.{operation.name}", locale),
                "content": {
                    "application/json": {"schema": _of_results(_either_form(operation))},
                    "text/markdown": {"schema": {"type": "string"}},
                },
            },
            **_problems(STATUSES, locale),
        },
    }


def _read(path: str, name: str, locale: Locale) -> Schema:
    """What is said of a document."""
    said = message(f"service-document.{name}", locale)
    is_page = name == "home"
    parameters: list[Schema] = [_LANGUAGE] if name in ("home", "openapi") else []
    if "{name}" in path:
        words = message("service-field.name", locale)
        parameters.append({"name": "name", "in": "path", "required": True, "description": words, "schema": _TEXT})
    problems = [code for code in _PROBLEMS_OF_DOCUMENTS if code != "not-found" or "{" in path]
    return {
        "operationId": name,
        "summary": said,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": said,
                "content": {"text/html" if is_page else "application/json": {"schema": _TEXT if is_page else _OBJECT}},
            },
            **_problems(problems, locale),
        },
    }


_TEXT: Schema = {"type": "string"}
_OBJECT: Schema = {"type": "object"}


def _problems(codes: Iterable[str], locale: Locale) -> Schema:
    """The answers in place of a result, by status; several problems may have the same one."""
    by_status: dict[int, list[str]] = {}
    for code in codes:
        by_status.setdefault(STATUSES[code], []).append(message(f"service-problem.{code}", locale))
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        str(status): {"description": series(titles, locale), "content": content}
        for status, titles in sorted(by_status.items())
    }


# --- The schemas: a request refers to a source by its name, an answer by its number in a table too


def _components(bodies: Iterable[Schema]) -> dict[str, Schema]:
    results = [_either_form(each) for each in OPERATIONS.values()]
    of_results = reachable(results, _definitions_of_results())
    of_requests = reachable(bodies, definitions())
    return {
        **{name: _of_results(each) for name, each in of_results.items()},
        **{_name(name): _of_requests(each) for name, each in of_requests.items()},
        "Problem": _PROBLEM,
    }


@cache
def _differing() -> frozenset[str]:
    """The names that mean one thing in a request and another in a result, and all that lead to them."""
    of_requests, of_results = definitions(), _definitions_of_results()
    differing = {name for name, each in of_requests.items() if of_results.get(name) != each}
    grown = 0
    while grown < len(differing):
        grown = len(differing)
        differing |= {name for name, each in of_requests.items() if differing & set(references(each))}
    return frozenset(differing)


def _name(name: str) -> str:
    return f"{name}Input" if name in _differing() else name


def _of_requests(value: Any) -> Any:
    return _placed(value, _name)


def _of_results(value: Any) -> Any:
    return _placed(value, str)


def _placed(value: Any, named: Callable[[str], str]) -> Any:
    """A schema whose references lead to where OpenAPI has them."""
    if isinstance(value, list):
        return [_placed(each, named) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"#/components/schemas/{named(str(part).rpartition('/')[2])}" if key == "$ref" else _placed(part, named)
        for key, part in value.items()
    }


def _definitions_of_results() -> dict[str, Schema]:
    return {**schema("explanation")["$defs"], **schema("review")["$defs"], **_OWN}


def _either_form(operation: Operation) -> Schema:
    """A result, expanded or as a document with tables of what it cites; what there is none of is null."""
    name = operation.result.__name__
    whole: Schema = {"$ref": f"#/$defs/{name}"}
    tables = {table: {"type": "array", "items": {"$ref": f"#/$defs/{cls.__name__}"}} for table, cls in TABLES.items()}
    parts = {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        "type": {"const": name},
        "content": whole,
        **tables,
    }
    document = {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}
    may_be_none = [{"type": "null"}] if operation.name == "plan" else []
    return {"anyOf": [whole, document, *may_be_none]}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _refs(name: str) -> Schema:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


_OWN: dict[str, Schema] = {
    "CycleDays": _object(
        cycle={"$ref": "#/$defs/CertificationCycle"},
        status={"$ref": "#/$defs/CycleStatus"},
        timeline=_refs("Milestone"),
        deadlines=_refs("Deadline"),
    ),
    "Comparison": _object(
        before=_TEXT,
        after=_TEXT,
        categories=_refs("Category"),
        changed=_refs("ChangedIndicator"),
    ),
    "ChangedIndicator": _object(
        number={"type": "integer"},
        change={"$ref": "#/$defs/Change"},
        before={"anyOf": [{"$ref": "#/$defs/Indicator"}, {"type": "null"}]},
        after={"$ref": "#/$defs/Indicator"},
        what=_refs("Words"),
        citations=_refs("Citation"),
    ),
}
"""The schemas of the results that are in no document."""

_PROBLEM: Schema = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "code": {"type": "string", "enum": list(STATUSES)},
        "faults": {
            "type": "array",
            "items": _object(
                path=_TEXT,
                value={"type": ["string", "number", "boolean", "null"]},
                message=_TEXT,
                code=_TEXT,
            ),
        },
    },
    "required": ["type", "title", "status", "code"],
    "additionalProperties": False,
}
