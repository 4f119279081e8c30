"""The service as an ASGI application: each operation at its address, and what is wrong as problem details.

It keeps nothing between two requests. A body is read up to a number of bytes and within a time; the result is computed
in one of a few threads, and the answer says so when it is not there in time. Needs the extra `serve`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import perf_counter
from typing import Any, TypeVar, get_args

import attrs

from qualiopi_rules.core import converters
from qualiopi_rules.core.errors import InvalidInput, InvalidValue, MissingExtra, QualiopiError, refuse
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.formats.json_parsing import parse
from qualiopi_rules.service.accepted_language import accepted_language
from qualiopi_rules.service.home import home_page
from qualiopi_rules.service.limits import Limits
from qualiopi_rules.service.logs import LOGGER, place_of
from qualiopi_rules.service.openapi import openapi_document
from qualiopi_rules.service.operations import OPERATIONS, Form, Operation, in_form
from qualiopi_rules.service.problems import PROBLEM_TYPE, Problem, refusal
from qualiopi_rules.service.vector_files import vector_files, vector_index

try:
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.requests import ClientDisconnect, Request
    from starlette.responses import Response
    from starlette.routing import Route
    from starlette.types import ASGIApp, Message, Receive, Scope, Send
except ImportError as missing:
    raise MissingExtra("serve") from missing

__all__ = ["rules_app"]

T = TypeVar("T")

_JSON = "application/json"
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_FORMS: tuple[str, ...] = get_args(Form)
_LOCALES: tuple[str, ...] = get_args(Locale)
_TOO_LARGE = ("fewer-bytes", "fewer-entries", "less-deep")
_DIGITS = 18
"""So many digits of a length are enough to know that it is too much."""
_SECONDS = 3600
"""How long what is read and not computed may be kept."""


def rules_app(limits: Limits | None = None) -> ASGIApp:
    """Return the application, for any ASGI server.

    Args:
        limits: what a request may cost; the usual limits by default.

    Raises:
        InvalidInput: when the limits are none.
    """
    limits = converters.instance(Limits, Limits() if limits is None else limits)
    refuse(limits=limits)
    service = _Service(limits, ThreadPoolExecutor(limits.threads, thread_name_prefix="rules"))
    computed = [
        Route(f"/{name}", partial(service.computed, each), methods=["POST"]) for name, each in OPERATIONS.items()
    ]
    read = [
        Route("/", service.home),
        Route("/health", service.health),
        Route("/openapi.json", service.openapi),
        Route("/vectors", service.vectors),
        Route("/vectors/{name}", service.vector_file),
    ]
    handlers: dict[Any, Any] = {Problem: _problem, HTTPException: _not_found_or_method, Exception: _failure}
    app = Starlette(routes=[*computed, *read], exception_handlers=handlers)
    app.router.redirect_slashes = False
    return _Logged(app)


@attrs.frozen
class _Service:
    """What is at each address."""

    limits: Limits
    threads: ThreadPoolExecutor

    async def computed(self, operation: Operation, request: Request) -> Response:
        locale = _locale(request)
        form: Form = _chosen(request, "format", _FORMS, locale) or "json"
        _refuse_other_types(request, locale)
        body = await self._body(request, locale)
        content = await self._in_time(partial(self._answer, operation, body, form, locale), locale)
        return _response(content, "text/markdown; charset=utf-8" if form == "markdown" else _JSON, locale)

    def _answer(self, operation: Operation, body: bytes, form: Form, locale: Locale) -> bytes:
        try:
            value = parse(body, self.limits.reading)
        except InvalidInput as error:
            too_large = error.faults[0].expected in _TOO_LARGE
            raise refusal("too-large" if too_large else "not-json", error, locale) from None
        try:
            return in_form(operation.answer(value), form, locale)
        except QualiopiError as error:
            raise refusal("refused", error, locale) from None

    async def home(self, request: Request) -> Response:
        locale = _locale(request)
        page = await self._in_time(lambda: home_page(locale).html().encode(), locale)
        policy = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:"}
        return _response(page, "text/html; charset=utf-8", locale, kept=True, **policy)

    async def health(self, request: Request) -> Response:
        from qualiopi_rules import __version__

        return _response(_written({"status": "ok", "version": __version__}), _JSON, _locale(request))

    async def openapi(self, request: Request) -> Response:
        locale = _locale(request)
        content = await self._in_time(lambda: _written(openapi_document(locale)), locale)
        return _response(content, _JSON, locale, kept=True)

    async def vectors(self, request: Request) -> Response:
        locale = _locale(request)
        content = await self._in_time(lambda: _written(vector_index()), locale)
        return _response(content, _JSON, locale, kept=True)

    async def vector_file(self, request: Request) -> Response:
        locale = _locale(request)
        file = vector_files().get(request.path_params["name"])
        if file is None:
            raise Problem("not-found")
        return _response(await self._in_time(file.read_bytes, locale), _JSON, locale, kept=True)

    async def _body(self, request: Request, locale: Locale) -> bytes:
        """Read the body, and no more of it than is taken."""
        most = self.limits.max_bytes
        too_large = Problem("too-large", message("service-detail.too-large", locale, most=most))
        declared = request.headers.get("content-length", "")
        if declared.isdecimal() and int(declared[:_DIGITS]) > most:
            raise too_large
        content = bytearray()
        try:
            async with asyncio.timeout(self.limits.timeout):
                async for chunk in request.stream():
                    content += chunk
                    if len(content) > most:
                        raise too_large
        except (TimeoutError, ClientDisconnect):
            raise Problem("slow-body", self._slow(locale)) from None
        return bytes(content)

    async def _in_time(self, work: Callable[[], T], locale: Locale) -> T:
        """Do some work in a thread; a thread that is not done in time goes on, and is not free before its end."""
        try:
            async with asyncio.timeout(self.limits.timeout):
                return await asyncio.get_running_loop().run_in_executor(self.threads, work)
        except TimeoutError:
            raise Problem("busy", self._slow(locale)) from None

    def _slow(self, locale: Locale) -> str:
        return message("service-detail.slow", locale, most=self.limits.timeout)


def _refuse_other_types(request: Request, locale: Locale) -> None:
    kind, _, parameter = request.headers.get("content-type", "").lower().partition(";")
    encoding = request.headers.get("content-encoding", "identity").lower()
    charset = parameter.strip().removeprefix("charset=").strip('"')
    if kind.strip() != _JSON or charset not in ("", "utf-8") or encoding != "identity":
        raise Problem("not-json-type", message("service-detail.not-json-type", locale))


# --- The language, and what else the address may choose


def _locale(request: Request) -> Locale:
    preferred = accepted_language(request.headers.get("accept-language", ""))
    return _chosen(request, "lang", _LOCALES, preferred) or preferred


def _chosen(request: Request, name: str, choices: tuple[str, ...], locale: Locale) -> Any:
    """A parameter of the address; None where it is not there."""
    value = request.query_params.get(name)
    if value is None or value in choices:
        return value
    error = InvalidInput.of(InvalidValue(name, value, "one-of", choices=", ".join(choices)))
    raise refusal("bad-query", error, locale)


# --- Answers


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _response(content: bytes, kind: str, locale: Locale, *, kept: bool = False, **headers: str) -> Response:
    usual = {
        "Content-Type": kind,
        "Content-Language": locale,
        "Vary": "Accept-Language",
        "Cache-Control": f"max-age={_SECONDS}" if kept else "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, headers={**usual, **headers})


def _problem(request: Request, problem: Exception) -> Response:
    found = problem if isinstance(problem, Problem) else Problem("failed")
    try:
        locale = _locale(request)
    except Problem:  # the language of the address is what is wrong
        locale = accepted_language(request.headers.get("accept-language", ""))
    response = _response(found.content(locale), PROBLEM_TYPE, locale)
    response.status_code = found.status
    if found.code == "busy":
        response.headers["Retry-After"] = "1"
    return response


def _not_found_or_method(request: Request, error: Exception) -> Response:
    """What the router refuses; it gives the methods that there are."""
    allowed = dict(getattr(error, "headers", None) or {})
    response = _problem(request, Problem("method" if allowed else "not-found"))
    response.headers.update(allowed)
    return response


async def _failure(request: Request, error: Exception) -> Response:  # noqa: ARG001
    return _problem(request, Problem("failed"))


# --- The line of each request


@attrs.frozen
class _Logged:
    """An application, and a line for each request."""

    app: Starlette

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, seen = perf_counter(), {"status": 0, "received": 0, "sent": 0}

        async def receiving() -> Message:
            taken = await receive()
            seen["received"] += len(taken.get("body", b""))
            return taken

        async def sending(sent: Message) -> None:
            seen["status"] = sent.get("status", seen["status"])
            seen["sent"] += len(sent.get("body", b""))
            await send(sent)

        failure: dict[str, str] = {}
        try:
            await self.app(scope, receiving, sending)
        except Exception as error:
            failure = place_of(error)
        fields = {
            "method": scope["method"] if scope["method"] in _METHODS else None,
            "route": self._pattern(scope["path"].removeprefix(scope.get("root_path", ""))),
            **seen,
            "ms": round((perf_counter() - began) * 1000, 3),
            **failure,
        }
        LOGGER.log(40 if failure else 20, "request", extra={"fields": fields})

    def _pattern(self, path: str) -> str | None:
        """The address as it is known here; None for any other."""
        routes = [route for route in self.app.routes if isinstance(route, Route)]
        return next((route.path for route in routes if route.path_regex.match(path)), None)
