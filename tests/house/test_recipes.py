"""Two recipes of CONTRIBUTING, executed: a made edition and a made version of the guide are data, and nothing else.

A copy of the package gets only the files that the recipe names; a fresh interpreter then asks it what it found.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import qualiopi_rules
from qualiopi_rules.core.resources import COMPILED

PACKAGE = Path(qualiopi_rules.__file__).parent
CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"
TEXTS = "law/texts"

SOURCES = """
[made-decree]
title = "A made décret"
since = 2030-01-15

[made-guide]
title = "A made version of the guide"
since = 2030-02-10
"""

EDITION = """
edition = "2030"
since = 2030-06-01
amends = "2026"
citation.source = "made-decree"
citation.basis = "law"
citation.provenance = "second-hand"

[[indicators]]
number = 1
change = "form"
what.fr = "mots changés"
what.en = "words changed"

[[indicators]]
number = 34
change = "new"
what.fr = "indicateur nouveau"
what.en = "a new indicator"
criterion = 7
categories = ["BC"]
words.fr = "Indicateur inventé"
words.en = "A made indicator"
"""

VERSION = """
[[guides]]
version = "V10"
published = 2030-02-10
edition = "2030"
citation.source = "made-guide"
citation.basis = "guide"
citation.provenance = "second-hand"
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    # A copy of what a wheel installed would read the texts from there, and not those that are added.
    left_out = shutil.ignore_patterns("__pycache__", Path(COMPILED).name)
    return Path(shutil.copytree(PACKAGE, tmp_path / "qualiopi_rules", ignore=left_out))


def write(package: Path, file: str, text: str) -> str:
    path = package / TEXTS / file
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text(before + text, "utf-8")
    return file


def found(package: Path, code: str) -> Any:
    """What a fresh interpreter that takes the package from the copy prints, read as JSON."""
    program = f"import json, qualiopi_rules\nassert qualiopi_rules.__file__.startswith({str(package)!r})\n{code}"
    environment = {**os.environ, "PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=False, encoding="utf-8", env=environment
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def named_by(recipe: str) -> set[str]:
    """The data files that a recipe of CONTRIBUTING names."""
    section = re.split(r"^#+ ", CONTRIBUTING.read_text("utf-8"), flags=re.MULTILINE)
    (text,) = (part for part in section if part.startswith(recipe))
    return set(re.findall(rf"`{TEXTS}/([\w/-]+\.toml)`", text))


def test_an_edition_of_the_referential_is_data(package: Path) -> None:
    files = {write(package, "law/sources.toml", SOURCES), write(package, "rnq/referential-2030.toml", EDITION)}
    assert files == named_by("An edition of the referential")
    edition = found(
        package,
        """
from qualiopi_rules import Answers, applicability, compare, referential
before, after = referential(on="2030-05-31"), referential(on="2030-06-01")
applies = applicability(["BC"], Answers(), on="2030-06-01")
new = applies[34]
print(json.dumps({
    "before": [before.edition, str(before.until)],
    "after": [after.edition, str(after.since), len(after.indicators)],
    "source": after.citation.source.title,
    "changed": [[each.number, each.change] for each in compare(before, after, ["BC"]).changed],
    "new": [new.applies, new.indicator.title("fr"), len(applies.results)],
    "older": referential(on="2026-10-31").edition,
}))
""",
    )
    assert edition == {
        "before": ["2026", "2030-05-31"],
        "after": ["2030", "2030-06-01", 34],
        "source": "A made décret",
        "changed": [[1, "form"], [34, "new"]],
        "new": ["applicable", "Indicateur inventé", 34],
        "older": "2019",
    }


def test_a_version_of_the_guide_is_data(package: Path) -> None:
    notes = (package / TEXTS / "rnq/guide-v9.toml").read_text("utf-8").replace('"V9"', '"V10"')
    notes = notes.replace('citation.source = "guide-v9"', 'citation.source = "made-guide"')
    said = tomllib.loads(notes)["indicators"][1]["new_entrant"]["words"]["fr"]
    files = {
        write(package, "law/sources.toml", SOURCES),
        write(package, "rnq/guides.toml", VERSION),
        write(package, "rnq/guide-v10.toml", notes.replace(said, "Mots inventés")),
    }
    assert files == named_by("A version of the guide")
    guide = found(
        package,
        """
from qualiopi_rules import referential
from qualiopi_rules.rnq import guide_notes
def used(day):
    guide = referential(on=day).guide
    notes = guide_notes(2, on=day)
    return [guide.required.version, [each.version for each in guide.allowed],
            notes.new_entrant.words.fr, notes.new_entrant.citation.source.title]
print(json.dumps({day: used(day) for day in ("2030-02-09", "2030-02-10", "2030-04-09", "2030-04-10")}))
""",
    )
    ninth, tenth = [guide["2030-02-09"][2:], guide["2030-04-10"][2:]]
    assert [guide[day][:2] for day in sorted(guide)] == [
        ["V9", ["V9"]],
        ["V9", ["V9", "V10"]],  # published, and not required for two months
        ["V9", ["V9", "V10"]],
        ["V10", ["V10"]],
    ]
    assert ninth[0] == said
    assert "version 9" in ninth[1]
    assert tenth == ["Mots inventés", "A made version of the guide"]
    assert guide["2030-04-09"][2:] == ninth, "the notes follow the version that an audit must use"


@pytest.mark.parametrize(
    "recipe",
    [
        "A finding",
        "A rule",
        "An edition of the referential",
        "A version of the guide",
        "A certifier's profile",
    ],
)
def test_every_file_that_a_recipe_names_is_there(recipe: str) -> None:
    section = re.split(r"^#+ ", CONTRIBUTING.read_text("utf-8"), flags=re.MULTILINE)
    (text,) = (part for part in section if part.startswith(recipe))
    root = CONTRIBUTING.parent
    made = {"rnq/referential-2030.toml", "rnq/guide-v10.toml"}
    files = set(re.findall(r"`([\w/.-]+\.(?:toml|py|md|json))`", text))
    assert files
    for file in files:
        there = [place for place in (root / file, PACKAGE / file) if place.exists()]
        assert there or any(file.endswith(each) for each in made), file
