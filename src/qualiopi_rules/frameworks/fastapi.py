"""FastAPI: objects of the library as bodies and answers, refusals as problem details, the schemas in its OpenAPI.

Needs the extra `fastapi`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import (
    InvalidInput,
    InvalidValue,
    MissingExtra,
    MissingField,
    QualiopiError,
    faults_of,
    refuse,
)
from qualiopi_rules.core.messages import Locale
from qualiopi_rules.formats.json import structure, unstructure
from qualiopi_rules.schemas.documents import SchemaName, schema
from qualiopi_rules.service.accepted_language import accepted_language
from qualiopi_rules.service.openapi import openapi_document
from qualiopi_rules.service.problems import PROBLEM_TYPE, STATUSES, refusal
from qualiopi_rules.service.request_schemas import reachable

try:
    from fastapi import Body, FastAPI, Request, Response
    from fastapi.exceptions import RequestValidationError
    from pydantic_core import core_schema
except ImportError as missing:
    raise MissingExtra("fastapi") from missing

__all__ = ["AsJson", "JsonBody", "prepare_fastapi"]

T = TypeVar("T")


@attrs.frozen
class _OurJson:
    """What has pydantic read and write a class of the library as the library does."""

    def __get_pydantic_core_schema__(self, cls: Any, _handler: object) -> Any:
        return core_schema.no_info_plain_validator_function(
            lambda value: structure(value, cls),
            metadata={"name": cls.__name__},
            serialization=core_schema.plain_serializer_function_ser_schema(unstructure),
        )

    def __get_pydantic_json_schema__(self, read: Any, _handler: object) -> dict[str, Any]:
        return {"$ref": f"{_MARKED}{read['metadata']['name']}"}


AsJson = Annotated[T, _OurJson()]
"""An object of the library as an answer, or as a field of a model of pydantic: `AsJson[Review]`."""

JsonBody = Annotated[T, _OurJson(), Body()]
"""An object of the library as the body of a request: `JsonBody[Dossier]`."""


def prepare_fastapi(app: FastAPI) -> None:
    """Have an application answer refusals as problem details (RFC 9457), and describe the classes that it takes.

    A refusal has the status 422, and the path, the value, the words and the code of each fault, in the language that
    the request prefers; what FastAPI itself refuses is among the faults, in its own words.

    Args:
        app: the application; what it does with other errors stays as it is.

    Raises:
        InvalidInput: when it is none.
    """
    refuse(app=converters.instance(FastAPI, app))
    app.add_exception_handler(RequestValidationError, _refused)
    app.add_exception_handler(QualiopiError, _refused)
    usual = app.openapi

    def openapi() -> dict[str, Any]:
        found: dict[str, Any] = app.openapi_schema or _described(usual())
        app.openapi_schema = found
        return found

    app.openapi = openapi


# --- Refusals


class _OfFramework(InvalidValue):
    """What the framework refused, in its own words."""

    def _message(self, locale: Locale) -> str:  # noqa: ARG002
        return str(self.params["words"])


def _refused(request: Request, error: Exception) -> Response:
    locale = accepted_language(request.headers.get("accept-language", ""))
    whole = _whole(error) if isinstance(error, RequestValidationError) else error
    content = refusal("refused", whole, locale).content(locale)  # type: ignore[arg-type]  # by `prepare_fastapi`
    headers = {"Content-Language": locale, "Vary": "Accept-Language"}
    return Response(content, STATUSES["refused"], headers, PROBLEM_TYPE)


def _whole(error: RequestValidationError) -> QualiopiError:
    """Every fault of a request; one that has none, as a day that no known rule covers, is answered alone."""
    alone = (cause for cause in map(_cause, error.errors()) if not isinstance(cause, InvalidInput | None))
    return next(alone, None) or InvalidInput.of(*_faults(error))


def _cause(found: Any) -> QualiopiError | None:
    """The error of ours that pydantic caught, if it is one."""
    cause = found.get("ctx", {}).get("error")
    return cause if isinstance(cause, QualiopiError) else None


def _faults(error: RequestValidationError) -> Iterator[InvalidValue]:
    for found in error.errors():
        code = found["type"]
        # A place begins with the part of the request, as `body`; in what is no JSON it is a count of characters.
        path = "" if code == "json_invalid" else _path(found["loc"][1:])
        if cause := _cause(found):
            yield from (fault.at(path) for fault in faults_of(cause))
        elif code == "missing":
            yield MissingField(path, None, "present")
        else:
            yield _OfFramework(path, found["input"], code, words=found["msg"])


def _path(place: tuple[str | int, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).removeprefix(".")


# --- OpenAPI

_MARKED = "https://qualiopi-rules.invalid/"
"""What begins a reference to a class, until it is placed: pydantic follows all references but those of the web."""

_PLACE = "#/components/schemas/"
_OURS = f"{_PLACE}qualiopi_rules."
"""A prefix, as the application may have a class of its own that is called Review."""

_DOCUMENTS: tuple[SchemaName, ...] = ("review", "explanation", "deadlines")
"""All classes are in the first two; the last has no numbers for what is cited, of no use in one answer."""

_USUAL_REFUSAL = f'"application/json": {{"schema": {{"$ref": "{_PLACE}HTTPValidationError"}}}}'
_REFUSAL = f'"{PROBLEM_TYPE}": {{"schema": {{"$ref": "{_OURS}Problem"}}}}'


def _described(document: dict[str, Any]) -> dict[str, Any]:
    """The description of an application, in which marked references lead to our schemas."""
    text = json.dumps(document)
    ours = _schemas(set(re.findall(rf'"{re.escape(_MARKED)}(\w+)"', text)))
    found: dict[str, Any] = json.loads(text.replace(f'"{_MARKED}', f'"{_OURS}').replace(_USUAL_REFUSAL, _REFUSAL))
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas |= ours
    return found


def _schemas(names: set[str]) -> dict[str, Any]:
    """Our schemas of some classes, all that these refer to, and that of a problem, with references to their places."""
    known = {name: {"title": name} for name in names}  # all that is said of a class that is in no document
    for document in _DOCUMENTS:
        known |= schema(document)["$defs"]
    found = reachable([{"$ref": name} for name in sorted(names)], known)
    found["Problem"] = openapi_document("en")["components"]["schemas"]["Problem"]
    text = json.dumps({f"qualiopi_rules.{name}": each for name, each in found.items()})
    placed: dict[str, Any] = json.loads(text.replace('"#/$defs/', f'"{_OURS}'))
    return placed
