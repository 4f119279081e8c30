"""The HTTP service: what each address gives, and what each wrong request is told, in the language of the caller."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from threading import Event
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from qualiopi_rules import __version__
from qualiopi_rules.service import Limits, rules_app, web
from qualiopi_rules.service.operations import OPERATIONS, in_form
from qualiopi_rules.service.problems import STATUSES
from tests.checks import plain, refused

JSON = {"Content-Type": "application/json"}
CYCLE = {"starts": "2023-02-02", "on": "2023-03-01"}


def problem(response: Any) -> dict[str, Any]:
    """The problem that an answer is; all have the same form."""
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["status"] == response.status_code == STATUSES[found["code"]]
    assert found["type"] == f"urn:qualiopi-rules:problem:{found['code']}"
    assert response.headers["cache-control"] == "no-store"
    return found


class TestOperations:
    @pytest.mark.parametrize("form", ["json", "references", "markdown"])
    @pytest.mark.parametrize("name", OPERATIONS)
    def test_the_answer_is_the_result(
        self, name: str, form: Any, client: TestClient, bodies: dict[str, dict[str, Any]]
    ) -> None:
        response = client.post(f"/{name}?lang=en&format={form}", json=bodies[name])
        assert response.status_code == 200
        assert response.content == in_form(OPERATIONS[name].answer(bodies[name]), form, "en")
        kind = "text/markdown; charset=utf-8" if form == "markdown" else "application/json"
        assert response.headers["content-type"] == kind
        assert response.headers["content-language"] == "en"
        assert response.headers["cache-control"] == "no-store"

    def test_json_is_what_is_written_where_nothing_else_is_asked(self, client: TestClient) -> None:
        assert client.post("/cycle", json=CYCLE).content == client.post("/cycle?format=json", json=CYCLE).content

    def test_the_same_request_has_the_same_answer(self, client: TestClient, bodies: dict[str, Any]) -> None:
        assert len({client.post("/review", json=bodies["review"]).content for _ in range(3)}) == 1


class TestDocuments:
    def test_health(self, client: TestClient) -> None:
        assert client.get("/health").json() == {"status": "ok", "version": __version__}

    def test_the_page_has_every_address_and_loads_nothing(self, client: TestClient) -> None:
        page = client.get("/", headers={"Accept-Language": "en"})
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "default-src 'none'" in page.headers["content-security-policy"]
        for path in (*OPERATIONS, "health", "openapi.json", "vectors"):
            assert f"/{path}" in page.text
        assert "//" not in page.text
        assert "Review of a dossier" in page.text
        assert "Revue d’un dossier" in client.get("/").text

    def test_vectors(self, client: TestClient) -> None:
        files = client.get("/vectors").json()["files"]
        assert len(files) > 20
        cycle = next(each for each in files if each["name"] == "cycle.json")
        assert client.get(cycle["url"]).json()["rule"] == "cycle"

    @pytest.mark.parametrize(
        "path", ["/vectors/none.json", "/vectors/..%2f..%2fpyproject.toml", "/vectors/", "/Review"]
    )
    def test_what_is_nowhere(self, path: str, client: TestClient) -> None:
        assert problem(client.get(path))["code"] == "not-found"

    def test_head_is_get_without_its_body(self, client: TestClient) -> None:
        head = client.head("/openapi.json")
        assert (head.status_code, head.content) == (200, b"")

    def test_what_is_not_computed_may_be_kept(self, client: TestClient) -> None:
        for path in ("/", "/openapi.json", "/vectors", "/vectors/months.json"):
            assert client.get(path).headers["cache-control"] == "max-age=3600"


class TestLanguages:
    def test_the_address_then_the_header_then_french(self, client: TestClient) -> None:
        english = {"Accept-Language": "en-GB, fr;q=0.5"}
        assert client.get("/").headers["content-language"] == "fr"
        assert client.get("/", headers=english).headers["content-language"] == "en"
        assert client.get("/?lang=fr", headers=english).headers["content-language"] == "fr"
        assert client.get("/").headers["vary"] == "Accept-Language"

    def test_faults_have_their_path_their_value_and_their_words(self, client: TestClient) -> None:
        found = problem(client.post("/cycle?lang=en", json={"starts": "2023-02-30", "nn": 1}))
        assert (found["title"], found["detail"]) == ("The request does not hold", "3 errors")
        assert found["faults"] == [
            {
                "path": "starts",
                "value": "2023-02-30",
                "message": '"2023-02-30" is not accepted; expected a date, such as 2023-02-02',
                "code": "day",
            },
            {"path": "on", "value": None, "message": "required but missing", "code": "present"},
            {
                "path": "nn",
                "value": None,
                "message": "unknown name; expected a field of CycleRequest: starts, on, surveillance_held, profile",
                "code": "known-field",
            },
        ]
        french = problem(client.post("/cycle", json={"starts": "2023-02-30", "on": "2023-03-01"}))
        assert plain(french["detail"]).startswith('starts : "2023-02-30" n’est pas accepté ; attendu : une date')

    def test_a_day_before_the_rules(self, client: TestClient) -> None:
        found = problem(client.post("/applicability?lang=en", json={"categories": ["BC"], "on": "2010-01-01"}))
        assert [fault["code"] for fault in found["faults"]] == ["not-in-force"]
        assert "no version is known for 1 January 2010" in found["detail"]

    @pytest.mark.parametrize(
        ("parameter", "choices"), [("lang=de", "fr, en"), ("format=xml", "json, references, markdown")]
    )
    def test_a_parameter_that_is_none_of_ours(self, parameter: str, choices: str, client: TestClient) -> None:
        found = problem(client.post(f"/cycle?{parameter}", json=CYCLE, headers={"Accept-Language": "en"}))
        assert found["code"] == "bad-query"
        assert choices in found["detail"]
        if parameter.startswith("lang"):
            assert problem(client.get(f"/?{parameter}"))["code"] == "bad-query"

    def test_there_are_no_more_faults_than_anybody_mends_at_once(self, client: TestClient) -> None:
        found = problem(client.post("/cycle?lang=en", json={f"n{number}": 1 for number in range(1100)}))
        assert len(found["faults"]) == 1000
        assert found["detail"] == "more errors than are given; here are 1000 of them"


class TestHostile:
    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "PATCH"])
    def test_a_method_that_is_not_known(self, method: str, client: TestClient) -> None:
        response = client.request(method, "/review")
        assert problem(response)["code"] == "method"
        assert response.headers["allow"] == "POST"

    @pytest.mark.parametrize(
        "kind",
        [None, "text/plain", "application/json; charset=latin-1", "application/x-www-form-urlencoded", "json", ""],
    )
    def test_a_content_type_that_is_not_json(self, kind: str | None, client: TestClient) -> None:
        headers = {} if kind is None else {"Content-Type": kind}
        assert problem(client.post("/cycle", content=json.dumps(CYCLE), headers=headers))["code"] == "not-json-type"

    @pytest.mark.parametrize(
        "kind", ["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"']
    )
    def test_a_content_type_that_is(self, kind: str, client: TestClient) -> None:
        assert client.post("/cycle", content=json.dumps(CYCLE), headers={"Content-Type": kind}).status_code == 200

    def test_a_body_that_is_compressed_is_not_opened(self, client: TestClient) -> None:
        headers = {**JSON, "Content-Encoding": "gzip"}
        assert problem(client.post("/cycle", content=b"\x1f\x8b", headers=headers))["code"] == "not-json-type"

    @pytest.mark.parametrize(
        "body", [b"", b"{", b"\xff", b"[" * 100_000, b"1" * 5_000, b"{'a': 1}", b'{"a": 1} x', b"\xef\xbb\xbf"]
    )
    def test_what_is_no_json(self, body: bytes, client: TestClient) -> None:
        assert problem(client.post("/cycle", content=body, headers=JSON))["code"] == "not-json"

    @pytest.mark.parametrize("body", ["null", "[]", "1", '"x"', "NaN", "true", '{"format": "qualiopi-rules"}'])
    def test_json_that_is_no_request(self, body: str, client: TestClient) -> None:
        assert problem(client.post("/cycle", content=body, headers=JSON))["code"] == "refused"

    def test_half_a_character_comes_back_escaped(self, client: TestClient) -> None:
        body = '{"starts": "\\ud800", "on": "2023-03-01"}'
        found = problem(client.post("/cycle", content=body, headers=JSON))
        assert found["faults"][0]["path"] == "starts"

    def test_a_name_that_stands_twice(self, client: TestClient) -> None:
        body = '{"starts": "2023-02-02", "on": "2023-03-01", "on": "2023-03-02"}'
        found = problem(client.post("/cycle", content=body, headers=JSON))
        assert [fault["path"] for fault in found["faults"]] == ["on"]

    @pytest.mark.parametrize(
        ("body", "code"), [("[" * 200 + "]" * 200, "less-deep"), (f"[{'1,' * 200_000}1]", "fewer-entries")]
    )
    def test_json_that_is_too_deep_or_too_long(self, body: str, code: str, client: TestClient) -> None:
        found = problem(client.post("/cycle", content=body, headers=JSON))
        assert (found["code"], found["faults"][0]["code"]) == ("too-large", code)

    @pytest.mark.parametrize("length", [None, "1", "999999999999999999999999", "²", "x"])
    def test_too_many_bytes_whether_it_says_so_or_not(self, length: str | None) -> None:
        client = TestClient(rules_app(Limits(max_bytes=1000)))

        def body() -> Iterator[bytes]:
            for _ in range(20):
                yield b" " * 100

        headers = {**JSON} if length is None else {**JSON, "Content-Length": length.encode("latin-1").decode("latin-1")}
        if length is None or length.isascii():
            found = problem(client.post("/cycle?lang=en", content=body(), headers=headers))
            assert (found["code"], found["detail"]) == ("too-large", "1000 bytes at most")

    def test_a_body_as_long_as_it_may_be(self) -> None:
        body = json.dumps(CYCLE).encode()
        for most, status in ((len(body), 200), (len(body) - 1, 413)):
            client = TestClient(rules_app(Limits(max_bytes=most)))
            assert client.post("/cycle", content=body, headers=JSON).status_code == status


def call(app: Any, path: str, messages: AsyncIterator[dict[str, Any]], headers: dict[str, str]) -> list[dict[str, Any]]:
    """Call an application as a server does, and give what it sent."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return await anext(messages)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"lang=en",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    asyncio.run(app(scope, receive, send))
    return sent


class TestTime:
    def test_a_body_that_does_not_come(self) -> None:
        async def slow() -> AsyncIterator[dict[str, Any]]:
            yield {"type": "http.request", "body": b"{", "more_body": True}
            await asyncio.sleep(60)

        start, body = call(rules_app(Limits(timeout=1)), "/cycle", slow(), JSON)
        assert start["status"] == 408
        assert json.loads(body["body"])["detail"] == "1 second at most"

    def test_a_caller_that_leaves(self) -> None:
        async def leaving() -> AsyncIterator[dict[str, Any]]:
            yield {"type": "http.request", "body": b"{", "more_body": True}
            yield {"type": "http.disconnect"}

        start, _ = call(rules_app(), "/cycle", leaving(), JSON)
        assert start["status"] == 408

    def test_a_result_that_is_not_there_in_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        done = Event()
        monkeypatch.setattr(web, "in_form", lambda *_: done.wait(30))
        try:
            response = TestClient(rules_app(Limits(timeout=1))).post("/cycle?lang=en", json=CYCLE)
        finally:
            done.set()
        found = problem(response)
        assert (found["code"], found["detail"]) == ("busy", "1 second at most")
        assert response.headers["retry-after"] == "1"


class TestLog:
    @pytest.fixture
    def lines(self, caplog: pytest.LogCaptureFixture) -> Iterator[list[dict[str, Any]]]:
        """The fields of each line, filled while the test runs."""
        found: list[dict[str, Any]] = []

        class Keeping(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                found.append({"level": record.levelname, "event": record.getMessage(), **vars(record)["fields"]})

        handler = Keeping()
        caplog.set_level(logging.INFO, "qualiopi_rules.service")
        logging.getLogger("qualiopi_rules.service").addHandler(handler)
        yield found
        logging.getLogger("qualiopi_rules.service").removeHandler(handler)

    def test_a_request_has_one_line(self, client: TestClient, lines: list[dict[str, Any]]) -> None:
        response = client.post("/cycle?lang=en", json=CYCLE)
        (line,) = lines
        assert line.pop("ms") >= 0
        assert line == {
            "level": "INFO",
            "event": "request",
            "method": "POST",
            "route": "/cycle",
            "status": 200,
            "received": len(json.dumps(CYCLE, separators=(",", ":"))),
            "sent": len(response.content),
        }

    def test_a_line_has_nothing_of_a_caller(self, client: TestClient, lines: list[dict[str, Any]]) -> None:
        secret = "Madame-Secret"
        client.get(f"/vectors/{secret}")
        client.get(f"/{secret}?{secret}={secret}", headers={secret: secret, "User-Agent": secret})
        client.get(f"/?lang={secret}")
        client.request(secret, "/review")
        client.post("/cycle", json={secret: secret})
        assert [(line["route"], line["status"], line["method"]) for line in lines] == [
            ("/vectors/{name}", 404, "GET"),
            (None, 404, "GET"),
            ("/", 400, "GET"),
            ("/review", 405, None),
            ("/cycle", 422, "POST"),
        ]
        assert secret.lower() not in str(lines).lower()

    def test_a_fault_of_ours_has_its_place_and_not_its_words(
        self, client: TestClient, lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def failing(*_: object) -> bytes:
            raise RuntimeError("Madame Secret")

        monkeypatch.setattr(web, "in_form", failing)
        found = problem(client.post("/cycle?lang=en", json=CYCLE))
        assert found == {
            "type": "urn:qualiopi-rules:problem:failed",
            "title": "Fault of the service",
            "status": 500,
            "code": "failed",
        }
        (line,) = lines
        assert (line["level"], line["status"], line["error"]) == ("ERROR", 500, "RuntimeError")
        assert line["at"].startswith("test_web.py:")
        assert "Secret" not in str(line)


def test_what_a_server_says_of_itself_is_passed_on() -> None:
    with TestClient(rules_app()) as client:  # it tells the application that it starts and ends
        assert client.get("/health").status_code == 200


def test_it_may_be_a_part_of_another_application(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "qualiopi_rules.service")
    client = TestClient(Starlette(routes=[Mount("/rules", rules_app())]))
    assert client.post("/rules/cycle", json=CYCLE).status_code == 200
    assert [vars(record)["fields"]["route"] for record in caplog.records] == ["/cycle"]


def test_limits_that_are_none_are_refused() -> None:
    limits: Any = 3
    with refused("limits: .*Limits"):
        rules_app(limits)
