"""`review --lines`: from JSON lines to JSON lines, with exit codes that a script can rely on."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qualiopi_rules import Dossier, Review, review
from qualiopi_rules.cli import lines as command
from qualiopi_rules.formats.json import dump, load
from tests.cli.conftest import Run

ON = ("--on", "2023-03-01")


@pytest.fixture
def file(tmp_path: Path, webinar: dict[str, Any]) -> Path:
    """Two dossiers."""
    made = tmp_path / "dossiers.jsonl"
    other = {**webinar, "certificate": {**webinar["certificate"], "number": "00000001-1"}}
    made.write_text(f"{json.dumps(webinar)}\n{json.dumps(other)}\n", "utf-8")
    return made


def expected(file: Path, *, expanded: bool = False, on: str = ON[1]) -> str:
    found = [review(load(line, Dossier), on=on) for line in file.read_bytes().splitlines()]
    return "".join(f"{dump(each, expanded=expanded)}\n" for each in found)


def test_each_line_is_reviewed_in_order(run: Run, file: Path) -> None:
    code, out, err = run("review", "--lines", file, *ON, "--lang", "en")
    assert (code, out) == (0, expected(file).replace("\u00a0", " "))
    assert err == "2 lines: 2 reviewed, 0 of them with a blocking finding; 0 refused.\n"
    assert (
        run("review", file, "--lines", *ON)[2] == "2 lignes : 2 revues, dont 0 avec un constat bloquant ; 0 refusée.\n"
    )


def test_a_line_can_be_written_expanded(run: Run, file: Path) -> None:
    _, out, _ = run("review", "--lines", file, *ON, "--format", "json")
    assert out == expected(file, expanded=True).replace("\u00a0", " ")
    assert run("review", "--lines", file, *ON, "--format", "references")[1] == run("review", "--lines", file, *ON)[1]


def test_processes_write_the_same(run: Run, file: Path) -> None:
    assert run("review", "--lines", file, *ON, "--processes", "2") == run("review", "--lines", file, *ON)


def test_a_refused_line_is_exit_code_one_and_the_others_are_reviewed(run: Run, file: Path) -> None:
    file.write_bytes(b"\n" + file.read_bytes())
    code, out, err = run("review", "--lines", file, *ON, "--lang", "en")
    assert (code, err) == (1, "3 lines: 2 reviewed, 0 of them with a blocking finding; 1 refused.\n")
    first, *rest = out.splitlines()
    assert json.loads(first)["faults"][0]["code"] == "json"
    assert len(rest) == 2


def test_a_blocking_finding_is_exit_code_one(run: Run, file: Path) -> None:
    code, _, err = run("review", "--lines", file, "--on", "2026-02-02", "--lang", "en")
    assert (code, err) == (1, "2 lines: 2 reviewed, 2 of them with a blocking finding; 0 refused.\n")


def test_an_empty_file_has_no_line(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    assert run("review", "--lines", empty, *ON)[:2] == (0, "")


def test_the_standard_input_is_read(run: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(file.read_bytes())))
    assert run("review", "--lines", "-", *ON) == run("review", "--lines", file, *ON)


# --- The file that is written


def test_the_lines_are_written_to_a_file_whole(run: Run, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "reviews.jsonl"
    code, said, err = run("review", "--lines", file, *ON, "--out", out, "--lang", "en")
    assert (code, said) == (0, "")
    assert err.splitlines()[0] == f"{out}: written."
    assert out.read_text("utf-8") == expected(file)
    assert run("review", "--lines", file, *ON, "--out", "-")[1] == run("review", "--lines", file, *ON)[1]


def test_what_was_there_stays_where_the_lines_cannot_be_read_to_the_end(
    run: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "reviews.jsonl"
    out.write_text("before", "utf-8")

    def broken(source: Any, advance: Any) -> Any:
        yield file.read_bytes().splitlines()[0]
        raise OSError

    monkeypatch.setattr(command, "_advancing", broken)
    code, _, err = run("review", "--lines", file, *ON, "--out", out)
    assert (code, out.read_text("utf-8")) == (2, "before")
    assert err.startswith("Arrêt : ")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["dossiers.jsonl", "reviews.jsonl"]


def test_the_file_that_is_read_may_be_replaced(run: Run, file: Path) -> None:
    text = expected(file)
    assert run("review", "--lines", file, *ON, "--out", file)[0] == 0
    assert file.read_text("utf-8") == text


def test_a_file_that_cannot_be_read_or_written_is_refused(run: Run, file: Path, tmp_path: Path) -> None:
    code, out, err = run("review", "--lines", tmp_path / "missing.jsonl", *ON, "--lang", "en")
    assert (code, out) == (2, "")
    assert "file not found" in err
    code, out, err = run("review", "--lines", file, *ON, "--out", tmp_path / "none" / "x.jsonl", "--lang", "en")
    assert (code, out) == (2, "")
    assert err.startswith("--out: ")


def test_quiet_writes_nothing_but_the_file_that_is_asked_for(run: Run, file: Path, tmp_path: Path) -> None:
    assert run("review", "--lines", file, "--on", "2026-02-02", "--quiet") == (1, "", "")
    out = tmp_path / "reviews.jsonl"
    assert run("review", "--lines", file, *ON, "--quiet", "--out", out) == (0, "", "")
    assert out.read_text("utf-8") == expected(file)
    assert run("review", "--lines", file, *ON, "--quiet", "--out", "-")[1:] == (
        expected(file).replace("\u00a0", " "),
        "",
    )


def test_a_reader_that_stops_early_does_not_change_the_exit_code(file: Path) -> None:
    many = file.read_bytes() * 200
    program = [sys.executable, "-m", "qualiopi_rules", "review", "--lines", "-", *ON, "--lang", "en"]
    read, write = os.pipe()
    os.close(read)
    ended = subprocess.run(program, input=many, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert ended.returncode == 0
    assert b"Traceback" not in ended.stderr


# --- Options that do not go together


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--lines", "--detail"), "--detail: "),
        (("--lines", "--sheets", "x.csv"), "--sheets: "),
        (("--lines", "--format", "text"), "--format: "),
        (("--lines", "--format", "explanation"), "--format: "),
        (("--out", "x.jsonl"), "--out: "),
        (("--processes", "2"), "--processes: "),
        (("--lines", "--processes", "0"), "--processes: "),
    ],
)
def test_options_that_do_not_go_together_are_refused(run: Run, file: Path, options: Any, said: str) -> None:
    code, out, err = run("review", file, *ON, *options, "--lang", "en")
    assert (code, out) == (2, "")
    assert err.startswith(said)
    assert "--lines" in err or "1 or more" in err


# --- The bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("quiet", "shown"), [((), True), (("--quiet",), False)])
def test_the_bar_is_on_a_terminal_only(
    run: Run, file: Path, monkeypatch: pytest.MonkeyPatch, quiet: tuple[str, ...], shown: bool
) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    run("review", "--lines", file, *ON, *quiet)
    assert (file.name in screen.getvalue()) is shown


def test_one_review_is_written_with_references(run: Run, file: Path) -> None:
    one = file.with_name("one.json")
    one.write_bytes(file.read_bytes().splitlines()[0])
    code, out, _ = run("review", one, *ON, "--format", "references")
    assert code == 0
    assert json.loads(out)["format"] == "qualiopi-rules"
    assert load(out, Review) == review(load(one.read_bytes(), Dossier), on=ON[1])
