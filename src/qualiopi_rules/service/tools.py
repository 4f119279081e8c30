"""The rules as tools for models (Model Context Protocol): they read what they are given, and change nothing.

A tool takes the fields of the request of its operation, and says in words what it was refused for. Needs the extra
`mcp`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from qualiopi_rules.core.converters import fault
from qualiopi_rules.core.errors import MissingExtra, QualiopiError, locale_of, refuse
from qualiopi_rules.core.messages import Locale, message
from qualiopi_rules.profile.profile import built_in_profiles
from qualiopi_rules.service.operations import OPERATIONS, Form, Operation, in_form
from qualiopi_rules.service.request_schemas import Schema, definitions, reachable, request_schema, without_words

try:
    import anyio
    from mcp import types
    from mcp.server.context import ServerRequestContext
    from mcp.server.lowlevel import Server
    from mcp.server.stdio import stdio_server
except ImportError as missing:
    raise MissingExtra("mcp") from missing

__all__ = ["TOOLS", "rules_tools", "serve_tools", "tool_answer"]

TOOLS = ("review", "applicability", "cycle", "explain", "changes")
"""The operations that are tools."""

_OPTIONS: dict[str, tuple[str, ...]] = {"lang": get_args(Locale), "format": get_args(Form)}


def rules_tools(locale: Locale = "fr") -> Server[Any]:
    """Return the server of the tools, which any transport of the library `mcp` may carry.

    Args:
        locale: the language of what the tools are, and of their answers where a call has none.

    Raises:
        InvalidInput: when the locale is neither `fr` nor `en`.
    """
    from qualiopi_rules import __version__

    locale = locale_of(locale)
    tools = [_tool(OPERATIONS[name], locale) for name in TOOLS]

    async def listed(
        _context: ServerRequestContext[Any], _params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=tools)

    async def called(_context: ServerRequestContext[Any], params: types.CallToolRequestParams) -> types.CallToolResult:
        text, is_error = tool_answer(params.name, params.arguments or {}, locale)
        return types.CallToolResult(content=[types.TextContent(text=text)], is_error=is_error)

    return Server(
        "qualiopi-rules",
        version=__version__,
        title=message("service-tools.title", locale),
        instructions=message("service-tools.about", locale),
        on_list_tools=listed,
        on_call_tool=called,
    )


def serve_tools(locale: Locale = "fr") -> None:
    """Answer on the standard input and output, until the input ends.

    Args:
        locale: as for `rules_tools`.

    Raises:
        InvalidInput: when the locale is neither `fr` nor `en`.
    """
    anyio.run(_serve, rules_tools(locale))


async def _serve(server: Server[Any]) -> None:
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


def _tool(operation: Operation, locale: Locale) -> types.Tool:
    title = message(f"service-operation.{operation.name}", locale)
    return types.Tool(
        name=operation.name,
        title=title,
        description=message(f"service-about.{operation.name}", locale),
        input_schema=_input_schema(operation, locale),
        annotations=types.ToolAnnotations(
            title=title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


def _input_schema(operation: Operation, locale: Locale) -> Schema:
    """The schema of a request, with the names of profiles only: a model has no use for a certifier's whole table."""
    schema = request_schema(operation, locale)
    among = definitions() | {"Profile": {"type": "string", "enum": [*built_in_profiles()]}}
    options = {
        name: {
            "description": message(f"service-field.{name}", locale),
            "type": "string",
            "enum": list(choices),
            "default": locale if name == "lang" else "markdown",
        }
        for name, choices in _OPTIONS.items()
    }
    return {
        **schema,
        "properties": {**schema["properties"], **options},
        "$defs": without_words(reachable([schema], among)),
    }


def tool_answer(name: str, arguments: Mapping[str, Any], locale: Locale) -> tuple[str, bool]:
    """Return the text that a call gives, and whether it is an error.

    Args:
        name: the name of the tool.
        arguments: what it is called with, as JSON gave it.
        locale: the language where the call has none.
    """
    try:
        return _called(name, dict(arguments), locale), False
    except QualiopiError as error:
        return error.say(_language(arguments.get("lang"), locale)), True


def _language(chosen: object, usual: Locale) -> Locale:
    known: dict[object, Locale] = {"fr": "fr", "en": "en"}
    return known.get(chosen, usual) if isinstance(chosen, str) else usual


def _called(name: str, arguments: dict[str, Any], locale: Locale) -> str:
    if name not in TOOLS:
        refuse(name=fault(name, "one-of", choices=", ".join(TOOLS)))
    usual = {"lang": locale, "format": "markdown"}
    chosen = {option: arguments.pop(option, usual[option]) for option in _OPTIONS}
    refuse(
        **{
            option: fault(value, "one-of", choices=", ".join(_OPTIONS[option]))
            for option, value in chosen.items()
            if value not in _OPTIONS[option]
        }
    )
    return in_form(OPERATIONS[name].answer(arguments), chosen["format"], chosen["lang"]).decode()
