"""The tools for models, as the official client of the protocol sees them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import jsonschema_rs
import pytest
from mcp import Client, StdioServerParameters, types

from qualiopi_rules.service import rules_tools
from qualiopi_rules.service.operations import OPERATIONS, in_form, in_words
from qualiopi_rules.service.tools import TOOLS, tool_answer
from tests.checks import plain, refused


def with_client(use: Callable[[Client], Awaitable[Any]], server: Any = None) -> Any:
    """Do something with a client that is connected.

    In a thread of its own: the client leaves the measuring of coverage off in the one that it ran in.
    """

    async def connected() -> Any:
        async with Client(rules_tools("en") if server is None else server) as client:
            return await use(client)

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(anyio.run, connected).result()


def call(name: str, arguments: dict[str, Any] | None, server: Any = None) -> tuple[bool, str]:
    """Call a tool: whether it is an error, and its text."""
    found: types.CallToolResult = with_client(lambda client: client.call_tool(name, arguments), server)
    (content,) = found.content
    assert isinstance(content, types.TextContent)
    if server is None:  # the same without a client, where the measuring of coverage sees it
        assert tool_answer(name, arguments or {}, "en") == (content.text, found.is_error)
    return found.is_error, content.text


def tools(server: Any = None) -> dict[str, types.Tool]:
    listed: types.ListToolsResult = with_client(lambda client: client.list_tools(), server)
    return {tool.name: tool for tool in listed.tools}


class TestList:
    def test_there_are_five_and_they_only_read(self) -> None:
        found = tools()
        assert tuple(found) == TOOLS
        for tool in found.values():
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint is True
            assert tool.annotations.destructive_hint is False
            assert tool.annotations.open_world_hint is False

    def test_they_are_in_the_language_of_the_server(self) -> None:
        assert tools()["review"].title == "Review of a dossier"
        french = tools(rules_tools())["review"]
        assert french.title == "Revue d’un dossier"
        assert french.input_schema["properties"]["lang"]["default"] == "fr"

    @pytest.mark.parametrize("name", TOOLS)
    def test_a_schema_takes_what_the_tool_takes(self, name: str, bodies: dict[str, dict[str, Any]]) -> None:
        schema = tools()[name].input_schema
        assert schema["type"] == "object"
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        assert validator.is_valid({**bodies[name], "lang": "fr", "format": "json"})
        assert not validator.is_valid({**bodies[name], "lang": "de"})
        assert not validator.is_valid({})

    def test_a_schema_is_short_enough_to_be_read_at_each_call(self) -> None:
        assert max(len(json.dumps(tool.input_schema)) for tool in tools().values()) < 40_000

    def test_the_server_says_what_it_is(self) -> None:
        async def instructions(client: Client) -> str | None:
            return client.instructions

        assert "Cite the sources" in with_client(instructions)


class TestCall:
    @pytest.mark.parametrize("name", TOOLS)
    def test_the_answer_is_in_words_unless_json_is_wanted(self, name: str, bodies: dict[str, dict[str, Any]]) -> None:
        result = OPERATIONS[name].answer(bodies[name])
        assert call(name, bodies[name]) == (False, in_words(result, "en"))
        assert call(name, {**bodies[name], "lang": "fr"}) == (False, in_words(result, "fr"))
        found = call(name, {**bodies[name], "format": "references"})
        assert found == (False, in_form(result, "references", "en").decode())

    def test_an_error_has_our_words(self) -> None:
        is_error, text = call("cycle", {"starts": "2023-02-30", "on": "today"})
        assert is_error
        assert text.splitlines() == [
            "2 errors:",
            '- starts: "2023-02-30" is not accepted; expected a date, such as 2023-02-02',
            '- on: "today" is not accepted; expected a date, such as 2023-02-02',
        ]
        is_error, text = call("cycle", {"starts": "2023-02-30", "on": "2023-03-01", "lang": "fr"})
        assert is_error
        assert plain(text).startswith("starts : ")

    def test_a_language_or_a_form_that_is_none_of_ours(self) -> None:
        is_error, text = call("changes", {"categories": ["BC"], "lang": "de", "format": "xml"})
        assert is_error
        assert text.splitlines()[1:] == [
            '- lang: "de" is not accepted; expected one of: fr, en',
            '- format: "xml" is not accepted; expected one of: json, references, markdown',
        ]

    def test_a_language_that_is_no_text(self) -> None:
        is_error, text = call("changes", {"categories": ["BC"], "lang": ["fr"]})
        assert is_error
        assert text.startswith("lang: ")

    @pytest.mark.parametrize("name", ["plan", "delete", ""])
    def test_what_is_no_tool(self, name: str) -> None:
        is_error, text = call(name, {})
        assert is_error
        assert text.endswith("expected one of: review, applicability, cycle, explain, changes")

    def test_nothing_at_all(self) -> None:
        is_error, text = call("changes", None)
        assert (is_error, text) == (True, "categories: required but missing")

    def test_too_much(self) -> None:
        is_error, text = call("changes", {"categories": ["BC"] * 100_001})
        assert is_error
        assert text.endswith("expected at most 100000 entries")


def test_a_language_that_is_not_known_is_refused() -> None:
    locale: Any = "de"
    with refused("locale: "):
        rules_tools(locale)


def test_the_command_answers_on_its_standard_input_and_output() -> None:
    """As the program of a model starts it."""
    command = ["-m", "qualiopi_rules", "mcp", "--lang", "en"]
    server = StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ))
    is_error, text = call("cycle", {"starts": "2023-02-02", "on": "2023-03-01"}, server)
    assert not is_error
    assert text.startswith("- On 1 March 2023: in force.")
