"""The texts are the same wherever they are read: from their files in a checkout, from one file of JSON in a wheel."""

from __future__ import annotations

import copy
import json
import os
import pickle
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import qualiopi_rules
from qualiopi_rules.core import resources
from qualiopi_rules.core.resources import COMPILED, compiled, content, names, parsed, text

PACKAGE = Path(qualiopi_rules.__file__).parent
FILES = {f"{file.parent.name}/{file.stem}": file for file in (PACKAGE / "law" / "texts").glob("*/*.toml")}
WHOLE = compiled()
LINES = dict(line.split("\t", 1) for line in WHOLE.split("\n"))


def typed(value: Any) -> Any:
    """A value with the type of each of its parts: to Python 1, 1.0 and True are the same."""
    match value:
        case dict():
            return {key: typed(item) for key, item in value.items()}
        case list():
            return [typed(item) for item in value]
        case _:
            return type(value), value


@pytest.fixture(params=["checkout", "wheel"])
def where(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the texts are read from; what was read before is not asked."""
    monkeypatch.setattr(resources, "_lines", lambda: LINES if request.param == "wheel" else {})
    if request.param == "wheel":  # which needs no text in TOML
        monkeypatch.setattr(resources, "content", {}.__getitem__)
        monkeypatch.setattr(resources, "_files", list)
    for read in ("text", "names"):
        monkeypatch.setattr(resources, read, getattr(resources, read).__wrapped__)
    return str(request.param)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_text_is_what_its_file_says(name: str, where: str) -> None:
    assert typed(resources.text(name)) == typed(tomllib.loads(FILES[name].read_text("utf-8")))


def test_every_file_is_a_text(where: str) -> None:
    assert resources.names("*/*") == tuple(sorted(FILES))
    assert resources.names("rnq/referential-*") == ("rnq/referential-2019", "rnq/referential-2026")
    assert resources.names("nowhere/*") == ()


def test_what_is_no_text_is_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A text is in the folder of its package; an editor or a system may leave files of its own beside it."""
    texts = tmp_path / "law" / "texts"
    for name in ("law/b.toml", "law/b.toml~", "core/a.toml", "core/.DS_Store", "notes.toml"):
        (texts / name).parent.mkdir(parents=True, exist_ok=True)
        (texts / name).touch()
    monkeypatch.setattr("importlib.resources.files", lambda _: tmp_path)
    assert resources._files() == ["core/a", "law/b"]


def test_the_file_of_a_wheel_has_each_text_on_a_line_after_its_name() -> None:
    lines = [line.split("\t") for line in compiled().split("\n")]
    assert [name for name, _ in lines] == sorted(FILES)
    for name, table in lines:
        assert typed(resources._from_json(table)) == typed(tomllib.loads(FILES[name].read_text("utf-8")))


def test_the_tables_of_all_packages_files_of_a_kind_are_together() -> None:
    messages = resources.merged.__wrapped__("messages")
    assert messages["error"] == text("core/messages")["error"]
    assert messages["stage"] == text("cycle/messages")["stage"]
    assert set(messages) == {group for name in FILES if name.endswith("/messages") for group in text(name)}


def test_a_text_that_is_shared_cannot_be_changed_and_a_copy_of_it_can() -> None:
    table = parsed("rows = [{ a = 1 }, [2]]")
    shared = resources._frozen(table)
    for change in (shared.clear, shared["rows"].sort, shared["rows"][0].popitem, shared["rows"][1].pop):
        with pytest.raises(TypeError) as caught:
            change()
        assert str(caught.value) == "the texts of the library are shared and cannot be changed; change a copy"
    assert shared == table
    for again in (copy.deepcopy(shared), pickle.loads(pickle.dumps(shared))):
        assert again == table
        assert [type(each) for each in (again, again["rows"], *again["rows"])] == [dict, list, dict, list]
        again["rows"].append(3)


def test_a_text_is_written_in_json_without_a_letter_more_than_it_needs() -> None:
    assert resources._to_json(parsed("a = [1, { day = 2026-11-01 }]\nb = 'é'")) == (
        '{"a":[1,{"day":{"":"2026-11-01"}}],"b":"é"}'
    )


def test_a_text_is_read_once() -> None:
    assert text("cycle/cycle") is text("cycle/cycle")
    assert names("*/messages") is names("*/messages")


@pytest.mark.parametrize(
    "written",
    [
        "day = 2026-11-01",
        "days = [2026-11-01, 0001-01-01]",
        "[table]\nday = { since = 9999-12-31, until = 2026-11-01 }",
        "one = 1\nsame = 1.0\nyes = true\nday = '2026-11-01'",
        "lines = 'a\\tb'\nmore = \"a\\tb\\nc\\u2028d\"\nquote = '{\"\":'",
        "",
    ],
)
def test_json_says_what_toml_says(written: str) -> None:
    line = resources._to_json(parsed(written))
    assert len(line.split("\n")) == 1
    assert typed(resources._from_json(line)) == typed(parsed(written))


def test_a_wheel_has_them_in_one_file_and_a_checkout_has_not() -> None:
    """A file that is left over would be read in place of a text that was changed since."""
    checkout = (PACKAGE.parents[1] / "pyproject.toml").exists()
    assert (PACKAGE / COMPILED).exists() is not checkout
    assert resources._lines() == ({} if checkout else LINES)


def test_the_file_of_a_wheel_is_missed_in_silence_and_read_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise FileNotFoundError(name)

    read = resources._lines.__wrapped__
    monkeypatch.setattr(resources, "content", missing)
    assert read() == {}
    monkeypatch.setattr(resources, "content", {COMPILED: WHOLE}.__getitem__)
    assert read() == LINES


def test_with_the_file_of_a_wheel_no_toml_is_read(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(PACKAGE, tmp_path / "qualiopi_rules", ignore=shutil.ignore_patterns("__pycache__")))
    (copy / COMPILED).write_text(WHOLE, "utf-8", newline="\n")
    shutil.rmtree(copy / "law" / "texts")
    example = Path(__file__).parents[2] / "docs" / "examples" / "file.json"
    program = f"""
import json, sys
from qualiopi_rules import Dossier, load, review
from qualiopi_rules.report import review_report
report = review_report(review(load(open({str(example)!r}).read(), Dossier), on="2025-07-01"), "en")
print(json.dumps([sys.modules["qualiopi_rules"].__file__, "tomllib" in sys.modules, report.text()]))
"""
    found = []
    for folder in (copy.parent, PACKAGE.parent):
        # Coverage, where it looks on, reads TOML.
        own = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
        environment = {**own, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
        ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment)
        found.append(json.loads(ended.stdout))
    (file, parses, report), (_, _, expected) = found
    assert Path(file).parent == copy
    assert not parses
    assert report == expected


def test_another_file_of_the_package_is_read_as_it_is() -> None:
    assert content("view/page.css") == (PACKAGE / "view" / "page.css").read_text("utf-8")
    with pytest.raises(FileNotFoundError):
        content("view/nothing.css")
