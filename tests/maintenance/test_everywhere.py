"""The answers to all examples: the same bytes however they are asked for, and a difference is said."""

from __future__ import annotations

import runpy
import subprocess
import sys
from multiprocessing import get_all_start_methods
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace
from typing import Any

import pytest

from maintenance import answers as asked, everywhere
from maintenance.everywhere import ENVIRONMENTS, Environment, Outcome, compare, outcome_in
from qualiopi_rules.core.errors import InvalidValue

QUICK = Environment("quick", ("-O", "-W", "error"), {"PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Pacific/Kiritimati"})
"""Several of them at once; `nox -s everywhere` tries each."""


@pytest.fixture(scope="module")
def plain() -> str:
    return "\n".join(asked.answers())


def test_each_example_has_an_answer_for_each_day(plain: str) -> None:
    lines = plain.splitlines()
    assert sum(line.endswith(" refused") for line in lines) == 1
    assert len(lines) == 4 * len(asked.DAYS) + 1


def test_the_line_ends_of_windows_change_nothing(plain: str) -> None:
    assert asked.WAYS["crlf"]() == plain


def test_sixteen_threads_have_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "DAYS", asked.DAYS[:1])
    assert asked.WAYS["threads"]() == asked.WAYS["plain"]()


@pytest.mark.parametrize("method", [method for method in ("fork", "spawn") if method in get_all_start_methods()])
def test_another_process_has_the_same_answer(plain: str, method: str) -> None:
    assert asked.WAYS[method]() == plain
    assert asked._asked(0) == plain


def test_another_environment_has_the_same_answer(plain: str) -> None:
    assert outcome_in(sys.executable, QUICK, f"{plain}\n") == (Outcome.SAME, "")


class TestAnotherInterpreter:
    def test_it_has_the_same_answer(self, plain: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stood in for by this one, since pendulum is of none but the first."""
        inside = SimpleNamespace(create=lambda: 1, exec=lambda _, code: exec(code, {}))
        monkeypatch.setitem(sys.modules, "_interpreters", inside)
        assert asked.WAYS["interpreter"]() == plain

    def test_it_is_not_to_be_had_where_a_library_refuses_it(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        refused = SimpleNamespace(formatted="ImportError: no subinterpreters")
        inside = SimpleNamespace(create=lambda: 1, exec=lambda *_: refused)
        monkeypatch.setitem(sys.modules, "_interpreters", inside)
        assert asked.main(["interpreter"]) == asked.REFUSED
        assert capsys.readouterr().err == "ImportError: no subinterpreters\n"

    def test_it_is_not_to_be_had_before_python_has_it(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setitem(sys.modules, "_interpreters", None)
        assert asked.main(["interpreter"]) == asked.REFUSED
        assert "before Python 3.13" in capsys.readouterr().err


def test_the_answers_are_printed(
    plain: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["answers"])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(asked.__file__), run_name="__main__")
    assert (end.value.code, capsys.readouterr().out) == (0, f"{plain}\n")


# --- What is said of an environment


def ended(code: int, out: str = "", err: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess([], code, out, err)


def test_what_is_other_is_named() -> None:
    assert compare("1 a\n2 b\n", ended(0, "1 a\n2 b\n")) == (Outcome.SAME, "")
    assert compare("1 a\n2 b\n", ended(0, "1 a\n3 b\n")) == (Outcome.OTHER, "b")
    assert compare("1 a\n", ended(3, "", "x\nno\n")) == (Outcome.REFUSED, "no")
    assert compare("1 a\n", ended(1, "", "  | ValueError: a\n  +------\n")) == (Outcome.FAILED, "ValueError: a")
    assert compare("1 a\n", ended(1)) == (Outcome.FAILED, "")


def test_every_python_is_tried_in_every_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answered = {"plain": "1 a\n", "-O": "2 a\n"}
    monkeypatch.setattr(everywhere, "_ask", lambda _, environment: ended(0, answered[environment.name]))
    same, other = Environment("plain"), Environment("-O")
    assert everywhere.main(["python3.99"], [same]) == 0
    assert capsys.readouterr().out == f"{sys.executable}\n  plain: same\npython3.99\n  plain: same\n"
    assert everywhere.main([], [same, other]) == 1
    assert capsys.readouterr().out.endswith("  -O: OTHER (a)\n")


def test_it_is_a_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*_: Any, **__: Any) -> subprocess.CompletedProcess[str]:
        return ended(0, "1 a\n")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(sys, "argv", ["everywhere"])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(everywhere.__file__), run_name="__main__")
    assert end.value.code == 0
    assert len({each.name for each in ENVIRONMENTS}) == len(ENVIRONMENTS)
    assert capsys.readouterr().out.count(": same\n") == len(ENVIRONMENTS)


# --- Windows


def test_a_path_of_windows_is_shown_as_any_other() -> None:
    file = PureWindowsPath("C:\\Dossiers\\été.json")
    fault = InvalidValue("", file, "readable", problem="not-found")
    assert fault.say("en") == 'file not found: "C:\\\\Dossiers\\\\été.json"'
    assert InvalidValue("sessions[0].minutes", 0, "positive-integer").at(f"{file}:").path == (
        "C:\\Dossiers\\été.json: sessions[0].minutes"
    )


def test_no_example_is_written_where_it_is_read() -> None:
    """The examples are copied with other line ends: those of the documentation stay as they are."""
    before = {file: file.stat().st_mtime_ns for file in Path(asked.EXAMPLES).iterdir()}
    asked.WAYS["crlf"]()
    assert {file: file.stat().st_mtime_ns for file in before} == before
