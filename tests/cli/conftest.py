"""What the tests of the commands share: a run in this process, and a dossier to change."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qualiopi_rules.cli.main import run as run_command

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def silent_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language and the colours are those of the test, whatever the machine says."""
    for name in ("NO_COLOR", "FORCE_COLOR", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; give its exit code and what it wrote, with plain spaces for those a line is not broken at."""

    def call(*tokens: object) -> tuple[int, str, str]:
        code = run_command([str(token) for token in tokens])
        written = capsys.readouterr()
        return code, written.out.replace("\u00a0", " "), written.err.replace("\u00a0", " ")

    return call


@pytest.fixture
def dossier(tmp_path: Path, webinar: dict[str, Any]) -> Callable[..., Path]:
    """Write the webinar's dossier, changed, to a file."""

    def write(**changes: Any) -> Path:
        file = tmp_path / "dossier.json"
        file.write_text(json.dumps({**webinar, **changes}), "utf-8")
        return file

    return write
