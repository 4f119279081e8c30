"""What the page in the browser is built from, and what its Python answers to JavaScript."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from maintenance import browser
from qualiopi_rules import Dossier, applicability, load, review
from qualiopi_rules.formats import unstructure, write_calendar
from qualiopi_rules.indicators import Answers
from qualiopi_rules.report import review_report
from qualiopi_rules.rnq.question import every_question

WEB = browser.WEB
EXAMPLE = json.loads(browser.EXAMPLE.read_text("utf-8"))
DAY = "2023-03-01"
REQUEST = {"dossier": EXAMPLE, "on": DAY, "profile": "certifier"}

pytestmark = pytest.mark.extra  # what the page shows is HTML


@pytest.fixture(scope="module")
def answer() -> Callable[..., Any]:
    """The function that JavaScript calls, with JSON around it."""
    spec = importlib.util.spec_from_file_location("bridge", WEB / "bridge.py")
    assert spec is not None
    assert spec.loader is not None
    bridge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bridge)
    return lambda name, request, lang="fr": json.loads(bridge.answer(name, json.dumps(request), lang))


def reviewed() -> Any:
    return review(load(browser.EXAMPLE.read_bytes(), Dossier), on=DAY)


# --- What it is built from


def test_every_word_of_the_page_is_there_and_used() -> None:
    sources = "".join((WEB / name).read_text("utf-8") for name in ("index.html", "page.js"))
    used = set(re.findall(r'(?:data-(?:text|name)="|say\(")([\w-]+)"', sources))
    used |= {"unknown", "yes", "no", "missing", "faults"}  # by their names, which stand in lists
    used |= {f"part-{name}" for name in re.findall(r'"(\w+)"', re.findall(r"HIDDEN = (.+)", sources)[0])}
    assert used == set(browser.page_texts("fr")) == set(browser.page_texts("en"))


def test_the_words_keep_their_placeholders_and_the_spaces_of_french() -> None:
    assert browser.page_texts("fr")["opened"] == "{name}\u00a0: ouvert."
    assert browser.page_texts("en")["opened"] == "{name}: opened."
    french, english = browser.page_texts("fr"), browser.page_texts("en")
    placeholders = {name: set(re.findall(r"\{\w+\}", text)) for name, text in french.items()}
    assert placeholders == {name: set(re.findall(r"\{\w+\}", text)) for name, text in english.items()}


@pytest.mark.parametrize("locale", browser.LOCALES)
def test_the_form_asks_every_question(locale: Any) -> None:
    form = browser.form_texts(locale)
    asked = [each["id"] for group in ("answers", "situation") for each in form[group]]
    assert asked == list(every_question())
    assert [code for code, _ in form["categories"]] == ["AF", "BC", "VAE", "CFA"]
    assert form["profiles"][0] == "certifier"


def test_the_page_names_no_other_address() -> None:
    for file in WEB.glob("*.*"):
        assert "://" not in file.read_text("utf-8"), file.name


# --- How it is built


def wheel(file: Path, *names: str) -> Path:
    with ZipFile(file, "w") as files:
        for name in names:
            files.writestr(name, name)
    return file


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that are run, which make what npm and pip would."""
    commands: list[list[str]] = []

    def made(command: tuple[str, ...], *, check: bool) -> None:
        assert check
        commands.append(list(command))
        if command[0] == "npm":
            modules = Path(command[command.index("--prefix") + 1], "node_modules", "pyodide")
            modules.mkdir(parents=True)
            for name in browser.RUNTIME:
                (modules / name).write_text(name, "utf-8")
        elif "wheel" in command:
            wheels = Path(command[command.index("--wheel-dir") + 1])
            wheels.mkdir()
            wheel(wheels / "pendulum.whl", "pendulum/__init__.py", "pendulum/_pendulum.cpython-311.so")
            wheel(wheels / "qualiopi_rules.whl", "qualiopi_rules/__init__.py", "qualiopi_rules/cli/main.py")

    monkeypatch.setattr(subprocess, "run", made)
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    return commands


def test_what_is_served(run: list[list[str]], tmp_path: Path) -> None:
    browser.main([str(tmp_path / "out")])
    served = {str(file.relative_to(tmp_path / "out")) for file in (tmp_path / "out").rglob("*") if file.is_file()}
    made = {"example.json", "packages.zip", "report.css", "texts.js"}
    assert served == {*browser.SERVED, *made, *(f"pyodide/{name}" for name in browser.RUNTIME)}
    with ZipFile(tmp_path / "out" / "packages.zip") as packed:
        assert packed.namelist() == ["pendulum/__init__.py", "qualiopi_rules/__init__.py", "bridge.py"]
    assert [command[0] for command in run][::2] == ["npm", "node"]
    assert run[0][-1] == browser.PYODIDE
    assert run[1][-1] == f"{browser.ROOT}[html]"
    assert run[2][-1] == str(tmp_path / "out" / "packages.zip")
    browser.main([str(tmp_path / "out")])  # built again over what is there


def test_the_texts_are_a_module_of_javascript() -> None:
    texts, form = browser.texts_module().splitlines()
    assert json.loads(texts.removeprefix("export const texts = ")[:-1])["fr"] == browser.page_texts("fr")
    assert json.loads(form.removeprefix("export const form = ")[:-1])["en"] == browser.form_texts("en")


def test_a_package_that_no_browser_runs_stops_the_build(tmp_path: Path) -> None:
    compiled = wheel(tmp_path / "fast.whl", "fast/_fast.cp311-win_amd64.pyd")
    with pytest.raises(SystemExit, match=r"fast\.whl has a part that no browser runs: fast/_fast"):
        browser.pack([compiled], tmp_path / "packages.zip")


def test_a_folder_is_named() -> None:
    with pytest.raises(SystemExit, match="usage"):
        browser.main([])


def test_what_the_machine_lacks_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="not on this machine: npm, node"):
        browser.main(["out"])


# --- What JavaScript is answered


def test_a_review_is_that_of_the_library_with_its_words(answer: Callable[..., Any]) -> None:
    result = answer("review", REQUEST)["result"]
    words = result.pop("words")
    assert result == unstructure(reviewed())
    assert words["verdict"] == review_report(reviewed()).verdict.text
    assert words["deadlines"][0]["text"] == reviewed().deadlines[0].say("fr")
    assert [each["number"] for each in words["indicators"]] == list(range(1, 33))
    late = answer("review", REQUEST | {"on": "2025-03-01"}, "en")["result"]["words"]["findings"]
    assert [each["code"] for each in late] == ["CYC005"]


def test_files_are_those_that_the_library_writes(answer: Callable[..., Any]) -> None:
    assert answer("report", REQUEST)["result"] == review_report(reviewed()).html()
    assert answer("calendar", REQUEST, "en")["result"].encode() == write_calendar(reviewed(), locale="en")


def test_a_file_is_read(answer: Callable[..., Any]) -> None:
    text = browser.EXAMPLE.read_text("utf-8")
    assert answer("read", {"name": "d.json", "text": text})["result"] == unstructure(reviewed().dossier)
    refused = answer("read", {"name": "d.toml", "text": "x = oui"})["error"]
    assert "d.toml" in refused["message"]


def test_other_operations_are_those_of_the_service(answer: Callable[..., Any]) -> None:
    assert answer("cycle", {"starts": "2023-02-02", "on": DAY})["result"]["cycle"]["expires"] == "2026-02-01"
    assert answer("load", {})["result"]["version"]


def test_what_is_refused_has_its_faults(answer: Callable[..., Any]) -> None:
    error = answer("review", {"dossier": {"categories": ["XX"]}, "on": DAY})["error"]
    faults = {each["path"]: each for each in error["faults"]}
    assert faults["dossier.certificate"]["missing"]
    assert faults["dossier.categories[0]"]["missing"] is False
    assert "XX" in faults["dossier.categories[0]"]["message"]
    assert "in English" not in error["message"]
    assert "locale" in answer("load", {}, "de")["error"]["message"]
    early = answer("applicability", {"categories": ["BC"], "on": "2001-01-01"})["error"]
    assert early["faults"][0]["code"] == "not-in-force"


def test_the_page_says_what_it_can(answer: Callable[..., Any]) -> None:
    empty: dict[str, Any] = {"certificate": {}}
    assert answer("page", REQUEST | {"dossier": empty})["result"]["indicators"] is None
    begun = answer("page", REQUEST | {"dossier": {"certificate": {"first_issue": "2023-02-02"}, "categories": ["BC"]}})
    assert begun["result"]["expires"] == "2026-02-01"
    assert begun["result"]["report"] is None
    applied = applicability(["BC"], Answers(), on=DAY)
    assert begun["result"]["indicators"]["count"] == applied.summary("fr")[1]
    whole = answer("page", REQUEST, "en")["result"]
    assert whole["faults"] == []
    assert whole["report"]["sections"][0]["title"] == "Next deadlines"
    assert [len(each["indicators"]) for each in whole["indicators"]["criteria"]] == [3, 5, 8, 4, 2, 7, 3]
