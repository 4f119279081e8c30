"""The program: its entry points, its version, what it costs to start, and what stops it."""

from __future__ import annotations

import subprocess
import sys
from functools import wraps
from importlib import import_module, metadata
from pathlib import Path

import pytest

from qualiopi_rules.__main__ import main
from qualiopi_rules.cli import commands
from qualiopi_rules.cli.main import run as run_command
from tests.cli.conftest import Run
from tests.cli.test_review import ON, WEBINAR


def ended(monkeypatch: pytest.MonkeyPatch, *tokens: object) -> object:
    """The exit code of the program, called as the shell calls it."""
    monkeypatch.setattr(sys, "argv", ["qualiopi-rules", *map(str, tokens)])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version") == (0, f"{metadata.version('qualiopi-rules')}\n", "")


@pytest.mark.parametrize(
    ("tokens", "code", "start"), [(["--on", "2023-03-01"], 0, "Certificat 83811594-1"), (["--on", "x"], 2, "")]
)
def test_the_installed_command_runs(tokens: list[str], code: int, start: str) -> None:
    command = Path(sys.executable).parent / "qualiopi-rules"
    ran = subprocess.run([command, "review", WEBINAR, *tokens], capture_output=True, check=False, encoding="utf-8")
    assert ran.returncode == code
    assert ran.stdout.startswith(start)
    assert bool(ran.stdout) != bool(ran.stderr)


def test_python_m_is_the_same_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(monkeypatch, "review", WEBINAR, *ON) == 0
    assert capsys.readouterr().out.startswith("Certificat 83811594-1")
    assert ended(monkeypatch, "review", WEBINAR, "--on", "2026-02-02") == 1
    assert ended(monkeypatch, "revew") == 2
    assert ended(monkeypatch, "--help") == 0


@pytest.mark.parametrize(("lang", "said"), [("fr", "Arrêt : une erreur du programme"), ("en", "Stopped: an error of")])
@pytest.mark.parametrize("error", [RuntimeError, MemoryError, type("PanicException", (BaseException,), {})])
def test_an_error_of_the_program_itself_has_a_code_of_its_own(
    run: Run, monkeypatch: pytest.MonkeyPatch, lang: str, said: str, error: type[BaseException]
) -> None:
    """1 says that a finding is blocking: a script must not take a bug for one."""

    review = commands.load("review")

    @wraps(review)
    def fails(*_: object, **__: object) -> int:
        raise error("secret")

    monkeypatch.setattr(commands, "load", lambda command: fails)
    code, out, err = run("review", WEBINAR, *ON, "--lang", lang)
    assert (code, out) == (70, "")
    assert err.startswith(said)
    assert error.__name__ in err
    assert (err.count("\n"), "secret" in err) == (1, False)
    monkeypatch.setenv("QUALIOPI_RULES_TRACEBACK", "1")
    code, out, err = run("review", WEBINAR, *ON, "--lang", lang)
    assert (code, out) == (70, "")
    assert "Traceback" in err
    assert "secret" in err


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_who_stops_the_program_is_not_kept_from_it(monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]) -> None:
    review = commands.load("review")

    @wraps(review)
    def stopped(*_: object, **__: object) -> int:
        raise stop

    monkeypatch.setattr(commands, "load", lambda command: stopped)
    with pytest.raises(SystemExit) as end:  # the parser makes one of the other
        run_command(["review", str(WEBINAR), *ON])
    assert end.value.code != 70


def test_without_the_extra_the_command_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "cyclopts", None)
    for name in [name for name in sys.modules if name.startswith("qualiopi_rules.cli")]:
        monkeypatch.delitem(sys.modules, name)
    assert ended(monkeypatch, "--help") == 2
    assert 'pip install "qualiopi-rules[cli]"' in capsys.readouterr().err


@pytest.mark.parametrize(("lang", "said"), [("fr", "Arrêt : le système ne le permet pas"), ("en", "Stopped: ")])
def test_an_output_that_cannot_be_written_is_no_blocking_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lang: str, said: str
) -> None:
    def full(*_: object, **__: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(import_module("qualiopi_rules.cli.review"), "review_report", full)
    assert run_command(["review", str(WEBINAR), *ON, "--lang", lang]) == 2
    assert capsys.readouterr().err.replace("\u00a0", " ").startswith(said)


def test_the_help_loads_no_rule_and_no_report() -> None:
    """The list of commands is quick: what a command stands on is loaded when it is called."""
    code = "import sys; from qualiopi_rules.cli.main import run; run(['--help']); print(*sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8")
    loaded = set(ran.stdout.splitlines()[-1].split())
    assert "qualiopi_rules.cli.main" in loaded
    assert not loaded & {"pendulum", "cattrs", "polars", "qualiopi_rules.dossier.reviewer", "qualiopi_rules.report"}
    assert not {name for name in loaded if name.startswith(("qualiopi_rules.formats", "qualiopi_rules.cli.review"))}


def test_a_command_that_is_not_there_is_no_attribute() -> None:
    for name in ("review", "review_de", "revew_fr", "__path__"):
        with pytest.raises(AttributeError):
            getattr(commands, name)


@pytest.mark.parametrize(
    "tokens",
    [
        ("--lang", "en", "cycle", "2023-02-02", *ON),
        ("--lang=en", "--quiet", "cycle", "2023-02-02", *ON),
        ("--quiet", "--lang", "en", "--color", "never", "--dates=iso", "cycle", "2023-02-02", *ON),
    ],
)
def test_the_options_of_every_command_may_stand_before_it(run: Run, tokens: tuple[str, ...]) -> None:
    at = tokens.index("cycle")
    assert run(*tokens) == run(*tokens[at:], *tokens[:at])
    assert run(*tokens)[0] == 0
    assert bool(run(*tokens)[1]) is ("--quiet" not in tokens)


def test_such_options_without_a_command_show_the_help(run: Run) -> None:
    assert run("--lang", "en") == run("--help", "--lang", "en")
    assert run("--quiet") == run("--help")
    assert run("--lang") == run("--help")
