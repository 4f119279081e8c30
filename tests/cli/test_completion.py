"""`completion`: the script of each shell knows every command and option, in the language."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from qualiopi_rules.cli.commands import COMMANDS
from tests.cli.conftest import Run


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_the_script_knows_every_command(run: Run, shell: str) -> None:
    code, out, err = run("completion", shell)
    assert (code, err) == (0, "")
    for command in COMMANDS:
        assert command.partition("_")[0] in out
    assert "detail" in out


def test_what_it_says_is_in_the_language(run: Run) -> None:
    french, english = (run("completion", "fish", "--lang", lang)[1] for lang in ("fr", "en"))
    assert "Préparer un dossier" in french
    assert "Prepare a dossier" in english
    assert "Prepare" not in french


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_can_read_it(run: Run, tmp_path: Path) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(run("completion", "bash")[1], "utf-8")
    assert subprocess.run(["bash", "-n", script], capture_output=True, check=False).returncode == 0
