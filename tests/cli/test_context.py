"""What a person chose for a run: where dossiers come from, what is shown, in which colours."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from qualiopi_rules.cli.context import DEFAULTS, Context
from qualiopi_rules.formats.dossier_files import read_dossier
from tests.cli.conftest import Run
from tests.cli.test_init import Terminal
from tests.cli.test_review import ON, WEBINAR

TOML = (
    'categories = ["BC"]\n[certificate]\nnumber = "1"\ncategories = ["BC"]\n'
    'first_issue = "02/02/2023"\nvalid_until = 2026-02-01\n'
)


def feed(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Let the standard input hold these bytes."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\n \t"])
def test_a_hyphen_is_the_standard_input_json_or_toml(run: Run, monkeypatch: pytest.MonkeyPatch, mark: bytes) -> None:
    feed(monkeypatch, mark + WEBINAR.read_bytes())
    assert run("review", "-", *ON) == run("review", WEBINAR, *ON)
    feed(monkeypatch, (b"" if mark == b"\n \t" else mark) + TOML.encode())
    assert DEFAULTS.__class__(dates="french").dossier(Path("-")).certificate.number == "1"


def test_a_fault_of_the_standard_input_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, b"{")
    assert run("check", "-")[2].startswith('- : "{" n’est pas accepté')
    feed(monkeypatch, b"= 1")
    assert "un texte TOML" in run("check", "-")[2]


def test_french_days_are_read_in_dossiers_where_that_is_said(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text(TOML)
    code, out, err = run("check", file)
    assert (code, out) == (2, "")
    assert "vouliez-vous dire 2023-02-02 ?" in err
    assert run("check", file, "--dates", "french")[0] == 0
    assert Context(dates="french").dossier(file) == read_dossier(file, french_days=True)


@pytest.mark.parametrize(
    ("tokens", "variables", "coloured"),
    [
        ([], {}, True),
        (["--color", "never"], {}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        ([], {"NO_COLOR": "1"}, False),
    ],
)
def test_colour_on_a_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, tokens: list[str], variables: dict[str, str], coloured: bool
) -> None:
    shown = Terminal()
    monkeypatch.setattr(sys, "stdout", shown)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "70")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert run("review", WEBINAR, "--on", "2026-02-02", *tokens)[0] == 1
    assert bool(re.search(r"\x1b\[(\d+;)*[39]\dm", shown.getvalue())) is coloured


def test_without_a_terminal_there_is_no_colour_unless_always(run: Run) -> None:
    assert "\x1b[" not in run("review", WEBINAR, *ON)[1]
    assert "\x1b[" in run("review", WEBINAR, *ON, "--color", "always")[1]
    assert "\x1b[" not in run("review", WEBINAR, *ON, "--color", "never")[1]


def test_what_was_written_is_said_unless_it_is_to_be_quiet(run: Run, tmp_path: Path) -> None:
    """On the error stream, whether a person looks or a log is kept; never beside what goes to the standard output."""
    out = tmp_path / "a.md"
    assert run("report", WEBINAR, *ON, "--out", out) == (0, "", f"{out} : enregistré.\n")
    assert run("report", WEBINAR, *ON, "--out", out, "--lang", "en")[2] == f"{out}: written.\n"
    assert run("report", WEBINAR, *ON, "--out", out, "--quiet") == (0, "", "")
    assert run("report", WEBINAR, *ON)[2] == ""


def test_a_reader_of_files_that_are_not_there(tmp_path: Path) -> None:
    from qualiopi_rules.core.errors import InvalidInput

    for name in ("missing", "a\0b"):
        with pytest.raises(InvalidInput) as caught:
            DEFAULTS.read(tmp_path / name)
        assert caught.value.faults[0].expected == "readable"


def test_progress_is_shown_at_a_terminal_only(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("polars")
    certificates: Any = WEBINAR.parent / "certificates.csv"
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    tokens = ("portfolio", certificates, "--on", "2025-01-15", "--out", tmp_path / "plan.csv")
    run(*tokens)
    assert "certificates.csv" in shown.getvalue()
    before = shown.getvalue()
    run(*tokens, "--quiet")
    assert shown.getvalue() == before
