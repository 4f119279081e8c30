"""`report`: the review as a file of each format, with the name of who sends it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from qualiopi_rules import Dossier, Review, review
from qualiopi_rules.cli.main import run as run_command
from qualiopi_rules.core.shown import shown
from qualiopi_rules.formats.json import load
from qualiopi_rules.report.page import review_report
from qualiopi_rules.view.blocks import Sender
from tests.cli.conftest import Run
from tests.cli.test_review import ON, WEBINAR, expected

PNG = b"\x89PNG\r\n\x1a\n"


def document(**options: Any) -> Any:
    return review_report(expected(), options.pop("locale", "fr"), **options)


WRITERS = {
    "text": lambda page: page.text(),
    "html": lambda page: page.html(),
    "md": lambda page: page.markdown(),
}


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.html", "html"), ("a.HTM", "html"), ("a.md", "md"), ("a.txt", "text"), ("a.json", "json"), ("a.pdf", "pdf")],
)
def test_the_format_is_that_of_the_name(run: Run, tmp_path: Path, name: str, form: str) -> None:
    out = tmp_path / name
    assert run("report", WEBINAR, *ON, "--out", out) == (0, "", f"{out} : enregistré.\n")
    written = out.read_bytes()
    if form == "pdf":
        assert written.startswith(b"%PDF-")
    elif form == "json":
        assert load(written, Review) == expected()
    else:
        assert written.decode() == WRITERS[form](document())
    assert [each.name for each in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("form", WRITERS)
def test_a_format_that_is_said_is_written_whatever_the_name(run: Run, tmp_path: Path, form: str, lang: Any) -> None:
    out = tmp_path / "report"
    assert run("report", WEBINAR, *ON, "--out", out, "--format", form, "--detail", "--lang", lang)[0] == 0
    assert out.read_text("utf-8") == WRITERS[form](document(detail=True, locale=lang))


def test_without_a_file_it_is_shown(run: Run) -> None:
    code, out, err = run("report", WEBINAR, *ON)
    assert (code, err) == (0, "")
    assert out == document().text().replace("\u00a0", " ")
    assert run("report", WEBINAR, *ON, "--quiet") == (0, "", "")
    assert run("report", WEBINAR, *ON, "--quiet", "--format", "md") == (0, "", "")


@pytest.mark.parametrize("tokens", [["--format", "md"], ["--format", "md", "--out", "-"]])
def test_the_standard_output_gets_the_bytes(tokens: list[str], capfdbinary: Any) -> None:
    assert run_command(["report", str(WEBINAR), *ON, *tokens]) == 0
    assert capfdbinary.readouterr().out.decode() == document().markdown()


def test_a_hyphen_is_text_where_no_format_is_said(capfdbinary: Any) -> None:
    assert run_command(["report", str(WEBINAR), *ON, "--out", "-"]) == 0
    assert capfdbinary.readouterr().out.decode() == document().text()


def test_a_blocking_finding_is_exit_code_one_and_the_file_is_written(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.md"
    assert run("report", WEBINAR, "--on", "2026-02-02", "--out", out)[0] == 1
    reviewed = review(load(WEBINAR.read_bytes(), Dossier), on="2026-02-02")
    assert out.read_text("utf-8") == review_report(reviewed).markdown()


def test_the_sender_and_the_logo_stand_in_the_page(run: Run, tmp_path: Path) -> None:
    logo, out = tmp_path / "logo.png", tmp_path / "a.html"
    logo.write_bytes(PNG)
    assert run("report", WEBINAR, *ON, "--out", out, "--sender", "Cabinet <B>", "--logo", logo)[0] == 0
    address = "data:image/png;base64,iVBORw0KGgo="
    assert out.read_text("utf-8") == document(sender=Sender(name="Cabinet <B>", logo=address)).html()
    assert run("report", WEBINAR, *ON, "--out", out, "--sender", "Cabinet", "--quiet") == (0, "", "")
    assert out.read_text("utf-8") == document(sender=Sender(name="Cabinet")).html()


@pytest.mark.parametrize(
    ("tokens", "named"),
    [
        (["--out", "a.docx"], ['--out : "a.docx"', ".html, .htm, .pdf"]),
        (["--logo", "logo.png"], ["--sender : obligatoire"]),
        (["--sender", "x", "--logo", "logo.gif"], ['--logo : "logo.gif"', ".png, .jpg, .jpeg, .svg"]),
        (["--sender", "x", "--logo", "missing.png"], ["missing.png", "introuvable"]),
        (["--sender", " "], ['--sender : " "']),
        (["--out", "nowhere/a.html"], ["nowhere/a.html", "introuvable"]),
    ],
    ids=str,
)
def test_what_does_not_hold_writes_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tokens: list[str], named: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run("report", WEBINAR, *ON, *tokens)
    assert (code, out) == (2, "")
    for name in named:
        assert name in err
    assert not list(tmp_path.iterdir())


def test_a_file_that_was_there_stays_when_the_writing_stops_half_way(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "a.html"
    out.write_text("the page before")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    code, written, err = run("report", WEBINAR, *ON, "--out", out)
    assert (code, written) == (2, "")
    assert f"{shown(out)} n’est pas accepté" in err
    assert out.read_text() == "the page before"
    assert [each.name for each in tmp_path.iterdir()] == ["a.html"]
