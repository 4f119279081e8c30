"""`qualiopi-rules serve`, as a person starts it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from http.client import HTTPConnection
from importlib import import_module

import pytest

from qualiopi_rules.cli.main import run
from qualiopi_rules.core.errors import MissingExtra
from qualiopi_rules.service import serve
from tests.checks import plain, refused


def test_it_listens_here_answers_and_ends_on_demand() -> None:
    command = [sys.executable, "-m", "qualiopi_rules", "serve", "--port", "0", "--max-bytes", "1000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stderr is not None
        first = json.loads(process.stderr.readline())
        assert (first["event"], first["host"]) == ("listening", "127.0.0.1")
        connection = HTTPConnection("127.0.0.1", first["port"], timeout=30)
        connection.request("GET", "/health")
        answer = connection.getresponse()
        assert (answer.status, json.load(answer)["status"]) == (200, "ok")
        assert answer.getheader("server") is None
        connection.request("POST", "/cycle", b" " * 2000, {"Content-Type": "application/json"})
        assert connection.getresponse().status == 413
        connection.close()
        process.send_signal(signal.SIGINT)
        out, rest = process.communicate(timeout=60)
    written = [json.loads(line) for line in rest.splitlines()]
    assert (process.returncode, out) == (0, "")
    requests = [(line["route"], line["status"]) for line in written if line["event"] == "request"]
    assert requests == [("/health", 200), ("/cycle", 413)]


@pytest.mark.parametrize("port", [-1, 65_536, 1.5, True, None])
def test_a_port_that_is_none_is_refused(port: int) -> None:
    with refused("port: .*the number of a port, from 0 to 65535"):
        serve(port=port)


def test_every_argument_that_does_not_hold_is_said_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with refused("(?s)host: .*port: "):
        serve(" ", 70_000)
    assert run(["serve", "--port", "70000", "--lang", "fr"]) == 2
    assert plain(capsys.readouterr().err).startswith("--port : 70000 n’est pas accepté ; attendu : un numéro de port")
    assert run(["serve", "--max-bytes", "0", "--timeout", "0", "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert "--max-bytes" in said
    assert "--timeout" in said


def test_an_address_that_is_not_ours(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", "--host", "192.0.2.1", "--port", "0", "--lang", "en"]) == 2
    assert capsys.readouterr().err


def test_an_address_of_the_sixth_version_is_tried_as_one() -> None:
    with pytest.raises(OSError, match=r"."):
        serve("2001:db8::1", 0)


def test_without_its_extra_there_is_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(sys.modules, "qualiopi_rules.service.server")
    with pytest.raises(MissingExtra, match="serve"):
        import_module("qualiopi_rules.service.server")
